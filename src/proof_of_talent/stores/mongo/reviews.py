"""Reviews in MongoDB."""

from collections.abc import Callable, Mapping
from typing import Any

from pymongo.errors import DuplicateKeyError

from proof_of_talent.domain.errors import ConflictError, NotFoundError
from proof_of_talent.domain.reviews import Review, ReviewFilter
from proof_of_talent.stores.mongo.client import Form
from proof_of_talent.stores.mongo.deployment import Deployment, MongoPart, reaching
from proof_of_talent.stores.mongo.receipts import Receipts
from proof_of_talent.stores.mongo.schema import REVIEWS


class MongoReviews(MongoPart):
    """Implements `ports.ReviewStore`."""

    def __init__(self, deployment: Deployment, receipts: Receipts) -> None:
        super().__init__(deployment)
        self._receipts = receipts

    @reaching
    def add(self, review: Review) -> bool:
        """See `ports.ReviewStore`. Whether the session is erased is asked last: it may be just now."""
        try:
            self._collection(REVIEWS).insert_one(_encode(review))
        except DuplicateKeyError:
            return False
        if self._receipts.find(review.session_id) is None:
            return True
        self._collection(REVIEWS).delete_one({"_id": review.id})
        return False

    @reaching
    def get(self, review_id: str) -> Review:
        """See `ports.ReviewStore`."""
        return self._load(review_id)

    @reaching
    def change(self, review_id: str, change: Callable[[Review], Review]) -> Review:
        """See `ports.ReviewStore`."""
        with self._deployment.within_deadline():
            while True:
                before = self._load(review_id)
                after = change(before).model_copy(update={"version": before.version + 1})
                same = {"_id": review_id, "version": before.version}
                try:
                    if self._collection(REVIEWS).replace_one(same, _encode(after)).matched_count:
                        return after
                except DuplicateKeyError:
                    raise ConflictError(
                        "You review this analysis already.", code="reviewed_already"
                    ) from None

    @reaching
    def list_page(
        self, wanted: ReviewFilter, *, limit: int = 50, after: str | None = None, newest_first: bool = False
    ) -> list[Review]:
        """See `ports.ReviewStore`."""
        if limit <= 0:
            return []
        query: Form = wanted.model_dump(exclude_none=True)
        if after is not None:
            query["_id"] = {"$lt" if newest_first else "$gt": after}
        way = -1 if newest_first else 1
        forms = self._primary(REVIEWS).find(query, sort=[("_id", way)], limit=limit)
        return list(map(_decode, forms))

    def _load(self, review_id: str) -> Review:
        form = self._primary(REVIEWS).find_one({"_id": review_id})
        if form is None:
            raise NotFoundError("There is no review with this id.", code="review_not_found")
        return _decode(form)


def _encode(review: Review) -> Form:
    """Return a review's BSON document; an open seat has no reviewer, so that many may be open."""
    left_out = {"id"} if review.reviewer is not None else {"id", "reviewer"}
    form = review.model_dump(exclude=left_out)
    return {"_id": review.id, **form, "reasons": list(review.reasons)}


def _decode(form: Mapping[str, Any]) -> Review:
    values = {name: form[name] for name in Review.model_fields if name in form}
    return Review.model_validate({**values, "id": form["_id"]})
