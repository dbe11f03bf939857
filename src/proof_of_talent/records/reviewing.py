"""What reviewers do: see what waits for them, take a seat, judge, mark quotes; and how seats are opened."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from proof_of_talent.domain.base import Model, Moment
from proof_of_talent.domain.errors import ConflictError, InvalidInputError, NotFoundError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.domain.reviews import (
    MOST_MARKS,
    MOST_SEATS,
    MarkedPassage,
    Opinion,
    Review,
    ReviewFilter,
    ReviewReason,
    name_seat,
    view_judged,
)
from proof_of_talent.records.assigning import AssigningRules, list_reasons
from proof_of_talent.records.subject_access import audit_session, audit_view

REVIEW_DONE = "review_done"
_BATCH = 200
NEWEST = 2_000
"""From how many reviews agreement is computed."""


class ReviewLine(Model):
    """A review in a list."""

    id: str
    field: str
    state: str
    reasons: tuple[str, ...]
    blind: bool
    opened_at: Moment


class ReviewPage(Model):
    """One page of what waits; `next_cursor` is null on the last."""

    reviews: tuple[ReviewLine, ...]
    next_cursor: str | None


def open_seats(
    store: Store, record: AnalysisRecord, reasons: tuple[ReviewReason, ...], people: int, now: datetime, *,
    blind: bool,
) -> list[Review]:  # fmt: skip
    """Open seats at an analysis for so many people; those that it has already count.

    Raises:
        ConflictError: the analysis failed, so there is nothing to review.
    """
    if record.processing_status != "completed":
        raise ConflictError("This analysis failed: there is nothing to review.", code="no_analysis")
    seats = (
        Review(
            id=name_seat(record.id, seat),
            record_id=record.id,
            session_id=record.session_id,
            field=record.field,
            reasons=reasons,
            blind=blind,
            judged=view_judged(record),
            opened_at=now,
        )
        for seat in range(1, min(people, MOST_SEATS) + 1)
    )
    return [review for review in seats if store.reviews.add(review)]


def assign_by_rules(
    store: Store, records: Iterable[AnalysisRecord], rules: AssigningRules, people: int, now: datetime
) -> int:
    """Open seats at those analyses that a rule picks; return how many were opened. Again changes nothing."""
    return sum(
        len(open_seats(store, record, reasons, people, now, blind=rules.blind))
        for record in records
        if (reasons := list_reasons(record, rules))
    )


def list_queue(store: Store, reviewer: str, *, limit: int = 50, cursor: str | None = None) -> ReviewPage:
    """Return the open seats that a person can take, newest analyses first: one an analysis, and none at those
    that they review already.
    """
    found: dict[str, Review] = {}
    after, more = cursor, True
    while more and len(found) <= limit:
        page = store.reviews.list_page(
            ReviewFilter(state="open"), limit=limit + 1, after=after, newest_first=True
        )
        more = len(page) > limit
        after = page[-1].id if page else after
        for review in page:
            if review.record_id not in found and not _reviews(store, reviewer, review.record_id):
                found[review.record_id] = review
    shown = list(found.values())[:limit]
    following = name_seat(shown[-1].record_id, 1) if len(found) > limit else None
    return ReviewPage(reviews=tuple(map(describe_line, shown)), next_cursor=following)


def list_own(store: Store, reviewer: str, *, limit: int = 50) -> tuple[list[Review], list[Review]]:
    """Return what a person has taken, and what they have done last, newest analyses first."""
    taken, done = (
        store.reviews.list_page(ReviewFilter(state=state, reviewer=reviewer), limit=limit, newest_first=True)
        for state in ("taken", "done")
    )
    return taken, done


def describe_line(review: Review) -> ReviewLine:
    """Return a review without anything of the person or of what was judged."""
    return ReviewLine.model_validate(review.model_dump(include=set(ReviewLine.model_fields)))


def take_seat(store: Store, review_id: str, reviewer: str, now: datetime, *, actor: str) -> Review:
    """Take an open seat, or come back to one's own; the audit log says that the analysis was looked at.

    Raises:
        NotFoundError: there is no such review.
        ConflictError: somebody else has the seat, or the person has another at this analysis.
    """

    def take(review: Review) -> Review:
        if review.reviewer not in (None, reviewer):
            raise ConflictError("Somebody else has taken this review.", code="review_taken")
        if review.state != "open":
            return review
        return review.model_copy(update={"state": "taken", "reviewer": reviewer})

    record = store.records.get(store.reviews.get(review_id).record_id)
    review = store.reviews.change(review_id, take)
    audit_view(store, record, now, actor=actor)
    return review


def leave_seat(store: Store, review_id: str, reviewer: str) -> Review:
    """Give back a seat that was taken and not used; errors as `find_own`."""
    unused = {"state": "open", "reviewer": None, "first": None, "rejected": (), "missed": ()}

    def leave(review: Review) -> Review:
        return review if review.state == "done" else review.model_copy(update=unused)

    return _change_own(store, review_id, reviewer, leave)


def give_opinion(
    store: Store, review_id: str, reviewer: str, opinion: Opinion, now: datetime, *, actor: str
) -> Review:
    """Keep what a person thinks. In a blind review the first time is kept for good, and shows the assessor's
    judgement; the second, which may say the same, ends it.

    Raises:
        InvalidInputError: a criterion is none that was judged, or nothing was said.
        NotFoundError: as `find_own`.
    """

    def say(review: Review) -> Review:
        unknown = opinion.levels.keys() - review.judged.levels.keys()
        if unknown:
            raise InvalidInputError("There is no such criterion in this analysis.", field=min(unknown))
        if not opinion.levels and opinion.band is None:
            raise InvalidInputError("Give a level to a criterion, or name a band.", field="levels")
        if review.hides_assessor:
            return review.model_copy(update={"first": opinion})
        return review.model_copy(update={"opinion": opinion, "state": "done"})

    review = _change_own(store, review_id, reviewer, say)
    if review.state == "done":
        audit_session(store, REVIEW_DONE, review.session_id, now, actor=actor, record=review.record_id)
    return review


def mark_passage(
    store: Store,
    review_id: str,
    reviewer: str,
    kind: str,
    passage: MarkedPassage,
    *,
    taken_back: bool = False,
) -> Review:
    """Mark a quote as `rejected`, or a passage as `missed`, or take a mark back; errors as `give_opinion`."""

    def mark(review: Review) -> Review:
        if kind == "rejected" and review.hides_assessor:
            raise ConflictError("Judge first; then the assessor's quotes are shown.", code="still_blind")
        kept = tuple(one for one in getattr(review, kind) if one != passage)
        if len(kept) >= MOST_MARKS:
            raise ConflictError(f"A review has room for {MOST_MARKS} passages.", code="too_many_marks")
        return review.model_copy(update={kind: kept if taken_back else (*kept, passage)})

    return _change_own(store, review_id, reviewer, mark)


def find_own(store: Store, review_id: str, reviewer: str) -> Review:
    """Return a review that a person has taken.

    Raises:
        NotFoundError: there is none, or somebody else has it.
    """
    review = store.reviews.get(review_id)
    if review.reviewer != reviewer:
        raise NotFoundError("You have not taken a review with this id.", code="review_not_found")
    return review


def make_opinion(now: datetime, **said: object) -> Opinion:
    """Return a checked opinion.

    Raises:
        InvalidInputError: a part of it is not valid.
    """
    try:
        return Opinion.model_validate({"at": now, **said})
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidInputError(f"{first['msg']}.", field=str(first["loc"][0])) from None


def read_done(store: Store, most: int = NEWEST) -> list[Review]:
    """Return the newest reviews that are done."""
    return store.reviews.list_page(ReviewFilter(state="done"), limit=most, newest_first=True)


def export_reviews(store: Store, *, personal: bool) -> Iterator[dict[str, Any]]:
    """Yield the reviews that are done as JSON, oldest analyses first; without `personal` only what says
    nothing of the applicant or the reviewer.
    """
    left_out = None if personal else {"session_id", "reviewer", "rejected", "missed", "version"}
    hidden: Any = None if personal else {"first": {"comment"}, "opinion": {"comment"}}
    after = None
    while page := store.reviews.list_page(ReviewFilter(state="done"), limit=_BATCH, after=after):
        for review in page:
            exclude = {**dict.fromkeys(left_out or (), True), **(hidden or {})}
            row = review.model_dump(mode="json", exclude=exclude)
            yield row | {"quotes_rejected": len(review.rejected), "passages_missed": len(review.missed)}
        after = page[-1].id


def find_done(store: Store, session_id: str) -> list[Review]:
    """Return the reviews of a session that are done."""
    return store.reviews.list_page(ReviewFilter(session_id=session_id, state="done"), limit=1_000)


def _reviews(store: Store, reviewer: str, record_id: str) -> bool:
    wanted = ReviewFilter(record_id=record_id, reviewer=reviewer)
    return bool(store.reviews.list_page(wanted, limit=1))


def _change_own(store: Store, review_id: str, reviewer: str, change: Callable[[Review], Review]) -> Review:
    def own(review: Review) -> Review:
        if review.reviewer != reviewer:
            raise NotFoundError("You have not taken a review with this id.", code="review_not_found")
        return change(review)

    return store.reviews.change(review_id, own)
