"""Composes `analysis_results`: the fixed shape that clients and charts read, in plain words.

Everything is said in code from scores and findings, so the same scores always give the same words. A model's
view of the case, if there is one, comes right after the verdict and is never trusted for figures.
"""

from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import Assessment, CriterionResult, Finding, NotJudged, Scored
from proof_of_talent.domain.criteria import Action, Code, FieldCriteria, Rulebook
from proof_of_talent.domain.failures import ANALYSIS_FAILURES
from proof_of_talent.domain.names import DOCUMENT_KIND_NOUNS
from proof_of_talent.domain.results import (
    AnalysisInWords,
    AnalysisResults,
    GapAdvice,
    Milestone,
    ResultCriterion,
    ResultFinding,
    Roadmap,
    UnjudgedCriterion,
)
from proof_of_talent.judging.papers.survey import Survey
from proof_of_talent.judging.reporting.cv_review import review_cv
from proof_of_talent.judging.reporting.notes import describe_notes
from proof_of_talent.judging.reporting.witnesses import list_evidence
from proof_of_talent.judging.reporting.wording import (
    describe_likelihood,
    describe_verdict,
    lower_first,
    tell_gates,
)
from proof_of_talent.judging.scores.prospects import list_prospects

DISCLAIMER = (
    "This is guidance by a program, not legal advice and not a decision. The endorsing body decides, and its "
    "rules may have changed since they were last copied here. For advice on your own case ask an adviser who "
    "is registered with the Immigration Advice Authority, or a solicitor."
)
_SEVERITY = {"high": 0, "medium": 1, "low": 2}
_PARALLEL = 2  # milestones that a person can work on side by side, for the total of weeks
_NEXT_STEPS = 5


def compose(
    application: Application,
    criteria: FieldCriteria,
    rulebook: Rulebook,
    assessment: Assessment,
    scored: Scored,
    surveyed: Survey,
) -> AnalysisResults:
    """Return the results of an analysis in words and figures."""
    milestones = _plan_milestones(scored, criteria, rulebook)
    weeks = _count_weeks(milestones)
    strengths = tuple(finding.text for finding in scored.findings if finding.kind == "strength")
    return AnalysisResults(
        field=criteria.id,
        analysis=AnalysisInWords(
            likelihood=scored.likelihood,
            assessment_level=_name_level(scored),
            evidence_present=_list_evidence(scored),
            strengths=strengths,
            gaps=tuple(
                _describe_gap(finding, criteria, rulebook)
                for finding in scored.findings
                if finding.kind != "strength"
            ),
            overall_assessment=_summarise(application, criteria, rulebook, assessment, scored),
            next_steps=tuple(milestone.title for milestone in milestones[:_NEXT_STEPS])
            or ("Check the current rules on GOV.UK, and ask an adviser where you are unsure.",),
            cv_feedback=review_cv(application, surveyed, criteria, scored),
            portfolio_summary=_describe_portfolio(application, criteria),
        ),
        roadmap=Roadmap(
            milestones=milestones,
            total_weeks=weeks,
            feasibility_assessment=_judge_feasibility(scored, milestones, weeks),
        ),
        criteria=tuple(ResultCriterion.model_validate(result.model_dump()) for result in scored.criteria),
        not_judged=tuple(_explain_missing(item, criteria) for item in scored.not_judged),
        findings=tuple(_show_finding(finding) for finding in scored.findings),
        failed_gates=scored.failed_gates,
        document_score=scored.document_score,
        notes=assessment.notes,
        left_out=assessment.left_out,
        disclaimer=DISCLAIMER,
        headline=_name_verdict(scored, rulebook),
        formal_gaps=_list_formal_gaps(scored, rulebook),
        evidence=list_evidence(application, scored, assessment.reading),
        prospects=list_prospects(scored, criteria, rulebook),
        case=assessment.case,
        reviews=assessment.reviews,
    )


def _list_formal_gaps(scored: Scored, rulebook: Rulebook) -> tuple[str, ...]:
    """Return the codes of what is missing or too much in the papers as such."""
    return tuple(dict.fromkeys(f.code for f in scored.findings if rulebook.code(f.code).formal))


def _name_verdict(scored: Scored, rulebook: Rulebook) -> str:
    """Return the verdict with what is missing in the evidence and in the papers as such."""
    codes = [rulebook.code(code) for code in scored.failed_gates]
    return describe_verdict(
        scored.band_set,
        scored.abstained,
        [rulebook.code(code).label for code in _list_formal_gaps(scored, rulebook)],
        [code.label for code in codes if not code.formal],
    )


def _explain_missing(item: NotJudged, criteria: FieldCriteria) -> UnjudgedCriterion:
    """Name a criterion that could not be judged, and why in words."""
    failure = ANALYSIS_FAILURES.get(item.code)
    reason = failure.name if failure is not None else item.code.replace("_", " ")
    return UnjudgedCriterion(
        criterion=item.criterion,
        name=criteria.criterion(item.criterion).name,
        code=item.code,
        reason=lower_first(reason),
    )


def _show_finding(finding: Finding) -> ResultFinding:
    """Return a finding for the list of all, where every quote is one that was found."""
    return ResultFinding.model_validate(finding.model_dump(exclude={"evidence": {"__all__": {"grounded"}}}))


def _name_level(scored: Scored) -> str:
    return {"strong": "Strong application", "moderate": "Moderate application", "weak": "Weak application"}[
        scored.recommendation
    ]


def _list_evidence(scored: Scored) -> tuple[str, ...]:
    """Return one line for each criterion with quotes: how many, in how many documents."""
    lines = []
    for result in scored.criteria:
        quotes = {(e.document, e.page, e.quote) for f in result.findings for e in f.evidence}
        if quotes:
            documents = len({document for document, _, _ in quotes})
            lines.append(
                f"{result.name}: {_count(len(quotes), 'quote')} from {_count(documents, 'document')}"
            )
    return tuple(lines)


def _describe_gap(finding: Finding, criteria: FieldCriteria, rulebook: Rulebook) -> GapAdvice:
    code = _find_code(finding.code, criteria, rulebook)
    advice = code.action.description if code.action is not None else code.description
    return GapAdvice(
        type=finding.code, severity=code.severity, description=finding.text, recommendation=advice
    )


def _summarise(
    application: Application,
    criteria: FieldCriteria,
    rulebook: Rulebook,
    assessment: Assessment,
    scored: Scored,
) -> str:
    """Write the verdict in a paragraph or two."""
    route = criteria.route(application.route)
    view = assessment.case
    parts = [f"{_name_verdict(scored, rulebook)}.", view.summary or "" if view is not None else ""]
    if scored.abstained is None:
        parts.append(
            f"For “{route.name}” in {criteria.name.lower()} this is {scored.overall_score} of 100 points"
            f"{_tell_chance(scored, criteria)}."
        )
        if scored.overall_score >= criteria.bands.strong and "strong" not in scored.band_set:
            parts.append("By the points alone it would be strong; without what is required no case is.")
    parts.append(_name_criteria(scored.criteria))
    parts += [
        f"Not judged: “{missing.name}” ({missing.reason}). The points count the other criteria only."
        for missing in (_explain_missing(item, criteria) for item in scored.not_judged)
    ]
    parts.append(tell_gates([rulebook.code(code).label for code in scored.failed_gates]))
    parts += describe_notes(assessment.notes, summarised=True)
    parts.append(DISCLAIMER)
    return " ".join(part for part in parts if part)


def _tell_chance(scored: Scored, criteria: FieldCriteria) -> str:
    """Return the likelihood in words, or why none is given."""
    if scored.not_judged:
        return " at least. We give no likelihood of endorsement, because not every criterion was judged"
    if scored.likelihood is None:
        return ". We give no likelihood of endorsement, because these rules may be out of date"
    if criteria.likelihood.basis == "unverified":
        return ". We give no likelihood of endorsement, because no rates are published for this route"
    return f"; by our rough estimate endorsement is {describe_likelihood(scored.likelihood)}"


def _name_criteria(results: tuple[CriterionResult, ...]) -> str:
    if not results:
        return ""
    met = [f"“{result.name}”" for result in results if result.verdict == "met"]
    partly = [f"“{result.name}”" for result in results if result.verdict == "partly"]
    sentences = []
    if met:
        sentences.append(f"Well shown: {', '.join(met)}.")
    if partly:
        sentences.append(f"Partly shown: {', '.join(partly)}.")
    return " ".join(sentences) or "None of the criteria is shown well enough."


def _describe_portfolio(application: Application, criteria: FieldCriteria) -> str:
    kinds = [document.kind for document in application.documents]
    listed = [
        _count(kinds.count(kind), *words) for kind, words in DOCUMENT_KIND_NOUNS.items() if kind in kinds
    ]
    pages = sum(len(document.pages) for document in application.documents)
    if not listed:
        return "No documents were given."
    text = f"{', '.join(listed)}; {_count(pages, 'page')} in all."
    limit = criteria.documents.evidence_documents
    return f"{text} Up to {limit} evidence documents are accepted." if limit is not None else text


def _find_code(code: str, criteria: FieldCriteria, rulebook: Rulebook) -> Code:
    """Return an entry of the vocabulary with the step that suits the field."""
    found = rulebook.code(code)
    return found.model_copy(update={"action": criteria.action(found)})


def _plan_milestones(scored: Scored, criteria: FieldCriteria, rulebook: Rulebook) -> tuple[Milestone, ...]:
    """Return one step for each kind of gap or weakness, gates first, then by severity and priority."""
    grouped: dict[str, list[Finding]] = {}
    for finding in scored.findings:
        if finding.kind != "strength":
            grouped.setdefault(finding.code, []).append(finding)
    codes = sorted((_find_code(code, criteria, rulebook) for code in grouped), key=_rank)
    return tuple(
        _plan_step(code.code, code.action, grouped[code.code]) for code in codes if code.action is not None
    )


def _rank(code: Code) -> tuple[bool, int, int, str]:
    priority = code.action.priority if code.action is not None else "low"
    return (not code.gate, _SEVERITY[code.severity], _SEVERITY[priority], code.code)


def _plan_step(code: str, action: Action, findings: list[Finding]) -> Milestone:
    return Milestone(
        code=code,
        title=action.title,
        description=action.description,
        duration_weeks=action.weeks,
        priority=action.priority,
        evidence_to_collect=action.evidence_to_collect,
        addresses_gaps=tuple(finding.text for finding in findings),
    )


def _count_weeks(milestones: tuple[Milestone, ...]) -> int:
    """Return weeks for all steps when a person works on two at a time, never less than the longest."""
    weeks = [int(milestone.duration_weeks) for milestone in milestones]
    return max([-(-sum(weeks) // _PARALLEL), *weeks]) if weeks else 0


def _judge_feasibility(scored: Scored, milestones: tuple[Milestone, ...], weeks: int) -> str:
    if not milestones:
        return "We found nothing that has to be mended first. Check the rules on GOV.UK before you decide."
    steps = f"{_count(len(milestones), 'step')}, about {_count(weeks, 'week')} when you work on two at a time"
    if scored.recommendation == "strong":
        return f"Strong evidence, with room for polish: {steps}."
    if not scored.failed_gates:
        return f"Within reach: {steps}."
    if scored.overall_score >= 35:  # noqa: PLR2004 - ours
        return f"Demanding but possible: {steps}. Settle the mandatory points first."
    return f"A longer way: {steps}, and the achievements themselves may need more time to grow."


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
