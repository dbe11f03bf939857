"""Asks a model and does not give up at once: limits, waiting, and tries by kind of failure."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import structlog

from proof_of_talent.assessors.llm.bill import Bill
from proof_of_talent.assessors.llm.circuit import Circuit, CircuitOpenError
from proof_of_talent.assessors.llm.error_rows import OUTPUT_LIMIT
from proof_of_talent.assessors.llm.failures import ModelFailureError, explain_failure
from proof_of_talent.assessors.llm.profile import ServerProfile
from proof_of_talent.assessors.llm.prompt import ask_again
from proof_of_talent.assessors.llm.questions import AnswerT, ModelQuestion, Prompt
from proof_of_talent.assessors.llm.sending import (
    describe_output,
    read_response,
    write_messages,
    write_settings,
)
from proof_of_talent.assessors.llm.settings import LLMSettings
from proof_of_talent.observing.tracing import NO_TRACER, Tracer

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelResponse
    from pydantic_ai.models import Model as ChatModel

log = structlog.get_logger(__name__)

_MOST_TRIES = 8
"""Requests for one question, whatever the reasons."""

_LETTERS_PER_TOKEN = 12
"""More than any text has: a server that counted fewer tokens than this has read a part of it only."""

_LEAST_CONTEXT = 256
"""A server that counts fewer tokens of a long prompt counts wrongly."""


def _ignore(_bill: Bill) -> None:
    """Let any bill pass."""


class Requester:
    """Sends requests to one model. Lives on one event loop, shared by all analyses of the process."""

    def __init__(
        self,
        model: "ChatModel",
        settings: LLMSettings,
        circuit: Circuit,
        profile: ServerProfile,
        *,
        tracer: Tracer = NO_TRACER,
        check: Callable[[Bill], None] = _ignore,
    ) -> None:
        """Prepare; what the server turns out not to know is remembered in `profile`.

        Args:
            model: the client.
            settings: how hard it is tried.
            circuit: what holds everything back while the provider is out of order.
            profile: what the server is taken to understand.
            tracer: measures each request.
            check: raises a failure where a bill must not grow any more.
        """
        self.profile = profile
        self._model = model
        self._settings = settings
        self._circuit = circuit
        self._tracer = tracer
        self._check = check
        self._jitter = random.Random()  # noqa: S311 - spreads retries, protects nothing

    @cached_property
    def _slots(self) -> asyncio.Semaphore:
        """As many requests as the server works on at once: one that waits there would seem to be silent."""
        most = self._settings.llm_concurrency
        return asyncio.Semaphore(min(most, self.profile.slots or most))

    @property
    def output_tokens(self) -> int:
        """Longest answer: at most a quarter of the server's context and what it allows, where known."""
        context = self.profile.context_tokens
        most = self.profile.output_tokens or self._settings.llm_output_tokens
        return min(
            self._settings.llm_output_tokens, most, max(1, context // 4) if context is not None else most
        )

    def limit_context(self, tokens: int) -> None:
        """Remember how many tokens the server can take in all."""
        known = self.profile.context_tokens
        smaller = tokens if known is None else min(tokens, known)
        self.profile = self.profile.model_copy(update={"context_tokens": smaller})

    async def ask(
        self, question: ModelQuestion[AnswerT], bill: Bill, *, temperature: float | None = None
    ) -> AnswerT:
        """Return the answer to a question.

        Raises:
            ModelFailureError: for the last reason, after all that its policy allows or when time is up.
        """
        try:
            async with asyncio.timeout(bill.seconds_left):
                return await self._ask(question, bill, temperature)
        except TimeoutError:
            raise ModelFailureError("llm_timeout", is_final=True) from None

    async def _ask(self, question: ModelQuestion[AnswerT], bill: Bill, temperature: float | None) -> AnswerT:
        failures: Counter[str] = Counter()
        prompt, asked = question.prompt, question.prompt
        tokens = self.output_tokens
        while True:
            try:
                return read_response(
                    await self._take_turn(question, asked, bill, tokens, temperature), question
                )
            except ModelFailureError as failure:
                failures[failure.code] += 1
                tries = failures[failure.code]
                if failure.is_final or tries > failure.policy.retries or failures.total() >= _MOST_TRIES:
                    raise
                wait = self._plan_wait(failure, tries)
                if not self.adapt(failure):
                    raise
                if failure.code == "llm_truncated":
                    tokens = self._give_room(tokens)
                if failure.parameter == OUTPUT_LIMIT:
                    tokens = min(tokens, self.output_tokens)
                if failure.code == "llm_timeout":
                    shorter = question.shorten()
                    if shorter is None:
                        raise
                    prompt = asked = shorter
                if failure.problem:
                    asked = ask_again(prompt, failure.problem)
            bill.retries += 1
            await asyncio.sleep(wait)

    def _give_room(self, tokens: int) -> int:
        """Return twice the room for an answer, as far as the server allows."""
        return min(2 * tokens, self.profile.output_tokens or 2 * tokens)

    def adapt(self, failure: ModelFailureError) -> bool:
        """Stop doing what the server does not know; False when nothing is left to change."""
        if failure.code not in ("llm_parameter_unsupported", "llm_output_unsupported"):
            return True
        if failure.asked != self._describe():
            return True  # another request has found out meanwhile
        if failure.code == "llm_output_unsupported":
            changed = self.profile.step_down()
        elif failure.parameter == OUTPUT_LIMIT:
            allowed = failure.output_tokens or self.output_tokens // 2
            changed = self.profile.model_copy(update={"output_tokens": allowed}) if allowed else None
        elif failure.parameter in self.profile.parameters:
            changed = self.profile.without(failure.parameter)
        else:
            changed = None
        if changed is None:
            return False
        self.profile = changed
        log.warning("assessor_adapted", output=changed.output, parameters=changed.parameters)
        return True

    def _describe(self) -> str:
        return " ".join((self.profile.output, *self.profile.parameters, str(self.profile.output_tokens)))

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

    async def _take_turn(
        self,
        question: ModelQuestion[AnswerT],
        prompt: Prompt,
        bill: Bill,
        tokens: int,
        temperature: float | None,
    ) -> "ModelResponse":
        """Send one request when it is its turn."""
        async with self._slots:
            self._check(bill)
            try:
                await self._circuit.admit(self._settings.llm_patience_seconds)
            except CircuitOpenError as error:
                raise ModelFailureError(error.reason, retry_after=error.retry_after, is_final=True) from None
            with self._tracer.span("llm request", kind="client") as span:
                span.note({"gen_ai.provider.name": self._model.system, "talent.criterion": question.about})
                span.note({"gen_ai.request.model": self._model.model_name})
                try:
                    response = await self.send(question, prompt, bill, tokens, temperature)
                except ModelFailureError as failure:
                    span.fail(failure.code)
                    raise
                span.note({"gen_ai.usage.input_tokens": response.usage.input_tokens})
                span.note({"gen_ai.usage.output_tokens": response.usage.output_tokens})
                return response

    async def send(
        self,
        question: ModelQuestion[AnswerT],
        prompt: Prompt,
        bill: Bill,
        tokens: int,
        temperature: float | None,
    ) -> "ModelResponse":
        """Send one request now and note how it went.

        Raises:
            ModelFailureError: it failed.
        """
        bill.requests += 1
        since = time.monotonic()
        asked = self._describe()
        try:
            response = await self._request(question, prompt, tokens, temperature)
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
            await self._note_failure(failure, bill)
            raise failure from None  # the provider's words may hold a key or a document
        self._circuit.succeed()
        bill.add(response, time.monotonic() - since)
        read = response.usage.input_tokens
        if read >= _LEAST_CONTEXT and read * _LETTERS_PER_TOKEN < sum(map(len, prompt)):
            raise ModelFailureError("llm_context_exceeded", context_tokens=read)
        return response

    async def _note_failure(self, failure: ModelFailureError, bill: Bill) -> None:
        """Tell the circuit. One application alone stops all others only if the server is really down."""
        if not failure.policy.is_outage:
            self._circuit.succeed()
            return
        alone = self._circuit.would_open(id(bill)) and not failure.policy.opens_at_once
        if alone and await self._is_alive():
            self._circuit.succeed()
        else:
            self._circuit.fail(failure.code, source=id(bill), at_once=failure.policy.opens_at_once)

    async def _is_alive(self) -> bool:
        """Tell whether the server answers a tiny request."""
        from proof_of_talent.assessors.llm.probing import TINY  # noqa: PLC0415 - it asks by this module

        try:
            await self._request(TINY, TINY.prompt, 16, None)
        except Exception as error:  # noqa: BLE001 - as in `send`
            return not explain_failure(error).policy.is_outage
        return True

    async def _request(
        self, question: ModelQuestion[AnswerT], prompt: Prompt, tokens: int, temperature: float | None
    ) -> "ModelResponse":
        from pydantic_ai.direct import model_request  # noqa: PLC0415 - importing it takes seconds

        seconds = self._settings.llm_timeout_seconds
        streams = "stream" in self.profile.parameters
        async with asyncio.timeout(None if streams else seconds):  # the transport watches over a stream
            return await model_request(
                self._model,
                write_messages(prompt, question.form, self.profile),
                model_settings=write_settings(
                    question.schema, self.profile, tokens=tokens,
                    temperature=self._settings.llm_temperature if temperature is None else temperature,
                    timeout=max(seconds, self._settings.llm_analysis_seconds) if streams else seconds,
                ),
                model_request_parameters=describe_output(question.schema, self.profile),
            )  # fmt: skip
