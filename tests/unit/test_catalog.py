"""The catalogue: the real one is whole, and a wrong entry is refused by file, table and key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from map_app.atlas import GEODATA
from map_app.catalog import Text, read_catalog
from map_app.errors import MapError

REAL = GEODATA / "catalog.toml"
RAW = tomllib.loads(REAL.read_text(encoding="utf-8"))
WORDED = {
    "theme": ["title"],
    "kind": ["label"],
    "relation": ["label", "inverse"],
    "indicator": ["title", "meaning"],
    "palette": ["title"],
    "source": ["title", "attribution"],
    "layer": ["title"],
    "basemap": ["title", "attribution"],
}
# One entry of each table, cut from the real catalogue.
SMALL = """
title = { de = "Metropole Ruhr auf der Karte", en = "Metropole Ruhr on the map" }

[region]
extent = [6.29, 51.19, 8.03, 51.81]
limits = [4.9, 50.3, 9.6, 52.7]

[symbols]
hexagon = "M0-10L8.7-5V5L0 10L-8.7 5V-5Z"

[[theme]]
id = "knowledge"
title = { de = "Wissen & Forschung", en = "Knowledge & research" }
symbol = "hexagon"
colour = { light = "#480E7D", dark = "#956AFF" }

[[kind]]
id = "institute"
label = { de = "Forschungsinstitut", en = "Research institute" }

[[relation]]
id = "part-of"
label = { de = "Teil von", en = "Part of" }
inverse = { de = "Umfasst", en = "Includes" }

[[source]]
id = "own-research"
title = { de = "Eigene Zusammenstellung", en = "Own compilation" }
publisher = "Karte der Metropole Ruhr"
licence = "CC-BY-4.0"
attribution = { de = "eigene Zusammenstellung", en = "own compilation" }
date = 2026-11-23

[[layer]]
id = "research"
theme = "knowledge"
title = { de = "Forschungsinstitute", en = "Research institutes" }
file = "research.geojson"
geometry = ["Point"]
source = "own-research"
date = 2026-11-23
kind = "institute"
style = { symbol = "hexagon" }
labels = { min_zoom = 12, first = ["institute"] }

  [[layer.field]]
  name = "founded"
  label = { de = "Gegründet", en = "Founded" }
  format = "year"
  source = "own-research"

[[indicator_group]]
id = "people"
label = { de = "Menschen", en = "People" }

[[indicator]]
id = "inhabitants"
title = { de = "Einwohner", en = "Inhabitants" }
meaning = { de = "Menschen mit Hauptwohnung.", en = "People with their main residence." }
unit = { de = "Personen", en = "people" }
measure = "count"
group = "people"
source = "own-research"

[[palette]]
id = "ylgnbu"
title = { de = "Gelb bis Blau", en = "Yellow to blue" }
scheme = "YlGnBu"

[[basemap]]
id = "topplus-grey"
title = { de = "TopPlusOpen, grau", en = "TopPlusOpen, grey" }
url = "https://sgx.geodatenzentrum.de/wmts_topplus_open/{z}/{y}/{x}.png"
attribution = "© BKG (TopPlusOpen)"
licence = "dl-de/by-2-0"
"""
INSTITUTES = 'title = { de = "Forschungsinstitute", en = "Research institutes" }'


def written(folder: Path, text: str) -> Path:
    file = folder / "geodata" / "catalog.toml"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    return file


def complaints(folder: Path, *changes: tuple[str, str]) -> list[str]:
    """What is said of the small catalogue after the changes, one line a fault."""
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} must stand once in the small catalogue"
        text = text.replace(old, new)
    with pytest.raises(MapError) as caught:
        read_catalog(written(folder, text))
    return str(caught.value).splitlines()


def worded_entries() -> list[Any]:
    entries = [
        pytest.param(entry[key], id=f"{table}-{entry['id']}-{key}")
        for table, keys in WORDED.items()
        for entry in RAW[table]
        for key in keys
    ]
    fields = [
        pytest.param(field["label"], id=f"layer-{layer['id']}-field-{field['name']}")
        for layer in RAW["layer"]
        for field in layer.get("field", [])
    ]
    return entries + fields


@pytest.mark.parametrize("words", worded_entries())
def test_every_title_label_and_attribution_says_something_in_both_languages(words):
    assert isinstance(words, dict), f"{words!r} has only one language"
    assert sorted(words) == ["de", "en"]
    assert all(text.strip() and text == text.strip() for text in words.values())


@pytest.mark.parametrize("source", RAW["source"], ids=lambda source: source["id"])
def test_every_source_names_its_publisher_licence_and_day(source):
    entry = read_catalog(REAL).source_of(source["id"])
    assert entry.publisher.strip()
    assert entry.licence.strip()
    assert entry.date.year >= 2011
    if entry.licence != "facts only":
        assert str(entry.licence_url).startswith("https://")


@pytest.mark.parametrize(
    ("licence_of", "credit"),
    [
        ("osm-postcodes", "OpenStreetMap"),
        ("emscher-course", "OpenStreetMap"),
        ("bkg-vg1000", "GeoBasis-DE / BKG"),
        ("db-stations", "Deutsche Bahn"),
        ("geonames", "GeoNames"),
    ],
)
def test_the_credit_a_licence_asks_for_stands_in_both_languages(licence_of, credit):
    attribution = read_catalog(REAL).source_of(licence_of).attribution
    assert credit in attribution.de
    assert credit in attribution.en


@pytest.mark.parametrize("layer", RAW["layer"], ids=lambda layer: layer["id"])
def test_every_layer_is_drawn_in_a_colour_with_a_symbol_that_exist(layer):
    catalog = read_catalog(REAL)
    entry = catalog.layer_of(layer["id"])
    assert catalog.symbol_of(entry) in catalog.symbols
    assert catalog.colour_of(entry).light != catalog.colour_of(entry).dark


def test_the_small_catalogue_is_right_so_that_each_change_below_is_the_only_fault(tmp_path):
    catalog = read_catalog(written(tmp_path, SMALL))
    assert catalog.layer_of("research").title("en") == "Research institutes"


def test_a_word_that_is_the_same_in_both_languages_may_be_written_once(tmp_path):
    catalog = read_catalog(written(tmp_path, SMALL))
    assert catalog.basemap[0].attribution == Text(
        de="© BKG (TopPlusOpen)", en="© BKG (TopPlusOpen)"
    )


@pytest.mark.parametrize(
    ("old", "new", "place", "problem"),
    [
        (INSTITUTES, f"{INSTITUTES}\ncolor = 1", "layer research, key color", "not permitted"),
        (
            INSTITUTES,
            'title = { de = "Forschungsinstitute" }',
            "layer research, key title.en",
            "required",
        ),
        (
            INSTITUTES,
            'title = { de = "Forschungsinstitute", en = "" }',
            "layer research, key title.en",
            "at least 1 character",
        ),
        (
            'light = "#480E7D"',
            'light = "#48OE7D"',
            "theme knowledge, key colour.light",
            "found '#48OE7D'",
        ),
        (
            'label = { de = "Gegründet", en = "Founded" }',
            "",
            "layer research, field founded, key label",
            "required",
        ),
        (
            'format = "year"',
            'format = "jahr"',
            "layer research, field founded, key format",
            "'number', 'year'",
        ),
        (
            'publisher = "Karte der Metropole Ruhr"',
            "",
            "source own-research, key publisher",
            "required",
        ),
        ('licence = "CC-BY-4.0"', "", "source own-research, key licence", "required"),
        (
            'geometry = ["Point"]',
            'geometry = ["Point", "Dot"]',
            "layer research, geometry number 2",
            "'Polygon'",
        ),
        ("https://sgx.geo", "http://sgx.geo", "basemap topplus-grey, key url", "^https://"),
        (
            "min_zoom = 12",
            'min_zoom = "far"',
            "layer research, key labels.min_zoom",
            "found 'far'",
        ),
        (
            'theme = "knowledge"',
            'theme = "research"',
            "layer research, key theme",
            '"research" is no theme',
        ),
        (
            '"own-research"\ndate = 2026-11-23\nkind',
            '"osm"\ndate = 2026-11-23\nkind',
            "layer research, key source",
            '"osm" is no source',
        ),
        (
            'kind = "institute"',
            'kind = "labor"',
            "layer research, key kind",
            '"labor" is no kind',
        ),
        (
            'first = ["institute"]',
            'first = ["labor"]',
            "layer research, key labels.first",
            '"labor" is no kind',
        ),
        (
            'style = { symbol = "hexagon" }',
            'style = { symbol = "star" }',
            "layer research, key style.symbol",
            '"star" is no symbol',
        ),
        (
            'symbol = "hexagon"\ncolour',
            'symbol = "star"\ncolour',
            "theme knowledge, key symbol",
            '"star" is no symbol',
        ),
        (
            'geometry = ["Point"]\n',
            "",
            "layer research",
            'only a layer with role = "entries" has none',
        ),
        (
            'geometry = ["Point"]',
            'geometry = ["Point"]\nrole = "entries"',
            "layer research",
            "a layer of entries has no geometry",
        ),
        (
            'geometry = ["Point"]',
            'geometry = ["Point"]\nview = "world"',
            "layer research, key view",
            "there is no world",
        ),
        (
            'group = "people"\nsource = "own-research"',
            'group = "people"\nsource = "osm"',
            "indicator inhabitants, key source",
            '"osm" is no source',
        ),
        (
            'group = "people"\nsource',
            'group = "money"\nsource',
            "indicator inhabitants, key group",
            '"money" is no indicator_group',
        ),
        (
            'scheme = "YlGnBu"',
            'scheme = "Rainbow"',
            "palette ylgnbu, key scheme",
            '"Rainbow" is no scheme of branca',
        ),
        (
            'scheme = "YlGnBu"',
            'scheme = "YlGnBu"\ndiverging = true',
            "palette ylgnbu, key scheme",
            '"YlGnBu" is no scheme of branca',
        ),
        (
            'measure = "count"',
            'measure = "sum"',
            "indicator inhabitants, key measure",
            "'count', 'rate'",
        ),
        (
            'format = "year"\n  source = "own-research"',
            'format = "year"\n  source = "osm"',
            "layer research, field founded, key source",
            '"osm" is no source',
        ),
    ],
)
def test_a_wrong_entry_is_named_by_file_entry_and_key(tmp_path, old, new, place, problem):
    [complaint] = complaints(tmp_path, (old, new))
    where, said = complaint.split(": ", 1)
    assert where == f"geodata/catalog.toml, {place}"
    assert problem in said
    assert any(advice in said for advice in ("Correct the", "Remove the", "Use ", "Add the"))


@pytest.mark.parametrize(
    "table",
    ["theme", "kind", "relation", "source", "layer", "indicator", "palette", "basemap"],
)
def test_an_id_declared_twice_is_named(tmp_path, table):
    start = SMALL.index(f"[[{table}]]")
    entry = SMALL[start:].split("\n\n")[0]
    name = tomllib.loads(entry)[table][0]["id"]
    with pytest.raises(MapError, match=rf"{table} {name}: is declared twice"):
        read_catalog(written(tmp_path, f"{SMALL}\n{entry}\n"))


def test_a_field_declared_twice_in_a_layer_is_named(tmp_path):
    again = '  source = "own-research"\n\n  [[layer.field]]\n  name = "founded"\n  label = "Jahr"'
    [complaint] = complaints(tmp_path, ('  source = "own-research"', again))
    assert "layer research" in complaint
    assert 'field "founded" is declared twice' in complaint


def test_limits_that_cut_the_first_view_are_refused(tmp_path):
    [complaint] = complaints(tmp_path, ("limits = [4.9,", "limits = [6.5,"))
    assert "key region" in complaint
    assert "limits must contain extent" in complaint


def test_all_misspelt_entries_of_a_catalogue_are_named_at_once(tmp_path):
    found = complaints(
        tmp_path,
        ('light = "#480E7D"', 'light = "violet"'),
        ('label = { de = "Forschungsinstitut", en = "Research institute" }', 'labell = "x"'),
    )
    assert sorted(line.split(": ")[0].removeprefix("geodata/catalog.toml, ") for line in found) == [
        "kind institute, key label",
        "kind institute, key labell",
        "theme knowledge, key colour.light",
    ]


def test_all_references_that_lead_nowhere_are_named_at_once(tmp_path):
    found = complaints(
        tmp_path,
        ('theme = "knowledge"', 'theme = "research"'),
        ('kind = "institute"', 'kind = "labor"'),
    )
    assert len(found) == 2
    assert "key theme" in found[0]
    assert "key kind" in found[1]


def test_a_file_that_is_not_toml_is_refused_with_the_line(tmp_path):
    file = written(tmp_path, SMALL.replace('id = "knowledge"', 'id = "knowledge'))
    line = SMALL.splitlines().index('id = "knowledge"') + 1
    with pytest.raises(MapError, match=rf"geodata/catalog\.toml: is not valid TOML.*line {line}\b"):
        read_catalog(file)


def test_a_missing_catalogue_is_named(tmp_path):
    with pytest.raises(MapError, match=r"geodata/catalog\.toml: cannot be read \(No such file"):
        read_catalog(tmp_path / "geodata" / "catalog.toml")


TIME = """
[time]
first = 1899
last = 2026

  [[time.stop]]
  year = 1992
  label = { de = "Beginn", en = "Begin" }
"""


def with_time(tmp_path: Path, text: str) -> None:
    file = tmp_path / "catalog.toml"
    file.write_text(SMALL + text, encoding="utf-8")
    read_catalog(file)


def test_a_time_control_is_read(tmp_path):
    with_time(tmp_path, TIME)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("last = 2026", "last = 1800", "run backwards"),
        ("year = 1992", "year = 1800", "lies beyond"),
        ("[time]\n", '[time]\nlayers = ["moon"]\n', '"moon" is no layer'),
    ],
)
def test_a_wrong_time_control_is_refused(tmp_path, old, new, said):
    with pytest.raises(MapError, match=said):
        with_time(tmp_path, TIME.replace(old, new))


def test_stops_stand_in_the_order_of_their_years(tmp_path):
    second = '\n  [[time.stop]]\n  year = 1950\n  label = "1950"\n'
    with pytest.raises(MapError, match="order of their years"):
        with_time(tmp_path, TIME + second)


def test_a_layer_cannot_follow_a_time_that_is_not_there(tmp_path):
    file = tmp_path / "catalog.toml"
    text = SMALL.replace(
        'style = { symbol = "hexagon" }', 'style = { symbol = "hexagon" }\ntime = {}'
    )
    file.write_text(text, encoding="utf-8")
    with pytest.raises(MapError, match="there is no time"):
        read_catalog(file)


def test_a_theme_cannot_take_the_name_of_a_panel(tmp_path):
    file = tmp_path / "catalog.toml"
    text = SMALL.replace('id = "knowledge"', 'id = "river"').replace(
        'theme = "knowledge"', 'theme = "river"'
    )
    file.write_text(text, encoding="utf-8")
    with pytest.raises(MapError, match="name of a panel"):
        read_catalog(file)
