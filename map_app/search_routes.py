"""The search over HTTP: what the box suggests for a text, as JSON."""

from __future__ import annotations

import json

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from map_app import PREFIX
from map_app.catalog import LANGUAGES, Language
from map_app.links import clean_text
from map_app.panels.suggestions import suggestions
from map_app.site import Site

# Long enough for letters typed and taken back, short enough for new data.
_BRIEFLY = "public, max-age=60"


def search_routes(site: Site) -> list[BaseRoute]:
    """GET ruhr/search/<language>?q=<text>, read up to `links.TEXT_LIMIT` characters."""

    def answer(query: str, language: Language) -> bytes:
        found = suggestions(query, language, site.atlas)
        return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()

    async def search(request: Request) -> Response:
        """Answered beside the event loop: guessing at typing errors takes some milliseconds."""
        language = next((tag for tag in LANGUAGES if tag == request.path_params["language"]), None)
        if language is None:
            return PlainTextResponse("not here", status_code=404)
        query = clean_text(request.query_params.get("q", ""))
        body = await run_in_threadpool(answer, query, language)
        headers = {"Cache-Control": _BRIEFLY}
        return Response(body, headers=headers, media_type="application/json; charset=utf-8")

    return [Route(f"/{PREFIX}/search/{{language}}", search)]
