"""How people and failures are named in logs: enough to correlate, nothing personal."""

import hashlib
import traceback
from pathlib import Path


def mask_session_id(session_id: str) -> str:
    """Return a short stable stand-in for a session id, because the id itself opens the session."""
    return "s-" + hashlib.sha256(session_id.encode()).hexdigest()[:10]


def describe_exception(error: BaseException) -> str:
    """Return the kind and place of an unexpected error, without its message, which may quote a document."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}"
