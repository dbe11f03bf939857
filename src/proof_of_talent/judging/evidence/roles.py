"""What each paper is, by its contents alone: a CV, a statement, a letter, a paper by others.

A file's name never matters here, because files arrive as "scan 003" as often as under a telling name.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from proof_of_talent.domain.reading import PaperRole
from proof_of_talent.judging.evidence.applicant import ApplicantName, count_namings, index_words
from proof_of_talent.judging.evidence.vocabulary import look_for
from proof_of_talent.judging.text.folding import fold_text

_FIRST = re.compile(r"\b(?:I(?!\W?[:.)\n/])|[Mm]e|[Mm]y|we|We|us|[Oo]ur|I['’](?:m|ve|d|ll))\b")
_ALONE = re.compile(r"\b(?:I(?!\W?[:.)\n/])|[Mm]e|[Mm]y|I['’](?:m|ve|d|ll))\b")
_THIRD = re.compile(r"\b(?:she|he|her|his|him|they)\b", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"\n]{1,600}\"|“[^”]{1,600}”")
_YEAR_LINE = re.compile(
    r"^\W*(?:[A-Za-z]{3,9}\.? |\d{1,2}[./])?(?:19|20)\d\d\b|\b(?:19|20)\d\d\W*$"
    r"|\b(?:19|20)\d\d\W{1,3}(?:to )?"
    r"(?:(?:[A-Za-z]{3,9}\.? |\d{1,2}[./])?(?:19|20)\d\d|now|present|today|date)\b",
    re.IGNORECASE,
)
_OPENING, _FIRST_LINES = 700, 160
_MOST_HEADINGS, _MOST_DATED, _MOST_NAMINGS, _NAME_LINES = 6, 5, 4, 3
_BEGINS, _FIRST_WORDS = 2, 3  # points of a name with which a paper begins
_LEAST_CV = 4
_FORM_THAT_GREETS = 8  # headings and dated lines of a CV that begins with "Hello! I'm ..."
_LEAST_FORM = 2  # headings and dated lines; a report that names its subject often has one by chance


class _Voice(NamedTuple):
    """Who speaks in a paper, of whom and to whom, outside quotation marks."""

    first: int
    alone: int
    third: int
    named: int
    words: int
    greets: bool
    recommends: bool
    testifies: bool
    to_applicant: bool
    is_mail: bool
    is_printed: bool


def find_cv(texts: Sequence[str]) -> int | None:
    """Return which paper is the applicant's CV: headings and dated lines below a name that others repeat."""
    words = [index_words(text) for text in texts]
    points = [_measure_cv(text, [*words[:at], *words[at + 1 :]]) for at, text in enumerate(texts)]
    best, _, at = max(zip(points, texts, range(len(texts)), strict=True), default=(0, "", 0))
    return at if best >= _LEAST_CV else None


def _measure_cv(text: str, others: Sequence[frozenset[str]]) -> int:
    """Return points for headings, dated lines and a head with a name that other papers repeat; none for
    a mail, and for what greets somebody unless it has the form of a CV throughout.
    """
    opening = fold_text(text)[:_OPENING]
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    headings = {
        match.group() for line in lines if (match := look_for("frame", "headings").match(fold_text(line)))
    }
    dated = sum(_YEAR_LINE.search(line) is not None for line in lines)
    form = min(_MOST_HEADINGS, len(headings)) + min(_MOST_DATED, dated)
    greets = look_for("frame", "greeting").search(opening) is not None and form < _FORM_THAT_GREETS
    if form < _LEAST_FORM or greets or look_for("frame", "mail").search(opening):
        return 0
    begins = _BEGINS * (count_namings(" ".join(lines[0].split()[:_FIRST_WORDS]), others) > 0)
    return form + begins + min(_MOST_NAMINGS, count_namings("\n".join(lines[:_NAME_LINES]), others))


def tell_role(text: str, applicant: ApplicantName | None) -> PaperRole:
    """Tell statements, letters and papers by others apart by who speaks, of whom, and to whom."""
    voice = _listen(text, applicant)
    if voice.is_mail or voice.to_applicant or voice.is_printed:
        return "paper"
    if _speaks_of_oneself(voice):
        return "own"
    return "letter" if voice.first and voice.third and _testifies(voice) else "paper"


def _testifies(voice: _Voice) -> bool:
    """Tell who writes of somebody to somebody from a report that says "we" or "I" in passing."""
    if voice.greets or voice.first * 160 < voice.words or voice.third * 8 < voice.first:
        return voice.greets
    if voice.recommends:
        return True
    often = voice.third >= 2 and voice.first * 60 >= voice.words  # noqa: PLR2004 - ours
    return voice.alone > 0 and voice.first > 1 and (voice.testifies or often)


def _speaks_of_oneself(voice: _Voice) -> bool:
    """Tell a statement: it says "I" often and names the applicant hardly ever."""
    if voice.greets:
        return voice.third * 8 < voice.first and voice.alone * 40 >= voice.words
    if not voice.third or (not voice.named and not voice.recommends):
        return voice.alone * 60 >= voice.words
    often = voice.alone >= 3 and voice.alone * 50 >= voice.words  # noqa: PLR2004 - ours
    return often and voice.third * (6 if voice.named else 2) <= voice.first


def _listen(text: str, applicant: ApplicantName | None) -> _Voice:
    said = _QUOTED.sub(" ", text)
    low = fold_text(said)
    opening = low[:_OPENING]
    named = len(applicant.find(said)[0]) if applicant else 0
    return _Voice(
        first=len(_FIRST.findall(said)),
        alone=len(_ALONE.findall(said)),
        third=len(_THIRD.findall(said)) + named,
        named=named,
        words=max(1, len(said.split())),
        greets=look_for("frame", "greeting").search(opening) is not None,
        recommends=look_for("frame", "recommends").search(low) is not None,
        testifies=look_for("frame", "testifies").search(low) is not None,
        to_applicant=len(set(look_for("frame", "to_applicant").findall(low))) >= 2  # noqa: PLR2004
        or (applicant is not None and _greets_applicant(text, applicant)),
        is_printed=look_for("frame", "printed").search(low[:_FIRST_LINES]) is not None
        and look_for("frame", "greeting").search(opening) is None,
        is_mail=look_for("frame", "mail").search(opening) is not None
        and look_for("frame", "greets_assessors").search(opening) is None,
    )


def _greets_applicant(text: str, applicant: ApplicantName) -> bool:
    """Tell whether a paper is written to the applicant ("Dear Ilmari", "Dear Dr Raghunandan")."""
    match = re.search(r"^\W*(?:Dear|Hello|Hi)\b ?([^\n,:]{2,60})", text[:_OPENING], re.MULTILINE)
    return match is not None and bool(applicant.find(match.group(1))[0])
