"""What the browser tests share: a real server, a visitor, and ways to look and click."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
DESKTOP = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
# A 1x1 grey PNG: a tile from nowhere.
TILE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da636864f80f00010501012718e3660000000049454e44ae426082"
)
# On the ground of Hamm, far from every symbol.
HAMM = (7.85, 51.62)
expect.set_options(timeout=15_000)


class Server:
    """The app on a free port of this machine, as `streamlit run` starts it."""

    def __init__(self, log: Path, geodata: Path | None = None) -> None:
        self.log = log
        self.port = _free_port()
        self.url = f"http://localhost:{self.port}/"
        environment = {**os.environ}
        if geodata:
            environment["RUHR_MAP_GEODATA"] = str(geodata)
        command = ["-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(self.port)]
        self.process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment,
            stdout=log.open("wb"),
            stderr=subprocess.STDOUT,
        )
        self._wait()

    def _wait(self) -> None:
        for _ in range(600):
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}healthz", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        pytest.fail(f"The app did not start:\n{self.log.read_text(errors='replace')}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Visit:
    """One visitor's page, with all it asked for and said."""

    page: Page
    home: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    wire: list[int] = field(default_factory=list)

    def open(self, query: str = "") -> Page:
        """Open the map with a query string or hash and wait until it can be used."""
        self.page.goto(self.home + query)
        ready(self.page)
        return self.page


def ready(page: Page) -> None:
    expect(page.locator(".ruhr-app[data-state=ready]")).to_be_visible(timeout=30_000)
    if page.locator(".ruhr-app[data-view=world]").count():
        expect(page.locator("path.ruhr-layer-world-links").first).to_be_attached()
    else:
        expect(page.locator("#map_ruhr path.ruhr-layer-municipalities")).to_have_count(53)
    page.evaluate("document.fonts.ready")


def watch(visit: Visit) -> None:
    def count(payload: str | bytes) -> None:
        visit.wire.append(len(payload.encode() if isinstance(payload, str) else payload))

    def socket_opened(connection) -> None:
        connection.on("framesent", count)
        connection.on("framereceived", count)

    def asked(request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "localhost":
            visit.foreign.append(request.url)

    def logged(message) -> None:
        if message.type == "error" and "net::ERR" not in message.text:
            visit.errors.append(message.text)

    visit.page.on("websocket", socket_opened)
    visit.page.on("request", asked)
    visit.page.on("console", logged)
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))


def settled(page: Page) -> None:
    """Wait until every action of this visitor is answered and drawn."""
    page.wait_for_function("document.querySelector('.ruhr-app').ruhr.isSettled")


def search_box(page: Page) -> Locator:
    return page.get_by_role("search").get_by_role("combobox")


def unfold(page: Page, layer: str) -> Locator:
    """The row of a layer in the tree, with its theme unfolded as a visitor would."""
    row = page.locator(f"[data-layer={layer}]")
    if not row.is_visible():
        page.locator(".ruhr-branch").filter(has=row).locator(".ruhr-fold").click()
    return row


def switch(page: Page, layer: str) -> None:
    """Switch a layer on or off in the tree."""
    unfold(page, layer).click()


def extent(page: Page) -> list[float]:
    """Zoom and the corner of the map that a click must not move: [zoom, lat, lon]."""
    return page.evaluate(
        """() => {
          const { map } = document.querySelector('#map_ruhr').ruhr;
          const { lat, lng } = map.containerPointToLatLng([0, 0]);
          return [map.getZoom(), Number(lat.toFixed(6)), Number(lng.toFixed(6))];
        }"""
    )


def go_to(page: Page, zoom: float, lat: float = 51.4818, lon: float = 7.2162) -> None:
    """Move the map at once; returns nothing, or the whole map would travel to the test."""
    page.evaluate(
        """([lat, lon, zoom]) => {
          document.querySelector('#map_ruhr').ruhr.map.setView([lat, lon], zoom, {animate: false});
        }""",
        [lat, lon, zoom],
    )


def click_map(page: Page, lon: float, lat: float, dx: float = 0, dy: float = 0) -> None:
    """Click the map at a position on the ground, `dx`, `dy` CSS pixels beside it."""
    box, at = page.evaluate(
        """([lon, lat]) => {
          const element = document.querySelector('#map_ruhr');
          const { x, y } = element.getBoundingClientRect();
          const p = element.ruhr.map.latLngToContainerPoint([lat, lon]);
          return [[x, y], [p.x, p.y]];
        }""",
        [lon, lat],
    )
    page.mouse.click(box[0] + at[0] + dx, box[1] + at[1] + dy)


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    """Text and bounding box of every element that matches and can be seen."""
    return page.evaluate(
        """(selector) => [...document.querySelectorAll(selector)].map((e) => {
          const { left, top, right, bottom } = e.getBoundingClientRect();
          return { text: e.textContent, left, top, right, bottom };
        }).filter((b) => b.right > b.left)""",
        selector,
    )
