"""Look for known vulnerabilities of the pinned packages; say plainly when nobody could be asked.

`make audit` installs pip-audit into a folder of its own and runs this. Exit code 0: all were looked up and
none is known to be vulnerable; 1: some are; 2: not all could be looked up, so nothing is known.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
SERVICES = ("pypi", "osv")
CLEAN, VULNERABLE, UNKNOWN = 0, 1, 2


class Verdict(NamedTuple):
    """What an audit came to, for people and for the exit code."""

    code: int
    lines: tuple[str, ...]


def judge(report: dict[str, Any], service: str) -> Verdict:
    """Judge pip-audit's report: a package that was skipped was not looked up, which is no good news."""
    packages = report["dependencies"]
    skipped = [it["name"] for it in packages if "skip_reason" in it]
    found = [
        f"{it['name']} {it['version']}: {hole['id']}, "
        f"mended in {', '.join(hole['fix_versions']) or 'no version yet'}"
        for it in packages
        for hole in it.get("vulns", ())
    ]
    looked_up = len(packages) - len(skipped)
    lines = [
        *found,
        f"{service}: {looked_up} of {len(packages)} packages were looked up, {len(found)} problems known.",
    ]
    if skipped:
        lines.append(f"Not looked up: {', '.join(skipped[:10])}{' …' if len(skipped) > 10 else ''}.")  # noqa: PLR2004
    if found:
        return Verdict(VULNERABLE, tuple(lines))
    return Verdict(UNKNOWN if skipped or not packages else CLEAN, tuple(lines))


def ask(program: str, service: str) -> Verdict:
    """Run pip-audit on the lock file against one service."""
    command = [program, "-r", "requirements.lock", "--no-deps", "--disable-pip", "-s", service]
    done = subprocess.run(
        [*command, "--format", "json", "--progress-spinner", "off", "--timeout", "30"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        return judge(json.loads(done.stdout), service)
    except ValueError:
        reason = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        return Verdict(UNKNOWN, (f"{service}: could not be asked: {reason[:300]}",))


def main(program: str) -> int:
    """Ask one service after the other until one knows; print what it says."""
    verdict = Verdict(UNKNOWN, ())
    for service in SERVICES:
        verdict = ask(program, service)
        print("\n".join(verdict.lines))
        if verdict.code != UNKNOWN:
            return verdict.code
    print("NOT AUDITED: no service that knows vulnerabilities could be reached from here.")
    return verdict.code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
