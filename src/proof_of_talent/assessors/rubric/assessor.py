"""The built-in assessor: a sceptical reader, deterministic, offline, explainable.

It reads whose word each paper is, leaves out what proves nothing, takes one fact of each paper that is left
and asks which criteria it speaks to. It organises evidence and finds doubts; it does not understand science
or art, and a careful liar reads as middling (see `docs/scoring.md`).
"""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from proof_of_talent.assessors.rubric.quotes import choose_line, choose_quotes
from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import Assessment, AssessorInfo, Evidence, Finding, Judgement
from proof_of_talent.domain.criteria import Criterion, FieldCriteria
from proof_of_talent.domain.ports import FIRST, SentPrompt, Sitting
from proof_of_talent.judging.evidence.credibility import get_half_level
from proof_of_talent.judging.evidence.facts import FULL, FactFrame
from proof_of_talent.judging.evidence.numbers import read_numbers
from proof_of_talent.judging.evidence.papers import ReadSentence
from proof_of_talent.judging.evidence.reading import Draft, conclude_reading, read_evidence
from proof_of_talent.judging.evidence.routing import route
from proof_of_talent.judging.evidence.selections import find_selection
from proof_of_talent.judging.evidence.slots import find_role
from proof_of_talent.judging.evidence.vocabulary import list_kind_patterns, list_kinds, look_for

RUBRIC_VERSION = "7"
_SHARES = (1000, 700, 500)  # per mille of the best three facts for a criterion
_LETTER = 2_000  # per mille of a letter's weight
_HIGHEST = 50  # tenths of a level that endless weight would show, before the cut at 4
_LEAST_AFFINITY, _LEAST_WEIGHT = 100, 250  # per mille, and of a fact, under which nothing counts
_LEAST_LEVEL = 0.5  # under which a criterion is not shown at all
_UNQUOTED = 2.3  # what states nothing in a sentence shows a criterion in part at most
_BY_OTHERS = 300  # per mille of the second best other criterion that speaks for the mandatory one too
_MOST_LINES = 2  # lines of forms and notices that are quoted for a criterion
_FLOOR = 200  # per mille of its evidence that a criterion keeps where the whole is not credible at all
_ONLY_IN_GENERAL = "What others write speaks to this in general; no single sentence states it."
_SAYS = {
    "independent": ("independent_recognition", "Somebody unconnected shows it"),
    "unclear": ("independent_recognition", "Somebody whose connection is not stated says so"),
    "employer": ("documented_achievement", "Your employer says so"),
    "colleague": ("documented_achievement", "Somebody who worked with you says so"),
    "commercial": ("documented_achievement", "Somebody who does business with you says so"),
}


_REASONS: Mapping[str, str] = {
    "award": "a prize or an honour",
    "grant": "money that was granted for your work",
    "citation": "how often others cite you",
    "publication": "a publication that others accepted",
    "judging": "others asked you to judge",
    "talk": "a stage that others gave you",
    "patent": "an invention or a patent",
    "opensource": "work that others use and build on",
    "teaching": "what you taught others",
    "founder": "what your company did",
    "press": "what a critic or the press wrote",
    "use": "somebody uses what you made",
    "sales": "an audience, a sale or a collection",
    "engagement": "an engagement of your work",
    "product": "what a product of yours does",
    "standing": "how your field sees you",
    "service": "a post that your field gave you",
    "uk": "a connection with the United Kingdom",
}
"""Why a sentence counts, by the kind of fact that it reports."""


class Shown(NamedTuple):
    """A frame that speaks to a criterion: the weight left for it, and how well it suits, per mille."""

    frame: FactFrame
    weight: int
    affinity: int


class RubricAssessor:
    """Judges by who says what, of whom, at what level and when."""

    name = "rubric"

    def assess(
        self,
        application: Application,
        criteria: FieldCriteria,
        sitting: Sitting = FIRST,  # noqa: ARG002
    ) -> Assessment:
        """Return one judgement for each criterion of the field; never fails on readable text."""
        draft = read_evidence(application, letters_only=criteria.documents.cv_and_letters_only)
        reading = conclude_reading(draft, application)
        _, moderate, strong = reading.band_probabilities or (FULL, 0, 0)
        credible = _FLOOR + (FULL - _FLOOR) * (moderate // 2 + strong) // FULL
        shown = _route_frames(draft, criteria)
        half = get_half_level(draft.reads)
        sums = _add_up(shown, criteria)
        levels = {code: _measure_level(total, credible, half) for code, total in sums.items()}
        quotes = _choose_quotes(draft, criteria, {code for code, level in levels.items() if level}, shown)
        levels = {
            code: level if quotes.get(code) else min(level, _UNQUOTED) for code, level in levels.items()
        }
        return Assessment(
            judgements=tuple(
                _judge(
                    criterion, levels[criterion.code], shown[criterion.code], quotes.get(criterion.code, [])
                )
                for criterion in criteria.criteria
            ),
            assessor=AssessorInfo(
                name=self.name, version=RUBRIC_VERSION, rules_version=criteria.rules_version
            ),
            notes=_list_notes(draft, application),
            reading=reading,
        )

    def show(
        self,
        application: Application,  # noqa: ARG002
        criteria: FieldCriteria,  # noqa: ARG002
    ) -> tuple[SentPrompt, ...]:
        """Return nothing: no text leaves this program."""
        return ()

    def close(self) -> None:
        """Nothing is held open."""


def _route_frames(draft: Draft, criteria: FieldCriteria) -> Mapping[str, list[Shown]]:
    """Return, by criterion, the frames that speak to it, the heaviest first."""
    shown: dict[str, list[Shown]] = {criterion.code: [] for criterion in criteria.criteria}
    for frame in draft.frames:
        inside = frame.relation == "employer" and frame.paper.role == "paper"
        for code, affinity in route(frame.paper.sentences, criteria, inside=inside).items():
            if affinity >= _LEAST_AFFINITY and frame.weight:
                shown[code].append(Shown(frame, _weigh(frame) * affinity // FULL, affinity))
    for found in shown.values():
        found.sort(key=lambda item: (-item.weight, item.frame.paper.id))
    return shown


def _weigh(frame: FactFrame) -> int:
    """Return what a frame weighs for criteria: a letter speaks to several, and in fewer words."""
    return frame.weight * (_LETTER if frame.paper.role == "letter" else FULL) // FULL


def _add_up(shown: Mapping[str, list[Shown]], criteria: FieldCriteria) -> Mapping[str, int]:
    """Return what facts add up to by criterion; what shows two others speaks for the mandatory one."""
    sums = {code: _add_facts(found) for code, found in shown.items()}
    for criterion in criteria.criteria:
        others = sorted((total for code, total in sums.items() if code != criterion.code), reverse=True)
        if criterion.role == "mandatory" and not criterion.proof and len(others) > 1:
            sums[criterion.code] += others[1] * _BY_OTHERS // FULL
    return sums


def _add_facts(shown: Sequence[Shown]) -> int:
    """Return what the best facts for a criterion add up to; 0 where no paper says enough."""
    total = sum(item.weight * share for item, share in zip(shown, _SHARES, strict=False)) // FULL
    return total if any(item.weight >= _LEAST_WEIGHT for item in shown) else 0


def _measure_level(total: int, credible: int, half: int) -> float:
    """Return the level that a sum of facts shows, by how credible the whole is."""
    total = total * credible // FULL
    level = min(40, _HIGHEST * total // (total + half)) / 10
    return level if level >= _LEAST_LEVEL else 0.0


def _choose_quotes(
    draft: Draft, criteria: FieldCriteria, codes: AbstractSet[str], shown: Mapping[str, Sequence[Shown]]
) -> Mapping[str, list[Finding]]:
    """Return the quotes of the criteria that are shown, with who says it and why it counts."""
    frames = [frame for frame in draft.frames if _weigh(frame) >= _LEAST_WEIGHT]
    chosen = dict(choose_quotes([frame.paper for frame in frames], criteria, codes))
    used = {sentence.text for quotes in chosen.values() for sentence in quotes}
    for code in sorted(code for code, quotes in chosen.items() if not quotes):
        patterns = list_kind_patterns(criteria.id, criteria.criterion(code))
        chosen[code] = _choose_lines(shown[code], patterns, used)
        used |= {sentence.text for sentence in chosen[code]}
    return {
        code: [
            _state_strength(
                code, _find_frame(frames, one), one, list_kinds(criteria.id, criteria.criterion(code))
            )
            for one in quotes
        ]
        for code, quotes in chosen.items()
    }


def _choose_lines(
    shown: Sequence[Shown], patterns: Sequence[re.Pattern[str]], used: AbstractSet[str]
) -> list[ReadSentence]:
    """Return a line each of the papers that weigh most for a criterion, where no sentence states it."""
    heavy = [item.frame.paper for item in shown if item.weight >= _LEAST_WEIGHT][:_MOST_LINES]
    return [line for paper in heavy if (line := choose_line(paper, patterns, used)) is not None]


def _find_frame(frames: Sequence[FactFrame], sentence: ReadSentence) -> FactFrame:
    """Return the frame that a quoted sentence is of; of a CV each entry has its own."""
    of_paper = [frame for frame in frames if frame.paper.id == sentence.document]
    return next((frame for frame in of_paper if sentence.text in frame.paper.text), of_paper[0])


def _judge(
    criterion: Criterion, level: float, shown: Sequence[Shown], findings: Sequence[Finding]
) -> Judgement:
    """Say in words what a level rests on."""
    if not level:
        rationale = f"No paper by somebody else shows this. {criterion.advice}"
    else:
        rationale = _count_papers(shown) if findings else _ONLY_IN_GENERAL
    return Judgement(criterion=criterion.code, level=level, rationale=rationale, findings=tuple(findings))


def _count_papers(shown: Sequence[Shown]) -> str:
    papers = len({item.frame.paper.id for item in shown if item.weight >= _LEAST_WEIGHT})
    if papers == 1:
        return "One paper or letter by somebody else speaks to this."
    return f"{papers} papers or letters by others speak to this."


def _state_strength(
    criterion: str, frame: FactFrame, sentence: ReadSentence, kinds: Sequence[str]
) -> Finding:
    """Return who shows it and why it counts, with the sentence that names the fact."""
    quote = sentence.quote()
    code, who = _SAYS.get(frame.relation, _SAYS["unclear"])
    if frame.paper.is_cv:
        who = f"Your CV states it and a letter confirms it. {who}"
    return Finding(
        kind="strength",
        code=code,
        criterion=criterion,
        text=f"{who}: {_name_reason(sentence, kinds)}.",
        evidence=(Evidence(document=quote.document, page=quote.page, quote=quote.quote),),
    )


def _name_reason(sentence: ReadSentence, kinds: Sequence[str]) -> str:
    """Return why a sentence counts, by the most telling thing that it states: of the kinds that the
    criterion asks for first.
    """
    selected = find_selection([sentence])
    if selected is not None and selected[0].pool >= 2 * selected[0].chosen:
        return "a selection from among others"
    if look_for("standing", "top").search(sentence.low):
        return "a comparison with others of the field"
    reported = [kind for kind in _REASONS if look_for("kind", kind).search(sentence.low)]
    asked = [kind for kind in kinds if kind in reported]
    if not asked and find_role(sentence) in ("sole", "led"):
        return "your own leading part in it"
    if reported:
        return _REASONS[(asked or reported)[0]]
    return "a count that can be checked" if read_numbers(sentence.low) else "what you made or did yourself"


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
