"""A filter, a sort order and a position, as MongoDB queries that walk one index."""

from datetime import datetime
from typing import Any, NamedTuple

from bson import ObjectId

from proof_of_talent.domain.record import AnalysisFilter, Position, Sort
from proof_of_talent.stores.mongo.client import Form


class Walk(NamedTuple):
    """One index walk: the query, the sort and the index that serves both."""

    query: Form
    sort: list[tuple[str, int]]
    hint: str


def select_records(wanted: AnalysisFilter) -> Form:
    """Return the query for the records of a filter."""
    query: Form = {}
    choices = wanted.choices()
    assessors = choices.pop("assessor", ())
    statuses = choices.pop("status", None)
    query |= select_choices(choices)
    if wanted.leaves_out_rejudged:
        query["attempt_kind"] = {"$ne": "rejudged"}
    elif statuses:
        query["$and"] = [{"$or": [_select_ending(status) for status in statuses]}]
        endings = {_select_ending(status)["processing_status"] for status in statuses}
        query["processing_status"] = {"$in": sorted(endings)}
    if len(assessors) == 1:
        query |= _select_assessor(assessors[0])
    elif assessors:
        query["$or"] = [_select_assessor(label) for label in assessors]
    bounds: Form = {}
    if wanted.since is not None:
        bounds["$gte"] = wanted.since
    if wanted.until is not None:
        bounds["$lt"] = wanted.until
    # `$type` leaves out what was inserted by hand without a moment: it is in no rollup either.
    query["created_at"] = bounds or {"$type": "date"}
    return query


def _select_ending(status: str) -> Form:
    """Undo `record.name_ending`; records of before have no kind."""
    kind, _, ending = status.rpartition("_") if status != "rejudged" else ("rejudged", "", "completed")
    return {"processing_status": ending, "attempt_kind": kind or {"$ne": "rejudged"}}


def select_choices(choices: dict[str, tuple[str, ...]]) -> Form:
    """Return conditions on properties of these names: the one value, or any of several."""
    return {
        name: values[0] if len(values) == 1 else {"$in": list(values)} for name, values in choices.items()
    }


def _select_assessor(label: str) -> Form:
    """Undo `record.label_assessor`: a label is a name, or a name and a model around a colon."""
    cuts = [position for position, character in enumerate(label) if character == ":"]
    pairs: list[tuple[str | None, str | None]] = [(label, None)]
    pairs += [(label[:cut], label[cut + 1 :]) for cut in cuts]
    if label == "none":
        pairs.append((None, None))
    if len(pairs) == 1:
        return {"assessor.name": label, "assessor.model": None}
    return {
        "assessor.name": {"$in": [name for name, _ in pairs]},
        "$or": [{"assessor.name": name, "assessor.model": model} for name, model in pairs],
    }


def choose_index(wanted: AnalysisFilter, order: str) -> str:
    """Return the index to walk, the most selective condition first.

    Given as a hint, so that a plan does not change with the data, and because our indexes are made for
    exactly these queries.
    """
    for condition, prefix in (
        (None if isinstance(wanted.assessor, tuple) else wanted.assessor, "assessor_"),
        (wanted.recommendation, "recommendation_"),
        (wanted.field, "field_"),
        (wanted.status, "status_"),
    ):
        if condition is not None:
            return prefix + order
    return order


def plan_walks(wanted: AnalysisFilter, sort: Sort, after: Position | None) -> list[Walk]:
    """Return the walks that, one after the other, yield a page's rows in order."""
    descending = sort.startswith("-")
    if sort.endswith("created_at"):
        query = select_records(wanted)
        if after is not None:
            query = {"$and": [query, _continue("created_at", _read_moment(after), after.id, descending)]}
        return [Walk(query, _order("created_at", descending), choose_index(wanted, "time"))]
    return _plan_score_walks(wanted, after, descending=descending)


def _plan_score_walks(wanted: AnalysisFilter, after: Position | None, *, descending: bool) -> list[Walk]:
    """Walk the rows with a score, then those without one: last in either direction."""
    chosen, order = choose_index(wanted, "score"), _order("overall_score", descending)
    query = select_records(wanted)
    scored: Form = {**query, "overall_score": {"$gte": 0}}
    without: Form = {**query, "overall_score": None}
    if after is None:
        return [Walk(scored, order, chosen), Walk(without, order, chosen)]
    if after.value is None:
        way = "$lt" if descending else "$gt"
        return [Walk({**without, "_id": {way: ObjectId(after.id)}}, order, chosen)]
    scored = {"$and": [scored, _continue("overall_score", after.value, after.id, descending)]}
    return [Walk(scored, order, chosen), Walk(without, order, chosen)]


def _order(name: str, descending: bool) -> list[tuple[str, int]]:
    way = -1 if descending else 1
    return [(name, way), ("_id", way)]


def select_after(moment: datetime, record_id: ObjectId) -> Form:
    """Return the query for what follows a record in the order of `created_at` and `_id`."""
    return _continue("created_at", moment, str(record_id), descending=False)


def select_up_to(moment: datetime, record_id: ObjectId) -> Form:
    """Return the query for a record and what precedes it in the order of `created_at` and `_id`."""
    return {
        "created_at": {"$lte": moment},
        "$or": [{"created_at": {"$lt": moment}}, {"_id": {"$lte": record_id}}],
    }


def _continue(name: str, value: Any, record_id: str, descending: bool) -> Form:
    """Bound the walk at a position: the index is entered there, and ties are told apart by `_id`."""
    bound, beyond, tie = ("$lte", "$lt", "$lt") if descending else ("$gte", "$gt", "$gt")
    return {
        name: {bound: value},
        "$or": [{name: {beyond: value}}, {"_id": {tie: ObjectId(record_id)}}],
    }


def _read_moment(after: Position) -> datetime:
    return datetime.fromisoformat(str(after.value))
