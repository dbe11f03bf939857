"""What a session must have before its analysis can start."""

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.consents import SERVICE, refuses
from proof_of_talent.domain.errors import ConflictError


def require_ready(session: Session) -> None:
    """Do nothing if a session can be analysed.

    Raises:
        ConflictError: it has no documents, one cannot be read, or its owner said no to being analysed.
    """
    if not session.documents:
        raise ConflictError(
            "Upload at least one document (your CV, for instance) before starting the analysis.",
            code="no_documents",
        )
    unreadable = next((one for one in session.documents if one.state == "unreadable"), None)
    if unreadable is not None:
        raise ConflictError(
            f"Document {unreadable.id.removeprefix('d')} could not be read. Remove it, or upload it "
            "anew as a simpler PDF, before starting the analysis.",
            code="document_unreadable",
        )
    if refuses(session.consents, SERVICE):
        raise ConflictError(
            "You have not agreed that your documents are read and judged. "
            "Please tick the box among the questions.",
            code="consent_needed",
        )
