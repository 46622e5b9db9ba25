"""A file on its way to the visitor, and how it is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Download:
    """A file ready to be sent."""

    name: str
    media_type: str
    body: bytes


def file_name(what: str, day: date, suffix: str) -> str:
    """`metropole-ruhr-selection-2026-11-26.csv`; `what` is `selection` or the id of a layer."""
    return f"metropole-ruhr-{what}-{day.isoformat()}.{suffix}"
