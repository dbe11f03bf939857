"""Honours and letters that are left out or tied because of who is behind them.

Whoever sold one honour is no independent voice for another. An honour from the applicant's own company, its
address or a jury on which the applicant sat is their own. Whom that company pays does business with them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from proof_of_talent.domain.graph import PaperQuote
from proof_of_talent.judging.evidence.admission import LeftOutPaper
from proof_of_talent.judging.evidence.applicant import drop_accents
from proof_of_talent.judging.evidence.connections import Marks, find_own_mark, list_marks, list_own_words
from proof_of_talent.judging.evidence.embedding import is_common
from proof_of_talent.judging.evidence.organisations import list_own_juries
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadPapers
from proof_of_talent.judging.evidence.people import Person, list_people
from proof_of_talent.judging.evidence.relations import Related
from proof_of_talent.judging.evidence.vocabulary import list_words, look_for
from proof_of_talent.judging.text.years import YEAR

_TAINTED = ("paid_by_applicant", "bought", "no_selection", "own_organisation")
_ACTS = re.compile(
    r"\b(?:[Dd]irector|[Ee]ditor|[Pp]ublisher|[Pp]resident|[Ff]ounder|[Oo]rgani[sz]er|[Pp]roprietor|[Oo]wner"
    r"|[Ss]igned|[Ff]or the (?:gallery|publisher|organi[sz]ers?|academy|journal|forum)|[Mm]anaging \w+)"
    r"(?: in [Cc]hief)?[:,]? "
)
_PROPER = re.compile(r"[^\W\d_a-z][\w'’-]{4,}")
_PAID_OUT = re.compile(
    r"\b(?:marketing|sponsor\w*|advertising|advisory|success fees?|consult\w+|promotion|events"
    r"|awards?)\b[^.;]{0,30}\d"
)
_NAME_LENGTH, _SIGNED_LINES, _LONGEST_NAME = 40, 4, 4
_FIRST_SENTENCES, _JURY_WORDS = 5, 2
_WORD = re.compile(r"[^\W\d_][\w'’-]{3,}")
_ROUNDS = 2


def leave_out_connected(
    papers: ReadPapers, left_out: Mapping[str, LeftOutPaper]
) -> tuple[dict[str, Related], dict[str, LeftOutPaper]]:
    """Return what connections say of further papers: letters that are tied, and honours that are left out.

    Args:
        papers: all papers.
        left_out: what is left out already, by document.
    """
    marks, own_words = list_marks(papers), list_own_words(papers)
    out = dict(left_out) | dict(_leave_out_own(papers, left_out, marks, own_words))
    payees = list_payees(papers, own_words)
    tied: dict[str, Related] = {}
    for _ in range(_ROUNDS):
        for paper, shared in list(_find_tainted(papers, out, marks, payees)):
            if paper.role == "letter":
                tied[paper.id] = Related("commercial", shared)
            elif _is_honour(paper):
                out[paper.id] = LeftOutPaper("no_selection", shared, claimed=True)
    return tied, {document: left for document, left in out.items() if document not in left_out}


def _leave_out_own(
    papers: ReadPapers,
    left_out: Mapping[str, LeftOutPaper],
    marks: Mapping[str, Marks],
    own_words: frozenset[str],
) -> Iterator[tuple[str, LeftOutPaper]]:
    """Yield the honours that the applicant's own company, address or jury gave."""
    juries = list(list_own_juries(papers))
    own = set(_list_own_papers(papers, own_words))
    own_marks = {mark for document in own for mark in marks[document]}
    for paper in papers.by_others():
        if paper.id in left_out or paper.role != "paper" or not _is_honour(paper):
            continue
        of_address = (quote for mark, quote in marks[paper.id].items() if mark in own_marks)
        quote = (
            find_own_mark(paper, own_words)
            or _find_own_jury(paper, juries)
            or (next(of_address, None) if paper.id not in own else None)
        )
        if quote is not None:
            yield paper.id, LeftOutPaper("own_organisation", quote, claimed=True)


def _find_tainted(
    papers: ReadPapers,
    out: Mapping[str, LeftOutPaper],
    marks: Mapping[str, Marks],
    payees: Mapping[str, PaperQuote],
) -> Iterator[tuple[ReadPaper, PaperQuote]]:
    """Yield the papers that share a mark or a person with one that was bought, or whose issuer is paid."""
    by_id = {paper.id: paper for paper in papers.by_others()}
    tainted = [document for document, left in out.items() if left.reason in _TAINTED]
    bad = {mark for document in tainted for mark in marks[document]}
    sellers = {person for document in tainted for person in list_acting(by_id[document], papers)}
    for paper in papers.by_others():
        if paper.id in out:
            continue
        shared = (
            *(quote for mark, quote in marks[paper.id].items() if mark in bad),
            *(payees[word] for word in _list_frame_words(paper) if word in payees),
            *(quote for person, quote in list_acting(paper, papers).items() if person in sellers),
        )
        if shared:
            yield paper, shared[0]


def _list_own_papers(papers: ReadPapers, own_words: frozenset[str]) -> Iterator[str]:
    """Yield the papers that begin with the name of the applicant's own company, such as accounts."""
    for paper in papers.by_others():
        first = next((line for line in paper.text.split("\n") if line.strip()), "")
        if paper.role == "paper" and any(word in drop_accents(first) for word in own_words):
            yield paper.id


def list_payees(papers: ReadPapers, own_words: frozenset[str]) -> dict[str, PaperQuote]:
    """Return the rare words of names that the accounts of the applicant's own company list as paid."""
    found: dict[str, PaperQuote] = {}
    own = set(_list_own_papers(papers, own_words))
    in_cv = {drop_accents(word) for paper in papers.own() for word in _PROPER.findall(paper.text)}
    known = own_words | list_words("generic") | in_cv  # towns of the applicant's among them
    for paper in papers.by_others():
        for sentence in paper.sentences if paper.id in own else ():
            if _PAID_OUT.search(sentence.low):
                for word in map(drop_accents, _PROPER.findall(sentence.text)):
                    if not is_common(word) and word not in known:
                        found.setdefault(word, sentence.quote())
    return found


def list_acting(paper: ReadPaper, papers: ReadPapers) -> dict[Person, PaperQuote]:
    """Return who directs, edits, publishes or signs for somebody in a paper, with the words that say so."""
    found: dict[Person, PaperQuote] = {}
    for sentence in paper.sentences:
        for match in _ACTS.finditer(sentence.text):
            for one in list_people(sentence.text[match.end() : match.end() + _NAME_LENGTH], papers.applicant)[
                :1
            ]:
                found.setdefault(one.person, sentence.quote(match.start()))
    lines = (
        [line.strip() for line in paper.text.split("\n") if line.strip()] if paper.role == "letter" else []
    )
    for line in lines[-_SIGNED_LINES:]:
        for one in list_people(line, papers.applicant) if len(line.split()) <= _LONGEST_NAME else ():
            found.setdefault(one.person, PaperQuote(document=paper.id, page=1, quote=line))
    return found


def _list_frame_words(paper: ReadPaper) -> list[str]:
    """Return the words of the lines in which a paper says whose it is: the first ones and the last ones."""
    lines = [line for line in paper.text.split("\n") if line.strip()]
    return [drop_accents(word) for line in (*lines[:2], *lines[-2:]) for word in _PROPER.findall(line)]


def _find_own_jury(paper: ReadPaper, juries: Sequence[tuple[frozenset[str], int]]) -> PaperQuote | None:
    """Return the line of an honour by a prize on whose jury the applicant sat in that year or before."""
    for sentence in paper.sentences[:_FIRST_SENTENCES]:
        words = {drop_accents(word) for word in _WORD.findall(sentence.text)}
        years = [int(year) for year in YEAR.findall(paper.text)]
        for named, since in juries:
            if len(named & words) >= min(_JURY_WORDS, len(named)) > 0 and years and since <= max(years):
                return sentence.quote()
    return None


def _is_honour(paper: ReadPaper) -> bool:
    """Tell recognition by others (a prize, an article, a stage, a wall) from accounts and records."""
    return look_for("connection", "honours").search(paper.low[:600]) is not None
