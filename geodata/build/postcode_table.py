"""The table of postcodes: which municipality each belongs to, from postcodes.csv."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from geodata.build import facts
from map_app.errors import FaultList, RowError

FILE = "postcodes.csv"


class PostcodeRow(facts.Row):
    """A row of postcodes.csv; the name of the municipality is for those who read the file."""

    postcode: Annotated[str, Field(pattern=r"^\d{5}$")]
    ags: Annotated[str, Field(pattern=r"^\d{8}$")]
    municipality: facts.Text


def postcodes(sources: Path, features: Collection[str]) -> list[dict[str, Any]]:
    """Return the entries of postcodes.json in the order of the postcodes.

    `features` are the ids of all layers. Raises FaultList of RowError for a municipality that is
    not among them and for a postcode that stands there twice.
    """
    rows = facts.read(sources / FILE, PostcodeRow)
    faults: list[RowError] = []
    seen: dict[str, int] = {}
    for row in rows:
        if f"municipality-{row.ags}" not in features:
            faults.append(_fault(row, "ags", f'"{row.ags}" is no municipality of the region.'))
        if row.postcode in seen:
            problem = f'"{row.postcode}" stands in row {seen[row.postcode]} already.'
            faults.append(_fault(row, "postcode", problem))
        seen[row.postcode] = row.row
    if faults:
        raise FaultList(faults)
    return [
        {"postcode": row.postcode, "ags": row.ags}
        for row in sorted(rows, key=lambda row: row.postcode)
    ]


def _fault(row: PostcodeRow, column: str, problem: str) -> RowError:
    return RowError(
        problem,
        remedy=facts.REMEDY,
        file=f"geodata/sources/{FILE}",
        row=row.row,
        field=column,
    )
