"""Sends the data of the map as a file: GET ruhr/save/data.<format>?<the view's own query>."""

from __future__ import annotations

import re
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from map_app import PREFIX
from map_app.atlas import Atlas
from map_app.errors import SaveError
from map_app.links import from_query
from map_app.saving.data import save_data

_HEADERS = {"Cache-Control": "no-store"}
_PAGE = re.compile(rf"(https?://[\w.:\[\]-]+/(?:[\w.~-]+/)*?){PREFIX}/save/")


def data_routes(atlas: Atlas) -> list[BaseRoute]:
    """The data of a view, or of one `layer`; a wrong wish is answered by a sentence and 404."""

    async def data(request: Request) -> Response:
        query = dict(request.query_params)
        view, _ = from_query(query, atlas)
        try:
            # Beside the event loop: a large selection takes a few tenths of a second.
            download = await run_in_threadpool(
                save_data,
                request.path_params["suffix"],
                atlas,
                view,
                today=date.today(),
                layer_id=query.get("layer"),
                page=page_address(str(request.url)),
            )
        except SaveError as error:
            return PlainTextResponse(str(error), status_code=404, headers=_HEADERS)
        disposition = f'attachment; filename="{download.name}"'
        return Response(
            download.body,
            media_type=download.media_type,
            headers={**_HEADERS, "Content-Disposition": disposition},
        )

    return [Route(f"/{PREFIX}/save/data.{{suffix}}", data)]


def page_address(address: str) -> str | None:
    """The address of the map from one of a download; None where the host is not a plain one."""
    found = _PAGE.match(address)
    return found[1] if found else None
