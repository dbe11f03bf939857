"""Why a PDF cannot be read, by pypdf: slower than PDFium, but it can say what is wrong."""

import io
import logging

from proof_of_talent.extraction.limits import ExtractionLimits


def explain_pdf(content: bytes, limits: ExtractionLimits) -> str | None:
    """Return the code of `DOCUMENT_ERRORS` that says what is wrong with a PDF; None when nothing is."""
    from pypdf import errors  # noqa: PLC0415 - slow to load and rarely needed

    logging.disable()
    try:
        return _inspect(content, limits)
    except (errors.LimitReachedError, MemoryError):
        return "unpacks_too_large"
    except errors.FileNotDecryptedError:
        return "encrypted"
    except Exception:  # noqa: BLE001 - on a damaged file pypdf raises almost anything
        return "damaged"


def _inspect(content: bytes, limits: ExtractionLimits) -> str | None:
    from pypdf import PdfReader  # noqa: PLC0415

    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return "encrypted"
    if len(reader.pages) > limits.pages:
        return "too_many_pages"
    for page in reader.pages:
        contents = page.get_contents()
        if contents is not None:
            contents.get_data()
    return None
