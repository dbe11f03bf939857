"""What people agreed to, as answers to questions whose id begins with `consent_`, and what follows.

`service`: a no keeps the application from being analysed; without an answer, handing it in is the request.
`analytics`: a no keeps the record out of exports and datasets; its sums stay, because they name nobody.
`training`: only a yes lets the record become a training example. Pages take what was not ticked for a no;
who uses the API and never asks answers for that in a privacy notice of their own.
"""

import re
from collections.abc import Mapping
from typing import Any

import orjson

PREFIX = "consent_"
SERVICE, ANALYTICS, TRAINING = "service", "analytics", "training"

_LOOKS_WITHHELD = re.compile(rb'"analytics"\s*:\s*false')


def read_consents(answers: Mapping[str, Any]) -> dict[str, bool]:
    """Return the consents among checked answers, by name."""
    return {
        name.removeprefix(PREFIX): bool(answer) for name, answer in answers.items() if name.startswith(PREFIX)
    }


def refuses(consents: Mapping[str, bool] | None, name: str) -> bool:
    """Tell whether somebody said no, which is more than not saying yes."""
    return (consents or {}).get(name) is False


def is_withheld(document: bytes) -> bool:
    """Tell whether a record, as canonical JSON, must stay out of exports and datasets.

    Nearly every record is told by its bytes alone, without being parsed.
    """
    if _LOOKS_WITHHELD.search(document) is None:
        return False
    return refuses(orjson.loads(document).get("consents"), ANALYTICS)
