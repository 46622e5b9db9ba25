"""Data downloads: what was saved reads back equal, says where it is from, and runs nothing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from strategies import ATLAS, INDEX, QUICK, views

from map_app.atlas import Atlas
from map_app.catalog import LANGUAGES, FieldEntry, Text
from map_app.errors import SaveError
from map_app.links import View, layers_on
from map_app.saving.data import FORMATS, save_data
from map_app.saving.extract import Extract, clean, extract
from map_app.saving.geopackage import table_name
from map_app.saving.separated import DECIMALS, SEPARATORS
from map_app.selection import Selection
from map_app.texts import Texts

DAY = date(2026, 11, 26)
PAGE = "https://map.example/ruhr-map/"
LAYERS = pytest.mark.parametrize("layer", ATLAS.layers, ids=lambda layer: layer.id)
SUFFIXES = pytest.mark.parametrize("suffix", FORMATS)
ALL = View()
BOCHUM = View(selection=Selection(places=frozenset({"municipality-05911000"})))
HOSTILE = ("=1+1", "+49 234", "-5", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")', "a;b,c\n\"d'")


def saved(suffix: str, view: View = ALL, layer: str | None = None, atlas: Atlas = ATLAS) -> bytes:
    return save_data(suffix, atlas, view, today=DAY, layer_id=layer, page=PAGE).body


def wanted(view: View = ALL, layer: str | None = None, atlas: Atlas = ATLAS) -> Extract:
    return extract(atlas, view, created=DAY, layer_id=layer, page=PAGE)


def sheet_csv(body: bytes, language: str = "de") -> pd.DataFrame:
    """As pandas reads it, numbers and all; texts that look like nothing stay texts."""
    tag = "en" if language == "en" else "de"
    return pd.read_csv(
        io.BytesIO(body),
        sep=SEPARATORS[tag],
        decimal=DECIMALS[tag],
        encoding="utf-8-sig",
        keep_default_na=False,
        na_values=[""],
    )


def sheet_xlsx(body: bytes, sheet: int | str = 0) -> pd.DataFrame:
    return pd.read_excel(io.BytesIO(body), sheet_name=sheet, keep_default_na=False, na_values=[""])


def gpkg(body: bytes, folder: Path) -> Path:
    file = folder / "saved.gpkg"
    file.write_bytes(body)
    return file


def same(read: object, meant: object) -> bool:
    """Whether a value came back; dates may come back as moments, codes as numbers."""
    if meant is None:
        return read is None or bool(pd.isna(read))
    if isinstance(meant, int | float):
        return isinstance(read, int | float | np.number) and float(read) == float(meant)
    if isinstance(read, pd.Timestamp):
        return read.date().isoformat() == meant
    if isinstance(read, int | float | np.number):
        return float(read) == float(meant)
    return read == meant


def differences(frame: pd.DataFrame, data: Extract, layer: str, *, by_label: bool) -> list[str]:
    """The columns of a layer whose values did not come back, by feature."""
    rows = [row for row in data.rows if row.feature.layer.id == layer]
    found = frame.set_index(data.columns[layer][0].label if by_label else "id", drop=False)
    assert [row.feature.id for row in rows] == [
        i for i in found.index if i in {r.feature.id for r in rows}
    ]
    return [
        f"{row.feature.id} {column.name}"
        for row in rows
        for column in data.columns[layer]
        if not same(
            found.loc[row.feature.id, column.label if by_label else column.name],
            row.values[column.name],
        )
    ]


# ---------------------------------------------------------------- round trips


@LAYERS
def test_a_layer_saved_as_geojson_reads_back_equal(layer):
    data, frame = (
        wanted(layer=layer.id),
        gpd.read_file(io.BytesIO(saved("geojson", layer=layer.id))),
    )
    assert differences(frame, data, layer.id, by_label=False) == []
    if layer.role != "entries":
        assert frame.crs == "EPSG:4326"
        meant = [row.feature.geometry for row in data.rows]
        assert all(shapely.equals(frame.geometry.to_numpy(), meant))


@LAYERS
def test_a_layer_saved_as_geopackage_reads_back_equal(layer, tmp_path):
    data, file = wanted(layer=layer.id), gpkg(saved("gpkg", layer=layer.id), tmp_path)
    frame = pyogrio.read_dataframe(file, layer=layer.id)
    assert differences(frame, data, layer.id, by_label=False) == []
    types = {column.name: column.type for column in data.columns[layer.id]}
    info = pyogrio.read_info(file, layer=layer.id)
    kinds = {"text": "OFTString", "link": "OFTString", "whole": "OFTInteger64", "number": "OFTReal"}
    assert dict(zip(info["fields"], info["ogr_types"], strict=True)) == {
        name: kinds[kind] for name, kind in types.items()
    }
    if layer.role == "entries":
        assert info["geometry_type"] is None
    else:
        assert frame.crs == "EPSG:4326"
        meant = [row.feature.geometry for row in data.rows]
        assert all(shapely.equals(frame.geometry.to_numpy(), meant))
        assert set(frame.geom_type) == {info["geometry_type"]}


@pytest.mark.parametrize("language", LANGUAGES)
@LAYERS
def test_a_layer_saved_as_csv_reads_back_equal(layer, language):
    view = View(language=language)
    data, body = wanted(view, layer.id), saved("csv", view, layer.id)
    assert body.startswith(b"\xef\xbb\xbf")
    frame = sheet_csv(body, language)
    assert differences(frame, data, layer.id, by_label=True) == []
    for shape, row in zip(frame["WKT"], data.rows, strict=True):
        geometry = row.feature.geometry
        if isinstance(shape, str):
            assert geometry is not None
            assert shapely.from_wkt(shape).equals_exact(geometry, 1e-6)
        else:
            assert geometry is None or geometry.geom_type == "Point" or layer.id == "world-land"


@pytest.mark.parametrize("language", LANGUAGES)
@LAYERS
def test_a_layer_saved_as_workbook_reads_back_equal(layer, language):
    view = View(language=language)
    data, frame = wanted(view, layer.id), sheet_xlsx(saved("xlsx", view, layer.id))
    assert differences(frame, data, layer.id, by_label=True) == []


def test_a_selection_of_many_layers_reads_back_equal_in_every_format(tmp_path):
    data = wanted(BOCHUM)
    assert len(data.layers) > 10
    frame = gpd.read_file(io.BytesIO(saved("geojson", BOCHUM)))
    file = gpkg(saved("gpkg", BOCHUM), tmp_path)
    tables = {str(name) for name in pyogrio.list_layers(file)[:, 0]}
    assert tables == {*(table_name(layer) for layer in data.layers), "sources"}
    sheets = sheet_csv(saved("csv", BOCHUM)), sheet_xlsx(saved("xlsx", BOCHUM))
    for layer in data.layers:
        own = pyogrio.read_dataframe(file, layer=layer.id)
        assert differences(own, data, layer.id, by_label=False) == []
        assert differences(frame, data, layer.id, by_label=False) == []
        for sheet in sheets:
            assert differences(sheet, data, layer.id, by_label=True) == []
            assert sheet.columns.is_unique


# ---------------------------------------------------------------- what is in it


@given(views())
@QUICK
def test_a_selection_holds_what_passes_and_is_on_and_entries_without_a_place(view):
    on = layers_on(view, ATLAS)
    meant = [
        feature_id
        for feature_id in INDEX.ids(INDEX.passing(view.selection))
        if (layer := ATLAS.by_id[feature_id].layer).id in on or layer.role == "entries"
    ]
    if meant:
        assert [row.feature.id for row in wanted(view).rows] == meant
    else:
        with pytest.raises(SaveError, match=Texts(view.language)("save.nothing")[:20]):
            wanted(view)


def test_a_layer_is_saved_whole_whatever_the_filters_and_switches_say():
    view = replace(BOCHUM, layers=frozenset())
    assert len(wanted(view, "research").rows) == len(ATLAS.of_layer("research"))
    assert len(wanted(view, "stations").rows) == 219  # orientation is never in a selection


def test_the_file_says_in_words_which_filters_made_it():
    selection = Selection(
        themes=frozenset({"research"}), places=frozenset({"municipality-05911000"}),
        kinds=frozenset({"institute", "university"}), text="energie",
    )  # fmt: skip
    words = wanted(View(selection=replace(selection, text=""))).selection
    assert words == "Thema: Wissen & Forschung; Ort: Bochum; Art: Forschungsinstitut, Universität"
    view = View(language="en", selection=replace(selection, kinds=frozenset(), text="Bochum\x00"))
    assert wanted(view).selection == "Theme: Knowledge & research; Place: Bochum; Text: Bochum"
    assert wanted().selection == "ohne Filter, alle eingeschalteten Ebenen"


@SUFFIXES
def test_nothing_to_save_is_said_in_the_language_of_the_view(suffix):
    nothing = Selection(text="zzzzzz")
    with pytest.raises(SaveError, match="Zu diesen Filtern gibt es keinen Eintrag"):
        saved(suffix, View(selection=nothing))
    with pytest.raises(SaveError, match="No entry of a layer that is on"):
        saved(suffix, View(language="en", selection=nothing))


@pytest.mark.parametrize("layer", ["castles", "../research", "research'", "\ud800", "x" * 5_000])
def test_an_unknown_layer_or_format_is_named(layer):
    with pytest.raises(SaveError, match=r"Die Ebene „.*“ gibt es nicht") as error:
        saved("csv", layer=layer)
    assert clean(layer)[:60] in str(error.value)
    assert len(str(error.value)) < 200
    with pytest.raises(SaveError, match="geojson, gpkg, csv, xlsx") as error:
        saved(layer)
    assert clean(layer)[:60] in str(error.value)


def test_a_layer_that_cannot_be_read_is_not_offered():
    frames = {name: frame for name, frame in ATLAS.frames.items() if name != "waters"}
    with pytest.raises(SaveError, match="waters"):
        saved("gpkg", layer="waters", atlas=Atlas(ATLAS.catalog, frames, (), ATLAS.folder))


@SUFFIXES
def test_names_say_what_and_when_and_the_same_day_gives_the_same_file(suffix):
    one = save_data(suffix, ATLAS, BOCHUM, today=DAY)
    assert one.name == f"metropole-ruhr-selection-2026-11-26.{suffix}"
    assert one == save_data(suffix, ATLAS, BOCHUM, today=DAY)
    layer = save_data(suffix, ATLAS, BOCHUM, today=date(2027, 1, 2), layer_id="waters")
    assert layer.name == f"metropole-ruhr-waters-2027-01-02.{suffix}"


def test_links_lead_to_the_feature_in_the_language_of_the_file():
    [row] = [
        row
        for row in wanted(View(language="en"), "research").rows
        if row.feature.id == "research-dbm"
    ]
    assert row.values["link"] == f"{PAGE}?lang=en&id=research-dbm"
    nowhere = extract(ATLAS, View(), created=DAY, layer_id="research")
    assert {row.values["link"] for row in nowhere.rows} == {None}


def test_texts_numbers_and_headers_are_those_of_the_language():
    german = sheet_csv(saved("csv", layer="municipalities")).set_index("Kennung")
    english = sheet_csv(saved("csv", View(language="en"), "municipalities"), "en").set_index("Id")
    assert german.loc["municipality-05911000", "Fläche (km², 2021)"] == 145.66
    assert english.loc["municipality-05911000", "Area (km², 2021)"] == 145.66
    assert "145,66" in saved("csv", layer="municipalities").decode()
    assert german.loc["municipality-05911000", "Art"] == "Kreisfreie Stadt"
    assert english.loc["municipality-05911000", "Layer"] == "Municipalities"


def test_states_say_what_the_river_was_from_year_to_year():
    [row] = wanted(layer="emscher-river").rows
    assert "offener Schmutzwasserlauf 1914–1992, km 14,0–47,9, Jahr unsicher" in str(
        row.values["states"]
    )
    assert "frei von Abwasser seit 2021" in str(row.values["states"])
    assert "Lokalkompass Herne" in str(row.values["citations"])


# ---------------------------------------------------------------- licences


def used_sources(layer: str) -> set[str]:
    """The ids of all sources a layer needs: its features', its facts', and whom it credits."""
    entry = ATLAS.catalog.layer_of(layer)
    facts = {
        f.source
        for f in entry.field
        for x in ATLAS.of_layer(layer)
        if f.source and x.get(f.name) is not None
    }
    return {str(x.get("source")) for x in ATLAS.of_layer(layer)} | facts | set(entry.credits)


@LAYERS
def test_every_source_used_is_in_every_file_with_licence_and_attribution(layer, tmp_path):
    used = [ATLAS.catalog.source_of(one) for one in used_sources(layer.id)]
    titles = {source.title.de: (source.licence, source.attribution.de) for source in used}
    metadata = json.loads(saved("geojson", layer=layer.id))["metadata"]
    file = gpkg(saved("gpkg", layer=layer.id), tmp_path)
    table = pyogrio.read_dataframe(file, layer="sources").to_dict("records")
    for rows in (metadata["sources"], table):
        assert {row["title"]: (row["licence"], row["attribution"]) for row in rows} == titles
    assert metadata["licences"] == sorted({source.licence for source in used})
    sheet = sheet_xlsx(saved("xlsx", layer=layer.id), "Quellen").to_dict("records")
    assert {row["Quelle"]: (row["Lizenz"], row["Namensnennung"]) for row in sheet} == titles
    frame = sheet_csv(saved("csv", layer=layer.id))
    for column, place in (("Lizenz", 0), ("Namensnennung", 1)):
        named = {part for cell in frame[column] for part in cell.split("; ")}
        assert named == {part for words in titles.values() for part in words[place].split("; ")}


def test_what_the_file_is_stands_in_it():
    metadata = json.loads(saved("geojson", BOCHUM))["metadata"]
    assert metadata["title"] == "Metropole Ruhr auf der Karte: Aktuelle Auswahl"
    assert (metadata["language"], metadata["created"]) == ("de", "2026-11-26")
    assert (metadata["selection"], metadata["address"]) == ("Ort: Bochum", PAGE)
    about = sheet_xlsx(saved("xlsx", BOCHUM), "Über diese Datei")
    assert list(about["Inhalt"]) == [metadata["title"], "2026-11-26", "Ort: Bochum", PAGE]


def test_a_geopackage_says_what_it_is(tmp_path):
    file = gpkg(saved("gpkg", BOCHUM), tmp_path)
    about = pyogrio.read_info(file, layer="research")
    assert about["dataset_metadata"]["selection"] == "Ort: Bochum"
    assert about["layer_metadata"]["DESCRIPTION"] == "Forschungsinstitute"
    box = ATLAS.by_id["research-dbm"].geometry.buffer(0.0001).bounds
    assert list(pyogrio.read_dataframe(file, layer="research", bbox=box)["id"]) == ["research-dbm"]


def test_a_layer_called_sources_leaves_the_table_of_sources_alone(tmp_path):
    layer = ATLAS.catalog.layer_of("circular").model_copy(update={"id": "sources"})
    catalog = ATLAS.catalog.model_copy(update={"layer": (layer,)})
    atlas = Atlas(catalog, {"sources": ATLAS.frames["circular"]}, (), ATLAS.folder)
    file = gpkg(saved("gpkg", layer="sources", atlas=atlas), tmp_path)
    assert len(pyogrio.read_dataframe(file, layer="sources-layer")) == 3
    assert "licence_url" in pyogrio.read_dataframe(file, layer="sources").columns


# ---------------------------------------------------------------- hostile data


def renamed(name: str, *, layer: str = "circular", **values: Any) -> Atlas:
    """An atlas of one layer whose first feature is called `name`."""
    frame = ATLAS.frames[layer].copy()
    frame["name_de"] = [name, *frame["name_de"][1:]]
    for key, value in values.items():
        frame[key] = [value, *frame[key][1:]]
    return Atlas(ATLAS.catalog, {layer: frame}, (), ATLAS.folder)


def cells(body: bytes) -> Iterator[Any]:
    for row in openpyxl.load_workbook(io.BytesIO(body)).worksheets[0].iter_rows():
        yield from row


@pytest.mark.parametrize("name", HOSTILE)
def test_a_text_that_looks_like_a_formula_stays_a_text(name):
    atlas = renamed(name)
    rows = list(
        csv.reader(
            io.StringIO(saved("csv", layer="circular", atlas=atlas).decode("utf-8-sig")),
            delimiter=";",
        )
    )
    begun = [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert begun == []
    assert clean(name) in {cell.removeprefix("'") for row in rows for cell in row}
    body = saved("xlsx", layer="circular", atlas=atlas)
    assert [cell.value for cell in cells(body) if cell.data_type == "f"] == []
    [cell] = [cell for cell in cells(body) if cell.value == clean(name)]
    assert cell.data_type == "s"
    assert cell.quotePrefix == name.startswith(("=", "+", "-", "@"))


def test_numbers_below_zero_stay_numbers():
    atlas = renamed("x", layer="emscher-shafts", depth_m=-4)
    frame = sheet_csv(saved("csv", layer="emscher-shafts", atlas=atlas))
    assert frame.select_dtypes("number").min().min() == -4


@given(st.text(min_size=1, max_size=40).filter(str.strip) | st.sampled_from(HOSTILE))
@QUICK
def test_any_name_comes_back_from_every_format(tmp_path_factory, name):
    atlas, meant = renamed(name), clean(name)
    features = json.loads(saved("geojson", layer="circular", atlas=atlas))["features"]
    assert meant in {feature["properties"]["name"] or "" for feature in features}
    file = gpkg(saved("gpkg", layer="circular", atlas=atlas), tmp_path_factory.mktemp("name"))
    assert meant in set(pyogrio.read_dataframe(file, layer="circular")["name"].fillna(""))
    text = saved("csv", layer="circular", atlas=atlas).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert meant in {row[1] for row in rows} or f"'{meant}" in {row[1] for row in rows}
    values = {cell.value or "" for cell in cells(saved("xlsx", layer="circular", atlas=atlas))}
    assert meant in values


def test_only_web_addresses_become_links():
    bad = renamed("x", website="javascript:alert(1)")
    odd = renamed("x", website="https://a b")
    for atlas in (bad, odd):
        links = [
            c.hyperlink.target
            for c in cells(saved("xlsx", layer="circular", atlas=atlas))
            if c.hyperlink
        ]
        assert all(link.startswith(("https://", "http://")) and " " not in link for link in links)
        assert len(links) == 5  # three of the map, two other websites
    assert b"javascript" not in saved("geojson", layer="circular", atlas=bad)


# ---------------------------------------------------------------- what a catalogue may declare


def declared(layer_id: str, **changes: Any) -> Atlas:
    """The atlas with one entry of the catalogue changed."""
    layer = ATLAS.catalog.layer_of(layer_id).model_copy(update=changes)
    layers = tuple(layer if one.id == layer_id else one for one in ATLAS.catalog.layer)
    catalog = ATLAS.catalog.model_copy(update={"layer": layers})
    return Atlas(catalog, ATLAS.frames, (), ATLAS.folder)


def test_a_field_called_like_a_column_of_every_file_hides_nothing(tmp_path):
    label = Text(de="Name", en="Name")
    fields = (
        FieldEntry(name="address", label=label, format="text"),
        FieldEntry(name="short", label=label, format="text"),
    )
    atlas = declared("circular", field=fields)
    columns = wanted(layer="circular", atlas=atlas).columns["circular"]
    assert {"name", "address", "address_own", "short"} <= {column.name for column in columns}
    assert len({column.label for column in columns}) == len(columns)
    frame = pyogrio.read_dataframe(
        gpkg(saved("gpkg", layer="circular", atlas=atlas), tmp_path), layer="circular"
    )
    assert frame["address"].equals(frame["address_own"])


def test_points_lines_and_areas_of_one_layer_keep_their_shapes(tmp_path):
    shapes = [
        shapely.Point(7.1, 51.5),
        shapely.LineString([(7, 51), (8, 52)]),
        shapely.MultiPolygon([shapely.box(7, 51, 7.1, 51.1)]),
    ]
    frame = ATLAS.frames["circular"].copy().set_geometry(shapes, crs="EPSG:4326")
    kinds = tuple(shape.geom_type for shape in shapes)
    layer = ATLAS.catalog.layer_of("circular").model_copy(update={"geometry": kinds})
    layers = tuple(layer if one.id == "circular" else one for one in ATLAS.catalog.layer)
    catalog = ATLAS.catalog.model_copy(update={"layer": layers})
    atlas = Atlas(catalog, {"circular": frame}, (), ATLAS.folder)
    file = gpkg(saved("gpkg", layer="circular", atlas=atlas), tmp_path)
    for read in (
        pyogrio.read_dataframe(file, layer="circular"),
        gpd.read_file(io.BytesIO(saved("geojson", layer="circular", atlas=atlas))),
    ):
        assert sorted(read.geom_type) == sorted(kinds)
        assert set(map(shapely.to_wkt, read.geometry)) == set(map(shapely.to_wkt, shapes))


def test_outer_rings_of_geojson_run_counterclockwise():
    for feature in json.loads(saved("geojson", layer="districts"))["features"]:
        polygons = shapely.get_parts(shapely.geometry.shape(feature["geometry"]))
        assert all(polygon.exterior.is_ccw for polygon in polygons)


def test_a_workbook_is_ready_to_be_read():
    book = openpyxl.load_workbook(io.BytesIO(saved("xlsx", View(language="en"))))
    assert book.sheetnames == ["Data", "Sources", "About this file"]
    sheet = book["Data"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == sheet.dimensions
    widths = [column.width for column in sheet.column_dimensions.values()]
    assert (min(widths) >= 8, max(widths) <= 48) == (True, True)
