"""Finds out with tiny requests what a model's server understands."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from proof_of_talent.assessors.llm.addresses import find_limits
from proof_of_talent.assessors.llm.answers import InvalidAnswerError
from proof_of_talent.assessors.llm.bill import Bill
from proof_of_talent.assessors.llm.failures import ModelFailureError
from proof_of_talent.assessors.llm.json_text import find_objects
from proof_of_talent.assessors.llm.profile import ServerProfile
from proof_of_talent.assessors.llm.providers import Endpoint
from proof_of_talent.assessors.llm.questions import ModelQuestion, Prompt
from proof_of_talent.assessors.llm.sending import read_response

if TYPE_CHECKING:
    from proof_of_talent.assessors.llm.requests import Requester

_TOKENS = 64  # of an answer to a tiny request
_MOST_STEPS = 10


def _read_number(answers: Sequence[Any]) -> int:
    found = list(find_objects(list(answers), "number"))
    if not found:
        raise InvalidAnswerError("there was no number in it")
    return 1


TINY = ModelQuestion(
    about="probe",
    prompt=Prompt("Answer in the given form.", "", 'Give the number 7 as "number".'),
    schema={
        "type": "object", "properties": {"number": {"type": "integer"}}, "required": ["number"],
        "additionalProperties": False, "title": "Number",
    },
    key="number",
    form='{"number": 7}',
    read=_read_number,
)  # fmt: skip


async def probe(requester: "Requester", endpoint: Endpoint) -> ServerProfile:
    """Return what a server understands, as the requester then asks it: form of answers, parameters, context.

    Raises:
        ModelFailureError: it does not answer, or refuses every form.
    """
    limits = await asyncio.to_thread(find_limits, endpoint)
    usage = await _find_form(requester)
    requester.profile = requester.profile.model_copy(
        update={"context_tokens": limits.context, "slots": limits.slots, "reports_usage": usage}
    )
    return requester.profile


async def _find_form(requester: "Requester") -> bool:
    """Step down until an answer can be read; tell whether the server counts tokens."""
    for _ in range(_MOST_STEPS):
        try:
            response = await requester.send(TINY, TINY.prompt, Bill(), _TOKENS, None)
        except ModelFailureError as failure:
            if failure.code.endswith("_unsupported") and requester.adapt(failure):
                continue
            raise
        try:
            read_response(response, TINY)
        except ModelFailureError:
            simpler = requester.profile.step_down()
            if simpler is not None:
                requester.profile = simpler
                continue
        return bool(response.usage.input_tokens)
    raise ModelFailureError("llm_output_unsupported")
