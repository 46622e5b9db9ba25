"""The head of the page: Streamlit's page is the same for every link, ours says what it shows.

Link previews and search engines run no script, so title, description and picture have to stand
in the HTML that is sent.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from map_app import PREFIX
from map_app.atlas import Atlas
from map_app.catalog import Language
from map_app.links import DEFAULT_LANGUAGE
from map_app.origin import page_of
from map_app.saving.card import HEIGHT, WIDTH
from map_app.sharing import Meta, meta_of
from map_app.texts import Texts

_QUERY_LIMIT = 8_000  # signs; no link of ours comes near
_LOCALES = {"de": "de_DE", "en": "en_GB"}
# They ask for something that depends on bytes we change: part of it, another coding, or whether
# the file is still the same.
_CONDITIONS = (b"if-none-match", b"if-modified-since", b"if-range", b"range", b"accept-encoding")
_TITLE = re.compile(rb"<title>.*?</title>", re.DOTALL)
_LANGUAGE = re.compile(rb'<html lang="[^"]*"')


def head_tags(meta: Meta, page: str | None) -> str:
    """The tags of a view; `page` is the absolute address of the map, None where it is unknown."""

    def tag(name: str, content: str, key: str = "property") -> str:
        return f'<meta {key}="{name}" content="{html.escape(content)}" />'

    def link(rel: str, href: str, more: str = "") -> str:
        return f'<link rel="{rel}"{more} href="{html.escape(href)}" />'

    tags = [
        f"<title>{html.escape(meta.title)}</title>",
        tag("description", meta.description, "name"),
        tag("og:type", "website"),
        tag("og:site_name", Texts(meta.language)("app.title")),
        tag("og:title", meta.title),
        tag("og:description", meta.description),
        *(
            tag("og:locale" if language == meta.language else "og:locale:alternate", locale)
            for language, locale in _LOCALES.items()
        ),
        tag("twitter:card", "summary_large_image", "name"),
    ]
    if page:
        tags += [
            tag("og:url", _address(page, meta.query)),
            tag("og:image", _address(f"{page}{PREFIX}/card.png", meta.query)),
            tag("og:image:width", str(WIDTH)),
            tag("og:image:height", str(HEIGHT)),
            tag("og:image:alt", meta.title),
            link("canonical", _address(page, meta.identity[meta.language])),
            *(
                link("alternate", _address(page, query), f' hreflang="{language}"')
                for language, query in meta.identity.items()
            ),
            link("alternate", _address(page, meta.identity[DEFAULT_LANGUAGE]),
                 ' hreflang="x-default"'),
        ]  # fmt: skip
    return "\n    ".join(tags)


def _address(page: str, query: str) -> str:
    return f"{page}?{query}" if query else page


def with_head(body: bytes, meta: Meta, page: str | None, ahead: str = "") -> bytes:
    """The page's HTML with our head and language; as it is where it is not what we know.

    `ahead` are links to what the browser may load while Streamlit starts.
    """
    if not _TITLE.search(body):
        return body
    tags = head_tags(meta, page).encode()
    # A function: what stands in a link is no pattern of groups.
    told = _TITLE.sub(lambda _: tags, body, count=1)
    # After Streamlit's own files, which have to be there first.
    told = told.replace(b"</head>", f"{ahead}</head>".encode(), 1)
    return _LANGUAGE.sub(lambda _: f'<html lang="{meta.language}"'.encode(), told, count=1)


class Head:
    """Puts the head of the view that is asked for into every HTML page that is sent.

    The file below is the same for all views, so its own validators (ETag, Last-Modified) must
    not reach the browser: with them one view's head would answer for another's.
    """

    def __init__(
        self, app: ASGIApp, atlas: Atlas, address: str | None, ahead: Mapping[Language, str]
    ) -> None:
        self.app = app
        self.atlas = atlas
        self.address = address
        self.ahead = ahead

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _may_be_page(scope):
            await self.app(scope, receive, send)
            return
        await self.app(_plain(scope), receive, _Rewriter(self, scope, send))

    def told(self, scope: Scope, body: bytes) -> bytes:
        query = scope.get("query_string", b"")[:_QUERY_LIMIT].decode("latin-1")
        meta = meta_of(dict(parse_qsl(query)), self.atlas)
        return with_head(body, meta, page_of(scope, self.address), self.ahead[meta.language])


def _may_be_page(scope: Scope) -> bool:
    """Pages have no extension; files, large or made for one visitor, pass by untouched."""
    name = scope["path"].rsplit("/", 1)[-1]
    own = f"/{PREFIX}/" in scope["path"]
    has_extension = "." in name and not name.endswith(".html")
    return scope["method"] in ("GET", "HEAD") and not own and not has_extension


def _plain(scope: Scope) -> Scope:
    """The same request without conditions and codings, for the whole body as it is."""
    headers = [(name, value) for name, value in scope["headers"] if name not in _CONDITIONS]
    return {**scope, "method": "GET", "headers": headers, "extensions": {}}


class _Rewriter:
    """Sends an answer on; an HTML page is held back until it is whole, then sent changed."""

    def __init__(self, head: Head, scope: Scope, send: Send) -> None:
        self.head = head
        self.scope = scope
        self.send = send
        self.start: dict[str, Any] = {}
        self.is_page = False
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = dict(message)
            kind = Headers(raw=message["headers"]).get("content-type", "")
            self.is_page = message["status"] == 200 and kind.startswith("text/html")
            if not self.is_page:
                await self.send(message)
        elif message["type"] != "http.response.body":
            await self.send(message)
        elif not self.is_page:
            await self.send(self._without_body(message))
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_page()

    async def _send_page(self) -> None:
        body = self.head.told(self.scope, self.body)
        tag = f'"{sha256(body).hexdigest()[:20]}"'
        headers = MutableHeaders(raw=list(self.start["headers"]))
        del headers["last-modified"]
        del headers["accept-ranges"]
        headers["etag"] = tag
        asked = Headers(scope=self.scope).get("if-none-match", "")
        known = tag in (one.strip().removeprefix("W/") for one in asked.split(","))
        if known:
            del headers["content-length"]
        else:
            headers["content-length"] = str(len(body))
        status = 304 if known else 200
        await self.send({**self.start, "status": status, "headers": headers.raw})
        message = {"type": "http.response.body", "body": b"" if known else body}
        await self.send(self._without_body(message))

    def _without_body(self, message: Message) -> Message:
        """Who asked for the head only is answered so, although the page was made as for GET."""
        return {**message, "body": b""} if self.scope["method"] == "HEAD" else message
