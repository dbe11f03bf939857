"""Marks in place of people, addresses and numbers, so that a provider is not sent what it need not know.

The same words always get the same mark within an application, so that a model sees that two papers name the
same person. Quotes get their words back before they are looked up. What no rule here knows is sent as it is:
this lowers the risk and makes nothing anonymous.
"""

import re
from collections.abc import Iterable
from typing import Any

from proof_of_talent.assessors.llm.evidence import Excerpt
from proof_of_talent.domain.application import OWN_KINDS, Application
from proof_of_talent.judging.evidence.applicant import ApplicantName, find_applicant
from proof_of_talent.judging.evidence.embedding import is_common
from proof_of_talent.judging.letters.reading import read_letter

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WEB = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')\]]+|\b(?:linkedin|github|orcid|x|twitter)\.(?:com|org)/[^\s<>\"')\]]+",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w.])(?!\(?\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d)"
    r"(?:\+|\(?0)\d(?:[\s().\-/\u2010-\u2015]{0,2}\d){7,13}(?!\w)"
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
_STREET = re.compile(
    r"\b\d{1,4}[a-z]?,? (?:[A-Z][\w'’-]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Square|Close|Drive|Way"
    r"|Terrace|Gardens|Crescent|Court|Place|Row|Quay|Wharf)\b"
)
_IDENTITY = re.compile(
    r"(?<=passport )\w*\d{6,9}|(?<=passport no\. )\w*\d{6,9}|\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    r"(?:(?<=born )|(?<=born on )|(?<=date of birth: )|(?<=date of birth )|(?<=dob: ))"
    r"\d{1,2}(?:[./-]\d{1,2}[./-]| \w+ )\d{2,4}",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"\b(?:Dr|Prof|Professor|Mr|Mrs|Ms|Miss|Mx|Sir|Dame|Lord|Lady)\.? "
    r"((?:[A-Z]\. ?|[A-Z\u00c0-\u00de][\w'’-]+ ?){1,2})"
)
_PATTERNS = (
    ("Email", _EMAIL), ("Web", _WEB), ("Phone", _PHONE), ("Birth date", _BIRTH), ("Number", _IDENTITY),
    ("Address", _STREET), ("Postcode", _POSTCODE),
)  # fmt: skip
_MARK = re.compile(
    r"\[\s*(Person|Email|Web|Phone|Birth date|Number|Address|Postcode)\s+(\d+(?:\.\d+)?)\s*\]", re.IGNORECASE
)
_LEAST_LETTERS = 3


class Placeholders:
    """The marks of one application. `hide` puts them in, `restore` takes them out."""

    def __init__(self, applicant: ApplicantName | None = None, others: Iterable[str] = ()) -> None:
        """Prepare.

        Args:
            applicant: who is always the first person, however a paper writes the name.
            others: names of other people; the parts of a name are known with it.
        """
        self._applicant = applicant
        self._words: dict[str, str] = {}
        self._marks: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._people: dict[str, str] = {}
        self._count("Person")
        for name in others:
            if applicant is None or not applicant.find(name)[0]:
                self._add_person(name)
        self._names = _compile(self._people)

    def hide(self, text: str) -> str:
        """Return the text with marks."""
        for label, pattern in _PATTERNS:
            for words in dict.fromkeys(match[0] for match in pattern.finditer(text)):
                text = text.replace(words, self._mark(label, words))
        if self._applicant is not None:
            mentions, _ = self._applicant.find(text)
            for mention in reversed(mentions):
                words = text[mention.start : mention.end]
                text = text[: mention.start] + self._keep("Person", "1", words) + text[mention.end :]
        return self._names.sub(self._mark_person, text) if self._names is not None else text

    def hide_all(self, value: Any) -> Any:
        """Return JSON with marks in all its texts."""
        if isinstance(value, str):
            return self.hide(value)
        if isinstance(value, dict):
            return {key: self.hide_all(inner) for key, inner in value.items()}
        return [self.hide_all(inner) for inner in value] if isinstance(value, list) else value

    def restore(self, text: str) -> str:
        """Return the text with the words in place of the marks; a mark that is not known stays."""
        return _MARK.sub(lambda match: self._words.get(_tidy(match), match[0]), text)

    def hide_excerpt(self, excerpt: Excerpt) -> Excerpt:
        """Return an excerpt with marks in all its texts."""
        pages = tuple(page.model_copy(update={"text": self.hide(page.text)}) for page in excerpt.pages)
        said = {
            name: value and self.hide(value)
            for name, value in (("heading", excerpt.heading), ("author", excerpt.author))
        }
        return excerpt.model_copy(update={"pages": pages, **said})

    def _add_person(self, name: str) -> None:
        *given, family = [part for part in re.split(r"[\s.]+", name) if len(part) >= _LEAST_LETTERS] or [""]
        whole = " ".join(name.split())
        if not family or whole in self._people or (not given and is_common(family.lower())):
            return
        number = self._people.get(family) or self._count("Person")
        for form in (whole, family, *(part for part in given if not is_common(part.lower()))):
            self._people.setdefault(form, number)
            self._people.setdefault(form.upper(), number)

    def _count(self, label: str) -> str:
        self._counts[label] = self._counts.get(label, 0) + 1
        return str(self._counts[label])

    def _mark_person(self, match: re.Match[str]) -> str:
        number = self._people[" ".join(match[0].split())]
        return self._keep("Person", number, match[0])

    def _mark(self, label: str, words: str) -> str:
        return self._marks.get(words) or self._keep(label, self._count(label), words)

    def _keep(self, label: str, number: str, words: str) -> str:
        """Return the mark of these very words; further forms of a name have a number behind a point."""
        if words in self._marks:
            return self._marks[words]
        form, at = f"[{label} {number}]", 1
        while form in self._words:
            at += 1
            form = f"[{label} {number}.{at}]"
        self._words[form] = words
        self._marks[words] = form
        return form


def _tidy(match: re.Match[str]) -> str:
    return f"[{match[1].capitalize()} {match[2]}]"


def _compile(people: Iterable[str]) -> re.Pattern[str] | None:
    forms = sorted(people, key=len, reverse=True)
    if not forms:
        return None
    listed = "|".join(r"\s+".join(map(re.escape, form.split())) for form in forms)
    return re.compile(rf"(?<![\w\[])(?:{listed})(?!\w)")


def mark_people(application: Application) -> Placeholders:
    """Return marks for the people whom an application's papers name in known places, the applicant first."""
    own: list[str] = []
    others: list[str] = []
    for document in application.documents:
        text = "\n".join(page.text for page in document.pages)
        (own if document.kind in OWN_KINDS else others).append(text)
    return Placeholders(find_applicant(own, others), _list_others(application))


def _list_others(application: Application) -> Iterable[str]:
    for document in application.documents:
        if document.kind == "recommendation_letter":
            author = read_letter(document).author
            if author is not None:
                yield author.value
    for document in application.documents:
        for page in document.pages:
            for match in _TITLED.finditer(page.text):
                yield match[1].strip()
