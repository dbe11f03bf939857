"""Keys that end by themselves."""

from datetime import timedelta

import pytest

from proof_of_talent.records.keyring import Keyring
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.factories import NOW


@pytest.fixture
def store(tmp_path):
    opened = SQLiteStore(tmp_path / "talent.db")
    yield opened
    opened.close()


def test_a_key_made_for_a_time_ends_with_it_and_with_it_the_browsers_signed_in_by_it(store):
    now = [NOW]
    keyring = Keyring(store.keys, store.audit, store.secrets, lambda: now[0])
    made = keyring.create("reader", ("analytics",), actor="test", life=timedelta(hours=2))
    cookie = keyring.make_cookie(made.key)
    assert keyring.check(made.token) is not None
    assert keyring.check_cookie(cookie) is not None
    assert keyring.has_active()
    now[0] += timedelta(hours=2)
    assert keyring.check(made.token) is None
    assert keyring.check_cookie(cookie) is None
    assert not keyring.has_active()
    assert keyring.has_any()
