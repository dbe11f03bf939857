"""Run benches: `python -m bench [NAME…]` prints a table, and writes `bench/results/latest.json` and
`docs/benchmarks.md` after each, so that an hour's results outlive a bench that fails.

Results of benches that were not run this time stay. The exit code is 1 when a limit is missed.
"""

import inspect
import json
import os
import platform
import sys
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.page import LATEST, PAGE, describe_results
from bench.registry import Bench, Result, load_benches
from proof_of_talent.observing.logs import configure_logs


def main(names: list[str]) -> int:
    benches = load_benches()
    if unknown := set(names) - benches.keys():
        sys.stderr.write(f"No bench is called {sorted(unknown)}. There are: {', '.join(benches)}.\n")
        return 2
    configure_logs("WARNING")
    results = {}
    for name in names or benches:
        results[name] = benches[name]()
        write_results(name, benches[name], results[name])
    print_table(results)
    return 0 if all(result.ok for group in results.values() for result in group) else 1


def print_table(results: dict[str, list[Result]]) -> None:
    table = Table("bench", "figure", "value", "baseline", "ratio", "limit", "")
    for name, group in results.items():
        for result in group:
            table.add_row(
                name,
                result.name,
                f"{result.value:,.4g} {result.unit}",
                f"{result.baseline:,.4g} {result.unit} ({result.baseline_name})",
                f"{result.ratio:,.3g}",
                result.limit,
                "[green]ok[/]" if result.ok else "[red]missed[/]",
            )
    Console().print(table)


def write_results(name: str, function: Bench, results: list[Result]) -> None:
    """Put one bench's results on record, with what it measures and where."""
    kept: dict[str, Any] = json.loads(LATEST.read_text())["benches"] if LATEST.exists() else {}
    kept[name] = {
        "about": describe(function),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "python": platform.python_version(),
            "system": platform.system(),
            "cpus": os.cpu_count(),
        },
        "results": [result.to_json() for result in results],
    }
    LATEST.parent.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps({"benches": kept}, indent=2) + "\n")
    PAGE.write_text(describe_results(), encoding="utf-8")


def describe(function: Bench) -> str:
    """Return what a bench says of itself; one that was made from another with arguments has its words."""
    return inspect.getdoc(getattr(function, "func", function)) or ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
