"""What knows nothing of evidence and must be beaten: the length of the papers, and a bag of words."""

import re
from collections.abc import Callable, Mapping, Sequence

from proof_of_talent.domain.assessment import BANDS
from proof_of_talent.judging.benchmark.cases import LabelledCase, WrittenApplication
from proof_of_talent.judging.benchmark.outcomes import JudgedCase, JudgedVerdict

_WORD = re.compile(r"[a-z]{3,}")
_PRIOR = 2  # cases of average quality that a word is thought to have occurred in besides


def rank_by_length(cases: Sequence[LabelledCase]) -> list[JudgedCase]:
    """Return the cases as if more text were better."""
    return [_answer(case, sum(len(text) for _, text in case.application.papers) // 100) for case in cases]


def rank_by_words(cases: Sequence[LabelledCase]) -> list[JudgedCase]:
    """Return the cases as their words tell, learned each time from all the others."""
    bags = [_collect_words(case.application) for case in cases]
    ranks = [BANDS.index(case.label.band) for case in cases]
    outcomes = []
    for place, case in enumerate(cases):
        others = [other for other in range(len(cases)) if other != place]
        mean = sum(ranks[other] for other in others) / max(1, len(others))
        tellings = [
            sum(ranks[o] - mean for o in others if word in bags[o])
            / (_PRIOR + sum(word in bags[o] for o in others))
            for word in sorted(bags[place])
        ]
        outcomes.append(_answer(case, round(10_000 * sum(tellings) / max(1, len(tellings)))))
    return outcomes


def _collect_words(application: WrittenApplication) -> frozenset[str]:
    return frozenset(word for _, text in application.papers for word in _WORD.findall(text.lower()))


def _answer(case: LabelledCase, score: int) -> JudgedCase:
    return JudgedCase(case, JudgedVerdict(score, (), "weak", {}, {}))


CONTROLS: Mapping[str, Callable[[Sequence[LabelledCase]], list[JudgedCase]]] = {
    "length of the papers": rank_by_length,
    "bag of words": rank_by_words,
}
