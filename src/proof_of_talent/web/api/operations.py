"""Who uses this process, and blocks, for operators: in memory, and about this process only."""

from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field, StringConstraints

from proof_of_talent.domain.base import Moment
from proof_of_talent.domain.keys import KEY_ID_PATTERN
from proof_of_talent.domain.ports import AuditEntry
from proof_of_talent.records.samples import remove_samples
from proof_of_talent.web.dependencies import ServicesDep
from proof_of_talent.web.errors import document_errors
from proof_of_talent.web.gate.access import ACCESS_ERRORS, AdminCaller
from proof_of_talent.web.gate.rates import name_client
from proof_of_talent.web.routers import make_router

router = make_router("/api/admin", tags=["operations"], responses=ACCESS_ERRORS | document_errors(422, 503))

MOST_CLIENTS = 200


class LaneState(BaseModel):
    """How full a lane is: requests that are being answered, and those that wait for their turn."""

    lane: str
    slots: int
    taken: int
    waiting: int


class ClientState(BaseModel):
    """What one client (an IPv4 address or an IPv6 network) uses now; refusals since the process started, and
    seconds of judging within the last hour.
    """

    client: str
    requests: int
    upload_bytes: int
    refused: int
    reading_seconds_lost: float
    judging_seconds: float
    blocked_seconds: int


class UsageState(BaseModel):
    """Who uses what in the process that answers."""

    lanes: list[LaneState]
    clients: list[ClientState]


class ClientBlock(BaseModel):
    """Whose requests are refused, and for how many minutes; 0 ends a block."""

    client: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    minutes: float = Field(ge=0, le=60 * 24 * 7)


class SignInState(BaseModel):
    """A browser that is signed in: by which key, since when, last seen, and when it ends without use."""

    id: str
    key: str
    name: str
    began_at: Moment
    seen_at: Moment
    ends_at: Moment


@router.get("/sign-ins")
def show_sign_ins(_caller: AdminCaller, services: ServicesDep) -> list[SignInState]:
    """Every browser that is signed in."""
    now = services.clock()
    return [
        SignInState(
            id=each.id,
            key=key.id,
            name=key.name,
            began_at=each.began_at,
            seen_at=each.seen_at,
            ends_at=each.ends_at,
        )
        for key in services.keyring.list()
        for each in key.list_sign_ins(now)
    ]


@router.delete("/sign-ins/{key_id}", status_code=204, responses=document_errors(404))
def sign_browsers_out(
    key_id: Annotated[str, Path(pattern=KEY_ID_PATTERN)], caller: AdminCaller, services: ServicesDep
) -> None:
    """Sign out every browser that signed in by a key; the key itself goes on working."""
    services.keyring.end_sign_ins(key_id, actor=caller.actor)


@router.get("/usage")
async def show_usage(request: Request, _caller: AdminCaller, services: ServicesDep) -> UsageState:
    """Who uses what in this process, the busiest first."""
    lost = services.desk.list_lost()
    lanes = [LaneState.model_validate(lane._asdict()) for lane in request.app.state.lanes.describe()]
    clients = [
        ClientState(**use._asdict(), reading_seconds_lost=round(lost.get(use.client, 0.0), 1))
        for use in request.app.state.usage.list_clients(lost)
    ]
    return UsageState(lanes=lanes, clients=clients[:MOST_CLIENTS])


@router.post("/blocks")
def block_client(
    request: Request, body: ClientBlock, caller: AdminCaller, services: ServicesDep
) -> ClientBlock:
    """Refuse a client's requests for a time, in this process. The audit log notes it without the address."""
    client = name_client(body.client)
    request.app.state.usage.block(client, body.minutes * 60)
    details = {"minutes": body.minutes}
    services.store.audit.add(
        AuditEntry(at=services.clock(), actor=caller.actor, action="client_blocked", details=details)
    )
    return ClientBlock(client=client, minutes=body.minutes)


@router.post("/samples/remove", include_in_schema=False)
def remove_all_samples(caller: AdminCaller, services: ServicesDep) -> RedirectResponse:
    """Take the sample applications out of the store and of all figures, and go back to the dashboard."""
    remove_samples(services.store, services.clock(), actor=caller.actor)
    return RedirectResponse("/dashboard", status_code=303)
