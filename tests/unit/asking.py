"""Ask an ASGI application as a browser or a crawler does, and look at what goes over the wire."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(
    app: ASGIApp,
    path: str = "/",
    *,
    query: str = "",
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """What `app` sends for a request; a `Host` of map.example where `headers` have none."""
    asked = {"host": "map.example", **(headers or {})}
    scope = {
        "type": "http",
        "method": method,
        "scheme": "https",
        "path": path,
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in asked.items()],
    }
    sent: list[dict[str, Any]] = []

    requests = iter([{"type": "http.request"}])

    async def receive() -> dict[str, Any]:
        if request := next(requests, None):
            return request
        # Who asked is still there: an answer that listens for their leaving must not spin.
        return await asyncio.Future()

    async def send(message: Any) -> None:
        sent.append(message)

    # In a thread: the browser tests may hold a running loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, app(scope, receive, send)).result()
    got = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], got, b"".join(part.get("body", b"") for part in sent[1:]))
