"""What connects papers: a prize, the journal that praises it and the letter for it may be one house.

Marks are what the frame of a paper carries: addresses, mail domains, the name of who issued it. What shares a
mark with a paper that was bought is no independent voice; what shares one with a letter from business or work
speaks with that letter's voice; an honour with the mark of the applicant's own company is its own.
"""

import re
from collections.abc import Iterator, Mapping

from proof_of_talent.domain.graph import PaperQuote
from proof_of_talent.domain.reading import Relation
from proof_of_talent.judging.evidence.admission import LeftOutPaper
from proof_of_talent.judging.evidence.applicant import drop_accents
from proof_of_talent.judging.evidence.embedding import is_common
from proof_of_talent.judging.evidence.organisations import find_paper_issuer, list_places
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadPapers
from proof_of_talent.judging.evidence.people import NamedPerson, list_people
from proof_of_talent.judging.evidence.relations import Related
from proof_of_talent.judging.evidence.vocabulary import list_words, look_for

Marks = Mapping[str, PaperQuote]
_TAINTED = ("paid_by_applicant", "bought", "no_selection", "own_organisation")
_UNTIED: tuple[Relation, ...] = ("independent", "unclear")
_TIED: tuple[Relation, ...] = ("commercial", "colleague", "subordinate", "family")
_WORD = re.compile(r"[^\W\d_][\w'’-]{3,}")
_BYLINE_LINES = 5
_ROUNDS = 2


def list_marks(papers: ReadPapers) -> dict[str, Marks]:
    """Return the marks of each paper by others; those of the applicant's own papers are left out."""
    own = {mark for paper in papers.own() for mark in list_places(paper)}
    found: dict[str, Marks] = {}
    for paper in papers.by_others():
        marks = {mark: quote for mark, quote in list_places(paper).items() if mark not in own}
        issuer = find_paper_issuer(paper, papers.applicant)
        if issuer is not None and issuer.quote is not None and len(issuer.key.split()) > 1:
            marks[issuer.key] = issuer.quote
        found[paper.id] = marks
    return found


def list_own_words(papers: ReadPapers) -> frozenset[str]:
    """Return the rare words of the names of companies that the applicant founded or runs."""
    name = set(papers.applicant.words) if papers.applicant else set()
    words = {
        drop_accents(word)
        for paper in papers.own()
        if paper.is_cv
        for sentence in paper.sentences
        if look_for("connection", "runs").search(sentence.low)
        for word in _WORD.findall(sentence.text)
        if word[0].isupper()
    }
    return frozenset(w for w in words - name - list_words("generic") if not is_common(w))


def tie_authors(
    papers: ReadPapers, related: Mapping[str, Related], authors: Mapping[str, NamedPerson]
) -> Iterator[tuple[str, Related]]:
    """Yield relations that other papers tell: of an author who owns a part of the business, of a letter from
    the applicant's own company, of a critic who is the applicant's own editor.
    """
    own_words = list_own_words(papers)
    for paper in papers.by_others():
        relation = related[paper.id].relation
        if relation not in (*_UNTIED, "employer", "commercial"):
            continue
        quote = _find_own_mark(paper, own_words) if paper.role == "letter" else None
        if quote is not None and relation != "commercial" and not _is_equal(paper):
            yield paper.id, Related("subordinate", quote)
        elif paper.role == "letter" and paper.id in authors:
            quote = _find_share(papers, paper, authors[paper.id])
            if quote is not None:
                yield paper.id, Related("commercial", quote, by_share=True)
        elif paper.role == "paper":
            quote = _find_byline(papers, paper)
            if quote is not None:
                yield paper.id, Related("colleague", quote)


def _is_equal(letter: ReadPaper) -> bool:
    """Tell a co-owner of the applicant's company from its staff."""
    return look_for("connection", "equals").search(letter.low) is not None


def _find_own_mark(paper: ReadPaper, own_words: frozenset[str]) -> PaperQuote | None:
    return next(
        (
            quote
            for mark, quote in list_places(paper).items()
            if any(word in mark.replace("-", "") for word in own_words)
        ),
        None,
    )


def _find_share(papers: ReadPapers, letter: ReadPaper, author: NamedPerson) -> PaperQuote | None:
    """Return the sentence of another paper that names the author among owners, directors or funders."""
    for paper in papers.by_others():
        for sentence in paper.sentences if paper.id != letter.id else ():
            at = drop_accents(sentence.text).find(author.person.family)
            if at >= 0 and look_for("connection", "owners").search(sentence.low):
                return sentence.quote(at)
    return None


def _find_byline(papers: ReadPapers, paper: ReadPaper) -> PaperQuote | None:
    """Return the entry of the CV that names who signs a paper as the applicant's editor, agent or adviser."""
    lines = [line for line in paper.text.split("\n") if line.strip()]
    head = "\n".join((*lines[:_BYLINE_LINES], *lines[-2:]))
    signed = {one.person for one in list_people(head, papers.applicant)}
    for own in papers.own():
        for sentence in own.sentences:
            if look_for("connection", "near_applicant").search(sentence.low) and signed & {
                one.person for one in list_people(sentence.text, papers.applicant)
            }:
                return sentence.quote()
    return None


def leave_out_connected(
    papers: ReadPapers, left_out: Mapping[str, LeftOutPaper]
) -> tuple[dict[str, Related], dict[str, LeftOutPaper]]:
    """Return what marks say of further papers: letters that are tied, and honours that are left out.

    Args:
        papers: all papers.
        left_out: what is left out already, by document.
    """
    marks, own_words = list_marks(papers), list_own_words(papers)
    tied: dict[str, Related] = {}
    out = dict(left_out)
    for paper in papers.by_others():
        if paper.id not in out and paper.role == "paper" and _is_honour(paper):
            quote = _find_own_mark(paper, own_words)
            if quote is not None:
                out[paper.id] = LeftOutPaper("own_organisation", quote, claimed=True)
    for _ in range(_ROUNDS):
        bad = {mark for document, left in out.items() if left.reason in _TAINTED for mark in marks[document]}
        for paper in papers.by_others():
            shared = next((quote for mark, quote in marks[paper.id].items() if mark in bad), None)
            if shared is None or paper.id in out:
                continue
            if paper.role == "letter":
                tied[paper.id] = Related("commercial", shared)
            elif _is_honour(paper):
                out[paper.id] = LeftOutPaper("no_selection", shared, claimed=True)
    return tied, {document: left for document, left in out.items() if document not in left_out}


def share_voices(papers: ReadPapers, related: Mapping[str, Related]) -> Iterator[tuple[str, Related]]:
    """Yield the relation of papers that carry the mark of a letter from business, work or family."""
    marks = list_marks(papers)
    tied = {
        mark: related[paper.id]
        for paper in papers.by_others()
        if paper.role == "letter" and related[paper.id].relation in _TIED
        for mark in marks[paper.id]
    }
    for paper in papers.by_others():
        if paper.role == "paper" and related[paper.id].relation == "independent":
            found = next(
                ((tied[mark], quote) for mark, quote in marks[paper.id].items() if mark in tied), None
            )
            if found is not None:
                relation = found[0].relation
                yield (
                    paper.id,
                    Related("commercial" if relation in ("subordinate", "family") else relation, found[1]),
                )


def _is_honour(paper: ReadPaper) -> bool:
    """Tell recognition by others (a prize, an article, a stage, a wall) from accounts and records."""
    return look_for("connection", "honours").search(paper.low[:600]) is not None
