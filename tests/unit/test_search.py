"""Search: everything is found by its name, also when it is not typed quite right."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ATLAS, QUICK
from test_server import ask

from map_app.actions import apply
from map_app.atlas import Atlas
from map_app.catalog import LANGUAGES
from map_app.coordinates import positions
from map_app.folding import spellings
from map_app.links import View, from_query, layers_on, to_query
from map_app.panels.suggestions import marks, suggestions
from map_app.search import ORDER, Entry, Hit, SearchIndex
from map_app.search_entries import search_index
from map_app.selection import Near, Selection

GERMAN = search_index(ATLAS, "de")
TOWNS = [town for town in ATLAS.municipalities.values() if len(town.names["de"]) >= 6]
ESSEN = "municipality-05113000"
MUELHEIM = "municipality-05117000"


def first(query: str, count: int = 1) -> list[str]:
    return [hit.id for hit in GERMAN.find(query, count)]


def after(hit: Hit, view: View | None = None) -> View:
    """The view once a hit was chosen, as the server makes it of the hit's actions."""
    view = view or View()
    for action in hit.actions:
        view = apply(view, action, ATLAS)
    return view


def hit_of(query: str, kind: str) -> Hit:
    return next(hit for hit in GERMAN.find(query, 400) if hit.kind == kind)


# ------------------------------------------------------------------ what people type


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Mülheim", MUELHEIM),
        ("Muelheim", MUELHEIM),
        ("mulheim", MUELHEIM),
        ("Mülhiem", MUELHEIM),
        ("Muelhiem", MUELHEIM),
        ("Mühlheim an der Ruhr", MUELHEIM),
        ("Froendenberg", "municipality-05978012"),
        ("Frondenberg", "municipality-05978012"),
        ("castroprauxel", "municipality-05562004"),
        ("Castrop Rauxl", "municipality-05562004"),
        ("Fraunhofer Umsicht oberhausen", "research-fraunhofer-umsicht"),
        ("oberhausen fraunhofr umsciht", "research-fraunhofer-umsicht"),
        ("RUB", "research-rub"),
        ("Essen", ESSEN),
        ("Wesel", "municipality-05170048"),
        ("Kreis Wesel", "district-05170"),
        ("Essen Hbf", "station-8000098"),
        ("Langendreer", "place-2881104"),
        ("Rotterdam", "seaport-rotterdam"),
        ("Startercenter NRW", "service-startercenter"),
        ("Gesundheitswirtschaft", "health"),
        ("Bahnhöfe", "stations"),
        ("Universität", "university"),
        ("Durchschnittsalter", "average-age"),
        ("45127", "45127"),
    ],
)
def test_what_people_type_finds_what_they_mean(typed, found):
    assert first(typed) == [found]


def test_big_places_come_before_small_and_features_before_what_tells_of_them():
    assert first("bo", 2) == ["municipality-05911000", "municipality-05512000"]
    kinds = [hit.kind for hit in GERMAN.find("Emscher", 400)]
    assert kinds[0] == "feature"
    assert {"layer", "theme", "figure"} <= set(kinds)


def test_what_is_called_so_comes_before_what_only_lies_there():
    found = [hit for hit in GERMAN.find("Dortmund", 400) if hit.kind == "feature"]
    names = {entry.hit.id: " | ".join(entry.names) for entry in GERMAN.entries}
    called = ["dortmund" in names[hit.id] for hit in found if ATLAS.by_id[hit.id].anchor]
    assert {True, False} == set(called)
    there = [hit for hit in found if "dortmund" not in names[hit.id]]
    assert any("Dortmund" in hit.subtitle for hit in there)
    first_there = found.index(there[0])
    assert all("dortmund" in names[hit.id] for hit in found[:first_there])
    assert first_there >= 5


def test_every_kind_of_result_can_be_found():
    typed = ["Essen", "51.45, 7.01", "45127", "Essen Hbf", "Emscher", "Fläche", "Universität"]
    kinds = {hit.kind for text in typed for hit in GERMAN.find(text, 400)}
    assert kinds == set(ORDER)


def test_both_languages_search_in_their_own_words():
    english = search_index(ATLAS, "en")
    assert english.find("Average age", 1)[0].id == "average-age"
    assert english.find("District of Wesel", 1)[0].title == "District of Wesel"
    # A name in the other language is a name too.
    assert english.find("Kreis Wesel", 1)[0].id == "district-05170"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_feature_is_found_by_its_own_name_first_or_among_equals(language):
    index = search_index(ATLAS, language)
    names = {entry.hit.id: set(entry.names) for entry in index.entries}
    missed = []
    for entry in index.entries:
        if entry.hit.kind not in ("place", "feature", "orientation"):
            continue
        own = spellings(entry.hit.title)[0]
        found = [hit.id for hit in index.find(entry.hit.title, 40)]
        ahead = found[: found.index(entry.hit.id)] if entry.hit.id in found else found
        if entry.hit.id not in found or any(own not in names[one] for one in ahead):
            missed.append(entry.hit.title)
    assert missed == []


@QUICK
@given(st.sampled_from(TOWNS), st.data())
def test_one_wrong_letter_still_finds_the_municipality(town, data):
    name = town.names["de"]
    place = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    typed = data.draw(
        st.sampled_from(
            [
                name[:place] + name[place + 1 :],
                name[:place] + letter + name[place:],
                name[:place] + letter + name[place + 1 :],
                name[:place] + name[place : place + 2][::-1] + name[place + 2 :],
            ]
        )
    )
    assert town.id in first(typed, 5), typed


@QUICK
@given(st.text(max_size=60) | st.text("0123456789.,;°'\"NSEO +-", max_size=40))
def test_any_text_has_an_answer(text):
    for language in LANGUAGES:
        json.dumps(suggestions(text, language, ATLAS))


@pytest.mark.parametrize("text", ["", "   ", "%%%", "<b>", "\udcff", "´`'", "a" * 200, "ß" * 200])
def test_strange_texts_are_no_error(text):
    assert isinstance(suggestions(text, "de", ATLAS)["groups"], list)


def test_an_atlas_without_its_tables_can_still_be_searched():
    bare = Atlas(ATLAS.catalog, ATLAS.frames, (), ATLAS.folder)
    index = search_index(bare, "de")
    assert index.find("Essen", 1)[0].id == ESSEN
    assert index.find("99999", 5) == []


def test_entries_of_any_origin_can_be_searched():
    entries = [
        Entry(Hit("feature", name, name.title()), names=(name,), weight=weight)
        for name, weight in (("lindenhof", 1), ("lindenau", 9), ("am lindenplatz", 99))
    ]
    index = SearchIndex(entries)
    assert [hit.id for hit in index.find("Linden")] == ["lindenau", "lindenhof", "am lindenplatz"]
    assert [hit.id for hit in index.find("lidenhof")] == ["lindenhof"]
    assert index.find("") == []


# ------------------------------------------------------------------ coordinates and postcodes


@pytest.mark.parametrize(
    "typed",
    [
        "51.45, 7.01",
        "51.45 7.01",
        "51,45 7,01",
        "51,45, 7,01",
        "51.45,7.01",
        "51.45; 7.01",
        "7.01 51.45",
        "51.45° N, 7.01° O",
        "E7.01 N51.45",
        "51°27'0\"N 7°0'36\"E",
        "51° 27′ 0″ N, 7° 0′ 36″ O",
        "51°27'N 7°0.6'E",
        "51°27'0\"N7°0'36\"E",
    ],
)
def test_degrees_are_read_however_they_are_written(typed):
    [hit] = GERMAN.find(typed)
    assert hit.kind == "coordinates"
    assert hit.at == pytest.approx((7.01, 51.45), abs=1e-9)
    assert (hit.title, hit.subtitle) == ("51,45000° N, 7,01000° O", "Essen")


@pytest.mark.parametrize(
    "typed", ["32N 361000 5701000", "32U 361000 5701000", "361000 5701000", "32361000 5701000"]
)
def test_utm_is_read_in_zone_32(typed):
    """EPSG:25832 by hand: 361 km east and 5701 km north is Essen, south of the centre."""
    [hit] = GERMAN.find(typed)
    assert hit.at == pytest.approx((6.999885, 51.443111), abs=1e-5)
    assert hit.subtitle == "Essen"


@pytest.mark.parametrize(
    "typed",
    ["51", "51 7", "51,45", "51.45", "Mark 51°7", "51°7", "51.5 N 7.1 N", "51°70'N 7°0'E",
     "91.5, 181.5", "361000", "361000 570100", "1e5, 7.0", "٥١.٤٥ ٧.٠١"],
)  # fmt: skip
def test_what_is_no_position_is_not_taken_for_one(typed):
    assert positions(typed) == ()


@given(st.floats(50.4, 52.6), st.floats(5.0, 9.5))
@QUICK
def test_a_position_is_what_was_written(lat, lon):
    assert positions(f"{lat:.6f}, {lon:.6f}")[0] == pytest.approx((lon, lat), abs=1e-6)
    assert positions(f"{lat:.6f} {lon:.6f}".replace(".", ","))[0] == pytest.approx(
        (lon, lat), abs=1e-6
    )


def test_beyond_the_region_is_told_and_leads_nowhere():
    around = GERMAN.find("51.2217, 6.7762")[0]  # Düsseldorf
    assert around.actions
    assert around.subtitle == "außerhalb der Metropole Ruhr"
    for typed, kind in (("48.1, 11.5", "coordinates"), ("80331", "postcode")):
        found = suggestions(typed, "de", ATLAS)
        assert found["note"] == {"kind": kind, "value": typed}
        assert [g for g in found["groups"] if g["kind"] == kind] == []


def test_every_postcode_leads_to_its_municipality():
    assert len(ATLAS.tables.postcodes) == 235
    for one in ATLAS.tables.postcodes:
        hit = hit_of(one.postcode, "postcode")
        assert hit.title == one.postcode
        chosen = after(hit).selected
        assert chosen == f"municipality-{one.ags}"
        assert hit.subtitle == ATLAS.by_id[chosen].names["de"]


# ------------------------------------------------------------------ what choosing does


def test_choosing_any_hit_changes_the_view_to_one_that_a_link_can_hold():
    for entry in GERMAN.entries:
        view = after(entry.hit)
        expected = entry.hit.figure or entry.hit.kind == "layer"
        assert view != View() or expected, entry.hit
        assert from_query(to_query(view, ATLAS), ATLAS)[1] == []


def test_a_feature_is_opened_with_its_layer_on():
    view = after(hit_of("Krupp-Park", "feature"), View(layers=frozenset()))
    assert view.selected == "quarter-krupp-park"
    assert layers_on(view, ATLAS) == {"quarters"}


def test_a_theme_or_a_kind_filters_with_its_layers_on_and_without_the_text():
    before = View(layers=frozenset(), selection=Selection(text="Bochum"))
    view = after(hit_of("Gesundheitswirtschaft", "theme"), before)
    assert view.selection == Selection(themes=frozenset({"health"}))
    assert "health" in layers_on(view, ATLAS)
    view = after(hit_of("Universität", "kind"), before)
    assert view.selection == Selection(kinds=frozenset({"university"}))
    assert "universities" in layers_on(view, ATLAS)
    # The other filters stay.
    towns = frozenset({ESSEN})
    narrowed = Selection(places=towns, kinds=frozenset({"institute"}), near=Near(51.45, 7.01, 5))
    view = after(hit_of("Universität", "kind"), View(selection=narrowed))
    assert view.selection == replace(narrowed, kinds=frozenset({"institute", "university"}))


def test_layers_indicators_and_figures_lead_where_they_can_be_seen():
    layer = after(hit_of("Bahnhöfe", "layer"), View(layers=frozenset(), world=True))
    assert layers_on(layer, ATLAS) == {"stations"}
    assert not layer.world
    listed = after(hit_of("Netzwerke und Programme", "layer"))
    assert listed.panel == "research"
    fill = after(hit_of("Durchschnittsalter", "indicator")).fill
    assert fill is not None
    assert fill.indicator == "average-age"
    regional = hit_of("Berufskollegs", "figure")
    assert regional.figure == regional.id
    assert after(regional).panel == "figures"


# ------------------------------------------------------------------ what the box shows


@pytest.mark.parametrize(
    ("title", "words", "marked"),
    [
        ("Fröndenberg/Ruhr", ("froen",), ["Frön"]),
        ("Fröndenberg/Ruhr", ("fron",), ["Frön"]),
        ("Ruhr-Universität Bochum", ("bochum", "uni"), ["Uni", "Bochum"]),
        ("Abwasserkanal", ("kanal",), ["kanal"]),
        ("Straße", ("strasse",), ["Straße"]),
        ("Essen", ("bochum",), []),
        ("– Essen –", ("essen",), ["Essen"]),
        ("", ("a",), []),
    ],
)
def test_the_letters_that_answer_are_marked(title, words, marked):
    assert [title[start:end] for start, end in marks(title, words)] == marked


@given(st.text(max_size=30), st.lists(st.text(max_size=8), max_size=3))
@QUICK
def test_marks_lie_in_the_title_in_order_and_apart(title, words):
    edges = [edge for run in marks(title, words) for edge in run]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(title) for edge in edges)


def test_no_group_crowds_out_the_others():
    found = suggestions("Essen", "de", ATLAS)
    kinds = [group["kind"] for group in found["groups"]]
    assert kinds[0] == "place"
    assert {"feature", "orientation"} <= set(kinds)
    assert len(kinds) == len(set(kinds))
    assert sum(len(group["hits"]) for group in found["groups"]) <= 14


def test_a_figure_is_suggested_with_its_value():
    german = suggestions("Berufskollegs", "de", ATLAS)["groups"]
    [figures] = [group for group in german if group["kind"] == "figure"]
    assert "404.144" in figures["hits"][0]["subtitle"]


# ------------------------------------------------------------------ over HTTP


def test_the_server_answers_in_both_languages_and_briefly_cached():
    for language, heading in (("de", "Kreisfreie Stadt"), ("en", "Independent city")):
        answer = ask(f"ruhr/search/{language}", query="q=Essen")
        assert answer.status == 200
        assert answer.headers["content-type"].startswith("application/json")
        assert answer.headers["cache-control"] == "public, max-age=60"
        hit = json.loads(answer.body)["groups"][0]["hits"][0]
        assert hit["id"] == ESSEN
        assert hit["subtitle"] == heading
        assert hit["actions"] == [{"do": "select", "id": ESSEN}]


def test_a_stranger_gets_little_and_breaks_nothing():
    assert ask("ruhr/search/fr", query="q=Essen").status == 404
    empty = {"groups": [], "note": None}
    assert json.loads(ask("ruhr/search/de").body) == empty
    assert json.loads(ask("ruhr/search/de", query="q=%FF%00%ED%A0%80").body) == empty
    long = ask("ruhr/search/de", query=f"q={'Essen+' * 5000}")
    assert long.status == 200
    assert len(long.body) < 20_000
