"""Datasets hold the records they should, in splits that do not leak, and the same bytes each time."""

from datetime import timedelta

import duckdb
import orjson
import pandas as pd
import pytest
import yaml
from pyarrow import parquet

from proof_of_talent.dataset import BuildOptions, verify_dataset
from proof_of_talent.dataset.reading import read_file
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.export import find_past_exports
from proof_of_talent.export.columns import build_columns, select_columns
from proof_of_talent.export.rows import read_rows
from proof_of_talent.export.service import make_privacy
from tests.factories import make_graph, make_record


def read_all(folder, manifest) -> list[dict]:
    rows = [
        row | {"split": file.split}
        for file in manifest.files
        for row in read_file(folder / file.path, manifest.options.format)
    ]
    return sorted(rows, key=lambda row: row["_id"])


def all_records(store, **wanted):
    return store.records.list_page(AnalysisFilter(**wanted), sort="created_at", limit=1_000)


def test_jsonl_rows_are_the_records_flat_and_redacted(build, store, rulebook, tmp_path):
    manifest = build(format="jsonl")
    columns = select_columns(build_columns(rulebook), None, personal=False)
    documents = (record.to_json() for record in all_records(store, status="completed"))
    expected = {
        row[0]: dict(zip((column.name for column in columns), row, strict=True))
        for row in read_rows(documents, columns, make_privacy(store))
    }
    found = {row["_id"]: row for row in read_all(tmp_path / "set", manifest)}
    for row in found.values():
        del row["split"]
    assert found == expected
    assert sum(manifest.rows.values()) == len(expected)


@pytest.mark.parametrize("file_format", ["parquet", "jsonl", "csv"])
def test_every_format_holds_the_same_rows_and_passes_its_check(build, tmp_path, file_format):
    manifest = build("set", format=file_format)
    reference = build("reference", format="jsonl")
    ids = [(row["_id"], row["split"]) for row in read_all(tmp_path / "set", manifest)]
    assert ids == [(row["_id"], row["split"]) for row in read_all(tmp_path / "reference", reference)]
    assert verify_dataset(tmp_path / "set") == []


@pytest.mark.parametrize("options", [{}, {"format": "csv"}, {"split_by": "time"}, {"anonymise": True}])
def test_the_same_records_give_the_same_bytes(build, tmp_path, options):
    build("first", **options)
    build("second", **options)
    first, second = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "first", tmp_path / "second")
    )
    assert first == second
    assert len(first) == 6


@pytest.mark.parametrize("split_by", ["applicant", "time"])
def test_all_attempts_of_an_application_are_in_one_split(build, tmp_path, split_by):
    rows = read_all(tmp_path / "set", build(format="jsonl", split_by=split_by, shares=(50, 25, 25)))
    splits = {}
    for row in rows:
        splits.setdefault(row["session_id"], set()).add(row["split"])
    assert any(row["attempt"] > 1 for row in rows)
    assert all(len(names) == 1 for names in splits.values())
    assert {name for names in splits.values() for name in names} == {"train", "validation", "test"}


def test_shares_are_about_kept(build):
    rows = build(format="jsonl", shares=(60, 20, 20)).rows
    total = sum(rows.values())
    assert 0.5 < rows["train"] / total < 0.7


def test_by_time_the_oldest_sessions_train(build, store, tmp_path):
    manifest = build(format="jsonl", split_by="time", personal=True)
    starts = {"train": [], "validation": [], "test": []}
    for row in read_all(tmp_path / "set", manifest):
        starts[row["split"]].append(row["session_id"][:23])
    assert (
        max(starts["train"]) <= min(starts["validation"]) <= max(starts["validation"]) <= min(starts["test"])
    )


def test_a_row_keeps_its_split_when_others_come(build, store, tmp_path):
    before = {row["_id"]: row["split"] for row in read_all(tmp_path / "a", build("a", format="jsonl"))}
    store.records.add_many([make_record() for _ in range(50)])
    after = {row["_id"]: row["split"] for row in read_all(tmp_path / "b", build("b", format="jsonl"))}
    assert len(after) == len(before) + 50
    assert before.items() <= after.items()


def test_a_large_dataset_is_partitioned_by_field_and_month(build, tmp_path):
    manifest = build(format="parquet", partition_rows=100)
    whole = build("whole", format="parquet")
    assert {file.path.split("/")[2] for file in manifest.files} == {
        "by_field=digital_technology", "by_field=arts_culture", "by_field=science_research",
    }  # fmt: skip
    for file in manifest.files:
        month = file.path.split("/")[3].removeprefix("by_month=")
        table = parquet.ParquetFile(tmp_path / "set" / file.path).read(["created_at"])
        assert {moment.strftime("%Y-%m") for moment in table["created_at"].to_pylist()} == {month}
    glob = f"{tmp_path}/set/data/*/*/*/*.parquet"
    count, total = duckdb.sql(
        f"select count(*), sum(overall_score) from read_parquet('{glob}', hive_partitioning=true)"
    ).fetchone()
    (split_total,) = duckdb.sql(
        f"select sum(overall_score) from '{tmp_path}/whole/data/*.parquet'"
    ).fetchone()
    assert (count, total) == (sum(whole.rows.values()), split_total)
    assert verify_dataset(tmp_path / "set") == []


@pytest.mark.parametrize(
    ("target", "hidden"),
    [
        ("outcome", "outcome.result"),
        ("recommendation", "overall_score"),
        ("overall_score", "criterion.MC.score"),
    ],
)
def test_a_target_keeps_rows_that_have_it_and_hides_what_gives_it_away(
    build, store, tmp_path, target, hidden
):
    manifest = build(format="jsonl", target=target)
    rows = read_all(tmp_path / "set", manifest)
    wanted = {
        record.id: record.outcome.result if target == "outcome" else getattr(record, target)
        for record in all_records(store, status="completed")
        if target != "outcome" or record.outcome is not None
    }
    assert {row["_id"]: row["target"] for row in rows} == wanted
    assert hidden not in rows[0]
    missing = len(all_records(store, status="completed")) - len(wanted)
    assert manifest.left_out == ({"no_target": missing} if missing else {})


def test_anonymised_rows_hold_nothing_to_find_a_person_by(build, store, tmp_path):
    manifest = build(format="jsonl", anonymise=True)
    rows = read_all(tmp_path / "set", manifest)
    text = orjson.dumps(rows).decode()
    for record in all_records(store):
        assert record.id not in text
        assert record.session_id not in text
    assert not {"session_id", "overall_assessment", "answers.awards", "timing.total_seconds"} & rows[0].keys()
    assert all(row["created_at"][7:] == "-01T00:00:00.000Z" for row in rows)
    groups = pd.DataFrame(rows).groupby(["field", "route", "recommendation"], dropna=False).size()
    assert groups.min() >= 5


def test_chat_takes_only_consenting_applicants_and_redacts(build, store, rulebook, tmp_path):
    results = {
        "criteria": [{"criterion": "MC", "score": 80, "level": 3.0, "verdict": "met"}],
        "findings": [
            {
                "kind": "strength", "code": "quantified_impact", "criterion": "MC",
                "text": "Mail ada@example.org", "grounded": True,
                "evidence": [{"document": "d1", "page": 1, "quote": "Dr Ada King grew revenue by 40%"}],
            }
        ],
        "analysis": {"overall_assessment": "Good. Ring +44 20 7946 0958, or ask Bruno Castelli."},
        "graph": make_graph(),
    }  # fmt: skip
    agreed = make_record(
        analysis_results=results, consents={"training": True},
        questionnaire_responses={
            "awards": "Prize of Dr Hopper", "years_experience": 7, "consent_training": True,
        },
    )  # fmt: skip
    store.records.add_many([agreed, make_record(analysis_results=results, consents={"training": False})])
    until = agreed.created_at + timedelta(milliseconds=1)
    manifest = build(format="chat", wanted=AnalysisFilter(since=agreed.created_at, until=until))
    (row,) = [row for file in manifest.files for row in read_file(tmp_path / "set" / file.path, "chat")]
    _system, user, assistant = row["messages"]
    assert [message["role"] for message in row["messages"]] == ["system", "user", "assistant"]
    question, answer = orjson.loads(user["content"]), orjson.loads(assistant["content"])
    assert question["extracts"] == [{"document": "d1", "page": 1, "text": "[name] grew revenue by 40%"}]
    assert question["answers"] == {"years_experience": 7, "awards": "Prize of [name]"}
    assert answer["criteria"] == {"MC": 3.0}
    assert answer["findings"][0]["text"] == "Mail [email]"
    assert answer["summary"] == "Good. Ring [phone], or ask [person 1]."
    assert "[person 1], who wrote d1, is named as chair or president in d2." in question["connections"]
    assert manifest.left_out["no_consent_or_not_completed"] >= 1


@pytest.mark.parametrize("file_format", ["chat", "csv"])
def test_who_said_no_to_exports_is_in_no_dataset(build, store, file_format):
    refused = make_record(consents={"training": True, "analytics": False})
    store.records.add_many([refused])
    wanted = AnalysisFilter(since=refused.created_at, until=None)
    assert build(format=file_format, wanted=wanted).left_out["no_consent_to_exports"] == 1


def test_the_card_has_a_header_that_names_every_split(build, tmp_path):
    build(format="parquet")
    card = (tmp_path / "set" / "README.md").read_text()
    header = yaml.safe_load(card.split("---")[1])
    assert header["configs"][0]["data_files"] == [
        {"split": split, "path": f"data/{split}.parquet"} for split in ("train", "validation", "test")
    ]
    assert "`overall_score`" in card


def test_the_schema_names_every_column_of_the_files(build, tmp_path):
    manifest = build(format="parquet")
    schema = orjson.loads((tmp_path / "set" / "schema.json").read_bytes())
    names = parquet.read_schema(tmp_path / "set" / manifest.files[0].path).names
    assert [column["name"] for column in schema["columns"]] == names


def test_a_dataset_is_audited_and_found_again_for_its_people(build, store):
    build(format="csv")
    record = all_records(store, status="completed")[0]
    (past,) = find_past_exports(store, record.session_id)
    assert past.kind == "dataset"
    assert past.actor == "test"
    (ended,) = store.audit.list_newest(action="dataset_finished")
    assert ended.details["export_id"] == past.export_id


def test_an_existing_folder_is_left_alone(build, tmp_path):
    (tmp_path / "set").mkdir()
    with pytest.raises(InvalidInputError):
        build()
    assert list((tmp_path / "set").iterdir()) == []


def test_a_failure_leaves_no_folder(build, store, tmp_path, monkeypatch):
    def fail(*_args, **_options):
        raise OSError("disk full")

    monkeypatch.setattr("proof_of_talent.dataset.build.write_card", fail)
    before = set(tmp_path.iterdir())
    with pytest.raises(OSError, match="disk full"):
        build()
    assert set(tmp_path.iterdir()) == before


def test_no_rows_give_a_valid_dataset(build, tmp_path):
    manifest = build(wanted=AnalysisFilter(assessor="nobody"), split_by="time")
    assert manifest.cut_off is None
    assert verify_dataset(tmp_path / "set") == []
    assert pd.read_parquet(tmp_path / "set" / "data" / "train.parquet").empty


@pytest.mark.parametrize(
    "options",
    [
        {"shares": (80, 10, 5)}, {"shares": (110, -5, -5)}, {"personal": True, "anonymise": True},
        {"personal": True, "format": "chat"}, {"format": "chat", "target": "outcome"},
    ],
)  # fmt: skip
def test_options_that_contradict_each_other_are_refused(options):
    with pytest.raises(InvalidInputError):
        BuildOptions(**options)
