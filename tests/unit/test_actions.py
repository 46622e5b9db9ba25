"""Actions: each verb does what it says, and nonsense from a browser does nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import ATLAS, INDEX, QUICK, clicks, views

from map_app.actions import apply
from map_app.choropleth import Fill
from map_app.links import View, default_layers, drawn_layers, from_query, layers_on, to_query
from map_app.selection import Selection
from map_app.vicinity import Near

BOCHUM = "municipality-05911000"
START = View(
    layers=default_layers(ATLAS),
    selection=Selection(kinds=frozenset({"institute"}), text="bochum"),
    selected="research-dbm",
    basemap="topplus-grey",
)


def after(*actions: dict[str, Any], view: View = START) -> View:
    for action in actions:
        view = apply(view, action, ATLAS)
    return view


def same(one: View, other: View) -> bool:
    """Whether a visitor sees the same: None for the layers stands for the usual ones."""
    return to_query(one, ATLAS) == to_query(other, ATLAS) and layers_on(one, ATLAS) == layers_on(
        other, ATLAS
    )


def test_selecting_a_feature_opens_it_and_closing_it_leaves_the_filters():
    opened = after({"do": "select", "id": BOCHUM})
    assert opened.selected == BOCHUM
    closed = after({"do": "select", "id": None}, view=opened)
    assert closed.selected is None
    assert closed.selection == START.selection


def test_selecting_a_feature_of_a_hidden_layer_shows_its_layer():
    hidden = after({"do": "layer", "id": "research", "on": False}, {"do": "select", "id": None})
    assert "research" not in layers_on(hidden, ATLAS)
    shown = after({"do": "select", "id": "research-dbm"}, view=hidden)
    assert layers_on(shown, ATLAS) == layers_on(hidden, ATLAS) | {"research"}


def test_a_layer_is_switched_off_and_on_without_touching_others():
    off = after({"do": "layer", "id": "waters", "on": False})
    assert layers_on(off, ATLAS) == default_layers(ATLAS) - {"waters"}
    assert same(after({"do": "layer", "id": "waters", "on": True}, view=off), START)


def test_a_theme_switches_all_of_its_layers():
    off = after({"do": "theme", "id": "emscher", "on": False})
    assert default_layers(ATLAS) - layers_on(off, ATLAS) == {
        "emscher-river",
        "emscher-sewer",
        "emscher-plants",
        "emscher-dates",
    }
    on = after({"do": "theme", "id": "emscher", "on": True}, view=off)
    every = {layer.id for layer in ATLAS.layers if layer.theme == "emscher"}
    assert layers_on(on, ATLAS) == default_layers(ATLAS) | every


@pytest.mark.parametrize(
    ("group", "value"),
    [("themes", "research"), ("places", BOCHUM), ("places", "district-05954"), ("kinds", "sewer")],
)
def test_a_filter_is_added_to_its_group_and_taken_away_again(group, value):
    chosen = after({"do": "filter", "group": group, "value": value, "on": True})
    assert chosen.selection.group(group) == START.selection.group(group) | {value}
    back = after({"do": "filter", "group": group, "value": value, "on": False}, view=chosen)
    assert back == START


def test_a_text_is_searched_without_the_spaces_around_it():
    assert after({"do": "text", "value": "  emscher "}).selection.text == "emscher"
    assert after({"do": "text", "value": ""}).selection.text == ""
    assert len(after({"do": "text", "value": "x" * 10_000}).selection.text) == 200


def test_a_circle_is_drawn_moved_and_given_up():
    drawn = after({"do": "near", "lat": 51.4818123456, "lon": 7.2, "km": 5})
    assert drawn.selection == replace(START.selection, near=Near(51.48181, 7.2, 5.0))
    larger = after({"do": "near", "lat": 51.5, "lon": 7, "km": 12.34}, view=drawn)
    assert larger.selection.near == Near(51.5, 7.0, 12.3)
    assert after({"do": "near", "value": None}, view=larger) == START
    assert after({"do": "reset"}, view=larger).selection.near is None


def test_resetting_one_group_keeps_the_others():
    view = after({"do": "filter", "group": "places", "value": BOCHUM, "on": True})
    assert after({"do": "reset", "group": "kinds"}, view=view).selection == Selection(
        places=frozenset({BOCHUM}), text="bochum"
    )


def test_resetting_everything_keeps_what_is_open_and_shown():
    view = after({"do": "reset"})
    assert view.selection.is_empty
    assert (view.selected, view.basemap, view.layers) == (
        START.selected,
        START.basemap,
        START.layers,
    )


@QUICK
@given(views())
def test_after_showing_the_matches_none_of_them_lies_in_a_layer_that_is_off(view):
    shown = after({"do": "show-matches"}, view=view)
    on = layers_on(shown, ATLAS)
    assert on >= layers_on(view, ATLAS)
    ids = INDEX.ids(INDEX.passing(shown.selection))
    drawn = drawn_layers(ATLAS)
    assert {ATLAS.by_id[feature_id].layer.id for feature_id in ids} & drawn <= on


def test_changing_the_language_changes_nothing_else():
    english = after({"do": "language", "value": "en"})
    assert english.language == "en"
    assert same(after({"do": "language", "value": "de"}, view=english), START)


def test_a_basemap_is_chosen_and_given_up():
    assert after({"do": "basemap", "id": "topplus-colour"}).basemap == "topplus-colour"
    assert after({"do": "basemap", "id": None}).basemap is None


def test_the_figures_stay_open_for_a_municipality_and_give_way_to_a_site():
    figures = after({"do": "panel", "id": "figures"})
    assert figures.panel == "figures"
    compared = after({"do": "select", "id": BOCHUM}, view=figures)
    assert (compared.panel, compared.selected) == ("figures", BOCHUM)
    read = after({"do": "select", "id": "research-dbm"}, view=compared)
    assert (read.panel, read.selected) == (None, "research-dbm")
    assert after({"do": "panel", "id": None}, view=compared).panel is None


def test_choosing_something_of_the_world_turns_to_the_world_and_back():
    far = after({"do": "select", "id": "partner-city-shenzhen"})
    assert far.world
    assert after({"do": "select", "id": "network-ua-ruhr"}, view=far).world, "it has no place"
    assert not after({"do": "select", "id": BOCHUM}, view=far).world
    assert not after({"do": "world", "on": False}, view=far).world


def test_an_entry_without_a_place_changes_no_layer():
    nothing = replace(START, layers=frozenset())
    assert after({"do": "select", "id": "network-ua-ruhr"}, view=nothing).layers == frozenset()


def test_the_map_is_coloured_recoloured_and_bleached():
    density = after({"do": "fill", "id": "inhabitants"})
    assert density.fill == Fill("inhabitants")
    finer = after({"do": "fill", "key": "classes", "value": 7}, view=density)
    raw = after({"do": "fill", "key": "measure", "value": "raw"}, view=finer)
    assert raw.fill == Fill("inhabitants", measure="raw", classes=7)
    forest = after({"do": "fill", "id": "forest-share"}, view=raw)
    assert forest.fill == Fill("forest-share", classes=7), "the way of classing is kept"
    assert after({"do": "fill", "id": None}, view=forest).fill is None


@QUICK
@given(views(), clicks())
def test_the_same_click_twice_does_what_it_does_once(view, action):
    once = after(action, view=view)
    assert after(action, view=once) == once


NONSENSE: list[dict[str, Any]] = [
    {},
    {"do": None},
    {"do": "fly"},
    {"do": ["select"]},
    {"do": "select", "id": "research-atlantis"},
    {"do": "select", "id": 5},
    {"do": "select", "id": ["research-dbm"]},
    {"do": "layer"},
    {"do": "layer", "id": "motorways", "on": True},
    {"do": "layer", "id": {"a": 1}, "on": True},
    {"do": "theme"},
    {"do": "theme", "id": ["emscher"], "on": False},
    {"do": "filter"},
    {"do": "filter", "group": "kinds"},
    {"do": "filter", "group": "kinds", "value": "castle", "on": True},
    {"do": "filter", "group": "animals", "value": "institute", "on": True},
    {"do": "filter", "group": ["kinds"], "value": "institute", "on": True},
    {"do": "language"},
    {"do": "language", "value": "fr"},
    {"do": "language", "value": ["en"]},
    {"do": "filter", "group": "kinds", "value": ["institute"], "on": True},
    {"do": "filter", "group": "places", "value": {}, "on": True},
    {"do": "filter", "group": "themes", "value": "orientation", "on": True},
    {"do": "filter", "group": "kinds", "value": "station", "on": True},
    {"do": "basemap", "id": ["topplus-grey"]},
    {"do": "basemap", "id": "satellite"},
    {"do": "text", "value": ["museum"]},
    {"do": "text", "value": {"a": 1}},
    {"do": "reset", "group": "animals"},
    {"do": "panel", "id": "weather"},
    {"do": "panel", "id": ["figures"]},
    {"do": "fill", "id": "happiness"},
    {"do": "fill", "id": ["inhabitants"]},
    {"do": "fill", "key": "classes", "value": 5},
    {"do": "world"},
    {"do": "ties"},
    {"do": "near"},
    {"do": "near", "lat": 51.5, "lon": 7.2},
    {"do": "near", "lat": "51.5", "lon": "7.2", "km": "5"},
    {"do": "near", "lat": 51.5, "lon": 7.2, "km": True},
    {"do": "near", "lat": [51.5], "lon": 7.2, "km": 5},
    {"do": "near", "lat": 51.5, "lon": 7.2, "km": 0.1},
    {"do": "near", "lat": 51.5, "lon": 7.2, "km": 51},
    {"do": "near", "lat": 51.5, "lon": 7.2, "km": 10**400},
    {"do": "near", "lat": float("nan"), "lon": 7.2, "km": 5},
    {"do": "near", "lat": 51.5, "lon": float("inf"), "km": 5},
    {"do": "near", "lat": 7.2, "lon": 51.5, "km": 5},
    {"do": "near", "value": 5},
]

WRONG_FILLS: list[dict[str, Any]] = [
    {"do": "fill"},
    {"do": "fill", "key": "classes", "value": 99},
    {"do": "fill", "key": "classes", "value": "5"},
    {"do": "fill", "key": "classes", "value": True},
    {"do": "fill", "key": "classes", "value": [5]},
    {"do": "fill", "key": "method", "value": "magic"},
    {"do": "fill", "key": "measure", "value": "per dozen"},
    {"do": "fill", "key": "year", "value": 1848},
    {"do": "fill", "key": "palette", "value": "rainbow"},
    {"do": "fill", "key": "indicator", "value": "forest-share"},
    {"do": "fill", "key": ["classes"], "value": 5},
]


@pytest.mark.parametrize("action", WRONG_FILLS, ids=json.dumps)
def test_a_fill_nobody_offers_changes_nothing(action):
    filled = after({"do": "fill", "id": "inhabitants"})
    assert after(action, view=filled) == filled


@pytest.mark.parametrize("action", NONSENSE, ids=json.dumps)
def test_nonsense_changes_nothing(action):
    view = after(action)
    assert same(view, START)
    assert from_query(to_query(view, ATLAS), ATLAS)[1] == []


def json_values() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
        max_leaves=4,
    )


@QUICK
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "do": st.sampled_from(["select", "layer", "theme", "filter", "text", "reset"])
            | st.sampled_from(
                ["show-matches", "language", "basemap", "panel", "fill", "world", "near"]
            )
            | json_values(),
            "group": st.sampled_from(["themes", "places", "kinds"]) | json_values(),
            "id": json_values(),
            "value": json_values(),
            "lat": json_values(),
            "lon": json_values(),
            "km": json_values(),
            "on": json_values(),
        },
    )
)
@example({"do": "filter", "group": "kinds", "value": [], "on": True})
@example({"do": "basemap", "id": {}})
def test_whatever_a_browser_sends_the_view_stays_one_that_can_be_shown(action):
    view = after(action)
    assert layers_on(view, ATLAS) <= set(ATLAS.frames)
    assert view.selected in {None, START.selected}
    assert view.selection.kinds <= {"institute"}
    assert not view.selection.places | view.selection.themes
    assert len(view.selection.text) <= 200
    assert from_query(to_query(view, ATLAS), ATLAS)[1] == []


def test_the_layers_of_the_time_control_come_and_go_with_it():
    opened = after({"do": "year", "value": 1950})
    assert opened.year == 1950
    assert layers_on(opened, ATLAS) >= set(ATLAS.catalog.time.layers)
    hidden = after({"do": "layer", "id": "emscher-mouths", "on": False}, view=opened)
    assert "emscher-mouths" not in layers_on(
        after({"do": "year", "value": 1992}, view=hidden), ATLAS
    )
    closed = after({"do": "year", "value": None}, view=opened)
    assert (closed.year, closed.selection) == (None, START.selection)
    assert layers_on(closed, ATLAS) == layers_on(START, ATLAS)


@pytest.mark.parametrize("value", [1898, 2101, "1950.5", "19500", True, [1950], "jetzt", "١٩٥٠"])
def test_a_year_the_control_does_not_have_changes_nothing(value):
    assert after({"do": "year", "value": value}) == START


def test_two_years_stand_side_by_side_only_while_time_is_on():
    assert after({"do": "beside", "value": 1930}) == START
    both = after({"do": "year", "value": 2026}, {"do": "beside", "value": 1930})
    assert (both.year, both.beside) == (2026, 1930)
    assert after({"do": "year", "value": None}, view=both).beside is None


def test_the_tour_changes_nothing_but_its_step():
    step = next(iter(ATLAS.steps))
    assert after({"do": "tour", "id": step}) == replace(START, tour=step)
    assert after({"do": "tour", "id": step}, {"do": "tour", "id": None}) == START
    assert after({"do": "tour", "id": "nowhere"}) == START
    assert after({"do": "tour", "id": ["x"]}) == START


@pytest.mark.parametrize(
    "action",
    [
        {"do": "select", "id": BOCHUM},
        {"do": "panel", "id": "figures"},
        {"do": "world", "on": True},
    ],
)
def test_what_is_chosen_to_read_takes_the_place_of_the_tour(action):
    touring = after({"do": "tour", "id": next(iter(ATLAS.steps))})
    assert after(action, view=touring).tour is None


def test_time_and_tour_belong_to_the_region():
    abroad = after({"do": "world", "on": True})
    assert not after({"do": "year", "value": 1950}, view=abroad).world
    assert not after({"do": "tour", "id": next(iter(ATLAS.steps))}, view=abroad).world


def test_the_river_stays_open_for_a_municipality_and_gives_way_to_anything_else():
    river = after({"do": "panel", "id": "river"})
    assert after({"do": "select", "id": BOCHUM}, view=river).panel == "river"
    assert after({"do": "select", "id": "research-dbm"}, view=river).panel is None
