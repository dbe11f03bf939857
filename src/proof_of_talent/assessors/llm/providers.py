"""Makes the client of a provider. Only the chosen SDK is loaded, and it retries nothing itself."""

import importlib.util
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pydantic import SecretStr

from proof_of_talent.domain.errors import MissingExtraError, SetupError

if TYPE_CHECKING:
    from ssl import SSLContext

    from httpx2 import AsyncClient
    from pydantic_ai.models import Model as ChatModel

PROVIDERS: dict[str, tuple[str, ...]] = {
    "openai": ("OPENAI_API_KEY",),
    "anthropic": ("ANTHROPIC_API_KEY",),
    "google": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "mistral": ("MISTRAL_API_KEY",),
    "azure": ("AZURE_OPENAI_API_KEY",),
    "compatible": (),
}
"""Providers with the environment variables in which their keys are usually kept."""

_SDKS = {
    "openai": ("openai", "llm"),
    "anthropic": ("anthropic", "llm-anthropic"),
    "google": ("google.genai", "llm-google"),
    "mistral": ("mistralai", "llm-mistral"),
    "azure": ("openai", "llm"),
    "compatible": ("openai", "llm"),
}
"""By provider: the module of its SDK, and the extra that brings it."""

_NEEDS_ADDRESS = {"azure", "compatible"}


class Endpoint(NamedTuple):
    """Where a model is and how to get in. The key never shows in `repr`."""

    provider: str
    model: str
    api_key: SecretStr | None
    base_url: str | None
    api_version: str | None = None

    @property
    def is_list_priced(self) -> bool:
        """Whether the provider's list prices apply: not at an address that somebody else may serve."""
        return self.base_url is None


def check_endpoint(endpoint: Endpoint) -> None:
    """Check what can be checked without a request.

    Raises:
        SetupError: naming the setting that is wrong and what it should be.
    """
    if endpoint.provider not in PROVIDERS or not endpoint.model:
        raise SetupError(
            f"PROOF_OF_TALENT_ASSESSOR is not valid. Use `rubric`, or provider:model with one of "
            f"{', '.join(PROVIDERS)}.",
            field="PROOF_OF_TALENT_ASSESSOR",
        )
    if endpoint.provider in _NEEDS_ADDRESS and not endpoint.base_url:
        raise SetupError(
            f"PROOF_OF_TALENT_LLM_BASE_URL is needed for {endpoint.provider}: the address of the endpoint, "
            "such as http://127.0.0.1:11434/v1.",
            field="PROOF_OF_TALENT_LLM_BASE_URL",
        )
    if endpoint.api_key is None and endpoint.base_url is None:
        names = " or ".join(("PROOF_OF_TALENT_LLM_API_KEY", *PROVIDERS[endpoint.provider]))
        raise SetupError(f"{names} is needed for {endpoint.provider}.", field="PROOF_OF_TALENT_LLM_API_KEY")
    module, extra = _SDKS[endpoint.provider]
    if not (_has("pydantic_ai") and _has(module)):
        raise MissingExtraError(f"The provider {endpoint.provider}", extra, field="PROOF_OF_TALENT_ASSESSOR")


def _has(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def make_model(endpoint: Endpoint, timeout: float, silence: float = 60) -> "ChatModel":
    """Return the client of a model; call it on the event loop that will use it.

    Args:
        endpoint: what `check_endpoint` has passed.
        timeout: seconds for the first word of an answer, or for a whole one where a provider does not stream.
        silence: seconds between two words of a streamed answer.
    """
    key = endpoint.api_key.get_secret_value() if endpoint.api_key is not None else "none"
    if endpoint.provider in ("openai", "compatible"):
        return _make_openai(endpoint, key, _make_http_client(timeout, silence))
    if endpoint.provider == "azure":
        return _make_azure(endpoint, key, _make_http_client(timeout, silence))
    if endpoint.provider == "anthropic":
        return _make_anthropic(endpoint, key, timeout)
    if endpoint.provider == "google":
        return _make_google(endpoint, key)
    return _make_mistral(endpoint, key)


# ruff: noqa: PLC0415 - each SDK takes a second or more to import, and only one is needed


def _make_openai(endpoint: Endpoint, key: str, http_client: "AsyncClient") -> "ChatModel":
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    client = AsyncOpenAI(
        api_key=key,
        base_url=endpoint.base_url,
        timeout=None,
        max_retries=0,
        http_client=http_client,
    )
    return OpenAIChatModel(endpoint.model, provider=OpenAIProvider(openai_client=client))


def _make_http_client(timeout: float, silence: float) -> "AsyncClient":
    from httpx2 import AsyncClient, AsyncHTTPTransport

    from proof_of_talent.assessors.llm.transport import MendingTransport

    inner = AsyncHTTPTransport(verify=_load_certificates())
    transport = MendingTransport(inner, first=timeout, silence=silence)
    return AsyncClient(transport=transport, timeout=None)  # the transport watches the time


@cache
def _load_certificates() -> "SSLContext":
    """Return whom we trust: reading the certificates takes 30 ms, and several models may judge together."""
    from httpx2 import create_ssl_context

    return create_ssl_context()


def _make_azure(endpoint: Endpoint, key: str, http_client: "AsyncClient") -> "ChatModel":
    from openai import AsyncAzureOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.azure import AzureProvider

    client = AsyncAzureOpenAI(
        api_key=key,
        azure_endpoint=endpoint.base_url or "",
        api_version=endpoint.api_version or "2024-10-21",
        timeout=None,
        max_retries=0,
        http_client=http_client,
    )
    return OpenAIChatModel(endpoint.model, provider=AzureProvider(openai_client=client))


def _make_anthropic(endpoint: Endpoint, key: str, timeout: float) -> "ChatModel":
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    client = AsyncAnthropic(api_key=key, base_url=endpoint.base_url, timeout=timeout, max_retries=0)
    return AnthropicModel(endpoint.model, provider=AnthropicProvider(anthropic_client=client))


def _make_google(endpoint: Endpoint, key: str) -> "ChatModel":
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.providers.google import GoogleProvider

    return GoogleModel(endpoint.model, provider=GoogleProvider(api_key=key, base_url=endpoint.base_url))


def _make_mistral(endpoint: Endpoint, key: str) -> "ChatModel":
    from pydantic_ai.models.mistral import MistralModel
    from pydantic_ai.providers.mistral import MistralProvider

    return MistralModel(endpoint.model, provider=MistralProvider(api_key=key, base_url=endpoint.base_url))
