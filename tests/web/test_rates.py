"""One client is one IPv4 address or one IPv6 network."""

import pytest

from proof_of_talent.web.gate.rates import Rates, name_client


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
