"""A store with synthetic records and datasets of them, as the dataset tests have them."""

from tests.dataset.conftest import build, filled, store

__all__ = ["build", "filled", "store"]
