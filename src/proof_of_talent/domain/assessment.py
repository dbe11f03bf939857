"""What an assessor returns: a judgement per criterion, each backed by quoted evidence. No total score.

An assessor says how well each criterion is shown (a level) and quotes where. Whether the quotes exist is
checked by `grounding`; what they add up to is computed by `scoring`. Both are the same for every assessor.
"""

from typing import Literal, get_args

from pydantic import Field

from proof_of_talent.domain.base import Model
from proof_of_talent.domain.reading import ApplicationReading

FindingKind = Literal["strength", "weakness", "gap"]
Verdict = Literal["met", "partly", "not_met"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
Recommendation = Literal["strong", "moderate", "weak"]
RECOMMENDATIONS: tuple[Recommendation, ...] = get_args(Recommendation)
BANDS: tuple[Recommendation, ...] = RECOMMENDATIONS[::-1]
"""The bands from weak to strong; what is recommended is the most likely of them."""
FALLBACK_NOTE = "fallback_to_rubric"
"""Among an assessment's notes: the chosen assessor failed and the rubric judged instead."""


class Evidence(Model):
    """A verbatim quote: `document` is the document's id ("d1"), `page` counts from 1.

    `line` is the line of the page's text on which it begins, from 1, where grounding found it; `ocr` says
    that the page is a picture whose text was recognised.
    """

    document: str
    page: int = Field(ge=1)
    quote: str = Field(min_length=1)
    grounded: bool = False  # set by grounding, never by an assessor
    line: int | None = None
    ocr: bool = False


class Finding(Model):
    """One strength, weakness or gap, named by a code of the rulebook's vocabulary.

    `grounded` is true when at least one quote was found in the named document. Gaps and weaknesses may
    speak of what is absent and then carry no evidence.
    """

    kind: FindingKind
    code: str
    criterion: str | None = None
    text: str = Field(min_length=1)
    evidence: tuple[Evidence, ...] = ()
    grounded: bool = False


class Judgement(Model):
    """How well one criterion is shown, on the evidence alone.

    Levels: 0 nothing, 1 a weak sign, 2 partly shown, 3 clearly shown, 4 outstanding. There is no default:
    an assessor that cannot judge a criterion must fail, because a silent 0 is a wrong number.
    """

    criterion: str
    level: float = Field(ge=0, le=4)
    rationale: str = Field(min_length=1)
    findings: tuple[Finding, ...] = ()
    at_risk: bool = False  # the level stands, but a strict reader may see it lower


class ReviewCounts(Model):
    """How often a second reading confirmed, raised or lowered a level, or could not decide.

    `reread` are those among them that had found nothing at first.
    """

    confirmed: int = Field(default=0, ge=0)
    raised: int = Field(default=0, ge=0)
    lowered: int = Field(default=0, ge=0)
    abstained: int = Field(default=0, ge=0)
    reread: int = Field(default=0, ge=0)


class CaseView(Model):
    """An assessor's view of the case as a whole, in its own words, with doubts that are quoted.

    `weakens` names, for each doubt, the criteria that it weakens.
    """

    summary: str | None = None
    confidence: Literal["low", "medium", "high"] = "medium"
    doubts: tuple[Finding, ...] = ()
    weakens: tuple[tuple[str, ...], ...] = ()


class NotJudged(Model):
    """A criterion that could not be judged: `code` is the failure or the reason, never a level."""

    criterion: str
    code: str


class Usage(Model):
    """Raw consumption of a model; null means unknown, never zero.

    Tokens are those that the provider reported. `unmeasured_requests` counts requests that it may have
    charged for without telling (timed out, dropped, cancelled): the tokens are then a lower bound and the
    cost is null. `prices` names the price table that `cost_usd` was computed with. `latency_seconds` is the
    mean of answered requests; `retries` are requests beyond the first for each criterion.
    """

    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None
    cached_input_tokens: int | None = None  # part of the input tokens
    requests: int | None = None
    unmeasured_requests: int | None = None
    retries: int | None = None
    latency_seconds: float | None = None
    prices: str | None = None


class AssessorInfo(Model):
    """Who judged, precisely enough to compare and repeat.

    `endpoint` is the host that a model was asked at, `region` where it runs, as the operator says.
    """

    name: str
    model: str | None = None
    version: str
    prompt_version: str | None = None
    rules_version: str
    endpoint: str | None = None
    region: str | None = None


class LeftOut(Model):
    """How much of a document an assessor did not read for a criterion, because the whole did not fit."""

    criterion: str
    document: str
    characters: int = Field(ge=0)
    of_characters: int = Field(ge=0)


class Assessment(Model):
    """An assessor's whole answer: each criterion of the field is judged once or named as not judged."""

    judgements: tuple[Judgement, ...]
    not_judged: tuple[NotJudged, ...] = ()
    assessor: AssessorInfo
    usage: Usage = Usage()
    case: CaseView | None = None
    reviews: ReviewCounts | None = None
    notes: tuple[str, ...] = ()  # codes about how it was judged, such as "evidence_left_out"
    left_out: tuple[LeftOut, ...] = ()
    reading: ApplicationReading | None = (
        None  # how the papers were read, where the assessor reads them as evidence
    )


class CriterionResult(Model):
    """A scored criterion. `score` is 0-100; the factors are 0-1 (see `docs/scoring.md`)."""

    criterion: str
    name: str
    score: int = Field(ge=0, le=100)
    level: float
    quality: float
    independence: float
    recency: float
    sufficiency: float
    verdict: Verdict
    rationale: str
    findings: tuple[Finding, ...] = ()
    at_risk: bool = False


class BandProbabilities(Model):
    """How likely each band is, 0-1 with four decimals; they add up to 1."""

    weak: float = Field(ge=0, le=1)
    moderate: float = Field(ge=0, le=1)
    strong: float = Field(ge=0, le=1)


class Abstention(Model):
    """Why no band is named: a stable code, and words that follow “Not judged:”."""

    code: str
    text: str


class Scored(Model):
    """The outcome of scoring: computed in code from grounded judgements, never taken from a model.

    `recommendation` is the most likely band. `band_set` names every band that may be meant, the most likely
    first; it is empty, and `band_probabilities` null, where `abstained` says why no band is named.

    `overall_score` 0-100 counts what was judged, so that it is the least where a criterion is `not_judged`.
    `likelihood` 0.05-0.95 (four decimals; None where the rules may be out of date or not all was judged),
    `failed_gates` the codes of the gates that
    did not hold, `findings` every finding once, judged and code-made alike.
    """

    criteria: tuple[CriterionResult, ...]
    not_judged: tuple[NotJudged, ...] = ()
    document_score: int = Field(ge=0, le=100)
    overall_score: int = Field(ge=0, le=100)
    likelihood: float | None = Field(ge=0, le=1)
    recommendation: Recommendation
    band_set: tuple[Recommendation, ...] = ()
    band_probabilities: BandProbabilities | None = None
    abstained: Abstention | None = None
    failed_gates: tuple[str, ...]
    findings: tuple[Finding, ...]
