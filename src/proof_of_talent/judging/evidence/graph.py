"""Draws the evidence graph of an application, and counts which papers speak with one voice.

Two sources corroborate each other only where they are not connected: one man who gives the award, edits the
journal and writes the letter is one source.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from proof_of_talent.domain.graph import (
    APPLICANT,
    EdgeKind,
    EvidenceGraph,
    GraphEdge,
    GraphNode,
    NodeKind,
    PaperQuote,
)
from proof_of_talent.domain.reading import Relation
from proof_of_talent.judging.evidence.applicant import drop_accents
from proof_of_talent.judging.evidence.organisations import (
    NamedBody,
    find_paper_issuer,
    is_issued_by,
    list_own_organisations,
    list_places,
    list_run_bodies,
    name_body,
    names_somebody,
)
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadPapers
from proof_of_talent.judging.evidence.people import NamedPerson, Person, find_sentence, list_people
from proof_of_talent.judging.evidence.relations import Related
from proof_of_talent.judging.evidence.slots import is_done
from proof_of_talent.judging.letters.reading import LetterReading

_CONNECTED: tuple[Relation, ...] = ("commercial", "colleague")
_RELATION_EDGES: Mapping[Relation, EdgeKind] = {
    "employer": "employs", "colleague": "works_with", "subordinate": "works_for", "family": "is_related_to",
    "commercial": "does_business_with",
}  # fmt: skip
_POSTS: tuple[tuple[EdgeKind, re.Pattern[str]], ...] = (
    ("chairs", re.compile(r"\b(?:chair(?:s|ed|man|woman|person)?|president|convenor)\b")),
    ("edits", re.compile(r"\b(?:editors?|edited|edits)\b")),
    ("judges", re.compile(r"\b(?:jury|jurors?|judges?|judged|panel|selected by|assessors?|referees?)\b")),
    ("directs", re.compile(r"\b(?:directors?|founders?|owners?|curators?|organi[sz]ers?|proprietors?)\b")),
)
_CHOSE = re.compile(
    r"\b(?:winners?|won|awarded|first prize|grand prix|laureates?|granted|selected|chosen|elected|principal"
    r" investigator|fellowship|prize|medal)\b"
)
_PUBLISHED = re.compile(
    r"\b(?:published|accepted for publication|article|paper|manuscript|monograph|first author|reviews?)\b"
)
_NEAR = 90  # characters around a name in which a post is theirs


class Voices:
    """Which papers name the author of which letter: what one person says in several papers is one voice."""

    def __init__(self, papers: ReadPapers, authors: Mapping[str, NamedPerson]) -> None:
        self.names: dict[Person, str] = {}
        self.letters: dict[Person, str] = {}
        self.papers: dict[Person, list[ReadPaper]] = defaultdict(list)
        self._others: dict[str, set[str]] = defaultdict(set)
        people = {
            paper.id: {one.person for one in list_people(paper.text, papers.applicant)}
            for paper in papers.papers
        }
        for letter, (person, name) in authors.items():
            self.names[person], self.letters[person] = name, letter
        for person, letter in self.letters.items():
            for paper in papers.papers:
                if paper.id != letter and person in people[paper.id]:
                    self.papers[person].append(paper)
                    if paper.role != "own" and _acts_in(paper, person):
                        self._others[letter].add(paper.id)
                        self._others[paper.id].add(letter)

    def count(self, document: str, relations: Mapping[str, Relation]) -> int:
        """Return how many other papers speak with a paper's voice, where a letter of that voice is connected
        with the applicant by business or common work.
        """
        return sum(
            relations.get(document) in _CONNECTED or relations.get(other) in _CONNECTED
            for other in self._others.get(document, ())
        )


def _acts_in(paper: ReadPaper, person: Person) -> bool:
    """Tell who chairs, edits, judges or directs in a paper from somebody whom it names in passing."""
    return any(
        _find_post(text, person) != "named_in"
        for sentence in paper.sentences
        if person.family in (text := drop_accents(sentence.text))
    )


class _Drawing:
    """Nodes and edges as they are found; a node is drawn once, whatever the order of the papers."""

    def __init__(self) -> None:
        self.nodes = {APPLICANT: GraphNode(id=APPLICANT, kind="person")}
        self.edges: list[GraphEdge] = []
        self._ids: dict[tuple[str, str], str] = {}

    def add(self, kind: NodeKind, key: str, name: str) -> str:
        """Return the id of a node, new or known."""
        number = 1 + sum(node.kind == kind and node.id != APPLICANT for node in self.nodes.values())
        found = self._ids.setdefault((kind, key), f"{kind[0]}{number}" if kind != "paper" else key)
        self.nodes.setdefault(found, GraphNode(id=found, kind=kind, name=name))
        return found

    def add_body(self, body: NamedBody) -> str:
        """Return the id of an organisation or event."""
        return self.add(body.kind, body.key, body.name)

    def connect(
        self, source: str, kind: EdgeKind, target: str, quote: PaperQuote | None, *, decided: bool = False
    ) -> None:
        """Draw an edge, once for each kind."""
        if source != target and not any(
            (edge.source, edge.kind, edge.target) == (source, kind, target) for edge in self.edges
        ):
            self.edges.append(
                GraphEdge(source=source, kind=kind, target=target, quote=quote, decided=decided)
            )


def draw_graph(
    papers: ReadPapers, letters: Mapping[str, LetterReading], related: Mapping[str, Related], voices: Voices
) -> EvidenceGraph:
    """Connect people, organisations and events with papers and with the applicant.

    Args:
        papers: all papers as they were read.
        letters: what was read of letterhead and signature, by document.
        related: the relation of whoever speaks in a paper, by document.
        voices: who wrote which letter and is named in which papers.
    """
    drawing = _Drawing()
    for paper in papers.by_others():
        drawing.add("paper", paper.id, paper.id)
    relations = {document: found.relation for document, found in related.items()}
    issuers = dict(_draw_issuers(drawing, papers, letters))
    _draw_authors(drawing, voices, related, letters)
    _draw_acts(drawing, voices, relations)
    _draw_own(drawing, papers, issuers)
    for paper in papers.by_others():
        relation = related.get(paper.id)
        if paper.role == "paper" and relation is not None and relation.relation == "employer":
            source = issuers.get(paper.id, paper.id)
            drawing.connect(source, "employs", APPLICANT, relation.quote, decided=True)
    _draw_achievements(drawing, papers, issuers)
    _draw_shared_places(drawing, papers, issuers)
    return EvidenceGraph(nodes=tuple(drawing.nodes.values()), edges=tuple(drawing.edges))


def _draw_issuers(
    drawing: _Drawing, papers: ReadPapers, letters: Mapping[str, LetterReading]
) -> Iterator[tuple[str, str]]:
    """Yield the organisation or event of each paper that has one, by document."""
    for paper in papers.by_others():
        letter = letters.get(paper.id)
        if letter is not None:
            at = letter.organisation
            if at is None or not names_somebody(at.value):
                continue
            quote = PaperQuote(document=paper.id, page=at.evidence.page, quote=at.evidence.quote)
            yield paper.id, drawing.add_body(name_body(at.value, quote))
        elif (body := find_paper_issuer(paper, papers.applicant)) is not None:
            node = drawing.add_body(body)
            drawing.connect(node, "issued", paper.id, body.quote)
            yield paper.id, node


def _draw_authors(
    drawing: _Drawing, voices: Voices, related: Mapping[str, Related], letters: Mapping[str, LetterReading]
) -> None:
    signed = set()
    for person, letter in voices.letters.items():
        node = drawing.add("person", f"{person.family} {person.initial}", voices.names[person])
        author = letters[letter].author
        quote = (
            PaperQuote(document=letter, page=author.evidence.page, quote=author.evidence.quote)
            if author is not None
            else None
        )
        drawing.connect(node, "wrote", letter, quote)
        at = letters[letter].organisation
        if at is not None and names_somebody(at.value):
            place = PaperQuote(document=letter, page=at.evidence.page, quote=at.evidence.quote)
            drawing.connect(node, "works_at", drawing.add_body(name_body(at.value)), place)
        signed.add(letter)
        _draw_relation(drawing, node, related[letter])
    for letter in letters:
        if letter not in signed:
            _draw_relation(drawing, letter, related[letter])


def _draw_relation(drawing: _Drawing, source: str, related: Related) -> None:
    kind = _RELATION_EDGES.get(related.relation)
    if kind is not None:
        drawing.connect(
            source, "co_authored" if related.by_work else kind, APPLICANT, related.quote, decided=True
        )


def _draw_acts(drawing: _Drawing, voices: Voices, relations: Mapping[str, Relation]) -> None:
    """Connect authors of letters with the other papers that name them, by the post that they have there."""
    for person, papers in voices.papers.items():
        node = drawing.add("person", f"{person.family} {person.initial}", voices.names[person])
        letter = voices.letters[person]
        for paper in papers:
            sentence = find_sentence(paper, person)
            quote = sentence.quote(drop_accents(sentence.text).find(person.family)) if sentence else None
            own = paper.role == "own"
            decided = not own and {relations.get(letter), relations.get(paper.id)} & set(_CONNECTED)
            kind = "named_in" if own or sentence is None else _find_post(drop_accents(sentence.text), person)
            drawing.connect(node, kind, APPLICANT if own else paper.id, quote, decided=bool(decided))


def _find_post(text: str, person: Person) -> EdgeKind:
    at = text.find(person.family)
    near = text[max(0, at - _NEAR) : at + _NEAR]
    return next((kind for kind, pattern in _POSTS if pattern.search(near)), "named_in")


def _draw_own(drawing: _Drawing, papers: ReadPapers, issuers: Mapping[str, str]) -> None:
    """Connect the applicant with what they run, and that with the papers that it issued."""
    own = list_own_organisations(papers)
    issued = [paper for paper in papers.by_others() if is_issued_by(paper, own)]
    for body in list_run_bodies(papers):
        key = " ".join(drop_accents(body.name).split())
        mine = [paper for paper in issued if key in own and is_issued_by(paper, frozenset({key}))]
        node = drawing.add_body(body)
        drawing.connect(APPLICANT, "runs", node, body.quote, decided=bool(mine))
        for paper in mine:
            if issuers.get(paper.id) != node:
                drawing.connect(node, "issued", paper.id, None, decided=True)


def _draw_achievements(drawing: _Drawing, papers: ReadPapers, issuers: Mapping[str, str]) -> None:
    """Connect the applicant with who chose or published them, by a sentence that names them and is done."""
    for paper in papers.by_others():
        node = issuers.get(paper.id)
        if node is None or paper.role != "paper":
            continue
        told = [one for one in paper.sentences if one.named and is_done(one)]
        chosen = next((one for one in told if _CHOSE.search(one.low)), None)
        published = next((one for one in told if _PUBLISHED.search(one.low)), None)
        if chosen is not None:
            drawing.connect(node, "awards", APPLICANT, chosen.quote())
        elif published is not None:
            drawing.connect(APPLICANT, "published_in", node, published.quote())


def _draw_shared_places(drawing: _Drawing, papers: ReadPapers, issuers: Mapping[str, str]) -> None:
    """Connect organisations whose papers have an address or a mail domain in common."""
    seen: dict[str, str] = {}
    for paper in papers.by_others():
        node = issuers.get(paper.id)
        for place, quote in list_places(paper).items() if node is not None else ():
            other = seen.setdefault(place, node or "")
            if other != node and node is not None:
                drawing.connect(other, "shares_address", node, quote)
