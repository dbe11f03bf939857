"""Reads the rules' TOML files, packaged or an operator's, and checks that they fit together."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from proof_of_talent.domain.criteria import FieldCriteria, Rulebook
from proof_of_talent.domain.errors import SetupError
from proof_of_talent.domain.provenance import OURS, Source, fill_dates
from proof_of_talent.domain.rule_checks import check_references

FIELD_FILES = ("digital_technology.toml", "arts_culture.toml", "science_research.toml")
SOURCES_FILE = "sources.toml"
PATTERNS_FILE = "patterns.toml"
VARIANTS_FILE = "variants.toml"
CODES_FILE = "codes.toml"
CHECKLISTS_FILE = "checklists.toml"
PLAIN_FILES = (
    "prizes.toml",
    "bodies.toml",
    CHECKLISTS_FILE,
    "facts.toml",
    "letters.toml",
    "refusals.toml",
    "before_paying.toml",
)
"""Files whose tables are parts of the rulebook by the same names."""

RULE_FILES = (*FIELD_FILES, SOURCES_FILE, PATTERNS_FILE, VARIANTS_FILE, CODES_FILE, *PLAIN_FILES)
OUR_SECTIONS = ("weights", "bands", "factors", "settings", "likelihood")
"""Sections of a field's file that are our own choice where they name no source."""

_EDITION = re.compile(r"(digital_technology|arts_culture|science_research)\.(\d{4}-\d\d-\d\d)\.toml")
_MISTAKES = {
    "extra_forbidden": "This version does not know this setting. It may be of an older shape: take it "
    "out, or compare the file with the packaged one.",
    "missing": "This setting is missing. Compare the file with the packaged one.",
}
"""What is said of a mistake that comes of a file of another version."""

_SOURCES = TypeAdapter(tuple[Source, ...])


@cache
def read_packaged_rules(day: date) -> Rulebook:
    """Return the rulebook of the packaged files, which stay as they are while we run."""
    return read_rules(None, day)


def read_rules(folder: Path | None, day: date) -> Rulebook:
    """Return the rulebook of the packaged files and those in a folder; see `criteria.load_rulebook`.

    Raises:
        SetupError: naming the file and what is wrong in it.
    """
    found = _find_files(folder)
    try:
        sources = {s.id: s for s in _SOURCES.validate_python(_read(found, SOURCES_FILE).get("sources", []))}
    except ValidationError as error:
        raise _explain(error, SOURCES_FILE) from error
    variants = _read(found, VARIANTS_FILE).get("variants", [])
    patterns = _read(found, PATTERNS_FILE).get("patterns", {})
    editions = [
        _build_field(name, _read(found, name), variants, patterns, sources)
        for name in found
        if name in FIELD_FILES or _EDITION.fullmatch(name)
    ]
    editions.sort(key=lambda field: (FIELD_FILES.index(f"{field.id}.toml"), field.valid_from))
    codes = [{"source": OURS, **code} for code in _read(found, CODES_FILE).get("codes", [])]
    parts: dict[str, Any] = {"codes": fill_dates(codes, sources, CODES_FILE)}
    for name in PLAIN_FILES:
        content = _read(found, name)
        if name == CHECKLISTS_FILE:
            content = _fill_in(content, patterns, name, around="")
        parts |= fill_dates(content, sources, name)
    rulebook = _build(parts, editions, tuple(sources.values()), day)
    check_references(rulebook)
    return rulebook


def _find_files(folder: Path | None) -> dict[str, Traversable | Path]:
    """Return the files by name, an operator's in place of the packaged ones.

    Raises:
        SetupError: the folder does not exist, or holds a TOML file of an unknown name.
    """
    found: dict[str, Traversable | Path] = {
        part.name: part for part in (files(__package__) / "rules").iterdir() if part.name.endswith(".toml")
    }
    if folder is None:
        return found
    if not folder.is_dir():
        raise SetupError("The folder that PROOF_OF_TALENT_RULES names does not exist or is no folder.")
    for path in sorted(folder.glob("*.toml")):
        if path.name not in RULE_FILES and not _EDITION.fullmatch(path.name):
            known = ", ".join(RULE_FILES)
            raise SetupError(f"{path.name} in the rules folder has no known name. Known are: {known}.")
        found[path.name] = path
    return found


def _read(found: dict[str, Traversable | Path], name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(found[name].read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeError, OSError) as error:
        raise SetupError(f"{name}: it cannot be read as TOML: {error}.") from error


def _build_field(
    name: str,
    content: dict[str, Any],
    variants: list[dict[str, Any]],
    patterns: dict[str, str],
    sources: dict[str, Source],
) -> FieldCriteria:
    """Return one edition of a field, its variants filled in from its criteria."""
    data = {key: _fill_in(part, patterns, name) for key, part in content.items()}
    for section in OUR_SECTIONS:
        if isinstance(data.get(section), dict):
            data[section] = {"source": OURS, **data[section]}
    edition = _EDITION.fullmatch(name)
    if edition:
        data["valid_from"] = _read_day(name, edition[2])
    field_id = name.split(".", maxsplit=1)[0]
    if data.get("id") != field_id:
        raise SetupError(f"{name}: its id must be {field_id!r}.")
    data["variants"] = [
        _fill_variant(variant, data.get("criteria", []), patterns)
        for variant in variants
        if variant.get("field") == field_id
    ]
    data = fill_dates(data, sources, name)
    used = set(_list_sources(data))
    data["sources"] = [source for key, source in sources.items() if key in used and key != OURS]
    try:
        return FieldCriteria.model_validate(data)
    except ValidationError as error:
        raise _explain(error, name) from error


def _read_day(name: str, day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise SetupError(f"{name}: {day} is no day. Name the file by the day from which it holds.") from None


def _fill_variant(
    variant: dict[str, Any], criteria: list[dict[str, Any]], patterns: dict[str, str]
) -> dict[str, Any]:
    """Return a variant whose criteria are whole: what it does not say is the field's."""
    own = {part.get("code"): part for part in variant.get("criteria", [])}
    field = {part.get("code"): part for part in criteria}
    whole = []
    for code in variant.get("codes", []):
        said = own.get(code, {})
        model = field.get(said.get("like", code))
        if model is None:
            raise SetupError(f"{VARIANTS_FILE}: {variant.get('body')} names no criterion to be like {code}.")
        filled = _fill_in({**model, **said, "code": code}, patterns, VARIANTS_FILE)
        filled.pop("like", None)
        whole.append(filled)
    rest = {key: value for key, value in variant.items() if key != "codes"}
    return {**rest, "criteria": whole}


def _list_sources(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("source"), str):
            yield value["source"]
        for part in value.values():
            yield from _list_sources(part)
    elif isinstance(value, list):
        for part in value:
            yield from _list_sources(part)


def _build(
    parts: dict[str, Any], editions: list[FieldCriteria], sources: tuple[Source, ...], day: date
) -> Rulebook:
    current: dict[str, FieldCriteria] = {}
    for edition in editions:
        if edition.id not in current or edition.valid_from <= day:
            current[edition.id] = edition
    whole = {**parts, "fields": tuple(current.values()), "editions": tuple(editions), "sources": sources}
    try:
        return Rulebook.model_validate(whole)
    except ValidationError as error:
        raise _explain(error, "the rules files") from error


_FILES_BY_PART = {
    "prize_tables": "prizes.toml",
    "bodies": "bodies.toml",
    "stops": "bodies.toml",
    "checklists": CHECKLISTS_FILE,
    "named_lists": CHECKLISTS_FILE,
    "fees": "facts.toml",
    "facts": "facts.toml",
    "changes": "facts.toml",
    "letter_points": "letters.toml",
    "refusal_reasons": "refusals.toml",
    "paying_items": "before_paying.toml",
    "codes": CODES_FILE,
}
"""Which packaged file holds a part of the rulebook, so that a message can name it."""


def _explain(error: ValidationError, name: str) -> SetupError:
    """Return the first mistake in words: the file, where in it, and what is wrong."""
    unknown_first = sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    first = unknown_first[0]
    place = ".".join(str(part) for part in first["loc"])
    name = _FILES_BY_PART.get(str(first["loc"][0]), name) if first["loc"] else name
    more = f" ({error.error_count() - 1} more)" if error.error_count() > 1 else ""
    said = _MISTAKES.get(first["type"], f"{first['msg']}.")
    return SetupError(f"{name}: {place}: {said}{more}")


def _fill_in(value: Any, patterns: dict[str, str], name: str, around: str = "/") -> Any:
    """Return a part of a file with each "{name}" replaced by that pattern, between slashes among cues."""
    if isinstance(value, dict):
        return {key: _fill_in(part, patterns, name, around) for key, part in value.items()}
    if isinstance(value, list):
        return [_fill_in(part, patterns, name, around) for part in value]
    if not isinstance(value, str) or not (value.startswith("{") and value.endswith("}")):
        return value
    if value[1:-1] not in patterns:
        raise SetupError(f"{name}: it names a pattern that does not exist: {value}.")
    return f"{around}{patterns[value[1:-1]]}{around}"
