"""QR codes: what a phone reads is the link, and only ever one of this server."""

from __future__ import annotations

import re
from urllib.parse import urlencode, urlsplit

import pytest
import segno
from asking import Answer, ask
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.applications import Starlette
from strategies import QUICK

from map_app.qr import LIMIT, QUIET_ZONE, own_address, qr_routes, qr_svg

LINK = "/?id=quarter-mark-51-7&lang=en#13/51.46600/7.29596"
HOSTILE = [
    "",
    "?id=x",
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "/a//b",
    "/\t/evil.example",
    "/?q=a b",
    "/?a\r\nSet-Cookie: x",
    "/#javascript:alert(1)",
    "javascript:alert(1)",
    "/?q=" + "a" * LIMIT,
    "/@evil.example",
]


def drawn(url: str, *, address: str | None = None, host: str = "map.example") -> Answer:
    app = Starlette(routes=qr_routes(address))
    return ask(app, "/ruhr/qr.svg", query=urlencode({"url": url}), headers={"host": host})


def modules(svg: str) -> set[tuple[int, int]]:
    """The dark modules (x, y), read from the strokes of the drawing."""
    [path] = re.findall(r'stroke="[^"]+" d="([^"]+)"', svg)
    dark = set()
    x, y = 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]+)", path):
        step = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "h":
            dark |= {(int(x) + i, int(y)) for i in range(int(step[0]))}
            x += step[0]
        else:
            x, y = (step[0], step[1]) if command == "M" else (x + step[0], y + step[1])
    return dark


def matrix(text: str) -> set[tuple[int, int]]:
    rows = segno.make(text, micro=False, error="m").matrix
    return {
        (x + QUIET_ZONE, y + QUIET_ZONE)
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    }


def test_the_code_says_the_link_with_the_server_it_was_asked_of():
    answer = drawn(LINK)
    assert answer.status == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "private" in answer.headers["cache-control"]
    assert modules(answer.text) == matrix(f"https://map.example{LINK}")


def test_the_public_address_of_the_operator_counts_more_than_the_host_asked():
    answer = drawn(LINK, address="https://karte.example/ruhr/", host="10.0.0.7:8501")
    assert modules(answer.text) == matrix(f"https://karte.example{LINK}")


def test_the_code_is_dark_on_light_with_a_quiet_zone():
    svg = qr_svg("https://map.example/").decode()
    [size] = re.findall(r'viewBox="0 0 (\d+) \1"', svg)
    assert 'fill="#fff"' in svg
    assert 'stroke="#1d2126"' in svg
    edge = range(QUIET_ZONE, int(size) - QUIET_ZONE)
    assert all(x in edge and y in edge for x, y in modules(svg))
    assert "width" not in svg


@pytest.mark.parametrize("url", HOSTILE)
def test_what_is_no_address_of_this_server_is_refused(url):
    answer = drawn(url)
    assert answer.status == 400
    assert "2,000" in answer.text


@pytest.mark.parametrize("host", ["", "evil.example/path", "a b", 'x">', "x@evil.example"])
def test_a_host_that_is_none_is_refused(host):
    assert drawn(LINK, host=host).status == 400


def test_the_longest_link_still_fits_into_a_code():
    longest = "/?q=" + "a" * (LIMIT - 4)
    assert own_address(longest) == longest
    assert drawn(longest).status == 200


@QUICK
@given(st.text(max_size=60) | st.text("/?#.\\@:%&=a1 \n", max_size=20).map(lambda end: f"/{end}"))
@example("/" + "%" * LIMIT)
@example("/?\ud800")
def test_nothing_ever_leads_to_another_server(text):
    address = own_address(text)
    if address is not None:
        parts = urlsplit(f"https://map.example{address}")
        assert parts.netloc == "map.example"
        assert parts.path.startswith("/")
        assert address.isascii()
        assert address.isprintable()
        assert len(address) <= LIMIT


def test_letters_a_browser_leaves_as_they_are_go_as_a_url_has_them():
    assert own_address("/?q=Mülheim") == "/?q=M%C3%BClheim"
    assert own_address("/?q=M%C3%BClheim") == "/?q=M%C3%BClheim"
