"""What is known of a model's server, found out once and remembered by address and model."""

import hashlib
import json
from pathlib import Path

import structlog
from pydantic import ValidationError

from proof_of_talent.assessors.llm.settings import OUTPUT_MODES, LLMSettings, OutputMode
from proof_of_talent.domain.base import Model

log = structlog.get_logger(__name__)

PARAMETERS = (
    "max_completion_tokens",
    "max_tokens",
    "temperature",
    "stream",
    "stream_options",
    "system",
    "schema",
)
"""What requests of the OpenAI interface may hold: `system` is that role, `schema` stands beside JSON mode."""

_EXACT = frozenset({"max_tokens", "schema"})
"""Those that only servers of others know: the interface's inventor refuses them."""


class ServerProfile(Model):
    """What a server understands, and what it can take at once; None where it does not say."""

    output: OutputMode
    parameters: tuple[str, ...]
    output_tokens: int | None = None
    context_tokens: int | None = None
    slots: int | None = None
    reports_usage: bool | None = None

    def step_down(self) -> "ServerProfile | None":
        """Return the profile with the next simpler form of answers, or None after the simplest."""
        if self.output == "json_object" and "schema" in self.parameters:
            return self.without("schema")
        place = OUTPUT_MODES.index(self.output) + 1
        return self.model_copy(update={"output": OUTPUT_MODES[place]}) if place < len(OUTPUT_MODES) else None

    def without(self, parameter: str) -> "ServerProfile":
        """Return the profile without a parameter; without `stream` there are no options for it either."""
        gone = {parameter, "stream_options"} if parameter == "stream" else {parameter}
        return self.model_copy(update={"parameters": tuple(p for p in self.parameters if p not in gone)})


def expect_profile(provider: str, settings: LLMSettings) -> ServerProfile:
    """Return what a server is taken to understand before it was asked."""
    if provider not in ("openai", "azure", "compatible"):
        return ServerProfile(
            output=settings.llm_output, parameters=("max_completion_tokens", "temperature", "system")
        )
    known = PARAMETERS if provider == "compatible" else tuple(p for p in PARAMETERS if p not in _EXACT)
    return ServerProfile(output=settings.llm_output, parameters=known)


class ProfileBook:
    """Profiles by address and model, in a file that all processes share, or in memory without one."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._kept: dict[str, ServerProfile] = {}

    def find(self, address: str, model: str) -> ServerProfile | None:
        """Return what was found out before, or None."""
        return (self._kept or self._load()).get(_make_key(address, model))

    def keep(self, address: str, model: str, profile: ServerProfile) -> None:
        """Remember a profile. A file that cannot be written is no fault: it is found out again."""
        self._kept = self._load() | self._kept | {_make_key(address, model): profile}
        if self._path is None:
            return
        content = {key: kept.model_dump(mode="json") for key, kept in self._kept.items()}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = self._path.with_suffix(".new")
            draft.write_text(json.dumps(content, indent=1), encoding="utf-8")
            draft.replace(self._path)
        except OSError:
            log.warning("model_profile_not_kept")

    def _load(self) -> dict[str, ServerProfile]:
        if self._path is None:
            return {}
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            return {key: ServerProfile.model_validate(value) for key, value in content.items()}
        except (OSError, ValueError, AttributeError, ValidationError):
            return {}


def _make_key(address: str, model: str) -> str:
    return hashlib.sha256(f"{address}\0{model}".encode()).hexdigest()[:16]
