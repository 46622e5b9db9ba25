"""Validate every layer of the catalogue: form, then geography; a table and all faults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata.build import geography
from geodata.build.form import form_faults
from geodata.build.territory import Territory
from map_app.catalog import Catalog, read_catalog
from map_app.errors import FaultList, LayerError, MapError
from map_app.layers import read_layer

Frames = dict[str, gpd.GeoDataFrame]


def report(folder: Path) -> tuple[str, list[MapError]]:
    """Return a table of all layers and every fault found under `folder` (geodata/)."""
    catalog = read_catalog(folder / "catalog.toml")
    frames, faults = _read(catalog, folder / "layers")
    faults += _stray_files(catalog, folder / "layers")
    faults += _twice_used_ids(frames)
    faults += _ground_faults(frames, folder / "sources")
    return _table(catalog, frames, faults, folder / "layers"), faults


def _read(catalog: Catalog, layers: Path) -> tuple[Frames, list[MapError]]:
    frames: Frames = {}
    faults: list[MapError] = []
    for layer in catalog.layer:
        try:
            frames[layer.id] = read_layer(layer, catalog, layers)
            faults += form_faults(layer.id, layers / layer.file)
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


def _ground_faults(frames: Frames, sources: Path) -> Iterator[LayerError]:
    municipalities = frames.get("municipalities")
    if municipalities is None:
        return
    register = pd.read_csv(sources / "municipalities.csv", dtype={"ags": str}).set_index("ags")
    yield from geography.register_faults(municipalities, register)
    yield from geography.coverage_faults("municipalities", municipalities.geometry)
    yield from geography.hole_faults("municipalities", municipalities.geometry)
    yield from geography.area_faults(municipalities, register)
    settlements = pd.read_csv(sources / "settlements.csv", dtype={"ags": str})
    yield from geography.settlement_faults(municipalities, settlements)
    yield from _neighbourhood_faults(frames, municipalities)
    areas = geography.postcode_areas(sources)
    territory = Territory.of(municipalities)
    for layer, frame in frames.items():
        at_home = frame["theme"].iloc[0] != "orientation"
        if layer not in ("municipalities", "districts"):
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


def _table(catalog: Catalog, frames: Frames, faults: list[MapError], layers: Path) -> str:
    lines = [f"{'layer':18}{'features':>9}  {'west, south, east, north':32}{'kB':>8}  verdict"]
    for layer in catalog.layer:
        own = sum(fault.layer == layer.id for fault in faults)
        verdict = "good" if own == 0 else f"{own} fault{'s' if own > 1 else ''}"
        frame, path = frames.get(layer.id), layers / layer.file
        count = "-" if frame is None else str(len(frame))
        kilobytes = f"{path.stat().st_size / 1000:.1f}" if path.exists() else "-"
        extent = "-" if frame is None else _extent(frame.geometry)
        lines.append(f"{layer.id:18}{count:>9}  {extent:32}{kilobytes:>8}  {verdict}")
    return "\n".join(lines)


def _extent(geometries: gpd.GeoSeries) -> str:
    return ", ".join(f"{degree:.3f}" for degree in geometries.total_bounds)
