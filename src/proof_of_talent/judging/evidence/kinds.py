"""What papers are by their contents, where nothing said so: a file's name is no more than a hint, and a scan
named 0042 is a CV all the same.
"""

from proof_of_talent.domain.application import Application, ApplicationDocument, DocumentKind
from proof_of_talent.judging.evidence.papers import tell_roles


def settle_kinds(application: Application) -> Application:
    """Return the application with its CV and letters named as such, where their contents show it.

    What the applicant says of a paper stands. A CV is looked for only where there is none yet.
    """
    stated = {one.document for one in application.corrections if one.subject == "kind"}
    cv, _, roles = tell_roles(application)
    has_cv = any(document.kind == "cv" for document in application.documents)

    def settle(at: int, document: ApplicationDocument) -> DocumentKind:
        if document.id in stated or document.kind not in ("evidence", "personal_statement"):
            return document.kind
        if at == cv and not has_cv:
            return "cv"
        is_letter = roles[at] == "letter" and document.kind == "evidence"
        return "recommendation_letter" if is_letter else document.kind

    documents = tuple(
        document.model_copy(update={"kind": settle(at, document)})
        for at, document in enumerate(application.documents)
    )
    return application.model_copy(update={"documents": documents})
