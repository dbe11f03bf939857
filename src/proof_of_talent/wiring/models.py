"""The language model that the settings choose: put together, looked up, and asked what it understands."""

import os

from pydantic import SecretStr

from proof_of_talent.assessors.llm.addresses import check_address, list_local_servers
from proof_of_talent.assessors.llm.assessor import LLMAssessor
from proof_of_talent.assessors.llm.prices import load_prices
from proof_of_talent.assessors.llm.profile import ProfileBook, ServerProfile
from proof_of_talent.assessors.llm.providers import PROVIDERS, Endpoint
from proof_of_talent.assessors.llm.spending import Spending
from proof_of_talent.domain.costs import Ceilings
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.observing.tracing import NO_TRACER, Tracer
from proof_of_talent.wiring.settings import Settings

PROFILES_NAME = "model-servers.json"
"""File in the data folder that remembers what models' servers understand."""

SPENDING_NAME = "model-spending.json"
"""File in the data folder that adds up what models have cost."""

_LITTLE_CONTEXT = 8000
"""Tokens of context under which a server reads a part of most applications only."""


def find_endpoint(settings: Settings) -> Endpoint:
    """Return which model the settings name, where it is and how to get in."""
    provider, _, model = settings.assessor.partition(":")
    usual = (os.environ.get(name) for name in PROVIDERS.get(provider, ()))
    found = next((SecretStr(key) for key in usual if key), None) if settings.llm_base_url is None else None
    return Endpoint(
        provider, model, settings.llm_api_key or found, settings.llm_base_url, settings.llm_api_version
    )


def open_spending(settings: Settings) -> Spending:
    """Return what the model has cost so far on this machine, with the ceilings that are set."""
    endpoint = find_endpoint(settings)
    key = endpoint.api_key.get_secret_value() if endpoint.api_key is not None else endpoint.base_url or ""
    ceilings = Ceilings(
        settings.llm_analysis_budget_usd, settings.llm_day_budget_usd, settings.llm_key_budget_usd
    )
    return Spending(settings.data_dir / SPENDING_NAME, key, ceilings)


def make_llm_assessor(settings: Settings, rulebook: Rulebook, tracer: Tracer = NO_TRACER) -> LLMAssessor:
    """Return the assessor that asks the model named by `provider:model`.

    Raises:
        SetupError: the name, the key or the address cannot work.
    """
    return LLMAssessor(
        endpoint=find_endpoint(settings),
        rulebook=rulebook,
        settings=settings,
        prices=load_prices(settings.llm_prices),
        book=ProfileBook(settings.data_dir / PROFILES_NAME),
        spending=open_spending(settings),
        tracer=tracer,
    )


def check_model_address(settings: Settings) -> str:
    """Return what answers at the address of the model's server; costs nothing.

    Raises:
        SetupError: nothing that can judge.
    """
    return check_address(find_endpoint(settings))


def ask_model_server(settings: Settings, rulebook: Rulebook) -> str:
    """Ask the server with tiny requests what it understands, and return it with what to set.

    Raises:
        AssessmentError: it does not answer as a model.
    """
    assessor = make_llm_assessor(settings, rulebook)
    try:
        return _tell(assessor.probe(), settings)
    finally:
        assessor.close()


def _tell(profile: ServerProfile, settings: Settings) -> str:
    limits = [name for name in ("max_completion_tokens", "max_tokens") if name in profile.parameters]
    said = [
        f"answers as {profile.output}",
        f"length by {' and '.join(limits)}" if limits else "no limit of an answer's length",
        "temperature" if "temperature" in profile.parameters else "no temperature",
        "system role" if "system" in profile.parameters else "no system role",
        "streams" if "stream" in profile.parameters else "does not stream",
        "counts tokens" if profile.reports_usage else "counts no tokens, so that costs stay unknown",
        f"context {profile.context_tokens} tokens" if profile.context_tokens else "context not told",
    ]
    advice = []
    if profile.output != settings.llm_output:
        advice.append(f"PROOF_OF_TALENT_LLM_OUTPUT={profile.output} saves the search")
    if profile.context_tokens is not None and profile.context_tokens < _LITTLE_CONTEXT:
        advice.append("give the server a context of 8192 tokens or more, or most papers are left out")
    if "temperature" not in profile.parameters and settings.llm_temperature is not None:
        advice.append("PROOF_OF_TALENT_LLM_TEMPERATURE=none says the same")
    return "; ".join([", ".join(said), *advice])


def describe_local_models() -> str:
    """Return the lines that set up a model server of this machine, or that none was found."""
    lines = [
        f"{server.name} answers at {server.address}; to judge with it set "
        f"PROOF_OF_TALENT_ASSESSOR=compatible:{server.models[0]} "
        f"PROOF_OF_TALENT_LLM_BASE_URL={server.address}"
        for server in list_local_servers()
    ]
    return "; ".join(lines) or "none on this machine, and none is needed: the rubric judges offline"
