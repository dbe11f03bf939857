"""What rendering shows is read, and what it does not show is not, over pages drawn at random."""

import random

from tests.extraction.random_pages import try_page
from tests.extraction.random_word import make_paragraph, make_unclear_paragraph, try_document

MOST_ERRORS_IN_100 = 3
"""Borderline colours: our eye and the test's do not draw the line at the same difference."""

UNCLEAR_ERRORS_IN_100 = 12
"""On a picture, or on a shape whose place is not known, the reader is in doubt, and reads."""


def test_lines_of_random_pages_are_read_as_they_are_shown():
    results = [try_page(seed) for seed in range(100, 105)]
    lines, missed, wrong, clear = (sum(column) for column in zip(*results, strict=True))
    assert max(missed, wrong) <= max(1, lines * MOST_ERRORS_IN_100 // 100)
    assert clear == 0


def test_paragraphs_of_random_word_documents_are_read_as_they_are_seen():
    results = [try_document(seed) for seed in range(20)]
    assert [sum(column) for column in zip(*results, strict=True)][1:] == [0, 0]


def test_paragraphs_on_patterns_bands_shapes_and_pictures_are_read_where_they_are_seen():
    results = [try_document(seed, make_unclear_paragraph, 1) for seed in range(100)]
    _, missed, wrong = (sum(column) for column in zip(*results, strict=True))
    assert missed == 0
    assert wrong <= UNCLEAR_ERRORS_IN_100


def test_random_paragraphs_are_of_both_kinds():
    dice = random.Random(1)
    seen = [make_paragraph(dice, "text")[1] for _ in range(100)]
    assert 20 < sum(seen) < 80
