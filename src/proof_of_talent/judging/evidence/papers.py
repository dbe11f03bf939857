"""What each paper is: the applicant's own, a letter about them, or a paper by others; and its sentences.

Contents decide, never a file's name. A letter's frame is its letterhead and signature, which say who writes.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from proof_of_talent.domain.application import Application, ApplicationDocument
from proof_of_talent.domain.graph import PaperQuote
from proof_of_talent.domain.reading import PaperRole
from proof_of_talent.judging.evidence.applicant import ApplicantName, Mention, find_applicant
from proof_of_talent.judging.evidence.vocabulary import look_for
from proof_of_talent.judging.text.folding import fold_text
from proof_of_talent.judging.text.spans import cut_quote, split_spans

_OWN_KINDS = ("cv", "personal_statement", "portfolio")
_FIRST = re.compile(r"\b(?:I|[Mm]e|[Mm]y|we|We|us|[Oo]ur|I['’](?:m|ve|d|ll))\b")
_THIRD = re.compile(r"\b(?:she|he|her|his|him|they)\b", re.IGNORECASE)
_GREETING = re.compile(
    r"^\W*(?:dear|to whom it may|to the|to royal|hello|for the attention|re:|recommendation)\b",
    re.IGNORECASE | re.MULTILINE,
)
_RECOMMENDS = re.compile(
    r"\b(?:recommend|support|endorse|commend|vouch|put (?:her|him|them) forward|be sorry to (?:see|lose))",
    re.IGNORECASE,
)
_TO_APPLICANT = re.compile(
    r"\b(?:we are pleased to|pleased to (?:inform|offer|confirm|let you)|congratulat\w+"
    r"|your (?:submission|application|paper|entry|place|proposal|keynote|nomination|fee|title)"
    r"|invite you|you (?:were|are|have been) (?:selected|invited|one of))\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"\n]{1,600}\"|“[^”]{1,600}”")
_LEAST_WORDS = 35
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
    kind: str
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


def read_papers(application: Application) -> ReadPapers:
    """Return the papers of an application, read once."""
    documents = [(document, join_pages(document)) for document in application.documents]
    first_guess = {document.id: guess_role(document, text, None) for document, text in documents}
    own = sorted(
        ((document, text) for document, text in documents if first_guess[document.id] == "own"),
        key=lambda item: (item[0].kind != "cv", item[1]),
    )
    applicant = find_applicant(
        [text for _, text in own],
        [text for document, text in documents if first_guess[document.id] != "own"],
    )
    return ReadPapers(
        applicant,
        tuple(
            _read_paper(document, text, guess_role(document, text, applicant), applicant)
            for document, text in documents
        ),
    )


def join_pages(document: ApplicationDocument) -> str:
    """Return a document's whole text."""
    return "\n".join(page.text for page in document.pages)


def guess_role(document: ApplicationDocument, text: str, applicant: ApplicantName | None) -> PaperRole:
    """Tell own papers, letters and papers by others apart by who speaks, of whom, and to whom."""
    said = _QUOTED.sub(" ", text)
    named = len(applicant.find(text)[0]) if applicant else 0
    first, third, words = len(_FIRST.findall(said)), len(_THIRD.findall(said)), max(1, len(said.split()))
    greets = _GREETING.search(text[:700]) is not None
    addressed = len(_TO_APPLICANT.findall(said))
    personal = (
        first >= (1 if greets and document.kind == "recommendation_letter" else 2)
        and (greets or first * 160 >= words)
        and words >= _LEAST_WORDS
    )
    recommends = _RECOMMENDS.search(said) is not None or greets or document.kind == "recommendation_letter"
    personal = personal and (greets or document.kind != "cv")
    third += named
    if personal and third >= 1 and third * 8 >= first and recommends and addressed < 2:  # noqa: PLR2004 - ours
        return "letter" if document.kind != "personal_statement" or third >= first else "own"
    if document.kind == "cv" or (document.kind in _OWN_KINDS and first * 40 >= words):
        return "own"
    return "paper"


def _read_paper(
    document: ApplicationDocument, text: str, role: PaperRole, applicant: ApplicantName | None
) -> ReadPaper:
    low = applicant.mask(text) if applicant else fold_text(text)
    mentions, namesakes = applicant.find(text) if applicant else ([], [])
    head, tail = _cut_frame(text, low)
    return ReadPaper(
        document.id,
        document.kind,
        role,
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
        for start, end in split_spans(page.text):
            if any(
                look_for("frame", name).search(low, start, end) for name in ("boilerplate", "instructions")
            ):
                continue
            if page.text[start:end].rstrip().endswith("?"):
                continue  # a question states nothing
            named = any(start <= mention.start < end for mention in mentions)
            sentences.append(
                ReadSentence(document.id, page.number, page.text[start:end], low[start:end], named)
            )
    return sentences


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
