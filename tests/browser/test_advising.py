"""The pages of advisers and reviewers, as axe and a phone see them."""

import pytest

from proof_of_talent.records.clients import add_note, open_client
from proof_of_talent.records.reviewing import open_seats
from tests.browser.test_appearance import PHONE, find_violations
from tests.factories import NOW, make_record, make_results, make_session

RESULTS = make_results() | {
    "criteria": [{"criterion": "MC", "name": "Recognition", "score": 60, "level": 2.5, "verdict": "partly"}]
}


@pytest.fixture
def options():
    return PHONE


@pytest.fixture
def page(context):
    return context.new_page()


def test_pages_of_clients_and_reviews_are_for_everybody_and_work_without_scripts(page, fresh_site):
    store = fresh_site.services.store
    client = open_client(store, "local", "Case 1", NOW)
    add_note(store, client.id, "Asked for a letter.", NOW, actor="local")
    record = make_record(client=client.id, analysis_results=RESULTS)
    store.sessions.add(
        make_session(session_id=record.session_id, client=client.id, attempt=1, state="completed")
    )
    store.records.add(record)
    (seat,) = open_seats(store, record, ("asked",), 1, NOW, blind=True)
    for path in ("/clients", f"/clients/{client.id}", "/reviews"):
        page.goto(fresh_site.address + path)
        assert find_violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, path
    page.get_by_role("button", name="Review").click()
    assert find_violations(page) == []
    page.get_by_label("MC · Recognition").select_option("3")
    page.get_by_role("button", name="Keep this, and show").click()
    page.get_by_text("The assessor: 2.5").wait_for()
    assert find_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("button", name="Keep this").click()
    page.get_by_text("You have done this review.").wait_for()
    assert store.reviews.get(seat.id).opinion.levels == {"MC": 3}
