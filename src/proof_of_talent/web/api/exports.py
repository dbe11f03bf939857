"""The dataset over HTTP: streamed at constant memory, aborted on error, never a half file taken for whole."""

from collections.abc import AsyncIterator, Iterator
from itertools import chain
from typing import Annotated

import anyio
from fastapi import Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from proof_of_talent.domain.numbers import MOST_IN_A_GROUP
from proof_of_talent.export import FORMATS, Export, ExportFormat, ExportOptions, choose_format, open_export
from proof_of_talent.export.formats import FORMAT_OF_TYPE
from proof_of_talent.web.api.schemas import ExportedRecords
from proof_of_talent.web.dependencies import ExportFilterDep, ServicesDep, Whole
from proof_of_talent.web.errors import document_errors
from proof_of_talent.web.gate.access import ExportCaller
from proof_of_talent.web.http.accepting import PROBLEM, check_accepted
from proof_of_talent.web.http.routes import is_head
from proof_of_talent.web.routers import make_router

router = make_router(
    "/api/analytics", needs=("analytics",), tags=["analytics"], responses=document_errors(422, 503)
)


@router.get("/export", response_class=StreamingResponse, responses={200: {"model": ExportedRecords}})
def export_dataset(
    request: Request,
    caller: ExportCaller,
    wanted: ExportFilterDep,
    services: ServicesDep,
    format: Annotated[  # noqa: A002 - a fixed name
        ExportFormat | None, Query(description="The file's format; the Accept header decides if left out.")
    ] = None,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
    columns: Annotated[
        str | None, Query(max_length=10_000, description="Only these flat columns, separated by commas.")
    ] = None,
    personal: Annotated[bool, Query(description="Keep personal columns in flat formats.")] = False,
    raw: Annotated[bool, Query(description="CSV without protection against spreadsheet formulas.")] = False,
    min_group: Annotated[
        Whole,
        Query(
            ge=1,
            le=MOST_IN_A_GROUP,
            description="Leave out rows whose field, route and recommendation fewer share.",
        ),
    ] = 1,
) -> StreamingResponse:
    """All matching records as one file; completed analyses unless `status` says otherwise."""
    if format is None:
        check_accepted(accept, (*FORMAT_OF_TYPE, PROBLEM))
    options = ExportOptions(
        format=format or choose_format(accept),
        columns=tuple(name.strip() for name in columns.split(",")) if columns else None,
        personal=personal,
        raw=raw,
        min_group=min_group,
    )
    if is_head(request):  # nothing leaves, so nothing is opened or audited
        return StreamingResponse(iter(()), media_type=FORMATS[options.format].media_type)
    export = open_export(
        services.store, wanted, options, rulebook=services.rulebook, actor=caller.actor, clock=services.clock
    )
    chunks = begin(export)
    headers = {
        "Content-Disposition": f'attachment; filename="{export.filename}"',
        "X-Row-Count": str(export.row_count),
        "X-Export-Id": export.export_id,
        "Accept-Ranges": "none",
    }
    return StreamingResponse(stream(export, chunks), media_type=export.media_type, headers=headers)


def begin(export: Export) -> Iterator[bytes]:
    """Return an export's chunks, the first of them made: what fails until then still gets an answer that says
    what is wrong.
    """
    try:
        chunks = export.chunks
        return chain((next(chunks, b""),), chunks)
    except BaseException:
        export.close()
        raise


async def stream(export: Export, chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Pass an export on chunk by chunk and free it however the transfer ends.

    What it raises midway reaches the server, which then cuts the connection: the client sees a failed
    transfer instead of a short file.
    """
    try:
        while (chunk := await run_in_threadpool(next, chunks, None)) is not None:
            yield chunk
    finally:
        with anyio.CancelScope(shield=True):  # the client left: still close the snapshot and the audit entry
            await run_in_threadpool(export.close)
