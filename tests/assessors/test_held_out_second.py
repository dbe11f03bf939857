"""A second held-out set: neither its texts nor its scores were known to whoever tuned the rubric.

Its author saw the beginnings of twelve lines of cue phrases in the fact sheet, and nothing else of the
rubric. Bands come out as meant in 5 of 12 (docs/scoring.md says which do not), so only the order is asked for
here. Do not fit anything to it.
"""

from pathlib import Path

import pytest

from tests.assessors.blind_sets import FIELDS, assess_file

PATHS = sorted((Path(__file__).parent / "held_out_second").glob("*.txt"))


@pytest.mark.parametrize("field", FIELDS)
def test_unseen_applications_come_in_order(field):
    strong, middling, weak = (
        [assess_file(path).overall_score for path in PATHS if path.name.startswith(f"{field}.{level}.")]
        for level in ("strong", "middling", "weak")
    )
    assert len(middling) == 2
    assert min(strong) > max(middling) >= min(middling) > max(weak)
    assert min(strong) >= 60
    assert max(weak) < 40
