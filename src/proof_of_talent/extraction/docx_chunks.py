"""Documents inside a Word document: chunks of HTML or of an e-mail's format (MHT), diagrams (SmartArt)."""

import codecs
import email
import email.policy
from typing import NamedTuple

from lxml import etree

from proof_of_talent.extraction.docx_colours import A
from proof_of_talent.extraction.failures import UnreadableFileError
from proof_of_talent.extraction.html import UTF_16, find_text, is_utf_8
from proof_of_talent.extraction.limits import ExtractionLimits

RTF_HEADER = b"{\\rtf"
CHUNK_START = 2_048
TEXT_TYPES = ("text/html", "text/plain")


class Chunk(NamedTuple):
    """A chunk's visible text, and what it hides."""

    text: str
    hidden: list[str]


def read_chunk(content: bytes, limits: ExtractionLimits) -> Chunk | None:
    """Return what a chunk says, None where it is of a kind that is not read (RTF)."""
    if content.startswith(RTF_HEADER):
        return None
    start = content[:CHUNK_START].replace(b"\0", b"").lower()
    if b"mime-version:" in start:
        return _read_mht(content, limits)
    return _read_page(content, None, limits) if b"<" in start else Chunk(_decode(content), [])


def read_diagram(part: etree._Element) -> str:
    """Return the text of a SmartArt diagram, a line for each paragraph."""
    lines = ("".join(text.text or "" for text in line.iter(f"{A}t")) for line in part.iter(f"{A}p"))
    return "\n".join(line for line in lines if line.strip())


def _decode(content: bytes) -> str:
    if content.startswith(UTF_16):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig" if is_utf_8(content) else "windows-1252", "replace")


def _read_page(content: bytes, charset: str | None, limits: ExtractionLimits) -> Chunk | None:
    try:
        return Chunk(*find_text(content, charset, limits))
    except UnreadableFileError as error:
        if error.code == "damaged":
            return None
        raise


def _read_mht(content: bytes, limits: ExtractionLimits) -> Chunk | None:
    """Read the pages of a saved web page, or its plain text where it has none."""
    message = email.message_from_bytes(
        content.removeprefix(codecs.BOM_UTF8).lstrip(), policy=email.policy.default
    )
    for kind in TEXT_TYPES:
        parts = [part for part in message.walk() if part.get_content_type() == kind]
        chunks = [_read_mht_part(part, limits) for part in parts]
        found = [chunk for chunk in chunks if chunk is not None and (chunk.text.strip() or chunk.hidden)]
        if found:
            hidden = [text for chunk in found for text in chunk.hidden]
            return Chunk("\n".join(chunk.text for chunk in found), hidden)
    return None


def _read_mht_part(part: email.message.Message, limits: ExtractionLimits) -> Chunk | None:
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return None
    if part.get_content_type() == "text/plain":
        return Chunk(_decode(body), [])
    return _read_page(body, part.get_content_charset(), limits)
