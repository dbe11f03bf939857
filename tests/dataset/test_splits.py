"""A client's records stay together, whatever their sessions."""

from array import array

import pytest

from proof_of_talent.dataset.splits import read_start, split_by_applicant, split_by_time
from proof_of_talent.domain.clients import new_client_id
from tests.factories import make_record

SHARES = (50, 25, 25)


@pytest.mark.parametrize("split_by", ["applicant", "time"])
def test_sessions_of_one_client_are_in_one_split(split_by):
    clients = [new_client_id() for _ in range(40)]
    wires = [make_record(client=clients[number % 40]).to_wire() for number in range(120)]
    first = {client: read_start(wires[0]["session_id"]) + at for at, client in enumerate(clients)}
    starts = array("q", (first[wire["client"]] for wire in wires))
    assign = split_by_applicant(SHARES) if split_by == "applicant" else split_by_time(SHARES, starts, first)
    splits = {client: {assign(wire) for wire in wires if wire["client"] == client} for client in clients}
    assert {len(names) for names in splits.values()} == {1}
    assert len(set().union(*splits.values())) > 1
