"""Text of a Word document, by walking its XML. Loaded only in the reading process.

python-docx's paragraphs miss text boxes, content controls, tracked insertions and nested tables; a walk over
the elements does not.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from proof_of_talent.extraction.docx_visibility import RunStyles, qualify
from proof_of_talent.extraction.failures import UnreadableFileError
from proof_of_talent.extraction.findings import ReadFile, Unseen
from proof_of_talent.extraction.limits import ExtractionLimits

MAIN_PART = "word/document.xml"
STYLES_PART = "word/styles.xml"
SIDE_PARTS = ("word/header", "word/footnotes", "word/endnotes", "word/footer")
"""Parts that stand beside the text; a page has no fixed place for them, so they go to the first or last."""

SKIPPED = frozenset(
    {
        qualify("w", "del"),
        qualify("w", "moveFrom"),
        qualify("w", "delText"),
        qualify("w", "instrText"),
        qualify("w", "sdtPr"),
        qualify("mc", "Fallback"),  # the same text box again, for old programs
        qualify("w", "rPr"),
    }
)
TEXT, TAB, BREAK, RUN = qualify("w", "t"), qualify("w", "tab"), qualify("w", "br"), qualify("w", "r")
CARRIAGE_RETURN, PARAGRAPH, CELL = qualify("w", "cr"), qualify("w", "p"), qualify("w", "tc")
PARAGRAPH_STYLE = qualify("w", "pPr")
RENDERED_BREAK, SECTION = qualify("w", "lastRenderedPageBreak"), qualify("w", "sectPr")
SECTION_TYPE, BREAK_BEFORE = qualify("w", "type"), qualify("w", "pageBreakBefore")
NO_BREAK_HYPHEN, SOFT_HYPHEN = qualify("w", "noBreakHyphen"), qualify("w", "softHyphen")
VALUE, TYPE = qualify("w", "val"), qualify("w", "type")

PAGE_BREAK = "\f"


def read_docx(content: bytes, limits: ExtractionLimits) -> ReadFile:
    """Return the visible text of each page (as far as breaks tell) and what was left out.

    Headers stand before the first page's text; notes and footers after the last page's.

    Raises:
        UnreadableFileError: `damaged`, `encrypted`, `unpacks_too_large` or `too_many_pages`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _unpack(archive, limits)
        roots = {name: _parse(data) for name, data in parts.items()}
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, EOFError, NotImplementedError, ValueError):
        raise UnreadableFileError("damaged") from None
    except RuntimeError:  # how zipfile says that a part needs a password
        raise UnreadableFileError("encrypted") from None
    walk = _Walk(RunStyles(roots.pop(STYLES_PART, None)))
    pages = _split_pages(walk.collect(roots.pop(MAIN_PART)))
    before = [walk.collect(root) for name, root in roots.items() if "header" in name]
    after = [walk.collect(root) for name, root in roots.items() if "header" not in name]
    pages[0] = "\n".join([*_distinct(before), pages[0]])
    pages[-1] = "\n".join([pages[-1], *_distinct(after)])
    if len(pages) > limits.pages:
        raise UnreadableFileError("too_many_pages")
    return ReadFile(pages, walk.unseen, [])


def _unpack(archive: zipfile.ZipFile, limits: ExtractionLimits) -> dict[str, bytes]:
    """Return the parts that hold text. What the zip's directory says of sizes is checked before unpacking,
    and again while unpacking, because it may lie.
    """
    wanted = [
        entry
        for entry in archive.infolist()
        if entry.filename in (MAIN_PART, STYLES_PART)
        or (entry.filename.startswith(SIDE_PARTS) and entry.filename.endswith(".xml"))
    ]
    if sum(entry.file_size for entry in wanted) > limits.unpacked_bytes:
        raise UnreadableFileError("unpacks_too_large")
    parts: dict[str, bytes] = {}
    left = limits.unpacked_bytes
    for entry in sorted(wanted, key=lambda entry: entry.filename):
        with archive.open(entry) as stream:
            data = stream.read(left + 1)
        left -= len(data)
        if left < 0:
            raise UnreadableFileError("unpacks_too_large")
        parts[entry.filename] = data
    return parts


def _parse(data: bytes) -> etree._Element:
    """Parse a part without entities, outside files or the network."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.internalDTD is not None:  # Word writes none; only an attack has one
        raise UnreadableFileError("damaged")
    return root


class _Walk:
    """Collects visible text and counts what is hidden."""

    def __init__(self, styles: RunStyles) -> None:
        self._styles = styles
        self.unseen: list[Unseen] = []

    def collect(self, root: etree._Element) -> str:
        """Return the text below an element: a line for each paragraph, a form feed for each page break."""
        return "".join(self._walk(root))

    def _walk(self, top: etree._Element) -> Iterator[str]:
        """Walk without recursion: nesting is the document's choice."""
        stack: list[tuple[etree._Element | str, bool]] = [(top, False)]
        while stack:
            element, hidden = stack.pop()
            if isinstance(element, str):
                yield element
                continue
            tag = element.tag
            if tag in SKIPPED:
                continue
            if tag == TEXT:
                yield self._show(element.text or "", hidden=hidden)
            elif tag == PARAGRAPH:
                yield from self._open_paragraph(element)
                stack.append(("\n" + self._close_paragraph(element), False))
            elif tag == RUN:
                hidden = self._styles.hide(element)
            elif tag != PARAGRAPH_STYLE:
                yield _spell(element)
            if tag != PARAGRAPH_STYLE:
                stack.extend((child, hidden) for child in reversed(element))

    def _show(self, text: str, *, hidden: bool) -> str:
        if not hidden:
            return text
        self.unseen.append(Unseen(1, "invisible", text))
        return " "

    def _open_paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        style = paragraph.find(PARAGRAPH_STYLE)
        if style is not None and style.find(BREAK_BEFORE) is not None:
            yield PAGE_BREAK

    def _close_paragraph(self, paragraph: etree._Element) -> str:
        """A section's properties stand in its last paragraph; most sections begin on a new page."""
        style = paragraph.find(PARAGRAPH_STYLE)
        section = style.find(SECTION) if style is not None else None
        if section is None:
            return ""
        kind = section.find(SECTION_TYPE)
        return "" if kind is not None and kind.get(VALUE) in ("continuous", "nextColumn") else PAGE_BREAK


def _spell(element: etree._Element) -> str:
    """Return what an element that is neither text nor container stands for."""
    tag = element.tag
    if tag == BREAK:
        return PAGE_BREAK if element.get(TYPE) == "page" else "\n"
    return SPELLINGS.get(tag, "")


SPELLINGS = {
    TAB: "\t",
    CARRIAGE_RETURN: "\n",
    RENDERED_BREAK: PAGE_BREAK,
    NO_BREAK_HYPHEN: "-",
    SOFT_HYPHEN: "\u00ad",
}


def _split_pages(text: str) -> list[str]:
    """Split at page breaks. Word notes a break twice (as asked for, and as rendered); blank pages between
    are not counted.
    """
    pages = [page for page in text.split(PAGE_BREAK) if page.strip()]
    return pages or [""]


def _distinct(texts: list[str]) -> list[str]:
    """Drop blank and repeated texts: each section has headers of its own, mostly the same."""
    return list(dict.fromkeys(text for text in texts if text.strip()))
