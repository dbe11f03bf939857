"""Judges labelled cases for `evaluate`: labels are checked, several cases run at once, results are kept."""

import hashlib
import json
import threading
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from proof_of_talent.commands.cases import Case
from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import RECOMMENDATIONS
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import AssessmentError, InvalidInputError
from proof_of_talent.domain.ports import Assessor
from proof_of_talent.judging.evaluation import LABELS, CaseResult
from proof_of_talent.judging.judge import judge

EXPECTED_NAME = "expected.json"
_LABELS = {"score", "recommendation", "criteria", "better_than"}
_HIGHEST_LEVEL = 4


class CaseToJudge(NamedTuple):
    """A case that was read; `digest` changes with everything that is judged."""

    name: str
    application: Application
    digest: str


def prepare(name: str, application: Application) -> CaseToJudge:
    """Return a case with the digest of its papers and answers."""
    content = application.model_dump_json(exclude={"as_of"})
    return CaseToJudge(name, application, hashlib.sha256(content.encode()).hexdigest()[:16])


def read_expected(case: Case, rulebook: Rulebook, names: Iterable[str]) -> CaseResult | None:
    """Return a case's labels, or None where it has none.

    Args:
        case: whose.
        rulebook: which criteria its field has.
        names: of all cases, for "better_than".

    Raises:
        InvalidInputError: the file is not of the documented form, or names what does not exist.
    """
    path = case.files[0].parent / EXPECTED_NAME
    if not path.exists():
        return None
    try:
        labels: Any = json.loads(path.read_text(encoding="utf-8"))
        problem = _find_problem(labels, {c.code for c in rulebook.field(case.field).criteria}, set(names))
        if problem is None:
            return CaseResult(
                case=case.name,
                assessor=LABELS,
                score=labels.get("score"),
                recommendation=labels.get("recommendation"),
                levels=labels.get("criteria", {}),
                better_than=labels.get("better_than"),
            )
    except (ValueError, ValidationError):
        problem = "it is not JSON of this form"
    raise InvalidInputError(
        f'{path}: {problem}. It must be like {{"score": 62, "recommendation": "moderate", '
        f'"criteria": {{"MC": 3}}, "better_than": "another case"}}.'
    )


def _find_problem(labels: Any, criteria: set[str], names: set[str]) -> str | None:
    if not isinstance(labels, dict) or not isinstance(labels.get("criteria", {}), dict):
        return "it is not JSON of this form"
    unknown = sorted(labels.keys() - _LABELS) or sorted(labels.get("criteria", {}).keys() - criteria)
    if unknown:
        return f"there is no label {unknown[0]!r}"
    levels = labels.get("criteria", {}).values()
    if any(
        isinstance(n, bool) or not isinstance(n, int | float) or not 0 <= n <= _HIGHEST_LEVEL for n in levels
    ):
        return "a level is a number from 0 to 4"
    if labels.get("recommendation") not in (None, *RECOMMENDATIONS):
        return f"there is no recommendation {labels['recommendation']!r}"
    if labels.get("better_than") is not None and labels["better_than"] not in names:
        return f"there is no case {labels['better_than']!r}"
    return None


class KeptResults:
    """Results of earlier runs in a file, a line of JSON each; failures are tried again."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._kept = {(r.case, r.assessor, r.digest): r for r in _read_lines(path) if r.error is None}

    def find(self, case: CaseToJudge, assessor: str) -> CaseResult | None:
        """Return what an assessor said of the same papers before."""
        return self._kept.get((case.name, assessor, case.digest))

    def keep(self, result: CaseResult) -> None:
        """Add a result at once, so that a run that is stopped loses nothing."""
        if self._path is not None:
            with self._lock, self._path.open("a", encoding="utf-8") as file:
                file.write(result.model_dump_json() + "\n")


def _read_lines(path: Path | None) -> list[CaseResult]:
    if path is None or not path.exists():
        return []
    results = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            results.append(CaseResult.model_validate_json(line))
        except ValidationError:  # the end of a run that was stopped while it wrote
            continue
    return results


def judge_cases(
    name: str,
    cases: Iterable[CaseToJudge],
    assessor: Assessor,
    rulebook: Rulebook,
    *,
    jobs: int,
    kept: KeptResults,
) -> list[CaseResult]:
    """Judge cases with one assessor, so many at once, in their order; what is kept is not judged again."""

    def work(case: CaseToJudge) -> CaseResult:
        known = kept.find(case, name)
        if known is not None:
            return known
        result = judge_case(name, case, assessor, rulebook)
        kept.keep(result)
        return result

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(work, cases))


def judge_case(name: str, case: CaseToJudge, assessor: Assessor, rulebook: Rulebook) -> CaseResult:
    """Judge one case; a failure is a result too."""
    since = time.monotonic()
    known: dict[str, Any] = {"case": case.name, "assessor": name, "digest": case.digest}
    try:
        judged = judge(case.application, assessor=assessor, rulebook=rulebook)
    except AssessmentError as error:
        usage = error.usage.model_dump() if error.usage is not None else {}
        return CaseResult(
            **known, error=error.code, seconds=round(time.monotonic() - since, 3), **_pick_usage(usage)
        )
    assessment, scored = judged.assessment, judged.scored
    return CaseResult(
        **known,
        score=scored.overall_score,
        recommendation=scored.recommendation,
        levels={judgement.criterion: judgement.level for judgement in assessment.judgements},
        claims=judged.grounding.claims,
        grounded=judged.grounding.grounded,
        seconds=round(time.monotonic() - since, 3),
        not_judged=tuple(missing.criterion for missing in assessment.not_judged),
        abstained=scored.abstained.code if scored.abstained is not None else None,
        model=assessment.assessor.model,
        prompt_version=assessment.assessor.prompt_version,
        rules_version=assessment.assessor.rules_version,
        reviews=assessment.reviews,
        **_pick_usage(assessment.usage.model_dump()),
    )


def _pick_usage(usage: Mapping[str, Any]) -> dict[str, Any]:
    names = ("cost_usd", "requests", "retries", "input_tokens", "output_tokens")
    return {name: usage.get(name) for name in names}
