"""Addresses of the pictures: the map as PNG, PDF or HTML to keep, and the card of a link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from map_app import PREFIX
from map_app.atlas import Atlas
from map_app.links import View, from_query, to_query
from map_app.origin import page_of
from map_app.saving.card import card
from map_app.saving.framing import Extent, ExtentError, link_hash, read_extent
from map_app.saving.picture import picture
from map_app.saving.standalone import standalone
from map_app.site import Site
from map_app.texts import Texts

_TYPES = {"png": "image/png", "pdf": "application/pdf", "html": "text/html; charset=utf-8"}
_A_DAY = "public, max-age=86400"
_WAITING = 12  # more would wait longer than a visitor does
_LONGEST_HOST = 200


def picture_routes(site: Site) -> list[BaseRoute]:
    """`ruhr/save/map.{png,pdf,html}` and `ruhr/card.png`, each with a view's own query.

    `extent=west,south,east,north` (degrees) is the part to show. One is drawn at a time, beside
    the event loop; the others wait without holding a thread, and when too many wait they are
    told to come again. The small cards of links do not wait behind large sheets.
    """
    atlas = site.atlas
    sheets, cards = CapacityLimiter(1), CapacityLimiter(1)

    async def drawn(
        make: Callable[[], bytes], text: Texts, desk: CapacityLimiter
    ) -> bytes | Response:
        if desk.statistics().tasks_waiting >= _WAITING:
            headers = {"Retry-After": "10", "Cache-Control": "no-store"}
            return PlainTextResponse(text("picture.busy"), status_code=503, headers=headers)
        return await run_sync(make, limiter=desk)

    async def save(request: Request) -> Response:
        kind = request.path_params["kind"]
        if kind not in _TYPES:
            return PlainTextResponse("not here", status_code=404)
        view, extent, refusal = _asked(request, atlas)
        if refusal or extent is None:
            return refusal or PlainTextResponse("", status_code=400)
        today, link = date.today(), _link(request, view, extent, atlas, site.hosting.address)

        def make() -> bytes:
            if kind == "html":
                return standalone(atlas, view, extent, today=today, link=link)
            return picture(atlas, view, extent, kind, today=today, link=link)

        text = Texts(view.language)
        body = await drawn(make, text, sheets)
        if isinstance(body, Response):
            return body
        name = text("picture.file", date=today.isoformat())
        headers = {
            "Content-Disposition": f'attachment; filename="{name}.{kind}"',
            "Cache-Control": "no-cache",
        }
        return Response(body, headers=headers, media_type=_TYPES[kind])

    async def preview(request: Request) -> Response:
        view, extent, refusal = _asked(request, atlas)
        if refusal:
            return refusal
        wanted = extent if "extent" in request.query_params else None
        body = await drawn(lambda: _card(atlas, _seen(view), wanted), Texts(view.language), cards)
        if isinstance(body, Response):
            return body
        return Response(body, headers={"Cache-Control": _A_DAY}, media_type="image/png")

    return [
        Route(f"/{PREFIX}/save/map.{{kind}}", save),
        Route(f"/{PREFIX}/card.png", preview),
    ]


def _asked(request: Request, atlas: Atlas) -> tuple[View, Extent | None, PlainTextResponse | None]:
    """The view and extent of a request, or why there is none; what a link cannot mean is left."""
    query = dict(request.query_params)
    view, _ = from_query(query, atlas)
    try:
        return view, read_extent(query.get("extent"), atlas.catalog, world=view.world), None
    except ExtentError as error:
        words = Texts(view.language)(error.key)
        return view, None, PlainTextResponse(words, status_code=400)


def _link(request: Request, view: View, extent: Extent, atlas: Atlas, address: str | None) -> str:
    """The way back to the map; the visitor's own words for the server are kept short."""
    home = page_of(request.scope, address) or ""
    if len(home) > _LONGEST_HOST:
        home = ""
    query = urlencode(to_query(view, atlas), safe=",")
    return f"{home}{f'?{query}' if query else ''}{link_hash(extent)}"


def _seen(view: View) -> View:
    """Only what can be seen on a card, so that views alike share one."""
    return replace(
        view, basemap=None, panel=None, tour=None, beside=None, page=None, table=None,
        rival=None, parts=None,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _card(atlas: Atlas, view: View, extent: Extent | None) -> bytes:
    return card(atlas, view, extent)
