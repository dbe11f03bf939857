"""Where the nodes and edges of an evidence graph are drawn: who speaks on the left, the applicant and the
papers on the right.

The picture is as narrow as a telephone. It says nothing that the list of sentences beside it does not say.
"""

from collections.abc import Mapping
from typing import NamedTuple

from proof_of_talent.domain.graph import APPLICANT, EvidenceGraph, GraphEdge, GraphNode

PICTURE_WIDTH = 380
_LEFT, _LEFT_WIDTH = 26, 176
_RIGHT, _RIGHT_WIDTH = 256, 118
_HEIGHT, _STEP, _TOP = 26, 38, 8
_MOST_LETTERS = {"left": 25, "right": 16}
_ORDER = ("person", "organisation", "event")


class DrawnNode(NamedTuple):
    """A box with its name, cut where it is long; `title` is the whole name."""

    kind: str
    x: int
    y: int
    width: int
    height: int
    label: str
    title: str


class DrawnEdge(NamedTuple):
    """A line as an SVG path."""

    path: str
    decided: bool


class GraphPicture(NamedTuple):
    """A picture of `PICTURE_WIDTH` units and this height."""

    width: int
    height: int
    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]


def draw_picture(graph: EvidenceGraph, names: Mapping[str, str]) -> GraphPicture | None:
    """Return the picture of a graph; None where nothing connects anything.

    Args:
        graph: of a record.
        names: what documents are called, by id.
    """
    used = {end for edge in graph.edges for end in (edge.source, edge.target)}
    nodes = [node for node in graph.nodes if node.id in used]
    if not nodes:
        return None
    left = sorted((n for n in nodes if _is_left(n)), key=lambda n: _ORDER.index(n.kind))
    right = [node for node in nodes if not _is_left(node)]
    drawn = {
        node.id: _place(node, side, at, names)
        for side, column in (("left", left), ("right", right))
        for at, node in enumerate(column)
    }
    return GraphPicture(
        PICTURE_WIDTH,
        2 * _TOP + max(len(left), len(right)) * _STEP,
        tuple(drawn.values()),
        tuple(_connect(edge, drawn[edge.source], drawn[edge.target]) for edge in graph.edges),
    )


def _is_left(node: GraphNode) -> bool:
    return node.kind != "paper" and node.id != APPLICANT


def _place(node: GraphNode, side: str, at: int, names: Mapping[str, str]) -> DrawnNode:
    title = "Applicant" if node.id == APPLICANT else names.get(node.id, node.name or node.id)
    return DrawnNode(
        kind="applicant" if node.id == APPLICANT else node.kind,
        x=_LEFT if side == "left" else _RIGHT,
        y=_TOP + at * _STEP,
        width=_LEFT_WIDTH if side == "left" else _RIGHT_WIDTH,
        height=_HEIGHT,
        label=_shorten(title, _MOST_LETTERS[side]),
        title=title,
    )


def _shorten(title: str, most: float) -> str:
    """Cut a name to the room of so many small letters; capitals are wider."""
    for at, letter in enumerate(title):
        most -= 1.35 if letter.isupper() else 1
        if most < 0:
            return f"{title[:at]}…"
    return title


def _connect(edge: GraphEdge, source: DrawnNode, target: DrawnNode) -> DrawnEdge:
    """Draw a curve between the columns, or an arc outside of one column."""
    if source.x > target.x:
        source, target = target, source
    start, end = source.y + source.height // 2, target.y + target.height // 2
    if source.x != target.x:
        x, to = source.x + source.width, target.x
        return DrawnEdge(f"M{x} {start}C{x + 30} {start} {to - 30} {end} {to} {end}", edge.decided)
    x = source.x if source.x == _LEFT else source.x + source.width
    bow = min(22, 6 + abs(end - start) // 12) * (-1 if source.x == _LEFT else 0)
    return DrawnEdge(f"M{x} {start}C{x + bow} {start} {x + bow} {end} {x} {end}", edge.decided)
