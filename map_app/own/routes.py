"""Where a visitor's file comes in, and goes out in another format; nothing of it stays here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import unquote

import anyio
from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from map_app import PREFIX
from map_app.catalog import LANGUAGES, Language
from map_app.links import DEFAULT_LANGUAGE
from map_app.own.model import MAX_BYTES, MAX_UNPACKED_BYTES, MEGABYTE, OwnError
from map_app.own.reference import Bounds
from map_app.own.saving import TYPES
from map_app.own.work import Job, done_apart
from map_app.texts import Texts

# Files that are worked on at a time, and those that are here at all.
_AT_WORK = 2
_PRESENT = 8
# Seconds a file may take to arrive, and each step of it: who sends a trickle keeps others out.
_PATIENCE = 300
_STEP_PATIENCE = 20
_STEP_BYTES = 100_000

Work = Callable[[Job, bytes], bytes]
Handler = Callable[[Request], Awaitable[Response]]


class _Desk:
    """Bounds what many visitors at once can ask of the server."""

    def __init__(self) -> None:
        self.present = 0
        self._limiters: dict[int, CapacityLimiter] = {}

    def __enter__(self) -> None:
        if self.present >= _PRESENT:
            raise OwnError("busy", status=503)
        self.present += 1

    def __exit__(self, *_: object) -> None:
        self.present -= 1

    @property
    def limiter(self) -> CapacityLimiter:
        """One per event loop, for a limiter belongs to its loop."""
        loop = id(asyncio.get_running_loop())
        return self._limiters.setdefault(loop, CapacityLimiter(_AT_WORK))


def own_routes(home: Bounds, work: Work = done_apart) -> list[BaseRoute]:
    """POST ruhr/own and ruhr/own/save.<format>; `home` is the extent of the region."""
    desk = _Desk()

    async def read(request: Request) -> Response:
        asked = request.query_params
        body = await _body(request, MAX_BYTES)
        # Names a visitor gave would stay in the log of addresses: a layer's comes in a header.
        job = {
            "do": "read",
            "suffix": asked.get("suffix", ""),
            "home": home,
            "crs": asked.get("crs") or None,
            "layer": unquote(request.headers.get("ruhr-layer", "")) or None,
        }
        packed = await to_thread.run_sync(work, job, body, limiter=desk.limiter)
        headers = {"Content-Encoding": "gzip", "Cache-Control": "no-store"}
        return Response(packed, headers=headers, media_type="application/json; charset=utf-8")

    async def save(request: Request) -> Response:
        form = request.path_params["form"]
        if form not in TYPES:
            raise OwnError("kind", status=404)
        # What was packed or terse as a file may be longer as GeoJSON.
        body = await _body(request, MAX_UNPACKED_BYTES)
        job = {"do": "save", "form": form, "language": _language(request)}
        packed = await to_thread.run_sync(work, job, body, limiter=desk.limiter)
        headers = {"Content-Disposition": "attachment", "Cache-Control": "no-store"}
        return Response(packed, headers=headers, media_type=TYPES[form])

    def guarded(handler: Handler) -> Handler:
        async def answer(request: Request) -> Response:
            try:
                if request.headers.get("sec-fetch-site") == "cross-site":
                    raise OwnError("cross_site", status=403)
                with desk:
                    return await handler(request)
            except OwnError as error:
                return _refusal(error, request)

        return answer

    return [
        Route(f"/{PREFIX}/own", guarded(read), methods=["POST"]),
        Route(f"/{PREFIX}/own/save.{{form}}", guarded(save), methods=["POST"]),
    ]


async def _body(request: Request, limit: int) -> bytes:
    """The body, read no further than the limit. Raises OwnError beyond it, or if it trickles."""
    too_big = OwnError("too_big", status=413, limit=limit // MEGABYTE)
    claimed = request.headers.get("content-length", "")
    if claimed.isdigit() and int(claimed) > limit:
        raise too_big
    body = bytearray()
    try:
        end = anyio.current_time() + _PATIENCE
        with anyio.fail_after(_STEP_PATIENCE) as scope:
            due = _STEP_BYTES
            async for block in request.stream():
                body += block
                if len(body) > limit:
                    raise too_big
                if len(body) >= due:
                    due = len(body) + _STEP_BYTES
                    scope.deadline = min(end, anyio.current_time() + _STEP_PATIENCE)
    except TimeoutError as error:
        raise OwnError("too_slow", status=408) from error
    except ClientDisconnect as error:
        raise OwnError("too_slow", status=400) from error
    return bytes(body)


def _language(request: Request) -> Language:
    asked = request.query_params.get("lang")
    return next((tag for tag in LANGUAGES if tag == asked), DEFAULT_LANGUAGE)


def _refusal(error: OwnError, request: Request) -> Response:
    """The error in the visitor's language, and as its key, for a page that changes languages."""
    text = Texts(_language(request))
    values = {key: value for key, value in error.values.items() if key != "problem"}
    content = {
        "key": error.key,
        "values": values,
        "problem": error.values.get("problem"),
        "message": text(f"own_problem.{error.key}", **values),
    }
    # The rest of a body nobody will read: the connection ends with the answer.
    headers = {"Cache-Control": "no-store", "Connection": "close"}
    return JSONResponse(content, status_code=error.status, headers=headers)
