"""The checklist before paying: each kind of item, ticked, open or out of sight, on every kind of route."""

from typing import Any

import pytest

from proof_of_talent.judging.decide import decide
from proof_of_talent.judging.paying.checklist import list_before_paying
from proof_of_talent.judging.paying.items import PayingChecklist, PayingItem
from proof_of_talent.judging.repeating import Repeats
from tests.assessors.applications import (
    AS_OF,
    AWARD,
    CV,
    FUNDING,
    METRICS,
    PATENT,
    PRESS,
    RUBRIC,
    RULEBOOK,
    STAFF,
    make_application,
    make_paper,
)  # fmt: skip
from tests.factories import make_record
from tests.judging.letters.test_checking import CHART, HARBOUR, TIDE

Papers = list[tuple[str, str]]
LETTERS: Papers = [("recommendation_letter", text) for text in (HARBOUR, TIDE, CHART)]
EVIDENCE: Papers = [("evidence", text) for text in (PRESS, AWARD, FUNDING, PATENT, STAFF, METRICS)]
STATEMENT = ("personal_statement", "I came to maps by the sea. " * 20)
WHOLE: Papers = [("cv", CV), *LETTERS, *EVIDENCE, STATEMENT]
GERMAN = (
    "Die Jury hat die Arbeit für den Preis ausgewählt, der jedes Jahr an eine Ingenieurin vergeben wird, die "
    "das Fach verändert hat und deren Ergebnisse von anderen genutzt werden."
)
EXHIBITS = (
    "Exhibit 1: an award\nMaya Okafor\nExhibit 2: a review\nMaya Okafor\nExhibit 3: a contract\nMaya Okafor"
)


def make_checklist(papers: Papers, **rest: Any) -> PayingChecklist:
    documents = tuple(make_paper(at, kind, *text.split("\f")) for at, (kind, text) in enumerate(papers, 1))
    application = make_application([], **rest).model_copy(update={"documents": documents})
    decided = decide(application, repeats=Repeats(), assessor=RUBRIC, rulebook=RULEBOOK)
    record = make_record(
        field=application.field,
        route=application.route,
        analysis_results=decided.results.to_wire(),
        documents=[
            {"id": d.id, "kind": d.kind, "media_type": d.media_type, "pages": len(d.pages), "bytes": 1}
            for d in application.documents
        ],
    )
    return list_before_paying(record, RULEBOOK, AS_OF)


def find(checklist: PayingChecklist, code: str) -> PayingItem | None:
    items = [item for group in checklist.groups for item in group.items if item.code == code]
    return items[0] if items else None


@pytest.fixture(scope="module")
def whole() -> PayingChecklist:
    return make_checklist(WHOLE)


@pytest.mark.parametrize(
    "code",
    [
        "cv", "letter_count", "letters_alike", "evidence_count", "evidence_pages", "evidence_age",
        "statement", "MC", "not_merged", "translated", "no_links", "not_compressed", "legible", "no_copies",
    ],
)  # fmt: skip
def test_what_the_papers_hold_is_ticked_with_what_was_found(whole, code):
    item = find(whole, code)
    assert item.state == "ticked"
    assert item.found
    assert item.mend is None


OPEN: dict[str, tuple[Papers, str]] = {
    "cv": (WHOLE[1:], "no CV"),
    "letter_count": ([p for p in WHOLE if p[1] != CHART], "d2, d3"),
    "letters_alike": ([*WHOLE, ("recommendation_letter", HARBOUR.replace("Tom Ade", "Ian Rook"))], "d2"),
    "evidence_count": ([*WHOLE, *[("evidence", f"{PRESS}\nNumber {n} {n * 7}") for n in range(5)]], "11"),
    "evidence_pages": ([*WHOLE, ("evidence", "\f".join([PRESS] * 4))], "4 pages"),
    "evidence_age": ([*WHOLE, ("evidence", PRESS.replace("2025", "2011"))], "2011"),
    "statement": ([("personal_statement", "I came to maps by the sea. " * 200), *WHOLE[:-1]], "1,400"),
    "unique_papers": (WHOLE[:6], "2"),
    "not_merged": ([*WHOLE, ("evidence", EXHIBITS)], "several pieces"),
    "translated": ([*WHOLE, ("evidence", GERMAN)], "German"),
    "no_links": ([*WHOLE, ("evidence", "My award: https://awards.example/2025")], "web address"),
    "not_compressed": ([*WHOLE, ("evidence", "Maya Okafor spoke at length. " * 300)], "1,000 words"),
    "legible": ([*WHOLE, ("evidence", f"{AWARD} as printed\f")], "1 page"),
    "no_copies": ([*WHOLE, ("evidence", AWARD)], "repeats"),
}


@pytest.mark.parametrize("code", OPEN)
def test_what_is_missing_is_open_with_how_to_mend_it(code):
    papers, words = OPEN[code]
    item = find(make_checklist(papers), code)
    assert item.state == "open"
    assert words in item.found
    assert item.mend


def test_every_point_of_every_letter_is_an_item_with_quotes(whole):
    groups = [group for group in whole.groups if group.title.startswith("Letter ")]
    assert [group.document for group in groups] == ["d2", "d3", "d4"]
    for group in groups:
        assert {item.code for item in group.items} >= {"standing", "plans", "signature", "date"}
        assert all(item.quotes for item in group.items if item.code == "standing")
    assert "Tom Ade" in groups[0].title


def test_a_letter_without_a_signature_has_an_open_or_unclear_point_with_what_to_ask():
    unsigned = HARBOUR.replace("[signed]\n", "")
    checklist = make_checklist([("cv", CV), ("recommendation_letter", unsigned), *WHOLE[2:]])
    (group,) = [group for group in checklist.groups if group.document == "d2"]
    (item,) = [item for item in group.items if item.code == "signature"]
    assert item.state in ("open", "cannot_be_seen")
    assert item.mend


def quote_papers(spoken: dict[str, str]) -> PayingItem | None:
    """Return the item about papers of their own where each criterion is shown by these papers."""
    criteria = [
        {
            "criterion": code,
            "score": 80,
            "verdict": "met",
            "findings": [
                {
                    "kind": "strength",
                    "code": "documented_achievement",
                    "evidence": [{"document": one, "page": 1, "quote": "x"} for one in papers.split()],
                }
            ],
        }
        for code, papers in spoken.items()
    ]
    lengths = [{"document": f"d{number}", "kind": "evidence", "pages": 1} for number in range(1, 7)]
    results = {"criteria": criteria, "lengths": lengths}
    return find(
        list_before_paying(make_record(route="talent", analysis_results=results), RULEBOOK, AS_OF),
        "unique_papers",
    )


def test_each_criterion_gets_papers_of_its_own_where_there_is_a_way():
    item = quote_papers({"MC": "d1 d2 d3 d4", "OC1": "d1 d2 d5", "OC2": "d1 d2 d6"})
    assert item.state == "ticked"
    used = [word.strip(",.;") for word in item.found.split() if word.startswith("d")]
    assert sorted(used) == ["d1", "d2", "d3", "d4", "d5", "d6"]


def test_where_quotes_overlap_the_applicant_shares_the_papers_out():
    item = quote_papers({"MC": "d1 d2", "OC1": "d1 d2", "OC2": "d1 d2"})
    assert item.state == "cannot_be_seen"
    assert "share them out yourself" in item.found


def test_what_no_program_can_see_is_said_once(whole):
    unseen = [reason for reason in RULEBOOK.refusal_reasons if reason.unseen]
    assert unseen
    for reason in unseen:
        assert find(whole, reason.code).state == "cannot_be_seen"
        assert find(whole, reason.code).found == reason.unseen


def test_every_item_names_where_and_when_it_was_read_or_is_ours(whole):
    for group in whole.groups:
        for item in group.items:
            assert (item.source is None) == (item.seen is None)
    assert "Tech Nation" in find(whole, "cv").source
    assert find(whole, "legible").source is None


def test_the_counts_are_those_of_the_items(whole):
    states = [item.state for group in whole.groups for item in group.items]
    assert (whole.ticked, whole.open, whole.cannot_be_seen) == tuple(
        states.count(state) for state in ("ticked", "open", "cannot_be_seen")
    )
    assert any(group.topic == "fees" for group in whole.facts)
    assert any(group.topic == "stage_1" for group in whole.facts)


def test_peer_review_asks_for_no_bundle():
    bare = make_checklist([("cv", CV), *LETTERS[:2]], field="science_research")
    assert find(bare, "no_bundle").state == "ticked"
    assert find(bare, "unique_papers") is None
    assert find(bare, "evidence_count") is None
    assert find(bare, "expert_referee").state == "cannot_be_seen"
    assert not any("papers of its own" in item.label for group in bare.groups for item in group.items)
    heaped = make_checklist([("cv", CV), *LETTERS[:2], ("evidence", AWARD)], field="science_research")
    assert find(heaped, "no_bundle").state == "open"


def test_arts_ask_for_a_letter_from_the_uk_and_artistic_partners():
    checklist = make_checklist([("cv", CV), *LETTERS[1:]], field="arts_culture")
    assert find(checklist, "uk_letters").state in ("ticked", "open")
    assert find(checklist, "artistic_letters").state == "cannot_be_seen"
    assert find(checklist, "statement") is None


def test_a_fast_track_lists_its_own_items_only():
    checklist = make_checklist([("cv", CV)], field="science_research", route="fellowship")
    (route, *others) = checklist.groups
    assert route.subject == "route"
    assert {item.state for item in route.items} >= {"open"}
    assert all(item.mend for item in route.items if item.state == "open")
    assert {group.subject for group in others} == {"form"}


def test_a_listed_prize_asks_for_no_endorsement():
    paper = "The Turing Award 2024 of the ACM was given to Maya Okafor."
    checklist = make_checklist([("cv", f"{CV}\nAwards\nACM A.M. Turing Award, 2024"), ("evidence", paper)])
    assert find(checklist, "prize_named").state == "ticked"
    assert find(checklist, "prize_on_the_list").state == "cannot_be_seen"
    assert find(checklist, "cv") is None


def test_a_route_without_rules_says_whom_to_ask():
    checklist = make_checklist(
        [("cv", CV)], field="arts_culture", route="promise", discipline="film_tv", route_preference="promise"
    )
    item = find(checklist, "rules_known")
    assert item.state == "open"
    assert "Film and television has no promise level" in item.found


def test_a_record_of_an_older_version_has_a_list_too():
    record = make_record(route="talent")
    checklist = list_before_paying(record, RULEBOOK, AS_OF)
    assert find(checklist, "cv").state == "ticked"
    assert find(checklist, "statement").state == "open"


def test_a_prize_or_a_stop_is_asked_by_no_body_and_costs_no_stage_1_that_we_know():
    prize = make_checklist([("cv", CV + "Turing Award, 2019\n")])
    assert prize.body == "the Home Office's list of prizes"
    told = " ".join(fact.text for group in prize.facts for fact in group.facts)
    assert "With a listed prize there is no stage 1." in told
    assert "£561" not in told
    assert {group.topic for group in prize.facts} == {"fees", "times", "advice"}
    design = make_checklist([("cv", CV)], field="arts_culture", discipline="design")
    assert design.body == "your route"
