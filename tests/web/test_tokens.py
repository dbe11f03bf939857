"""Contrast, computed from the tokens: text 4.5:1 and graphics 3:1, in light and dark."""

import re
from importlib.resources import files

import pytest

from proof_of_talent.charts.palette import LIGHT

TOKENS = (files("proof_of_talent") / "web" / "static" / "tokens.css").read_text(encoding="utf-8")
PAIRS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", TOKENS
    )
}
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2") for ground in ("page", "surface", "surface-2")),
    *((ink, ground) for ink in ("accent", "accent-strong") for ground in ("page", "surface", "surface-2")),
    ("accent-strong", "accent-soft"), ("ink", "accent-soft"), ("accent", "accent-soft"),
    ("on-accent", "accent"), ("on-accent", "accent-strong"),
    *((mood, f"{mood}-soft") for mood in ("good", "warn", "bad")),
    *((mood, ground) for mood in ("good", "warn", "bad") for ground in ("surface", "page")),
    *(("ink", f"{mood}-soft") for mood in ("good", "warn", "bad")),
    ("page", "ink"), ("ink", "mark"),
]  # fmt: skip
GRAPHICS = [
    *((f"chart-{name}", "surface") for name in ("1", "2", "3", "4", "good", "warn", "bad", "mute")),
    ("line-strong", "surface"), ("line-strong", "page"), ("accent", "surface"), ("accent", "page"),
]  # fmt: skip


def measure_luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def measure_contrast(one: str, other: str) -> float:
    lighter, darker = sorted((measure_luminance(one), measure_luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink, ground, theme):
    assert measure_contrast(PAIRS[ink][theme], PAIRS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), GRAPHICS)
def test_shapes_can_be_told_from_the_ground(shape, ground, theme):
    assert measure_contrast(PAIRS[shape][theme], PAIRS[ground][theme]) >= 3


def test_drawings_outside_pages_use_the_light_colours_of_pages():
    assert {name: PAIRS[name][0] for name in LIGHT} == LIGHT
