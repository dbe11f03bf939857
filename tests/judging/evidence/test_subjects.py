"""Whether papers are about another field: asked of all three fields, and of no discipline at their borders."""

# ruff: noqa: E501 - papers as they are written

import json
from importlib.resources import files
from itertools import permutations

import pytest

from proof_of_talent.judging.evidence.subjects import find_other_field
from proof_of_talent.judging.text.folding import fold_text

TECH, ARTS, SCIENCE = "digital_technology", "arts_culture", "science_research"
PLAIN = {
    TECH: "She built the payments platform: cloud servers, an open source API and an app with 2 million users; revenue doubled and investors led a seed round.",
    ARTS: "Her paintings were shown at two museums and a biennale; the critic praised the exhibition, and the gallery sold every canvas at the festival.",
    SCIENCE: "Professor Hale cites her experiments on proteins: peer reviewed journals, a laboratory of biologists and chemists, clinical trials with patients, a theory of her own.",
}
BORDERS = {
    "games": (TECH, "She directed a narrative game sold to 400,000 players. Her music for it was performed by an orchestra at a festival, and critics praised its art and animation. The engine is her own software."),
    "animation": (TECH, "He built the rendering software that animators use for films. Festivals screened three films made with it."),
    "music service": (TECH, "The platform streams music of artists, concerts and albums to users; the app has 2 million users. The engineering team."),
    "health": (TECH, "Patients use the app in clinical trials; hospitals, physicians and laboratories. The platform and its software were built by her; data, users, product."),
    "hardware": (TECH, "Quantum chips: physicists and chemists in the laboratory; patents; the start-up builds hardware and software; peer reviewed papers, cited."),
    "digital art": (ARTS, "Digital artist whose installations use software and code; exhibited at galleries and biennales, algorithms and data as art, curated by museums."),
    "history of art": (SCIENCE, "Her monograph on Flemish painting changed the history of art. As a professor she publishes in leading journals, curated two exhibitions at museums, and her research on canvas and painters is cited widely."),
    "musicology": (SCIENCE, "Research on opera and song, peer reviewed, in journals of music; her archive work on composers and concerts is known to every historian of music."),
    "film studies": (SCIENCE, "A historian of cinema. Monograph on film festivals, journal articles on cinema audiences, an academic of the first rank."),
    "UX": (SCIENCE, "User experience research: interactive devices, software, apps. Professor. Journals, peer reviewed experiments."),
    "archaeology": (SCIENCE, "Excavations in Turkey, archaeological method, museum exhibits; the archives; radiocarbon laboratory."),
    "building": (SCIENCE, "Research on timber buildings: experiments in the laboratory, peer reviewed, journals; architects use it for facades and housing."),
}  # fmt: skip


@pytest.mark.parametrize(("papers", "field"), list(permutations(PLAIN, 2)))
def test_papers_of_one_field_are_asked_about_on_the_route_of_another(papers, field):
    assert find_other_field(fold_text(PLAIN[papers]), field) is not None


@pytest.mark.parametrize("name", BORDERS)
def test_disciplines_at_the_borders_are_asked_nothing(name):
    field, text = BORDERS[name]
    assert find_other_field(fold_text(text), field) is None


@pytest.mark.parametrize("name", ["cases_shown", "cases_second", "cases_second_half"])
def test_no_development_case_is_asked_on_its_own_route(name):
    cases = json.loads((files("tests.judging") / "sets" / f"{name}.json").read_text())
    for case in cases["cases"] if isinstance(cases, dict) else cases:
        said = fold_text(" ".join(text for file, text in case["docs"] if "cv" not in file.lower()))
        assert find_other_field(said, case["field"]) is None, case["id"]
