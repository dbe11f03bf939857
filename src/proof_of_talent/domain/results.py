"""What an analysis found, as records keep it and clients read it: the type of `analysis_results`.

Records keep the JSON that was written, byte for byte, whichever version or service wrote it; these types read
it. A part that an older record does not have reads as empty, and so does a part of another kind than it
should be. Only what figures are counted from has to be there: findings' codes and criteria's scores.
"""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator

from proof_of_talent.domain.assessment import CaseView, LeftOut, Recommendation, ReviewCounts
from proof_of_talent.domain.graph import EvidenceGraph
from proof_of_talent.domain.letters import LettersCheck
from proof_of_talent.domain.routing import RouteVerdict

_COUNTED_DEPTH = 3  # ("findings", 0, "code")


class ResultPart(BaseModel):
    """Base of the parts: immutable, and blind to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class ResultQuote(ResultPart):
    """A quoted passage. `grounded` is None where the list holds only quotes that were found."""

    document: str
    page: int
    quote: str
    grounded: bool | None = None
    line: int | None = None


class ResultFinding(ResultPart):
    """A strength, weakness or gap in words."""

    kind: str
    code: str
    criterion: str | None = None
    text: str = ""
    evidence: tuple[ResultQuote, ...] = ()
    grounded: bool = False


class ResultCriterion(ResultPart):
    """A criterion's score, 0-100, and what it is made of; None for what an older record does not say."""

    criterion: str
    name: str = ""
    score: int
    level: float | None = None
    quality: float | None = None
    independence: float | None = None
    recency: float | None = None
    sufficiency: float | None = None
    verdict: str
    rationale: str = ""
    findings: tuple[ResultFinding, ...] = ()
    at_risk: bool = False


class UnjudgedCriterion(ResultPart):
    """A criterion that could not be judged: `code` says why, `reason` in words."""

    criterion: str
    name: str = ""
    code: str = ""
    reason: str = ""


class GapAdvice(ResultPart):
    """What is missing or weak, and what to do about it."""

    type: str = ""
    severity: str = ""
    description: str = ""
    recommendation: str = ""


class CvFeedback(ResultPart):
    """The CV as a document: 0-10, with reasons."""

    score: int | float = 0
    strengths: tuple[str, ...] = ()
    weaknesses: tuple[str, ...] = ()
    improvement_recommendations: tuple[str, ...] = ()


class AnalysisInWords(ResultPart):
    """The verdict as clients of the first hour read it."""

    likelihood: float | None = None
    assessment_level: str = ""
    evidence_present: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    gaps: tuple[GapAdvice, ...] = ()
    overall_assessment: str = ""
    next_steps: tuple[str, ...] = ()
    cv_feedback: CvFeedback = CvFeedback()
    portfolio_summary: str = ""


class Milestone(ResultPart):
    """One step of the roadmap; `code` is the kind of gap that it closes."""

    code: str | None = None
    title: str = ""
    description: str = ""
    duration_weeks: int | float = 0
    priority: str = ""
    evidence_to_collect: tuple[str, ...] = ()
    addresses_gaps: tuple[str, ...] = ()


class Roadmap(ResultPart):
    """What to do, in order, and how long it takes in all."""

    milestones: tuple[Milestone, ...] = ()
    total_weeks: int | float = 0
    feasibility_assessment: str = ""


class Stability(ResultPart):
    """How several judgements of one application agree: `scores` in the order they were made.

    `spread` is the largest score less the smallest, in points; `flipped` whether the recommendation differs;
    `failed_runs` how many further runs could not be had; `reason` why it was repeated.
    """

    runs: int
    scores: tuple[int, ...]
    spread: int
    recommendations: tuple[Recommendation, ...]
    flipped: bool
    failed_runs: int = 0
    reason: str


class PaperNote(ResultPart):
    """A document that was left out: the one that it repeats, the one in English that translates it, or that
    the applicant says it is about somebody else. With none of them, it is in a language that is not read.
    """

    document: str
    language: str | None = None
    copy_of: str | None = None
    translation: str | None = None
    about_another: bool = False


class WitnessedFact(ResultPart):
    """A quote that counts for a criterion, with who says it and why it counts."""

    criterion: str
    quote: ResultQuote
    who: str = ""
    why: str = ""


class PaperLength(ResultPart):
    """How long a document is: `kind` in substance, `pages` without a letter's credentials, words in all.

    `fullest_page` is the most words on one page, `empty_pages` how many have none, `links` how many web
    addresses it names.
    """

    document: str
    kind: str
    pages: int
    words: int = 0
    fullest_page: int = 0
    empty_pages: int = 0
    links: int = 0


class OmittedPaper(ResultPart):
    """A paper that earns nothing: `reason` is a code, `text` follows “left out, because”."""

    document: str
    reason: str = ""
    text: str = ""
    quote: ResultQuote | None = None


class EvidenceLists(ResultPart):
    """Whose word the case rests on: others', the applicant's alone, or papers that were left out."""

    by_others: tuple[WitnessedFact, ...] = ()
    only_you: tuple[ResultQuote, ...] = ()
    left_out: tuple[OmittedPaper, ...] = ()


class Prospect(ResultPart):
    """What would change the verdict: `score`, `band_set` and `likelihood` as they would then be."""

    criterion: str | None = None
    title: str = ""
    papers: tuple[str, ...] = ()
    points: int = 0
    score: int = 0
    band_set: tuple[str, ...] = ()
    likelihood: float | None = None


class ResultCorrection(ResultPart):
    """What the applicant said of a document before it was judged; no name of a person, nothing of a text.

    `value` is said where it is a kind, a document's id, or whom the paper is about.
    """

    document: str
    subject: str
    value: str | None = None


class AnalysisResults(ResultPart):
    """Everything that an analysis found, in words and figures."""

    field: str = ""
    analysis: AnalysisInWords = AnalysisInWords()
    roadmap: Roadmap = Roadmap()
    criteria: tuple[ResultCriterion, ...] = ()
    not_judged: tuple[UnjudgedCriterion, ...] = ()
    findings: tuple[ResultFinding, ...] = ()
    failed_gates: tuple[str, ...] = ()
    document_score: int | None = None
    notes: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    disclaimer: str = ""
    papers: tuple[PaperNote, ...] = ()
    corrections: tuple[ResultCorrection, ...] = ()
    lengths: tuple[PaperLength, ...] = ()
    letters: LettersCheck | None = None
    headline: str = ""
    formal_gaps: tuple[str, ...] = ()
    evidence: EvidenceLists = EvidenceLists()
    graph: EvidenceGraph = EvidenceGraph()
    prospects: tuple[Prospect, ...] = ()
    case: CaseView | None = None
    reviews: ReviewCounts | None = None
    stability: Stability | None = None
    route: RouteVerdict | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _leave_out_misfits(cls, data: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        """Read again without what does not fit; what figures are counted from has to fit."""
        try:
            return read(data)
        except ValidationError as error:
            problems = [(problem["type"], problem["loc"]) for problem in error.errors()]
            if not isinstance(data, dict) or any(_cannot_count(*problem) for problem in problems):
                raise
            misfits = [place[:-1] if kind == "missing" else place for kind, place in problems]
            return cls.model_validate(_leave_out(data, misfits))

    def to_wire(self) -> dict[str, Any]:
        """Return the JSON form, without the parts that nobody set."""
        return self.model_dump(mode="json", exclude_unset=True)


def _cannot_count(kind: str, place: tuple[int | str, ...]) -> bool:
    """Tell whether a finding has no code or a criterion no score."""
    return kind == "missing" and place[0] in {"findings", "criteria"} and len(place) == _COUNTED_DEPTH


def _leave_out(value: Any, places: list[tuple[int | str, ...]]) -> Any:
    """Return a copy of a JSON value without what stands at these places."""
    if not isinstance(value, dict | list):
        return value
    deeper: dict[int | str, list[tuple[int | str, ...]]] = {}
    for first, *rest in places:
        deeper.setdefault(first, []).append(tuple(rest))
    items = value.items() if isinstance(value, dict) else enumerate(value)
    kept = {
        key: _leave_out(item, [rest for rest in deeper.get(key, ()) if rest])
        for key, item in items
        if not _ends_here(item, deeper.get(key, []))
    }
    return kept if isinstance(value, dict) else list(kept.values())


def _ends_here(item: Any, rests: list[tuple[int | str, ...]]) -> bool:
    """Tell whether a place means this item: the path ends here, or goes on where the item has nothing.

    (The path to a value that may be of several kinds ends with the kind that was tried.)
    """
    inside = item if isinstance(item, dict) else range(len(item)) if isinstance(item, list) else ()
    return any(not rest or rest[0] not in inside for rest in rests)
