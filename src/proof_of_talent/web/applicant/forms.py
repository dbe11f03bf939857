"""What the applicant's forms show: steps, questions with answers, documents and what is still wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from proof_of_talent.domain.application import Document, DocumentKind, Session
from proof_of_talent.domain.consents import PREFIX, SERVICE
from proof_of_talent.domain.criteria import FieldCriteria, Question
from proof_of_talent.domain.names import DOCUMENT_KIND_NAMES
from proof_of_talent.intake.questionnaire import is_complete, is_empty
from proof_of_talent.wiring.settings import Settings

WARNINGS = {
    "reading": "This file takes long to read. It is read in the background; look again in a minute.",
    "unreadable": "This file could not be read. Remove it, save it again as a simpler PDF, then upload that.",
    "hidden_text": "Some text in this file was left out because it cannot be seen (invisible, tiny, or in "
    "the colour of what is behind it). If you can see it, export the file again as a PDF.",
    "not_read": "A part of this file was not read, such as an attached file. Upload it as a document of its "
    "own.",
    "unreadable_text": "The fonts of some pages do not say what their letters mean. Print the file to a new "
    "PDF, or upload the original document.",
    "read_by_ocr": "Some pages are pictures whose text was recognised (OCR). Words may be wrong: look at "
    "what we read.",
}


class Step(NamedTuple):
    """One step of the way; `href` is None where it cannot be taken yet."""

    name: str
    label: str
    href: str | None
    is_current: bool
    is_done: bool


class RefusedUpload(NamedTuple):
    """A file that could not be used, and why."""

    filename: str
    message: str


class Wanted(NamedTuple):
    """A kind of document that the application needs: how many, and what the rules say about it."""

    kind: DocumentKind
    label: str
    least: int
    note: str


@dataclass(frozen=True)
class Asked:
    """A question as a form shows it; `value` is the text of its answer."""

    id: str
    text: str
    type: Literal["number", "yes_no", "text", "url", "choice", "consent"]
    required: bool
    help: str | None
    choices: tuple[tuple[str, str], ...]
    value: str
    problem: str | None

    @property
    def first_control(self) -> str:
        """The id of the control that a link to this question leads to."""
        return f"q-{self.id}-1" if self.is_group else f"q-{self.id}"

    @property
    def is_group(self) -> bool:
        """Whether it is answered by radio buttons."""
        return self.type in {"yes_no", "choice"} and len(self.choices) <= MAX_RADIOS


MAX_RADIOS = 7


@dataclass(frozen=True)
class Questions:
    """A field's questions in three groups, and what is wrong."""

    required: tuple[Asked, ...]
    optional: tuple[Asked, ...]
    consents: tuple[Asked, ...]

    @property
    def every(self) -> tuple[Asked, ...]:
        """All questions in the order they are shown."""
        return self.required + self.optional + self.consents

    @property
    def problems(self) -> tuple[Asked, ...]:
        """The questions whose answers are wrong or missing."""
        return tuple(asked for asked in self.every if asked.problem)

    @property
    def answered(self) -> int:
        """How many required questions have an answer."""
        return sum(1 for asked in self.required if asked.value.strip())


def list_steps(session: Session, current: str, field: FieldCriteria) -> list[Step]:
    """Return the four steps as they stand for a session."""
    base = f"/apply/{session.session_id}"
    running = session.state == "analyzing"
    has_ended = session.state == "completed"
    done = {
        "questions": is_complete(field, session.answers),
        "documents": bool(session.documents) and session.attempt > 0,
        "analysis": has_ended,
        "report": has_ended,
    }
    within_reach = {
        "questions": not running,
        "documents": not running,
        "analysis": running or session.state == "error",
        "report": has_ended,
    }
    labels = {"questions": "Questions", "documents": "Documents", "analysis": "Analysis", "report": "Report"}
    return [
        Step(
            name,
            label,
            f"{base}/{name}" if within_reach[name] and name != current else None,
            name == current,
            done[name],
        )
        for name, label in labels.items()
    ]


def show_questions(
    field: FieldCriteria, answers: Mapping[str, Any], problems: Sequence[Mapping[str, str]]
) -> Questions:
    """Return a field's questions with answers, as typed or as saved, and what is wrong with them."""
    messages = {problem["field"]: problem["message"] for problem in problems}
    asked = [
        _show_question(question, answers.get(question.id), messages.get(question.id))
        for question in field.questions
    ]
    return Questions(
        required=tuple(a for a in asked if a.required and a.type != "consent"),
        optional=tuple(a for a in asked if not a.required and a.type != "consent"),
        consents=tuple(a for a in asked if a.type == "consent"),
    )


def read_consent_boxes(field: FieldCriteria, form: Mapping[str, str]) -> dict[str, str]:
    """Return the answers to a field's questions for consent: a box that is not ticked says no."""
    boxes = [question.id for question in field.questions if question.id.startswith(PREFIX)]
    return {name: "yes" if form.get(name) == "yes" else "no" for name in boxes}


def list_unticked(field: FieldCriteria, session: Session) -> dict[str, str]:
    """Return a no to each consent that a session says nothing of; to the analysis, handing in says yes."""
    boxes = read_consent_boxes(field, {})
    return {name: no for name, no in boxes.items() if name not in {*session.answers, f"{PREFIX}{SERVICE}"}}


def find_missing_consent(answers: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return a problem where the analysis itself was not agreed to."""
    name = f"{PREFIX}{SERVICE}"
    if answers.get(name) != "no":
        return []
    message = "Please tick this if you want a report: nothing is read or judged without it."
    return [{"field": name, "message": message}]


def _show_question(question: Question, answer: Any, problem: str | None) -> Asked:
    choices = tuple((choice.value, choice.label) for choice in question.choices)
    is_consent = question.id.startswith(PREFIX)
    known = question.type if question.type in {"number", "yes_no", "url", "choice"} else "text"
    return Asked(
        id=question.id,
        text=question.question,
        type="consent" if is_consent else known,
        required=question.required,
        help=question.help_text,
        choices=(("yes", "Yes"), ("no", "No")) if question.type == "yes_no" else choices,
        value=write_answer(answer),
        problem=problem,
    )


def write_answer(answer: Any) -> str:
    """Return an answer as a form holds it."""
    if is_empty(answer):
        return ""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return str(answer)


def list_warnings(document: Document) -> list[str]:
    """Return the codes of what its owner should know of a document."""
    return [*(() if document.state == "read" else (document.state,)), *document.warnings]


def read_documents(session: Session) -> list[tuple[Document, list[str]]]:
    """Return a session's documents, each with its warnings in words."""
    return [
        (document, [WARNINGS.get(code, code) for code in list_warnings(document)])
        for document in session.documents
    ]


def list_limits(settings: Settings) -> dict[str, Any]:
    """Return the limits on documents as pages and their modules need them."""
    return {
        "files": settings.max_files,
        "bytes": settings.max_file_bytes,
        "megabytes": f"{settings.max_file_mb:g}",
        "pages": settings.max_pages,
    }


def list_wanted(field: FieldCriteria, session: Session) -> list[Wanted]:
    """Return what an application on the chosen route is made of."""
    rules = field.documents
    route = field.route(session.answers.get("route_preference"))
    wanted = [
        Wanted("cv", "Your CV", 1, _limit_pages(rules.cv_pages).removesuffix(" each")),
        Wanted(
            "recommendation_letter", "Recommendation letters", route.letters, _limit_pages(rules.letter_pages)
        ),
    ]
    most = f"up to {rules.evidence_documents} documents" if rules.evidence_documents else "as it applies"
    pages = f", {_limit_pages(rules.evidence_pages)}" if rules.evidence_pages else ""
    wanted.append(Wanted("evidence", "Evidence by others", 0, most + pages))
    return [item for item in wanted if item.least or item.kind == "evidence"]


def _limit_pages(pages: int | None) -> str:
    return f"up to {pages} pages each" if pages else ""


def count_kinds(session: Session) -> dict[str, int]:
    """Return how many documents of each kind a session has."""
    kinds: list[str] = [document.kind for document in session.documents]
    return {kind: kinds.count(kind) for kind in DOCUMENT_KIND_NAMES}


def list_unanswered(field: FieldCriteria, session: Session) -> int:
    """Return how many required questions have no answer."""
    return sum(
        1 for question in field.questions if question.required and is_empty(session.answers.get(question.id))
    )
