"""Text of a Word document, by walking its XML. Loaded only in the reading process.

python-docx's paragraphs miss text boxes, content controls, tracked insertions and nested tables; a walk over
the elements does not.
"""

from lxml import etree

from proof_of_talent.domain.reading_gaps import UnreadKind
from proof_of_talent.extraction.docx_backgrounds import Backdrops
from proof_of_talent.extraction.docx_colours import Theme
from proof_of_talent.extraction.docx_package import Package, Relationship
from proof_of_talent.extraction.docx_signs import PAGE_BREAK
from proof_of_talent.extraction.docx_visibility import RunStyles, qualify
from proof_of_talent.extraction.docx_walk import TextWalk
from proof_of_talent.extraction.failures import UnreadableFileError
from proof_of_talent.extraction.findings import ReadFile, Unread
from proof_of_talent.extraction.limits import ExtractionLimits

HEADERS, NOTES = ("header",), ("footer", "footnotes", "endnotes")
"""Kinds of parts that stand beside the text; no page is fixed for them, so they go to the first or last."""

DEEPEST_DOCUMENT = 3
"""Documents inside documents."""

UNREAD_KINDS_OF_PARTS: dict[str, UnreadKind] = {
    "package": "embedded_file",
    "oleObject": "embedded_file",
    "chart": "chart",
    "chartEx": "chart",
    "comments": "other_part",
}
SHOWS_BACKGROUND = qualify("w", "displayBackgroundShape")
BACKGROUND = qualify("w", "background")


def read_docx(content: bytes, limits: ExtractionLimits) -> ReadFile:
    """Return the visible text of each page (as far as breaks tell), what was left out and what was not read.

    Headers stand before the first page's text; notes and footers after the last page's.

    Raises:
        UnreadableFileError: `damaged`, `encrypted`, `unpacks_too_large` or `too_many_pages`.
    """
    return _read_package(Package(content, limits), limits, depth=0)


def _read_package(package: Package, limits: ExtractionLimits, depth: int) -> ReadFile:
    main = package.find_main_part()
    if main is None:
        raise UnreadableFileError("unsupported_type")
    return _Document(package, main, limits, depth).read()


class _Document:
    """The parts of one document."""

    def __init__(self, package: Package, main: str, limits: ExtractionLimits, depth: int) -> None:
        self._depth = depth
        self._package = package
        self._main = main
        self._limits = limits
        self._relationships = package.read_relationships(main) or self._guess_relationships()

    def read(self) -> ReadFile:
        root = self._package.parse(self._main)
        before = self._parse_all(HEADERS)
        after = self._parse_all(NOTES)
        walk = self._prepare(root, [tree for _, tree in before + after])
        pages = _split_pages(walk.collect(root, self._relationships))
        heads = [walk.collect(tree, self._package.read_relationships(name)) for name, tree in before]
        walk.page = len(pages)
        tails = [walk.collect(tree, self._package.read_relationships(name)) for name, tree in after]
        pages[0] = "\n".join([*_distinct(heads), pages[0]])
        pages[-1] = "\n".join([pages[-1], *_distinct(tails)])
        if len(pages) > self._limits.pages:
            raise UnreadableFileError("too_many_pages")
        return ReadFile(pages, walk.unseen, [*walk.unread, *self._list_unread()])

    def _prepare(self, root: etree._Element, others: list[etree._Element]) -> TextWalk:
        settings = self._parse_one("settings")
        theme = Theme(self._parse_one("theme"), settings)
        background = root.find(BACKGROUND)
        if background is not None and settings is not None and settings.find(SHOWS_BACKGROUND) is None:
            root.remove(background)  # Word shows it only where the settings say so
        styles = RunStyles(self._parse_one("styles"), theme, Backdrops(root, others, theme))
        return TextWalk(styles, self._package, self._limits, self._read_inner)

    def _read_inner(self, content: bytes) -> ReadFile | None:
        """Read a document that this one takes in; None where it cannot be read, or stands too deep."""
        if self._depth >= DEEPEST_DOCUMENT:
            return None
        try:
            inner = Package(content, self._limits, self._package.budget)
            return _read_package(inner, self._limits, self._depth + 1)
        except UnreadableFileError as error:
            if error.code == "unpacks_too_large":
                raise
            return None

    def _parse_one(self, kind: str) -> etree._Element | None:
        found = self._parse_all((kind,))
        return found[0][1] if found else None

    def _parse_all(self, kinds: tuple[str, ...]) -> list[tuple[str, etree._Element]]:
        """Return the parts of some kinds, kind by kind and each in the order of names."""
        names = [
            name
            for kind in kinds
            for name in sorted({one.target for one in self._relationships.values() if one.kind == kind})
        ]
        return [(name, self._package.parse(name)) for name in names if self._package.has(name)]

    def _guess_relationships(self) -> dict[str, Relationship]:
        """Some programs write no relationships: then the usual names tell what a part is."""
        folder = self._main.rpartition("/")[0]
        kinds = ("header", "footer", "footnotes", "endnotes", "styles", "settings")
        return {
            name: Relationship(kind, name)
            for name in self._package.list_names()
            for kind in kinds
            if name.startswith(f"{folder}/{kind}") and name.endswith(".xml")
        }

    def _list_unread(self) -> list[Unread]:
        return [
            Unread(kind, one.target.rpartition("/")[2])
            for one in self._relationships.values()
            if (kind := UNREAD_KINDS_OF_PARTS.get(one.kind)) is not None
        ]


def _split_pages(text: str) -> list[str]:
    """Split at page breaks. Word notes a break twice (as asked for, and as rendered); blank pages between
    are not counted.
    """
    pages = [page for page in text.split(PAGE_BREAK) if page.strip()]
    return pages or [""]


def _distinct(texts: list[str]) -> list[str]:
    """Drop blank and repeated texts: each section has headers of its own, mostly the same."""
    return list(dict.fromkeys(text for text in texts if text.strip()))
