"""Choropleths: every value in its class, legend and fill agree, and colours stay apart."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from strategies import ATLAS, QUICK, fills

from map_app import palettes
from map_app.catalog import LANGUAGES, Catalog
from map_app.choropleth import CLASSES, METHODS, Fill, choropleth
from map_app.indicators import rank
from map_app.panels.legend import legend
from map_app.texts import Texts

CATALOG: Catalog = ATLAS.catalog
DENSITY = Fill("inhabitants")


@QUICK
@given(fills())
def test_every_value_lies_in_the_class_its_colour_says(fill):
    drawn = choropleth(fill, ATLAS)
    assert set(drawn.class_of) == set(drawn.values)
    for ags, number in drawn.class_of.items():
        low, high = drawn.bounds[number], drawn.bounds[number + 1]
        assert low <= drawn.values[ags] <= high
        assert number == 0 or drawn.values[ags] > low
    assert 1 <= len(drawn.colours) == len(drawn.counts) == len(drawn.bounds) - 1 <= fill.classes
    assert list(drawn.bounds) == sorted(drawn.bounds)
    assert sum(drawn.counts) == len(drawn.values) == sum(count for count, _ in drawn.bars)


@QUICK
@given(fills())
def test_the_legend_says_what_the_map_shows(fill):
    drawn = choropleth(fill, ATLAS)
    said = legend(fill, ATLAS, Texts("en"))
    towns = sorted(ATLAS.municipalities)
    assert len(said["classes"]) == len(said["values"]) == len(towns) == 53
    counted = Counter(said["classes"])
    assert [counted[str(i)] for i in range(len(drawn.counts))] == list(drawn.counts)
    assert counted["-"] == len(said["missing"])
    blank = [ags for ags, value in zip(towns, said["values"], strict=True) if not value]
    assert [ATLAS.municipalities[ags].names["en"] for ags in blank] == said["missing"]


@pytest.mark.parametrize("classes", CLASSES)
def test_quantiles_hold_about_as_many_in_each_class(classes):
    counts = choropleth(Fill("inhabitants", classes=classes), ATLAS).counts
    assert len(counts) == classes
    assert max(counts) - min(counts) <= 1


def test_equal_steps_are_equally_wide_even_where_one_is_empty():
    bounds = choropleth(Fill("solar-power", method="equal"), ATLAS).bounds
    widths = [high - low for low, high in itertools.pairwise(bounds)]
    assert widths == pytest.approx([widths[0]] * 5)


def test_natural_breaks_are_the_same_every_time_and_no_worse_than_quantiles():
    def spread(fill: Fill) -> float:
        drawn = choropleth(fill, ATLAS)
        total = 0.0
        for number in range(len(drawn.counts)):
            own = [v for ags, v in drawn.values.items() if drawn.class_of[ags] == number]
            total += sum((v - sum(own) / len(own)) ** 2 for v in own)
        return total

    natural = Fill("inhabitants", method="natural")
    first = choropleth(natural, ATLAS).bounds
    choropleth.cache_clear()
    assert choropleth(natural, ATLAS).bounds == first
    assert spread(natural) <= spread(DENSITY)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("numbers", "most"),
    [([0.0] * 40 + [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], 7), ([5.0] * 53, 1), ([1.0, 9.0], 2)],
)
def test_where_many_values_are_the_same_there_are_fewer_classes(numbers, most, method):
    from map_app import choropleth as module

    uppers = module._upper_bounds(np.array(numbers), method, 7)
    assert 1 <= len(uppers) <= most
    assert list(uppers) == sorted(set(uppers))
    assert uppers[-1] == max(numbers)


def test_a_count_is_shown_per_head_or_area_and_raw_only_when_asked_for():
    for entry in CATALOG.indicator:
        measures = ATLAS.indicators.measures(entry.id)
        if entry.measure == "count" and entry.id != "area":
            assert measures[0] in ("km2", "inhabitants"), entry.id
            assert measures[-1] == "raw"
        elif entry.measure != "count":
            assert measures == ("value",)


def test_towns_without_a_value_are_named_and_have_no_class():
    said = legend(Fill("ets-emissions"), ATLAS, Texts("de"))
    assert "Sonsbeck" in said["missing"]
    assert "Duisburg" not in said["missing"]
    assert said["note"].startswith("Wo keine Anlage")


def test_a_change_gets_two_hues_that_meet_at_nothing_and_a_share_gets_one():
    assert choropleth(Fill("inhabitants-change"), ATLAS).palette.diverging
    assert not choropleth(Fill("forest-share"), ATLAS).palette.diverging


@pytest.mark.parametrize(
    ("bounds", "sides"),
    [
        ((-4, -2, -1, 1, 3), [-2, -1, 0, 1]),
        ((-4, -2, 0, 1, 3), [-2, -1, 1, 2]),
        ((1, 2, 3), [1, 2]),
        ((-3, -2, -1), [-2, -1]),
    ],
)
def test_losses_and_gains_take_opposite_sides_of_a_diverging_scheme(bounds, sides, monkeypatch):
    from map_app import choropleth as module

    seen: list[list[int]] = []
    monkeypatch.setattr(palettes, "diverging", lambda scheme, asked: seen.append(list(asked)))
    diverging = next(p for p in CATALOG.palette if p.diverging)
    module._colours(diverging, bounds, 0)
    assert seen == [sides]


def test_only_derived_values_get_decimals_of_their_size():
    said = legend(DENSITY, ATLAS, Texts("de"))
    assert said["unit"] == "Einwohner je km²"
    assert all("," not in bound for bound in said["bounds"])
    assert legend(Fill("solar-power"), ATLAS, Texts("en"))["unit"] == "kW per 1,000 inhabitants"
    assert legend(Fill("area"), ATLAS, Texts("de"))["unit"] == "km²"


def test_each_state_names_its_own_source():
    def source(year: int) -> str:
        return str(legend(Fill("inhabitants", year), ATLAS, Texts("en"))["source"])

    assert "2017" in source(2011)
    assert "2021" in source(2018)
    assert "2023" in source(2022)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("method", METHODS)
def test_every_indicator_can_be_drawn_in_every_way(language, method):
    for entry in CATALOG.indicator:
        for measure in ATLAS.indicators.measures(entry.id):
            said = legend(Fill(entry.id, None, measure, method, 7), ATLAS, Texts(language))
            assert said["colours"]
            assert said["unit"].strip()


# ------------------------------------------------------------------ ranks


def test_equal_values_share_the_better_rank():
    values = {"a": 3.0, "b": 5.0, "c": 3.0, "d": 1.0}
    assert [rank(values, name) for name in "bacd"] == [(1, 4), (2, 4), (2, 4), (4, 4)]
    assert rank(values, "nobody") is None


# ------------------------------------------------------------------ colours

Colour = tuple[float, float, float]


def linear(hexed: str) -> Colour:
    channels = [int(hexed[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return red, green, blue


def times(matrix: tuple[Colour, Colour, Colour], colour: Colour) -> Colour:
    a, b, c = (sum(m * v for m, v in zip(row, colour, strict=True)) for row in matrix)
    return a, b, c


# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB.
BLINDNESS: dict[str, tuple[Colour, Colour, Colour]] = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def oklab(colour: Colour) -> Colour:
    """Björn Ottosson 2020, from linear RGB."""
    cone = times(
        (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        ),
        colour,
    )
    root = tuple(math.copysign(abs(c) ** (1 / 3), c) for c in cone)
    return times(
        (
            (0.2104542553, 0.7936177850, -0.0040720468),
            (1.9779984951, -2.4285922050, 0.4505937099),
            (0.0259040371, 0.7827717662, -0.8086757660),
        ),
        (root[0], root[1], root[2]),
    )


def drawn_light(palette_id: str, count: int) -> list[str]:
    palette = next(p for p in CATALOG.palette if p.id == palette_id)
    if palette.diverging:
        half = count // 2
        sides = [*range(-half, 0), *([0] if count % 2 else []), *range(1, half + 1)]
        colours = palettes.diverging(palette.scheme, sides)
    else:
        colours = palettes.sequential(palette.scheme, count)
    return [re.findall(r"#[0-9a-f]{6}", colour)[0] for colour in colours]


@pytest.mark.parametrize("palette", [p.id for p in CATALOG.palette])
@pytest.mark.parametrize("count", CLASSES)
@pytest.mark.parametrize("eyes", BLINDNESS)
def test_neighbouring_classes_can_be_told_apart_whatever_the_eyes(palette, count, eyes):
    seen = [oklab(times(BLINDNESS[eyes], linear(c))) for c in drawn_light(palette, count)]
    steps = [math.dist(a, b) for a, b in itertools.pairwise(seen)]
    assert min(steps) > 0.04, "just visible is 0.02"


@pytest.mark.parametrize("palette", [p for p in CATALOG.palette if not p.diverging], ids=str)
def test_more_is_darker_on_light_ground_and_lighter_on_dark_ground(palette):
    pairs = [re.findall(r"#[0-9a-f]{6}", c) for c in palettes.sequential(palette.scheme, 5)]
    light, dark = ([oklab(linear(c))[0] for c in side] for side in zip(*pairs, strict=True))
    assert light == sorted(light, reverse=True)
    assert dark == sorted(dark)


def test_both_kinds_of_palettes_are_offered():
    assert {p.diverging for p in CATALOG.palette} == {True, False}
