"""What the applicant made, by words that their own papers use and ordinary language does not."""

import re

from proof_of_talent.judging.evidence.applicant import drop_accents
from proof_of_talent.judging.evidence.embedding import is_common
from proof_of_talent.judging.evidence.papers import ReadPapers
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
_SHORTEST_NUMBER = 5  # digits
_SHORTEST = 5


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
    handle = "".join(sorted(name, key=len)[-1:])
    return frozenset(
        word for word in found | ({handle} if len(handle) > _SHORTEST else set()) if len(word) >= _SHORTEST
    )
