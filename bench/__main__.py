"""Run benches: `python -m bench [NAME…]` prints a table and writes `bench/results/latest.json`.

Results of benches that were not run this time stay in the file. The exit code is 1 when a limit is missed.
"""

import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.registry import Result, load_benches
from proof_of_talent.logs import configure_logs

LATEST = Path(__file__).parent / "results" / "latest.json"


def main(names: list[str]) -> int:
    benches = load_benches()
    if unknown := set(names) - benches.keys():
        sys.stderr.write(f"No bench is called {sorted(unknown)}. There are: {', '.join(benches)}.\n")
        return 2
    configure_logs("WARNING")
    results = {name: benches[name]() for name in names or benches}
    print_table(results)
    write_results(results)
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


def write_results(results: dict[str, list[Result]]) -> None:
    kept: dict[str, Any] = json.loads(LATEST.read_text())["benches"] if LATEST.exists() else {}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    machine = {"python": platform.python_version(), "system": platform.system(), "cpus": os.cpu_count()}
    for name, group in results.items():
        kept[name] = {"at": now, "machine": machine, "results": [result.to_json() for result in group]}
    LATEST.parent.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps({"benches": kept}, indent=2) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
