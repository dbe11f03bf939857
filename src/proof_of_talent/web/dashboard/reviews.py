"""The reviewer's pages: what waits, one review, and the papers; plain forms that need no JavaScript."""

from typing import Annotated, Any

from fastapi import Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from proof_of_talent.analytics.labels import name_field
from proof_of_talent.domain.assessment import BANDS
from proof_of_talent.domain.record import RECORD_ID_PATTERN
from proof_of_talent.domain.results import AnalysisResults
from proof_of_talent.domain.reviews import MOST_SEATS, REVIEW_ID_PATTERN, MarkedPassage, Review
from proof_of_talent.records.removed import find_kept_session
from proof_of_talent.records.reviewing import find_own, leave_seat, list_own, list_queue
from proof_of_talent.records.subject_access import audit_view
from proof_of_talent.web.api.clients import name_owner
from proof_of_talent.web.api.reviews import (
    MarkKind,
    ReviewId,
    list_all_findings,
    mark,
    open_asked,
    say,
    see_review,
    take,
)
from proof_of_talent.web.applicant.frame import SEE_OTHER, FieldsDep
from proof_of_talent.web.applicant.places import MARK_PATTERN, Places, find_marked
from proof_of_talent.web.applicant.read_page import describe_read_page
from proof_of_talent.web.dashboard.read_document import open_kept
from proof_of_talent.web.dashboard.record import number_documents
from proof_of_talent.web.dependencies import ServicesDep, Whole
from proof_of_talent.web.gate.access import ReviewCaller
from proof_of_talent.web.pages import render_page
from proof_of_talent.web.routers import make_page_router
from proof_of_talent.wiring.bootstrap import Services

router = make_page_router("/reviews", needs=("review",))

REVIEW_REASONS = {
    "asked": "somebody asked for it", "random": "picked at random", "low_confidence": "assessor unsure",
    "disagreement": "repeated judgements differ", "borderline": "between two bands",
}  # fmt: skip
LEVEL_WORDS = {0: "nothing", 1: "a weak sign", 2: "partly shown", 3: "clearly shown", 4: "outstanding"}


@router.get("")
def show_queue(
    request: Request,
    services: ServicesDep,
    caller: ReviewCaller,
    cursor: Annotated[str | None, Query(pattern=REVIEW_ID_PATTERN)] = None,
) -> HTMLResponse:
    """What waits, what one has taken, and what one has done."""
    reviewer = name_owner(caller)
    taken, done = list_own(services.store, reviewer)
    return render_page(
        request,
        "reviews.html",
        title="Reviews",
        waiting=list_queue(services.store, reviewer, cursor=cursor),
        taken=taken,
        done=done,
        reasons=REVIEW_REASONS,
        name_field=lambda field: name_field(services.rulebook, field),
    )


@router.post("/ask")
def ask_for_one(
    services: ServicesDep,
    record_id: Annotated[str, Form(pattern=RECORD_ID_PATTERN)],
    people: Annotated[Whole, Form(ge=1, le=MOST_SEATS)] = 1,
) -> RedirectResponse:
    """Have people review an analysis."""
    open_asked(services, record_id, people)
    return RedirectResponse("/reviews", SEE_OTHER)


@router.post("/{review_id}/take")
def take_one(review_id: ReviewId, services: ServicesDep, caller: ReviewCaller) -> RedirectResponse:
    """Take a review that waits."""
    return _go_back(take(services, caller, review_id).id)


@router.post("/{review_id}/leave")
def leave_one(review_id: ReviewId, services: ServicesDep, caller: ReviewCaller) -> RedirectResponse:
    """Give a review back."""
    leave_seat(services.store, review_id, name_owner(caller))
    return RedirectResponse("/reviews", SEE_OTHER)


@router.get("/{review_id}")
def show_review(
    request: Request, review_id: ReviewId, services: ServicesDep, caller: ReviewCaller
) -> HTMLResponse:
    """One review: the papers, the criteria, and the assessor's judgement once it may be seen."""
    review = find_own(services.store, review_id, name_owner(caller))
    record = services.store.records.get(review.record_id)
    audit_view(services.store, record, services.clock(), actor=caller.actor)
    session = find_kept_session(services.store, record.session_id)
    results = record.read_results() or AnalysisResults()
    names = number_documents(record)
    places = Places(record, results, session, base=f"/reviews/{review_id}", names=names)
    return render_page(
        request,
        "review.html",
        title="Review",
        here="/reviews",
        review=see_review(services, review),
        said=review.opinion or review.first,
        hidden=review.hides_assessor,
        findings=[] if review.hides_assessor else list_all_findings(record),
        rejected={_key(passage) for passage in review.rejected},
        places=places,
        papers=[(name, places.link(paper)) for paper, name in names.items()],
        levels=LEVEL_WORDS,
        bands=BANDS,
        reasons=REVIEW_REASONS,
        field_name=name_field(services.rulebook, record.field),
        key=_key,
    )


@router.post("/{review_id}/opinion")
def hand_in_opinion(
    review_id: ReviewId, fields: FieldsDep, services: ServicesDep, caller: ReviewCaller
) -> RedirectResponse:
    """Keep levels (fields `level-CODE`), band and comment."""
    prefix = "level-"
    levels = {name.removeprefix(prefix): level for name, level in fields.items() if name.startswith(prefix)}
    review = say(
        services, caller, review_id,
        levels={code: level for code, level in levels.items() if level},
        band=fields.get("band") or None,
        comment=fields.get("comment", ""),
    )  # fmt: skip
    return _go_back(review.id)


@router.post("/{review_id}/marks")
def hand_in_mark(
    review_id: ReviewId,
    services: ServicesDep,
    caller: ReviewCaller,
    kind: Annotated[MarkKind, Form()],
    criterion: Annotated[str, Form(max_length=40)],
    document: Annotated[str, Form(max_length=20)],
    page: Annotated[Whole, Form(ge=1, le=100_000)],
    quote: Annotated[str, Form(min_length=1, max_length=2_000)],
    take_back: Annotated[bool, Form()] = False,
) -> RedirectResponse:
    """Mark a quote as rejected or a passage as missed, or take a mark back."""
    passage = MarkedPassage(criterion=criterion, document=document, page=page, quote=quote.strip() or quote)
    mark(services, caller, review_id, kind, passage, take_back=take_back)
    return _go_back(review_id, "#marks")


@router.get("/{review_id}/documents/{document_id}/read")
def show_paper(
    request: Request,
    review_id: ReviewId,
    document_id: str,
    services: ServicesDep,
    caller: ReviewCaller,
    page: Annotated[Whole, Query(ge=1, le=100_000)] = 1,
    quoted: Annotated[str | None, Query(alias="mark", pattern=MARK_PATTERN)] = None,
) -> HTMLResponse:
    """A page of a paper as it was read, with a form for what the assessor missed on it."""
    review = find_own(services.store, review_id, name_owner(caller))
    record, session, document = open_kept(services, review.record_id, document_id)
    audit_view(services.store, record, services.clock(), actor=caller.actor)
    found = find_marked(record, quoted) if quoted and not review.hides_assessor else None
    return render_page(
        request,
        "read_document.html",
        title="What was read",
        here="/reviews",
        read=describe_read_page(session, document, page, found[2] if found else None, services),
        back=f"/reviews/{review_id}",
        pictures=f"/reviews/{review_id}/documents/{document_id}/pages",
        missed=_describe_form(services, review, document_id, page),
    )


@router.get("/{review_id}/documents/{document_id}/pages/{page}.png", response_class=Response)
def get_picture_of_paper(
    review_id: ReviewId, document_id: str, page: Whole, services: ServicesDep, caller: ReviewCaller
) -> Response:
    """The picture of a page."""
    review = find_own(services.store, review_id, name_owner(caller))
    _, session, document = open_kept(services, review.record_id, document_id)
    picture = services.reader.picture(session, document, page)
    return Response(picture.png, media_type="image/png", headers={"Cache-Control": "no-store"})


def _describe_form(services: Services, review: Review, document_id: str, page: int) -> dict[str, Any]:
    seen = see_review(services, review)
    return {
        "action": f"/reviews/{review.id}/marks",
        "document": document_id,
        "page": page,
        "criteria": [(one.code, f"{one.code} · {one.name}") for one in seen.criteria],
        "marked": [one.quote for one in review.missed if (one.document, one.page) == (document_id, page)],
    }


def _go_back(review_id: str, place: str = "") -> RedirectResponse:
    return RedirectResponse(f"/reviews/{review_id}{place}", SEE_OTHER)


def _key(passage: Any) -> tuple[str, int, str]:
    return passage.document, passage.page, passage.quote
