"""Turns of phrase that the criteria files describe as patterns: what each finds, and what it leaves alone."""

import re
import time
import tomllib
from importlib.resources import files

import pytest

from proof_of_talent.domain.criteria import load_rulebook
from proof_of_talent.judging.text.folding import fold_text
from tests.assessors.applications import judge, make_application

PATTERNS = tomllib.loads(
    (files("proof_of_talent") / "domain" / "rules" / "patterns.toml").read_text(encoding="utf-8")
)["patterns"]

FOUND = {
    "selection": [
        "We chose 12 companies from 190 applicants.",
        "Approved: 38 of 260",
        "Essay prize, 29 entries",
        "one of six out of about 140",
    ],
    "rank": [
        "She is among the leading historians of the sea.",
        "in the upper tenth of those I have met",
        "the best dance I have seen this year",
        "I put him in the top three or four.",
    ],
    "novelty": ["a thing I have not seen elsewhere", "Nobody had put that question to me before."],
    "own_part": ["The loom was her work from first sketch to last bug.", "the idea was entirely his"],
    "reach": ["46,000 copies", "1,904 reviews", "Installs: 83,400", "12 thousand visitors"],
    "periodical": ["Verse Review no. 88", "culture p. 17", "(1,100 words)"],
    "paid_placement": [
        "Your GOLD WINNER PACKAGE includes a trophy",
        "an advertorial",
        "Fellowship is open to all upon payment of 320",
        "Speaker slot fee received with thanks.",
        "The prize is conferred on 300 artists.",
    ],
    "hr_paper": ["Human Resources Department", "From: People and Culture", "Statement of Guarantee"],
    "does_research": [
        "He will lead a group and do research.",
        "Senior Research Fellow",
        "their research on tides",
        "Group leader, 2019 - present",
        "head of the Cassava Virus Laboratory",
    ],
    "no_research": ["a teaching-only contract", "The post carries no research duties."],
    "not_won": ["a BAFTA student award", "She was on the jury of the award.", "the local company's award"],
    "not_given": [
        "The fellowship was declined in May.",
        "she applied for the chair",
        "The award was revoked.",
    ],
}
LEFT_ALONE = {
    "selection": ["3 of March 2025", "one of 2024", "8 of 30 minutes", "20 out of 25 per cent"],
    "rank": ["She is among friends.", "a table on top of the others"],
    "novelty": ["I have not been there.", "She has never won."],
    "own_part": ["This is her letter.", "They were at work."],
    "reach": ["in 2024 the prize", "three copies", "room 12"],
    "periodical": ["p. s. call me", "no one", "a few words"],
    "paid_placement": [
        "a performance fee of £4,800 was paid to the artist",
        "The jury awarded the gold medal.",
        "The paper's article processing charge was paid by the university.",
        "Registration fee for all delegates: €450",
    ],
    "hr_paper": ["The history department writes:", "He chairs the laboratory."],
    "does_research": ["She teaches two courses.", "head of marketing", "a library of rare prints"],
    "no_research": ["She teaches and leads research.", "half of the time is for research"],
    "not_won": ["She won the BAFTA for editing.", "The award for the best film went to her."],
    "not_given": ["The fellowship was awarded in May.", "Her application for the grant was successful."],
}


def test_every_pattern_has_examples_on_both_sides():
    assert FOUND.keys() == LEFT_ALONE.keys() == PATTERNS.keys()


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in FOUND.items() for text in texts])
def test_a_pattern_finds_what_it_is_for(name, text):
    assert re.search(PATTERNS[name], fold_text(text))


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in LEFT_ALONE.items() for text in texts]
)
def test_a_pattern_leaves_alone_what_only_looks_like_it(name, text):
    assert not re.search(PATTERNS[name], fold_text(text))


@pytest.mark.parametrize("name", PATTERNS)
def test_a_hostile_page_keeps_no_pattern_busy(name):
    """Papers are anybody's: a pattern whose time grew with the square of the text would take minutes."""
    expression = re.compile(PATTERNS[name])
    started = time.monotonic()
    for piece in ("1,", "1", "one ", "not ", "a", "in the ", "sold ", "no. 1 ", "1 of ", "fee ", " "):
        for _ in expression.finditer(piece * (50_000 // len(piece))):
            pass
    assert time.monotonic() - started < 20


def test_the_loaded_rules_hold_the_patterns_that_their_files_name():
    for field in load_rulebook().fields:
        assert field.settings.paid_placement == f"/{PATTERNS['paid_placement']}/"
        cues = [
            cue for criterion in field.criteria for cue in (*criterion.cues.strong, *criterion.cues.plain)
        ]
        assert f"/{PATTERNS['selection']}/" in cues
        assert not [cue for cue in cues if cue.startswith("{")]


def test_an_award_that_was_bought_shows_nothing_and_is_said_to_be_left_out():
    cv = ("cv", "Maya Quill\n2019 - 2025 Founder of Lantern, a company with 2 million users.\n")
    award = "Maya Quill is named leader of the year 2025 among 900 nominees by the international jury.\n"
    bought = award + "Your Platinum Winner Package (USD 2,400) includes the trophy.\n"
    fair, paid = (judge(make_application([cv, ("evidence", paper)])) for paper in (award, bought))
    assert fair.notes == ()
    assert paid.notes == ("paid_placement_ignored",)
    quoted = {evidence.document for j in paid.judgements for f in j.findings for evidence in f.evidence}
    assert "d2" not in quoted
