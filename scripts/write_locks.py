"""Renew the lock files and the list of what each extra adds: `make lock`. Needs uv and a registry.

Locks name the extras that are asked of a package (`google-auth[requests]==…`): pip 23 and older take a pin
without them for another package, look at newer releases, and refuse those because they are not pinned.
"""

import json
import subprocess
import tomllib

from scripts.locks import EVERYTHING, EXTRAS, INSTALLER, OLDEST_PIP, READERS, ROOT, RUN, parse_lock, read_lock

COMPILE = (
    "uv", "pip", "compile", "-q", "--universal", "--python-version", "3.11", "--no-strip-extras",
    "--no-annotate", "--no-header", "--no-emit-index-url",
)  # fmt: skip
READER_PACKAGES = "pyspark\nsetuptools\ndatasets\n"


def main() -> None:
    """Write all lock files; what is pinned already stays unless something needs another version."""
    compile_lock("--all-extras", "--group", "run", "--group", "build", "--group", "dev", "pyproject.toml",
        "-o", EVERYTHING)  # fmt: skip
    same = ("-c", EVERYTHING)
    compile_lock(*same, "--group", "run", "pyproject.toml", "-o", RUN)
    compile_lock(*same, "--group", "pyproject.toml:install", "-o", INSTALLER)
    compile_lock(*same, "-", "-o", READERS, given=READER_PACKAGES)
    compile_lock("--group", "pyproject.toml:oldest-pip", "-o", OLDEST_PIP)
    (ROOT / EXTRAS).write_text(describe_extras(), encoding="utf-8")


def compile_lock(*arguments: str, given: str = "", hashes: bool = True) -> str:
    """Run uv's resolver; returns what it prints."""
    command = [*COMPILE, *(["--generate-hashes"] if hashes else []), *arguments]
    return subprocess.run(
        command, cwd=ROOT, input=given, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def describe_extras() -> str:
    """Return by extra, as TOML, the packages that it adds to those that are always there."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    always = {pin.asked for pin in read_lock(ROOT / RUN)}
    lines = ["# Written by `make lock`: the packages that an extra adds."]
    for extra in project["optional-dependencies"]:
        text = compile_lock("-c", EVERYTHING, "--extra", extra, "pyproject.toml", hashes=False)
        added = sorted({pin.asked for pin in parse_lock(text) if pin.asked not in always})
        lines.append(f"{extra} = {json.dumps(added)}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
