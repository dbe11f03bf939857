"""Colours have names in specifications and light values in files."""

import pytest

from proof_of_talent.charts.palette import LIGHT, name_colour, resolve_colours


def test_names_become_light_values():
    text = f'{{"fill": "{name_colour("chart-1")}", "stroke": "{name_colour("line")}"}}'
    assert resolve_colours(text) == f'{{"fill": "{LIGHT["chart-1"]}", "stroke": "{LIGHT["line"]}"}}'


def test_an_unknown_name_is_a_mistake():
    with pytest.raises(KeyError):
        name_colour("chart-99")
