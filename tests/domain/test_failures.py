"""Every failure code is declared once, and the code raises all of them and no others."""

import ast
from pathlib import Path
from typing import get_args

from proof_of_talent.assessors.llm.failures import POLICIES
from proof_of_talent.domain.errors import Stage
from proof_of_talent.domain.failures import ANALYSIS_FAILURES, REQUEST_FAILURES, RETIRED_FAILURES
from proof_of_talent.extraction.failures import DOCUMENT_ERRORS
from proof_of_talent.web.errors import HTTP_CODES

SOURCE = Path(__file__).parent.parent.parent / "src" / "proof_of_talent"
CODE_PLACES = {"StageFailure": 1, "render_error": 1}
"""Where these functions take a code among their arguments without its name."""


def read_text(node):
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def find_class_code(node):
    """Exceptions say their code in the class body."""
    if not any(
        isinstance(base, ast.Name) and base.id.endswith(("Error", "Exception")) for base in node.bases
    ):
        return
    for part in node.body:
        if isinstance(part, ast.Assign) and any(
            isinstance(it, ast.Name) and it.id == "code" for it in part.targets
        ):
            yield from read_text(part.value)


def find_call_code(node):
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name.endswith("Error"):
        for keyword in node.keywords:
            if keyword.arg == "code":
                yield from read_text(keyword.value)
    place = CODE_PLACES.get(name)
    if place is not None and len(node.args) > place:
        value = node.args[place]
        yield from read_text(value)
        if isinstance(value, ast.Call):  # a default beside a table, as in `CODES.get(status, "other")`
            yield from (text for argument in value.args for text in read_text(argument))
    if name == "StageFailure":
        yield from (text for argument in node.args[1:2] for text in read_text(argument))


def find_codes():
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                yield from find_class_code(node)
            elif isinstance(node, ast.Call):
                yield from find_call_code(node)


def test_the_codes_that_can_be_raised_are_those_declared():
    raised = {*find_codes(), *DOCUMENT_ERRORS, *POLICIES, *HTTP_CODES.values()}
    assert raised == {*ANALYSIS_FAILURES, *REQUEST_FAILURES} - RETIRED_FAILURES


def test_every_document_failure_is_one_of_extraction():
    assert {ANALYSIS_FAILURES[code].stage for code in DOCUMENT_ERRORS} == {"extraction"}


def test_every_model_failure_is_one_of_analysis():
    assert {ANALYSIS_FAILURES[code].stage for code in POLICIES} == {"analysis"}


def test_stages_are_stages():
    assert {failure.stage for failure in ANALYSIS_FAILURES.values()} <= {None, *get_args(Stage)}
