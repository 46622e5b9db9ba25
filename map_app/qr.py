"""A link as a QR code: an SVG drawn on this server, so that no service learns the link.

Only addresses of this server are drawn: who can reach the map must not be able to have it hand
out codes that lead elsewhere.
"""

from __future__ import annotations

import io
import re
from urllib.parse import quote

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from map_app import PREFIX
from map_app.origin import origin_of

LIMIT = 2_000  # signs; the largest code of level M holds 2,331
# The interface's ink on white in either scheme: scanners expect dark modules on a light ground.
INK, GROUND = "#1d2126", "#ffffff"
QUIET_ZONE = 4  # modules, the least ISO/IEC 18004 asks for
# An absolute path with query and hash: "//host" would name another server, and so would "/\host".
_ADDRESS = re.compile(r"/(?!/)[A-Za-z0-9._~/-]*(\?[^#\s\\\x00-\x1f\x7f]*)?(#[0-9./-]*)?")
# Left as they are by a browser, too; everything else is percent-encoded.
_SAFE = "/?#%&=+.,:;@!$'()*~-_[]"


def own_address(text: str) -> str | None:
    """The path, query and hash in `text` as they stand in a URL; None where it is anything else."""
    if len(text) > LIMIT or not _ADDRESS.fullmatch(text) or "//" in text.split("?")[0]:
        return None
    address = quote(text, safe=_SAFE, errors="replace")
    return address if len(address) <= LIMIT else None


def qr_svg(text: str) -> bytes:
    """A QR code of `text` (at most 2,331 bytes) as an SVG that scales: one unit a module."""
    import segno

    drawn = io.BytesIO()
    segno.make(text, micro=False, error="m").save(
        drawn,
        kind="svg",
        border=QUIET_ZONE,
        dark=INK,
        light=GROUND,
        xmldecl=False,
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    return drawn.getvalue()


def qr_routes(address: str | None) -> list[BaseRoute]:
    """`qr.svg?url=<path?query#hash>`; `address` is the map's public one, where it is known."""
    # The longest take a fifth of a second: they wait for each other, not all others for them.
    desk = CapacityLimiter(1)

    async def qr(request: Request) -> Response:
        wanted = own_address(request.query_params.get("url", ""))
        origin = origin_of(request.scope, address)
        if wanted is None or origin is None:
            said = f"url must be a path of this server, with query and hash, of {LIMIT:,} signs."
            return PlainTextResponse(said, status_code=400)
        drawn = await run_sync(qr_svg, f"{origin}{wanted}", limiter=desk)
        # Private: the origin in it is what this visitor asked for.
        headers = {"Cache-Control": "private, max-age=3600"}
        return Response(drawn, headers=headers, media_type="image/svg+xml")

    return [Route(f"/{PREFIX}/qr.svg", qr)]
