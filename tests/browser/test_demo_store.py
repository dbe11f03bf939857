"""The database behind the browser suite is a true one, however it is made."""

from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.browser.demo_store import fill_store


def test_copied_records_are_whole_and_their_rollups_true(tmp_path):
    fill_store(tmp_path / "demo.db", 200, copies=5)
    store = SQLiteStore(tmp_path / "demo.db")
    records = store.records.list_page(AnalysisFilter(), limit=300)
    assert len(records) == 200
    assert len({record.id for record in records}) == 200
    for record in records[:20]:
        assert store.records.get(record.id) == record
        assert store.records.find(record.session_id, record.attempt) == record
    assert store.rollups.verify() == []
    store.close()
