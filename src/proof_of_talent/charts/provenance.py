"""Charts of the tab *Quality metrics*: who judged, by which version, and with which quotes."""

from proof_of_talent.charts.answers import Answers
from proof_of_talent.charts.distributions import sample_scored
from proof_of_talent.charts.insights import draw_shares
from proof_of_talent.charts.model import Chart, ChartColumn, ChartRow, SampleSize
from proof_of_talent.charts.overview import SHARE_COLUMNS, sample_completed
from proof_of_talent.charts.rows import average_row, share_row, write_share
from proof_of_talent.charts.wording import format_number


def read_grounding(answers: Answers) -> list[ChartRow]:
    """Quotes found in the documents, by assessor."""
    return [
        share_row(
            found.assessor,
            found.grounded,
            note=f"{write_share(found.grounded.count, found.grounded.of, found.grounded.share_percent)}"
            f" of {found.grounded.of:,} quotes",
            assessor=found.assessor,
        )
        for found in answers.quality.by_assessor
        if found.grounded.of
    ]


def sample_quotes(answers: Answers) -> SampleSize:
    """Quotes claimed."""
    return SampleSize(answers.quality.grounded.of, "quotes claimed")


def read_assessors(answers: Answers) -> list[ChartRow]:
    """Average score by assessor."""
    return [
        average_row(
            found.assessor,
            found.avg_score,
            found.completed,
            format_number(found.avg_score, 1),
            assessor=found.assessor,
            total=found.total,
            success_rate=found.success_rate,
            avg_likelihood=found.avg_likelihood,
            grounded=found.grounded.share_percent,
            tokens=found.consumption.input_tokens
            and found.consumption.input_tokens + (found.consumption.output_tokens or 0),
            cost=found.consumption.cost_usd,
        )
        for found in answers.quality.by_assessor
        if found.avg_score is not None
    ]


def read_versions(answers: Answers) -> list[ChartRow]:
    """Average score by version of prompt and rules."""
    versions = [("prompt", found) for found in answers.quality.by_prompt_version]
    versions += [("rules", found) for found in answers.quality.by_rules_version]
    return [
        average_row(
            f"{kind.capitalize()} {found.version}",
            found.avg_score,
            found.count,
            format_number(found.avg_score, 1),
            grounded=found.grounded.share_percent,
            quotes=found.grounded.of,
            has=f"{kind}/{found.version}/n",
        )
        for kind, found in versions
        if found.avg_score is not None
    ]


def narrow_assessor(row: ChartRow) -> dict[str, str]:
    """Return the filter of the row's assessor."""
    return {"assessor": row["assessor"]}


CHARTS = (
    Chart(
        name="grounded",
        title="Quotes found in the documents",
        tab="quality",
        hint="Share of the quotes an assessor gave that stand in the documents.",
        rows=read_grounding,
        columns=(ChartColumn("label", "Assessor", "text"), ChartColumn("count", "Found"), *SHARE_COLUMNS[1:]),
        draw=draw_shares,
        sample=sample_quotes,
        narrow=narrow_assessor,
        metrics=("quality.grounded",),
    ),
    Chart(
        name="assessors",
        title="Average score by assessor",
        tab="quality",
        hint="The table has success rate, likelihood, checked quotes, tokens and cost as well.",
        rows=read_assessors,
        columns=(
            ChartColumn("label", "Assessor", "text"),
            ChartColumn("total", "Analyses"),
            ChartColumn("count", "Completed"),
            ChartColumn("success_rate", "Success rate", "percent"),
            ChartColumn("value", "Average score", "score"),
            ChartColumn("avg_likelihood", "Likelihood", "share"),
            ChartColumn("grounded", "Quotes found", "percent"),
            ChartColumn("tokens", "Tokens"),
            ChartColumn("cost", "Cost", "dollars"),
        ),
        draw=draw_shares,
        sample=sample_completed,
        narrow=narrow_assessor,
        metrics=("quality.by_assessor",),
    ),
    Chart(
        name="versions",
        title="Average score by version",
        tab="quality",
        hint="Versions of the prompt and of the rules.",
        rows=read_versions,
        columns=(
            ChartColumn("label", "Version", "text"),
            ChartColumn("count", "Completed"),
            ChartColumn("value", "Average score", "score"),
            ChartColumn("quotes", "Quotes"),
            ChartColumn("grounded", "Quotes found", "percent"),
        ),
        draw=draw_shares,
        sample=sample_scored,
        metrics=("quality.by_prompt_version", "quality.by_rules_version"),
    ),
)
