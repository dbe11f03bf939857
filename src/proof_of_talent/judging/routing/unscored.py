"""Composes `analysis_results` for what is not weighed: a listed prize, a checklist, or a route without rules.

The shape is that of every analysis, with no score, no likelihood and no recommendation in it.
"""

from typing import Any

from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.results import (
    AnalysisInWords,
    AnalysisResults,
    GapAdvice,
    ResultFinding,
    ResultQuote,
    Roadmap,
)
from proof_of_talent.domain.routing import ChecklistResult, ItemResult, RouteVerdict
from proof_of_talent.domain.routing_rules import Decision
from proof_of_talent.judging.grounding import place_quotes
from proof_of_talent.judging.letters.findings import check_letters
from proof_of_talent.judging.papers.survey import survey
from proof_of_talent.judging.paying.lengths import measure_papers
from proof_of_talent.judging.reporting.report import DISCLAIMER

LEVELS: dict[Decision, str] = {
    "judged": "Judged",
    "checklist": "Compared with a list of requirements",
    "no_endorsement_needed": "No endorsement may be needed",
    "no_rules": "Not scored: we hold no rules for it",
    "not_eligible": "Not scored: this work is reported as not eligible",
}
"""What `assessment_level` says for each decision."""

_OPEN = "mandatory_not_evidenced"


def compose_unscored(application: Application, verdict: RouteVerdict, rulebook: Rulebook) -> AnalysisResults:
    """Return the results of an application that is not weighed; a list may ask for letters."""
    findings = _list_findings(verdict)
    open_items = _list_open(verdict.checklist)
    steps = [item.mend for item in open_items if item.mend]
    return AnalysisResults(
        field=application.field,
        analysis=AnalysisInWords(
            likelihood=None,
            assessment_level=LEVELS[verdict.decision],
            strengths=tuple(f.text for f in findings if f.kind == "strength"),
            gaps=tuple(_advise(item) for item in open_items),
            overall_assessment=_summarise(verdict),
            next_steps=tuple(dict.fromkeys([*steps, verdict.ask] if verdict.ask else steps))[:5],
            portfolio_summary=f"{len(application.documents)} documents were read.",
        ),
        roadmap=Roadmap(
            feasibility_assessment=verdict.checklist.text if verdict.checklist else verdict.title
        ),
        criteria=(),
        findings=findings,
        failed_gates=(),
        notes=(),
        disclaimer=DISCLAIMER,
        route=verdict,
        **_read_papers(application, verdict, rulebook),
    )


def _read_papers(application: Application, verdict: RouteVerdict, rulebook: Rulebook) -> dict[str, Any]:
    """Return the lengths of the papers, and what was found in letters where rules of ours ask for any."""
    criteria = rulebook.criteria_for(application)
    surveyed = survey(application, criteria)
    asks = surveyed.route.letters > 0 and verdict.decision == "checklist"
    letters = check_letters(application, criteria, surveyed, rulebook) if asks else None
    return {
        "letters": place_quotes(letters, application.documents) if letters and letters.letters else None,
        "lengths": tuple(measure_papers(application, surveyed)),
    }


def _summarise(verdict: RouteVerdict) -> str:
    parts = [f"{verdict.title}."]
    parts += [reason.text for reason in verdict.reasons if verdict.title not in reason.text]
    if verdict.checklist is not None:
        parts.append(verdict.checklist.text)
    parts += [part for part in (verdict.known, verdict.ask) if part]
    if verdict.decision in ("no_rules", "not_eligible"):
        parts.append("No score is given, because a score by other rules would mislead you.")
    parts += [notice.text for notice in verdict.notices]
    return " ".join([*dict.fromkeys(parts), DISCLAIMER])


def _list_findings(verdict: RouteVerdict) -> tuple[ResultFinding, ...]:
    if verdict.decision == "no_endorsement_needed":
        return tuple(
            ResultFinding(
                kind="strength",
                code="prestigious_prize",
                text=reason.text,
                evidence=_quote(reason.evidence),
                grounded=bool(reason.evidence),
            )
            for reason in verdict.reasons
        )
    if verdict.decision == "not_eligible":
        reason = verdict.reasons[-1]
        found = ResultFinding(
            kind="weakness",
            code="ineligible_role",
            text=reason.text,
            evidence=_quote(reason.evidence),
            grounded=bool(reason.evidence),
        )
        return (found,)
    if verdict.checklist is None:
        return ()
    if verdict.checklist.verdict == "every_item_shown":
        return (ResultFinding(kind="strength", code="fast_track_eligible", text=verdict.checklist.text),)
    return tuple(
        ResultFinding(
            kind="gap",
            code=_OPEN,
            text=f"{item.label}: {item.text}",
            evidence=_quote(item.evidence),
            grounded=bool(item.evidence),
        )
        for item in _list_open(verdict.checklist)
    )


def _list_open(checklist: ChecklistResult | None) -> list[ItemResult]:
    """Return the items that keep a checklist from being shown, the excluded ones first."""
    if checklist is None:
        return []
    left = [item for item in checklist.items if item.state in ("open", "excluded")]
    return sorted(left, key=lambda item: item.state != "excluded")


def _advise(item: ItemResult) -> GapAdvice:
    return GapAdvice(
        type=_OPEN,
        severity="high",
        description=f"{item.label}: {item.text}",
        recommendation=item.mend or "Look it up in the rules of today.",
    )


def _quote(evidence: tuple[Evidence, ...]) -> tuple[ResultQuote, ...]:
    return tuple(ResultQuote(document=e.document, page=e.page, quote=e.quote) for e in evidence)
