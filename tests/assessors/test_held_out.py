"""Applications that the rubric was never tuned on: their order must come out right, not their exact scores.

They are a check from outside. Do not fit cue phrases or weights to them; write new ones instead.
"""

from pathlib import Path

import pytest

from proof_of_talent.domain.assessment import Scored
from tests.assessors.blind_sets import FIELDS, ROUTES, assess_file

FOLDER = Path(__file__).parent / "held_out"


def assess(field: str, level: str) -> Scored:
    return assess_file(FOLDER / f"{field}.{level}.txt")


@pytest.mark.parametrize("field", FIELDS)
def test_unseen_applications_come_in_order(field):
    strong, middling, weak = (assess(field, level) for level in ROUTES)
    assert strong.overall_score > middling.overall_score > weak.overall_score


@pytest.mark.parametrize("field", FIELDS)
def test_unseen_applications_stay_within_wide_bounds(field):
    assert assess(field, "strong").overall_score >= 50
    assert 20 <= assess(field, "middling").overall_score < 75
    assert assess(field, "weak").overall_score < 25
    assert assess(field, "weak").recommendation == "weak"
