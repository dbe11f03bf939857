"""The clients: every call of the API, lists of any length, uploads, and exports into files and frames."""

import os
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal, Unpack, cast
from urllib.parse import quote

from proof_of_talent.client import types
from proof_of_talent.client.calls import AsyncCalls, Calls
from proof_of_talent.client.sending import Call

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

Attachable = Path | tuple[str, bytes]
"""A file to upload: its path, or its name and content."""
ExportKind = Literal["json", "ndjson", "csv", "xlsx", "parquet"]


class ExportQuery(types.Filter, total=False):
    """What an export holds: the records of a filter, and which columns of theirs."""

    columns: str
    """Names of flat columns, separated by commas; all if left out."""
    personal: bool
    """Keep personal columns."""
    raw: bool
    """CSV without protection against spreadsheet formulas."""
    min_group: int
    """Leave out rows whose field, route and recommendation fewer share."""


class Client(Calls):
    """A client that waits for its answers.

    Every call raises `ApiError` where the server refuses it, and `httpx2.TransportError` where there is no
    server. Calls that the server refuses for now (429, 503) are sent again after the time it names.
    """

    def upload_documents(self, session_id: str, papers: Sequence[Attachable]) -> types.UploadedDocuments:
        """Add papers to an application: all of them, or none if one cannot be used."""
        return cast("types.UploadedDocuments", self.send(build_upload(session_id, papers)))

    def iter_analyses(self, **query: Unpack[types.ListAnalysesQuery]) -> Iterator[types.RecordRow]:
        """Yield all analyses of a list, page by page. `limit` is the length of a page."""
        while True:
            page = self.list_analyses(**query)
            yield from page["analyses"]
            if not (cursor := page.get("next_cursor")):
                return
            query = turn_page(query, cursor)

    def iter_changes(self, cursor: str | None = None) -> Iterator[types.ChangeList]:
        """Yield what changed behind a cursor, a page at a time, until nothing is left.

        Keep the `cursor` of a page once you have stored its changes, and begin there the next time.
        """
        while True:
            page = self.list_changes(cursor=cursor)
            if not page["changes"]:
                return
            yield page
            cursor = page["cursor"]

    def export(self, path: str | os.PathLike[str], **query: Unpack[ExportQuery]) -> int:
        """Write an export to a file, at constant memory; return the number of its records.

        The format follows from the end of the file's name. The file appears once it is
        whole; nothing is left of an export that breaks off.
        """
        target = Path(path)
        answer = self.open(build_export(target, query))
        part = target.with_name(f".{target.name}.part")
        try:
            with part.open("wb") as file:
                for chunk in answer.iter_bytes():
                    file.write(chunk)
            part.replace(target)
        finally:
            answer.close()
            part.unlink(missing_ok=True)
        return int(answer.headers["x-row-count"])

    def export_arrow(self, **query: Unpack[ExportQuery]) -> "pa.Table":
        """Return an export as a table of pyarrow."""
        import pyarrow.parquet as pq  # noqa: PLC0415 - needed here only

        with TemporaryDirectory() as folder:
            self.export(file := Path(folder, "export.parquet"), **query)
            return pq.read_table(file, memory_map=False)

    def export_pandas(self, **query: Unpack[ExportQuery]) -> "pd.DataFrame":
        """Return an export as a frame of pandas."""
        import pandas as pd  # noqa: PLC0415 - needed here only

        with TemporaryDirectory() as folder:
            self.export(file := Path(folder, "export.parquet"), **query)
            return pd.read_parquet(file)

    def export_polars(self, **query: Unpack[ExportQuery]) -> "pl.DataFrame":
        """Return an export as a frame of polars."""
        import polars as pl  # noqa: PLC0415 - needed here only

        with TemporaryDirectory() as folder:
            self.export(file := Path(folder, "export.parquet"), **query)
            return pl.read_parquet(file, memory_map=False)


class AsyncClient(AsyncCalls):
    """The same, to be awaited. Frames are made by `Client`: the libraries that read them do not await."""

    async def upload_documents(
        self, session_id: str, papers: Sequence[Attachable]
    ) -> types.UploadedDocuments:
        """Add papers to an application: all of them, or none if one cannot be used."""
        return cast("types.UploadedDocuments", await self.send(build_upload(session_id, papers)))

    async def iter_analyses(self, **query: Unpack[types.ListAnalysesQuery]) -> AsyncIterator[types.RecordRow]:
        """Yield all analyses of a list, page by page. `limit` is the length of a page."""
        while True:
            page = await self.list_analyses(**query)
            for analysis in page["analyses"]:
                yield analysis
            if not (cursor := page.get("next_cursor")):
                return
            query = turn_page(query, cursor)

    async def iter_changes(self, cursor: str | None = None) -> AsyncIterator[types.ChangeList]:
        """Yield what changed behind a cursor; see `Client.iter_changes`."""
        while True:
            page = await self.list_changes(cursor=cursor)
            if not page["changes"]:
                return
            yield page
            cursor = page["cursor"]

    async def export(self, kind: ExportKind, **query: Unpack[ExportQuery]) -> AsyncIterator[bytes]:
        """Yield an export of this format in pieces, at constant memory."""
        answer = await self.open(build_export(Path(f"export.{kind}"), query))
        try:
            async for chunk in answer.aiter_bytes():
                yield chunk
        finally:
            await answer.aclose()


def build_upload(session_id: str, papers: Sequence[Attachable]) -> Call:
    """Return the call that adds papers."""
    named = [(it.name, it.read_bytes()) if isinstance(it, Path) else it for it in papers]
    return Call("POST", f"/api/upload/{quote(session_id)}", files=[("files", paper) for paper in named])


def build_export(target: Path, query: ExportQuery) -> Call:
    """Return the call that makes an export."""
    return Call("GET", "/api/analytics/export", query={**query, "format": target.suffix.removeprefix(".")})


def turn_page(query: types.ListAnalysesQuery, cursor: str) -> types.ListAnalysesQuery:
    """Return the query of the next page."""
    following = query.copy()
    following.pop("skip", None)
    following["cursor"] = cursor
    return following
