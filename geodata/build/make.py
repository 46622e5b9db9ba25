"""The build from end to end: every layer file, and the extracts the checks need offline."""

from __future__ import annotations

from pathlib import Path

from geodata.build import extracts, registry
from geodata.build.ground import ground as make_ground
from geodata.build.io import finish, write_layer
from geodata.build.territory import Territory


def make(sources: Path, layers: Path) -> str:
    """Write every layer to the folder `layers` and return a line on each.

    The same sources and packages give the same bytes. Raises BuildError or FaultList.
    """
    layers.mkdir(parents=True, exist_ok=True)
    ground = make_ground(sources)
    territory = Territory.of(ground.municipalities)
    lines = []
    for layer, features in registry.layers(sources, ground):
        finished = finish(layer, features, territory)
        path = write_layer(layers, layer, finished)
        lines.append(f"{layer:16} {len(finished):4} features {path.stat().st_size / 1000:7.1f} kB")
    for path in extracts.write(sources):
        lines.append(f"{path.name:30} {path.stat().st_size / 1000:7.1f} kB")
    return "\n".join(lines)
