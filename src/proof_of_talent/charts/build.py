"""Prepare what browsers need to draw: the Vega library and the compiled specifications.

Run as `python -m proof_of_talent.charts.build FOLDER`, in a process of its own, because Altair and vl-convert
take some 250 MB and seconds. Specifications are compiled from Vega-Lite here, so browsers load Vega alone.
"""

import re
import sys
from pathlib import Path
from typing import Any

import brotli
import orjson

from proof_of_talent.charts.catalogue import CHARTS
from proof_of_talent.charts.model import Chart
from proof_of_talent.charts.palette import LIGHT
from proof_of_talent.export.files import replace_whole

LIBRARY_FILE = "vega.js"
SPECS_FILE = "specs.json"
WHOLE_LIBRARY = "window.vega = vegaEmbed.vega;"


def compose_chart(chart: Chart) -> dict[str, Any]:
    """Return a chart's Vega-Lite specification without data."""
    from proof_of_talent.charts.marks import CONFIG  # noqa: PLC0415 - slow to load

    specification: dict[str, Any] = chart.draw().to_dict(validate=False, context={"data_transformers": []})
    return {**specification, "config": CONFIG}


def compile_specs() -> dict[str, Any]:
    """Return all charts' Vega specifications by name; data goes into the source `rows`."""
    import vl_convert  # noqa: PLC0415 - slow to load

    specs = {chart.name: vl_convert.vegalite_to_vega(compose_chart(chart)) for chart in CHARTS}
    return {name: {**spec, "usermeta": {"palette": LIGHT}} for name, spec in specs.items()}


def bundle_library() -> str:
    """Return a module that sets `window.vega`, from what is inside the vl-convert package.

    Vega alone is a third smaller than all the package would bundle. Inside, its modules go by the addresses
    they were packed from; the page that the package writes tells how those begin, so none is named here.
    """
    import vl_convert  # noqa: PLC0415 - slow to load

    page = vl_convert.vegalite_to_html({"data": {"values": []}, "mark": "point"}, bundle=False)
    origin = re.search(r'src="([^"]+)/vega@', page)
    if origin is None:
        return vl_convert.javascript_bundle(WHOLE_LIBRARY)
    module = f"{origin[1]}/vega@{vl_convert.get_vega_version()}/+esm.js"
    try:
        return vl_convert.javascript_bundle(
            f'import {{View, parse}} from "{module}"; window.vega = {{View, parse}};'
        )
    except (RuntimeError, ValueError):  # a later version packs its modules otherwise
        return vl_convert.javascript_bundle(WHOLE_LIBRARY)


def write_kit(folder: Path) -> None:
    """Write library and specifications, plain and packed. A file that is there is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    specs = orjson.dumps(compile_specs())
    library = bundle_library().encode()
    for name, body in ((SPECS_FILE, specs), (LIBRARY_FILE, library)):
        for path, content in (
            (folder / f"{name}.br", brotli.compress(body, quality=10)),
            (folder / name, body),
        ):
            with replace_whole(path) as file:
                file.write(content)


if __name__ == "__main__":
    write_kit(Path(sys.argv[1]))
