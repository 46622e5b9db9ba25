"""Routes and headers: the page's own files, a health check, and what the browser may ask for."""

from __future__ import annotations

import gzip
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from map_app import PREFIX
from map_app.catalog import LANGUAGES, Catalog, Language
from map_app.charts import charts_json, version
from map_app.head import Head
from map_app.own.routes import own_routes
from map_app.qr import qr_routes
from map_app.saving.data_routes import data_routes
from map_app.saving.picture_routes import picture_routes
from map_app.search_routes import search_routes
from map_app.site import PAGE_CSS, PAGE_JS, Site

_NONE = "'none'"
_FOREVER = "public, max-age=31536000, immutable"


def routes(site: Site) -> list[BaseRoute]:
    """Every file of the site, the charts, and /healthz: 200 while the map can be shown."""

    async def resource(request: Request) -> Response:
        found = site.resources.get(f"{PREFIX}/{request.path_params['path']}")
        if found is None:
            return PlainTextResponse("not here", status_code=404)
        headers = {"Cache-Control": _FOREVER, "Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(found.zipped, headers=headers, media_type=found.media_type)
        return Response(found.body, headers=headers, media_type=found.media_type)

    async def charts(request: Request) -> Response:
        """Drawn when first asked for, beside the event loop: it takes a few tenths of a second."""
        asked = request.path_params
        language = next((tag for tag in LANGUAGES if tag == asked["language"]), None)
        if language is None or asked["version"] != version(site.atlas):
            return PlainTextResponse("not here", status_code=404)
        body = await run_in_threadpool(charts_json, asked["place"], language, site.atlas)
        if body is None:
            return PlainTextResponse("not here", status_code=404)
        headers = {"Cache-Control": _FOREVER, "Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body)
        return Response(body, headers=headers, media_type="application/json; charset=utf-8")

    async def health(_: Request) -> Response:
        failed = [layer.id for layer in site.atlas.failed_layers]
        return JSONResponse(
            {
                "status": "degraded" if failed or site.atlas.tables.failed else "ok",
                "layers": len(site.atlas.layers),
                "features": len(site.atlas.features),
                "failed_layers": failed,
                "failed_tables": list(site.atlas.tables.failed),
            },
            headers={"Cache-Control": "no-store"},
        )

    return [
        Route(f"/{PREFIX}/charts/{{version}}/{{language}}/{{place}}.json", charts),
        *qr_routes(site.hosting.address),
        *own_routes(site.atlas.catalog.region.extent),
        *data_routes(site.atlas, site.hosting.address),
        *picture_routes(site),
        *search_routes(site),
        Route(f"/{PREFIX}/{{path:path}}", resource),
        Route("/healthz", health),
    ]


def middleware(site: Site) -> list[Middleware]:
    return [
        Middleware(Headers, policy=_policy(site)),
        Middleware(
            Head,
            atlas=site.atlas,
            address=site.hosting.address,
            ahead={language: preload_tags(site, language) for language in LANGUAGES},
        ),
    ]


def preload_tags(site: Site, language: Language) -> str:
    """Links for the page's head: modules, map and ground load while Streamlit starts.

    In the page and not in a header: proxies allow an answer few kilobytes of headers. Addresses
    are relative to the page, so a base path in front of the app does no harm.
    """
    ground = {f"layers/{layer.id}" for layer in site.atlas.layers if layer.role == "ground"}
    tags = []
    for name in (PAGE_JS, "leaflet.js"):
        tags.append(f'<link rel="modulepreload" href="{site.app}/{name}">')
    tags.append(f'<link rel="modulepreload" href="{site.map}">')
    tags.append(f'<link rel="preload" as="style" href="{site.app}/{PAGE_CSS}">')
    for path in site.resources:
        name = path.removeprefix(f"{PREFIX}/").split(".")[0]
        if name in ground or path == site.frames[language]:
            tags.append(f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{path}">')
    return "".join(tags)


def content_policy(catalog: Catalog) -> str:
    """A Content-Security-Policy that lets in this server and the catalogue's tiles, no one else.

    Streamlit starts components from blob: modules and styles itself inline.
    """
    addresses = {urlsplit(entry.url.replace("{s}", "*")).netloc for entry in catalog.basemap}
    tiles = [f"https://{address}" for address in sorted(addresses)]
    images = " ".join(["'self'", "data:", "blob:", *tiles])
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            f"img-src {images}",
            "connect-src 'self'",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
        ]
    )


def _policy(site: Site) -> str:
    """The policy, and who may show the map in a page of theirs: everybody unless the operator
    names some.
    """
    policy, ancestors = content_policy(site.atlas.catalog), site.hosting.frame_ancestors
    if ancestors is None:
        return policy
    return f"{policy}; frame-ancestors {' '.join(ancestors) or _NONE}"


class Headers:
    """Adds the headers every answer carries."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, with_headers)
