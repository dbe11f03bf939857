"""Charts of the tab *User insights*."""

from typing import TYPE_CHECKING

from proof_of_talent.charts.answers import Answers
from proof_of_talent.charts.model import Chart, ChartColumn, ChartRow, SampleSize
from proof_of_talent.charts.overview import SHARE_COLUMNS, sample_all, sample_completed
from proof_of_talent.charts.rows import count_row, grade_strength, share_row
from proof_of_talent.charts.wording import format_duration, format_name, format_percent

if TYPE_CHECKING:
    import altair as alt

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
STEPS = {
    "created": "Session opened",
    "with_answers": "Answered questions",
    "with_documents": "Uploaded documents",
    "submitted": "Asked for the analysis",
    "finished": "Received a result",
}


def read_actions(answers: Answers) -> list[ChartRow]:
    """The actions recommended most."""
    return [
        share_row(action.label, action, has=f"action/{action.code}") for action in answers.insights.actions
    ]


def draw_ranks() -> "alt.LayerChart":
    """Bars, longest first."""
    from proof_of_talent.charts import marks  # noqa: PLC0415 - slow to load

    return marks.rank_bars()


def draw_shares() -> "alt.LayerChart":
    """Bars on a scale of 100 per cent."""
    from proof_of_talent.charts import marks  # noqa: PLC0415 - slow to load

    return marks.rank_bars(highest=100)


def read_times(answers: Answers) -> list[ChartRow]:
    """Processing times in buckets, without the empty ones at either end."""
    buckets = answers.insights.processing_time.buckets
    filled = [place for place, bucket in enumerate(buckets) if bucket.count]
    if not filled:
        return []
    of = answers.insights.processing_time.count
    return [
        {
            "label": name_bucket(bucket.from_seconds, bucket.to_seconds),
            "value": bucket.count,
            "count": bucket.count,
            "of": of,
            "share_percent": round(100 * bucket.count / of, 2),
            "has": f"ms/{round(1000 * (bucket.to_seconds or 2 * bucket.from_seconds))}",
        }
        for bucket in buckets[filled[0] : filled[-1] + 1]
    ]


def name_bucket(lower: float, upper: float | None) -> str:
    """Return a bucket in words: `up to 1.5 s`, `over 1 h 0 min`."""
    return f"over {format_duration(lower)}" if upper is None else f"≤ {format_duration(upper)}"


def sample_timed(answers: Answers) -> SampleSize:
    """Analyses whose time is known."""
    return SampleSize(answers.insights.processing_time.count, "analyses with a known time")


def draw_times() -> "alt.LayerChart":
    """Columns by duration."""
    from proof_of_talent.charts import marks  # noqa: PLC0415 - slow to load

    return marks.histogram(angle=-40)


def read_hours(answers: Answers) -> list[ChartRow]:
    """Uploads in each hour of the week."""
    return grade_strength(
        {
            "label": f"{WEEKDAYS[cell.weekday]} {cell.hour:02}:00",
            "day": WEEKDAYS[cell.weekday],
            "hour": cell.hour,
            "value": cell.count,
            "count": cell.count,
            "has": f"hour/{cell.weekday}-{cell.hour}" if cell.count else None,
        }
        for cell in answers.insights.uploads_by_hour
    )


def draw_hours() -> "alt.LayerChart":
    """Days down, hours across, in UTC."""
    import altair as alt  # noqa: PLC0415 - slow to load

    from proof_of_talent.charts import marks  # noqa: PLC0415 - as above

    return marks.heat_cells(
        alt.X(
            "hour:O", title="Hour of the day, UTC", axis=alt.Axis(labelAngle=0, values=list(range(0, 24, 3)))
        ),
        alt.Y("day:O", title=None, sort=list(WEEKDAYS)),
        height=alt.Step(26),
    )


def read_document_counts(answers: Answers) -> list[ChartRow]:
    """Analyses by how many documents they had."""
    return [
        count_row(str(row.documents), row, has=f"documents/{row.documents}")
        for row in answers.insights.document_counts
    ]


def draw_columns() -> "alt.LayerChart":
    """Columns, labels level."""
    from proof_of_talent.charts import marks  # noqa: PLC0415 - slow to load

    return marks.histogram()


def read_kinds(answers: Answers) -> list[ChartRow]:
    """Documents by kind."""
    return [share_row(format_name(kind.kind), kind) for kind in answers.insights.document_kinds]


def sample_documents(answers: Answers) -> SampleSize:
    """All documents."""
    kinds = answers.insights.document_kinds
    return SampleSize(kinds[0].of if kinds else 0, "documents")


def read_questions(answers: Answers) -> list[ChartRow]:
    """How many answered each question."""
    return [
        share_row(
            question.question,
            question,
            note=f"{format_percent(question.share_percent)}{'' if question.required else ' · optional'}",
            required="yes" if question.required else "no",
            has=f"answered/{question.id}",
        )
        for question in answers.insights.questions
    ]


def read_funnel(answers: Answers) -> list[ChartRow]:
    """How many sessions reached each step."""
    return [share_row(STEPS.get(step.step, format_name(step.step)), step) for step in answers.insights.funnel]


def sample_sessions(answers: Answers) -> SampleSize:
    """Sessions opened in the range."""
    funnel = answers.insights.funnel
    return SampleSize(
        funnel[0].of if funnel else 0, "sessions opened in the period (and field); other filters do not apply"
    )


def read_routes(answers: Answers) -> list[ChartRow]:
    """Routes applied for, by field."""
    return [
        share_row(f"{route.field_name}: {route.name}", route, field=route.field, has=f"route/{route.route}")
        for route in answers.insights.routes
    ]


CHARTS = (
    Chart(
        name="actions",
        title="Most common recommended actions",
        tab="insights",
        hint="Share of completed analyses whose roadmap holds the action.",
        rows=read_actions,
        columns=(ChartColumn("label", "Action", "text"), *SHARE_COLUMNS),
        draw=draw_ranks,
        sample=sample_completed,
        metrics=("insights.actions",),
    ),
    Chart(
        name="funnel",
        title="From session to result",
        tab="insights",
        hint="Share of the sessions opened that reached each step.",
        rows=read_funnel,
        columns=(ChartColumn("label", "Step", "text"), ChartColumn("count", "Sessions"), *SHARE_COLUMNS[1:]),
        draw=draw_shares,
        sample=sample_sessions,
        metrics=("insights.funnel",),
    ),
    Chart(
        name="processing-time",
        title="Processing time",
        tab="insights",
        hint="From queueing to the record. Percentiles are estimated within their bucket.",
        rows=read_times,
        columns=(ChartColumn("label", "Time", "text"), *SHARE_COLUMNS),
        draw=draw_times,
        sample=sample_timed,
        metrics=("insights.processing_time", "Percentile.seconds"),
    ),
    Chart(
        name="documents",
        title="Documents per application",
        tab="insights",
        hint="Analyses by the number of documents uploaded.",
        rows=read_document_counts,
        columns=(ChartColumn("label", "Documents", "text"), *SHARE_COLUMNS),
        draw=draw_columns,
        sample=sample_all,
        metrics=("insights.document_counts",),
    ),
    Chart(
        name="upload-hours",
        title="Uploads by weekday and hour",
        tab="insights",
        hint="The stronger the colour, the more uploads in that hour (UTC).",
        rows=read_hours,
        columns=(ChartColumn("label", "Hour", "text"), ChartColumn("count", "Analyses")),
        draw=draw_hours,
        sample=sample_all,
        metrics=("insights.uploads_by_hour",),
        size="full",
    ),
    Chart(
        name="document-kinds",
        title="Kinds of documents",
        tab="insights",
        hint="Share of all documents.",
        rows=read_kinds,
        columns=(ChartColumn("label", "Kind", "text"), ChartColumn("count", "Documents"), *SHARE_COLUMNS[1:]),
        draw=draw_shares,
        sample=sample_documents,
        metrics=("insights.document_kinds",),
    ),
    Chart(
        name="routes",
        title="Routes applied for",
        tab="insights",
        hint="Share of each field’s analyses.",
        rows=read_routes,
        columns=(ChartColumn("label", "Route", "text"), *SHARE_COLUMNS),
        draw=draw_shares,
        sample=sample_all,
        metrics=("insights.routes",),
    ),
    Chart(
        name="questions",
        title="Questionnaire completion",
        tab="insights",
        hint="Share of the analyses of fields that ask the question in which it was answered.",
        rows=read_questions,
        columns=(
            ChartColumn("label", "Question", "text"),
            ChartColumn("required", "Required", "text"),
            *SHARE_COLUMNS,
        ),
        draw=draw_shares,
        sample=sample_all,
        metrics=("insights.questions",),
        size="full",
    ),
)
