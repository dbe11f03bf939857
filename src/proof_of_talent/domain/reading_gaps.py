"""Why text was left out or not read, and where: plain words that the reading process needs, too.

Nothing heavy is imported here, because a reading process starts for the first document of a server.
"""

from typing import Literal

Place = tuple[float, float, float, float]
"""Left, top, right and bottom as shares of a page's width and height; 0 is left and top."""

UnseenReason = Literal["invisible", "tiny", "off_page", "marked_hidden"]
UNSEEN_REASONS: dict[UnseenReason, str] = {
    "invisible": "it cannot be seen: the page looks the same without it",
    "tiny": "it cannot be seen: it is smaller than 2 points",
    "off_page": "it cannot be seen: it lies outside the page",
    "marked_hidden": "it cannot be seen: the document marks it as hidden",
}
"""Why text was left out, to follow "This text was left out because"."""

UnreadKind = Literal[
    "attachment", "embedded_file", "unreadable_page", "picture_page", "late_page", "chart", "other_part"
]
UNREAD_KINDS: dict[UnreadKind, str] = {
    "attachment": "A file attached to this document was not read. Upload it as a document of its own.",
    "embedded_file": "A file inside this document was not read. Upload it as a document of its own.",
    "unreadable_page": "The text of this page cannot be read because its fonts do not say what their letters "
    "mean. Print the page to a new PDF, "
    "or upload the original document.",
    "picture_page": "This page is a picture; what the picture shows was not read. Upload the original "
    "document, or type out what it says.",
    "late_page": "This page is a scan that has not been read (yet): reading scans takes long. Look again in "
    "a minute; if this stays, upload fewer scanned pages in one file.",
    "chart": "A chart in this document was not read. Say in the text what it shows.",
    "other_part": "A part of this document was not read. Save the document as a PDF and upload that.",
}
"""What is in a document but was not read, in words for the person who uploaded it."""
