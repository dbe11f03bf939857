"""What code found of the papers before a model is asked: whose each is, what is left out, who is connected.

It is the reading of the built-in assessor. A model takes it as given, so no text can talk it out of it.
Quotes come from the papers, so the facts stand inside the fence with them.
"""

import re
import string
from collections.abc import Container, Iterator
from typing import Any

from proof_of_talent.assessors.llm.instructions import addresses_assessor
from proof_of_talent.domain.application import Application, ApplicationDocument
from proof_of_talent.domain.graph import PaperQuote
from proof_of_talent.domain.reading import ApplicationReading, PaperReading
from proof_of_talent.judging.reporting.connections import list_connections
from proof_of_talent.judging.reporting.witnesses import REASONS, SPEAKERS
from proof_of_talent.judging.reporting.wording import speak_of_applicant

LARGEST_SHARE = 4
"""Facts take at most one part in so many of the room for papers; beyond it the least telling are left out."""

_LONGEST_QUOTE = 200  # characters
_MOST_CLAIMS = 5
_WHAT = {"own": "the applicant's own", "letter": "letter", "paper": "paper by others"}
_STAND_IN = re.compile(r"\[(\w+) (\d+)\]")

PaperFacts = dict[str, list[Any]]
"""Facts by what they are about, for JSON; each list is in the order of the papers."""


def state_facts(reading: ApplicationReading, most_characters: int) -> PaperFacts:
    """Return the facts of an application that fit into a number of characters, the most telling first."""
    facts: PaperFacts = {}
    for kind, fact in _list_facts(reading):
        most_characters -= len(str(fact))
        if most_characters < 0:
            break
        facts.setdefault(kind, []).append(fact)
    return facts


def drop_words(reading: ApplicationReading) -> ApplicationReading:
    """Return a reading without any word of the papers: no quotes, no claims, letters for names.

    A judgement is confirmed from its own quotes; nothing else that a paper says may be there the second time.
    The letters ("person B") cannot be taken for the marks in the quotes, which count in another order.
    """
    papers = tuple(paper.model_copy(update={"quote": None}) for paper in reading.papers)
    graph = reading.graph.without_names()
    nodes = tuple(
        node.model_copy(update={"name": node.name and _STAND_IN.sub(_write_letter, node.name)})
        for node in graph.nodes
    )
    graph = graph.model_copy(update={"nodes": nodes})
    return reading.model_copy(update={"papers": papers, "claims_alone": (), "graph": graph})


def _write_letter(match: re.Match[str]) -> str:
    round_, place = divmod(int(match[2]) - 1, len(string.ascii_uppercase))
    return f"{match[1]} {string.ascii_uppercase[place]}{round_ or ''}"


def keep_facts_of(facts: PaperFacts, documents: Container[str]) -> PaperFacts:
    """Return the facts that matter to a reader of these documents alone: on them, and what decides."""
    papers = [paper for paper in facts.get("papers", ()) if paper["document"] in documents]
    connections = [one for one in facts.get("connections", ()) if "so" in one]
    return {kind: kept for kind, kept in (("connections", connections), ("papers", papers)) if kept}


def leave_out_papers(
    application: Application, reading: ApplicationReading
) -> tuple[Application, tuple[ApplicationDocument, ...]]:
    """Return the application without the papers that earn nothing, and those; where nobody was found as the
    applicant we cannot tell, so nothing is left out.
    """
    gone = {paper.document for paper in reading.papers if paper.reason not in (None, "no_name_found")}
    kept = tuple(document for document in application.documents if document.id not in gone)
    left_out = tuple(document for document in application.documents if document.id in gone)
    return application.model_copy(update={"documents": kept}), left_out


def _list_facts(reading: ApplicationReading) -> Iterator[tuple[str, Any]]:
    for paper in reading.papers:
        if paper.reason not in (None, "no_name_found"):
            because = speak_of_applicant(REASONS[paper.reason])
            yield "left_out", {"document": paper.document, "because": because, **_show_quote(paper.quote)}
    connections = list_connections(reading.graph)
    for one in sorted(connections, key=lambda one: not one.edge.decided):
        if one.edge.kind not in ("issued", "wrote") or one.edge.decided:
            effect = {"so": one.effect} if one.effect else {}
            found = re.sub(r"^D(?=\d)", "Paper d", one.text)
            yield "connections", {"found": found, **effect, **_show_quote(one.quote)}
    for paper in reading.papers:
        if paper.admitted or paper.role == "own":
            yield "papers", _describe_paper(paper)
    for claim in reading.claims_alone[:_MOST_CLAIMS]:
        if quoted := _show_quote(claim):
            yield "said_by_the_applicant_alone", quoted


def _describe_paper(paper: PaperReading) -> dict[str, Any]:
    described: dict[str, Any] = {"document": paper.document, "what": _WHAT[paper.role]}
    if paper.role != "own":
        described["by"] = speak_of_applicant(SPEAKERS[paper.relation])
    if paper.facts and paper.facts[0].role not in ("unclear", None):
        described["role"] = paper.facts[0].role
    return described


def _show_quote(quote: PaperQuote | None) -> dict[str, Any]:
    """Return a quote with its place, unless it speaks to whoever judges."""
    if quote is None or addresses_assessor(quote.quote):
        return {}
    return {"page": quote.page, "quote": quote.quote[:_LONGEST_QUOTE], "of": quote.document}
