"""Reviews by people."""

from collections.abc import Callable
from typing import Protocol

from proof_of_talent.domain.reviews import Review, ReviewFilter


class ReviewStore(Protocol):
    """Reviews. They go with their session when it is erased."""

    def add(self, review: Review) -> bool:
        """Keep a new review; False, with nothing changed, when its seat is taken, the reviewer has another
        seat at this analysis, or the session was erased.
        """

    def get(self, review_id: str) -> Review:
        """Return a review.

        Raises:
            NotFoundError: there is none with this id.
        """

    def change(self, review_id: str, change: Callable[[Review], Review]) -> Review:
        """Apply a pure function to a review atomically (it may be called more than once); return the result.

        Raises:
            NotFoundError: as `get`.
            ConflictError: the new reviewer has another seat at this analysis.
        """

    def list_page(
        self, wanted: ReviewFilter, *, limit: int = 50, after: str | None = None, newest_first: bool = False
    ) -> list[Review]:
        """Return one page by id, which is the order of the analyses. `after` continues behind the review of
        this id and does not get slower with depth.
        """
