"""Two attempts side by side: what came, what went, and why the score moved. Pure.

The score's way from one attempt to the other is a chain, one cause after the other: the papers, the rules,
the assessor, the answers. A part is the step between two known points of it, so the parts sum to the whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, get_args

from proof_of_talent.domain.application import DocumentKind
from proof_of_talent.domain.base import Model, Moment
from proof_of_talent.domain.record import (
    AnalysisRecord,
    AttemptKind,
    RecordDocument,
    Status,
    label_assessor,
)
from proof_of_talent.domain.results import AnalysisResults, ResultFinding, ResultQuote

Cause = Literal["evidence", "rules", "assessor", "answers"]
CAUSES: tuple[Cause, ...] = get_args(Cause)
"""Why a score can move, in the order in which they are told apart. `evidence` is the papers and their age."""
Difference = Literal["added", "removed", "changed"]


class AttemptSummary(Model):
    """One attempt: what kind it is, and how it ended."""

    attempt: int
    attempt_kind: AttemptKind
    record_id: str
    created_at: Moment
    status: Status
    overall_score: int | None
    band_set: tuple[str, ...] | None
    abstained: str | None
    documents: int
    open_points: int | None
    assessor: str
    rules_version: str | None


class PaperDifference(Model):
    """A paper that came, went, or stands in the place of another. `was` is the id that it had before."""

    change: Difference
    kind: DocumentKind
    document: str | None
    was: str | None
    pages: int


class CriterionDifference(Model):
    """A criterion's points, 0-100, and verdict in each attempt; None where it was not judged."""

    criterion: str
    name: str
    before: int | None
    after: int | None
    verdict_before: str | None
    verdict_after: str | None


class FindingDifference(Model):
    """A finding that one of the attempts has and the other has not, with the quotes it rests on."""

    change: Literal["gained", "lost"]
    kind: str
    code: str
    criterion: str | None
    text: str
    quotes: tuple[ResultQuote, ...]


class AnswerDifference(Model):
    """An answer that was given, changed or taken back; None where there was none."""

    question: str
    before: Any
    after: Any


class ScorePart(Model):
    """So many points of the change come from these causes; several that cannot be told apart are one part."""

    causes: tuple[Cause, ...]
    points: int


class RoadmapStep(Model):
    """A step of the earlier roadmap; `done` says that the later attempt does not ask for it any more."""

    code: str | None
    title: str
    done: bool


class AttemptComparison(Model):
    """Two attempts side by side. The points of `parts` sum to `score_change`, which is None where one of the
    attempts has no score; `unsplit` says why causes stand together.
    """

    before: AttemptSummary
    after: AttemptSummary
    score_change: int | None
    parts: tuple[ScorePart, ...]
    unsplit: str | None
    papers: tuple[PaperDifference, ...]
    criteria: tuple[CriterionDifference, ...]
    findings: tuple[FindingDifference, ...]
    answers: tuple[AnswerDifference, ...]
    roadmap: tuple[RoadmapStep, ...]


def summarise_attempt(record: AnalysisRecord) -> AttemptSummary:
    """Return one attempt in a line."""
    return AttemptSummary(
        attempt=record.attempt,
        attempt_kind=record.attempt_kind,
        record_id=record.id,
        created_at=record.created_at,
        status=record.processing_status,
        overall_score=record.overall_score,
        band_set=record.band_set or (record.recommendation and (record.recommendation,)) or None,
        abstained=record.abstained.code if record.abstained is not None else None,
        documents=record.document_count,
        open_points=record.evidence_gaps_count,
        assessor=label_assessor(record.assessor),
        rules_version=record.assessor.rules_version if record.assessor is not None else None,
    )


def compare_records(
    before: AnalysisRecord, after: AnalysisRecord, known: Mapping[Cause, int], unsplit: str | None = None
) -> AttemptComparison:
    """Return what two attempts of one session have in common and what not.

    Args:
        before: the record of the one.
        after: that of the other.
        known: the score after some of the causes, judged again, by the last of them; see `list_causes`.
        unsplit: why others are not known.
    """
    first, last = before.overall_score, after.overall_score
    change = None if first is None or last is None else last - first
    parts = (
        () if first is None or last is None else split_change(first, last, list_causes(before, after), known)
    )
    earlier, later = (record.read_results() or AnalysisResults() for record in (before, after))
    return AttemptComparison(
        before=summarise_attempt(before),
        after=summarise_attempt(after),
        score_change=change,
        parts=parts,
        unsplit=unsplit if any(len(part.causes) > 1 for part in parts) else None,
        papers=tuple(compare_papers(before.documents, after.documents)),
        criteria=tuple(_compare_criteria(earlier, later)),
        findings=tuple(_compare_findings(earlier.findings, later.findings)),
        answers=tuple(_compare_answers(before.questionnaire_responses, after.questionnaire_responses)),
        roadmap=tuple(_tick_off(earlier, later)) if later.criteria or later.findings else (),
    )


def split_change(
    first: int, last: int, causes: Sequence[Cause], known: Mapping[Cause, int]
) -> tuple[ScorePart, ...]:
    """Split a change of points by its causes, so that the parts sum to it.

    Args:
        first: the score before.
        last: the score after.
        causes: what changed, in order. With none a change is the assessor's, who did not judge alike twice.
        known: the score after a cause, as far as it is known.
    """
    if not causes:
        return () if first == last else (ScorePart(causes=("assessor",), points=last - first),)
    parts: list[ScorePart] = []
    together: list[Cause] = []
    at = first
    for cause in causes:
        together.append(cause)
        point = last if cause == causes[-1] else known.get(cause)
        if point is not None:
            parts.append(ScorePart(causes=tuple(together), points=point - at))
            at, together = point, []
    return tuple(parts)


def list_causes(before: AnalysisRecord, after: AnalysisRecord) -> tuple[Cause, ...]:
    """Return what can have moved the score, in the order of the chain."""
    papers = any(compare_papers(before.documents, after.documents))
    differs: dict[Cause, bool] = {
        "evidence": papers or _read_circumstances(before) != _read_circumstances(after),
        "rules": _read_assessor(before, "rules_version") != _read_assessor(after, "rules_version"),
        "assessor": _identify_assessor(before) != _identify_assessor(after),
        "answers": before.questionnaire_responses != after.questionnaire_responses,
    }
    return tuple(cause for cause in CAUSES if differs[cause])


def _read_circumstances(record: AnalysisRecord) -> Any:
    """Return what was said of the papers, and on which day they were judged."""
    results = record.read_results()
    return results.corrections if results is not None else (), record.created_at.date()


def _identify_assessor(record: AnalysisRecord) -> Any:
    parts = (_read_assessor(record, name) for name in ("version", "prompt_version"))
    return label_assessor(record.assessor), *parts


def _read_assessor(record: AnalysisRecord, name: str) -> Any:
    return getattr(record.assessor, name, None)


def compare_papers(
    before: Iterable[RecordDocument], after: Iterable[RecordDocument]
) -> Iterable[PaperDifference]:
    """Yield the papers that differ. A paper is known by its place in the session, and then by its content."""
    earlier, later = _by_place(before), _by_place(after)
    for place, paper in later.items():
        old = earlier.get(place)
        if old is None or not _is_successor(old, paper):
            yield _tell_paper("added", paper, None)
        elif not (_is_same(old, paper) and old.kind == paper.kind):
            yield _tell_paper("changed", paper, old)
    for place, gone in earlier.items():
        if place not in later or not _is_successor(gone, later[place]):
            yield _tell_paper("removed", gone, gone)


def _by_place(papers: Iterable[RecordDocument]) -> dict[str, RecordDocument]:
    return {paper.place or paper.id or f"d{number}": paper for number, paper in enumerate(papers, 1)}


def _is_successor(old: RecordDocument, new: RecordDocument) -> bool:
    """Tell whether a paper in the place of another is a version of it; an id may go to another file."""
    return old.kind == new.kind or _is_same(old, new)


def _is_same(old: RecordDocument, new: RecordDocument) -> bool:
    """Tell whether two papers have the same content; older records have no fingerprint."""
    if old.fingerprint is not None and new.fingerprint is not None:
        return old.fingerprint == new.fingerprint
    return (old.bytes, old.pages, old.media_type) == (new.bytes, new.pages, new.media_type)


def _tell_paper(change: Difference, paper: RecordDocument, old: RecordDocument | None) -> PaperDifference:
    gone = change == "removed"
    return PaperDifference(
        change=change,
        kind=paper.kind,
        document=None if gone else paper.id,
        was=old.id if old is not None else None,
        pages=paper.pages,
    )


def _compare_criteria(earlier: AnalysisResults, later: AnalysisResults) -> Iterable[CriterionDifference]:
    old, new = ({one.criterion: one for one in results.criteria} for results in (earlier, later))
    for code in dict.fromkeys((*new, *old)):
        before, after = old.get(code), new.get(code)
        shown = after or before
        yield CriterionDifference(
            criterion=code,
            name=shown.name if shown is not None else "",
            before=before.score if before is not None else None,
            after=after.score if after is not None else None,
            verdict_before=before.verdict if before is not None else None,
            verdict_after=after.verdict if after is not None else None,
        )


def _compare_findings(
    earlier: Iterable[ResultFinding], later: Iterable[ResultFinding]
) -> Iterable[FindingDifference]:
    old, new = _by_key(earlier), _by_key(later)
    sides: tuple[tuple[Literal["gained", "lost"], Any, Any], ...] = (("gained", new, old), ("lost", old, new))
    for change, here, there in sides:
        for key, finding in here.items():
            if key not in there:
                yield FindingDifference(
                    change=change,
                    kind=finding.kind,
                    code=finding.code,
                    criterion=finding.criterion,
                    text=finding.text,
                    quotes=finding.evidence,
                )


def _by_key(findings: Iterable[ResultFinding]) -> dict[Any, ResultFinding]:
    """Return findings by what makes two of them the same: what they say of what, and by which quotes."""
    return {
        (one.kind, one.code, one.criterion, frozenset(quote.quote for quote in one.evidence)): one
        for one in findings
    }


def _compare_answers(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[AnswerDifference]:
    for question in dict.fromkeys((*before, *after)):
        old, new = before.get(question), after.get(question)
        if old != new:
            yield AnswerDifference(question=question, before=old, after=new)


def _tick_off(earlier: AnalysisResults, later: AnalysisResults) -> Iterable[RoadmapStep]:
    """Yield the earlier roadmap with what is done: neither a step nor a finding asks for it any more."""
    still = {step.code for step in later.roadmap.milestones}
    still |= {finding.code for finding in later.findings if finding.kind != "strength"}
    for step in earlier.roadmap.milestones:
        done = step.code is not None and step.code not in still
        yield RoadmapStep(code=step.code, title=step.title, done=done)
