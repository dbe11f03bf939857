"""From grounded judgements to a score: computed in code, the same for every assessor.

A criterion's score is 100 * quality * independence * recency * sufficiency. Quality is the assessor's level;
the other factors are computed here, from the quotes that were found in the papers. A criterion without a
grounded quote earns nothing, whatever its level says. Figures come from the field's criteria file and are our
heuristic, never fitted to outcomes; see `docs/scoring.md`.
"""

import math
import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from proof_of_talent.application import Application
from proof_of_talent.assessment import CriterionResult, Evidence, Finding, Judgement, Scored
from proof_of_talent.checks import Survey, check_list, survey
from proof_of_talent.criteria import Criterion, FieldCriteria, Route, Rulebook
from proof_of_talent.record import Recommendation

_YEAR = re.compile(r"\b(?:19[5-9]\d|20\d\d)\b")
_NOW = re.compile(r"\b(?:present|current(?:ly)?|to date|ongoing|now|today)\b", re.IGNORECASE)
_NEARBY = 400  # characters before a quote in which an entry's date may stand
_RECENT_ENOUGH = 0.7  # recency under which a criterion's evidence is called outdated


class Weighed(NamedTuple):
    """The factors of one criterion, 0-1 each."""

    quality: float
    independence: float
    recency: float
    sufficiency: float

    @property
    def score(self) -> int:
        """0-100."""
        return round(100 * self.quality * self.independence * self.recency * self.sufficiency)


def score(
    application: Application,
    criteria: FieldCriteria,
    rulebook: Rulebook,
    judgements: Iterable[Judgement],
    check_findings: Iterable[Finding] = (),
) -> Scored:
    """Score an application.

    Args:
        application: for the kinds, dates and number of its documents.
        criteria: the field's rules.
        rulebook: for which codes are gates.
        judgements: one for each criterion, with `grounded` set by grounding. Where an assessor's finding is a
            strength without a grounded quote it is dropped.
        check_findings: what `checks.check` found.

    Raises:
        ValueError: the judgements are not exactly one for each criterion.
    """
    by_code = _index_judgements(judgements, criteria)
    surveyed = survey(application, criteria)
    results = tuple(
        _score_criterion(application, criteria, criterion, by_code[criterion.code])
        for criterion in criteria.criteria
    )
    document_score = score_documents(surveyed)
    code_findings = [*check_findings]
    if surveyed.route.checklist:
        overall, extra = _score_checklist(application, surveyed.route)
    else:
        overall = _add_up(results, document_score, criteria)
        extra = _find_gaps(results, criteria)
    code_findings.extend(extra)
    gates = _list_gates(code_findings, rulebook)
    findings = _merge([*code_findings, *(f for result in results for f in result.findings)])
    return Scored(
        criteria=results,
        document_score=document_score,
        overall_score=overall,
        likelihood=estimate_likelihood(overall, criteria, surveyed.route, failed=bool(gates)),
        recommendation=recommend(overall, criteria, failed=bool(gates)),
        failed_gates=gates,
        findings=findings,
    )


def _index_judgements(judgements: Iterable[Judgement], criteria: FieldCriteria) -> dict[str, Judgement]:
    listed = list(judgements)
    by_code = {judgement.criterion: judgement for judgement in listed}
    if len(listed) != len(by_code) or set(by_code) != {criterion.code for criterion in criteria.criteria}:
        message = "an assessment needs exactly one judgement for each criterion"
        raise ValueError(message)
    return by_code


def _score_criterion(
    application: Application, criteria: FieldCriteria, criterion: Criterion, judgement: Judgement
) -> CriterionResult:
    findings = tuple(_keep_grounded(judgement.findings))
    evidence = _list_evidence(findings)
    weighed = _weigh(application, criteria, criterion, judgement.level, evidence)
    return CriterionResult(
        criterion=criterion.code,
        name=criterion.name,
        score=weighed.score,
        level=judgement.level,
        quality=round(weighed.quality, 4),
        independence=round(weighed.independence, 4),
        recency=round(weighed.recency, 4),
        sufficiency=round(weighed.sufficiency, 4),
        verdict=_name_verdict(weighed.score, criteria),
        rationale=judgement.rationale,
        findings=findings,
    )


def _keep_grounded(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Yield what may be shown: quotes that exist, and no strength without one."""
    for finding in findings:
        held = tuple(evidence for evidence in finding.evidence if evidence.grounded)
        if held or finding.kind != "strength":
            yield finding.model_copy(update={"evidence": held, "grounded": bool(held)})


def _list_evidence(findings: Iterable[Finding]) -> list[Evidence]:
    """Return the distinct grounded quotes that speak for a criterion."""
    quotes = {
        (evidence.document, evidence.page, evidence.quote): evidence
        for finding in findings
        if finding.kind == "strength"
        for evidence in finding.evidence
    }
    return list(quotes.values())


def _weigh(
    application: Application,
    criteria: FieldCriteria,
    criterion: Criterion,
    level: float,
    evidence: list[Evidence],
) -> Weighed:
    kinds = {document.id: document.kind for document in application.documents}
    evidence = [item for item in evidence if item.document in kinds]
    if not evidence:
        return Weighed(level / 4, 0.0, 0.0, 0.0)
    return Weighed(
        level / 4,
        measure_independence({kinds[item.document] for item in evidence}, criteria),
        measure_recency(application, criteria, criterion, evidence),
        measure_sufficiency(
            [kinds[document] for document in {e.document for e in evidence}], criteria, criterion
        ),
    )


def measure_independence(kinds: set[str], criteria: FieldCriteria) -> float:
    """Return 0-1 by whose papers speak: others' evidence most, the applicant's own CV least."""
    factors = criteria.factors
    if {"evidence", "recommendation_letter"} <= kinds:
        return factors.evidence_and_letter
    if "evidence" in kinds:
        return factors.evidence
    if "recommendation_letter" in kinds:
        return factors.letter
    return factors.cv_alone if "cv" in kinds else factors.statement_alone


def measure_recency(
    application: Application, criteria: FieldCriteria, criterion: Criterion, evidence: list[Evidence]
) -> float:
    """Return 0-1: the mean recency of the most recent quotes, as many as the criterion needs documents.

    A quote is as recent as the latest year in it, or in the lines before it; full within the window, then
    falling by a step a year. Where no window is stated age does not count.
    """
    if criterion.window_years is None:
        return 1.0
    pages = {
        (document.id, page.number): page.text for document in application.documents for page in document.pages
    }
    recencies = sorted(
        (
            _measure_age(
                item.quote,
                pages.get((item.document, item.page), ""),
                application.as_of.year,
                criteria,
                criterion,
            )
            for item in evidence
        ),
        reverse=True,
    )
    needed = recencies[: max(1, criterion.minimum_documents)]
    return sum(needed) / len(needed)


def _measure_age(
    quote: str, page: str, this_year: int, criteria: FieldCriteria, criterion: Criterion
) -> float:
    factors = criteria.factors
    latest = _read_latest_year(quote, this_year)
    if latest is None:
        at = page.find(quote)
        before = page[max(0, at - _NEARBY) : at] if at >= 0 else ""
        latest = _read_latest_year(before, this_year)
    if latest is None:
        return factors.undated
    over = this_year - latest - (criterion.window_years or 0)
    return 1.0 if over <= 0 else max(factors.oldest, 1.0 - factors.decay_per_year * over)


def _read_latest_year(text: str, this_year: int) -> int | None:
    years = [year for found in _YEAR.findall(text) if (year := int(found)) <= this_year]
    if _NOW.search(text) and years:
        return this_year
    return max(years, default=None)


def measure_sufficiency(kinds: list[str], criteria: FieldCriteria, criterion: Criterion) -> float:
    """Return 0-1: distinct documents quoted against the number the criterion needs.

    A letter and a CV count as a share of a document; letters together for no more than one document.
    """
    factors = criteria.factors
    papers = kinds.count("evidence")
    letters = min(1.0, kinds.count("recommendation_letter") * factors.letter_share)
    own = factors.cv_share if "cv" in kinds or "personal_statement" in kinds else 0.0
    share = (papers + letters + own) / max(1, criterion.minimum_documents)
    return min(1.0, max(factors.fewest, share))


def score_documents(surveyed: Survey) -> int:
    """Return 0-100 for the papers as such: letters 45, their content 20, CV 25, limits and evidence 10.

    Nothing for an application with neither a CV nor a letter.
    """
    if not surveyed.cvs and not surveyed.letters:
        return 0
    needed = surveyed.route.letters
    have = min(1.0, len(surveyed.letters) / needed) if needed else 1.0
    sound = [
        max(0.0, 1 - 0.25 * len(letter.missing)) * (0.5 if letter.unsuitable else 1.0)
        for letter in surveyed.letters
    ]
    content = have * (sum(sound) / len(sound) if sound else float(not needed))
    if surveyed.uk_letters < surveyed.route.uk_letters:
        content *= 0.5
    limits = max(0.0, 1 - 0.5 * len(surveyed.over_limit)) if surveyed.evidence else 0.5
    return round(45 * have + 20 * content + 25 * bool(surveyed.cvs) + 10 * limits)


def _add_up(results: tuple[CriterionResult, ...], document_score: int, criteria: FieldCriteria) -> int:
    """Return the overall score: weighed criteria, the best optional ones, and the documents."""
    weights = criteria.weights
    total = float(weights.documents * document_score)
    optional = []
    for result in results:
        if result.criterion in weights.criteria:
            total += weights.criteria[result.criterion] * result.score
        elif criteria.criterion(result.criterion).role == "optional":
            optional.append(result.score)
    total += sum(weights.best_optional * best for best in sorted(optional)[::-1][: weights.optional_count])
    return round(total / 100)


def _score_checklist(application: Application, route: Route) -> tuple[int, list[Finding]]:
    """Score a fast track: the share of items met; all must be."""
    items = check_list(application, route)
    unmet = [label for label, met in items if not met]
    if unmet:
        return round(100 * (len(items) - len(unmet)) / len(items)), [
            Finding(
                kind="gap",
                code="mandatory_not_evidenced",
                criterion=None,
                text=f"The checklist of this fast track is not met: {'; '.join(unmet)}.",
            )
        ]
    text = f"Answers and papers show every item of the checklist for “{route.name}”."
    return 100, [Finding(kind="strength", code="fast_track_eligible", text=text)]


def _find_gaps(results: tuple[CriterionResult, ...], criteria: FieldCriteria) -> list[Finding]:
    """Name what the scores leave open, gates included; nothing about criteria that are not needed."""
    findings = []
    shown = 0
    for result in results:
        criterion = criteria.criterion(result.criterion)
        shown += criterion.role == "optional" and result.verdict != "not_met"
        if criterion.role != "optional" and result.verdict == "not_met":
            findings.append(_name_gap(criterion))
    short = shown < criteria.minimum_optional
    if short:
        text = f"{criteria.minimum_optional} further criteria are needed; the papers show {shown or 'none'}."
        findings.append(Finding(kind="gap", code="optional_criteria_short", text=text))
    optional = sorted(
        (r for r in results if criteria.criterion(r.criterion).role == "optional"),
        key=lambda r: (-r.score, r.criterion),
    )
    findings.extend(
        _name_gap(criteria.criterion(result.criterion))
        for result in optional[: criteria.minimum_optional]
        if result.verdict == "not_met"
    )
    findings.extend(
        Finding(
            kind="gap",
            code="evidence_outdated",
            criterion=result.criterion,
            text=f"Much of the evidence for “{result.name}” is older than the period the rules look at.",
        )
        for result in results
        if result.score and result.recency < _RECENT_ENOUGH
    )
    return findings


def _name_gap(criterion: Criterion) -> Finding:
    return Finding(
        kind="gap",
        code=criterion.weak_gap,
        criterion=criterion.code,
        text=f"“{criterion.name}” is not shown well enough. {criterion.advice}",
    )


def _list_gates(findings: Iterable[Finding], rulebook: Rulebook) -> tuple[str, ...]:
    """Return the codes of failed gates. Only findings made in code are asked: no assessor closes a gate."""
    return tuple(dict.fromkeys(f.code for f in findings if f.kind == "gap" and rulebook.code(f.code).gate))


def _merge(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return every finding once; an assessor's gap gives way to the same gap found in code."""
    merged: dict[tuple[str, str, str | None, str], Finding] = {}
    gaps: set[tuple[str, str | None]] = set()
    for finding in findings:
        key = (finding.code, finding.criterion)
        if finding.kind == "gap" and key in gaps:
            continue
        if finding.kind == "gap":
            gaps.add(key)
        merged.setdefault((finding.kind, finding.code, finding.criterion, finding.text), finding)
    order = {"strength": 0, "weakness": 1, "gap": 2}
    return tuple(sorted(merged.values(), key=lambda f: order[f.kind]))


def _name_verdict(points: int, criteria: FieldCriteria) -> Literal["met", "partly", "not_met"]:
    bands = criteria.bands
    return "met" if points >= bands.met else "partly" if points >= bands.partly else "not_met"


def estimate_likelihood(overall: int, criteria: FieldCriteria, route: Route, *, failed: bool) -> float:
    """Return a rough chance of endorsement, four decimals: a prior moved by the score, capped by gates."""
    model = criteria.likelihood
    if route.checklist and route.prior is not None and not failed:
        return route.prior
    odds = math.log(model.prior / (1 - model.prior)) + model.slope * (overall - model.centre)
    likelihood = min(model.maximum, max(model.minimum, 1 / (1 + math.exp(-odds))))
    return round(min(likelihood, model.gate_cap) if failed else likelihood, 4)


def recommend(overall: int, criteria: FieldCriteria, *, failed: bool) -> Recommendation:
    """Return the band of a score; a failed gate makes any application weak."""
    if failed or overall < criteria.bands.moderate:
        return "weak"
    return "strong" if overall >= criteria.bands.strong else "moderate"
