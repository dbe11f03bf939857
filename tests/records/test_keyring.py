"""Keys that end by themselves."""

from datetime import timedelta

import pytest

from proof_of_talent.domain.keys import SIGN_IN_LIFE
from proof_of_talent.records.keyring import MOST_SIGN_INS, Keyring
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.factories import NOW


@pytest.fixture
def store(tmp_path):
    opened = SQLiteStore(tmp_path / "talent.db")
    yield opened
    opened.close()


def test_a_key_made_for_a_time_ends_with_it_and_with_it_the_browsers_signed_in_by_it(store):
    now = [NOW]
    keyring = Keyring(store.keys, store.audit, lambda: now[0])
    made = keyring.create("reader", ("analytics",), actor="test", life=timedelta(hours=2))
    cookie = keyring.sign_in(made.key)
    assert keyring.check(made.token) is not None
    assert keyring.check_cookie(cookie) is not None
    assert keyring.has_active()
    now[0] += timedelta(hours=2)
    assert keyring.check(made.token) is None
    assert keyring.check_cookie(cookie) is None
    assert not keyring.has_active()
    assert keyring.has_any()


def test_signing_out_ends_one_browser_or_all(store):
    keyring = Keyring(store.keys, store.audit, lambda: NOW)
    made = keyring.create("reader", ("analytics",), actor="test")
    first, second, third = (keyring.sign_in(made.key) for _ in range(3))
    keyring.sign_out(first)
    assert [keyring.check_cookie(cookie) is not None for cookie in (first, second, third)] == [
        False, True, True,
    ]  # fmt: skip
    keyring.sign_out("made.up", everywhere=True)
    assert keyring.check_cookie(third) is not None
    keyring.sign_out(second, everywhere=True)
    assert keyring.check_cookie(third) is None
    assert keyring.check(made.token) is not None
    again = keyring.sign_in(made.key)
    keyring.end_sign_ins(made.key.id, actor="test")
    assert keyring.check_cookie(again) is None
    assert store.audit.list_newest()[0].action == "signed_out"


def test_a_browser_is_signed_out_after_two_idle_hours_and_after_twelve_in_any_case(store):
    now = [NOW]
    keyring = Keyring(store.keys, store.audit, lambda: now[0])
    key = keyring.create("reader", ("analytics",), actor="test").key
    idle, busy = keyring.sign_in(key), keyring.sign_in(key)
    for _ in range(11):
        now[0] += timedelta(hours=1)
        assert keyring.check_cookie(busy) is not None
    assert keyring.check_cookie(idle) is None
    (seen,) = keyring.list()[0].list_sign_ins(now[0])
    assert (seen.seen_at, seen.ends_at) == (now[0], NOW + SIGN_IN_LIFE)
    now[0] += timedelta(hours=1)
    assert keyring.check_cookie(busy) is None


def test_a_key_keeps_at_most_fifty_browsers_signed_in(store):
    keyring = Keyring(store.keys, store.audit, lambda: NOW)
    key = keyring.create("reader", ("analytics",), actor="test").key
    first, *_, last = (keyring.sign_in(key) for _ in range(MOST_SIGN_INS + 1))
    assert keyring.check_cookie(first) is None
    assert keyring.check_cookie(last) is not None
    assert len(keyring.list()[0].sign_ins) == MOST_SIGN_INS
