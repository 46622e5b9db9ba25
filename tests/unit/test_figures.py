"""Figures, relations and comparisons: read whole or refused, and told as they were meant."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from strategies import ATLAS, INDEX

from map_app.atlas import Atlas, load_atlas
from map_app.catalog import LANGUAGES
from map_app.charts import charts_json
from map_app.errors import FaultList
from map_app.figures import Figure, read_figures
from map_app.indicators import read_indicators
from map_app.links import View
from map_app.panels.comparison import comparison
from map_app.panels.details import details, figure_value
from map_app.panels.figures import region_figures, theme_text
from map_app.panels.status import status
from map_app.profiles import profile_of
from map_app.relations import read_relations
from map_app.selection import Index, Selection
from map_app.texts import Texts

BOCHUM = "municipality-05911000"
FIGURES = {figure.id: figure for figure in ATLAS.tables.figures}


def shown(feature_id: str, language: str = "de") -> dict[str, Any]:
    return details(profile_of(feature_id, ATLAS), ATLAS, Texts(language))


def names(numbers: list[int]) -> list[str]:
    return [ATLAS.filterable[number].names["de"] for number in numbers]


# ------------------------------------------------------------------ figures


@pytest.mark.parametrize(
    ("figure", "german", "english"),
    [
        ("students-facts", "248.000 Personen", "248,000 people"),
        ("students-about", "rund 250.000 Personen", "around 250,000 people"),
        ("matchmaker-users", "über 4.300 Nutzerinnen und Nutzer", "over 4,300 users"),
        ("ic-co2-model-area", "2,44 t", "2.44 t"),
        ("canal-port-rank", "Platz 1 in Europa", "No. 1 in Europe"),
        ("tk-opening", "2010", "2010"),
    ],
)
def test_a_figure_is_written_as_its_language_writes_it(figure, german, english):
    assert figure_value(FIGURES[figure], Texts("de")).replace("\u00a0", " ").startswith(german)
    assert figure_value(FIGURES[figure], Texts("en")).replace("\u00a0", " ").startswith(english)


def test_a_site_tells_its_figures_with_year_and_names_where_they_were_read():
    zinq = shown("company-zinq")
    rows = {row[0]: row[1:] for row in zinq["figures"]}
    assert rows["Patente"] == ["53\u00a0Patente", "Broschüre, um 2022"]
    assert any("Broschüre der Business Metropole Ruhr" in s["text"] for s in zinq["sources"])


def test_what_the_brochure_says_twice_differently_stands_twice_with_its_place():
    panel = region_figures(ATLAS, Texts("de"))
    research = next(theme for theme in panel["themes"] if theme["id"] == "research")
    students = {row["id"]: row for row in research["rows"] if row["id"].startswith("students-")}
    assert students["students-facts"]["section"] == "Facts & Figures"
    assert students["students-about"]["section"] != students["students-facts"]["section"]
    assert "250.000" in students["students-facts"]["note"]
    assert "248.000" in students["students-about"]["note"]


def test_learners_are_not_called_students():
    learners = FIGURES["vocational-and-studies"]
    assert learners.value == 404_144
    assert "Berufskollegs" in learners.label.de
    assert learners.note is not None
    assert "Nicht die Zahl der Studierenden" in learners.note.de


def test_the_headline_of_the_figures_is_there():
    panel = region_figures(ATLAS, Texts("en"))
    assert [row["id"] for row in panel["headline"]] == list(ATLAS.catalog.headline)
    assert panel["headline"][0]["value"] == "5.1\u00a0million people"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_can_be_read_somewhere(language):
    text = Texts(language)
    panel = region_figures(ATLAS, text)
    read = {row["id"] for theme in panel["themes"] for row in theme["rows"]}
    for figure in ATLAS.tables.figures:
        if figure.subject not in ("region", "germany", "world"):
            profile = profile_of(figure.subject, ATLAS)
            assert figure in profile.figures, figure.id
        else:
            assert figure.id in read, figure.id


@pytest.mark.parametrize("theme", ATLAS.catalog.theme, ids=lambda theme: theme.id)
def test_a_theme_tells_what_it_is_about_and_lists_what_has_no_place(theme):
    told = theme_text(theme, ATLAS, Texts("en"))
    placeless = [f for f in ATLAS.filterable if f.layer.theme == theme.id and f.anchor is None]
    assert names([number for number, _ in told["entries"]]) == [f.names["de"] for f in placeless]
    assert all(first.endswith((".", "?")) for _, first in told["entries"])
    assert told["summary"] or theme.id == "orientation"


# ------------------------------------------------------------------ entries


def test_an_entry_has_a_profile_without_a_position():
    alliance = shown("network-ua-ruhr")
    assert not alliance["placed"]
    assert alliance["approximate"] == ""
    assert [ATLAS.filterable[n].names["de"] for n in alliance["through"]["items"]] == [
        "Duisburg",
        "Essen",
        "Bochum",
        "Dortmund",
    ]


def test_entries_are_found_by_text_kind_and_place():
    def found(**asked: Any) -> list[str]:
        return INDEX.ids(INDEX.passing(Selection(**asked)))

    assert found(text="matchmaker") == ["service-matchmaker-ruhr"]
    assert "network-ua-ruhr" in found(kinds=frozenset({"network"}))
    assert "network-ua-ruhr" in found(places=frozenset({BOCHUM}))
    assert "network-ua-ruhr" not in found(places=frozenset({"municipality-05915000"}))


def test_the_status_says_how_many_matches_have_no_place_or_lie_abroad():
    view = View(selection=Selection(themes=frozenset({"international"})))
    said = status(view, [], ATLAS, INDEX)
    inside = said["matches"] - said["placeless"] - said["abroad"]
    international = ATLAS.of_layer("international")
    assert inside == len(international)
    assert said["abroad"] == 12 + 1 + 12


# ------------------------------------------------------------------ relations


def test_a_relation_is_told_from_both_its_ends():
    alliance = {
        group["title"]: names(group["items"]) for group in shown("network-ua-ruhr")["related"]
    }
    assert set(alliance["Mitglieder"]) >= {
        "Ruhr-Universität Bochum",
        "Technische Universität Dortmund",
    }
    bochum = {group["title"]: names(group["items"]) for group in shown("research-rub")["related"]}
    assert "Universitätsallianz Ruhr" in bochum["Mitglied von"]


def test_choosing_a_network_marks_its_members_on_the_map():
    assert set(shown("network-ua-ruhr")["links"]) >= {
        "research-rub",
        "research-tu-dortmund",
        "research-ude-duisburg",
        "research-ude-essen",
    }


def test_a_relation_to_something_that_is_not_there_today_is_not_told():
    frames = {name: frame for name, frame in ATLAS.frames.items() if name != "universities"}
    rest = Atlas(ATLAS.catalog, frames, (), ATLAS.folder, ATLAS.tables)
    told = details(profile_of("network-ua-ruhr", rest), rest, Texts("de"))
    assert "research-rub" not in told["links"]


# ------------------------------------------------------------------ towns


def test_a_town_is_told_in_sentences_made_of_its_figures():
    assert shown(BOCHUM)["summary"] == (
        "Bochum ist eine kreisfreie Stadt der Metropole Ruhr. Mit 363.441 Einwohnerinnen und "
        "Einwohnern (Ende 2021) steht der Ort unter den 53 an 4. Stelle, mit 145,7\u00a0km² Fläche "
        "an 9. Stelle. Die längste Grenze teilt er mit Herne (18,3\u00a0km)."
    )
    dortmund = shown("municipality-05913000", "en")["summary"]
    assert dortmund.startswith("Dortmund is an independent city of the Metropole Ruhr.")
    assert "The Emscher runs through it or along its border for about 25.4\u00a0km." in dortmund


def test_every_town_and_district_has_something_to_read():
    for feature in (*ATLAS.municipalities.values(), *ATLAS.districts.values()):
        assert len(shown(feature.id)["summary"]) > 60, feature.id


def test_neighbours_come_by_the_length_of_the_border_shared():
    borders = profile_of(BOCHUM, ATLAS).neighbours
    lengths = [border.length_m for border in borders]
    assert lengths == sorted(lengths, reverse=True)
    back = {b.feature.id: b.length_m for b in profile_of(borders[0].feature.id, ATLAS).neighbours}
    assert back[BOCHUM] == pytest.approx(lengths[0])


def test_the_stretches_of_the_emscher_add_up_to_the_river_and_its_borders():
    stretches = [
        course.length_m
        for town in ATLAS.municipalities.values()
        for course in profile_of(town.id, ATLAS).courses
        if course.feature.id == "emscher-river"
    ]
    # Where the river is the border both towns have it; short touches do not count.
    assert sum(stretches) / 1000 == pytest.approx(81.1 + 3.8, abs=0.6)


# ------------------------------------------------------------------ comparison


def test_a_town_stands_beside_the_region_and_its_neighbours():
    said = comparison(BOCHUM, ATLAS, Texts("de"))
    rows = {(row["id"], row["measure"]): row for g in said["groups"] for row in g["rows"]}
    assert said["town"] == "Bochum"
    forest = rows["forest-share", "value"]
    around = [
        ATLAS.indicators.values("forest-share", None, "value")[str(border.feature.get("ags"))]
        for border in profile_of(BOCHUM, ATLAS).neighbours
    ]
    assert forest["near"] == Texts("de").number(sum(around) / len(around), 1)
    assert forest["rank"].endswith("von 53")
    assert 0 <= forest["spread"][0] <= 1
    assert rows["inhabitants", "raw"]["region"] == "5.147.820"


def test_two_towns_stand_side_by_side_each_with_its_rank():
    said = comparison(BOCHUM, ATLAS, Texts("en"), "municipality-05913000")
    assert (said["town"], said["beside"]) == ("Bochum", "Dortmund")
    rows = {(row["id"], row["measure"]): row for g in said["groups"] for row in g["rows"]}
    people = rows["inhabitants", "raw"]
    there = ATLAS.indicators.values("inhabitants", None, "raw")["05913000"]
    assert people["near"] == Texts("en").number(there)
    assert people["places"][1] == "rank 1"
    assert people["spread"][2] == 1
    counted = {theme: (here, there) for theme, _, here, there in said["sites"]}
    for theme, (here, there) in counted.items():
        for place, count in ((BOCHUM, here), ("municipality-05913000", there)):
            assert count == str(len(profile_of(place, ATLAS).members.get(theme, ())))


@pytest.mark.parametrize("rival", [BOCHUM, "research-dbm", "nowhere", None])
def test_what_is_no_other_town_leaves_the_neighbours(rival):
    assert comparison(BOCHUM, ATLAS, Texts("de"), rival) == comparison(BOCHUM, ATLAS, Texts("de"))


def test_without_a_town_the_region_stands_alone():
    said = comparison("research-dbm", ATLAS, Texts("en"))
    assert said["town"] is None
    assert all(row["here"] == "" for group in said["groups"] for row in group["rows"])


def test_a_mean_of_towns_is_not_passed_off_as_the_regions():
    said = comparison(BOCHUM, ATLAS, Texts("de"))
    age = next(row for g in said["groups"] for row in g["rows"] if row["id"] == "average-age")
    assert age["region"] == "–"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", ["region", "05911000", "05170040"])
def test_charts_say_in_words_what_they_draw(language, place):
    charts = json.loads(charts_json(place, language, ATLAS) or b"[]")
    assert len(charts) == 3
    for chart in charts:
        assert chart["title"].strip()
        assert chart["words"].endswith(".")
        assert "var(--ruhr-" in chart["svg"], "colours follow light and dark"
        assert "http" not in chart["svg"].replace("http://www.w3.org", "")
    shares = [row[-1] for row in charts[1]["table"][1:]]
    numbers = [float(cell.split("\u00a0")[0].replace(",", ".")) for cell in shares]
    assert sum(numbers) == pytest.approx(100, abs=0.4)


# ------------------------------------------------------------------ bad tables


def broken(geodata: Any, table: str, change: Any) -> Any:
    path = geodata / "tables" / f"{table}.json"
    entries = json.loads(path.read_text(encoding="utf-8"))
    change(entries)
    path.write_text(json.dumps(entries), encoding="utf-8")
    return geodata


@pytest.mark.parametrize(
    ("table", "key", "value", "where"),
    [
        ("figures", "unit", {"de": "Personen"}, "unit.en"),
        ("figures", "year", "um 2022", "year"),
        ("figures", "origins", [], "origins"),
        ("figures", "colour", "red", "colour"),
        ("relations", "subject", "Ruhr Uni", "subject"),
        ("indicators", "values", {}, "values"),
        ("indicators", "date", "2021", "date"),
    ],
)
def test_a_faulty_table_is_named_by_file_entry_and_key_and_loses_only_itself(
    geodata, table, key, value, where
):
    atlas = load_atlas(broken(geodata, table, lambda entries: entries[0].update({key: value})))
    assert atlas.tables.failed == (table,)
    [fault] = atlas.faults
    assert fault.file == f"tables/{table}.json"
    assert fault.field == where
    assert fault.feature is not None
    page = status(View(selected=BOCHUM, panel="figures"), [], atlas, Index.of(atlas))
    assert len(page["notes"]) == 1
    assert page["profile"]["title"] == "Bochum"


@pytest.mark.parametrize("content", ["", "{", "{}", '"figures"', "[1, 2]", "\udcff"])
@pytest.mark.parametrize(
    "reader",
    [read_figures, read_relations, lambda folder: read_indicators(folder, ATLAS.catalog)],
    ids=["figures", "relations", "indicators"],
)
def test_a_file_that_is_no_table_is_refused_in_words(tmp_path, reader, content):
    for name in ("figures", "relations", "indicators"):
        (tmp_path / f"{name}.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(FaultList, match="python -m geodata build"):
        reader(tmp_path)


def test_without_any_table_the_map_still_works(geodata):
    for path in (geodata / "tables").iterdir():
        path.unlink()
    atlas = load_atlas(geodata)
    assert set(atlas.tables.failed) == {"figures", "relations", "indicators", "tours", "postcodes"}
    page = status(View(selected="company-zinq", panel="figures"), [], atlas, Index.of(atlas))
    assert len(page["notes"]) == 5
    assert page["comparison"]["groups"] == []
    assert json.loads(charts_json("region", "de", atlas) or b"") == []


def test_hostile_words_in_a_figure_stay_words():
    evil = "<img src=x onerror=alert(1)>"
    figure: Figure = FIGURES["zinq-patents"]
    label = figure.label.model_copy(update={"de": evil})
    changed = replace(ATLAS.tables, figures=(figure.model_copy(update={"label": label}),))
    atlas = Atlas(ATLAS.catalog, ATLAS.frames, (), ATLAS.folder, changed)
    told = details(profile_of("company-zinq", atlas), atlas, Texts("de"))
    assert told["figures"][0][0] == evil
