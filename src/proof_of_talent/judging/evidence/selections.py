"""Selections that a paper states: so many chosen of so many, a rank among so many, a rate of acceptance."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from proof_of_talent.judging.evidence.numbers import ReadNumber, read_numbers
from proof_of_talent.judging.evidence.papers import ReadSentence
from proof_of_talent.judging.evidence.vocabulary import look_for

_OF = re.compile(
    r"(?:of|from|out of|among|amongst|in|/) "
    r"(?:(?:more than|over|about|some|around|almost|nearly|the|above|all) )*$"
)
_OUT_OF = re.compile(
    r" (?:\w+ ){0,3}?(?:of|from|out of|among|amongst|in)"
    r"(?: (?:the|more|than|over|about|some|around|almost|nearly|all|a|total|those|these|some|its|our)){0,3} "
)
_JURY = re.compile(r"\b(?:jury|panel|committee|board|judged by|read by) (?:of )?$")
_JURORS = re.compile(
    r" (?:\w+ )?(?:directors|judges|jurors|members|referees|reviewers|curators|experts|specialists)\b"
)
_PLACES = re.compile(
    r" ?(?:\w+ )?(?:places|seats|slots|winners|prizes|awards|fellowships|fellows|grants|posts|positions|spots"
    r"|stipends|residenc(?:y|ies)|projects|papers|talks)\b"
)
_FOR_PLACES = re.compile(r" (?:\w+ ){0,5}?for (?:the |our |only |just )*$")
_UNCOUNTED = re.compile(
    r" ?(?:\w+ )?(?:countr(?:y|ies)|years?|days?|members|pages|copies|minutes|hours|%|per cent|referees"
    r"|reviewers|people|persons|seats|cities|nations|continents)\b"
)
_LABELS = re.compile(r"[a-z] ?/ ?[a-z][^/:]{0,40}: ?$")
_RATE = re.compile(
    r"\b(?:acceptance|success|award|funding|selection|admission) rate(?: \w+){0,3}?:? (\d+)(?:\.\d+)?"
    r" ?(?:%|per ?cent)"
    r"|\b(\d+)(?:\.\d+)? ?(?:%|per ?cent) (?:of (?:the |all )?)?(?:\w+ )?"
    r"(?:submissions|applications|proposals|entries|abstracts|applicants|candidates|manuscripts)\b[^.;]{0,40}"
    r"\b(?:accepted|chosen|funded|admitted|selected|successful|invited|awarded)"
)
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_RANK = re.compile(
    rf"\b(?:(\d+)(?:st|nd|rd|th)|({'|'.join(_ORDINALS)})"
    r"|(?:rank|ranked|ranking|place|position)(?: position)? (\d+))"
    r"(?: place| rank)? (?:of|among|amongst|out of|from) (?:the |all |some |over )*$"
)
_NO_RANK = re.compile(r" (?:\w+ )?(?:authors?|pages|parts|volumes|days|floors|children|sessions|speakers)\b")
_TALLY = re.compile(
    r"\b(?:prize|award|medal|diploma|distinction|mention|gold|silver|bronze|platinum)s?"
    r"(?: \([^)]{0,40}\))?:? ?(\d+)\b(?! ?(?:%|of\b|euros?|pounds?|dollars?|[a-z]+ (?:19|20)\d\d))"
)
_LAST = re.compile(r"\b(?:among|one of|in) the (?:last|final|top|first|best) $")
_FORM_LABEL = re.compile(r"(?:^|[;.·|] ?|  )[^;.:·|]{3,60}?:? ?$")
_LEAST_POOL = 4  # fewer are no competition
_LEAST_RANKED = 10
_POOL_GAP, _CHOSEN_GAP, _LINK_GAP = 32, 34, 40
_WHOLE = 100


class Selection(NamedTuple):
    """So many chosen of so many; `start` is where the pool stands in the sentence."""

    chosen: int
    pool: int
    start: int

    @property
    def is_choosy(self) -> bool:
        """Tell a choice from one in which nearly everybody was taken."""
        return self.pool * 10 >= self.chosen * 16


def find_selection(sentences: Sequence[ReadSentence]) -> tuple[Selection, ReadSentence] | None:
    """Return the most telling "so many of so many" of a paper: the pool and the chosen may stand in
    neighbouring lines.
    """
    best: tuple[Selection, ReadSentence] | None = None
    for at, sentence in enumerate(sentences):
        around = [s.low for s in sentences[max(0, at - 1) : at + 4] if s.page == sentence.page]
        found = _read_selection(sentence.low, around)
        if found and (best is None or found.pool * best[0].chosen > best[0].pool * found.chosen):
            best = (found, sentence)
    return best


def _read_selection(low: str, around: Sequence[str]) -> Selection | None:
    numbers = [number for number in read_numbers(low) if number.counts()]
    stated = (
        _read_rate(low)
        or _read_rank(low, numbers)
        or _read_labels(low, numbers)
        or _read_places(low, numbers)
    )
    if stated is not None:
        return stated
    return _read_linked(low, numbers) or _read_rate(low) or _read_pool(low, around, numbers)


def _read_linked(low: str, numbers: Sequence[ReadNumber]) -> Selection | None:
    """Return "12 chosen from 1,900": the largest pool of a sentence that speaks of a choice."""
    found = [
        Selection(one.value, other.value, other.start)
        for one, other in pairwise(numbers)
        if _OUT_OF.fullmatch(low[one.end : other.start])
        and not _JURORS.match(low[other.end :])
        and other.value >= _LEAST_POOL
        and 0 < one.value <= other.value
    ]
    return max(found, key=lambda one: one.pool) if found and _speaks_of_choice(low) else None


def _read_rate(low: str) -> Selection | None:
    """Return "acceptance rate 12 %" as 12 of 100."""
    match = _RATE.search(low)
    rate = int(match.group(1) or match.group(2)) if match else 0
    return Selection(max(1, rate), _WHOLE, match.start()) if match and rate < _WHOLE else None


def _read_rank(low: str, numbers: Sequence[ReadNumber]) -> Selection | None:
    """Return "ranked 3rd of 212" as 3 of 212."""
    for pool in numbers:
        match = _RANK.search(low[max(0, pool.start - _CHOSEN_GAP) : pool.start])
        if match is None or pool.value < _LEAST_RANKED or _NO_RANK.match(low[pool.end :]):
            continue
        figure, word, place = match.groups()
        rank = _ORDINALS.index(word) + 1 if word else int(figure or place)
        if 0 < rank <= pool.value:
            return Selection(rank, pool.value, pool.start)
    return None


def _read_labels(low: str, numbers: Sequence[ReadNumber]) -> Selection | None:
    """Return "proposals received / accepted: 604 / 71"."""
    for one, other in pairwise(numbers):
        label = low[max(0, one.start - 2 * _CHOSEN_GAP) : one.start]
        if low[one.end : other.start].strip() == "/" and _LABELS.search(label) and _speaks_of_choice(label):
            chosen, pool = sorted((one.value, other.value))
            return Selection(chosen, pool, one.start) if chosen else None
    return None


def _read_pool(low: str, around: Sequence[str], numbers: Sequence[ReadNumber]) -> Selection | None:
    """Return a pool that is named as one ("1,310 applications"), and how many of it were chosen."""
    for index, number in enumerate(numbers):
        value, start = number.value, number.start
        if value < _LEAST_POOL:
            continue
        after, before = low[number.end : number.end + _POOL_GAP], low[max(0, start - _POOL_GAP) : start]
        label = _FORM_LABEL.search(low[:start])
        if label is not None and ":" in label.group():
            before = label.group()
        pooled = look_for("selection", "pool").search(after) or look_for("selection", "pool").search(before)
        of = _OF.search(before) is not None
        if not pooled and not (of and index and look_for("selection", "chosen").search(low)):
            continue
        if _PLACES.match(after) or _UNCOUNTED.match(after):
            continue
        near = " ".join(around)
        picked = (
            _find_chosen(low, numbers, number)
            or _find_labelled(around[around.index(low) :], value)
            or _find_last(around, value)
        )
        if picked is None and not look_for("selection", "chosen").search(near):
            continue
        return Selection(_count_winners(around, value) or picked or 1, value, start)
    return None


def _find_labelled(following: Sequence[str], pool: int) -> int | None:
    """Return 58 for "Accepted lectures: 58" or "Selected 10", in a line of a form below the pool."""
    for low in following[1:]:
        for number in read_numbers(low):
            label = _FORM_LABEL.search(low[: number.start])
            told = label is not None and look_for("selection", "chosen").search(label.group())
            if (
                told
                and number.counts()
                and 0 < number.value < pool
                and not _UNCOUNTED.match(low[number.end :])
            ):
                return number.value
    return None


def _find_last(around: Sequence[str], pool: int) -> int | None:
    """Return five for "among the last five", said in a line about the pool or after it."""
    for low in around:
        for number in read_numbers(low):
            before = low[max(0, number.start - _CHOSEN_GAP) : number.start]
            if _LAST.search(before) and 0 < number.value <= pool:
                return number.value
    return None


def _count_winners(around: Sequence[str], pool: int) -> int:
    """Return how many prizes of all grades the lines about a pool add up to, where these are most of it."""
    tally = sum(int(count) for low in around for count in _TALLY.findall(low))
    return min(tally, pool) if 2 * tally > pool else 0


def _read_places(low: str, numbers: Sequence[ReadNumber]) -> Selection | None:
    """Return "412 proposals for 38 slots"."""
    for pool, places in pairwise(numbers):
        between = low[pool.end : places.start]
        offered = _FOR_PLACES.fullmatch(between) and _PLACES.match(low[places.end :])
        if offered and 0 < places.value <= pool.value and look_for("selection", "pool").search(between):
            return Selection(places.value, pool.value, pool.start)
    return None


def _speaks_of_choice(low: str) -> bool:
    return any(look_for("selection", name).search(low) for name in ("pool", "chosen"))


def _find_chosen(low: str, numbers: Sequence[ReadNumber], pool: ReadNumber) -> int | None:
    for value, start, end, *_ in numbers:
        if start == pool.start or not 0 < value <= pool.value:
            continue
        if _JURY.search(low[max(0, start - 14) : start]):
            continue
        if _JURORS.match(low[end:]) or _UNCOUNTED.match(low[end:]):
            continue
        linked = _OF.search(low[max(0, pool.start - 20) : pool.start]) and 0 <= pool.start - end < _LINK_GAP
        near = low[max(0, start - _CHOSEN_GAP) : start] + " " + low[end : end + _CHOSEN_GAP]
        if linked or look_for("selection", "chosen").search(near):
            return value
    return None
