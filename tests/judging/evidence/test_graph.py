"""The evidence graph: one person in several papers is one voice, and an edge has the words that say so."""

from typing import get_args

import pytest

from proof_of_talent.domain.graph import APPLICANT, EdgeKind
from proof_of_talent.domain.reading import LeftOutReason, Relation
from proof_of_talent.domain.results import AnalysisResults
from proof_of_talent.judging.reporting.connections import EDGE_WORDS, list_connections, list_decisive
from proof_of_talent.judging.reporting.witnesses import REASONS, SPEAKERS
from tests.assessors.applications import conclude_application, make_application

CV = """Lena Horvat
Sculptor, Graz
Editor in chief of the Journal of Alpine Sculpture, 2021 to date
2025 "Ballast", Kunsthaus Murfeld, Graz
"""
LETTER = """Galleria Aurum
Via Lunga 12, Trieste

Dear assessors,
3 September 2026

Our gallery represents Lena Horvat and sells her work. I have known her since 2019. She is among the five
strongest sculptors in Europe, and the United Kingdom gains from her plans for a studio in Leeds.

Yours faithfully,
Prof. Bruno Castelli, Director
"""
PRIZE = """Adriatic Sculpture Prize
Via Lunga 12, Trieste, 12 June 2024

The jury, presided by Prof. B. Castelli as its chair, read 1,310 applications and resolved that the
first prize of EUR 20,000 be given to Lena Horvat.
"""
ARTICLE = """Journal of Alpine Sculpture
Vol. 12, 2024

A portrait of Lena Horvat, whose works were shown in 14 museums of six countries in 2023.
"""
PAPERS = [("cv", CV), ("recommendation_letter", LETTER), ("evidence", PRIZE), ("evidence", ARTICLE)]


@pytest.fixture(scope="module")
def results() -> AnalysisResults:
    wire = conclude_application(make_application(PAPERS, field="arts_culture"))[1]
    return AnalysisResults.model_validate(wire)


def find_edges(results: AnalysisResults) -> set[tuple[str, str, str]]:
    names = {node.id: node.name or node.id for node in results.graph.nodes}
    return {(names[edge.source], edge.kind, names[edge.target]) for edge in results.graph.edges}


def test_the_author_of_a_letter_who_chairs_the_jury_is_one_voice(results):
    edges = find_edges(results)
    assert {("Bruno Castelli", "wrote", "d2"), ("Bruno Castelli", "chairs", "d3")} <= edges
    (chairs,) = (edge for edge in results.graph.edges if edge.kind == "chairs")
    assert chairs.decided
    assert chairs.quote.document == "d3"
    assert chairs.quote.quote in PRIZE
    assert chairs.quote.line == 4


def test_who_runs_a_journal_and_who_shares_an_address_is_drawn(results):
    edges = find_edges(results)
    assert (APPLICANT, "runs", "Journal of Alpine Sculpture") in edges
    assert ("Galleria Aurum", "shares_address", "Adriatic Sculpture Prize") in edges
    kinds = {node.name: node.kind for node in results.graph.nodes}
    assert kinds["Adriatic Sculpture Prize"] == "event"
    assert kinds["Galleria Aurum"] == "organisation"


def test_applicants_are_told_what_decided_and_advisers_everything(results):
    told = [one.text for one in list_decisive(results.graph, {"d2": "letter 1"}, to_applicant=True)]
    assert "Bruno Castelli, who wrote letter 1, is named as chair or president in d3." in told
    assert any("does business with you" in text for text in told)
    listed = list_connections(results.graph)
    assert len(listed) == len(results.graph.edges) > len(told)
    assert not any("you" in f"{one.text} {one.effect}".split() for one in listed)


def test_without_names_the_same_person_keeps_one_placeholder(results):
    bare = results.graph.without_names()
    text = bare.model_dump_json()
    assert all(name not in text for name in ("Castelli", "Aurum", "Adriatic", "Horvat", "presided"))
    assert {node.name for node in bare.nodes if node.kind == "person"} == {"", "[person 1]"}
    assert [(e.source, e.kind, e.target) for e in bare.edges] == [
        (e.source, e.kind, e.target) for e in results.graph.edges
    ]


def test_every_code_of_the_reader_has_its_words():
    assert set(EDGE_WORDS) == set(get_args(EdgeKind))
    assert set(REASONS) == set(get_args(LeftOutReason))
    assert set(SPEAKERS) == set(get_args(Relation))
