"""Documents by the names that people know them by."""

import re
from collections.abc import Mapping

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.record import AnalysisRecord

DOCUMENT_IDS = re.compile(r"\b[dw](\d+)\b")


def name_documents(record: AnalysisRecord, session: Session) -> dict[str, str]:
    """Return the documents' names by id; an id may have gone to another file since the analysis."""
    present: dict[tuple[str, int, str], str] = {
        (d.id, d.bytes, d.media_type): d.filename for d in session.documents
    }
    return {
        d.id: f"your linked page {d.id.removeprefix('w')}"
        if d.id.startswith("w")
        else present.get((d.id, d.bytes, d.media_type), f"document {d.id.removeprefix('d')} (since removed)")
        for d in record.documents
        if d.id
    }


def quote_names(names: Mapping[str, str]) -> dict[str, str]:
    """Return names as they stand within a sentence."""
    return {document: f"“{shown}”" for document, shown in names.items()}


def name_documents_in(text: str, names: Mapping[str, str]) -> str:
    """Return an assessor's text with the names that a reader knows in place of ids such as `d3`."""
    return DOCUMENT_IDS.sub(lambda found: names.get(found[0], found[0]), text)
