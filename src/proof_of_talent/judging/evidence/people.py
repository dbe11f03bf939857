"""People whom papers name, by surname and first initial: titles, accents and initials do not matter."""

import re
from typing import NamedTuple

from proof_of_talent.judging.evidence.applicant import ApplicantName, drop_accents
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadSentence
from proof_of_talent.judging.letters.reading import LetterReading

_TITLE = r"(?:Dr|Prof|Professor|Mr|Mrs|Ms|Sir|Dame|Lord|Lady)\.? "
_NAME = re.compile(
    rf"(?:{_TITLE})*"
    r"((?:[^\W\d_a-z](?:[\w'’-]*|\.)(?: (?:de|van|von|der|la|di|al|el|bin))? ){1,3})([^\W\d_a-z][\w'’-]{3,})"
)
_TITLES = re.compile(rf"^(?:{_TITLE}|Associate |Emeritus )+")
_SHORTEST = 5  # letters of a surname by which people are told apart


class Person(NamedTuple):
    """Somebody by surname and first initial."""

    family: str
    initial: str


class NamedPerson(NamedTuple):
    """Somebody, and the name as a paper has it."""

    person: Person
    name: str


def list_people(text: str, applicant: ApplicantName | None) -> list[NamedPerson]:
    """Return everybody whom a text names with a first name or an initial, the applicant left out."""
    own = set(applicant.words) if applicant else set()
    found = []
    for match in _NAME.finditer(text):
        first = drop_accents(match.group(1).split()[0].strip("."))
        family = drop_accents(match.group(2)).removesuffix("'s")
        if len(family) >= _SHORTEST and family not in own and first and first not in own:
            found.append(NamedPerson(Person(family, first[0]), _TITLES.sub("", match.group())))
    return found


def name_author(letter: LetterReading, applicant: ApplicantName | None) -> NamedPerson | None:
    """Return who signs a letter; None where no name was read."""
    if letter.author is None:
        return None
    name = letter.author.value
    words = [drop_accents(word.strip(".")) for word in name.split()]
    known = list_people(name, applicant)
    return known[0] if known else NamedPerson(Person(words[-1], words[0][:1]), name)


def find_sentence(paper: ReadPaper, person: Person) -> ReadSentence | None:
    """Return the first sentence of a paper with somebody's surname in it."""
    return next((one for one in paper.sentences if person.family in drop_accents(one.text)), None)
