"""The page about extraction says what the code does."""

from pathlib import Path

from proof_of_talent.extraction.failures import DOCUMENT_ERRORS
from proof_of_talent.extraction.limits import ExtractionLimits

PAGE = (Path(__file__).parents[2] / "docs" / "extraction.md").read_text()


def test_every_error_is_documented_with_its_message():
    rows = {line for line in PAGE.split("## Errors")[1].splitlines() if line.startswith("| `")}
    assert rows == {f"| `{code}` | {message} |" for code, message in DOCUMENT_ERRORS.items()}


def test_the_limits_are_documented():
    limits = ExtractionLimits()
    for shown in (
        f"{limits.file_bytes // 2**20} MB",
        f"| {limits.pages} |",
        f"{limits.seconds:.0f} s",
        f"{limits.memory_bytes // 2**30} GB",
        f"{limits.unpacked_bytes // 2**20} MB",
        f"{limits.text_characters:,}",
    ):
        assert shown in PAGE
