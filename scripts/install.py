"""Install the pinned packages and Proof of Talent: `python -m scripts.install`. Standard library only.

pip fetches the pinned installer, uv, which does the rest in seconds; where uv cannot run, pip does it all.
Every package is checked against the hashes in the lock files.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from scripts.locks import (
    EVERYTHING,
    INSTALLER,
    OLDEST_PIP,
    READERS,
    ROOT,
    Pin,
    choose_pins,
    join_pins,
    read_lock,
)
from scripts.mirrors import read_pip_settings, read_uv_places, translate_for_pip, translate_for_uv

CACHE = ROOT / ".cache"
_SHOWN_LINES = 12
_IMPORT_ALL = """
from importlib import import_module
from proof_of_talent.commands.cli import COMMANDS
for module in {command.module for command in COMMANDS.values()} | {"proof_of_talent.web.app"}:
    import_module(module)
"""
"""Lets Python compile what a start needs, once and for all, and shows that it can be imported."""


class InstallError(Exception):
    """A step that did not work, with what its program said."""


class Installer(NamedTuple):
    """What packages are installed with: an environment of its own that holds uv where it can run, and pip."""

    python: Path
    pip: tuple[str, ...]
    has_uv: bool
    for_pip: dict[str, str]
    for_uv: dict[str, str]


def main(arguments: Sequence[str]) -> int:
    """Do what the options say; returns the exit code."""
    options = read_options(arguments)
    try:
        pins = read_lock(ROOT / EVERYTHING) if options.dev else choose_pins(options.extras.split())
        install(options.into, pins, dev=options.dev, readers=options.readers, editable=not options.copy)
    except (InstallError, ValueError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.install", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument(
        "--into", type=Path, default=ROOT / ".venv", help="the environment, made if there is none"
    )
    parser.add_argument("--extras", default="", help="optional parts, separated by spaces: 'llm mongo'")
    parser.add_argument("--dev", action="store_true", help="everything, and what the tests need")
    parser.add_argument(
        "--readers", action="store_true", help="also what the tests of other readers need (600 MB)"
    )
    parser.add_argument(
        "--copy", action="store_true", help="copy the program instead of pointing at this folder"
    )
    return parser.parse_args(arguments)


def install(into: Path, pins: list[Pin], *, dev: bool, readers: bool, editable: bool) -> None:
    """Make the environment and fill it."""
    python = make_environment(into)
    installer = prepare_installer()
    with tempfile.TemporaryDirectory(prefix="proof-of-talent-") as folder:
        chosen = Path(folder) / "requirements.lock"
        chosen.write_text(join_pins(pins), encoding="utf-8")
        install_packages(installer, python, chosen, f"up to {len(pins)} packages")
        if readers:
            install_packages(installer, python, ROOT / READERS, "packages of other readers")
        if dev:
            fetch_oldest_pip(installer)
        with step("Installing Proof of Talent"):
            wheel = build_wheel(installer, Path(folder), editable=editable)
            run_installer(
                installer, ["--python", str(python)], ["--no-deps", "--no-index", str(wheel)], again=True
            )
            run([str(python), "-c", _IMPORT_ALL], {"PYTHONDONTWRITEBYTECODE": ""})


def make_environment(into: Path) -> Path:
    """Return the Python of an environment, which is made if there is none that works."""
    python = into / "bin" / "python"
    if not python.exists():
        with step(f"Making the environment {into.name} with Python {sys.version.split()[0]}"):
            run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(into)])
    return python


def prepare_installer() -> Installer:
    """Return pip and uv at the pinned versions, in an environment that lasts as long as its lock file."""
    folder, wanted = CACHE / "installer", (ROOT / INSTALLER).read_text(encoding="utf-8")
    python, mark = folder / "bin" / "python", folder / "installed.lock"
    if not python.exists() or not mark.exists() or mark.read_text(encoding="utf-8") != wanted:
        with step("Fetching the installer (uv)"):
            run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder)])
            installer = _find_installer(python)
            _fill_installer(installer)
            mark.write_text(wanted, encoding="utf-8")
            return installer._replace(has_uv=_can_run_uv(python))
    return _find_installer(python)


def _find_installer(python: Path) -> Installer:
    pip, listing = find_pip(python)
    settings, uv = read_pip_settings(listing), read_uv_places(os.environ)
    has_uv = _can_run_uv(python)
    return Installer(
        python, pip, has_uv, translate_for_pip(uv, settings), translate_for_uv(settings, os.environ, uv)
    )


def find_pip(python: Path) -> tuple[tuple[str, ...], str]:
    """Return how pip is called, and what it says of its settings.

    That is the pip which Python came with: it can work on other environments, and to put one into the
    installer's takes seconds. Only where there is none, or a very old one, the installer gets its own.
    """
    own, given = (str(python), "-m", "pip"), (sys.executable, "-m", "pip", "--python", str(python))
    if not python.with_name("pip").exists():
        try:
            return given, run([*given, "config", "list"])
        except InstallError:
            run([str(python), "-m", "ensurepip", "--default-pip"])
    return own, run([*own, "config", "list"])


def _fill_installer(installer: Installer) -> None:
    pins = read_lock(ROOT / INSTALLER)
    try:
        _run_pip(installer, [], ["--require-hashes", "-r", str(ROOT / INSTALLER)])
    except InstallError:  # no uv for this machine
        with tempfile.NamedTemporaryFile("w", suffix=".lock") as rest:
            rest.write(join_pins(pin for pin in pins if pin.name != "uv"))
            rest.flush()
            _run_pip(installer, [], ["--require-hashes", "-r", rest.name])


def _can_run_uv(python: Path) -> bool:
    try:
        run([str(python.with_name("uv")), "--version"])
    except (InstallError, OSError):
        return False
    return True


def install_packages(installer: Installer, python: Path, lock: Path, what: str) -> None:
    """Install what a lock file pins; each file must have one of its hashes."""
    with step(f"Installing {what}" + ("" if installer.has_uv else " with pip, which takes minutes")):
        run_installer(installer, ["--python", str(python)], ["--require-hashes", "-r", str(lock)])


def fetch_oldest_pip(installer: Installer) -> None:
    """Put the oldest pip that the lock files must suit where the tests look for it."""
    target = CACHE / "oldest-pip"
    if not (target / "pip").exists():
        with step("Fetching the oldest pip for the tests"):
            asked = ["--target", str(target), "--no-deps", "--require-hashes", "-r", str(ROOT / OLDEST_PIP)]
            run_installer(installer, [], asked)


def run_installer(installer: Installer, where: list[str], asked: list[str], *, again: bool = False) -> None:
    """Install with uv, and with pip where uv cannot.

    Args:
        installer: what to install with.
        where: into which environment.
        asked: what both programs take.
        again: also what is installed already.
    """
    if installer.has_uv:
        uv = str(installer.python.with_name("uv"))
        place = where or ["--python", str(installer.python)]
        try:
            run([uv, "pip", "install", "-q", *place, *(["--reinstall"] if again else []), *asked],
                installer.for_uv)  # fmt: skip
        except InstallError as error:
            print(
                f"\n  uv could not do that, pip tries, which takes minutes ({_last_line(error)})", flush=True
            )
        else:
            return
    _run_pip(installer, where, [*(["--force-reinstall"] if again else []), *asked])


def _run_pip(installer: Installer, where: list[str], asked: list[str]) -> None:
    quietly = [
        "-q",
        "--no-compile",
        "--disable-pip-version-check",
        "--no-input",
        "--root-user-action",
        "ignore",
    ]
    pip = (*installer.pip[:3], *where) if where else installer.pip
    run([*pip, "install", *quietly, *asked], {"PIP_USER": "0", **installer.for_pip})


def build_wheel(installer: Installer, folder: Path, *, editable: bool) -> Path:
    """Return a wheel of the program: one that points at this folder, or one that holds a copy."""
    build = "build_editable" if editable else "build_wheel"
    run(
        [
            str(installer.python),
            "-c",
            f"import sys, hatchling.build as it; it.{build}(sys.argv[1])",
            str(folder),
        ]
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


@contextmanager
def step(words: str) -> Iterator[None]:
    """Say what is being done, and at its end how long it took."""
    began = time.monotonic()
    print(f"{words} … ", end="", flush=True)
    yield
    print(f"{time.monotonic() - began:.1f} s", flush=True)


def run(command: Sequence[str], more: dict[str, str] | None = None) -> str:
    """Run a program and return what it printed.

    Raises:
        InstallError: it failed; with the end of what it said.
    """
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | (more or {}), capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise InstallError("\n".join([*said[-_SHOWN_LINES:], f"This failed: {' '.join(command[:5])} …"]))
    return done.stdout


def _last_line(error: InstallError) -> str:
    return str(error).splitlines()[0].strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
