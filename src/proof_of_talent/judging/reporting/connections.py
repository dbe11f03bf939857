"""The evidence graph in sentences: who is connected with whom, what says so, and what follows from it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from proof_of_talent.domain.graph import APPLICANT, EdgeKind, EvidenceGraph, GraphEdge, GraphNode, PaperQuote
from proof_of_talent.judging.reporting.wording import speak_of_applicant

EDGE_WORDS: dict[EdgeKind, str] = {
    "wrote": "{source} wrote {target}",
    "named_in": "{source} is named in {target}",
    "chairs": "{source} is named as chair or president in {target}",
    "edits": "{source} is named as editor in {target}",
    "judges": "{source} is named beside a jury or panel in {target}",
    "directs": "{source} is named as director, founder or curator in {target}",
    "issued": "{target} comes from {source}",
    "works_at": "{source} is at {target}",
    "employs": "{source} is your employer, or speaks for it",
    "runs": "your own papers give you a post at {target}",
    "co_authored": "{source} and you signed the same work",
    "works_with": "{source} works or worked with you",
    "works_for": "{source} works for you",
    "does_business_with": "{source} does business with you",
    "is_related_to": "{source} is a relative of yours",
    "shares_address": "{source} and {target} have an address or mail domain in common",
    "awards": "{source} chose you for an award, a grant or a place",
    "published_in": "{target} published what you made",
}
"""What an edge says, to the applicant."""

_NAMED_IN_OWN = "{source} is named in your own papers"
_ONE_VOICE = "What one person says in several papers counts as one voice."
_LESS = "Words of somebody connected with you weigh less than those of somebody unconnected."
_OWN = "An organisation of yours cannot judge you, so its papers were left out."
_VOICES: frozenset[EdgeKind] = frozenset({"named_in", "chairs", "edits", "judges", "directs"})


class Connection(NamedTuple):
    """An edge in words: what is said, what follows from it (where it decided something), and who says so."""

    text: str
    effect: str | None
    quote: PaperQuote | None
    edge: GraphEdge


def list_connections(
    graph: EvidenceGraph, names: Mapping[str, str] | None = None, *, to_applicant: bool = False
) -> list[Connection]:
    """Return every edge as a sentence.

    Args:
        graph: of a record.
        names: what documents are called, by id; the ids themselves without it.
        to_applicant: speak to the applicant ("you"), or about them.
    """
    nodes = {node.id: node for node in graph.nodes}
    wrote = {edge.source: edge.target for edge in graph.edges if edge.kind == "wrote"}
    return [
        Connection(
            _word(edge, nodes, wrote, names or {}, to_applicant=to_applicant),
            _speak(_name_effect(edge), to_applicant=to_applicant) if edge.decided else None,
            edge.quote,
            edge,
        )
        for edge in graph.edges
    ]


def list_decisive(
    graph: EvidenceGraph, names: Mapping[str, str] | None = None, *, to_applicant: bool = False
) -> Iterator[Connection]:
    """Yield the connections that changed what a paper counts for."""
    return (one for one in list_connections(graph, names, to_applicant=to_applicant) if one.edge.decided)


def _word(
    edge: GraphEdge,
    nodes: Mapping[str, GraphNode],
    wrote: Mapping[str, str],
    names: Mapping[str, str],
    *,
    to_applicant: bool,
) -> str:
    own = edge.kind == "named_in" and edge.target == APPLICANT
    template = _speak(_NAMED_IN_OWN if own else EDGE_WORDS[edge.kind], to_applicant=to_applicant)
    letter = wrote.get(edge.source)
    source = _name(edge.source, nodes, names)
    if edge.decided and letter is not None and letter != edge.target:
        source = f"{source}, who wrote {_name(letter, nodes, names)},"
    said = template.format(source=source, target=_name(edge.target, nodes, names))
    return f"{said[0].upper()}{said[1:]}."


def _name(node: str, nodes: Mapping[str, GraphNode], names: Mapping[str, str]) -> str:
    found = nodes.get(node)
    return names.get(node) or (found.name if found is not None and found.name else node)


def _name_effect(edge: GraphEdge) -> str:
    if edge.kind in ("runs", "issued"):
        return _OWN
    return _ONE_VOICE if edge.kind in _VOICES else _LESS


def _speak(text: str, *, to_applicant: bool) -> str:
    return text if to_applicant else speak_of_applicant(text)
