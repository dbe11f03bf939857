"""When the chosen assessor fails, another judges: only where an operator asked for it, never silently."""

from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import FALLBACK_NOTE, Assessment, Usage
from proof_of_talent.domain.criteria import FieldCriteria
from proof_of_talent.domain.errors import AssessmentError
from proof_of_talent.domain.ports import FIRST, Assessor, SentPrompt, Sitting


class FallbackAssessor:
    """Asks `first`; when it fails, or misses a mandatory criterion, asks `second` and notes why."""

    def __init__(self, first: Assessor, second: Assessor) -> None:
        self._first = first
        self._second = second
        self.name = first.name

    def assess(
        self, application: Application, criteria: FieldCriteria, sitting: Sitting = FIRST
    ) -> Assessment:
        """Return the first assessor's judgements, or the second's with notes and what the first consumed.

        Raises:
            AssessmentError: both failed.
        """
        try:
            first = self._first.assess(application, criteria, sitting)
        except AssessmentError as error:
            return self._replace(application, criteria, error.code, error.usage)
        for missing in first.not_judged:
            if criteria.criterion(missing.criterion).role == "mandatory":
                return self._replace(application, criteria, missing.code, first.usage)
        return first

    def _replace(
        self, application: Application, criteria: FieldCriteria, reason: str, usage: Usage | None
    ) -> Assessment:
        """Return what the second says, with why it was asked and what the first consumed."""
        assessment = self._second.assess(application, criteria)
        notes = tuple(sorted({*assessment.notes, FALLBACK_NOTE, reason}))
        return assessment.model_copy(update={"notes": notes, "usage": usage or assessment.usage})

    def show(self, application: Application, criteria: FieldCriteria) -> tuple[SentPrompt, ...]:
        """Return what the first would send."""
        return self._first.show(application, criteria)

    def close(self) -> None:
        """Close both."""
        self._first.close()
        self._second.close()
