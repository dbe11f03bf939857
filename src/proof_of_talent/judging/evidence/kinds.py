"""What papers are by their contents, where nothing said so: a file's name is no more than a hint, and a scan
named 0042 is a CV all the same.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from proof_of_talent.domain.application import Application, ApplicationDocument, DocumentKind
from proof_of_talent.judging.evidence.applicant import measure_support
from proof_of_talent.judging.evidence.papers import guess_role, join_pages
from proof_of_talent.judging.text.years import YEAR

_THIRD = re.compile(r"\b(?:she|he|her|his|him|they)\b", re.IGNORECASE)
_MANY_ENTRIES = 12  # lines with a year; more make a paper no more of a CV


def settle_kinds(application: Application) -> Application:
    """Return the application with its CV and letters named as such, where their contents show it.

    What the applicant says of a paper stands. A CV is looked for only where there is none yet.
    """
    stated = {one.document for one in application.corrections if one.subject == "kind"}
    texts = [(document, join_pages(document)) for document in application.documents]
    kinds: dict[str, DocumentKind] = {
        document.id: "recommendation_letter"
        for document, text in texts
        if document.kind == "evidence" and document.id not in stated and _is_letter(document, text)
    }
    if all(document.kind != "cv" for document in application.documents):
        elected = _elect_cv(texts, stated | kinds.keys())
        kinds |= {elected: "cv"} if elected is not None else {}
    if not kinds:
        return application
    documents = tuple(
        document.model_copy(update={"kind": kinds.get(document.id, document.kind)})
        for document in application.documents
    )
    return application.model_copy(update={"documents": documents})


def _is_letter(document: ApplicationDocument, text: str) -> bool:
    return guess_role(document, text, None) == "letter"


def _elect_cv(texts: Sequence[tuple[ApplicationDocument, str]], others: AbstractSet[str]) -> str | None:
    """Return the paper that is the CV: it begins with the name that most others repeat, and lists years.

    Ties go to the longer text, never to an id or a file's name.
    """
    best: tuple[float, int, str] | None = None
    chosen = None
    for document, text in texts:
        if document.id in others or document.kind == "recommendation_letter":
            continue
        support = measure_support(text, [other for one, other in texts if one.id != document.id])
        entries = min(_MANY_ENTRIES, sum(YEAR.search(line) is not None for line in text.split("\n")))
        points = support * (entries + 2) / (2 + len(_THIRD.findall(text)))
        rank = (points, len(text), text)
        if points > 0 and (best is None or rank > best):
            best, chosen = rank, document.id
    return chosen
