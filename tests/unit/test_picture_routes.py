"""Addresses of the pictures: what may be asked, what comes, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import quote

import asking
import pytest
from asking import Answer
from starlette.applications import Starlette
from strategies import ATLAS

from map_app.hosting import Hosting
from map_app.saving import picture_routes as module
from map_app.site import Site

SITE = Site(ATLAS, {}, "", "", {})


def ask(path: str, query: str = "", host: str = "karte.example") -> Answer:
    """What the server sends for an address."""
    app = Starlette(routes=module.picture_routes(SITE))
    return asking.ask(app, f"/ruhr/{path}", query=query, headers={"host": host})


@pytest.mark.parametrize(
    ("kind", "language", "type_", "start", "word"),
    [
        ("png", "de", "image/png", b"\x89PNG", "karte"),
        ("pdf", "en", "application/pdf", b"%PDF", "map"),
        ("html", "de", "text/html; charset=utf-8", b"<!doctype html>", "karte"),
    ],
)
def test_a_map_is_sent_as_a_file_with_a_name(kind, language, type_, start, word):
    query = f"lang={language}&on=&off=neighbours&in=05911000&extent=7.1,51.4,7.3,51.55"
    answer = ask(f"save/map.{kind}", query)
    assert answer.status == 200
    assert answer.headers["content-type"] == type_
    assert answer.body.startswith(start)
    name = f"metropole-ruhr-{word}-{date.today().isoformat()}.{kind}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "extent", ["1,2,3", "a,b,c,d", "nan,51,8,52", "7,51,6,52", "6,51,6,52", "20,1,21,2", "9" * 9000]
)
@pytest.mark.parametrize("path", ["save/map.png", "save/map.html", "card.png"])
def test_an_extent_that_is_none_is_refused_in_the_language_of_the_view(path, extent):
    german, english = (ask(path, f"lang={tag}&extent={extent}") for tag in ("de", "en"))
    assert (german.status, english.status) == (400, 400)
    assert german.body != english.body
    assert "extent" in english.body.decode().lower()
    assert len(german.body) < 300


@pytest.mark.parametrize("path", ["save/map.svg", "save/map.", "save/map.png.exe"])
def test_other_kinds_of_file_are_not_here(path):
    assert ask(path).status == 404


def test_a_card_may_be_kept_for_a_day_and_is_drawn_once():
    module._card.cache_clear()
    one = ask("card.png", "id=research-dbm&lang=en&panel=figures")
    other = ask("card.png", "id=research-dbm&lang=en&basemap=topplus-grey")
    assert (one.status, one.headers["content-type"]) == (200, "image/png")
    assert one.headers["cache-control"] == "public, max-age=86400"
    assert one.body == other.body
    assert module._card.cache_info().misses == 1


def test_whatever_a_link_says_the_card_is_a_picture():
    query = "&".join(f"{key}={quote(value)}" for key, value in {
        "id": "no such", "at": "99999", "fill": "x", "q": "\x00$\\frac{%s}" * 9, "on": "x" * 2000,
        "off": "municipalities", "view": "world",
    }.items())  # fmt: skip
    assert ask("card.png", query).body.startswith(b"\x89PNG")


def test_too_many_at_once_are_told_to_come_again(monkeypatch):
    monkeypatch.setattr(module, "_WAITING", 0)
    answer = ask("save/map.png")
    assert answer.status == 503
    assert int(answer.headers["retry-after"]) > 0


def test_the_link_on_a_sheet_leads_to_where_the_operator_says_the_map_is(monkeypatch):
    links = []
    monkeypatch.setattr(module, "picture", lambda *_, link, **__: links.append(link) or b"\x89PNG")
    hosted = replace(SITE, hosting=Hosting(address="https://map.example/ruhr/"))
    app = Starlette(routes=module.picture_routes(hosted))
    asking.ask(app, "/ruhr/save/map.png", headers={"host": "10.0.0.5:8501"})
    assert links[0].startswith("https://map.example/ruhr/#")


def test_a_strange_host_does_not_get_onto_the_sheet(monkeypatch):
    links = []
    monkeypatch.setattr(module, "picture", lambda *_, link, **__: links.append(link) or b"\x89PNG")
    ask("save/map.png", "lang=en&q=a%20b&extent=7,51,7.5,51.4")
    ask("save/map.png", "lang=en", host="x" * 5000)
    assert links[0].startswith("https://karte.example/?lang=en&q=a+b#")
    assert len(links[1]) < 100
