"""Previews of links: what stands in the page before any script has run."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import given
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from strategies import ATLAS, QUICK, views

from map_app.links import from_query, to_query
from map_app.saving.link_preview import LinkPreview, preview_tags

HOME = "https://karte.example/"
PAGE = "<html><head><title>Streamlit</title></head><body>ü</body></html>"


def tags_of(text: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', text)
    return {name: unescape(value) for name, value in found}


def ask(path: str, query: str = "", method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """What the page answers, through the middleware."""

    async def page(_: Request) -> Response:
        return HTMLResponse(PAGE, headers={"ETag": '"1"'})

    async def words(_: Request) -> Response:
        return PlainTextResponse(PAGE)

    async def file(_: Request) -> Response:
        return HTMLResponse(PAGE)

    routes = [Route("/", page), Route("/words", words), Route("/ruhr/save/map.html", file)]
    app = Starlette(routes=routes, middleware=[Middleware(LinkPreview, atlas=ATLAS)])
    scope = {
        "type": "http",
        "method": method,
        "scheme": "https",
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"host", b"karte.example")],
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    # In a thread: the browser tests may hold a running loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, app(scope, receive, send)).result()
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(part.get("body", b"") for part in sent[1:])


def test_a_link_to_a_feature_is_told_by_its_name_its_summary_and_its_card():
    status, headers, body = ask("/", "id=research-dbm&lang=en")
    text = body.decode()
    tags = tags_of(text)
    dbm = ATLAS.by_id["research-dbm"]
    assert status == 200
    assert int(headers["content-length"]) == len(body)
    assert "etag" not in headers
    assert text.count("<title>") == 1
    assert f"<title>{dbm.names['en']} · Metropole Ruhr on the map</title>" in text
    assert tags["og:title"].startswith(dbm.names["en"])
    assert tags["og:description"][:60] == dbm.text("summary", "en")[:60]
    assert tags["og:image"] == f"{HOME}ruhr/card.png?lang=en&id=research-dbm"
    assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")
    assert tags["og:locale"] == "en_GB"
    assert tags["twitter:card"] == "summary_large_image"
    assert "ü</body>" in text


def test_the_page_itself_is_told_by_its_title():
    tags = tags_of(ask("/")[2].decode())
    assert tags["og:title"] == "Metropole Ruhr auf der Karte"
    assert "53" in tags["og:description"]
    assert (tags["og:url"], tags["og:image"]) == (HOME, f"{HOME}ruhr/card.png")


@pytest.mark.parametrize(
    ("path", "method"), [("/words", "GET"), ("/ruhr/save/map.html", "GET"), ("/", "HEAD")]
)
def test_every_other_answer_passes_as_it_is(path, method):
    _, _, body = ask(path, "lang=en", method)
    assert b"og:" not in body
    assert method == "HEAD" or body == PAGE.encode()


def test_what_a_link_says_cannot_leave_its_tag():
    evil = quote("\"><script>alert(1)</script><meta x='")
    text = ask("/", f"q={evil}&id={evil}&on={evil}&lang={evil}")[2].decode()
    assert "<script" not in text
    assert "alert(1)" in tags_of(text)["og:description"]


def test_a_long_description_ends_at_a_word():
    tags = tags_of(preview_tags({"q": "Wort " * 40}, HOME, ATLAS))
    assert len(tags["og:description"]) <= 205


@given(views())
@QUICK
def test_the_card_of_a_link_shows_what_the_link_shows(view):
    query = to_query(view, ATLAS)
    address = tags_of(preview_tags(query, HOME, ATLAS))["og:image"]
    asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
    assert from_query(asked, ATLAS)[0] == from_query(query, ATLAS)[0]
