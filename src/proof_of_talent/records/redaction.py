"""Taking people out of flat exports: keyed pseudonyms for ids, marks for what identifies someone in a text.

Redaction finds e-mail addresses, web addresses, telephone numbers, names known from the application (the
handles in its links) and names after a title or a phrase that introduces one. It lowers the risk; it does not
make a text anonymous, and nothing in the project says it does.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

Redactor = Callable[[Any, Iterable[str], Mapping[str, str]], Any]
"""Makes a value safe, given the names known from its record and what stands for those of its graph."""

EMAIL, URL, PHONE, NAME = "[email]", "[url]", "[phone]", "[name]"

PSEUDONYM_SECRET = "pseudonym_key"  # noqa: S105 - the name a store keeps the key under, not the key
_MINIMUM_NAME_LETTERS = 3
_NAMED_KINDS = ("person", "organisation", "event")

_EMAIL = re.compile(r"[\w.+%-]+(?:@|\s?[\[(]at[\])]\s?)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_SITES = (
    "github", "gitlab", "linkedin", "twitter", "x", "medium", "orcid", "instagram", "facebook", "youtube",
    "behance", "soundcloud", "imdb", "dribbble", "huggingface", "kaggle", "stackoverflow",
)  # fmt: skip
_SITE = rf"\b(?:{'|'.join(_SITES)})\.(?:com|org|co|net|io)/"
_URL = re.compile(rf"(?:\b[a-z][a-z0-9+.-]*://|\bwww\.|{_SITE})[^\s<>\"')\]]+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@.])@\w[\w.-]{1,38}\w")
_DIGIT_RUN = re.compile(r"[+(]{0,2}\d(?:[\s().\-/\u2010-\u2015]{0,3}\d){6,}")
_UPPER_WORD = r"[A-Z\u00c0-\u00de\u0100-\u024f\u0370-\u03ff\u0400-\u042f][\w'\u2019-]*"
_TITLES = ("Dr", "Prof", "Mr", "Mrs", "Ms", "Miss", "Mx", "Sir", "Dame", "Lord", "Lady", "Professor")
_TITLED = re.compile(
    rf"\b(?:{'|'.join(_TITLES)})\b\.?[ \t]+(?:[A-Z]\.|{_UPPER_WORD})"
    rf"(?:[ \t]+(?:[A-Z]\.|{_UPPER_WORD}|van|von|de|da|di|al|bin|el|la)){{0,3}}"
)
_INTRODUCTIONS = (
    "y name is", "am called", "igned by", "incerely", "egards", "ecommended by", "upervised by", "etter from",
    "eferee",
)  # fmt: skip
"""Without their first letters, which may be capitals."""
_INTRODUCED = re.compile(
    rf"((?:{'|'.join(_INTRODUCTIONS)})[,:]?\s+)({_UPPER_WORD}(?:[ \t]+{_UPPER_WORD}){{1,3}})"
)
_LINK_PATH = re.compile(_SITE + r"(?:in/|@|u/)?([\w.-]+)", re.IGNORECASE)
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
        if not isinstance(answer, str) or "/" not in answer:
            continue
        for handle in _LINK_PATH.findall(answer):
            words.add(handle.lower())
            words.update(re.split(r"[\W\d_]+", handle.lower()))
    return frozenset(word for word in words if len(word) >= _MINIMUM_NAME_LETTERS and word not in _NOT_NAMES)


def list_stand_ins(results: dict[str, Any]) -> dict[str, str]:
    """Return what stands for the names of a record's graph, such as "[person 2]", the longest name first.

    People also go by their surname. Within one record a name has the same stand-in everywhere.
    """
    graph = results.get("graph")
    nodes = graph.get("nodes") if isinstance(graph, dict) else ()
    counts: dict[str, int] = {}
    found: dict[str, str] = {}
    for node in nodes if isinstance(nodes, list) else ():
        kind, name = (node.get("kind"), node.get("name")) if isinstance(node, dict) else (None, None)
        if isinstance(kind, str) and kind in _NAMED_KINDS and isinstance(name, str) and name.split():
            counts[kind] = counts.get(kind, 0) + 1
            found[name] = f"[{kind} {counts[kind]}]"
            surname = name.split()[-1]
            if kind == "person" and len(surname) > _MINIMUM_NAME_LETTERS:
                found.setdefault(surname, found[name])
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def replace_names(text: str, stand_ins: Mapping[str, str]) -> str:
    """Return the text with names replaced by what stands for them, in any capitals."""
    lowered = text.lower()
    for name, stand_in in stand_ins.items():
        if name.lower() in lowered:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", stand_in, text, flags=re.IGNORECASE)
    return text


def redact(
    text: str, known_names: Iterable[str] = (), stand_ins: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return the text with e-mails, links, handles, telephone numbers and names replaced by marks.

    Each search runs only where the text holds what it cannot do without, because most texts hold none.

    Args:
        text: any text, also empty.
        known_names: words, lower case, that are names in this text; whole words are replaced in any case.
        stand_ins: see `list_stand_ins`.
    """
    text = replace_names(text, stand_ins)
    if "@" in text or "at)" in text or "at]" in text:
        text = _EMAIL.sub(EMAIL, text)
    if "/" in text or "www." in text:
        text = _URL.sub(URL, text)
    if "@" in text:
        text = _HANDLE.sub(NAME, text)
    text = _DIGIT_RUN.sub(_redact_number, text)
    if any(title in text for title in _TITLES):
        text = _TITLED.sub(NAME, text)
    if any(introduction in text for introduction in _INTRODUCTIONS):
        text = _INTRODUCED.sub(rf"\1{NAME}", text)
    return _redact_words(text, known_names)


def _redact_number(run: re.Match[str]) -> str:
    """Replace a run of digits that can be a telephone number, British if it has no country code.

    Only runs that start as dialled numbers do (+, 0 or a bracket), because large figures and dates do not.
    """
    if run[0][0] not in "+(0":
        return run[0]
    import phonenumbers  # noqa: PLC0415 - slow to load, and most texts hold no such run

    try:
        number = phonenumbers.parse(run[0], "GB")
    except phonenumbers.NumberParseException:
        return run[0]
    return PHONE if phonenumbers.is_possible_number(number) else run[0]


def _redact_words(text: str, words: Iterable[str]) -> str:
    lowered = text.lower()
    for word in sorted(words, key=len, reverse=True):
        if word in lowered:
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", NAME, text, flags=re.IGNORECASE)
    return text
