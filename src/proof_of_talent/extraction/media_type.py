"""What a file is, decided by its content: names and browsers' claims are not to be trusted."""

import re
from typing import Literal

from proof_of_talent.extraction.docx_package import ZIP_START, Package
from proof_of_talent.extraction.failures import UnreadableFileError
from proof_of_talent.extraction.limits import ExtractionLimits

PDF: Literal["application/pdf"] = "application/pdf"
DOCX: Literal["application/vnd.openxmlformats-officedocument.wordprocessingml.document"] = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

HEADER_WITHIN = 1024
"""PDF readers accept some bytes before the header; ISO 32000 names the first 1,024. Mail gateways put some
before zip files too.
"""

SMALL = ExtractionLimits(unpacked_bytes=4 * 1024 * 1024)
"""What is unpacked to learn what a zip file is."""

PICTURES = re.compile(
    rb"\x89PNG\r\n|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|BM.{4}\0{4}|RIFF.{4}WEBP|.{4}ftyp(?:hei|hev|mif1|avif)",
    re.DOTALL,
)
"""How files begin that phones, scanners and screenshots leave."""

OLE_HEADER = bytes.fromhex("d0cf11e0a1b11ae1")
"""Old Word files, and encrypted new ones, are OLE containers."""

ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def detect_media_type(
    content: bytes,
) -> Literal["application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"]:
    """Return the media type of a PDF or a Word document.

    A zip file is judged as a zip file although a PDF header may stand in it, because that is how every
    other program will open it.

    Raises:
        UnreadableFileError: `unsupported_type`, `picture_file`, `encrypted`, or `damaged` for a zip file cut
            short.
    """
    if content.startswith(ZIP_START):
        return _detect_zip(content)
    if b"%PDF-" in content[:HEADER_WITHIN]:
        return PDF
    if ZIP_START in content[:HEADER_WITHIN]:
        return _detect_zip(content)
    if content.startswith(OLE_HEADER) and ENCRYPTED_PACKAGE in content:
        raise UnreadableFileError("encrypted")
    raise UnreadableFileError("picture_file" if PICTURES.match(content) else "unsupported_type")


def _detect_zip(
    content: bytes,
) -> Literal["application/vnd.openxmlformats-officedocument.wordprocessingml.document"]:
    try:
        package = Package(content, SMALL)
    except UnreadableFileError:
        # Word writes these names near the start, so a document cut short is still told apart.
        known = b"word/" in content or b"[Content_Types].xml" in content
        raise UnreadableFileError("damaged" if known else "unsupported_type") from None
    if package.find_main_part() is not None:
        return DOCX
    raise UnreadableFileError("unsupported_type")
