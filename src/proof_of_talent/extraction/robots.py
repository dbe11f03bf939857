"""What a site's robots.txt allows us, as RFC 9309 says."""

from protego import Protego


def is_allowed(robots: str, agent: str, path: str) -> bool:
    """Tell whether a path (with its query) may be read.

    Args:
        robots: the text of robots.txt.
        agent: our product token, in any case.
        path: as it stands in the address.
    """
    # Protego takes a byte order mark for part of the first line and so misses the first group.
    rules = Protego.parse(robots.lstrip("\ufeff"))
    return bool(rules.can_fetch(f"https://site.invalid{path}", agent))
