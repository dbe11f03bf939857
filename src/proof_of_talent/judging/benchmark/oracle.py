"""An assessor that knows the labels: what it gets wrong is the fault of weights, gates and bands."""

from collections.abc import Mapping

from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import Assessment, AssessorInfo, Evidence, Finding, Judgement
from proof_of_talent.domain.criteria import FieldCriteria
from proof_of_talent.domain.ports import FIRST, SentPrompt, Sitting
from proof_of_talent.domain.reading import ApplicationReading


class LabelsAssessor:
    """Takes the levels of a case's labels for its reading; quotes are the first lines of a paper."""

    name = "labels"

    def __init__(self, levels: Mapping[str, int]) -> None:
        self._levels = levels

    def assess(
        self,
        application: Application,
        criteria: FieldCriteria,
        sitting: Sitting = FIRST,  # noqa: ARG002
    ) -> Assessment:
        """Return the labels as judgements, with a reading that leaves the verdict to the points."""
        quote = _quote_something(application)
        return Assessment(
            judgements=tuple(
                _judge_by_label(criterion.code, self._levels.get(criterion.code, 0), quote)
                for criterion in criteria.criteria
            ),
            assessor=AssessorInfo(name=self.name, version="1", rules_version=criteria.rules_version),
            reading=ApplicationReading(),
        )

    def show(
        self,
        application: Application,  # noqa: ARG002
        criteria: FieldCriteria,  # noqa: ARG002
    ) -> tuple[SentPrompt, ...]:
        """Return nothing: no text leaves this program."""
        return ()

    def close(self) -> None:
        """Hold nothing that has to be closed."""


def _quote_something(application: Application) -> Evidence:
    document = next(d for d in application.documents if d.pages and d.pages[0].text.strip())
    line = document.pages[0].text.strip().splitlines()[0]
    return Evidence(document=document.id, page=document.pages[0].number, quote=line)


def _judge_by_label(code: str, level: int, quote: Evidence) -> Judgement:
    finding = Finding(
        kind="strength", code="documented_achievement", criterion=code, text="The label says so.",
        evidence=(quote,),
    )  # fmt: skip
    rationale = "As the label says."
    return Judgement(criterion=code, level=level, rationale=rationale, findings=(finding,) if level else ())
