"""What a site's robots.txt allows us, as RFC 9309 says: groups, longest match, `*` and `$`.

Python's own parser takes the first match and knows no wildcards, so it would read what is disallowed.
"""

from typing import NamedTuple
from urllib.parse import unquote


class Rule(NamedTuple):
    """One allow or disallow line."""

    allows: bool
    pattern: str


def is_allowed(robots: str, agent: str, path: str) -> bool:
    """Tell whether a path (with its query) may be read.

    Args:
        robots: the text of robots.txt.
        agent: our product token, in any case.
        path: as it stands in the address.
    """
    groups = _read_groups(robots)
    rules = groups.get(agent.lower(), groups.get("*", []))
    path = unquote(path)
    matching = [rule for rule in rules if rule.pattern and _matches(rule.pattern, path)]
    longest = max(matching, key=lambda rule: (len(rule.pattern), rule.allows), default=None)
    return longest is None or longest.allows


def _read_groups(robots: str) -> dict[str, list[Rule]]:
    """Return the rules of each agent; groups of the same agent are one."""
    groups: dict[str, list[Rule]] = {}
    agents: list[str] = []
    names_agents = False
    for line in robots.lstrip("\ufeff").splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon:
            continue
        if name == "user-agent":
            agents = [*agents, value.lower()] if names_agents else [value.lower()]
            groups.setdefault(value.lower(), [])
            names_agents = True
        elif name in ("allow", "disallow"):
            names_agents = False
            for agent in agents:
                groups[agent].append(Rule(name == "allow", unquote(value)))
    return groups


def _matches(pattern: str, path: str) -> bool:
    """Match from the start, part by part: in linear time, whatever the pattern."""
    anchored = pattern.endswith("$")
    first, *parts = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if anchored and not parts:
        return at == len(path)
    last = parts.pop() if anchored else ""
    for part in parts:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return path.endswith(last) and len(path) - len(last) >= at
