"""Findings as sentences: what changed or differs beyond chance, the most consequential first.

The rules stand in `telling.toml`. All is computed from sums of counters, so it costs what a chart costs.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from proof_of_talent.analytics.figures import Figures, sum_by, sum_rollups
from proof_of_talent.analytics.significance import (
    Spread,
    choose_certain,
    compare_counts,
    compare_means,
    compare_shares,
)
from proof_of_talent.domain.rollups import Rollup

SLOW_MS = 60_000


@dataclass(frozen=True)
class Rule:
    """What is worth a sentence; see `telling.toml` for the meaning of each key."""

    name: str
    kind: str
    tabs: tuple[str, ...]
    least: float
    weight: float
    text: str
    family: str = ""
    of: str = "completed"
    mark: str = ""


@dataclass(frozen=True)
class TellingRules:
    """All rules and their limits."""

    false_share: float
    least_cases: int
    most: int
    most_of_rule: int
    rules: tuple[Rule, ...]


@cache
def load_telling_rules() -> TellingRules:
    """Return the rules of the package."""
    read = tomllib.loads((files("proof_of_talent.charts") / "telling.toml").read_text("utf-8"))
    rules = tuple(Rule(**{**rule, "tabs": tuple(rule["tabs"])}) for rule in read.pop("rule"))
    return TellingRules(rules=rules, **read)


@dataclass(frozen=True)
class Slice:
    """The sums of a range: of all, of each field, of each recommendation; `days` is how long it is."""

    all: Figures
    fields: Mapping[str, Figures]
    recommended: Mapping[str, Figures]
    days: float

    @classmethod
    def of(cls, rollups: Sequence[Rollup], days: float) -> "Slice":
        """Add up the rollups of a range."""
        return cls(
            sum_rollups(rollups),
            sum_by(rollups, lambda rollup: rollup.key.field),
            sum_by(rollups, lambda rollup: rollup.key.recommendation),
            days,
        )


@dataclass(frozen=True)
class Period:
    """Failures of one period, by stage."""

    period: str
    until: str
    total: int
    stages: Mapping[str, int]


@dataclass(frozen=True)
class Material:
    """What sentences are made from; `before` is None where nothing is compared."""

    now: Slice
    before: Slice | None
    periods: Sequence[Period] = ()
    counts_compare: bool = True  # False where the range compared with begins before the first record


@dataclass(frozen=True)
class Told:
    """One difference that is beyond chance: `now` and `size` in the unit of its rule (points, or per day)."""

    rule: Rule
    now: float
    size: float
    chance: float
    code: str = ""
    field: str = ""
    period: tuple[str, str] | None = None

    @property
    def consequence(self) -> float:
        """How much it matters against others: its size by the rule's weight."""
        return abs(self.size) * self.rule.weight

    @property
    def subject(self) -> tuple[str, str]:
        """What it speaks of, so that nothing is told twice."""
        return self.rule.family or self.rule.kind, self.code or self.field


def find_told(material: Material, rules: TellingRules) -> list[Told]:
    """Return the differences worth a sentence, the most consequential first.

    All that could be told is tested together, so that chance alone seldom tells anything (see `false_share`).
    """
    found = [told for rule in rules.rules for told in KINDS[rule.kind](rule, material, rules.least_cases)]
    certain = choose_certain([told.chance for told in found], rules.false_share)
    large = [found[place] for place in certain if abs(found[place].size) >= found[place].rule.least]
    return sorted(large, key=lambda told: (-told.consequence, told.rule.name, told.code))


def choose_for_tab(found: Iterable[Told], tab: str, rules: TellingRules) -> list[Told]:
    """Return what a tab tells: a few of each rule, nothing twice."""
    chosen: list[Told] = []
    for told in found:
        mine = sum(other.rule is told.rule for other in chosen)
        known = any(other.subject == told.subject for other in chosen)
        if tab in told.rule.tabs and mine < rules.most_of_rule and not known:
            chosen.append(told)
    return chosen[: rules.most]


def _count_codes(part: Slice, family: str) -> Mapping[str, float]:
    """Return how many analyses have each code of a family."""
    if family == "failed":
        return {"": part.all.errors}
    if family == "recommended":
        return {name: sums.total for name, sums in part.recommended.items() if name != "none"}
    if family == "field":
        return {name: sums.total for name, sums in part.fields.items()}
    if family == "grounded":  # quotes of one analysis hang together: an analysis is one case
        claims = part.all["claims"]
        return {"": part.all["grounded"] / claims * part.all.completed} if claims else {}
    if family == "slow":
        return {"": sum(count for bound, count in part.all.family("ms").items() if int(bound) > SLOW_MS)}
    return part.all.family(family)


def _compare_shares(rule: Rule, material: Material, least: int) -> Iterator[Told]:
    now, before = material.now, material.before
    if before is None:
        return
    of, other_of = (getattr(part.all, rule.of) for part in (now, before))
    if min(of, other_of) < least:
        return
    counts, others = _count_codes(now, rule.family), _count_codes(before, rule.family)
    for code in sorted(set(counts) | set(others)):
        count, other = counts.get(code, 0), others.get(code, 0)
        chance = compare_shares(count, of, other, other_of)
        yield Told(rule, 100 * count / of, 100 * (count / of - other / other_of), chance, code)


def _compare_means(rule: Rule, material: Material, least: int) -> Iterator[Told]:
    if material.before is not None:
        yield from _compare_samples(
            rule, least, _sample_scores(material.now.all), _sample_scores(material.before.all)
        )


def _compare_samples(
    rule: Rule, least: int, one: Spread, other: Spread, code: str = "", field: str = ""
) -> Iterator[Told]:
    if min(one.count, other.count) >= least:
        yield Told(rule, one.mean, one.mean - other.mean, compare_means(one, other), code, field)


def _sample_scores(sums: Figures) -> Spread:
    return Spread(sums["score_n"], sums["score_sum"], sums["score_sq_sum"])


def _compare_counts(rule: Rule, material: Material, least: int) -> Iterator[Told]:
    now, before = material.now, material.before
    if before is None or not material.counts_compare or min(now.all.total, before.all.total) < least:
        return
    rate, other = now.all.total / now.days, before.all.total / before.days
    chance = compare_counts(now.all.total, now.days, before.all.total, before.days)
    yield Told(rule, rate, 100 * (rate / other - 1), chance)


def _find_spikes(rule: Rule, material: Material, least: int) -> Iterator[Told]:
    whole = sum(period.total for period in material.periods)
    stages = sorted({stage for period in material.periods for stage in period.stages})
    for stage in stages:
        failed = sum(period.stages.get(stage, 0) for period in material.periods)
        for period in material.periods:
            count, of, others = period.stages.get(stage, 0), period.total, whole - period.total
            if min(of, others) < least or count / of <= failed / whole:
                continue
            chance = compare_shares(count, of, failed - count, others)
            size = 100 * (count / of - (failed - count) / others)
            yield Told(rule, 100 * count / of, size, chance, stage, period=(period.period, period.until))


def _compare_parts(rule: Rule, material: Material, least: int) -> Iterator[Told]:
    everything = material.now.all
    for field, sums in material.now.fields.items():
        of, others = sums.completed, everything.completed - sums.completed
        if min(of, others) < least:
            continue
        for code, count in sorted(sums.family(rule.family).items()):
            rest = everything.family(rule.family).get(code, 0) - count
            if rest:  # a code that other fields do not have compares with nothing
                chance = compare_shares(count, of, rest, others)
                yield Told(rule, 100 * count / of, 100 * (count / of - rest / others), chance, code, field)


def _compare_part_means(rule: Rule, material: Material, least: int) -> Iterator[Told]:
    for field, sums in material.now.fields.items():
        rest = {
            name: material.now.all[name] - sums[name] for name in ("score_n", "score_sum", "score_sq_sum")
        }
        yield from _compare_samples(rule, least, _sample_scores(sums), Spread(*rest.values()), field=field)


def _compare_versions(rule: Rule, material: Material, least: int) -> Iterator[Told]:
    """Compare the last two versions of each field; the spread is that of all the field's scores."""
    for field, sums in material.now.fields.items():
        counters = sums.family(rule.family)
        versions = sorted(name.removesuffix("/n") for name in counters if name.endswith("/n"))[-2:]
        spread = _sample_scores(sums).variance
        sides = []
        for version in versions:
            side = Spread(counters[f"{version}/n"], counters.get(f"{version}/score_sum", 0), 0)
            side.variance = spread
            sides.append(side)
        if len(sides) > 1:
            yield from _compare_samples(rule, least, sides[1], sides[0], code=versions[1], field=field)


KINDS: dict[str, Callable[[Rule, Material, int], Iterator[Told]]] = {
    "share": _compare_shares,
    "mean": _compare_means,
    "count": _compare_counts,
    "spike": _find_spikes,
    "part": _compare_parts,
    "part_mean": _compare_part_means,
    "version": _compare_versions,
}


def write_told(told: Told, names: Mapping[str, str], before: str) -> str:
    """Return the sentence.

    Args:
        told: what it says.
        names: the words for its code, field and period, as `label`, `field` and `period`.
        before: the range compared with, such as `in the year before`.
    """
    kind = told.rule.kind
    size = f"{abs(told.size):.0f}%" if kind == "count" else f"{abs(told.size):.1f} points"
    usual = "higher" if told.size > 0 else "lower"
    change = (
        f"{size} {usual if 'mean' in kind or kind == 'version' else 'more' if told.size > 0 else 'fewer'}"
    )
    is_share = kind in {"share", "spike", "part"}
    now = f"{told.now:.1f}%" if is_share else f"{told.now:.1f}"
    words = {"now": now, "change": change, "before": before, "code": told.code, **names}
    return told.rule.text.format(**words)
