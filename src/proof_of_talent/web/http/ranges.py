"""Parts of a finished file (`Range`), so that a download that broke off can go on."""

import hashlib
import re
from collections.abc import Mapping

from fastapi import HTTPException, Request
from fastapi.responses import Response

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def answer_file(request: Request, body: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    """Return a file, or the one part of it that is asked for; of several parts at once, the whole file.

    Raises:
        HTTPException: the file has no such part (416).
    """
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    shared = {**headers, "ETag": tag, "Accept-Ranges": "bytes"}
    asked = request.headers.get("range")
    if asked is None or request.headers.get("if-range", tag) != tag:
        return Response(body, media_type=media_type, headers=shared)
    found = _RANGE.fullmatch(asked.replace(" ", ""))
    if found is None or not any(found.groups()):
        return Response(body, media_type=media_type, headers=shared)
    first, last = _read_bounds(found[1], found[2], len(body))
    if first > last:
        raise HTTPException(
            416, f"The file has {len(body)} bytes.", {"Content-Range": f"bytes */{len(body)}"}
        )
    shared["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
    return Response(body[first : last + 1], status_code=206, media_type=media_type, headers=shared)


def _read_bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first and the last byte meant; the first is beyond the last where there is nothing."""
    if not first:
        return max(0, size - int(last)), size - 1 if int(last) else -1
    return int(first), min(int(last), size - 1) if last else size - 1
