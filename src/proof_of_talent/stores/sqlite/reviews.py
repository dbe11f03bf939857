"""Reviews in SQLite."""

from collections.abc import Callable
from typing import Any

import apsw

from proof_of_talent.domain.errors import ConflictError, NotFoundError
from proof_of_talent.domain.reviews import Review, ReviewFilter
from proof_of_talent.stores.sqlite.database import SQLitePart, reading, writing
from proof_of_talent.stores.sqlite.erasure import load_receipt
from proof_of_talent.stores.sqlite.writer import Transaction

_CONDITIONS = {
    "state": "state = :state", "reviewer": "reviewer = :reviewer", "record_id": "record_id = :record_id",
    "session_id": "session_id = :session_id",
}  # fmt: skip


class SQLiteReviews(SQLitePart):
    """Implements `ports.ReviewStore`."""

    @writing
    def add(self, transaction: Transaction, review: Review) -> bool:
        """See `ports.ReviewStore`."""
        return insert_review(transaction, review)

    @reading
    def get(self, connection: apsw.Connection, review_id: str) -> Review:
        """See `ports.ReviewStore`."""
        return _load_review(connection, review_id)

    @writing
    def change(self, transaction: Transaction, review_id: str, change: Callable[[Review], Review]) -> Review:
        """See `ports.ReviewStore`."""
        before = _load_review(transaction.connection, review_id)
        after = change(before).model_copy(update={"version": before.version + 1})
        try:
            transaction.execute(
                "UPDATE reviews SET record_id = ?, session_id = ?, reviewer = ?, state = ?, body = ? "
                "WHERE review_id = ?",
                (*_columns(after), review_id),
            )
        except apsw.ConstraintError:
            raise ConflictError("You review this analysis already.", code="reviewed_already") from None
        return after

    @reading
    def list_page(
        self, connection: apsw.Connection, wanted: ReviewFilter, *, limit: int = 50,
        after: str | None = None, newest_first: bool = False,
    ) -> list[Review]:  # fmt: skip
        """See `ports.ReviewStore`."""
        values: dict[str, Any] = wanted.model_dump(exclude_none=True)
        conditions = [_CONDITIONS[name] for name in values]
        way, beyond = ("DESC", "<") if newest_first else ("ASC", ">")
        if after is not None:
            conditions.append(f"review_id {beyond} :after")
            values["after"] = after
        rows = connection.execute(
            f"SELECT body FROM reviews WHERE {' AND '.join(conditions) or '1'} "
            f"ORDER BY review_id {way} LIMIT :limit",
            {**values, "limit": limit},
        )
        return [Review.model_validate_json(body) for (body,) in rows]


def insert_review(transaction: Transaction, review: Review) -> bool:
    """Insert a review; False when its seat is taken or its session was erased."""
    if load_receipt(transaction.connection, review.session_id) is not None:
        return False
    transaction.execute(
        "INSERT OR IGNORE INTO reviews (record_id, session_id, reviewer, state, body, review_id) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (*_columns(review), review.id),
    )
    return transaction.connection.changes() == 1


def _columns(review: Review) -> tuple[Any, ...]:
    return (
        review.record_id, review.session_id, review.reviewer, review.state, review.model_dump_json().encode(),
    )  # fmt: skip


def _load_review(connection: apsw.Connection, review_id: str) -> Review:
    body = connection.execute("SELECT body FROM reviews WHERE review_id = ?", (review_id,)).get
    if body is None:
        raise NotFoundError("There is no review with this id.", code="review_not_found")
    return Review.model_validate_json(body)
