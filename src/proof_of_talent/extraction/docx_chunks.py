"""Documents inside a Word document: chunks of HTML or of an e-mail's format (MHT), diagrams (SmartArt)."""

import email
import email.policy
from typing import NamedTuple

from lxml import etree

from proof_of_talent.extraction.docx_colours import A
from proof_of_talent.extraction.failures import UnreadableFileError
from proof_of_talent.extraction.html import find_text
from proof_of_talent.extraction.limits import ExtractionLimits

ZIP_HEADER, RTF_HEADER = b"PK\x03\x04", b"{\\rtf"
CHUNK_START = 2_048


class Chunk(NamedTuple):
    """A chunk's visible text, and what it hides."""

    text: str
    hidden: list[str]


def read_chunk(content: bytes, limits: ExtractionLimits) -> Chunk | None:
    """Return what a chunk says, None where it is of a kind that is not read (Word, RTF)."""
    if content.startswith((ZIP_HEADER, RTF_HEADER)):
        return None
    start = content[:CHUNK_START].lower()
    if b"mime-version:" in start:
        return _read_mht(content, limits)
    if b"<" in start:
        return _read_page(content, None, limits)
    return Chunk(content.decode("utf-8", "replace"), [])


def read_diagram(part: etree._Element) -> str:
    """Return the text of a SmartArt diagram, a line for each paragraph."""
    lines = ("".join(text.text or "" for text in line.iter(f"{A}t")) for line in part.iter(f"{A}p"))
    return "\n".join(line for line in lines if line.strip())


def _read_page(content: bytes, charset: str | None, limits: ExtractionLimits) -> Chunk | None:
    try:
        return Chunk(*find_text(content, charset, limits))
    except UnreadableFileError as error:
        if error.code == "damaged":
            return None
        raise


def _read_mht(content: bytes, limits: ExtractionLimits) -> Chunk | None:
    message = email.message_from_bytes(content, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            return _read_page(body, part.get_content_charset(), limits) if isinstance(body, bytes) else None
    return None
