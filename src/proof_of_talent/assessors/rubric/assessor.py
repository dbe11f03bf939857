"""The built-in assessor: a sceptical reader, deterministic, offline, explainable.

It reads whose word each paper is, leaves out what proves nothing, takes one fact of each paper that is left
and asks which criteria it speaks to. It organises evidence and finds doubts; it does not understand science
or art, and a careful liar reads as middling (see `docs/scoring.md`).
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import Assessment, AssessorInfo, Evidence, Finding, Judgement
from proof_of_talent.domain.criteria import Criterion, FieldCriteria
from proof_of_talent.judging.evidence.credibility import add_ranked
from proof_of_talent.judging.evidence.facts import FULL, FactFrame
from proof_of_talent.judging.evidence.reading import Draft, conclude_reading, read_evidence
from proof_of_talent.judging.evidence.routing import choose_sentence, route

RUBRIC_VERSION = "5"
_MOST_QUOTES = 3  # per criterion, the most specific first; more would not be read
_SATURATION = 2_600  # routed weight that shows half of a criterion
_HIGHEST = 50  # tenths of a level that endless weight would show, before the cut at 4
_LEAST_AFFINITY, _LEAST_WEIGHT = 400, 250  # per mille, and of a fact, under which nothing is quoted
_SUITS = 700  # per mille from which a paper is quoted before others
_LEAST_LEVEL = 0.5  # under which a criterion is not shown at all
_FLOOR = 300  # per mille of its evidence that a criterion keeps where the whole is not credible at all
_SAYS = {
    "independent": ("independent_recognition", "Somebody unconnected shows it"),
    "unclear": ("independent_recognition", "Somebody whose connection is not stated says so"),
    "employer": ("documented_achievement", "Your employer says so"),
    "colleague": ("documented_achievement", "Somebody who worked with you says so"),
    "commercial": ("documented_achievement", "Somebody who does business with you says so"),
}


class Shown(NamedTuple):
    """A frame that speaks to a criterion: the weight left for it, and how well it suits, per mille."""

    frame: FactFrame
    weight: int
    affinity: int


class RubricAssessor:
    """Judges by who says what, of whom, at what level and when."""

    name = "rubric"

    def assess(self, application: Application, criteria: FieldCriteria) -> Assessment:
        """Return one judgement for each criterion of the field; never fails on readable text."""
        draft = read_evidence(application)
        reading = conclude_reading(draft, application)
        _, moderate, strong = reading.band_probabilities or (FULL, 0, 0)
        credible = _FLOOR + (FULL - _FLOOR) * (moderate // 2 + strong) // FULL
        shown = _route_frames(draft, criteria.criteria)
        return Assessment(
            judgements=tuple(
                _judge(criterion, shown[criterion.code], credible) for criterion in criteria.criteria
            ),
            assessor=AssessorInfo(
                name=self.name, version=RUBRIC_VERSION, rules_version=criteria.rules_version
            ),
            notes=_list_notes(draft, application),
            reading=reading,
        )

    def close(self) -> None:
        """Nothing is held open."""


def _route_frames(draft: Draft, criteria: Sequence[Criterion]) -> Mapping[str, list[Shown]]:
    """Return, by criterion, the frames that speak to it, the heaviest first."""
    shown: dict[str, list[Shown]] = {criterion.code: [] for criterion in criteria}
    for frame in draft.frames:
        for code, affinity in route(frame.paper, criteria).items():
            if affinity >= _LEAST_AFFINITY and frame.weight:
                shown[code].append(Shown(frame, frame.weight * affinity // FULL, affinity))
    for found in shown.values():
        found.sort(key=lambda item: (-item.weight, item.frame.paper.id))
    return shown


def _judge(criterion: Criterion, shown: Sequence[Shown], credible: int) -> Judgement:
    """Turn what is routed to a criterion into a level with quotes."""
    total = add_ranked([item.weight for item in shown]) * credible // FULL
    level = min(40, _HIGHEST * total // (total + _SATURATION)) / 10
    findings = tuple(islice(_state_strengths(criterion, shown), _MOST_QUOTES))
    if not findings or level < _LEAST_LEVEL:
        rationale = f"No paper by somebody else shows this. {criterion.advice}"
        return Judgement(criterion=criterion.code, level=0.0, rationale=rationale)
    papers = len({item.frame.paper.id for item in shown if item.weight >= _LEAST_WEIGHT})
    rationale = (
        "One paper by somebody else speaks to this."
        if papers == 1
        else f"{papers} papers by others speak to this."
    )
    return Judgement(criterion=criterion.code, level=level, rationale=rationale, findings=findings)


def _state_strengths(criterion: Criterion, shown: Sequence[Shown]) -> Iterator[Finding]:
    """Yield who shows it and why it counts, with the sentence that names the fact; what suits best first."""
    for item in sorted(shown, key=lambda item: item.affinity < _SUITS):
        sentence = choose_sentence(item.frame.paper, criterion)
        if sentence is None or item.weight < _LEAST_WEIGHT:
            continue
        quote = sentence.quote()
        code, who = _SAYS.get(item.frame.relation, _SAYS["unclear"])
        yield Finding(
            kind="strength",
            code=code,
            criterion=criterion.code,
            text=f"{who}: {_name_reason(item.frame)}.",
            evidence=(Evidence(document=quote.document, page=quote.page, quote=quote.quote),),
        )


def _name_reason(frame: FactFrame) -> str:
    """Return why a fact counts, by the slot that weighs most."""
    if frame.selection is not None and frame.selectivity() >= FULL // 2:
        return f"chosen as {frame.selection.chosen:,} of {frame.selection.pool:,}"
    if frame.top:
        return "a comparison with others of the field"
    if frame.role in ("sole", "led"):
        return "your own leading part in it"
    if frame.bodies:
        return "a body that chose, counted or checked"
    return "a fact that names you"


def _list_notes(draft: Draft, application: Application) -> tuple[str, ...]:
    """Return codes about what was not read as evidence."""
    notes = set()
    if any(document.hidden_characters for document in application.documents):
        notes.add("hidden_text_ignored")
    if any(paper.instructs for paper in draft.papers.papers):
        notes.add("instructions_in_document_ignored")
    reasons = {left.reason for left in draft.left_out.values()}
    if reasons & {"about_others", "about_a_namesake", "unrelated"}:
        notes.add("unrelated_document_ignored")
    if reasons & {"paid_by_applicant", "bought"}:
        notes.add("paid_placement_ignored")
    return tuple(sorted(notes))
