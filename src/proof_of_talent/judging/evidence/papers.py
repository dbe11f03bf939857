"""What each paper is: the applicant's own, a letter about them, or a paper by others; and its sentences.

Contents decide, never a file's name. A letter's frame is its letterhead and signature, which say who writes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from proof_of_talent.domain.application import Application, ApplicationDocument, DocumentKind
from proof_of_talent.domain.graph import PaperQuote
from proof_of_talent.domain.reading import PaperRole
from proof_of_talent.judging.evidence.applicant import ApplicantName, Mention, find_applicant
from proof_of_talent.judging.evidence.roles import find_cv, tell_role
from proof_of_talent.judging.evidence.vocabulary import look_for
from proof_of_talent.judging.text.folding import fold_text
from proof_of_talent.judging.text.spans import cut_quote, split_spans

_ROLES: Mapping[DocumentKind, PaperRole] = {
    "cv": "own", "personal_statement": "own", "portfolio": "own", "recommendation_letter": "letter",
    "evidence": "paper",
}  # fmt: skip
_HEAD_LINES, _TAIL_LINES = 6, 5
_LONGEST_FRAME_LINE = 120
_OPENS = re.compile(r"^\W*(?:dear|to whom|to the|hello|i |i'|we |my |it is)\b", re.IGNORECASE)


class ReadSentence(NamedTuple):
    """A sentence, bullet or line of a paper. `low` is folded and has the applicant's name masked."""

    document: str
    page: int
    text: str
    low: str
    named: bool  # names the applicant

    def quote(self, around: int = 0) -> PaperQuote:
        """Return the sentence as a verbatim quote, cut about a position where it is long."""
        start, end = cut_quote(self.text, 0, len(self.text), around)
        return PaperQuote(document=self.document, page=self.page, quote=self.text[start:end])


class ReadPaper(NamedTuple):
    """One paper as it was read. `head` and `tail` are its frame, masked like the sentences."""

    id: str
    is_cv: bool
    role: PaperRole
    text: str
    low: str
    sentences: tuple[ReadSentence, ...]
    mentions: tuple[Mention, ...]
    namesakes: tuple[Mention, ...]
    head: str
    tail: str
    instructs: bool  # tells whoever judges what to do; such sentences are left out


class ReadPapers(NamedTuple):
    """All papers of an application, and whom they are about (None where no name was found)."""

    applicant: ApplicantName | None
    papers: tuple[ReadPaper, ...]

    def own(self) -> list[ReadPaper]:
        """Return the applicant's own papers."""
        return [paper for paper in self.papers if paper.role == "own"]

    def by_others(self) -> list[ReadPaper]:
        """Return letters and papers by others."""
        return [paper for paper in self.papers if paper.role != "own"]


class ToldRoles(NamedTuple):
    """Which paper is the CV, whom all are about, and what each is, in the order of the documents."""

    cv: int | None
    applicant: ApplicantName | None
    roles: tuple[PaperRole, ...]


def tell_roles(application: Application) -> ToldRoles:
    """Tell what papers are by their contents. What the applicant says of a paper's kind stands."""
    documents = [(document, join_pages(document)) for document in application.documents]
    stated = {one.document for one in application.corrections if one.subject == "kind"}
    cv = _choose_cv(documents, stated)
    rest = [text for at, (_, text) in enumerate(documents) if at != cv]
    applicant = find_applicant([] if cv is None else [documents[cv][1]], rest)
    return ToldRoles(
        cv,
        applicant,
        tuple(
            _ROLES[document.kind] if document.id in stated else tell_role(text, applicant)
            for document, text in documents
        ),
    )


def read_papers(application: Application) -> ReadPapers:
    """Return the papers of an application, read once."""
    cv, applicant, roles = tell_roles(application)
    return ReadPapers(
        applicant,
        tuple(
            _read_paper(document, role, applicant, is_cv=at == cv)
            for at, (document, role) in enumerate(zip(application.documents, roles, strict=True))
        ),
    )


def _choose_cv(documents: Sequence[tuple[ApplicationDocument, str]], stated: AbstractSet[str]) -> int | None:
    """Return which paper is the CV: one that the applicant calls so, or what reads like one."""
    said = [at for at, (one, _) in enumerate(documents) if one.kind == "cv"]
    known = [at for at in said if documents[at][0].id in stated]
    if known:
        return known[0]
    found = find_cv([text for _, text in documents])
    if found is not None and documents[found][0].id not in stated:
        return found
    return said[0] if said else None


def join_pages(document: ApplicationDocument) -> str:
    """Return a document's whole text."""
    return "\n".join(page.text for page in document.pages)


def _read_paper(
    document: ApplicationDocument, role: PaperRole, applicant: ApplicantName | None, *, is_cv: bool
) -> ReadPaper:
    text = join_pages(document)
    low = applicant.mask(text) if applicant else fold_text(text)
    mentions, namesakes = applicant.find(text) if applicant else ([], [])
    head, tail = _cut_frame(text, low)
    return ReadPaper(
        document.id,
        is_cv,
        "own" if is_cv or document.kind == "portfolio" else role,
        text,
        low,
        tuple(_list_sentences(document, applicant)),
        tuple(mentions),
        tuple(namesakes),
        head,
        tail,
        look_for("frame", "instructions").search(low) is not None,
    )


def _list_sentences(document: ApplicationDocument, applicant: ApplicantName | None) -> Sequence[ReadSentence]:
    sentences = []
    for page in document.pages:
        low = applicant.mask(page.text) if applicant else fold_text(page.text)
        mentions = applicant.find(page.text)[0] if applicant else []
        for start, end in _drop_boilerplate(page.text, low, split_spans(page.text)):
            if look_for("frame", "instructions").search(low, start, end):
                continue
            if page.text[start:end].rstrip().endswith("?"):
                continue  # a question states nothing
            named = any(start <= mention.start < end for mention in mentions)
            sentences.append(
                ReadSentence(document.id, page.number, page.text[start:end], low[start:end], named)
            )
    return sentences


def _drop_boilerplate(text: str, low: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans without boilerplate; of a table with such a line its other lines stay."""
    pattern = look_for("frame", "boilerplate")
    for start, end in spans:
        if not pattern.search(low, start, end):
            yield start, end
            continue
        at = start
        for line in text[start:end].split("\n"):
            if line.strip() and not pattern.search(low, at, at + len(line)):
                yield at, at + len(line)
            at += len(line) + 1


def _cut_frame(text: str, low: str) -> tuple[str, str]:
    """Return the masked text above the salutation or first long line, and that of the last short lines."""
    lines: list[tuple[int, str]] = []
    at = 0
    for line in text.split("\n"):
        if line.strip() and not look_for("frame", "boilerplate").search(low, at, at + len(line)):
            lines.append((at, line))
        at += len(line) + 1
    head_end = 0
    for start, line in lines[:_HEAD_LINES]:
        if len(line) > _LONGEST_FRAME_LINE or _OPENS.match(line):
            break
        head_end = start + len(line)
    tail_start = len(text)
    for start, line in reversed(lines[-_TAIL_LINES:]):
        if len(line) > _LONGEST_FRAME_LINE:
            break
        tail_start = start
    tail_end = lines[-1][0] + len(lines[-1][1]) if lines else 0
    return low[:head_end], low[max(tail_start, head_end) : tail_end]
