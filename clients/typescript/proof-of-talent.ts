// What the API of Proof of Talent takes and gives. Made from the OpenAPI document by `make docs`; do not edit.

/** Why no band is named: a stable code, and words that follow “Not judged:”. */
export interface Abstention {
  code: string;
  text: string;
}

/** Agreement over the newest reviews that are done; `reviews` counts them, `people` who made them. */
export interface Agreement {
  reviews: number;
  people: number;
  analyses: number;
  between_people: Array<AlphaFigure>;
  with_assessor: Array<AssessorAgreement>;
  quotes_rejected: number;
  passages_missed: number;
}

/** The process answers. */
export interface Alive {
  status?: "alive";
}

/** Krippendorff's alpha between people, with the interval of nine in ten repetitions; None where it is not defined. `judged` counts what two or more people judged: criteria of analyses. */
export interface AlphaFigure {
  criterion: string | null;
  judged: number;
  alpha: number | null;
  interval: Array<unknown> | null;
}

/** Another route that was tried: how it came out, in words and, where it was weighed, in figures. */
export interface Alternative {
  route: string;
  name: string;
  decision: "judged" | "checklist" | "no_endorsement_needed" | "no_rules" | "not_eligible";
  text: string;
  score?: number | null;
  recommendation?: "strong" | "moderate" | "weak" | null;
  failed_gates?: Array<string>;
  open?: number | null;
}

/** The verdict as clients of the first hour read it. */
export interface AnalysisInWords {
  likelihood?: number | null;
  assessment_level?: string;
  evidence_present?: Array<string>;
  strengths?: Array<string>;
  gaps?: Array<GapAdvice>;
  overall_assessment?: string;
  next_steps?: Array<string>;
  cv_feedback?: CvFeedback;
  portfolio_summary?: string;
}

/** Everything that an analysis found, in words and figures. */
export interface AnalysisResults {
  field?: string;
  analysis?: AnalysisInWords;
  roadmap?: Roadmap;
  criteria?: Array<ResultCriterion>;
  not_judged?: Array<UnjudgedCriterion>;
  findings?: Array<ResultFinding>;
  failed_gates?: Array<string>;
  document_score?: number | null;
  notes?: Array<string>;
  left_out?: Array<LeftOut>;
  disclaimer?: string;
  papers?: Array<PaperNote>;
  corrections?: Array<ResultCorrection>;
  lengths?: Array<PaperLength>;
  letters?: LettersCheck | null;
  headline?: string;
  formal_gaps?: Array<string>;
  evidence?: EvidenceLists;
  graph?: EvidenceGraph;
  prospects?: Array<Prospect>;
  case?: CaseView | null;
  reviews?: ReviewCounts | null;
  stability?: Stability | null;
  route?: RouteVerdict | null;
}

/** The analysis is queued durably; poll the status. */
export interface AnalysisStarted {
  session_id: string;
  status?: "analyzing";
  message: string;
}

/** An answer that was given, changed or taken back; None where there was none. */
export interface AnswerDifference {
  question: string;
  before: unknown;
  after: unknown;
}

/** An analysis that people are to review, and how many of them. */
export interface AskForReview {
  record_id: string;
  people?: number;
}

/** How an assessor agrees with people on their analyses: the quadratically weighted kappa with its interval, the share of equal levels (rounded), and by how many levels the assessor is above people. */
export interface AssessorAgreement {
  assessor: string;
  version: string | null;
  prompt_version: string | null;
  rules_version: string | null;
  criterion: string | null;
  judged: number;
  kappa: number | null;
  interval: Array<unknown> | null;
  equal: number;
  bias: number;
}

/** One assessor. */
export interface AssessorFigures {
  total: number;
  completed: number;
  errors: number;
  success_rate: number | null;
  avg_score: number | null;
  avg_likelihood: number | null;
  small_sample: boolean;
  assessor: string;
  grounded: Share;
  consumption: Consumption;
}

/** Who judged, precisely enough to compare and repeat. */
export interface AssessorInfo {
  name: string;
  model?: string | null;
  version: string;
  prompt_version?: string | null;
  rules_version: string;
  endpoint?: string | null;
  region?: string | null;
}

/** Two attempts side by side. The points of `parts` sum to `score_change`, which is None where one of the attempts has no score; `unsplit` says why causes stand together. */
export interface AttemptComparison {
  before: AttemptSummary;
  after: AttemptSummary;
  score_change: number | null;
  parts: Array<ScorePart>;
  unsplit: string | null;
  papers: Array<PaperDifference>;
  criteria: Array<CriterionDifference>;
  findings: Array<FindingDifference>;
  answers: Array<AnswerDifference>;
  roadmap: Array<RoadmapStep>;
}

/** The attempts of a session that have ended, the first one first. */
export interface AttemptList {
  session_id: string;
  attempts: Array<AttemptSummary>;
}

/** One attempt: what kind it is, and how it ended. */
export interface AttemptSummary {
  attempt: number;
  attempt_kind: "first" | "again" | "rejudged";
  record_id: string;
  created_at: string;
  status: "completed" | "error";
  overall_score: number | null;
  band_set: Array<string> | null;
  abstained: string | null;
  documents: number;
  open_points: number | null;
  assessor: string;
  rules_version: string | null;
}

/** Something done with personal data: `action` is `export`, `erase`, `key_created`, …; `details` hold no personal data. */
export interface AuditEntry {
  at: string;
  actor: string;
  action: string;
  details?: Record<string, unknown>;
}

/** The newest entries first. */
export interface AuditLog {
  entries: Array<AuditEntry>;
}

/** Completed analyses with one number of strengths and one of weaknesses. */
export interface BalanceCell {
  count: number;
  of: number;
  share_percent: number | null;
  small_sample: boolean;
  strengths: number;
  weaknesses: number;
}

/** Strengths and weaknesses found in one month. */
export interface BalancePoint {
  period: string;
  until: string;
  strengths: number;
  weaknesses: number;
  ratio: number | null;
}

/** How likely each band is, 0-1 with four decimals; they add up to 1. */
export interface BandProbabilities {
  weak: number;
  moderate: number;
  strong: number;
}

/** Outcomes reported so far, and calibration of the likelihoods where enough are known. */
export interface Calibration {
  known: Share;
  outcomes: Array<OutcomeShare>;
  overall: CalibrationGroup;
  by_field: Array<CalibrationGroup>;
  by_assessor: Array<CalibrationGroup>;
  by_rules_version: Array<CalibrationGroup>;
}

/** Likelihood against outcome, for one group of applications. */
export interface CalibrationGroup {
  group: string;
  count: number;
  minimum: number;
  shown: boolean;
  brier_score: number | null;
  reference_brier_score: number | null;
  reliability: Array<ReliabilityBin>;
}

/** An assessor's view of the case as a whole, in its own words, with doubts that are quoted. */
export interface CaseView {
  summary?: string | null;
  confidence?: "low" | "medium" | "high";
  doubts?: Array<Finding>;
  weakens?: Array<Array<string>>;
}

/** How one key figure differs from the range compared with. */
export interface Change {
  figure: "total" | "completed" | "errors" | "success_rate" | "avg_score" | "avg_likelihood";
  absolute: number | null;
  relative_percent: number | null;
}

/** What is to change; what is left out stays. An empty name takes it away. */
export interface ChangeClient {
  reference?: string | null;
  name?: string | null;
  tags?: Array<string> | null;
  status?: "active" | "applied" | "endorsed" | "refused" | "closed" | null;
}

/** What the document really is. */
export interface ChangeDocument {
  kind: "cv" | "recommendation_letter" | "evidence" | "personal_statement" | "portfolio";
}

/** Changes in order. Ask again with `cursor`; it is good for as long as the store is not restored. */
export interface ChangeList {
  changes: Array<RecordChange>;
  cursor: string;
}

/** The answers are complete and sound; nothing was stored. */
export interface CheckedAnswers {
  field: string;
  status?: "success";
  responses_checked: number;
  unknown_answers?: Array<string> | null;
}

/** How far a checklist is shown. There is no percentage: every item is needed. */
export interface ChecklistResult {
  route: string;
  name: string;
  verdict: "every_item_shown" | "open" | "excluded";
  text: string;
  open: number;
  look_up: number;
  items: Array<ItemResult>;
}

/** One option of a choice question. */
export interface Choice {
  value: string;
  label: string;
}

/** Whose requests are refused, and for how many minutes; 0 ends a block. */
export interface ClientBlock {
  client: string;
  minutes: number;
}

/** A client in a list, with the newest analysis of its newest session. */
export interface ClientLine {
  id: string;
  owner: string;
  reference: string;
  name: string | null;
  status: string;
  tags: Array<string>;
  created_at: string;
  updated_at: string;
  sessions: number;
  field: string | null;
  latest: AttemptSummary | null;
}

/** What an adviser wrote down; `by` is how the audit log names the adviser. */
export interface ClientNote {
  at: string;
  by: string;
  text: string;
}

/** One page of clients; `next_cursor` is null on the last. */
export interface ClientPage {
  clients: Array<ClientLine>;
  next_cursor: string | null;
}

/** A session of a client with its attempts; `state` is `dropped` where only records are left. `asks_outcome`: the time that a decision takes is over, and nobody has said what it was. */
export interface ClientSession {
  session_id: string;
  field: string;
  state: string;
  attempts: Array<AttemptSummary>;
  asks_outcome?: boolean;
}

/** What one client (an IPv4 address or an IPv6 network) uses now; refusals since the process started, and seconds of judging within the last hour. */
export interface ClientState {
  client: string;
  requests: number;
  upload_bytes: number;
  refused: number;
  reading_seconds_lost: number;
  judging_seconds: number;
  blocked_seconds: number;
}

/** How many analyses show one code of the vocabulary of findings. */
export interface CodeShare {
  count: number;
  of: number;
  share_percent: number | null;
  small_sample: boolean;
  code: string;
  label: string;
}

/** The range compared with, its key figures and the changes. */
export interface ComparisonResult {
  mode: "previous" | "year";
  since: string;
  until: string;
  figures: KeyFigures;
  changes: Array<Change>;
}

/** Tokens and cost of the models used; null means unknown, never zero. */
export interface Consumption {
  tokens_known: Share;
  input_tokens: number | null;
  output_tokens: number | null;
  cost_known: Share;
  cost_usd: number | null;
  avg_cost_usd: number | null;
}

/** One statement about one document. */
export interface Correction {
  document: string;
  subject: "visible" | "author" | "about" | "kind" | "same_as";
  value: string;
  was?: string | null;
  said_at: string;
}

/** All that the session's owner said of its documents. */
export interface Corrections {
  session_id: string;
  corrections: Array<Correction>;
}

/** One sum in pounds: how many times which fee. */
export interface CostLine {
  label: string;
  count: number;
  each: number;
  total: number;
}

/** What is paid to the Home Office for a visa, in pounds, with the source of the fees. */
export interface Costs {
  years: number;
  lines: Array<CostLine>;
  total: number;
  not_known?: Array<string>;
  source: string;
  seen: string;
  link?: string | null;
  is_overdue?: boolean;
}

/** Which field the application is for. */
export interface CreateSession {
  field: string;
}

/** A new session. The id is the only key to it: keep it private. */
export interface CreatedSession {
  session_id: string;
  field: string;
  field_name: string;
}

/** A criterion's points, 0-100, and verdict in each attempt; None where it was not judged. */
export interface CriterionDifference {
  criterion: string;
  name: string;
  before: number | null;
  after: number | null;
  verdict_before: string | null;
  verdict_after: string | null;
}

/** How one criterion of a field was judged. */
export interface CriterionFigures {
  criterion: string;
  name: string;
  count: number;
  avg_score: number | null;
  small_sample: boolean;
  verdicts: Array<NamedShare>;
}

/** The CV as a document: 0-10, with reasons. */
export interface CvFeedback {
  score?: number;
  strengths?: Array<string>;
  weaknesses?: Array<string>;
  improvement_recommendations?: Array<string>;
}

/** Whether a session has been erased, and what went with it. */
export interface Deletion {
  session_id: string;
  status: "deleted" | "active";
  message: string;
  deleted_at?: string | null;
  documents_deleted?: number | null;
  records_deleted?: number | null;
  exports?: Array<ExportNotice>;
}

/** Analyses with one number of documents. */
export interface DocumentCount {
  count: number;
  of: number;
  share_percent: number | null;
  small_sample: boolean;
  documents: number;
}

/** Documents of one kind, of all documents. */
export interface DocumentKindShare {
  count: number;
  of: number;
  share_percent: number | null;
  small_sample: boolean;
  kind: string;
}

/** The session's documents. */
export interface DocumentList {
  session_id: string;
  documents: Array<UploadedDocument>;
}

/** A word of which text recognition is not sure; `confidence` is 0-1. */
export interface DoubtfulWord {
  word: string;
  confidence: number;
}

/** Analyses whose duration lies in one bucket. */
export interface DurationBucket {
  from_seconds: number;
  to_seconds: number | null;
  count: number;
}

/** How long something took. */
export interface Durations {
  count: number;
  avg_seconds: number | null;
  small_sample: boolean;
  percentiles: Array<Percentile>;
  buckets: Array<DurationBucket>;
}

/** What an attempt of kind `rejudged` judged anew: the attempt before, its score and who gave it. */
export interface EarlierVerdict {
  attempt: number;
  overall_score: number | null;
  assessor: string;
  rules_version: string | null;
}

/** The receipt for everything of a client. */
export interface ErasedClient {
  client_id: string;
  status?: "deleted";
  deleted_at: string;
  documents_deleted: number;
  records_deleted: number;
  exports: Array<Record<string, unknown>>;
}

/** The body of every answer that is not a success. */
export interface ErrorAnswer {
  error: ErrorBody;
  detail: string;
}

/** What went wrong: a stable code and a sentence that says what to do. */
export interface ErrorBody {
  code: string;
  message: string;
  field?: string | null;
  problems?: Array<Record<string, string>> | null;
}

/** Failed analyses with one cause, of all failed ones. */
export interface ErrorCause {
  count: number;
  of: number;
  share_percent: number | null;
  small_sample: boolean;
  stage: string;
  code: string;
}

/** Failed analyses of one period, of all of it: the error rate. */
export interface ErrorPoint {
  count: number;
  of: number;
  share_percent: number | null;
  small_sample: boolean;
  period: string;
  until: string;
  stages: Array<StageErrors>;
}

/** A verbatim quote: `document` is the document's id ("d1"), `page` counts from 1. */
export interface Evidence {
  document: string;
  page: number;
  quote: string;
  grounded?: boolean;
  line?: number | null;
  ocr?: boolean;
}

/** A whole graph. */
export interface EvidenceGraph {
  nodes?: Array<GraphNode>;
  edges?: Array<GraphEdge>;
}

/** Whose word the case rests on: others', the applicant's alone, or papers that were left out. */
export interface EvidenceLists {
  by_others?: Array<WitnessedFact>;
  only_you?: Array<ResultQuote>;
  left_out?: Array<OmittedPaper>;
}

/** An export or dataset that held records of an erased session: a file that erasing cannot reach. */
export interface ExportNotice {
  export_id: string;
  at: string;
  format: string;
}

/** An export as JSON: whole records; flat rows where columns are chosen. */
export interface ExportedRecords {
  dataset: Array<WholeRecord | ExportRow>;
  count: number;
  exported_at: string;
}

/** The facts of one topic, with a doubt where a change of it was announced. */
export interface FactGroup {
  topic: "fees" | "times" | "after_endorsement" | "review" | "stage_1" | "settlement" | "advice";
  title: string;
  doubt?: string | null;
  facts: Array<FactLine>;
}

/** One fact with its source: `seen` is the day we read it, `is_overdue` when it should be read again. */
export interface FactLine {
  text: string;
  source: string;
  seen: string;
  valid_from: string;
  link?: string | null;
  is_overdue?: boolean;
}

/** Facts by topic as they hold on a day. */
export interface Facts {
  day: string;
  groups: Array<FactGroup>;
}

/** One field. */
export interface FieldFigures {
  total: number;
  completed: number;
  errors: number;
  success_rate: number | null;
  avg_score: number | null;
  avg_likelihood: number | null;
  small_sample: boolean;
  field: string;
  name: string;
  recommendations: Array<NamedShare>;
  strengths: Array<CodeShare>;
  weaknesses: Array<CodeShare>;
  gaps: Array<CodeShare>;
  criteria: Array<CriterionFigures>;
}

/** The fields, in the order they are offered. */
export interface FieldList {
  fields: Array<FieldSummary>;
}

/** One field in the overview. */
export interface FieldOverview {
  _id: string;
  count: number;
  avg_score: number | null;
  avg_likelihood: number | null;
}

/** One field one can apply in. */
export interface FieldSummary {
  id: string;
  name: string;
}

/** The fields side by side. */
export interface FieldsComparison {
  fields: Array<FieldFigures>;
  gap_heatmap: Array<HeatCell>;
}

/** One strength, weakness or gap, named by a code of the rulebook's vocabulary. */
export interface Finding {
  kind: "strength" | "weakness" | "gap";
  code: string;
  criterion?: string | null;
  text: string;
  evidence?: Array<Evidence>;
  grounded?: boolean;
}

/** A finding that one of the attempts has and the other has not, with the quotes it rests on. */
export interface FindingDifference {
  change: "gained" | "lost";
  kind: string;
  code: string;
  criterion: string | null;
  text: string;
  quotes: Array<ResultQuote>;
}

/** Sessions that reached one step, of those created; a later step does not imply an earlier one. */
export interface FunnelStep {
  count: number;
  of: number;
  share_percent: number | null;
  small_sample: boolean;
  step: string;
}

/** What is missing or weak, and what to do about it. */
export interface GapAdvice {
  type?: string;
  severity?: string;
  description?: string;
  recommendation?: string;
}

/** What you think: levels 0-4 by criterion (those that you judged), a band, a comment. */
export interface GiveOpinion {
  levels?: Record<string, number>;
  band?: "strong" | "moderate" | "weak" | null;
  comment?: string;
}

/** What a paper says of two nodes, from source to target, in its words. */
export interface GraphEdge {
  source: string;
  target: string;
  kind: "wrote" | "named_in" | "chairs" | "edits" | "judges" | "directs" | "issued" | "works_at" | "employs" | "runs" | "co_authored" | "works_with" | "works_for" | "does_business_with" | "is_related_to" | "shares_address" | "awards" | "published_in";
  decided?: boolean;
  quote?: PaperQuote | null;
}

/** A person, organisation, event or paper. Papers have their document's id, and no name of their own. */
export interface GraphNode {
  id: string;
  kind: "person" | "organisation" | "event" | "paper";
  name?: string;
}

/** How many quotes were claimed and how many of them exist in the documents. */
export interface GroundingCount {
  claims?: number;
  grounded?: number;
}

/** The service answers and its store does. A queue that is away only slows analyses down. */
export interface Health {
  status?: "ok";
  version: string;
  store?: "ok";
  queue: "ok" | "away";
  assessor: string;
}

/** How often one gap was found under one criterion of a field. */
export interface HeatCell {
  count: number;
  of: number;
  share_percent: number | null;
  small_sample: boolean;
  code: string;
  label: string;
  field: string;
  criterion: string;
  criterion_name: string;
}

/** What is held about one session. */
export interface HeldData {
  session_id: string;
  collected_at: string;
  session: Record<string, unknown> | null;
  documents: Array<HeldDocument>;
  records: Array<Record<string, unknown>>;
  exports: Array<PastExport>;
  audit: Array<AuditEntry>;
  reviews: Array<Record<string, unknown>>;
  client: Record<string, unknown> | null;
}

/** A document that is held, with all that is known of it; its content is at `content`. */
export interface HeldDocument {
  id: string;
  kind: "cv" | "recommendation_letter" | "evidence" | "personal_statement" | "portfolio";
  filename: string;
  media_type: "application/pdf" | "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  bytes: number;
  pages: number;
  uploaded_at: string;
  warnings: Array<string>;
  state: "read" | "reading" | "unreadable";
  place?: string | null;
  problem: string | null;
  content: string;
}

/** What became of one row; `problem` says why it was not taken. */
export interface ImportedOutcome {
  row: number;
  reference: string;
  problem?: string | null;
}

/** What users do and are told. */
export interface Insights {
  total: number;
  completed: number;
  actions: Array<CodeShare>;
  processing_time: Durations;
  queue_time: Durations;
  uploads_by_hour: Array<UploadHour>;
  document_counts: Array<DocumentCount>;
  document_kinds: Array<DocumentKindShare>;
  questions: Array<QuestionCompletion>;
  funnel: Array<FunnelStep>;
  routes: Array<RouteShare>;
}

/** One requirement of a checklist and what the papers show of it. */
export interface ItemResult {
  id: string;
  label: string;
  state: "shown" | "look_up" | "open" | "excluded";
  text: string;
  mend?: string | null;
  evidence?: Array<Evidence>;
}

/** What the assessor said of the analysis when the review was opened, and which one it was. */
export interface JudgedView {
  assessor: string;
  version: string | null;
  prompt_version: string | null;
  rules_version: string | null;
  levels: Record<string, number>;
  band: "strong" | "moderate" | "weak" | null;
}

/** The figures every breakdown starts with. */
export interface KeyFigures {
  total: number;
  completed: number;
  errors: number;
  success_rate: number | null;
  avg_score: number | null;
  avg_likelihood: number | null;
  small_sample: boolean;
}

/** How full a lane is: requests that are being answered, and those that wait for their turn. */
export interface LaneState {
  lane: string;
  slots: number;
  taken: number;
  waiting: number;
}

/** How much of a document an assessor did not read for a criterion, because the whole did not fit. */
export interface LeftOut {
  criterion: string;
  document: string;
  characters: number;
  of_characters: number;
}

/** A file of a ZIP that is not used, and why. */
export interface LeftOutFile {
  path: string;
  reason: string;
}

/** A passage that was left out: `text` is its beginning, `why` the reason in words, `place` is left, top, right and bottom as shares of the page. `is_read` says that it is read because the applicant can see it. */
export interface LeftOutText {
  id: string;
  page: number;
  reason: "invisible" | "tiny" | "off_page" | "marked_hidden";
  why: string;
  characters: number;
  text: string;
  place?: Array<unknown> | null;
  is_read?: boolean;
}

/** One letter, with every point that its route asks for. `counted` is false for a letter that is not about the applicant or by an author who has another letter. `author`, `role`, `organisation` and `written` are what the letter says of itself, None where we did not find it. */
export interface LetterCheck {
  document: string;
  counted: boolean;
  points: Array<LetterPoint>;
  author?: string | null;
  role?: string | null;
  organisation?: string | null;
  written?: string | null;
}

/** One point that is looked for in a letter. `note` says what is unclear or what to ask the author. */
export interface LetterPoint {
  code: string;
  status: "found" | "not_found" | "unclear" | "against";
  evidence?: Array<Evidence>;
  note?: string | null;
}

/** All letters, and the sentences that they share with one another or with the applicant's own papers. */
export interface LettersCheck {
  letters?: Array<LetterCheck>;
  shared?: Array<SharedSentence>;
}

/** Analyses whose likelihood lies in one bin. */
export interface LikelihoodBin {
  count: number;
  of: number;
  share_percent: number | null;
  small_sample: boolean;
  from_likelihood: number;
  to_likelihood: number;
}

/** How the likelihoods are spread. */
export interface LikelihoodDistribution {
  count: number;
  mean: number | null;
  small_sample: boolean;
  bins: Array<LikelihoodBin>;
}

/** A quote of the assessor that you reject, or a passage of a paper that it missed; or the mark's end. */
export interface MarkPassage {
  kind: "rejected" | "missed";
  passage: MarkedPassage;
  take_back?: boolean;
}

/** Words of a paper: a quote that a reviewer rejects, or one that the assessor missed. */
export interface MarkedPassage {
  criterion: string;
  document: string;
  page: number;
  quote: string;
}

/** One step of the roadmap; `code` is the kind of gap that it closes. */
export interface Milestone {
  code?: string | null;
  title?: string;
  description?: string;
  duration_weeks?: number;
  priority?: string;
  evidence_to_collect?: Array<string>;
  addresses_gaps?: Array<string>;
}

/** How many scores moved by about so much. */
export interface MoveCount {
  points: number;
  count: number;
}

/** A share with the name of what was counted. */
export interface NamedShare {
  count: number;
  of: number;
  share_percent: number | null;
  small_sample: boolean;
  name: string;
}

/** A part of the file that was not read, and what to do about it. */
export interface NotReadPart {
  kind: "attachment" | "embedded_file" | "unreadable_page" | "picture_page" | "late_page" | "chart" | "other_part";
  name: string;
  page: number | null;
  what_to_do: string;
}

/** A doubt about the age of rules, shown beside a score. `hides_percentages` leaves likelihoods out. */
export interface Notice {
  code: "change_not_included" | "review_overdue" | "no_longer_in_force";
  text: string;
  link?: string | null;
  hides_percentages?: boolean;
}

/** A paper that earns nothing: `reason` is a code, `text` follows “left out, because”. */
export interface OmittedPaper {
  document: string;
  reason?: string;
  text?: string;
  quote?: ResultQuote | null;
}

/** A new client; `reference` is kept as it is and searched, `name` is kept apart and encrypted. */
export interface OpenClient {
  reference: string;
  name?: string | null;
}

/** The seats that were opened. */
export interface OpenedSeats {
  opened: Array<string>;
}

/** What a person thinks: a level of 0-4 for each criterion that they judged, a band, a comment. */
export interface Opinion {
  at: string;
  levels?: Record<string, number>;
  band?: "strong" | "moderate" | "weak" | null;
  comment?: string;
}

/** What the endorsing body decided, as reported by the applicant or an adviser; what was said before a correction is its history, oldest first. */
export interface Outcome {
  result: "endorsed" | "refused" | "withdrawn";
  date: string;
  reported_at: string;
  history?: Array<ReportedOutcome>;
}

/** Completed analyses with one reported outcome. */
export interface OutcomeShare {
  count: number;
  of: number;
  share_percent: number | null;
  small_sample: boolean;
  outcome: string;
}

/** Key figures of all analyses that the filter selects. */
export interface Overview {
  total_analyses: number;
  completed: number;
  errors: number;
  success_rate: number;
  by_field: Array<FieldOverview>;
  by_recommendation: Array<RecommendationOverview>;
  recent_30_days: number;
}

/** What you have taken, and what you have done last. */
export interface OwnReviews {
  taken: Array<ReviewLine>;
  done: Array<ReviewLine>;
}

/** The visible text of one page, normalised so that quotes can be found again. Numbers start at 1. */
export interface Page {
  number: number;
  text: string;
  ocr?: Recognised | null;
}

/** A paper that came, went, or stands in the place of another. `was` is the id that it had before. */
export interface PaperDifference {
  change: "added" | "removed" | "changed";
  kind: "cv" | "recommendation_letter" | "evidence" | "personal_statement" | "portfolio";
  document: string | null;
  was: string | null;
  pages: number;
}

/** How long a document is: `kind` in substance, `pages` without a letter's credentials, words in all. */
export interface PaperLength {
  document: string;
  kind: string;
  pages: number;
  words?: number;
  fullest_page?: number;
  empty_pages?: number;
  links?: number;
}

/** A document that was left out: the one that it repeats, the one in English that translates it, or that the applicant says it is about somebody else. With none of them, it is in a language that is not read. */
export interface PaperNote {
  document: string;
  language?: string | null;
  copy_of?: string | null;
  translation?: string | null;
  about_another?: boolean;
}

/** Words that stand in a document as they are quoted: `document` is its id, `page` counts from 1. */
export interface PaperQuote {
  document: string;
  page: number;
  quote: string;
  line?: number | null;
}

/** An export that held a person's records, or may have (small groups are left out of some). */
export interface PastExport {
  export_id: string;
  at: string;
  actor: string;
  kind: string;
  format: string;
  personal: boolean;
}

/** Everything that the body asks for on a route, with how much of it we found; nothing here is weighed. */
export interface PayingChecklist {
  day: string;
  field: string;
  route: string;
  route_name: string;
  body: string;
  ticked: number;
  open: number;
  cannot_be_seen: number;
  groups: Array<PayingGroup>;
  facts?: Array<FactGroup>;
  notices?: Array<Notice>;
  is_outdated?: boolean;
}

/** The items of one subject. `document` is the letter that they are about, where they are about one. */
export interface PayingGroup {
  subject: "route" | "papers" | "letters" | "criteria" | "files" | "form";
  title: string;
  document?: string | null;
  items: Array<PayingItem>;
}

/** One item: what is asked for, what we found, and how to mend it. Documents are named by id in texts. */
export interface PayingItem {
  code: string;
  label: string;
  state: "ticked" | "open" | "cannot_be_seen";
  found: string;
  mend?: string | null;
  quotes?: Array<ResultQuote>;
  source?: string | null;
  seen?: string | null;
  link?: string | null;
}

/** A duration that a given per cent of the analyses did not exceed, estimated. */
export interface Percentile {
  percentile: number;
  seconds: number;
  from_seconds: number;
  to_seconds: number | null;
}

/** How far an analysis has come; `percent` is 0-100 and never falls within one attempt. */
export interface Progress {
  stage?: "waiting" | "extraction" | "analysis" | "grounding" | "scoring" | "storage" | "done";
  percent?: number;
}

/** What would change the verdict: `score`, `band_set` and `likelihood` as they would then be. */
export interface Prospect {
  criterion?: string | null;
  title?: string;
  papers?: Array<string>;
  points?: number;
  score?: number;
  band_set?: Array<string>;
  likelihood?: number | null;
}

/** How good the analyses are. */
export interface Quality {
  grain: "day" | "week" | "month";
  error_rate: Share;
  errors_by_cause: Array<ErrorCause>;
  errors_over_time: Array<ErrorPoint>;
  scores: ScoreDistribution;
  likelihoods: LikelihoodDistribution;
  balance: Array<BalanceCell>;
  balance_over_time: Array<BalancePoint>;
  grounded: Share;
  by_assessor: Array<AssessorFigures>;
  by_prompt_version: Array<VersionFigures>;
  by_rules_version: Array<VersionFigures>;
  consumption: Consumption;
  calibration: Calibration;
}

/** One question of a field's questionnaire. */
export interface Question {
  id: string;
  question: string;
  type: "number" | "yes_no" | "text" | "url" | "choice" | "file_upload" | "file_upload_multiple";
  required?: boolean;
  help_text?: string | null;
  choices?: Array<Choice>;
  minimum?: number | null;
  maximum?: number | null;
  counts?: boolean;
  personal?: boolean;
}

/** How many applicants answered one question, of those whose field asks it. */
export interface QuestionCompletion {
  count: number;
  of: number;
  share_percent: number | null;
  small_sample: boolean;
  id: string;
  question: string;
  required: boolean;
  fields: Array<string>;
}

/** A field's questions. */
export interface Questionnaire {
  field: string;
  field_name: string;
  questions: Array<Question>;
}

/** One reason for a decision, with the words it rests on. */
export interface Reason {
  text: string;
  evidence?: Array<Evidence>;
}

/** How well a page that is a picture was read by text recognition (OCR). */
export interface Recognised {
  confidence: number;
  doubtful?: Array<DoubtfulWord>;
}

/** One recommendation in the overview. */
export interface RecommendationOverview {
  _id: string;
  count: number;
}

/** What became of one record; `record` is null where it was removed. */
export interface RecordChange {
  _id: string;
  change: "upsert" | "removed";
  changed_at: string;
  record: WholeRecord | null;
}

/** What is kept of a document in a record: never its name or text. */
export interface RecordDocument {
  id?: string | null;
  kind: "cv" | "recommendation_letter" | "evidence" | "personal_statement" | "portfolio";
  media_type: string;
  pages: number;
  bytes: number;
  ocr_pages?: number;
  place?: string | null;
  fingerprint?: string | null;
}

/** Where an analysis failed and why: `code` is stable, the safe sentence is `error_message`. */
export interface RecordError {
  stage: "queue" | "extraction" | "analysis" | "grounding" | "scoring" | "storage";
  code: string;
  server?: Record<string, string> | null;
}

/** One page of analyses. `total` counts all that match; `next_cursor` is null on the last page. */
export interface RecordList {
  analyses: Array<RecordRow>;
  total: number;
  skip: number;
  limit: number;
  next_cursor: string | null;
}

/** One analysis without its long parts. */
export interface RecordRow {
  _id: string;
  session_id: string;
  field: "digital_technology" | "arts_culture" | "science_research";
  upload_date: string;
  created_at: string;
  completed_at: string;
  processing_status: "completed" | "error";
  document_count: number;
  overall_score: number | null;
  likelihood: number | null;
  recommendation: "strong" | "moderate" | "weak" | null;
  strengths_count: number | null;
  weaknesses_count: number | null;
  evidence_gaps_count: number | null;
  error_message: string | null;
  schema_version?: number;
  attempt: number;
  attempt_kind?: "first" | "again" | "rejudged";
  client?: string | null;
  rejudged_from?: EarlierVerdict | null;
  route: string | null;
  error: RecordError | null;
  assessor: AssessorInfo | null;
  usage: Usage;
  timing: Timing;
  grounding: GroundingCount;
  consents?: Record<string, boolean>;
  corrections?: number;
  band_set?: Array<"strong" | "moderate" | "weak"> | null;
  band_probabilities?: BandProbabilities | null;
  abstained?: Abstention | null;
  outcome?: Outcome | null;
}

/** What was judged again. No total counts it as new analyses. */
export interface Rejudged {
  total: number;
  by_rules: Array<ScoreMove>;
}

/** Decided applications whose likelihood lies in one bin: `count` of them, of `of`, were endorsed. */
export interface ReliabilityBin {
  count: number;
  of: number;
  share_percent: number | null;
  small_sample: boolean;
  from_likelihood: number;
  to_likelihood: number;
  mean_likelihood: number;
}

/** What the endorsing body decided, and when; `result` is understood for `outcome` too. */
export interface ReportOutcome {
  outcome: "endorsed" | "refused" | "withdrawn";
  date: string;
}

/** What somebody reported at one time; `date` is the day of the decision, ISO 8601. */
export interface ReportedOutcome {
  result: "endorsed" | "refused" | "withdrawn";
  date: string;
  reported_at: string;
}

/** What the applicant said of a document before it was judged; no name of a person, nothing of a text. */
export interface ResultCorrection {
  document: string;
  subject: string;
  value?: string | null;
}

/** A criterion's score, 0-100, and what it is made of; None for what an older record does not say. */
export interface ResultCriterion {
  criterion: string;
  name?: string;
  score: number;
  level?: number | null;
  quality?: number | null;
  independence?: number | null;
  recency?: number | null;
  sufficiency?: number | null;
  verdict: string;
  rationale?: string;
  findings?: Array<ResultFinding>;
  at_risk?: boolean;
}

/** A strength, weakness or gap in words. */
export interface ResultFinding {
  kind: string;
  code: string;
  criterion?: string | null;
  text?: string;
  evidence?: Array<ResultQuote>;
  grounded?: boolean;
}

/** A quoted passage. `grounded` is None where the list holds only quotes that were found. */
export interface ResultQuote {
  document: string;
  page: number;
  quote: string;
  grounded?: boolean | null;
  line?: number | null;
}

/** The assessment once it is there; `results` has the shape of a record's `analysis_results`. */
export interface Results {
  session_id: string;
  status: string;
  results?: Record<string, unknown> | null;
  overall_score?: number | null;
  likelihood?: number | null;
  recommendation?: string | null;
  band_set?: Array<"strong" | "moderate" | "weak"> | null;
  review?: ReviewLabel | null;
  band_probabilities?: BandProbabilities | null;
  abstained?: Abstention | null;
  record_id?: string | null;
  error_message?: string | null;
}

/** How often a second reading confirmed, raised or lowered a level, or could not decide. */
export interface ReviewCounts {
  confirmed?: number;
  raised?: number;
  lowered?: number;
  abstained?: number;
  reread?: number;
}

/** What people think of an analysis in the end: the lower median of levels and bands. */
export interface ReviewLabel {
  people: number;
  levels: Record<string, number>;
  band: "strong" | "moderate" | "weak" | null;
}

/** A review in a list. */
export interface ReviewLine {
  id: string;
  field: string;
  state: string;
  reasons: Array<string>;
  blind: boolean;
  opened_at: string;
}

/** One page of what waits; `next_cursor` is null on the last. */
export interface ReviewPage {
  reviews: Array<ReviewLine>;
  next_cursor: string | null;
}

/** A criterion with what it asks. */
export interface ReviewedCriterion {
  code: string;
  name: string;
  asks: string;
}

/** A paper of the analysis. */
export interface ReviewedPaper {
  id: string;
  kind: string;
  pages: number;
}

/** What to do, in order, and how long it takes in all. */
export interface Roadmap {
  milestones?: Array<Milestone>;
  total_weeks?: number;
  feasibility_assessment?: string;
}

/** A step of the earlier roadmap; `done` says that the later attempt does not ask for it any more. */
export interface RoadmapStep {
  code: string | null;
  title: string;
  done: boolean;
}

/** Analyses that name one route, of all of the field. */
export interface RouteShare {
  count: number;
  of: number;
  share_percent: number | null;
  small_sample: boolean;
  field: string;
  field_name: string;
  route: string;
  name: string;
}

/** The route of an application, with reasons; `known` and `ask` where we stop and do not score. */
export interface RouteVerdict {
  decision: "judged" | "checklist" | "no_endorsement_needed" | "no_rules" | "not_eligible";
  title: string;
  body?: string | null;
  body_name?: string | null;
  route: string;
  route_name: string;
  is_unsure?: boolean;
  reasons?: Array<Reason>;
  known?: string | null;
  ask?: string | null;
  source?: string | null;
  link?: string | null;
  rules_version: string;
  notices?: Array<Notice>;
  alternatives?: Array<Alternative>;
  checklist?: ChecklistResult | null;
}

/** A change of the rules. `affects` names "field/route", "facts/topic", or `EVERYWHERE`. */
export interface RuleChange {
  source: string;
  basis: "rules" | "guide" | "official_page" | "third_party" | "unverified" | "heuristic";
  seen: string;
  valid_from: string;
  valid_to?: string | null;
  review_by: string;
  id: string;
  title: string;
  text: string;
  announced: string;
  effective?: string | null;
  affects: Array<string>;
  included: boolean;
}

/** One rule with its source and dates; `acts` says where the product applies it. */
export interface RuleEntry {
  id: string;
  text: string;
  acts: string;
  source: string;
  basis: string;
  seen: string;
  valid_from: string;
  valid_to: string | null;
  review_by: string;
  is_overdue: boolean;
}

/** Every rule, the sources, and the changes of the rules, as of a day. */
export interface Rules {
  day: string;
  rules: Array<RuleEntry>;
  sources: Array<Source>;
  changes: Array<RuleChange>;
}

/** How many answers the session now holds; `unknown_answers` names questions that the field does not have. */
export interface SavedAnswers {
  session_id: string;
  status?: "success";
  responses_saved: number;
  unknown_answers?: Array<string> | null;
}

/** The answers as they were saved; `extra_answers` are those to questions that the field does not have. */
export interface SavedState {
  session_id: string;
  answers: Record<string, unknown>;
  extra_answers?: Record<string, string> | null;
}

/** Analyses whose overall score lies in one bin. */
export interface ScoreBin {
  count: number;
  of: number;
  share_percent: number | null;
  small_sample: boolean;
  from_score: number;
  to_score: number;
}

/** How the overall scores are spread. */
export interface ScoreDistribution {
  count: number;
  mean: number | null;
  standard_deviation: number | null;
  small_sample: boolean;
  bins: Array<ScoreBin>;
}

/** Scores of the same papers before and after other rules. */
export interface ScoreMove {
  rules_before: string;
  rules_after: string;
  count: number;
  avg_before: number | null;
  avg_after: number | null;
  moves: Array<MoveCount>;
}

/** So many points of the change come from these causes; several that cannot be told apart are one part. */
export interface ScorePart {
  causes: Array<"evidence" | "rules" | "assessor" | "answers">;
  points: number;
}

/** A review of yours. What the assessor said (`judged`, `findings`) is null in a blind one until you have judged yourself. */
export interface SeenReview {
  id: string;
  record_id: string;
  field: string;
  state: "open" | "taken" | "done";
  reasons: Array<string>;
  blind: boolean;
  criteria: Array<ReviewedCriterion>;
  papers: Array<ReviewedPaper>;
  judged: JudgedView | null;
  findings: Array<ResultFinding> | null;
  first: Opinion | null;
  opinion: Opinion | null;
  rejected: Array<MarkedPassage>;
  missed: Array<MarkedPassage>;
}

/** The decision as it is known, with what was said before; null while none was reported. */
export interface SessionOutcome {
  session_id: string;
  record_id: string;
  outcome: Outcome | null;
}

/** How far a session is. */
export interface SessionStatus {
  session_id: string;
  status: string;
  field: string;
  created_at: string;
  documents_count: number;
  has_questionnaire: boolean;
  progress: Progress;
  attempt: number;
  error_message?: string | null;
}

/** A part of a whole that names its whole. */
export interface Share {
  count: number;
  of: number;
  share_percent: number | null;
  small_sample: boolean;
}

/** A sentence that two papers have in nearly the same words: the words of each. */
export interface SharedSentence {
  first: Evidence;
  second: Evidence;
}

/** What was read of one document. */
export interface ShownDocument {
  id: string;
  kind: "cv" | "recommendation_letter" | "evidence" | "personal_statement" | "portfolio";
  media_type: "application/pdf" | "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  pages: Array<Page>;
  left_out: Array<LeftOutText>;
  not_read: Array<NotReadPart>;
  attachments: Array<string>;
  language: string | null;
  language_is_read: boolean;
  letter: ShownLetter | null;
  warnings: Array<string>;
  has_pictures: boolean;
  corrections: Array<Correction>;
}

/** What a letter was found to say of itself; null means that we did not find it. */
export interface ShownLetter {
  author: string | null;
  role: string | null;
  organisation: string | null;
  date: string | null;
  signature: "digital" | "marked" | "typed" | null;
}

/** The API key to sign in with. */
export interface SignIn {
  key: string;
}

/** A browser that is signed in: by which key, since when, last seen, and when it ends without use. */
export interface SignInState {
  id: string;
  key: string;
  name: string;
  began_at: string;
  seen_at: string;
  ends_at: string;
}

/** Whose key it is, and what it opens. */
export interface SignedIn {
  name: string;
  scopes: Array<"analytics" | "export" | "advise" | "review" | "admin">;
}

/** Where rules were read. `date` is the date of the text, `viewed` when we read it, `link` its address. */
export interface Source {
  id: string;
  title: string;
  basis: "rules" | "guide" | "official_page" | "third_party" | "unverified" | "heuristic";
  date?: string | null;
  viewed: string;
  valid_from: string;
  review_by: string;
  link?: string | null;
}

/** How several judgements of one application agree: `scores` in the order they were made. */
export interface Stability {
  runs: number;
  scores: Array<number>;
  spread: number;
  recommendations: Array<"strong" | "moderate" | "weak">;
  flipped: boolean;
  failed_runs?: number;
  reason: string;
}

/** Failures of one stage in one period. */
export interface StageErrors {
  stage: string;
  count: number;
}

/** What is said of a document, in the words of `Correction`. */
export interface StateCorrection {
  subject: "visible" | "author" | "about" | "kind" | "same_as";
  value: string;
}

/** A whole questionnaire to be checked. */
export interface SubmitAnswers {
  field: string;
  responses: Record<string, unknown>;
}

/** What became of a ZIP of folders. The analyses go on in the background. */
export interface TakenBundle {
  folders: Array<TakenFolder>;
  left_out: Array<LeftOutFile>;
}

/** What became of one folder of a ZIP; `problem` says why it was not handed in. */
export interface TakenFolder {
  folder: string;
  client_id?: string | null;
  session_id?: string | null;
  papers: number;
  problem?: string | null;
}

/** What became of each row of a CSV of decisions. */
export interface TakenOutcomes {
  rows: Array<ImportedOutcome>;
}

/** Durations in seconds, millisecond precision; null for a stage that was not reached. */
export interface Timing {
  queued_seconds?: number | null;
  extraction_seconds?: number | null;
  analysis_seconds?: number | null;
  total_seconds?: number | null;
}

/** The key figures of one period; a period without analyses has zero counts and null averages. */
export interface TrendPoint {
  total: number;
  completed: number;
  errors: number;
  success_rate: number | null;
  avg_score: number | null;
  avg_likelihood: number | null;
  small_sample: boolean;
  period: string;
  until: string;
}

/** Key figures over time. */
export interface Trends {
  grain: "day" | "week" | "month";
  figures: KeyFigures;
  points: Array<TrendPoint>;
  comparison: ComparisonResult | null;
}

/** A criterion that could not be judged: `code` says why, `reason` in words. */
export interface UnjudgedCriterion {
  criterion: string;
  name?: string;
  code?: string;
  reason?: string;
}

/** Uploads in one hour of the week. */
export interface UploadHour {
  weekday: number;
  hour: number;
  count: number;
}

/** One document as recognised; `kind` can be corrected. */
export interface UploadedDocument {
  id: string;
  filename: string;
  kind: "cv" | "recommendation_letter" | "evidence" | "personal_statement" | "portfolio";
  media_type: string;
  bytes: number;
  pages: number;
  warnings: Array<string>;
  state: "read" | "reading" | "unreadable";
  problem: string | null;
}

/** What an upload added, and how many documents the session now has. */
export interface UploadedDocuments {
  session_id: string;
  uploaded_files: number;
  total_documents: number;
  files: Array<UploadedDocument>;
}

/** Raw consumption of a model; null means unknown, never zero. */
export interface Usage {
  input_tokens?: number | null;
  output_tokens?: number | null;
  cost_usd?: number | null;
  cached_input_tokens?: number | null;
  requests?: number | null;
  unmeasured_requests?: number | null;
  retries?: number | null;
  latency_seconds?: number | null;
  prices?: string | null;
}

/** Who uses what in the process that answers. */
export interface UsageState {
  lanes: Array<LaneState>;
  clients: Array<ClientState>;
}

/** One version of the prompt or of the rules. */
export interface VersionFigures {
  version: string;
  count: number;
  avg_score: number | null;
  small_sample: boolean;
  grounded: Share;
}

/** Everything about a client but the papers and results themselves. */
export interface WholeClient {
  id: string;
  owner: string;
  reference: string;
  name: string | null;
  status: string;
  tags: Array<string>;
  created_at: string;
  updated_at: string;
  sessions: number;
  field: string | null;
  latest: AttemptSummary | null;
  notes: Array<ClientNote>;
  all_sessions: Array<ClientSession>;
}

/** One analysis with all its parts. */
export interface WholeRecord {
  _id: string;
  session_id: string;
  field: "digital_technology" | "arts_culture" | "science_research";
  upload_date: string;
  created_at: string;
  completed_at: string;
  processing_status: "completed" | "error";
  document_count: number;
  questionnaire_responses: Record<string, unknown>;
  analysis_results: AnalysisResults | null;
  overall_score: number | null;
  likelihood: number | null;
  recommendation: "strong" | "moderate" | "weak" | null;
  strengths_count: number | null;
  weaknesses_count: number | null;
  evidence_gaps_count: number | null;
  error_message: string | null;
  schema_version?: number;
  attempt: number;
  attempt_kind?: "first" | "again" | "rejudged";
  client?: string | null;
  rejudged_from?: EarlierVerdict | null;
  route: string | null;
  error: RecordError | null;
  documents: Array<RecordDocument>;
  assessor: AssessorInfo | null;
  usage: Usage;
  timing: Timing;
  grounding: GroundingCount;
  consents?: Record<string, boolean>;
  corrections?: number;
  band_set?: Array<"strong" | "moderate" | "weak"> | null;
  band_probabilities?: BandProbabilities | null;
  abstained?: Abstention | null;
  outcome?: Outcome | null;
}

/** A quote that counts for a criterion, with who says it and why it counts. */
export interface WitnessedFact {
  criterion: string;
  quote: ResultQuote;
  who?: string;
  why?: string;
}

/** What to write down about a client. */
export interface WriteNote {
  text: string;
}

/** A row of the flat formats: CSV, XLSX, Parquet, and JSON or NDJSON with `columns=`. */
export interface ExportRow {
  _id?: string | null;
  session_id?: string | null;
  attempt?: number | null;
  attempt_kind?: string | null;
  "rejudged_from.attempt"?: number | null;
  "rejudged_from.overall_score"?: number | null;
  client?: string | null;
  field?: string | null;
  route?: string | null;
  upload_date?: string | null;
  created_at?: string | null;
  completed_at?: string | null;
  processing_status?: string | null;
  "error.stage"?: string | null;
  "error.code"?: string | null;
  error_message?: string | null;
  overall_score?: number | null;
  likelihood?: number | null;
  recommendation?: string | null;
  band_set?: string | null;
  "band_probabilities.weak"?: number | null;
  "band_probabilities.moderate"?: number | null;
  "band_probabilities.strong"?: number | null;
  "abstained.code"?: string | null;
  strengths_count?: number | null;
  weaknesses_count?: number | null;
  evidence_gaps_count?: number | null;
  "grounding.claims"?: number | null;
  "grounding.grounded"?: number | null;
  "cv_feedback.score"?: number | null;
  "roadmap.milestones"?: number | null;
  "roadmap.total_weeks"?: number | null;
  document_score?: number | null;
  failed_gates?: string | null;
  connections?: number | null;
  "outcome.result"?: string | null;
  "outcome.date"?: string | null;
  "outcome.reported_at"?: string | null;
  document_count?: number | null;
  "documents.cv"?: number | null;
  "documents.recommendation_letter"?: number | null;
  "documents.evidence"?: number | null;
  "documents.personal_statement"?: number | null;
  "documents.portfolio"?: number | null;
  "documents.pages"?: number | null;
  "documents.bytes"?: number | null;
  assessor?: string | null;
  "assessor.name"?: string | null;
  "assessor.model"?: string | null;
  "assessor.version"?: string | null;
  "assessor.prompt_version"?: string | null;
  "assessor.endpoint"?: string | null;
  "assessor.region"?: string | null;
  "assessor.rules_version"?: string | null;
  "usage.input_tokens"?: number | null;
  "usage.output_tokens"?: number | null;
  "usage.cost_usd"?: number | null;
  "timing.queued_seconds"?: number | null;
  "timing.extraction_seconds"?: number | null;
  "timing.analysis_seconds"?: number | null;
  "timing.total_seconds"?: number | null;
  schema_version?: number | null;
  corrections?: number | null;
  "consents.training"?: boolean | null;
  "criterion.MC.score"?: number | null;
  "criterion.MC.level"?: number | null;
  "criterion.MC.verdict"?: string | null;
  "criterion.OC1.score"?: number | null;
  "criterion.OC1.level"?: number | null;
  "criterion.OC1.verdict"?: string | null;
  "criterion.OC2.score"?: number | null;
  "criterion.OC2.level"?: number | null;
  "criterion.OC2.verdict"?: string | null;
  "criterion.OC3.score"?: number | null;
  "criterion.OC3.level"?: number | null;
  "criterion.OC3.verdict"?: string | null;
  "criterion.OC4.score"?: number | null;
  "criterion.OC4.level"?: number | null;
  "criterion.OC4.verdict"?: string | null;
  "strength.confirmed_achievement"?: number | null;
  "strength.documented_achievement"?: number | null;
  "strength.quantified_impact"?: number | null;
  "strength.independent_recognition"?: number | null;
  "strength.strong_letters"?: number | null;
  "strength.fast_track_eligible"?: number | null;
  "strength.prestigious_prize"?: number | null;
  "weakness.route_mismatch"?: number | null;
  "weakness.ineligible_role"?: number | null;
  "weakness.self_published_evidence"?: number | null;
  "weakness.cv_inconsistent"?: number | null;
  "weakness.bundle_not_asked_for"?: number | null;
  "weakness.uk_plan_vague"?: number | null;
  "weakness.letters_alike"?: number | null;
  "weakness.letter_unsigned"?: number | null;
  "weakness.letter_author_close"?: number | null;
  "weakness.letter_out_of_date"?: number | null;
  "weakness.papers_of_another_field"?: number | null;
  "weakness.letter_not_for_this"?: number | null;
  "weakness.self_documented_evidence"?: number | null;
  "weakness.mentoring_unstructured"?: number | null;
  "weakness.single_recent_activity"?: number | null;
  "weakness.salary_alone"?: number | null;
  "weakness.paper_does_not_name_you"?: number | null;
  "weakness.papers_merged"?: number | null;
  "weakness.arts_cv_unclear"?: number | null;
  "weakness.student_or_amateur"?: number | null;
  "weakness.interested_source"?: number | null;
  "weakness.paid_coverage"?: number | null;
  "weakness.unselective_award"?: number | null;
  "weakness.inflated_claim"?: number | null;
  "weakness.claims_contradict"?: number | null;
  "weakness.employer_event"?: number | null;
  "weakness.only_the_cv"?: number | null;
  "weakness.not_product_led"?: number | null;
  "gap.missing_recommendation_letters"?: number | null;
  "gap.letter_author_unsuitable"?: number | null;
  "gap.letter_content_incomplete"?: number | null;
  "gap.no_uk_letter"?: number | null;
  "gap.mandatory_not_evidenced"?: number | null;
  "gap.optional_criteria_short"?: number | null;
  "gap.evidence_over_limit"?: number | null;
  "gap.evidence_outdated"?: number | null;
  "gap.no_product_metrics"?: number | null;
  "gap.individual_role_unclear"?: number | null;
  "gap.single_country_record"?: number | null;
  "gap.no_media_coverage"?: number | null;
  "gap.no_external_recognition"?: number | null;
  "gap.insufficient_publications"?: number | null;
  "gap.no_competitive_funding"?: number | null;
  "gap.letter_about_other"?: number | null;
  "gap.letter_not_objective"?: number | null;
  "gap.translation_missing"?: number | null;
  "answers.route_preference"?: string | null;
  "answers.years_experience"?: number | null;
  "answers.applicant_type"?: string | null;
  "answers.employer_type"?: string | null;
  "answers.has_founded_company"?: boolean | null;
  "answers.recommendation_letters"?: number | null;
  "answers.company_metrics"?: string | null;
  "answers.publications"?: number | null;
  "answers.speaking_engagements"?: number | null;
  "answers.patents_granted"?: number | null;
  "answers.awards"?: string | null;
  "answers.open_source"?: string | null;
  "answers.github_url"?: string | null;
  "answers.portfolio_url"?: string | null;
  "answers.listed_prize"?: boolean | null;
  "answers.consent_service"?: boolean | null;
  "answers.consent_analytics"?: boolean | null;
  "answers.consent_training"?: boolean | null;
  "answers.discipline"?: string | null;
  "answers.countries_worked"?: number | null;
  "answers.last_5_years_active"?: boolean | null;
  "answers.media_coverage"?: number | null;
  "answers.uk_organisation_letter"?: boolean | null;
  "answers.international_prizes"?: string | null;
  "answers.nominations"?: number | null;
  "answers.media_countries"?: number | null;
  "answers.major_venues"?: string | null;
  "answers.international_sales"?: string | null;
  "answers.design_work"?: string | null;
  "answers.research_field"?: string | null;
  "answers.has_phd"?: boolean | null;
  "answers.active_researcher"?: boolean | null;
  "answers.peer_reviewed_pubs"?: number | null;
  "answers.uk_job_offer"?: boolean | null;
  "answers.uk_eminent_referee"?: boolean | null;
  "answers.citations"?: number | null;
  "answers.research_grants"?: number | null;
  "answers.academic_position"?: string | null;
  "answers.fellowships"?: string | null;
  "answers.grant_endorsed_funder"?: boolean | null;
  "answers.prizes"?: string | null;
  "answers.leads_research"?: boolean | null;
  "answers.fellowship_end_year"?: number | null;
  "answers.share_of_time"?: number | null;
  "answers.contract_months_left"?: number | null;
  "answers.unlisted"?: string | null;
  overall_assessment?: string | null;
  strengths_text?: string | null;
  weaknesses_text?: string | null;
  gaps_text?: string | null;
  quotes_text?: string | null;
}

/** By operation: query, body and answer. */
export interface Operations {
  list_fields: { query: { }; body: undefined; answer: FieldList };
  create_session: { query: { }; body: CreateSession; answer: CreatedSession };
  get_questionnaire: { query: { }; body: undefined; answer: Questionnaire };
  submit_questionnaire: { query: { }; body: SubmitAnswers; answer: CheckedAnswers };
  save_answers: { query: { }; body: Record<string, unknown>; answer: SavedAnswers };
  get_answers: { query: { }; body: undefined; answer: SavedState };
  analyze: { query: { }; body: undefined; answer: AnalysisStarted };
  get_status: { query: { }; body: undefined; answer: SessionStatus };
  get_results: { query: { }; body: undefined; answer: Results };
  list_documents: { query: { }; body: undefined; answer: DocumentList };
  correct_document: { query: { }; body: ChangeDocument; answer: DocumentList };
  remove_document: { query: { }; body: undefined; answer: DocumentList };
  get_content: { query: { }; body: undefined; answer: Blob };
  get_text: { query: { }; body: undefined; answer: ShownDocument };
  state_correction: { query: { }; body: StateCorrection; answer: Corrections };
  take_back_correction: { query: { subject?: "visible" | "author" | "about" | "kind" | "same_as"; value?: string | null; }; body: undefined; answer: Corrections };
  get_picture: { query: { }; body: undefined; answer: Blob };
  list_attempts: { query: { }; body: undefined; answer: AttemptList };
  compare_attempts: { query: { from?: number | null; to?: number | null; }; body: undefined; answer: AttemptComparison };
  get_checklist: { query: { }; body: undefined; answer: PayingChecklist };
  get_facts: { query: { field?: "digital_technology" | "arts_culture" | "science_research" | null; route?: string | null; }; body: undefined; answer: Facts };
  get_costs: { query: { years?: number; partners?: number; children?: number; needs_endorsement?: boolean; }; body: undefined; answer: Costs };
  get_rules: { query: { }; body: undefined; answer: Rules };
  post_outcome: { query: { }; body: ReportOutcome; answer: SessionOutcome };
  get_outcome: { query: { }; body: undefined; answer: SessionOutcome };
  get_data: { query: { }; body: undefined; answer: HeldData };
  delete_session: { query: { }; body: undefined; answer: Deletion };
  delete_data: { query: { session_id?: string; }; body: undefined; answer: Deletion };
  get_deletion_status: { query: { }; body: undefined; answer: Deletion };
  list_audit: { query: { action?: string | null; limit?: number; }; body: undefined; answer: AuditLog };
  sign_in: { query: { }; body: SignIn; answer: SignedIn };
  sign_out: { query: { everywhere?: boolean; }; body: undefined; answer: undefined };
  check_health: { query: { }; body: undefined; answer: Health };
  check_ready: { query: { }; body: undefined; answer: Health };
  check_alive: { query: { }; body: undefined; answer: Alive };
  get_clients: { query: { q?: string | null; status?: "active" | "applied" | "endorsed" | "refused" | "closed" | null; tag?: string | null; sort?: "-updated_at" | "updated_at" | "reference" | "-reference"; limit?: number; cursor?: string | null; }; body: undefined; answer: ClientPage };
  post_client: { query: { }; body: OpenClient; answer: WholeClient };
  post_outcomes: { query: { }; body: undefined; answer: TakenOutcomes };
  get_whole_client: { query: { }; body: undefined; answer: WholeClient };
  patch_client: { query: { }; body: ChangeClient; answer: WholeClient };
  delete_client: { query: { }; body: undefined; answer: ErasedClient };
  post_note: { query: { }; body: WriteNote; answer: WholeClient };
  post_session: { query: { }; body: CreateSession; answer: CreatedSession };
  get_queue: { query: { limit?: number; cursor?: string | null; }; body: undefined; answer: ReviewPage };
  ask_for_review: { query: { }; body: AskForReview; answer: OpenedSeats };
  get_own: { query: { }; body: undefined; answer: OwnReviews };
  get_review: { query: { }; body: undefined; answer: SeenReview };
  take_review: { query: { }; body: undefined; answer: SeenReview };
  leave_review: { query: { }; body: undefined; answer: ReviewLine };
  post_opinion: { query: { }; body: GiveOpinion; answer: SeenReview };
  post_mark: { query: { }; body: MarkPassage; answer: SeenReview };
  get_overview: { query: { field?: Array<"digital_technology" | "arts_culture" | "science_research"> | null; status?: Array<"completed" | "error" | "rejudged" | "rejudged_error" | "all"> | null; recommendation?: Array<"strong" | "moderate" | "weak"> | null; assessor?: Array<string> | null; since?: string | null; until?: string | null; }; body: undefined; answer: Overview };
  get_trends: { query: { grain?: "auto" | "day" | "week" | "month"; compare?: "previous" | "year" | "off"; field?: Array<"digital_technology" | "arts_culture" | "science_research"> | null; status?: Array<"completed" | "error" | "rejudged" | "rejudged_error" | "all"> | null; recommendation?: Array<"strong" | "moderate" | "weak"> | null; assessor?: Array<string> | null; since?: string | null; until?: string | null; }; body: undefined; answer: Trends };
  get_fields: { query: { limit?: number; field?: Array<"digital_technology" | "arts_culture" | "science_research"> | null; status?: Array<"completed" | "error" | "rejudged" | "rejudged_error" | "all"> | null; recommendation?: Array<"strong" | "moderate" | "weak"> | null; assessor?: Array<string> | null; since?: string | null; until?: string | null; }; body: undefined; answer: FieldsComparison };
  get_insights: { query: { limit?: number; field?: Array<"digital_technology" | "arts_culture" | "science_research"> | null; status?: Array<"completed" | "error" | "rejudged" | "rejudged_error" | "all"> | null; recommendation?: Array<"strong" | "moderate" | "weak"> | null; assessor?: Array<string> | null; since?: string | null; until?: string | null; }; body: undefined; answer: Insights };
  get_quality: { query: { grain?: "auto" | "day" | "week" | "month"; field?: Array<"digital_technology" | "arts_culture" | "science_research"> | null; status?: Array<"completed" | "error" | "rejudged" | "rejudged_error" | "all"> | null; recommendation?: Array<"strong" | "moderate" | "weak"> | null; assessor?: Array<string> | null; since?: string | null; until?: string | null; }; body: undefined; answer: Quality };
  get_rejudged: { query: { field?: Array<"digital_technology" | "arts_culture" | "science_research"> | null; status?: Array<"completed" | "error" | "rejudged" | "rejudged_error" | "all"> | null; recommendation?: Array<"strong" | "moderate" | "weak"> | null; assessor?: Array<string> | null; since?: string | null; until?: string | null; }; body: undefined; answer: Rejudged };
  get_agreement: { query: { }; body: undefined; answer: Agreement };
  list_analyses: { query: { skip?: number; limit?: number; cursor?: string | null; sort?: "-created_at" | "created_at" | "-overall_score" | "overall_score"; field?: Array<"digital_technology" | "arts_culture" | "science_research"> | null; status?: Array<"completed" | "error" | "rejudged" | "rejudged_error" | "all"> | null; recommendation?: Array<"strong" | "moderate" | "weak"> | null; assessor?: Array<string> | null; since?: string | null; until?: string | null; }; body: undefined; answer: RecordList };
  get_analysis: { query: { }; body: undefined; answer: WholeRecord };
  list_changes: { query: { cursor?: string | null; limit?: number; }; body: undefined; answer: ChangeList };
  show_sign_ins: { query: { }; body: undefined; answer: Array<SignInState> };
  sign_browsers_out: { query: { }; body: undefined; answer: undefined };
  show_usage: { query: { }; body: undefined; answer: UsageState };
  block_client: { query: { }; body: ClientBlock; answer: ClientBlock };
  read_metrics: { query: { }; body: undefined; answer: string };
}

/** By operation: method and path. */
export const PLACES: Record<keyof Operations, [method: string, path: string]> = {
  list_fields: ["GET", "/api/fields"],  // List the fields one can apply in
  create_session: ["POST", "/api/session/create"],  // Open a session for one application
  get_questionnaire: ["GET", "/api/questionnaire/{field}"],  // Return a field's questions
  submit_questionnaire: ["POST", "/api/questionnaire/submit"],  // Check a whole questionnaire; nothing is stored
  save_answers: ["POST", "/api/session/{session_id}/questionnaire"],  // Save answers by question id; several calls add up, an empty answer removes
  get_answers: ["GET", "/api/session/{session_id}/questionnaire"],  // Return the answers saved so far
  analyze: ["POST", "/api/analyze/{session_id}"],  // Start the analysis; it goes on in the background and survives a restart of the server
  get_status: ["GET", "/api/session/{session_id}/status"],  // Tell how far a session is
  get_results: ["GET", "/api/results/{session_id}"],  // Return the newest assessment, once the status is `completed`
  list_documents: ["GET", "/api/session/{session_id}/documents"],  // List the session's documents
  correct_document: ["PATCH", "/api/session/{session_id}/documents/{document_id}"],  // Say what a document is, where it was recognised wrongly
  remove_document: ["DELETE", "/api/session/{session_id}/documents/{document_id}"],  // Take one document back
  get_content: ["GET", "/api/session/{session_id}/documents/{document_id}/content"],  // One document as it was uploaded, to be saved, never shown by the browser on our address
  get_text: ["GET", "/api/session/{session_id}/documents/{document_id}/text"],  // Show what was read of a document: its text, what was left out and why, and what we took it for
  state_correction: ["POST", "/api/session/{session_id}/documents/{document_id}/corrections"],  // Say that a document is something else than we took it for; it holds from the next analysis on
  take_back_correction: ["DELETE", "/api/session/{session_id}/documents/{document_id}/corrections"],  // Take back what was said of a document
  get_picture: ["GET", "/api/session/{session_id}/documents/{document_id}/pages/{page}.png"],  // Show a page of a PDF as a reader sees it; a Word document has no pictures (404 `no_picture`)
  list_attempts: ["GET", "/api/session/{session_id}/attempts"],  // List the attempts of a session with how each came out
  compare_attempts: ["GET", "/api/session/{session_id}/diff"],  // Compare two attempts: papers, criteria, findings, answers, and why the score moved
  get_checklist: ["GET", "/api/session/{session_id}/checklist"],  // Return what to have before paying for stage 1: ticked, open, or out of our sight
  get_facts: ["GET", "/api/facts"],  // Fees, times, deadlines, review and settlement, each dated and with its source
  get_costs: ["GET", "/api/facts/costs"],  // What the visa costs a household: fees, and the health surcharge for every year at once
  get_rules: ["GET", "/api/rules"],  // Every rule that is applied, with where and when it was read, and what is due to be read again
  post_outcome: ["POST", "/api/session/{session_id}/outcome"],  // Report what the endorsing body decided, or correct an earlier report, which is kept as history
  get_outcome: ["GET", "/api/session/{session_id}/outcome"],  // Return the decision as it was reported
  get_data: ["GET", "/api/session/{session_id}/data"],  // Everything held about one session: answers, documents, analyses, exports they were in, who looked
  delete_session: ["DELETE", "/api/session/{session_id}"],  // Erase everything about a session: documents, answers, results
  delete_data: ["POST", "/api/gdpr/delete-data"],  // Erase everything about a session; the same as deleting it
  get_deletion_status: ["GET", "/api/gdpr/deletion-status/{session_id}"],  // Tell whether a session has been erased, and when
  list_audit: ["GET", "/api/admin/audit"],  // What was done with personal data: exports, erasures, views of records, changes of keys, sweeps
  sign_in: ["POST", "/api/sign-in"],  // Exchange an API key for a cookie that lasts until nobody uses it for two hours
  sign_out: ["POST", "/api/sign-out"],  // Sign this browser out, and with `everywhere` all others that signed in by the same key
  check_health: ["GET", "/health"],  // Answer 200 when the store answers, else 503 with the reason
  check_ready: ["GET", "/ready"],  // Answer 200 when requests should be sent here: the store answers and the server is not stopping
  check_alive: ["GET", "/live"],  // Answer 200 as long as the process can answer at all; restart it when it cannot
  get_clients: ["GET", "/api/clients"],  // List your clients with what came out for each
  post_client: ["POST", "/api/clients"],  // Open a client, or return the one of yours that has this reference
  post_outcomes: ["POST", "/api/clients/outcomes"],  // Take in what was decided of your clients: a CSV with the columns reference, outcome and date
  get_whole_client: ["GET", "/api/clients/{client_id}"],  // Return a client with notes and all attempts
  patch_client: ["PATCH", "/api/clients/{client_id}"],  // Change a client's reference, name, tags or status
  delete_client: ["DELETE", "/api/clients/{client_id}"],  // Erase everything of a client: sessions, documents, results, name, notes
  post_note: ["POST", "/api/clients/{client_id}/notes"],  // Write something down about a client; it is kept encrypted, as documents are
  post_session: ["POST", "/api/clients/{client_id}/sessions"],  // Open a session for a client
  get_queue: ["GET", "/api/reviews"],  // List what waits for a reviewer, newest analyses first; not what you review already
  ask_for_review: ["POST", "/api/reviews"],  // Have people review an analysis, whatever the rules say
  get_own: ["GET", "/api/reviews/own"],  // List your reviews
  get_review: ["GET", "/api/reviews/{review_id}"],  // Return a review of yours
  take_review: ["POST", "/api/reviews/{review_id}/take"],  // Take a review that waits; the view of the papers is in the audit log
  leave_review: ["POST", "/api/reviews/{review_id}/leave"],  // Give a review back that you have taken and not done
  post_opinion: ["POST", "/api/reviews/{review_id}/opinion"],  // Say what you think
  post_mark: ["POST", "/api/reviews/{review_id}/marks"],  // Mark a quote as rejected or a passage as missed, or take a mark back
  get_overview: ["GET", "/api/analytics/overview"],  // Totals, success rate, averages by field, recommendations
  get_trends: ["GET", "/api/analytics/trends"],  // Figures over time, and their change against the period before
  get_fields: ["GET", "/api/analytics/fields"],  // The fields side by side: scores, criteria, commonest strengths, weaknesses and gaps
  get_insights: ["GET", "/api/analytics/insights"],  // What people bring and do: actions, times, uploads, answers, the way from session to result
  get_quality: ["GET", "/api/analytics/quality"],  // How good the assessments are: errors, distributions, grounded quotes, versions, calibration
  get_rejudged: ["GET", "/api/analytics/rejudged"],  // How scores moved when the same papers were judged again, by the rules before and after
  get_agreement: ["GET", "/api/analytics/agreement"],  // How far people who reviewed analyses agree with each other and with the assessor, by criterion
  list_analyses: ["GET", "/api/analytics/analyses"],  // One page of analyses, without their long parts
  get_analysis: ["GET", "/api/analytics/analyses/{record_id}"],  // One whole record: personal data, so it needs the scope `export`, and the view is audited
  list_changes: ["GET", "/api/analytics/changes"],  // Changes of records behind a cursor, oldest first: whole records, and ids of those that are gone
  show_sign_ins: ["GET", "/api/admin/sign-ins"],  // Every browser that is signed in
  sign_browsers_out: ["DELETE", "/api/admin/sign-ins/{key_id}"],  // Sign out every browser that signed in by a key; the key itself goes on working
  show_usage: ["GET", "/api/admin/usage"],  // Who uses what in this process, the busiest first
  block_client: ["POST", "/api/admin/blocks"],  // Refuse a client's requests for a time, in this process
  read_metrics: ["GET", "/metrics"],  // Counts and durations in Prometheus' text format; no personal data
};
