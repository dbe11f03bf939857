"""Colours by name. Specifications name them as `var(--chart-1)`, so that a page recolours without redrawing.

The light values stand in `web/static/tokens.css` too; a test keeps the two alike.
"""

import re

LIGHT = {
    "surface": "#ffffff",
    "ink": "#17202b",
    "ink-2": "#4c5866",
    "line": "#dde2e8",
    "line-strong": "#7f8b99",
    "chart-1": "#2f62d9",
    "chart-2": "#0e8576",
    "chart-3": "#a04ab0",
    "chart-4": "#b5650b",
    "chart-good": "#1f8a50",
    "chart-warn": "#bb7a06",
    "chart-bad": "#c93f33",
    "chart-mute": "#7c8896",
    "chart-track": "#e6eaef",
}
FIELD_COLOURS = {
    "digital_technology": "chart-1",
    "arts_culture": "chart-2",
    "science_research": "chart-3",
}
RECOMMENDATION_COLOURS = {"strong": "chart-good", "moderate": "chart-warn", "weak": "chart-bad"}
FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif'


def name_colour(token: str) -> str:
    """Return how a specification names a colour; KeyError where there is no such colour."""
    LIGHT[token]
    return f"var(--{token})"


def resolve_colours(text: str) -> str:
    """Replace names by light values, for drawings outside a page."""
    return re.sub(r"var\(--([a-z0-9-]+)\)", lambda match: LIGHT[match[1]], text)
