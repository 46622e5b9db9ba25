"""What others show of a link in a message or a post: title, a sentence and the card (Open Graph).

Those who make previews run no scripts, so it must stand in the page as it is first sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from map_app import PREFIX
from map_app.atlas import Atlas
from map_app.catalog import Language
from map_app.links import from_query, to_query
from map_app.saving.card import HEIGHT, WIDTH
from map_app.saving.legend import subtitle
from map_app.texts import Texts

_LOCALES: Mapping[Language, str] = {"de": "de_DE", "en": "en_GB"}
_LONGEST = 200  # what is longer is cut off by those who show it
_TITLE = re.compile(rb"<title>[^<]*</title>")


def preview_tags(query: Mapping[str, str], home: str, atlas: Atlas) -> str:
    """The tags of a link: `query` is its view, `home` the address of the page (with its slash)."""
    view, _ = from_query(query, atlas)
    text = Texts(view.language)
    name = atlas.catalog.title(view.language)
    feature = atlas.by_id.get(view.selected or "")
    title = f"{feature.names[view.language]} · {name}" if feature else name
    told = feature.text("summary", view.language) if feature else ""
    shown = urlencode(to_query(view, atlas))
    described = _short(told or subtitle(view, atlas, text))
    tags = {
        "og:type": "website",
        "og:site_name": name,
        "og:title": title,
        "og:description": described,
        "og:url": f"{home}?{shown}" if shown else home,
        "og:locale": _LOCALES[view.language],
        "og:image": f"{home}{PREFIX}/card.png{f'?{shown}' if shown else ''}",
        "og:image:type": "image/png",
        "og:image:width": str(WIDTH),
        "og:image:height": str(HEIGHT),
        "og:image:alt": title,
    }
    lines = [f'<meta property="{key}" content="{escape(value)}">' for key, value in tags.items()]
    lines.append(f'<meta name="description" content="{escape(described)}">')
    lines.append('<meta name="twitter:card" content="summary_large_image">')
    return "\n".join([f"<title>{escape(title)}</title>", *lines])


def _short(words: str) -> str:
    words = " ".join(words.split())
    if len(words) <= _LONGEST:
        return words
    return f"{words[: words.rfind(' ', 0, _LONGEST)].rstrip(' ,.;:')} …"


class LinkPreview:
    """Puts the tags into the page where its title stands; every other answer passes as it is."""

    def __init__(self, app: ASGIApp, atlas: Atlas) -> None:
        self.app = app
        self.atlas = atlas

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        own = str(scope.get("path", "")).startswith(f"/{PREFIX}/")
        if scope["type"] != "http" or scope["method"] != "GET" or own:
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = b""

        async def with_tags(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await self._send(start, body, Request(scope), send)

        await self.app(scope, receive, with_tags)

    async def _send(self, start: Message, body: bytes, request: Request, send: Send) -> None:
        tags = preview_tags(dict(request.query_params), str(request.base_url), self.atlas)
        body = _TITLE.sub(lambda _: tags.encode("utf-8", "replace"), body, count=1)
        headers = MutableHeaders(scope=start)
        headers["content-length"] = str(len(body))
        # They speak of the file without the tags.
        for name in ("etag", "last-modified", "accept-ranges"):
            if name in headers:
                del headers[name]
        await send(start)
        await send({"type": "http.response.body", "body": body})


def _is_page(start: Message) -> bool:
    headers = MutableHeaders(scope=start)
    is_html = headers.get("content-type", "").startswith("text/html")
    return start["status"] == 200 and is_html and "content-encoding" not in headers
