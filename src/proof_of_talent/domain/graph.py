"""The evidence graph: people, organisations, events and papers, and what papers say connects them.

It is part of a record, so it is small: a node only where an edge needs it, an edge only with the words that
say so. Two sources that are connected with each other are one source.
"""

from typing import Literal

from pydantic import Field

from proof_of_talent.domain.base import Model

APPLICANT = "applicant"
"""The id of the node that stands for the applicant."""

NodeKind = Literal["person", "organisation", "event", "paper"]
EdgeKind = Literal[
    "wrote", "named_in", "chairs", "edits", "judges", "directs", "issued", "works_at", "employs",
    "runs", "co_authored", "works_with", "works_for", "does_business_with", "is_related_to",
    "shares_address", "awards", "published_in",
]  # fmt: skip


class PaperQuote(Model):
    """Words that stand in a document as they are quoted: `document` is its id, `page` counts from 1.

    `line` is the line of the page's text on which they begin, from 1, where it was looked up.
    """

    document: str
    page: int = Field(ge=1)
    quote: str = Field(min_length=1)
    line: int | None = None


class GraphNode(Model):
    """A person, organisation, event or paper. Papers have their document's id, and no name of their own."""

    id: str
    kind: NodeKind
    name: str = ""


class GraphEdge(Model):
    """What a paper says of two nodes, from source to target, in its words.

    `decided` is true where it changed what a paper counts for.
    """

    source: str
    target: str
    kind: EdgeKind
    decided: bool = False
    quote: PaperQuote | None = None


class EvidenceGraph(Model):
    """A whole graph."""

    nodes: tuple[GraphNode, ...] = ()
    edges: tuple[GraphEdge, ...] = ()

    def without_names(self) -> "EvidenceGraph":
        """Return the graph with stable placeholders for names, such as "[person 2]", and without quotes."""
        counts: dict[str, int] = {}
        nodes = []
        for node in self.nodes:
            counts[node.kind] = counts.get(node.kind, 0) + (node.id != APPLICANT)
            name = (
                node.name if node.kind == "paper" or not node.name else f"[{node.kind} {counts[node.kind]}]"
            )
            nodes.append(node.model_copy(update={"name": name}))
        edges = (edge.model_copy(update={"quote": None}) for edge in self.edges)
        return EvidenceGraph(nodes=tuple(nodes), edges=tuple(edges))
