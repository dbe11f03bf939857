"""Visible text of a web page. Loaded only in the reading process, as every parser of what others wrote.

What an attribute or an inline style hides is left out and counted; style sheets are not evaluated, so what
only they hide remains (instructions in it are noticed like those in any paper).
"""

import re
from collections.abc import Iterator

from lxml import etree, html

from proof_of_talent.extraction.failures import UnreadableFileError
from proof_of_talent.extraction.limits import ExtractionLimits

DROPPED = frozenset(
    ("script", "style", "template", "noscript", "head", "svg", "math", "iframe", "object", "embed", "canvas",
     "audio", "video", "select", "datalist", "textarea", "input", "button")
)  # fmt: skip
"""Elements whose content is no text of the page."""

INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "kbd", "mark", "q", "s", "samp",
     "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr", "img", "label")
)  # fmt: skip
"""Elements that do not begin a new line."""

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""What text in UTF-16 begins with."""

HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|opacity:0*(?:\.0+)?(?:[;%!]|$)"
    r"|font-size:0+(?:\.0+)?(?:px|pt|em|rem|%)?(?:[;!]|$)|(?:left|top|text-indent):-\d{4,}"
    r"|clip:rect\(0|clip-path:inset\((?:50|100)%|(?:^|;)color:transparent"
)
"""Inline styles that nobody can read through, in a style without spaces and in small letters."""


def read_html(content: bytes, charset: str | None, limits: ExtractionLimits) -> tuple[str, int]:
    """Return the visible text of a page, and how many characters were hidden; as `find_text`."""
    text, hidden = find_text(content, charset, limits)
    return text, sum(not character.isspace() for part in hidden for character in part)


def find_text(content: bytes, charset: str | None, limits: ExtractionLimits) -> tuple[str, list[str]]:
    """Return the visible text of a page, and the hidden parts.

    Args:
        content: the page.
        charset: the encoding that the server named; without one the page's own declaration counts.
        limits: of the text's length.

    Raises:
        UnreadableFileError: `damaged` or `unpacks_too_large`.
    """
    try:
        root = _parse(content, charset)
    except (etree.ParserError, etree.XMLSyntaxError, LookupError, ValueError, AssertionError):
        raise UnreadableFileError("damaged") from None
    if root is None:
        raise UnreadableFileError("damaged")
    walk = _Walk()
    text = "".join(walk.read(root))
    if len(text) > limits.text_characters:
        raise UnreadableFileError("unpacks_too_large")
    return text, walk.hidden


def _parse(content: bytes, charset: str | None) -> etree._Element | None:
    """Parse without the network, in the encoding that the first bytes, the server or the page name; else in
    UTF-8, or as browsers do in Windows' Western one where it is no UTF-8.
    """
    encoding = "utf-16" if content.startswith(UTF_16) else charset
    if encoding is None and b"charset" not in content[:4096].lower():
        encoding = "utf-8" if is_utf_8(content) else "windows-1252"
    parser = html.HTMLParser(
        encoding=encoding, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    return html.document_fromstring(content, parser=parser)


class _Walk:
    """Collects visible text without recursion (nesting is the page's choice) and counts what is hidden."""

    def __init__(self) -> None:
        self.hidden: list[str] = []

    def read(self, top: etree._Element) -> Iterator[str]:
        """Return the parts of the text in order."""
        stack: list[tuple[etree._Element | str, bool]] = [(top, False)]
        while stack:
            item, hidden = stack.pop()
            if isinstance(item, str):
                yield self._show(item, hidden=hidden)
                continue
            tag = item.tag if isinstance(item.tag, str) else ""
            if tag in DROPPED or not tag:
                continue
            inside = hidden or is_hidden(item)
            line = "" if tag in INLINE else "\n"
            stack.append((line, False))
            for child in reversed(item):
                if child.tail:
                    stack.append((collapse(child.tail), inside))
                stack.append((child, inside))
            if item.text:
                stack.append((collapse(item.text), inside))
            stack.append((line, False))

    def _show(self, text: str, *, hidden: bool) -> str:
        if not hidden:
            return text
        if text.strip():
            self.hidden.append(text)
        return " " if text else ""


def is_utf_8(content: bytes) -> bool:
    """Return whether bytes are text in UTF-8."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def is_hidden(element: etree._Element) -> bool:
    """Tell whether an element says of itself that nobody sees it."""
    if element.get("hidden") is not None or element.get("aria-hidden", "").strip().lower() == "true":
        return True
    style = "".join(element.get("style", "").lower().split())
    return HIDING.search(style) is not None


def collapse(text: str) -> str:
    """Return text with every run of white space as one space, as a browser shows it."""
    return re.sub(r"\s+", " ", text)
