"""What models may cost and have cost, in US dollars."""

from typing import NamedTuple


class Ceilings(NamedTuple):
    """The most that may be spent, in US dollars; None where nobody set a ceiling."""

    analysis: float | None = None
    day: float | None = None
    key: float | None = None

    @property
    def are_set(self) -> bool:
        """Whether there is any."""
        return any(ceiling is not None for ceiling in self)


class Spent(NamedTuple):
    """US dollars spent today (UTC) and in all with this key, beside the ceilings."""

    today: float
    key: float
    ceilings: Ceilings

    @property
    def is_exceeded(self) -> bool:
        """Whether no further analysis may begin."""
        return any(
            most is not None and spent >= most
            for spent, most in ((self.today, self.ceilings.day), (self.key, self.ceilings.key))
        )
