"""Where the map is reached from outside: scheme and host, as configured or as asked for."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

# A name or address with an optional port. The header is the visitor's to choose, so no more.
_HOST = re.compile(r"([A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")


def origin_of(scope: Scope, address: str | None) -> str | None:
    """`https://host`: of the public `address` where the operator gave it, else of the request.

    None where the request names no host that could be one.
    """
    if address:
        parts = urlsplit(address)
        return f"{parts.scheme}://{parts.netloc}"
    host = Headers(scope=scope).get("host", "")
    return f"{scope.get('scheme', 'http')}://{host}" if _HOST.fullmatch(host) else None


def page_of(scope: Scope, address: str | None) -> str | None:
    """The map's own address with a slash at its end; None where the request names no host."""
    origin = origin_of(scope, address)
    if origin is None:
        return None
    path = urlsplit(address).path if address else scope.get("root_path", "")
    return f"{origin}{path.rstrip('/')}/"
