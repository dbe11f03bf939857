"""The schema of a model's answer, and how an answer is read.

One schema serves every criterion of a field, so that servers read it once. Quotes and reasons come before the
level: what a model writes first, it judges by.

Reading is lenient about form: numbers and lists may come as text, and null means empty. What follows from
something else is not asked for: the verdict follows from the level, a finding's kind from its code. Judging
is strict: a level that is missing or out of range is invalid, asked for again, and never made up.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field, ValidationError, create_model

from proof_of_talent.assessors.llm.json_text import SIBLINGS, find_objects
from proof_of_talent.assessors.llm.lenient import (
    AnswerText,
    Certainty,
    Lenient,
    read_certainty,
    read_code,
    read_document,
    read_level,
    read_list,
    read_page_number,
)
from proof_of_talent.domain.assessment import Evidence, Finding, Judgement
from proof_of_talent.domain.criteria import Criterion, FieldCriteria

STRENGTHS = (
    "confirmed_achievement",
    "quantified_impact",
    "independent_recognition",
    "documented_achievement",
)
WEAKNESSES = (
    "interested_source", "paid_coverage", "unselective_award", "inflated_claim", "claims_contradict",
    "employer_event", "only_the_cv", "not_product_led", "self_published_evidence", "route_mismatch",
    "uk_plan_vague",
)  # fmt: skip
GAPS = ("individual_role_unclear", "evidence_outdated")
"""Codes a model may use for any criterion, besides the criterion's own gap. All others are found in code."""


_SHOWN_PROBLEMS = 5
_MOST_FINDINGS = 20
_MOST_QUOTES = 12
_RATIONALES = ("rationale", "reason", "reasons", "reasoning", "explanation", "justification")
_TEXTS = ("text", "description", "statement", "summary", "finding", "sentence")
_EVIDENCE = ("evidence", "quotes", "quote", "citations", "citation")
_QUOTES = ("quote", "text", "passage", "excerpt", "sentence", "citation")
_DOCUMENTS = ("document", "doc", "document_id", "documentid", "id", "source", "paper")
_BY_KIND = ("strengths", "weaknesses", "gaps")


class Quote(Lenient):
    """A passage of a document, word for word."""

    document: Annotated[AnswerText, BeforeValidator(read_document)] = Field(
        description="The document's id, such as d1."
    )
    page: Annotated[int, BeforeValidator(read_page_number)] = Field(
        ge=1, description="The page the quote stands on."
    )
    quote: AnswerText = Field(description="Word for word from that page.")


class ClaimedFinding(Lenient):
    """A strength, weakness or gap; its code says which."""

    evidence: Annotated[list[Quote], BeforeValidator(read_list)] = Field(
        description="Quotes that show it. A strength without a quote counts for nothing."
    )
    text: AnswerText = Field(description="One sentence for the applicant.")


class ModelAnswer(Lenient):
    """A judgement of one criterion: quotes and reasons first, then the level."""

    criterion: str
    rationale: AnswerText = Field(
        description="Why this level, in a sentence or two, from the evidence alone."
    )
    level: Annotated[Literal[0, 1, 2, 3, 4], BeforeValidator(read_level)] = Field(
        description="0 nothing, 1 a weak sign, 2 partly shown, 3 clearly shown, 4 outstanding."
    )
    certainty: Annotated[Certainty, BeforeValidator(read_certainty)] = Field(
        default="sure",
        description="sure; at_risk if a strict reader may see it lower; unreadable if it makes no sense.",
    )


class Answered(NamedTuple):
    """A judgement as a model gave it; None where the model could not read the papers."""

    judgement: Judgement | None


class InvalidAnswerError(Exception):
    """The answer breaks the schema; the message tells the model what to mend, without quoting the answer."""


def list_codes(criteria: FieldCriteria) -> dict[str, str]:
    """Return the codes a model may use in a field, each with its kind."""
    gaps = dict.fromkeys((*(criterion.weak_gap for criterion in criteria.criteria), *GAPS))
    return {
        **dict.fromkeys(STRENGTHS, "strength"), **dict.fromkeys(WEAKNESSES, "weakness"),
        **dict.fromkeys(gaps, "gap"),
    }  # fmt: skip


@lru_cache(maxsize=64)
def make_answer_schema(criteria: tuple[str, ...], codes: tuple[str, ...]) -> type[ModelAnswer]:
    """Return the type of answers in a field, by the codes of its criteria and those of findings.

    It holds no bounds on lengths, since some servers fail on them. `read_answers` cuts what is too long.
    """
    coded: Any = Annotated[Literal[codes], BeforeValidator(read_code)]
    finding: Any = create_model("CodedFinding", __base__=ClaimedFinding, code=(coded, ...))
    named: Any = Literal[criteria]
    return create_model(
        "Judgement",
        __base__=ModelAnswer,
        criterion=(named, ...),
        findings=(Annotated[list[finding], BeforeValidator(read_list)], ...),
    )


def describe_level_answer(criteria: FieldCriteria) -> dict[str, Any]:
    """Return the JSON schema of answers in a field, its keys in the order in which they are to be written."""
    return _describe_answer(*_list_names(criteria))


@lru_cache(maxsize=64)
def _describe_answer(criteria: tuple[str, ...], codes: tuple[str, ...]) -> dict[str, Any]:
    schema = make_answer_schema(criteria, codes).model_json_schema()
    order = ("criterion", "findings", "rationale", "certainty", "level")
    schema["properties"] = {name: schema["properties"][name] for name in order}
    schema["required"] = list(order)
    finding = schema["$defs"]["CodedFinding"]
    finding["properties"] = {name: finding["properties"][name] for name in ("evidence", "text", "code")}
    finding["required"] = list(finding["properties"])
    return schema


def _list_names(criteria: FieldCriteria) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(c.code for c in criteria.criteria), tuple(list_codes(criteria))


ANSWER_FORM = (
    '{"criterion": "CODE", "findings": [{"evidence": [{"document": "d1", "page": 1, "quote": "word for '
    'word"}], "text": "one sentence", "code": "one of the codes"}], "rationale": "why", "certainty": '
    '"sure, at_risk or unreadable", "level": 0 to 4}'
)
"""The schema in words, for prompts: short, because small servers have little room."""


def read_answers(answers: Sequence[Any], criterion: Criterion, criteria: FieldCriteria) -> Answered:
    """Read a judgement from what a model sent, in one piece or several.

    The last object with a level is the answer: what stands before it are thoughts, drafts and examples.

    Raises:
        InvalidAnswerError: there is no such object, or it does not keep the schema.
    """
    found = [_complete(one, criterion) for one in find_objects(list(answers), "level")]
    if not found:
        raise InvalidAnswerError("there was no judgement in it")
    about = [one for one in found if one["criterion"] == criterion.code] or found
    try:
        read: Any = make_answer_schema(*_list_names(criteria)).model_validate(about[-1])
    except ValidationError as error:
        raise InvalidAnswerError(describe_problems(error)) from None
    if read.criterion != criterion.code:
        raise InvalidAnswerError(f"criterion: Input should be '{criterion.code}'")
    if read.certainty == "unreadable":
        return Answered(None)
    kinds = list_codes(criteria)
    findings = (
        make_finding(criterion.code, kinds[claimed.code], claimed, own_gap=criterion.weak_gap)
        for claimed in read.findings[:_MOST_FINDINGS]
    )
    return Answered(
        Judgement(
            criterion=criterion.code,
            level=read.level,
            rationale=read.rationale,
            at_risk=read.certainty == "at_risk",
            findings=tuple(findings),
        )
    )


def _complete(answer: dict[str, Any], criterion: Criterion) -> dict[str, Any]:
    """Return an answer with what follows from the question or stands under another name.

    One that names several criteria or none is about the one that was asked for; another one is not.
    """
    named = str(answer.get("criterion") or criterion.code)
    is_this = re.search(rf"(?<![a-z0-9]){criterion.code}(?![a-z0-9])", named, re.IGNORECASE) is not None
    findings = [*map(_complete_finding, _list_findings(answer))]
    texts = [str(one.get("text") or "") for one in findings if isinstance(one, dict)]
    reasons = next((answer[name] for name in _RATIONALES if answer.get(name)), None)
    return answer | {
        "criterion": criterion.code if is_this or criterion.name.lower() in named.lower() else named,
        "findings": findings,
        "rationale": reasons or " ".join(texts),
    }


def _list_findings(answer: dict[str, Any]) -> list[Any]:
    """Return the findings of an answer, also where they stand by kind, beside it, or as its only one."""
    found = read_list(answer.get("findings"))
    if not found:
        found = [one for kind in _BY_KIND for one in read_list(answer.get(kind))]
    if not found:
        found = [one for one in (*answer.get(SIBLINGS, ()), answer) if one.get("code")]
    return found if isinstance(found, list) else [found]


def _complete_finding(finding: Any) -> Any:
    """Return a finding with its quotes and its sentence in their places."""
    if not isinstance(finding, dict):
        return finding
    given = next((finding[name] for name in _EVIDENCE if finding.get(name)), None)
    beside = {name: finding[name] for name in ("document", "page") if name in finding}
    quotes = [one for part in read_list(given) if (one := _complete_quote(part, beside)) is not None]
    text = next((finding[name] for name in _TEXTS if finding.get(name)), None)
    return finding | {"evidence": quotes, "text": text or " ".join(one["quote"] for one in quotes[:1])}


def _complete_quote(quote: Any, beside: dict[str, Any]) -> dict[str, Any] | None:
    """Return a quote with its document, or None where no word is quoted."""
    if isinstance(quote, str):
        return {**beside, "quote": quote}
    if not isinstance(quote, dict):
        return None
    words = next((quote[name] for name in _QUOTES if isinstance(quote.get(name), str)), None)
    document = next((quote[name] for name in _DOCUMENTS if quote.get(name)), beside.get("document"))
    if words is None and len(quote) == 1:  # {"d1": "the words"}
        ((document, words),) = quote.items()
    return {**beside, **quote, "quote": words, "document": document} if isinstance(words, str) else None


def make_finding(criterion: str | None, kind: Any, claimed: Any, *, own_gap: str = "") -> Finding:
    """Return a finding as the domain has it; another criterion's gap means that of this one."""
    code = own_gap if own_gap and kind == "gap" and claimed.code not in GAPS else claimed.code
    return Finding(
        kind=kind,
        code=code,
        criterion=criterion,
        text=claimed.text,
        evidence=tuple(
            Evidence(document=quote.document, page=quote.page, quote=quote.quote)
            for quote in claimed.evidence[:_MOST_QUOTES]
        ),
    )


def describe_problems(error: ValidationError) -> str:
    """Say what is wrong by place and rule; inputs are left out, they may hold a document's text."""
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(
        f"{'.'.join(str(part) for part in problem['loc']) or 'answer'}: {problem['msg']}"
        for problem in problems[:_SHOWN_PROBLEMS]
    )
