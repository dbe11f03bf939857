"""Whether the service can work just now."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

import proof_of_talent
from proof_of_talent.web.dependencies import ServicesDep
from proof_of_talent.web.errors import document_errors

router = APIRouter(tags=["operations"])


class Health(BaseModel):
    """The service answers and its store does."""

    status: Literal["ok"] = "ok"
    version: str
    store: Literal["ok"] = "ok"
    assessor: str


@router.get("/health", responses=document_errors(503))
def check_health(services: ServicesDep) -> Health:
    """Answer 200 when the store answers, else 503 with the reason."""
    services.store.ping()
    return Health(version=proof_of_talent.__version__, assessor=services.assessor.name)
