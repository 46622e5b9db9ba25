"""Layer files: a catalogue entry in, a validated GeoDataFrame (EPSG:4326) out.

All faults of a file are found at once and named by file, layer, feature and
field. Nothing here knows how a layer is drawn.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from map_app.catalog import Catalog, Layer
from map_app.errors import FaultList, LayerError

_ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_AGS = re.compile(r"^\d{8}$")
_TEXTS = ("id", "name_de", "name_en", "theme", "kind", "source", "licence", "date")
_WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")


def read_layer(layer: Layer, catalog: Catalog, folder: Path) -> gpd.GeoDataFrame:
    """Read one layer from `folder`, indexed by feature id.

    What a file leaves out is taken from its catalogue entry: theme, kind,
    source, licence, date and accuracy_m. Columns: the properties of the file,
    `municipalities` as a tuple of AGS or None where the file does not say, and
    `geometry` in EPSG:4326 (degrees), None in a layer of entries.

    Raises FaultList of LayerError for a missing, broken, foreign or invalid file.
    """
    file = f"{folder.name}/{layer.file}"
    collection = _parse(folder / layer.file, file, layer)
    faults: list[LayerError] = []
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    for number, feature in enumerate(collection["features"], start=1):
        row, problems = _read_feature(feature, number, layer, catalog)
        name = str(row.get("id") or f"number {number}")
        if name in seen:
            problems.append(("id", f'"{name}" is used twice.', "Give every feature its own id."))
        seen.add(name)
        faults += [
            LayerError(problem, file=file, layer=layer.id, feature=name, field=field, remedy=remedy)
            for field, problem, remedy in problems
        ]
        rows.append(row)
    if not rows:
        faults.append(
            LayerError(
                "has no features.",
                file=file,
                layer=layer.id,
                remedy="Build the layer or remove its entry from geodata/catalog.toml.",
            )
        )
    if faults:
        raise FaultList(faults)
    # Whole numbers stay whole where other rows lack them: years, counts.
    table = pd.DataFrame(rows).convert_dtypes()
    return gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:4326").set_index("id", drop=False)


def _parse(path: Path, file: str, layer: Layer) -> dict[str, Any]:
    """The FeatureCollection in `path`, or one fault that says why there is none."""

    def fault(problem: str, remedy: str, field: str | None = None) -> FaultList:
        return FaultList(
            [LayerError(problem, file=file, layer=layer.id, field=field, remedy=remedy)]
        )

    rebuild = "Run: python -m geodata build"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise fault("is missing.", rebuild) from error
    except OSError as error:
        raise fault(f"cannot be read ({error.strerror}).", "Check its permissions.") from error
    except UnicodeDecodeError as error:
        raise fault("is not UTF-8 text.", f"Save it as UTF-8. {rebuild}") from error
    except RecursionError as error:
        raise fault("is nested without end.", rebuild) from error
    except json.JSONDecodeError as error:
        raise fault(
            f"is not complete JSON (line {error.lineno}, column {error.colno}: {error.msg}).",
            rebuild,
        ) from error
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise fault(
            "is not a GeoJSON FeatureCollection.", "Export it as GeoJSON (RFC 7946).", "type"
        )
    if not isinstance(content.get("features"), list):
        raise fault("has no list of features.", "Export it as GeoJSON (RFC 7946).", "features")
    crs = content.get("crs")
    if crs is not None and not _crs_name(crs).endswith(_WGS84):
        raise fault(
            f"declares another CRS than WGS 84: {json.dumps(crs)[:80]}.",
            "Reproject it to EPSG:4326 (GeoJSON knows no other) and drop the crs member.",
            "crs",
        )
    return content


def _crs_name(crs: Any) -> str:
    """The name in the crs member of GeoJSON before RFC 7946, or an empty string."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    return str(properties.get("name")) if isinstance(properties, dict) else ""


_Problem = tuple[str, str, str]


def _read_feature(
    feature: Any, number: int, layer: Layer, catalog: Catalog
) -> tuple[dict[str, Any], list[_Problem]]:
    """One row and its problems as (field, problem, remedy)."""
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        return {"id": f"number {number}"}, [
            ("properties", "is not a feature with properties.", "Write a GeoJSON Feature.")
        ]
    stated = {key: value for key, value in feature["properties"].items() if value is not None}
    source = stated.get("source", layer.source)
    licence = next((s.licence for s in catalog.source if s.id == source), "unknown")
    row: dict[str, Any] = {
        "id": feature.get("id"),
        "theme": layer.theme,
        "kind": layer.kind,
        "source": source,
        "licence": licence,
        "date": layer.date.isoformat(),
        "accuracy_m": layer.accuracy_m,
        "municipalities": None,
        **stated,
    }
    problems = [
        *_text_problems(row, feature, layer, catalog),
        *_value_problems(row, layer),
        *_time_problems(row, layer, catalog),
    ]
    if isinstance(row["municipalities"], list):
        row["municipalities"] = tuple(row["municipalities"])
    row["geometry"], geometry_problems = _read_geometry(feature.get("geometry"), layer, catalog)
    if row["geometry"] is None:
        row["accuracy_m"] = None
    return row, problems + geometry_problems


def _text_problems(
    row: Mapping[str, Any], feature: Mapping[str, Any], layer: Layer, catalog: Catalog
) -> Iterator[_Problem]:
    texts = {field: row.get(field) for field in _TEXTS}
    missing = [f for f, text in texts.items() if not isinstance(text, str) or not text.strip()]
    for field in missing:
        yield field, "is missing or empty.", "Every feature needs it (geodata/README.md)."
    for field, problem, remedy in _meaning_problems(row, feature, layer, catalog):
        if field not in missing:
            yield field, problem, remedy


def _meaning_problems(
    row: Mapping[str, Any], feature: Mapping[str, Any], layer: Layer, catalog: Catalog
) -> Iterator[_Problem]:
    """Texts that are there but do not mean anything here."""
    if not _ID.match(str(row["id"])):
        yield "id", f'"{row["id"]}" is not a slug.', "Use a-z, 0-9 and single hyphens."
    if feature.get("id", row["id"]) != row["id"]:
        yield "id", "differs between feature and properties.", "Give both the same id."
    if row["theme"] != layer.theme:
        yield "theme", f'"{row["theme"]}" is not the layer\'s theme.', f'Use "{layer.theme}".'
    if str(row["kind"]) not in {kind.id for kind in catalog.kind}:
        yield "kind", f'"{row["kind"]}" is no kind.', "Declare it in geodata/catalog.toml."
    licences = {source.id: source.licence for source in catalog.source}
    if str(row["source"]) not in licences:
        yield "source", f'"{row["source"]}" is no source.', "Declare it in geodata/catalog.toml."
    elif row["licence"] != licences[row["source"]]:
        yield (
            "licence",
            f'"{row["licence"]}" is not the licence of {row["source"]}.',
            f'Use "{licences[row["source"]]}".',
        )
    if not _is_date(row["date"]):
        yield "date", f'"{row["date"]}" is no date.', "Write it as YYYY-MM-DD."


def _value_problems(row: Mapping[str, Any], layer: Layer) -> Iterator[_Problem]:
    accuracy_m = row["accuracy_m"]
    if layer.role != "entries" and (not _is_number(accuracy_m) or accuracy_m <= 0):
        yield "accuracy_m", f"{accuracy_m!r} is not metres above 0.", "Say how sure the place is."
    yield from _extent_problems(row)
    codes = row["municipalities"]
    if codes is not None and not (
        isinstance(codes, list) and all(isinstance(c, str) and _AGS.match(c) for c in codes)
    ):
        yield "municipalities", "is not a list of 8-digit AGS.", "Rebuild the layer."
    yield from _nested_problems(row)
    for entry in layer.field:
        value = row.get(entry.name)
        if value is None:
            continue
        if entry.format == "number" and not _is_number(value):
            yield entry.name, f"{value!r} is not a number.", "Correct it at its source."
        if entry.format == "year" and not _is_year(value):
            yield entry.name, f"{value!r} is not a year.", "Correct it at its source."
        if entry.format == "date" and not _is_date(value):
            yield entry.name, f"{value!r} is not a date.", "Write it as YYYY-MM-DD."
        if entry.format == "text" and not isinstance(value, str):
            yield entry.name, f"{value!r} is not text.", "Correct it at its source."


def _extent_problems(row: Mapping[str, Any]) -> Iterator[_Problem]:
    """What is said of an area without an outline, and of how well a border is known."""
    if row.get("area", True) is not True:
        yield "area", f"{row['area']!r} is not true.", "Leave it out where it is no area."
    for name, of in (("extent_ha", "hectares"), ("border_median_m", "metres")):
        value = row.get(name, 1)
        if not _is_number(value) or value <= 0:
            yield name, f"{value!r} is not {of} above 0.", "Correct it at its source."
    if row.get("border_of", "district") != "district":
        yield "border_of", f"{row['border_of']!r} is not district.", "Correct it at its source."
    if _is_number(row.get("extent_ha")) and "area" not in row:
        yield "extent_ha", "is given for what is no area.", "Say area: true, or leave it out."


def _time_problems(row: Mapping[str, Any], layer: Layer, catalog: Catalog) -> Iterator[_Problem]:
    """Years that are none or run backwards, of the feature and of its states."""
    known = {state.id for state in catalog.state}
    spans = [(row, layer.time.since, layer.time.until)] if layer.time else []
    states = row.get("states", [])
    for state in states if isinstance(states, list) else [None]:
        if not isinstance(state, dict) or str(state.get("state")) not in known:
            yield "states", "has one the catalogue does not know.", "Declare it under [[state]]."
        elif not _is_year(state.get("from_year")):
            yield "states", f"{state['state']} has no from_year.", "Correct it at its source."
        else:
            spans.append((state, "from_year", "to_year"))
    told = {entry.name for entry in layer.field if entry.format == "year"}  # by _value_problems
    for one, since, until in spans:
        start, end = one.get(since), one.get(until)
        years = ((since, start), (until, end))
        wrong = [(name, y) for name, y in years if y is not None and not _is_year(y)]
        for name, year in wrong:
            if one is row and name in told:
                continue
            yield name, f"{year!r} is not a year.", "Correct it at its source."
        if not wrong and start is not None and end is not None and end <= start:
            yield until, f"runs backwards: {start} to {end}.", "Correct it at its source."


def _nested_problems(row: Mapping[str, Any]) -> Iterator[_Problem]:
    """Faults in the lists a feature may carry: where facts were read, a line's stretches."""
    citations = row.get("citations", [])
    for citation in citations if isinstance(citations, list) else [None]:
        if not isinstance(citation, dict) or not _says_something(citation):
            yield "citations", "has one without a text.", "Give text, or text_de and text_en."
        elif not _is_date(citation.get("accessed", "2000-01-01")):
            yield "citations", f"was read on no date: {citation['accessed']!r}.", "Use YYYY-MM-DD."
    parts, told = row.get("parts", []), row.get("states", [])
    count = len(told) if isinstance(told, list) else 0
    kilometres = ("from_km", "to_km")
    measured = any(isinstance(part, dict) and "from_km" in part for part in _items(parts))
    for part in parts if isinstance(parts, list) else [None]:
        if not (
            isinstance(part, dict)
            and isinstance(part.get("to_vertex"), int)
            and _is_number(part.get("accuracy_m"))
        ):
            yield "parts", "has one without to_vertex or accuracy_m.", "Rebuild the layer."
        elif measured and not all(_is_number(part.get(name)) for name in kilometres):
            yield "parts", "has one without from_km or to_km.", "Rebuild the layer."
        elif any(part.get(name, True) is not True for name in ("open_start", "open_end")):
            yield "parts", "has an end that is open but not true.", "Say true, or leave it out."
        elif not all(type(n) is int and 0 <= n < count for n in _items(part.get("states", []))):
            yield "parts", "names a state that is not among states.", "Rebuild the layer."


def _items(value: Any) -> list[Any]:
    """A list as it is; anything else as one thing that is no item."""
    return value if isinstance(value, list) else [None]


def _says_something(citation: Mapping[str, Any]) -> bool:
    """One text for both languages, or one in each."""
    plain, both = citation.get("text"), (citation.get("text_de"), citation.get("text_en"))
    texts = (plain,) if plain is not None else both
    return all(isinstance(text, str) and text.strip() for text in texts)


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_year(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 2200


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _read_geometry(
    raw: Any, layer: Layer, catalog: Catalog
) -> tuple[BaseGeometry | None, list[_Problem]]:
    if layer.role == "entries":
        kept = "Leave it null: a layer of entries has no geometry."
        return None, [] if raw is None else [("geometry", "is not null.", kept)]
    if raw is None:
        return None, [("geometry", "is missing.", "Every feature needs a place.")]
    try:
        geometry = shape(raw)
    except (ShapelyError, AttributeError, KeyError, TypeError, ValueError, IndexError):
        return None, [("geometry", "cannot be read.", "Write it as RFC 7946 geometry.")]
    if geometry.is_empty:
        return geometry, [("geometry", "is empty.", "Every feature needs a place.")]
    if geometry.geom_type not in layer.geometry:
        wanted = " or ".join(layer.geometry)
        return geometry, [
            ("geometry", f"is a {geometry.geom_type}.", f"The catalogue says {wanted}.")
        ]
    west, south, east, north = geometry.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return geometry, [
            (
                "geometry",
                f"has coordinates beyond degrees ({west:.0f}, {south:.0f}).",
                "They look like metres: reproject to EPSG:4326.",
            )
        ]
    if not geometry.is_valid:
        reason = shapely.is_valid_reason(geometry)
        return geometry, [("geometry", f"is invalid: {reason}.", "Mend it with make_valid.")]
    limits = catalog.view_of(layer).limits
    if west < limits[0] or south < limits[1] or east > limits[2] or north > limits[3]:
        return geometry, [
            (
                "geometry",
                f"lies outside the map ({west:.3f}, {south:.3f} to {east:.3f}, {north:.3f}).",
                f"Check that longitude comes before latitude, or widen {layer.view}.limits.",
            )
        ]
    return geometry, []
