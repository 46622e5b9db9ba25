"""Sends the data of the map as a file: GET ruhr/save/data.<format>?<the view's own query>."""

from __future__ import annotations

from datetime import date
from functools import partial

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from map_app import PREFIX
from map_app.atlas import Atlas
from map_app.errors import SaveError
from map_app.links import from_query
from map_app.origin import page_of
from map_app.saving.data import save_data

_HEADERS = {"Cache-Control": "no-store"}
_AT_ONCE = 2  # a large selection keeps a core busy for some tenths of a second


def data_routes(atlas: Atlas, address: str | None = None) -> list[BaseRoute]:
    """The data of a view, or of one `layer`; a wrong wish is answered by a sentence and 404.

    `address` is where the operator says the map is; left out, it is where the request went.
    """
    desk = CapacityLimiter(_AT_ONCE)

    async def data(request: Request) -> Response:
        query = dict(request.query_params)
        view, _ = from_query(query, atlas)
        try:
            # Beside the event loop, and never so many that nothing else is answered.
            make = partial(
                save_data,
                request.path_params["suffix"],
                atlas,
                view,
                today=date.today(),
                layer_id=query.get("layer"),
                page=page_of(request.scope, address),
            )
            download = await run_sync(make, limiter=desk)
        except SaveError as error:
            return PlainTextResponse(str(error), status_code=404, headers=_HEADERS)
        disposition = f'attachment; filename="{download.name}"'
        return Response(
            download.body,
            media_type=download.media_type,
            headers={**_HEADERS, "Content-Disposition": disposition},
        )

    return [Route(f"/{PREFIX}/save/data.{{suffix}}", data)]
