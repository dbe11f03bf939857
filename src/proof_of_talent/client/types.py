"""What the API takes and gives. Made from the OpenAPI document by `make docs`; do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Abstention(TypedDict):
    """Why no band is named: a stable code, and words that follow “Not judged:”."""

    code: str
    text: str


class Agreement(TypedDict):
    """Agreement over the newest reviews that are done; `reviews` counts them, `people` who made them."""

    reviews: int
    people: int
    analyses: int
    between_people: list[AlphaFigure]
    with_assessor: list[AssessorAgreement]
    quotes_rejected: int
    passages_missed: int


class Alive(TypedDict):
    """The process answers."""

    status: NotRequired[Literal["alive"]]


class AlphaFigure(TypedDict):
    """Krippendorff's alpha between people, with the interval of nine in ten repetitions; None where it
    is not defined. `judged` counts what two or more people judged: criteria of analyses.
    """

    criterion: str | None
    judged: int
    alpha: float | None
    interval: list[Any] | None


class Alternative(TypedDict):
    """Another route that was tried: how it came out, in words and, where it was weighed, in figures."""

    route: str
    name: str
    decision: Literal["judged", "checklist", "no_endorsement_needed", "no_rules", "not_eligible"]
    text: str
    score: NotRequired[int | None]
    recommendation: NotRequired[Literal["strong", "moderate", "weak"] | None]
    failed_gates: NotRequired[list[str]]
    open: NotRequired[int | None]


class AnalysisInWords(TypedDict):
    """The verdict as clients of the first hour read it."""

    likelihood: NotRequired[float | None]
    assessment_level: NotRequired[str]
    evidence_present: NotRequired[list[str]]
    strengths: NotRequired[list[str]]
    gaps: NotRequired[list[GapAdvice]]
    overall_assessment: NotRequired[str]
    next_steps: NotRequired[list[str]]
    cv_feedback: NotRequired[CvFeedback]
    portfolio_summary: NotRequired[str]


class AnalysisResults(TypedDict):
    """Everything that an analysis found, in words and figures."""

    field: NotRequired[str]
    analysis: NotRequired[AnalysisInWords]
    roadmap: NotRequired[Roadmap]
    criteria: NotRequired[list[ResultCriterion]]
    not_judged: NotRequired[list[UnjudgedCriterion]]
    findings: NotRequired[list[ResultFinding]]
    failed_gates: NotRequired[list[str]]
    document_score: NotRequired[int | None]
    notes: NotRequired[list[str]]
    left_out: NotRequired[list[LeftOut]]
    disclaimer: NotRequired[str]
    papers: NotRequired[list[PaperNote]]
    corrections: NotRequired[list[ResultCorrection]]
    lengths: NotRequired[list[PaperLength]]
    letters: NotRequired[LettersCheck | None]
    headline: NotRequired[str]
    formal_gaps: NotRequired[list[str]]
    evidence: NotRequired[EvidenceLists]
    graph: NotRequired[EvidenceGraph]
    prospects: NotRequired[list[Prospect]]
    case: NotRequired[CaseView | None]
    reviews: NotRequired[ReviewCounts | None]
    stability: NotRequired[Stability | None]
    route: NotRequired[RouteVerdict | None]


class AnalysisStarted(TypedDict):
    """The analysis is queued durably; poll the status."""

    session_id: str
    status: NotRequired[Literal["analyzing"]]
    message: str


class AnswerDifference(TypedDict):
    """An answer that was given, changed or taken back; None where there was none."""

    question: str
    before: Any
    after: Any


class AskForReview(TypedDict):
    """An analysis that people are to review, and how many of them."""

    record_id: str
    people: NotRequired[int]


class AssessorAgreement(TypedDict):
    """How an assessor agrees with people on their analyses: the quadratically weighted kappa with its
    interval, the share of equal levels (rounded), and by how many levels the assessor is above
    people.
    """

    assessor: str
    version: str | None
    prompt_version: str | None
    rules_version: str | None
    criterion: str | None
    judged: int
    kappa: float | None
    interval: list[Any] | None
    equal: float
    bias: float


class AssessorFigures(TypedDict):
    """One assessor."""

    total: int
    completed: int
    errors: int
    success_rate: float | None
    avg_score: float | None
    avg_likelihood: float | None
    small_sample: bool
    assessor: str
    grounded: Share
    consumption: Consumption


class AssessorInfo(TypedDict):
    """Who judged, precisely enough to compare and repeat."""

    name: str
    model: NotRequired[str | None]
    version: str
    prompt_version: NotRequired[str | None]
    rules_version: str
    endpoint: NotRequired[str | None]
    region: NotRequired[str | None]


class AttemptComparison(TypedDict):
    """Two attempts side by side. The points of `parts` sum to `score_change`, which is None where one
    of the attempts has no score; `unsplit` says why causes stand together.
    """

    before: AttemptSummary
    after: AttemptSummary
    score_change: int | None
    parts: list[ScorePart]
    unsplit: str | None
    papers: list[PaperDifference]
    criteria: list[CriterionDifference]
    findings: list[FindingDifference]
    answers: list[AnswerDifference]
    roadmap: list[RoadmapStep]


class AttemptList(TypedDict):
    """The attempts of a session that have ended, the first one first."""

    session_id: str
    attempts: list[AttemptSummary]


class AttemptSummary(TypedDict):
    """One attempt: what kind it is, and how it ended."""

    attempt: int
    attempt_kind: Literal["first", "again", "rejudged"]
    record_id: str
    created_at: str
    status: Literal["completed", "error"]
    overall_score: int | None
    band_set: list[str] | None
    abstained: str | None
    documents: int
    open_points: int | None
    assessor: str
    rules_version: str | None


class AuditEntry(TypedDict):
    """Something done with personal data: `action` is `export`, `erase`, `key_created`, …; `details`
    hold no personal data.
    """

    at: str
    actor: str
    action: str
    details: NotRequired[dict[str, Any]]


class AuditLog(TypedDict):
    """The newest entries first."""

    entries: list[AuditEntry]


class BalanceCell(TypedDict):
    """Completed analyses with one number of strengths and one of weaknesses."""

    count: int
    of: int
    share_percent: float | None
    small_sample: bool
    strengths: int
    weaknesses: int


class BalancePoint(TypedDict):
    """Strengths and weaknesses found in one month."""

    period: str
    until: str
    strengths: int
    weaknesses: int
    ratio: float | None


class BandProbabilities(TypedDict):
    """How likely each band is, 0-1 with four decimals; they add up to 1."""

    weak: float
    moderate: float
    strong: float


class Calibration(TypedDict):
    """Outcomes reported so far, and calibration of the likelihoods where enough are known."""

    known: Share
    outcomes: list[OutcomeShare]
    overall: CalibrationGroup
    by_field: list[CalibrationGroup]
    by_assessor: list[CalibrationGroup]
    by_rules_version: list[CalibrationGroup]


class CalibrationGroup(TypedDict):
    """Likelihood against outcome, for one group of applications."""

    group: str
    count: int
    minimum: int
    shown: bool
    brier_score: float | None
    reference_brier_score: float | None
    reliability: list[ReliabilityBin]


class CaseView(TypedDict):
    """An assessor's view of the case as a whole, in its own words, with doubts that are quoted."""

    summary: NotRequired[str | None]
    confidence: NotRequired[Literal["low", "medium", "high"]]
    doubts: NotRequired[list[Finding]]
    weakens: NotRequired[list[list[str]]]


class Change(TypedDict):
    """How one key figure differs from the range compared with."""

    figure: Literal["total", "completed", "errors", "success_rate", "avg_score", "avg_likelihood"]
    absolute: float | None
    relative_percent: float | None


class ChangeClient(TypedDict):
    """What is to change; what is left out stays. An empty name takes it away."""

    reference: NotRequired[str | None]
    name: NotRequired[str | None]
    tags: NotRequired[list[str] | None]
    status: NotRequired[Literal["active", "applied", "endorsed", "refused", "closed"] | None]


class ChangeDocument(TypedDict):
    """What the document really is."""

    kind: Literal["cv", "recommendation_letter", "evidence", "personal_statement", "portfolio"]


class ChangeList(TypedDict):
    """Changes in order. Ask again with `cursor`; it is good for as long as the store is not restored."""

    changes: list[RecordChange]
    cursor: str


class CheckedAnswers(TypedDict):
    """The answers are complete and sound; nothing was stored."""

    field: str
    status: NotRequired[Literal["success"]]
    responses_checked: int
    unknown_answers: NotRequired[list[str] | None]


class ChecklistResult(TypedDict):
    """How far a checklist is shown. There is no percentage: every item is needed."""

    route: str
    name: str
    verdict: Literal["every_item_shown", "open", "excluded"]
    text: str
    open: int
    look_up: int
    items: list[ItemResult]


class Choice(TypedDict):
    """One option of a choice question."""

    value: str
    label: str


class ClientBlock(TypedDict):
    """Whose requests are refused, and for how many minutes; 0 ends a block."""

    client: str
    minutes: float


class ClientLine(TypedDict):
    """A client in a list, with the newest analysis of its newest session."""

    id: str
    owner: str
    reference: str
    name: str | None
    status: str
    tags: list[str]
    created_at: str
    updated_at: str
    sessions: int
    field: str | None
    latest: AttemptSummary | None


class ClientNote(TypedDict):
    """What an adviser wrote down; `by` is how the audit log names the adviser."""

    at: str
    by: str
    text: str


class ClientPage(TypedDict):
    """One page of clients; `next_cursor` is null on the last."""

    clients: list[ClientLine]
    next_cursor: str | None


class ClientSession(TypedDict):
    """A session of a client with its attempts; `state` is `dropped` where only records are left.
    `asks_outcome`: the time that a decision takes is over, and nobody has said what it was.
    """

    session_id: str
    field: str
    state: str
    attempts: list[AttemptSummary]
    asks_outcome: NotRequired[bool]


class ClientState(TypedDict):
    """What one client (an IPv4 address or an IPv6 network) uses now; refusals since the process
    started, and seconds of judging within the last hour.
    """

    client: str
    requests: int
    upload_bytes: int
    refused: int
    reading_seconds_lost: float
    judging_seconds: float
    blocked_seconds: int


class CodeShare(TypedDict):
    """How many analyses show one code of the vocabulary of findings."""

    count: int
    of: int
    share_percent: float | None
    small_sample: bool
    code: str
    label: str


class ComparisonResult(TypedDict):
    """The range compared with, its key figures and the changes."""

    mode: Literal["previous", "year"]
    since: str
    until: str
    figures: KeyFigures
    changes: list[Change]


class Consumption(TypedDict):
    """Tokens and cost of the models used; null means unknown, never zero."""

    tokens_known: Share
    input_tokens: int | None
    output_tokens: int | None
    cost_known: Share
    cost_usd: float | None
    avg_cost_usd: float | None


class Correction(TypedDict):
    """One statement about one document."""

    document: str
    subject: Literal["visible", "author", "about", "kind", "same_as"]
    value: str
    was: NotRequired[str | None]
    said_at: str


class Corrections(TypedDict):
    """All that the session's owner said of its documents."""

    session_id: str
    corrections: list[Correction]


class CostLine(TypedDict):
    """One sum in pounds: how many times which fee."""

    label: str
    count: int
    each: int
    total: int


class Costs(TypedDict):
    """What is paid to the Home Office for a visa, in pounds, with the source of the fees."""

    years: int
    lines: list[CostLine]
    total: int
    not_known: NotRequired[list[str]]
    source: str
    seen: str
    link: NotRequired[str | None]
    is_overdue: NotRequired[bool]


class CreateSession(TypedDict):
    """Which field the application is for."""

    field: str


class CreatedSession(TypedDict):
    """A new session. The id is the only key to it: keep it private."""

    session_id: str
    field: str
    field_name: str


class CriterionDifference(TypedDict):
    """A criterion's points, 0-100, and verdict in each attempt; None where it was not judged."""

    criterion: str
    name: str
    before: int | None
    after: int | None
    verdict_before: str | None
    verdict_after: str | None


class CriterionFigures(TypedDict):
    """How one criterion of a field was judged."""

    criterion: str
    name: str
    count: int
    avg_score: float | None
    small_sample: bool
    verdicts: list[NamedShare]


class CvFeedback(TypedDict):
    """The CV as a document: 0-10, with reasons."""

    score: NotRequired[int | float]
    strengths: NotRequired[list[str]]
    weaknesses: NotRequired[list[str]]
    improvement_recommendations: NotRequired[list[str]]


class Deletion(TypedDict):
    """Whether a session has been erased, and what went with it."""

    session_id: str
    status: Literal["deleted", "active"]
    message: str
    deleted_at: NotRequired[str | None]
    documents_deleted: NotRequired[int | None]
    records_deleted: NotRequired[int | None]
    exports: NotRequired[list[ExportNotice]]


class DocumentCount(TypedDict):
    """Analyses with one number of documents."""

    count: int
    of: int
    share_percent: float | None
    small_sample: bool
    documents: int


class DocumentKindShare(TypedDict):
    """Documents of one kind, of all documents."""

    count: int
    of: int
    share_percent: float | None
    small_sample: bool
    kind: str


class DocumentList(TypedDict):
    """The session's documents."""

    session_id: str
    documents: list[UploadedDocument]


class DoubtfulWord(TypedDict):
    """A word of which text recognition is not sure; `confidence` is 0-1."""

    word: str
    confidence: float


class DurationBucket(TypedDict):
    """Analyses whose duration lies in one bucket."""

    from_seconds: float
    to_seconds: float | None
    count: int


class Durations(TypedDict):
    """How long something took."""

    count: int
    avg_seconds: float | None
    small_sample: bool
    percentiles: list[Percentile]
    buckets: list[DurationBucket]


class EarlierVerdict(TypedDict):
    """What an attempt of kind `rejudged` judged anew: the attempt before, its score and who gave it."""

    attempt: int
    overall_score: int | None
    assessor: str
    rules_version: str | None


class ErasedClient(TypedDict):
    """The receipt for everything of a client."""

    client_id: str
    status: NotRequired[Literal["deleted"]]
    deleted_at: str
    documents_deleted: int
    records_deleted: int
    exports: list[dict[str, Any]]


class ErrorAnswer(TypedDict):
    """The body of every answer that is not a success."""

    error: ErrorBody
    detail: str


class ErrorBody(TypedDict):
    """What went wrong: a stable code and a sentence that says what to do."""

    code: str
    message: str
    field: NotRequired[str | None]
    problems: NotRequired[list[dict[str, str]] | None]


class ErrorCause(TypedDict):
    """Failed analyses with one cause, of all failed ones."""

    count: int
    of: int
    share_percent: float | None
    small_sample: bool
    stage: str
    code: str


class ErrorPoint(TypedDict):
    """Failed analyses of one period, of all of it: the error rate."""

    count: int
    of: int
    share_percent: float | None
    small_sample: bool
    period: str
    until: str
    stages: list[StageErrors]


class Evidence(TypedDict):
    """A verbatim quote: `document` is the document's id ("d1"), `page` counts from 1."""

    document: str
    page: int
    quote: str
    grounded: NotRequired[bool]
    line: NotRequired[int | None]
    ocr: NotRequired[bool]


class EvidenceGraph(TypedDict):
    """A whole graph."""

    nodes: NotRequired[list[GraphNode]]
    edges: NotRequired[list[GraphEdge]]


class EvidenceLists(TypedDict):
    """Whose word the case rests on: others', the applicant's alone, or papers that were left out."""

    by_others: NotRequired[list[WitnessedFact]]
    only_you: NotRequired[list[ResultQuote]]
    left_out: NotRequired[list[OmittedPaper]]


class ExportNotice(TypedDict):
    """An export or dataset that held records of an erased session: a file that erasing cannot reach."""

    export_id: str
    at: str
    format: str


class ExportedRecords(TypedDict):
    """An export as JSON: whole records; flat rows where columns are chosen."""

    dataset: list[WholeRecord | ExportRow]
    count: int
    exported_at: str


class FactGroup(TypedDict):
    """The facts of one topic, with a doubt where a change of it was announced."""

    topic: Literal["fees", "times", "after_endorsement", "review", "stage_1", "settlement", "advice"]
    title: str
    doubt: NotRequired[str | None]
    facts: list[FactLine]


class FactLine(TypedDict):
    """One fact with its source: `seen` is the day we read it, `is_overdue` when it should be read
    again.
    """

    text: str
    source: str
    seen: str
    valid_from: str
    link: NotRequired[str | None]
    is_overdue: NotRequired[bool]


class Facts(TypedDict):
    """Facts by topic as they hold on a day."""

    day: str
    groups: list[FactGroup]


class FieldFigures(TypedDict):
    """One field."""

    total: int
    completed: int
    errors: int
    success_rate: float | None
    avg_score: float | None
    avg_likelihood: float | None
    small_sample: bool
    field: str
    name: str
    recommendations: list[NamedShare]
    strengths: list[CodeShare]
    weaknesses: list[CodeShare]
    gaps: list[CodeShare]
    criteria: list[CriterionFigures]


class FieldList(TypedDict):
    """The fields, in the order they are offered."""

    fields: list[FieldSummary]


class FieldOverview(TypedDict):
    """One field in the overview."""

    _id: str
    count: int
    avg_score: float | None
    avg_likelihood: float | None


class FieldSummary(TypedDict):
    """One field one can apply in."""

    id: str
    name: str


class FieldsComparison(TypedDict):
    """The fields side by side."""

    fields: list[FieldFigures]
    gap_heatmap: list[HeatCell]


class Finding(TypedDict):
    """One strength, weakness or gap, named by a code of the rulebook's vocabulary."""

    kind: Literal["strength", "weakness", "gap"]
    code: str
    criterion: NotRequired[str | None]
    text: str
    evidence: NotRequired[list[Evidence]]
    grounded: NotRequired[bool]


class FindingDifference(TypedDict):
    """A finding that one of the attempts has and the other has not, with the quotes it rests on."""

    change: Literal["gained", "lost"]
    kind: str
    code: str
    criterion: str | None
    text: str
    quotes: list[ResultQuote]


class FunnelStep(TypedDict):
    """Sessions that reached one step, of those created; a later step does not imply an earlier one."""

    count: int
    of: int
    share_percent: float | None
    small_sample: bool
    step: str


class GapAdvice(TypedDict):
    """What is missing or weak, and what to do about it."""

    type: NotRequired[str]
    severity: NotRequired[str]
    description: NotRequired[str]
    recommendation: NotRequired[str]


class GiveOpinion(TypedDict):
    """What you think: levels 0-4 by criterion (those that you judged), a band, a comment."""

    levels: NotRequired[dict[str, int]]
    band: NotRequired[Literal["strong", "moderate", "weak"] | None]
    comment: NotRequired[str]


class GraphEdge(TypedDict):
    """What a paper says of two nodes, from source to target, in its words."""

    source: str
    target: str
    kind: Literal[
        "wrote",
        "named_in",
        "chairs",
        "edits",
        "judges",
        "directs",
        "issued",
        "works_at",
        "employs",
        "runs",
        "co_authored",
        "works_with",
        "works_for",
        "does_business_with",
        "is_related_to",
        "shares_address",
        "awards",
        "published_in",
    ]
    decided: NotRequired[bool]
    quote: NotRequired[PaperQuote | None]


class GraphNode(TypedDict):
    """A person, organisation, event or paper. Papers have their document's id, and no name of their
    own.
    """

    id: str
    kind: Literal["person", "organisation", "event", "paper"]
    name: NotRequired[str]


class GroundingCount(TypedDict):
    """How many quotes were claimed and how many of them exist in the documents."""

    claims: NotRequired[int]
    grounded: NotRequired[int]


class Health(TypedDict):
    """The service answers and its store does. A queue that is away only slows analyses down."""

    status: NotRequired[Literal["ok"]]
    version: str
    store: NotRequired[Literal["ok"]]
    queue: Literal["ok", "away"]
    assessor: str


class HeatCell(TypedDict):
    """How often one gap was found under one criterion of a field."""

    count: int
    of: int
    share_percent: float | None
    small_sample: bool
    code: str
    label: str
    field: str
    criterion: str
    criterion_name: str


class HeldData(TypedDict):
    """What is held about one session."""

    session_id: str
    collected_at: str
    session: dict[str, Any] | None
    documents: list[HeldDocument]
    records: list[dict[str, Any]]
    exports: list[PastExport]
    audit: list[AuditEntry]
    reviews: list[dict[str, Any]]
    client: dict[str, Any] | None


class HeldDocument(TypedDict):
    """A document that is held, with all that is known of it; its content is at `content`."""

    id: str
    kind: Literal["cv", "recommendation_letter", "evidence", "personal_statement", "portfolio"]
    filename: str
    media_type: Literal[
        "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ]
    bytes: int
    pages: int
    uploaded_at: str
    warnings: list[str]
    state: Literal["read", "reading", "unreadable"]
    place: NotRequired[str | None]
    problem: str | None
    content: str


class ImportedOutcome(TypedDict):
    """What became of one row; `problem` says why it was not taken."""

    row: int
    reference: str
    problem: NotRequired[str | None]


class Insights(TypedDict):
    """What users do and are told."""

    total: int
    completed: int
    actions: list[CodeShare]
    processing_time: Durations
    queue_time: Durations
    uploads_by_hour: list[UploadHour]
    document_counts: list[DocumentCount]
    document_kinds: list[DocumentKindShare]
    questions: list[QuestionCompletion]
    funnel: list[FunnelStep]
    routes: list[RouteShare]


class ItemResult(TypedDict):
    """One requirement of a checklist and what the papers show of it."""

    id: str
    label: str
    state: Literal["shown", "look_up", "open", "excluded"]
    text: str
    mend: NotRequired[str | None]
    evidence: NotRequired[list[Evidence]]


class JudgedView(TypedDict):
    """What the assessor said of the analysis when the review was opened, and which one it was."""

    assessor: str
    version: str | None
    prompt_version: str | None
    rules_version: str | None
    levels: dict[str, float]
    band: Literal["strong", "moderate", "weak"] | None


class KeyFigures(TypedDict):
    """The figures every breakdown starts with."""

    total: int
    completed: int
    errors: int
    success_rate: float | None
    avg_score: float | None
    avg_likelihood: float | None
    small_sample: bool


class LaneState(TypedDict):
    """How full a lane is: requests that are being answered, and those that wait for their turn."""

    lane: str
    slots: int
    taken: int
    waiting: int


class LeftOut(TypedDict):
    """How much of a document an assessor did not read for a criterion, because the whole did not fit."""

    criterion: str
    document: str
    characters: int
    of_characters: int


class LeftOutFile(TypedDict):
    """A file of a ZIP that is not used, and why."""

    path: str
    reason: str


class LeftOutText(TypedDict):
    """A passage that was left out: `text` is its beginning, `why` the reason in words, `place` is
    left, top, right and bottom as shares of the page. `is_read` says that it is read because the
    applicant can see it.
    """

    id: str
    page: int
    reason: Literal["invisible", "tiny", "off_page", "marked_hidden"]
    why: str
    characters: int
    text: str
    place: NotRequired[list[Any] | None]
    is_read: NotRequired[bool]


class LetterCheck(TypedDict):
    """One letter, with every point that its route asks for. `counted` is false for a letter that is
    not about the applicant or by an author who has another letter. `author`, `role`, `organisation`
    and `written` are what the letter says of itself, None where we did not find it.
    """

    document: str
    counted: bool
    points: list[LetterPoint]
    author: NotRequired[str | None]
    role: NotRequired[str | None]
    organisation: NotRequired[str | None]
    written: NotRequired[str | None]


class LetterPoint(TypedDict):
    """One point that is looked for in a letter. `note` says what is unclear or what to ask the author."""

    code: str
    status: Literal["found", "not_found", "unclear", "against"]
    evidence: NotRequired[list[Evidence]]
    note: NotRequired[str | None]


class LettersCheck(TypedDict):
    """All letters, and the sentences that they share with one another or with the applicant's own
    papers.
    """

    letters: NotRequired[list[LetterCheck]]
    shared: NotRequired[list[SharedSentence]]


class LikelihoodBin(TypedDict):
    """Analyses whose likelihood lies in one bin."""

    count: int
    of: int
    share_percent: float | None
    small_sample: bool
    from_likelihood: float
    to_likelihood: float


class LikelihoodDistribution(TypedDict):
    """How the likelihoods are spread."""

    count: int
    mean: float | None
    small_sample: bool
    bins: list[LikelihoodBin]


class MarkPassage(TypedDict):
    """A quote of the assessor that you reject, or a passage of a paper that it missed; or the mark's
    end.
    """

    kind: Literal["rejected", "missed"]
    passage: MarkedPassage
    take_back: NotRequired[bool]


class MarkedPassage(TypedDict):
    """Words of a paper: a quote that a reviewer rejects, or one that the assessor missed."""

    criterion: str
    document: str
    page: int
    quote: str


class Milestone(TypedDict):
    """One step of the roadmap; `code` is the kind of gap that it closes."""

    code: NotRequired[str | None]
    title: NotRequired[str]
    description: NotRequired[str]
    duration_weeks: NotRequired[int | float]
    priority: NotRequired[str]
    evidence_to_collect: NotRequired[list[str]]
    addresses_gaps: NotRequired[list[str]]


class MoveCount(TypedDict):
    """How many scores moved by about so much."""

    points: int
    count: int


class NamedShare(TypedDict):
    """A share with the name of what was counted."""

    count: int
    of: int
    share_percent: float | None
    small_sample: bool
    name: str


class NotReadPart(TypedDict):
    """A part of the file that was not read, and what to do about it."""

    kind: Literal[
        "attachment", "embedded_file", "unreadable_page", "picture_page", "late_page", "chart", "other_part"
    ]
    name: str
    page: int | None
    what_to_do: str


class Notice(TypedDict):
    """A doubt about the age of rules, shown beside a score. `hides_percentages` leaves likelihoods
    out.
    """

    code: Literal["change_not_included", "review_overdue", "no_longer_in_force"]
    text: str
    link: NotRequired[str | None]
    hides_percentages: NotRequired[bool]


class OmittedPaper(TypedDict):
    """A paper that earns nothing: `reason` is a code, `text` follows “left out, because”."""

    document: str
    reason: NotRequired[str]
    text: NotRequired[str]
    quote: NotRequired[ResultQuote | None]


class OpenClient(TypedDict):
    """A new client; `reference` is kept as it is and searched, `name` is kept apart and encrypted."""

    reference: str
    name: NotRequired[str | None]


class OpenedSeats(TypedDict):
    """The seats that were opened."""

    opened: list[str]


class Opinion(TypedDict):
    """What a person thinks: a level of 0-4 for each criterion that they judged, a band, a comment."""

    at: str
    levels: NotRequired[dict[str, int]]
    band: NotRequired[Literal["strong", "moderate", "weak"] | None]
    comment: NotRequired[str]


class Outcome(TypedDict):
    """What the endorsing body decided, as reported by the applicant or an adviser; what was said
    before a correction is its history, oldest first.
    """

    result: Literal["endorsed", "refused", "withdrawn"]
    date: str
    reported_at: str
    history: NotRequired[list[ReportedOutcome]]


class OutcomeShare(TypedDict):
    """Completed analyses with one reported outcome."""

    count: int
    of: int
    share_percent: float | None
    small_sample: bool
    outcome: str


class Overview(TypedDict):
    """Key figures of all analyses that the filter selects."""

    total_analyses: int
    completed: int
    errors: int
    success_rate: float
    by_field: list[FieldOverview]
    by_recommendation: list[RecommendationOverview]
    recent_30_days: int


class OwnReviews(TypedDict):
    """What you have taken, and what you have done last."""

    taken: list[ReviewLine]
    done: list[ReviewLine]


class Page(TypedDict):
    """The visible text of one page, normalised so that quotes can be found again. Numbers start at 1."""

    number: int
    text: str
    ocr: NotRequired[Recognised | None]


class PaperDifference(TypedDict):
    """A paper that came, went, or stands in the place of another. `was` is the id that it had before."""

    change: Literal["added", "removed", "changed"]
    kind: Literal["cv", "recommendation_letter", "evidence", "personal_statement", "portfolio"]
    document: str | None
    was: str | None
    pages: int


class PaperLength(TypedDict):
    """How long a document is: `kind` in substance, `pages` without a letter's credentials, words in
    all.
    """

    document: str
    kind: str
    pages: int
    words: NotRequired[int]
    fullest_page: NotRequired[int]
    empty_pages: NotRequired[int]
    links: NotRequired[int]


class PaperNote(TypedDict):
    """A document that was left out: the one that it repeats, the one in English that translates it, or
    that the applicant says it is about somebody else. With none of them, it is in a language that
    is not read.
    """

    document: str
    language: NotRequired[str | None]
    copy_of: NotRequired[str | None]
    translation: NotRequired[str | None]
    about_another: NotRequired[bool]


class PaperQuote(TypedDict):
    """Words that stand in a document as they are quoted: `document` is its id, `page` counts from 1."""

    document: str
    page: int
    quote: str
    line: NotRequired[int | None]


class PastExport(TypedDict):
    """An export that held a person's records, or may have (small groups are left out of some)."""

    export_id: str
    at: str
    actor: str
    kind: str
    format: str
    personal: bool


class PayingChecklist(TypedDict):
    """Everything that the body asks for on a route, with how much of it we found; nothing here is
    weighed.
    """

    day: str
    field: str
    route: str
    route_name: str
    body: str
    ticked: int
    open: int
    cannot_be_seen: int
    groups: list[PayingGroup]
    facts: NotRequired[list[FactGroup]]
    notices: NotRequired[list[Notice]]
    is_outdated: NotRequired[bool]


class PayingGroup(TypedDict):
    """The items of one subject. `document` is the letter that they are about, where they are about
    one.
    """

    subject: Literal["route", "papers", "letters", "criteria", "files", "form"]
    title: str
    document: NotRequired[str | None]
    items: list[PayingItem]


class PayingItem(TypedDict):
    """One item: what is asked for, what we found, and how to mend it. Documents are named by id in
    texts.
    """

    code: str
    label: str
    state: Literal["ticked", "open", "cannot_be_seen"]
    found: str
    mend: NotRequired[str | None]
    quotes: NotRequired[list[ResultQuote]]
    source: NotRequired[str | None]
    seen: NotRequired[str | None]
    link: NotRequired[str | None]


class Percentile(TypedDict):
    """A duration that a given per cent of the analyses did not exceed, estimated."""

    percentile: int
    seconds: float
    from_seconds: float
    to_seconds: float | None


class Progress(TypedDict):
    """How far an analysis has come; `percent` is 0-100 and never falls within one attempt."""

    stage: NotRequired[
        Literal["waiting", "extraction", "analysis", "grounding", "scoring", "storage", "done"]
    ]
    percent: NotRequired[int]


class Prospect(TypedDict):
    """What would change the verdict: `score`, `band_set` and `likelihood` as they would then be."""

    criterion: NotRequired[str | None]
    title: NotRequired[str]
    papers: NotRequired[list[str]]
    points: NotRequired[int]
    score: NotRequired[int]
    band_set: NotRequired[list[str]]
    likelihood: NotRequired[float | None]


class Quality(TypedDict):
    """How good the analyses are."""

    grain: Literal["day", "week", "month"]
    error_rate: Share
    errors_by_cause: list[ErrorCause]
    errors_over_time: list[ErrorPoint]
    scores: ScoreDistribution
    likelihoods: LikelihoodDistribution
    balance: list[BalanceCell]
    balance_over_time: list[BalancePoint]
    grounded: Share
    by_assessor: list[AssessorFigures]
    by_prompt_version: list[VersionFigures]
    by_rules_version: list[VersionFigures]
    consumption: Consumption
    calibration: Calibration


class Question(TypedDict):
    """One question of a field's questionnaire."""

    id: str
    question: str
    type: Literal["number", "yes_no", "text", "url", "choice", "file_upload", "file_upload_multiple"]
    required: NotRequired[bool]
    help_text: NotRequired[str | None]
    choices: NotRequired[list[Choice]]
    minimum: NotRequired[float | None]
    maximum: NotRequired[float | None]
    counts: NotRequired[bool]
    personal: NotRequired[bool]


class QuestionCompletion(TypedDict):
    """How many applicants answered one question, of those whose field asks it."""

    count: int
    of: int
    share_percent: float | None
    small_sample: bool
    id: str
    question: str
    required: bool
    fields: list[str]


class Questionnaire(TypedDict):
    """A field's questions."""

    field: str
    field_name: str
    questions: list[Question]


class Reason(TypedDict):
    """One reason for a decision, with the words it rests on."""

    text: str
    evidence: NotRequired[list[Evidence]]


class Recognised(TypedDict):
    """How well a page that is a picture was read by text recognition (OCR)."""

    confidence: float
    doubtful: NotRequired[list[DoubtfulWord]]


class RecommendationOverview(TypedDict):
    """One recommendation in the overview."""

    _id: str
    count: int


class RecordChange(TypedDict):
    """What became of one record; `record` is null where it was removed."""

    _id: str
    change: Literal["upsert", "removed"]
    changed_at: str
    record: WholeRecord | None


class RecordDocument(TypedDict):
    """What is kept of a document in a record: never its name or text."""

    id: NotRequired[str | None]
    kind: Literal["cv", "recommendation_letter", "evidence", "personal_statement", "portfolio"]
    media_type: str
    pages: int
    bytes: int
    ocr_pages: NotRequired[int]
    place: NotRequired[str | None]
    fingerprint: NotRequired[str | None]


class RecordError(TypedDict):
    """Where an analysis failed and why: `code` is stable, the safe sentence is `error_message`."""

    stage: Literal["queue", "extraction", "analysis", "grounding", "scoring", "storage"]
    code: str
    server: NotRequired[dict[str, str] | None]


class RecordList(TypedDict):
    """One page of analyses. `total` counts all that match; `next_cursor` is null on the last page."""

    analyses: list[RecordRow]
    total: int
    skip: int
    limit: int
    next_cursor: str | None


class RecordRow(TypedDict):
    """One analysis without its long parts."""

    _id: str
    session_id: str
    field: Literal["digital_technology", "arts_culture", "science_research"]
    upload_date: str
    created_at: str
    completed_at: str
    processing_status: Literal["completed", "error"]
    document_count: int
    overall_score: int | None
    likelihood: float | None
    recommendation: Literal["strong", "moderate", "weak"] | None
    strengths_count: int | None
    weaknesses_count: int | None
    evidence_gaps_count: int | None
    error_message: str | None
    schema_version: NotRequired[int]
    attempt: int
    attempt_kind: NotRequired[Literal["first", "again", "rejudged"]]
    client: NotRequired[str | None]
    rejudged_from: NotRequired[EarlierVerdict | None]
    route: str | None
    error: RecordError | None
    assessor: AssessorInfo | None
    usage: Usage
    timing: Timing
    grounding: GroundingCount
    consents: NotRequired[dict[str, bool]]
    corrections: NotRequired[int]
    band_set: NotRequired[list[Literal["strong", "moderate", "weak"]] | None]
    band_probabilities: NotRequired[BandProbabilities | None]
    abstained: NotRequired[Abstention | None]
    outcome: NotRequired[Outcome | None]


class Rejudged(TypedDict):
    """What was judged again. No total counts it as new analyses."""

    total: int
    by_rules: list[ScoreMove]


class ReliabilityBin(TypedDict):
    """Decided applications whose likelihood lies in one bin: `count` of them, of `of`, were endorsed."""

    count: int
    of: int
    share_percent: float | None
    small_sample: bool
    from_likelihood: float
    to_likelihood: float
    mean_likelihood: float


class ReportOutcome(TypedDict):
    """What the endorsing body decided, and when; `result` is understood for `outcome` too."""

    outcome: Literal["endorsed", "refused", "withdrawn"]
    date: str


class ReportedOutcome(TypedDict):
    """What somebody reported at one time; `date` is the day of the decision, ISO 8601."""

    result: Literal["endorsed", "refused", "withdrawn"]
    date: str
    reported_at: str


class ResultCorrection(TypedDict):
    """What the applicant said of a document before it was judged; no name of a person, nothing of a
    text.
    """

    document: str
    subject: str
    value: NotRequired[str | None]


class ResultCriterion(TypedDict):
    """A criterion's score, 0-100, and what it is made of; None for what an older record does not say."""

    criterion: str
    name: NotRequired[str]
    score: int
    level: NotRequired[float | None]
    quality: NotRequired[float | None]
    independence: NotRequired[float | None]
    recency: NotRequired[float | None]
    sufficiency: NotRequired[float | None]
    verdict: str
    rationale: NotRequired[str]
    findings: NotRequired[list[ResultFinding]]
    at_risk: NotRequired[bool]


class ResultFinding(TypedDict):
    """A strength, weakness or gap in words."""

    kind: str
    code: str
    criterion: NotRequired[str | None]
    text: NotRequired[str]
    evidence: NotRequired[list[ResultQuote]]
    grounded: NotRequired[bool]


class ResultQuote(TypedDict):
    """A quoted passage. `grounded` is None where the list holds only quotes that were found."""

    document: str
    page: int
    quote: str
    grounded: NotRequired[bool | None]
    line: NotRequired[int | None]


class Results(TypedDict):
    """The assessment once it is there; `results` has the shape of a record's `analysis_results`."""

    session_id: str
    status: str
    results: NotRequired[dict[str, Any] | None]
    overall_score: NotRequired[int | None]
    likelihood: NotRequired[float | None]
    recommendation: NotRequired[str | None]
    band_set: NotRequired[list[Literal["strong", "moderate", "weak"]] | None]
    review: NotRequired[ReviewLabel | None]
    band_probabilities: NotRequired[BandProbabilities | None]
    abstained: NotRequired[Abstention | None]
    record_id: NotRequired[str | None]
    error_message: NotRequired[str | None]


class ReviewCounts(TypedDict):
    """How often a second reading confirmed, raised or lowered a level, or could not decide."""

    confirmed: NotRequired[int]
    raised: NotRequired[int]
    lowered: NotRequired[int]
    abstained: NotRequired[int]
    reread: NotRequired[int]


class ReviewLabel(TypedDict):
    """What people think of an analysis in the end: the lower median of levels and bands."""

    people: int
    levels: dict[str, int]
    band: Literal["strong", "moderate", "weak"] | None


class ReviewLine(TypedDict):
    """A review in a list."""

    id: str
    field: str
    state: str
    reasons: list[str]
    blind: bool
    opened_at: str


class ReviewPage(TypedDict):
    """One page of what waits; `next_cursor` is null on the last."""

    reviews: list[ReviewLine]
    next_cursor: str | None


class ReviewedCriterion(TypedDict):
    """A criterion with what it asks."""

    code: str
    name: str
    asks: str


class ReviewedPaper(TypedDict):
    """A paper of the analysis."""

    id: str
    kind: str
    pages: int


class Roadmap(TypedDict):
    """What to do, in order, and how long it takes in all."""

    milestones: NotRequired[list[Milestone]]
    total_weeks: NotRequired[int | float]
    feasibility_assessment: NotRequired[str]


class RoadmapStep(TypedDict):
    """A step of the earlier roadmap; `done` says that the later attempt does not ask for it any more."""

    code: str | None
    title: str
    done: bool


class RouteShare(TypedDict):
    """Analyses that name one route, of all of the field."""

    count: int
    of: int
    share_percent: float | None
    small_sample: bool
    field: str
    field_name: str
    route: str
    name: str


class RouteVerdict(TypedDict):
    """The route of an application, with reasons; `known` and `ask` where we stop and do not score."""

    decision: Literal["judged", "checklist", "no_endorsement_needed", "no_rules", "not_eligible"]
    title: str
    body: NotRequired[str | None]
    body_name: NotRequired[str | None]
    route: str
    route_name: str
    is_unsure: NotRequired[bool]
    reasons: NotRequired[list[Reason]]
    known: NotRequired[str | None]
    ask: NotRequired[str | None]
    source: NotRequired[str | None]
    link: NotRequired[str | None]
    rules_version: str
    notices: NotRequired[list[Notice]]
    alternatives: NotRequired[list[Alternative]]
    checklist: NotRequired[ChecklistResult | None]


class RuleChange(TypedDict):
    """A change of the rules. `affects` names "field/route", "facts/topic", or `EVERYWHERE`."""

    source: str
    basis: Literal["rules", "guide", "official_page", "third_party", "unverified", "heuristic"]
    seen: str
    valid_from: str
    valid_to: NotRequired[str | None]
    review_by: str
    id: str
    title: str
    text: str
    announced: str
    effective: NotRequired[str | None]
    affects: list[str]
    included: bool


class RuleEntry(TypedDict):
    """One rule with its source and dates; `acts` says where the product applies it."""

    id: str
    text: str
    acts: str
    source: str
    basis: str
    seen: str
    valid_from: str
    valid_to: str | None
    review_by: str
    is_overdue: bool


class Rules(TypedDict):
    """Every rule, the sources, and the changes of the rules, as of a day."""

    day: str
    rules: list[RuleEntry]
    sources: list[Source]
    changes: list[RuleChange]


class SavedAnswers(TypedDict):
    """How many answers the session now holds; `unknown_answers` names questions that the field does
    not have.
    """

    session_id: str
    status: NotRequired[Literal["success"]]
    responses_saved: int
    unknown_answers: NotRequired[list[str] | None]


class SavedState(TypedDict):
    """The answers as they were saved; `extra_answers` are those to questions that the field does not
    have.
    """

    session_id: str
    answers: dict[str, Any]
    extra_answers: NotRequired[dict[str, str] | None]


class ScoreBin(TypedDict):
    """Analyses whose overall score lies in one bin."""

    count: int
    of: int
    share_percent: float | None
    small_sample: bool
    from_score: int
    to_score: int


class ScoreDistribution(TypedDict):
    """How the overall scores are spread."""

    count: int
    mean: float | None
    standard_deviation: float | None
    small_sample: bool
    bins: list[ScoreBin]


class ScoreMove(TypedDict):
    """Scores of the same papers before and after other rules."""

    rules_before: str
    rules_after: str
    count: int
    avg_before: float | None
    avg_after: float | None
    moves: list[MoveCount]


class ScorePart(TypedDict):
    """So many points of the change come from these causes; several that cannot be told apart are one
    part.
    """

    causes: list[Literal["evidence", "rules", "assessor", "answers"]]
    points: int


class SeenReview(TypedDict):
    """A review of yours. What the assessor said (`judged`, `findings`) is null in a blind one until
    you have judged yourself.
    """

    id: str
    record_id: str
    field: str
    state: Literal["open", "taken", "done"]
    reasons: list[str]
    blind: bool
    criteria: list[ReviewedCriterion]
    papers: list[ReviewedPaper]
    judged: JudgedView | None
    findings: list[ResultFinding] | None
    first: Opinion | None
    opinion: Opinion | None
    rejected: list[MarkedPassage]
    missed: list[MarkedPassage]


class SessionOutcome(TypedDict):
    """The decision as it is known, with what was said before; null while none was reported."""

    session_id: str
    record_id: str
    outcome: Outcome | None


class SessionStatus(TypedDict):
    """How far a session is."""

    session_id: str
    status: str
    field: str
    created_at: str
    documents_count: int
    has_questionnaire: bool
    progress: Progress
    attempt: int
    error_message: NotRequired[str | None]


class Share(TypedDict):
    """A part of a whole that names its whole."""

    count: int
    of: int
    share_percent: float | None
    small_sample: bool


class SharedSentence(TypedDict):
    """A sentence that two papers have in nearly the same words: the words of each."""

    first: Evidence
    second: Evidence


class ShownDocument(TypedDict):
    """What was read of one document."""

    id: str
    kind: Literal["cv", "recommendation_letter", "evidence", "personal_statement", "portfolio"]
    media_type: Literal[
        "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ]
    pages: list[Page]
    left_out: list[LeftOutText]
    not_read: list[NotReadPart]
    attachments: list[str]
    language: str | None
    language_is_read: bool
    letter: ShownLetter | None
    warnings: list[str]
    has_pictures: bool
    corrections: list[Correction]


class ShownLetter(TypedDict):
    """What a letter was found to say of itself; null means that we did not find it."""

    author: str | None
    role: str | None
    organisation: str | None
    date: str | None
    signature: Literal["digital", "marked", "typed"] | None


class SignIn(TypedDict):
    """The API key to sign in with."""

    key: str


class SignInState(TypedDict):
    """A browser that is signed in: by which key, since when, last seen, and when it ends without use."""

    id: str
    key: str
    name: str
    began_at: str
    seen_at: str
    ends_at: str


class SignedIn(TypedDict):
    """Whose key it is, and what it opens."""

    name: str
    scopes: list[Literal["analytics", "export", "advise", "review", "admin"]]


class Source(TypedDict):
    """Where rules were read. `date` is the date of the text, `viewed` when we read it, `link` its
    address.
    """

    id: str
    title: str
    basis: Literal["rules", "guide", "official_page", "third_party", "unverified", "heuristic"]
    date: NotRequired[str | None]
    viewed: str
    valid_from: str
    review_by: str
    link: NotRequired[str | None]


class Stability(TypedDict):
    """How several judgements of one application agree: `scores` in the order they were made."""

    runs: int
    scores: list[int]
    spread: int
    recommendations: list[Literal["strong", "moderate", "weak"]]
    flipped: bool
    failed_runs: NotRequired[int]
    reason: str


class StageErrors(TypedDict):
    """Failures of one stage in one period."""

    stage: str
    count: int


class StateCorrection(TypedDict):
    """What is said of a document, in the words of `Correction`."""

    subject: Literal["visible", "author", "about", "kind", "same_as"]
    value: str


class SubmitAnswers(TypedDict):
    """A whole questionnaire to be checked."""

    field: str
    responses: dict[str, Any]


class TakenBundle(TypedDict):
    """What became of a ZIP of folders. The analyses go on in the background."""

    folders: list[TakenFolder]
    left_out: list[LeftOutFile]


class TakenFolder(TypedDict):
    """What became of one folder of a ZIP; `problem` says why it was not handed in."""

    folder: str
    client_id: NotRequired[str | None]
    session_id: NotRequired[str | None]
    papers: int
    problem: NotRequired[str | None]


class TakenOutcomes(TypedDict):
    """What became of each row of a CSV of decisions."""

    rows: list[ImportedOutcome]


class Timing(TypedDict):
    """Durations in seconds, millisecond precision; null for a stage that was not reached."""

    queued_seconds: NotRequired[float | None]
    extraction_seconds: NotRequired[float | None]
    analysis_seconds: NotRequired[float | None]
    total_seconds: NotRequired[float | None]


class TrendPoint(TypedDict):
    """The key figures of one period; a period without analyses has zero counts and null averages."""

    total: int
    completed: int
    errors: int
    success_rate: float | None
    avg_score: float | None
    avg_likelihood: float | None
    small_sample: bool
    period: str
    until: str


class Trends(TypedDict):
    """Key figures over time."""

    grain: Literal["day", "week", "month"]
    figures: KeyFigures
    points: list[TrendPoint]
    comparison: ComparisonResult | None


class UnjudgedCriterion(TypedDict):
    """A criterion that could not be judged: `code` says why, `reason` in words."""

    criterion: str
    name: NotRequired[str]
    code: NotRequired[str]
    reason: NotRequired[str]


class UploadHour(TypedDict):
    """Uploads in one hour of the week."""

    weekday: int
    hour: int
    count: int


class UploadedDocument(TypedDict):
    """One document as recognised; `kind` can be corrected."""

    id: str
    filename: str
    kind: Literal["cv", "recommendation_letter", "evidence", "personal_statement", "portfolio"]
    media_type: str
    bytes: int
    pages: int
    warnings: list[str]
    state: Literal["read", "reading", "unreadable"]
    problem: str | None


class UploadedDocuments(TypedDict):
    """What an upload added, and how many documents the session now has."""

    session_id: str
    uploaded_files: int
    total_documents: int
    files: list[UploadedDocument]


class Usage(TypedDict):
    """Raw consumption of a model; null means unknown, never zero."""

    input_tokens: NotRequired[int | None]
    output_tokens: NotRequired[int | None]
    cost_usd: NotRequired[float | None]
    cached_input_tokens: NotRequired[int | None]
    requests: NotRequired[int | None]
    unmeasured_requests: NotRequired[int | None]
    retries: NotRequired[int | None]
    latency_seconds: NotRequired[float | None]
    prices: NotRequired[str | None]


class UsageState(TypedDict):
    """Who uses what in the process that answers."""

    lanes: list[LaneState]
    clients: list[ClientState]


class VersionFigures(TypedDict):
    """One version of the prompt or of the rules."""

    version: str
    count: int
    avg_score: float | None
    small_sample: bool
    grounded: Share


class WholeClient(TypedDict):
    """Everything about a client but the papers and results themselves."""

    id: str
    owner: str
    reference: str
    name: str | None
    status: str
    tags: list[str]
    created_at: str
    updated_at: str
    sessions: int
    field: str | None
    latest: AttemptSummary | None
    notes: list[ClientNote]
    all_sessions: list[ClientSession]


class WholeRecord(TypedDict):
    """One analysis with all its parts."""

    _id: str
    session_id: str
    field: Literal["digital_technology", "arts_culture", "science_research"]
    upload_date: str
    created_at: str
    completed_at: str
    processing_status: Literal["completed", "error"]
    document_count: int
    questionnaire_responses: dict[str, Any]
    analysis_results: AnalysisResults | None
    overall_score: int | None
    likelihood: float | None
    recommendation: Literal["strong", "moderate", "weak"] | None
    strengths_count: int | None
    weaknesses_count: int | None
    evidence_gaps_count: int | None
    error_message: str | None
    schema_version: NotRequired[int]
    attempt: int
    attempt_kind: NotRequired[Literal["first", "again", "rejudged"]]
    client: NotRequired[str | None]
    rejudged_from: NotRequired[EarlierVerdict | None]
    route: str | None
    error: RecordError | None
    documents: list[RecordDocument]
    assessor: AssessorInfo | None
    usage: Usage
    timing: Timing
    grounding: GroundingCount
    consents: NotRequired[dict[str, bool]]
    corrections: NotRequired[int]
    band_set: NotRequired[list[Literal["strong", "moderate", "weak"]] | None]
    band_probabilities: NotRequired[BandProbabilities | None]
    abstained: NotRequired[Abstention | None]
    outcome: NotRequired[Outcome | None]


class WitnessedFact(TypedDict):
    """A quote that counts for a criterion, with who says it and why it counts."""

    criterion: str
    quote: ResultQuote
    who: NotRequired[str]
    why: NotRequired[str]


class WriteNote(TypedDict):
    """What to write down about a client."""

    text: str


ExportRow = TypedDict(
    "ExportRow",
    {
        "_id": NotRequired[str | None],
        "session_id": NotRequired[str | None],
        "attempt": NotRequired[int | None],
        "attempt_kind": NotRequired[str | None],
        "rejudged_from.attempt": NotRequired[int | None],
        "rejudged_from.overall_score": NotRequired[int | None],
        "client": NotRequired[str | None],
        "field": NotRequired[str | None],
        "route": NotRequired[str | None],
        "upload_date": NotRequired[str | None],
        "created_at": NotRequired[str | None],
        "completed_at": NotRequired[str | None],
        "processing_status": NotRequired[str | None],
        "error.stage": NotRequired[str | None],
        "error.code": NotRequired[str | None],
        "error_message": NotRequired[str | None],
        "overall_score": NotRequired[int | None],
        "likelihood": NotRequired[float | None],
        "recommendation": NotRequired[str | None],
        "band_set": NotRequired[str | None],
        "band_probabilities.weak": NotRequired[float | None],
        "band_probabilities.moderate": NotRequired[float | None],
        "band_probabilities.strong": NotRequired[float | None],
        "abstained.code": NotRequired[str | None],
        "strengths_count": NotRequired[int | None],
        "weaknesses_count": NotRequired[int | None],
        "evidence_gaps_count": NotRequired[int | None],
        "grounding.claims": NotRequired[int | None],
        "grounding.grounded": NotRequired[int | None],
        "cv_feedback.score": NotRequired[float | None],
        "roadmap.milestones": NotRequired[int | None],
        "roadmap.total_weeks": NotRequired[float | None],
        "document_score": NotRequired[int | None],
        "failed_gates": NotRequired[str | None],
        "connections": NotRequired[int | None],
        "outcome.result": NotRequired[str | None],
        "outcome.date": NotRequired[str | None],
        "outcome.reported_at": NotRequired[str | None],
        "document_count": NotRequired[int | None],
        "documents.cv": NotRequired[int | None],
        "documents.recommendation_letter": NotRequired[int | None],
        "documents.evidence": NotRequired[int | None],
        "documents.personal_statement": NotRequired[int | None],
        "documents.portfolio": NotRequired[int | None],
        "documents.pages": NotRequired[int | None],
        "documents.bytes": NotRequired[int | None],
        "assessor": NotRequired[str | None],
        "assessor.name": NotRequired[str | None],
        "assessor.model": NotRequired[str | None],
        "assessor.version": NotRequired[str | None],
        "assessor.prompt_version": NotRequired[str | None],
        "assessor.endpoint": NotRequired[str | None],
        "assessor.region": NotRequired[str | None],
        "assessor.rules_version": NotRequired[str | None],
        "usage.input_tokens": NotRequired[int | None],
        "usage.output_tokens": NotRequired[int | None],
        "usage.cost_usd": NotRequired[float | None],
        "timing.queued_seconds": NotRequired[float | None],
        "timing.extraction_seconds": NotRequired[float | None],
        "timing.analysis_seconds": NotRequired[float | None],
        "timing.total_seconds": NotRequired[float | None],
        "schema_version": NotRequired[int | None],
        "corrections": NotRequired[int | None],
        "consents.training": NotRequired[bool | None],
        "criterion.MC.score": NotRequired[int | None],
        "criterion.MC.level": NotRequired[float | None],
        "criterion.MC.verdict": NotRequired[str | None],
        "criterion.OC1.score": NotRequired[int | None],
        "criterion.OC1.level": NotRequired[float | None],
        "criterion.OC1.verdict": NotRequired[str | None],
        "criterion.OC2.score": NotRequired[int | None],
        "criterion.OC2.level": NotRequired[float | None],
        "criterion.OC2.verdict": NotRequired[str | None],
        "criterion.OC3.score": NotRequired[int | None],
        "criterion.OC3.level": NotRequired[float | None],
        "criterion.OC3.verdict": NotRequired[str | None],
        "criterion.OC4.score": NotRequired[int | None],
        "criterion.OC4.level": NotRequired[float | None],
        "criterion.OC4.verdict": NotRequired[str | None],
        "strength.confirmed_achievement": NotRequired[int | None],
        "strength.documented_achievement": NotRequired[int | None],
        "strength.quantified_impact": NotRequired[int | None],
        "strength.independent_recognition": NotRequired[int | None],
        "strength.strong_letters": NotRequired[int | None],
        "strength.fast_track_eligible": NotRequired[int | None],
        "strength.prestigious_prize": NotRequired[int | None],
        "weakness.route_mismatch": NotRequired[int | None],
        "weakness.ineligible_role": NotRequired[int | None],
        "weakness.self_published_evidence": NotRequired[int | None],
        "weakness.cv_inconsistent": NotRequired[int | None],
        "weakness.bundle_not_asked_for": NotRequired[int | None],
        "weakness.uk_plan_vague": NotRequired[int | None],
        "weakness.letters_alike": NotRequired[int | None],
        "weakness.letter_unsigned": NotRequired[int | None],
        "weakness.letter_author_close": NotRequired[int | None],
        "weakness.letter_out_of_date": NotRequired[int | None],
        "weakness.papers_of_another_field": NotRequired[int | None],
        "weakness.letter_not_for_this": NotRequired[int | None],
        "weakness.self_documented_evidence": NotRequired[int | None],
        "weakness.mentoring_unstructured": NotRequired[int | None],
        "weakness.single_recent_activity": NotRequired[int | None],
        "weakness.salary_alone": NotRequired[int | None],
        "weakness.paper_does_not_name_you": NotRequired[int | None],
        "weakness.papers_merged": NotRequired[int | None],
        "weakness.arts_cv_unclear": NotRequired[int | None],
        "weakness.student_or_amateur": NotRequired[int | None],
        "weakness.interested_source": NotRequired[int | None],
        "weakness.paid_coverage": NotRequired[int | None],
        "weakness.unselective_award": NotRequired[int | None],
        "weakness.inflated_claim": NotRequired[int | None],
        "weakness.claims_contradict": NotRequired[int | None],
        "weakness.employer_event": NotRequired[int | None],
        "weakness.only_the_cv": NotRequired[int | None],
        "weakness.not_product_led": NotRequired[int | None],
        "gap.missing_recommendation_letters": NotRequired[int | None],
        "gap.letter_author_unsuitable": NotRequired[int | None],
        "gap.letter_content_incomplete": NotRequired[int | None],
        "gap.no_uk_letter": NotRequired[int | None],
        "gap.mandatory_not_evidenced": NotRequired[int | None],
        "gap.optional_criteria_short": NotRequired[int | None],
        "gap.evidence_over_limit": NotRequired[int | None],
        "gap.evidence_outdated": NotRequired[int | None],
        "gap.no_product_metrics": NotRequired[int | None],
        "gap.individual_role_unclear": NotRequired[int | None],
        "gap.single_country_record": NotRequired[int | None],
        "gap.no_media_coverage": NotRequired[int | None],
        "gap.no_external_recognition": NotRequired[int | None],
        "gap.insufficient_publications": NotRequired[int | None],
        "gap.no_competitive_funding": NotRequired[int | None],
        "gap.letter_about_other": NotRequired[int | None],
        "gap.letter_not_objective": NotRequired[int | None],
        "gap.translation_missing": NotRequired[int | None],
        "answers.route_preference": NotRequired[str | None],
        "answers.years_experience": NotRequired[float | None],
        "answers.applicant_type": NotRequired[str | None],
        "answers.employer_type": NotRequired[str | None],
        "answers.has_founded_company": NotRequired[bool | None],
        "answers.recommendation_letters": NotRequired[float | None],
        "answers.company_metrics": NotRequired[str | None],
        "answers.publications": NotRequired[float | None],
        "answers.speaking_engagements": NotRequired[float | None],
        "answers.patents_granted": NotRequired[float | None],
        "answers.awards": NotRequired[str | None],
        "answers.open_source": NotRequired[str | None],
        "answers.github_url": NotRequired[str | None],
        "answers.portfolio_url": NotRequired[str | None],
        "answers.listed_prize": NotRequired[bool | None],
        "answers.consent_service": NotRequired[bool | None],
        "answers.consent_analytics": NotRequired[bool | None],
        "answers.consent_training": NotRequired[bool | None],
        "answers.discipline": NotRequired[str | None],
        "answers.countries_worked": NotRequired[float | None],
        "answers.last_5_years_active": NotRequired[bool | None],
        "answers.media_coverage": NotRequired[float | None],
        "answers.uk_organisation_letter": NotRequired[bool | None],
        "answers.international_prizes": NotRequired[str | None],
        "answers.nominations": NotRequired[float | None],
        "answers.media_countries": NotRequired[float | None],
        "answers.major_venues": NotRequired[str | None],
        "answers.international_sales": NotRequired[str | None],
        "answers.design_work": NotRequired[str | None],
        "answers.research_field": NotRequired[str | None],
        "answers.has_phd": NotRequired[bool | None],
        "answers.active_researcher": NotRequired[bool | None],
        "answers.peer_reviewed_pubs": NotRequired[float | None],
        "answers.uk_job_offer": NotRequired[bool | None],
        "answers.uk_eminent_referee": NotRequired[bool | None],
        "answers.citations": NotRequired[float | None],
        "answers.research_grants": NotRequired[float | None],
        "answers.academic_position": NotRequired[str | None],
        "answers.fellowships": NotRequired[str | None],
        "answers.grant_endorsed_funder": NotRequired[bool | None],
        "answers.prizes": NotRequired[str | None],
        "answers.leads_research": NotRequired[bool | None],
        "answers.fellowship_end_year": NotRequired[float | None],
        "answers.share_of_time": NotRequired[float | None],
        "answers.contract_months_left": NotRequired[float | None],
        "answers.unlisted": NotRequired[str | None],
        "overall_assessment": NotRequired[str | None],
        "strengths_text": NotRequired[str | None],
        "weaknesses_text": NotRequired[str | None],
        "gaps_text": NotRequired[str | None],
        "quotes_text": NotRequired[str | None],
    },
)


class Filter(TypedDict, total=False):
    """Which records a figure or a list is about."""

    field: (
        Literal["digital_technology", "arts_culture", "science_research"]
        | list[Literal["digital_technology", "arts_culture", "science_research"]]
        | None
    )
    status: (
        Literal["completed", "error", "rejudged", "rejudged_error", "all"]
        | list[Literal["completed", "error", "rejudged", "rejudged_error", "all"]]
        | None
    )
    recommendation: Literal["strong", "moderate", "weak"] | list[Literal["strong", "moderate", "weak"]] | None
    assessor: str | list[str] | None
    since: str | None
    until: str | None


class TakeBackCorrectionQuery(TypedDict, total=False):
    """The choices of `take_back_correction`."""

    subject: Literal["visible", "author", "about", "kind", "same_as"]
    value: str | None


CompareAttemptsQuery = TypedDict("CompareAttemptsQuery", {"from": int | None, "to": int | None}, total=False)


class GetFactsQuery(TypedDict, total=False):
    """The choices of `get_facts`."""

    field: Literal["digital_technology", "arts_culture", "science_research"] | None
    route: str | None


class GetCostsQuery(TypedDict, total=False):
    """The choices of `get_costs`."""

    years: int
    partners: int
    children: int
    needs_endorsement: bool


class DeleteDataQuery(TypedDict, total=False):
    """The choices of `delete_data`."""

    session_id: str


class ListAuditQuery(TypedDict, total=False):
    """The choices of `list_audit`."""

    action: str | None
    limit: int


class SignOutQuery(TypedDict, total=False):
    """The choices of `sign_out`."""

    everywhere: bool


class GetClientsQuery(TypedDict, total=False):
    """The choices of `get_clients`."""

    q: str | None
    status: Literal["active", "applied", "endorsed", "refused", "closed"] | None
    tag: str | None
    sort: Literal["-updated_at", "updated_at", "reference", "-reference"]
    limit: int
    cursor: str | None


class GetQueueQuery(TypedDict, total=False):
    """The choices of `get_queue`."""

    limit: int
    cursor: str | None


class GetOverviewQuery(Filter, total=False):
    """The choices of `get_overview`."""


class GetTrendsQuery(Filter, total=False):
    """The choices of `get_trends`."""

    grain: Literal["auto", "day", "week", "month"]
    compare: Literal["previous", "year", "off"]


class GetFieldsQuery(Filter, total=False):
    """The choices of `get_fields`."""

    limit: int


class GetInsightsQuery(Filter, total=False):
    """The choices of `get_insights`."""

    limit: int


class GetQualityQuery(Filter, total=False):
    """The choices of `get_quality`."""

    grain: Literal["auto", "day", "week", "month"]


class GetRejudgedQuery(Filter, total=False):
    """The choices of `get_rejudged`."""


class ListAnalysesQuery(Filter, total=False):
    """The choices of `list_analyses`."""

    skip: int
    limit: int
    cursor: str | None
    sort: Literal["-created_at", "created_at", "-overall_score", "overall_score"]


class ListChangesQuery(TypedDict, total=False):
    """The choices of `list_changes`."""

    cursor: str | None
    limit: int
