"""A third held-out set, written and opened only after all tuning.

Its author saw nothing of the rubric but some headings of the fact sheet. Bands come out as meant in 3 of 15
(docs/scoring.md says which do not), and a weak application of an artist scores above the middling ones, so
only what holds is asked for here: the strong one comes first. Do not fit anything to it.
"""

from pathlib import Path

import pytest

from tests.assessors.blind_sets import FIELDS, assess_file

PATHS = sorted((Path(__file__).parent / "held_out_third").glob("*.txt"))


@pytest.mark.parametrize("field", FIELDS)
def test_the_strong_application_comes_first_and_no_weak_one_is_encouraged(field):
    found = {path.name: assess_file(path) for path in PATHS if path.name.startswith(f"{field}.")}
    assert len(found) == 5
    strong = found.pop(f"{field}.strong.1.txt")
    assert strong.overall_score >= 65
    assert strong.overall_score > max(scored.overall_score for scored in found.values()) + 10
    assert found[f"{field}.weak.1.txt"].recommendation == "weak"
