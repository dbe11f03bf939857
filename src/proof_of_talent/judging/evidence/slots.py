"""The slots of a fact, each read from sentences of a paper: status, role, level, selection, size, year.

Texts are masked (see `vocabulary.MASK`), so that "she", "Dr Varga" and "the artist" read alike.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from proof_of_talent.domain.reading import FactLevel, FactRole, FactStatus
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadSentence
from proof_of_talent.judging.evidence.vocabulary import MASK, look_for
from proof_of_talent.judging.text.years import YEAR

_NUMBER = re.compile(
    r"(?<![\w.,/])(?:[£$€¥]\s?)?(\d{1,3}(?:[,. ’']\d{3})+|\d+(?:\.\d+)?)"
    r"\s?(k|m|bn|million|billion|thousand|hundred)?(?![\w/]|[.,]\d|:\d)"
)
_SCALE = {"k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9, "billion": 9, "hundred": 2}
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety hundred"
_WORDS = {word: number for number, word in enumerate(_UNITS.split())} | {
    word: 10 * number for number, word in enumerate(_TENS.split(), 2)
}
_WORD_NUMBER = re.compile(
    rf"\b(?:{'|'.join(_WORDS)})(?: (?:one|two|three|four|five|six|seven|eight|nine)\b)?"
)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?(?:{_MONTHS})\w*\.?,? (?:19|20)\d\d\b"
    rf"|\b(?:{_MONTHS})\w*\.? \d{{1,2}},? (?:19|20)\d\d\b|\b\d{{1,2}}[./]\d{{1,2}}[./](?:19|20)\d\d\b"
)
_ISSUED = re.compile(
    r"\b(?:drawn up|supplied|printed|extract|dated|note of|statement of|as at|as of|as it stood"
    r"|confirmed(?: by \w+){0,3}|on the date of|signed|screen|export(?:ed)?|produced|issued|valid|prepared"
    r"|notarised|translated|up to|to date)\b[^.;]{0,40}$"
)
_IDENTIFIER = re.compile(
    r"\b(?:no|number|ref|reference|id|register|isbn|doi|page|pages|pp|vol|volume|issue|item|room|wall|patent"
    r"|claims?|figure|fig|section|rule|condition|inventory|account|version|under|aged?|age of|below|proposal"
    r"|office|suite|dossier|decision|confirmation|invoice|category|edition|meeting|agenda|row|grade|stage|track"
    r"|hall|phase|part|chapter|annex|table|call|round|class|box|apartment|flat|floor|boards?|decree|order|file"
    r"|docket|application|submission|manuscript|paper|ticket|session|day|wp|release)\.? ?\W?$"
)
_METRES = re.compile(r"^[^£$€¥]?\d[\d.,]* m$|^[^£$€¥]?0\.\d+ ?m$")  # "0.61 m", not "£4m"
_PHONE = re.compile(r"\+?\d[\d ()/-]{8,}\d")
_PATENT = re.compile(r"(?<!\w)(?:gb|ep|wo|jp|kr|cn|ep no|us no)[: ]$")
_WON = re.compile(
    r"\b(?:opened|ran|went|granted|sold|signed|published|played|performed|shown|awarded|given|won|bought|chosen|selected|"
    r"delivered|spoke|paid|received|completed|admitted|funded|cited|used|broadcast|adopted|taken|came|presented"
    r"|renewed|approved|agreed|extended|invited|offered|appointed|in force|leased|employed|selected)\b"
)


_WILL = re.compile(r"\b(?:will|shall) (?!not\b)")


class Selection(NamedTuple):
    """So many chosen of so many; `start` is where the pool stands in the sentence."""

    chosen: int
    pool: int
    start: int


def read_numbers(low: str) -> list[tuple[int, int, int]]:
    """Return (value, start, end) of counts and sums in figures and words; years, dates, numbers of things
    (pages, patents) are no counts.
    """
    dates = [match.span() for pattern in (_DATE, _PHONE) for match in pattern.finditer(low)]
    found = []
    for match in _NUMBER.finditer(low):
        start, end = match.span()
        if any(a <= start < b for a, b in dates) or _IDENTIFIER.search(low[max(0, start - 16) : start]):
            continue
        if _PATENT.search(low[max(0, start - 6) : start]):
            continue
        raw = match.group(1)
        if YEAR.fullmatch(raw) and not match.group(2):
            continue
        scale = match.group(2)
        if scale == "m" and _METRES.search(low[max(0, start - 1) : end]):
            scale = None
        value = _read_value(raw, scale)
        found.append((value, start, end))
    found.extend(
        (sum(_WORDS[word] for word in match.group().split()), *match.span())
        for match in _WORD_NUMBER.finditer(low)
    )
    return sorted(found, key=lambda item: item[1])


def _read_value(raw: str, scale: str | None) -> int:
    """Return a number's whole value without floating point: "11.4" with "million" is 11,400,000."""
    grouped = re.fullmatch(r"\d{1,3}(?:[,. ’']\d{3})+", raw) is not None
    digits, _, fraction = (re.sub(r"\D", "", raw), "", "") if grouped else raw.partition(".")
    power = _SCALE.get(scale or "", 0)
    return int(digits + (fraction + "0" * power)[:power])


def measure_size(value: int) -> int:
    """Return a thousand times the logarithm to base 10 of a whole number, by whole numbers (±1 per cent)."""
    if value < 1:
        return 0
    digits = len(str(value))
    lead = int(str(value)[:3].ljust(3, "0"))  # 100 to 999
    steps = (
        0,
        100,
        112,
        126,
        141,
        158,
        178,
        200,
        224,
        251,
        282,
        316,
        355,
        398,
        447,
        501,
        562,
        631,
        708,
        794,
        891,
    )
    at = max(index for index, step in enumerate(steps) if step <= lead) - 1
    return 1000 * (digits - 1) + 50 * at


def find_selection(sentences: Sequence[ReadSentence]) -> tuple[Selection, ReadSentence] | None:
    """Return the most telling "so many of so many" of a paper: the pool and the chosen may stand in
    neighbouring lines.
    """
    best: tuple[Selection, ReadSentence] | None = None
    for at, sentence in enumerate(sentences):
        near = " ".join(s.low for s in sentences[max(0, at - 1) : at + 2] if s.page == sentence.page)
        found = _read_selection(sentence.low, near)
        if found and (best is None or found.pool * best[0].chosen > best[0].pool * found.chosen):
            best = (found, sentence)
    return best


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
_MONEY = re.compile(r"[£$€¥]|(?:eur|gbp|usd|chf|sek|nok|dkk|pln|huf|czk|inr|jpy) $")
_PLACES = re.compile(
    r" ?(?:\w+ )?(?:places|seats|slots|winners|prizes|awards|fellowships|fellows|grants|posts|positions|spots"
    r"|stipends|residenc(?:y|ies)|projects|papers|talks)\b"
)
_LEAST_POOL = 4  # fewer are no competition
_POOL_GAP, _CHOSEN_GAP = 32, 34


_FOR_PLACES = re.compile(r" (?:\w+ ){0,5}?for (?:the |our |only |just )*$")
_UNCOUNTED = re.compile(
    r" ?(?:\w+ )?(?:countr(?:y|ies)|years?|days?|members|pages|copies|minutes|hours|%|per cent|referees"
    r"|reviewers|people|persons|seats|cities|nations|continents)\b"
)


def _read_selection(low: str, near: str) -> Selection | None:
    numbers = read_numbers(low)
    offered = _read_places(low, numbers)
    if offered is not None:
        return offered
    for (chosen, _, end), (pool, start, _) in pairwise(numbers):
        linked = _OUT_OF.fullmatch(low[end:start]) and _speaks_of_choice(low)
        if _JURORS.match(low[end:]):
            continue
        if linked and pool >= _LEAST_POOL and 0 < chosen <= pool:
            return Selection(chosen, pool, start)
    return _read_pool(low, near, numbers)


def _read_pool(low: str, near: str, numbers: Sequence[tuple[int, int, int]]) -> Selection | None:
    """Return a pool that is named as one ("1,310 applications"), and how many of it were chosen."""
    for index, (value, start, end) in enumerate(numbers):
        if value < _LEAST_POOL or _MONEY.search(low[max(0, start - 5) : start + 1]):
            continue
        after, before = low[end : end + _POOL_GAP], low[max(0, start - _POOL_GAP) : start]
        pooled = look_for("selection", "pool").search(after) or look_for("selection", "pool").search(before)
        of = _OF.search(before) is not None
        if not pooled and not (of and index and look_for("selection", "chosen").search(low)):
            continue
        if _PLACES.match(after):
            continue
        if _UNCOUNTED.match(after):
            continue
        picked = _find_chosen(low, numbers, start, value)
        if picked is None and not look_for("selection", "chosen").search(near):
            continue
        return Selection(picked or 1, value, start)
    return None


def _read_places(low: str, numbers: Sequence[tuple[int, int, int]]) -> Selection | None:
    """Return "412 proposals for 38 slots"."""
    for (pool, start, end), (places, after, last) in pairwise(numbers):
        offered = _FOR_PLACES.fullmatch(low[end:after]) and _PLACES.match(low[last:])
        if offered and 0 < places <= pool and look_for("selection", "pool").search(low[end:after]):
            return Selection(places, pool, start)
    return None


def _speaks_of_choice(low: str) -> bool:
    return any(look_for("selection", name).search(low) for name in ("pool", "chosen"))


def _find_chosen(low: str, numbers: Iterable[tuple[int, int, int]], pool_at: int, pool: int) -> int | None:
    for value, start, end in numbers:
        if start == pool_at or not 0 < value <= pool or _JURY.search(low[max(0, start - 14) : start]):
            continue
        if _JURORS.match(low[end:]) or _UNCOUNTED.match(low[end:]):
            continue
        linked = _OF.search(low[max(0, pool_at - 20) : pool_at]) and 0 <= pool_at - end < 40  # noqa: PLR2004
        around = low[max(0, start - _CHOSEN_GAP) : start] + " " + low[end : end + _CHOSEN_GAP]
        if linked or look_for("selection", "chosen").search(around):
            return value
    return None


def find_magnitude(sentence: ReadSentence) -> int:
    """Return the largest count or sum of a sentence, 0 without any."""
    return max((value for value, _, _ in read_numbers(sentence.low)), default=0)


def find_year(paper: ReadPaper, this_year: int) -> int | None:
    """Return the latest year of what a paper reports, not of its own date where it has another."""
    inside: list[int] = []
    outside: list[int] = []
    for sentence in paper.sentences:
        for match in YEAR.finditer(sentence.low):
            year = int(match.group())
            if year > this_year:
                continue
            issue = _is_date_line(sentence) or _ISSUED.search(sentence.low[: match.start()]) is not None
            (outside if issue else inside).append(year)
    return max(inside, default=None) or max(outside, default=None)


def _is_date_line(sentence: ReadSentence) -> bool:
    rest = _DATE.sub("", sentence.low)
    return rest != sentence.low and len(rest.split()) <= 4  # noqa: PLR2004 - a place, a weekday


def find_status(sentence: ReadSentence, this_year: int) -> tuple[FactStatus, int]:
    """Return what became of what a sentence reports, and where it says so."""
    low = sentence.low
    for match in look_for("status", "withdrawn").finditer(low):
        if not look_for("status", "not_withdrawn").search(low[: match.start()][-40:]):
            return "withdrawn", match.start()
    denied = look_for("status", "denied").search(low)
    if denied is not None:
        return "denied", denied.start()
    years = [int(year) for year in YEAR.findall(low)]
    ahead = bool(years) and min(years) > this_year
    planned = look_for("status", "planned").search(low)
    if planned is not None and (ahead or not _WON.search(low[: planned.start()])):
        return "planned", planned.start()
    if ahead and not _WON.search(low):
        return "planned", 0
    will = _WILL.search(low)
    if will is not None and not years and not _WON.search(low[: will.start()]):
        return "planned", will.start()
    return "done", 0


_PRONOUN = re.compile(r"\b(?:she|he)\b")


def has_happened(sentence: ReadSentence) -> bool:
    """Tell whether a sentence reports, by its verb, something that came about."""
    return _WON.search(sentence.low) is not None


_CLAUSE = re.compile(r"[;.]|, (?:and|while|but|with|who) |: ")
_ANOTHER = re.compile(
    r"\b(?:mr|ms|mrs|dr|prof|professor) (?!" + MASK + r")\w+|\b(?:his|her|their) (?:colleagues?|team)\b"
)


def find_role(sentence: ReadSentence) -> FactRole:
    """Return what a sentence says that the applicant did: led or made it, or helped with it."""
    low = sentence.low
    found = [*_PRONOUN.finditer(low), *re.finditer(MASK + "+", low)]
    roles = [_read_role(low, match.start(), match.end()) for match in found]
    told = [role for role in roles if role != "unclear"]
    return "assisted" if "assisted" in told else told[0] if told else "unclear"


def _read_role(low: str, start: int, end: int) -> FactRole:
    before = _CLAUSE.split(low[:start])[-1]
    if re.search(r"\bby $|\bby (?:dr|mr|ms|mrs|prof)\W*$", low[max(0, start - 8) : start]):
        return _name_role(before[-60:]) if _name_role(before[-60:]) != "unclear" else "led"
    label = re.search(r"(?:^|[;.(] ?)([^:;.]{3,50}): ?(?:\w+\W+){0,2}$", low[:start])
    after = re.split(r"[;.]|, (?:and|while|but|with) ", low[end:])[0]
    if label is not None:
        roles = (_name_role(after[:120]), _name_role(label.group(1)))
        return "assisted" if "assisted" in roles else roles[1] if roles[1] != "unclear" else roles[0]
    role = _name_role(after[:120])
    return (
        role if role != "unclear" else _name_role(before[-60:]) if not _ANOTHER.search(before) else "unclear"
    )


def _name_role(words: str) -> FactRole:
    assisted, led = look_for("role", "assisted").search(words), look_for("role", "led").search(words)
    if assisted and (not led or assisted.start() <= led.start()):
        return "assisted"
    if led is None:
        return "unclear"
    return "sole" if re.search(r"\b(?:sole|alone|solo)\b", words) else "led"


def find_level(sentences: Iterable[ReadSentence], head: str) -> FactLevel:
    """Return at what level an achievement stands: an organisation's own, a country's, the world's."""
    text = " ".join((head, *(sentence.low for sentence in sentences)))
    for level in ("own", "international", "national", "local"):
        if look_for("level", level).search(text):
            return level
    return "unclear"
