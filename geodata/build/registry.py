"""All builders: which function makes which layer or table, in the order of the build."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd

from geodata.build import (
    emscher,
    indicators,
    municipalities,
    neighbours,
    places,
    postcode_table,
    sites,
    stations,
    tables,
    tours,
    waters,
    world,
)
from geodata.build.ground import Ground
from geodata.build.io import Feature
from map_app.catalog import Catalog

GROUND_LAYERS: dict[str, Callable[[Path, Ground], list[Feature]]] = {
    "municipalities": municipalities.municipality_features,
    "districts": municipalities.district_features,
    "waters": waters.water_features,
    "stations": stations.station_features,
    "places": places.place_features,
    "neighbours": neighbours.neighbour_features,
    "neighbour-cities": lambda sources, ground: places.neighbour_city_features(
        sources, ground, neighbours.frame(ground)
    ),
}


def layer_ids(sources: Path) -> frozenset[str]:
    """Return the ids of all layers the build makes."""
    described = {path.stem for path, _ in sites.files(sources)}
    return frozenset({*GROUND_LAYERS, "world-land", "world-links", *emscher.LAYERS, *described})


def layers(sources: Path, ground: Ground, catalog: Catalog) -> Iterator[tuple[str, list[Feature]]]:
    """Yield layer id and unfinished features of every layer."""
    for layer, build in GROUND_LAYERS.items():
        yield layer, build(sources, ground)
    yield "world-land", world.land_features(sources)
    yield from described_layers(sources, ground.municipalities, catalog).items()


def described_layers(
    sources: Path, municipalities: gpd.GeoDataFrame | None, catalog: Catalog
) -> dict[str, list[Feature]]:
    """Return the layers that need the hand-kept facts alone, no package and no network.

    `municipalities` are asked whether sites lie where their rows say; see `sites.build`.
    """
    themes = {layer.id: layer.theme for layer in catalog.layer}
    made = {**sites.build(sources, municipalities, themes), **emscher.build(sources)}
    located = [one for features in made.values() for one in features]
    return {**made, "world-links": world.connection_features(sources, located)}


def all_tables(
    sources: Path, features: Collection[str], catalog: Catalog
) -> dict[str, list[dict[str, Any]]]:
    """Return the entries of every table; `features` are the ids of all layers."""
    themes = {theme.id for theme in catalog.theme}
    kinds = {relation.id for relation in catalog.relation}
    return {
        "figures": tables.figures(sources, features, themes),
        "relations": tables.relations(sources, features, kinds),
        "indicators": indicators.indicators(sources, catalog),
        "tours": tours.tours(sources, features, catalog),
        "postcodes": postcode_table.postcodes(sources, features),
    }
