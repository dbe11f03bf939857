"""Multipart bodies: a part whose name comes only as `filename*` (RFC 5987) is a file too."""

import re
from contextlib import aclosing
from urllib.parse import unquote_to_bytes

from fastapi import Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

_EXTENDED = re.compile(rb"""(;\s*)filename\*\s*=\s*"?([\w-]+)'[^']*'([^;"\s]*)"?""", re.IGNORECASE)
_PLAIN = re.compile(rb";\s*filename\s*=", re.IGNORECASE)


class UploadParser(MultiPartParser):
    """Reads a part's extended file name where it has no plain one; the parser itself passes it over."""

    def on_header_end(self) -> None:
        """Write an extended name as a plain one."""
        if self._current_partial_header_name.lower() == b"content-disposition":
            self._current_partial_header_value = spell_out_name(self._current_partial_header_value)
        super().on_header_end()


def spell_out_name(disposition: bytes) -> bytes:
    """Return a `Content-Disposition` with a plain file name, if it has one in any form."""
    if _PLAIN.search(disposition):
        return disposition
    return _EXTENDED.sub(_write_plain, disposition, count=1)


def _write_plain(found: re.Match[bytes]) -> bytes:
    raw = unquote_to_bytes(found[3])
    try:
        name = raw.decode(found[2].decode())
    except (LookupError, UnicodeDecodeError):
        name = raw.decode("latin-1")
    quoted = re.sub(r'["\\\r\n]', "_", name)
    return found[1] + b'filename="' + quoted.encode() + b'"'


class UploadRequest(Request):
    """A request whose multipart body is read by `UploadParser`."""

    async def _get_form(
        self, *, max_files: float = 1000, max_fields: float = 1000, max_part_size: int = 1024 * 1024
    ) -> FormData:
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if self._form is not None or kind != "multipart/form-data":
            return await super()._get_form(
                max_files=max_files, max_fields=max_fields, max_part_size=max_part_size
            )
        try:
            async with aclosing(self.stream()) as stream:
                parser = UploadParser(
                    self.headers, stream, max_files=max_files, max_fields=max_fields,
                    max_part_size=max_part_size,
                )  # fmt: skip
                self._form = await parser.parse()
        except MultiPartException as error:
            raise HTTPException(400, error.message) from error
        return self._form
