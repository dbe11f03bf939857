"""Drawings outside browsers: PNG, SVG and PDF of the same specifications, light, with title and sample."""

from collections.abc import Sequence
from typing import Any, Literal, get_args

import orjson

from proof_of_talent.charts.build import compose_chart
from proof_of_talent.charts.model import Chart, ChartRow
from proof_of_talent.charts.palette import LIGHT, resolve_colours
from proof_of_talent.domain.errors import InvalidInputError

Format = Literal["png", "svg", "pdf"]
CHART_WIDTH = 760


def choose_picture_format(ending: str) -> Format:
    """Return the format that a file's ending (`.png`) stands for.

    Raises:
        InvalidInputError: it stands for none that charts are drawn in.
    """
    for name in get_args(Format):
        if ending.lower() == f".{name}":
            found: Format = name
            return found
    raise InvalidInputError("A chart is drawn to a file that ends with .png, .svg or .pdf.")


def fill_spec(
    chart: Chart, rows: Sequence[ChartRow], *, about: str = "", titled: bool = True
) -> dict[str, Any]:
    """Return a Vega-Lite specification that stands alone: data, light colours, width, title."""
    specification: dict[str, Any] = orjson.loads(resolve_colours(orjson.dumps(compose_chart(chart)).decode()))
    specification["width"] = CHART_WIDTH
    specification["background"] = LIGHT["surface"]
    specification["datasets"] = {**specification.get("datasets", {}), "rows": list(rows)}
    if titled:
        specification["padding"] = 20
        specification["title"] = {
            "text": chart.title, "subtitle": about, "anchor": "start", "frame": "bounds", "offset": 16,
            "color": LIGHT["ink"], "subtitleColor": LIGHT["ink-2"], "fontSize": 18, "subtitleFontSize": 12,
        }  # fmt: skip
    return specification


def draw_chart(
    chart: Chart, rows: Sequence[ChartRow], drawn: Format, *, about: str = "", titled: bool = True
) -> bytes:
    """Return a chart as the content of a file.

    Args:
        chart: what to draw.
        rows: its data, not empty.
        drawn: the file's format; a PNG has twice the drawing's size in pixels.
        about: the subtitle: period, filters and sample.
        titled: False for a drawing whose title stands elsewhere.
    """
    specification = fill_spec(chart, rows, about=about, titled=titled)
    import vl_convert  # noqa: PLC0415 - loads when asked for

    if drawn == "svg":
        return vl_convert.vegalite_to_svg(specification).encode()
    if drawn == "png":
        return vl_convert.vegalite_to_png(specification, scale=2)
    return vl_convert.vegalite_to_pdf(specification)
