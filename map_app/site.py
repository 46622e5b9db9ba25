"""What the server holds once for all visitors: the atlas and every file the page fetches.

Resources carry a hash of their content in their path, so a browser may keep
them for ever and a changed one is fetched at once.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

from map_app import PREFIX
from map_app.atlas import GEODATA, Atlas, load_atlas
from map_app.bundle import bundle
from map_app.cartography import catalog_css, drawn, map_module
from map_app.catalog import LANGUAGES, Language
from map_app.hosting import Hosting, hosting
from map_app.panels.figures import region_figures
from map_app.panels.frame import frame
from map_app.panels.pages import pages
from map_app.panels.river import river, tour
from map_app.texts import Texts

_NOBODY = Hosting()
PAGE_JS, PAGE_CSS = "page.js", "page.css"
# In the order of the cascade: what comes later may differ from what came before.
_STYLES = (
    *("leaflet", "catalog", "bridge", "story", "table", "save"),
    *("tools", "search", "sharing", "own", "print"),
)
_BRIDGE = Path(__file__).resolve().parent / "bridge"
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".geojson": "application/geo+json; charset=utf-8",
}


@dataclass(frozen=True)
class Resource:
    """A file ready to send: as it is and gzipped."""

    body: bytes
    zipped: bytes
    media_type: str

    @classmethod
    def of(cls, name: str, body: bytes) -> Resource:
        return cls(body, gzip.compress(body, 9, mtime=0), _TYPES[Path(name).suffix])


@dataclass(frozen=True)
class Site:
    """The atlas with its resources by path, and the paths the page must know."""

    atlas: Atlas
    resources: Mapping[str, Resource]
    app: str
    map: str
    frames: Mapping[Language, str]
    hosting: Hosting = _NOBODY


@cache
def site() -> Site:
    """The one site of this process: RUHR_MAP_GEODATA and RUHR_MAP_SITE, or the files beside
    the code.
    """
    return build_site(load_atlas(Path(os.environ.get("RUHR_MAP_GEODATA") or GEODATA)), hosting())


def build_site(atlas: Atlas, host: Hosting = _NOBODY) -> Site:
    """Everything the browser fetches, from the atlas, its operator and the bridge's own files."""
    resources: dict[str, Resource] = {}

    def add(stem: str, suffix: str, body: bytes) -> str:
        path = f"{PREFIX}/{stem}.{_hash(body)}{suffix}"
        resources[path] = Resource.of(path, body)
        return path

    drawable = tuple(layer for layer in atlas.layers if layer.role != "entries")
    layers = {
        layer.id: add(
            f"layers/{layer.id}", ".geojson", _json(drawn(layer, atlas.of_layer(layer.id)))
        )
        for layer in drawable
    }
    # The map module lies in ruhr/, so it names the layers relative to the page.
    script = map_module(atlas.catalog, drawable, layers)
    figures = {
        language: add(f"figures-{language}", ".json", _json(region_figures(atlas, Texts(language))))
        for language in LANGUAGES
    }
    rivers = {
        language: add(f"river-{language}", ".json", _json(_river(atlas, Texts(language))))
        for language in LANGUAGES
    }
    told = {
        language: add(f"pages-{language}", ".json", _json(pages(host, atlas, Texts(language))))
        for language in LANGUAGES
    }
    frames = {
        language: add(
            f"frame-{language}",
            ".json",
            _json(
                {
                    **frame(atlas, language),
                    "figures": figures[language],
                    "river": rivers[language],
                    "pages": told[language],
                    "contact": host.contact,
                }
            ),
        )
        for language in LANGUAGES
    }
    files = _app_files(atlas)
    folder = f"{PREFIX}/app-{_hash(*(files[name] for name in sorted(files)))}"
    for name, body in files.items():
        resources[f"{folder}/{name}"] = Resource.of(name, body)
    return Site(atlas, resources, folder, add("map", ".js", script.encode()), frames, host)


def _app_files(atlas: Atlas) -> dict[str, bytes]:
    """The bridge's modules and styles beside Leaflet's, and all as one file of each kind."""
    files = {
        path.name: path.read_bytes()
        for path in sorted(_BRIDGE.iterdir())
        if path.suffix in (".js", ".css") and path.name != "loader.js"
    }
    leaflet = Path(str(import_module("xstatic.pkg.leaflet").BASE_DIR))
    for name in ("leaflet.js", "leaflet.css"):
        files[name] = (leaflet / name).read_bytes()
    files["catalog.css"] = catalog_css(atlas.catalog).encode()
    modules = {path.name: path.read_text(encoding="utf-8") for path in _BRIDGE.glob("*.js")}
    files[PAGE_JS] = bundle(modules, "bridge.js").encode()
    files[PAGE_CSS] = b"\n".join(files[f"{name}.css"] for name in _STYLES)
    return files


def _river(atlas: Atlas, text: Texts) -> dict[str, Any]:
    return {"river": river(atlas, text), "tour": tour(atlas, text)}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _hash(*bodies: bytes) -> str:
    digest = sha256()
    for body in bodies:
        digest.update(body)
    return digest.hexdigest()[:12]
