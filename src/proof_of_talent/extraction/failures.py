"""Every way in which a file can be unusable, in words for the person who uploaded it."""

from proof_of_talent.domain.errors import DocumentError, explain_extra

DOCUMENT_ERRORS: dict[str, str] = {
    "empty_file": "This file is empty (0 bytes). Export or download it again, then upload the new copy.",
    "too_large": "This file is larger than the limit for one document. Compress its images or split it, "
    "then upload it again.",
    "unsupported_type": "This file is neither a PDF nor a Word document (.docx). OpenDocument (.odt), RTF "
    "and old Word files (.doc) must be saved as one of these first: in LibreOffice choose File, Export As, "
    "PDF; in Word File, Save As, PDF or .docx; in Google Docs File, Download, PDF. Then upload the new "
    "copy.",
    "picture_file": "This file is a picture, and pictures are not read. Best upload the document that it "
    "shows, as its author saved it. Otherwise make one PDF of all its pages: on a phone scan the paper with "
    "the scanner of the camera or notes app, or choose Print, then Save as PDF; on a computer print the "
    "picture to a PDF. Then upload that. Scanned pages are read where the service has text recognition "
    "(OCR).",
    "encrypted": "This file is protected by a password. Save a copy without a password, then "
    "upload the copy.",
    "damaged": "This file is damaged or incomplete and cannot be opened. Export it again from the program it "
    "was made with, then upload the new copy.",
    "no_text": "No readable text was found: the file seems to be a scan, a picture or blank. Let the "
    "scanner's text recognition (OCR) save it as a Word document (.docx), or type it out in a word "
    "processor, check what it says, then upload that. An invisible text layer in a PDF is not read. "
    "Whoever runs this service can have scans in PDF files read. " + explain_extra("ocr"),
    "form_not_printed": "This file holds a form that only Adobe Reader can show; its pages are only a "
    "notice. Open it in Adobe Reader, print it to a PDF, then upload that PDF.",
    "pdf_portfolio": "This PDF is a portfolio: the documents are files inside it. Save each of them, then "
    "upload them one by one.",
    "unreadable_text": "The text of this file cannot be read, because its fonts do not say what their "
    "letters mean. Export it again from the program it was made with, or print it to a new PDF, then upload "
    "that.",
    "too_many_pages": "This file has more pages than the limit for one document. Upload only the pages that "
    "matter.",
    "unpacks_too_large": "This file unpacks to far more data than a document of its size should, so it was "
    "not read. Export it again from the program it was made with, then upload the new copy.",
    "parser_timeout": "Reading this file took too long and was stopped. Export it again as a simpler PDF, or "
    "split it, then upload it again.",
    "parser_crash": "This file could not be read: the document reader stopped working on it. Export it again "
    "as a PDF, then upload the new copy.",
    "parser_unavailable": "The document reader could not be started. Your file is probably fine; please try "
    "again shortly.",
}
"""The codes a `DocumentError` from extraction may carry, each with its message."""


def document_error(code: str) -> DocumentError:
    """Return the error for one of the codes of `DOCUMENT_ERRORS`."""
    return DocumentError(DOCUMENT_ERRORS[code], code=code)


def nothing_recognised() -> DocumentError:
    """Return the error for a file on whose pictures text recognition found nothing."""
    return DocumentError(
        "No readable text was found: the file is blank, or text recognition (OCR) found none on its "
        "pictures. It reads printed Latin letters, Chinese and Japanese, no handwriting and no other "
        "alphabets. Scan the paper anew, straight and in black on white, or type it out in a word "
        "processor, check what it says, then upload that.",
        code="no_text",
    )


class UnreadableFileError(Exception):
    """Raised inside the reading process; `code` is a key of `DOCUMENT_ERRORS` and crosses the pipe."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
