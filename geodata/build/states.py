"""States by stretch and year: what a line or a place was, from which year to which.

Reads emscher_states.csv. Years are [from, to): the year a state begins belongs to it, the year
the next one begins does not. Every year named has its basis and its source.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from geodata.build import facts
from map_app.errors import BuildError, FaultList, RowError

FILE = "emscher_states.csv"
_HAIR_KM = 0.001  # two rows that meet share no kilometre
Km = Annotated[float, Field(ge=0)]


class State(facts.Bilingual):
    """A row of emscher_states.csv.

    Without kilometres it concerns the whole feature. `certainty` says of the years: `stated` by
    the source for this stretch, `derived` from what it states, or `uncertain`.
    """

    feature: facts.Slug
    from_km: Km | None = None
    to_km: Km | None = None
    state: facts.Slug
    from_year: facts.Year
    to_year: facts.Year | None = None
    certainty: Literal["stated", "derived", "uncertain"]
    basis_de: facts.Text
    basis_en: facts.Text
    source_de: facts.Text
    source_en: facts.Text
    url: facts.Url | None = None
    accessed: datetime.date

    @model_validator(mode="after")
    def _runs_forwards(self) -> Self:
        if self.to_year is not None and self.to_year <= self.from_year:
            raise ValueError(f"the years run backwards: {self.from_year} to {self.to_year}")
        if (self.from_km is None) != (self.to_km is None):
            raise ValueError("from_km and to_km must both be given or both be empty")
        if self.from_km is not None and self.to_km is not None and self.to_km <= self.from_km:
            raise ValueError(f"the kilometres run backwards: {self.from_km} to {self.to_km}")
        return self

    def as_property(self) -> dict[str, Any]:
        """Return the row as it stands in a feature's `states`."""
        return self.model_dump(mode="json", exclude={"feature"}, exclude_none=True)

    def covers(self, low: float, high: float) -> bool:
        """Whether it says something of the kilometres from `low` to `high`."""
        if self.from_km is None or self.to_km is None:
            return True
        return self.from_km < high - _HAIR_KM and self.to_km > low + _HAIR_KM


def read(sources: Path) -> dict[str, list[State]]:
    """Return the states by feature, in the file's order.

    Raises FaultList naming the row where years of one kilometre overlap or leave a gap.
    """
    by_feature: dict[str, list[State]] = {}
    for row in facts.read(sources / FILE, State):
        by_feature.setdefault(row.feature, []).append(row)
    faults = [fault for rows in by_feature.values() for fault in _year_faults(rows)]
    if faults:
        raise FaultList(faults)
    return by_feature


def breaks(rows: Iterable[State]) -> list[float]:
    """The kilometres at which a state begins or ends, rising."""
    return sorted({km for row in rows for km in (row.from_km, row.to_km) if km is not None})


def cover_faults(rows: Sequence[State], length_km: float) -> list[BuildError]:
    """A fault for every piece of a line of `length_km` of which no state is told."""
    ends = sorted({0.0, length_km, *breaks(rows)})
    return [
        BuildError(
            f"km {low:g} to {high:g} have no state.",
            remedy=f"Say what they were, in {FILE}.",
            file=f"geodata/sources/{FILE}",
            feature=rows[0].feature if rows else None,
            field="from_km",
        )
        for low, high in pairwise(ends)
        if not any(row.covers(low, high) for row in rows)
    ]


def unknown_faults(by_feature: Iterable[str], known: Iterable[str]) -> list[BuildError]:
    """A fault for every feature a state is told of that does not exist."""
    return [
        BuildError(
            f'"{name}" leads nowhere: nothing has that id.',
            remedy=facts.REMEDY,
            file=f"geodata/sources/{FILE}",
            feature=name,
            field="feature",
        )
        for name in sorted(set(by_feature) - set(known))
    ]


def _year_faults(rows: Sequence[State]) -> list[BuildError]:
    """Overlaps and gaps, each pair of rows named once."""
    ends = breaks(rows) or [0.0, 1.0]
    found: dict[tuple[int, int], BuildError] = {}
    for low, high in pairwise(ends):
        here = sorted((r for r in rows if r.covers(low, high)), key=lambda r: r.from_year)
        for before, row in pairwise(here):
            if before.to_year == row.from_year:
                continue
            overlap = before.to_year is None or before.to_year > row.from_year
            problem = "overlap with" if overlap else "leave a gap after"
            found[before.row, row.row] = RowError(
                f"the years {problem} those of row {before.row} ({before.from_year}"
                f"-{before.to_year or ''}) between km {low:g} and {high:g}.",
                remedy=facts.REMEDY,
                file=f"geodata/sources/{FILE}",
                row=row.row,
                feature=row.feature,
                field="from_year",
            )
    return list(found.values())
