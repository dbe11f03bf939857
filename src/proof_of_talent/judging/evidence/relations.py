"""What connects the author of a letter with the applicant: read from clauses, letterhead and signature.

Explicit words decide, with their negation; then whose paper it is written on. Where nothing is said the
relation is unclear, which is asked and not guessed.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from proof_of_talent.domain.graph import PaperQuote
from proof_of_talent.domain.reading import Relation
from proof_of_talent.judging.evidence.applicant import drop_accents
from proof_of_talent.judging.evidence.embedding import is_common
from proof_of_talent.judging.evidence.organisations import names_receiver
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadPapers
from proof_of_talent.judging.evidence.people import NamedPerson
from proof_of_talent.judging.evidence.vocabulary import MASK, list_words, look_for
from proof_of_talent.judging.text.folding import fold_text

_NEGATED = re.compile(r"\b(?:not|never|no|nor|neither|without|n't|hardly)(?: \w+){0,4} ?$")
_OWNERS = re.compile(
    r"\b(?:directors?|partners?|founders?|owners?|proprietors?|managing|principal|trustees?)\b"
)
_CURRENT = re.compile(
    r"(?:19|20)\d\d\s*(?:-|–|—|to|until)+\s*(?:now|present|today|date|current|$)"
    r"|\b(?:since|to date|today|at present|present post|now|current(?:ly)?)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w'’-]{3,}")
_BULLETED = re.compile(r"\s*(?:[-–—•*·○▪]|\d{1,2}[.)])\s")
_LONGEST_POST = 400  # characters of an entry
_POST = re.compile(
    r"\b(?:i|we) (?:am|was|were|have been|had been|served|co ?founded|founded|joined|worked|work|headed|lead"
    r"s?|led|ran|run)\b(?! (?:not|never|no|neither)\b)[^.;]{0,70}\b(?:of|at|for|with|in|by) (?:the )?$"
)
_ISSUER_LINES = 3
_SHORTEST_IN_DOMAIN = 6
_HEAD_END = re.compile(r"[;:>(]|(?<=\w{3})\. ")  # of what a first line calls itself
_CV_HEAD_LINES = 6
_HOME = re.compile(
    r"@|\b(?:born|based|lives?|living|address|b\. ?(?:19|20)\d\d)\b"
    r"|^[^\W\d_][\w'’ -]{2,30}, [^\W\d_][\w'’ -]{2,30}(?:\.|$)",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"@([\w-]{3,})")
_UNPAID = re.compile(
    r"\b(?:unpaid|member|advis[eo]r|contribut\w*|open source"
    r"|board|jury|panel|committee|prize|award|soloist|concerts?|volunteer|maintain\w*"
    r"|guest|visiting|reviewer|delegate|expert|convenor|own time|represented"
    r"|freelance|independent|self employed|fellow of)\b",
    re.IGNORECASE,
)
_WITH_OTHERS = re.compile(
    r"\bet al\b|\badvis[eo]r\b|\bsupervis\w+|\bwith\b|\bco ?(?:author|founder)|\*|, [a-z]\. "
)
_PLANS = re.compile(r"\b(?:to work|would|will|hope|plans?|want|intend|apply|applied|invited by)\b|^to \w+")
_SPEAKER = re.compile(r"\b(?:i|we|me|us|my|our|myself|ourselves)\b")
_ORDER: tuple[tuple[str, Relation], ...] = (
    ("family", "family"),
    ("subordinate", "subordinate"),
    ("employer", "employer"),
    ("colleague", "colleague"),
    ("commercial", "commercial"),
)


class Related(NamedTuple):
    """A relation with the words that decided it (None where nothing was said): `by_work` where it is a work
    that both signed, `by_share` where the author owns a part of the applicant's business.
    """

    relation: Relation
    quote: PaperQuote | None
    by_work: bool = False
    by_share: bool = False


def find_relation(
    letter: ReadPaper, papers: ReadPapers, employers: frozenset[str], author: NamedPerson | None
) -> Related:
    """Return what connects a letter's author with the applicant.

    Args:
        letter: the letter.
        papers: all papers, for what the applicant's own say of the author.
        employers: words of the names of the applicant's present employers (see `list_employers`).
        author: who signs the letter.
    """
    stated = _find_stated(letter)
    if stated is not None and stated.relation in ("family", "subordinate"):
        return stated
    if _is_own_letterhead(letter):
        return Related("colleague", _quote_head(letter))
    if (
        is_same_organisation(employers, _list_frame_words(letter)) or _names_domain(employers, letter.tail)
    ) and (stated is None or stated.relation == "independent"):
        return Related("employer", _quote_head(letter))
    if stated is None or stated.relation == "independent":
        post = _find_post(letter, employers)
        if post is not None:
            return Related("colleague", post)
    coauthor = _find_in_own(papers, author.person.family) if author is not None else None
    if coauthor is not None and (stated is None or stated.relation == "independent"):
        return coauthor
    return stated or Related("unclear", None)


def _find_stated(letter: ReadPaper) -> Related | None:
    independent = None
    for name, relation in _ORDER:
        pattern = look_for("relation", name)
        for sentence in letter.sentences:
            match = pattern.search(sentence.low)
            if match is None or _NEGATED.search(sentence.low[: match.start()][-60:]):
                continue
            if relation != "family" and any(
                look_for("relation", other).search(sentence.low) for other in ("independent", "ended")
            ):
                continue
            return Related(relation, sentence.quote(match.start()))
    for sentence in letter.sentences:
        match = look_for("relation", "independent").search(sentence.low)
        if match is not None and _SPEAKER.search(sentence.low):
            independent = Related("independent", sentence.quote(match.start()))
            break
    return independent


def _find_post(letter: ReadPaper, employers: frozenset[str]) -> PaperQuote | None:
    """Return the sentence in which an author says that they were at an employer of the applicant's too."""
    rare = [word for word in employers if not is_common(word)]
    for sentence in letter.sentences:
        plain = drop_accents(sentence.text)
        for word in rare:
            at = plain.find(word)
            if at > 0 and _POST.search(fold_text(plain[:at])):
                return sentence.quote()
    return None


def _is_own_letterhead(letter: ReadPaper) -> bool:
    """Tell a letterhead that names the applicant as one who runs the organisation."""
    return any(MASK in line and _OWNERS.search(line) for line in _split_lines(letter.head, letter.text))


def _split_lines(head: str, text: str) -> Iterable[str]:
    """Yield the masked lines of a head: folding made blanks of line ends, so the text's own are used."""
    at = 0
    for line in text.split("\n"):
        if at >= len(head):
            return
        yield head[at : at + len(line)]
        at += len(line) + 1


def _quote_head(letter: ReadPaper) -> PaperQuote | None:
    first = next((sentence for sentence in letter.sentences if sentence.text.strip()), None)
    return first.quote() if first else None


def _list_frame_words(letter: ReadPaper) -> frozenset[str]:
    """Return the telling words of an author's organisation: first line, signature, address domain."""
    lines = [line for line in letter.text.split("\n") if line.strip()]
    frame = " ".join(line.split(",")[0] for line in lines[:1])
    words = {drop_accents(word) for word in _WORD.findall(frame)}
    words |= {drop_accents(domain) for domain in _DOMAIN.findall(letter.text)}
    return frozenset(words - list_words("generic"))


def list_employers(papers: ReadPapers) -> frozenset[str]:
    """Return telling words of the names of present employers, from dated lines of the CV: an entry's own, or
    the heading of a bulleted one.
    """
    words: set[str] = set()
    for paper in papers.own():
        if not paper.is_cv:
            continue
        heading = ""
        for line in paper.text.split("\n"):
            if not _BULLETED.match(line):
                heading = line
            if _CURRENT.search(line) and not _UNPAID.search(line) and len(line) < _LONGEST_POST:
                for part in {heading, line}:
                    words |= {drop_accents(w) for w in _WORD.findall(part.split(". ")[0]) if w[0].isupper()}
    return frozenset(words - list_words("generic") - set(_list_home(papers)))


def _list_home(papers: ReadPapers) -> Iterable[str]:
    """Yield the words of lines in the head of the CV that say where the applicant lives: a town in common
    makes no employer.
    """
    for paper in papers.own():
        lines = [line.strip() for line in paper.text.split("\n") if line.strip()] if paper.is_cv else []
        for line in lines[1:_CV_HEAD_LINES]:
            if _HOME.search(line) and not _CURRENT.search(line):
                yield from (drop_accents(word) for word in _WORD.findall(line))


def _find_in_own(papers: ReadPapers, family: str) -> Related | None:
    """Return "colleague" where the CV names the author beside the applicant on a work or as adviser."""
    for paper in papers.own():
        if not paper.is_cv:
            continue
        for sentence in paper.sentences:
            words = {drop_accents(word) for word in _WORD.findall(sentence.text)}
            if family in words and _WITH_OTHERS.search(sentence.low) and not _PLANS.search(sentence.low):
                return Related("colleague", sentence.quote(), by_work=True)
    return None


def find_issuer(paper: ReadPaper, employers: frozenset[str]) -> Related:
    """Return whose paper a paper by others is: an employer's own, or that of somebody unconnected."""
    for line in [line for line in paper.text.split("\n") if line.strip()][:_ISSUER_LINES]:
        if names_receiver(line):
            continue
        low = fold_text(line)
        titled = look_for("title", "generic").match(low) is not None
        named = line if titled else _HEAD_END.split(line.strip())[0]
        words = {drop_accents(word) for word in _WORD.findall(named)} - list_words("generic")
        same = is_same_organisation(employers, frozenset(words)) or _names_domain(employers, line)
        if same and not look_for("title", "headline").search(low):
            return Related("employer", PaperQuote(document=paper.id, page=1, quote=line.strip()[:300]))
        if not titled:
            break  # whose paper it is stands in the first line that says more than what it is
    return _find_host(paper, employers) or Related("independent", None)


def _find_host(paper: ReadPaper, employers: frozenset[str]) -> Related | None:
    """Return "employer" for a stage or a prize in the employer's own house."""
    if not look_for("connection", "events").search(paper.low):
        return None
    for sentence in paper.sentences:
        words = {drop_accents(word) for word in _WORD.findall(sentence.text)} - list_words("generic")
        if look_for("connection", "hosts").search(sentence.low) and is_same_organisation(
            employers, frozenset(words)
        ):
            return Related("employer", sentence.quote())
    return None


def _names_domain(employers: frozenset[str], line: str) -> bool:
    """Tell a mail domain in which an employer's name is run together, as in tesourodigital."""
    domains = [drop_accents(domain) for domain in _DOMAIN.findall(line)]
    return any(
        word in domain
        for domain in domains
        for word in employers
        if len(word) >= _SHORTEST_IN_DOMAIN and not is_common(word)
    )


def is_same_organisation(known: frozenset[str], found: frozenset[str]) -> bool:
    """Tell whether two sets of words name one organisation: by a word that is no common one, or by two."""
    shared = known & found
    return any(not is_common(word) for word in shared) or len(shared) > 1
