"""All builders: which function makes which layer, in the order of the build."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from geodata.build import emscher, municipalities, neighbours, places, sites, stations, waters
from geodata.build.ground import Ground
from geodata.build.io import Feature

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


def layers(sources: Path, ground: Ground) -> Iterator[tuple[str, list[Feature]]]:
    """Yield layer id and unfinished features of every layer."""
    for layer, build in GROUND_LAYERS.items():
        yield layer, build(sources, ground)
    for facts in (sites, emscher):
        yield from facts.build(sources, ground.municipalities).items()
