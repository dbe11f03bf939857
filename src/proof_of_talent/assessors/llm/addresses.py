"""What answers at a model server's address, told without a model: by what the server says of itself."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from proof_of_talent.assessors.llm.providers import Endpoint
from proof_of_talent.domain.errors import SetupError

LOCAL_SERVERS = (
    ("Ollama", "http://127.0.0.1:11434/v1"),
    ("llama.cpp", "http://127.0.0.1:8080/v1"),
    ("LM Studio", "http://127.0.0.1:1234/v1"),
    ("vLLM or llama-cpp-python", "http://127.0.0.1:8000/v1"),
)
"""Where servers listen that people run on their own machine."""

_FIELD = "PROOF_OF_TALENT_LLM_BASE_URL"
_SECONDS = 5.0
_LARGEST = 4 * 1024 * 1024
_CONTEXT_KEYS = ("n_ctx", "max_model_len", "context_length", "loaded_context_length", "max_context_length")


class LocalServer(NamedTuple):
    """A model server on this machine: what it probably is, its address, and its models."""

    name: str
    address: str
    models: tuple[str, ...]


class _Told(NamedTuple):
    """An answer: its status, 0 where nothing answered, and its JSON."""

    status: int
    value: Any = None


def _fetch(address: str, key: str | None = None, seconds: float = _SECONDS) -> _Told:
    request = urllib.request.Request(address, headers={"authorization": f"Bearer {key}"} if key else {})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=seconds) as response:  # noqa: S310 - `check_address` has passed it
            return _Told(response.status, json.loads(response.read(_LARGEST)))
    except urllib.error.HTTPError as error:
        return _Told(error.code)
    except ValueError:
        return _Told(200)
    except OSError:
        return _Told(0)


def check_address(endpoint: Endpoint) -> str:
    """Return what answers at an endpoint's address; costs nothing.

    Raises:
        SetupError: it is no address, nothing answers there, or it is no server of this interface.
    """
    if endpoint.base_url is None:
        return "the provider's own address"
    parts = urlsplit(endpoint.base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SetupError(f"{_FIELD} is no address. Use one such as http://127.0.0.1:11434/v1.", field=_FIELD)
    if endpoint.provider != "compatible":
        return str(parts.hostname)
    base = endpoint.base_url.rstrip("/")
    key = endpoint.api_key.get_secret_value() if endpoint.api_key is not None else None
    told = _fetch(f"{base}/models", key)
    if told.status == 0:
        raise SetupError(
            f"Nothing answers at {parts.netloc}. Start the model's server, or correct {_FIELD}.", field=_FIELD
        )
    models = _list_models(told.value)
    if told.status in (401, 403):
        raise SetupError(
            f"The server at {parts.netloc} refuses the key. Set PROOF_OF_TALENT_LLM_API_KEY.",
            field="PROOF_OF_TALENT_LLM_API_KEY",
        )
    if told.value is None or not models:
        better = f"{base}/v1"
        if _list_models(_fetch(f"{better}/models", key).value):
            raise SetupError(f"/v1 is missing in the address: set {_FIELD}={better}", field=_FIELD)
        if told.value is None:
            raise SetupError(
                f"What answers at {parts.netloc} is no model server with the OpenAI interface "
                f"(HTTP {told.status}). Check {_FIELD}; it mostly ends in /v1.",
                field=_FIELD,
            )
    listed = "" if endpoint.model in models or not models else f"; it lists {', '.join(models[:5])}"
    return f"{parts.netloc} answers{listed}"


def list_local_servers() -> list[LocalServer]:
    """Return the model servers that listen on this machine."""
    with ThreadPoolExecutor(len(LOCAL_SERVERS)) as pool:
        told = list(pool.map(lambda server: _fetch(f"{server[1]}/models", seconds=1), LOCAL_SERVERS))
    found = zip(LOCAL_SERVERS, (_list_models(one.value) for one in told), strict=True)
    return [LocalServer(name, address, models) for (name, address), models in found if models]


def _list_models(value: Any) -> tuple[str, ...]:
    listed = value.get("data") if isinstance(value, dict) else None
    found = [one.get("id") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return tuple(name for name in found if isinstance(name, str))


class ServerLimits(NamedTuple):
    """What a server of one's own says it can do; None where it does not say.

    Attributes:
        context: tokens of a request and its answer.
        slots: requests that it works on at the same time. The others wait in the server, unseen.
    """

    context: int | None = None
    slots: int | None = None


def find_limits(endpoint: Endpoint) -> ServerLimits:
    """Return what a server of one's own can take at once."""
    if endpoint.base_url is None:
        return ServerLimits()
    base = endpoint.base_url.rstrip("/")
    root = base.removesuffix("/v1")
    key = endpoint.api_key.get_secret_value() if endpoint.api_key is not None else None
    for address in (f"{root}/props", f"{root}/api/ps", f"{base}/models"):
        told = _fetch(address, key).value
        found = [size for part in _choose(told, endpoint.model) for size in _list_sizes(part)]
        if found:
            slots = told.get("total_slots") if isinstance(told, dict) else None
            return ServerLimits(min(found), slots if isinstance(slots, int) and slots > 0 else None)
    return ServerLimits()


def _choose(value: Any, model: str) -> list[Any]:
    """Return what a server says of this model, where it lists several; a single one is meant in any case."""
    listed = (value.get("data") or value.get("models")) if isinstance(value, dict) else None
    if not isinstance(listed, list):
        return [value]
    named = [one for one in listed if isinstance(one, dict) and model in (one.get("id"), one.get("name"))]
    return named or (listed if len(listed) == 1 else [])


def _list_sizes(value: Any) -> Iterator[int]:
    for key, inner in value.items() if isinstance(value, dict) else ():
        if key in _CONTEXT_KEYS and isinstance(inner, int) and inner > 0:
            yield inner
        else:
            yield from _list_sizes(inner)
