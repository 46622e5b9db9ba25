"""The build from end to end: every layer file, every table, and the extracts the checks need."""

from __future__ import annotations

from pathlib import Path

from geodata.build import extracts, registry, tables
from geodata.build.ground import ground as make_ground
from geodata.build.io import finish, write_layer
from geodata.build.territory import Territory
from map_app.catalog import read_catalog


def make(folder: Path) -> str:
    """Write every layer and table under `folder` (geodata/) and return a line on each.

    The same sources and packages give the same bytes. Raises BuildError or FaultList.
    """
    sources, layers = folder / "sources", folder / "layers"
    catalog = read_catalog(folder / "catalog.toml")
    layers.mkdir(parents=True, exist_ok=True)
    ground = make_ground(sources)
    territory = Territory.of(ground.municipalities)
    lines, ids = [], set()
    for layer, features in registry.layers(sources, ground, catalog):
        finished = finish(layer, features, territory)
        ids |= {str(item["id"]) for item in finished}
        path = write_layer(layers, layer, finished)
        lines.append(f"{layer:20} {len(finished):4} features {path.stat().st_size / 1000:7.1f} kB")
    for name, entries in registry.all_tables(sources, ids, catalog).items():
        path = tables.write(folder / "tables", name, entries)
        lines.append(f"{name:20} {len(entries):4} entries  {path.stat().st_size / 1000:7.1f} kB")
    for path in extracts.write(sources):
        lines.append(f"{path.name:30} {path.stat().st_size / 1000:7.1f} kB")
    return "\n".join(lines)
