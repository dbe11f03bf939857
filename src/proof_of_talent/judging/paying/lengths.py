"""How long papers are, in pages and words, as the checklist before paying needs it. Records keep no text."""

import re
from collections.abc import Iterator

from proof_of_talent.domain.application import Application
from proof_of_talent.domain.results import PaperLength
from proof_of_talent.judging.papers.survey import Survey

_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


def measure_papers(application: Application, surveyed: Survey) -> Iterator[PaperLength]:
    """Yield the length of each document; the pages of a letter are those without its author's credentials."""
    letters = {
        letter.document.id: letter.reading.pages for letter in (*surveyed.letters, *surveyed.other_letters)
    }
    for document in application.documents:
        words = [len(page.text.split()) for page in document.pages]
        yield PaperLength(
            document=document.id,
            kind=surveyed.kinds[document.id],
            pages=letters.get(document.id, len(document.pages)),
            words=sum(words),
            fullest_page=max(words, default=0),
            empty_pages=words.count(0),
            links=sum(len(_LINK.findall(page.text)) for page in document.pages),
        )
