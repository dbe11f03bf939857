"""Codes of how an application was judged have words, and none is written without them."""

import re
from pathlib import Path

from proof_of_talent.judging.reporting.notes import BESIDE, IN_SUMMARY, describe_notes

SOURCES = Path(__file__).parents[3] / "src" / "proof_of_talent"


def test_every_code_that_is_written_has_words():
    text = "".join(
        path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py") if path.name != "notes.py"
    )
    written = set(re.findall(r'LinkError\("(\w+)"\)|notes\.add\("(\w+)"\)|_NOTE = "(\w+)"', text))
    codes = {code for found in written for code in found if code}
    assert len(codes) > 12
    assert codes <= IN_SUMMARY.keys() | BESIDE.keys()


def test_notes_are_told_in_one_place_only():
    codes = ["link_timeout", "evidence_left_out", "a_code_of_tomorrow"]
    assert describe_notes(codes, summarised=True) == [IN_SUMMARY["evidence_left_out"]]
    assert describe_notes(codes, summarised=False) == [BESIDE["link_timeout"]]
