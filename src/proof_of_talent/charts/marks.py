"""The few kinds of drawing that all charts are made of, as Altair charts over data called `rows`.

All text is written by the server into the rows (`label`, `note`), so a drawing, its table and its tooltip
say the same. Widths follow the card; labels stand above bars, so that a narrow screen loses none of them.
"""

from typing import Any

import altair as alt

from proof_of_talent.charts.palette import FONT, name_colour

BAND_STEP = 42
CONTAINER: Any = "container"
ROWS = alt.NamedData("rows")
INK, INK_2, LINE = name_colour("ink"), name_colour("ink-2"), name_colour("line")
TRACK = name_colour("chart-track")


def start(height: int | alt.Step = 220) -> alt.Chart:
    """Return an empty drawing as wide as its card."""
    return alt.Chart(ROWS).properties(width=CONTAINER, height=height)


def finish(*layers: alt.Chart, height: int | alt.Step) -> alt.LayerChart:
    """Lay drawings over each other."""
    layered: Any = alt.layer(*layers, data=ROWS)
    drawing: alt.LayerChart = layered.properties(width=CONTAINER, height=height)
    return drawing


def fade(test: str = "datum.small") -> Any:
    """Return an opacity that lets some rows step back: of small samples, or of periods that are not whole."""
    return alt.condition(test, alt.value(0.45), alt.value(1))


def colour_by(key: str, colours: dict[str, str], legend: Any = None) -> alt.Color:
    """Return a colour by a column whose values are known beforehand."""
    scale = alt.Scale(domain=list(colours), range=[name_colour(token) for token in colours.values()])
    return alt.Color(f"{key}:N", scale=scale, legend=legend)


def plain(tone: str = "chart-1") -> Any:
    """Return one colour for all rows."""
    return alt.value(name_colour(tone))


def rank_bars(*, colour: Any = None, highest: float | None = None) -> alt.LayerChart:
    """Draw horizontal bars with their label above and a note at the right; `highest` fixes the scale.

    Rows: label, value, note, small.
    """
    domain = [0, highest] if highest else alt.Undefined
    x = alt.X(
        "value:Q",
        axis=None,
        scale=alt.Scale(domain=domain, domainMin=0 if highest is None else alt.Undefined, nice=False),
    )
    y = alt.Y("i:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    base = start(alt.Step(BAND_STEP))
    layers = [
        base.mark_text(
            align="left",
            baseline="middle",
            dy=-8,
            limit=alt.ExprRef("width - 16 - 7 * length(datum.note)"),
            fontSize=13,
            color=INK,
        ).encode(y=y, x=alt.value(0), text="label:N"),
        base.mark_text(align="right", baseline="middle", dy=-8, fontSize=12, color=INK_2).encode(
            y=y, x=alt.value("width"), text="note:N"
        ),
    ]
    if highest:
        track = base.mark_bar(height=8, yOffset=9, cornerRadius=4, color=TRACK)
        layers.append(track.encode(y=y, x=alt.value(0), x2=alt.value("width")))
    bars = base.mark_bar(height=8, yOffset=9, cornerRadius=4, cursor="pointer")
    layers.append(bars.encode(y=y, x=x, color=colour or plain(), opacity=fade()))
    return finish(*layers, height=alt.Step(BAND_STEP))


def histogram(*, tone: str = "chart-1", title: str = "Analyses", angle: int = 0) -> alt.LayerChart:
    """Draw columns of `value` by `label`, in the order of the rows."""
    base = start(220)
    columns = base.mark_bar(cornerRadiusTopLeft=3, cornerRadiusTopRight=3, width={"band": 0.82}).encode(
        x=alt.X(
            "label:O",
            sort=None,
            title=None,
            axis=alt.Axis(labelAngle=angle, labelOverlap="greedy", labelSeparation=8),
        ),
        y=alt.Y("value:Q", title=title, axis=count_axis()),
        color=plain(tone),
    )
    return finish(columns, height=220)


def count_axis() -> alt.Axis:
    """Return an axis of counts with few lines; its title stands level above it."""
    return alt.Axis(
        tickCount=4,
        format=",d",
        tickMinStep=1,
        titleAngle=0,
        titleAlign="left",
        titleAnchor="end",
        titleX=0,
        titleY=-10,
        titleBaseline="bottom",
    )


TIME_HEIGHT = 240
FEW = 8
"""Up to so many periods are columns rather than points of a line, each with its own tick."""
_COUNT = "max(1, length(data('rows')))"


def time_axis() -> alt.X:
    """Return the time axis: `time` in milliseconds since 1970, drawn in UTC."""
    padding: Any = alt.ExprRef(f"{_COUNT} > {FEW} ? 4 : width / (2 * {_COUNT} + 2)")
    ticks: Any = alt.ExprRef(f"{_COUNT} > {FEW} ? null : pluck(data('rows'), 'time')")
    return alt.X(
        "time:T",
        scale=alt.Scale(type="utc", padding=padding, nice=False),
        title=None,
        axis=alt.Axis(grid=False, labelOverlap="greedy", labelFlush=True, tickCount=6, values=ticks),
    )


def column_width() -> Any:
    """Return the width of columns over time."""
    return alt.ExprRef(f"max(3, min({_COUNT} > {FEW} ? 26 : 56, 0.7 * width / {_COUNT}))")


def time_lines(series: dict[str, str], y: alt.Y, *, columns: tuple[str, ...] = ()) -> tuple[alt.Chart, ...]:
    """Draw columns of the rows as straight lines over time, without values between those there are.

    Lines to periods that are not whole are lighter and dotted. `columns` names the series that are drawn as
    columns while there are few periods; the series `Comparison` is dashed.
    """
    named = {"x": time_axis(), "y": y, "color": colour_by("series", series, legend())}
    dashed = "datum.series == 'Comparison'"
    few = f"{_COUNT} <= {FEW}"
    as_columns = f"{few} && indexof({list(columns)}, datum.series) >= 0"
    base = start(TIME_HEIGHT).transform_fold(list(series), as_=["series", "value"])
    base = base.transform_filter("isValid(datum.value)")
    lines = base.transform_filter(f"!({as_columns})")
    light = lines.mark_line(strokeWidth=2, strokeDash=[2, 3], opacity=0.55)
    whole = lines.transform_filter(f"!datum.light && !({dashed})")
    whole = whole.mark_line(strokeWidth=2.25, strokeJoin="round")
    compared = lines.transform_filter(dashed).mark_line(strokeWidth=2, strokeDash=[5, 4])
    points = lines.mark_point(filled=True, size=alt.ExprRef(f"{few} ? 60 : 24"), cursor="pointer")
    layers = [
        light.transform_filter(f"!({dashed})").encode(**named),
        whole.encode(**named),
        points.encode(**named, opacity=alt.condition(f"datum.light || {few}", alt.value(0.6), alt.value(0))),
    ]
    if "Comparison" in series:
        layers.insert(0, compared.encode(**named))
    if columns:
        bars = base.transform_filter(as_columns).mark_bar(width=column_width(), cursor="pointer")
        layers.insert(0, bars.encode(**named, opacity=fade("datum.light")))
    return tuple(layers)


def heat_cells(x: alt.X, y: alt.Y, *, height: int | alt.Step, tone: str = "chart-1") -> alt.LayerChart:
    """Draw cells whose strength grows with `value` (the server gives `strength`, 0 to 1)."""
    base = start(height)
    shape: Any = {"cornerRadius": 3, "stroke": name_colour("surface"), "strokeWidth": 2}
    empty = base.transform_filter("!datum.value").mark_rect(**shape, color=TRACK, fillOpacity=0.7)
    cells = base.transform_filter("datum.value > 0").mark_rect(**shape, cursor="pointer")
    cells = cells.encode(x=x, y=y, color=plain(tone), fillOpacity=strength())
    return finish(empty.encode(x=x, y=y), cells, cell_numbers(base).encode(x=x, y=y), height=height)


def strength() -> alt.FillOpacity:
    """Return how strongly cells are filled."""
    return alt.FillOpacity("strength:Q", scale=alt.Scale(domain=[0, 1], range=[0.14, 1]), legend=None)


def cell_numbers(base: alt.Chart, **place: Any) -> alt.Chart:
    """Return the values of cells as numbers, where a cell has the room."""
    shown = base.transform_filter("datum.value > 0")
    colour: Any = alt.ExprRef(f"datum.strength > 0.55 ? '{name_colour('surface')}' : '{INK}'")
    room: Any = alt.ExprRef("bandwidth('x') > 7 * length(format(datum.value, ',.0f')) + 6 ? 1 : 0")
    numbers: alt.Chart = shown.mark_text(fontSize=11, color=colour, opacity=room, **place)
    return numbers.encode(text=alt.Text("value:Q", format=",.0f"))


def legend() -> alt.Legend:
    """Return a legend in one line above the drawing."""
    return alt.Legend(orient="top", title=None, symbolType="stroke", direction="horizontal", offset=14)


CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": FONT,
    "aria": False,  # the page says it in words, with a table and arrow keys
    "autosize": {"type": "fit-x", "contains": "padding"},
    "padding": {"left": 2, "right": 2, "top": 4, "bottom": 2},
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK_2, "titleColor": INK_2, "labelFontSize": 11.5, "titleFontSize": 11.5,
        "titleFontWeight": "normal", "gridColor": LINE, "domainColor": LINE, "tickColor": LINE,
        "labelPadding": 6, "ticks": False, "domain": False,
    },
    "axisX": {"domain": True, "grid": False},
    "legend": {"labelColor": INK_2, "labelFontSize": 12, "symbolStrokeWidth": 3, "columnPadding": 18},
    "text": {"color": INK},
}  # fmt: skip
"""How all drawings look."""
