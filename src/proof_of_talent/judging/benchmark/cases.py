"""Labelled applications as plain text, and pairs of them that differ in one fact."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from proof_of_talent.domain.assessment import Recommendation

Direction = Literal["better", "worse", "same"]
BAND_NAMES: Mapping[str, Recommendation] = {
    "strong": "strong", "moderate": "moderate", "middling": "moderate", "weak": "weak",
}  # fmt: skip
LABEL_LEVELS = {"none": 0, "some": 2, "clear": 3, "outstanding": 4}
"""What a label's word means among an assessor's levels, 0-4."""


class WrittenApplication(NamedTuple):
    """An application before anybody read it; the level applied for is among the answers, never in a label."""

    field: str
    answers: Mapping[str, Any]
    papers: tuple[tuple[str, str], ...]  # file name and text


class CaseLabel(NamedTuple):
    """What a careful reader says: a band, perhaps a second defensible one, a level by criterion."""

    band: Recommendation
    defensible: Recommendation | None = None
    levels: Mapping[str, int] = {}

    def allows(self, band: Recommendation) -> bool:
        """Tell whether a band is the label or its defensible neighbour."""
        return band in (self.band, self.defensible)


class LabelledCase(NamedTuple):
    """One labelled application; a dressed-up one is weak and looks impressive."""

    id: str
    application: WrittenApplication
    label: CaseLabel
    is_dressed: bool = False


class MinimalPair(NamedTuple):
    """The same application before and after one change, and which way the verdict has to move."""

    id: str
    kind: str
    before: WrittenApplication
    after: WrittenApplication
    direction: Direction


class LabelledSet(NamedTuple):
    """What one file or folder holds."""

    name: str
    cases: tuple[LabelledCase, ...] = ()
    pairs: tuple[MinimalPair, ...] = ()


def parse_cases(name: str, content: Mapping[str, Any]) -> LabelledSet:
    """Read a set as its file has it: `cases`, or `bases` with `pairs`.

    Raises:
        AttributeError, KeyError, TypeError, ValueError: it has another form.
    """
    bases = {base["id"]: _parse_application(base) for base in content.get("bases", ())}
    return LabelledSet(
        name,
        tuple(_parse_case(case) for case in content.get("cases", ())),
        tuple(_parse_pair(pair, bases[pair["base"]]) for pair in content.get("pairs", ())),
    )


def _parse_application(case: Mapping[str, Any]) -> WrittenApplication:
    return WrittenApplication(case["field"], case["answers"], tuple(dict(case["docs"]).items()))


def _parse_case(case: Mapping[str, Any]) -> LabelledCase:
    said = case["label"]
    label = CaseLabel(
        BAND_NAMES[said["band"]],
        BAND_NAMES[said["band_unsure"]] if said["band_unsure"] else None,
        {code: LABEL_LEVELS[judged["level"]] for code, judged in said["criteria"].items()},
    )
    return LabelledCase(case["id"], _parse_application(case), label, case["kind"] == "dressed")


def _parse_pair(pair: Mapping[str, Any], base: WrittenApplication) -> MinimalPair:
    changed = base._replace(papers=_change_papers(dict(base.papers), pair["change"]))
    return MinimalPair(pair["id"], pair["kind"], base, changed, pair["direction"])


def _change_papers(papers: dict[str, str], change: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    papers |= change.get("replace", {})
    papers |= dict(change.get("add", ()))
    removed: Iterable[str] = change.get("remove", ())
    renamed: Mapping[str, str] = change.get("rename", {})
    return tuple(sorted((renamed.get(n, n), text) for n, text in papers.items() if n not in set(removed)))
