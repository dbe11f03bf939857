"""The change feed over HTTP: what became of every record, in order, for whoever keeps a copy."""

from typing import Annotated

import orjson
from fastapi import Query, Response

from proof_of_talent.domain.changes import MOST_CHANGES
from proof_of_talent.records.feed import read_feed
from proof_of_talent.web.api.schemas import ChangeList
from proof_of_talent.web.dependencies import ServicesDep
from proof_of_talent.web.errors import document_errors
from proof_of_talent.web.gate.access import ExportCaller
from proof_of_talent.web.routers import make_router

router = make_router(
    "/api/analytics", needs=("analytics",), tags=["analytics"], responses=document_errors(422, 503)
)


@router.get("/changes", response_model=None, responses={200: {"model": ChangeList}})
def list_changes(
    caller: ExportCaller,
    services: ServicesDep,
    cursor: Annotated[
        str | None, Query(max_length=4_000, description="The `cursor` of the answer before; begin without.")
    ] = None,
    limit: Annotated[
        int, Query(ge=1, le=MOST_CHANGES, description="How many changes at most.")
    ] = MOST_CHANGES // 10,
) -> Response:
    """Changes of records behind a cursor, oldest first: whole records, and ids of those that are gone.

    Put each record in the place of the one with its `_id`, take away what is removed, and ask again with the
    new cursor; while nothing has changed the list is empty. A record stands in the feed once, at its newest
    change.
    """
    page = read_feed(services.store, cursor, limit, services.clock(), actor=caller.actor)
    body = b'{"changes":[' + b",".join(page.lines) + b'],"cursor":' + orjson.dumps(page.cursor) + b"}"
    return Response(body, media_type="application/json")
