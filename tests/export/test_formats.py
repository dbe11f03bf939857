"""Which format an `Accept` header asks for."""

import pytest

from proof_of_talent.export import FORMATS, choose_format


@pytest.mark.parametrize("name", FORMATS)
def test_each_media_type_names_its_format(name):
    assert choose_format(FORMATS[name].media_type) == name


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "json"), ("", "json"), ("*/*", "json"), ("text/html,application/xhtml+xml", "json"),
        ("text/csv", "csv"), ("TEXT/CSV;q=0.5", "csv"),
        ("text/csv;q=0.2, application/x-ndjson;q=0.9", "ndjson"),
        ("text/csv;q=0", "json"), ("text/csv;q=high", "json"), ("application/jsonl", "ndjson"),
    ],
)  # fmt: skip
def test_the_preferred_known_type_wins(accept, name):
    assert choose_format(accept) == name
