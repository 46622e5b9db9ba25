"""Profiles and the panel: true to the ground, complete in both languages, safe to show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pyproj import Geod
from shapely.geometry import box
from strategies import ATLAS, INDEX, atlas_with

from map_app.atlas import Atlas
from map_app.catalog import LANGUAGES
from map_app.choropleth import Fill
from map_app.links import View
from map_app.panels.details import details
from map_app.panels.frame import frame
from map_app.panels.status import status
from map_app.profiles import distance_m, profile_of
from map_app.selection import Index, Selection
from map_app.texts import Texts

BOCHUM = "municipality-05911000"
WITTEN = "municipality-05954036"
GEOD = Geod(ellps="WGS84")
HTML = "<img src=x onerror=alert(1)> & <b>Söhne</b>"


def shown(feature_id: str, language: str = "de", atlas: Atlas = ATLAS) -> dict[str, Any]:
    """What the panel shows of a feature."""
    return details(profile_of(feature_id, atlas), atlas, Texts(language))


def names(items: list[Any]) -> list[str]:
    """Names of items: links with a name, numbers in the frame's list, or rows that begin so."""

    def name(item: Any) -> str:
        if isinstance(item, Mapping):
            return str(item["name"])
        return ATLAS.filterable[item if isinstance(item, int) else item[0]].names["de"]

    return [name(item) for item in items]


@pytest.mark.parametrize(
    ("town", "neighbours"),
    [
        (
            BOCHUM,
            {
                "Castrop-Rauxel",
                "Dortmund",
                "Essen",
                "Gelsenkirchen",
                "Hattingen",
                "Herne",
                "Witten",
            },
        ),
        (
            "municipality-05916000",  # Herne
            {"Bochum", "Castrop-Rauxel", "Gelsenkirchen", "Herten", "Recklinghausen"},
        ),
        ("municipality-05170040", {"Alpen", "Xanten"}),  # Sonsbeck
    ],
)
def test_a_town_borders_on_its_true_neighbours_and_no_others(town, neighbours):
    assert set(names(shown(town)["neighbours"])) == neighbours


def test_whoever_borders_on_a_town_names_it_as_a_neighbour_too():
    bordering = {
        feature.id: {border.feature.id for border in profile_of(feature.id, ATLAS).neighbours}
        for feature in (*ATLAS.municipalities.values(), *ATLAS.districts.values())
    }
    one_sided = [(a, b) for a, others in bordering.items() for b in others if a not in bordering[b]]
    assert one_sided == []
    assert all(a not in others for a, others in bordering.items())


def test_towns_that_only_meet_at_a_corner_are_no_neighbours():
    rows = ATLAS.frames["municipalities"].head(3).copy()
    rows["geometry"] = [box(7, 51, 7.1, 51.1), box(7.1, 51, 7.2, 51.1), box(7.1, 51.1, 7.2, 51.2)]
    corner = Atlas(ATLAS.catalog, {"municipalities": rows}, (), ATLAS.folder)
    first, beside, across = rows.index
    bordering = {
        town: {border.feature.id for border in profile_of(town, corner).neighbours}
        for town in rows.index
    }
    assert bordering == {first: {beside}, beside: {first, across}, across: {beside}}


def test_a_town_lists_its_sites_by_theme():
    members = {group["theme"]: names(group["items"]) for group in shown(BOCHUM)["members"]}
    assert "Deutsches Bergbau-Museum Bochum" in members["research"]
    assert "Ruhr-Universität Bochum" in members["research"]
    assert members["quarters"] == ["Mark 51°7", "Viktoria.Quartier Bochum"]
    assert members["health"] == ["GesundheitsCampus Bochum", "SNAP GmbH"]
    assert "network-ua-ruhr" not in json.dumps(shown(BOCHUM)["members"]), "it has no place"


def test_a_district_lists_its_towns():
    groups = {group["theme"]: names(group["items"]) for group in shown("district-05954")["members"]}
    assert len(groups["region"]) == 9
    assert "Witten" in groups["region"]
    assert "Bochum" not in groups["region"]


def test_a_town_without_sites_says_so_in_words():
    sonsbeck = shown("municipality-05170040", "en")
    assert sonsbeck["members"] == []
    assert sonsbeck["empty"].startswith("No entry has been recorded for this place yet.")
    assert shown(BOCHUM)["empty"] == ""


@pytest.mark.parametrize(
    ("feature_id", "language", "where"),
    [
        (WITTEN, "de", ["Ennepe-Ruhr-Kreis"]),
        (BOCHUM, "de", ["in der Metropole Ruhr"]),
        (BOCHUM, "en", ["in the Metropole Ruhr"]),
        ("district-05954", "en", ["in the Metropole Ruhr"]),
        ("research-dbm", "de", ["Bochum"]),
        ("research-dzne-witten", "de", ["Witten", "Ennepe-Ruhr-Kreis"]),
        ("emscher-sewer", "de", ["in der Metropole Ruhr"]),
        ("neighbour-03404", "de", []),
    ],
)
def test_a_profile_says_where_its_feature_lies(feature_id, language, where):
    assert names(shown(feature_id, language)["where"]) == where


def test_a_line_through_many_towns_names_them_in_the_order_it_passes_them():
    towns = names(shown("emscher-sewer")["through"]["items"])
    assert len(towns) == 10
    assert (towns[0], towns[-1]) == ("Dortmund", "Dinslaken")
    assert shown("research-dbm")["through"] is None


def test_a_place_a_site_lies_in_can_be_opened():
    assert shown("research-dzne-witten")["where"][0]["id"] == WITTEN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((7.2171, 51.4889), (7.4653, 51.5136)),
        ((6.29, 51.19), (8.03, 51.81)),
        ((7.0, 51.5), (7.0, 51.5)),
    ],
)
def test_distances_are_geodesic_metres(one, other):
    assert distance_m(one, other) == pytest.approx(GEOD.inv(*one, *other)[2], abs=0.01)


def test_bochum_and_dortmund_are_as_far_apart_as_on_the_ground():
    assert distance_m((7.2162, 51.4818), (7.4653, 51.5136)) == pytest.approx(17_660, rel=0.005)


@pytest.mark.parametrize("feature_id", ["research-dbm", "research-fraunhofer-iml"])
def test_nearby_are_the_five_nearest_sites_within_ten_kilometres(feature_id):
    here = ATLAS.by_id[feature_id]
    distances = {
        site.id: GEOD.inv(*here.anchor, *site.anchor)[2]
        for site in ATLAS.filterable
        if site.layer.role == "sites"
        and site.layer.view == "region"
        and "Line" not in site.geometry.geom_type
    }
    del distances[feature_id]
    within = sorted((m, site_id) for site_id, m in distances.items() if m <= 10_000)
    nearby = profile_of(feature_id, ATLAS).nearby
    assert [near.feature.id for near in nearby] == [site_id for _, site_id in within[:5]]
    for near in nearby:
        assert near.distance_m == pytest.approx(distances[near.feature.id], abs=0.1)


def test_going_on_and_on_visits_the_whole_layer_and_going_back_returns():
    start = here = ATLAS.by_id["research-dbm"]
    visited = []
    for _ in ATLAS.of_layer("research"):
        visited.append(here.id)
        following = profile_of(here.id, ATLAS).following
        assert profile_of(following.id, ATLAS).previous is here
        here = following
    assert here is start
    assert len(set(visited)) == 24


def test_the_only_feature_of_a_layer_has_no_next_one():
    assert shown("emscher-river")["following"] is None


def test_facts_carry_unit_and_year_as_each_language_writes_them():
    german = {label: (value, year) for label, value, year in shown(BOCHUM, "de")["facts"]}
    english = {label: (value, year) for label, value, year in shown(BOCHUM, "en")["facts"]}
    assert german["Einwohnerinnen und Einwohner"] == ("363.441", "Stand 2021, Rang 4 von 53")
    assert english["Inhabitants"] == ("363,441", "as of 2021, rank 4 of 53")
    assert german["Fläche"] == ("145,7\u00a0km²", "Stand 2021, Rang 9 von 53")
    assert english["Area"] == ("145.7\u00a0km²", "as of 2021, rank 9 of 53")
    assert german["Amtlicher Gemeindeschlüssel (AGS)"] == ("05911000", "")


def test_a_year_is_written_without_a_thousands_mark():
    facts = {label: value for label, value, _ in shown("research-dbm", "en")["facts"]}
    assert facts["Founded"] == "1930"


def test_an_address_comes_first_and_names_its_town_once():
    label, address, _ = shown("research-dbm")["facts"][0]
    assert (label, address) == ("Adresse", "Am Bergbaumuseum 28, 44791 Bochum")


def test_a_position_that_is_not_sure_is_called_approximate():
    assert shown("research-iuta")["approximate"] == "Lage ungefähr, auf etwa 500\u00a0m genau"
    assert shown("research-dbm")["approximate"] == ""


@pytest.mark.parametrize(
    ("language", "properties", "sentence"),
    [
        ("de", {"extent_ha": 90.0}, "Fläche von etwa 90 ha; ihr Umriss ist nicht bekannt, der"),
        ("en", {"extent_ha": 2500.0}, "An area of about 2,500 ha; its outline is not known, the"),
        (
            "de",
            {"extent_ha": None},
            "Fläche; ihr Umriss ist nicht bekannt, der Kreis deckt sie ab.",
        ),
        ("en", {"extent_ha": None}, "An area; its outline is not known, the circle covers it."),
    ],
)
def test_an_area_says_that_its_circle_is_no_outline(language, properties, sentence):
    atlas = atlas_with("quarter-6-seen-wedau", area=True, accuracy_m=300, **properties)
    profile = shown("quarter-6-seen-wedau", language, atlas)
    sign, words = profile["extent"]
    assert sign == "area-circle"
    assert words.replace("\u00a0", " ").startswith(sentence)
    assert profile["approximate"] == ""


def test_an_area_whose_place_is_badly_known_says_both():
    atlas = atlas_with("quarter-6-seen-wedau", area=True, accuracy_m=600, extent_ha=30)
    profile = shown("quarter-6-seen-wedau", "de", atlas)
    assert "30\u00a0ha" in profile["extent"][1]
    assert profile["approximate"] == "Lage ungefähr, auf etwa 600\u00a0m genau"


@pytest.mark.parametrize(
    ("language", "half", "sentence"),
    [
        ("en", 60, "Border: half of it lies within about 60 m of the official one, nine tenths "
         "within about 180 m."),
        ("de", 60, "Grenze: Zur Hälfte liegt sie höchstens etwa 60 m neben der amtlichen, zu neun "
         "Zehnteln höchstens etwa 180 m."),
        ("en", None, "Border: in places it may be 180 m off the official one, for the area drawn "
         "is more than 2% too large or too small."),
    ],
)  # fmt: skip
def test_a_border_says_how_far_it_is_from_the_official_one(language, half, sentence):
    atlas = atlas_with(BOCHUM, accuracy_m=180, border_median_m=half)
    sign, words = shown(BOCHUM, language, atlas)["extent"]
    assert (sign, words.replace("\u00a0", " ")) == ("area", sentence)


def test_a_border_within_a_district_speaks_of_the_district_s_outline():
    _, words = shown("municipality-05170044", "en")["extent"]  # Voerde
    assert words.startswith("Border: how near it is to the official one is not measured.")
    assert "Of the outline of its district, half lies within about 50\u00a0m" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_water_with_gaps_says_that_it_goes_on(language):
    sign, words = shown("water-rhein", language)["extent"]
    assert sign == "unknown"
    assert {"de": "geht das Gewässer weiter", "en": "the water goes on"}[language] in words


def test_a_line_says_how_sure_each_stretch_is():
    sewer = shown("emscher-sewer", "en")
    assert sewer["approximate"] == (
        "Approximate course, accurate to between 200\u00a0m and 1\u00a0km, depending on the stretch"
    )
    assert sewer["stretches"][0][:2] == ["Deusen – Ellinghausen", "800\u00a0m"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_profile_is_complete_and_ready_to_send(language):
    incomplete = []
    for feature in ATLAS.features:
        profile = shown(feature.id, language)
        assert json.loads(json.dumps(profile, allow_nan=False)) == profile
        whole = (
            profile["title"].strip()
            and " · " in profile["kicker"]
            and profile["sources"]
            and all(source["text"].strip() for source in profile["sources"])
            and all(label and value and value != "None" for label, value, _ in profile["facts"])
        )
        if not whole:
            incomplete.append(feature.id)
    assert incomplete == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_click_sends_stays_small_whatever_is_selected(language):
    heaviest = max(
        (
            len(json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()),
            feature.id,
        )
        for feature in ATLAS.features
        for page in [status(View(language, selected=feature.id), [], ATLAS, INDEX)]
    )
    assert heaviest[0] < 8_000, heaviest


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_figures_send_stays_small_too(language):
    heaviest = max(
        (len(json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()), town)
        for town in (f.id for f in ATLAS.municipalities.values())
        for page in [
            status(
                View(language, selected=town, panel="figures", fill=Fill("ets-emissions")),
                [],
                ATLAS,
                INDEX,
            )
        ]
    )
    assert heaviest[0] < 9_500, heaviest


def test_the_licence_and_day_of_a_source_are_named():
    last = shown(BOCHUM, "en")["sources"][-1]
    assert last["text"] == "Municipality register and land-use statistics"
    assert last["note"] == "Licence: dl-de/by-2-0, as of 31 December 2021"


EVIL = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example",
    "vbscript:x",
    5,
    ["https://example.org"],
]


@pytest.mark.parametrize("address", EVIL, ids=str)
def test_only_web_addresses_become_links(address):
    atlas = atlas_with(
        "research-dbm",
        website=address,
        citations=[{"text": "Quelle", "url": address, "accessed": "2026-11-23"}],
    )
    profile = shown("research-dbm", atlas=atlas)
    assert profile["website"] is None
    assert profile["sources"][0] == {
        "text": "Quelle",
        "url": None,
        "note": "abgerufen am 23. November 2026",
    }


def test_a_web_address_does_become_a_link():
    profile = shown("research-dbm")
    assert profile["website"] == "https://www.bergbaumuseum.de"
    assert profile["sources"][0]["url"].startswith("https://www.geopark.ruhr/")


def test_html_stays_the_text_it_is():
    atlas = atlas_with(
        "research-dbm",
        name_de=HTML,
        summary_de=HTML,
        address=HTML,
        citations=[{"text": HTML, "url": None}],
    )
    profile = shown("research-dbm", atlas=atlas)
    assert profile["title"] == profile["summary"] == HTML
    assert HTML in profile["facts"][0][1]
    assert profile["sources"][0]["text"] == HTML
    assert HTML in names(frame(atlas, "de")["features"])


@pytest.mark.parametrize(
    "properties",
    [
        {"citations": [{"text": "Quelle", "accessed": "gestern"}]},
        {"citations": [{"text": "Quelle", "accessed": "2026-02-30"}]},
        {"parts": [{"to_vertex": 1}]},
        {"parts": [{"to_vertex": 1, "accuracy_m": "gut"}]},
    ],
    ids=str,
)
def test_a_strangers_odd_citation_or_stretch_does_not_break_the_panel(properties):
    profile = shown("research-dbm", atlas=atlas_with("research-dbm", **properties))
    assert profile["title"] == "Deutsches Bergbau-Museum Bochum"


# ------------------------------------------------------------------ status


def state(view: View, atlas: Atlas = ATLAS, index: Index = INDEX) -> dict[str, Any]:
    return status(view, [], atlas, index)


def test_the_first_view_counts_everything_and_hides_nothing():
    first = state(View())
    assert first["passing"] is None
    assert first["matches"] == len(ATLAS.filterable)
    assert first["hidden"] == 0
    assert first["counts"]["layers"] == {}  # no filter leaves less than all
    assert sum(first["counts"]["themes"]) == len(ATLAS.filterable)


def test_counts_stand_in_the_order_of_the_options_the_browser_has():
    ui = frame(ATLAS, "en")
    counts = state(View(language="en"))["counts"]
    listed = {
        group: dict(zip((o["id"] for o in ui["options"][group]), counts[group], strict=True))
        for group in ("themes", "places", "kinds")
    }
    assert listed["themes"]["research"] == 24 + 41 + 9 + 7
    assert listed["kinds"]["kreis"] == 4
    assert listed["places"]["district-05954"] >= 10
    assert ui["options"]["places"][0]["section"] == "cities"


def test_passing_numbers_are_those_of_the_list_the_browser_has():
    view = View(selection=Selection(text="bergbau-museum"))
    entries = frame(ATLAS, "de")["features"]
    assert entries[int(state(view)["passing"])]["id"] == "research-dbm"


def test_matches_in_layers_that_are_off_are_said_to_be_hidden():
    view = View(
        layers=frozenset({"municipalities"}), selection=Selection(kinds=frozenset({"institute"}))
    )
    assert (state(view)["matches"], state(view)["hidden"]) == (24, 24)
    assert state(view)["shownText"] == "0"


def test_an_empty_result_comes_with_ways_out():
    view = View(
        selection=Selection(
            kinds=frozenset({"institute"}), places=frozenset({"municipality-05978040"})
        )
    )
    ways = {way["group"]: way["count"] for way in state(view)["relax"]}
    assert ways["places"] == 24
    assert state(replace(view, selection=Selection()))["relax"] == []


def test_a_selected_feature_the_filter_hides_offers_to_reset_the_filter():
    view = View(selected=BOCHUM, selection=Selection(kinds=frozenset({"institute"})))
    told = state(view)["profile"]["status"]
    assert told["text"] == "Durch den Filter ausgeblendet"
    assert told["action"] == {"do": "reset"}


def test_a_selected_feature_of_a_layer_that_is_off_offers_to_turn_it_on():
    view = View("en", layers=frozenset({"waters"}), selected=BOCHUM)
    told = state(view)["profile"]["status"]
    assert told["text"] == "Its layer is off"
    assert told["action"] == {"do": "layer", "id": "municipalities", "on": True}


def test_a_selected_feature_in_plain_sight_needs_no_remark():
    assert "status" not in state(View(selected=BOCHUM))["profile"]
    assert (
        "status"
        not in state(View(selected="water-lippe", selection=Selection(text="x")))["profile"]
    )


def test_layers_that_could_not_be_read_are_named_in_a_note():
    frames = {
        name: f for name, f in ATLAS.frames.items() if name not in ("emscher-river", "waters")
    }
    broken = Atlas(ATLAS.catalog, frames, (), ATLAS.folder)
    [note] = state(View(), broken, Index.of(broken))["notes"]
    assert note == (
        "Diese Ebenen fehlen gerade, weil ihre Daten fehlerhaft sind: Emscher, Gewässer. "
        "Alles andere funktioniert."
    )


# ------------------------------------------------------------------- frame


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_layer_says_where_it_comes_from(language):
    placeless = {la.title(language) for la in ATLAS.layers if la.role == "entries"}
    about = {row["layer"]: row for row in frame(ATLAS, language)["about"]}
    assert len(about) == len(ATLAS.layers)
    for row in about.values():
        assert row["attribution"].strip()
        assert row["licence"].strip()
        assert row["accuracy"].endswith("m") or row["layer"] in placeless


def test_the_credits_of_the_ground_name_all_its_makers():
    credited = " ".join(
        credit["text"] for credit in frame(ATLAS, "en")["credits"]["municipalities"]
    )
    assert "© OpenStreetMap contributors" in credited
    assert "GeoBasis-DE / BKG" in credited
    assert "statistical offices" in credited.lower()


def test_a_broken_layer_stays_in_the_tree_as_broken():
    frames = {name: f for name, f in ATLAS.frames.items() if name != "research"}
    broken = frame(Atlas(ATLAS.catalog, frames, (), ATLAS.folder), "de")
    marked = {
        layer["id"] for theme in broken["themes"] for layer in theme["layers"] if layer["broken"]
    }
    assert marked == {"research"}


def test_the_day_a_source_was_read_is_a_day():
    days = [c.accessed for f in ATLAS.features for c in profile_of(f.id, ATLAS).citations]
    assert days
    assert all(isinstance(day, date) for day in days)
