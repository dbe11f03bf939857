"""The lock files install next month too, and with an old pip: they name every extra that is asked for."""

import os
import subprocess
import sys
import tomllib
from collections import defaultdict
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts.locks import (
    EVERYTHING,
    LOCKS,
    OLDEST_PIP,
    ROOT,
    RUN,
    Pin,
    choose_pins,
    parse_lock,
    read_extras,
    read_lock,
)
from tests.install.fake_index import write_index

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OLDEST = ROOT / ".cache" / "oldest-pip"


def find_missing_extras(pins: list[Pin]) -> dict[str, set[str]]:
    """Return by package the extras that a locked package asks of it and that no pin names."""
    named = defaultdict(set)
    for pin in pins:
        named[pin.name] |= pin.extras
    missing = defaultdict(set)
    for pin in pins:
        for wanted in list_requirements(pin):
            name = canonicalize_name(wanted.name)
            if name in named and (lacking := wanted.extras - named[name]):
                missing[name] |= lacking
    return missing


def list_requirements(pin: Pin) -> list[Requirement]:
    """Return what an installed package asks for on this machine, with the extras that its pin names."""
    try:
        asked = [Requirement(it) for it in metadata.requires(pin.name) or ()]
    except metadata.PackageNotFoundError:
        return []
    return [
        it
        for it in asked
        if it.marker is None or any(it.marker.evaluate({"extra": extra}) for extra in ("", *pin.extras))
    ]


@pytest.mark.parametrize("name", LOCKS)
def test_every_extra_that_a_locked_package_asks_for_is_named(name):
    assert not find_missing_extras(read_lock(ROOT / name))


def test_a_lock_without_extras_is_found_out():
    stripped = [pin.with_extras(frozenset()) for pin in read_lock(ROOT / EVERYTHING)]
    assert find_missing_extras(stripped)["google-auth"] == {"requests"}


def test_everything_that_is_locked_for_this_machine_was_looked_at():
    """Without it the test of extras could pass because nothing is installed."""
    pins = [pin for pin in read_lock(ROOT / EVERYTHING) if not pin.marker]
    assert len([pin for pin in pins if metadata.distribution(pin.name)]) == len(pins) > 100


def test_the_locks_agree_on_versions():
    everything = {(pin.name, pin.marker): pin.version for pin in read_lock(ROOT / EVERYTHING)}
    for pin in read_lock(ROOT / RUN):
        assert everything[pin.name, pin.marker] == pin.version


def test_every_extra_of_the_project_can_be_chosen():
    assert read_extras().keys() == PROJECT["optional-dependencies"].keys()
    plain, more = choose_pins([]), choose_pins(["llm", "mongo"])
    assert {pin.asked for pin in plain} == {pin.asked for pin in read_lock(ROOT / RUN)}
    added = {pin.asked for pin in more} - {pin.asked for pin in plain}
    assert {"pydantic-ai-slim[openai]", "pymongo[zstd]", "openai"} <= added
    assert not {"anthropic", "aio-pika"} & added
    both = {pin.asked for pin in choose_pins(["llm", "llm-google"])}
    assert {"pydantic-ai-slim[google, openai]", "google-auth[requests]"} <= both


def test_an_unknown_extra_is_named_with_those_there_are():
    with pytest.raises(ValueError, match=r"no extra called mango.*mongo"):
        choose_pins(["mango"])


def run_oldest_pip(*arguments: object) -> subprocess.CompletedProcess[str]:
    if not (OLDEST / "pip").exists():
        pytest.fail("The oldest supported pip is not here: run `make test`, which fetches it.")
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--isolated", *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(OLDEST), "PIP_CONFIG_FILE": os.devnull}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def resolve_with_oldest_pip(index: Path, lock: Path) -> subprocess.CompletedProcess[str]:
    return run_oldest_pip(
        "install", "-q", "--dry-run", "--ignore-installed", "--index-url", (index / "simple").as_uri(),
        "--require-hashes", "-r", lock,
    )  # fmt: skip


def test_the_oldest_pip_is_the_one_that_is_pinned():
    (pin,) = read_lock(ROOT / OLDEST_PIP)
    assert f"pip {pin.version} " in run_oldest_pip("--version").stdout


@pytest.mark.parametrize("name", [it for it in LOCKS if it != OLDEST_PIP])
def test_the_oldest_pip_resolves_a_lock_though_everything_has_a_newer_release(name, tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text(write_index(tmp_path / "index", read_lock(ROOT / name)))
    done = resolve_with_oldest_pip(tmp_path / "index", lock)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize(("named", "code"), [("asked[more]", 0), ("asked", 1)])
def test_the_oldest_pip_refuses_a_pin_without_the_extra_that_is_asked_of_it(named, code, tmp_path):
    """The fault that these tests are about: the lock worked until `asked` had a newer release."""
    index = tmp_path / "index"
    lock = write_index(index, parse_lock("asker==1.0\nasked==2.0"), {
        "asker": "Requires-Dist: asked[more]<3,>=2\n", "asked": "Provides-Extra: more\n",
    })  # fmt: skip
    (tmp_path / "requirements.lock").write_text(lock.replace("asked==", f"{named}=="))
    done = resolve_with_oldest_pip(index, tmp_path / "requirements.lock")
    assert done.returncode == code, done.stderr
    assert ("all requirements must have their versions pinned" in done.stderr) is bool(code)


def test_what_is_no_pin_is_refused():
    with pytest.raises(ValueError, match="not a pin: jinja2>=3"):
        list(parse_lock("jinja2>=3\n"))
