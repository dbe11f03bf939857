"""Reads one line about a listed prize: whether it is that prize, and whether the applicant holds it.

A prize counts where a line names it, its category where the list has one, and a win, and nothing in the line
gives it to a group, to somebody else, or makes it less than the first place. The turns of phrase are ours.
"""

import re
from typing import NamedTuple

from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.domain.routing_rules import Prize
from proof_of_talent.judging.evidence.applicant import ApplicantName

_WON = re.compile(
    r"\b(?:won|wins|winner|winning|recipient|received|receives|laureate|awarded|holder|medall?ist"
    r"|presented|conferred|to award|goes to|went to"
    r"|(?:first|1st) (?:prize|place)|gold medal)\b",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\b(?:not|never|nominat\w*|nominee|shortlist\w*|longlist\w*|finalist|semi-?finalist"
    r"|runners?[- ]up|students?|schools?|child(?:ren)?|amateurs?|junior|young|youth|jury|juror|judge"
    r"|committee|lectures?|lectured|second|third|fourth|fifth|sixth|2nd|3rd|4th|5th"
    r"|(?:honou?rable|special) mention|hop(?:es?|ing)|aims?|will|would|could|should|might"
    r"|deserves?|contender|candidate|propos\w+|declin\w*|refus\w+"
    r"|applied|application|under consideration|considered|translat\w+|symposium|documentary|selection"
    r"|internal|in-house|local|host|hosted|ceremony|curator|obituary|biograph\w+|attended|guest|sponsored"
    r"|missed|lost|beaten"
    r"|(?:my|his|her|their|\w+['’]s) (?:father|mother|husband|wife|partner|brother|sister|uncle|aunt"
    r"|grand\w+|supervisor|mentor|professor|teacher|advis[eo]r|colleague|boss))\b",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"\b(?:our|we|us|team|teams|ensemble|company|studio|band|orchestra|group|consortium|collaboration|cast|crew"
    r"|employer|agency|label|firm|production|practice|lab|laboratory|institute|members?|contributed"
    r"|for lighting|produced by|ltd|inc|llc|plc|gmbh)\b",
    re.IGNORECASE,
)
_OTHERS_BEFORE = re.compile(
    r"(?:\b(?:with|alongside|under|by|between|assist\w+|supervis\w+)\s+(?:[\w.'’-]+\s+){0,4}"
    r"|\b(?:which|whose)\b.*"
    r"|\b(?:advis[eo]r|supervisor|mentor|referee|references?|co-?author|employer|teacher|client)s?\s*:.*)$",
    re.IGNORECASE,
)
_WHO_WON = re.compile(r"(?P<who>\S+ \S+?),? (?:that|who) (?:has |had |have )?(?:won|received|was awarded)\b")
_OTHERS_AFTER = re.compile(
    r"^[\s-]*(?:winner|laureate|recipient|holder|winning)s?,?\s+(?!Best\b)(?:(?:Sir|Dame|Dr|Prof)\S*\s+)?[A-Z]"
)
_ONE_OF_OTHERS = re.compile(
    r"\b(?:of|about|for|from|to|with|at)\s+(?:an?|the|two|several)\s+$", re.IGNORECASE
)
_TITLED = re.compile(r"\b(?:Prof(?:essor)?|Dr|Sir|Dame)\b\.?(?: [A-Z][\w'’.-]*)+,?\s*\(?$")
_HOLDER = re.compile(r"^[\s-]*(?:winner|laureate|recipient|holder|winning)", re.IGNORECASE)
_AUTHOR = re.compile(r"\b(?:our|we|us)\b", re.IGNORECASE)
_SPEAKER = re.compile(r"\b(?:I|my|me)\b")
_GIVER = re.compile(
    r"\b(?:jury|committee)(?= (?:has |have )?(?:decided|awarded|chosen?|presented|named|selected)\b)",
    re.IGNORECASE,
)
_NAME = r"(?P<name>[A-Z][\w'’-]+ (?:[A-Z]\. )?[A-Z][\w'’-]+)"
_GIVEN = (
    re.compile(
        rf"{_NAME},? (?:who )?(?:has |had |have )?(?:won|wins|receive[sd]?|was awarded|was given|been awarded"
        r"|(?:the )?(?:winner|recipient|laureate|holder) of)\b"
    ),
    re.compile(rf"\b(?:won|award(?:ed)?|given|presented|shared|goes|went)\b[^.;]{{0,40}}? (?:by|to) {_NAME}"),
)
_NEXT_BEFORE = re.compile(r"([\w.'’-]+)\s+$")
_NEXT_AFTER = re.compile(r"^[ \t®™]*(-?\w[\w'’]*)")
_MAY_STAND_BEFORE = re.compile(
    r"best|a|an|the|of|for|with|and|prize|prizes|award|awards|honours|honors|"
    r"distinction|distinctions|won|wins|winner|winning|recipient|received|receives|laureate|"
    r"awarded|holder|presented|prestigious|first|place|in|as",
    re.IGNORECASE,
)
_MAY_STAND_AFTER = re.compile(
    r"in|for|of|at|by|from|to|with|on|and|or|together|jointly|shared|was|is|has|had|"
    r"goes|went|winner|winners|laureate|laureates|recipient|recipients|holder|medallist|"
    r"medalist|winning|first|1st|gold|best|prize|award|awards|this",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


class PrizeLine(NamedTuple):
    """A line that may name a prize, with where it stands; `is_own` says that the applicant wrote it."""

    text: str
    evidence: tuple[Evidence, ...]
    is_own: bool


def match_name(prize: Prize) -> re.Pattern[str]:
    """Return a pattern that finds a prize by any of its names, also in the plural, and its medallists."""
    names = "|".join(
        re.escape(name).replace(r"\ ", r"\s+").replace("’", "['’]").replace("–", "[-–]")
        for name in sorted((prize.name, *prize.also), key=len, reverse=True)
    )
    return re.compile(rf"(?<!\w)(?:{names})(?:(?<=medal)l?ist|(?<=award)s|(?<=prize)s)?(?!\w)", re.IGNORECASE)


def is_this_prize(prize: Prize, text: str, match: re.Match[str]) -> bool:
    """Tell whether a line names the category, where there is one, and the body, where others use the name.

    A word beside the name may make it the name of something else ("Golden Globe Race", "Company Oscar").
    """
    low = text.lower().replace("1st", "first")
    if prize.with_body and prize.body.lower() not in low:
        return False
    if not _stands_alone(prize, text[: match.start()], text[match.end() :]):
        return False
    if not prize.category or prize.any_category:
        return True
    return any(
        all(re.search(rf"\b{re.escape(word)}\b", low) for word in form.split()) for form in prize.forms
    )


def _stands_alone(prize: Prize, before: str, after: str) -> bool:
    own = _list_own_words(prize)
    left, right = _NEXT_BEFORE.search(before), _NEXT_AFTER.match(after)
    if left and not (_is_plain(left[1]) or _is_usual(left[1], own, _MAY_STAND_BEFORE)):
        initials = "".join(letter for letter in prize.body if letter.isupper())
        if not left[1].isupper() or left[1] not in initials:
            return False
    return right is None or _is_plain(right[1]) or _is_usual(right[1], own, _MAY_STAND_AFTER)


def _list_own_words(prize: Prize) -> set[str]:
    return set(_WORD.findall(f"{prize.name} {prize.category} {' '.join(prize.forms)} {prize.body}".lower()))


def _begins_entry(prize: Prize, before: str) -> bool:
    """Tell whether the words before a prize are those with which an entry of a list begins."""
    own = _list_own_words(prize)
    words = re.findall(r"[^\W\d_]+", before)
    return all(word.isupper() or _is_usual(word, own, _MAY_STAND_BEFORE) for word in words)


def _is_usual(word: str, own: set[str], usual: re.Pattern[str]) -> bool:
    return word.lower() in own or usual.fullmatch(word) is not None


def _is_plain(word: str) -> bool:
    """Tell whether a word is a number or a bullet, or ends a part of the line."""
    return word[-1] in ".,;:-–—" or word.endswith("-time") or not word.strip("-").isalpha()


def is_held(prize: Prize, line: PrizeLine, match: re.Match[str], applicant: ApplicantName | None) -> bool:
    """Tell whether a line says that the applicant won the prize that was found in it."""
    before, after = _GIVER.sub("", line.text[: match.start()]), line.text[match.end() :]
    if _LESS.search(before) or _LESS.search(after):
        return False
    who = _WHO_WON.search(before)
    if who and not (applicant and applicant.is_whole_in(who["who"])):
        return False
    if _OTHERS_BEFORE.search(before) or (_ONE_OF_OTHERS.search(before) and _HOLDER.match(after)):
        return False
    named = applicant is not None and applicant.is_whole_in(line.text)
    if not named and (_OTHERS_AFTER.match(after) or _TITLED.search(before)):
        return False
    won = _WON.search(before) or _WON.search(after) or _WON.search(match.group())
    if line.is_own:
        return won is not None or _begins_entry(prize, before)
    return bool(won and named) and not is_won_by_another(f"{before} {after}", applicant)


def is_won_by_another(text: str, applicant: ApplicantName | None) -> bool:
    """Tell whether a line says who won, or its author speaks, and it is not the applicant who won."""
    names = [match["name"] for pattern in _GIVEN for match in pattern.finditer(text)]
    is_own = applicant is not None and any(applicant.is_whole_in(name) for name in names)
    return not is_own and bool(names or _SPEAKER.search(text))


def is_of_group(line: PrizeLine, match: re.Match[str]) -> bool:
    """Tell whether a line gives the prize to a group. In papers by others "we" and "our" are its author."""
    rest = line.text[: match.start()] + " " + line.text[match.end() :]
    return _GROUP.search(rest if line.is_own else _AUTHOR.sub("", rest)) is not None
