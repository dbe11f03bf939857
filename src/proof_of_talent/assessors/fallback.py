"""When the chosen assessor fails, another judges: only where an operator asked for it, never silently."""

from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import FALLBACK_NOTE, Assessment
from proof_of_talent.domain.criteria import FieldCriteria
from proof_of_talent.domain.errors import AssessmentError
from proof_of_talent.domain.ports import Assessor


class FallbackAssessor:
    """Asks `first`; when it fails, asks `second` and notes that it did and why."""

    def __init__(self, first: Assessor, second: Assessor) -> None:
        self._first = first
        self._second = second
        self.name = first.name

    def assess(self, application: Application, criteria: FieldCriteria) -> Assessment:
        """Return the first assessor's judgements, or the second's with notes and what the first consumed.

        Raises:
            AssessmentError: both failed.
        """
        try:
            return self._first.assess(application, criteria)
        except AssessmentError as error:
            assessment = self._second.assess(application, criteria)
            return assessment.model_copy(
                update={
                    "notes": tuple(sorted({*assessment.notes, FALLBACK_NOTE, error.code})),
                    "usage": error.usage or assessment.usage,
                }
            )

    def close(self) -> None:
        """Close both."""
        self._first.close()
        self._second.close()
