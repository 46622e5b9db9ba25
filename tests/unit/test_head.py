"""The head of the page: a link says what it shows, and nothing that somebody put into it."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from asking import Answer, ask
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Mount, Route
from strategies import ATLAS, QUICK, views
from streamlit.file_util import get_static_dir
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_handler

from map_app.head import Head
from map_app.links import from_query, to_query
from map_app.sharing import DESCRIPTION_LIMIT, meta_of, shortened
from map_app.texts import Texts

HOSTILE = '"><script>alert(1)</script>\\1 {title} %s'


AHEAD = {"de": "", "en": ""}


def application(address: str | None = None) -> Starlette:
    """Streamlit's own page below our head, and a route beside it."""
    page = create_streamlit_static_handler(get_static_dir(), "")
    return Starlette(
        routes=[Route("/healthz", lambda _: PlainTextResponse("fine")), Mount("/", page)],
        middleware=[Middleware(Head, atlas=ATLAS, address=address, ahead=AHEAD)],
    )


APP = application()


def sent(query: str = "", *, app: Any = APP, **options: Any) -> Answer:
    return ask(app, "/", query=query, **options)


class Reader(HTMLParser):
    """Title, language, tags of the head and scripts, as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.language = ""
        self.title = ""
        self.meta: dict[str, list[str]] = {}
        self.links: list[dict[str, str]] = []
        self.scripts = 0
        self._in_title = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = values["lang"]
        if tag == "meta" and "content" in values and "charset" not in values:
            name = values.get("property") or values.get("name", "")
            self.meta.setdefault(name, []).append(values["content"])
        if tag == "link":
            self.links.append(values)
        self.scripts += tag == "script"
        self._in_title = tag == "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def linked(self, rel: str, language: str | None = None) -> str:
        [href] = [
            link["href"]
            for link in self.links
            if link.get("rel") == rel and link.get("hreflang") == language
        ]
        return href


PLAIN = Reader(sent().text)


def test_the_page_without_parameters_speaks_german_of_the_whole_region():
    assert PLAIN.language == "de"
    assert PLAIN.title == "Metropole Ruhr auf der Karte"
    assert PLAIN.meta["og:title"] == [PLAIN.title]
    assert PLAIN.meta["description"] == PLAIN.meta["og:description"]
    assert PLAIN.meta["og:type"] == ["website"]
    assert PLAIN.meta["twitter:card"] == ["summary_large_image"]
    assert PLAIN.meta["og:url"] == ["https://map.example/"]
    assert PLAIN.meta["og:image"] == ["https://map.example/ruhr/card.png"]
    assert (PLAIN.meta["og:locale"], PLAIN.meta["og:locale:alternate"]) == (["de_DE"], ["en_GB"])
    assert PLAIN.linked("canonical") == "https://map.example/"


def test_a_link_to_an_entry_says_its_name_what_it_is_and_shows_its_picture():
    page = Reader(sent("id=quarter-mark-51-7&lang=en&off=waters").text)
    assert page.language == "en"
    assert page.title == "Mark 51°7 · Metropole Ruhr on the map"
    assert page.meta["og:description"][0].startswith("Innovation quarter on the site")
    assert page.meta["og:locale"] == ["en_GB"]
    [picture] = page.meta["og:image"]
    assert picture.startswith("https://map.example/ruhr/card.png?")
    assert dict(parse_qsl(urlsplit(picture).query)) == {
        "id": "quarter-mark-51-7", "lang": "en", "off": "waters"}  # fmt: skip
    assert page.meta["og:image:width"] == ["1200"]
    # Another way to look at it is no other page, another language is.
    assert page.linked("canonical") == "https://map.example/?lang=en&id=quarter-mark-51-7"
    assert page.linked("alternate", "de") == "https://map.example/?id=quarter-mark-51-7"
    assert page.linked("alternate", "x-default") == page.linked("alternate", "de")


@pytest.mark.parametrize(
    ("query", "title", "said"),
    [
        ("panel=figures", "Die Region in Zahlen", "Einheit"),
        ("panel=river", "Flussprofil", "Mündung"),
        ("panel=health", "Gesundheitswirtschaft", ""),
        ("panel=health&id=quarter-mark-51-7", "Gesundheitswirtschaft", ""),
        (f"tour={next(iter(ATLAS.steps))}", next(iter(ATLAS.steps.values())).title.de, ""),
        ("at=1950", "Die Karte im Jahr 1950", "Emscher"),
        ("view=world", "Die Metropole Ruhr in der Welt", "China"),
        ("fill=inhabitants", "Einwohnerinnen und Einwohner", ""),
        ("in=05911000&kinds=institute", "Bochum, Forschungsinstitut", "53 Städte"),
        ("id=municipality-05915000", "Hamm", "Hamm ist eine kreisfreie Stadt"),
    ],
)
def test_a_link_is_told_by_what_is_read_first(query, title, said):
    page = Reader(sent(query).text)
    assert page.title == f"{title} · Metropole Ruhr auf der Karte"
    assert said in page.meta["og:description"][0]


@pytest.mark.parametrize("query", ["q=Buy+gold", "id=atlantis", "lang=xx", "tour=nowhere"])
def test_what_a_visitor_typed_or_made_up_is_not_told(query):
    page = sent(query)
    assert Reader(page.text).title == PLAIN.title
    assert "gold" not in Reader(page.text).meta["og:description"][0]


@QUICK
@given(st.dictionaries(st.sampled_from(["id", "q", "in", "panel", "tour", "lang", "x"]),
                       st.text(max_size=40) | st.just(HOSTILE), max_size=4))  # fmt: skip
@example({"q": HOSTILE, "id": HOSTILE})
def test_a_hostile_link_adds_nothing_to_the_page(query):
    answer = sent(urlencode(query, errors="replace"))
    page = Reader(answer.text)
    assert answer.status == 200
    assert page.scripts == PLAIN.scripts
    assert page.meta.keys() == PLAIN.meta.keys()
    assert "<script>alert" not in answer.text
    assert int(answer.headers["content-length"]) == len(answer.body)


@QUICK
@given(views())
def test_every_view_has_a_title_a_description_and_its_own_address(view):
    meta = meta_of(to_query(view, ATLAS), ATLAS)
    assert meta.title.endswith(Texts(view.language)("app.document"))
    assert 0 < len(meta.description) <= DESCRIPTION_LIMIT
    again, notes = from_query(dict(parse_qsl(meta.query)), ATLAS)
    assert notes == []
    assert meta_of(to_query(again, ATLAS), ATLAS) == meta


@QUICK
@given(st.text(), st.integers(2, 60))
def test_a_shortened_text_is_short_and_begins_as_the_long_one(text, limit):
    short = shortened(text, limit)
    assert len(short) <= limit
    line = " ".join(text.split())
    assert line.startswith(short.removesuffix("…")) or short == line


@pytest.mark.parametrize("host", ['x"><script>', "evil.example/path", "a b", ""])
def test_a_host_that_is_none_gets_a_page_without_addresses(host):
    page = Reader(sent(headers={"host": host}).text)
    assert "og:url" not in page.meta
    assert "og:image" not in page.meta
    assert page.meta["og:title"] == PLAIN.meta["og:title"]
    assert page.scripts == PLAIN.scripts


def test_the_operators_public_address_counts_more_than_the_host_asked():
    app = application("https://karte.example/ruhr")
    page = Reader(sent("id=research-dbm", app=app, headers={"host": "10.0.0.7"}).text)
    assert page.meta["og:url"] == ["https://karte.example/ruhr/?id=research-dbm"]
    assert page.meta["og:image"][0].startswith("https://karte.example/ruhr/ruhr/card.png?")


def test_asking_whether_the_page_is_still_the_same_never_mixes_up_two_views():
    one, other = sent("id=research-dbm"), sent("id=quarter-mark-51-7")
    tag = one.headers["etag"]
    assert tag != other.headers["etag"]
    assert "last-modified" not in one.headers
    assert one.headers["cache-control"] == "no-cache"
    again = sent("id=research-dbm", headers={"if-none-match": f'"x", W/{tag}'})
    assert (again.status, again.body) == (304, b"")
    moved = sent("id=quarter-mark-51-7", headers={"if-none-match": tag})
    assert (moved.status, moved.body) == (200, other.body)
    since = {"if-modified-since": "Fri, 31 Dec 2100 23:59:59 GMT"}
    assert sent("id=research-dbm", headers=since).body == one.body


def test_the_page_is_sent_whole_whatever_part_or_coding_is_asked_for():
    whole = sent("id=research-dbm")
    part = {"range": "bytes=0-9", "accept-encoding": "gzip, br"}
    asked = sent("id=research-dbm", headers=part)
    assert (asked.status, asked.body) == (200, whole.body)
    assert "content-encoding" not in asked.headers
    deeper = ask(APP, "/some/page", query="id=research-dbm")
    assert deeper.body == whole.body


def test_asking_for_the_head_only_gets_the_same_head():
    whole, head = sent("at=1950"), sent("at=1950", method="HEAD")
    assert (head.status, head.body, head.headers) == (200, b"", whole.headers)


def test_other_answers_pass_untouched():
    health = ask(APP, "/healthz")
    assert (health.body, "etag" in health.headers) == (b"fine", False)
    assert ask(APP, "/healthz", method="HEAD").body == b""
    icon = ask(APP, "/favicon.png")
    assert icon.headers["content-type"] == "image/png"
    kept = ask(APP, "/favicon.png", headers={"if-none-match": icon.headers["etag"]})
    assert kept.status == 304
    assert ask(APP, "/healthz", method="POST").status == 405


def test_a_map_that_was_saved_as_html_keeps_its_own_head():
    saved = Starlette(
        routes=[Route("/ruhr/save/map.html", lambda _: HTMLResponse("<title>Mine</title>"))],
        middleware=[Middleware(Head, atlas=ATLAS, address=None, ahead=AHEAD)],
    )
    assert ask(saved, "/ruhr/save/map.html").text == "<title>Mine</title>"


def test_a_page_that_is_none_of_ours_is_left_as_it_is():
    other = Starlette(
        routes=[Route("/", lambda _: PlainTextResponse("<p>hello", media_type="text/html"))],
        middleware=[Middleware(Head, atlas=ATLAS, address=None, ahead=AHEAD)],
    )
    assert ask(other).text == "<p>hello"


def test_a_very_long_link_is_answered_too():
    answer = sent("q=" + quote(escape("<") * 20_000))
    assert Reader(answer.text).title == PLAIN.title
