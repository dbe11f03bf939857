"""Distributions: histograms of score and likelihood, and strengths against weaknesses."""

from math import sqrt
from typing import Annotated

from proof_of_talent.analytics.figures import SMALL_SAMPLE, Figures, Share, metric, share
from proof_of_talent.domain.base import Model

SCORE_BIN_WIDTH = 5
HIGHEST = 100


class ScoreBin(Share):
    """Analyses whose overall score lies in one bin."""

    from_score: Annotated[int, metric("Lowest score of the bin.", "points")]
    to_score: Annotated[int, metric("Highest score of the bin, included; 100 has its own.", "points")]


class LikelihoodBin(Share):
    """Analyses whose likelihood lies in one bin."""

    from_likelihood: Annotated[float, metric("Lower bound of the bin, included.", "0-1")]
    to_likelihood: Annotated[float, metric("Upper bound, excluded; 1.0 has its own bin.", "0-1")]


class ScoreDistribution(Model):
    """How the overall scores are spread."""

    count: Annotated[int, metric("Completed analyses with a score.", "count")]
    mean: Annotated[float | None, metric("Average score; null without any.", "points, 2 decimals", "count")]
    standard_deviation: Annotated[
        float | None,
        metric(
            "Standard deviation of these analyses (population); null without any.",
            "points, 2 decimals",
            "count",
        ),
    ]
    small_sample: Annotated[bool, metric(f"True when fewer than {SMALL_SAMPLE} scores.", "true/false")]
    bins: Annotated[tuple[ScoreBin, ...], metric("All bins, lowest first, with zeros.", "list", "count")]


class LikelihoodDistribution(Model):
    """How the likelihoods are spread."""

    count: Annotated[int, metric("Completed analyses with a likelihood.", "count")]
    mean: Annotated[float | None, metric("Average likelihood; null without any.", "0-1, 4 decimals", "count")]
    small_sample: Annotated[bool, metric(f"True when fewer than {SMALL_SAMPLE} likelihoods.", "true/false")]
    bins: Annotated[tuple[LikelihoodBin, ...], metric("All bins, lowest first, with zeros.", "list", "count")]


class BalanceCell(Share):
    """Completed analyses with one number of strengths and one of weaknesses."""

    strengths: Annotated[int, metric("Strengths found in an analysis.", "number")]
    weaknesses: Annotated[int, metric("Weaknesses found in an analysis.", "number")]


def distribute_scores(figures: Figures) -> ScoreDistribution:
    """Return the distribution of overall scores."""
    count, total, squares = figures["score_n"], figures["score_sum"], figures["score_sq_sum"]
    counted = figures.family("score")
    return ScoreDistribution(
        count=count,
        mean=figures.avg_score,
        # n * sum of squares - square of the sum is exact in integers, so equal scores give exactly 0
        standard_deviation=round(sqrt(count * squares - total * total) / count, 2) if count else None,
        small_sample=count < SMALL_SAMPLE,
        bins=tuple(
            ScoreBin(
                from_score=lower,
                to_score=min(lower + SCORE_BIN_WIDTH - 1, HIGHEST),
                **share(counted.get(str(lower), 0), count),
            )
            for lower in range(0, HIGHEST + 1, SCORE_BIN_WIDTH)
        ),
    )


def distribute_likelihoods(figures: Figures) -> LikelihoodDistribution:
    """Return the distribution of likelihoods."""
    count = figures["likelihood_n"]
    counted = figures.family("likelihood")
    return LikelihoodDistribution(
        count=count,
        mean=figures.avg_likelihood,
        small_sample=count < SMALL_SAMPLE,
        bins=tuple(
            LikelihoodBin(
                from_likelihood=lower / 100,
                to_likelihood=min(lower + SCORE_BIN_WIDTH, HIGHEST) / 100,
                **share(counted.get(str(lower), 0), count),
            )
            for lower in range(0, HIGHEST + 1, SCORE_BIN_WIDTH)
        ),
    )


def weigh_findings(figures: Figures) -> tuple[BalanceCell, ...]:
    """Return how many analyses have each number of strengths and weaknesses; cells not listed are 0."""
    cells = [(*map(int, name.split("-")), count) for name, count in figures.family("balance").items()]
    of = sum(count for *_, count in cells)
    return tuple(
        BalanceCell(strengths=strengths, weaknesses=weaknesses, **share(count, of))
        for strengths, weaknesses, count in sorted(cells)
    )
