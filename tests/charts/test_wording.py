"""Numbers as people read them."""

import pytest

from proof_of_talent.charts.wording import format_large


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (8_412_000, "8,412,000"), (758_427_465, "758.4 M"), (12_050_000_000, "12.1 bn")],
)
def test_large_numbers_are_rounded_from_ten_million_on(number, text):
    assert format_large(number) == text
