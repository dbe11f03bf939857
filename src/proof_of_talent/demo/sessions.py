"""Synthetic sessions beside synthetic records, so that the way from session to result has something to show.

Those that ended belong to records; others were left on the way. Their documents have no content, their ids
are marked like those of synthetic records (see `demo`), and nothing in them is about a real person.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from random import Random
from typing import Any, Final, get_args

from proof_of_talent.domain.application import Document, Progress, Session, SessionState
from proof_of_talent.domain.record import AnalysisRecord

MOST_SESSIONS: Final = 120
"""How many records get a session: each is written on its own, and a sample shows the shares as well."""
_LEFT_SHARE: Final = 0.55  # sessions left on the way for each that ended
_LEFT_AT: Final[dict[SessionState, float]] = {
    "created": 0.5,
    "questionnaire_completed": 0.3,
    "documents_uploaded": 0.2,
}
_MEDIA_TYPES: Final = frozenset(get_args(Document.model_fields["media_type"].annotation))


def sample_records(
    records: Iterable[AnalysisRecord], count: int
) -> tuple[Iterator[AnalysisRecord], list[Any]]:
    """Return the records to be passed on, and a list that fills with an even sample of them meanwhile.

    Args:
        records: as they are made.
        count: how many there will be; at most `MOST_SESSIONS` are sampled.
    """
    sample: list[AnalysisRecord] = []
    step = -(-count // MOST_SESSIONS)

    def walk() -> Iterator[AnalysisRecord]:
        for place, record in enumerate(records):
            if place % step == 0:
                sample.append(record)
            yield record

    return walk(), sample


def make_sessions(records: Iterable[AnalysisRecord], *, seed: int) -> Iterator[Session]:
    """Yield the session of each record, and here and there one that was left before an analysis.

    Args:
        records: a sample of synthetic records.
        seed: of the random numbers; the same arguments give the same sessions.
    """
    rng = Random(seed)  # noqa: S311 - a demonstration has to be repeatable, not secret
    for record in records:
        ended = _end_session(record)
        yield ended
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
                    **document.model_dump(exclude={"ocr_pages"}),
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
    marked = ended.session_id.rpartition("_demo")[0]
    left_at = ended.created_at + timedelta(minutes=rng.randrange(1, 12))
    return Session(
        session_id=f"{marked}_demo{rng.getrandbits(160):040x}",
        field=ended.field,
        state=state,
        created_at=ended.created_at,
        updated_at=left_at,
        answers={} if state == "created" else ended.answers,
        documents=ended.documents if state == "documents_uploaded" else (),
    )
