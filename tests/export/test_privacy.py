"""Flat exports leave people out unless they are asked for."""

import csv
import io

from tests.export.exportable import export_bytes, make_record


def read(store, rulebook, **options) -> list[dict[str, str]]:
    content = export_bytes(store, rulebook, format="csv", **options).decode()
    return list(csv.DictReader(io.StringIO(content, newline="")))


def test_nothing_that_names_a_person_is_left(store, rulebook):
    store.records[:] = [make_record(1)]
    (row,) = read(store, rulebook)
    text = "\n".join(row.values())
    for personal in (
        store.records[0].session_id,
        "grace",
        "Hopper",
        "navy.mil",
        "7946",
        "github.com",
        "Ada",
        "grew 40%",
    ):
        assert personal not in text
    assert row["answers.awards"] == "Prize from [name], write to [email] or [phone]"
    assert row["answers.portfolio_url"] == "[url]"
    assert row["overall_assessment"] == "[name] is strong."


def test_a_session_keeps_one_pseudonym_that_the_key_decides(store, rulebook):
    store.records[:] = [make_record(1), make_record(2, session_id=make_record(1).session_id), make_record(3)]
    first, second, third = (row["session_id"] for row in read(store, rulebook))
    assert first == second != third
    assert [row["session_id"] for row in read(store, rulebook)] == [first, second, third]
    store.secrets.clear()
    assert read(store, rulebook)[0]["session_id"] != first


def test_personal_keeps_everything(store, rulebook):
    store.records[:] = [make_record(1)]
    (row,) = read(store, rulebook, personal=True)
    assert row["session_id"] == store.records[0].session_id
    assert row["answers.awards"] == store.records[0].questionnaire_responses["awards"]
    assert row["quotes_text"] == "d1 p2: grew 40%"
