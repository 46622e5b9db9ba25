"""The browser, and the files the peer expects from foreign servers.

The stand-ins come through the DevTools protocol and not through Playwright's
`route`, which would switch off the browser's cache and so spoil warm draws.
"""

from __future__ import annotations

import base64
import os
import shutil
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

FLAGS = ("--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run")
NAMES = ("chromium", "chromium-browser", "google-chrome")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".png": "image/png"}


def launch(playwright: Playwright) -> Browser:
    """The Chromium $CHROMIUM names, else the installed one, else Playwright's own."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS))


def visitor(browser: Browser) -> BrowserContext:
    """A new visitor: nothing cached, a desktop window."""
    return browser.new_context(viewport={"width": 1400, "height": 900}, locale="de-DE")


def stand_in(page: Page) -> None:
    """Answer every https request of `page` at once: Leaflet from its package, the rest empty."""
    session = page.context.new_cdp_session(page)

    def answer(event: dict[str, Any]) -> None:
        name = PurePosixPath(urlsplit(event["request"]["url"]).path)
        headers = {
            "Content-Type": _TYPES.get(name.suffix, "text/plain"),
            "Cache-Control": "public, max-age=31536000, immutable",
            "Access-Control-Allow-Origin": "*",
        }
        session.send(
            "Fetch.fulfillRequest",
            {
                "requestId": event["requestId"],
                "responseCode": 200,
                "responseHeaders": [{"name": key, "value": headers[key]} for key in headers],
                "body": base64.b64encode(_body(name.name)).decode(),
            },
        )

    session.on("Fetch.requestPaused", answer)
    session.send("Fetch.enable", {"patterns": [{"urlPattern": "https://*"}]})


def _body(name: str) -> bytes:
    file = Path(str(import_module("xstatic.pkg.leaflet").BASE_DIR)) / name
    return file.read_bytes() if file.is_file() else b""
