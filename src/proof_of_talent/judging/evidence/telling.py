"""How telling a sentence is as a fact about the applicant, so that the quotes that are shown state something.

This chooses and orders quotes only. It moves no level and no point.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from proof_of_talent.judging.evidence.numbers import read_numbers
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadSentence
from proof_of_talent.judging.evidence.selections import find_selection
from proof_of_talent.judging.evidence.slots import is_done
from proof_of_talent.judging.evidence.vocabulary import MASK, look_for

LEAST_TELLING = 3
"""Points under which a sentence is not shown: it is about the applicant and states a fact."""

_SHORTEST_LINE = 18
_SHORTEST, _LONGEST = 45, 420  # characters of a sentence that stands alone and is read to its end
_REACH = 3  # sentences for which a pronoun may still mean the person named last
_ENDS = (".", "!", ".”", '."', ".)")
_PRONOUN = re.compile(r"\b(?:she|he|her|his|him|hers)\b")
_ANOTHER = re.compile(
    r"\b(?:Dr|Prof|Professor|Mr|Mrs|Ms|Sir|Dame)\.? [^\W\d_a-z]|[\"”’'] (?:says|said) [^\W\d_a-z]"
)
_BODY = re.compile(
    r"(?<=[\w,] )(?:the )?[^\W\d_a-z][\w'’-]+(?: (?:of|for|de|and|the) (?:the )?)?(?: ?[^\W\d_a-z][\w'’-]+)+"
)
_MOST_FACTS, _MOST_UNITS = 2, 2
_COMPARES = (("standing", "top"), ("quotes", "verdict"))
_SALUTATION = re.compile(r"^\W*(?:dear [^,]{2,60}, ?\s*)+", re.IGNORECASE)


class TellingSentence(NamedTuple):
    """A sentence that may be quoted, and how much it states (see `measure_telling`)."""

    sentence: ReadSentence
    points: int


def list_telling(paper: ReadPaper) -> list[TellingSentence]:
    """Return the sentences of a paper that state a fact about the applicant, in their order."""
    certain = paper.role == "letter"  # whom a pronoun means
    measured = (
        TellingSentence(_drop_salutation(sentence), points + (certain and not sentence.named))
        for sentence in _list_about_applicant(paper)
        if (points := measure_telling(sentence))
    )
    return [found for found in measured if found.points >= LEAST_TELLING]


def _drop_salutation(sentence: ReadSentence) -> ReadSentence:
    match = _SALUTATION.match(sentence.text)
    start = match.end() if match is not None else 0
    return sentence._replace(text=sentence.text[start:], low=sentence.low[start:])


def _list_about_applicant(paper: ReadPaper) -> Iterator[ReadSentence]:
    """Yield sentences that name the applicant or whose pronoun means them: nobody else was named since."""
    since = 0 if paper.role == "letter" else _REACH + 1
    for sentence in paper.sentences:
        pronoun = _PRONOUN.search(sentence.low) is not None
        another = _ANOTHER.search(_leave_out_name(sentence)) is not None
        if sentence.named:
            since = 0
        elif another:
            since = _REACH + 1
        elif not pronoun and paper.role != "letter":
            since += 1
        if sentence.named or (pronoun and since <= _REACH):
            yield sentence


def _leave_out_name(sentence: ReadSentence) -> str:
    """Return the text with blanks where the folded text masks the applicant's name."""
    return "".join(
        " " if masked == MASK else letter for letter, masked in zip(sentence.text, sentence.low, strict=False)
    )


def measure_telling(sentence: ReadSentence) -> int:
    """Return points: 2 for a fact or a comparison (twice at most), 3 for a selection, 1 for each figure with
    its unit, named body, date and the applicant's name. 0 for what is no statement of fact about somebody.
    """
    low = sentence.low
    if not _stands_alone(sentence) or _is_aside(low):
        return 0
    facts = len({match.group() for match in look_for("quotes", "fact").finditer(low)})
    top = any(look_for(*name).search(low) for name in _COMPARES)
    selected = find_selection([sentence]) is not None
    if not (facts or top or selected):
        return 0
    figures = min(_MOST_UNITS, len(read_numbers(low))) if look_for("quotes", "unit").search(low) else 0
    body = _BODY.search(_leave_out_name(sentence)) is not None
    return 2 * min(_MOST_FACTS, facts + top) + 3 * selected + figures + body + sentence.named


def is_quotable(sentence: ReadSentence) -> bool:
    """Tell a line that may be shown from an address, a greeting, a question and what is planned or over."""
    text = sentence.text.strip()
    return (
        _SHORTEST_LINE <= len(text) <= _LONGEST
        and "@" not in text
        and look_for("quotes", "cut_off").search(text.lower()) is None
        and not _is_aside(sentence.low)
        and is_done(sentence)
    )


def _stands_alone(sentence: ReadSentence) -> bool:
    text = sentence.text.strip()
    return (
        _SHORTEST <= len(text) <= _LONGEST
        and (text.endswith(_ENDS) or states_in_form(sentence))
        and look_for("quotes", "cut_off").search(text.lower()) is None
        and is_done(sentence)
    )


def states_in_form(sentence: ReadSentence) -> bool:
    """Tell a line of a form that names the applicant with a fact, such as "First prize: (name), for ..."."""
    return (
        sentence.named
        and ": " in sentence.low
        and look_for("quotes", "fact").search(sentence.low) is not None
    )


def _is_aside(low: str) -> bool:
    """Tell talk, programmes, forms and what is said of the author from statements about the applicant."""
    return look_for("quotes", "aside").match(low) is not None or any(
        look_for("quotes", name).search(low) is not None for name in ("programme", "author")
    )
