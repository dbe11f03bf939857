"""What tokens cost, from a dated table. A price that is not known makes a cost null, never 0."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from proof_of_talent.domain.base import Model
from proof_of_talent.domain.errors import SetupError

_DATED = re.compile(r"-(?:20\d{2}-?\d{2}-?\d{2}|\d{4})$")
_MILLION = 1_000_000


class Price(Model):
    """US dollars per million tokens. Without `cached` the price of cached input is unknown."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    cached: float | None = Field(default=None, ge=0)


class PriceTable(Model):
    """Prices by provider and model, as of a date (ISO)."""

    date: str
    prices: dict[str, dict[str, Price]]

    def find(self, provider: str, model: str) -> Price | None:
        """Return a model's price; a date at the end of its name is ignored."""
        listed = self.prices.get(provider, {})
        return listed.get(model) or listed.get(_DATED.sub("", model))

    def compute_cost(
        self, provider: str, model: str, *, input_tokens: int, cached_tokens: int, output_tokens: int
    ) -> float | None:
        """Return the cost in US dollars, or None where a price is not known.

        Args:
            provider: such as `openai`.
            model: as reported by the provider.
            input_tokens: all of them, cached ones included.
            cached_tokens: those read from the provider's cache.
            output_tokens: reasoning included.
        """
        price = self.find(provider, model)
        if price is None or (cached_tokens and price.cached is None):
            return None
        cost = (
            (input_tokens - cached_tokens) * price.input
            + cached_tokens * (price.cached or 0.0)
            + output_tokens * price.output
        )
        return round(cost / _MILLION, 8)


def load_prices(path: Path | None = None) -> PriceTable:
    """Read the packaged price table, or an operator's own.

    Raises:
        SetupError: the file cannot be read or is not a price table.
    """
    source = path or files(__package__) / "prices.toml"
    try:
        content: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
        return PriceTable(date=str(content.pop("date")), prices=content)
    except (OSError, ValueError, KeyError, ValidationError):
        raise SetupError(
            "PROOF_OF_TALENT_LLM_PRICES is not a price table. It needs a date and, by provider and model, "
            "input and output prices in US dollars per million tokens.",
            field="PROOF_OF_TALENT_LLM_PRICES",
        ) from None
