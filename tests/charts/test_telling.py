"""Planted changes are told, each as what it is; of histories in which nothing changed almost nothing is."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from proof_of_talent.charts.telling import (
    Material,
    Period,
    Slice,
    choose_for_tab,
    find_told,
    load_telling_rules,
)
from proof_of_talent.domain.rollups import Rollup, RollupKey

RULES = load_telling_rules()
FIELDS = {"digital_technology": 0.5, "arts_culture": 0.3, "science_research": 0.2}


@dataclass(frozen=True)
class World:
    """Chances and averages that a history is drawn from."""

    count: int = 3000
    failed: float = 0.06
    extraction: float = 0.5
    shares: dict[str, float] = field(
        default_factory=lambda: {
            "gap/letters": 0.45, "gap/press": 0.1, "weakness/vague": 0.2, "strength/figures": 0.5,
            "strength/letters": 0.3, "action/ask": 0.4,
        }
    )  # fmt: skip
    everyone: dict[str, float] = field(
        default_factory=lambda: {"route/talent": 0.6, "answered/website": 0.4, "documents/7": 0.15}
    )
    mix: dict[str, float] = field(default_factory=lambda: dict(FIELDS))
    score: float = 60.0
    shift: dict[str, float] = field(default_factory=dict)  # of the score, by field
    more: dict[str, float] = field(default_factory=dict)  # of gap/letters, by field
    rules_effect: float = 0.0
    prompt_effect: float = 0.0
    grounded: float = 0.95
    slow: float = 0.2
    strong: float = 0.3


def draw_slice(rng: np.random.Generator, world: World, days: float = 365) -> Slice:
    rollups = []
    total = rng.poisson(world.count)
    for name, count in zip(world.mix, rng.multinomial(total, list(world.mix.values())), strict=True):
        failed = int(rng.binomial(count, world.failed))
        cut = int(rng.binomial(failed, world.extraction))
        errors = {"n": failed, "error/extraction/no_text": cut, "error/analysis/slow": failed - cut}
        rollups.append(make_rollup(name, "error", "none", errors | draw_all(rng, world, failed)))
        done = int(count) - failed
        strong = int(rng.binomial(done, world.strong))
        for recommendation, part in (("strong", strong), ("weak", done - strong)):
            counters = draw_results(rng, world, name, part) | draw_all(rng, world, part)
            rollups.append(make_rollup(name, "completed", recommendation, counters))
    return Slice.of(rollups, days)


def make_rollup(name: str, status: str, recommendation: str, counters: dict[str, int]) -> Rollup:
    key = RollupKey("month", "2026-01", name, status, recommendation, "rubric")
    return Rollup(key, {counter: int(value) for counter, value in counters.items() if value})


def draw_all(rng: np.random.Generator, world: World, count: int) -> dict[str, int]:
    slow = rng.binomial(count, world.slow)
    drawn = {name: rng.binomial(count, share) for name, share in world.everyone.items()}
    return {"ms/1000": count - slow, "ms/90000": slow, "ms_n": count, **drawn}


def draw_results(rng: np.random.Generator, world: World, name: str, count: int) -> dict[str, int]:
    mean = world.score + world.shift.get(name, 0)
    scores = rng.normal(mean, 15, count)
    late = rng.random(count) < 0.5
    scores = scores + late * (world.rules_effect + world.prompt_effect)
    shares = world.shares | {"gap/letters": world.shares["gap/letters"] + world.more.get(name, 0)}
    versions = {}
    for family in [
        f
        for f, effect in (("rules", world.rules_effect), ("prompt", world.prompt_effect))
        if effect is not None
    ]:
        for version, chosen in (("1", ~late), ("2", late)):
            versions |= {
                f"{family}/{version}/n": chosen.sum(),
                f"{family}/{version}/score_sum": scores[chosen].sum(),
            }
    return {
        "n": count, "score_n": count, "score_sum": scores.sum(), "score_sq_sum": (scores**2).sum(),
        "claims": 5 * count, "grounded": rng.binomial(5 * count, world.grounded), **versions,
        **{code: rng.binomial(count, share) for code, share in shares.items()},
    }  # fmt: skip


def draw_periods(rng: np.random.Generator, world: World, at: int = -1, rate: float = 0.0) -> list[Period]:
    periods = []
    for week in range(52):
        total = int(rng.poisson(world.count / 52))
        failed = rng.binomial(total, rate if week == at else world.failed)
        cut = rng.binomial(failed, 1.0 if week == at else world.extraction)
        stages = {"extraction": int(cut), "analysis": int(failed - cut)}
        periods.append(Period(f"w{week:02}", f"w{week + 1:02}", total, stages))
    return periods


def change(world: World, group: str, name: str, value: float) -> World:
    return replace(world, **{group: getattr(world, group) | {name: value}})


USUAL = World()
PLANTED = {
    "more lack letters": (change(USUAL, "shares", "gap/letters", 0.53), "gaps", "letters", 1),
    "fewer lack letters": (change(USUAL, "shares", "gap/letters", 0.37), "gaps", "letters", -1),
    "a new gap": (change(USUAL, "shares", "gap/new", 0.06), "gaps", "new", 1),
    "a gap is gone": (change(USUAL, "shares", "gap/press", 0.0), "gaps", "press", -1),
    "a weakness grows": (change(USUAL, "shares", "weakness/vague", 0.28), "weaknesses", "vague", 1),
    "a strength fades": (change(USUAL, "shares", "strength/figures", 0.42), "strengths", "figures", -1),
    "more fail": (replace(USUAL, failed=0.1), "failures", "", 1),
    "fewer fail": (replace(USUAL, failed=0.03), "failures", "", -1),
    "another cause": (replace(USUAL, extraction=0.95), "causes", "extraction/no_text", 1),
    "scores fall": (replace(USUAL, score=57), "score", "", -1),
    "scores rise": (replace(USUAL, score=63), "score", "", 1),
    "more are strong": (replace(USUAL, strong=0.37), "recommendations", "strong", 1),
    "more analyses": (replace(USUAL, count=3900), "volume", "", 1),
    "fewer analyses": (replace(USUAL, count=2300), "volume", "", -1),
    "more arts": (
        replace(USUAL, mix={"digital_technology": 0.42, "arts_culture": 0.38, "science_research": 0.2}),
        "mix", "arts_culture", 1,
    ),
    "arts score lower": (replace(USUAL, shift={"arts_culture": -6.0}), "field-score", "", -1),
    "arts lack letters": (replace(USUAL, more={"arts_culture": 0.15}), "field-gaps", "letters", 1),
    "new rules cost points": (replace(USUAL, rules_effect=-7.0), "rules", "2", -1),
    "a new prompt gives points": (replace(USUAL, prompt_effect=7.0), "prompts", "2", 1),
    "quotes are lost": (replace(USUAL, grounded=0.88), "quotes", "", -1),
    "slower": (replace(USUAL, slow=0.28), "time", "", 1),
    "another route": (change(USUAL, "everyone", "route/talent", 0.68), "routes", "talent", 1),
    "a question is left out": (change(USUAL, "everyone", "answered/website", 0.3), "answers", "website", -1),
    "larger applications": (change(USUAL, "everyone", "documents/7", 0.22), "documents", "7", 1),
}  # fmt: skip


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_change_is_told_as_what_it_is(kind):
    world, rule, code, direction = PLANTED[kind]
    rng = np.random.default_rng(5)
    before = world if rule.startswith("field-") else USUAL  # what fields differ in is no change
    told = find_told(
        Material(draw_slice(rng, world), draw_slice(rng, before), draw_periods(rng, USUAL)), RULES
    )
    (found,) = [one for one in told if (one.rule.name, one.code) == (rule, code)][:1]
    assert found.size * direction > 0
    assert any(found in choose_for_tab(told, tab, RULES) for tab in found.rule.tabs), kind


def test_a_bad_week_is_told_with_its_stage_and_week():
    rng = np.random.default_rng(6)
    material = Material(
        draw_slice(rng, USUAL), draw_slice(rng, USUAL), draw_periods(rng, USUAL, at=20, rate=0.3)
    )
    (spike,) = find_told(material, RULES)
    assert (spike.rule.name, spike.code, spike.period) == ("spikes", "extraction", ("w20", "w21"))


def test_of_200_unchanged_histories_at_most_1_in_20_is_told_of():
    false = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        world = replace(
            USUAL, count=int(rng.choice([40, 200, 1000, 4000])), failed=float(rng.uniform(0.01, 0.2))
        )
        slices = draw_slice(rng, world), draw_slice(rng, world)
        false += bool(find_told(Material(*slices, draw_periods(rng, world)), RULES))
    assert false <= 10


def test_fewer_than_30_cases_are_never_compared():
    rng = np.random.default_rng(7)
    other = change(replace(USUAL, count=20), "shares", "gap/letters", 1.0)
    material = Material(draw_slice(rng, other), draw_slice(rng, USUAL), draw_periods(rng, other))
    assert find_told(material, RULES) == []


def test_without_a_range_to_compare_only_differences_inside_are_told():
    rng = np.random.default_rng(8)
    told = find_told(Material(draw_slice(rng, PLANTED["arts score lower"][0]), None), RULES)
    assert {one.rule.name for one in told} == {"field-score"}
