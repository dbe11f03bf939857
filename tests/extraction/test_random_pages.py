"""What rendering shows is read, and what it does not show is not, over pages drawn at random."""

from tests.extraction.random_pages import try_page

MOST_ERRORS_IN_100 = 3
"""Borderline colours: our eye and the test's do not draw the line at the same difference."""


def test_lines_of_random_pages_are_read_as_they_are_shown():
    results = [try_page(seed) for seed in range(100, 105)]
    lines, missed, wrong = (sum(column) for column in zip(*results, strict=True))
    assert max(missed, wrong) <= max(1, lines * MOST_ERRORS_IN_100 // 100)
