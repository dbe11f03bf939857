"""Attempts compared, with the points in between judged again where that can be done."""

from collections.abc import Iterable, Sequence
from typing import Any

from proof_of_talent.domain.application import Application, ApplicationDocument, Session
from proof_of_talent.domain.criteria import FieldCriteria, Rulebook
from proof_of_talent.domain.errors import (
    BusyError,
    DocumentError,
    NotFoundError,
    SessionErasedError,
    SessionNotFoundError,
)
from proof_of_talent.domain.ports import Assessor, Store
from proof_of_talent.domain.record import AnalysisRecord, mark_content
from proof_of_talent.intake.shown import DocumentReader
from proof_of_talent.judging.decide import Decided, decide
from proof_of_talent.judging.papers.stated import read_as_stated
from proof_of_talent.judging.repeating import ONCE
from proof_of_talent.records.comparison import (
    AttemptComparison,
    Cause,
    compare_records,
    list_causes,
)
from proof_of_talent.records.past_exports import find_session_records

FREE_ASSESSOR = "rubric"
"""The one assessor that judges again at no cost and alike each time."""


class _NotAtHandError(Exception):
    """What a score would be judged from is not here any more; says what, to a person."""


class Comparer:
    """Compares the attempts of a session."""

    def __init__(
        self, *, store: Store, reader: DocumentReader, assessor: Assessor, rulebook: Rulebook
    ) -> None:
        self._store = store
        self._reader = reader
        self._assessor = assessor
        self._rulebook = rulebook

    def list_records(self, session_id: str) -> list[AnalysisRecord]:
        """Return the records of a session by attempt.

        Raises:
            SessionErasedError, SessionNotFoundError: nothing is held about the session.
        """
        records = find_session_records(self._store, session_id)
        if not records:
            self._store.sessions.get(session_id)
        return records

    def compare(
        self, records: Sequence[AnalysisRecord], first: int | None, last: int | None
    ) -> AttemptComparison:
        """Compare two attempts of a session.

        Args:
            records: those of the session.
            first: the earlier attempt; the one before the later one, if None.
            last: the later attempt; the newest, if None.

        Raises:
            NotFoundError: one of them has no record.
        """
        by_attempt = {record.attempt: record for record in records}
        last = last or max(by_attempt, default=0)
        first = first or max((attempt for attempt in by_attempt if attempt < last), default=last)
        if not {first, last} <= by_attempt.keys():
            raise NotFoundError("This session has no such attempt.", code="attempt_not_found")
        before, after = by_attempt[first], by_attempt[last]
        try:
            return compare_records(before, after, self._judge_between(before, after))
        except _NotAtHandError as error:
            return compare_records(before, after, {}, str(error))

    def _judge_between(self, before: AnalysisRecord, after: AnalysisRecord) -> dict[Cause, int]:
        """Return the scores after each cause but the last.

        Raises:
            _NotAtHandError: one of them cannot be judged.
        """
        causes = list_causes(before, after)
        if len(causes) <= 1 or before.overall_score is None or after.overall_score is None:
            return {}
        papers, session = self._read_papers(after)
        if self._score(papers, session, after, after, after) != after.overall_score:
            raise _NotAtHandError("judging the same papers again gives another score than it gave then")
        known: dict[Cause, int] = {}
        for place, cause in enumerate(causes[:-1]):
            passed = causes[: place + 1]
            rules, assessor = (after if name in passed else before for name in ("rules", "assessor"))
            known[cause] = self._score(
                papers, session, before.model_copy(update={"created_at": after.created_at}), rules, assessor
            )
        return known

    def _score(
        self, papers: tuple[ApplicationDocument, ...], session: Session, answered: AnalysisRecord,
        rules: AnalysisRecord, assessor: AnalysisRecord,
    ) -> int:  # fmt: skip
        """Judge today's papers with the answers and day of one attempt, the rules and assessor of others."""
        wanted = assessor.assessor
        edition = self._find_edition(rules)
        if wanted is None or wanted.name != FREE_ASSESSOR or self._assessor.name != FREE_ASSESSOR:
            raise _NotAtHandError(
                "only the rubric judges again for a comparison; a model would cost each time"
            )
        application = Application(
            field=answered.field,
            route=edition.route(answered.questionnaire_responses.get("route_preference")).id,
            answers=answered.questionnaire_responses,
            documents=papers,
            as_of=answered.created_at.date(),
            corrections=session.corrections,
        )
        rulebook = self._rulebook.model_copy(update={"editions": (edition,)})
        decided = decide(application, repeats=ONCE, assessor=self._assessor, rulebook=rulebook)
        return self._check(decided, wanted.version)

    @staticmethod
    def _check(decided: Decided, version: str) -> int:
        if decided.scored is None:
            raise _NotAtHandError("in between, nothing would have been weighed")
        if decided.assessment.assessor.version != version:
            raise _NotAtHandError("the version of the assessor that judged then is not here any more")
        return decided.scored.overall_score

    def _find_edition(self, record: AnalysisRecord) -> FieldCriteria:
        version = record.assessor.rules_version if record.assessor is not None else None
        for edition in (*self._rulebook.editions, *self._rulebook.fields):
            if (edition.id, edition.rules_version) == (record.field, version):
                return edition
        raise _NotAtHandError("the rules of then are not here any more")

    def _read_papers(self, record: AnalysisRecord) -> tuple[tuple[ApplicationDocument, ...], Session]:
        """Return the papers of an attempt as they were read, if all of them are still there."""
        gone = "not all papers of the later attempt are here any more"
        try:
            session = self._store.sessions.get(record.session_id)
            if len(session.corrections) != record.corrections:
                raise _NotAtHandError("what you said about your papers has changed since")
            return tuple(self._read_each(record, session)), session
        except (NotFoundError, SessionNotFoundError, SessionErasedError):
            raise _NotAtHandError(gone) from None
        except (BusyError, DocumentError):
            raise _NotAtHandError("the papers cannot be read again just now; try later") from None

    def _read_each(self, record: AnalysisRecord, session: Session) -> Iterable[ApplicationDocument]:
        for paper in record.documents:
            document = session.find_document(paper.id or "")
            content = self._store.documents.read(session.session_id, document.id)
            text = self._reader.read(session, document)
            if text.is_late or paper.fingerprint != mark_content(session.session_id, content):
                raise NotFoundError("This paper is another one now.")
            stated: Any = read_as_stated(text, document.id, session.corrections)
            yield ApplicationDocument(
                id=document.id, kind=paper.kind, media_type=text.media_type, bytes=len(content),
                pages=stated.pages, hidden_characters=stated.hidden_characters,
            )  # fmt: skip
