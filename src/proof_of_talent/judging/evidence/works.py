"""What the applicant made, by words that their own papers use and ordinary language does not."""

import re
from collections.abc import Iterator

from proof_of_talent.judging.evidence.applicant import drop_accents
from proof_of_talent.judging.evidence.embedding import is_common
from proof_of_talent.judging.evidence.papers import ReadPapers
from proof_of_talent.judging.evidence.vocabulary import MASK, list_words
from proof_of_talent.judging.text.folding import fold_text

_TITLE = re.compile(r"[\"“„«]([^\"”“»\n]{5,70})[\"”»]")
_WORD = re.compile(r"[^\W\d_][\w'’-]{4,}")
_OWNER = re.compile(
    r"\b(?:founder|founded|co ?founded|creator|created|author|maintain\w*|wrote|own|label|designed|built|my"
    r"|composed|directed|solo|project|library|software|app|product|film|book|album|work|collection)\b",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(
    r"\b(?:patents?|ep|gb|jp|us|wo|cn|kr|de|fr|rfc|iso|iec|grant|ref\w*|no|number|doi|isbn)\b"
    r"\.?[ :/no.-]{0,6}"
    r"(\d(?:[\d ,./-]{3,20})\d)"
)
_TITLED = re.compile(
    r"\b[^\W\d_a-z][\w'’-]{2,}(?: (?:of|the|and|in|de|la) )?(?: ?[^\W\d_a-z][\w'’-]{2,}){1,3}"
)
_BODY = re.compile(
    r"\b(?:prizes?|awards?|festival|conference|university|college|institute|foundation|museum|gallery|society|academy"
    r"|council|company|ltd|limited|press|magazine|school|theatre|orchestra|ensemble|biennale|medal|fellowship)\b"
)
_NEAR = 40  # characters between the applicant and a title that is theirs
_SHORTEST_NUMBER = 5  # digits
_SHORTEST = 5


def _list_titles(papers: ReadPapers, taken: frozenset[str] | set[str]) -> Iterator[str]:
    """Yield titles of two to four words of the CV that somebody else names right beside the applicant."""
    cv = " ".join(fold_text(paper.text) for paper in papers.own() if paper.is_cv)
    for paper in papers.by_others():
        for sentence in paper.sentences if paper.mentions else ():
            for match in _TITLED.finditer(sentence.text):
                near = sentence.low[max(0, match.start() - _NEAR) : match.end() + _NEAR]
                title = fold_text(match.group()).strip()
                words = {drop_accents(word) for word in title.split()}
                of_body = _BODY.search(sentence.low[match.start() : match.end() + _NEAR])
                if (
                    MASK in near
                    and title in cv
                    and not of_body
                    and not words & (taken | list_words("generic"))
                ):
                    yield title


def list_identifiers(low: str) -> frozenset[str]:
    """Return the digits of patents, applications, grants and standards, however they are grouped."""
    return frozenset(
        digits
        for match in _IDENTIFIER.finditer(low)
        if len(digits := re.sub(r"\D", "", match.group(1))) >= _SHORTEST_NUMBER
    )


def list_works(papers: ReadPapers, employers: frozenset[str]) -> frozenset[str]:
    """Return, folded, titles in quotation marks and rare words of lines that say what the applicant made.

    Names of employers and of the applicant are left out, except where the applicant founded the company.
    """
    found: set[str] = set()
    name = set(papers.applicant.words) if papers.applicant else set()
    for paper in papers.own():
        found |= list_identifiers(paper.low)
        found |= {fold_text(title).strip(" .,") for title in _TITLE.findall(paper.text)}
        for line in paper.text.split("\n"):
            if not _OWNER.search(line):
                continue
            founded = re.search(r"\bfound(?:er|ed)\b", line, re.IGNORECASE) is not None
            for word in _WORD.findall(line):
                bare = drop_accents(word)
                if not is_common(bare) and bare not in name and (founded or bare not in employers):
                    found.add(fold_text(word))
    found |= set(_list_titles(papers, employers | name))
    handle = "".join(sorted(name, key=len)[-1:])
    return frozenset(
        word for word in found | ({handle} if len(handle) > _SHORTEST else set()) if len(word) >= _SHORTEST
    )
