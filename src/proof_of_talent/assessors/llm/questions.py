"""A question to a model: what is asked, in which form it is answered, and how the answer is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

AnswerT = TypeVar("AnswerT")


class Prompt(NamedTuple):
    """What a model is sent: who it is, then what all questions about an application share, then one question.

    Servers keep what requests have in common from the beginning on, so that it is read and paid for once.
    """

    system: str
    shared: str
    task: str


@dataclass(frozen=True)
class ModelQuestion(Generic[AnswerT]):
    """One question.

    Attributes:
        about: the criterion's code, or what else it is about.
        prompt: the words.
        schema: JSON schema of the answer.
        key: what every answer has.
        form: the same for a prompt, in words and short.
        read: turns the pieces of an answer into what is wanted; raises `InvalidAnswerError`.
        shorten: the same prompt with less of the papers, or None where nothing can be left out. What timed
            out is not sent again unchanged.
    """

    about: str
    prompt: Prompt
    schema: dict[str, Any]
    key: str
    form: str
    read: Callable[[Sequence[Any]], AnswerT]
    shorten: Callable[[], Prompt | None] = lambda: None
