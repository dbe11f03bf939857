"""Finds a listed prize that the applicant holds by name: its holder needs no endorsement.

A prize counts where a line names it, its category where the list has one, and a win, and nothing in the line
gives it to a group, to somebody else, or makes it less than the first place. The turns of phrase are ours.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from proof_of_talent.domain.application import OWN_KINDS, Application, ApplicationDocument
from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.domain.routing_rules import Prize, PrizeTable
from proof_of_talent.judging.evidence.applicant import ApplicantName, find_applicant

ANSWERS = ("prizes", "awards", "international_prizes")
"""Questions whose answers may name a prize."""

_WON = re.compile(
    r"\b(?:won|wins|winner|winning|recipient|received|receives|laureate|awarded|holder|medallist|medalist"
    r"|presented|conferred"
    r"|(?:first|1st) (?:prize|place)|gold medal)\b",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\b(?:not|never|nominat\w*|nominee|shortlist\w*|longlist\w*|finalist|semi-?finalist"
    r"|runners?[- ]up|students?|school|junior|young|youth|jury|juror|judge|committee|lectures?"
    r"|lectured|second|third|fourth|fifth|sixth|2nd|3rd|4th|5th|(?:honou?rable|special) mention|hopes?"
    r"|hoping|aims?|will|would|propos\w+|declin\w*|refus\w+|applied|application|under consideration"
    r"|considered|translat\w+|symposium|documentary|selection"
    r"|(?:my|his|her|their) (?:father|mother|husband|wife|partner|brother|sister|uncle|aunt"
    r"|grand\w+|supervisor|mentor|professor|teacher|advis[eo]r|colleague|boss))\b",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"\b(?:our|we|us|team|teams|ensemble|company|studio|band|orchestra|group|consortium|collaboration|cast|crew"
    r"|employer|agency|label|firm|lab|laboratory|institute|members?|contributed|for lighting|produced by)\b",
    re.IGNORECASE,
)
_OTHERS_BEFORE = re.compile(
    r"\b(?:with|alongside|under|by|between|assist\w+|supervis\w+)\s+(?:[\w.'’-]+\s+){0,4}$", re.IGNORECASE
)
_OTHERS_AFTER = re.compile(
    r"^[\s-]*(?:winner|laureate|recipient|holder|winning)s?,?\s+(?:(?:Sir|Dame|Dr|Prof)\S*\s+)?[A-Z]"
)
_NAME = r"(?P<name>[A-Z][\w'’-]+ (?:[A-Z]\. )?[A-Z][\w'’-]+)"
_GIVEN = (
    re.compile(
        rf"{_NAME},? (?:has |had |have )?(?:won|wins|receive[sd]?|was awarded|was given|been awarded)\b"
    ),
    re.compile(rf"\b(?:won|awarded|given|presented|shared)(?: jointly)? (?:by|to) {_NAME}"),
)
_ENTRY = re.compile(r"^[\W\d_]*(?:the )?$", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_BREAK = re.compile(r"\n|(?<=[.!?;])\s+(?=[A-Z“\"])")


class PrizeHit(NamedTuple):
    """A listed prize with where it is named; `evidence` is empty where only an answer names it.

    `words` are those that name it, `by_group` that a group has it, and `is_own_word` that only the applicant
    says so.
    """

    prize: Prize
    table: PrizeTable
    evidence: tuple[Evidence, ...]
    by_group: bool
    words: str = ""
    is_own_word: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether this is the listed prize: others may use a short name, so a CV needs the whole one."""
        whole = " ".join(self.words.lower().split()) == self.prize.name.lower()
        return whole or not self.is_own_word

    @property
    def name(self) -> str:
        """The prize, with its category where the list needs one."""
        named = self.prize.category and not self.prize.any_category
        return f"{self.prize.name}, {self.prize.category}" if named else self.prize.name


class _Line(NamedTuple):
    text: str
    evidence: tuple[Evidence, ...]
    is_own: bool


def find_prize(application: Application, tables: Iterable[PrizeTable]) -> PrizeHit | None:
    """Return a listed prize that the papers or answers give to the applicant, one of their own if any.

    A hit with `by_group` is a listed prize that the words give to a group: it does not count.
    """
    lines = list(_list_lines(application))
    words = {word for line in lines for word in _WORD.findall(line.text.lower())}
    listed = [
        (table, prize, _match_name(prize)) for table in tables for prize in table.prizes
        if any(words.issuperset(_WORD.findall(name.lower())) for name in (prize.name, *prize.also))
    ]  # fmt: skip
    applicant = find_own_name(application) if listed else None
    group: PrizeHit | None = None
    for line in lines:
        for table, prize, pattern in listed:
            for match in pattern.finditer(line.text):
                if not _is_this_prize(prize, line.text) or not _is_held(line, match, applicant):
                    continue
                rest = line.text[: match.start()] + " " + line.text[match.end() :]
                is_group = _GROUP.search(rest) is not None
                hit = PrizeHit(prize, table, line.evidence, is_group, match.group(), line.is_own)
                if not hit.by_group:
                    return hit
                group = group or hit
    return group


def find_own_name(application: Application) -> ApplicantName | None:
    """Return the applicant's name by the CV, whether or not any other paper repeats it; None without a CV."""
    texts = {one.id: "\n".join(page.text for page in one.pages) for one in application.documents}
    cvs = [texts[one.id] for one in application.documents if one.kind == "cv"]
    others = [texts[one.id] for one in application.documents if one.kind not in OWN_KINDS]
    return (find_applicant(cvs, others) or find_applicant(cvs, [])) if cvs else None


def _list_lines(application: Application) -> Iterator[_Line]:
    for question in ANSWERS:
        answer = application.answers.get(question)
        if isinstance(answer, str):
            for part in _BREAK.split(answer):
                yield _Line(part, (), is_own=True)
    for document in application.documents:
        yield from _list_document(document)


def _list_document(document: ApplicationDocument) -> Iterator[_Line]:
    for page in document.pages:
        at = 0
        for part in _BREAK.split(page.text):
            start = page.text.find(part, at)
            at = start + len(part)
            quote = part.strip()[:300]
            if quote:
                evidence = (Evidence(document=document.id, page=page.number, quote=quote, grounded=True),)
                yield _Line(part, evidence, document.kind in OWN_KINDS)


def _match_name(prize: Prize) -> re.Pattern[str]:
    names = "|".join(
        re.escape(name).replace(r"\ ", r"\s+").replace("’", "['’]").replace("–", "[-–]")
        for name in sorted((prize.name, *prize.also), key=len, reverse=True)
    )
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE)


def _is_this_prize(prize: Prize, text: str) -> bool:
    """Tell whether a line names the category, where there is one, and the body, where others use the name."""
    low = text.lower()
    if prize.with_body and prize.body.lower() not in low:
        return False
    if not prize.category or prize.any_category:
        return True
    return any(
        all(re.search(rf"\b{re.escape(word)}\b", low) for word in form.split()) for form in prize.forms
    )


def _is_held(line: _Line, match: re.Match[str], applicant: ApplicantName | None) -> bool:
    """Tell whether a line says that the applicant won the prize that was found in it."""
    before, after = line.text[: match.start()], line.text[match.end() :]
    if _LESS.search(before) or _LESS.search(after):
        return False
    if _OTHERS_BEFORE.search(before):
        return False
    named = applicant is not None and applicant.is_whole_in(line.text)
    if _OTHERS_AFTER.match(after) and not named:
        return False
    won = _WON.search(before) is not None or _WON.search(after) is not None
    if line.is_own:
        return won or _ENTRY.match(before) is not None
    return won and named and not _is_given_to_others(f"{before} {after}", applicant)


def _is_given_to_others(text: str, applicant: ApplicantName | None) -> bool:
    """Tell whether a line says who won, and it is not the applicant, whom it only names besides."""
    names = [match["name"] for pattern in _GIVEN for match in pattern.finditer(text)]
    return bool(names) and applicant is not None and not any(applicant.is_whole_in(name) for name in names)
