"""What only the applicant says: entries of the CV that no admitted paper of somebody unconnected repeats."""

import re

from proof_of_talent.domain.graph import PaperQuote
from proof_of_talent.judging.evidence.applicant import drop_accents
from proof_of_talent.judging.evidence.embedding import is_common
from proof_of_talent.judging.evidence.numbers import read_numbers
from proof_of_talent.judging.evidence.papers import ReadPapers, ReadSentence
from proof_of_talent.judging.evidence.vocabulary import look_for

_WORD = re.compile(r"[^\W\d_][\w'’-]{3,}")
_MOST = 12
_LEAST_SIZE = 20  # counts under it are said by any paper


def list_claims_alone(papers: ReadPapers, admitted: frozenset[str]) -> tuple[PaperQuote, ...]:
    """Return entries of the CV that claim something and that no admitted paper bears out, in their order.

    An entry is borne out where an admitted paper repeats a rare word of it (a name, a title) or a count.
    """
    repeated: set[str] = set()
    counts: set[int] = set()
    for paper in papers.by_others():
        if paper.id in admitted:
            repeated |= {drop_accents(word) for word in _WORD.findall(paper.text)}
            counts |= {value for value, *_ in read_numbers(paper.low) if value >= _LEAST_SIZE}
    name = set(papers.applicant.words) if papers.applicant else set()
    found = [
        sentence.quote()
        for paper in papers.own()
        if paper.is_cv
        for sentence in paper.sentences
        if _claims(sentence) and not _is_borne_out(sentence, repeated - name, counts)
    ]
    return tuple(found[:_MOST])


def _claims(sentence: ReadSentence) -> bool:
    """Tell an entry that claims recognition or effect from one that states a post, a degree, a plan."""
    low = sentence.low
    if look_for("status", "planned").search(low) or len(sentence.text) < 20:  # noqa: PLR2004 - a heading
        return False
    return look_for("proof", "honours").search(low) is not None


def _is_borne_out(sentence: ReadSentence, repeated: set[str], counts: set[int]) -> bool:
    words = {drop_accents(word) for word in _WORD.findall(sentence.text) if word[0].isupper()}
    rare = {word for word in words if not is_common(word)}
    numbers = {value for value, *_ in read_numbers(sentence.low) if value >= _LEAST_SIZE}
    return bool(rare & repeated or numbers & counts or len((words - rare) & repeated) > 1)
