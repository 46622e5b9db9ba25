"""The atlas: catalogue, layers and tables loaded once, shared by all visitors, never changed.

A layer or table that cannot be read is left out and its faults are kept, so that
the rest of the map goes on working and the page can say what is missing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NewType, TypeVar

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from map_app.catalog import Catalog, Language, Layer, read_catalog
from map_app.errors import FaultList, LayerError, MapError
from map_app.figures import Figure, by_subject, read_figures
from map_app.folding import fold
from map_app.indicators import Indicators, read_indicators
from map_app.layers import read_layer
from map_app.postcodes import Postcode, read_postcodes
from map_app.relations import End, Relation, by_end, read_relations
from map_app.tours import Step, read_tours

FeatureId = NewType("FeatureId", str)
Table = TypeVar("Table")
GEODATA = Path(__file__).resolve().parent.parent / "geodata"
_PROSE = ("summary_de", "summary_en", "told_de", "told_en")
_LOG = logging.getLogger("map_app")


@dataclass(frozen=True, eq=False)
class Feature:
    """One thing on the map, or an entry that has no one place.

    `geometry` is in EPSG:4326 (degrees), `anchor` a (lon, lat) on or in it; an
    entry has neither. `places` are the ids of the municipalities and districts
    it lies in or touches, `haystack` its folded names, kind and places, `prose`
    its folded texts.
    """

    id: FeatureId
    layer: Layer
    kind: str
    names: Mapping[Language, str]
    municipalities: tuple[str, ...]
    places: frozenset[str]
    haystack: str
    prose: str
    anchor: tuple[float, float] | None
    geometry: BaseGeometry | None
    properties: Mapping[str, Any]

    def get(self, name: str) -> Any:
        """The property `name`, or None where the feature has none."""
        return self.properties.get(name)

    def text(self, name: str, language: Language) -> str:
        """The property `name` in `language` (`summary` -> `summary_de`), or an empty string."""
        return str(self.properties.get(f"{name}_{language}") or "")


@dataclass(frozen=True)
class Tables:
    """What stands beside the layers; an unreadable table is empty, and named in `failed`."""

    figures: tuple[Figure, ...] = ()
    relations: tuple[Relation, ...] = ()
    indicators: Indicators = field(default_factory=lambda: Indicators({}))
    tours: tuple[Step, ...] = ()
    postcodes: tuple[Postcode, ...] = ()
    failed: tuple[str, ...] = ()


class Atlas:
    """Catalogue, readable layers, their features, the tables, and the faults of the others."""

    def __init__(
        self,
        catalog: Catalog,
        frames: Mapping[str, gpd.GeoDataFrame],
        faults: tuple[MapError, ...],
        folder: Path,
        tables: Tables | None = None,
    ) -> None:
        self.catalog = catalog
        self.frames = frames
        self.faults = faults
        self.folder = folder
        self.tables = tables or Tables()
        self.layers = tuple(layer for layer in catalog.layer if layer.id in frames)
        order = [*(x for x in self.layers if x.role != "orientation")]
        order += [x for x in self.layers if x.role == "orientation"]
        self.features: tuple[Feature, ...] = tuple(
            feature for layer in order for feature in self._features_of(layer)
        )
        self.by_id: Mapping[str, Feature] = {feature.id: feature for feature in self.features}

    @cached_property
    def filterable(self) -> tuple[Feature, ...]:
        """What filters and lists know: everything but orientation, in catalogue order."""
        return tuple(f for f in self.features if f.layer.role != "orientation")

    @cached_property
    def number_of(self) -> Mapping[str, int]:
        """The place of each filterable feature in `filterable`, by id."""
        return {feature.id: number for number, feature in enumerate(self.filterable)}

    @cached_property
    def figures_by_subject(self) -> Mapping[str, tuple[Figure, ...]]:
        return by_subject(self.tables.figures)

    @cached_property
    def figure_by_id(self) -> Mapping[str, Figure]:
        return {figure.id: figure for figure in self.tables.figures}

    @cached_property
    def ends_by_feature(self) -> Mapping[str, tuple[End, ...]]:
        """Relations of every feature whose other end is here too."""
        return by_end(
            one
            for one in self.tables.relations
            if one.subject in self.by_id and one.object in self.by_id
        )

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """The steps of the tours whose place is here, by id."""
        return {step.id: step for step in self.tables.tours if step.place in self.by_id}

    @property
    def indicators(self) -> Indicators:
        return self.tables.indicators

    @cached_property
    def failed_layers(self) -> tuple[Layer, ...]:
        return tuple(layer for layer in self.catalog.layer if layer.id not in self.frames)

    def of_layer(self, layer_id: str) -> tuple[Feature, ...]:
        return tuple(feature for feature in self.features if feature.layer.id == layer_id)

    def of_kinds(self, *kinds: str) -> tuple[Feature, ...]:
        return tuple(feature for feature in self.features if feature.kind in kinds)

    @cached_property
    def municipalities(self) -> Mapping[str, Feature]:
        """The municipalities by AGS (8 digits)."""
        return {str(f.get("ags")): f for f in self.of_layer("municipalities") if f.get("ags")}

    @cached_property
    def districts(self) -> Mapping[str, Feature]:
        """The districts (Kreise) by feature id."""
        return {f.id: f for f in self.of_layer("districts")}

    def district_of(self, municipality: Feature) -> Feature | None:
        return self.districts.get(str(municipality.get("district_id")))

    def _features_of(self, layer: Layer) -> Iterator[Feature]:
        frame = self.frames[layer.id]
        for row in sorted(frame.to_dict("records"), key=_by_name):
            yield self._feature(layer, row)

    def _feature(self, layer: Layer, row: dict[str, Any]) -> Feature:
        geometry = row.pop("geometry")
        properties = {key: value for key, value in row.items() if not _is_missing(value)}
        codes = properties.get("municipalities")
        if codes is None:
            codes = self._municipalities_at(geometry) if geometry is not None else ()
        return Feature(
            id=FeatureId(properties["id"]),
            layer=layer,
            kind=properties["kind"],
            names={"de": properties["name_de"], "en": properties["name_en"]},
            municipalities=codes,
            places=self._places(layer, properties, codes),
            haystack=self._haystack(layer, properties, codes),
            prose=fold(" ".join(str(properties.get(name) or "") for name in _PROSE)),
            anchor=_anchor(geometry, properties) if geometry is not None else None,
            geometry=geometry,
            properties=properties,
        )

    @cached_property
    def _ground(self) -> pd.DataFrame | None:
        return self.frames.get("municipalities")

    @cached_property
    def _place_names(self) -> Mapping[str, tuple[str, str | None]]:
        """AGS -> (name of the municipality, id of its district or None)."""
        ground = self._ground
        if ground is None or "ags" not in ground:
            return {}
        return {
            str(row["ags"]): (
                " ".join(
                    str(row[n]) for n in ("name_de", "district") if not _is_missing(row.get(n))
                ),
                None if _is_missing(row.get("district_id")) else str(row["district_id"]),
            )
            for row in ground.drop(columns="geometry").to_dict("records")
        }

    def _municipalities_at(self, geometry: BaseGeometry) -> tuple[str, ...]:
        """AGS of the municipalities a geometry lies in, for layers that do not say."""
        ground = self._ground
        if ground is None or "ags" not in ground:
            return ()
        hits = ground.sindex.query(geometry, predicate="intersects")
        return tuple(sorted(str(code) for code in ground["ags"].iloc[hits]))

    def _places(
        self, layer: Layer, properties: Mapping[str, Any], codes: tuple[str, ...]
    ) -> frozenset[str]:
        if layer.id == "districts":
            return frozenset({properties["id"]})
        known = {code: self._place_names[code] for code in codes if code in self._place_names}
        towns = {f"municipality-{code}" for code in known}
        return frozenset(towns | {district for _, district in known.values() if district})

    def _haystack(self, layer: Layer, properties: Mapping[str, Any], codes: tuple[str, ...]) -> str:
        """What a feature is called, what it is and where: found by any part of a word."""
        kind = self.catalog.kind_of(properties["kind"]).label
        named = ("name_de", "name_en", "short", "official_name", "address", "postcode", "district")
        texts = [*(str(properties.get(name) or "") for name in named), kind.de, kind.en]
        if layer.id != "districts":
            texts += [self._place_names[code][0] for code in codes if code in self._place_names]
        return fold(" ".join(texts))


def load_atlas(geodata: Path = GEODATA) -> Atlas:
    """Read the catalogue and every layer below `geodata`.

    Raises CatalogError when the catalogue itself is wrong; a faulty layer only
    loses itself: its faults are logged and kept in `Atlas.faults`.
    """
    catalog = read_catalog(geodata / "catalog.toml")
    frames: dict[str, gpd.GeoDataFrame] = {}
    faults: list[MapError] = []
    owners: dict[str, str] = {}
    for layer in catalog.layer:
        try:
            frame = read_layer(layer, catalog, geodata / "layers")
            _refuse_taken_ids(frame, layer, owners)
        except FaultList as error:
            faults += error.faults
            for fault in error.faults:
                _LOG.error("layer left out: %s", fault)
            continue
        frames[layer.id] = frame
        owners.update(dict.fromkeys(frame.index, layer.id))
    tables = _read_tables(geodata / "tables", catalog, faults)
    return Atlas(catalog, frames, tuple(faults), geodata / "layers", tables)


def _read_tables(folder: Path, catalog: Catalog, faults: list[MapError]) -> Tables:
    """The tables of `folder`; what is wrong with one is added to `faults`."""
    failed: list[str] = []

    def read(name: str, reader: Callable[[Path], Table], otherwise: Table) -> Table:
        try:
            return reader(folder)
        except FaultList as error:
            failed.append(name)
            faults.extend(error.faults)
            for fault in error.faults:
                _LOG.error("table left out: %s", fault)
            return otherwise

    return Tables(
        figures=read("figures", read_figures, ()),
        relations=read("relations", read_relations, ()),
        indicators=read("indicators", partial(read_indicators, catalog=catalog), Indicators({})),
        tours=read("tours", read_tours, ()),
        postcodes=read("postcodes", read_postcodes, ()),
        failed=tuple(failed),
    )


def _refuse_taken_ids(frame: gpd.GeoDataFrame, layer: Layer, owners: Mapping[str, str]) -> None:
    taken = [str(feature_id) for feature_id in frame.index if feature_id in owners]
    if taken:
        raise FaultList(
            [
                LayerError(
                    f'"{feature_id}" is used in layer {owners[feature_id]} already.',
                    file=f"layers/{layer.file}",
                    layer=layer.id,
                    feature=feature_id,
                    field="id",
                    remedy="Ids are unique over all layers.",
                )
                for feature_id in taken
            ]
        )


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)


def _by_name(row: Mapping[str, Any]) -> tuple[str, str]:
    return fold(row["name_de"]), row["id"]


def _anchor(geometry: BaseGeometry, properties: Mapping[str, Any]) -> tuple[float, float]:
    """A (lon, lat) that stands for the feature: where its name goes, or a point on it."""
    lon, lat = properties.get("label_lon"), properties.get("label_lat")
    if isinstance(lon, int | float) and isinstance(lat, int | float):
        return float(lon), float(lat)
    if geometry.geom_type in ("LineString", "MultiLineString"):
        longest = max(getattr(geometry, "geoms", [geometry]), key=lambda part: part.length)
        point = longest.interpolate(0.5, normalized=True)
    else:
        point = geometry.representative_point()
    return round(point.x, 6), round(point.y, 6)
