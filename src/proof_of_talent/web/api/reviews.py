"""Reviews by people in the API: what waits, one's own reviews, quotes that are rejected or were missed."""

from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import BaseModel, Field

from proof_of_talent.domain.assessment import Recommendation
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import InvalidInputError, NotFoundError
from proof_of_talent.domain.record import RECORD_ID_PATTERN, AnalysisRecord
from proof_of_talent.domain.results import AnalysisResults, ResultFinding
from proof_of_talent.domain.reviews import (
    LONGEST_COMMENT,
    MOST_SEATS,
    REVIEW_ID_PATTERN,
    JudgedView,
    MarkedPassage,
    Opinion,
    Review,
    ReviewState,
)
from proof_of_talent.judging.marking import mark_quote
from proof_of_talent.records.assigning import load_assigning_rules
from proof_of_talent.records.removed import find_kept_session
from proof_of_talent.records.reviewing import (
    ReviewLine,
    ReviewPage,
    describe_line,
    find_own,
    give_opinion,
    leave_seat,
    list_own,
    list_queue,
    make_opinion,
    mark_passage,
    open_seats,
    take_seat,
)
from proof_of_talent.web.api.clients import name_owner
from proof_of_talent.web.dependencies import ServicesDep, Whole
from proof_of_talent.web.errors import document_errors
from proof_of_talent.web.gate.access import Caller, ReviewCaller
from proof_of_talent.web.routers import make_router
from proof_of_talent.wiring.bootstrap import Services

router = make_router("/api/reviews", needs=("review",), tags=["reviews"], responses=document_errors(422, 503))

ReviewId = Annotated[str, Path(pattern=REVIEW_ID_PATTERN, description="The review's id.")]
MarkKind = Literal["rejected", "missed"]
FOUND = document_errors(404, 409)


class AskForReview(BaseModel):
    """An analysis that people are to review, and how many of them."""

    record_id: str = Field(pattern=RECORD_ID_PATTERN)
    people: int = Field(default=1, ge=1, le=MOST_SEATS)


class GiveOpinion(BaseModel):
    """What you think: levels 0-4 by criterion (those that you judged), a band, a comment."""

    levels: dict[str, int] = {}
    band: Recommendation | None = None
    comment: str = Field(default="", max_length=LONGEST_COMMENT)


class MarkPassage(BaseModel):
    """A quote of the assessor that you reject, or a passage of a paper that it missed; or the mark's end."""

    kind: MarkKind
    passage: MarkedPassage
    take_back: bool = False


class ReviewedCriterion(BaseModel):
    """A criterion with what it asks."""

    code: str
    name: str
    asks: str


class ReviewedPaper(BaseModel):
    """A paper of the analysis."""

    id: str
    kind: str
    pages: int


class SeenReview(BaseModel):
    """A review of yours. What the assessor said (`judged`, `findings`) is null in a blind one until you have
    judged yourself.
    """

    id: str
    record_id: str
    field: str
    state: ReviewState
    reasons: list[str]
    blind: bool
    criteria: list[ReviewedCriterion]
    papers: list[ReviewedPaper]
    judged: JudgedView | None
    findings: list[ResultFinding] | None
    first: Opinion | None
    opinion: Opinion | None
    rejected: list[MarkedPassage]
    missed: list[MarkedPassage]


class OwnReviews(BaseModel):
    """What you have taken, and what you have done last."""

    taken: list[ReviewLine]
    done: list[ReviewLine]


class OpenedSeats(BaseModel):
    """The seats that were opened."""

    opened: list[str]


@router.get("")
def get_queue(
    services: ServicesDep,
    caller: ReviewCaller,
    limit: Annotated[Whole, Query(ge=1, le=100, description="Reviews a page.")] = 50,
    cursor: Annotated[
        str | None, Query(pattern=REVIEW_ID_PATTERN, description="Goes on behind a page.")
    ] = None,
) -> ReviewPage:
    """List what waits for a reviewer, newest analyses first; not what you review already."""
    return list_queue(services.store, name_owner(caller), limit=limit, cursor=cursor)


@router.post("", responses=FOUND)
def ask_for_review(body: AskForReview, services: ServicesDep) -> OpenedSeats:
    """Have people review an analysis, whatever the rules say."""
    return OpenedSeats(opened=[review.id for review in open_asked(services, body.record_id, body.people)])


@router.get("/own")
def get_own(services: ServicesDep, caller: ReviewCaller) -> OwnReviews:
    """List your reviews."""
    taken, done = list_own(services.store, name_owner(caller))
    return OwnReviews(taken=list(map(describe_line, taken)), done=list(map(describe_line, done)))


@router.get("/{review_id}", responses=FOUND)
def get_review(review_id: ReviewId, services: ServicesDep, caller: ReviewCaller) -> SeenReview:
    """Return a review of yours."""
    return see_review(services, find_own(services.store, review_id, name_owner(caller)))


@router.post("/{review_id}/take", responses=FOUND)
def take_review(review_id: ReviewId, services: ServicesDep, caller: ReviewCaller) -> SeenReview:
    """Take a review that waits; the view of the papers is in the audit log."""
    return see_review(services, take(services, caller, review_id))


@router.post("/{review_id}/leave", responses=FOUND)
def leave_review(review_id: ReviewId, services: ServicesDep, caller: ReviewCaller) -> ReviewLine:
    """Give a review back that you have taken and not done."""
    return describe_line(leave_seat(services.store, review_id, name_owner(caller)))


@router.post("/{review_id}/opinion", responses=FOUND)
def post_opinion(
    review_id: ReviewId, body: GiveOpinion, services: ServicesDep, caller: ReviewCaller
) -> SeenReview:
    """Say what you think. A blind review shows then what the assessor said; saying it again ends it."""
    return see_review(services, say(services, caller, review_id, **body.model_dump()))


@router.post("/{review_id}/marks", responses=FOUND)
def post_mark(
    review_id: ReviewId, body: MarkPassage, services: ServicesDep, caller: ReviewCaller
) -> SeenReview:
    """Mark a quote as rejected or a passage as missed, or take a mark back."""
    return see_review(
        services, mark(services, caller, review_id, body.kind, body.passage, take_back=body.take_back)
    )


def open_asked(services: Services, record_id: str, people: int) -> list[Review]:
    """Open seats at an analysis because somebody asked."""
    record = services.store.records.get(record_id)
    blind = load_assigning_rules().blind
    return open_seats(services.store, record, ("asked",), people, services.clock(), blind=blind)


def take(services: Services, caller: Caller, review_id: str) -> Review:
    """Take a seat for the caller."""
    return take_seat(services.store, review_id, name_owner(caller), services.clock(), actor=caller.actor)


def say(services: Services, caller: Caller, review_id: str, **said: object) -> Review:
    """Keep what the caller thinks."""
    now = services.clock()
    opinion = make_opinion(now, **said)
    return give_opinion(services.store, review_id, name_owner(caller), opinion, now, actor=caller.actor)


def mark(
    services: Services, caller: Caller, review_id: str, kind: MarkKind, passage: MarkedPassage, *,
    take_back: bool,
) -> Review:  # fmt: skip
    """Mark a passage for the caller; the words must stand where the mark says.

    Raises:
        InvalidInputError: they do not.
    """
    review = find_own(services.store, review_id, name_owner(caller))
    if not take_back:
        check_passage(services, review, kind, passage)
    return mark_passage(services.store, review_id, name_owner(caller), kind, passage, taken_back=take_back)


def check_passage(services: Services, review: Review, kind: MarkKind, passage: MarkedPassage) -> None:
    """Raise where a passage is not what its mark says."""
    if passage.criterion not in review.judged.levels:
        raise InvalidInputError("There is no such criterion in this analysis.", field="criterion")
    record = services.store.records.get(review.record_id)
    if kind == "rejected":
        found = list_all_findings(record)
        quoted = {(quote.document, quote.page, quote.quote) for one in found for quote in one.evidence}
        if (passage.document, passage.page, passage.quote) not in quoted:
            raise InvalidInputError("The analysis has no such quote.", field="quote")
        return
    session = find_kept_session(services.store, record.session_id)
    if session is None:
        raise NotFoundError("The papers are no longer kept.", code="document_not_found")
    pages = services.reader.read(session, session.find_document(passage.document)).pages
    if passage.page > len(pages) or not mark_quote(pages[passage.page - 1].text, passage.quote):
        raise InvalidInputError(
            "These words do not stand on this page. Copy them from the page as we read it.", field="quote"
        )


def see_review(services: Services, review: Review) -> SeenReview:
    """Return a review as its reviewer may see it now."""
    record = services.store.records.get(review.record_id)
    hidden = review.hides_assessor
    return SeenReview(
        **review.model_dump(include={"id", "record_id", "field", "state", "blind", "first", "opinion"}),
        reasons=list(review.reasons),
        criteria=list_reviewed_criteria(record, review, services.rulebook),
        papers=[
            ReviewedPaper(id=paper.id, kind=paper.kind, pages=paper.pages)
            for paper in record.documents
            if paper.id
        ],
        judged=None if hidden else review.judged,
        findings=None if hidden else list_all_findings(record),
        rejected=list(review.rejected),
        missed=list(review.missed),
    )


def list_reviewed_criteria(
    record: AnalysisRecord, review: Review, rulebook: Rulebook
) -> list[ReviewedCriterion]:
    """Return the criteria that can be judged, with what each asks."""
    results = record.read_results() or AnalysisResults()
    asks = {
        one.code: one.summary
        for field in rulebook.fields
        for one in field.criteria
        if field.id == record.field
    }
    return [
        ReviewedCriterion(code=one.criterion, name=one.name, asks=asks.get(one.criterion, ""))
        for one in results.criteria
        if one.criterion in review.judged.levels
    ]


def list_all_findings(record: AnalysisRecord) -> list[ResultFinding]:
    """Return what the assessor found for its criteria, and of the application as a whole."""
    results = record.read_results() or AnalysisResults()
    whole = [finding for finding in results.findings if finding.criterion is None]
    return [*(finding for one in results.criteria for finding in one.findings), *whole]
