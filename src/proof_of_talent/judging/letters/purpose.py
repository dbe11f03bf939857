"""Whether a letter is written for this application: to this body, about this field, and not from a template.

The phrases are English and ours (heuristic).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from proof_of_talent.domain.application import Application, FieldId
from proof_of_talent.domain.letters import PointStatus
from proof_of_talent.domain.routing_rules import Body
from proof_of_talent.judging.evidence.subjects import speaks_of_other_field
from proof_of_talent.judging.evidence.vocabulary import look_for
from proof_of_talent.judging.letters.sentences import Sentence
from proof_of_talent.judging.text.folding import fold_text

_FOR_THIS = re.compile(
    r"\b(?:Global Talent|exceptional (?:talent|promise)|endors\w+|endorsing body|assessment panel|visa)\b",
    re.IGNORECASE,
)
_FOR_ANOTHER_PURPOSE = re.compile(
    r"\b(?:for|to|in) (?:(?:a|an|the|this|your|their|her|his) )?(?:\w+ ){0,2}"
    r"(?:admission|scholarships?|bursary|(?:PhD|degree|master['’]?s) programme)\b"
    r"|\b(?:support|recommend|reference|apply|appli)\w*\b[^.;]{0,60}\bfor the"
    r" (?:post|position|role|vacancy) of\b"
    r"|\b(?:job application|to certify that|purpose of employment)\b",
    re.IGNORECASE,
)
_FOR_ANOTHER_VISA = re.compile(
    r"\b(?:O-?1[AB]?|EB-?[12][ABC]?|H-?1B|(?-i:US)|U\.S\.|American|Canadian|Australian|Schengen|golden)"
    r" (?:visa|petition|permit)s?\b"
    r"|\b(?:USCIS|green card|passeport talent|talent passport|subclass \d{3})\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"_{3,}|\[(?:[^\]]{0,20}\b(?:name|date|company|applicant|draft|insert|position|field)\b[^\]]{0,30})\]"
    r"|<(?:name|date|company)>|\bX{4,}\b|\b(?-i:DRAFT)\b|\blorem ipsum\b",
    re.IGNORECASE,
)
_STOCK = re.compile(
    r"\b(?:(?:immense|great|utmost|distinct) (?:pleasure|honou?r|privilege)(?: and \w+ \w+)?|whole-?heartedly"
    r"|without (?:any |the slightest )?(?:hesitation|reservation)|invaluable (?:asset|addition)|great asset"
    r"|testament to|unwavering|unparalleled|pivotal role|cutting[- ]edge|at the forefront|visionary"
    r"|hesitate to contact|exceptional talent and|in (?:today's|the) (?:fast[- ]paced|ever[- ]evolving)\b"
    r"|passion for (?:excellence|innovation)|push\w* the boundaries|strongest possible terms"
    r"|significant(?:ly)? contribut\w+ to the (?:UK|United Kingdom)(?:'s|’s)?)\b",
    re.IGNORECASE,
)
_MANY_STOCK = 3  # different ones
_STOCK_NOTE = (
    "It has several stock phrases. Readers may take it for a template or for text by AI: would the author "
    "put it in words of their own, with what only they can know?"
)
_ADDRESSES = (
    r"^\W*(?i:to|dear|attn|for|re)\b[^.;]{{0,80}}\b{name}\b",
    (
        r"\b(?i:appl(?:y|ies|ying|ications?)|endors\w+|submit\w*|submission|addressed)\b[^.;]{{0,60}}"
        r"\b(?:to|by|from|of|for|with|under)\b[^.;]{{0,20}}\b{name}\b"
    ),
    r"\b{name}\b(?:['’]s)?,? (?:\w+ ){{0,3}}(?:Global Talent|visa|endors\w+|route|criteria)\b",
)
"""Words that address a body; its name alone may stand for the author's office or honour."""
_NOT_SAID = "The letter does not say it in words that we know; ask the author where it matters."
_OTHER_PURPOSE = "It reads like a letter for another purpose."
_OTHER_FIELD = "It speaks of technology or science, and this route judges the arts. Is it the right letter?"
_OTHER_VISA = "It names a visa of another country. Is it the right letter?"
_UNFINISHED = "A gap of a template was left open."


class Purpose(NamedTuple):
    """What a letter has to be written for: the field, the body's name, names that address it, and others'."""

    field: FieldId
    body: str | None
    own: tuple[str, ...]
    others: Mapping[str, str]  # a name that addresses another body, with that body's own name


def tell_purpose(application: Application, bodies: Iterable[Body]) -> Purpose:
    """Return what letters have to be written for; any body of the field will do where none is decided."""
    listed = list(bodies)
    body = next((one for one in listed if one.id == application.body), None)
    fitting = [body] if body is not None else [one for one in listed if one.field == application.field]
    own = tuple(dict.fromkeys(name for one in fitting for name in one.addressed))
    others = {
        name: one.name for one in reversed(listed) for name in one.addressed if not _is_among(name, own)
    }
    return Purpose(application.field, body.name if body is not None else None, own, others)


def judge_purpose(
    parts: Sequence[Sentence], purpose: Purpose
) -> tuple[PointStatus, Sequence[Sentence], str | None]:
    """Return whether the sentences and lines of a letter say that it is for this, which, and a note."""
    addressed = _find_addressed(parts, purpose.own)
    abroad = () if addressed else ((_FOR_ANOTHER_VISA, _OTHER_VISA),)
    for pattern, note in ((_PLACEHOLDER, _UNFINISHED), *abroad):
        wrong = _find(parts, pattern)
        if wrong:
            return "against", wrong, note
    if not addressed:
        for name, body in purpose.others.items():
            wrong = _find_addressed(parts, (name,))
            if wrong:
                return "against", wrong, _tell_wrong_body(body, purpose.body)
    if speaks_of_other_field(fold_text(" ".join(part.text for part in parts)), purpose.field):
        foreign = look_for("other_field", "technical")
        return "against", [part for part in parts if foreign.search(fold_text(part.text))], _OTHER_FIELD
    stock = {found.group().lower() for part in parts for found in _STOCK.finditer(part.text)}
    if len(stock) >= _MANY_STOCK:
        return "unclear", _find(parts, _STOCK), _STOCK_NOTE
    said = addressed or _find(parts, _FOR_THIS)
    if said:
        return "found", said, None
    other = _find(parts, _FOR_ANOTHER_PURPOSE)
    return ("against", other, _OTHER_PURPOSE) if other else ("unclear", (), _NOT_SAID)


def _tell_wrong_body(named: str, assessing: str | None) -> str:
    right = f"on this route {assessing} assesses" if assessing else "another body assesses this field"
    return f"It is addressed to {named}; {right}. Is the letter, or the route, the wrong one?"


def _is_among(name: str, own: Iterable[str]) -> bool:
    return any(name in one or one in name for one in own)


def _find(parts: Iterable[Sentence], pattern: re.Pattern[str]) -> list[Sentence]:
    return [part for part in parts if pattern.search(part.text)]


def _find_addressed(parts: Iterable[Sentence], names: tuple[str, ...]) -> list[Sentence]:
    return _find(parts, _compile(names)) if names else []


@cache
def _compile(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return what addresses one of these bodies; “Royal Society of …” is another body."""
    whole = "|".join(rf"{re.escape(name)}(?! of\b)" for name in names)
    return re.compile("|".join(form.format(name=f"(?:{whole})") for form in _ADDRESSES))
