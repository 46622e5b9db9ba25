"""From catalogue to map: Folium writes the map's script, once for all visitors.

The script holds the Leaflet map, its panes, the basemaps and one entry per
layer; the features themselves travel apart, as GeoJSON the browser fetches when
a layer is first shown. The bridge (map_app/bridge/) takes it from there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import folium
from branca.element import MacroElement
from folium.map import CustomPane
from folium.template import Template
from shapely.geometry import mapping

from map_app.areas import area_radius_m
from map_app.atlas import Feature
from map_app.catalog import Catalog, Layer
from map_app.open_ends import links
from map_app.profiles import parts_of

# From the ground up; Leaflet's own marker pane is 600, its controls 800.
PANES = {
    "ruhr-around": 200,
    "ruhr-land": 210,
    "ruhr-borders": 220,
    "ruhr-waters": 230,
    "ruhr-lines": 400,
    "ruhr-accuracy": 410,
    "ruhr-selected": 420,
    "ruhr-quiet": 590,
    "ruhr-sites": 600,
    "ruhr-names": 650,
    "ruhr-chosen": 660,
}
ELEMENT_ID = "map_ruhr"


class CatalogLayer(MacroElement):
    """A catalogue layer inside a Folium map: its options, without its features."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = ruhr.layer({{ this.options_json }});
        {% endmacro %}
        """
    )

    def __init__(self, layer_id: str, options: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "layer"
        self._id = layer_id.replace("-", "_")
        self.options_json = script_json(options)


class MetricScale(MacroElement):
    """A scale bar in metres and kilometres only; Folium's own adds miles."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            L.control.scale({imperial: false}).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "metric_scale"
        self._id = "ruhr"


def build_map(catalog: Catalog, layers: tuple[Layer, ...], urls: Mapping[str, str]) -> folium.Map:
    """The Folium map of the region with every layer of `layers`.

    `urls` says where the browser finds each layer's GeoJSON, by layer id.
    """
    west, south, east, north = catalog.region.extent
    result = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=9,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        minZoom=catalog.region.min_zoom,
        maxZoom=catalog.region.max_zoom,
        world_copy_jump=False,
        zoom_snap=0.1,
        zoom_delta=1,
        wheel_px_per_zoom_level=90,
        double_click_zoom=True,
    )
    result._id = "ruhr"
    result.add_child(MetricScale())
    for name, z_index in PANES.items():
        pane = CustomPane(name, z_index=z_index, pointer_events=False)
        pane._id = name.replace("-", "_")
        result.add_child(pane)
    for basemap in catalog.basemap:
        tiles = folium.TileLayer(
            tiles=basemap.url,
            attr=basemap.attribution.de,
            name=basemap.id,
            max_zoom=int(catalog.region.max_zoom),
            max_native_zoom=basemap.max_zoom,
            show=False,
            overlay=False,
        )
        tiles._id = basemap.id.replace("-", "_")
        result.add_child(tiles)
    for layer in layers:
        result.add_child(CatalogLayer(layer.id, layer_options(catalog, layer, urls[layer.id])))
    return result


def map_module(catalog: Catalog, layers: tuple[Layer, ...], urls: Mapping[str, str]) -> str:
    """The map as an ES module: `export default (L, ruhr) => ({map, layers, basemaps})`."""
    drawing = build_map(catalog, layers, urls)
    root: Any = drawing.get_root()
    root.render()
    script = root.script.render()
    names = {layer.id: f"layer_{layer.id.replace('-', '_')}" for layer in layers}
    basemaps = {entry.id: f"tile_layer_{entry.id.replace('-', '_')}" for entry in catalog.basemap}
    result = f"{{map: {drawing.get_name()}, layers: {_names(names)}, basemaps: {_names(basemaps)}}}"
    return f"export default (L, ruhr) => {{\n{script}\nreturn {result};\n}};\n"


def layer_options(catalog: Catalog, layer: Layer, url: str) -> dict[str, Any]:
    """What the bridge must know of a layer before its features arrive."""
    labels = layer.labels
    return {
        "id": layer.id,
        "url": url,
        "role": layer.role,
        "view": layer.view,
        "theme": layer.theme,
        "pane": pane_of(layer),
        "minZoom": layer.min_zoom,
        "symbol": catalog.symbol_of(layer),
        "marks": layer.style.marks,
        "alone": layer.style.alone,
        "weight": layer.style.weight,
        "dash": layer.style.dash,
        "opacity": layer.style.opacity,
        "fillOpacity": 1 if shape_of(layer) == "area" else 0,
        "labels": labels
        and {
            "minZoom": labels.min_zoom,
            "first": labels.first,
            "firstZoom": labels.first_zoom,
            "rank": labels.rank,
            "rankBy": labels.rank_by,
            "look": labels.look,
        },
    }


def shape_of(layer: Layer) -> str:
    """How a layer stands in the legend: `area`, `line`, `name`, `point` or `entry`."""
    if not layer.geometry:
        return "entry"
    if all(geometry.endswith("Polygon") for geometry in layer.geometry):
        return "area"
    if all(geometry.endswith("LineString") for geometry in layer.geometry):
        return "line"
    return "point" if layer.style.marks else "name"


def pane_of(layer: Layer) -> str:
    shape = shape_of(layer)
    if layer.role == "orientation":
        return {"area": "ruhr-around", "line": "ruhr-waters"}.get(shape, "ruhr-quiet")
    if layer.role == "ground":
        return "ruhr-land" if layer.labels else "ruhr-borders"
    return "ruhr-lines"


def catalog_css(catalog: Catalog) -> str:
    """Theme and layer colours as custom properties: the catalogue is their only place."""
    rules = [
        f".ruhr-theme-{theme.id}{{--ruhr-colour:"
        f"light-dark({theme.colour.light},{theme.colour.dark})}}"
        for theme in catalog.theme
    ]
    rules += [
        f".ruhr-layer-{layer.id}{{--ruhr-colour:"
        f"light-dark({layer.style.colour.light},{layer.style.colour.dark})}}"
        for layer in catalog.layer
        if layer.style.colour
    ]
    rules += [
        f'.ruhr-state-{state.id},[data-state="{state.id}"]{{--ruhr-state:'
        f"light-dark({state.colour.light},{state.colour.dark})"
        f"{';--ruhr-dash:' + state.dash if state.dash else ''}}}"
        for state in catalog.state
    ]
    return "\n".join(rules) + "\n"


def script_json(value: object) -> str:
    """JSON that may stand inside a script: no `</script>`, no line separators."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _names(names: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{json.dumps(key)}: {name}" for key, name in names.items()) + "}"


_DRAWN = (
    *("id", "name_de", "name_en", "short", "short_de", "short_en", "theme", "kind"),
    *("accuracy_m", "label_lon", "label_lat"),
)


def drawn(layer: Layer, features: Iterable[Feature]) -> dict[str, Any]:
    """A layer as the browser needs it: geometry, names and what drawing asks for.

    Completed from the catalogue like the profiles, and without their facts and
    sources, which come with the profile of the chosen feature.
    """
    rank = layer.labels.rank_by if layer.labels else None
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    **{
                        name: feature.get(name)
                        for name in (*_DRAWN, *([rank] if rank else []))
                        if feature.get(name) is not None
                    },
                    **_drawn_years(layer, feature),
                    **_drawn_parts(feature),
                    **_drawn_area(feature),
                },
                "geometry": mapping(feature.geometry),
            }
            for feature in features
            if feature.geometry is not None
        ],
    }


def _drawn_years(layer: Layer, feature: Feature) -> dict[str, Any]:
    """From which year to which a feature is there, and its states as [state, from, to]."""
    spans = _spans(feature.get("states") or []) if not feature.get("parts") else []
    lifetime = layer.time
    years = (feature.get(lifetime.since), feature.get(lifetime.until)) if lifetime else (None, None)
    return {
        **{name: year for name, year in zip(("from", "to"), years, strict=True) if year},
        **({"states": spans} if spans else {}),
    }


def _spans(states: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    return [[s["state"], s["from_year"], s.get("to_year")] for s in states]


def _drawn_parts(feature: Feature) -> dict[str, Any]:
    parts, told = parts_of(feature), feature.get("states") or []
    if not parts:
        return {}
    return {
        "parts": [
            {
                **{k: p[k] for k in ("to_vertex", "accuracy_m")},
                **{k: True for k in ("open_start", "open_end") if p.get(k)},
                **({"states": _spans(told[n] for n in p["states"])} if p.get("states") else {}),
            }
            for p in parts
        ],
        **({"links": found} if (found := [link.tolist() for link in links(feature)]) else {}),
    }


def _drawn_area(feature: Feature) -> dict[str, Any]:
    """The radius of the circle that stands for an area, and its extent where it is known."""
    radius_m = area_radius_m(feature)
    if radius_m is None:
        return {}
    known = {"extent_ha": feature.get("extent_ha")} if feature.get("extent_ha") else {}
    return {"area_m": round(radius_m), **known}
