"""The form of one request and of its answer, by what the server is known to understand."""

from typing import TYPE_CHECKING, Any

from proof_of_talent.assessors.llm.answers import InvalidAnswerError
from proof_of_talent.assessors.llm.failures import ModelFailureError
from proof_of_talent.assessors.llm.profile import ServerProfile
from proof_of_talent.assessors.llm.questions import AnswerT, ModelQuestion, Prompt

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage, ModelResponse
    from pydantic_ai.models import ModelRequestParameters
    from pydantic_ai.settings import ModelSettings

TOOL = "judge"
PURPOSE = "Give your judgement."
IN_TEXT = """\
Answer with one JSON object and nothing else, of this form:
{form}"""
"""For servers that know neither tools nor schemas."""

# ruff: noqa: PLC0415 - importing the client library takes seconds


def write_messages(prompt: Prompt, form: str, profile: ServerProfile) -> "list[ModelMessage]":
    """Return the messages of a request; without a system role its words come first in the user's."""
    from pydantic_ai.messages import ModelRequest, SystemPromptPart, UserPromptPart

    parts = [part for part in (prompt.shared, prompt.task) if part]
    if profile.output in ("json_object", "text"):
        parts.insert(len(parts) - 1, IN_TEXT.format(form=form))
    if "system" not in profile.parameters:
        return [ModelRequest(parts=[UserPromptPart("\n\n".join((prompt.system, *parts)))])]
    return [ModelRequest(parts=[SystemPromptPart(prompt.system), UserPromptPart("\n\n".join(parts))])]


def write_settings(
    schema: dict[str, Any], profile: ServerProfile, *, tokens: int, temperature: float | None, timeout: float
) -> "ModelSettings":
    """Return the settings of a request.

    Args:
        schema: of the answer, for servers that take one beside JSON mode.
        profile: what the server understands.
        tokens: longest answer.
        temperature: of sampling, or None for the server's own.
        timeout: seconds for the whole request, where the provider's client does not stream.
    """
    from pydantic_ai.settings import ModelSettings

    settings = ModelSettings(timeout=timeout)
    known = profile.parameters
    extra: dict[str, Any] = {}
    if "max_completion_tokens" in known:
        settings["max_tokens"] = tokens
    if "max_tokens" in known:
        extra["max_tokens"] = tokens
    if "temperature" in known and temperature is not None:
        settings["temperature"] = temperature
    if profile.output == "json_object":
        extra["response_format"] = {"type": "json_object"} | ({"schema": schema} if "schema" in known else {})
    if "stream" in known:
        extra["stream"] = True
    if "stream_options" in known:
        extra["stream_options"] = {"include_usage": True}
    if extra:
        settings["extra_body"] = extra
    return settings


def describe_output(schema: dict[str, Any], profile: ServerProfile) -> "ModelRequestParameters":
    """Return how the answer's form is asked for."""
    from pydantic_ai.models import ModelRequestParameters
    from pydantic_ai.output import OutputObjectDefinition
    from pydantic_ai.tools import ToolDefinition

    if profile.output in ("json_object", "text"):
        return ModelRequestParameters(output_mode="text")
    if profile.output == "json_schema":
        described = OutputObjectDefinition(json_schema=schema, name=TOOL, description=PURPOSE)
        return ModelRequestParameters(output_mode="native", output_object=described)
    tool = ToolDefinition(name=TOOL, description=PURPOSE, parameters_json_schema=schema, kind="output")
    return ModelRequestParameters(output_mode="tool", output_tools=[tool], allow_text_output=False)


def read_response(response: "ModelResponse", question: ModelQuestion[AnswerT]) -> AnswerT:
    """Read an answer from tool calls, else from text, else from thoughts.

    Raises:
        ModelFailureError: refused, cut off, or invalid.
    """
    from pydantic_ai.messages import TextPart, ThinkingPart, ToolCallPart

    if response.finish_reason == "content_filter":
        raise ModelFailureError("llm_refused")
    calls: list[Any] = [part.args for part in response.parts if isinstance(part, ToolCallPart) and part.args]
    texts: list[Any] = [part.content for part in response.parts if isinstance(part, TextPart)]
    thoughts: list[Any] = [part.content for part in response.parts if isinstance(part, ThinkingPart)]
    if response.finish_reason == "length" and not calls and not "".join(texts).strip():
        raise ModelFailureError("llm_truncated")  # what stands in thoughts is a draft
    problem = "there was no judgement in it"
    for answers in filter(None, (calls, texts, thoughts)):
        try:
            return question.read(answers)
        except InvalidAnswerError as error:
            problem = str(error)
            if question.key in "".join(map(str, answers)):
                break  # this was meant as the answer: what stands elsewhere is a draft
    if response.finish_reason == "length":
        raise ModelFailureError("llm_truncated")
    raise ModelFailureError("llm_invalid_output", problem=problem)
