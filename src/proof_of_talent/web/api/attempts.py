"""The attempts of one session, and what changed from one to another."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from proof_of_talent.records.comparison import AttemptComparison, AttemptSummary, summarise_attempt
from proof_of_talent.web.dependencies import ServicesDep, SessionId, Whole
from proof_of_talent.web.errors import SESSION_ERRORS
from proof_of_talent.web.routers import make_router

router = make_router("/api", tags=["applicant"])


class AttemptList(BaseModel):
    """The attempts of a session that have ended, the first one first."""

    session_id: str
    attempts: list[AttemptSummary]


@router.get("/session/{session_id}/attempts", responses=SESSION_ERRORS)
def list_attempts(session_id: SessionId, services: ServicesDep) -> AttemptList:
    """List the attempts of a session with how each came out."""
    records = services.comparer.list_records(session_id)
    return AttemptList(session_id=session_id, attempts=list(map(summarise_attempt, records)))


@router.get("/session/{session_id}/diff", responses=SESSION_ERRORS)
def compare_attempts(
    session_id: SessionId,
    services: ServicesDep,
    first: Annotated[
        Whole | None, Query(alias="from", ge=1, le=1_000_000, description="The earlier attempt.")
    ] = None,
    last: Annotated[
        Whole | None, Query(alias="to", ge=1, le=1_000_000, description="The later attempt.")
    ] = None,
) -> AttemptComparison:
    """Compare two attempts: papers, criteria, findings, answers, and why the score moved.

    Without `from` and `to` it is the newest attempt and the one before it.
    The points of `parts` sum to `score_change`. Where a score in between cannot be judged again, causes stand
    together in one part, and `unsplit` says why.
    """
    return services.comparer.compare(services.comparer.list_records(session_id), first, last)
