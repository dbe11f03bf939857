"""A third held-out set, which nobody who tunes the rubric has read.

Bands come out as meant in two of seven, and a weak application that looks impressive is above a strong one
(docs/scoring.md), so only the little that holds is asked for here. Do not fit anything to it.
"""

from pathlib import Path

import pytest

from tests.assessors.blind_sets import assess_file

PATHS = sorted((Path(__file__).parent / "held_out_third").glob("*.txt"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_no_weak_application_is_called_strong_and_no_strong_one_weak(path):
    recommendation = assess_file(path).recommendation
    assert recommendation != {"weak": "strong", "strong": "weak"}.get(path.name.split(".")[1])
