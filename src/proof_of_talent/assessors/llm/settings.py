"""Every setting about asking a model, declared once: the service reads them, the assessor takes them."""

from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

OutputMode = Literal["tool", "json_schema", "json_object", "text"]
OUTPUT_MODES: tuple[OutputMode, ...] = get_args(OutputMode)
"""From the strictest to what every server can do; a server that refuses one is asked in the next."""


def read_optional(value: object) -> object:
    """Return None for the words that switch a number off in an environment variable."""
    return None if isinstance(value, str) and value.strip().lower() in ("", "none", "off") else value


class LLMSettings(BaseModel):
    """What only matters when a model judges. The service's `Settings` inherit these fields."""

    model_config = ConfigDict(frozen=True)

    llm_api_key: SecretStr | None = Field(
        default=None,
        description="Key for the model's provider. Where it is not set, the provider's own variable is read, "
        "such as `OPENAI_API_KEY`.",
    )
    llm_base_url: str | None = Field(
        default=None,
        description="Address of an OpenAI-compatible, Azure or other endpoint, such as `http://127.0.0.1:11434/v1`.",
    )
    llm_api_version: str | None = Field(default=None, description="API version, for `azure` only.")
    llm_output: OutputMode = Field(
        default="tool",
        description="How structured answers are asked for: a tool call, a JSON schema, or in the prompt (for "
        "endpoints that know neither).",
    )
    llm_temperature: Annotated[float | None, BeforeValidator(read_optional)] = Field(
        default=0, ge=0, le=2, description="Sampling temperature; `none` where a model does not take one."
    )
    llm_timeout_seconds: float = Field(
        default=120,
        gt=0,
        description="Longest wait for the first word of an answer, or for a whole answer from a provider "
        "whose client does not stream.",
    )
    llm_silence_seconds: float = Field(
        default=60, gt=0, description="Longest silence between two words of an answer."
    )
    llm_analysis_seconds: float = Field(
        default=1_200,
        gt=0,
        description="Time for all requests of an analysis, waiting included; what is not judged by then is "
        "named as not judged.",
    )
    llm_probe: bool = Field(
        default=True,
        description="Ask a server at first use with tiny requests what it understands. It is remembered in "
        "the data folder; `doctor --ask` asks anew.",
    )
    llm_placeholders: bool = Field(
        default=True,
        description="Send marks such as [Person 1] in place of names, addresses and telephone numbers.",
    )
    llm_reread_zeros: float = Field(
        default=0.2,
        ge=0,
        le=1,
        description="Share of criteria for which nothing was found that are read a second time.",
    )
    llm_repeat_temperature: float = Field(
        default=0.7, ge=0, le=2, description="Sampling temperature when an application is judged again."
    )
    llm_concurrency: int = Field(
        default=8, ge=1, le=1000, description="Requests to the model at the same time in one process."
    )
    llm_context_tokens: int = Field(
        default=24_000,
        ge=500,
        description="Most tokens of documents in one request; of longer applications the passages relevant "
        "to a criterion are sent.",
    )
    llm_output_tokens: int = Field(
        default=4_000, ge=200, description="Longest answer; doubled once when an answer is cut off."
    )
    llm_review: bool = Field(
        default=True,
        description="Have levels of 2 and more read again from their quotes alone in a second request, and "
        "the case as a whole in a last one.",
    )
    llm_backoff_seconds: float = Field(
        default=1, ge=0, description="First pause before a request is sent again; doubled each time."
    )
    llm_longest_wait_seconds: float = Field(
        default=120,
        ge=0,
        description="Longest wait that a provider may ask for; longer ones fail the analysis.",
    )
    llm_outage_seconds: float = Field(
        default=600,
        ge=0,
        description="How long a request waits for a provider in outage before its analysis fails.",
    )
    llm_circuit_failures: int = Field(
        default=5, ge=1, description="Failures in a row after which nothing is sent for a while."
    )
    llm_circuit_seconds: float = Field(
        default=15,
        gt=0,
        description="For how long then; doubled with each probe that fails, up to five minutes.",
    )
    llm_fallback: Literal["off", "rubric"] = Field(
        default="off",
        description="`rubric`: when the model fails, the rubric judges instead, and the record says so.",
    )
    llm_analysis_budget_usd: Annotated[float | None, BeforeValidator(read_optional)] = Field(
        default=None,
        gt=0,
        description="Most that one analysis may cost; what is not judged by then is named as not judged.",
    )
    llm_day_budget_usd: Annotated[float | None, BeforeValidator(read_optional)] = Field(
        default=None, gt=0, description="Most that all analyses of a day (UTC) may cost on this machine."
    )
    llm_key_budget_usd: Annotated[float | None, BeforeValidator(read_optional)] = Field(
        default=None,
        gt=0,
        description="Most that may be spent with one API key in all on this machine; a new key starts anew.",
    )
    llm_region: str | None = Field(
        default=None, description="Where the model runs, such as `eu-west`; kept in records, not checked."
    )
    llm_prices: Path | None = Field(
        default=None,
        description="Your own price table (TOML, see `docs/llm.md`) in place of list prices; "
        "also used at a base URL.",
    )

    @property
    def llm_patience_seconds(self) -> float:
        """How long a request waits for a provider in outage: not at all where the rubric can take over."""
        return self.llm_outage_seconds if self.llm_fallback == "off" else 0
