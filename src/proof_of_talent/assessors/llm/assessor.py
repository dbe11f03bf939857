"""The assessor that asks a language model: each criterion in a request of its own, from the extracted papers.

The model says how well a criterion is shown and quotes where. It never sees or sets a total: quotes are
checked by grounding and the score is computed in code, as for every assessor. See `docs/llm.md`.
"""

import asyncio
from concurrent.futures import CancelledError
from typing import Any, NamedTuple

import structlog

from proof_of_talent.assessors.cues import index_cues
from proof_of_talent.assessors.llm.circuit import Circuit
from proof_of_talent.assessors.llm.evidence import EvidenceFitter, excerpt_quotes
from proof_of_talent.assessors.llm.facts import (
    LARGEST_SHARE,
    PaperFacts,
    drop_words,
    leave_out_papers,
    state_facts,
)
from proof_of_talent.assessors.llm.failures import POLICIES, ModelFailureError
from proof_of_talent.assessors.llm.loop import BackgroundLoop
from proof_of_talent.assessors.llm.prices import Prices, compute_cost
from proof_of_talent.assessors.llm.prompt import Prompt, compute_prompt_version, make_prompt
from proof_of_talent.assessors.llm.providers import Endpoint, check_endpoint, make_model
from proof_of_talent.assessors.llm.requests import Bill, Requester
from proof_of_talent.assessors.llm.settings import LLMSettings
from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import Assessment, AssessorInfo, Judgement, LeftOut, NotJudged
from proof_of_talent.domain.criteria import Criterion, FieldCriteria, Rulebook
from proof_of_talent.domain.errors import AssessmentError, InterruptedAnalysisError
from proof_of_talent.judging.evidence.reading import read_evidence, tell_reading
from proof_of_talent.judging.grounding import ground
from proof_of_talent.observing.tracing import NO_TRACER, Tracer

LLM_VERSION = "2"
CHARACTERS_PER_TOKEN = 3
"""Fewer than most texts have (about four in English), so that a budget in tokens is kept."""

QUESTION_TOKENS = 1500
"""What the question around the papers takes of a request, schema included; more than it ever was."""

REVIEWED_LEVEL = 2
"""Levels from which a judgement is confirmed from its quotes."""

LOWERED_NOTE = "level_lowered_on_review"

log = structlog.get_logger(__name__)


class _Task(NamedTuple):
    """One criterion to judge with what is asked."""

    criterion: Criterion
    prompt: Prompt


class LLMAssessor:
    """Judges by a language model. Safe to call from many threads; one event loop serves them all."""

    def __init__(
        self,
        *,
        endpoint: Endpoint,
        rulebook: Rulebook,
        settings: LLMSettings,
        prices: Prices,
        tracer: Tracer = NO_TRACER,
    ) -> None:
        """Prepare; nothing is imported or connected before the first assessment.

        Args:
            endpoint: which model, where, with which key.
            rulebook: the vocabulary of findings.
            settings: limits, retries and what is sent; the endpoint's own are in `endpoint`.
            prices: what tokens cost. A table of one's own holds at every address, list prices at the
                provider's.
            tracer: measures each request.

        Raises:
            SetupError: the endpoint cannot work.
        """
        check_endpoint(endpoint)
        self.name = endpoint.provider
        self._endpoint = endpoint
        self._rulebook = rulebook
        self._settings = settings
        self._prices = prices
        self._tracer = tracer
        self._is_priced = endpoint.is_list_priced or settings.llm_prices is not None
        self._budget = settings.llm_context_tokens * CHARACTERS_PER_TOKEN
        self._prompt_version = compute_prompt_version()
        self._indexes = {field.id: index_cues(field) for field in rulebook.fields}
        self._loop = BackgroundLoop(f"assessor-{endpoint.provider}")
        self._requester: Requester | None = None
        self._client: Any = None

    def assess(self, application: Application, criteria: FieldCriteria) -> Assessment:
        """Return the model's judgement of each criterion of the field, or that it could not be had.

        Raises:
            AssessmentError: none could be had; `code` is one of `failures.POLICIES`.
            InterruptedAnalysisError: the assessor was closed meanwhile.
        """
        bill = Bill()
        try:
            try:
                return self._assess(application, criteria, bill)
            except ModelFailureError as failure:
                if failure.code != "llm_context_exceeded":
                    raise
                self._shrink_budget(failure.context_tokens)
                return self._assess(application, criteria, bill)
        except (CancelledError, asyncio.CancelledError):
            raise InterruptedAnalysisError from None
        except ModelFailureError as failure:
            raise self._make_error(failure, criteria, bill) from None

    def _shrink_budget(self, context_tokens: int | None) -> None:
        """Send less of the papers from now on: what fits into the context that a server named, or half."""
        if context_tokens is None:
            self._budget //= 2
            return
        self._get_requester().limit_context(context_tokens)
        room = context_tokens * 3 // 4 - QUESTION_TOKENS
        self._budget = min(self._budget // 2, max(room, context_tokens // 8) * CHARACTERS_PER_TOKEN)

    def _assess(self, application: Application, criteria: FieldCriteria, bill: Bill) -> Assessment:
        alone = criteria.documents.cv_and_letters_only
        reading = tell_reading(
            read_evidence(application, "cv_and_letters" if alone else "papers"), application
        )
        room = self._budget // LARGEST_SHARE
        facts = state_facts(reading, room)
        application = leave_out_papers(application, reading)
        fitter = EvidenceFitter(application, self._indexes[criteria.id])
        prompts: list[_Task] = []
        left_out: list[LeftOut] = []
        for criterion in criteria.criteria:
            fitted = fitter.fit(criterion, self._budget)
            left_out.extend(fitted.left_out)
            prompt = make_prompt(application, criteria, criterion, self._rulebook, fitted.excerpts, facts)
            prompts.append(_Task(criterion, prompt))
        judgements, missing = self._loop.run(self._judge_all, prompts, bill)
        if not judgements:
            raise missing[0]
        reviewed = (
            self._review(application, criteria, judgements, state_facts(drop_words(reading), room), bill)
            if self._settings.llm_review
            else judgements
        )
        notes = _list_notes(application, fitter, left_out)
        return Assessment(
            judgements=reviewed,
            not_judged=tuple(NotJudged(criterion=f.criterion, code=f.code) for f in missing),
            assessor=self._describe(criteria, bill),
            usage=bill.to_usage(self._compute_cost),
            notes=notes if reviewed == judgements else tuple(sorted({*notes, LOWERED_NOTE})),
            left_out=tuple(left_out),
            reading=reading,
        )

    def _review(
        self,
        application: Application,
        criteria: FieldCriteria,
        judgements: tuple[Judgement, ...],
        facts: PaperFacts,
        bill: Bill,
    ) -> tuple[Judgement, ...]:
        """Have levels that matter confirmed from their own quotes alone, and keep the lower one.

        What else stands in the papers, such as words meant for the model, is not there the second time.
        """
        draft = Assessment(judgements=judgements, assessor=self._describe(criteria, bill))
        quoted = {
            judgement.criterion: excerpt_quotes(judgement, application)
            for judgement in ground(draft, application.documents).judgements
            if judgement.level >= REVIEWED_LEVEL
        }
        tasks = [
            _Task(criterion, make_prompt(application, criteria, criterion, self._rulebook, excerpts, facts))
            for criterion in criteria.criteria
            if (excerpts := quoted.get(criterion.code))
        ]
        if not tasks:
            return judgements
        again, _ = self._loop.run(self._judge_all, tasks, bill)
        confirmed = {judgement.criterion: judgement for judgement in again}
        return tuple(_take_lower(judgement, confirmed.get(judgement.criterion)) for judgement in judgements)

    async def _judge_all(
        self, tasks: "list[_Task]", bill: Bill
    ) -> tuple[tuple[Judgement, ...], list[ModelFailureError]]:
        """Ask for all criteria at once; return what was judged, and why the others could not be.

        Raises:
            ModelFailureError: no further request can succeed, or the papers have to be shortened.
        """
        requester = self._get_requester()

        async def judge(task: _Task) -> Judgement | ModelFailureError:
            try:
                return await requester.judge(task.criterion, task.prompt, bill)
            except ModelFailureError as failure:
                if failure.policy.opens_at_once or failure.code == "llm_context_exceeded":
                    raise
                failure.criterion = task.criterion.code
                return failure

        running = [asyncio.create_task(judge(task)) for task in tasks]
        try:
            ends = await asyncio.gather(*running)
            judgements = tuple(end for end in ends if isinstance(end, Judgement))
            return judgements, [end for end in ends if isinstance(end, ModelFailureError)]
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _get_requester(self) -> Requester:
        """Return the one requester; made on the loop that uses it (and only there, so without a lock)."""
        if self._requester is None:
            self._client = make_model(self._endpoint, self._settings.llm_timeout_seconds)
            circuit = Circuit(
                threshold=self._settings.llm_circuit_failures, cooldown=self._settings.llm_circuit_seconds
            )
            parameters = {"max_completion_tokens", "temperature"}
            if self._endpoint.provider == "compatible":
                parameters.add("max_tokens")  # the only limit that Ollama and llama.cpp keep
            self._requester = Requester(
                self._client, self._settings, circuit, self._tracer, parameters=frozenset(parameters)
            )
        return self._requester

    def _make_error(self, failure: ModelFailureError, criteria: FieldCriteria, bill: Bill) -> AssessmentError:
        log.warning(
            "assessor_failed",
            provider=self.name,
            code=failure.code,
            requests=bill.requests,
            server=failure.server_codes,
        )
        return AssessmentError(
            POLICIES[failure.code].message,
            code=failure.code,
            retry_after=round(failure.retry_after) if failure.retry_after else None,
            usage=bill.to_usage(self._compute_cost),
            assessor=self._describe(criteria, bill),
        )

    def _describe(self, criteria: FieldCriteria, bill: Bill) -> AssessorInfo:
        return AssessorInfo(
            name=self.name,
            model=", ".join(sorted(bill.models)) or self._endpoint.model,
            version=LLM_VERSION,
            prompt_version=self._prompt_version,
            rules_version=criteria.rules_version,
        )

    def _compute_cost(self, bill: Bill) -> tuple[float | None, str | None]:
        """Return the cost and the date of the prices; both None where either is not known."""
        if not self._is_priced or len(bill.models) != 1 or bill.cache_write_tokens:
            return None, None
        cost = compute_cost(
            self._prices.find(self.name, next(iter(bill.models))),
            input_tokens=bill.input_tokens,
            cached_tokens=bill.cached_tokens,
            output_tokens=bill.output_tokens,
        )
        return (None, None) if cost is None else (cost, self._prices.date)

    def close(self) -> None:
        """Cancel what runs (its jobs stay in the store) and close the connections."""
        self._loop.close(self._close_client)

    async def _close_client(self) -> None:
        client = getattr(self._client, "client", None)
        shut = getattr(client, "close", None)
        if shut is not None:
            closing = shut()
            if asyncio.iscoroutine(closing):
                await closing


def _take_lower(judgement: Judgement, confirmed: Judgement | None) -> Judgement:
    if confirmed is None or confirmed.level >= judgement.level:
        return judgement
    return judgement.model_copy(update={"level": confirmed.level, "rationale": confirmed.rationale})


def _list_notes(application: Application, fitter: EvidenceFitter, left_out: list[LeftOut]) -> tuple[str, ...]:
    notes = set()
    if any(document.hidden_characters for document in application.documents):
        notes.add("hidden_text_ignored")
    if fitter.withheld:
        notes.add("instructions_in_document_ignored")
    if left_out:
        notes.add("evidence_left_out")
    return tuple(sorted(notes))
