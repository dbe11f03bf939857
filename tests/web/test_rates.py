"""One client is one IPv4 address or one IPv6 network."""

import pytest

from proof_of_talent.domain.errors import SetupError
from proof_of_talent.web.gate.rates import Rates, name_client, read_limit


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_clients_are_named_by_what_one_of_them_owns(host, client):
    assert name_client(host) == client


def test_clients_and_kinds_are_counted_apart():
    rates = Rates({"create": "1/hour", "upload": "1/hour", "analyse": ""})
    assert rates.count("create", "a") is None
    assert rates.count("create", "b") is None
    assert rates.count("upload", "a") is None
    assert 1 <= rates.count("create", "a") <= 3600
    assert [rates.count("analyse", "a") for _ in range(99)] == [None] * 99


def test_a_window_ends_and_what_was_counted_in_it_is_forgotten():
    now = [1000.0]
    rates = Rates({"create": "2 per 10 minutes"}, clock=lambda: now[0])
    assert [rates.count("create", "a") for _ in range(3)] == [None, None, 600]
    now[0] += 599.5
    assert rates.count("create", "a") == 1
    now[0] += 0.5
    assert rates.count("create", "a") is None


@pytest.mark.parametrize(
    ("text", "limit"),
    [("30/minute", (30, 60)), (" 500 / 2 hours ", (500, 7_200)), ("1 per day", (1, 86_400))],
)
def test_a_limit_is_read(text, limit):
    assert read_limit("create", text) == limit


@pytest.mark.parametrize("text", ["often", "30", "30/fortnight", "-1/minute"])
def test_a_limit_that_is_not_understood_names_its_setting(text):
    with pytest.raises(SetupError, match="PROOF_OF_TALENT_RATE_CREATE"):
        read_limit("create", text)
