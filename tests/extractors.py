"""A real extractor that tests share: its reading processes start once for a whole test process."""

import atexit
from functools import cache
from typing import Any

from proof_of_talent.extraction.guard import GuardedExtractor
from proof_of_talent.wiring.bootstrap import Services, build_services, make_extractor
from proof_of_talent.wiring.settings import Settings


class LastingExtractor(GuardedExtractor):
    """Stays open when the services of one test are closed."""

    def close(self) -> None:
        """Leave the processes to the next test."""


@cache
def share_extractor() -> LastingExtractor:
    """Return the extractor of this test process, with the limits that settings have by default."""
    shared = LastingExtractor(make_extractor(Settings()).limits)
    atexit.register(GuardedExtractor.close, shared)
    return shared


def build_sharing(settings: Settings, **parts: Any) -> Services:
    """Return services that read with the shared extractor, unless their settings ask for other limits."""
    limits, shared = make_extractor(settings).limits, share_extractor()
    return build_services(settings, extractor=shared if limits == shared.limits else None, **parts)
