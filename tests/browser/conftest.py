"""A real server and a real browser: what a person would see and click."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
DESKTOP = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
# A 1x1 grey PNG: a tile from nowhere.
TILE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da636864f80f00010501012718e3660000000049454e44ae426082"
)
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


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server") / "log.txt")
    yield running
    running.stop()


def _chromium(playwright: Playwright) -> Browser:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None and not Path(playwright.chromium.executable_path).exists():
        pytest.exit(
            "No Chromium: run `apt install chromium` or `.venv/bin/playwright install chromium`, "
            "or set CHROMIUM to its path.",
            returncode=1,
        )
    flags = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run"]
    return playwright.chromium.launch(executable_path=path, args=flags)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = _chromium(playwright)
        yield running
        running.close()


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
    expect(page.locator("path.ruhr-layer-municipalities")).to_have_count(53)
    page.evaluate("document.fonts.ready")


@pytest.fixture
def visitor(browser: Browser, server: Server) -> Iterator:
    """A function that lets a new visitor in; what a page logs as an error fails the test."""
    contexts = []
    visits = []

    def enter(home: str = server.url, *, size=DESKTOP, scheme="light", **options) -> Visit:
        context = browser.new_context(
            viewport=size,
            color_scheme=scheme,
            locale="de-DE",
            timezone_id="Europe/Berlin",
            has_touch=size is PHONE,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        visit = Visit(context.new_page(), home)
        _watch(visit)
        visits.append(visit)
        return visit

    yield enter
    for context in contexts:
        context.close()
    for visit in visits:
        assert visit.errors == []


def _watch(visit: Visit) -> None:
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


@pytest.fixture
def page(visitor) -> Page:
    """The first view on a desktop."""
    return visitor().open()


def settled(page: Page) -> None:
    """Wait until every action of this visitor is answered and drawn."""
    page.wait_for_function("document.querySelector('.ruhr-app').ruhr.isSettled")


def extent(page: Page) -> list[float]:
    """Zoom and the corner of the map that a click must not move: [zoom, lat, lon]."""
    return page.evaluate(
        """() => {
          const { map } = document.querySelector('#map_ruhr').ruhr;
          const { lat, lng } = map.containerPointToLatLng([0, 0]);
          return [map.getZoom(), Number(lat.toFixed(6)), Number(lng.toFixed(6))];
        }"""
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
