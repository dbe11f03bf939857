"""Turns, budgets by client, and what operators see of both."""

import anyio
import anyio.lowlevel
import pytest
from anyio import create_task_group

from proof_of_talent.domain.errors import BusyError, TooManyRequestsError
from proof_of_talent.web.gate.admission import Lane, Lanes, TurnTakenError
from proof_of_talent.web.gate.usage import Budgets, ClientUsage
from tests.factories import make_record
from tests.web.asgi import run


def test_one_client_leaves_turns_to_others_and_whoever_waits_too_long_is_told():
    async def work():
        lane = Lane("page", 4, 2, 0.1)
        await lane.enter("greedy")
        await lane.enter("greedy")
        with pytest.raises(TurnTakenError) as refused:
            await lane.enter("greedy")
        await lane.enter("other")
        await lane.enter("third")
        with pytest.raises(TurnTakenError):
            await lane.enter("fourth")
        return refused.value, lane.describe()

    error, use = run(work)
    assert (error.status_code, error.code) == (503, "busy")
    assert error.retry_after
    assert (use.slots, use.taken, use.waiting) == (4, 4, 0)


def test_a_turn_that_is_given_back_goes_to_the_next_in_line():
    async def work():
        lane, order = Lane("page", 1, 1, 5.0), []
        await lane.enter("a")

        async def wait(client):
            await lane.enter(client)
            order.append(client)
            await lane.leave(client)

        async with create_task_group() as group:
            for client in "bcd":
                group.start_soon(wait, client)
                await anyio.lowlevel.checkpoint()
            await anyio.sleep(0.01)
            await lane.leave("a")
        return order

    assert run(work) == ["b", "c", "d"]


def test_uploads_and_exports_leave_the_pages_alone():
    async def work():
        lanes = Lanes(wait_seconds=0.1, is_shared=False)
        for _ in range(10):
            await lanes.uploads.enter("x")
        chosen = {
            path: lanes.choose({"path": path})
            for path in ("/health", "/static/a/b.js", "/dashboard", "/api/analytics/export", "/metrics")
        }
        await chosen["/dashboard"].enter("y")
        return {path: lane and lane.describe().lane for path, lane in chosen.items()}

    assert run(work) == {
        "/health": None, "/static/a/b.js": None, "/metrics": None,
        "/dashboard": "page", "/api/analytics/export": "export",
    }  # fmt: skip


def test_budgets_hold_by_client_and_session_and_are_given_back():
    usage = ClientUsage(Budgets(100, bytes_of_client=60, bytes_of_session=40, requests_of_client=2))
    upload = usage.begin_upload("a", "s1")
    upload.add(40)
    with pytest.raises(BusyError):
        upload.add(1)  # the session's
    with pytest.raises(BusyError):
        usage.begin_upload("a", "s2").add(21)  # the client's
    other = usage.begin_upload("b", "s3")
    other.add(40)
    with pytest.raises(BusyError):
        usage.begin_upload("c", "s4").add(21)  # everybody's
    upload.release()
    other.release()
    usage.begin_upload("c", "s4").add(21)
    usage.begin_request("a")
    usage.begin_request("a")
    with pytest.raises(TooManyRequestsError):
        usage.begin_request("a")
    usage.end_request("a")
    usage.begin_request("a")
    assert {use.client: use.refused for use in usage.list_clients()} == {"a": 3, "c": 1}


def test_time_for_judging_is_charged_to_whoever_asked_and_comes_back():
    now = [0.0]
    usage = ClientUsage(Budgets(100, judging_of_client=10), clock=lambda: now[0])
    record = make_record()
    seconds = (record.timing.extraction_seconds or 0) + (record.timing.analysis_seconds or 0)
    assert seconds > 0
    for _ in range(int(10 / seconds) + 1):
        usage.begin_analysis("a", record.session_id)
        usage.note_analysis(record)
    with pytest.raises(TooManyRequestsError) as refused:
        usage.begin_analysis("a", record.session_id)
    assert refused.value.code == "judging_budget"
    usage.begin_analysis("b", record.session_id)
    now[0] = 3601
    usage.begin_analysis("a", record.session_id)


def test_operators_see_who_uses_what_and_can_block(client, services):
    key = services.keyring.create("ops", ("admin",), actor="test")
    headers = {"authorization": f"Bearer {key.token}"}
    seen = client.get("/api/admin/usage", headers=headers).json()
    assert [lane["lane"] for lane in seen["lanes"]] == ["upload", "export", "page"]
    assert [use["requests"] for use in seen["clients"] if use["client"] == "testclient"] == [1]
    nobody = {"client": " ", "minutes": 5}
    assert client.post("/api/admin/blocks", headers=headers, json=nobody).status_code == 422
    body = {"client": "testclient", "minutes": 5}
    assert client.post("/api/admin/blocks", headers=headers, json=body).json() == body
    blocked = client.get("/api/fields")
    assert (blocked.status_code, blocked.json()["error"]["code"]) == (429, "blocked")
    assert client.get("/live").status_code == 200
    entry = services.store.audit.list_newest(action="client_blocked")[0]
    assert entry.details == {"minutes": 5}
