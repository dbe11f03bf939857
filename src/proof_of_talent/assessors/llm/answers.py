"""The schema of a model's answer for one criterion, and how an answer is read. Nothing has a default.

What is missing or out of range is invalid and asked again; what is there is taken as it is. The level says
how well the criterion is shown, the verdict says it in words, and both must agree.
"""

import re
from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    create_model,
    model_validator,
)

from proof_of_talent.domain.assessment import Evidence, Finding, Judgement
from proof_of_talent.domain.criteria import Criterion

STRENGTHS = ("documented_achievement", "quantified_impact", "independent_recognition")
WEAKNESSES = ("self_published_evidence",)
GAPS = ("individual_role_unclear", "evidence_outdated")
"""Codes a model may use for any criterion, besides the criterion's own gap. All others are found in code."""

LEVEL_VERDICTS = {0: "not_met", 1: "not_met", 2: "partly", 3: "met", 4: "met"}
_FENCED = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL | re.IGNORECASE)
_SHOWN_PROBLEMS = 5

AnswerText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class Quote(BaseModel):
    """A passage of a document, word for word."""

    model_config = ConfigDict(strict=True)

    document: str = Field(min_length=1, max_length=20, description="The document's id, such as d1.")
    page: int = Field(ge=1, description="The page the quote stands on.")
    quote: str = Field(min_length=1, max_length=4000, description="Word for word from that page.")


class ClaimedFinding(BaseModel):
    """A strength, weakness or gap."""

    model_config = ConfigDict(strict=True)

    kind: Literal["strength", "weakness", "gap"]
    text: AnswerText = Field(description="One sentence for the applicant.")
    evidence: list[Quote] = Field(
        max_length=12, description="Quotes that show it. A strength without a quote counts for nothing."
    )


class Answer(BaseModel):
    """A judgement of one criterion."""

    model_config = ConfigDict(strict=True)

    criterion: str
    level: Literal[0, 1, 2, 3, 4] = Field(
        description="0 nothing, 1 a weak sign, 2 partly shown, 3 clearly shown, 4 outstanding."
    )
    verdict: Literal["met", "partly", "not_met"] = Field(
        description="not_met for levels 0 and 1, partly for 2, met for 3 and 4."
    )
    rationale: AnswerText = Field(
        description="Why this level, in a sentence or two, from the evidence alone."
    )

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if LEVEL_VERDICTS[self.level] != self.verdict:
            message = f"level {self.level} and verdict {self.verdict} contradict each other"
            raise ValueError(message)
        return self


class InvalidAnswerError(Exception):
    """The answer breaks the schema; the message tells the model what to mend, without quoting the answer."""


def list_codes(weak_gap: str) -> dict[str, tuple[str, ...]]:
    """Return the codes a model may use for a criterion with this gap, by kind."""
    return {"strength": STRENGTHS, "weakness": WEAKNESSES, "gap": (weak_gap, *GAPS)}


@lru_cache(maxsize=64)
def make_answer_schema(criterion: str, weak_gap: str) -> type[Answer]:
    """Return the answer's type for one criterion: its own code and the codes valid for it."""
    codes = tuple(code for group in list_codes(weak_gap).values() for code in group)
    coded: Any = Literal[codes]
    finding: Any = create_model("CodedFinding", __base__=ClaimedFinding, code=(coded, ...))
    fields: dict[str, Any] = {
        "criterion": (Literal[criterion], ...),
        "findings": (Annotated[list[finding], Field(max_length=20)], ...),
    }
    return create_model("Judgement", __base__=Answer, **fields)


def read_answer(answer: str | dict[str, Any], criterion: Criterion) -> Judgement:
    """Read an answer (JSON, perhaps in a code fence) into a judgement.

    Raises:
        InvalidAnswerError: it does not keep the schema.
    """
    schema = make_answer_schema(criterion.code, criterion.weak_gap)
    try:
        if isinstance(answer, dict):
            read: Any = schema.model_validate(answer)
        else:
            read = schema.model_validate_json(_find_json(answer))
    except ValidationError as error:
        raise InvalidAnswerError(_describe(error)) from None
    kinds = list_codes(criterion.weak_gap)
    for finding in read.findings:
        if finding.code not in kinds[finding.kind]:
            message = f"findings: the code {finding.code} is not a {finding.kind}"
            raise InvalidAnswerError(message)
    return Judgement(
        criterion=criterion.code,
        level=read.level,
        rationale=read.rationale,
        findings=tuple(
            Finding(
                kind=finding.kind,
                code=finding.code,
                criterion=criterion.code,
                text=finding.text,
                evidence=tuple(
                    Evidence(document=quote.document, page=quote.page, quote=quote.quote)
                    for quote in finding.evidence
                ),
            )
            for finding in read.findings
        ),
    )


def _find_json(text: str) -> str:
    fenced = _FENCED.search(text)
    if fenced is not None:
        return fenced.group(1)
    first, last = text.find("{"), text.rfind("}")
    return text[first : last + 1] if 0 <= first < last else text


def _describe(error: ValidationError) -> str:
    """Say what is wrong by place and rule; inputs are left out, they may hold a document's text."""
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(
        f"{'.'.join(str(part) for part in problem['loc']) or 'answer'}: {problem['msg']}"
        for problem in problems[:_SHOWN_PROBLEMS]
    )
