"""The visa's rules as data: fields, routes, criteria, questions, codes, weights, bands.

The TOML files in `rules/` are the single source for the API, the assessors, scoring, charts and
`docs/rules.md`: a rule change is an edit of data. `rule_files` reads them.
"""

from datetime import date as Date  # noqa: N812 - `date` is also a field's name here
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field

from proof_of_talent.domain.application import Application, FieldId
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.facts import Fees, RuleChange, VisaFact
from proof_of_talent.domain.heuristics import Bands, Factors, FieldHeuristics, LikelihoodModel, Weights
from proof_of_talent.domain.letter_rules import LetterPointRule, RefusalReason
from proof_of_talent.domain.paying import PayingRule
from proof_of_talent.domain.provenance import Basis, Dated, Source
from proof_of_talent.domain.routing_rules import Body, Checklist, NamedList, PrizeTable, Stop

QuestionType = Literal["number", "yes_no", "text", "url", "choice", "file_upload", "file_upload_multiple"]


class Choice(Model):
    """One option of a choice question."""

    value: str
    label: str


class Question(Model):
    """One question of a field's questionnaire.

    `personal` marks answers that may name a person or link to one; `counts` that a number says how many there
    are, so that yes means at least one and no means none.
    """

    id: str
    question: str
    type: QuestionType
    required: bool = False
    help_text: str | None = None
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    counts: bool = False
    personal: bool = False


class Cues(Model):
    """What to look for in the text. `strong` and `plain` are phrases; `against` weaken a passage (a
    qualifier that the guidance does not accept, such as an internal award). What stands between slashes is
    a pattern over folded text; the files name those of `patterns.toml` as "{name}".
    """

    strong: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


class Criterion(Dated):
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
    levels: tuple[str, ...] = ()  # what makes each level, from 0 on, for a reader who judges
    promise: str = ""  # what is enough at the promise level, where that is less
    anchors: tuple[str, ...] = ()  # sentences of the kind that shows it, for the reader's routing
    minimum_documents: int = Field(default=0, ge=0)
    window_years: int | None = None
    proof: tuple[str, ...] = ()  # patterns of which a quote of others must hold one, or nothing is shown
    weak_gap: str  # the gap code that says this criterion is not shown
    advice: str  # what an applicant can do about it, one or two sentences


class Route(Dated):
    """A level a person applies at (talent or promise), with what it changes.

    A route that is a `checklist` is not weighed: see `routing_rules.Checklist`. `maximum_years` is the
    experience up to which the level is usual, by `maximum_years_basis`.
    """

    id: str
    name: str
    summary: str
    letters: int = Field(ge=0)
    uk_letters: int = Field(default=0, ge=0)
    minimum_countries: int = Field(default=0, ge=0)
    maximum_years: int | None = None
    maximum_years_basis: Basis = "heuristic"
    checklist: bool = False


class DocumentRules(Dated):
    """Limits on the documents; 0 or None where the rules state none (then the check is off).

    `unique_documents` is how many an application needs in all where none may serve two criteria,
    `evidence_years` how old evidence may be; `cv_and_letters_only` that nothing else is looked at.
    """

    cv_pages: int | None = None
    letter_pages: int | None = None
    evidence_documents: int | None = None
    evidence_pages: int | None = None
    unique_documents: int = Field(default=0, ge=0)
    evidence_years: int | None = None
    cv_and_letters_only: bool = False


class Variant(Dated):
    """Where one body, or one level, has criteria of its own in place of the field's."""

    field: FieldId
    body: str
    route: str
    minimum_optional: int | None = None
    criteria: tuple[Criterion, ...] = Field(min_length=1)


class Action(Model):
    """The roadmap step that closes a gap or mends a weakness."""

    title: str
    description: str
    weeks: int = Field(ge=0)
    priority: Literal["high", "medium", "low"]
    evidence_to_collect: tuple[str, ...]


class Code(Dated):
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


class FieldCriteria(Model):
    """Everything about one field, as one edition of its rules says it.

    `valid_from` is the first day of the edition; `variants` are the criteria of single bodies and levels;
    `actions` are steps, by code, that differ from the vocabulary's in this field.
    """

    id: FieldId
    name: str
    endorsing_body: str
    description: str
    rules_version: str
    valid_from: Date
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
    variants: tuple[Variant, ...] = ()
    actions: dict[str, Action] = {}

    def criterion(self, code: str) -> Criterion:
        """Return the criterion with this code; KeyError if the field has none."""
        return next(c for c in self.criteria if c.code == code)

    def route(self, route_id: str | None) -> Route:
        """Return the route with this id, or the field's default where it is unknown or None."""
        by_id = {route.id: route for route in self.routes}
        return by_id.get(route_id or "", by_id[self.default_route])

    def action(self, code: Code) -> Action | None:
        """Return the step for a code in this field."""
        return self.actions.get(code.code, code.action)

    def adapt(self, body: Body | None, route_id: str) -> Self:
        """Return the criteria as a body applies them at a level; the field's own where it has none."""
        if body is None:
            return self
        changes: dict[str, Any] = {"endorsing_body": body.name}
        for variant in self.variants:
            if (variant.body, variant.route) == (body.id, route_id):
                changes["criteria"] = variant.criteria
                changes["minimum_optional"] = variant.minimum_optional or self.minimum_optional
        return self.model_copy(update=changes)


class Rulebook(Model):
    """All rules, as loaded.

    `fields` is the edition of each field that is in force on the day of loading, `editions` every edition:
    the day of an application decides by which one it is judged.
    """

    fields: tuple[FieldCriteria, ...]
    editions: tuple[FieldCriteria, ...] = ()
    codes: tuple[Code, ...]
    sources: tuple[Source, ...] = ()
    prize_tables: tuple[PrizeTable, ...] = ()
    bodies: tuple[Body, ...] = ()
    stops: tuple[Stop, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    named_lists: tuple[NamedList, ...] = ()
    facts: tuple[VisaFact, ...] = ()
    fees: Fees | None = None
    changes: tuple[RuleChange, ...] = ()
    letter_points: tuple[LetterPointRule, ...] = ()
    refusal_reasons: tuple[RefusalReason, ...] = ()
    paying_items: tuple[PayingRule, ...] = ()

    def field(self, field_id: str) -> FieldCriteria:
        """Return one field's criteria; KeyError where there is no such field."""
        return self._fields_by_id[field_id]

    def edition(self, field_id: str, day: Date) -> FieldCriteria:
        """Return a field's criteria as in force on a day; the earliest edition for a day before it.

        KeyError where there is no such field.
        """
        begun = [field for field in self.editions if field.id == field_id and field.valid_from <= day]
        earliest = [field for field in self.editions if field.id == field_id][:1]
        return (begun or earliest or [self.field(field_id)])[-1]

    def criteria_for(self, application: Application) -> FieldCriteria:
        """Return the criteria that an application is judged by: its day's edition, its body, its level."""
        field = self.edition(application.field, application.as_of)
        return field.adapt(self.body(application.body), application.route)

    def body(self, body_id: str | None) -> Body | None:
        """Return an endorsing body, or None where none of that id is known."""
        return next((body for body in self.bodies if body.id == body_id), None)

    def checklist(self, field_id: str, route_id: str, body_id: str | None = None) -> Checklist | None:
        """Return the list that decides a route, or None where the route is weighed."""
        return next(
            (
                listed
                for listed in self.checklists
                if (listed.field, listed.route) == (field_id, route_id) and listed.body in (None, body_id)
            ),
            None,
        )

    def source(self, source_id: str) -> Source | None:
        """Return a source, or None where none of that id is known."""
        return next((source for source in self.sources if source.id == source_id), None)

    def code(self, code: str) -> Code:
        """Return one entry of the vocabulary; KeyError where there is no such code."""
        return self._codes_by_code[code]

    @cached_property
    def _fields_by_id(self) -> dict[str, FieldCriteria]:
        return {field.id: field for field in self.fields}

    @cached_property
    def _codes_by_code(self) -> dict[str, Code]:
        return {code.code: code for code in self.codes}


def load_rulebook(folder: Path | None = None, day: Date | None = None) -> Rulebook:
    """Read and validate the rules: the packaged ones, with an operator's files in place of those they name.

    Args:
        folder: holds files named like the packaged ones, or further editions of a field
            ("digital_technology.2027-01-01.toml").
        day: the day whose editions `fields` holds; today by default.

    Raises:
        SetupError: naming the file and what is wrong in it.
    """
    from proof_of_talent.domain import rule_files  # noqa: PLC0415 - it builds what is declared here

    day = day or Date.today()  # noqa: DTZ011 - rules change at midnight where people are
    return rule_files.read_rules(folder, day) if folder else rule_files.read_packaged_rules(day)
