"""Analyses that people reviewed, as labelled cases for `evaluate`, with the papers that are still there."""

from collections.abc import Iterator

from proof_of_talent.commands.case_runs import CaseToJudge, prepare
from proof_of_talent.dataset.labels import read_labels
from proof_of_talent.domain.application import Application, ApplicationDocument, Session
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import InvalidInputError, NotFoundError
from proof_of_talent.domain.ports import Extractor, Store
from proof_of_talent.domain.record import AnalysisRecord, mark_content
from proof_of_talent.judging.evaluation import LABELS, CaseResult
from proof_of_talent.judging.papers.stated import read_as_stated
from proof_of_talent.records.removed import find_kept_session


def collect_reviewed(
    store: Store, rulebook: Rulebook, extractor: Extractor
) -> tuple[list[CaseToJudge], list[CaseResult]]:
    """Return the reviewed analyses whose papers are still there, and what people think of them.

    Raises:
        InvalidInputError: there is none.
    """
    cases, labels = [], []
    for record_id, label in read_labels(store).items():
        record = store.records.get(record_id)
        session = find_kept_session(store, record.session_id)
        application = None if session is None else _read(store, record, session, rulebook, extractor)
        if application is None:
            continue
        cases.append(prepare(record_id, application))
        labels.append(
            CaseResult(case=record_id, assessor=LABELS, recommendation=label.band, levels=dict(label.levels))
        )
    if not cases:
        raise InvalidInputError("No analysis was reviewed whose papers are still there.")
    return cases, labels


def _read(
    store: Store, record: AnalysisRecord, session: Session, rulebook: Rulebook, extractor: Extractor
) -> Application | None:
    """Return what was judged, or None where a paper is gone or another one now."""
    try:
        papers = tuple(_read_papers(store, record, session, extractor))
    except NotFoundError:
        return None
    field = rulebook.field(record.field)
    answers = record.questionnaire_responses
    return Application(
        field=record.field,
        route=field.route(answers.get("route_preference")).id,
        answers=answers,
        documents=papers,
        as_of=record.created_at.date(),
        corrections=session.corrections,
    )


def _read_papers(
    store: Store, record: AnalysisRecord, session: Session, extractor: Extractor
) -> Iterator[ApplicationDocument]:
    for paper in record.documents:
        document = session.find_document(paper.id or "")
        content = store.documents.read(session.session_id, document.id)
        if paper.fingerprint not in (None, mark_content(session.session_id, content)):
            raise NotFoundError("This paper is another one now.")
        text = read_as_stated(extractor.extract(content), document.id, session.corrections)
        yield ApplicationDocument(
            id=document.id,
            kind=paper.kind,
            media_type=text.media_type,
            bytes=len(content),
            pages=text.pages,
            hidden_characters=text.hidden_characters,
        )
