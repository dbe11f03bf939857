"""The small markup that sample documents are written in, read into blocks.

A file holds several documents. A line `%%% FILENAME KIND LAYOUT` begins one. Inside, as in Markdown: `#`,
`##`, `###` headings, `- ` bullets, `| a | b |` table rows, `**bold**`, `*italic*`, a blank line between
paragraphs. A backslash at a line's end keeps the line break. `+++` begins a new page.
"""

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, cast, get_args

from proof_of_talent.domain.application import DocumentKind

Layout = Literal["cv", "letter", "article", "form", "book"]
BlockKind = Literal["title", "heading", "subheading", "bullet", "table", "paragraph", "page_break"]

_PREFIXES: tuple[tuple[str, BlockKind], ...] = (
    ("# ", "title"),
    ("## ", "heading"),
    ("### ", "subheading"),
    ("- ", "bullet"),
)
_RUNS = re.compile(r"\*\*(?P<bold>.+?)\*\*|\*(?P<italic>.+?)\*")


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Block:
    """One block of a document. `lines` are the lines of a paragraph (broken where the author said so), or a
    table's rows; `text` still carries inline marks (see `split_runs`).
    """

    kind: BlockKind
    lines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The block's lines as one text with line breaks."""
        return "\n".join(self.lines)

    @property
    def rows(self) -> list[list[str]]:
        """A table's cells, row by row."""
        return [[cell.strip() for cell in line.strip("| ").split("|")] for line in self.lines]


@dataclass(frozen=True)
class SourceDocument:
    """One document as written: its file name, what it is, how it looks, its blocks."""

    filename: str
    kind: DocumentKind
    layout: Layout
    blocks: tuple[Block, ...]


def parse_sources(text: str) -> list[SourceDocument]:
    """Read the documents of a content file, in order.

    Raises:
        ValueError: a document's first line does not name a file, a kind and a layout.
    """
    sources = []
    for part in re.split(r"^%%% ", text, flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        filename, kind, layout = head.split()
        if kind not in get_args(DocumentKind) or layout not in get_args(Layout):
            message = f"{filename}: {kind!r} or {layout!r} is not known"
            raise ValueError(message)
        blocks = tuple(_parse_blocks(body))
        sources.append(SourceDocument(filename, cast("DocumentKind", kind), cast("Layout", layout), blocks))
    return sources


def split_runs(text: str) -> list[Run]:
    """Split a text at its inline marks."""
    runs, position = [], 0
    for match in _RUNS.finditer(text):
        runs.append(Run(text[position : match.start()]))
        bold, italic = match["bold"], match["italic"]
        runs.append(Run(bold or italic, bold=bold is not None, italic=italic is not None))
        position = match.end()
    runs.append(Run(text[position:]))
    return [run for run in runs if run.text]


def _parse_blocks(body: str) -> list[Block]:
    blocks = []
    for kind, group in groupby(body.splitlines(), key=_classify):
        lines = list(group)
        if kind == "blank":
            continue
        if kind == "page_break":
            blocks.append(Block("page_break"))
        elif kind == "table":
            blocks.append(Block("table", tuple(lines)))
        elif kind == "paragraph":
            blocks.append(Block("paragraph", _join_lines(lines)))
        else:
            blocks += [Block(kind, (line.split(" ", 1)[1],)) for line in lines]
    return blocks


def _classify(line: str) -> BlockKind | Literal["blank"]:
    if not line.strip():
        return "blank"
    if line.strip() == "+++":
        return "page_break"
    if line.startswith("|"):
        return "table"
    return next((kind for prefix, kind in _PREFIXES if line.startswith(prefix)), "paragraph")


def _join_lines(lines: list[str]) -> tuple[str, ...]:
    """Join source lines into one line, except where a backslash keeps the break."""
    joined = " ".join(line.strip() for line in lines)
    return tuple(part.strip() for part in joined.split("\\"))
