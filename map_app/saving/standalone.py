"""The map as one HTML file that opens anywhere, also without a network.

Folium writes the map as for the page, and the page's own modules draw into it; here everything
they would fetch stands in the file itself. Data goes in as JSON and comes out as text, never as
markup, and a Content-Security-Policy in the file keeps it from asking anybody for anything.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from map_app.atlas import Atlas, Feature
from map_app.cartography import catalog_css, drawn, map_module, script_json, shape_of
from map_app.catalog import Layer
from map_app.links import View, layers_on
from map_app.panels.details import details
from map_app.panels.frame import frame, signs
from map_app.panels.legend import legend
from map_app.profiles import profile_of, web_address
from map_app.saving.framing import Extent
from map_app.saving.legend import fill_sources, subtitle
from map_app.selection import index_of
from map_app.texts import Texts

_HERE = Path(__file__).resolve().parent
_BRIDGE = _HERE.parent / "bridge"
_STYLES = (_BRIDGE / "bridge.css", _BRIDGE / "story.css", _HERE / "standalone.css")
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' data:; "
    "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
)
_IMPORT = re.compile(r'(from\s+|import\s+)"(?:\./|\.\./bridge/)([\w.]+)"')
# What of a profile is read beside the map; the rest leads to other parts of the page.
_TOLD = (
    *("title", "kicker", "theme", "layer", "summary", "told", "approximate", "extent", "position"),
    *("facts", "figures", "website", "sources", "links"),
)
_TEXTS = (
    *("app.close", "map.label", "map.zoom_in", "map.zoom_out", "map.home", "map.pile_title"),
    *("details.website", "details.sources", "tree.approximate", "tree.pile", "tree.unknown"),
    *("tree.unsure_circle", "tree.area_circle"),
    *("picture.layers", "picture.no_value", "picture.to_map", "picture.year"),
)
# Texts with a blank that the page fills in.
_BLANKS = {
    "tree.switch_layer": ("title",),
    "map.unknown": ("name",),
    "map.area": ("name",),
    "map.area_extent": ("name", "hectares"),
}


def standalone(atlas: Atlas, view: View, extent: Extent, *, today: date, link: str) -> bytes:
    """The view as a page of its own: `extent` (degrees) is what it opens with.

    Its layers can be switched, its features read; `link` leads back to the living map.
    """
    text = Texts(view.language)
    features = {layer.id: _features(layer, view, atlas) for layer in _layers(view, atlas)}
    # A layer without features would be taken for one that is still to be fetched.
    layers = tuple(layer for layer in _layers(view, atlas) if features[layer.id])
    title = atlas.catalog.title(view.language)
    data = {
        **_page(atlas, view, text, layers, features),
        "extent": extent,
        "made": text("picture.made", date=text.date(today), link="").rstrip(" ·"),
        "link": web_address(link),
    }
    bare = atlas.catalog.model_copy(update={"basemap": ()})
    modules = {
        **_modules(),
        "folium.js": map_module(bare, layers, dict.fromkeys((layer.id for layer in layers), "")),
    }
    scripts = [
        _script(_leaflet("leaflet.js")),
        _script(script_json({"imports": _import_map(modules)}), type_="importmap"),
        _script(script_json(data), type_="application/json", name="ruhr-page"),
        *(
            _script(
                script_json(drawn(layer, features[layer.id])),
                type_="application/geo+json",
                name=f"ruhr-layer-{layer.id}",
            )
            for layer in layers
        ),
        _script('import "ruhr/standalone.js";', type_="module"),
    ]
    styles = [_leaflet("leaflet.css"), *(path.read_text("utf-8") for path in _STYLES)]
    styles.append(catalog_css(atlas.catalog))
    lines = [
        "<!doctype html>",
        f'<html lang="{view.language}">',
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{escape(title)}</title>",
        *(f"<style>{_without_files(style)}</style>" for style in styles),
        '<div class="ruhr-app ruhr-standalone"></div>',
        f"<noscript>{escape(title)}</noscript>",
        *scripts,
        "</html>",
    ]
    return "\n".join(lines).encode()


def _layers(view: View, atlas: Atlas) -> tuple[Layer, ...]:
    """The layers of this map that are on, and the one of what is selected."""
    on = layers_on(view, atlas)
    chosen = atlas.by_id.get(view.selected or "")
    return tuple(
        layer
        for layer in atlas.layers
        if layer.role != "entries"
        and (layer.view == "world") == view.world
        and (layer.id in on or (chosen is not None and chosen.layer is layer))
    )


def _features(layer: Layer, view: View, atlas: Atlas) -> tuple[Feature, ...]:
    """What of a layer goes into the file: sites that pass the filters, all of anything else."""
    features = atlas.of_layer(layer.id)
    if layer.role != "sites" or view.selection.is_empty:
        return features
    passing = set(index_of(atlas).ids(index_of(atlas).passing(view.selection)))
    return tuple(one for one in features if one.id in passing or one.id == view.selected)


def _page(
    atlas: Atlas,
    view: View,
    text: Texts,
    layers: tuple[Layer, ...],
    features: Mapping[str, tuple[Feature, ...]],
) -> dict[str, Any]:
    """What the page shows beside the map, as JSON-ready data."""
    catalog, language = atlas.catalog, view.language
    framed = frame(atlas, language)
    index = index_of(atlas)
    credits_ = {line["text"]: line["url"] for x in layers for line in framed["credits"][x.id]}
    if view.fill and not view.world:
        for source in map(catalog.source_of, fill_sources(view.fill, atlas)):
            credits_[source.credit_line(language)] = source.url
    return {
        "language": language,
        "title": catalog.title(language),
        "subtitle": subtitle(view, atlas, text),
        "texts": {key: text(key) for key in _TEXTS}
        | {key: text(key, **{b: f"{{{b}}}" for b in blanks}) for key, blanks in _BLANKS.items()},
        "symbols": framed["symbols"],
        "limits": framed["limits"],
        "themes": [
            {
                "id": theme.id,
                "title": theme.title(language),
                "layers": [
                    {
                        "id": layer.id,
                        "title": layer.title(language),
                        "path": catalog.symbols[catalog.symbol_of(layer)],
                        "shape": shape_of(layer),
                        "dash": bool(layer.style.dash),
                        **signs(features[layer.id]),
                        "on": layer.id in layers_on(view, atlas),
                        "features": [one.id for one in features[layer.id]],
                    }
                    for layer in layers
                    if layer.theme == theme.id
                ],
            }
            for theme in catalog.theme
            if any(layer.theme == theme.id for layer in layers)
        ],
        "passing": None if view.selection.is_empty else index.ids(index.passing(view.selection)),
        "selected": view.selected,
        "world": view.world,
        "ties": view.ties,
        "fill": legend(view.fill, atlas, text) if view.fill and not view.world else None,
        "year": view.year,
        "time": framed["time"] if view.year is not None else None,
        "credits": [[words, url] for words, url in credits_.items()],
        "profiles": {
            one.id: _profile(one, atlas, text) for found in features.values() for one in found
        },
    }


def _profile(feature: Feature, atlas: Atlas, text: Texts) -> dict[str, Any]:
    """What can be read of a feature, without what is empty."""
    told = details(profile_of(feature.id, atlas), atlas, text)
    where = ", ".join(place["name"] for place in told["where"])
    kept = {key: told[key] for key in _TOLD if told[key]}
    return kept | ({"where": where} if where else {})


def _script(body: str, *, type_: str = "", name: str = "") -> str:
    """A script element; nothing in it may end it, which JSON from `script_json` cannot."""
    if "</script" in body.lower():
        raise ValueError("a script that would end itself")
    head = (f' type="{type_}"' if type_ else "") + (f' id="{name}"' if name else "")
    return f"<script{head}>{body}</script>"


@cache
def _modules() -> Mapping[str, str]:
    """The page's own modules that `standalone.js` needs, by name."""
    found: dict[str, str] = {}
    wanted = [_HERE / "standalone.js"]
    while wanted:
        path = wanted.pop()
        if path.name in found or path.name == "folium.js":
            continue
        found[path.name] = path.read_text("utf-8")
        wanted += [_BRIDGE / name for _, name in _IMPORT.findall(found[path.name])]
    return found


def _import_map(modules: Mapping[str, str]) -> dict[str, str]:
    """Each module as a data: address under the name the others import it by."""
    return {
        f"ruhr/{name}": "data:text/javascript;base64,"
        + base64.b64encode(_IMPORT.sub(r'\1"ruhr/\2"', code).encode()).decode()
        for name, code in sorted(modules.items())
    }


@cache
def _leaflet(name: str) -> str:
    folder = Path(str(import_module("xstatic.pkg.leaflet").BASE_DIR))
    code = (folder / name).read_text("utf-8")
    return re.sub(r"//# sourceMappingURL=.*", "", code)


def _without_files(style: str) -> str:
    """Styles without addresses of files: those for Leaflet's own markers, which are not used."""
    return re.sub(r"url\((?!#)[^)]*\)", "none", style).replace("</style", "<\\/style")
