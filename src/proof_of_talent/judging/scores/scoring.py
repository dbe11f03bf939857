"""From grounded judgements to a score: computed in code, the same for every assessor.

A criterion's score is 100 * quality * independence * recency * sufficiency. Quality is the assessor's level;
the other factors are computed here, from the quotes that were found in the papers. A criterion without a
grounded quote earns nothing, whatever its level says. Figures come from the field's criteria file and are our
heuristic, never fitted to outcomes; see `docs/scoring.md`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Literal

from proof_of_talent.domain.application import OWN_KINDS, Application
from proof_of_talent.domain.assessment import (
    Assessment,
    CriterionResult,
    Evidence,
    Finding,
    Judgement,
    Scored,
)
from proof_of_talent.domain.criteria import Criterion, FieldCriteria, Rulebook
from proof_of_talent.domain.reading import ApplicationReading
from proof_of_talent.judging.evidence.vocabulary import speaks_of_proof
from proof_of_talent.judging.papers.survey import Survey
from proof_of_talent.judging.scores.bands import (
    WHOLE,
    BandVerdict,
    abstain,
    judge_points,
    judge_reading,
    limit_strong,
    widen,
)
from proof_of_talent.judging.scores.factors import Weighed, measure_pool, weigh

MANDATORY_GATE = "mandatory_not_evidenced"
"""The gap that lets no score be better than weak."""
_EVIDENCE_GATES = frozenset({MANDATORY_GATE, "single_country_record"})
"""With one of these no case is strong; gaps in the papers as such stand beside the strength."""
_NOT_FIRST = 4_000
CLEARLY_SHOWN = 75
"""Points of a criterion that is clearly shown: level 3 of 4."""
_RECENT_ENOUGH = 0.7  # recency under which a criterion's evidence is called outdated


def score(
    application: Application,
    criteria: FieldCriteria,
    rulebook: Rulebook,
    assessment: Assessment,
    surveyed: Survey,
    check_findings: Iterable[Finding] = (),
) -> Scored:
    """Score an application.

    Args:
        application: for the kinds, dates and number of its documents.
        criteria: the field's rules.
        rulebook: for which codes are gates.
        assessment: each criterion judged or named as not judged, with `grounded` set by grounding.
            Where an assessor's finding is a strength without a grounded quote it is dropped. An assessor that
            read the papers as evidence has weighed already whose papers they are, how old and how many; the
            strength and the probabilities of its reading stand where it has any.
        surveyed: what `survey.survey` found in the papers.
        check_findings: what `checks.check` found.

    Raises:
        ValueError: the judgements are not exactly one for each criterion.
    """
    by_code = _index_judgements(assessment, criteria)
    reading = assessment.reading
    left_out = {paper.document for paper in reading.papers if paper.reason} if reading is not None else set()
    own = {document.id for document in application.documents if document.kind in OWN_KINDS}
    kept = {
        code: tuple(_keep_grounded(judgement.findings, left_out, own, criteria.criterion(code)))
        for code, judgement in by_code.items()
    }
    evidence = {code: _list_evidence(findings) for code, findings in kept.items()}
    pool = measure_pool(criteria, surveyed.kinds, evidence.values())
    results = tuple(
        _show_result(
            criteria,
            by_code[criterion.code],
            kept[criterion.code],
            _take_level(by_code[criterion.code], evidence[criterion.code], criterion)
            if reading is not None and reading.weighs
            else weigh(
                application,
                criteria,
                criterion,
                by_code[criterion.code].level,
                evidence[criterion.code],
                kinds=surveyed.kinds,
                pool=pool,
            ),
        )
        for criterion in criteria.criteria
        if criterion.code in by_code
    )
    document_score = score_documents(surveyed, criteria)
    code_findings = [*check_findings]
    missing = tuple(item.criterion for item in assessment.not_judged)
    points = {result.criterion: result.score for result in results}
    overall = add_up(points, criteria)
    if reading is not None and reading.score is not None:
        overall = reading.score
    code_findings.extend(_find_gaps(results, criteria, missing, surveyed))
    gates = _list_gates(code_findings, rulebook)
    findings = _merge(code_findings, (f for result in results for f in result.findings))
    verdict = _judge_bands(overall, criteria, gates, reading)
    if missing:
        best = add_up(points | dict.fromkeys(missing, CLEARLY_SHOWN), criteria)
        verdict = _allow_for_missing(verdict, judge_points(best, criteria.bands), criteria, missing)
    verdict = limit_strong(verdict, find_most_strong(results, criteria, gates, missing))
    return Scored(
        criteria=results,
        not_judged=assessment.not_judged,
        document_score=document_score,
        overall_score=overall,
        likelihood=None if missing else estimate_likelihood(overall, criteria, failed=bool(gates)),
        recommendation=verdict.recommendation,
        band_set=verdict.band_set,
        band_probabilities=verdict.probabilities,
        abstained=verdict.abstained,
        failed_gates=gates,
        findings=findings,
    )


def _judge_bands(
    overall: int, criteria: FieldCriteria, gates: Sequence[str], reading: ApplicationReading | None
) -> BandVerdict:
    """Return the verdict: by the reading if it knows how sure it is, or else by how near the cuts are."""
    if reading is not None and reading.band_probabilities is not None:
        return judge_reading(reading, reading.band_probabilities)
    verdict = judge_points(overall, criteria.bands, mandatory_shown=MANDATORY_GATE not in gates)
    return abstain(verdict, reading.abstained[0]) if reading is not None and reading.abstained else verdict


def find_most_strong(
    results: Sequence[CriterionResult], criteria: FieldCriteria, gates: Sequence[str], missing: Sequence[str]
) -> int:
    """Return how sure, of ten thousand, a strong verdict may be at most.

    Less than half where evidence that the body requires was not found, or all of it is shown in part only:
    then strong is never the first band. It may stay among the others, because a reader can overlook what is
    there. What is missing formally stands beside.
    """
    optional = [result for result in results if criteria.criterion(result.criterion).role == "optional"]
    shown = sum(result.verdict != "not_met" for result in optional)
    unknown = sum(criteria.criterion(code).role == "optional" for code in missing)
    if _EVIDENCE_GATES.intersection(gates) or shown + unknown < criteria.minimum_optional:
        return _NOT_FIRST
    is_any_met = any(result.verdict == "met" for result in results) or bool(missing)
    return WHOLE if is_any_met or not criteria.minimum_optional else _NOT_FIRST


def _allow_for_missing(
    verdict: BandVerdict, best: BandVerdict, criteria: FieldCriteria, missing: Sequence[str]
) -> BandVerdict:
    """Return the verdict where criteria are not judged: none without the mandatory one, wider else."""
    if any(criteria.criterion(code).role == "mandatory" for code in missing):
        return abstain(verdict, "mandatory_not_judged")
    return widen(verdict, best)


def _take_level(judgement: Judgement, evidence: list[Evidence], criterion: Criterion) -> Weighed:
    """Return the factors of a level that has weighed its papers already.

    It stands without a quote where it claims none, and falls where none of its quotes exists. A criterion
    that asks for a certain thing needs a quote that names it.
    """
    in_general = judgement.level and not judgement.findings and not criterion.proof
    whole = 1.0 if evidence or in_general else 0.0
    return Weighed(judgement.level / 4, whole, whole, whole)


def _index_judgements(assessment: Assessment, criteria: FieldCriteria) -> dict[str, Judgement]:
    by_code = {judgement.criterion: judgement for judgement in assessment.judgements}
    named = [*by_code, *(item.criterion for item in assessment.not_judged)]
    wanted = sorted(criterion.code for criterion in criteria.criteria)
    if sorted(named) != wanted or len(by_code) != len(assessment.judgements):
        message = "an assessment needs exactly one judgement for each criterion"
        raise ValueError(message)
    return by_code


def _show_result(
    criteria: FieldCriteria, judgement: Judgement, findings: tuple[Finding, ...], weighed: Weighed
) -> CriterionResult:
    return CriterionResult(
        criterion=judgement.criterion,
        name=criteria.criterion(judgement.criterion).name,
        score=weighed.score,
        level=judgement.level,
        quality=round(weighed.quality, 4),
        independence=round(weighed.independence, 4),
        recency=round(weighed.recency, 4),
        sufficiency=round(weighed.sufficiency, 4),
        verdict=_name_verdict(weighed.score, criteria),
        rationale=judgement.rationale,
        findings=findings,
        at_risk=judgement.at_risk,
    )


def _keep_grounded(
    findings: Iterable[Finding], left_out: AbstractSet[str], own: AbstractSet[str], criterion: Criterion
) -> Iterable[Finding]:
    """Yield what may be shown: quotes that exist, of papers that count, and no strength without one.

    Where a criterion asks for a certain thing, such a quote of somebody else's paper has to name it.
    """
    for finding in findings:
        held = tuple(one for one in finding.evidence if one.grounded and one.document not in left_out)
        if finding.kind == "strength" and criterion.proof:
            held = tuple(
                one for one in held if one.document not in own and speaks_of_proof(one.quote, criterion)
            )
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


def score_documents(surveyed: Survey, criteria: FieldCriteria) -> int:
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
    is_enough = surveyed.evidence or criteria.documents.cv_and_letters_only
    limits = max(0.0, 1 - 0.5 * len(surveyed.over_limit)) if is_enough else 0.5
    return round(45 * have + 20 * content + 25 * bool(surveyed.cvs) + 10 * limits)


def add_up(scores: Mapping[str, int], criteria: FieldCriteria) -> int:
    """Return the overall score: weighed criteria and the best optional ones."""
    weights = criteria.weights
    total = 0
    optional = []
    for code, points in scores.items():
        if code in weights.criteria:
            total += weights.criteria[code] * points
        elif criteria.criterion(code).role == "optional":
            optional.append(points)
    total += sum(weights.best_optional * best for best in sorted(optional)[::-1][: weights.optional_count])
    return round(total / 100)


def _find_gaps(
    results: tuple[CriterionResult, ...], criteria: FieldCriteria, missing: Sequence[str], surveyed: Survey
) -> list[Finding]:
    """Name what the scores leave open, gates included; nothing about criteria not needed or not judged."""
    findings = []
    met = partly = 0
    for result in results:
        criterion = criteria.criterion(result.criterion)
        met += criterion.role == "optional" and result.verdict == "met"
        partly += criterion.role == "optional" and result.verdict == "partly"
        if criterion.role != "optional" and result.verdict == "not_met":
            findings.append(_name_gap(criteria, result, surveyed))
    unknown = sum(criteria.criterion(code).role == "optional" for code in missing)
    if met + unknown < criteria.minimum_optional:
        text = (
            f"{criteria.minimum_optional} further criteria must be met; the papers meet {met or 'none'}"
            f"{f' and show {partly} in part' if partly else ''}."
        )
        findings.append(Finding(kind="gap", code="optional_criteria_short", text=text))
    optional = sorted(
        (r for r in results if criteria.criterion(r.criterion).role == "optional"),
        key=lambda r: (-r.score, r.criterion),
    )
    findings.extend(
        _name_gap(criteria, result, surveyed)
        for result in optional[: max(0, criteria.minimum_optional - unknown)]
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


def _name_gap(criteria: FieldCriteria, result: CriterionResult, surveyed: Survey) -> Finding:
    """Name a criterion that is not shown; where nothing can be quoted, say where we looked."""
    criterion = criteria.criterion(result.criterion)
    text = f"“{criterion.name}” is not shown well enough."
    if not result.findings:
        letters, others = len(surveyed.letters) + len(surveyed.other_letters), len(surveyed.evidence)
        text += f" We looked for words of others, in letters ({letters}) and other papers ({others})."
        if criteria.documents.cv_and_letters_only:
            text += " What the CV states counts where a letter confirms it."
    return Finding(kind="gap", code=criterion.weak_gap, criterion=criterion.code, text=text)


def _list_gates(findings: Iterable[Finding], rulebook: Rulebook) -> tuple[str, ...]:
    """Return the codes of failed gates. Only findings made in code are asked: no assessor closes a gate."""
    return tuple(dict.fromkeys(f.code for f in findings if f.kind == "gap" and rulebook.code(f.code).gate))


def _merge(in_code: Sequence[Finding], judged: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return every finding once; an assessor's gap gives way to the same gap found in code."""
    merged: dict[tuple[str, str, str | None, str], Finding] = {}
    found = {(finding.code, finding.criterion) for finding in in_code if finding.kind == "gap"}
    kept = []
    for finding in judged:
        key = (finding.code, finding.criterion)
        if finding.kind != "gap" or key not in found:
            kept.append(finding)
        if finding.kind == "gap":
            found.add(key)
    for finding in (*in_code, *kept):
        merged.setdefault((finding.kind, finding.code, finding.criterion, finding.text), finding)
    order = {"strength": 0, "weakness": 1, "gap": 2}
    return tuple(sorted(merged.values(), key=lambda f: order[f.kind]))


def _name_verdict(points: int, criteria: FieldCriteria) -> Literal["met", "partly", "not_met"]:
    bands = criteria.bands
    return "met" if points >= bands.met else "partly" if points >= bands.partly else "not_met"


def estimate_likelihood(overall: int, criteria: FieldCriteria, *, failed: bool) -> float:
    """Return a rough chance of endorsement, four decimals: a prior moved by the score, capped by gates."""
    model = criteria.likelihood
    odds = math.log(model.prior / (1 - model.prior)) + model.slope * (overall - model.centre)
    likelihood = min(model.maximum, max(model.minimum, 1 / (1 + math.exp(-odds))))
    return round(min(likelihood, model.gate_cap) if failed else likelihood, 4)
