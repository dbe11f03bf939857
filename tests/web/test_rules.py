"""The pages and endpoints about rules, costs and facts."""

import pytest

from tests.web.test_applicant import add_file, finish, start


def test_the_page_of_rules_tells_sources_changes_and_our_own_choices(client):
    html = client.get("/rules").text
    assert "Immigration Rules, Appendix Global Talent (copy of 6 December 2025)" in html
    assert "not in our rules" in html
    assert "digital_technology/weights" in html
    assert ">ours<" in html


def test_costs_are_worked_out_for_a_family(client):
    html = client.get("/costs", params={"years": 3, "partners": 1, "children": 2}).text
    costs = client.get("/api/facts/costs", params={"years": 3, "partners": 1, "children": 2}).json()
    assert f"£{costs['total']:,}" in html
    assert costs["total"] == 561 + 205 + 3 * (2 * 1035 + 2 * 776)
    assert "we have not seen the fee" in html
    assert client.get("/api/facts/costs", params={"years": 3}).json()["not_known"] == []
    assert html.count("<th>") == 2  # what fits a phone
    assert costs["seen"]
    assert costs["link"]


@pytest.mark.parametrize("query", [{"years": 0}, {"years": 9}, {"children": -1}, {"partners": "two"}])
def test_a_household_that_cannot_be_is_refused(client, query):
    assert client.get("/api/facts/costs", params=query).status_code == 422


def test_facts_are_told_for_a_field_and_route(client):
    groups = client.get("/api/facts", params={"field": "science_research", "route": "fellowship"}).json()[
        "groups"
    ]
    told = [fact["text"] for group in groups for fact in group["facts"]]
    assert any("about a week" in text for text in told)
    assert not any("up to eight weeks in digital technology" in text for text in told)


def test_every_rule_is_listed_with_source_and_dates(client):
    answer = client.get("/api/rules").json()
    assert len(answer["rules"]) > 100
    sources = {source["id"] for source in answer["sources"]}
    assert all(rule["source"] in sources and rule["seen"] and rule["review_by"] for rule in answer["rules"])
    assert any(not change["included"] for change in answer["changes"])


def test_a_route_without_rules_ends_in_a_page_that_says_what_is_known_and_whom_to_ask(client, services):
    base = start(client, "arts_culture")
    session_id = base.rpartition("/")[2]
    services.intake.save_answers(session_id, {"route_preference": "promise", "discipline": "film_tv"})
    add_file(client, base)
    html = finish(client, base).text
    assert "Film and television has no promise level" in html
    assert "Whom to ask" in html
    assert "data-score" not in html
    record = services.store.records.find(session_id, 1)
    assert record.processing_status == "completed"
    assert (record.overall_score, record.likelihood, record.recommendation) == (None, None, None)
    assert (record.route, record.assessor.name) == ("promise", "rules")
    answer = client.get(f"/api/results/{session_id}").json()
    assert answer["status"] == "completed"
    assert answer["results"]["route"]["decision"] == "no_rules"


def test_a_fast_track_ends_in_its_list_of_items(client, services):
    base = start(client, "science_research")
    session_id = base.rpartition("/")[2]
    services.intake.save_answers(session_id, {"route_preference": "fellowship", "active_researcher": True})
    add_file(client, base)
    html = finish(client, base).text
    assert "The list, item by item" in html
    assert "The award is on the list" in html
    assert "data-score" not in html


def test_a_scored_report_shows_route_age_of_the_rules_and_facts(client):
    base = start(client)
    add_file(client, base)
    html = finish(client, base).text
    assert "Tech Nation would assess this application" in html
    assert "8 April 2026" in html
    assert "Apply for the visa no later than three months" in html
    assert "Chance of endorsement, roughly" not in html
