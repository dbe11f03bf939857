"""What tokens cost. A price that is not known makes a cost null, never 0."""

import re
import tomllib
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

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


class Prices(Protocol):
    """Where prices come from; `date` names the list, as records keep it."""

    @property
    def date(self) -> str:
        """Which list of prices this is."""

    def find(self, provider: str, model: str) -> Price | None:
        """Return a model's price, None where it is not known."""


class PriceTable(Model):
    """An operator's own prices by provider and model, as of a date (ISO)."""

    date: str
    prices: dict[str, dict[str, Price]]

    def find(self, provider: str, model: str) -> Price | None:
        """Return a model's price; a date at the end of its name is ignored."""
        listed = self.prices.get(provider, {})
        return listed.get(model) or listed.get(_DATED.sub("", model))


class ListPrices:
    """The providers' list prices, from the data that comes with genai-prices.

    Its own sums are not used: it would take the tokens of many requests for one long request, whose price is
    higher with some models.
    """

    @property
    def date(self) -> str:
        """The release that the prices came with."""
        return f"genai-prices {version('genai-prices')}"

    def find(self, provider: str, model: str) -> Price | None:
        """Return a model's price for requests of usual length; None for models and prices not listed."""
        from genai_prices import Usage, calc_price  # noqa: PLC0415 - comes with the models only

        try:
            listed = calc_price(Usage(), model, provider_id=provider).model_price
        except LookupError:
            return None
        read, written = _read_base(listed.input_mtok), _read_base(listed.output_mtok)
        if read is None or written is None:
            return None
        return Price(input=read, output=written, cached=_read_base(listed.cache_read_mtok))


def _read_base(price: Any) -> float | None:
    """Return the price below any tier for long requests."""
    base = getattr(price, "base", price)
    return float(base) if isinstance(base, Decimal) else None


def compute_cost(
    price: Price | None, *, input_tokens: int, cached_tokens: int, output_tokens: int
) -> float | None:
    """Return the cost in US dollars, or None where a price is not known.

    Args:
        price: of the model.
        input_tokens: all of them, cached ones included.
        cached_tokens: those read from the provider's cache.
        output_tokens: reasoning included.
    """
    if price is None or (cached_tokens and price.cached is None):
        return None
    cost = (
        (input_tokens - cached_tokens) * price.input
        + cached_tokens * (price.cached or 0.0)
        + output_tokens * price.output
    )
    return round(cost / _MILLION, 8)


def load_prices(path: Path | None = None) -> Prices:
    """Return the providers' list prices, or an operator's own from a file.

    Raises:
        SetupError: the file cannot be read or is not a price table.
    """
    if path is None:
        return ListPrices()
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return PriceTable(date=str(content.pop("date")), prices=content)
    except (OSError, ValueError, KeyError, ValidationError):
        raise SetupError(
            "PROOF_OF_TALENT_LLM_PRICES is not a price table. It needs a date and, by provider and model, "
            "input and output prices in US dollars per million tokens.",
            field="PROOF_OF_TALENT_LLM_PRICES",
        ) from None
