"""Features in, layer files out: the same features always give the same bytes.

A builder hands over plain feature dicts (see `feature`). `finish` completes them: rounds the
geometry, turns rings the RFC 7946 way, names the municipalities by geometry, orders properties
and features. `write_layer` writes them, one feature a line. Knows no layer by name.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from geodata.build.territory import Territory
from map_app.errors import BuildError, FaultList

Feature = dict[str, Any]

DECIMALS = 6  # 0.07 to 0.11 m at 51.5 degrees north
ID_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_to_degrees = Transformer.from_crs(25832, 4326, always_xy=True)

LEADING = ("id", "name_de", "name_en", "short", "theme", "kind", "municipalities")
TRAILING = (
    "website",
    "address",
    "postcode",
    "summary_de",
    "summary_en",
    "told_de",
    "told_en",
    "source",
    "date",
    "licence",
    "accuracy_m",
    "position_de",
    "position_en",
    "citations",
    "parts",
    "states",
)
REQUIRED = (
    "id",
    "name_de",
    "name_en",
    "theme",
    "kind",
    "source",
    "date",
    "licence",
)


def feature(geometry: BaseGeometry | None, properties: Mapping[str, Any]) -> Feature:
    """Return a GeoJSON feature of `geometry` (EPSG:4326, lon/lat) and `properties` (with `id`).

    An entry without a place has the geometry None.
    """
    return {
        "type": "Feature",
        "id": properties.get("id"),
        "properties": dict(properties),
        "geometry": None if geometry is None else mapping(geometry),
    }


def rounded(geometry: BaseGeometry) -> BaseGeometry:
    """Return `geometry` with coordinates of `DECIMALS` places and counter-clockwise shells."""
    coarse = shapely.transform(geometry, lambda lonlat: np.round(lonlat, DECIMALS))
    return shapely.orient_polygons(shapely.remove_repeated_points(coarse, 0.0))


def in_degrees(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry in metres (EPSG:25832) as lon/lat (EPSG:4326) of `DECIMALS` places."""
    return shapely.transform(
        geometry,
        lambda metres: np.round(
            np.column_stack(_to_degrees.transform(metres[:, 0], metres[:, 1])), DECIMALS
        ),
    )


def finish(layer: str, features: Iterable[Feature], territory: Territory) -> list[Feature]:
    """Return the features of `layer` complete and in order of their ids.

    Raises FaultList naming every feature and field that cannot be written.
    """
    done: list[Feature] = []
    faults: list[BuildError] = []
    seen: set[str] = set()
    for raw in features:
        try:
            complete = _complete(layer, raw, territory)
        except BuildError as fault:
            faults.append(fault)
            continue
        if complete["id"] in seen:
            faults.append(_fault(layer, complete["id"], "id", "occurs twice in the layer."))
        seen.add(complete["id"])
        done.append(complete)
    if faults:
        raise FaultList(faults)
    return sorted(done, key=lambda item: str(item["id"]))


def layer_text(layer: str, features: Sequence[Feature]) -> str:
    """Return finished features as the text of a layer file, one a line."""
    lines = ",\n".join(_json(item) for item in features)
    head = f'{{"type":"FeatureCollection","name":{_json(layer)},"features":['
    return f"{head}\n{lines}\n]}}\n" if features else f"{head}]}}\n"


def write_layer(folder: Path, layer: str, features: Sequence[Feature]) -> Path:
    """Write finished features to `folder`/`layer`.geojson and return that path."""
    path = folder / f"{layer}.geojson"
    path.write_text(layer_text(layer, features), encoding="utf-8")
    return path


def _complete(layer: str, raw: Feature, territory: Territory) -> Feature:
    properties = {
        key: _plain(value) for key, value in raw["properties"].items() if value is not None
    }
    name = str(properties.get("id"))
    for key, value in properties.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise _fault(layer, name, key, f"is {value}, which JSON has no word for.")
    placed = raw["geometry"] is not None
    needed = (*REQUIRED, *(("accuracy_m",) if placed else ()))
    missing = [key for key in needed if properties.get(key) in (None, "")]
    if missing:
        raise _fault(layer, name, missing[0], "is missing or empty.")
    if not ID_PATTERN.fullmatch(name):
        raise _fault(layer, name, "id", "is not of the form a-z, 0-9 and single hyphens.")
    if not placed:
        return _finished(name, {"municipalities": [], **properties}, None)
    geometry = rounded(shape(raw["geometry"]))
    if geometry.is_empty or not geometry.is_valid:
        reason = "empty" if geometry.is_empty else shapely.is_valid_reason(geometry)
        raise _fault(layer, name, "geometry", f"is not valid once rounded: {reason}.")
    if "municipalities" not in properties:
        properties["municipalities"] = territory.municipalities_of(geometry)
    return _finished(name, properties, geometry)


def _finished(name: str, properties: dict[str, Any], geometry: BaseGeometry | None) -> Feature:
    return feature(geometry, _ordered(properties)) | {"id": name}


def _ordered(properties: dict[str, Any]) -> dict[str, Any]:
    """Common properties first and last, the layer's own between, in the builder's order."""
    own = [key for key in properties if key not in LEADING and key not in TRAILING]
    order = [*LEADING, *own, *TRAILING]
    return {key: properties[key] for key in order if key in properties}


def _plain(value: Any) -> Any:
    """NumPy scalars as Python's; whole floats stay floats, so types never waver."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _fault(layer: str, feature_id: str, field: str, problem: str) -> BuildError:
    return BuildError(
        problem,
        remedy="Correct geodata/sources/ or the builder, then run: python -m geodata build",
        file=f"geodata/layers/{layer}.geojson",
        layer=layer,
        feature=feature_id,
        field=field,
    )
