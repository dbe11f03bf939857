"""The development set: written blindly, then used to make the rubric fairer. Intentions: dev_set/INTENT.md.

Bounds are wide on purpose. The held-out set (`test_held_out`) checks that this set was not merely fitted.
"""

from pathlib import Path

import pytest

from tests.assessors.blind_sets import FIELDS, assess_file

PATHS = sorted((Path(__file__).parent / "dev_set").glob("*.txt"))


def score(field, level):
    return [assess_file(path).overall_score for path in PATHS if path.name.startswith(f"{field}.{level}.")]


@pytest.mark.parametrize("field", FIELDS)
def test_strong_middling_and_weak_stand_clearly_apart(field):
    strong, middling, weak = (score(field, level) for level in ("strong", "middling", "weak"))
    assert len(middling) == 2
    assert min(strong) > max(middling)
    assert min(middling) >= max(weak) + 10
    assert max(weak) < 30


def test_bands_are_mostly_the_intended_ones():
    """Two middling applications lack a third letter and are weak by that gate, whatever they score."""
    found = {path.name.removesuffix(".txt"): assess_file(path) for path in PATHS}
    assert all(s.recommendation == "strong" for name, s in found.items() if ".strong" in name)
    assert all(s.recommendation == "weak" for name, s in found.items() if ".weak" in name)
    middling = [s for name, s in found.items() if ".middling" in name]
    assert sum(s.recommendation == "moderate" for s in middling) >= 3
    assert all(45 <= s.overall_score < 75 for s in middling)
