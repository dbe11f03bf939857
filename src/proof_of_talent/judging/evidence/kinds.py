"""What papers are by their contents, where nothing said so: a file's name is no more than a hint, and a scan
named 0042 is a CV all the same.
"""

from proof_of_talent.domain.application import Application, DocumentKind
from proof_of_talent.judging.evidence.papers import read_papers


def settle_kinds(application: Application) -> Application:
    """Return the application with its CV and letters named as such, where their contents show it.

    What the applicant says of a paper stands. A CV is looked for only where there is none yet.
    """
    stated = {one.document for one in application.corrections if one.subject == "kind"}
    read = {paper.id: paper for paper in read_papers(application).papers if paper.id not in stated}
    has_cv = any(document.kind == "cv" for document in application.documents)

    def settle(document: str, kind: DocumentKind) -> DocumentKind:
        paper = read.get(document)
        if paper is None or kind not in ("evidence", "personal_statement"):
            return kind
        if paper.is_cv and not has_cv:
            return "cv"
        return "recommendation_letter" if paper.role == "letter" and kind == "evidence" else kind

    documents = tuple(
        document.model_copy(update={"kind": settle(document.id, document.kind)})
        for document in application.documents
    )
    return application.model_copy(update={"documents": documents})
