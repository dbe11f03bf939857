"""Looks in each letter for every point that its route asks for, and quotes what it finds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from proof_of_talent.domain.application import ApplicationDocument
from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.domain.letter_rules import LetterPointRule
from proof_of_talent.domain.letters import LetterCheck, LetterPoint, PointStatus
from proof_of_talent.judging.letters import statements
from proof_of_talent.judging.letters.applicant import Applicant
from proof_of_talent.judging.letters.layout import LetterLayout, lay_out
from proof_of_talent.judging.letters.purpose import Purpose, judge_purpose
from proof_of_talent.judging.letters.reading import LetterDate, LetterPart, LetterReading
from proof_of_talent.judging.letters.sentences import Sentence, split_sentences

_MOST_QUOTES = 2  # of one point
_OLD_MONTHS = 12
_LEAST_ACQUAINTANCE = 12  # months
_TYPED = "We saw a typed name only. A signature by hand is a picture that we cannot read: is there one?"
_NO_APPLICANT = "We could not read your name in your CV, so we do not know whether the letter is about you."
_YOU_SAY = "You say that it is about you; it does not name you as your CV does. Ask the author to."
_UNNAMED = "The letter names neither you nor anybody else. Is it about you?"
_PRAISE_ONLY = "There is praise, and no achievement with a figure or a title that we could find."
_GENERAL = "It says that the UK will gain, and not what you will do there."
_ONLY_PLANS = "It says what you will do in the UK; we found no words on what the UK gains from it."
_NOT_SAID = "The letter does not say it in words that we know; ask the author where it matters."
_CLOSE = "These words speak of a close tie. Such a letter carries less weight."


class LetterContext(NamedTuple):
    """What a letter is checked against: whom it should be about (and words that name somebody else, by
    document), the day, the most pages, and
    what it has to be written for.
    """

    applicant: Applicant | None
    about_others: Mapping[str, Sentence]
    as_of: date
    most_pages: int | None
    purpose: Purpose
    said_to_be_about_you: frozenset[str] = frozenset()


class _Letter(NamedTuple):
    document: ApplicationDocument
    reading: LetterReading
    layout: LetterLayout
    sentences: tuple[Sentence, ...]
    context: LetterContext


def check_letter(
    document: ApplicationDocument,
    reading: LetterReading,
    rules: Iterable[LetterPointRule],
    context: LetterContext,
    *,
    counted: bool,
) -> LetterCheck:
    """Return every asked point of one letter with what was found of it."""
    layout = lay_out(document)
    letter = _Letter(document, reading, layout, tuple(split_sentences(layout.body)), context)
    points = tuple(_CHECKS[rule.code](letter).model_copy(update={"code": rule.code}) for rule in rules)
    return LetterCheck(
        document=document.id,
        counted=counted,
        points=points,
        author=reading.author.value if reading.author else None,
        role=reading.role.value if reading.role else None,
        organisation=reading.organisation.value if reading.organisation else None,
        written=reading.date.value if reading.date else None,
    )


def _point(status: PointStatus, *evidence: Evidence, note: str | None = None) -> LetterPoint:
    most = 1 if status == "found" else _MOST_QUOTES
    return LetterPoint(code="", status=status, evidence=evidence[:most], note=note)


def _quote(letter: _Letter, sentences: Sequence[Sentence]) -> list[Evidence]:
    return [sentence.quote(letter.document.id) for sentence in sentences]


def _show(part: LetterPart | LetterDate | None, otherwise: PointStatus = "not_found") -> LetterPoint:
    return _point(otherwise) if part is None else _point("found", part.evidence)


def _show_sentences(letter: _Letter, sentences: Sequence[Sentence]) -> LetterPoint:
    return _point("found", *_quote(letter, sentences)) if sentences else _point("not_found")


def _name_applicant(letter: _Letter) -> Callable[[str], bool]:
    applicant = letter.context.applicant
    return applicant.is_named if applicant is not None else lambda _text: False


def _check_about_you(letter: _Letter) -> LetterPoint:
    applicant = letter.context.applicant
    if applicant is None:
        return _point("unclear", note=_NO_APPLICANT)
    own = [*letter.layout.body, *letter.layout.head]  # a letterhead may have the same name by chance
    naming = next((line for line in own if applicant.is_named(line.text)), None)
    if naming is not None:
        return _point("found", Sentence(*naming).quote(letter.document.id))
    if letter.document.id in letter.context.said_to_be_about_you:
        return _point("unclear", note=_YOU_SAY)
    other = letter.context.about_others.get(letter.document.id)
    return _point("against", *_quote(letter, [other])) if other else _point("unclear", note=_UNNAMED)


def _check_standing(letter: _Letter) -> LetterPoint:
    said = _quote(letter, statements.find_sentences(letter.sentences, statements.STANDING))
    role = letter.reading.role
    evidence = [*said, *([role.evidence] if role is not None else [])]
    return _point("found", *evidence) if evidence else _point("not_found")


def _check_credentials(letter: _Letter) -> LetterPoint:
    if letter.reading.credentials is not None:
        return _show(letter.reading.credentials)
    lines = [Sentence(*line) for line in letter.layout.tail]
    said = statements.find_sentences([*letter.sentences, *lines], statements.CREDENTIALS)
    return _show_sentences(letter, said)


def _check_relationship(letter: _Letter) -> LetterPoint:
    return _show_sentences(letter, statements.find_sentences(letter.sentences, statements.KNOWS))


def _check_acquaintance(letter: _Letter) -> LetterPoint:
    written = letter.reading.date.value if letter.reading.date is not None else letter.context.as_of
    measured = statements.measure_acquaintance(letter.sentences, written.year)
    if measured is None:
        return _point("not_found")
    sentence, months = measured
    if months >= _LEAST_ACQUAINTANCE:
        return _point("found", *_quote(letter, [sentence]))
    note = f"We read about {months} months; at least {_LEAST_ACQUAINTANCE} are asked for."
    return _point("unclear", *_quote(letter, [sentence]), note=note)


def _check_independence(letter: _Letter) -> LetterPoint:
    close = statements.find_sentences(letter.sentences, statements.CLOSE)
    if close:
        return _point("against", *_quote(letter, close), note=_CLOSE)
    said = statements.find_sentences(letter.sentences, statements.INDEPENDENT)
    return _point("found", *_quote(letter, said)) if said else _point("unclear", note=_NOT_SAID)


def _check_achievements(letter: _Letter) -> LetterPoint:
    found = statements.find_achievements(letter.sentences, _name_applicant(letter))
    if found:
        return _point("found", *_quote(letter, found))
    praise = statements.find_praise(letter.sentences)
    return _point("not_found", *_quote(letter, praise[:1]), note=_PRAISE_ONLY if praise else None)


def _check_leading(letter: _Letter) -> LetterPoint:
    return _show_sentences(letter, statements.find_leading(letter.sentences))


def _check_plans(letter: _Letter) -> LetterPoint:
    plans, general = statements.find_uk_plans(letter.sentences, from_uk=letter.reading.uk is not None)
    if plans or not general:
        return _show_sentences(letter, plans)
    return _point("unclear", *_quote(letter, general[:1]), note=_GENERAL)


def _check_benefit(letter: _Letter) -> LetterPoint:
    gains = statements.find_uk_benefit(letter.sentences)
    if gains or _check_plans(letter).status == "not_found":
        return _show_sentences(letter, gains)
    return _point("unclear", note=_ONLY_PLANS)


def _check_objectivity(letter: _Letter) -> LetterPoint:
    return _show_sentences(letter, statements.find_sentences(letter.sentences, statements.OBJECTIVE))


def _check_purpose(letter: _Letter) -> LetterPoint:
    lines = [Sentence(*line) for part in (letter.layout.head, letter.layout.tail) for line in part]
    status, said, note = judge_purpose([*letter.sentences, *lines], letter.context.purpose)
    return _point(status, *_quote(letter, said), note=note)


def _check_letterhead(letter: _Letter) -> LetterPoint:
    return _show(letter.reading.letterhead, otherwise="unclear")


def _check_date(letter: _Letter) -> LetterPoint:
    written = letter.reading.date
    if written is None:
        return _point("not_found")
    as_of = letter.context.as_of
    months = 12 * (as_of.year - written.value.year) + as_of.month - written.value.month
    if months > _OLD_MONTHS:
        return _point("against", written.evidence, note=f"It is {months} months old. Ask for a new one.")
    if written.value > as_of:
        return _point("unclear", written.evidence, note="This day has not come yet. Is it the right date?")
    return _point("found", written.evidence)


def _check_signature(letter: _Letter) -> LetterPoint:
    reading = letter.reading
    if reading.signature == "typed" and reading.signed is not None:
        return _point("unclear", reading.signed.evidence, note=_TYPED)
    return _show(reading.signed)


def _check_contact(letter: _Letter) -> LetterPoint:
    contacts = [part.evidence for part in letter.reading.contacts]
    return _point("found", *contacts) if contacts else _point("not_found")


def _check_length(letter: _Letter) -> LetterPoint:
    most, pages = letter.context.most_pages, letter.reading.pages
    note = f"{pages} {'page' if pages == 1 else 'pages'} without the author's credentials"
    if most is None or pages <= most:
        return _point("found", note=f"{note}.")
    return _point("against", note=f"{note}; at most {most} are accepted.")


_CHECKS: dict[str, Callable[[_Letter], LetterPoint]] = {
    "about_you": _check_about_you,
    "standing": _check_standing,
    "credentials": _check_credentials,
    "relationship": _check_relationship,
    "acquaintance": _check_acquaintance,
    "independence": _check_independence,
    "achievements": _check_achievements,
    "leading": _check_leading,
    "plans": _check_plans,
    "benefit": _check_benefit,
    "objectivity": _check_objectivity,
    "written_for_this": _check_purpose,
    "letterhead": _check_letterhead,
    "date": _check_date,
    "signature": _check_signature,
    "contact": _check_contact,
    "length": _check_length,
}
