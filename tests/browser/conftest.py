"""A real server and a real browser: what a person would see and click."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from visiting import DESKTOP, PHONE, Server, Visit, watch


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server") / "log.txt")
    yield running
    running.stop()


def _chromium(playwright: Playwright) -> Browser:
    # The shell draws no window of its own around each page, which saves a quarter of the time.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
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


@pytest.fixture
def visitor(browser: Browser, server: Server) -> Iterator:
    """A function that lets a new visitor in; what a page logs as an error fails the test."""
    contexts = []
    visits = []

    def enter(
        home: str = server.url, *, size=DESKTOP, scheme="light", newcomer=False, **options
    ) -> Visit:
        context = browser.new_context(
            viewport=size,
            color_scheme=scheme,
            locale="de-DE",
            timezone_id="Europe/Berlin",
            has_touch=size is PHONE,
            reduced_motion="reduce",
            **options,
        )
        if not newcomer:
            # Who has been here before is not shown the first steps.
            context.add_init_script("try{localStorage.setItem('ruhr-first-steps','seen')}catch{}")
        contexts.append(context)
        visit = Visit(context.new_page(), home)
        watch(visit)
        visits.append(visit)
        return visit

    yield enter
    for context in contexts:
        context.close()
    for visit in visits:
        assert visit.errors == []


@pytest.fixture
def page(visitor) -> Page:
    """The first view on a desktop."""
    return visitor().open()
