"""Embedded: the snippet shows the view in somebody's page and stays what it is, click by click."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Frame, FrameLocator, Page, expect
from visiting import HAMM, PHONE, click_map, extent, settled

PAGE = """<!doctype html><title>A page</title><link rel="icon" href="data:,">
<h1>Our city</h1>{}<p style="height: 2000px">More</p>"""


@pytest.fixture
def paper() -> Iterator[dict[str, str]]:
    """A web server of somebody else: `html` is what its page embeds, `url` where it is."""
    shown = {"html": ""}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(PAGE.format(shown["html"]).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("localhost", 0), Handler) as server:
        shown["url"] = f"http://localhost:{server.server_port}/"
        Thread(target=server.serve_forever, daemon=True).start()
        yield shown
        server.shutdown()


def embedded(page: Page, paper: dict[str, str], html: str) -> tuple[FrameLocator, Frame]:
    """Show `html` in the other server's page; the map in it, ready."""
    paper["html"] = html
    page.goto(paper["url"])
    inside = page.frame_locator("iframe")
    expect(inside.locator(".ruhr-app[data-state=ready]")).to_be_visible(timeout=30_000)
    expect(inside.locator("#map_ruhr path.ruhr-layer-municipalities")).to_have_count(53)
    [frame] = [frame for frame in page.frames if "embed=true" in frame.url]
    return inside, frame


def test_the_snippet_shows_the_view_in_another_page_and_keeps_to_its_parts(visitor, paper):
    visit = visitor()
    page = visit.open("?at=1950")
    page.get_by_role("button", name="Teilen").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Höhe").select_option("700")
    dialog.get_by_label("Breite").select_option("800")
    dialog.get_by_role("checkbox", name="Suche").check()
    expect(dialog.get_by_text("800 Pixel, 700 Pixel hoch; dazu: Legende, Suche und Steckbrief.")
           ).to_be_visible()  # fmt: skip
    html = dialog.get_by_role("textbox", name="HTML-Code").input_value()

    inside, frame = embedded(page, paper, html)
    box = page.locator("iframe").bounding_box()
    assert (box["width"], box["height"]) == (800, 700)
    expect(inside.get_by_role("combobox", name="Such")).to_be_visible()
    expect(inside.get_by_role("button", name="Teilen")).to_be_hidden()
    expect(inside.locator(".ruhr-time")).to_be_hidden()
    key = inside.get_by_role("region", name="Legende")
    expect(key).to_contain_text("Stand 1950")
    expect(key).to_contain_text("offener Schmutzwasserlauf")

    inside.get_by_role("button", name="Themen und Filter").click()
    inside.locator("[data-theme=research]").click()
    frame.wait_for_function("location.search.includes('off=')")
    frame.wait_for_function("document.querySelector('.ruhr-app').ruhr.isSettled")
    inside.locator(".ruhr-column-close").click()
    frame.evaluate("document.querySelector('.ruhr-app').ruhr.select('quarter-mark-51-7')")
    expect(inside.locator(".ruhr-panel h2")).to_have_text("Mark 51°7")
    query = parse_qs(urlsplit(frame.url).query)
    assert query["embed"] == ["true"]
    assert query["parts"] == ["legend.panel.search"]
    assert query["id"] == ["quarter-mark-51-7"]

    with page.expect_popup() as opened:
        inside.get_by_role("link", name="Große Karte").click()
    big = opened.value
    expect(big.locator(".ruhr-panel h2")).to_have_text("Mark 51°7")
    expect(big.get_by_role("button", name="Teilen")).to_be_visible()
    assert "embed" not in big.url
    assert "parts" not in big.url
    assert urlsplit(big.url).query.count("at=1950") == 1
    big.close()


def test_the_wheel_scrolls_the_page_around_and_zooms_only_with_ctrl(visitor, paper):
    visit = visitor()
    src = f"{visit.home}?embed=true&amp;parts=map"
    page = visit.page
    inside, frame = embedded(page, paper, f'<iframe src="{src}" width="700" height="500"></iframe>')
    for hidden in (".ruhr-key", ".ruhr-panel", ".ruhr-pills", ".ruhr-header", ".ruhr-column"):
        expect(inside.locator(hidden)).to_be_hidden()
    zoom = frame.evaluate("document.querySelector('#map_ruhr').ruhr.map.getZoom()")
    page.mouse.move(350, 300)
    page.mouse.wheel(0, 120)
    expect(inside.locator(".ruhr-embed-hint.ruhr-shown")).to_have_text(
        "Strg gedrückt halten und drehen, um zu zoomen"
    )
    page.wait_for_function("scrollY > 0")
    assert frame.evaluate("document.querySelector('#map_ruhr').ruhr.map.getZoom()") == zoom
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    frame.wait_for_function(
        "zoom => document.querySelector('#map_ruhr').ruhr.map.getZoom() > zoom", arg=zoom
    )


def test_one_finger_is_the_pages_and_a_tap_still_chooses(visitor):
    page = visitor(size=PHONE, is_mobile=True).open("?embed=true&lang=en")
    start = extent(page)
    finger = page.context.new_cdp_session(page)
    for kind, y in (("touchStart", 500), ("touchMove", 460), ("touchMove", 420)):
        touched = {"type": kind, "touchPoints": [{"x": 200, "y": y}]}
        finger.send("Input.dispatchTouchEvent", touched)
    expect(page.locator(".ruhr-embed-hint.ruhr-shown")).to_have_text(
        "Move and zoom with two fingers"
    )
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert extent(page) == start
    click_map(page, *HAMM)
    expect(page.locator(".ruhr-panel h2")).to_have_text("Hamm")
    settled(page)
    assert extent(page) == pytest.approx(start)
    assert "embed=true" in page.url


def test_an_embedded_map_closes_nothing_but_itself_and_leaves_the_link_whole(visitor):
    page = visitor(size={"width": 900, "height": 600}).open("?embed=true&near=51.48_7.2_5")
    key = page.get_by_role("region", name="Legende")
    expect(key).to_contain_text(re.compile(r"Treffer für: 5\skm um 51\.480, 7\.200"))
    expect(key).not_to_contain_text("Klär- und Pumpwerke")
    key.locator("summary").click()
    expect(key.get_by_text("Forschungsinstitute")).to_be_hidden()
    key.locator("summary").click()
    key.get_by_role("button", name="Themen und Filter").click()
    expect(page.locator(".ruhr-column-close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".ruhr-column")).to_be_hidden()
    assert parse_qs(urlsplit(page.url).query) == {"embed": ["true"], "near": ["51.48_7.2_5"]}
