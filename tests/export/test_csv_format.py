"""CSV read back by the standard library and pandas, hostile text included."""

import csv
import io
import re
import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proof_of_talent.export.csv_format import _FORMULA as FORMULA
from proof_of_talent.export.csv_format import protect_cell
from tests.export.exportable import export_bytes, make_failed_record, make_record

HOSTILE = [
    '=HYPERLINK("http://evil","x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "'=already", "\uff1d1",
    "\u200b=1", "\u202e\u2066=1", "\x01+1", "\ufeff\u00a0-1", "\u2212cmd", "\ufe66x", "a;=1+1",
    "a;\u200d @x;-y", "a\n=1",
    'quote " and, comma', "two\nlines\r\nand a\rthird", "emoji 🦀👩‍🔬", "שלום عربى \u202eevil", "x" * 40_000,
]  # fmt: skip


def export(store, rulebook, **options) -> bytes:
    return export_bytes(store, rulebook, format="csv", **options)


def with_award(number: int, text: str):
    return make_record(number, questionnaire_responses={"awards": text})


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def unprotect_cell(text: str) -> str:
    """Undo `protect_cell`, as a reader can who knows of it."""
    return re.sub(f"({FORMULA.pattern.split('(?=')[0]})'(?={FORMULA.pattern.split('(?=')[1]}", "", text)


UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}


def looks_like_a_formula(cell: str) -> bool:
    """Tell whether a spreadsheet that drops what cannot be seen would run this; a test of its own making."""
    seen = "".join(sign for sign in cell if unicodedata.category(sign) not in UNSEEN)
    return unicodedata.normalize("NFKC", seen).replace("\u2212", "-").startswith(("=", "+", "-", "@"))


def test_nothing_unseen_and_no_form_of_a_sign_hides_a_formula():
    signs = [chr(code) for code in (*range(0xD800), *range(0xE000, 0x1E000), *range(0xE0000, 0xE0200))]
    hidden = [sign for sign in signs if unicodedata.category(sign) in UNSEEN]
    odd = hidden + [sign for sign in signs if unicodedata.normalize("NFKC", sign)[0] in "=+-@"]
    for sign in odd:
        for text in (f"{sign}=1", f"{sign}1"):
            assert protect_cell(text) != text or not looks_like_a_formula(text), hex(ord(sign))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_protected_and_comes_back(store, rulebook, text):
    store.records[:] = [with_award(1, text)]
    (row,) = read(export(store, rulebook, personal=True))
    assert not any(looks_like_a_formula(cell) for cell in re.split("[;\t\r\n]", row["answers.awards"]))
    assert unprotect_cell(row["answers.awards"]) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_raw_keeps_hostile_text_as_it_is(store, rulebook, text):
    store.records[:] = [with_award(1, text)]
    (row,) = read(export(store, rulebook, personal=True, raw=True))
    assert row["answers.awards"] == text


@given(st.text())
def test_protection_is_exactly_reversible(text):
    assert unprotect_cell(protect_cell(text)) == text


def test_pandas_reads_numbers_truth_values_and_gaps(store, rulebook):
    store.records[:] = [make_record(1), make_failed_record(2)]
    frame = pd.read_csv(io.BytesIO(export(store, rulebook)))
    assert next(iter(frame["overall_score"])) == 78
    assert frame["overall_score"].isna().tolist() == [False, True]
    assert frame["consents.training"].tolist() == [True, False]
    assert frame["timing.total_seconds"][0] == 8.75
    assert frame["error.code"][1] == "encrypted_document"
    assert pd.to_datetime(frame["created_at"])[0] == pd.Timestamp(store.records[0].created_at)


def test_numbers_below_zero_stay_numbers(store, rulebook):
    store.records[:] = [make_record(1, questionnaire_responses={"years_experience": -5})]
    (row,) = read(export(store, rulebook))
    assert row["answers.years_experience"] == "-5.0"


def test_nul_characters_are_replaced(store, rulebook):
    store.records[:] = [with_award(1, "a\0b")]
    (row,) = read(export(store, rulebook, personal=True))
    assert row["answers.awards"] == "a\ufffdb"


def test_an_empty_result_is_a_header(store, rulebook):
    content = export(store, rulebook)
    assert content.count(b"\r\n") == 1
    assert pd.read_csv(io.BytesIO(content)).empty
