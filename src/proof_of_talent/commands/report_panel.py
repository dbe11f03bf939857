"""What a terminal shows of an analysis: its report, its checklist, and a table of several."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from proof_of_talent.commands.cases import Case
from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.domain.results import AnalysisResults, Prospect, ResultCriterion
from proof_of_talent.domain.routing import RouteVerdict
from proof_of_talent.judging.paying.checklist import list_before_paying
from proof_of_talent.judging.reporting.wording import describe_likelihood
from proof_of_talent.wiring.bootstrap import Services

SHOWN_QUOTES = 1


STATES = {"shown": "Shown", "look_up": "For you to check", "open": "Open", "excluded": "Excluded"}


BOXES = {"ticked": "[x]", "open": "[ ]", "cannot_be_seen": "[?]"}


def render_report(services: Services, case: Case, record: AnalysisRecord) -> Panel:
    """Return the readable report of one analysis."""
    field = services.rulebook.field(record.field)
    title = Text(f"{case.name} · {field.name}")
    results = record.read_results()
    if results is None:
        return Panel(Text(record.error_message or "", style="red"), title=title, border_style="red")
    analysis = results.analysis
    head = Text.assemble((describe_outcome(record, results), "bold"), f"\n\n{analysis.overall_assessment}")
    names = name_files(services, record)
    parts: list[Any] = [head, Text()]
    if results.criteria:
        parts.append(tabulate_criteria(results.criteria, names))
    if results.route is not None:
        parts.append(tell_route(results.route, names))
    if results.prospects:
        parts.append(tell_prospects(results.prospects))
    if analysis.gaps:
        gaps = Text("\nWhat is missing\n", style="bold")
        for gap, following in zip_longest(analysis.gaps, analysis.gaps[1:]):
            gaps.append(f"  • {gap.description}\n", style="not bold")
            if following is None or following.recommendation != gap.recommendation:
                gaps.append(f"    → {gap.recommendation}\n", style="not bold")
        parts.append(gaps)
    parts.append(Text(f"\nrecord {record.id} · {record.session_id}", style="dim"))
    return Panel(Group(*parts), title=title)


def name_files(services: Services, record: AnalysisRecord) -> dict[str, str]:
    """Return the reader's own names of the documents in a record's session."""
    return {one.id: one.filename for one in services.store.sessions.get(record.session_id).documents}


def tell_route(route: RouteVerdict, names: dict[str, str]) -> Text:
    """Return whose rules count, each item of a checklist with its state, and what else was tried."""
    text = Text()
    if route.body_name:
        text.append(f"\n{route.route_name}, assessed by {route.body_name}\n", style="bold")
    for notice in route.notices if route.decision == "judged" else ():
        text.append(f"  • {notice.text}\n")
    for reason in route.reasons:
        text.append(f"  • {reason.text}{_quote(reason.evidence, names)}\n")
    if route.checklist is not None:
        text.append("\nThe list, item by item\n", style="bold")
        for item in route.checklist.items:
            said = _quote(item.evidence, names)
            text.append(f"  • {STATES[item.state]}: {item.label}. {item.text}{said}\n")
    if route.alternatives:
        text.append("\nWhat else we tried\n", style="bold")
        for other in route.alternatives:
            text.append(f"  • {other.name}: {other.text}\n")
    return text


def _quote(quotes: Iterable[Evidence], names: dict[str, str]) -> str:
    return "".join(
        f" “{' '.join(one.quote.split())}” ({names.get(one.document, one.document)}, p. {one.page})"
        for one in quotes
    )


def render_checklist(services: Services, case: Case, record: AnalysisRecord) -> Panel:
    """Return what to have in hand before paying for stage 1, ticked from one analysis."""
    checklist = list_before_paying(record, services.rulebook, services.clock().date())
    text = Text(
        f"{checklist.ticked} found, {checklist.open} open, {checklist.cannot_be_seen} for you to check\n"
    )
    for group in checklist.groups:
        text.append(f"\n{group.title}\n", style="bold")
        for item in group.items:
            mend = f"\n      → {item.mend}" if item.mend else ""
            text.append(f"  {BOXES[item.state]} {item.label}: {item.found}{mend}\n")
    for facts in checklist.facts:
        text.append(f"\n{facts.title}\n", style="bold")
        for fact in facts.facts:
            text.append(f"  • {fact.text}\n")
    return Panel(text, title=Text(f"{case.name} · before you pay · {checklist.route_name}"))


def tell_prospects(prospects: Iterable[Prospect]) -> Text:
    """Return what would change the verdict, with the score as it would then be."""
    text = Text("\nWhat would change it\n", style="bold")
    for prospect in prospects:
        effect = f"{prospect.points:+d} points, {prospect.score} of 100"
        text.append(f"  • {prospect.title}{f': {effect}' if prospect.points else ''}\n", style="not bold")
    return text


def tell_chance(record: AnalysisRecord) -> str:
    """Return the likelihood in words, where there is one."""
    chance = describe_likelihood(record.likelihood)
    return f" · endorsement {chance}" if chance else ""


def describe_outcome(record: AnalysisRecord, results: AnalysisResults) -> str:
    """Return the outcome on one line; an application that was not weighed has no figures."""
    if record.overall_score is None:
        return results.analysis.assessment_level
    headline = results.headline or f"{(record.recommendation or '').capitalize()} case"
    if record.abstained is not None:
        return headline
    return f"{headline} · score {record.overall_score} of 100{tell_chance(record)}"


def tabulate_criteria(criteria: Iterable[ResultCriterion], names: dict[str, str]) -> Table:
    """Return the criteria with scores and the best quote for each; `names` are the reader's own files."""
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("Criterion", ratio=2, overflow="fold")
    table.add_column("Score", justify="right")
    table.add_column("Evidence", ratio=4, style="dim", overflow="fold")
    for criterion in criteria:
        quotes = [
            f"“{' '.join(quoted.quote.split())}” "
            f"({names.get(quoted.document, quoted.document)}, p. {quoted.page})"
            for finding in criterion.findings
            for quoted in finding.evidence
            if quoted.grounded
        ]
        table.add_row(
            f"{criterion.criterion} {criterion.name}",
            str(criterion.score),
            Text("\n".join(quotes[:SHOWN_QUOTES]) or "no sentence quoted"),
        )
    return table


def name_verdict(record: AnalysisRecord) -> str:
    """Return the bands that may be meant, the most likely first, or how the analysis ended."""
    if record.abstained is not None:
        return "not judged"
    return " or ".join(record.band_set or ()) or record.recommendation or record.processing_status


def tabulate(ended: list[tuple[Case, AnalysisRecord]]) -> Table:
    """Return one line for each of several applications."""
    table = Table("Application", "Field", "Score", "Likelihood", "Verdict")
    for case, record in ended:
        table.add_row(
            case.name,
            record.field,
            "–" if record.overall_score is None else str(record.overall_score),
            "–" if record.likelihood is None or record.abstained else f"{record.likelihood:.0%}",
            name_verdict(record),
        )
    return table
