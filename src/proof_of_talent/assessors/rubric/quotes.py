"""Which sentence is quoted for which criterion: the one that it suits best, each only once.

Levels and points do not depend on it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import attrgetter
from typing import NamedTuple

from proof_of_talent.assessors.cues import CueIndex, index_cues
from proof_of_talent.domain.criteria import FieldCriteria
from proof_of_talent.judging.evidence.embedding import embed
from proof_of_talent.judging.evidence.numbers import read_numbers
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadSentence
from proof_of_talent.judging.evidence.routing import measure_nearness
from proof_of_talent.judging.evidence.selections import find_selection
from proof_of_talent.judging.evidence.telling import TellingSentence, is_quotable, list_telling
from proof_of_talent.judging.evidence.vocabulary import speaks_of

MOST_QUOTES = 3
"""Quotes of a criterion, the most specific first; more would not be read."""

_LEAST_SUIT = 450  # per mille, under which a sentence is not quoted for a criterion
_BEHIND = 150  # per mille that a sentence may suit a criterion less than the one that it suits best
_CUES = {"strong": 130, "plain": 50, "against": -110}
_MOST_CUES = {"strong": 2, "plain": 3, "against": 2}
_NAMES_IT = 50  # by which such a sentence suits that criterion more than any other
_OF_AUTHOR = re.compile(r"^\W*(?:i|we|my|our|as)\b")  # what somebody says of themselves
_LEAST_LINE = 5  # points of a line that is quoted where no sentence states a fact
_FILLED = 60  # by which a criterion that has a quote comes after one without
_A_POINT = 35  # per mille of suitability that a point of telling outweighs


class Quotable(NamedTuple):
    """A sentence for a criterion: how well it suits, per mille, and how much it states."""

    criterion: str
    sentence: ReadSentence
    suit: int
    points: int

    @property
    def value(self) -> int:
        """What it is chosen by."""
        return self.suit + _A_POINT * self.points

    def say(self) -> str:
        """Return what it says, whatever its line ends."""
        return " ".join(self.sentence.low.split())


def choose_quotes(
    papers: Sequence[ReadPaper], criteria: FieldCriteria, codes: AbstractSet[str]
) -> Mapping[str, list[ReadSentence]]:
    """Return the sentences to quote by criterion, the most telling first; no sentence stands twice.

    Args:
        papers: the papers that may be quoted.
        criteria: the field's rules, for their anchors and cues.
        codes: of the criteria that are to be shown.
    """
    index = index_cues(criteria)
    listed = [
        found
        for paper in papers
        for telling in list_telling(paper)
        for found in _suit_criteria(telling, criteria, index)
        if found.criterion in codes
    ]
    listed.sort(key=lambda found: (found.sentence.document, found.sentence.text, found.criterion))
    chosen = _share_out(listed, codes)
    return {
        code: [one.sentence for one in sorted(kept, key=attrgetter("points", "suit"), reverse=True)]
        for code, kept in chosen.items()
    }


def choose_line(
    paper: ReadPaper, patterns: Sequence[re.Pattern[str]], used: AbstractSet[str]
) -> ReadSentence | None:
    """Return the line of a paper that says most for a criterion, where no sentence states it: it reports what
    the criterion asks for, and names the applicant, a count or a choice. None where no line does.

    Args:
        paper: an admitted paper.
        patterns: of the kinds of facts that the criterion asks for.
        used: what is quoted already, word for word.
    """
    told = [
        (points, -at, sentence)
        for at, sentence in enumerate(paper.sentences)
        if sentence.text not in used
        and is_quotable(sentence)
        and not (paper.role == "letter" and _OF_AUTHOR.search(sentence.low))
        and (points := _measure_line(sentence, patterns)) >= _LEAST_LINE
    ]
    return max(told)[2] if told else None


def _measure_line(sentence: ReadSentence, patterns: Sequence[re.Pattern[str]]) -> int:
    words = {match.group() for pattern in patterns for match in pattern.finditer(sentence.low)}
    counts = any(number.counts() for number in read_numbers(sentence.low))
    chosen = find_selection([sentence]) is not None
    return (2 * min(len(words), 2) + 3 * sentence.named + 2 * counts + 3 * chosen) if words else 0


def _share_out(listed: list[Quotable], codes: Iterable[str]) -> Mapping[str, list[Quotable]]:
    """Return what is quoted by criterion: a sentence once, a paper once in each, empty criteria first."""
    chosen: dict[str, list[Quotable]] = {code: [] for code in codes}
    while listed:
        best = max(listed, key=lambda found: found.value - _FILLED * len(chosen[found.criterion]))
        chosen[best.criterion].append(best)
        said = best.say()
        listed = [
            found
            for found in listed
            if found.say() != said
            and len(chosen[found.criterion]) < MOST_QUOTES
            and (found.criterion, found.sentence.document) != (best.criterion, best.sentence.document)
        ]
    return chosen


def _suit_criteria(telling: TellingSentence, criteria: FieldCriteria, index: CueIndex) -> Iterator[Quotable]:
    """Yield the criteria that a sentence suits: the best, and those little behind it."""
    vector = embed(telling.sentence.text)
    cues = _weigh_cues(telling.sentence.low, index)
    suits = {
        criterion.code: measure_nearness(vector, criterion) + cues.get(criterion.code, 0)
        for criterion in criteria.criteria
        if speaks_of(telling.sentence.low, criteria.id, criterion)
    }
    best = max(suits.values(), default=0)
    for code, suit in suits.items():
        names_it = bool(criteria.criterion(code).proof)  # the certain thing that the criterion asks for
        if names_it or suit >= max(_LEAST_SUIT, best - _BEHIND):
            yield Quotable(code, telling.sentence, best + _NAMES_IT if names_it else suit, telling.points)


def _weigh_cues(low: str, index: CueIndex) -> Mapping[str, int]:
    """Return what the phrases of the rules add, by criterion; each phrase once, a few of each strength."""
    hits = {(hit.cue.group, hit.cue.strength, hit.cue.phrase) for hit in index.find(low)[0]}
    return {
        code: sum(
            worth * min(_MOST_CUES[strength], sum(hit[:2] == (code, strength) for hit in hits))
            for strength, worth in _CUES.items()
        )
        for code in {hit[0] for hit in hits}
    }
