"""How each piece of a water begins and ends: the columns `start` and `end` of waters.csv.

Knows no geometry: what a row says stands in the layer as `open_start` and `open_end`, and the
check reads the columns without the packages of the build.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict

from geodata.build import facts
from map_app.errors import BuildError, FaultList, RowError

FILE = "waters.csv"

# open: it goes on, and its course is not known here; mouth: it begins or ends in another water;
# joins: it goes on in the row above or below; border: it leaves what the map draws.
End = Literal["open", "mouth", "joins", "border"]


class Ends(facts.Row):
    """A row of sources/waters.csv, of which only the ends are looked at."""

    model_config = ConfigDict(extra="ignore")

    water: facts.Slug
    part: facts.Text
    start: End
    end: End

    @property
    def flags(self) -> dict[str, bool]:
        """What stands in the feature's `parts`: only ends that are open."""
        told = {"open_start": self.start, "open_end": self.end}
        return {name: True for name, how in told.items() if how == "open"}


def ends(sources: Path) -> list[Ends]:
    """Return the ends of every piece in the file's order.

    Raises FaultList naming row and column of unknown words, and of pieces that join nothing.
    """
    rows = facts.read(sources / FILE, Ends)
    faults = _joints(rows)
    if faults:
        raise FaultList(faults)
    return rows


def _joints(rows: Sequence[Ends]) -> list[BuildError]:
    """One fault for each end that joins a piece which does not begin or end there."""
    faults: list[BuildError] = []
    for above, below in pairwise([None, *rows, None]):
        same = above and below and above.water == below.water
        if above and above.end == "joins" and not (same and below and below.start == "joins"):
            faults.append(_fault(above, "end", "below"))
        if below and below.start == "joins" and not (same and above and above.end == "joins"):
            faults.append(_fault(below, "start", "above"))
    return faults


def _fault(row: Ends, column: str, where: str) -> RowError:
    return RowError(
        f'is "joins", but no piece of the same water joins it in the row {where}.',
        remedy='Say "joins" in both rows, or "open".',
        file=f"geodata/sources/{FILE}",
        row=row.row,
        feature=f"{row.water} {row.part}",
        field=column,
    )
