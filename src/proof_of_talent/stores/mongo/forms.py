"""How records, sessions and counters look in BSON, and back.

Moments are BSON dates and `_id` is an ObjectId, so that queries work as people type them. Everything else
keeps its name and type, so the canonical JSON of a record is the same after a round trip.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from bson import ObjectId
from bson.int64 import Int64
from pydantic import ValidationError

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.record import FIRST_YEAR, LAST_YEAR, AnalysisRecord
from proof_of_talent.domain.rollups import RollupKey
from proof_of_talent.domain.tally import KEY_FIGURES, Counters
from proof_of_talent.stores.mongo.client import Form

ABSENT: Form = {
    "document_count": 0,
    "questionnaire_responses": {},
    "attempt": 1,
    "documents": [],
    "usage": {},
    "timing": {},
    "grounding": {},
    **dict.fromkeys(
        (
            "analysis_results", "overall_score", "likelihood", "recommendation", "strengths_count",
            "weaknesses_count", "evidence_gaps_count", "error_message", "route", "error", "assessor",
        )
    ),
}  # fmt: skip
"""What a key means that somebody left out when inserting a record by hand."""


def encode_record(record: AnalysisRecord) -> Form:
    """Return a record's BSON document, keys in canonical order."""
    return {**record.model_dump(by_alias=True), "_id": ObjectId(record.id)}


def decode_record(form: Mapping[str, Any]) -> AnalysisRecord | None:
    """Return the record of a BSON document; None where an edit by hand made it something else."""
    filled = {**ABSENT, **form, "_id": str(form["_id"])}
    for moment in ("upload_date", "completed_at"):
        filled.setdefault(moment, filled.get("created_at"))
    if filled.get("processing_status") == "error" and filled["error"] is None:
        filled["error"] = {"stage": "analysis", "code": "unknown"}
        filled["error_message"] = filled["error_message"] or "The analysis failed."
    try:
        orjson.dumps([filled["questionnaire_responses"], filled["analysis_results"]])
        record = AnalysisRecord.model_validate(filled)
    except (ValidationError, TypeError):  # TypeError: BSON that JSON does not know, such as an ObjectId
        return None
    return record if FIRST_YEAR <= record.created_at.year <= LAST_YEAR else None


def encode_session(session: Session) -> Form:
    """Return a session's fields as BSON; `_id` is left to the database."""
    return session.model_dump()


def decode_session(form: Mapping[str, Any]) -> Session:
    """Return the session of a BSON document, leaving out what only this store knows (`_id`, `files`)."""
    return Session.model_validate({name: form[name] for name in Session.model_fields if name in form})


def encode_name(name: str) -> str:
    """Return a name that is safe in an update's path: no `.`, no leading `$`, no NUL.

    Counters are named after versions and models, which contain dots. `decode_name` undoes it.
    """
    for character in ("%", ".", "$", "\0"):
        name = name.replace(character, f"%{ord(character):02X}")
    return name


def decode_name(name: str) -> str:
    """Return the name that `encode_name` was given."""
    for character in ("\0", "$", ".", "%"):
        name = name.replace(f"%{ord(character):02X}", character)
    return name


def encode_counters(counters: Counters) -> dict[str, Int64]:
    """Return counters as paths of a rollup document: key figures on top, for narrow reads, the rest below
    `counters`.
    """
    return {
        name if name in KEY_FIGURES else f"counters.{encode_name(name)}": Int64(value)
        for name, value in counters.items()
    }


def decode_counters(form: Mapping[str, Any]) -> Counters:
    """Return the counters of a rollup document."""
    counters = {name: int(form[name]) for name in KEY_FIGURES if form.get(name)}
    for name, value in form.get("counters", {}).items():
        if value:
            counters[decode_name(name)] = int(value)
    return counters


def decode_key(form: Mapping[str, Any]) -> RollupKey:
    """Return what a rollup document adds up over."""
    return RollupKey(**{name: form[name] for name in RollupKey._fields})
