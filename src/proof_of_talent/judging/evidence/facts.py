"""What each admitted paper shows, as a frame: slots that are read from it, and a weight that they move.

A paper by others reports one achievement, a letter gives one testimony. Every slot moves the weight in one
direction: more selective, larger, led, international, recent, done, independent weigh more; a company's own,
assisted, old, planned, withdrawn, denied, hollow weigh less. Whole numbers only.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from proof_of_talent.domain.reading import Fact, FactLevel, FactRole, FactStatus, Relation
from proof_of_talent.judging.evidence.numbers import measure_size
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadSentence
from proof_of_talent.judging.evidence.selections import Selection, find_selection
from proof_of_talent.judging.evidence.slots import (
    find_level,
    find_magnitude,
    find_place,
    find_role,
    find_share,
    find_status,
    find_year,
    has_happened,
    is_announced,
)
from proof_of_talent.judging.evidence.vocabulary import MASK, look_for

FULL = 1_000
_OF_AUTHOR = re.compile(r"^\W*(?:i|we|my|our)\b")
_ABOUT = re.compile(MASK + r"|\b(?:she|he|her|his|him)\b")
_GREETS_THEM = re.compile(r"\bdear (?:\w+\.? )?" + MASK)
_TO_THEM = re.compile(r"\byour?\b")
RELATION_SHARES: dict[Relation, int] = {
    "independent": 1000, "unclear": 750, "commercial": 600, "employer": 600, "colleague": 500,
    "subordinate": 0, "family": 0, "self": 350,
}  # fmt: skip
"""Per mille of a paper's weight that its author's relation leaves."""

_STATUS: dict[FactStatus, int] = {"done": 1000, "planned": 600, "withdrawn": 120, "denied": 0}
_ROLES: dict[FactRole, int] = {"sole": 350, "led": 250, "shared": 0, "assisted": 0, "unclear": 0}
_LEVELS: dict[FactLevel, int] = {"international": 150, "national": 100, "local": 0, "own": 0, "unclear": 0}
_ONLY_PLANNED = 350  # of a planned paper in which nothing has happened yet
_ASSISTED, _OWN_LEVEL, _HOLLOW, _UNSELECTIVE, _BY_WORK = 400, 400, 600, 450, 700
_SHARED_VOICE = 700  # of a paper for each other one of the same voice
_LARGEST = 7_000  # the size of ten million: beyond, more says nothing about a person
_SELECTIVE = 4_000
_WINDOW, _A_YEAR, _OLDEST, _UNDATED = 5, 100, 350, 900
_MOST_BODIES, _MOST_SIGNS = 4, 3
_PLACE = 200
_PRESS_SIGNS = 2  # words of the press in the opening of a review
_OPENING = 300  # characters in which a paper says what it is


class FactFrame(NamedTuple):
    """The slots of one paper, and what they add up to: `worth` before, `factor` (per mille) of it left."""

    paper: ReadPaper
    relation: Relation
    role: FactRole
    level: FactLevel
    status: FactStatus
    selection: Selection | None
    magnitude: int
    year: int | None
    bodies: int
    top: int
    mild: int
    eminent: int
    place: int
    worth: int
    factor: int
    key: ReadSentence | None  # the sentence that says it best

    @property
    def weight(self) -> int:
        """1,000 is a plain fact in one's favour."""
        return self.worth * self.factor // FULL

    def selectivity(self) -> int:
        """A thousand times the logarithm of pool by chosen."""
        if self.selection is None:
            return 0
        return min(_SELECTIVE, measure_size(self.selection.pool) - measure_size(self.selection.chosen))

    def size(self) -> int:
        """A thousand times the logarithm of the largest count or sum."""
        return min(_LARGEST, measure_size(self.magnitude))

    def to_fact(self, criteria: Sequence[str]) -> Fact | None:
        """Return the frame as data, with the sentence that says it best."""
        if self.key is None:
            return None
        return Fact(
            quote=self.key.quote(self.selection.start if self.selection else 0), criteria=tuple(criteria),
            role=self.role, level=self.level, status=self.status, magnitude=self.magnitude or None,
            chosen=self.selection.chosen if self.selection else None,
            pool=self.selection.pool if self.selection else None, year=self.year, weight=self.weight,
        )  # fmt: skip


def read_fact(paper: ReadPaper, relation: Relation, this_year: int, *, shared_voices: int = 0) -> FactFrame:
    """Read the frame of an admitted paper.

    Args:
        paper: a letter or a paper by others.
        relation: of whoever speaks in it.
        this_year: the year of the application.
        shared_voices: how many other papers speak with the same voice (see `graph.Voices`).
    """
    statuses = [find_status(sentence, this_year) for sentence in paper.sentences]
    done = [s for s, (status, _) in zip(paper.sentences, statuses, strict=True) if status == "done"]
    about = done if paper.role == "paper" else [_leave_out_author(sentence) for sentence in done]
    selected = find_selection(about)
    frame = FactFrame(
        paper=paper,
        relation=relation,
        role=_choose_role(paper, done),
        level=_choose_level(paper, relation),
        status=_choose_status(paper, statuses),
        selection=selected[0] if selected else None,
        magnitude=max((find_magnitude(sentence) for sentence in about), default=0),
        year=find_year(paper, this_year) if paper.role == "paper" else this_year,
        bodies=_count_bodies(paper, done),
        top=_count_signs(done, "top"),
        mild=_count_signs(done, "mild"),
        eminent=min(_MOST_SIGNS, len(set(look_for("standing", "eminent").findall(paper.head + paper.tail)))),
        place=_measure_place(done) if paper.role == "paper" else 0,
        worth=0,
        factor=0,
        key=_choose_key(done, selected[1] if selected else None),
    )
    happened = any(has_happened(sentence) for sentence in done)
    worth = _value_letter(frame) if paper.role == "letter" else _value_paper(frame)
    return frame._replace(
        worth=max(0, worth),
        factor=_measure_factor(frame, this_year, shared_voices=shared_voices, happened=happened),
    )


def _choose_level(paper: ReadPaper, relation: Relation) -> FactLevel:
    """Return at what level a paper's achievement stands: an honour by an employer is its own."""
    if paper.role != "paper":
        return "unclear"
    if relation == "employer" and look_for("connection", "staff_honours").search(paper.low[:_OPENING]):
        return "own"
    return find_level(paper.sentences, paper.head)


def _leave_out_author(sentence: ReadSentence) -> ReadSentence:
    """Blank what a letter's author says of themselves; other sentences stay, named or not."""
    if not _OF_AUTHOR.search(sentence.low):
        return sentence
    kept = _cut_author(sentence.low)
    return sentence._replace(low=" " * (len(sentence.low) - len(kept)) + kept)


def _measure_place(done: Sequence[ReadSentence]) -> int:
    """Return what winning adds, and what having been among the last takes away."""
    said = [sentence.low for sentence in done if sentence.named]
    if any(look_for("standing", "placed").search(low) for low in said):
        return -_PLACE
    return _PLACE if any(look_for("standing", "won").search(low) for low in said) else 0


def _count_signs(sentences: Sequence[ReadSentence], name: str) -> int:
    return min(
        _MOST_SIGNS,
        sum(look_for("standing", name).search(sentence.low) is not None for sentence in sentences),
    )


def _count_bodies(paper: ReadPaper, done: Sequence[ReadSentence]) -> int:
    """Count who chose, counted or checked; in a letter, only what it says of the applicant."""
    pattern = look_for("proof", "bodies")
    said = [sentence.low if paper.role == "paper" else _cut_author(sentence.low) for sentence in done]
    return min(_MOST_BODIES, len({match for low in said for match in pattern.findall(low)}))


def _cut_author(low: str) -> str:
    """Return what a letter's sentence says of the applicant: in one that begins with its author, the rest."""
    about = _ABOUT.search(low)
    if about is None:
        return ""
    return low[about.start() :] if _OF_AUTHOR.search(low) else low


def _choose_role(paper: ReadPaper, done: Sequence[ReadSentence]) -> FactRole:
    """Return the role by their share of counted work, or the best that a sentence gives them by name, or else
    by pronoun.
    """
    for share in (find_share(paper), find_place(paper)):
        if share != "unclear":
            return share
    for named in (True, False):
        roles = [find_role(sentence) for sentence in done if sentence.named is named]
        for role in ("sole", "led", "assisted"):
            if role in roles:
                return role
    return "unclear"


def _choose_status(paper: ReadPaper, statuses: Sequence[tuple[FactStatus, int]]) -> FactStatus:
    """A paper by others stands or falls with what it reports of the applicant; in a letter single sentences
    fall. What another prize of the same list came to, or what is to be sent later, says nothing of theirs.
    """
    if paper.role == "letter":
        return "done"
    told = [
        (status, sentence)
        for sentence, (status, _) in zip(paper.sentences, statuses, strict=True)
        if look_for("status", "elsewhere").search(sentence.low) is None
        or (_is_theirs(sentence) and not _is_elsewhere(sentence))
    ]
    found = [status for status, _ in told]
    for status in ("denied", "withdrawn"):
        if status in found:
            return status
    to_them = _GREETS_THEM.search(paper.low) is not None
    theirs = [
        (status, sentence)
        for sentence, (status, _) in zip(paper.sentences, statuses, strict=True)
        if to_them or _is_theirs(sentence)
    ]
    planned = sum(status == "planned" for status, _ in theirs)
    if len(look_for("kind", "press").findall(paper.low[:_OPENING])) >= _PRESS_SIGNS and not to_them:
        return "done"  # a review speaks of what was shown, whatever it hopes for
    done = sum(status == "done" and has_happened(sentence) for status, sentence in theirs)
    if planned:
        return "planned" if planned > done else "done"
    announced = any(status == "planned" and is_announced(sentence) for status, sentence in told)
    return "planned" if announced and not done else "done"


def _is_elsewhere(sentence: ReadSentence) -> bool:
    """Tell whether what was denied is said of another prize or place, though the line names the applicant."""
    elsewhere = look_for("status", "elsewhere").search(sentence.low)
    denied = look_for("status", "denied").search(sentence.low)
    return (
        elsewhere is not None and denied is not None and elsewhere.start() <= denied.start() < elsewhere.end()
    )


def _is_theirs(sentence: ReadSentence) -> bool:
    low = sentence.low
    return sentence.named or any(one.search(low) is not None for one in (_ABOUT, _TO_THEM))


def _choose_key(done: Sequence[ReadSentence], selected: ReadSentence | None) -> ReadSentence | None:
    """Return the sentence that names the applicant with a figure or a body; the most specific one."""

    def measure(sentence: ReadSentence) -> int:
        figures = measure_size(find_magnitude(sentence)) // 1000
        bodies = len(look_for("proof", "bodies").findall(sentence.low))
        short = len(sentence.text) < 25  # noqa: PLR2004 - a heading or a label
        return 4 * sentence.named + 3 * (sentence is selected) + min(figures, 4) + min(bodies, 2) - 6 * short

    return max(done, key=measure, default=None)


def _value_paper(frame: FactFrame) -> int:
    return (
        400
        + 350 * frame.selectivity() // 1000
        + 200 * frame.size() // 1000
        + _ROLES[frame.role]
        + _LEVELS[frame.level]
        + 100 * frame.bodies
        + frame.place
    )


def _value_letter(frame: FactFrame) -> int:
    return (
        100
        + 200 * frame.top
        - 120 * frame.mild
        + 100 * frame.eminent
        + 250 * frame.selectivity() // 1000
        + 40 * frame.size() // 1000
        + {"sole": 80, "led": 80, "assisted": -80}.get(frame.role, 0)
        + 120 * frame.bodies
    )


def _measure_factor(frame: FactFrame, this_year: int, *, shared_voices: int, happened: bool) -> int:
    factor = RELATION_SHARES[frame.relation] * _STATUS[frame.status] // FULL
    paper = frame.paper
    steps = [
        (frame.role == "assisted" and paper.role == "paper", _ASSISTED),
        (frame.level == "own", _OWN_LEVEL),
        (frame.selection is not None and not frame.selection.is_choosy, _UNSELECTIVE),
        (not paper.mentions, _BY_WORK),
        (frame.status == "planned" and not happened, _ONLY_PLANNED),
    ]
    hollow = min(_MOST_SIGNS, len(set(look_for("proof", "hollow").findall(paper.low))))
    steps += [(paper.role == "paper", _HOLLOW)] * hollow
    steps += [(True, _SHARED_VOICE)] * min(_MOST_SIGNS, shared_voices)
    for holds, share in steps:
        factor = factor * share // FULL if holds else factor
    return factor * _measure_recency(frame.year, this_year) // FULL


def _measure_recency(year: int | None, this_year: int) -> int:
    if year is None:
        return _UNDATED
    over = this_year - year - _WINDOW
    return FULL if over <= 0 else max(_OLDEST, FULL - _A_YEAR * over)
