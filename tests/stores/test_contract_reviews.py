"""What `ports.ReviewStore` promises, on every store."""

from collections.abc import Callable
from typing import Any

import pytest

from proof_of_talent.domain.errors import ConflictError, NotFoundError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.reviews import Opinion, Review, ReviewFilter, name_seat, view_judged
from proof_of_talent.records.reviewing import list_queue, open_seats
from proof_of_talent.transfer.copy import copy_store
from tests.factories import NOW, make_record, make_session

EVERY = ReviewFilter()


def add_reviews(store: Store, people: int = 2) -> list[Review]:
    """Keep an analysis with so many open seats."""
    session = make_session(attempt=1, state="completed")
    store.sessions.add(session)
    record = make_record(session_id=session.session_id)
    store.records.add(record)
    return open_seats(store, record, ("asked", "random"), people, NOW, blind=True)


def taken_by(reviewer: str, **more: Any) -> Callable[[Review], Review]:
    return lambda review: review.model_copy(update={"state": "taken", "reviewer": reviewer, **more})


def test_a_review_is_kept_once_a_seat_and_changed(store: Store) -> None:
    first, second = add_reviews(store)
    assert store.reviews.get(first.id) == first
    assert not store.reviews.add(first)
    opinion = Opinion(at=NOW, levels={"MC": 3}, band="strong", comment="Well shown.")
    changed = store.reviews.change(first.id, taken_by("a" * 12, first=opinion))
    assert changed == store.reviews.get(first.id)
    assert (changed.version, changed.first) == (1, opinion)
    with pytest.raises(ConflictError):
        store.reviews.change(second.id, taken_by("a" * 12))
    assert store.reviews.change(second.id, taken_by("b" * 12)).reviewer == "b" * 12
    for unknown in (store.reviews.get, lambda it: store.reviews.change(it, lambda one: one)):
        with pytest.raises(NotFoundError):
            unknown(name_seat("0" * 24, 1))


def test_pages_go_on_behind_their_last_review_in_both_directions(store: Store) -> None:
    kept = sorted((one for _ in range(3) for one in add_reviews(store)), key=lambda it: it.id)
    done = store.reviews.change(kept[0].id, taken_by("a" * 12, state="done"))
    assert store.reviews.list_page(EVERY, limit=4) == [done, *kept[1:4]]
    assert store.reviews.list_page(EVERY, limit=4, after=kept[3].id) == kept[4:]
    assert store.reviews.list_page(EVERY, limit=2, after=kept[2].id, newest_first=True) == [kept[1], done]
    for wanted in (
        ReviewFilter(state="done"), ReviewFilter(reviewer="a" * 12),
        ReviewFilter(reviewer="a" * 12, state="done"),
    ):  # fmt: skip
        assert store.reviews.list_page(wanted) == [done]
    assert store.reviews.list_page(ReviewFilter(record_id=kept[2].record_id)) == kept[2:4]
    assert store.reviews.list_page(ReviewFilter(session_id=kept[0].session_id, state="open")) == [kept[1]]
    # Who has a seat at an analysis is offered the others only, one seat each, and the pages go on.
    page = list_queue(store, "a" * 12, limit=1)
    further = list_queue(store, "a" * 12, limit=1, cursor=page.next_cursor)
    assert [one.id[:24] for one in (*page.reviews, *further.reviews)] == [
        kept[4].record_id, kept[2].record_id,
    ]  # fmt: skip
    assert further.next_cursor is None
    assert len(list_queue(store, "b" * 12).reviews) == 3


def test_reviews_go_with_their_session_and_come_with_a_copy(make_store: Callable[[], Store]) -> None:
    source, target = make_store(), make_store()
    gone, stays = add_reviews(source), add_reviews(source)
    assert copy_store(source, target, NOW, on_progress=lambda *_: None).reviews == 4
    assert target.reviews.list_page(EVERY) == source.reviews.list_page(EVERY)
    source.erasure.erase(gone[0].session_id, NOW)
    copy_store(source, target, NOW, on_progress=lambda *_: None)
    for store in (source, target):
        assert store.reviews.list_page(EVERY) == stays
        assert not store.reviews.add(gone[0])
        assert store.rollups.verify() == []
    with pytest.raises(ConflictError):
        open_seats(source, make_record(status="error"), ("asked",), 1, NOW, blind=True)
    assert view_judged(make_record()).band == "strong"
