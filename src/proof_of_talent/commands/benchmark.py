"""Reads labelled sets for `evaluate` and judges them: JSON files, or folders of text files."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import orjson

from proof_of_talent.domain.application import Application, ApplicationDocument, Page
from proof_of_talent.domain.assessment import BANDS
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import AssessmentError, InvalidInputError
from proof_of_talent.domain.ports import Assessor
from proof_of_talent.intake.classification import classify_document
from proof_of_talent.judging.benchmark.cases import (
    BAND_NAMES,
    CaseLabel,
    LabelledCase,
    LabelledSet,
    WrittenApplication,
    parse_cases,
)
from proof_of_talent.judging.benchmark.oracle import LabelsAssessor
from proof_of_talent.judging.benchmark.outcomes import JudgedVerdict, JudgeText, read_verdict
from proof_of_talent.judging.benchmark.table import MeasuredSet, measure_set
from proof_of_talent.judging.evaluation import LABELS
from proof_of_talent.judging.evidence.papers import tell_roles
from proof_of_talent.judging.judge import judge

AS_OF = date(2026, 11, 28)
"""The day that labelled sets are judged from, so that figures stay the same as time goes by."""
_KINDS = {"own": "personal_statement", "letter": "recommendation_letter", "paper": "evidence"}
_MEDIA_TYPE = "text/plain"
_PAPER = re.compile(r"^=== (.+)$", re.MULTILINE)


def is_benchmark(path: Path) -> bool:
    """Tell a labelled set in text from a folder of case folders."""
    return path.suffix == ".json" if path.is_file() else any(path.glob("*.txt"))


def read_set(path: Path) -> LabelledSet:
    """Read a labelled set.

    Raises:
        InvalidInputError: the file has another form.
    """
    if path.is_dir():
        cases = [_read_text_case(file) for file in sorted(path.glob("*.txt"))]
        return LabelledSet(path.name, tuple(case for case in cases if case is not None))
    try:
        return parse_cases(path.stem, orjson.loads(path.read_bytes()))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidInputError(
            f"{path} is not a labelled set: it needs `cases`, or `bases` and `pairs` ({error})."
        ) from error


def _read_text_case(path: Path) -> LabelledCase | None:
    """Read an application whose file name starts with field and band; papers follow lines of `=== NAME`."""
    field, _, rest = path.name.partition(".")
    band = BAND_NAMES.get(rest.partition(".")[0])
    if band is None:
        return None
    parts = _PAPER.split(path.read_text(encoding="utf-8"))
    papers = tuple((name.strip(), text.strip()) for name, text in zip(parts[1::2], parts[2::2], strict=True))
    return LabelledCase(
        path.name.removesuffix(".txt"), WrittenApplication(field, {}, papers), CaseLabel(band)
    )


def assemble(written: WrittenApplication, rulebook: Rulebook) -> Application:
    """Return an application as if its papers had been uploaded; what each is, is recognised and not told."""
    field = rulebook.field(written.field)
    pages = [(name, (Page(number=1, text=text),)) for name, text in written.papers]
    return Application(
        field=field.id,
        route=field.route(written.answers.get("route_preference")).id,
        answers=dict(written.answers),
        documents=tuple(
            ApplicationDocument(
                id=f"d{number}",
                kind=classify_document(page, name),
                media_type=_MEDIA_TYPE,
                bytes=len(page[0].text.encode()),
                pages=page,
            )
            for number, (name, page) in enumerate(pages, 1)
        ),
        as_of=AS_OF,
    )


def run_benchmark(
    paths: Sequence[Path], name: str, assessor: Assessor, rulebook: Rulebook, *, behaviour: bool
) -> list[MeasuredSet]:
    """Judge every set with one assessor; behaviour only where it is asked for, because it judges often."""
    judge_text = make_judge(assessor, rulebook)

    def list_kinds(written: WrittenApplication) -> list[str]:
        told = tell_roles(assemble(written, rulebook))
        return ["cv" if at == told.cv else _KINDS[role] for at, role in enumerate(told.roles)]

    return [
        measure_set(read_set(path), name, judge_text, kinds=list_kinds if behaviour else None)
        for path in paths
    ]


def make_judge(assessor: Assessor, rulebook: Rulebook) -> JudgeText:
    """Return a function that judges a written application, each only once; a failure is no band at all."""

    @cache
    def judge_once(field: str, answers: bytes, papers: tuple[tuple[str, str], ...]) -> JudgedVerdict:
        written = WrittenApplication(field, orjson.loads(answers), papers)
        application = assemble(written, rulebook)
        try:
            return read_verdict(judge(application, assessor=assessor, rulebook=rulebook).scored)
        except AssessmentError as error:
            return JudgedVerdict(0, BANDS, "weak", {}, {}, abstained=error.code)

    return lambda written: judge_once(
        written.field, orjson.dumps(dict(written.answers), option=orjson.OPT_SORT_KEYS), written.papers
    )


def run_oracle(paths: Sequence[Path], rulebook: Rulebook) -> list[MeasuredSet]:
    """Judge every set by its own labels of criteria; cases without such labels are left out."""
    measured = []
    for path in paths:
        found = read_set(path)
        labelled = found._replace(pairs=(), cases=tuple(c for c in found.cases if c.label.levels))
        levels = {case.application.papers: case.label.levels for case in labelled.cases}
        measured.append(measure_set(labelled, LABELS, _make_oracle(levels, rulebook), kinds=None))
    return measured


def _make_oracle(
    levels: dict[tuple[tuple[str, str], ...], Mapping[str, int]], rulebook: Rulebook
) -> Callable[[WrittenApplication], JudgedVerdict]:
    def judge_by_labels(written: WrittenApplication) -> JudgedVerdict:
        oracle = LabelsAssessor(levels[written.papers])
        return read_verdict(judge(assemble(written, rulebook), assessor=oracle, rulebook=rulebook).scored)

    return judge_by_labels
