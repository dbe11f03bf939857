"""Asks a model and does not give up at once: limits, waiting, retries by kind of failure, and the bill."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import structlog

from proof_of_talent.assessors.llm.answers import InvalidAnswerError, make_answer_schema, read_answer
from proof_of_talent.assessors.llm.circuit import Circuit, CircuitOpenError
from proof_of_talent.assessors.llm.failures import ModelFailureError, explain_failure
from proof_of_talent.assessors.llm.prompt import IN_TEXT, Prompt, ask_again
from proof_of_talent.domain.assessment import Judgement, Usage
from proof_of_talent.domain.criteria import Criterion
from proof_of_talent.observing.tracing import NO_TRACER, Tracer

log = structlog.get_logger(__name__)

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelResponse
    from pydantic_ai.models import Model as ChatModel
    from pydantic_ai.models import ModelRequestParameters

OutputMode = Literal["tool", "json_schema", "text"]
TOOL = "judge"
PURPOSE = "Give the judgement of the criterion."
_MOST_TRIES = 8
"""Requests for one criterion, whatever the reasons."""


@dataclass(frozen=True)
class RequestLimits:
    """How hard a model is tried, in seconds unless said otherwise.

    `timeout` is for one request; `patience` how long a request waits for a provider in outage; `longest_wait`
    the longest that a provider may ask us to wait; `backoff` the first pause, doubled each time;
    `output_tokens` the longest answer, doubled once when an answer is cut off; `output` how structure is
    asked for (a tool call, a JSON schema, or in the prompt's text); `temperature` None is not sent.
    """

    timeout: float = 120
    concurrency: int = 8
    patience: float = 600
    longest_wait: float = 120
    backoff: float = 1
    output_tokens: int = 4000
    output: OutputMode = "tool"
    temperature: float | None = 0.0
    circuit_failures: int = 5
    circuit_seconds: float = 15


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
        self, model: "ChatModel", limits: RequestLimits, circuit: Circuit, tracer: Tracer = NO_TRACER
    ) -> None:
        self._model = model
        self._limits = limits
        self._circuit = circuit
        self._tracer = tracer
        self._slots = asyncio.Semaphore(limits.concurrency)
        self._jitter = random.Random()  # noqa: S311 - spreads retries, protects nothing

    async def judge(self, criterion: Criterion, prompt: Prompt, bill: Bill) -> Judgement:
        """Return the model's judgement of a criterion.

        Raises:
            ModelFailureError: for the last reason, after all that its policy allows.
        """
        failures: Counter[str] = Counter()
        asked = prompt
        output_tokens = self._limits.output_tokens
        while True:
            try:
                return await self._try(criterion, asked, output_tokens, bill)
            except ModelFailureError as failure:
                failures[failure.code] += 1
                if failures[failure.code] > failure.policy.retries or failures.total() >= _MOST_TRIES:
                    raise
                wait = self._plan_wait(failure, failures[failure.code])
                if failure.code == "llm_truncated":
                    output_tokens *= 2
                if failure.problem:
                    asked = ask_again(prompt, criterion, failure.problem)
            bill.retries += 1
            await asyncio.sleep(wait)

    def _plan_wait(self, failure: ModelFailureError, times: int) -> float:
        """Return how long to wait before trying again; raises the failure when it would be too long."""
        if failure.retry_after is not None:
            if failure.retry_after > self._limits.longest_wait:
                raise failure
            self._circuit.pause(failure.retry_after)
            return float(failure.retry_after)
        if not failure.policy.is_outage and failure.code != "llm_rate_limited":
            return 0.0
        return self._limits.backoff * float(2 ** (times - 1)) * self._jitter.uniform(0.75, 1.25)

    async def _try(self, criterion: Criterion, prompt: Prompt, output_tokens: int, bill: Bill) -> Judgement:
        """Send one request when it is its turn, and read the answer."""
        async with self._slots:
            try:
                await self._circuit.admit(self._limits.patience)
            except CircuitOpenError as error:
                raise ModelFailureError("llm_circuit_open", retry_after=error.retry_after) from None
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
        try:
            async with asyncio.timeout(self._limits.timeout):
                response = await send_request(self._model, criterion, prompt, output_tokens, self._limits)
        except asyncio.CancelledError:
            bill.unmeasured += 1
            self._circuit.release()
            raise
        except Exception as error:  # noqa: BLE001 - whatever an SDK raises is a failure with a code
            failure = explain_failure(error)
            log.info("assessor_request_failed", code=failure.code, kind=type(error).__name__)
            bill.unmeasured += failure.policy.is_unmeasured
            if failure.policy.is_outage:
                self._circuit.fail(failure.code, at_once=failure.policy.opens_at_once)
            else:
                self._circuit.succeed()
            raise failure from None  # the provider's words may hold a key or a document
        self._circuit.succeed()
        bill.add(response, time.monotonic() - since)
        return response


async def send_request(
    model: "ChatModel", criterion: Criterion, prompt: Prompt, output_tokens: int, limits: RequestLimits
) -> "ModelResponse":
    """Send one request that asks for a structured answer, and return the response."""
    from pydantic_ai.direct import model_request  # noqa: PLC0415 - importing it takes seconds
    from pydantic_ai.messages import ModelRequest, SystemPromptPart, UserPromptPart  # noqa: PLC0415
    from pydantic_ai.settings import ModelSettings  # noqa: PLC0415

    schema = make_answer_schema(criterion.code, criterion.weak_gap).model_json_schema()
    user = prompt.user
    if limits.output == "text":
        user = f"{user}\n\n{IN_TEXT.format(schema=json.dumps(schema))}"
    settings = ModelSettings(max_tokens=output_tokens, timeout=limits.timeout)
    if limits.temperature is not None:
        settings["temperature"] = limits.temperature
    return await model_request(
        model,
        [ModelRequest(parts=[SystemPromptPart(prompt.system), UserPromptPart(user)])],
        model_settings=settings,
        model_request_parameters=_describe_output(schema, limits.output),
    )


def _describe_output(schema: dict[str, Any], mode: OutputMode) -> "ModelRequestParameters":
    from pydantic_ai.models import ModelRequestParameters  # noqa: PLC0415 - as above
    from pydantic_ai.output import OutputObjectDefinition  # noqa: PLC0415
    from pydantic_ai.tools import ToolDefinition  # noqa: PLC0415

    if mode == "text":
        return ModelRequestParameters(output_mode="text")
    if mode == "json_schema":
        described = OutputObjectDefinition(json_schema=schema, name=TOOL, description=PURPOSE)
        return ModelRequestParameters(output_mode="native", output_object=described)
    tool = ToolDefinition(name=TOOL, description=PURPOSE, parameters_json_schema=schema, kind="output")
    return ModelRequestParameters(output_mode="tool", output_tools=[tool], allow_text_output=False)


def _read(response: "ModelResponse", criterion: Criterion) -> Judgement:
    """Read a judgement from a response: a tool call, or text that holds the same JSON.

    Raises:
        ModelFailureError: refused, cut off, or invalid.
    """
    from pydantic_ai.messages import TextPart, ToolCallPart  # noqa: PLC0415 - as above

    if response.finish_reason == "content_filter":
        raise ModelFailureError("llm_refused")
    answers: list[Any] = [part.args for part in response.parts if isinstance(part, ToolCallPart)]
    answers = answers or [part.content for part in response.parts if isinstance(part, TextPart)]
    if len(answers) != 1 or not answers[0]:
        cut = response.finish_reason == "length"
        problem = "exactly one judgement was expected" if answers else "there was no judgement in it"
        raise ModelFailureError(
            "llm_truncated" if cut else "llm_invalid_output", problem="" if cut else problem
        )
    try:
        return read_answer(answers[0], criterion)
    except InvalidAnswerError as error:
        if response.finish_reason == "length":
            raise ModelFailureError("llm_truncated") from None
        raise ModelFailureError("llm_invalid_output", problem=str(error)) from None
