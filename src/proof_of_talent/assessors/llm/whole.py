"""The last request: the case as a whole. With quotes it may flag and lower, never raise."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, ValidationError, create_model

from proof_of_talent.assessors.llm.answers import (
    GAPS,
    WEAKNESSES,
    InvalidAnswerError,
    Quote,
    describe_problems,
    make_finding,
)
from proof_of_talent.assessors.llm.evidence import Excerpt
from proof_of_talent.assessors.llm.facts import PaperFacts
from proof_of_talent.assessors.llm.instructions import addresses_assessor
from proof_of_talent.assessors.llm.json_text import find_objects
from proof_of_talent.assessors.llm.lenient import AnswerText, Lenient, read_code, read_list
from proof_of_talent.assessors.llm.prompt import PromptWriter, hash_wording, make_mark, write_papers
from proof_of_talent.assessors.llm.questions import Prompt
from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import CaseView, Judgement
from proof_of_talent.domain.criteria import FieldCriteria
from proof_of_talent.judging.grounding import ground_findings

CASE_TASK = """\
{case}
The criteria of this application were judged one by one:
{levels}

The passages that were quoted, for and against (facts name people by letters, which are not the marks in \
the passages):
{mark_start}
{papers}
{mark_end}

Look at the case as a whole. Name doubts that only show across papers: sources that are connected, \
contradictions, one paper used for several criteria, letters that say the same, claims that nobody else \
repeats. Quote each doubt. Say in "criteria" which criteria it weakens. Name in "lower" the criteria \
whose level must fall because of a quoted doubt. An application without such doubts has none: then \
leave both empty. The summary is for the applicant: two or three sentences, what carries the case and \
what endangers it, no total and no forecast.

Judge the case as a whole now."""

CASE_FORM = """{"doubts": [{"evidence": [{"document": "d1", "page": 1, "quote": "word for word"}], "text": \
"one sentence", "code": "one of CODES", "criteria": ["CODE"]}], "lower": ["CODE"], "summary": "two \
sentences", "confidence": "low, medium or high"}"""

MOST_LOWERED = 1
"""Levels by which the view of the whole may lower a criterion."""

Confidence = Literal["low", "medium", "high"]


def _read_confidence(value: Any) -> Any:
    said = read_code(value)
    return said if said in get_args(Confidence) else "medium"


class CaseDoubt(Lenient):
    """A doubt about the case, with quotes."""

    evidence: Annotated[list[Quote], BeforeValidator(read_list)] = Field(description="Quotes that show it.")
    text: AnswerText = Field(description="One sentence for the applicant.")
    criteria: Annotated[list[str], BeforeValidator(read_list)] = Field(
        description="Criteria that it weakens."
    )


class CaseAnswer(Lenient):
    """A view of the whole case."""

    lower: Annotated[list[str], BeforeValidator(read_list)] = Field(
        description="Criteria whose level must fall."
    )
    summary: AnswerText = Field(description="Two or three sentences for the applicant.")
    confidence: Annotated[Confidence, BeforeValidator(_read_confidence)] = Field(
        default="medium", description="How sure the whole judgement is."
    )


@lru_cache(maxsize=1)
def _make_schema() -> type[CaseAnswer]:
    coded: Any = Annotated[Literal[(*WEAKNESSES, *GAPS)], BeforeValidator(read_code)]
    doubt: Any = create_model("CodedDoubt", __base__=CaseDoubt, code=(coded, ...))
    return create_model(
        "Case", __base__=CaseAnswer, doubts=(Annotated[list[doubt], BeforeValidator(read_list)], ...)
    )


@lru_cache(maxsize=1)
def compute_prompt_version() -> str:
    """Return 12 hex digits that change with every word that a model is sent by us."""
    return hash_wording(CASE_TASK, CASE_FORM, str(describe_case_answer()))


@lru_cache(maxsize=1)
def describe_case_answer() -> dict[str, Any]:
    """Return the JSON schema of the answer."""
    schema = _make_schema().model_json_schema()
    order = ("doubts", "lower", "summary", "confidence")
    schema["properties"] = {name: schema["properties"][name] for name in order}
    schema["required"] = list(order)
    return schema


def write_case(
    writer: PromptWriter,
    criteria: FieldCriteria,
    judgements: Sequence[Judgement],
    excerpts: Sequence[Excerpt],
    facts: PaperFacts,
    hide: Callable[[str], str],
) -> Prompt:
    """Return the prompt about the whole case."""
    papers = write_papers(excerpts, facts)
    levels = [
        f"- {one.criterion} ({criteria.criterion(one.criterion).name}): level {one.level:g}. "
        f"{hide(one.rationale)} Quoted: {_list_documents(one)}"
        for one in judgements
    ]
    mark = make_mark(papers)
    task = CASE_TASK.format(
        case=writer.case,
        levels="\n".join(levels),
        mark_start=f"<<<PAPERS {mark}>>>",
        papers=papers,
        mark_end=f"<<<END {mark}>>>",
    )
    return Prompt(writer.system, "", task)


def _list_documents(judgement: Judgement) -> str:
    documents = dict.fromkeys(e.document for f in judgement.findings for e in f.evidence)
    return ", ".join(documents) or "nothing"


def read_case(answers: Sequence[Any]) -> tuple[CaseView, tuple[str, ...]]:
    """Read a view of the case, and which criteria are to fall.

    Raises:
        InvalidAnswerError: there is none, or it does not keep the schema.
    """
    found = list(find_objects(list(answers), "summary"))
    if not found:
        raise InvalidAnswerError("there was no view of the case in it")
    try:
        read: Any = _make_schema().model_validate(found[-1])
    except ValidationError as error:
        raise InvalidAnswerError(describe_problems(error)) from None
    doubts = []
    for doubt in read.doubts:
        kind = "gap" if doubt.code in GAPS else "weakness"
        doubts.append((make_finding(None, kind, doubt), tuple(doubt.criteria)))
    view = CaseView(
        summary=None if addresses_assessor(read.summary) else read.summary,
        confidence=read.confidence,
        doubts=tuple(finding for finding, _ in doubts),
        weakens=tuple(codes for _, codes in doubts),
    )
    return view, tuple(read.lower)


def apply_case(
    view: CaseView, lower: Sequence[str], judgements: Sequence[Judgement], application: Application
) -> tuple[CaseView, tuple[Judgement, ...]]:
    """Return the view with doubts that are quoted from the papers, and the judgements that they lower."""
    grounded = ground_findings(view.doubts, application.documents)
    held = [(f, codes) for f, codes in zip(grounded, view.weakens, strict=True) if f.grounded]
    weakened = {code for _, codes in held for code in codes} & set(lower)
    kept = view.model_copy(
        update={"doubts": tuple(f for f, _ in held), "weakens": tuple(codes for _, codes in held)}
    )
    return kept, tuple(
        judgement.model_copy(update={"level": max(0.0, judgement.level - MOST_LOWERED), "at_risk": True})
        if judgement.criterion in weakened
        else judgement
        for judgement in judgements
    )
