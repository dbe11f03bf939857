"""The letters on the report: who writes, what we found in their words, what we did not, and what to ask."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from proof_of_talent.domain.criteria import FieldCriteria, Rulebook
from proof_of_talent.domain.letters import LetterCheck, LetterPoint
from proof_of_talent.domain.results import AnalysisResults
from proof_of_talent.web.applicant.places import Places, QuotedPassage


class LetterLine(NamedTuple):
    """One point of a letter: what it is about, a question or remark, and the words."""

    label: str
    note: str | None
    quotes: tuple[QuotedPassage, ...]


class LetterCard(NamedTuple):
    """One letter as the report shows it."""

    document: str
    counted: bool
    author: str | None
    role: str | None
    organisation: str | None
    written: date | None
    found: tuple[LetterLine, ...]
    not_found: tuple[LetterLine, ...]
    against: tuple[LetterLine, ...]
    unclear: tuple[LetterLine, ...]


class LettersSection(NamedTuple):
    """All letters, pairs of shared sentences, and the reasons for refusals that we cannot see."""

    letters: tuple[LetterCard, ...]
    shared: tuple[tuple[QuotedPassage, QuotedPassage], ...]
    unseen: tuple[tuple[str, str], ...]


def describe_letters_section(
    results: AnalysisResults, rulebook: Rulebook, field: FieldCriteria, places: Places
) -> LettersSection:
    """Return what the report says of the letters; empty where an analysis checked none."""
    labels = {rule.code: rule.label for rule in rulebook.letter_points}
    letters, shared = (results.letters.letters, results.letters.shared) if results.letters else ((), ())
    return LettersSection(
        letters=tuple(_show_letter(letter, labels, places) for letter in letters),
        shared=tuple((places.locate(pair.first), places.locate(pair.second)) for pair in shared),
        unseen=tuple(
            (reason.label, reason.unseen or "")
            for reason in rulebook.refusal_reasons
            if reason.is_told(
                results.route.decision if results.route else "judged",
                puts_papers_to_criteria=not field.documents.cv_and_letters_only,
            )
        ),
    )


def _show_letter(letter: LetterCheck, labels: Mapping[str, str], places: Places) -> LetterCard:
    lines: dict[str, tuple[LetterLine, ...]] = {
        status: tuple(_show_points((p for p in letter.points if p.status == status), labels, places))
        for status in ("found", "not_found", "against", "unclear")
    }
    return LetterCard(
        document=places.names.get(letter.document, letter.document),
        counted=letter.counted,
        author=letter.author,
        role=letter.role,
        organisation=letter.organisation,
        written=letter.written,
        **lines,
    )


def _show_points(
    points: Iterable[LetterPoint], labels: Mapping[str, str], places: Places
) -> Iterable[LetterLine]:
    for point in points:
        label = labels.get(point.code, point.code.replace("_", " "))
        yield LetterLine(label, point.note, tuple(places.locate(evidence) for evidence in point.evidence))
