"""The second round: which judgements are read again, from what, and what becomes of their levels."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import Judgement, ReviewCounts
from proof_of_talent.judging.grounding import ground_judgement

REVIEWED_LEVEL = 2
"""Levels from which a judgement is confirmed from its quotes."""

MOST_RAISED = 1
"""Levels by which a second reader may raise a judgement, and only with a quote that exists."""

ReviewEnd = Literal["confirmed", "raised", "lowered", "abstained"]
_WHOLE = 16**8


def is_sampled(application: Application, code: str, share: float) -> bool:
    """Tell whether a criterion for which nothing was found is read again: the same for the same papers."""
    text = "".join(page.text for document in application.documents for page in document.pages)
    drawn = int(hashlib.sha256(f"{code}\0{text}".encode()).hexdigest()[:8], 16)
    return drawn < share * _WHOLE


def combine(
    first: Judgement, second: Judgement | None, application: Application
) -> tuple[Judgement, ReviewEnd]:
    """Return the judgement after its review, and how that ended. None is a reader who could not decide."""
    if second is None:
        return first, "abstained"
    if second.level == first.level:
        return first, "confirmed"
    if second.level < first.level:
        changes = {"level": second.level, "rationale": second.rationale, "at_risk": second.at_risk}
        doubts = tuple(f for f in second.findings if f.kind != "strength" and f not in first.findings)
        return first.model_copy(update={**changes, "findings": first.findings + doubts}), "lowered"
    proved = ground_judgement(second, application.documents)
    strengths = tuple(f for f in proved.findings if f.kind == "strength" and f.grounded)
    if not strengths:
        return first, "confirmed"
    level = min(second.level, first.level + MOST_RAISED)
    changes = {"level": level, "rationale": second.rationale, "findings": first.findings + strengths}
    return first.model_copy(update=changes), "raised"


def count_ends(ends: Iterable[ReviewEnd], reread: int) -> ReviewCounts:
    """Return how often each end came about; `reread` of them had found nothing at first."""
    counts: Mapping[str, int] = Counter(ends)
    return ReviewCounts(
        confirmed=counts.get("confirmed", 0),
        raised=counts.get("raised", 0),
        lowered=counts.get("lowered", 0),
        abstained=counts.get("abstained", 0),
        reread=reread,
    )
