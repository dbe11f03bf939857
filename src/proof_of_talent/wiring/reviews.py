"""Which analyses wait for people as soon as they are made."""

from collections.abc import Callable

import structlog

from proof_of_talent.domain.base import Clock
from proof_of_talent.domain.errors import TalentError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.records.assigning import load_assigning_rules
from proof_of_talent.records.reviewing import assign_by_rules

Listener = Callable[[AnalysisRecord], None]
log = structlog.get_logger(__name__)


def listen_both(first: Listener, second: Listener) -> Listener:
    """Return what tells both of a new analysis, in this order."""

    def tell(record: AnalysisRecord) -> None:
        first(record)
        second(record)

    return tell


def make_picker(store: Store, people: int, clock: Clock) -> Listener:
    """Return what opens seats for so many people at a new analysis that a rule picks.

    A failure is logged and does not touch the analysis; `proof-of-talent reviews assign` picks it later.
    """

    def pick(record: AnalysisRecord) -> None:
        if not people:
            return
        try:
            assign_by_rules(store, [record], load_assigning_rules(), people, clock())
        except TalentError as error:
            log.warning("review_not_assigned", code=error.code)

    return pick
