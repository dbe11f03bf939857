"""Who judged: comparison by assessor, prompt version and rules version, with consumption."""

from collections.abc import Mapping
from typing import Annotated

from proof_of_talent.analytics.figures import SMALL_SAMPLE, Figures, KeyFigures, Share, divide, metric, share
from proof_of_talent.domain.base import Model


class Consumption(Model):
    """Tokens and cost of the models used; null means unknown, never zero."""

    tokens_known: Annotated[Share, metric("Analyses whose tokens are known.", "share", "all analyses")]
    input_tokens: Annotated[int | None, metric("Tokens read.", "tokens", "tokens_known.count")]
    output_tokens: Annotated[int | None, metric("Tokens written.", "tokens", "tokens_known.count")]
    cost_known: Annotated[Share, metric("Analyses whose cost is known.", "share", "all analyses")]
    cost_usd: Annotated[
        float | None, metric("Sum of the known costs.", "US dollars, 6 decimals", "cost_known.count")
    ]
    avg_cost_usd: Annotated[
        float | None, metric("Average of the known costs.", "US dollars, 6 decimals", "cost_known.count")
    ]


class AssessorFigures(KeyFigures):
    """One assessor."""

    assessor: Annotated[
        str, metric("rubric, or name:model; none where an analysis failed before one was called.", "name")
    ]
    grounded: Annotated[Share, metric("Quotes found in the documents.", "share", "quotes claimed")]
    consumption: Annotated[Consumption, metric("Tokens and cost.", "object")]


class VersionFigures(Model):
    """One version of the prompt or of the rules."""

    version: Annotated[str, metric("The version.", "name")]
    count: Annotated[int, metric("Completed analyses with a score that used it.", "count")]
    avg_score: Annotated[float | None, metric("Average overall score.", "points 0-100, 2 decimals", "count")]
    small_sample: Annotated[bool, metric(f"True when fewer than {SMALL_SAMPLE} used it.", "true/false")]
    grounded: Annotated[Share, metric("Quotes found in the documents.", "share", "quotes claimed")]


def compare_assessors(by_assessor: Mapping[str, Figures]) -> tuple[AssessorFigures, ...]:
    """Return the assessors, most used first."""
    ranked = sorted(by_assessor.items(), key=lambda item: (-item[1].total, item[0]))
    return tuple(
        AssessorFigures(
            assessor=assessor,
            **figures.key_figures(),
            grounded=share_grounded(figures),
            consumption=sum_consumption(figures),
        )
        for assessor, figures in ranked
    )


def compare_versions(figures: Figures, family: str) -> tuple[VersionFigures, ...]:
    """Return the versions counted under `prompt` or `rules`, by name."""
    counters = figures.family(family)
    versions = sorted(name.removesuffix("/n") for name in counters if name.endswith("/n"))
    return tuple(
        VersionFigures(
            version=version,
            count=counters[f"{version}/n"],
            avg_score=divide(counters.get(f"{version}/score_sum", 0), counters[f"{version}/n"], 2),
            small_sample=counters[f"{version}/n"] < SMALL_SAMPLE,
            grounded=Share(
                **share(counters.get(f"{version}/grounded", 0), counters.get(f"{version}/claims", 0))
            ),
        )
        for version in versions
    )


def share_grounded(figures: Figures) -> Share:
    """Return the quotes that were found in the documents, of those claimed."""
    return Share(**share(figures["grounded"], figures["claims"]))


def sum_consumption(figures: Figures) -> Consumption:
    """Return tokens and cost, null where no analysis tells."""
    tokens_known, cost_known = figures["tokens_n"], figures["cost_n"]
    cost = figures["cost_microusd"] / 1_000_000
    return Consumption(
        tokens_known=Share(**share(tokens_known, figures.total)),
        input_tokens=figures["input_tokens"] if tokens_known else None,
        output_tokens=figures["output_tokens"] if tokens_known else None,
        cost_known=Share(**share(cost_known, figures.total)),
        cost_usd=round(cost, 6) if cost_known else None,
        avg_cost_usd=divide(cost, cost_known, 6),
    )
