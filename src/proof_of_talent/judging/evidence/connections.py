"""What connects papers: a prize, the journal that praises it and the letter for it may be one house.

Marks are what the frame of a paper carries: addresses, mail domains, the name of who issued it. What shares a
mark with a paper that was bought is no independent voice; what shares one with a letter from business or work
speaks with that letter's voice; an honour with the mark of the applicant's own company is its own.
"""

import re
from collections.abc import Iterator, Mapping

from proof_of_talent.domain.graph import PaperQuote
from proof_of_talent.domain.reading import Relation
from proof_of_talent.judging.evidence.applicant import drop_accents
from proof_of_talent.judging.evidence.embedding import is_common
from proof_of_talent.judging.evidence.organisations import find_paper_issuer, is_domain, list_places
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadPapers
from proof_of_talent.judging.evidence.people import NamedPerson, list_people
from proof_of_talent.judging.evidence.relations import Related
from proof_of_talent.judging.evidence.vocabulary import list_words, look_for

Marks = Mapping[str, PaperQuote]
_UNTIED: tuple[Relation, ...] = ("independent", "unclear")
_TIED: tuple[Relation, ...] = ("commercial", "colleague", "subordinate", "family")
_WORD = re.compile(r"[^\W\d_][\w'’-]{3,}")
_BYLINE_LINES, _LONGEST_NAME, _LONGEST_BYLINE = 5, 4, 14  # lines, and words of a name alone and of a byline
_BYLINE = re.compile(r"(?:^|[\s(.])(?:by|text|words|signed|review(?:ed)? by|editor):? ", re.IGNORECASE)


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
        quote = find_own_mark(paper, own_words) if paper.role == "letter" else None
        if quote is not None and relation != "commercial" and not _is_equal(paper):
            yield paper.id, Related("subordinate", quote)
        elif (
            paper.role == "letter" and relation in _UNTIED and (home := _find_home(papers, paper)) is not None
        ):
            yield paper.id, Related("commercial", home, by_share=True)
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


def find_own_mark(paper: ReadPaper, own_words: frozenset[str]) -> PaperQuote | None:
    """Return the line of an address with the name of the applicant's own company in it."""
    return next(
        (
            quote
            for mark, quote in list_places(paper).items()
            if any(word in mark.replace("-", "") for word in own_words)
        ),
        None,
    )


def _find_home(papers: ReadPapers, letter: ReadPaper) -> PaperQuote | None:
    """Return the line of a letter's frame with an address or a telephone number of the applicant's CV."""
    marks = {mark for paper in papers.own() if paper.is_cv for mark in list_places(paper)}
    home = {mark for mark in marks if not is_domain(mark)}  # a mail domain in common may be a university's
    return next((quote for mark, quote in list_places(letter).items() if mark in home), None)


def _find_share(papers: ReadPapers, letter: ReadPaper, author: NamedPerson) -> PaperQuote | None:
    """Return the sentence of another paper that names the author among owners, directors or funders."""
    for paper in papers.by_others():
        for sentence in paper.sentences if paper.id != letter.id else ():
            at = drop_accents(sentence.text).find(author.person.family)
            if at >= 0 and look_for("connection", "owners").search(sentence.low):
                return sentence.quote(at)
    return None


def _find_byline(papers: ReadPapers, paper: ReadPaper) -> PaperQuote | None:
    """Return the entry of the CV that names who signs a paper as the applicant's editor, agent or adviser, or
    whom it names as one of their family.
    """
    lines = [line.strip() for line in paper.text.split("\n") if line.strip()]
    frame = (*lines[:_BYLINE_LINES], *lines[-2:])
    signed = {
        one.person
        for line in frame
        if len(line.split()) <= (_LONGEST_BYLINE if _BYLINE.search(line) else _LONGEST_NAME)
        for one in list_people(line, papers.applicant)
    }
    named = {one.person for line in lines for one in list_people(line, papers.applicant)}
    for own in papers.own():
        for sentence in own.sentences:
            people = {one.person for one in list_people(sentence.text, papers.applicant)}
            near, kin = (
                look_for("connection", name).search(sentence.low) for name in ("near_applicant", "kin")
            )
            if (near and signed & people) or (kin and named & people):
                return sentence.quote()
    return None


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
