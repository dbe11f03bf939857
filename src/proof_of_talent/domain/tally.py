"""Every chart is a sum: a record becomes additive counters, and counters add up per period.

`tally` is the one pure function from a record to its counters. All counters are integers, so adding and
subtracting is exact. `domain/rollups.py` adds them up by day and month.
"""

from collections.abc import Callable, Mapping
from typing import Literal

from proof_of_talent.domain.consents import ANALYTICS, refuses
from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.domain.results import AnalysisResults

TALLY_VERSION = 1
"""Raised when `tally` changes meaning; a store that holds another version rebuilds its rollups at start."""

Counters = dict[str, int]

KEY_FIGURES = ("n", "score_n", "score_sum", "likelihood_n", "likelihood_e4_sum")
"""Counters that stores also keep in narrow columns, because the overview reads nothing else."""

SECONDS_BOUNDS_MS = (
    100, 200, 300, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 7_500, 10_000, 15_000, 20_000, 30_000, 45_000,
    60_000, 90_000, 120_000, 180_000, 300_000, 600_000, 1_800_000, 3_600_000,
)  # fmt: skip
"""Upper bounds, in milliseconds, of the buckets that processing time is counted in; the last is open."""


def tally(record: AnalysisRecord) -> Counters:
    """Return what one record adds to the rollups.

    Names: `n`; `withheld` (kept out of exports and datasets); `score_n`, `score_sum`, `score_sq_sum` and
    `score/85` (bucket 85-89; 100 has its own);
    `likelihood_n`, `likelihood_e4_sum` (ten-thousandths) and `likelihood/75` (per cent, width 5);
    `ms_n`, `ms_sum`, `ms/1000` (total time, by upper bound) and the like for `queue_ms`; `hour/0-14`
    (weekday, hour of upload, Monday 0); `documents/3`; `kind/cv`; `strength/CODE`, `weakness/CODE`,
    `gap/CODE`; `criterion_gap/MC/CODE`; `criterion/MC/n|score_sum|met|partly|not_met`; `balance/3-2`
    (strengths-weaknesses); `action/CODE`; `answered/QUESTION`; `error/STAGE/CODE`; `claims`, `grounded`;
    `route/ROUTE`; `prompt/VERSION/n|score_sum|claims|grounded`; `rules/VERSION/n|score_sum`;
    `moved/OLD>NEW/n|before_sum|after_sum` and `moved/OLD>NEW/by/-5` (bucket -5 to -1 points) of what was
    judged again, by rules versions; `input_tokens`, `output_tokens`, `tokens_n`, `cost_microusd`, `cost_n`;
    `outcome/RESULT` and, where the application was endorsed or refused and a likelihood is known, `brier_n`,
    `brier_e8_sum` (squared error in hundred-millionths), `calibration/75/n|endorsed|likelihood_e4_sum` (bins
    as for `likelihood`), and both again by rules version as `rules_brier/VERSION/n|e8_sum` and
    `rules_calibration/VERSION/75/…`.
    """
    counters: Counters = {"n": 1}

    def add(name: str, value: int = 1) -> None:
        counters[name] = counters.get(name, 0) + value

    if refuses(record.consents, ANALYTICS):
        add("withheld")
    _tally_process(record, add)
    if record.processing_status == "error":
        if record.error is not None:
            add(f"error/{record.error.stage}/{record.error.code}")
        return _drop_zeros(counters)
    _tally_result(record, add)
    return _drop_zeros(counters)


def _tally_process(record: AnalysisRecord, add: Callable[..., None]) -> None:
    """Count what every analysis has, failed or not: arrival, documents, answers, time, consumption."""
    uploaded = record.upload_date
    add(f"hour/{uploaded.weekday()}-{uploaded.hour}")
    add(f"documents/{record.document_count}")
    for document in record.documents:
        add(f"kind/{document.kind}")
    for question, answer in record.questionnaire_responses.items():
        if answer not in (None, "", []):
            add(f"answered/{question}")
    if record.route is not None:
        add(f"route/{record.route}")
    for name, seconds in (("ms", record.timing.total_seconds), ("queue_ms", record.timing.queued_seconds)):
        if seconds is not None:
            milliseconds = round(seconds * 1000)
            add(f"{name}_n")
            add(f"{name}_sum", milliseconds)
            add(f"{name}/{_bucket_milliseconds(milliseconds)}")
    usage = record.usage
    if usage.input_tokens is not None or usage.output_tokens is not None:
        add("tokens_n")
        add("input_tokens", usage.input_tokens or 0)
        add("output_tokens", usage.output_tokens or 0)
    if usage.cost_usd is not None:
        add("cost_n")
        add("cost_microusd", round(usage.cost_usd * 1_000_000))


def _tally_result(record: AnalysisRecord, add: Callable[..., None]) -> None:
    """Count what a completed analysis found."""
    score = record.overall_score
    if score is not None:
        add("score_n")
        add("score_sum", score)
        add("score_sq_sum", score * score)
        add(f"score/{score // 5 * 5}")
    if record.likelihood is not None:
        add("likelihood_n")
        add("likelihood_e4_sum", round(record.likelihood * 10_000))
        add(f"likelihood/{_bin_likelihood(record.likelihood)}")
    add("claims", record.grounding.claims)
    add("grounded", record.grounding.grounded)
    if record.strengths_count is not None and record.weaknesses_count is not None:
        add(f"balance/{record.strengths_count}-{record.weaknesses_count}")
    _tally_findings(record.read_results() or AnalysisResults(), add)
    _tally_provenance(record, add)
    _tally_outcome(record, add)
    _tally_move(record, add)


def _tally_move(record: AnalysisRecord, add: Callable[..., None]) -> None:
    """Count how far a score moved when the same papers were judged again."""
    before, score = record.rejudged_from, record.overall_score
    if before is None or before.overall_score is None or score is None or record.assessor is None:
        return
    name = f"moved/{before.rules_version}>{record.assessor.rules_version}"
    add(f"{name}/n")
    add(f"{name}/before_sum", before.overall_score)
    add(f"{name}/after_sum", score)
    add(f"{name}/by/{(score - before.overall_score) // 5 * 5}")


def _tally_findings(results: AnalysisResults, add: Callable[..., None]) -> None:
    """Count codes, criteria and steps."""
    for kind, code in {(finding.kind, finding.code) for finding in results.findings}:
        add(f"{kind}/{code}")  # once an analysis: a chart counts analyses that show it, not mentions
    for criterion, code in {(f.criterion, f.code) for f in results.findings if f.kind == "gap"}:
        if criterion is not None:
            add(f"criterion_gap/{criterion}/{code}")
    for result in results.criteria:
        name = f"criterion/{result.criterion}"
        add(f"{name}/n")
        add(f"{name}/score_sum", result.score)
        add(f"{name}/{result.verdict}")
    for action in {milestone.code for milestone in results.roadmap.milestones if milestone.code}:
        add(f"action/{action}")


def _tally_outcome(record: AnalysisRecord, add: Callable[..., None]) -> None:
    """Count what was decided, and how far the likelihood was from it.

    Withdrawn applications say nothing about the likelihood, so they are counted but never scored.
    """
    if record.outcome is None:
        return
    add(f"outcome/{record.outcome.result}")
    if record.likelihood is None or record.outcome.result == "withdrawn":
        return
    endorsed = int(record.outcome.result == "endorsed")
    likelihood_e4 = round(record.likelihood * 10_000)
    squared_error_e8 = (likelihood_e4 - endorsed * 10_000) ** 2
    likelihood_bin = _bin_likelihood(record.likelihood)
    add("brier_n")
    add("brier_e8_sum", squared_error_e8)
    bins = [f"calibration/{likelihood_bin}"]
    if record.assessor is not None:
        version = record.assessor.rules_version
        add(f"rules_brier/{version}/n")
        add(f"rules_brier/{version}/e8_sum", squared_error_e8)
        bins.append(f"rules_calibration/{version}/{likelihood_bin}")
    for name in bins:
        add(f"{name}/n")
        add(f"{name}/endorsed", endorsed)
        add(f"{name}/likelihood_e4_sum", likelihood_e4)


def _tally_provenance(record: AnalysisRecord, add: Callable[..., None]) -> None:
    """Count scores and quotes by the versions that made them."""
    if record.assessor is None or record.overall_score is None:
        return
    for name, version in (
        ("prompt", record.assessor.prompt_version),
        ("rules", record.assessor.rules_version),
    ):
        if version is not None:
            add(f"{name}/{version}/n")
            add(f"{name}/{version}/score_sum", record.overall_score)
            add(f"{name}/{version}/claims", record.grounding.claims)
            add(f"{name}/{version}/grounded", record.grounding.grounded)


def _bucket_milliseconds(milliseconds: int) -> int:
    return next((bound for bound in SECONDS_BOUNDS_MS if milliseconds <= bound), SECONDS_BOUNDS_MS[-1] * 2)


def _bin_likelihood(likelihood: float) -> int:
    """Return the lower bound, in per cent, of a likelihood's bin of width 5; 1.0 has its own."""
    return round(likelihood * 10_000) // 500 * 5


def _drop_zeros(counters: Counters) -> Counters:
    return {name: value for name, value in counters.items() if value}


def add_counters(total: Counters, counters: Mapping[str, int], sign: Literal[1, -1] = 1) -> None:
    """Add counters to a total in place, or subtract them; a counter that comes to zero disappears."""
    for name, value in counters.items():
        summed = total.get(name, 0) + sign * value
        if summed:
            total[name] = summed
        else:
            total.pop(name, None)
