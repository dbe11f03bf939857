"""A package index in a folder: empty wheels with the metadata of the packages that are installed."""

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from html import escape
from importlib import metadata
from pathlib import Path

from scripts.locks import Pin

NEWER = "post9999"
"""Behind a version: a release that is newer, and that everything takes which takes the version."""


def write_index(folder: Path, pins: Iterable[Pin], metadata_of: Mapping[str, str] | None = None) -> str:
    """Write a wheel of each pin and of a newer release; returns a lock of the same pins with their hashes.

    An index has a page for each package: in a plain folder of files an old pip looks through all of them for
    each package.

    Args:
        folder: holds the wheels, and in `simple` the index. Made here.
        pins: what it holds.
        metadata_of: the wheels' metadata by name; that of the installed packages if None.
    """
    folder.mkdir()
    lines = []
    for pin in pins:
        described = _describe(pin.name) if metadata_of is None else metadata_of[pin.name]
        wheel = write_wheel(folder, pin.name, pin.version, described)
        newer = write_wheel(folder, pin.name, f"{pin.version.partition('.post')[0]}.{NEWER}", described)
        write_page(folder / "simple" / pin.name, (wheel, newer))
        marker = f" ; {pin.marker}" if pin.marker else ""
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        lines.append(f"{pin.asked}=={pin.version}{marker} --hash=sha256:{digest}\n")
    return "".join(lines)


def write_wheel(folder: Path, name: str, version: str, described: str = "") -> Path:
    """Write a wheel that holds nothing but its own description."""
    stem = f"{name.replace('-', '_')}-{version}"
    path = folder / f"{stem}-py3-none-any.whl"
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{described}"
    wheel = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(f"{stem}.dist-info/METADATA", about)
        file.writestr(f"{stem}.dist-info/WHEEL", wheel)
        file.writestr(f"{stem}.dist-info/RECORD", "")
    return path


def write_page(folder: Path, wheels: Iterable[Path]) -> None:
    """Write the page of a package: a link to each of its wheels."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "index.html"
    links = "".join(f'<a href="../../{escape(it.name)}">{escape(it.name)}</a>' for it in wheels)
    head = "" if page.exists() else "<!DOCTYPE html><html><body>"
    with page.open("a") as file:  # a lock may pin a package several times, for different machines
        file.write(head + links)


def _describe(name: str) -> str:
    try:
        found = metadata.metadata(name)
    except metadata.PackageNotFoundError:  # not for this machine, or of a lock that is not installed
        return ""
    lines = [f"Requires-Dist: {it}\n" for it in found.get_all("Requires-Dist") or ()]
    return "".join([*lines, *(f"Provides-Extra: {it}\n" for it in found.get_all("Provides-Extra") or ())])
