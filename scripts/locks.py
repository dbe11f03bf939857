"""The lock files: what they pin, and which of it an extra needs.

Standard library only, because it runs before anything is installed.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
RUN, EVERYTHING, READERS = "requirements.lock", "requirements-dev.lock", "requirements-readers.lock"
INSTALLER, OLDEST_PIP = "requirements-install.lock", "requirements-oldest-pip.lock"
LOCKS = (RUN, EVERYTHING, READERS, INSTALLER, OLDEST_PIP)
EXTRAS = "requirements-extras.toml"
"""By extra: the packages that it adds to those of `RUN`. Their pins and hashes are in `EVERYTHING`."""

_PIN = re.compile(r"([\w.-]+(?:\[[^\]]*\])?)==(\S+)(?: ; (.*?))?(?: \\)?$")


class Pin(NamedTuple):
    """One entry of a lock: a version of a package, for machines on which the marker holds."""

    name: str
    extras: frozenset[str]
    version: str
    marker: str
    text: str
    """The entry as it stands there, hashes included."""

    @property
    def asked(self) -> str:
        """The package with its extras: `name` or `name[extra, …]`."""
        return f"{self.name}[{', '.join(sorted(self.extras))}]" if self.extras else self.name

    def with_extras(self, extras: frozenset[str]) -> "Pin":
        """Return the same pin, asked for with these extras."""
        changed = self._replace(extras=extras)
        return changed._replace(text=changed.asked + self.text[len(self.asked) :])


def read_lock(path: Path) -> list[Pin]:
    """Return what a lock file pins, in its order."""
    return list(parse_lock(path.read_text(encoding="utf-8")))


def parse_lock(text: str) -> Iterator[Pin]:
    """Yield what the text of a lock file pins.

    Raises:
        ValueError: an entry is not a pin.
    """
    for entry in re.split(r"\n(?=\S)", text.strip()):
        found = _PIN.match(entry.splitlines()[0])
        if found is None:
            raise ValueError(f"This is not a pin: {entry.splitlines()[0]}")
        asked, version, marker = found.groups()
        yield Pin(*split_extras(asked), version, marker or "", entry)


def read_extras() -> dict[str, list[str]]:
    """Return by extra the packages that it adds, each as `name` or `name[extra, …]`."""
    return tomllib.loads((ROOT / EXTRAS).read_text(encoding="utf-8"))


def choose_pins(extras: Iterable[str]) -> list[Pin]:
    """Return the pins of the program with these extras.

    Raises:
        ValueError: there is no extra of that name.
    """
    known = read_extras()
    if unknown := sorted(set(extras) - known.keys()):
        raise ValueError(f"There is no extra called {unknown[0]}. There are: {', '.join(known)}.")
    wanted: dict[str, frozenset[str]] = {}
    asked = [(pin.name, pin.extras) for pin in read_lock(ROOT / RUN)]
    asked += [split_extras(it) for extra in extras for it in known[extra]]
    for name, its_extras in asked:
        wanted[name] = wanted.get(name, frozenset()) | its_extras
    return [pin.with_extras(wanted[pin.name]) for pin in read_lock(ROOT / EVERYTHING) if pin.name in wanted]


def split_extras(asked: str) -> tuple[str, frozenset[str]]:
    """Return the name and the extras of `name[extra, …]`."""
    name, _, extras = asked.partition("[")
    return name, frozenset(it.strip() for it in extras.removesuffix("]").split(",") if it.strip())


def join_pins(pins: Iterable[Pin]) -> str:
    """Return pins as the text of a lock file."""
    return "".join(pin.text + "\n" for pin in pins)
