"""The table of indicators: official figures of every municipality, and what follows from them.

Reads municipalities.csv (wide) and indicators.csv (long: one value a row, with its source). Shares
and changes are derived here and nowhere else, so that one test can recompute them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import pandas as pd
from pydantic import Field

from geodata.build import facts
from geodata.build.ground import register
from geodata.build.tables import Finite
from map_app.catalog import Catalog
from map_app.errors import FaultList, RowError

FILE = "indicators.csv"
INHABITANTS = "inhabitants"
Values = pd.Series  # by AGS; missing where there is none
Number = TypeVar("Number", float, pd.Series)


class Value(facts.Row):
    """A row of indicators.csv: one value of one municipality on one day."""

    ags: Annotated[str, Field(pattern=r"^\d{8}$")]
    indicator: facts.Slug
    date: datetime.date
    value: Finite
    source: facts.Slug


# Columns of municipalities.csv that are indicators as they stand: (column, date, factor).
COUNTS: Mapping[str, tuple[tuple[str, str, float], ...]] = {
    "inhabitants": (
        ("inhabitants_2018-12-31", "2018-12-31", 1),
        ("inhabitants_2021-12-31", "2021-12-31", 1),
    ),
    "area": (("area_ha", "2021-12-31", 0.01),),
    "solar-power": (("pv_kw_2024", "2024-12-31", 1),),
    "wind-power": (("wind_on_kw_2024", "2024-12-31", 1),),
    "ets-emissions": (("eu_ets_co2_t_2021", "2021-12-31", 1),),
}
# Shares in percent: (part, whole, date).
SHARES: Mapping[str, tuple[str, str, str]] = {
    "settlement-share": ("settlement_ha", "area_ha", "2021-12-31"),
    "traffic-share": ("traffic_ha", "area_ha", "2021-12-31"),
    "industry-share": ("industry_commerce_ha", "area_ha", "2021-12-31"),
    "agriculture-share": ("agriculture_ha", "area_ha", "2021-12-31"),
    "forest-share": ("forest_ha", "area_ha", "2021-12-31"),
    "water-share": ("water_ha", "area_ha", "2021-12-31"),
    "district-heating-share": ("flats_heatnet_census2011", "flats_total_census2011", "2011-05-09"),
}


def indicators(sources: Path, catalog: Catalog) -> list[dict[str, Any]]:
    """Return the entries of indicators.json: one a state, with the value of the whole region.

    Raises FaultList of RowError for a row of indicators.csv that cannot be used.
    """
    official = register(sources)
    declared = {entry.id: entry for entry in catalog.indicator}
    states = [*_counts(official), *_long(sources, official.index, catalog), *_shares(official)]
    return [
        _entry(name, date, values, region, source=source or declared[name].source)
        for name, date, values, region, source in [*states, *_changes(states)]
        if name in declared
    ]


def share(part: Number, whole: Number) -> Number:
    """Return `part` of `whole` in percent."""
    return part / whole * 100


def change(before: Number, after: Number) -> Number:
    """Return the change from `before` to `after` in percent of `before`."""
    return (after - before) / before * 100


# Indicator, ISO date, values, the whole region, and the source where it is not the catalogue's.
State = tuple[str, str, Values, float | None, str | None]


def _counts(official: pd.DataFrame) -> Iterator[State]:
    for indicator, columns in COUNTS.items():
        for column, date, factor in columns:
            values = official[column].dropna() * factor
            source = "destatis" if indicator == INHABITANTS else None
            yield indicator, date, values, float(values.sum()), source


def _long(sources: Path, known: pd.Index, catalog: Catalog) -> Iterator[State]:
    """States of indicators.csv; counts add up to the region, rates do not."""
    path = sources / FILE
    rows = facts.read(path, Value)
    _require_known(path, rows, known, catalog)
    counts = {entry.id for entry in catalog.indicator if entry.measure == "count"}
    frame = pd.DataFrame([row.model_dump() for row in rows], columns=list(Value.model_fields))
    for (indicator, date, source), group in frame.groupby(["indicator", "date", "source"]):
        values = group.set_index("ags")["value"].sort_index()
        whole = float(values.sum()) if indicator in counts else None
        yield str(indicator), str(date), values, whole, str(source)


def _require_known(path: Path, rows: list[Value], towns: pd.Index, catalog: Catalog) -> None:
    known = {
        "ags": set(towns),
        "indicator": {entry.id for entry in catalog.indicator},
        "source": {entry.id for entry in catalog.source},
    }
    faults: list[RowError] = []
    seen: dict[tuple[str, str, str], int] = {}
    for row in rows:
        problems = [
            (column, f'"{getattr(row, column)}" is unknown.')
            for column, ids in known.items()
            if getattr(row, column) not in ids
        ]
        key = (row.ags, row.indicator, row.date.isoformat())
        if key in seen:
            problems.append(("ags", f"has a value for that day in row {seen[key]} already."))
        seen[key] = row.row
        faults += [
            RowError(
                problem,
                remedy=facts.REMEDY,
                file=facts.name_of(path),
                row=row.row,
                field=column,
            )
            for column, problem in problems
        ]
    if faults:
        raise FaultList(faults)


def _shares(official: pd.DataFrame) -> Iterator[State]:
    for indicator, (part, whole, date) in SHARES.items():
        values = share(official[part], official[whole])
        region = share(float(official[part].sum()), float(official[whole].sum()))
        yield indicator, date, values, region, None


def _changes(states: list[State]) -> Iterator[State]:
    """How the number of inhabitants changed from the first known state to the last."""
    known = sorted(
        ((date, values) for name, date, values, *_ in states if name == INHABITANTS),
        key=lambda state: state[0],
    )
    (_, before), (date, after) = known[0], known[-1]
    region = change(float(before.sum()), float(after.sum()))
    yield "inhabitants-change", date, change(before, after).dropna(), region, None


def _entry(
    indicator: str, date: str, values: Values, region: float | None, *, source: str
) -> dict[str, Any]:
    entry = {
        "indicator": indicator,
        "date": date,
        "source": source,
        "region": None if region is None else _plain(region),
        "values": {str(ags): _plain(value) for ags, value in sorted(values.items())},
    }
    return {key: value for key, value in entry.items() if value is not None}


def _plain(value: float) -> float | int:
    """At most four decimals; whole numbers without any."""
    rounded = round(float(value), 4)
    return int(rounded) if rounded == int(rounded) else rounded
