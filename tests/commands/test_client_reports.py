"""The report for advisers: on each route it says whose rules count, what is doubtful, and in whose words."""

# ruff: noqa: E501 - a table of cases

from typing import Any

import pytest

from proof_of_talent.commands.client_reports import list_paragraphs
from proof_of_talent.judging.decide import decide
from proof_of_talent.judging.repeating import ONCE
from tests.assessors.applications import CV, RUBRIC, RULEBOOK, make_application
from tests.factories import make_record
from tests.judging.letters.test_checking import CHART, HARBOUR, TIDE
from tests.judging.routing.test_checklists import AWARD
from tests.judging.routing.test_checklists import CV as PHYSICIST

TECH, ARTS, SCIENCE = "digital_technology", "arts_culture", "science_research"
LETTERS = [("recommendation_letter", text) for text in (HARBOUR, TIDE, CHART)]
FILM = [("cv", CV), ("evidence", "BAFTA. In 2024 Maya Okafor was nominated for the BAFTA for editing.")]
ROUTES: dict[str, tuple[list[tuple[str, str]], dict[str, Any], tuple[str, ...]]] = {
    "architecture": ([("cv", CV), *LETTERS], {"field": ARTS, "discipline": "architecture"}, ("assessed by the Royal Institute of British Architects", "edited on 8 April 2026", "Not found: ")),
    "peer review": ([("cv", PHYSICIST)], {"field": SCIENCE, "research_field": "humanities"}, ("assessed by the British Academy",)),
    "not sure": ([("cv", CV), *LETTERS], {"field": TECH, "route_preference": "unsure"}, ("What else we tried", "Exceptional promise: At this level", "Letters")),
    "film": (FILM, {"field": ARTS, "discipline": "film_tv"}, ("assessed by PACT", "Shown: In the last ten years", "“In 2024 Maya Okafor was nominated")),
    "film at promise": (FILM, {"field": ARTS, "discipline": "film_tv", "route": "promise"}, ("no promise level",)),
    "fellowship": ([("cv", PHYSICIST), ("evidence", AWARD)], {"field": SCIENCE, "route": "fellowship", "active_researcher": True}, ("For you to check: The award is on the list", "University Research Fellowship")),
    "prize": ([("cv", CV + "Turing Award, 2019\n")], {"field": TECH}, ("“Turing Award, 2019”", "prestigious prizes")),
}  # fmt: skip


def tell(name: str) -> str:
    papers, rest, _ = ROUTES[name]
    decided = decide(make_application(papers, **rest), repeats=ONCE, assessor=RUBRIC, rulebook=RULEBOOK)
    record = make_record(field=rest["field"], analysis_results=decided.results.to_wire())
    return "\n".join(text for _, text in list_paragraphs("A report", {}, record, RULEBOOK))


@pytest.mark.parametrize("name", ROUTES)
def test_each_route_is_told_with_its_body_its_doubts_and_its_quotes(name):
    text = tell(name)
    assert "Rules of 2026" in text
    for words in (*ROUTES[name][2], "registered with the Immigration Advice Authority"):
        assert words in text
    for never in ("ready to apply", "apply when you are ready", " %", "cover the points"):
        assert never not in text
