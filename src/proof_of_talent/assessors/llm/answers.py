"""The schema of a model's answer for one criterion, and how an answer is read.

Reading is lenient about form: numbers and lists may come as text, and null means empty. What follows from
something else is not asked for: the verdict follows from the level, a finding's kind from its code. Judging
is strict: a level that is missing or out of range is invalid, asked for again, and never made up.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, ValidationError, create_model

from proof_of_talent.assessors.llm.json_text import decode, find_objects
from proof_of_talent.domain.assessment import Evidence, Finding, Judgement
from proof_of_talent.domain.criteria import Criterion

STRENGTHS = ("documented_achievement", "quantified_impact", "independent_recognition")
WEAKNESSES = ("self_published_evidence",)
GAPS = ("individual_role_unclear", "evidence_outdated")
"""Codes a model may use for any criterion, besides the criterion's own gap. All others are found in code."""

_SHOWN_PROBLEMS = 5
_LONGEST_TEXT = 4000
_MOST_FINDINGS = 20
_MOST_QUOTES = 12


def _read_number(value: Any) -> Any:
    """Return a whole number that came as text or with decimals as a number; anything else as it is."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = value.strip()
        return int(value) if value.isascii() and value.isdigit() else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _read_list(value: Any) -> Any:
    """Return a list: null is empty, one object a list of one, and JSON in a string is read."""
    if value is None or value == "":
        return []
    if isinstance(value, str):
        value = next(decode(value), value)
    return [value] if isinstance(value, dict) else value


def _clean_text(value: Any) -> Any:
    return value.strip()[:_LONGEST_TEXT] if isinstance(value, str) else value


Number = BeforeValidator(_read_number)
AnswerText = Annotated[str, BeforeValidator(_clean_text), Field(min_length=1)]


class Quote(BaseModel):
    """A passage of a document, word for word."""

    document: AnswerText = Field(description="The document's id, such as d1.")
    page: Annotated[int, Number] = Field(ge=1, description="The page the quote stands on.")
    quote: AnswerText = Field(description="Word for word from that page.")


class ClaimedFinding(BaseModel):
    """A strength, weakness or gap; its code says which."""

    text: AnswerText = Field(description="One sentence for the applicant.")
    evidence: Annotated[list[Quote], BeforeValidator(_read_list)] = Field(
        description="Quotes that show it. A strength without a quote counts for nothing."
    )


class ModelAnswer(BaseModel):
    """A judgement of one criterion."""

    criterion: str
    rationale: AnswerText = Field(
        description="Why this level, in a sentence or two, from the evidence alone."
    )
    level: Annotated[Literal[0, 1, 2, 3, 4], Number] = Field(
        description="0 nothing, 1 a weak sign, 2 partly shown, 3 clearly shown, 4 outstanding."
    )


class InvalidAnswerError(Exception):
    """The answer breaks the schema; the message tells the model what to mend, without quoting the answer."""


def list_codes(weak_gap: str) -> dict[str, tuple[str, ...]]:
    """Return the codes a model may use for a criterion with this gap, by kind."""
    return {"strength": STRENGTHS, "weakness": WEAKNESSES, "gap": (weak_gap, *GAPS)}


@lru_cache(maxsize=64)
def make_answer_schema(criterion: str, weak_gap: str) -> type[ModelAnswer]:
    """Return the answer's type for one criterion: its own code and the codes valid for it.

    It holds no bounds on lengths, since some servers fail on them. `read_answers` cuts what is too long.
    """
    codes = tuple(code for group in list_codes(weak_gap).values() for code in group)
    coded: Any = Literal[codes]
    finding: Any = create_model("CodedFinding", __base__=ClaimedFinding, code=(coded, ...))
    fields: dict[str, Any] = {
        "criterion": (Literal[criterion], ...),
        "findings": (Annotated[list[finding], BeforeValidator(_read_list)], ...),
    }
    return create_model("Judgement", __base__=ModelAnswer, **fields)


def read_answers(answers: Sequence[str | dict[str, Any]], criterion: Criterion) -> Judgement:
    """Read a judgement from what a model sent, in one piece or several.

    The last object with a level is the answer: what stands before it are thoughts, drafts and examples.

    Raises:
        InvalidAnswerError: there is no such object, or it does not keep the schema.
    """
    found = list(find_objects(list(answers), "level"))
    if not found:
        raise InvalidAnswerError("there was no judgement in it")
    schema = make_answer_schema(criterion.code, criterion.weak_gap)
    try:
        read: Any = schema.model_validate(found[-1])
    except ValidationError as error:
        raise InvalidAnswerError(_describe(error)) from None
    kinds = {code: kind for kind, codes in list_codes(criterion.weak_gap).items() for code in codes}
    return Judgement(
        criterion=criterion.code,
        level=read.level,
        rationale=read.rationale,
        findings=tuple(
            _make_finding(criterion.code, kinds[claimed.code], claimed)
            for claimed in read.findings[:_MOST_FINDINGS]
        ),
    )


def _make_finding(criterion: str, kind: Any, claimed: Any) -> Finding:
    return Finding(
        kind=kind,
        code=claimed.code,
        criterion=criterion,
        text=claimed.text,
        evidence=tuple(
            Evidence(document=quote.document, page=quote.page, quote=quote.quote)
            for quote in claimed.evidence[:_MOST_QUOTES]
        ),
    )


def _describe(error: ValidationError) -> str:
    """Say what is wrong by place and rule; inputs are left out, they may hold a document's text."""
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(
        f"{'.'.join(str(part) for part in problem['loc']) or 'answer'}: {problem['msg']}"
        for problem in problems[:_SHOWN_PROBLEMS]
    )
