"""`assess` and `samples`: judge applications from files and print readable reports."""

import contextlib
import json
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import orjson
import typer
from rich.console import Group
from rich.panel import Panel
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from proof_of_talent.commands.context import (
    StoreOption,
    err,
    opened_services,
    opened_store,
    out,
    read_settings,
)
from proof_of_talent.domain.errors import InvalidInputError, TalentError
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord
from proof_of_talent.domain.results import AnalysisResults, Prospect, ResultCriterion
from proof_of_talent.domain.routing import RouteVerdict
from proof_of_talent.intake.intake import Upload, UploadError
from proof_of_talent.judging.paying.checklist import list_before_paying
from proof_of_talent.judging.reporting.wording import describe_likelihood
from proof_of_talent.records.lists import count_records
from proof_of_talent.wiring.bootstrap import Services

DOCUMENT_SUFFIXES = frozenset({".pdf", ".docx"})
ANSWERS_NAME = "answers.json"
POLL_SECONDS = 0.2
SHOWN_QUOTES = 1
STATES = {"shown": "Shown", "look_up": "Look it up", "open": "Open", "excluded": "Excluded"}
BOXES = {"ticked": "[x]", "open": "[ ]", "cannot_be_seen": "[?]"}


class Case(NamedTuple):
    """One application on disk."""

    name: str
    field: str
    answers: dict[str, Any]
    files: list[Path]


def assess(
    paths: Annotated[
        list[Path], typer.Argument(help="Documents of one application, or folders.", exists=True)
    ],
    field: Annotated[
        str | None, typer.Option(help="digital_technology, arts_culture or science_research.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option(help="Questionnaire answers, a JSON object.", exists=True, dir_okay=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print whole records as JSON.")] = False,
    store: StoreOption = None,
    assessor: Annotated[str | None, typer.Option(help="Who judges (default: rubric).")] = None,
    repeat: Annotated[
        int | None,
        typer.Option(min=1, max=20, help="Judge this many times; report the spread and keep the median."),
    ] = None,
    checklist: Annotated[
        bool, typer.Option("--checklist", help="Also print what to have in hand before paying.")
    ] = False,
) -> None:
    """Assess applications and record each analysis.

    PATHS are the documents of one application, a folder with an application (its documents and perhaps an
    answers.json, whose "field" is used where --field is not given), or a folder of such folders.
    """
    cases = collect_cases(paths, field, answers)
    settings = read_settings(store=store, assessor=assessor, repeat=repeat)
    with opened_services(settings) as services:
        ended = [(case, record) for case in cases if (record := run_case(services, case, quiet=as_json))]
        if checklist and not as_json:
            for case, record in ended:
                out.print(render_checklist(services, case, record))
        if as_json:
            whole = [record.to_wire() for _, record in ended]
            out.out(
                orjson.dumps(
                    whole[0] if len(whole) == len(cases) == 1 else whole, option=orjson.OPT_INDENT_2
                ).decode()
            )
        elif len(cases) > 1:
            out.print(tabulate(ended))
    if len(ended) < len(cases) or any(record.processing_status == "error" for _, record in ended):
        raise typer.Exit(1)


def samples(
    store: StoreOption = None,
    write: Annotated[
        Path | None, typer.Option(help="Only write the sample documents into this folder.")
    ] = None,
) -> None:
    """Assess the bundled sample applications, one per field, and print their summaries.

    They are recorded only if the store holds no analysis yet, so that they never mix with real ones.
    """
    from proof_of_talent.demo.samples import list_bundled_samples, write_samples  # noqa: PLC0415 - slow to import

    if write is not None:
        write_samples(write)
        err.print(f"The sample applications are in {write}.")
        return
    with tempfile.TemporaryDirectory() as folder:
        written = write_samples(Path(folder), list_bundled_samples())
        with opened_store(store) as opened:
            is_new = count_records(opened, AnalysisFilter()) == 0
        url = store if is_new else f"sqlite:///{Path(folder) / 'samples.db'}"
        with opened_services(read_settings(store=url)) as services:
            for case in collect_cases(written, None, None):
                run_case(services, case)


def collect_cases(paths: list[Path], field: str | None, answers: Path | None) -> list[Case]:
    """Return the applications that paths on the command line mean.

    Raises:
        InvalidInputError: a folder without documents, answers that are no JSON object, or no field.
    """
    folders = [path for path in paths if path.is_dir()]
    files = [path for path in paths if not path.is_dir()]
    if files and folders:
        raise InvalidInputError("Give either the documents of one application or folders, not both.")
    if files:
        return [make_case("application", files, field, answers)]
    return [case for folder in folders for case in collect_folder(folder, field, answers)]


def collect_folder(folder: Path, field: str | None, answers: Path | None) -> Iterator[Case]:
    """Yield the application in a folder, or those in its sub-folders."""
    documents = find_documents(folder)
    if documents:
        own = folder / ANSWERS_NAME
        yield make_case(folder.name, documents, field, answers or (own if own.exists() else None))
        return
    inner = [child for child in sorted(folder.iterdir()) if child.is_dir() and find_documents(child)]
    if not inner:
        raise InvalidInputError(f"There are no PDF or DOCX files in {folder}.")
    for child in inner:
        yield from collect_folder(child, field, answers)


def find_documents(folder: Path) -> list[Path]:
    """Return a folder's documents by name."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in DOCUMENT_SUFFIXES)


def make_case(name: str, files: list[Path], field: str | None, answers: Path | None) -> Case:
    """Return one application with its answers read and its field known."""
    given: Any = {}
    if answers is not None:
        try:
            given = json.loads(answers.read_text(encoding="utf-8"))
        except ValueError:
            raise InvalidInputError(f"{answers} is not JSON.") from None
        if not isinstance(given, dict):
            raise InvalidInputError(f"{answers} must hold a JSON object: question ids and answers.")
    named = given.pop("field", None)
    if field is None and named is None:
        raise InvalidInputError(
            "Say which field it is: --field digital_technology, arts_culture or science_research."
        )
    return Case(name, str(field or named), given, files)


def run_case(services: Services, case: Case, *, quiet: bool = False) -> AnalysisRecord | None:
    """Take one application through the same steps as the web does; print its report unless quiet.

    Returns None, after saying why on standard error, when its papers were not accepted at all.
    """
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        console=err,
        transient=True,
    ) as bar:
        task = bar.add_task(f"{case.name}: reading {len(case.files)} documents", total=100)
        try:
            session_id = hand_in(services, case)
        except TalentError as error:
            err.print(Text.assemble((f"{case.name}:", "red"), f" {explain_refusal(error, case)}"))
            return None
        bar.update(task, completed=40, description=f"{case.name}: judging")
        record = services.pipeline.run_analysis_task(session_id) or wait_for(services, session_id)
        bar.update(task, completed=100)
    if not quiet:
        out.print(render_report(services, case, record))
    return record


def hand_in(services: Services, case: Case) -> str:
    """Create a session with the case's answers and documents and submit it."""
    intake = services.intake
    session_id = intake.create_session(case.field).session_id
    try:
        intake.save_answers(session_id, case.answers)
        with contextlib.ExitStack() as opened:
            uploads = [Upload(path.name, opened.enter_context(path.open("rb"))) for path in case.files]
            intake.add_documents(session_id, uploads)
        services.pipeline.submit(session_id)
    except TalentError:
        services.store.erasure.erase(session_id, services.clock())
        raise
    return session_id


def explain_refusal(error: TalentError, case: Case) -> str:
    """Return the failure in words; files are named here because the reader is the one who named them."""
    if isinstance(error, UploadError):
        return "\n".join(
            f"{case.files[refused.position].name}: {refused.error.message}" for refused in error.refused
        )
    where = f" ({error.field})" if error.field else ""
    return f"{error.message}{where}"


def wait_for(services: Services, session_id: str) -> AnalysisRecord:
    """Wait for the record of a job that a server on the same store took first."""
    while True:
        session = services.store.sessions.get(session_id)
        record = services.store.records.find(session_id, session.attempt)
        if record is not None:
            return record
        time.sleep(POLL_SECONDS)


def render_report(services: Services, case: Case, record: AnalysisRecord) -> Panel:
    """Return the readable report of one analysis."""
    field = services.rulebook.field(record.field)
    title = Text(f"{case.name} · {field.name}")
    results = record.read_results()
    if results is None:
        return Panel(Text(record.error_message or "", style="red"), title=title, border_style="red")
    analysis = results.analysis
    head = Text.assemble((describe_outcome(record, results), "bold"), f"\n\n{analysis.overall_assessment}")
    names = {f"d{number}": path.name for number, path in enumerate(case.files, start=1)}
    parts: list[Any] = [head, Text()]
    if results.criteria:
        parts.append(tabulate_criteria(results.criteria, names))
    if results.route is not None:
        parts.append(tell_route(results.route))
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


def tell_route(route: RouteVerdict) -> Text:
    """Return each item of a checklist with its state, and the other levels and routes that were tried."""
    text = Text()
    if route.checklist is not None:
        text.append("The list, item by item\n", style="bold")
        for item in route.checklist.items:
            text.append(f"  • {STATES[item.state]}: {item.label}. {item.text}\n")
    if route.alternatives:
        text.append("\nWhat else we tried\n", style="bold")
        for other in route.alternatives:
            text.append(f"  • {other.name}: {other.text}\n")
    return text


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
            f"“{' '.join(quoted.quote.split())}” ({names[quoted.document]}, p. {quoted.page})"
            for finding in criterion.findings
            for quoted in finding.evidence
            if quoted.grounded
        ]
        table.add_row(
            f"{criterion.criterion} {criterion.name}",
            str(criterion.score),
            Text("\n".join(quotes[:SHOWN_QUOTES]) or "nothing found"),
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
