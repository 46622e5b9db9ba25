"""Indicators: figures with a value for every municipality, as they stand, per km² or per head.

Pure numbers: no colours, no words, no geometry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from map_app.catalog import Catalog, Indicator, Slug
from map_app.tables import Entry, read_rows

FILE = "indicators.json"
INHABITANTS, AREA = "inhabitants", "area"

Measure = Literal["value", "km2", "inhabitants", "raw"]
Values = Mapping[str, float]


class State(Entry):
    """The values of one indicator on one day, by AGS (8 digits).

    `region` is the value of all 53 together, None where it does not follow from theirs.
    """

    indicator: Slug
    date: date
    source: Slug
    region: float | None = None
    values: Mapping[str, float] = Field(min_length=1)


@dataclass(frozen=True, eq=False)
class Series:
    """An indicator with its states, oldest first."""

    entry: Indicator
    states: tuple[State, ...]

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(state.date.year for state in self.states)

    def in_year(self, year: int | None) -> State:
        """The state of `year`, the latest where there is none."""
        return next((s for s in self.states if s.date.year == year), self.states[-1])


class Indicators:
    """All series, and every way to look at them."""

    def __init__(self, series: Mapping[str, Series]) -> None:
        self.series = series

    def measures(self, indicator_id: str) -> tuple[Measure, ...]:
        """How the indicator may be shown, the usual way first; a bare count comes last."""
        entry = self.series[indicator_id].entry
        if entry.measure != "count":
            return ("value",)
        offered: list[Measure] = []
        if entry.per_inhabitants and indicator_id != INHABITANTS and INHABITANTS in self.series:
            offered.append("inhabitants")
        if AREA in self.series and indicator_id != AREA:
            offered.append("km2")
        return (*offered, "raw")

    def values(self, indicator_id: str, year: int | None, measure: Measure) -> Values:
        """AGS -> value in that measure; municipalities without one are left out.

        Per inhabitant and per km² are taken of the state nearest in time: a count of 2024 over
        the inhabitants of 2021 where no later ones are known.
        """
        state = self.series[indicator_id].in_year(year)
        if measure in ("value", "raw"):
            return dict(state.values)
        base, factor = self._base(indicator_id, measure)
        below = self._nearest(base, state.date).values
        return {
            ags: value * factor / below[ags]
            for ags, value in state.values.items()
            if below.get(ags)
        }

    def sources(self, indicator_id: str, year: int | None, measure: Measure) -> tuple[str, ...]:
        """The ids of the data sets a value is made of: its own, and what it is divided by."""
        state = self.series[indicator_id].in_year(year)
        if measure in ("value", "raw"):
            return (state.source,)
        base, _ = self._base(indicator_id, measure)
        return (state.source, self._nearest(base, state.date).source)

    def region(self, indicator_id: str, year: int | None, measure: Measure) -> float | None:
        """The value of the whole region, None where it cannot be told."""
        state = self.series[indicator_id].in_year(year)
        whole = state.region
        if whole is None or measure in ("value", "raw"):
            return whole
        base, factor = self._base(indicator_id, measure)
        below = sum(self._nearest(base, state.date).values.values())
        return whole * factor / below if below else None

    def _base(self, indicator_id: str, measure: Measure) -> tuple[str, float]:
        if measure == "km2":
            return AREA, 1.0
        return INHABITANTS, float(self.series[indicator_id].entry.per_inhabitants or 1)

    def _nearest(self, indicator_id: str, day: date) -> State:
        return min(self.series[indicator_id].states, key=lambda s: abs((s.date - day).days))


def rank(values: Values, ags: str) -> tuple[int, int] | None:
    """The place of `ags` from the highest value, and of how many; equals share the better place."""
    if ags not in values:
        return None
    higher = sum(value > values[ags] for value in values.values())
    return higher + 1, len(values)


def read_indicators(folder: Path, catalog: Catalog) -> Indicators:
    """The series of `folder`/indicators.json that the catalogue declares.

    Raises FaultList of TableError.
    """
    states: dict[str, list[State]] = {}
    for state in read_rows(folder / FILE, State):
        states.setdefault(state.indicator, []).append(state)
    return Indicators(
        {
            entry.id: Series(entry, tuple(sorted(states[entry.id], key=lambda s: s.date)))
            for entry in catalog.indicator
            if entry.id in states
        }
    )
