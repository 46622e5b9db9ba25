"""What every layer file must look like beyond what the app asks: faults of form.

The app's own reading (`map_app.layers`) checks types, ids, kinds and sources; here stand the
promises of geodata/README.md: order, decimals, prefixes, texts, citations, line parts.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from geodata.build.geography import fault
from geodata.build.io import DECIMALS, rounded
from map_app.catalog import Layer
from map_app.errors import LayerError

ROUGH_M = 150
TOLD = ("sites", "entries")  # roles of layers whose features are described


def form_faults(layer: Layer, path: Path, made: Collection[str]) -> Iterator[LayerError]:
    """Yield faults of form of one readable layer file that the build makes.

    `made` are the ids of the layers the build makes: one that somebody added by hand only has to
    be what the app can read.
    """
    if layer.id not in made:
        return
    collection = json.loads(path.read_text(encoding="utf-8"))
    features = collection["features"]
    if collection.get("name") != layer.id:
        yield fault(layer.id, "its name is not the layer's id.", field="name")
    ids = [str(item["properties"].get("id")) for item in features]
    if ids != sorted(ids):
        yield fault(layer.id, "the features are not in order of their ids.", field="id")
    for name, item in zip(ids, features, strict=True):
        if item["geometry"] is not None:
            yield from _geometry_faults(layer.id, name, item["geometry"])
        yield from _property_faults(layer, name, item)


def _geometry_faults(layer: str, name: str, raw: dict[str, Any]) -> Iterator[LayerError]:
    geometry = shape(raw)
    if not shapely.equals_exact(geometry, rounded(geometry), 10.0 ** -(DECIMALS + 2)):
        yield fault(layer, f"has more than {DECIMALS} decimals or clockwise rings.", feature=name)


def _property_faults(layer: Layer, name: str, item: dict[str, Any]) -> Iterator[LayerError]:
    properties = item["properties"]
    for field in properties:
        if properties[field] is None:
            yield fault(layer.id, "is null: leave it out.", feature=name, field=field)
    if (properties.get("accuracy_m") or 0) > ROUGH_M:
        for field in ("position_de", "position_en"):
            if not properties.get(field):
                problem = f"is missing, though the place is known to {properties['accuracy_m']} m."
                yield fault(layer.id, problem, feature=name, field=field)
    if layer.role in TOLD:
        for field in ("summary_de", "summary_en", "citations"):
            if not properties.get(field):
                yield fault(layer.id, "is missing or empty.", feature=name, field=field)
    if "parts" in properties:
        yield from _part_faults(layer.id, name, item)


def _part_faults(layer: str, name: str, item: dict[str, Any]) -> Iterator[LayerError]:
    ends = [part["to_vertex"] for part in item["properties"]["parts"]]
    last = int(shapely.get_num_coordinates(shape(item["geometry"]))) - 1
    if ends != sorted(set(ends)) or not ends or ends[-1] != last:
        problem = f"end at the vertices {ends}, the line at {last}."
        yield fault(layer, problem, feature=name, field="parts")
