"""Entries of the CV that a letter confirms: facts where a body reads the CV and the letters alone.

A referee's sentence confirms an entry where both have two telling things in common: rare words (a name, a
title, a method) or counts. What no referee says stays the applicant's own word, and earns nothing.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from proof_of_talent.domain.reading import Relation
from proof_of_talent.judging.evidence.applicant import Mention, drop_accents
from proof_of_talent.judging.evidence.embedding import is_common
from proof_of_talent.judging.evidence.facts import RELATION_SHARES, FactFrame, read_fact
from proof_of_talent.judging.evidence.numbers import read_numbers
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadPapers, ReadSentence

_WORD = re.compile(r"[^\W\d_][\w'’-]{3,}")
_LEAST_LENGTH = 20  # characters of an entry; shorter ones are headings
_LEAST_COUNT, _YEARS = 20, range(1900, 2101)  # counts under it are said by anybody; years confirm nothing
_LEAST_SHARED = 2


class _Said(NamedTuple):
    relation: Relation
    telling: frozenset[str | int]


def read_confirmed(
    papers: ReadPapers, relations: Mapping[str, Relation], this_year: int
) -> Iterator[FactFrame]:
    """Yield a frame for each entry of a CV that a letter confirms, in the word of the referee who does.

    Args:
        papers: all papers of the application.
        relations: of the authors of the letters that are admitted, by document.
        this_year: the year of the application.
    """
    name = frozenset(papers.applicant.words) if papers.applicant else frozenset()
    said = [
        _Said(relations[paper.id], _list_telling(sentence, name))
        for paper in papers.by_others()
        if paper.role == "letter" and paper.id in relations
        for sentence in paper.sentences
    ]
    for paper in papers.own():
        if not paper.is_cv:
            continue
        for entry in paper.sentences:
            relation = _find_best(_list_telling(entry, name), said) if _is_entry(entry) else None
            if relation is not None:
                yield read_fact(_make_paper(paper, entry), relation, this_year)


def _is_entry(sentence: ReadSentence) -> bool:
    return len(sentence.text) >= _LEAST_LENGTH


def _list_telling(sentence: ReadSentence, name: frozenset[str]) -> frozenset[str | int]:
    """Return the rare words and the counts of a sentence, without the applicant's name."""
    words = {drop_accents(word) for word in _WORD.findall(sentence.text)} - name
    counts = {value for value, *_ in read_numbers(sentence.low) if value >= _LEAST_COUNT}
    return frozenset([*(word for word in words if not is_common(word)), *(counts - set(_YEARS))])


def _find_best(entry: frozenset[str | int], said: list[_Said]) -> Relation | None:
    """Return the relation of the referee who weighs most among those who confirm an entry."""
    confirming = [one.relation for one in said if len(entry & one.telling) >= _LEAST_SHARED]
    return max(confirming, key=lambda relation: RELATION_SHARES[relation], default=None)


def _make_paper(paper: ReadPaper, entry: ReadSentence) -> ReadPaper:
    """Return an entry as a paper of its own that names the applicant: a whole CV is about them."""
    return paper._replace(
        role="paper",
        text=entry.text,
        low=entry.low,
        sentences=(entry,),
        mentions=(Mention(0, len(entry.text), full=True),),
        namesakes=(),
        head="",
        tail="",
        instructs=False,
    )
