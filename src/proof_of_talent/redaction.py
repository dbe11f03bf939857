"""Taking people out of flat exports: keyed pseudonyms for ids, marks for what identifies someone in a text.

Redaction finds e-mail addresses, web addresses, telephone numbers, names known from the application (the
handles in its links) and names after a title or a phrase that introduces one. It lowers the risk; it does not
make a text anonymous, and nothing in the project says it does.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterable
from typing import Any

import phonenumbers

from proof_of_talent.columns import Column

EMAIL, URL, PHONE, NAME = "[email]", "[url]", "[phone]", "[name]"

PSEUDONYM_SECRET = "pseudonym_key"  # noqa: S105 - the name a store keeps the key under, not the key
_MINIMUM_PHONE_DIGITS = 7
_MINIMUM_NAME_LETTERS = 3

_EMAIL = re.compile(r"[\w.+%-]+(?:@|\s?[\[(]at[\])]\s?)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_URL = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]*://|\bwww\.)[^\s<>\"')\]]+"
    r"|\b(?:github|gitlab|linkedin|twitter|x|medium|scholar\.google|orcid|instagram|facebook|youtube|behance|"
    r"soundcloud|imdb|dribbble|huggingface|kaggle|stackoverflow)\.(?:com|org|co|net|io)/[^\s<>\"')\]]+",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@\w[\w.-]{1,38}\w")
_WORD = r"[^\W\d_][\w'\u2019-]*"
_UPPER_WORD = r"[A-Z\u00c0-\u00de\u0100-\u024f\u0370-\u03ff\u0400-\u042f][\w'\u2019-]*"
_TITLED = re.compile(
    rf"\b(?:Dr|Prof|Professor|Mr|Mrs|Ms|Miss|Mx|Sir|Dame|Lord|Lady)\b\.?\s+{_UPPER_WORD}(?:\s+(?:{_UPPER_WORD}|"
    rf"[A-Z]\.|van|von|de|da|di|al|bin|el|la)){{0,3}}"
)
_INTRODUCED = re.compile(
    rf"(\b(?:[Mm]y name is|I am called|[Ss]igned by|[Ss]incerely,?|[Rr]egards,?|[Rr]ecommended by|"
    rf"[Ss]upervised by|[Ll]etter from|[Rr]eferee:?)\s+)({_UPPER_WORD}(?:\s+{_UPPER_WORD}){{1,3}})"
)
_LINK_PATH = re.compile(
    r"(?:github|gitlab|linkedin|twitter|x|medium|instagram|behance|kaggle|huggingface)\.(?:com|co|org)/"
    r"(?:in/|@|u/)?([\w.-]+)",
    re.IGNORECASE,
)
_NOT_NAMES = frozenset(
    {"com", "www", "dev", "the", "and", "labs", "code", "blog", "site", "home", "work", "music"}
)


class Pseudonyms:
    """Stable stand-ins for identifiers: the same identifier gives the same one, only with the same key."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def replace(self, identifier: str) -> str:
        """Return `p_` and 128 bits of an HMAC-SHA-256 of the identifier, in hex."""
        return "p_" + hmac.new(self._key, identifier.encode(), hashlib.sha256).hexdigest()[:32]


def make_pseudonym_key() -> str:
    """Return a new 256-bit key; a store makes it once and keeps it as a secret."""
    return secrets.token_hex(32)


def find_known_names(answers: dict[str, Any]) -> frozenset[str]:
    """Return the words of the handles in an application's links: `…/in/Ada-king` gives ada and king."""
    words: set[str] = set()
    for answer in answers.values():
        if not isinstance(answer, str):
            continue
        for handle in _LINK_PATH.findall(answer):
            words.add(handle.lower())
            words.update(re.split(r"[\W\d_]+", handle.lower()))
    return frozenset(word for word in words if len(word) >= _MINIMUM_NAME_LETTERS and word not in _NOT_NAMES)


def redact(text: str, known_names: Iterable[str] = ()) -> str:
    """Return the text with e-mails, links, handles, telephone numbers and names replaced by marks.

    Args:
        text: any text, also empty.
        known_names: words, lower case, that are names in this text; whole words are replaced in any case.
    """
    if "@" in text or "at" in text:
        text = _EMAIL.sub(EMAIL, text)
    text = _URL.sub(URL, text)
    if "@" in text:
        text = _HANDLE.sub(NAME, text)
    text = _redact_phones(text)
    text = _TITLED.sub(NAME, text)
    text = _INTRODUCED.sub(rf"\1{NAME}", text)
    if names := frozenset(known_names):
        text = re.sub(_WORD, lambda found: NAME if found[0].lower() in names else found[0], text)
    return text


def _redact_phones(text: str) -> str:
    if sum(character.isdigit() for character in text) < _MINIMUM_PHONE_DIGITS:
        return text
    found = [
        match
        for match in phonenumbers.PhoneNumberMatcher(text, "GB")
        if sum(character.isdigit() for character in match.raw_string) >= _MINIMUM_PHONE_DIGITS
    ]
    for match in reversed(found):
        text = text[: match.start] + PHONE + text[match.end :]
    return text


def treat_column(column: Column, pseudonyms: Pseudonyms) -> Callable[[Any, dict[str, Any]], Any] | None:
    """Return what makes a column's value safe, given the value and its record; None to keep it."""
    if column.treatment == "pseudonym":
        return lambda value, _record: pseudonyms.replace(value)
    if column.treatment == "redact":
        return lambda value, record: redact(value, find_known_names(record["questionnaire_responses"]))
    return None
