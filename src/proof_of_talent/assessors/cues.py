"""Cue phrases, and an index that finds all of them in one pass over a page."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from proof_of_talent.domain.criteria import FieldCriteria
from proof_of_talent.judging.text.folding import fold_text

_WORD = re.compile(r"\w+")
_PLURAL = re.compile(r"[a-z]{3}[^siu\W]s$(?<!ics)(?<!series)(?<!news)")
"""A phrase whose last word is a plural that just drops its s; not `press`, `thesis`, `status`, `physics`."""


class Cue(NamedTuple):
    """What to find: a phrase, or between slashes a pattern over folded text. `group` is a criterion's code
    or a claim's question, `strength` what a hit means.
    """

    phrase: str
    group: str
    strength: str  # "strong", "plain" or "against"


class Hit(NamedTuple):
    """A cue found at [start, end) of the page."""

    cue: Cue
    start: int
    end: int


class CueIndex:
    """Phrases by their first word, so that one pass over a page's words finds them all."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._by_word: dict[str, list[tuple[str, list[Cue]]]] = {}
        self._signs: list[tuple[str, list[Cue]]] = []
        self._patterns: dict[re.Pattern[str], list[Cue]] = {}
        phrases: dict[str, list[Cue]] = {}
        for cue in cues:
            if cue.phrase.startswith("/"):
                self._patterns.setdefault(re.compile(cue.phrase.strip("/")), []).append(cue)
                continue
            folded = fold_text(cue.phrase)
            phrases.setdefault(folded, []).append(cue)
            if _PLURAL.search(folded):  # "guidelines" also means one guideline
                phrases.setdefault(folded.removesuffix("s"), []).append(cue)
        for phrase in sorted(phrases, key=lambda p: (-len(p), p)):
            first = _WORD.match(phrase)
            if first is not None:
                self._by_word.setdefault(first.group(), []).append((phrase, phrases[phrase]))
            elif phrase:  # "★★★★" is no word
                self._signs.append((phrase, phrases[phrase]))
        for word in [word for word in self._by_word if not word.endswith("s")]:
            single = [entry for entry in self._by_word[word] if entry[0] == word]
            if single:  # a plural is found through its own first word
                self._by_word.setdefault(word + "s", []).extend(single)

    def find(self, folded: str) -> tuple[list[Hit], int]:
        """Return every hit in a folded page in order, and the number of words."""
        hits: list[Hit] = []
        words = 0
        for match in _WORD.finditer(folded):
            words += 1
            for phrase, cues in self._by_word.get(match.group(), ()):
                start = match.start()
                end = start + len(phrase)
                if folded.startswith(phrase, start) and _ends_word(folded, end):
                    hits.extend(Hit(cue, start, end) for cue in cues)
        others = [
            Hit(cue, start, start + len(sign))
            for sign, cues in self._signs
            if (start := folded.find(sign)) >= 0
            for cue in cues
        ]
        others += [
            Hit(cue, *match.span())
            for pattern, cues in self._patterns.items()
            for match in pattern.finditer(folded)
            for cue in cues
        ]
        return (sorted([*hits, *others], key=lambda hit: hit.start) if others else hits), words


def index_cues(criteria: FieldCriteria) -> CueIndex:
    """Return the index of all cues of a field."""
    return CueIndex(
        Cue(phrase, criterion.code, strength)
        for criterion in criteria.criteria
        for strength, phrases in (
            ("strong", criterion.cues.strong),
            ("plain", criterion.cues.plain),
            ("against", criterion.cues.against),
        )
        for phrase in phrases
    )


def _ends_word(text: str, end: int) -> bool:
    """Tell whether a word ends here, allowing for a plural."""
    rest = text[end : end + 2]
    if not rest or not (rest[0].isalnum() or rest[0] == "_"):
        return True
    return rest[0] == "s" and not rest[1:].isalnum()
