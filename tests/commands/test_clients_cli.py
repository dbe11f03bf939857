"""Clients on the command line: folders are known again, and everything of one client can be erased."""

import csv
import functools
import json

import pytest

from proof_of_talent.records.reviewing import give_opinion, make_opinion, open_seats, take_seat
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.commands.test_cli import call
from tests.conftest import write_docx
from tests.factories import NOW

CV = write_docx(
    "Curriculum Vitae", "Experience", "2019 - 2025 Founder, launched a product with 2 million users."
)
LETTER = write_docx(
    "Letter of recommendation", "I have known Xanthippe since 2019. She leads the field.",
    "Prof. Ada Byron, London",
)  # fmt: skip


@pytest.fixture
def run(tmp_path):
    return functools.partial(call, tmp_path)


@pytest.fixture
def tree(tmp_path):
    root = tmp_path / "clients"
    for name in ("x-1", "y-2"):
        (root / "2026" / name).mkdir(parents=True)
        (root / "2026" / name / "cv.docx").write_bytes(CV)
    (root / "2026" / "y-2" / "photo.jpg").write_bytes(b"JPG")
    (root / "2026" / "z-3").mkdir()
    return root


def review_newest(database, session_id):
    """Have two people review a session's second analysis, who differ by a level and name the client."""
    store = SQLiteStore(database)
    record = store.records.find(session_id, 2)
    for number, seat in enumerate(open_seats(store, record, ("asked",), 2, NOW, blind=False)):
        take_seat(store, seat.id, f"r{number}", NOW, actor="t")
        levels = dict.fromkeys(seat.judged.levels, number)
        opinion = make_opinion(NOW, levels=levels, band="moderate", comment="Zenobia")
        give_opinion(store, seat.id, f"r{number}", opinion, NOW, actor="t")
    store.close()


def test_folders_are_clients_that_are_known_again(run, tree, tmp_path):
    table, reports = tmp_path / "summary.csv", tmp_path / "reports"
    done = run("assess", tree, "--field", "arts_culture", "--csv", table, "--reports", reports)
    assert "photo.jpg: left out, because it is neither PDF nor DOCX." in done.stderr
    assert "2026/z-3: there are no papers" in done.stderr
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert [(row["client"], row["attempt"]) for row in rows] == [("2026/x-1", "1"), ("2026/y-2", "1")]
    assert sorted(path.name for path in reports.iterdir()) == ["2026-x-1.pdf", "2026-y-2.pdf"]
    folder = tree / "2026" / "x-1"
    mark = json.loads((folder / "client.json").read_text())
    (folder / "letters").mkdir()
    (folder / "letters" / "letter.docx").write_bytes(LETTER)
    again = json.loads(run("assess", folder, "--field", "arts_culture", "--json").stdout)
    assert (again["client"], again["attempt"], again["attempt_kind"]) == (mark["client"], 2, "again")
    assert again["session_id"] == rows[0]["session_id"]
    run("clients", "note", "2026/X-1", "Ask for a better letter of Zenobia.")
    run("clients", "tag", "2026/x-1", "urgent", "--status", "applied")
    listed = run("clients", "list", "--tag", "urgent").stdout
    assert "2026/x-1" in listed
    assert "…" not in listed
    assert "y-2" not in listed
    shown = json.loads(run("clients", "show", "2026/x-1", "--json").stdout)
    assert shown["notes"][0]["text"] == "Ask for a better letter of Zenobia."
    assert [it["attempt"] for it in shown["all_sessions"][0]["attempts"]] == [1, 2]
    review_newest(tmp_path / "data" / "talent.db", again["session_id"])
    assert "0 reviews were opened" in run("reviews", "assign", "--since", "2999-01-01").stdout
    agreed = json.loads(run("reviews", "agreement", "--json").stdout)
    assert (agreed["reviews"], agreed["people"]) == (2, 2)
    judged = run("evaluate", "--reviews").stdout
    assert "labels – rubric" in judged
    run("dataset", "build", tmp_path / "labelled", "--labels", "reviews", "--format", "jsonl", "--personal")
    (row,) = (
        json.loads(line)
        for path in (tmp_path / "labelled" / "data").rglob("*.jsonl")
        for line in path.read_text().splitlines()
    )
    assert (row["attempt"], row["label.people"], row["label.recommendation"]) == (2, 2, "moderate")
    run("reviews", "export", tmp_path / "reviews.jsonl")
    assert "Zenobia" not in (tmp_path / "reviews.jsonl").read_text()
    erased = json.loads(run("clients", "erase", "2026/x-1", "--yes", "--json").stdout)
    assert (erased["documents"], erased["records"]) == (2, 2)
    for path in (tmp_path / "data").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found = [
                word
                for word in ("2026/x-1", "Zenobia", "Xanthippe", mark["client"])
                if word.encode() in content
            ]
            assert not found, path
    refused = run("assess", folder, "--field", "arts_culture", check=False)
    assert refused.returncode == 1
    assert "was erased" in refused.stderr
