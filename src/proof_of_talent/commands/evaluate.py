"""`evaluate`: compare assessors on labelled cases. Nothing is recorded in the store."""

from pathlib import Path
from typing import Annotated, Any, NamedTuple

import orjson
import typer
from pydantic import ValidationError

from proof_of_talent.commands.benchmark import is_benchmark, run_benchmark, run_oracle
from proof_of_talent.commands.case_runs import CaseToJudge, KeptResults, judge_cases, prepare, read_expected
from proof_of_talent.commands.cases import Case, collect_cases
from proof_of_talent.commands.context import (
    StoreOption,
    err,
    open_rulebook,
    opened_papers,
    out,
    read_settings,
)
from proof_of_talent.commands.review_cases import collect_reviewed
from proof_of_talent.domain.application import Application, ApplicationDocument
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.ports import Extractor
from proof_of_talent.intake.classification import classify_document
from proof_of_talent.judging.benchmark.table import (
    MeasuredSet,
    find_losses,
    keep_baseline,
    render_benchmark,
)
from proof_of_talent.judging.evaluation import LABELS, CaseResult, Evaluation, find_regressions
from proof_of_talent.judging.evaluation import evaluate_results as compare
from proof_of_talent.judging.evaluation_page import render_markdown
from proof_of_talent.wiring.bootstrap import make_assessor, make_extractor
from proof_of_talent.wiring.settings import Settings


class BenchmarkFiles(NamedTuple):
    """Where a benchmark's figures go and what they are compared with."""

    output: Path | None
    baseline: Path | None
    save: Path | None


def evaluate(
    cases: Annotated[
        list[Path] | None,
        typer.Argument(
            help="A folder of case folders, or labelled sets (.json, folders of .txt).", exists=True
        ),
    ] = None,
    assessor: Annotated[
        list[str] | None, typer.Option(help="Who judges; repeat the option to compare.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--out", help="Write the report to this file (.md or .json).")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="Saved figures to compare with; exit code 1 if any is worse now.")
    ] = None,
    save: Annotated[Path | None, typer.Option(help="Save the figures to this file, as a baseline.")] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Cases judged at the same time.")] = 4,
    results: Annotated[
        Path | None,
        typer.Option(help="Keep each result in this file at once, and use those of an earlier run again."),
    ] = None,
    behaviour: Annotated[
        bool, typer.Option(help="Judge labelled sets again after changes that must not raise the score.")
    ] = True,
    reviews: Annotated[
        bool, typer.Option("--reviews", help="Take the analyses that people reviewed, with what they think.")
    ] = False,
    store: StoreOption = None,
) -> None:
    """Judge labelled cases with one or more assessors and compare them criterion by criterion.

    A case is a folder as for `assess`: documents and an answers.json with "field". Its expected.json, if
    there is one, holds what is right: {"score": 62, "recommendation": "moderate", "criteria": {"MC": 3}},
    and may name a case that must have fewer points ("better_than"). Labels that do not exist are refused.

    Labelled sets give the whole table: bands, order, criteria, minimal pairs, behaviour, controls. There the
    assessor “labels” takes the labels of criteria for its reading: what it gets wrong, scoring gets wrong.
    """
    settings = read_settings()
    if bool(cases) == reviews:
        raise InvalidInputError("Name folders or labelled sets, or take what people reviewed with --reviews.")
    if cases and all(is_benchmark(path) for path in cases):
        files = BenchmarkFiles(output, baseline, save)
        show_benchmark(cases, assessor or [settings.assessor], settings, files, behaviour=behaviour)
        return
    rulebook = open_rulebook()
    extractor = make_extractor(settings)
    try:
        if reviews:
            with opened_papers(store) as opened:
                prepared, said = collect_reviewed(opened, rulebook, extractor)
        else:
            prepared, said = read_folders(cases or [], rulebook, extractor)
    finally:
        extractor.close()
    kept = KeptResults(results)
    for name in assessor or [settings.assessor]:
        judge_with = make_assessor(settings.model_copy(update={"assessor": name}), rulebook)
        try:
            said += judge_cases(name, prepared, judge_with, rulebook, jobs=jobs, kept=kept)
        finally:
            judge_with.close()
    show_evaluation(compare(said), BenchmarkFiles(output, baseline, save))


def read_folders(
    cases: list[Path], rulebook: Rulebook, extractor: Extractor
) -> tuple[list[CaseToJudge], list[CaseResult]]:
    """Return the cases of folders, and their labels."""
    found = collect_cases(cases, None, None)
    prepared = [prepare(case.name, read_application(case, rulebook, extractor)) for case in found]
    names = [case.name for case in found]
    said = [label for case in found if (label := read_expected(case, rulebook, names)) is not None]
    return prepared, said


def show_evaluation(evaluation: Evaluation, files: BenchmarkFiles) -> None:
    """Write the figures, and fail where a case failed or anything got worse."""
    content = orjson.dumps(evaluation.model_dump(), option=orjson.OPT_INDENT_2)
    if files.output is None:
        out.out(render_markdown(evaluation))
    elif files.output.suffix == ".json":
        files.output.write_bytes(content)
    else:
        files.output.write_text(render_markdown(evaluation), encoding="utf-8")
    losses = []
    if files.baseline is not None:
        losses = find_regressions(evaluation, read_evaluation(files.baseline))
    if files.save is not None:
        files.save.write_bytes(content)
    for loss in losses:
        err.print(f"worse: {loss}", markup=False)
    if losses or any(summary.failed for summary in evaluation.assessors):
        raise typer.Exit(1)


def read_evaluation(path: Path) -> Evaluation:
    """Return a saved evaluation.

    Raises:
        InvalidInputError: there is no such file, or it is not one.
    """
    try:
        return Evaluation.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise InvalidInputError(f"{path} is no baseline: make one with --save.") from error


def show_benchmark(
    sets: list[Path], names: list[str], settings: Settings, files: BenchmarkFiles, *, behaviour: bool
) -> None:
    """Judge labelled sets with every assessor, write the figures, and fail where they got worse."""
    rulebook = open_rulebook()
    measured: list[MeasuredSet] = []
    for name in names:
        if name == LABELS:
            measured += run_oracle(sets, rulebook)
            continue
        assessor = make_assessor(settings.model_copy(update={"assessor": name}), rulebook)
        try:
            measured += run_benchmark(sets, name, assessor, rulebook, behaviour=behaviour)
        finally:
            assessor.close()
    if files.output is None:
        out.out(render_benchmark(measured))
    elif files.output.suffix == ".json":
        content = [one.model_dump() for one in measured]
        files.output.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))
    else:
        files.output.write_text(render_benchmark(measured), encoding="utf-8")
    losses = find_losses(measured, read_baseline(files.baseline)) if files.baseline else []
    if files.save is not None:
        files.save.write_bytes(orjson.dumps(keep_baseline(measured), option=orjson.OPT_INDENT_2))
    for loss in losses:
        err.print(f"worse: {loss}", markup=False)
    if losses:
        raise typer.Exit(1)


def read_baseline(path: Path) -> dict[str, Any]:
    """Return saved figures.

    Raises:
        InvalidInputError: there is no such file, or it is not a baseline.
    """
    try:
        content = orjson.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise InvalidInputError(f"{path} is no baseline: make one with --save.") from error
    if not isinstance(content, dict):
        raise InvalidInputError(f"{path} is no baseline: make one with --save.")
    return content


def read_application(case: Case, rulebook: Rulebook, extractor: Extractor) -> Application:
    """Read a case's documents as the pipeline would."""
    field = next((field for field in rulebook.fields if field.id == case.field), None)
    if field is None:
        raise InvalidInputError(f"{case.name}: there is no field {case.field!r}.")
    documents = []
    for number, path in enumerate(case.files, 1):
        content = path.read_bytes()
        extracted = extractor.extract(content)
        documents.append(
            ApplicationDocument(
                id=f"d{number}",
                kind=classify_document(extracted.pages, path.name),
                media_type=extracted.media_type,
                bytes=len(content),
                pages=extracted.pages,
                hidden_characters=extracted.hidden_characters,
            )
        )
    return Application(
        field=field.id,
        route=field.route(case.answers.get("route_preference")).id,
        answers=case.answers,
        documents=tuple(documents),
        as_of=read_clock().date(),
    )
