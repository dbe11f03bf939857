"""Every code that people meet has a name."""

from typing import get_args

import pytest

from proof_of_talent.domain import names
from proof_of_talent.domain.application import DocumentKind, ProgressStage
from proof_of_talent.domain.assessment import Recommendation, Verdict
from proof_of_talent.domain.errors import Stage
from proof_of_talent.domain.record import Ending


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (names.STATUS_NAMES, get_args(Ending)),
        (names.RECOMMENDATION_NAMES, get_args(Recommendation)),
        (names.VERDICT_NAMES, get_args(Verdict)),
        (names.DOCUMENT_KIND_NAMES, get_args(DocumentKind)),
        (names.STAGE_NAMES, get_args(Stage)),
        (names.PROGRESS_NAMES, get_args(ProgressStage)[:-1]),  # "done" shows the report instead
    ],
)
def test_every_code_has_one_name_in_the_order_of_its_type(table, codes):
    assert tuple(table) == codes


def test_no_code_has_two_names():
    tables = (
        names.STATUS_NAMES, names.RECOMMENDATION_NAMES, names.VERDICT_NAMES, names.DOCUMENT_KIND_NAMES,
        names.STAGE_NAMES, names.ANALYSIS_FAILURES,
    )  # fmt: skip
    assert len(names.CODE_NAMES) == sum(map(len, tables)) + 1
