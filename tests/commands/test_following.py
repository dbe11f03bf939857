"""`export --since-last` and `export --follow`: changes in files, and going on after a break."""

import json

import pytest

from proof_of_talent.commands.following import follow, write_since
from proof_of_talent.domain.errors import InvalidInputError
from tests.factories import make_record


def read_lines(path):
    return [json.loads(line) for line in path.read_bytes().splitlines()]


@pytest.fixture
def store(services):
    services.store.records.add_many(make_record() for _ in range(3))
    return services.store


def test_each_run_writes_what_changed_since_the_last(store, services, tmp_path):
    state = tmp_path / "state"
    assert write_since(store, tmp_path / "1.ndjson", state, replace=False) == 3
    first = read_lines(tmp_path / "1.ndjson")
    assert {line["change"] for line in first} == {"upsert"}
    store.erasure.erase(first[0]["record"]["session_id"], services.clock())
    store.records.add(make_record())
    assert write_since(store, tmp_path / "2.ndjson", state, replace=False) == 2
    gone, new = read_lines(tmp_path / "2.ndjson")
    assert gone == {**gone, "_id": first[0]["_id"], "change": "removed", "record": None}
    assert set(gone) == {"_id", "change", "changed_at", "record"}
    assert new["record"]["_id"] == new["_id"]
    assert write_since(store, tmp_path / "3.ndjson", state, replace=False) == 0
    with pytest.raises(InvalidInputError):
        write_since(store, tmp_path / "3.ndjson", state, replace=False)


def test_a_file_that_is_followed_goes_on_where_its_last_whole_page_ended(store, tmp_path):
    path, state = tmp_path / "all.ndjson", tmp_path / "all.state"
    rounds = iter(range(2))

    def wait():
        if next(rounds, None) is None:
            raise KeyboardInterrupt
        store.records.add(make_record())

    assert follow(store, path, state, wait) == 5
    with path.open("ab") as file:
        file.write(b'{"half a li')
    store.records.add(make_record())
    assert follow(store, path, state, wait) == 1
    assert len({line["_id"] for line in read_lines(path)}) == 6


def test_a_file_without_a_state_is_not_overwritten(store, tmp_path):
    (tmp_path / "mine").write_text("kept")
    with pytest.raises(InvalidInputError):
        follow(store, tmp_path / "mine", tmp_path / "state")
    (tmp_path / "state").write_text("no state")
    with pytest.raises(InvalidInputError):
        write_since(store, None, tmp_path / "state", replace=False)
