"""Postcodes of the region, each with the municipality that has the largest part of its area."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from map_app.tables import Entry, read_rows

FILE = "postcodes.json"


class Postcode(Entry):
    """A postcode (5 digits) and the AGS (8 digits) of its municipality."""

    postcode: Annotated[str, Field(pattern=r"^\d{5}$")]
    ags: Annotated[str, Field(pattern=r"^\d{8}$")]


def read_postcodes(folder: Path) -> tuple[Postcode, ...]:
    """The postcodes of `folder`/postcodes.json in their order; raises FaultList of TableError."""
    return read_rows(folder / FILE, Postcode)
