"""The assessor that asks a language model: each criterion in a request of its own, then the case as a whole.

The model says how well a criterion is shown and quotes where. It never sees or sets a total: quotes are
checked by grounding and the score is computed in code, as for every assessor. See `docs/llm.md`.
"""

import asyncio
import time
from collections import Counter
from concurrent.futures import CancelledError
from typing import Any
from urllib.parse import urlsplit

import structlog

from proof_of_talent.assessors.cues import CueIndex, index_cues
from proof_of_talent.assessors.llm.bill import Bill
from proof_of_talent.assessors.llm.circuit import Circuit
from proof_of_talent.assessors.llm.failures import POLICIES, ModelFailureError, word_failure
from proof_of_talent.assessors.llm.hearing import Heard, Hearing
from proof_of_talent.assessors.llm.loop import BackgroundLoop
from proof_of_talent.assessors.llm.prices import Prices, compute_cost
from proof_of_talent.assessors.llm.probing import probe
from proof_of_talent.assessors.llm.profile import ProfileBook, ServerProfile, expect_profile
from proof_of_talent.assessors.llm.providers import Endpoint, check_endpoint, make_model
from proof_of_talent.assessors.llm.requests import Requester
from proof_of_talent.assessors.llm.settings import LLMSettings
from proof_of_talent.assessors.llm.spending import Spending
from proof_of_talent.assessors.llm.whole import compute_prompt_version
from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import Assessment, AssessorInfo
from proof_of_talent.domain.costs import Ceilings
from proof_of_talent.domain.criteria import FieldCriteria, Rulebook
from proof_of_talent.domain.errors import AssessmentError, InterruptedAnalysisError, SetupError
from proof_of_talent.domain.ports import FIRST, SentPrompt, Sitting
from proof_of_talent.observing.tracing import NO_TRACER, Tracer

LLM_VERSION = "3"
_SHRINKS = (1, 2, 4)
"""By what the room for papers is divided, one after the other, while they are too long."""

log = structlog.get_logger(__name__)


class LLMAssessor:
    """Judges by a language model. Safe to call from many threads; one event loop serves them all."""

    def __init__(
        self,
        *,
        endpoint: Endpoint,
        rulebook: Rulebook,
        settings: LLMSettings,
        prices: Prices,
        book: ProfileBook | None = None,
        spending: Spending | None = None,
        tracer: Tracer = NO_TRACER,
    ) -> None:
        """Prepare; nothing is imported or connected before the first assessment.

        Args:
            endpoint: which model, where, with which key.
            rulebook: the vocabulary of findings.
            settings: limits, retries and what is sent; the endpoint's own are in `endpoint`.
            prices: what tokens cost. A table of one's own holds at every address, list prices at the
                provider's.
            book: where it is remembered what servers understand.
            spending: what was spent so far, with its ceilings.
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
        self._prompt_version = compute_prompt_version()
        self._book = book or ProfileBook()
        self._spending = spending or Spending(None, "", Ceilings())
        self._bills: dict[int, Bill] = {}  # of analyses in hand
        self._check_prices()
        self._address = endpoint.base_url or endpoint.provider
        self._indexes: dict[str, CueIndex] = {}
        self._loop = BackgroundLoop(f"assessor-{endpoint.provider}")
        self._requester: Requester | None = None
        self._ready: asyncio.Future[Requester] | None = None
        self._clients: list[Any] = []

    def assess(
        self, application: Application, criteria: FieldCriteria, sitting: Sitting = FIRST
    ) -> Assessment:
        """Return the model's judgement of each criterion of the field, or that it could not be had.

        Raises:
            AssessmentError: none could be had; `code` is one of `failures.POLICIES`.
            InterruptedAnalysisError: the assessor was closed meanwhile.
        """
        bill = Bill(until=time.monotonic() + self._settings.llm_analysis_seconds)
        self._bills[id(bill)] = bill
        try:
            return self._assess(application, criteria, sitting, bill)
        except (CancelledError, asyncio.CancelledError):
            raise InterruptedAnalysisError from None
        except ModelFailureError as failure:
            raise self._make_error(failure, criteria, bill) from None
        finally:
            del self._bills[id(bill)]
            self._spending.add(self._estimate(bill) or 0.0)

    def _find_index(self, criteria: FieldCriteria) -> CueIndex:
        """Return the cues of a field, made at first use; made twice does no harm."""
        if criteria.id not in self._indexes:
            self._indexes[criteria.id] = index_cues(criteria)
        return self._indexes[criteria.id]

    def _check_prices(self) -> None:
        """Refuse a ceiling that cannot be kept, because nobody knows the price."""
        known = self._is_priced and self._prices.find(self.name, self._endpoint.model) is not None
        if self._spending.read().ceilings.are_set and not known:
            raise SetupError(
                f"A ceiling is set for what {self._endpoint.model} may cost, and its price is not known. "
                "Give its price in a file of your own with PROOF_OF_TALENT_LLM_PRICES.",
                field="PROOF_OF_TALENT_LLM_PRICES",
            )

    def _check_budget(self, bill: Bill) -> None:
        """Raise a failure where a further request would pass a ceiling."""
        spent = self._spending.read()
        if not spent.ceilings.are_set:
            return
        running = sum(self._estimate(one) or 0.0 for one in tuple(self._bills.values()))
        limits = (
            (self._estimate(bill) or 0.0, spent.ceilings.analysis),
            (spent.today + running, spent.ceilings.day),
            (spent.key + running, spent.ceilings.key),
        )
        if any(most is not None and cost >= most for cost, most in limits):
            raise ModelFailureError("llm_budget_exceeded", is_final=True)

    def _estimate(self, bill: Bill) -> float | None:
        """Return what a bill costs at least."""
        if not self._is_priced:
            return None
        return compute_cost(
            self._prices.find(self.name, next(iter(bill.models), self._endpoint.model)),
            input_tokens=bill.input_tokens,
            cached_tokens=bill.cached_tokens,
            output_tokens=bill.output_tokens,
        )

    def _assess(
        self, application: Application, criteria: FieldCriteria, sitting: Sitting, bill: Bill
    ) -> Assessment:
        requester = self._loop.run(self._get_requester)
        for shrink in _SHRINKS:
            hearing = Hearing(
                application, criteria, self._rulebook, self._find_index(criteria), self._settings,
                context_tokens=requester.profile.context_tokens, sitting=sitting, shrink=shrink,
            )  # fmt: skip
            try:
                heard = self._loop.run(hearing.run, requester, bill)
                self._report_not_judged(heard, bill)
                break
            except ModelFailureError as failure:
                if failure.code != "llm_context_exceeded" or shrink == _SHRINKS[-1]:
                    raise
                if failure.context_tokens is not None:
                    requester.limit_context(failure.context_tokens)
        return Assessment(
            judgements=heard.judgements,
            not_judged=heard.not_judged,
            assessor=self._describe(criteria, bill),
            usage=bill.to_usage(self._compute_cost),
            notes=_list_notes(application, hearing, heard),
            left_out=heard.left_out,
            case=heard.case,
            reviews=heard.reviews,
            reading=hearing.reading,
        )

    def _report_not_judged(self, heard: Heard, bill: Bill) -> None:
        """Tell the operator: the analysis completes, so nothing else says that the model is of no use."""
        if heard.not_judged:
            codes = Counter(missing.code for missing in heard.not_judged)
            log.warning("criteria_not_judged", provider=self.name, codes=dict(codes), requests=bill.requests)

    def show(self, application: Application, criteria: FieldCriteria) -> tuple[SentPrompt, ...]:
        """Return word for word what would be sent about an application first, without sending it."""
        requester = self._requester
        hearing = Hearing(
            application, criteria, self._rulebook, self._find_index(criteria), self._settings,
            context_tokens=requester.profile.context_tokens if requester is not None else None, sitting=FIRST,
        )  # fmt: skip
        return tuple(SentPrompt(code, *prompt) for code, prompt in hearing.list_prompts())

    def probe(self) -> ServerProfile:
        """Ask the server anew what it understands, and remember it.

        Raises:
            AssessmentError: it cannot be used; the message says why.
        """
        try:
            return self._loop.run(self._probe_anew)
        except ModelFailureError as failure:
            raise AssessmentError(word_failure(failure), code=failure.code) from None

    async def _probe_anew(self) -> ServerProfile:
        self._requester = self._make_requester(expect_profile(self.name, self._settings))
        profile = await probe(self._requester, self._endpoint)
        self._book.keep(self._address, self._endpoint.model, profile)
        return profile

    async def _get_requester(self) -> Requester:
        """Return the one requester; at first use it asks the server with tiny requests what it understands.

        A server that does not answer is no reason to fail here: the analysis will tell.
        """
        if self._ready is None:
            self._ready = asyncio.ensure_future(self._open())
        return await asyncio.shield(self._ready)

    async def _open(self) -> Requester:
        known = self._book.find(self._address, self._endpoint.model)
        requester = self._make_requester(known or expect_profile(self.name, self._settings))
        if known is None and self._settings.llm_probe:
            try:
                async with asyncio.timeout(self._settings.llm_timeout_seconds):
                    self._book.keep(
                        self._address, self._endpoint.model, await probe(requester, self._endpoint)
                    )
            except (ModelFailureError, TimeoutError) as error:
                log.warning("model_not_probed", reason=getattr(error, "code", "llm_timeout"))
        self._requester = requester
        return requester

    def _make_requester(self, profile: ServerProfile) -> Requester:
        settings = self._settings
        model = make_model(self._endpoint, settings.llm_timeout_seconds, settings.llm_silence_seconds)
        self._clients.append(model)
        circuit = Circuit(threshold=settings.llm_circuit_failures, cooldown=settings.llm_circuit_seconds)
        return Requester(model, settings, circuit, profile, tracer=self._tracer, check=self._check_budget)

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
            server=failure.server_codes or None,
        )

    def _describe(self, criteria: FieldCriteria, bill: Bill) -> AssessorInfo:
        return AssessorInfo(
            name=self.name,
            model=", ".join(sorted(bill.models)) or self._endpoint.model,
            version=LLM_VERSION,
            prompt_version=self._prompt_version,
            rules_version=criteria.rules_version,
            endpoint=urlsplit(self._address).netloc or self._address,
            region=self._settings.llm_region,
        )

    def _compute_cost(self, bill: Bill) -> tuple[float | None, str | None]:
        """Return the cost and the date of the prices; both None where either is not known."""
        if not self._is_priced or len(bill.models) != 1 or bill.cache_write_tokens:
            return None, None
        cost = self._estimate(bill)
        return (None, None) if cost is None else (cost, self._prices.date)

    def close(self) -> None:
        """Cancel what runs (its jobs stay in the store) and close the connections."""
        self._loop.close(self._close_clients)

    async def _close_clients(self) -> None:
        for model in self._clients:
            shut = getattr(getattr(model, "client", None), "close", None)
            closing = shut() if shut is not None else None
            if asyncio.iscoroutine(closing):
                await closing


def _list_notes(application: Application, hearing: Hearing, heard: Heard) -> tuple[str, ...]:
    notes = set(heard.notes)
    if any(document.hidden_characters for document in application.documents):
        notes.add("hidden_text_ignored")
    if hearing.is_addressed:
        notes.add("instructions_in_document_ignored")
    if heard.left_out:
        notes.add("evidence_left_out")
    return tuple(sorted(notes))
