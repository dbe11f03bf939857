"""Stands between the client library and a server that speaks the OpenAI interface, and understands both.

It watches the time. Errors become failures with a code of ours (`meaning`), also those inside a 200 or a
stream; all else is put into the form that the library expects (`mending`).
"""

import asyncio
import time
from datetime import UTC, datetime

import httpx2

from proof_of_talent.assessors.llm.failures import ModelFailureError
from proof_of_talent.assessors.llm.meaning import read_error
from proof_of_talent.assessors.llm.mending import mend

_LONGEST_BODY = 16 * 1024 * 1024
"""Bytes of one answer; a stream of the longest sensible answer has a tenth of them."""


class MendingTransport(httpx2.AsyncBaseTransport):
    """Sends requests over another transport and mends the answers."""

    def __init__(self, transport: httpx2.AsyncBaseTransport, *, first: float, silence: float) -> None:
        """Prepare.

        Args:
            transport: what sends.
            first: seconds to wait for the first word of an answer.
            silence: seconds between two words of a stream.
        """
        self._transport = transport
        self._first = first
        self._silence = silence

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request.

        Raises:
            ModelFailureError: the answer tells of an error, whatever its status.
        """
        until = time.monotonic() + self._first
        try:
            async with asyncio.timeout(self._first):
                response = await self._transport.handle_async_request(request)
            try:
                body = await self._read(response, until)
            finally:
                await response.aclose()
        except TimeoutError:
            raise ModelFailureError("llm_timeout") from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        failure = read_error(response.status_code, headers, body, datetime.now(UTC))
        if failure is not None:
            raise failure
        return httpx2.Response(
            response.status_code, headers={"content-type": "application/json"}, content=mend(body)
        )

    async def _read(self, response: httpx2.Response, until: float) -> bytes:
        """Read a body to its end. What only keeps the line open (a comment in a stream) is no word.

        Raises:
            TimeoutError: no word came for too long.
            ModelFailureError: it does not end.
        """
        body = bytearray()
        parts = response.aiter_bytes()
        while True:
            async with asyncio.timeout(max(0.0, until - time.monotonic())):
                part = await anext(parts, None)
            if part is None:
                return bytes(body)
            body += part
            if len(body) > _LONGEST_BODY:
                raise ModelFailureError("llm_truncated")
            if part.strip() and not part.lstrip().startswith(b":"):
                until = time.monotonic() + self._silence

    async def aclose(self) -> None:
        """Close the transport beneath."""
        await self._transport.aclose()
