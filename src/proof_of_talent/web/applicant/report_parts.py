"""What a report is made of: points with quotes, criteria, gaps, lines of a checklist."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.domain.criteria import Criterion, FieldCriteria, Rulebook
from proof_of_talent.domain.results import AnalysisResults, ResultCriterion, ResultFinding
from proof_of_talent.web.applicant.document_names import DOCUMENT_IDS, name_documents_in, quote_names
from proof_of_talent.web.applicant.places import Places, QuotedPassage

ROLES = {"mandatory": "Mandatory", "optional": "Optional", "weighed": "Weighed"}


class Point(NamedTuple):
    """One finding in words, with the quotes it rests on."""

    kind: str
    text: str
    quotes: tuple[QuotedPassage, ...]


@dataclass(frozen=True)
class CriterionCard:
    """One criterion as the report shows it; `asks` is the rule in short."""

    code: str
    name: str
    role: str
    asks: str
    verdict: str
    score: int
    rationale: str
    points: tuple[Point, ...]
    advice: str | None


class Gap(NamedTuple):
    """What is missing or weak, and what to do about it."""

    label: str
    severity: str
    text: str
    advice: str
    files: tuple[str, ...] = ()


class ItemLine(NamedTuple):
    """One requirement of a checklist: `state` is shown, look_up, open or excluded."""

    label: str
    state: str
    text: str
    mend: str | None
    quotes: tuple[QuotedPassage, ...]


def list_route_reasons(results: AnalysisResults, places: Places) -> tuple[Point, ...]:
    """Return why the route is what it is, with quotes."""
    reasons = results.route.reasons if results.route is not None else ()
    return tuple(Point("reason", reason.text, _show_quotes(reason.evidence, places)) for reason in reasons)


def list_items(results: AnalysisResults, places: Places) -> tuple[ItemLine, ...]:
    """Return the lines of a checklist, where the route is one."""
    checklist = results.route.checklist if results.route is not None else None
    return tuple(
        ItemLine(item.label, item.state, item.text, item.mend, _show_quotes(item.evidence, places))
        for item in (checklist.items if checklist is not None else ())
    )


def _show_quotes(evidence: Iterable[Evidence], places: Places) -> tuple[QuotedPassage, ...]:
    return tuple(map(places.locate, evidence))


def show_criterion(result: ResultCriterion, field: FieldCriteria, places: Places) -> CriterionCard:
    """Return one criterion as the report shows it."""
    rules: dict[str, Criterion] = {criterion.code: criterion for criterion in field.criteria}
    rule = rules.get(result.criterion)
    return CriterionCard(
        code=result.criterion,
        name=result.name,
        role=ROLES[rule.role] if rule else "",
        asks=rule.summary if rule else "",
        verdict=result.verdict,
        score=result.score,
        rationale=name_documents_in(result.rationale, quote_names(places.names)),
        points=tuple(_show_finding(finding, places) for finding in result.findings),
        advice=rule.advice if rule and result.verdict != "met" else None,
    )


def _show_finding(finding: ResultFinding, places: Places) -> Point:
    return Point(finding.kind, finding.text, tuple(map(places.locate, finding.evidence)))


def list_gaps(results: AnalysisResults, rulebook: Rulebook, names: Mapping[str, str]) -> tuple[Gap, ...]:
    """Return gaps and weaknesses with the files that they are about, the most serious first."""
    order = {"high": 0, "medium": 1, "low": 2}
    files = {
        (finding.code, finding.text): tuple(
            dict.fromkeys(names.get(quote.document, quote.document) for quote in finding.evidence)
        )
        for finding in results.findings
    }
    quoted = quote_names(names)
    gaps = [
        Gap(
            label_finding(rulebook, gap.type),
            gap.severity,
            name_documents_in(gap.description, quoted),
            gap.recommendation,
            () if DOCUMENT_IDS.search(gap.description) else files.get((gap.type, gap.description), ()),
        )
        for gap in results.analysis.gaps
    ]
    return tuple(_say_advice_once(sorted(gaps, key=lambda gap: order.get(gap.severity, 1))))


def _say_advice_once(gaps: Iterable[Gap]) -> Iterator[Gap]:
    """Yield gaps, each advice at the first that has it."""
    said: set[str] = set()
    for gap in gaps:
        yield gap._replace(advice="") if gap.advice in said else gap
        said.add(gap.advice)


def label_finding(rulebook: Rulebook, code: str) -> str:
    """Return what a finding's code is called; rules may have changed since."""
    try:
        return rulebook.code(code).label
    except KeyError:
        return code.replace("_", " ").capitalize()
