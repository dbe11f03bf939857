"""Calibration: how well the likelihoods agree with what endorsing bodies decided."""

from collections.abc import Mapping
from typing import Annotated

from proof_of_talent.analytics.distributions import HIGHEST
from proof_of_talent.analytics.figures import Figures, Share, divide, metric, share
from proof_of_talent.domain.base import Model

MINIMUM_OUTCOMES = 20
"""Below this many decided outcomes a Brier score or a reliability curve is noise, and is not shown."""

RELIABILITY_BIN_WIDTH = 10
OUTCOMES = ("endorsed", "refused", "withdrawn")


class OutcomeShare(Share):
    """Completed analyses with one reported outcome."""

    outcome: Annotated[str, metric("endorsed, refused or withdrawn.", "name")]


class ReliabilityBin(Share):
    """Decided applications whose likelihood lies in one bin: `count` of them, of `of`, were endorsed."""

    from_likelihood: Annotated[float, metric("Lower bound of the bin, included.", "0-1")]
    to_likelihood: Annotated[float, metric("Upper bound, excluded (included in the last bin).", "0-1")]
    mean_likelihood: Annotated[
        float,
        metric(
            "Average likelihood in the bin: what share_percent should come near.", "0-1, 4 decimals", "of"
        ),
    ]


class CalibrationGroup(Model):
    """Likelihood against outcome, for one group of applications."""

    group: Annotated[str, metric("all, or the field, assessor or rules version.", "name")]
    count: Annotated[int, metric("Applications endorsed or refused, with a likelihood.", "count")]
    minimum: Annotated[int, metric("Count below which nothing else of the group is shown.", "count")]
    shown: Annotated[bool, metric("True when the count reaches the minimum.", "true/false")]
    brier_score: Annotated[
        float | None,
        metric(
            "Mean squared difference of likelihood and outcome; 0 is perfect.", "0-1, 4 decimals", "count"
        ),
    ]
    reference_brier_score: Annotated[
        float | None,
        metric(
            "Brier score of always saying the group's endorsed share: a useful likelihood is below it.",
            "0-1, 4 decimals",
            "count",
        ),
    ]
    reliability: Annotated[
        tuple[ReliabilityBin, ...], metric("Bins that hold any application, lowest first.", "list", "count")
    ]


class Calibration(Model):
    """Outcomes reported so far, and calibration of the likelihoods where enough are known."""

    known: Annotated[
        Share,
        metric(
            "Outcomes reported, of analyses that are at least eight weeks old, so that there could be one; "
            "several analyses of one application count each.",
            "share",
            "completed analyses old enough",
        ),
    ]
    outcomes: Annotated[tuple[OutcomeShare, ...], metric("Outcomes reported.", "list", "completed analyses")]
    overall: Annotated[CalibrationGroup, metric("All that the filter selects.", "object")]
    by_field: Annotated[tuple[CalibrationGroup, ...], metric("By field.", "list")]
    by_assessor: Annotated[tuple[CalibrationGroup, ...], metric("By assessor.", "list")]
    by_rules_version: Annotated[tuple[CalibrationGroup, ...], metric("By version of the rules.", "list")]


def calibrate(
    total: Figures, by_field: Mapping[str, Figures], by_assessor: Mapping[str, Figures], old: Figures
) -> Calibration:
    """Compare likelihoods with outcomes; groups without a decided outcome are left out.

    `old` are those that are old enough for a decision.
    """
    known = sum(old[f"outcome/{name}"] for name in OUTCOMES)
    return Calibration(
        known=Share(**share(known, old.completed)),
        outcomes=tuple(
            OutcomeShare(outcome=name, **share(total[f"outcome/{name}"], total.completed))
            for name in OUTCOMES
        ),
        overall=_calibrate_figures("all", total),
        by_field=_calibrate_groups(by_field),
        by_assessor=_calibrate_groups(by_assessor),
        by_rules_version=_calibrate_rules(total),
    )


def _calibrate_groups(groups: Mapping[str, Figures]) -> tuple[CalibrationGroup, ...]:
    return tuple(_calibrate_figures(name, groups[name]) for name in sorted(groups) if groups[name]["brier_n"])


def _calibrate_figures(group: str, figures: Figures) -> CalibrationGroup:
    return _calibrate_group(group, figures["brier_n"], figures["brier_e8_sum"], figures.family("calibration"))


def _calibrate_rules(total: Figures) -> tuple[CalibrationGroup, ...]:
    """Calibrate each rules version from the counters that carry its name before their last parts."""
    bins: dict[str, dict[str, int]] = {}
    for name, value in total.family("rules_calibration").items():
        version, likelihood_bin, part = name.rsplit("/", 2)
        bins.setdefault(version, {})[f"{likelihood_bin}/{part}"] = value
    brier = total.family("rules_brier")
    return tuple(
        _calibrate_group(version, brier[f"{version}/n"], brier.get(f"{version}/e8_sum", 0), bins[version])
        for version in sorted(bins)
    )


def _calibrate_group(group: str, count: int, brier_e8: int, bins: Mapping[str, int]) -> CalibrationGroup:
    shown = count >= MINIMUM_OUTCOMES
    endorsed = sum(value for name, value in bins.items() if name.endswith("/endorsed"))
    return CalibrationGroup(
        group=group,
        count=count,
        minimum=MINIMUM_OUTCOMES,
        shown=shown,
        brier_score=divide(brier_e8 / 10**8, count, 4) if shown else None,
        reference_brier_score=divide(endorsed * (count - endorsed), count * count, 4) if shown else None,
        reliability=_draw_reliability(bins) if shown else (),
    )


def _draw_reliability(bins: Mapping[str, int]) -> tuple[ReliabilityBin, ...]:
    """Merge the counted bins into wider ones; 1.0, counted apart, joins the last."""
    merged: dict[int, dict[str, int]] = {}
    for name, value in bins.items():
        lower, _, part = name.partition("/")
        wide = merged.setdefault(
            min(int(lower), HIGHEST - RELIABILITY_BIN_WIDTH) // RELIABILITY_BIN_WIDTH * RELIABILITY_BIN_WIDTH,
            {},
        )
        wide[part] = wide.get(part, 0) + value
    return tuple(
        ReliabilityBin(
            from_likelihood=lower / 100,
            to_likelihood=(lower + RELIABILITY_BIN_WIDTH) / 100,
            mean_likelihood=round(parts.get("likelihood_e4_sum", 0) / 10_000 / parts["n"], 4),
            **share(parts.get("endorsed", 0), parts["n"]),
        )
        for lower, parts in sorted(merged.items())
    )
