"""Asks a model and does not give up at once: limits, waiting, retries by kind of failure, and the bill."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog

from proof_of_talent.assessors.llm.answers import InvalidAnswerError, make_answer_schema, read_answers
from proof_of_talent.assessors.llm.circuit import Circuit, CircuitOpenError
from proof_of_talent.assessors.llm.failures import ModelFailureError, explain_failure
from proof_of_talent.assessors.llm.prompt import IN_TEXT, Prompt, ask_again
from proof_of_talent.assessors.llm.settings import OUTPUT_MODES, LLMSettings, OutputMode
from proof_of_talent.domain.assessment import Judgement, Usage
from proof_of_talent.domain.criteria import Criterion
from proof_of_talent.observing.tracing import NO_TRACER, Tracer

log = structlog.get_logger(__name__)

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelResponse
    from pydantic_ai.models import Model as ChatModel
    from pydantic_ai.models import ModelRequestParameters
    from pydantic_ai.settings import ModelSettings

TOOL = "judge"
PURPOSE = "Give the judgement of the criterion."
_MOST_TRIES = 8
"""Requests for one criterion, whatever the reasons."""


@dataclass
class Bill:
    """What one assessment has consumed so far, failed requests included."""

    input_tokens: int = 0
    cached_tokens: int = 0
    cache_write_tokens: int = 0
    output_tokens: int = 0
    requests: int = 0
    answered: int = 0
    unmeasured: int = 0
    retries: int = 0
    seconds: float = 0.0
    models: set[str] = field(default_factory=set)

    def add(self, response: "ModelResponse", seconds: float) -> None:
        """Add an answered request."""
        usage = response.usage
        self.answered += 1
        self.seconds += seconds
        self.input_tokens += usage.input_tokens
        self.cached_tokens += usage.cache_read_tokens
        self.cache_write_tokens += usage.cache_write_tokens
        self.output_tokens += usage.output_tokens
        self.unmeasured += not (usage.input_tokens or usage.output_tokens)
        if response.model_name:
            self.models.add(response.model_name)

    def to_usage(self, compute_cost: Callable[["Bill"], tuple[float | None, str | None]]) -> Usage:
        """Return what a record keeps; tokens are null where nothing was measured."""
        measured = self.input_tokens + self.output_tokens > 0
        cost, prices = compute_cost(self) if measured and not self.unmeasured else (None, None)
        return Usage(
            input_tokens=self.input_tokens if measured else None,
            output_tokens=self.output_tokens if measured else None,
            cached_input_tokens=self.cached_tokens if measured else None,
            cost_usd=cost,
            prices=prices,
            requests=self.requests,
            unmeasured_requests=self.unmeasured,
            retries=self.retries,
            latency_seconds=round(self.seconds / self.answered, 3) if self.answered else None,
        )


class Requester:
    """Sends requests to one model. Lives on one event loop, shared by all analyses of the process."""

    def __init__(
        self,
        model: "ChatModel",
        settings: LLMSettings,
        circuit: Circuit,
        tracer: Tracer = NO_TRACER,
        *,
        parameters: frozenset[str] = frozenset({"max_completion_tokens", "temperature"}),
    ) -> None:
        """Prepare; what the server turns out not to know is remembered.

        Args:
            model: the client.
            settings: how hard it is tried.
            circuit: what holds everything back while the provider is out of order.
            tracer: measures each request.
            parameters: the settings to send; servers of the OpenAI interface limit an answer by
                `max_completion_tokens`, by `max_tokens` or know both.
        """
        self._model = model
        self._settings = settings
        self._circuit = circuit
        self._tracer = tracer
        self._slots = asyncio.Semaphore(settings.llm_concurrency)
        self._output = settings.llm_output
        self._output_tokens = settings.llm_output_tokens
        self._parameters = set(parameters)
        self._jitter = random.Random()  # noqa: S311 - spreads retries, protects nothing

    async def judge(self, criterion: Criterion, prompt: Prompt, bill: Bill) -> Judgement:
        """Return the model's judgement of a criterion.

        Raises:
            ModelFailureError: for the last reason, after all that its policy allows.
        """
        failures: Counter[str] = Counter()
        asked = prompt
        output_tokens = self._output_tokens
        while True:
            try:
                return await self._try(criterion, asked, output_tokens, bill)
            except ModelFailureError as failure:
                failures[failure.code] += 1
                tries = failures[failure.code]
                if failure.is_final or tries > failure.policy.retries or failures.total() >= _MOST_TRIES:
                    raise
                wait = self._plan_wait(failure, failures[failure.code])
                if failure.code == "llm_truncated":
                    output_tokens *= 2
                if not self._adapt(failure):
                    raise
                if failure.problem:
                    asked = ask_again(prompt, criterion, failure.problem)
            bill.retries += 1
            await asyncio.sleep(wait)

    def limit_context(self, tokens: int) -> None:
        """Leave room in a context of this many tokens for the question: an answer takes a quarter at most."""
        self._output_tokens = min(self._output_tokens, max(1, tokens // 4))

    def _adapt(self, failure: ModelFailureError) -> bool:
        """Stop doing what the server does not know; False when nothing is left to change."""
        if failure.code == "llm_parameter_unsupported":
            if failure.parameter not in self._parameters:
                return failure.asked != self._describe_request()
            self._parameters.discard(failure.parameter)
        elif failure.code == "llm_output_unsupported":
            if failure.asked != self._describe_request():
                return True  # another request has found out meanwhile
            if self._output == OUTPUT_MODES[-1]:
                return False
            self._output = OUTPUT_MODES[OUTPUT_MODES.index(self._output) + 1]
        else:
            return True
        log.warning("assessor_adapted", output=self._output, parameters=sorted(self._parameters))
        return True

    def _describe_request(self) -> str:
        return " ".join((self._output, *sorted(self._parameters)))

    def _plan_wait(self, failure: ModelFailureError, times: int) -> float:
        """Return how long to wait before trying again; raises the failure when it would be too long."""
        if failure.retry_after is not None:
            if failure.retry_after > self._settings.llm_longest_wait_seconds:
                raise failure
            self._circuit.pause(failure.retry_after)
            return float(failure.retry_after)
        if not failure.policy.is_outage and failure.code != "llm_rate_limited":
            return 0.0
        return self._settings.llm_backoff_seconds * float(2 ** (times - 1)) * self._jitter.uniform(0.75, 1.25)

    async def _try(self, criterion: Criterion, prompt: Prompt, output_tokens: int, bill: Bill) -> Judgement:
        """Send one request when it is its turn, and read the answer."""
        async with self._slots:
            try:
                await self._circuit.admit(self._settings.llm_patience_seconds)
            except CircuitOpenError as error:
                failure = ModelFailureError(error.reason, retry_after=error.retry_after)
                failure.is_final = True
                raise failure from None
            response = await self._send_traced(criterion, prompt, output_tokens, bill)
        return _read(response, criterion)

    async def _send_traced(
        self, criterion: Criterion, prompt: Prompt, output_tokens: int, bill: Bill
    ) -> "ModelResponse":
        with self._tracer.span("llm request", kind="client") as span:
            span.note({"gen_ai.provider.name": self._model.system, "talent.criterion": criterion.code})
            span.note({"gen_ai.request.model": self._model.model_name})
            try:
                response = await self._send(criterion, prompt, output_tokens, bill)
            except ModelFailureError as failure:
                span.fail(failure.code)
                raise
            span.note({"gen_ai.usage.input_tokens": response.usage.input_tokens})
            span.note({"gen_ai.usage.output_tokens": response.usage.output_tokens})
            return response

    async def _send(
        self, criterion: Criterion, prompt: Prompt, output_tokens: int, bill: Bill
    ) -> "ModelResponse":
        bill.requests += 1
        since = time.monotonic()
        asked = self._describe_request()
        try:
            async with asyncio.timeout(self._settings.llm_timeout_seconds):
                response = await self._request(criterion, prompt, output_tokens)
        except asyncio.CancelledError:
            bill.unmeasured += 1
            self._circuit.release()
            raise
        except Exception as error:  # noqa: BLE001 - whatever an SDK raises is a failure with a code
            failure = explain_failure(error)
            failure.asked = asked
            log.info(
                "assessor_request_failed",
                code=failure.code,
                kind=type(error).__name__,
                server=failure.server_codes,
            )
            bill.unmeasured += failure.policy.is_unmeasured
            if failure.policy.is_outage:
                self._circuit.fail(failure.code, at_once=failure.policy.opens_at_once)
            else:
                self._circuit.succeed()
            raise failure from None  # the provider's words may hold a key or a document
        self._circuit.succeed()
        bill.add(response, time.monotonic() - since)
        return response

    async def _request(self, criterion: Criterion, prompt: Prompt, output_tokens: int) -> "ModelResponse":
        """Send one request that asks for a structured answer, and return the response."""
        from pydantic_ai.direct import model_request  # noqa: PLC0415 - importing it takes seconds
        from pydantic_ai.messages import ModelRequest, SystemPromptPart, UserPromptPart  # noqa: PLC0415

        schema = make_answer_schema(criterion.code, criterion.weak_gap).model_json_schema()
        user = prompt.user
        if self._output in ("json_object", "text"):
            user = f"{user}\n\n{IN_TEXT.format(schema=json.dumps(schema))}"
        return await model_request(
            self._model,
            [ModelRequest(parts=[SystemPromptPart(prompt.system), UserPromptPart(user)])],
            model_settings=self._make_settings(output_tokens),
            model_request_parameters=_describe_output(schema, self._output),
        )

    def _make_settings(self, output_tokens: int) -> "ModelSettings":
        from pydantic_ai.settings import ModelSettings  # noqa: PLC0415 - as above

        settings = ModelSettings(timeout=self._settings.llm_timeout_seconds)
        extra: dict[str, Any] = {}
        if "max_completion_tokens" in self._parameters:
            settings["max_tokens"] = output_tokens
        if "max_tokens" in self._parameters:
            extra["max_tokens"] = output_tokens
        if "temperature" in self._parameters and self._settings.llm_temperature is not None:
            settings["temperature"] = self._settings.llm_temperature
        if self._output == "json_object":
            extra["response_format"] = {"type": "json_object"}
        if extra:
            settings["extra_body"] = extra
        return settings


def _describe_output(schema: dict[str, Any], mode: OutputMode) -> "ModelRequestParameters":
    from pydantic_ai.models import ModelRequestParameters  # noqa: PLC0415 - as above
    from pydantic_ai.output import OutputObjectDefinition  # noqa: PLC0415
    from pydantic_ai.tools import ToolDefinition  # noqa: PLC0415

    if mode in ("json_object", "text"):
        return ModelRequestParameters(output_mode="text")
    if mode == "json_schema":
        described = OutputObjectDefinition(json_schema=schema, name=TOOL, description=PURPOSE)
        return ModelRequestParameters(output_mode="native", output_object=described)
    tool = ToolDefinition(name=TOOL, description=PURPOSE, parameters_json_schema=schema, kind="output")
    return ModelRequestParameters(output_mode="tool", output_tools=[tool], allow_text_output=False)


def _read(response: "ModelResponse", criterion: Criterion) -> Judgement:
    """Read a judgement from a response: from tool calls, else from text, else from thoughts.

    Raises:
        ModelFailureError: refused, cut off, or invalid.
    """
    from pydantic_ai.messages import TextPart, ThinkingPart, ToolCallPart  # noqa: PLC0415 - as above

    if response.finish_reason == "content_filter":
        raise ModelFailureError("llm_refused")
    calls: list[Any] = [part.args for part in response.parts if isinstance(part, ToolCallPart) and part.args]
    texts: list[Any] = [part.content for part in response.parts if isinstance(part, TextPart)]
    thoughts: list[Any] = [part.content for part in response.parts if isinstance(part, ThinkingPart)]
    problem = "there was no judgement in it"
    for answers in filter(None, (calls, texts, thoughts)):
        try:
            return read_answers(answers, criterion)
        except InvalidAnswerError as error:
            problem = str(error)
            if "level" in "".join(map(str, answers)):
                break  # this was meant as the answer: what stands elsewhere is a draft
    if response.finish_reason == "length":
        raise ModelFailureError("llm_truncated")
    raise ModelFailureError("llm_invalid_output", problem=problem)
