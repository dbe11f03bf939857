"""Is the process alive, and can it serve: for people and load balancers."""

from typing import Literal

from anyio import to_thread
from fastapi import Request
from pydantic import BaseModel

import proof_of_talent
from proof_of_talent.domain.errors import StoreUnavailableError
from proof_of_talent.web.dependencies import ServicesDep
from proof_of_talent.web.errors import document_errors
from proof_of_talent.web.routers import make_router
from proof_of_talent.wiring.bootstrap import Services

router = make_router(tags=["operations"])


class Health(BaseModel):
    """The service answers and its store does. A queue that is away only slows analyses down."""

    status: Literal["ok"] = "ok"
    version: str
    store: Literal["ok"] = "ok"
    queue: Literal["ok", "away"]
    assessor: str


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"


@router.get("/health", responses=document_errors(503))
async def check_health(request: Request, services: ServicesDep) -> Health:
    """Answer 200 when the store answers, else 503 with the reason."""
    return await to_thread.run_sync(look_at_parts, services, limiter=request.app.state.health_threads)


def look_at_parts(services: Services) -> Health:
    """Ask the store and the queue.

    Raises:
        StoreUnavailableError: the store does not answer.
    """
    services.store.ping()
    return Health(
        version=proof_of_talent.__version__,
        queue="ok" if services.queue.is_ready() else "away",
        assessor=services.assessor.name,
    )


@router.get("/ready", responses=document_errors(503))
async def check_ready(request: Request, services: ServicesDep) -> Health:
    """Answer 200 when requests should be sent here: the store answers and the server is not stopping."""
    if services.is_stopping():
        raise StoreUnavailableError("This server is stopping. Another one takes over.")
    return await check_health(request, services)


@router.get("/live")
async def check_alive() -> Alive:
    """Answer 200 as long as the process can answer at all; restart it when it cannot."""
    return Alive()
