"""What is wrong in a catalogue, said by file, table, entry and key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from map_app.errors import CatalogError
from map_app.palettes import is_scheme

if TYPE_CHECKING:
    from map_app.catalog import Catalog


def entry_faults(error: ValidationError, raw: Mapping[str, Any], name: str) -> list[CatalogError]:
    """One fault for each entry pydantic refused; `raw` is the parsed file, `name` its name."""
    return [
        CatalogError(
            _problem(fault), file=name, field=_place(raw, fault["loc"]), remedy=_remedy(fault)
        )
        for fault in error.errors()
    ]


def _problem(fault: Mapping[str, Any]) -> str:
    value = fault.get("input")
    shown = f" (found {value!r})" if isinstance(value, str | int | float | bool) else ""
    return f"{fault['msg'].removeprefix('Value error, ')}{shown}."


def _remedy(fault: Mapping[str, Any]) -> str:
    if fault["type"] == "extra_forbidden":
        return "Remove the key or correct its spelling; map_app/catalog.py lists the keys."
    return "Correct the entry; map_app/catalog.py documents each key."


def _place(raw: Mapping[str, Any], loc: tuple[Any, ...]) -> str:
    """Name an entry by its id rather than by its position: `layer research, key style.symbol`."""
    words: list[str] = []
    keys: list[str] = []
    here: Any = raw
    for step in loc:
        if isinstance(step, int):
            here = here[step] if isinstance(here, list) and step < len(here) else None
            entry = here.get("id") or here.get("name") if isinstance(here, dict) else None
            words.append(f"{'.'.join(keys)} {entry or f'number {step + 1}'}")
            keys = []
        else:
            keys.append(str(step))
            here = here.get(step) if isinstance(here, dict) else None
    if keys:
        words.append(f"key {'.'.join(keys)}")
    return ", ".join(words) or "top level"


_TABLES = (
    *("theme", "kind", "relation", "state", "source", "layer"),
    *("indicator_group", "indicator", "palette", "basemap"),
)


def dangling(catalog: Catalog, name: str) -> Iterable[CatalogError]:
    """Faults that only show when entries are held against each other."""

    def fault(place: str, problem: str, remedy: str) -> CatalogError:
        return CatalogError(problem, file=name, field=place, remedy=remedy)

    known: dict[str, set[str]] = {}
    for table in _TABLES:
        ids = [entry.id for entry in getattr(catalog, table)]
        known[table] = set(ids)
        for entry_id in sorted({i for i in ids if ids.count(i) > 1}):
            yield fault(f"{table} {entry_id}", "is declared twice.", "Give each entry its own id.")

    def missing(place: str, table: str, entry_id: str) -> CatalogError:
        return fault(
            place, f'"{entry_id}" is no {table}.', f"Use one of: {', '.join(sorted(known[table]))}."
        )

    symbols = set(catalog.symbols)
    for theme in catalog.theme:
        if theme.id in ("figures", "river"):
            yield fault(
                f"theme {theme.id}", "has the name of a panel of its own.", "Choose another id."
            )
        if theme.symbol not in symbols:
            yield fault(
                f"theme {theme.id}, key symbol",
                f'"{theme.symbol}" is no symbol.',
                f"Use one of: {', '.join(sorted(symbols))}.",
            )
    for layer in catalog.layer:
        place = f"layer {layer.id}"
        if layer.theme not in known["theme"]:
            yield missing(f"{place}, key theme", "theme", layer.theme)
        if layer.source not in known["source"]:
            yield missing(f"{place}, key source", "source", layer.source)
        for source in layer.credits:
            if source not in known["source"]:
                yield missing(f"{place}, key credits", "source", source)
        if layer.kind and layer.kind not in known["kind"]:
            yield missing(f"{place}, key kind", "kind", layer.kind)
        if layer.style.symbol and layer.style.symbol not in symbols:
            yield fault(
                f"{place}, key style.symbol",
                f'"{layer.style.symbol}" is no symbol.',
                f"Use one of: {', '.join(sorted(symbols))}.",
            )
        for entry in layer.field:
            if entry.source and entry.source not in known["source"]:
                yield missing(f"{place}, field {entry.name}, key source", "source", entry.source)
        for kind in layer.labels.first if layer.labels else ():
            if kind not in known["kind"]:
                yield missing(f"{place}, key labels.first", "kind", kind)
        if layer.view == "world" and catalog.world is None:
            yield fault(
                f"{place}, key view", "there is no world.", "Add the table [world] or drop view."
            )
        if layer.time and catalog.time is None:
            yield fault(
                f"{place}, key time", "there is no time.", "Add the table [time] or drop the key."
            )
    for layer_id in catalog.time.layers if catalog.time else ():
        if layer_id not in known["layer"]:
            yield missing("key time.layers", "layer", layer_id)
    for indicator in catalog.indicator:
        place = f"indicator {indicator.id}"
        if indicator.source not in known["source"]:
            yield missing(f"{place}, key source", "source", indicator.source)
        if indicator.group not in known["indicator_group"]:
            yield missing(f"{place}, key group", "indicator_group", indicator.group)
    for palette in catalog.palette:
        if not is_scheme(palette.scheme, diverging=palette.diverging):
            yield fault(
                f"palette {palette.id}, key scheme",
                f'"{palette.scheme}" is no scheme of branca.',
                "Use a ColorBrewer name such as YlGnBu.",
            )
