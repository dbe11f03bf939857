"""Synthetic sessions beside synthetic records, so that the way from session to result fits the results.

Every record's session is there; others were left on the way. Their documents have no content, their ids are
marked like those of synthetic records (see `demo`), and nothing in them is about a real person.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import islice
from random import Random
from typing import Final, get_args

from proof_of_talent.domain.application import Document, Progress, Session, SessionState
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import EVERY_RECORD, AnalysisRecord
from proof_of_talent.records.lists import walk_records

SESSION_MARK: Final = "_demo"
"""What the random part of every synthetic session's id begins with."""
_LEFT_SHARE: Final = 0.55  # sessions left on the way for each that ended
_LEFT_AT: Final[dict[SessionState, float]] = {
    "created": 0.5,
    "questionnaire_completed": 0.3,
    "documents_uploaded": 0.2,
}
_MEDIA_TYPES: Final = frozenset(get_args(Document.model_fields["media_type"].annotation))
_PAGE: Final = 500
_WRITERS: Final = 16  # who write at once share a commit


def add_sessions(store: Store) -> None:
    """Give every synthetic record in a store its session; those that are there already stay as they are."""
    records = walk_records(store, EVERY_RECORD)
    sessions = make_sessions(record for record in records if SESSION_MARK in record.session_id)
    with ThreadPoolExecutor(_WRITERS) as writers:
        while batch := list(islice(sessions, _PAGE)):
            list(writers.map(lambda session: store.transfer.import_session(session, {}), batch))


def make_sessions(records: Iterable[AnalysisRecord]) -> Iterator[Session]:
    """Yield the session of each record, and here and there one that was left before an analysis.

    The same records give the same sessions, one at a time or all together.

    Args:
        records: synthetic records; where a session has several, its newest must come first.
    """
    seen: set[str] = set()
    for record in records:
        if record.session_id in seen:
            continue
        if record.attempt > 1:
            seen.add(record.session_id)
        ended = _end_session(record)
        yield ended
        rng = Random(record.session_id)  # noqa: S311 - a demonstration has to be repeatable, not secret
        if rng.random() < _LEFT_SHARE:
            yield _leave_session(ended, rng)


def _end_session(record: AnalysisRecord) -> Session:
    """Return the session that a record came from."""
    documents = [document for document in record.documents if document.media_type in _MEDIA_TYPES]
    return Session(
        session_id=record.session_id,
        field=record.field,
        state=record.processing_status,
        created_at=record.upload_date - timedelta(minutes=12),
        updated_at=record.completed_at,
        answers=record.questionnaire_responses,
        documents=tuple(
            Document.model_validate(
                {
                    **document.model_dump(exclude={"ocr_pages", "fingerprint"}),
                    "id": document.id or f"d{place}",
                    "filename": f"{document.kind}_{place}.pdf",
                    "uploaded_at": record.upload_date,
                }
            )
            for place, document in enumerate(documents, 1)
        ),
        consents=record.consents,
        attempt=record.attempt,
        progress=Progress(stage="done", percent=100),
        error_message=record.error_message,
    )


def _leave_session(ended: Session, rng: Random) -> Session:
    """Return a session like another one that somebody left on the way."""
    state = rng.choices(list(_LEFT_AT), list(_LEFT_AT.values()))[0]
    marked = ended.session_id.rpartition(SESSION_MARK)[0]
    left_at = ended.created_at + timedelta(minutes=rng.randrange(1, 12))
    return Session(
        session_id=f"{marked}{SESSION_MARK}{rng.getrandbits(160):040x}",
        field=ended.field,
        state=state,
        created_at=ended.created_at,
        updated_at=left_at,
        answers={} if state == "created" else ended.answers,
        documents=ended.documents if state == "documents_uploaded" else (),
    )
