"""The real atlas, and what visitors may do with it, as Hypothesis strategies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from map_app.atlas import Atlas, load_atlas
from map_app.catalog import LANGUAGES
from map_app.choropleth import CLASSES, METHODS, Fill
from map_app.links import PAGES, PARTS, TEXT_LIMIT, View, drawn_layers, panels, places
from map_app.selection import GROUPS, Index, Selection
from map_app.vicinity import LEAST_KM, MOST_KM, Near

QUICK = settings(max_examples=40, deadline=None, database=None, derandomize=True)
ATLAS = load_atlas()
INDEX = Index.of(ATLAS)
OPTIONS: dict[str, list[str]] = {
    "themes": sorted({feature.layer.theme for feature in ATLAS.filterable}),
    "places": sorted(place.id for place in places(ATLAS)),
    "kinds": sorted({feature.kind for feature in ATLAS.filterable}),
}
WORDS = ("Bochum", "fraunhofer", "Fröndenberg", "emscher", "quartier", "Mülheim", "e", "ß", "zzz")


def atlas_with(feature_id: str, **properties: Any) -> Atlas:
    """The real atlas with other properties of one feature."""
    layer = ATLAS.by_id[feature_id].layer.id
    frames = dict(ATLAS.frames)
    frames[layer] = frames[layer].copy()
    for name, value in properties.items():
        if name not in frames[layer]:
            frames[layer][name] = None
        frames[layer][name] = frames[layer][name].astype(object)
        frames[layer].at[feature_id, name] = value
    return Atlas(ATLAS.catalog, frames, (), ATLAS.folder)


def searches() -> st.SearchStrategy[str]:
    """What people type, tidied as the page does: known words or any text at all."""
    typed = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join) | st.text(max_size=30)
    return typed.map(lambda text: text.strip()[:TEXT_LIMIT])


def degrees(low: float, high: float) -> st.SearchStrategy[float]:
    """Degrees as a link carries them: five decimals."""
    return st.integers(int(low * 100_000), int(high * 100_000)).map(lambda n: n / 100_000)


def nears() -> st.SearchStrategy[Near]:
    """Circles anywhere in the region, of any radius the page offers."""
    west, south, east, north = ATLAS.catalog.region.extent
    kilometres = st.integers(int(LEAST_KM * 10), int(MOST_KM * 10)).map(lambda n: n / 10)
    return st.builds(Near, lat=degrees(south, north), lon=degrees(west, east), km=kilometres)


def selections() -> st.SearchStrategy[Selection]:
    chosen = {group: st.frozensets(st.sampled_from(OPTIONS[group]), max_size=3) for group in GROUPS}
    near = st.none() | nears()
    return st.builds(Selection, text=st.just("") | searches(), near=near, **chosen)


@st.composite
def fills(draw: st.DrawFn) -> Fill:
    """Any way to colour the map that the page offers."""
    indicator = draw(st.sampled_from(sorted(ATLAS.indicators.series)))
    return Fill(
        indicator,
        year=draw(st.none() | st.sampled_from(ATLAS.indicators.series[indicator].years)),
        measure=draw(st.none() | st.sampled_from(ATLAS.indicators.measures(indicator))),
        method=draw(st.sampled_from(METHODS)),
        classes=draw(st.sampled_from(CLASSES)),
        palette=draw(st.none() | st.sampled_from([p.id for p in ATLAS.catalog.palette])),
    )


def years() -> st.SearchStrategy[int]:
    time = ATLAS.catalog.time
    assert time is not None
    return st.integers(time.first, time.last)


def _in_time(view: View) -> View:
    """Without a year there is no swipe; a tour is on the region's map."""
    beside = view.beside if view.year is not None else None
    return replace(view, beside=beside, world=view.world and not view.tour)


def views() -> st.SearchStrategy[View]:
    basemaps = [entry.id for entry in ATLAS.catalog.basemap]
    return st.builds(
        View,
        language=st.sampled_from(LANGUAGES),
        layers=st.frozensets(st.sampled_from(sorted(drawn_layers(ATLAS)))),
        selection=selections(),
        selected=st.none() | st.sampled_from([feature.id for feature in ATLAS.features]),
        basemap=st.none() | st.sampled_from(basemaps),
        panel=st.none() | st.sampled_from(panels(ATLAS)),
        world=st.booleans(),
        ties=st.booleans(),
        fill=st.none() | fills(),
        year=st.none() | years(),
        beside=st.none() | years(),
        tour=st.none() | st.sampled_from(sorted(ATLAS.steps)),
        page=st.none() | st.sampled_from(PAGES),
        parts=st.none() | st.frozensets(st.sampled_from(sorted(PARTS))),
    ).map(_in_time)


def clicks() -> st.SearchStrategy[dict[str, object]]:
    """Actions the page really offers."""
    on = st.booleans()
    layers = st.sampled_from([layer.id for layer in ATLAS.layers])
    themes = st.sampled_from(sorted({layer.theme for layer in ATLAS.layers}))
    features = st.sampled_from([feature.id for feature in ATLAS.features])
    basemaps = st.sampled_from([entry.id for entry in ATLAS.catalog.basemap])

    def action(verb: str, **details: st.SearchStrategy[object]) -> st.SearchStrategy[dict]:
        return st.fixed_dictionaries({"do": st.just(verb), **details})

    return st.one_of(
        action("select", id=st.none() | features),
        action("layer", id=layers, on=on),
        action("theme", id=themes, on=on),
        *(
            action("filter", group=st.just(group), value=st.sampled_from(OPTIONS[group]), on=on)
            for group in GROUPS
        ),
        action("text", value=searches()),
        action("reset"),
        action("reset", group=st.sampled_from(GROUPS)),
        action("near", value=st.none()),
        nears().map(lambda near: {"do": "near", **vars(near)}),
        action("show-matches"),
        action("language", value=st.sampled_from(LANGUAGES)),
        action("basemap", id=st.none() | basemaps),
        action("panel", id=st.none() | st.sampled_from(panels(ATLAS))),
        action("page", id=st.none() | st.sampled_from(PAGES)),
        action("world", on=on),
        action("ties", on=on),
        action("year", value=st.none() | years()),
        action("beside", value=st.none() | years()),
        action("tour", id=st.none() | st.sampled_from(sorted(ATLAS.steps))),
        action("fill", id=st.none() | st.sampled_from(sorted(ATLAS.indicators.series))),
        action("fill", key=st.just("classes"), value=st.sampled_from(CLASSES)),
        action("fill", key=st.just("method"), value=st.sampled_from(METHODS)),
        action("fill", key=st.just("measure"), value=st.sampled_from(["raw", "km2", "value"])),
    )
