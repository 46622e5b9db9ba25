"""A visitor's own files: every format comes back as it was, everything else is refused in words."""

from __future__ import annotations

import io
import json
import math
import sqlite3
import struct
import tempfile
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path
from string import Formatter

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box, mapping, shape

from map_app.catalog import LANGUAGES
from map_app.own import model, values
from map_app.own.geometry import thinned
from map_app.own.model import OwnError, OwnLayer, Problem, Question
from map_app.own.reading import read_own
from map_app.own.saving import saved
from map_app.texts import table

HOME = (6.29, 51.19, 8.03, 51.81)
POINTS = [Point(7.2162, 51.4818), Point(6.7623, 51.4344), Point(7.4653, 51.5136)]
SHAPES = [
    Polygon([(7.1, 51.4), (7.3, 51.4), (7.3, 51.6)]),
    MultiPolygon([box(6.6, 51.4, 6.7, 51.5), box(6.8, 51.4, 6.9, 51.5)]),
    Polygon([(7, 51.3), (7.4, 51.3), (7.4, 51.7)], [[(7.2, 51.4), (7.3, 51.4), (7.3, 51.5)]]),
]
LINES = [LineString([(6.9, 51.45), (7.1, 51.6), (7.4, 51.5)]), LineString([(7, 51.5), (7.2, 51.5)])]
FILES = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def frame(places, epsg: int = 4326) -> gpd.GeoDataFrame:
    names = [f"Überfluss {n}" for n in range(len(places))]
    values = [n + 0.5 for n in range(len(places))]
    return gpd.GeoDataFrame({"name": names, "value": values}, geometry=places, crs=4326).to_crs(
        epsg
    )


def written(gdf: gpd.GeoDataFrame, folder: Path, name: str, **options) -> bytes:
    """The bytes GeoPandas writes; a shapefile is zipped with all its parts."""
    if not name.endswith(".shp"):
        gdf.to_file(folder / name, **options)
        return (folder / name).read_bytes()
    (folder / "parts").mkdir()
    gdf.to_file(folder / "parts" / name, **options)
    return zipped({path.name: path.read_bytes() for path in (folder / "parts").iterdir()})


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return stream.getvalue()


def geojson(*geometries, **members) -> bytes:
    features = [
        {"type": "Feature", "properties": {"name": f"n{n}"}, "geometry": geometry}
        for n, geometry in enumerate(geometries)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **members}).encode()


def layer(name: str, body: bytes, **asked) -> OwnLayer:
    found = read_own(Path(name).suffix, body, home=HOME, **asked)
    assert isinstance(found, OwnLayer), found
    return found


def question(name: str, body: bytes, **asked) -> Question:
    found = read_own(Path(name).suffix, body, home=HOME, **asked)
    assert isinstance(found, Question), found
    return found


def refused(name: str, body: bytes, **asked) -> OwnError:
    with pytest.raises(OwnError) as caught:
        read_own(Path(name).suffix, body, home=HOME, **asked)
    return caught.value


def rows(found: OwnLayer) -> list[dict]:
    return json.loads(found.geojson)["features"]


def places(found: OwnLayer) -> list:
    return [shape(feature["geometry"]) for feature in rows(found)]


def same(found: OwnLayer, wanted: list) -> bool:
    return alike(places(found), wanted)


def alike(some: list, others: list) -> bool:
    """Whether places are the same to a millionth of a degree; formats make parts of wholes."""
    pairs = list(zip(some, others, strict=True))
    return all(single(a).equals_exact(single(b), 1e-6) for a, b in pairs)


def single(place):
    parts = shapely.get_parts(place)
    return (parts[0] if len(parts) == 1 else place).normalize()


@pytest.mark.parametrize("wanted", [POINTS, LINES, SHAPES], ids=["points", "lines", "areas"])
@pytest.mark.parametrize(
    ("name", "epsg", "how"),
    [
        ("a.geojson", 4326, "file"),
        ("a.geojson", 25832, "file"),
        ("a.gpkg", 4326, "file"),
        ("a.gpkg", 25832, "file"),
        ("a.shp", 4326, "file"),
        ("a.shp", 25832, "file"),
        ("a.kml", 4326, "standard"),
    ],
)
def test_what_geopandas_wrote_comes_back_where_it_was(tmp_path, name, epsg, how, wanted):
    options = {"driver": "KML"} if name == "a.kml" else {}
    found = layer(name, written(frame(wanted, epsg), tmp_path, name, **options))
    assert same(found, wanted)
    assert (found.how, found.rows, found.shown) == (how, len(wanted), len(wanted))
    assert found.inside == len(wanted)
    assert found.crs.endswith(f"(EPSG:{epsg})")
    assert "Überfluss 0" in rows(found)[0]["properties"].values()
    assert found.problems == []


def test_a_gpx_file_gives_waypoints_routes_and_tracks():
    body = b"""<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1">
      <wpt lat="51.5" lon="7.2"><ele>80</ele><name>Stop</name></wpt>
      <rte><name>Way</name><rtept lat="51.5" lon="7.2"/><rtept lat="51.6" lon="7.3"/></rte>
      <trk><trkseg><trkpt lat="51.5" lon="7.2"/><trkpt lat="51.6" lon="7.3"/></trkseg>
        <trkseg><trkpt lat="51.7" lon="7.2"/><trkpt lat="51.7" lon="7.3"/></trkseg></trk>
      <wpt lat="north" lon="7.2"/><trk><trkseg><trkpt lat="51.5" lon="7.2"/></trkseg></trk></gpx>"""
    found = layer("walk.gpx", body)
    assert [r["properties"]["kind"] for r in rows(found)] == ["waypoint", "route", "track"]
    kinds = [place.geom_type for place in places(found)]
    assert kinds == ["Point", "LineString", "MultiLineString"]
    assert rows(found)[0]["properties"] == {"kind": "waypoint", "ele": "80", "name": "Stop"}
    assert found.problems == [Problem(4, "unreadable_geometry"), Problem(5, "no_geometry")]


def test_a_kml_file_gives_folders_own_data_and_mixed_geometries():
    body = b"""<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">
      <Document><name>All</name><Folder><name>Old</name><Folder><name>Mills</name>
        <Placemark><name>Mill</name><description>&lt;b&gt;x&lt;/b&gt;</description>
          <ExtendedData><Data name="built"><value>1899</value></Data>
            <SchemaData><SimpleData name="use">corn</SimpleData></SchemaData></ExtendedData>
          <MultiGeometry><Point><coordinates>7.2,51.5,80</coordinates></Point>
            <LineString><coordinates>7.2,51.5 7.3,51.6</coordinates></LineString></MultiGeometry>
        </Placemark></Folder></Folder>
        <Placemark><gx:Track><gx:coord>7.2 51.5 1</gx:coord><gx:coord>7.3 51.5 1</gx:coord>
        </gx:Track></Placemark></Document></kml>"""
    found = layer("mills.kml", body)
    first, second = rows(found)
    assert first["properties"] == {
        **{"name": "Mill", "description": "<b>x</b>", "folder": "Old / Mills"},
        **{"built": "1899", "use": "corn"},
    }
    assert first["geometry"]["type"] == "GeometryCollection"
    assert (second["properties"], second["geometry"]["type"]) == ({}, "LineString")
    assert same(layer("mills.kmz", zipped({"doc.kml": body})), places(found))


HEADINGS = [
    *(
        "lon,lat",
        "lng,lat",
        "longitude,latitude",
        "X,Y",
        "geo_lon,geo_lat",
        "Längengrad,Breitengrad",
    ),
    *("Longitude (WGS84),Latitude (WGS84)", "x_wert,y_wert", "Länge,Breite", "easting,northing"),
]


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_file_is_read_however_it_is_written(heading, separator, encoding):
    x, y = heading.split(",")
    lines = [["Stadt", x, "PLZ", y, "Höhe"], ["Köln, am Rhein", "6.95", "04477", "50.93", "1,5"]]
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)
    found = layer("a.csv", text.encode(encoding))
    assert same(found, [Point(6.95, 50.93)])
    [row] = rows(found)
    assert row["properties"] == {"Stadt": "Köln, am Rhein", "PLZ": "04477", "Höhe": 1.5}
    assert (row["id"], found.unit, found.how) == (2, "line", "values")
    assert found.fields == [("Stadt", "text"), ("PLZ", "text"), ("Höhe", "number")]


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("7,2162", "51,4818"),
        ("7.2162", "51.4818"),
        (" 7.2162 ", "+51.4818"),
        ("7.2162e0", "51.4818"),
    ],
)
def test_coordinates_may_have_a_comma(x, y):
    assert same(layer("a.csv", f"n;lon;lat\na;{x};{y}\n".encode()), [POINTS[0]])


def test_coordinates_may_be_grouped():
    body = b"n;Rechtswert;Hochwert\na;376.181,250;5.704.899,500\nb;376181,25;5704899,5\n"
    first, second = places(layer("a.csv", body, crs="EPSG:25832"))
    assert first == second
    assert first.distance(Point(7.2162, 51.4818)) < 0.01


@pytest.mark.parametrize(
    ("column", "read"),
    [
        (["1.234", "12.345", "99"], ["1.234", "12.345", "99"]),
        (["1,234", "12,345"], ["1,234", "12,345"]),
        (["1.234", "12.5"], [1.234, 12.5]),
        (["0.234", "1.234"], [0.234, 1.234]),
        (["1.234", "1.234.567", "5"], [1234, 1234567, 5]),
        (["1.234", "1.234,5"], [1234, 1234.5]),
        (["1,234", "1,234.5"], [1234, 1234.5]),
        (["1.234", "2,5"], ["1.234", "2,5"]),
        (["1.234,5", "12.5"], ["1.234,5", "12.5"]),
        (["12.10.2020", "1.2.2021"], ["12.10.2020", "1.2.2021"]),
        (["1 234,5", "7"], [1234.5, 7]),
        (["1234.567", "1.234"], [1234.567, 1.234]),
    ],
)
def test_a_number_is_read_as_one_only_where_its_signs_say_which(column, read):
    lines = "".join(f"7;51;{cell}\n" for cell in column)
    found = rows(layer("a.csv", f"lon;lat;value\n{lines}".encode()))
    assert [row["properties"]["value"] for row in found] == read


@given(st.lists(st.floats(-1e9, 1e9).filter(lambda value: abs(value) >= 1), min_size=1))
def test_grouped_numbers_come_back_as_they_were(numbers):
    english = [f"{number:,.2f}" for number in numbers]
    german = [text.translate(str.maketrans(".,", ",.")) for text in english]
    wanted = [round(number, 2) for number in numbers]
    assert values.typed([english, german]) == [wanted, wanted]


def test_a_csv_file_may_hold_well_known_text():
    text = "name;WKT\n" + "".join(f'"{n}";"{place.wkt}"\n' for n, place in enumerate(SHAPES))
    found = layer("a.csv", f"{text}broken;POLYGON((1 2\nnowhere;\n".encode())
    assert same(found, SHAPES)
    assert found.problems == [Problem(5, "unreadable_geometry"), Problem(6, "no_geometry")]


CURVE = "CIRCULARSTRING (7 51, 7.1 51.1, 7.2 51)"


@pytest.mark.parametrize("curve", [CURVE, f"GEOMETRYCOLLECTION ({CURVE})", "TIN EMPTY"])
def test_a_curve_in_a_table_loses_its_row_and_no_other(curve):
    found = layer("a.csv", f'n;wkt\na;"{curve}"\nb;POINT (7 51)\n'.encode())
    assert found.problems == [Problem(2, "unreadable_geometry")]
    assert same(found, [Point(7, 51)])


@pytest.mark.filterwarnings("ignore:geometry column type")
def test_a_curve_in_a_geopackage_loses_its_row_and_no_other(tmp_path):
    head = b"GP\0\1" + struct.pack("<i", 4326)
    curve = struct.pack("<BII6d", 1, 8, 3, 7, 51, 7.1, 51.1, 7.2, 51)
    surface = struct.pack("<BII", 1, 16, 1) + struct.pack(
        "<BIII8d", 1, 17, 1, 4, 7, 51, 7.1, 51.1, 7.2, 51, 7, 51
    )
    frame([*POINTS, Point(7, 51)]).to_file(tmp_path / "a.gpkg")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as database, database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            database.execute(f'DROP TRIGGER "{name}"')
        blobs = [head + struct.pack("<BII", 1, 7, 1) + curve, head + surface, None, head + curve]
        for row, blob in enumerate(blobs, 1):
            database.execute("UPDATE a SET geom = ? WHERE fid = ?", (blob, row))
        database.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = 'GEOMETRY'")
    found = layer("a.gpkg", (tmp_path / "a.gpkg").read_bytes())
    assert found.problems == [
        Problem(1, "unreadable_geometry"),
        Problem(2, "unreadable_geometry"),
        Problem(3, "no_geometry"),
    ]
    # A curve by itself is turned into a line of short pieces.
    assert [(row["id"], row["geometry"]["type"]) for row in rows(found)] == [(4, "LineString")]
    assert rows(found)[0]["properties"]["name"] == "Überfluss 3"


def test_a_date_that_is_missing_is_no_text(tmp_path):
    gdf = frame(POINTS[:2])
    gdf["day"] = [date(2020, 5, 17), None]
    gdf["moment"] = np.array(["2020-05-17T10:00:00", "NaT"], "datetime64[ms]")
    first, second = rows(layer("a.gpkg", written(gdf, tmp_path, "a.gpkg")))
    assert first["properties"]["day"] == "2020-05-17"
    assert first["properties"]["moment"].startswith("2020-05-17T10:00:00")
    assert second["properties"].keys() == {"name", "value"}


def test_rows_that_cannot_be_placed_are_named_by_line_and_reason():
    body = (
        b'name;lon;lat\n"two\nlines";7.2;51.5\n\nno place;;\nwords;east;51.5\n'
        b"beyond;7.2;95\nok;7;51\nshort\n"
    )
    found = layer("a.csv", body)
    assert [row["id"] for row in rows(found)] == [2, 8]
    assert found.problems == [
        Problem(5, "no_geometry"),
        Problem(6, "number", {"column": "lon", "value": "east"}),
        Problem(7, "outside_world"),
        Problem(9, "no_geometry"),
    ]
    told = found.told()
    assert (told["rows"], told["shown"], told["left_out"]) == (6, 2, 4)


def test_projected_numbers_without_a_system_are_asked_about_and_the_likely_one_comes_first():
    frame_25832 = frame(POINTS, 25832)
    lines = [f"{p.x:.3f};{p.y:.3f}" for p in frame_25832.geometry]
    body = ("Rechtswert;Hochwert\n" + "\n".join(lines)).encode()
    asked = question("a.csv", body)
    assert (asked.kind, asked.choices[0]["code"], asked.choices[0]["fits"]) == ("crs", 25832, True)
    assert [choice["fits"] for choice in asked.choices].count(True) == 1
    found = layer("a.csv", body, crs="25832")
    assert same(found, POINTS)
    assert found.how == "visitor"


@pytest.mark.parametrize("epsg", [25832, 4647, 31466, 31467, 3857])
def test_every_common_system_is_recognised_by_its_numbers(epsg):
    lines = [f"{p.x:.3f},{p.y:.3f}" for p in frame(POINTS, epsg).geometry]
    asked = question("a.csv", ("x,y\n" + "\n".join(lines)).encode())
    assert [c["code"] for c in asked.choices if c["fits"]] == [epsg]


def test_a_shapefile_without_its_system_is_asked_about(tmp_path):
    body = written(frame(SHAPES, 25832), tmp_path, "a.shp")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bare = zipped({f"Folder/{n.upper()}": b for n, b in parts.items() if n[-3:] in ("shp", "dbf")})
    assert question("a.zip", bare).choices[0]["code"] == 25832
    assert same(layer("a.zip", bare, crs="25832"), SHAPES)


def test_geojson_beyond_degrees_is_asked_about_and_one_stray_row_is_left_out():
    metres = [mapping(place) for place in frame(POINTS, 25832).geometry]
    assert question("a.geojson", geojson(*metres)).kind == "crs"
    found = layer("a.geojson", geojson(metres[0], *[mapping(place) for place in POINTS]))
    assert found.problems == [Problem(1, "outside_world")]


def test_a_system_nobody_knows_is_asked_about():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::999999"}}
    assert question("a.json", geojson(mapping(POINTS[0]), crs=crs)).kind == "crs"
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert layer("a.json", geojson(mapping(POINTS[0]), crs=named)).how == "file"


@pytest.mark.parametrize("code", ["999999", "../etc", "+proj=utm +zone=32", "EPSG:", "1" * 99])
def test_a_wrong_code_is_refused(code):
    assert refused("a.csv", b"x,y\n3,4\n", crs=code).key == "crs_unknown"


def test_several_layers_are_asked_about_and_any_can_be_chosen(tmp_path):
    path = tmp_path / "a.gpkg"
    frame(POINTS).to_file(path, layer="points")
    frame(SHAPES).to_file(path, layer="areas")
    body = path.read_bytes()
    asked = question("a.gpkg", body)
    assert asked.choices == [{"name": "points", "rows": 3}, {"name": "areas", "rows": 3}]
    assert same(layer("a.gpkg", body, layer="areas"), SHAPES)
    assert refused("a.gpkg", body, layer="nothing").key == "layer_unknown"
    packed = zipped({"a.gpkg": body})
    assert same(layer("a.zip", packed, layer="points"), POINTS)
    both = zipped({"a/b.geojson": geojson(mapping(POINTS[0])), "c.csv": b"x,y\n7,51\n"})
    assert [c["name"] for c in question("a.zip", both).choices] == ["a/b.geojson", "c.csv"]
    assert same(layer("a.zip", both, layer="c.csv"), [Point(7, 51)])


@pytest.mark.parametrize(
    ("name", "body", "key"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"  \n", "empty"),
        ("a.csv", b"lon,lat\n", "empty"),
        ("a.csv", b"a,b\n1,2\n", "no_coordinates"),
        ("a.csv", b"lon,lat\nx,y\n", "nothing_left"),
        ("a.geojson", b'{"type": "FeatureColl', "json"),
        ("a.geojson", b"lon,lat\n1,2", "json"),
        ("a.geojson", b"[" * 200_000, "json"),
        ("a.geojson", b'{"type": "Topology"}', "not_geojson"),
        ("a.geojson", b'{"type": ["x"]}', "not_geojson"),
        ("a.geojson", geojson(), "empty"),
        ("a.geojson", geojson(None), "nothing_left"),
        ("a.kml", b"<kml><Document>", "xml"),
        ("a.kml", b"<html></html>", "xml_kind"),
        ("a.kml", b'<!DOCTYPE kml [<!ENTITY a "b">]><kml/>', "doctype"),
        ("a.kml", '<!DOCTYPE k SYSTEM "file:///etc/passwd"><kml/>'.encode("utf-16"), "doctype"),
        ("a.kml", b"nothing", "xml"),
        ("a.kml", b"<kml/>", "empty"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "kind"),
        ("a.shp", b"\x00\x00\x27\x0a" + bytes(96), "shapefile_alone"),
        ("a.gpkg", b"SQLite format 3\0" + bytes(52) + b"GPKG" + bytes(50), "geopackage"),
        ("a.zip", b"PK\x03\x04" + bytes(40), "zip"),
        ("a.zip", zipped({"readme.pdf": b"x"}), "zip_nothing"),
        ("a.zip", zipped({"a.shp": b"no shapefile"}), "shapefile"),
        ("a.zip", zipped({"a.shp": b"\x00\x00\x27\x0a" + bytes(96)}), "shapefile"),
        ("a.zip", zipped({"a.csv": zipped({"b.csv": b"x,y\n1,2"})}), "zip_nothing"),
        ("a.zip", zipped({f"{n}.csv": b"x" for n in range(501)}), "zip_entries"),
        ("a.vrt", b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "xml_kind"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_with_its_reason(name, body, key):
    error = refused(name, body)
    assert error.key == key
    for language in ("de", "en"):
        gaps = {
            gap for _, gap, _, _ in Formatter().parse(table(language)["own_problem"][key]) if gap
        }
        assert gaps <= error.values.keys()


def test_the_content_counts_and_not_the_name():
    assert same(layer("a.csv", geojson(mapping(POINTS[0]))), POINTS[:1])
    assert same(layer("data", b"lon,lat\n7.2162,51.4818\n"), POINTS[:1])
    assert layer("a.geojson", b'<gpx><wpt lat="51.5" lon="7"/></gpx>').shown == 1


def test_a_zip_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr("map_app.own.archive.MAX_UNPACKED_BYTES", 1_000_000)
    assert refused("a.zip", zipped({"a.csv": bytes(5_000_000)})).key == "zip_size"
    assert (
        refused("a.zip", zipped({f"{n}.csv": bytes(400_000) for n in range(3)})).key == "zip_size"
    )


def test_paths_in_a_zip_lead_nowhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    body = zipped({"../../evil.csv": b"lon,lat\n7,51\n", "/etc/x.txt.bak": b"x", "../a.prj": b"x"})
    assert layer("a.zip", body).shown == 1
    assert list(tmp_path.rglob("*")) == []
    assert not (tmp_path.parent.parent / "evil.csv").exists()


@pytest.mark.filterwarnings("ignore:Table.view endless")
def test_a_geopackage_runs_nothing_of_its_own(tmp_path):
    frame(POINTS).to_file(tmp_path / "a.gpkg", layer="points")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as database, database:
        database.execute(
            "CREATE VIEW endless AS WITH RECURSIVE n(i) AS "
            "(SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, CAST(i AS BLOB) AS geom FROM n"
        )
        for sql in (
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
            "VALUES ('endless', 'features', 'endless', 4326)",
            "INSERT INTO gpkg_geometry_columns VALUES ('endless', 'geom', 'POINT', 4326, 0, 0)",
        ):
            database.execute(sql)
    found = read_own(".gpkg", (tmp_path / "a.gpkg").read_bytes(), home=HOME, layer="points")
    assert isinstance(found, OwnLayer)
    assert same(found, POINTS)


@pytest.mark.parametrize("at", [math.inf, -math.inf, math.nan, 1e308, -1e300])
def test_numbers_beyond_all_measure_lose_their_row_and_no_other(at):
    feature = '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[%s,%s]}}'
    body = f'{{"type":"FeatureCollection","features":[{feature % (7, 51)},{feature % (at, 51)}]}}'
    body = body.replace("inf", "Infinity").replace("nan", "NaN")
    found = layer("a.geojson", body.encode())
    assert [problem.row for problem in found.problems] == [2]
    assert same(found, [Point(7, 51)])


def test_a_bow_tie_is_mended_and_said_so():
    bow = Polygon([(7, 51), (7.2, 51.2), (7.2, 51), (7, 51.2)])
    found = layer("a.geojson", geojson(mapping(bow)))
    assert found.problems == [Problem(1, "mended")]
    assert all(place.is_valid for place in places(found))
    assert (found.told()["left_out"], found.told()["mended"]) == (0, 1)


def test_collections_within_collections_are_flattened_up_to_a_depth():
    nested: dict = mapping(POINTS[0])
    for _ in range(5):
        nested = {"type": "GeometryCollection", "geometries": [nested, mapping(LINES[1])]}
    [place] = places(layer("a.geojson", geojson(nested)))
    assert {part.geom_type for part in place.geoms} == {"Point", "LineString"}
    for _ in range(5):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    assert refused("a.geojson", geojson(nested)).key == "nothing_left"
    deep = "GEOMETRYCOLLECTION(" * 50_000
    assert refused("a.csv", f"n;wkt\na;{deep}\n".encode()).key == "nothing_left"


def test_values_are_what_json_and_a_browser_can_hold():
    own = {
        **{"big": 2**60, "nan": float("nan"), "list": [1, {"a": 2}], "html": "<img onerror=x>"},
        **{"none": None, "yes": True, "empty": "", "half": "\ud800"},
    }
    feature = {"type": "Feature", "properties": own, "geometry": mapping(POINTS[0])}
    [row] = rows(layer("a.geojson", json.dumps(feature).encode()))
    assert row["properties"] == {
        **{"big": str(2**60), "list": '[1, {"a": 2}]', "html": "<img onerror=x>"},
        **{"yes": True, "half": "?"},
    }


def test_ten_thousand_columns_are_cut_and_counted():
    names = [f"c{n}" for n in range(10_000)]
    text = ",".join(["lon", "lat", *names]) + "\n" + ",".join(["7", "51", *("1" for _ in names)])
    found = layer("a.csv", text.encode())
    assert len(rows(found)[0]["properties"]) == len(found.fields) == model.MAX_FIELDS
    assert found.left_columns == 10_000 - model.MAX_FIELDS
    wide = {
        "type": "Feature",
        "properties": dict.fromkeys(names, 1),
        "geometry": mapping(POINTS[0]),
    }
    assert layer("a.json", json.dumps(wide).encode()).left_columns == 10_000 - model.MAX_FIELDS


def test_columns_of_one_name_are_both_kept():
    [row] = rows(layer("a.csv", b"lon,lat,a,a,\n7,51,1,2,3\n"))
    assert row["properties"] == {"a": 1, "a #4": 2, "#5": 3}


def test_too_many_rows_and_too_many_bytes_are_refused(monkeypatch):
    text = "lon,lat\n" + "7,51\n" * (model.MAX_ROWS + 1)
    assert refused("a.csv", text.encode()).key == "too_many_rows"
    error = refused("a.csv", bytes(model.MAX_BYTES + 1))
    assert (error.key, error.status) == ("too_big", 413)


def wave(count: int, x: float = 7.0) -> LineString:
    steps = np.linspace(0, 1, count)
    return LineString(np.column_stack([x + steps * 0.4, 51.4 + np.sin(steps * 400) * 0.01]))


def test_lines_are_thinned_within_the_tolerance_that_is_told():
    lines = np.array([wave(6_000), wave(5_000, 7.3), Point(7, 51)], dtype=object)
    fewer, tolerance_m = thinned(lines, 2_000)
    assert 1_000 < shapely.get_num_coordinates(fewer).sum() <= 2_000
    assert fewer[2] == lines[2]
    metres = gpd.GeoSeries([*lines[:2], *fewer[:2]], crs=4326).to_crs(25832)
    for before, after in zip(metres[:2], metres[2:], strict=True):
        assert shapely.hausdorff_distance(before, after) <= tolerance_m * 1.01
    assert thinned(lines, 200_000)[1] == 0


def test_a_big_file_is_thinned_and_says_so():
    found = layer("a.geojson", geojson(*[mapping(wave(110_000)), mapping(wave(110_000, 7.1))]))
    assert found.vertices[0] == 220_000
    assert found.vertices[1] <= model.MAX_VERTICES
    assert 0 < found.tolerance_m < 5


def test_thinning_takes_no_longer_for_a_line_that_is_hard_to_simplify():
    """A zigzag that shrinks by one step each time takes Douglas-Peucker as deep as it is long."""
    steps = np.arange(400_000)
    zigzag = np.column_stack([7 + steps * 1e-6, 51 + (-1.0) ** steps * (400_000 - steps) * 1e-8])
    rings = [Polygon([(x, 51), (x + 1e-5, 51), (x, 51.00001)]) for x in np.linspace(7, 8, 1_000)]
    fewer, _ = thinned(np.array([LineString(zigzag), *rings], dtype=object), 100_000)
    assert shapely.get_num_coordinates(fewer).sum() <= 100_000
    assert all(len(ring.exterior.coords) == 4 for ring in fewer[1:])


@pytest.mark.parametrize("size", [300, 3_000])
def test_a_scribble_that_cannot_be_mended_in_time_is_drawn_as_it_is(size):
    corners = np.random.default_rng(1).uniform((7, 51), (8, 52), (size, 2)).tolist()
    place = {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}
    told = layer("a.geojson", geojson(place, mapping(POINTS[0]))).told()
    assert (told["shown"], told["left_out"], told["not_mended"]) == (2, 0, 1)


def test_what_cannot_be_thinned_is_refused():
    squares = np.array([box(7, 51, 7.0001, 51.0001)] * 100, dtype=object)
    with pytest.raises(OwnError, match="too_many_vertices"):
        thinned(squares, 300)


def test_nothing_is_left_behind_in_the_temporary_folder(tmp_path, monkeypatch):
    bodies = [written(frame(POINTS, 25832), tmp_path, name) for name in ("a.gpkg", "a.shp")]
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(empty))
    for body in (*bodies, b"SQLite format 3\0" + bytes(52) + b"GPKG"):
        try:
            found = layer("a", body)
            for form in ("gpkg", "csv", "xlsx"):
                assert saved(found.geojson.encode(), form, "de")
        except OwnError:
            pass
        assert list(empty.iterdir()) == []


def harmless(name: str, body: bytes, **asked) -> None:
    """Whatever comes in, a layer, a question or a refusal goes out."""
    try:
        found = read_own(Path(name).suffix, body, home=HOME, **asked)
    except OwnError:
        return
    if isinstance(found, OwnLayer):
        assert len(rows(found)) == found.shown
        json.dumps(found.told())
    else:
        json.dumps(found.told())


HEADS = [b"", b"PK\x03\x04", b"{", b"<kml>", b"<gpx>", b"\xef\xbb\xbf", b"\xff\xfe", b"lon;lat\n"]


@FILES
@given(st.sampled_from(HEADS), st.binary(max_size=300), st.sampled_from(["a.csv", "a.zip", "x"]))
def test_any_bytes_are_answered(head, rest, name):
    harmless(name, head + rest)


@FILES
@given(
    st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=5), max_size=6),
    st.sampled_from(["lon;lat;a", "x,y", "wkt", "Rechtswert;Hochwert", "a;b"]),
    st.sampled_from([None, "25832", "4326"]),
)
def test_any_table_is_answered(cells, heading, crs):
    text = "\n".join([heading, *(";".join(row) for row in cells)])
    harmless("a.csv", text.encode("utf-8", "surrogatepass"), crs=crs)


NUMBERS = st.floats(-181, 181) | st.floats() | st.integers()


@FILES
@given(st.lists(st.tuples(NUMBERS, NUMBERS, st.text(max_size=5)), min_size=1, max_size=8))
def test_every_row_of_a_table_is_shown_or_named(points):
    lines = [f"{x!r};{y!r};{i}" for i, (x, y, _) in enumerate(points)]
    text = "\n".join(["lon;lat;i", "7;51;first", *lines])
    found = layer("a.csv", text.encode(), crs="4326")
    told = sorted([row["id"] for row in rows(found)] + [p.row for p in found.problems])
    assert told == list(range(2, len(points) + 3))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)
KINDS = st.sampled_from(
    ["Point", "LineString", "Polygon", "MultiPolygon", "GeometryCollection", "x"]
)


@FILES
@given(KINDS, JSON, JSON, JSON)
def test_any_geojson_is_answered(kind, coordinates, properties, crs):
    place = {"type": kind, "coordinates": coordinates, "geometries": coordinates}
    feature = {"type": "Feature", "properties": properties, "geometry": place}
    document = {"type": "FeatureCollection", "features": [feature, properties], "crs": crs}
    harmless("a.geojson", json.dumps(document).encode())


def test_a_layer_is_saved_in_every_format_and_comes_back(tmp_path):
    found = layer("a.gpkg", written(frame(SHAPES, 25832), tmp_path, "a.gpkg"))
    body = found.geojson.encode()
    (tmp_path / "b.gpkg").write_bytes(saved(body, "gpkg", "de"))
    back = gpd.read_file(tmp_path / "b.gpkg")
    assert back.crs.to_epsg() == 4326
    assert list(back["name"]) == [f"Überfluss {n}" for n in range(3)]
    assert alike(list(back.geometry), SHAPES)
    for language in LANGUAGES:
        assert same(layer("c.csv", saved(body, "csv", language)), SHAPES)


def test_points_are_saved_with_longitude_and_latitude_and_formulas_as_text():
    import openpyxl

    feature = {"type": "Feature", "geometry": mapping(POINTS[0])}
    feature["properties"] = {"name": "=1+1", "fid": 5, "mixed": "a", "n": -2}
    other = {**feature, "properties": {"name": "ok", "mixed": 1}}
    body = json.dumps({"type": "FeatureCollection", "features": [feature, other]}).encode()
    text = saved(body, "csv", "en").decode("utf-8-sig").splitlines()
    assert text[0] == "name,fid,mixed,n,longitude,latitude"
    assert text[1] == "'=1+1,5,a,-2,7.2162,51.4818"
    german = saved(body, "csv", "de").decode("utf-8-sig").splitlines()
    assert german[1] == "'=1+1;5;a;-2;7,2162;51,4818"
    for language in LANGUAGES:
        assert same(layer("c.csv", saved(body, "csv", language)), [POINTS[0]] * 2)
    sheet = openpyxl.load_workbook(io.BytesIO(saved(body, "xlsx", "de"))).active
    assert [cell.value for cell in sheet[2]] == ["=1+1", 5, "a", -2, 7.2162, 51.4818]
    assert sheet["A2"].data_type == "s"
    assert saved(body, "gpkg", "de").startswith(b"SQLite")


@settings(FILES, max_examples=15)
@given(JSON, JSON)
def test_anything_posted_to_be_saved_is_answered(properties, coordinates):
    place = {"type": "Point", "coordinates": coordinates}
    feature = {"type": "Feature", "properties": properties, "geometry": place}
    document = {"type": "FeatureCollection", "features": [feature, properties]}
    for form in ("csv", "xlsx", "gpkg"):
        try:
            assert saved(json.dumps(document).encode(), form, "de")
        except OwnError:
            continue
