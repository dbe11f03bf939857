"""docs/design.md names every package, and its layers are those that the import rules enforce."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ROOT / "src" / "proof_of_talent"


def read_layers() -> dict[int, set[str]]:
    """Return the packages of each layer as the design says them."""
    layers: dict[int, set[str]] = {}
    for layer, package in re.findall(
        r"^\| (\d+) \| `(\w+)` \|", (ROOT / "docs/design.md").read_text(), re.MULTILINE
    ):
        layers.setdefault(int(layer), set()).add(package)
    return layers


def test_the_design_names_every_package():
    present = {folder.name for folder in PACKAGES.iterdir() if (folder / "__init__.py").exists()}
    assert set().union(*read_layers().values()) == present


def test_the_layers_of_the_design_are_those_that_are_enforced():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (enforced,) = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    described = read_layers()
    assert [described[layer] for layer in sorted(described, reverse=True)] == [
        set(layer.split(" | ")) for layer in enforced
    ]


def test_every_file_that_the_developer_pages_name_exists():
    for page in ("docs/design.md", "docs/contributing.md"):
        for name in re.findall(r"`([\w./]+/[\w./]+\.(?:py|toml|md|html|css|js))`", (ROOT / page).read_text()):
            assert any((folder / name).exists() for folder in (ROOT, PACKAGES)), f"{page} names {name}"
