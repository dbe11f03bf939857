"""A package mirror set for pip alone also serves uv, and the other way round. Standard library only.

pip reads `pip.conf` and PIP_*, uv reads `uv.toml` and UV_*; neither reads the other's. Each keeps what was
set for it; only what was not set is taken from the other.
"""

import ast
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Variables = dict[str, str]

PLACES_OF_UV = (
    "UV_DEFAULT_INDEX",
    "UV_INDEX_URL",
    "UV_INDEX",
    "UV_EXTRA_INDEX_URL",
    "UV_FIND_LINKS",
    "UV_NO_INDEX",
)
PLACES_OF_PIP = ("index-url", "extra-index-url", "find-links", "no-index")
_SECTIONS = ("global", "install", ":env:")
"""Where `pip install` looks, the last one wins."""


def read_pip_settings(listing: str) -> dict[str, str]:
    """Return what `pip config list` says about installing, by name such as `index-url`."""
    found: dict[str, dict[str, str]] = {section: {} for section in _SECTIONS}
    for line in listing.splitlines():
        name, is_setting, value = line.partition("=")
        section, _, key = name.rpartition(".")
        if is_setting and section in found:
            found[section][key] = str(ast.literal_eval(value))
    return found["global"] | found["install"] | found[":env:"]


def translate_for_uv(pip: Mapping[str, str], given: Mapping[str, str], uv: Mapping[str, str]) -> Variables:
    """Return the environment variables that let uv fetch packages as pip does.

    Args:
        pip: pip's settings.
        given: the environment; what is set in it stays.
        uv: where uv itself was told to look; pip's places are not added to those.
    """
    wanted: Variables = {}
    if not uv:
        wanted |= _translate_places(pip)
    if certificates := pip.get("cert"):
        wanted["SSL_CERT_DIR" if Path(certificates).is_dir() else "SSL_CERT_FILE"] = certificates
    if proxy := pip.get("proxy"):
        wanted |= {"HTTP_PROXY": proxy, "HTTPS_PROXY": proxy}
    for name, variable in (
        ("client-cert", "SSL_CLIENT_CERT"),
        ("trusted-host", "UV_INSECURE_HOST"),
        ("timeout", "UV_HTTP_TIMEOUT"),
        ("default-timeout", "UV_HTTP_TIMEOUT"),
    ):
        if value := pip.get(name):
            wanted[variable] = " ".join(value.split())
    return {name: value for name, value in wanted.items() if name not in given}


def _translate_places(pip: Mapping[str, str]) -> Variables:
    # pip takes the best version of all places; uv by default stops at the first place that knows a name.
    wanted: Variables = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    if index := pip.get("index-url"):
        wanted["UV_DEFAULT_INDEX"] = index
    if more := pip.get("extra-index-url"):
        wanted["UV_INDEX"] = " ".join(more.split())
    if places := [it for it in pip.get("find-links", "").split() if "://" in it or Path(it).exists()]:
        wanted["UV_FIND_LINKS"] = ",".join(places)
    if pip.get("no-index", "").lower() in ("1", "true", "yes", "on"):
        wanted["UV_NO_INDEX"] = "true"
    return wanted


def translate_for_pip(uv: Mapping[str, str], pip: Mapping[str, str]) -> Variables:
    """Return the environment variables that let pip look where uv does, unless pip has places of its own."""
    if any(name in pip for name in PLACES_OF_PIP):
        return {}
    return {f"PIP_{name.upper().replace('-', '_')}": value for name, value in uv.items()}


def read_uv_places(environment: Mapping[str, str]) -> dict[str, str]:
    """Return where uv was told to look, in pip's names: by its variables, else by its settings files."""
    if any(environment.get(name) for name in PLACES_OF_UV):
        places = {
            "index-url": environment.get("UV_DEFAULT_INDEX") or environment.get("UV_INDEX_URL"),
            "extra-index-url": environment.get("UV_INDEX") or environment.get("UV_EXTRA_INDEX_URL"),
            "find-links": (environment.get("UV_FIND_LINKS") or "").replace(",", " "),
            "no-index": environment.get("UV_NO_INDEX"),
        }
        return {name: _drop_names(value) for name, value in places.items() if value}
    for file in _list_uv_files(environment):
        if places := _read_uv_file(file):
            return places
    return {}


def _drop_names(places: str) -> str:
    """Return places without the names that uv lets people put before them: `name=address`."""
    return " ".join(it.partition("=")[2] if it.partition("=")[0].isidentifier() and "=" in it else it
                    for it in places.split())  # fmt: skip


def _list_uv_files(environment: Mapping[str, str]) -> Iterable[Path]:
    if chosen := environment.get("UV_CONFIG_FILE"):
        return [Path(chosen)]
    if environment.get("UV_NO_CONFIG"):
        return []
    user = Path(environment.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    system = (environment.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep)
    return [folder / "uv" / "uv.toml" for folder in (user, *map(Path, system), Path("/etc"))]


def _read_uv_file(file: Path) -> dict[str, str]:
    try:
        settings: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    settings |= settings.pop("pip", {})
    indexes = settings.get("index", [])
    more = [it["url"] for it in indexes if not it.get("default")]
    places = {
        "index-url": next((it["url"] for it in indexes if it.get("default")), settings.get("index-url")),
        "extra-index-url": " ".join(more or settings.get("extra-index-url", [])),
        "find-links": " ".join(settings.get("find-links", [])),
        "no-index": "true" if settings.get("no-index") else None,
    }
    return {name: value for name, value in places.items() if value}
