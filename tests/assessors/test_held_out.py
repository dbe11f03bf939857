"""Applications that the rubric was never tuned on: their order must come out right, not their exact scores.

They are a check from outside. Do not fit cue phrases or weights to them; write new ones instead.
"""

import re
from functools import cache
from pathlib import Path

import pytest

from proof_of_talent.application import Page
from proof_of_talent.assessment import Scored
from proof_of_talent.classification import classify_document
from tests.assessors.applications import conclude_application, make_application

FOLDER = Path(__file__).parent / "held_out"
FIELDS = ("digital_technology", "arts_culture", "science_research")
ROUTES = {"strong": "talent", "middling": "promise", "weak": "promise"}


@cache
def assess(field: str, level: str) -> Scored:
    """Judge one application; what each paper is, is recognised and not told."""
    parts = re.split(r"^=== (.+)$", (FOLDER / f"{field}.{level}.txt").read_text("utf-8"), flags=re.MULTILINE)
    papers = [
        (classify_document([Page(number=1, text=text.strip())], name), text.strip())
        for name, text in zip(parts[1::2], parts[2::2], strict=True)
    ]
    return conclude_application(make_application(papers, field=field, route=ROUTES[level]))[0]


@pytest.mark.parametrize("field", FIELDS)
def test_unseen_applications_come_in_order(field):
    strong, middling, weak = (assess(field, level) for level in ROUTES)
    assert strong.overall_score > middling.overall_score > weak.overall_score
    assert strong.likelihood >= middling.likelihood >= weak.likelihood


@pytest.mark.parametrize("field", FIELDS)
def test_unseen_applications_stay_within_wide_bounds(field):
    assert assess(field, "strong").overall_score >= 50
    assert 20 <= assess(field, "middling").overall_score < 75
    assert assess(field, "weak").overall_score < 25
    assert assess(field, "weak").recommendation == "weak"
