"""A public name means one thing in the whole package: it is defined in one module only."""

import ast
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "proof_of_talent"
ADAPTERS = ("stores/sqlite/", "stores/mongo/")
MADE_FROM_THE_CONTRACT = "client/types.py"
"""Says what goes over the wire, under the names that the contract gives to our own types."""
SAME_BY_CONVENTION = {
    "CHARTS": "each module of charts lists its own; `charts.catalogue` adds them up",
    "log": "each module logs under its own name",
    "router": "each module of endpoints has its own; `web.app` includes them",
}


def list_public_names(path):
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def name_home(path):
    """Two adapters of one port have the same shape, so the same name means the same thing in both."""
    place = path.relative_to(SOURCE).as_posix()
    return "stores" if place.startswith(ADAPTERS) else place


def test_a_public_name_has_one_home():
    homes = defaultdict(set)
    for path in SOURCE.rglob("*.py"):
        if path.relative_to(SOURCE).as_posix() == MADE_FROM_THE_CONTRACT:
            continue
        for name in list_public_names(path):
            if not name.startswith("_") and name not in SAME_BY_CONVENTION:
                homes[name].add(name_home(path))
    assert {name: sorted(found) for name, found in homes.items() if len(found) > 1} == {}
