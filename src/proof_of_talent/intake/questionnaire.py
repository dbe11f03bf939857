"""Checking answers against a field's questions. Pure; the same rules serve the API, the pages and the CLI."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from proof_of_talent.domain.criteria import FieldCriteria, Question
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.numbers import read_plain_number

MAX_ANSWER_LENGTH = 50_000
MAX_URL = 2_000
MAX_NAME = 100
MAX_EXTRA = 100
MAX_EXTRA_LENGTH = 5_000
TRUE_WORDS = frozenset({"yes", "true", "1", "on"})
FALSE_WORDS = frozenset({"no", "false", "0", "off"})
COUNT_WORDS = {"yes": 1, "true": 1, "no": 0, "false": 0, "none": 0}
"""What clients without number fields say where we ask how many: at least one, or none."""


class Problem(NamedTuple):
    """What is wrong with one answer, in words for the person who gave it."""

    field: str
    message: str


class AnswersError(InvalidInputError):
    """Some answers cannot be accepted; `problems` has one entry for each."""

    code = "invalid_answers"

    def __init__(self, problems: list[Problem]) -> None:
        first = problems[0]
        super().__init__(first.message, field=first.field)
        self.problems = [problem._asdict() for problem in problems]


def check_answers(field: FieldCriteria, answers: Mapping[str, Any], *, complete: bool) -> dict[str, Any]:
    """Return the answers in their types: numbers as int or float, yes/no as bool, text stripped.

    Args:
        field: whose questions are answered.
        answers: by question id; an empty answer means "not answered" and is left out of the result. Answers
            to questions that the field does not have are left out too; see `list_extra_answers`.
        complete: whether every required question must be answered (a partial save does not need it).

    Raises:
        AnswersError: naming each answer that is wrong or missing.
    """
    questions = {question.id: question for question in field.questions}
    problems: list[Problem] = []
    checked: dict[str, Any] = {}
    for name, answer in answers.items():
        question = questions.get(name)
        if question is not None and not is_empty(answer):
            try:
                checked[name] = _read_answer(question, answer)
            except ValueError as error:
                problems.append(Problem(name, str(error)))
    if complete:
        wrong = {problem.field for problem in problems}
        problems.extend(
            Problem(question.id, "Please answer this question.")
            for question in field.questions
            if question.required and question.id not in checked and question.id not in wrong
        )
    if problems:
        raise AnswersError(problems)
    return checked


def list_extra_answers(field: FieldCriteria, answers: Mapping[str, Any]) -> dict[str, str]:
    """Return the answers to questions that the field does not have, as text: other clients ask more.

    They are kept apart, and nobody judges by them.

    Raises:
        InvalidInputError: there are too many.
    """
    known = {question.id for question in field.questions}
    extra = {
        clean_text(name[:MAX_NAME]): "" if is_empty(answer) else _write_extra(answer)
        for name, answer in answers.items()
        if name not in known
    }
    if len(extra) > MAX_EXTRA:
        raise InvalidInputError(
            f"At most {MAX_EXTRA} answers to questions that this field does not have are kept.",
            code="too_many_answers",
        )
    return extra


def _write_extra(answer: Any) -> str:
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    return clean_text(text.strip())[:MAX_EXTRA_LENGTH]


def is_complete(field: FieldCriteria, answers: Mapping[str, Any]) -> bool:
    """Tell whether every required question has an answer."""
    return all(not is_empty(answers.get(question.id)) for question in field.questions if question.required)


def is_empty(answer: Any) -> bool:
    """Tell whether an answer says nothing: null, blank text, or an empty list."""
    return answer is None or answer == [] or (isinstance(answer, str) and not answer.strip())


def _read_answer(question: Question, answer: Any) -> Any:
    match question.type:
        case "number":
            return _read_number(question, answer)
        case "yes_no":
            return _read_yes_no(answer)
        case "choice":
            return _read_choice(question, answer)
        case "url":
            return _read_url(answer)
        case _:
            return _read_text(answer)


def _read_number(question: Question, answer: Any) -> int | float:
    word = str(answer).strip().lower()
    if question.counts and word in COUNT_WORDS:
        return COUNT_WORDS[word]
    if isinstance(answer, bool) or not isinstance(answer, int | float | str):
        raise ValueError("Please give a number.")  # noqa: TRY004 - all wrong answers are ValueErrors here
    try:
        number = read_plain_number(str(answer).replace(",", ""))
    except ValueError:
        raise ValueError("Please give a number, such as 5.") from None
    low = question.minimum if question.minimum is not None else 0
    high = question.maximum if question.maximum is not None else 1e9
    if not low <= number <= high:
        raise ValueError(f"Please give a number from {low:g} to {high:g}.")
    return int(number) if number.is_integer() else number


def _read_yes_no(answer: Any) -> bool:
    word = str(answer).strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ValueError("Please answer yes or no.")


def _read_choice(question: Question, answer: Any) -> str:
    word = str(answer).strip().casefold()
    for choice in question.choices:
        if word in {choice.value.casefold(), choice.label.casefold()}:
            return choice.value
    raise ValueError(f"Please choose one of: {', '.join(choice.value for choice in question.choices)}.")


def _read_url(answer: Any) -> str:
    text = clean_text(str(answer).strip())
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    except ValueError:
        is_web = False
    if not is_web or len(text) > MAX_URL or any(character.isspace() for character in text):
        raise ValueError("Please give a web address, such as https://example.org/me.")
    return text


def _read_text(answer: Any) -> str:
    if isinstance(answer, dict | list):
        raise ValueError("Please answer in words.")  # noqa: TRY004 - as above
    text = clean_text(str(answer).strip())
    if len(text) > MAX_ANSWER_LENGTH:
        raise ValueError(f"Please use at most {MAX_ANSWER_LENGTH:,} characters.")
    return text


def clean_text(text: str) -> str:
    """Return text that every store and format can hold: no NUL, and no half of a surrogate pair."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
