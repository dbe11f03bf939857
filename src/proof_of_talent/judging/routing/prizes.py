"""Finds a listed prize that the applicant holds by name: its holder needs no endorsement."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from proof_of_talent.domain.application import OWN_KINDS, Application, ApplicationDocument
from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.domain.routing_rules import Prize, PrizeTable
from proof_of_talent.judging.evidence.applicant import ApplicantName, find_applicant
from proof_of_talent.judging.routing.prize_lines import (
    PrizeLine,
    is_held,
    is_of_group,
    is_this_prize,
    match_name,
)

ANSWERS = ("prizes", "awards", "international_prizes")
"""Questions whose answers may name a prize."""

_WORD = re.compile(r"\w+")
_ENDINGS = re.compile(r"(?<=medal)l?ist\b|(?<=award)s\b|(?<=prize)s\b")
_BREAK = re.compile(r"\n|(?<!\bProf\.)(?<!\bDr\.)(?<=[.!?;])\s+(?=[A-Z“\"])")


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


def find_prize(application: Application, tables: Iterable[PrizeTable]) -> PrizeHit | None:
    """Return a listed prize that the papers or answers give to the applicant, one of their own if any.

    A hit with `by_group` is a listed prize that the words give to a group: it does not count.
    """
    lines = list(_list_lines(application))
    said = {word for line in lines for word in _list_words(line.text)}
    listed = [
        (table, prize, match_name(prize)) for table in tables for prize in table.prizes
        if any(said.issuperset(_list_words(name)) for name in (prize.name, *prize.also))
    ]  # fmt: skip
    applicant = find_own_name(application) if listed else None
    group: PrizeHit | None = None
    for line in lines:
        for table, prize, pattern in listed:
            for match in pattern.finditer(line.text):
                if not is_this_prize(prize, line.text, match) or not is_held(prize, line, match, applicant):
                    continue
                is_group = is_of_group(line, match)
                hit = PrizeHit(prize, table, line.evidence, is_group, match.group(), line.is_own)
                if not hit.by_group:
                    return hit
                group = group or hit
    return group


def _list_words(text: str) -> list[str]:
    return _WORD.findall(_ENDINGS.sub("", text.lower()))


def find_own_name(application: Application) -> ApplicantName | None:
    """Return the applicant's name by the CV, whether or not any other paper repeats it; None without a CV."""
    texts = {one.id: "\n".join(page.text for page in one.pages) for one in application.documents}
    cvs = [texts[one.id] for one in application.documents if one.kind == "cv"]
    others = [texts[one.id] for one in application.documents if one.kind not in OWN_KINDS]
    return (find_applicant(cvs, others) or find_applicant(cvs, [])) if cvs else None


def _list_lines(application: Application) -> Iterator[PrizeLine]:
    for question in ANSWERS:
        answer = application.answers.get(question)
        if isinstance(answer, str):
            for part in _BREAK.split(answer):
                yield PrizeLine(part, (), is_own=True)
    for document in application.documents:
        yield from _list_document(document)


def _list_document(document: ApplicationDocument) -> Iterator[PrizeLine]:
    for page in document.pages:
        at = 0
        for part in _BREAK.split(page.text):
            start = page.text.find(part, at)
            at = start + len(part)
            quote = part.strip()[:300]
            if quote:
                evidence = (Evidence(document=document.id, page=page.number, quote=quote, grounded=True),)
                yield PrizeLine(part, evidence, document.kind in OWN_KINDS)
