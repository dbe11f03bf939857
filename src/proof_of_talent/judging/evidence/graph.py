"""The evidence graph: people, organisations and papers, and what papers say connects them.

Two sources corroborate each other only where they are not connected: one man who gives the award, edits the
journal and writes the letter is one source. Names match with initials, titles, accents and order.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from proof_of_talent.domain.reading import GraphEdge, GraphNode, Relation
from proof_of_talent.judging.evidence.applicant import ApplicantName, drop_accents
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadPapers

APPLICANT = "applicant"
_NAME = re.compile(
    r"(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms|Sir|Dame|Lord|Lady)\.? )*"
    r"((?:[^\W\d_a-z](?:[\w'’-]*|\.)(?: (?:de|van|von|der|la|di|al|el|bin))? ){1,3})([^\W\d_a-z][\w'’-]{3,})"
)
_TITLES = re.compile(r"^(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms|Sir|Dame|Lord|Lady|Associate|Emeritus)\.? )+")
_ORGANISATION = re.compile(
    r"\b(?:[^\W\d_a-z][\w&'’-]* (?:of (?:the )?|for (?:the )?|and )?){1,5}"
    r"(?:Awards?|Journal|Foundation|Fondazione|Gallery|Galleria|Forum|Council|Academy|Institute|Society|University|"
    r"College|Museum|Festival|Conference|Prize|Ltd|GmbH|Press|Frontiers|Chronicle|Magazine|Biennale)\b"
)
_OWN_POSTS = re.compile(
    r"\b(?:editors? in chief|founding editor|chairs?|president|chairman|general chair|organi[sz]er)\b"
)
_SHORTEST = 5
_ISSUER_LINES = 2


class Person(NamedTuple):
    """Somebody by surname and first initial."""

    family: str
    initial: str


class Graph(NamedTuple):
    """Nodes and edges, and for each paper those that speak with the same voice (itself left out)."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    voices: dict[str, frozenset[str]]


def draw_graph(papers: ReadPapers, relations: dict[str, Relation]) -> Graph:
    """Connect letters' authors with the papers in which they act, and papers with the applicant."""
    nodes = [GraphNode(id=APPLICANT, kind="person", name=APPLICANT)]
    edges: list[GraphEdge] = []
    voices: dict[str, set[str]] = defaultdict(set)
    people = {paper.id: list_people(paper, papers.applicant) for paper in papers.papers}
    authors: dict[Person, tuple[str, str]] = {}
    for paper in papers.by_others():
        nodes.append(GraphNode(id=paper.id, kind="paper", name=paper.id))
        edges.append(
            GraphEdge(
                source=paper.id, target=APPLICANT, kind=relations.get(paper.id, "unclear"), document=paper.id
            )
        )
        if paper.role == "letter":
            authors.update(
                {person: (paper.id, name) for person, name in list_authors(paper, papers.applicant)}
            )
    for number, (person, (letter, name)) in enumerate(sorted(authors.items()), 1):
        nodes.append(GraphNode(id=f"p{number}", kind="person", name=name))
        edges.append(GraphEdge(source=f"p{number}", target=letter, kind="wrote", document=letter))
        for paper in papers.papers:
            if paper.id != letter and person in people[paper.id]:
                kind = "named_by_applicant" if paper.role == "own" else "acts_in"
                edges.append(GraphEdge(source=f"p{number}", target=paper.id, kind=kind, document=paper.id))
                if paper.role != "own":
                    voices[letter].add(paper.id)
                    voices[paper.id].add(letter)
    return Graph(tuple(nodes), tuple(edges), {key: frozenset(found) for key, found in voices.items()})


def count_voices(document: str, graph: Graph, relations: Mapping[str, Relation]) -> int:
    """Return how many other papers speak with a paper's voice, where a letter of that voice is connected with
    the applicant by business or common work.
    """
    connected = ("commercial", "colleague")
    return sum(
        relations.get(document) in connected or relations.get(other) in connected
        for other in graph.voices.get(document, ())
    )


def list_people(paper: ReadPaper, applicant: ApplicantName | None) -> frozenset[Person]:
    """Return everybody whom a paper names with a first name or an initial, the applicant left out."""
    return frozenset(person for person, _ in _find_people(paper.text, applicant))


def list_authors(letter: ReadPaper, applicant: ApplicantName | None) -> list[tuple[Person, str]]:
    """Return who signs a letter: names in its last lines, or in its head where the end has none."""
    at = letter.low.rfind(letter.tail) if letter.tail else len(letter.text)
    signed = _find_people(letter.text[at : at + len(letter.tail)], applicant)
    return signed or _find_people(letter.text[: len(letter.head)], applicant)


def _find_people(text: str, applicant: ApplicantName | None) -> list[tuple[Person, str]]:
    own = set(applicant.words) if applicant else set()
    found = []
    for match in _NAME.finditer(text):
        first, family = (
            drop_accents(match.group(1).split()[0].strip(".")),
            drop_accents(match.group(2)).removesuffix("'s"),
        )
        if len(family) >= _SHORTEST and family not in own and first and first not in own:
            found.append((Person(family, first[0]), _TITLES.sub("", match.group())))
    return found


def list_own_organisations(papers: ReadPapers) -> frozenset[str]:
    """Return, folded, the organisations that the applicant's own papers say they edit or chair."""
    found = set()
    for paper in papers.own():
        for sentence in paper.sentences:
            if _OWN_POSTS.search(sentence.low):
                found |= {
                    " ".join(drop_accents(match.group()).split())
                    for match in _ORGANISATION.finditer(sentence.text)
                }
    return frozenset(name for name in found if len(name.split()) > 1)


def is_issued_by(paper: ReadPaper, organisations: frozenset[str]) -> bool:
    """Tell whether the first lines of a paper name one of these organisations."""
    lines = [line for line in paper.text.split("\n") if line.strip()][:_ISSUER_LINES]
    head = " ".join(drop_accents(" ".join(lines)).split())
    return any(name in head for name in organisations)
