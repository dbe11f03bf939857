"""The change feed over HTTP."""

from tests.factories import make_record


def test_a_consumer_holds_what_the_store_holds(client, services):
    records = [make_record() for _ in range(7)]
    services.store.records.add_many(records)
    copy, cursor = {}, ""

    def follow():
        nonlocal cursor
        while True:
            answer = client.get(f"/api/analytics/changes?limit=3&cursor={cursor}").json()
            cursor = answer["cursor"]
            if not answer["changes"]:
                return
            for change in answer["changes"]:
                copy.pop(change["_id"], None)
                if change["change"] == "upsert":
                    copy[change["_id"]] = change["record"]

    follow()
    services.store.erasure.erase(records[0].session_id, services.clock())
    outcome = {"outcome": "endorsed", "date": "2026-11-01"}
    done = next(it for it in records[1:] if it.processing_status == "completed")
    client.post(f"/api/session/{done.session_id}/outcome", json=outcome)
    follow()
    whole = client.get("/api/analytics/export?status=all").json()["dataset"]
    assert copy == {record["_id"]: record for record in whole}
    (entry, *_) = services.store.audit.list_newest(action="changes_read")
    assert entry.details["changes"] >= 1


def test_who_said_no_to_exports_is_told_as_removed(client, services):
    record = make_record().model_copy(update={"consents": {"analytics": False}})
    services.store.records.add(record)
    (change,) = client.get("/api/analytics/changes").json()["changes"]
    assert (change["_id"], change["change"], change["record"]) == (record.id, "removed", None)


def test_a_cursor_that_is_none_of_ours_is_refused(client):
    answer = client.get("/api/analytics/changes?cursor=nonsense")
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_cursor")
