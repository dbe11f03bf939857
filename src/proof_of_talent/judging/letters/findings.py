"""What the check of the letters says to the applicant: findings with quotes, one letter at a time."""

from collections.abc import Iterator, Sequence

from proof_of_talent.domain.application import Application, ApplicationDocument
from proof_of_talent.domain.assessment import Evidence, Finding, FindingKind
from proof_of_talent.domain.criteria import FieldCriteria, Rulebook
from proof_of_talent.domain.letter_rules import LetterPointRule
from proof_of_talent.domain.letters import LetterCheck, LetterPoint, LettersCheck
from proof_of_talent.judging.letters.checking import LetterContext, check_letter
from proof_of_talent.judging.letters.layout import Line, lay_out
from proof_of_talent.judging.letters.purpose import tell_purpose
from proof_of_talent.judging.letters.sentences import Sentence, split_sentences
from proof_of_talent.judging.letters.similarity import Wording, list_shared_sentences
from proof_of_talent.judging.papers.stated import is_about_applicant
from proof_of_talent.judging.papers.survey import Letter, Survey

_OWN_WORDS = ("cv", "personal_statement", "portfolio")
_MOST_SHARED = 3  # pairs in a finding; the list of the results has them all
_OF_OWN_FINDING = {"about_you", "independence", "objectivity", "signature", "length"}
"""Points that another finding speaks of where they are missing, or that no letter must state."""


def check_letters(
    application: Application, criteria: FieldCriteria, surveyed: Survey, rulebook: Rulebook
) -> LettersCheck:
    """Return what was found in every letter, and the sentences that letters share."""
    asked = [rule for rule in rulebook.letter_points if rule.is_asked(application.field, application.route)]
    context = LetterContext(
        surveyed.applicant,
        surveyed.about_others,
        application.as_of,
        criteria.documents.letter_pages,
        tell_purpose(application, rulebook.bodies),
        frozenset(one.id for one in application.documents if is_about_applicant(application, one.id)),
    )
    letters = tuple(
        check_letter(letter.document, letter.reading, asked, context, counted=letter in surveyed.letters)
        for letter in _list_in_order(application, surveyed)
    )
    return LettersCheck(letters=letters, shared=tuple(list_shared_sentences(_word(application, surveyed))))


def describe_letters(
    surveyed: Survey, checked: LettersCheck, rules: Sequence[LetterPointRule]
) -> Iterator[Finding]:
    """Yield the findings about the letters: what is missing first, then what weakens, then what is strong."""
    labels = {rule.code: rule.label for rule in rules}
    ends = {letter.document.id: _quote_end(letter.document) for letter in surveyed.letters}
    yield from _describe_each(checked, labels, ends)
    yield from _describe_shared(checked)
    yield from _describe_objectivity(surveyed, checked, rules)
    counted = [letter for letter in checked.letters if letter.counted]
    needed = surveyed.route.letters
    whole = [letter for letter in counted if not letter.list_codes("not_found", "against")]
    if (
        needed
        and len(whole) >= needed
        and not checked.shared
        and surveyed.uk_letters >= surveyed.route.uk_letters
    ):
        yield _praise(whole, labels)


def _list_in_order(application: Application, surveyed: Survey) -> list[Letter]:
    order = {document.id: at for at, document in enumerate(application.documents)}
    return sorted((*surveyed.letters, *surveyed.other_letters), key=lambda letter: order[letter.document.id])


def _word(application: Application, surveyed: Survey) -> list[Wording]:
    """Return the sentences of the letters and of what the applicant wrote."""
    letters = [
        Wording(letter.document.id, tuple(split_sentences(lay_out(letter.document).body)))
        for letter in _list_in_order(application, surveyed)
    ]
    own = [
        Wording(document.id, tuple(_split_own(document)), own=True)
        for document in application.documents
        if document.kind in _OWN_WORDS
    ]
    return [*letters, *own] if letters else []


def _split_own(document: ApplicationDocument) -> Iterator[Sentence]:
    """Yield lines as well as sentences: entries of a CV often end without a full stop."""
    for page in document.pages:
        lines = tuple(Line(page.number, line) for line in page.text.split("\n"))
        yield from (Sentence(*line) for line in lines)
        yield from (one for one in split_sentences(lines) if one.text not in page.text.split("\n"))


def _say(
    kind: FindingKind, code: str, text: str, evidence: Sequence[Evidence] = (), criterion: str | None = None
) -> Finding:
    return Finding(
        kind=kind,
        code=code,
        criterion=criterion,
        text=text,
        evidence=tuple(evidence),
        grounded=bool(evidence),
    )


def _describe_each(
    checked: LettersCheck, labels: dict[str, str], ends: dict[str, list[Evidence]]
) -> Iterator[Finding]:
    for number, letter in enumerate(checked.letters, start=1):
        by_code = {point.code: point for point in letter.points}
        name = f"Letter {number} ({letter.document})"
        about = by_code.get("about_you")
        if about is not None and about.status == "against":
            text = (
                f"{name} names somebody else and not you, so it is not counted. "
                "Is it about you under another name?"
            )
            yield _say("gap", "letter_about_other", text, about.evidence)
        if not letter.counted:
            continue
        yield from _describe_content(name, letter, labels)
        yield from _describe_frame(name, by_code, ends.get(letter.document, []))


def _describe_content(name: str, letter: LetterCheck, labels: dict[str, str]) -> Iterator[Finding]:
    missing = [labels[code] for code in letter.list_codes("not_found") if code not in _OF_OWN_FINDING]
    if missing:
        found = [labels[code] for code in letter.list_codes("found") if code not in _OF_OWN_FINDING]
        said = "; ".join(found) or "nothing that is asked for"
        text = f"{name}: we found: {said}. Not found: {'; '.join(missing)}."
        evidence = [
            quote for point in letter.points if point.status == "found" for quote in point.evidence[:1]
        ]
        yield _say("gap", "letter_content_incomplete", text, evidence)


def _describe_frame(name: str, by_code: dict[str, LetterPoint], end: Sequence[Evidence]) -> Iterator[Finding]:
    """Yield what weakens a letter: an author too close, no signature, an old date, another purpose."""
    independence, signature = by_code.get("independence"), by_code.get("signature")
    if independence is not None and independence.status == "against":
        text = f"{name}: the author seems to work with you or to have an interest. {independence.note}"
        yield _say("weakness", "letter_author_close", text, independence.evidence)
    if signature is not None and signature.status == "not_found":
        text = f"{name}: we found no signature and no name at its end."
        yield _say("weakness", "letter_unsigned", text, end)
    for code, finding in (("date", "letter_out_of_date"), ("written_for_this", "letter_not_for_this")):
        point = by_code.get(code)
        if point is not None and point.status == "against":
            yield _say("weakness", finding, f"{name}: {point.note}", point.evidence)


def _describe_shared(checked: LettersCheck) -> Iterator[Finding]:
    if checked.shared:
        pairs_of = "pair of sentences is" if len(checked.shared) == 1 else "pairs of sentences are"
        text = (
            f"{len(checked.shared)} {pairs_of} nearly the same in two of your papers. "
            "Readers take that for a template. Is there a reason?"
        )
        pairs = checked.shared[:_MOST_SHARED]
        yield _say(
            "weakness",
            "letters_alike",
            text,
            [quote for pair in pairs for quote in (pair.first, pair.second)],
        )


def _describe_objectivity(
    surveyed: Survey, checked: LettersCheck, rules: Sequence[LetterPointRule]
) -> Iterator[Finding]:
    asked = [rule.code for rule in rules if rule.of == "one"]
    for code in asked:
        points = [
            point
            for letter in checked.letters
            if letter.counted
            for point in letter.points
            if point.code == code
        ]
        if points and surveyed.letters and all(point.status != "found" for point in points):
            text = "The second letter has to state that its author is objective; we did not find such words."
            ends = [quote for letter in surveyed.letters for quote in _quote_end(letter.document)]
            yield _say("gap", "letter_not_objective", text, ends)


def _quote_end(document: ApplicationDocument) -> list[Evidence]:
    """Return the last line of a letter, where its signature or its author's name should stand."""
    lines = [(page.number, line.strip()) for page in document.pages for line in page.text.split("\n")]
    written = [(page, line) for page, line in lines if line]
    return [Sentence(*written[-1]).quote(document.id)] if written else []


def _praise(letters: Sequence[LetterCheck], labels: dict[str, str]) -> Finding:
    common = [
        labels[point.code]
        for point in letters[0].points
        if all(point.code in letter.list_codes("found") for letter in letters)
    ]
    evidence = [
        quote
        for letter in letters
        for point in letter.points
        if point.code == "achievements"
        for quote in point.evidence[:1]
    ]
    text = f"In each of {len(letters)} letters we found: {'; '.join(common)}."
    return _say("strength", "strong_letters", text, evidence)
