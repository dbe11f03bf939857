"""Records of the service that this one replaces, brought into today's shape.

Its scores are null, because it read them from keys that its assessor never wrote; they stay null. Its
session ids have too few random characters to be safe; they are replaced by keyed hashes with the same
date and time. Its error messages may quote documents; they are replaced by a fixed sentence.
"""

import hashlib
import hmac
import re
import secrets
from datetime import UTC, datetime
from typing import Any

from proof_of_talent.domain.application import SESSION_ID_PATTERN
from proof_of_talent.domain.base import format_moment
from proof_of_talent.domain.ports import RecordStore
from proof_of_talent.domain.record import RECORD_ID_PATTERN, SCHEMA_VERSION, AnalysisRecord

_MESSAGE = "The analysis failed in the service that kept this record before."
_SHORT_SESSION = re.compile(r"session_(\d{8}_\d{6})_")
_STATUSES = {"completed": "completed", "error": "error", "failed": "error"}
_USUAL: dict[str, Any] = {
    "questionnaire_responses": {}, "analysis_results": None, "document_count": 0, "overall_score": None,
    "likelihood": None, "recommendation": None, "route": None, "assessor": None, "outcome": None,
    "strengths_count": None, "weaknesses_count": None, "evidence_gaps_count": None, "documents": [],
    "usage": {}, "timing": {}, "grounding": {}, "consents": {},
}  # fmt: skip
_KNOWN = frozenset(field.alias or name for name, field in AnalysisRecord.model_fields.items())


def is_older(row: dict[str, Any]) -> bool:
    """Tell the older shape: it has no version of its shape."""
    return "schema_version" not in row


def make_import_key() -> str:
    """Return a new key for the session ids of older records."""
    return secrets.token_hex(32)


class OlderRecords:
    """Converts older rows of one import; the same row always becomes the same record in one store."""

    def __init__(self, records: RecordStore, key: str) -> None:
        self._records = records
        self._key = key.encode()
        self._attempts: dict[str, dict[str, int]] = {}

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the row in today's shape; what it never had is null, what nobody knows is dropped.

        Raises:
            ValueError: a moment cannot be read.
        """
        created = _read_moment(row.get("created_at") or row.get("upload_date"))
        session_id = self._convert_session(str(row.get("session_id")), created)
        record_id = self._convert_id(row.get("_id"), str(row.get("session_id")), created)
        given_status = row.get("processing_status")
        status = _STATUSES.get(str(given_status), given_status)
        failed = status == "error"
        given = {name: value for name, value in row.items() if name in _KNOWN and value is not None}
        return {
            **_USUAL,
            **given,
            "_id": record_id,
            "session_id": session_id,
            "attempt": self._number_attempt(session_id, record_id),
            "upload_date": format_moment(_read_moment(row.get("upload_date"), created)),
            "created_at": format_moment(created),
            "completed_at": format_moment(_read_moment(row.get("completed_at"), created)),
            "processing_status": status,
            "error": {"stage": "analysis", "code": "unknown"} if failed else None,
            "error_message": _MESSAGE if failed else None,
            "schema_version": SCHEMA_VERSION,
        }

    def _convert_session(self, given: str, created: datetime) -> str:
        if re.fullmatch(SESSION_ID_PATTERN, given):
            return given
        known = _SHORT_SESSION.match(given)
        start = known[1] if known is not None else f"{created:%Y%m%d_%H%M%S}"
        return f"session_{start}_{self._hash(given)[:32]}"

    def _convert_id(self, given: Any, session: str, created: datetime) -> str:
        if isinstance(given, dict):
            given = given.get("$oid")
        if isinstance(given, str) and re.fullmatch(RECORD_ID_PATTERN, given):
            return given
        return f"{int(created.timestamp()):08x}{self._hash(f'{given}/{session}/{created}')[:16]}"

    def _number_attempt(self, session_id: str, record_id: str) -> int:
        """Return the record's attempt: the one it has in the store, or the first that is free."""
        taken = self._attempts.setdefault(session_id, {})
        if record_id in taken:
            return taken[record_id]
        attempt = 1
        while True:
            present = self._records.find(session_id, attempt)
            if present is not None and present.id == record_id:
                break
            if present is None and attempt not in taken.values():
                break
            attempt += 1
        taken[record_id] = attempt
        return attempt

    def _hash(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def _read_moment(value: Any, otherwise: datetime | None = None) -> datetime:
    """Read an ISO 8601 moment, also as MongoDB writes it; one without a zone is UTC.

    Raises:
        ValueError: it is none, and there is no other to take.
    """
    if isinstance(value, dict):
        value = value.get("$date")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return datetime.fromtimestamp(value / 1000, UTC)
    if isinstance(value, str):
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if otherwise is None:
        raise ValueError("no moment")
    return otherwise
