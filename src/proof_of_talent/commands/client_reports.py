"""What `assess` writes beside its screen: a PDF report of each client, and the summary as CSV."""

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from proof_of_talent.commands.cases import Case
from proof_of_talent.commands.report_panel import STATES, describe_outcome, name_files, name_verdict
from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.letters import LettersCheck
from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.domain.results import AnalysisResults, ResultQuote
from proof_of_talent.domain.routing import RouteVerdict
from proof_of_talent.export.csv_format import protect_cell
from proof_of_talent.wiring.bootstrap import Services

SUMMARY_COLUMNS = (
    "application", "client", "field", "attempt", "status", "score", "verdict", "open_points", "session_id",
    "record_id",
)  # fmt: skip
Ended = list[tuple[Case, AnalysisRecord]]


def list_outcomes(services: Services, ended: Ended) -> bytes:
    """Return one CSV row for each application, with a head; text is safe to open in a spreadsheet."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(SUMMARY_COLUMNS)
    for case, record in ended:
        row = (
            case.name, name_reference(services, record), record.field, record.attempt,
            record.processing_status, record.overall_score, name_verdict(record), record.evidence_gaps_count,
            record.session_id, record.id,
        )  # fmt: skip
        writer.writerow([protect_cell(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode()


def name_reference(services: Services, record: AnalysisRecord) -> str | None:
    """Return the reference of a record's client, None where it has none."""
    return services.store.clients.get(record.client).reference if record.client is not None else None


def write_reports(services: Services, ended: Ended, folder: Path) -> None:
    """Write a PDF for each application, named by its client's reference."""
    folder.mkdir(parents=True, exist_ok=True)
    for case, record in ended:
        name = name_reference(services, record) or case.name
        safe = re.sub(r"[^\w. -]+", "-", name).strip(".- ") or record.id
        title = f"{name} · {services.rulebook.field(record.field).name}"
        paragraphs = list_paragraphs(title, name_files(services, record), record, services.rulebook)
        print_report(folder / f"{safe}.pdf", title, paragraphs)


def print_report(path: Path, title: str, paragraphs: Iterable[tuple[str, str]]) -> None:
    """Write one report as a PDF, from paragraphs with their styles."""
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415 - slow to import
    from reportlab.lib.styles import getSampleStyleSheet  # noqa: PLC0415 - as above
    from reportlab.platypus import Paragraph, SimpleDocTemplate  # noqa: PLC0415 - as above

    styles = getSampleStyleSheet()
    document = SimpleDocTemplate(str(path), pagesize=A4, title=title, author="Proof of Talent")
    document.build([Paragraph(escape(text), styles[style]) for style, text in paragraphs])


def list_paragraphs(
    title: str, names: dict[str, str], record: AnalysisRecord, rulebook: Rulebook
) -> Iterator[tuple[str, str]]:
    """Yield the report as paragraphs, each with its style."""
    yield "Title", title
    yield "Normal", f"Analysis {record.attempt}, {record.created_at:%d %B %Y}. Record {record.id}."
    results = record.read_results()
    if results is None:
        yield "Normal", record.error_message or ""
        return
    yield "Heading2", describe_outcome(record, results)
    yield "Normal", results.analysis.overall_assessment
    if results.route is not None:
        yield from _list_route(results.route, names)
    yield from _list_criteria(results, names)
    if results.letters is not None:
        yield from _list_section("Letters", _tell_letters(results.letters, names, rulebook))
    gaps, steps = results.analysis.gaps, results.roadmap.milestones
    yield from _list_section("What is missing", (f"{it.description} {it.recommendation}" for it in gaps))
    yield from _list_section("What to do", (f"{it.title}. {it.description}" for it in steps))
    yield "Normal", results.disclaimer


def _list_route(route: RouteVerdict, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield whose rules were used, what makes them doubtful, the list, and what else was tried."""
    body = f", assessed by {route.body_name}" if route.body_name else ""
    yield "Heading2", f"{route.route_name}{body}"
    yield "Normal", f"Rules of {route.rules_version}; they are listed with sources by “rules list”."
    for notice in route.notices if route.decision == "judged" else ():
        yield "Normal", notice.text
    for reason in route.reasons:
        yield "Normal", reason.text
        yield from _list_quotes(reason.evidence, names)
    for item in route.checklist.items if route.checklist is not None else ():
        yield "Heading3", f"{STATES[item.state]}: {item.label}"
        yield "Normal", item.text
        yield from _list_quotes(item.evidence, names)
    yield from _list_section("What else we tried", (f"{one.name}: {one.text}" for one in route.alternatives))


def _list_criteria(results: AnalysisResults, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    for criterion in results.criteria:
        yield "Heading3", f"{criterion.criterion} {criterion.name}: {criterion.score} of 100"
        for finding in criterion.findings:
            yield "Normal", finding.text
            yield from _list_quotes(finding.evidence, names)


def _list_quotes(
    quotes: Iterable[Evidence | ResultQuote], names: dict[str, str]
) -> Iterator[tuple[str, str]]:
    for quote in quotes:
        name = names.get(quote.document, quote.document)
        yield "Italic", f"“{' '.join(quote.quote.split())}” ({name}, page {quote.page})"


def _tell_letters(checked: LettersCheck, names: dict[str, str], rulebook: Rulebook) -> Iterator[str]:
    """Yield what was found in each letter and what was not."""
    labels = {rule.code: rule.label for rule in rulebook.letter_points}
    for letter in checked.letters:
        who = letter.author or "author not found"
        said = [
            f"{words}: {'; '.join(labels.get(code, code) for code in codes)}."
            for words, codes in (
                ("We found", letter.list_codes("found")),
                ("Not found", letter.list_codes("not_found", "against")),
                ("Not sure", letter.list_codes("unclear")),
            )
            if codes
        ]
        counts = "" if letter.counted else " It does not count."
        yield f"{names.get(letter.document, letter.document)} ({who}).{counts} {' '.join(said)}"


def _list_section(heading: str, lines: Iterable[Any]) -> Iterator[tuple[str, str]]:
    listed = [("Bullet", f"• {line}") for line in lines]
    if listed:
        yield "Heading2", heading
        yield from listed
