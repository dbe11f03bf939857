"""The slots of a fact, each read from sentences of a paper: status, role, level, size, year.

Texts are masked (see `vocabulary.MASK`), so that "she", "Dr Varga" and "the artist" read alike.
"""

import re
from collections.abc import Iterable, Iterator

from proof_of_talent.domain.reading import FactLevel, FactRole, FactStatus
from proof_of_talent.judging.evidence.numbers import DATE, read_numbers
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadSentence
from proof_of_talent.judging.evidence.vocabulary import MASK, look_for
from proof_of_talent.judging.text.years import YEAR

_ISSUED = re.compile(
    r"\b(?:drawn up|supplied|printed|extract|dated|note of|statement of|as at|as of|as it stood"
    r"|confirmed(?: by \w+){0,3}|on the date of|signed|screen|export(?:ed)?|produced|issued|valid|prepared"
    r"|notarised|translated|up to|to date)\b[^.;]{0,40}$"
)
_COUNTER = re.compile(  # what a printout counts to this day is as new as the printout
    r"\b(?:total|to date|so far|cited by|last (?:\d+ (?:days|weeks|months)|month|year)|stars|downloads|forks"
    r"|followers|citations?|h index|all time)\b.*\d"
)
_WON = re.compile(
    r"\b(?:opened|ran|went|granted|sold|signed|published|played|performed|shown|awarded|given|won|bought|chosen|selected|"
    r"delivered|spoke|paid|received|completed|admitted|funded|cited|used|broadcast|adopted|taken|came|presented"
    r"|renewed|approved|agreed|extended|invited|offered|appointed|in force|leased|employed|selected|placed"
    r"|voted|elected|ranked|accepted|listed|obtained|passed|raised|closed|wrote|nominated|admired|saw)\b"
)


_COUNTED = re.compile(r": ?\d")  # "not confirmed: 22" counts something
_WILL = re.compile(
    r"\b(?:will|shall) (?!not\b|be (?:remembered|missed|known|felt)\b|stay\b|remain\b|have\b|never\b|surely\b"
    r"|regret\b|repay\b|recogni[sz]e\b)"
)
_LOGISTICS = re.compile(r"\b(?:kindly|please|dress|parking|lunch|dinner|hotel|luggage|receipts?|guests?)\b")
_ANY_YEAR = 9_999


def find_magnitude(sentence: ReadSentence) -> int:
    """Return the largest count, or sum in pounds, of a sentence; 0 without any."""
    return max((number.size for number in read_numbers(sentence.low)), default=0)


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
    if _COUNTER.search(paper.low):
        years = (int(year) for year in YEAR.findall(paper.low))
        return max((year for year in years if year <= this_year), default=None)
    return max(inside, default=None) or max(outside, default=None)


def _is_date_line(sentence: ReadSentence) -> bool:
    rest = DATE.sub("", sentence.low)
    return rest != sentence.low and len(rest.split()) <= 4  # noqa: PLR2004 - a place, a weekday


def find_status(sentence: ReadSentence, this_year: int) -> tuple[FactStatus, int]:
    """Return what became of what a sentence reports, and where it says so."""
    low = sentence.low
    for match in look_for("status", "withdrawn").finditer(low):
        if not look_for("status", "not_withdrawn").search(low[: match.start()][-40:]):
            return "withdrawn", match.start()
    denied = look_for("status", "denied").search(low)
    if denied is not None and not _COUNTED.match(low[denied.end() :]):
        return "denied", denied.start()
    years = [int(year) for year in YEAR.findall(low)]
    if not years and _LOGISTICS.search(low):
        return "done", 0  # what is asked of a guest plans nothing
    ahead = bool(years) and min(years) > this_year
    planned = look_for("status", "planned").search(low)
    if planned is not None and (ahead or not _WON.search(low[: planned.start()])):
        return "planned", planned.start()
    will = None if years else _WILL.search(low)
    if (ahead and not _WON.search(low)) or (will is not None and not _WON.search(low[: will.start()])):
        return "planned", will.start() if will else 0
    return "done", 0


def is_done(sentence: ReadSentence) -> bool:
    """Tell whether a sentence reports what was done, in whatever year."""
    return find_status(sentence, _ANY_YEAR)[0] == "done"


_PRONOUN = re.compile(r"\b(?:she|he)\b")


def has_happened(sentence: ReadSentence) -> bool:
    """Tell whether a sentence reports, by its verb, something that came about."""
    return _WON.search(sentence.low) is not None


def is_announced(sentence: ReadSentence) -> bool:
    """Tell a plan with a year or words of its own from "will" in passing."""
    low = sentence.low
    return YEAR.search(low) is not None or look_for("status", "planned").search(low) is not None


_CLAUSE = re.compile(r"[;.]|, (?:and|while|but|with|who) |: ")
_COMMITS = re.compile(r"\b(?:commits|changelists|changesets|shortlog|lines (?:added|kept|changed))\b")
_MAKERS = re.compile(r"\b(?:inventors?|authors?): ?([^.]{20,600}?)(?=\.\s|  |\n|claims|abstract|$)")
_MANY_MAKERS, _NEAR_FIRST, _LEAST_SHARE = 6, 2, 10
_OWN_SHARE = re.compile(MASK + r" (\d{1,2})(?:\.\d)? ?%")
_NAME, _COUNT = r"([^\W\d_][^\s\d]*(?: [^\W\d_][^\s\d]*){0,2})", r"(\d{1,3}(?:[,. ]\d{3})+|\d+)"
_OF_NAME = re.compile(rf"(?:commits:? )?{_NAME}:?\s{{1,40}}{_COUNT}(?: commits| changelists)?(?:\s+[\d ,]+)?")
_TO_NAME = re.compile(rf"{_COUNT}\s{{1,8}}{_NAME}")
_NEXT_NAME = re.compile(r"[;,](?!\d)")
_FEW = 6  # with less than one in so many somebody helped
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


def find_place(paper: ReadPaper) -> FactRole:
    """Return "assisted" where a list of many inventors or authors has the applicant far down."""
    for match in _MAKERS.finditer(paper.low):
        names = [one for one in re.split(r"[;·]|, (?!dr|jr)", match.group(1)) if one.strip()]
        mine = next((at for at, one in enumerate(names) if MASK in one), None)
        if mine is not None and len(names) >= _MANY_MAKERS and _NEAR_FIRST < mine < len(names) - 1:
            return "assisted"
    shares = [int(share) for share in _OWN_SHARE.findall(paper.low)]
    return "assisted" if shares and max(shares) < _LEAST_SHARE else "unclear"


def find_share(paper: ReadPaper) -> FactRole:
    """Return the role that a paper's counts of commits by name give: most of them led, few of them helped."""
    if _COMMITS.search(paper.low) is None:
        return "unclear"
    counts = [(MASK in name, int(re.sub(r"\D", "", count))) for name, count in _list_counts(paper)]
    mine, total = sum(count for own, count in counts if own), sum(count for _, count in counts)
    if len(counts) < 2 or not mine:  # noqa: PLR2004 - somebody to share with
        return "unclear"
    return "led" if 2 * mine >= total else "assisted" if _FEW * mine < total else "unclear"


def _list_counts(paper: ReadPaper) -> Iterator[tuple[str, str]]:
    """Yield names with their counts, from lines and lists that hold nothing else."""
    at = 0
    for line in paper.text.split("\n"):
        low = paper.low[at : at + len(line)]
        for part in _NEXT_NAME.split(low) if _COMMITS.search(low) else [low]:
            words = part.strip(" -*.")
            if match := _OF_NAME.fullmatch(words):
                yield match.group(1), match.group(2)
            elif match := _TO_NAME.fullmatch(words):
                yield match.group(2), match.group(1)
        at += len(line) + 1


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
