"""`evaluate`: compare assessors on labelled cases. Nothing is recorded in the store."""

import json
import time
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import orjson
import typer
from pydantic import ValidationError

from proof_of_talent.commands.benchmark import is_benchmark, run_benchmark, run_oracle
from proof_of_talent.commands.cases import Case, collect_cases
from proof_of_talent.commands.context import err, open_rulebook, out, read_settings
from proof_of_talent.domain.application import Application, ApplicationDocument
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import AssessmentError, InvalidInputError
from proof_of_talent.domain.ports import Assessor, Extractor
from proof_of_talent.intake.classification import classify_document
from proof_of_talent.judging.benchmark.table import (
    MeasuredSet,
    find_losses,
    keep_baseline,
    render_benchmark,
)
from proof_of_talent.judging.evaluation import LABELS, CaseResult, render_markdown
from proof_of_talent.judging.evaluation import evaluate_results as compare
from proof_of_talent.judging.judge import judge
from proof_of_talent.wiring.bootstrap import make_assessor, make_extractor
from proof_of_talent.wiring.settings import Settings

EXPECTED_NAME = "expected.json"


class BenchmarkFiles(NamedTuple):
    """Where a benchmark's figures go and what they are compared with."""

    output: Path | None
    baseline: Path | None
    save: Path | None


def evaluate(
    cases: Annotated[
        list[Path],
        typer.Argument(
            help="A folder of case folders, or labelled sets (.json, folders of .txt).", exists=True
        ),
    ],
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
    behaviour: Annotated[
        bool, typer.Option(help="Judge labelled sets again after changes that must not raise the score.")
    ] = True,
) -> None:
    """Judge labelled cases with one or more assessors and compare them criterion by criterion.

    A case is a folder as for `assess`: documents and an answers.json with "field". Its expected.json, if
    there is one, holds what is right: {"score": 62, "recommendation": "moderate", "criteria": {"MC": 3}}.

    Labelled sets give the whole table: bands, order, criteria, minimal pairs, behaviour, controls. There the
    assessor “labels” takes the labels of criteria for its reading: what it gets wrong, scoring gets wrong.
    """
    settings = read_settings()
    if all(is_benchmark(path) for path in cases):
        files = BenchmarkFiles(output, baseline, save)
        show_benchmark(cases, assessor or [settings.assessor], settings, files, behaviour=behaviour)
        return
    rulebook = open_rulebook()
    extractor = make_extractor(settings)
    try:
        found = collect_cases(cases, None, None)
        applications = {case.name: read_application(case, rulebook, extractor) for case in found}
    finally:
        extractor.close()
    results = [result for case in found if (result := read_expected(case)) is not None]
    for name in assessor or [settings.assessor]:
        results += judge_cases(name, applications, settings, rulebook)
    evaluation = compare(results)
    if output is not None and output.suffix == ".json":
        output.write_bytes(orjson.dumps(evaluation.model_dump(), option=orjson.OPT_INDENT_2))
    elif output is not None:
        output.write_text(render_markdown(evaluation), encoding="utf-8")
    else:
        out.out(render_markdown(evaluation))
    if any(summary.failed for summary in evaluation.assessors):
        raise typer.Exit(1)


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


def read_expected(case: Case) -> CaseResult | None:
    """Return a case's labels, or None where it has none.

    Raises:
        InvalidInputError: the file is not of the documented form.
    """
    path = case.files[0].parent / EXPECTED_NAME
    if not path.exists():
        return None
    try:
        labels = json.loads(path.read_text(encoding="utf-8"))
        return CaseResult(
            case=case.name,
            assessor=LABELS,
            score=labels.get("score"),
            recommendation=labels.get("recommendation"),
            levels=labels.get("criteria", {}),
        )
    except (ValueError, AttributeError, ValidationError):
        raise InvalidInputError(
            f'{path} must be like {{"score": 62, "recommendation": "moderate", "criteria": {{"MC": 3}}}}.'
        ) from None


def judge_cases(
    name: str, applications: dict[str, Application], settings: Settings, rulebook: Rulebook
) -> list[CaseResult]:
    """Judge all cases with one assessor."""
    assessor = make_assessor(settings.model_copy(update={"assessor": name}), rulebook)
    try:
        return [judge_case(name, case, given, assessor, rulebook) for case, given in applications.items()]
    finally:
        assessor.close()


def judge_case(
    name: str, case: str, application: Application, assessor: Assessor, rulebook: Rulebook
) -> CaseResult:
    """Judge one case; a failure is a result too."""
    since = time.monotonic()
    try:
        judged = judge(application, assessor=assessor, rulebook=rulebook)
    except AssessmentError as error:
        cost = error.usage.cost_usd if error.usage else None
        return CaseResult(case=case, assessor=name, error=error.code, cost_usd=cost)
    return CaseResult(
        case=case,
        assessor=name,
        score=judged.scored.overall_score,
        recommendation=judged.scored.recommendation,
        levels={judgement.criterion: judgement.level for judgement in judged.assessment.judgements},
        claims=judged.grounding.claims,
        grounded=judged.grounding.grounded,
        cost_usd=judged.assessment.usage.cost_usd,
        seconds=round(time.monotonic() - since, 3),
    )
