"""The walk over a Word document's XML: visible text in order, and what is hidden."""

from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from proof_of_talent.domain.reading_gaps import UnseenReason
from proof_of_talent.extraction.docx_chunks import read_chunk, read_diagram
from proof_of_talent.extraction.docx_colours import A
from proof_of_talent.extraction.docx_package import ZIP_START, Package, Relationship
from proof_of_talent.extraction.docx_places import find_misplacement
from proof_of_talent.extraction.docx_signs import CLOSED, PAGE_BREAK, M, close_term, raise_exponent, spell
from proof_of_talent.extraction.docx_visibility import (
    PARAGRAPH,
    PARAGRAPH_PROPERTIES,
    VALUE,
    RunStyles,
    qualify,
)
from proof_of_talent.extraction.findings import ReadFile, Unread, Unseen
from proof_of_talent.extraction.limits import ExtractionLimits

RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SKIPPED = frozenset(
    {
        *(qualify("w", name) for name in ("del", "moveFrom", "delText", "instrText", "sdtPr", "rPr")),
        *(f"{M}{name}Pr" for name in ("r", "ctrl", "oMathPara", "f", "sSup", "nary", "d", "rad")),
        qualify("w", "background"),
    }
)
TEXT, RUN = qualify("w", "t"), qualify("w", "r")
DRAWN_TEXT, DRAWN_PARAGRAPH = f"{A}t", f"{A}p"
MATH_TEXT, MATH_RUN, EXPONENT = f"{M}t", f"{M}r", f"{M}sup"
CHUNK, DIAGRAM = qualify("w", "altChunk"), "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
BREAK_BEFORE, SECTION = qualify("w", "pageBreakBefore"), qualify("w", "sectPr")
SECTION_TYPE, FALLBACK = qualify("w", "type"), qualify("mc", "Fallback")
FRAME, DROP_CAP = qualify("w", "framePr"), qualify("w", "dropCap")


class TextWalk:
    """Collects visible text, and what is hidden or cannot be read. `page` is where the walk is, from 1."""

    def __init__(
        self,
        styles: RunStyles,
        package: Package,
        limits: ExtractionLimits,
        read_inner: Callable[[bytes], ReadFile | None],
    ) -> None:
        """Start; `read_inner` reads a Word document inside this one, None where it is nested too deeply."""
        self._read_inner = read_inner
        self._styles = styles
        self._package = package
        self._limits = limits
        self._relationships: Mapping[str, Relationship] = {}
        self._has_text = False
        self.page = 1
        self.unseen: list[Unseen] = []
        self.unread: list[Unread] = []

    def collect(self, root: etree._Element, relationships: Mapping[str, Relationship]) -> str:
        """Return the text of a part: a line for each paragraph, a form feed for each page break."""
        self._relationships = relationships
        self.page, self._has_text = 1, False
        parts: list[str] = []
        for part in self._walk(root):
            self._count_page(part)
            parts.append(part)
        return "".join(parts)

    def _count_page(self, part: str) -> None:
        """Keep `page` in step with pages as they are split later: blank ones do not count."""
        if part == PAGE_BREAK or part.endswith(PAGE_BREAK):
            self.page += self._has_text
            self._has_text = False
        elif not part.isspace():
            self._has_text = self._has_text or bool(part)

    def _walk(self, top: etree._Element) -> Iterator[str]:
        """TextWalk without recursion: nesting is the document's choice."""
        stack: list[tuple[etree._Element | str, UnseenReason | None, UnseenReason | None]] = [
            (top, None, None)
        ]
        while stack:
            element, hidden, misplaced = stack.pop()
            if isinstance(element, str):
                yield element
                continue
            tag = element.tag
            text = _read_leaf(element)
            if text is not None:
                yield self._show(text, misplaced or hidden)
                continue
            misplaced = misplaced or find_misplacement(element, self._styles.find_paragraph_property)
            if tag in (PARAGRAPH, DRAWN_PARAGRAPH):
                yield from self._open_paragraph(element)
                stack.append((self._close_paragraph(element), None, None))
            elif tag in (RUN, MATH_RUN):
                hidden = self._styles.find_reason(element)
            elif tag != PARAGRAPH_PROPERTIES:
                yield self._show(self._spell(element), misplaced or hidden)
                if tag in CLOSED:
                    stack.append((close_term(element), None, None))
            if tag != PARAGRAPH_PROPERTIES:
                stack.extend((child, hidden, misplaced) for child in reversed(element))

    def _spell(self, element: etree._Element) -> str:
        tag = element.tag
        if tag == WORD_ART:
            return f"{element.get('string', '')}\n"
        if tag == CHUNK:
            return self._read_chunk(element.get(f"{RELATIONS}id", ""))
        if tag == DIAGRAM:
            return self._read_diagram(element.get(f"{RELATIONS}dm", ""))
        return spell(element) if isinstance(tag, str) else ""

    def _show(self, text: str, hidden: UnseenReason | None) -> str:
        if hidden is None or not text.strip():
            return text
        last = self.unseen[-1] if self.unseen else None
        if last is not None and (last.page, last.reason) == (self.page, hidden):
            self.unseen[-1] = last._replace(text=f"{last.text} {text}")
        else:
            self.unseen.append(Unseen(self.page, hidden, text))
        return " "

    def _read_chunk(self, identity: str) -> str:
        """Return the text of another document that Word takes in when it opens this one."""
        part = self._relationships.get(identity)
        if part is None or not self._package.has(part.target):
            return ""
        content = self._package.read(part.target)
        if content.startswith(ZIP_START) and (inner := self._read_inner(content)) is not None:
            self.unseen += [span._replace(page=self.page) for span in inner.unseen]
            self.unread += inner.unread
            return "\n" + "\n".join(inner.pages) + "\n"
        chunk = None if content.startswith(ZIP_START) else read_chunk(content, self._limits)
        if chunk is None:
            self.unread.append(Unread("embedded_file", part.target.rpartition("/")[2]))
            return ""
        self.unseen += [Unseen(self.page, "marked_hidden", text) for text in chunk.hidden]
        return f"\n{chunk.text}\n"

    def _read_diagram(self, identity: str) -> str:
        part = self._relationships.get(identity)
        if part is None or not self._package.has(part.target):
            return ""
        return f"\n{read_diagram(self._package.parse(part.target))}\n"

    def _open_paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        style = paragraph.find(PARAGRAPH_PROPERTIES)
        if style is not None and style.find(BREAK_BEFORE) is not None:
            yield PAGE_BREAK

    def _close_paragraph(self, paragraph: etree._Element) -> str:
        """A section's properties stand in its last paragraph; most sections begin on a new page. An initial
        over several lines is a paragraph of its own, and goes on in the next.
        """
        style = paragraph.find(PARAGRAPH_PROPERTIES)
        section = style.find(SECTION) if style is not None else None
        if section is None:
            frame = style.find(FRAME) if style is not None else None
            return "" if frame is not None and frame.get(DROP_CAP, "none") != "none" else "\n"
        kind = section.find(SECTION_TYPE)
        is_same_page = kind is not None and kind.get(VALUE) in ("continuous", "nextColumn")
        return "\n" if is_same_page else "\n" + PAGE_BREAK


def _read_leaf(element: etree._Element) -> str | None:
    """Return the text of an element whose children are not looked at, None for others."""
    if element.tag in SKIPPED or (element.tag == FALLBACK and element.getprevious() is not None):
        return ""  # a fallback is the same text box again, for old programs
    if element.tag in (TEXT, MATH_TEXT, DRAWN_TEXT):
        return element.text or ""
    return raise_exponent(element) if element.tag == EXPONENT else None
