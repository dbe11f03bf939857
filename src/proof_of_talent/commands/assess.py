"""`assess` and `samples`: judge applications from files and print readable reports."""

import contextlib
import tempfile
import time
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.text import Text

from proof_of_talent.commands.cases import Case, collect_cases
from proof_of_talent.commands.client_folders import FoundFolders, collect_clients, find_owner, write_mark
from proof_of_talent.commands.client_reports import list_outcomes, write_reports
from proof_of_talent.commands.context import (
    StoreOption,
    err,
    opened_services,
    opened_store,
    out,
    print_table,
    read_settings,
)
from proof_of_talent.commands.report_panel import render_checklist, render_report, tabulate
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.errors import InvalidInputError, TalentError
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord
from proof_of_talent.intake.intake import Upload, UploadError
from proof_of_talent.records.lists import count_records
from proof_of_talent.records.samples import mark_sample, remove_samples
from proof_of_talent.wiring.bootstrap import Services

POLL_SECONDS = 0.2


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
    client: Annotated[
        str | None, typer.Option(metavar="REF", help="The reference of the client whose papers these are.")
    ] = None,
    reports: Annotated[
        Path | None, typer.Option(help="Also write a PDF report of each into this folder.", file_okay=False)
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Also write the summary as CSV.", dir_okay=False)
    ] = None,
) -> None:
    """Assess applications and record each analysis.

    PATHS are the documents of one application, or folders. A folder is a client: its documents, also in
    folders below it, and perhaps an answers.json, whose "field" is used where --field is not given. A folder
    of such folders is several clients. A client.json is left in each, by which it is known again: what was
    added, replaced or taken away since is judged as the next attempt.
    """
    cases, said = collect(paths, field, answers)
    if client is not None and len(cases) > 1:
        raise InvalidInputError("--client names one client, and there are several folders.")
    for line in said:
        err.print(line, soft_wrap=True)
    settings = read_settings(store=store, assessor=assessor, repeat=repeat)
    with opened_services(settings) as services:
        ended = [
            (case, record)
            for case in cases
            if (record := run_case(services, case, quiet=as_json, client=client))
        ]
        if reports is not None:
            write_reports(services, ended, reports)
        if csv is not None:
            csv.write_bytes(list_outcomes(services, ended))
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
            print_table(tabulate(ended))
    if len(ended) < len(cases) or any(record.processing_status == "error" for _, record in ended):
        raise typer.Exit(1)


def collect(paths: list[Path], field: str | None, answers: Path | None) -> FoundFolders:
    """Return the applications that the paths mean, and what is to be said of what they leave out."""
    if paths and all(path.is_dir() for path in paths):
        return collect_clients(paths, field, answers)
    return FoundFolders(collect_cases(paths, field, answers), [])


def samples(
    store: StoreOption = None,
    write: Annotated[
        Path | None, typer.Option(help="Only write the sample documents into this folder.")
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Take recorded samples out of the store and of all figures.")
    ] = False,
) -> None:
    """Assess the bundled sample applications, one per field, and print their summaries.

    They are recorded only if the store holds no analysis yet, and marked: their assessor ends with `:sample`.
    """
    from proof_of_talent.demo.samples import list_bundled_samples, write_samples  # noqa: PLC0415 - slow to import

    if write is not None:
        write_samples(write)
        err.print(f"The sample applications are in {write}.")
        return
    if remove:
        with opened_store(store) as opened:
            err.print(f"{remove_samples(opened, read_clock(), actor='operator'):,} samples are removed.")
        return
    with tempfile.TemporaryDirectory() as folder:
        written = write_samples(Path(folder), list_bundled_samples())
        with opened_store(store, creates=True) as opened:
            is_new = count_records(opened, AnalysisFilter()) == 0
        url = store if is_new else f"sqlite:///{Path(folder) / 'samples.db'}"
        with opened_services(read_settings(store=url)) as services:
            for case in collect_cases(written, None, None):
                if (record := run_case(services, case)) is not None:
                    services.store.records.change(record.id, mark_sample)


def run_case(
    services: Services, case: Case, *, quiet: bool = False, client: str | None = None
) -> AnalysisRecord | None:
    """Take one application through the same steps as the web does; print its report unless quiet.

    A folder is a client's, and so is what is handed in under the reference of a `client`.

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
            session_id = hand_in(services, case, client)
        except TalentError as error:
            err.print(Text.assemble((f"{case.name}:", "red"), f" {explain_refusal(error, case)}"))
            return None
        bar.update(task, completed=40, description=f"{case.name}: judging")
        record = services.pipeline.run_analysis_task(session_id) or wait_for(services, session_id)
        bar.update(task, completed=100)
    if not quiet:
        out.print(render_report(services, case, record))
    return record


def hand_in(services: Services, case: Case, reference: str | None = None) -> str:
    """Hand in a case's answers and documents and submit the session."""
    if case.folder is None and reference is None:
        return hand_in_once(services, case)
    client = find_owner(services, case, reference)
    with contextlib.ExitStack() as opened:
        uploads = [Upload(path.name, opened.enter_context(path.open("rb"))) for path in case.files]
        session_id = services.client_desk.hand_in(client, case.field, case.answers, uploads)
    if case.folder is not None:
        write_mark(case.folder, client)
    services.pipeline.submit(session_id)
    return session_id


def hand_in_once(services: Services, case: Case) -> str:
    """Create a session of its own with the case's answers and documents and submit it."""
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
