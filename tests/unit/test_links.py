"""Links: what was shared opens again, and what a link cannot mean does no harm."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ATLAS, INDEX, QUICK, clicks, views

from map_app.actions import apply
from map_app.choropleth import Fill
from map_app.links import Note, View, default_layers, from_query, to_query
from map_app.panels.status import status
from map_app.selection import Selection
from map_app.vicinity import Near

FULL = {
    "lang": "en",
    "on": "stations",
    "off": "research.waters",
    "themes": "emscher.research",
    "in": "05911000.05954",
    "kinds": "institute.river",
    "q": "museum",
    "near": "51.49_7.2171_2.5",
    "basemap": "topplus-grey",
    "id": "research-dbm",
    "panel": "figures",
    "view": "world",
    "ties": "on",
    "fill": "inhabitants",
    "year": "2018",
    "per": "raw",
    "method": "equal",
    "classes": "7",
    "palette": "ylorbr",
    "at": "1950",
    "with": "2026",
    "tour": next(iter(ATLAS.steps)),
    "parts": "legend.search",
    "page": "privacy",
}
KEYS = [*FULL, "utm_source"]


def opened(query: dict[str, str]) -> View:
    return from_query(query, ATLAS)[0]


def notes(query: dict[str, str]) -> list[Note]:
    return from_query(query, ATLAS)[1]


@QUICK
@given(views())
def test_a_shared_link_opens_what_was_shared(view):
    assert from_query(to_query(view, ATLAS), ATLAS) == (view, [])


@QUICK
@given(views())
def test_a_link_survives_the_address_bar(view):
    query = to_query(view, ATLAS)
    address = {key: values[0] for key, values in parse_qs(urlencode(query)).items()}
    assert opened(address) == view


@QUICK
@given(st.lists(clicks(), max_size=8))
def test_wherever_clicks_lead_the_link_leads_there_too(actions):
    view = opened({})
    for action in actions:
        view = apply(view, action, ATLAS)
    assert from_query(to_query(view, ATLAS), ATLAS) == (view, [])


def test_the_first_view_needs_no_parameters():
    assert to_query(View(), ATLAS) == {}
    assert opened({}) == View(layers=default_layers(ATLAS))


def test_a_full_link_sets_everything():
    view = opened(FULL)
    assert notes(FULL) == []
    assert view == View(
        language="en",
        layers=(default_layers(ATLAS) | {"stations"}) - {"research", "waters"},
        selection=Selection(
            themes=frozenset({"emscher", "research"}),
            places=frozenset({"municipality-05911000", "district-05954"}),
            kinds=frozenset({"institute", "river"}),
            text="museum",
            near=Near(51.49, 7.2171, 2.5),
        ),
        selected="research-dbm",
        basemap="topplus-grey",
        panel="figures",
        world=False,  # a tour is on the region's map
        ties=True,
        fill=Fill("inhabitants", 2018, "raw", "equal", 7, "ylorbr"),
        year=1950,
        beside=2026,
        tour=FULL["tour"],
        parts=frozenset({"legend", "search"}),
        page="privacy",
    )


def test_a_link_is_short_enough_to_read():
    view = View(selection=Selection(places=frozenset({"municipality-05911000"})), selected="x")
    assert urlencode(to_query(view, ATLAS)) == "in=05911000&id=x"


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [
        ("id", "research-atlantis", "feature"),
        ("off", "motorways", "layer"),
        ("on", "motorways", "layer"),
        ("themes", "sports", "theme"),
        ("in", "99999999", "place"),
        ("in", "bochum", "place"),
        ("kinds", "castle", "kind"),
        ("lang", "fr", "language"),
        ("basemap", "satellite", "basemap"),
        ("panel", "weather", "panel"),
        ("fill", "happiness", "indicator"),
        ("year", "1848", "fill"),
        ("per", "dozen", "fill"),
        ("method", "magic", "fill"),
        ("classes", "99", "fill"),
        ("palette", "rainbow", "fill"),
        ("near", "here", "near"),
        ("near", "51.45_7.01", "near"),
        ("near", "51.45_7.01_0.4", "near"),
        ("near", "51.45_7.01_51", "near"),
        ("near", "51.45_7.01_5.25", "near"),
        ("near", "51.450001_7.01_5", "near"),
        ("near", "-33.87_151.21_5", "near"),
        ("near", "7.01_51.45_5", "near"),
        ("near", "nan_nan_5", "near"),
        ("near", "٥١_٧_٥", "near"),
    ],
)
def test_an_unknown_value_gets_a_note_and_the_rest_still_applies(key, value, what):
    view, said = from_query({**FULL, key: value}, ATLAS)
    assert said == [Note(what, value)]
    rest = {name: text for name, text in FULL.items() if name != key}
    assert view == opened(rest)


def test_a_known_value_beside_an_unknown_one_still_applies():
    view, said = from_query({"kinds": "castle.institute"}, ATLAS)
    assert view.selection.kinds == {"institute"}
    assert said == [Note("kind", "castle")]


def test_a_layer_that_is_broken_today_is_left_out_without_blaming_the_link():
    frames = {name: frame for name, frame in ATLAS.frames.items() if name != "waters"}
    broken = type(ATLAS)(ATLAS.catalog, frames, (), ATLAS.folder)
    view, said = from_query({"on": "waters"}, broken)
    assert "waters" not in (view.layers or ())
    assert said == []


def test_a_parameter_of_someone_else_is_ignored():
    assert from_query({"utm_source": "mail"}, ATLAS) == from_query({}, ATLAS)


hostile = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="\x00\x07\x1b\u202e\u2028.\ud800", max_size=20),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "../../etc/passwd",
            "{title}",
            "{0.__class__}",
            "%00",
            "." * 500,
            "x" * 5_000,
        ]
    ),
)


@QUICK
@given(st.dictionaries(st.sampled_from(KEYS), hostile, max_size=5))
def test_hostile_values_give_notes_and_a_page_that_still_works(query):
    view, said = from_query(query, ATLAS)
    assert set(view.layers or ()) <= set(ATLAS.frames)
    assert view.selected is None
    assert not view.selection.places | view.selection.kinds | view.selection.themes
    assert view.fill is None
    assert view.selection.near is None
    assert all(len(note.value) <= 60 for note in said)
    page = status(view, said, ATLAS, INDEX)
    assert len(page["notes"]) == len(said)
    assert len(json.dumps(page)) < 12_000


def test_a_note_shows_the_value_as_it_stands_even_where_it_looks_like_a_placeholder():
    view, said = from_query({"id": "<b>{title}</b>"}, ATLAS)
    [note] = status(view, said, ATLAS, INDEX)["notes"]
    assert "„<b>{title}</b>“" in note


def test_a_very_long_search_is_cut():
    assert len(opened({"q": "a" * 10_000}).selection.text) == 200


def test_a_link_of_a_thousand_unknown_values_does_not_fill_the_page_with_notes():
    said = notes({"kinds": ".".join(f"k{number}" for number in range(1000))})
    assert 1 <= len(said) <= 10


def test_a_search_cut_at_a_space_is_shared_as_it_is():
    view = apply(opened({}), {"do": "text", "value": "x" * 199 + " y"}, ATLAS)
    assert opened(to_query(view, ATLAS)) == view


def test_spaces_around_a_search_do_not_matter():
    view = opened({"q": " museum "})
    assert opened(to_query(view, ATLAS)) == view
    assert view == replace(opened({}), selection=Selection(text="museum"))


@pytest.mark.parametrize(
    ("asked", "parts", "noted"),
    [
        ("legend.panel", frozenset({"legend", "panel"}), 0),
        ("map", frozenset(), 0),
        ("map.time", frozenset({"time"}), 0),
        ("", None, 0),
        ("fireworks", None, 1),
        ("fireworks.search", frozenset({"search"}), 1),
    ],
)
def test_an_embedded_map_shows_the_parts_its_link_names(asked, parts, noted):
    query = {"parts": asked}
    assert opened(query).parts == parts
    assert len(notes(query)) == noted
    assert opened(to_query(opened(query), ATLAS)).parts == parts
