"""The results on record as a page for people, `docs/benchmarks.md`."""

import json
from pathlib import Path
from typing import Any

LATEST = Path(__file__).parent / "results" / "latest.json"
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"

HEAD = """\
# What was measured

Every figure stands beside a named baseline of the same run on the same machine. The ratio says something;
absolute figures belong to the machine. A limit is what the project promises, and `make bench` exits with 1
when one is missed.

```sh
make bench                      # all; first makes databases of 1,000,000 records (10 GB) in .cache/bench
make bench ARGS="record mongo"  # some, by name
```

This page and `bench/results/latest.json` are written by `make bench`, each part when it was last run. What
was broken on purpose, and what came of it, stands in [reliability.md](reliability.md).
"""


def describe_results() -> str:
    """Return the page for the results on record."""
    benches = json.loads(LATEST.read_text())["benches"]
    return HEAD + "".join(describe_bench(name, benches[name]) for name in sorted(benches))


def describe_bench(name: str, run: dict[str, Any]) -> str:
    machine = run["machine"]
    rows = "".join(describe_result(result) for result in run["results"])
    return (
        f"\n## {name}\n\n{run['about']}\n\n"
        "| figure | value | baseline | ratio | limit | |\n| --- | ---: | ---: | ---: | ---: | --- |\n"
        f"{rows}\n"
        f"{run['at'][:10]}, {machine['system']}, {machine['cpus']} cores, Python {machine['python']}\n"
    )


def describe_result(result: dict[str, Any]) -> str:
    unit = "" if not result["unit"] else f" {result['unit']}"
    verdict = "ok" if result["ok"] else "**missed**"
    return (
        f"| {result['name']} | {write_number(result['value'])}{unit} "
        f"| {write_number(result['baseline'])}{unit} ({result['baseline_name']}) "
        f"| {write_number(result['ratio'])} | {result['limit']} | {verdict} |\n"
    )


def write_number(value: float) -> str:
    """Return a number with three significant digits, but whole from 1,000."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
