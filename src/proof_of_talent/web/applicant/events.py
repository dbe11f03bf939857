"""Progress as server-sent events."""

import asyncio
import time
from collections.abc import AsyncIterator

import orjson
from fastapi.concurrency import run_in_threadpool

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.errors import TalentError
from proof_of_talent.domain.ports import SessionStore

STREAM_SECONDS = 20.0
"""A stream ends after this time and the browser opens the next, so that none holds up the server's end."""
LOOK_SECONDS = 0.4
RETRY_MILLISECONDS = 1500


async def follow_progress(sessions: SessionStore, session_id: str) -> AsyncIterator[bytes]:
    """Yield an event `progress` with each change of a session's progress, and `end` when its analysis ends.

    The first event comes at once, so that a page that was reloaded is right from the start. A store that
    cannot be asked ends the stream; the browser asks again.
    """
    yield f"retry: {RETRY_MILLISECONDS}\n\n".encode()
    until = time.monotonic() + STREAM_SECONDS
    shown = b""
    while time.monotonic() < until:
        try:
            session = await run_in_threadpool(sessions.get, session_id)
        except TalentError:
            return
        data = describe_progress(session)
        if session.state != "analyzing":
            yield b"event: end\ndata: " + data + b"\n\n"
            return
        if data != shown:
            shown = data
            yield b"event: progress\ndata: " + data + b"\n\n"
        await asyncio.sleep(LOOK_SECONDS)


def describe_progress(session: Session) -> bytes:
    """Return a session's progress as JSON, with the keys of the API's status."""
    return orjson.dumps({"status": session.state, "progress": session.progress.model_dump()})
