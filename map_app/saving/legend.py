"""What stands beside a printed map, in words: title, legend, sources. True to what is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from map_app import open_ends
from map_app.areas import unsure_radius_m
from map_app.atlas import Atlas, Feature
from map_app.cartography import shape_of
from map_app.catalog import Layer, State
from map_app.choropleth import Fill
from map_app.links import View
from map_app.panels.legend import legend as fill_legend
from map_app.panels.near import circle_in_words
from map_app.saving import look
from map_app.saving.marks import Mark
from map_app.saving.scene import Scene, Shown, is_line, is_point
from map_app.selection import GROUPS, Group
from map_app.texts import Texts

Sample = Literal[
    "symbol",
    "line",
    "area",
    "name",
    "swatch",
    "hatch",
    "hollow",
    "pile",
    "pale",
    "unknown",
    "unsure-circle",
    "area-circle",
]
_FEW = 4  # filters of one group that the subtitle names


@dataclass(frozen=True)
class Row:
    """A line of the legend: what it looks like, what it is, and how many are drawn."""

    words: str
    sample: Sample
    colour: str = look.MUTED
    layer: Layer | None = None
    state: State | None = None
    count: str = ""


@dataclass(frozen=True)
class Block:
    """Rows under a heading, with a remark below them."""

    title: str
    rows: tuple[Row, ...]
    remark: str = ""


@dataclass(frozen=True)
class Legend:
    blocks: tuple[Block, ...] = field(default=())

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for block in self.blocks for row in block.rows)


def legend(scene: Scene, marks: Sequence[Mark], text: Texts) -> Legend:
    """The legend of a scene whose symbols were drawn as `marks`."""
    blocks = [_fill(scene, text), _states(scene, text), *_themes(scene, text)]
    blocks.append(Block("", tuple(_remarks(scene, marks, text))))
    return Legend(tuple(block for block in blocks if block and block.rows))


def _fill(scene: Scene, text: Texts) -> Block | None:
    if scene.fill is None or scene.view.fill is None or not scene.layer("municipalities"):
        return None
    told = fill_legend(scene.view.fill, scene.atlas, text)
    bounds, counts, missing = told["bounds"], told["counts"], told["missing"]
    rows = [
        Row(f"{bounds[i]} – {bounds[i + 1]}", "swatch", look.light(colour), count=str(counts[i]))
        for i, colour in enumerate(told["colours"])
    ]
    if missing:
        rows.append(Row(text("picture.no_value"), "hatch", count=text.number(len(missing))))
    title = f"{told['title']}, {told['unit']}, {told['year']}"
    return Block(title, tuple(rows), text("picture.all_towns"))


def _states(scene: Scene, text: Texts) -> Block | None:
    if scene.view.year is None:
        return None
    title = text("picture.state", year=str(scene.view.year))
    rows = [
        Row(state.label(text.language), "line", state.colour.light, state=state)
        for state in scene.states
    ]
    return Block(title, tuple(rows))


def _themes(scene: Scene, text: Texts) -> Iterator[Block]:
    for theme in scene.atlas.catalog.theme:
        rows = [_row(one, scene, text) for one in scene.layers if one.layer.theme == theme.id]
        if rows:
            yield Block(theme.title(text.language), tuple(rows))


def _row(shown: Shown, scene: Scene, text: Texts) -> Row:
    layer, catalog = shown.layer, scene.atlas.catalog
    shape = shape_of(layer)
    sample: Sample = "symbol" if shape in ("point", "entry") else shape  # type: ignore[assignment]
    quiet = layer.role == "orientation" and sample == "symbol"
    return Row(
        layer.title(text.language),
        sample,
        look.MUTED if quiet else look.colour_of(layer, catalog),
        layer=layer,
        count=text.number(shown.count) if shown.count else "",
    )


def _remarks(scene: Scene, marks: Sequence[Mark], text: Texts) -> Iterator[Row]:
    single = [mark.features[0] for mark in marks if not mark.is_pile and not mark.quiet]
    lines = [one for shown in scene.layers for one in shown.features if is_line(one)]
    if any(open_ends.pieces(line) for line in lines):
        yield Row(text("tree.unknown"), "unknown", look.RIVER)
    if any(scene.is_approximate(feature) for feature in single):
        yield Row(text("tree.approximate"), "hollow")
    if scene.is_near and any(map(unsure_radius_m, filter(is_point, single))):
        yield Row(text("tree.unsure_circle"), "unsure-circle")
    if scene.is_near and any(map(scene.is_area, single)):
        yield Row(text("tree.area_circle"), "area-circle")
    if any(mark.is_pile for mark in marks):
        yield Row(text("tree.pile"), "pile")
    if any(shown.pale and shown.count for shown in scene.layers):
        yield Row(text("picture.pale"), "pale")


def subtitle(view: View, atlas: Atlas, text: Texts) -> str:
    """What of everything the map shows: filters, year and indicator, in words."""
    parts = [*_filters(view, atlas, text)]
    if view.year is not None:
        parts.append(text("picture.in_year", year=str(view.year)))
    if view.world:
        parts.insert(0, text("picture.world"))
    elif view.fill:
        told = fill_legend(view.fill, atlas, text)
        parts.append(f"{told['title']}, {told['unit']}, {told['year']}")
    if view.selected in atlas.by_id:
        chosen = atlas.by_id[str(view.selected)].names[text.language]
        parts.append(text("picture.chosen", name=chosen))
    return " · ".join(parts) or text("picture.everything", count=len(atlas.municipalities))


def _filters(view: View, atlas: Atlas, text: Texts) -> Iterator[str]:
    for group in GROUPS:
        chosen = view.selection.group(group)
        labels = [label for name, label in _options(group, atlas, text) if name in chosen]
        if labels:
            more = len(labels) - _FEW
            named = ", ".join(labels[:_FEW])
            yield named if more <= 0 else text("picture.more", names=named, count=more)
    if view.selection.text.strip():
        yield text("picture.text", words=view.selection.text.strip())
    if view.selection.near:
        yield circle_in_words(view.selection.near, text)


def _options(group: Group, atlas: Atlas, text: Texts) -> Iterator[tuple[str, str]]:
    language = text.language
    if group == "themes":
        yield from ((theme.id, theme.title(language)) for theme in atlas.catalog.theme)
    elif group == "kinds":
        yield from ((kind.id, kind.label(language)) for kind in atlas.catalog.kind)
    else:
        towns: Iterable[Feature] = (*atlas.districts.values(), *atlas.municipalities.values())
        yield from ((place.id, place.names[language]) for place in towns)


def credits_of(scene: Scene, text: Texts) -> list[str]:
    """The credit line of every data set something in the picture comes from, each once."""
    catalog = scene.atlas.catalog
    ids: list[str] = []
    for shown in scene.layers:
        ids += [shown.layer.source, *shown.layer.credits]
        ids += sorted({str(feature.get("source")) for feature in shown.features})
    if scene.fill and scene.view.fill:
        ids += fill_sources(scene.view.fill, scene.atlas)
    if scene.selected:
        ids.append(str(scene.selected.get("source")))
    return list(dict.fromkeys(catalog.source_of(i).credit_line(text.language) for i in ids))


def fill_sources(fill: Fill, atlas: Atlas) -> tuple[str, ...]:
    """The ids of the data sets the colours are made of."""
    measure = fill.measure or atlas.indicators.measures(fill.indicator)[0]
    return atlas.indicators.sources(fill.indicator, fill.year, measure)
