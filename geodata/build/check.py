"""Validate sources, layers and tables: form, references, geography; a table and all faults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata.build import alignment, extracts, geography, registry, water_ends
from geodata.build.form import form_faults
from geodata.build.io import finish, layer_text
from geodata.build.tables import table_text
from geodata.build.territory import Territory
from map_app.catalog import Catalog, read_catalog
from map_app.errors import BuildError, FaultList, LayerError, MapError, TableError
from map_app.layers import read_layer

Frames = dict[str, gpd.GeoDataFrame]


def report(folder: Path) -> tuple[str, list[MapError]]:
    """Return a table of all layers and every fault found under `folder` (geodata/).

    The hand-kept sources are read as the build reads them, so a wrong row is named here by file,
    row and column; layers and tables made of them must be what they give today.
    """
    catalog = read_catalog(folder / "catalog.toml")
    frames, faults = _read(catalog, folder)
    faults += _stray_files(catalog, folder / "layers")
    faults += _twice_used_ids(frames)
    faults += _alignment_faults(folder / "sources")
    faults += _ground_faults(catalog, frames, folder / "sources")
    faults += _source_faults(catalog, frames, folder)
    return _table(catalog, frames, faults, folder), faults


def _read(catalog: Catalog, folder: Path) -> tuple[Frames, list[MapError]]:
    layers = folder / "layers"
    made = registry.layer_ids(folder / "sources")
    frames: Frames = {}
    faults: list[MapError] = []
    for layer in catalog.layer:
        try:
            frames[layer.id] = read_layer(layer, catalog, layers)
            faults += form_faults(layer, layers / layer.file, made)
        except FaultList as several:
            faults += several.faults
    return frames, faults


def _stray_files(catalog: Catalog, layers: Path) -> Iterator[LayerError]:
    known = {layer.file for layer in catalog.layer}
    for path in sorted(layers.glob("*")):
        if path.name not in known:
            yield LayerError(
                "no layer of the catalogue reads it.",
                file=f"layers/{path.name}",
                remedy="Add a [[layer]] to geodata/catalog.toml or delete the file.",
            )


def _twice_used_ids(frames: Frames) -> Iterator[LayerError]:
    owner: dict[str, str] = {}
    for layer, frame in frames.items():
        for name in frame.index:
            if name in owner:
                problem = f"is used in {owner[name]} too."
                yield geography.fault(layer, problem, feature=str(name), field="id")
            owner[str(name)] = layer


def _source_faults(catalog: Catalog, frames: Frames, folder: Path) -> Iterator[MapError]:
    """Faults of the hand-kept facts, and of what was built of them before they changed."""
    yield from _water_faults(folder / "sources")
    municipalities = frames.get("municipalities")
    if municipalities is None:
        return
    try:
        made = registry.described_layers(folder / "sources", municipalities, catalog)
        territory = Territory.of(municipalities)
        finished = {name: finish(name, features, territory) for name, features in made.items()}
    except FaultList as several:
        yield from several.faults
        return
    except MapError as fault:
        yield fault
        return
    for name, features in finished.items():
        path = folder / "layers" / f"{name}.geojson"
        if name in frames and path.read_text(encoding="utf-8") != layer_text(name, features):
            yield geography.fault(name, "is not what geodata/sources/ gives today.", field="file")
    known = {str(feature_id) for frame in frames.values() for feature_id in frame.index}
    known |= {str(one["id"]) for features in finished.values() for one in features}
    try:
        tables = registry.all_tables(folder / "sources", known, catalog)
    except FaultList as several:
        yield from several.faults
        return
    for name, entries in tables.items():
        path = folder / "tables" / f"{name}.json"
        if not path.exists() or path.read_text(encoding="utf-8") != table_text(entries):
            yield TableError(
                "is missing, or not what geodata/sources/ gives today.",
                file=f"tables/{path.name}",
                remedy="Run: python -m geodata build",
            )


def _water_faults(sources: Path) -> Iterator[MapError]:
    """Faults of waters.csv, as far as it can be read without the packages of the build."""
    try:
        water_ends.ends(sources)
    except FaultList as several:
        yield from several.faults
    except MapError as fault:
        yield fault


def _alignment_faults(sources: Path) -> Iterator[MapError]:
    try:
        alignment.read(sources)
    except BuildError as fault:
        yield fault


def _ground_faults(catalog: Catalog, frames: Frames, sources: Path) -> Iterator[LayerError]:
    municipalities = frames.get("municipalities")
    if municipalities is None:
        return
    register = pd.read_csv(sources / "municipalities.csv", dtype={"ags": str}).set_index("ags")
    yield from geography.register_faults(municipalities, register)
    yield from geography.coverage_faults("municipalities", municipalities.geometry)
    yield from geography.hole_faults("municipalities", municipalities.geometry)
    yield from geography.area_faults(municipalities, register)
    settlements = extracts.read_table(sources, extracts.SETTLEMENTS)
    yield from geography.settlement_faults(municipalities, settlements)
    yield from _neighbourhood_faults(frames, municipalities)
    areas = geography.postcode_areas(sources)
    territory = Territory.of(municipalities)
    for layer, frame in frames.items():
        entry = catalog.layer_of(layer)
        at_home = entry.role == "sites" and entry.view == "region"
        if entry.role == "entries" or layer in ("municipalities", "districts"):
            continue
        if entry.view == "region":
            yield from geography.membership_faults(layer, frame, territory, inside=at_home)
        yield from geography.postcode_faults(layer, frame, areas)


def _neighbourhood_faults(frames: Frames, municipalities: gpd.GeoDataFrame) -> Iterator[LayerError]:
    yield from geography.speck_faults("municipalities", municipalities.geometry)
    if "districts" in frames:
        yield from geography.district_faults(frames["districts"], municipalities)
        yield from geography.speck_faults("districts", frames["districts"].geometry)
    if "neighbours" in frames:
        both = pd.concat([municipalities.geometry, frames["neighbours"].geometry])
        for one in geography.coverage_faults("neighbours", both):
            if one.feature in frames["neighbours"].index:
                yield one


def _table(catalog: Catalog, frames: Frames, faults: list[MapError], folder: Path) -> str:
    layers = folder / "layers"
    lines = [f"{'layer':20}{'features':>9}  {'west, south, east, north':34}{'kB':>8}  verdict"]
    for layer in catalog.layer:
        verdict = _verdict(sum(fault.layer == layer.id for fault in faults))
        frame, path = frames.get(layer.id), layers / layer.file
        count = "-" if frame is None else str(len(frame))
        kilobytes = f"{path.stat().st_size / 1000:.1f}" if path.exists() else "-"
        extent = "-" if frame is None else _extent(frame.geometry)
        lines.append(f"{layer.id:20}{count:>9}  {extent:34}{kilobytes:>8}  {verdict}")
    for path in sorted((folder / "tables").glob("*.json")):
        count = str(path.read_bytes().count(b"\n") - 2)
        own = (f"tables/{path.name}", f"geodata/sources/{path.stem}.csv")
        verdict = _verdict(sum(fault.file in own for fault in faults))
        size = f"{path.stat().st_size / 1000:.1f}"
        lines.append(f"{path.stem:20}{count:>9}  {'table':34}{size:>8}  {verdict}")
    return "\n".join(lines)


def _verdict(faults: int) -> str:
    return "good" if faults == 0 else f"{faults} fault{'s' if faults > 1 else ''}"


def _extent(geometries: gpd.GeoSeries) -> str:
    if geometries.isna().all():
        return "no place"
    return ", ".join(f"{degree:.3f}" for degree in geometries.total_bounds)
