"""The visa's rules as data: fields, routes, criteria, questions, codes, weights, bands.

One TOML file a field and one for the codes live in `rules/`. They are the single source for the API,
the rubric, the model's prompt, scoring and charts: a rule change is an edit of data. Every file is
validated here when it is loaded; a mistake names the file and the key.
"""

import tomllib
from datetime import date as Date  # noqa: N812 - `date` is also a field's name here
from functools import cached_property
from importlib.resources import files
from typing import Any, Literal

from pydantic import Field, ValidationError

from proof_of_talent.domain.application import FieldId
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.errors import SetupError
from proof_of_talent.domain.heuristics import Bands, Basis, Factors, FieldHeuristics, LikelihoodModel, Weights

QuestionType = Literal["number", "yes_no", "text", "url", "choice", "file_upload", "file_upload_multiple"]


class Source(Model):
    """Where a rule was read and when; `date` is the date of the text, `viewed` when we read it."""

    id: str
    title: str
    basis: Basis
    date: str | None = None
    viewed: Date


class Choice(Model):
    """One option of a choice question."""

    value: str
    label: str


class Question(Model):
    """One question of a field's questionnaire.

    `personal` marks answers that may name a person or link to one.
    """

    id: str
    question: str
    type: QuestionType
    required: bool = False
    help_text: str | None = None
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    personal: bool = False


class Cues(Model):
    """What to look for in the text. `strong` and `plain` are phrases; `against` weaken a passage (a
    qualifier that the guidance does not accept, such as an internal award). What stands between slashes is
    a pattern over folded text; the files name those of `patterns.toml` as "{name}".
    """

    strong: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


class Criterion(Model):
    """One criterion of a field.

    `minimum_documents` is how many unique evidence documents the rules ask for (0 where none is stated);
    `window_years` the age after which evidence counts for less, None where no window is stated.
    """

    code: str  # MC, OC1 … OC4
    name: str
    role: Literal["mandatory", "optional", "weighed"]
    summary: str
    good: tuple[str, ...]
    insufficient: tuple[str, ...]
    cues: Cues
    minimum_documents: int = Field(default=0, ge=0)
    window_years: int | None = None
    weak_gap: str  # the gap code that says this criterion is not shown
    advice: str  # what an applicant can do about it, one or two sentences
    source: str  # a Source id
    basis: Basis


class ChecklistItem(Model):
    """One requirement of a fast-track route: met when a document shows one of the phrases, and the answer
    to the named question (if any) is neither no nor empty.
    """

    label: str
    answer: str | None = None
    shown_by: tuple[str, ...]


class Route(Model):
    """A level a person applies at (talent or promise), with what it changes.

    A route with a `checklist` is not compared with others: all items met or not, with its own `prior`.
    `maximum_years` is the experience up to which the level is usual; `evidence_scale` how much the rubric
    wants to find for the same level, against 1 for talent (ours: potential needs less than a record).
    """

    id: str
    name: str
    summary: str
    letters: int = Field(ge=0)
    uk_letters: int = Field(default=0, ge=0)
    minimum_countries: int = Field(default=0, ge=0)
    maximum_years: int | None = None
    evidence_scale: float = Field(default=1.0, gt=0)
    prior: float | None = Field(default=None, gt=0, lt=1)
    checklist: tuple[ChecklistItem, ...] = ()
    source: str
    basis: Basis


class DocumentRules(Model):
    """Limits on the documents; 0 or None where the rules state none (then the check is off).

    `unique_documents` is how many an application needs in all where none may serve two criteria.
    """

    cv_pages: int | None = None
    letter_pages: int | None = None
    evidence_documents: int | None = None
    evidence_pages: int | None = None
    unique_documents: int = Field(default=0, ge=0)
    source: str
    basis: Basis


class FieldCriteria(Model):
    """Everything about one field."""

    id: FieldId
    name: str
    endorsing_body: str
    description: str
    rules_version: str
    routes: tuple[Route, ...]
    default_route: str
    criteria: tuple[Criterion, ...]
    minimum_optional: int = Field(ge=0)  # how many optional criteria must be met
    documents: DocumentRules
    weights: Weights
    bands: Bands
    likelihood: LikelihoodModel
    questions: tuple[Question, ...]
    factors: Factors
    settings: FieldHeuristics
    sources: tuple[Source, ...]

    def criterion(self, code: str) -> Criterion:
        """Return the criterion with this code; KeyError if the field has none."""
        return next(c for c in self.criteria if c.code == code)

    def route(self, route_id: str | None) -> Route:
        """Return the route with this id, or the field's default where it is unknown or None."""
        by_id = {route.id: route for route in self.routes}
        return by_id.get(route_id or "", by_id[self.default_route])


class Action(Model):
    """The roadmap step that closes a gap or mends a weakness."""

    title: str
    description: str
    weeks: int = Field(ge=0)
    priority: Literal["high", "medium", "low"]
    evidence_to_collect: tuple[str, ...]


class Code(Model):
    """One entry of the shared vocabulary of findings.

    `gate` marks gaps that cap the likelihood; `formal` those about papers that are missing or too long, which
    say nothing about the strength of the evidence.
    """

    code: str
    kind: Literal["gap", "weakness", "strength"]
    label: str
    description: str
    severity: Literal["high", "medium", "low"] = "medium"
    gate: bool = False
    formal: bool = False
    action: Action | None = None


class Rulebook(Model):
    """All rules, as loaded."""

    fields: tuple[FieldCriteria, ...]
    codes: tuple[Code, ...]

    def field(self, field_id: str) -> FieldCriteria:
        """Return one field's criteria; KeyError where there is no such field."""
        return self._fields_by_id[field_id]

    def code(self, code: str) -> Code:
        """Return one entry of the vocabulary; KeyError where there is no such code."""
        return self._codes_by_code[code]

    @cached_property
    def _fields_by_id(self) -> dict[str, FieldCriteria]:
        return {field.id: field for field in self.fields}

    @cached_property
    def _codes_by_code(self) -> dict[str, Code]:
        return {code.code: code for code in self.codes}


FIELD_FILES = ("digital_technology.toml", "arts_culture.toml", "science_research.toml")
CODES_FILE = "codes.toml"
PATTERNS_FILE = "patterns.toml"


def load_rulebook() -> Rulebook:
    """Read and validate the packaged rules. Called once, by the composition root.

    Raises:
        SetupError: a file breaks the schema or names a code or source that does not exist.
    """
    folder = files(__package__) / "rules"
    data: dict[str, Any] = {"fields": []}
    patterns = tomllib.loads((folder / PATTERNS_FILE).read_text(encoding="utf-8"))["patterns"]
    for name in (*FIELD_FILES, CODES_FILE):
        content = tomllib.loads((folder / name).read_text(encoding="utf-8"))
        if name == CODES_FILE:
            data["codes"] = content["codes"]
        else:
            data["fields"].append(_fill_in(content, patterns))
    try:
        rulebook = Rulebook.model_validate(data)
    except ValidationError as error:
        raise SetupError(f"The criteria files are not valid: {error}") from error
    check_references(rulebook)
    return rulebook


def _fill_in(value: Any, patterns: dict[str, str]) -> Any:
    """Return a part of a criteria file with each "{name}" replaced by that pattern between slashes."""
    if isinstance(value, dict):
        return {key: _fill_in(part, patterns) for key, part in value.items()}
    if isinstance(value, list):
        return [_fill_in(part, patterns) for part in value]
    if not isinstance(value, str) or not (value.startswith("{") and value.endswith("}")):
        return value
    if value[1:-1] not in patterns:
        raise SetupError(f"The criteria files name a pattern that does not exist: {value}")
    return f"/{patterns[value[1:-1]]}/"


def check_references(rulebook: Rulebook) -> None:
    """Check that every code, source and weight that a rule names exists.

    Raises:
        SetupError: naming the field and the missing reference.
    """
    codes = {code.code for code in rulebook.codes}
    for field in rulebook.fields:
        sources = {source.id for source in field.sources}
        named = {
            *(criterion.source for criterion in field.criteria),
            *(route.source for route in field.routes),
            field.documents.source,
            field.likelihood.source,
        }
        for missing in sorted(named - sources):
            raise SetupError(f"{field.id}: source {missing!r} is named but not listed.")
        for criterion in field.criteria:
            if criterion.weak_gap not in codes:
                raise SetupError(f"{field.id}: {criterion.code} names unknown gap {criterion.weak_gap!r}.")
        questions = {question.id for question in field.questions}
        asked = {
            *(claim.question for claim in field.settings.claims),
            *(answer.question for answer in field.settings.required_answers),
            *(item.answer for route in field.routes for item in route.checklist if item.answer),
        }
        for missing in sorted(asked - questions):
            raise SetupError(f"{field.id}: question {missing!r} is named but not asked.")
        for code in field.weights.criteria:
            if code not in {criterion.code for criterion in field.criteria}:
                raise SetupError(f"{field.id}: weights name unknown criterion {code!r}.")
        total = (
            sum(field.weights.criteria.values()) + field.weights.best_optional * field.weights.optional_count
        )
        if total != 100:  # noqa: PLR2004 - weights are points of a hundred
            raise SetupError(f"{field.id}: weights add up to {total}, not 100.")
