"""Import takes back what was exported, rejects what it cannot use, and changes nothing the second time."""

import gzip
import io
import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proof_of_talent.demo.records import make_records
from proof_of_talent.domain.errors import InvalidInputError, NotFoundError
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.export import ExportOptions, open_export
from proof_of_talent.stores.sqlite.store import SQLiteStore
from proof_of_talent.transfer import json_stream
from proof_of_talent.transfer.imports import import_file
from proof_of_talent.transfer.json_stream import BrokenStreamError, read_objects
from tests.factories import NOW, make_record

ALL = AnalysisFilter()


@pytest.fixture
def store(tmp_path):
    opened = SQLiteStore(tmp_path / "import.db")
    yield opened
    opened.close()


@pytest.fixture
def take(store, tmp_path):
    def run(content: bytes, name: str = "in.json", **options):
        path = tmp_path / name
        path.write_bytes(content)
        return import_file(store, path, actor="test", now=NOW, **options)

    return run


def kept(store) -> list:
    return store.records.list_page(ALL, sort="created_at", limit=1_000)


@pytest.mark.parametrize(
    ("file_format", "name"), [("json", "in.json"), ("ndjson", "in.ndjson"), ("ndjson", "in.ndjson.gz")]
)
def test_an_export_comes_back_whole_and_only_once(take, store, rulebook, tmp_path, file_format, name):
    source = SQLiteStore(tmp_path / "source.db")
    source.records.add_many(make_records(120, seed=3, days=60, now=NOW, rulebook=rulebook))
    options = ExportOptions(format=file_format)
    with open_export(source, ALL, options, rulebook=rulebook, actor="test") as export:
        content = b"".join(export.chunks)
    content = gzip.compress(content) if name.endswith(".gz") else content
    first = take(content, name)
    assert (first.read, first.added, first.present, first.rejected) == (120, 120, 0, 0)
    assert kept(store) == kept(source)
    assert store.rollups.verify() == []
    second = take(content, name)
    assert (second.added, second.present, second.rejected) == (0, 120, 0)
    assert kept(store) == kept(source)
    source.close()


def test_rejects_are_reported_by_line_without_their_content(take, store):
    good = make_record().to_json()
    bad_field = orjson.dumps(make_record().to_wire() | {"field": "SECRET"})
    bad_score = orjson.dumps(make_record().to_wire() | {"overall_score": 101})
    unknown = orjson.dumps(make_record().to_wire() | {"extra": 1})
    uncountable = orjson.dumps(make_record().to_wire() | {"analysis_results": {"findings": [{}]}})
    report = take(
        b"\n".join([bad_field, good, b"{SECRET", b"", b"[1]", bad_score, unknown, uncountable]), "in.ndjson"
    )
    assert (report.read, report.added, report.rejected) == (7, 1, 6)
    assert [reject.line for reject in report.rejects] == [1, 3, 5, 6, 7, 8]
    reasons = "\n".join(reject.reason for reject in report.rejects)
    assert "field:" in reasons
    assert "overall_score:" in reasons
    assert "SECRET" not in reasons


def test_an_indented_array_gives_the_line_each_record_begins_on(take):
    rows = [make_record().to_wire(), {"schema_version": 1}, make_record().to_wire()]
    text = json.dumps({"dataset": rows, "count": 3}, indent=1)
    report = take(text.encode())
    assert (report.added, report.rejected) == (2, 1)
    assert text.split("\n")[report.rejects[0].line :][0].strip() == '"schema_version": 1'


def test_a_file_cut_short_gives_what_is_whole_and_says_so(take, store):
    rows = [make_record().to_wire() for _ in range(3)]
    content = orjson.dumps({"dataset": rows, "count": 3})
    report = take(content[:-200])
    assert (report.added, report.rejected) == (2, 0)
    assert report.broken is not None
    assert take(content).added == 1


def test_a_wrong_count_is_noticed(take):
    report = take(orjson.dumps({"dataset": [make_record().to_wire()], "count": 2}))
    assert report.added == 1
    assert "1 records and says that there are 2" in report.broken


def test_an_erased_person_stays_erased(take, store):
    record = make_record()
    store.records.add_many([record])
    store.erasure.erase(record.session_id, NOW)
    report = take(record.to_json(), "in.ndjson")
    assert report.added == 0
    assert report.rejects[0].reason == "this session was erased"
    assert kept(store) == []


def test_a_dry_run_takes_nothing(take, store):
    report = take(make_record().to_json(), "in.ndjson", dry_run=True)
    assert report.added == 1
    assert kept(store) == []
    assert store.audit.list_newest(action="import") == []


def test_an_import_is_audited(take, store):
    take(make_record().to_json() + b"\n{}", "in.ndjson")
    (entry,) = store.audit.list_newest(action="import")
    assert entry.details == {"read": 2, "added": 1, "rejected": 1}


OLDER = {
    "_id": {"$oid": "65a1b2c3d4e5f60718293a4b"},
    "session_id": "session_20250114_093000_ab12cd34",
    "field": "digital_technology",
    "upload_date": "2025-01-14T09:30:00",
    "created_at": {"$date": "2025-01-14T09:31:00.5Z"},
    "processing_status": "completed",
    "document_count": 2,
    "questionnaire_responses": {"years_experience": "7"},
    "analysis_results": {"analysis": {"likelihood": 0.7}, "roadmap": {}},
    "overall_score": None,
    "strengths_count": None,
    "something_else": 1,
}


def test_the_older_shape_is_taken_with_its_null_scores(take, store):
    failed = OLDER | {
        "_id": "65a1b2c3d4e5f60718293a4c", "processing_status": "error",
        "error_message": "could not read ada_cv.pdf",
    }  # fmt: skip
    report = take(orjson.dumps({"dataset": [OLDER, failed], "count": 2}))
    assert (report.added, report.older, report.rejects) == (2, 2, [])
    first, second = sorted(kept(store), key=lambda record: record.id)
    assert first.id == "65a1b2c3d4e5f60718293a4b"
    assert first.overall_score is None
    assert first.created_at.isoformat() == "2025-01-14T09:31:00.500000+00:00"
    assert first.session_id.startswith("session_20250114_093000_")
    assert "ab12cd34" not in first.session_id
    assert (first.session_id, first.attempt, second.attempt) == (second.session_id, 1, 2)
    assert second.error.code == "unknown"
    assert "ada_cv" not in second.error_message


def test_the_older_shape_is_taken_only_once_in_any_order(take, store):
    rows = [OLDER | {"_id": f"65a1b2c3d4e5f60718293a{number:02x}"} for number in range(4)]
    assert take(orjson.dumps({"dataset": rows})).added == 4
    before = kept(store)
    assert take(orjson.dumps({"dataset": rows[::-1]})).added == 0
    assert kept(store) == before


def test_older_rows_without_an_id_or_a_time_are_told_apart(take):
    nameless = {name: value for name, value in OLDER.items() if name != "_id"}
    timeless = {name: value for name, value in OLDER.items() if name not in ("created_at", "upload_date")}
    report = take(orjson.dumps([nameless, timeless]))
    assert (report.added, report.rejected) == (1, 1)
    assert take(orjson.dumps([nameless])).added == 0


@pytest.mark.parametrize("content", [b"[", b'{"dataset": [{"a": 1', b'[{"a": }]', b"[\xff]"])
def test_a_file_without_a_whole_record_is_refused(take, content):
    with pytest.raises(InvalidInputError):
        take(content)


def test_a_damaged_gzip_file_gives_what_can_be_read(take):
    lines = b"\n".join(make_record().to_json() for _ in range(600))
    report = take(gzip.compress(lines)[:-20], "in.ndjson.gz")
    assert report.broken is not None
    with pytest.raises(InvalidInputError):
        take(b"not gzip", "in.json.gz")


def test_a_missing_file_is_named(store, tmp_path):
    with pytest.raises(NotFoundError):
        import_file(store, tmp_path / "nothing.json", actor="test", now=NOW)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.lists(st.dictionaries(st.text(max_size=8), json_values, max_size=3), max_size=4),
    st.sampled_from([None, 2]),
    st.integers(20, 60),
)
def test_any_array_is_read_like_json_does_whatever_the_pieces(rows, indent, piece):
    original, json_stream._PIECE = json_stream._PIECE, piece
    try:
        content = json.dumps({"dataset": rows, "count": len(rows)}, indent=indent, ensure_ascii=False)
        found = [row for _, row in read_objects(io.BytesIO(content.encode("utf-8", "surrogatepass")))]
    except BrokenStreamError:
        assert any("\ud800" <= character <= "\udfff" for character in content)
    else:
        assert found == rows
    finally:
        json_stream._PIECE = original


def test_nan_makes_only_its_row_unusable(take):
    rows = json.dumps([make_record().to_wire() | {"likelihood": float("nan")}, {"schema_version": 1}])
    good = make_record().to_json().decode()
    report = take(f"{rows[:-1]}, {good}]".encode())
    assert (report.added, report.rejected) == (1, 2)
    assert report.rejects[0].reason == "not JSON: NaN is not JSON"
