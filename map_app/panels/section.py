"""The Emscher in one municipality: its stretch, what it was when, what joins it, what happened."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from map_app.atlas import Atlas, Feature
from map_app.river import RIVER_ID, Run, Told, line_of, told
from map_app.texts import Texts

_TRIBUTARIES, _DATES = "emscher-tributaries", "emscher-dates"
_SLACK_KM = 0.3  # a state on all of a stretch but this needs no kilometres
_EVERYWHERE_M = 5_000  # a date less sure of its place concerns the whole river


def section(town: Feature, atlas: Atlas, text: Texts) -> dict[str, Any] | None:
    """The cross-section of the river for a municipality; None where it does not pass.

    A row is state, first year, last year (0: until today), kilometres as (upper, lower) pairs
    (0: the whole stretch), 1 if a year is uncertain. The browser puts them into words;
    an item the number of a feature and what is said of it.
    """
    runs = runs_of(town, atlas)
    line = line_of(RIVER_ID, atlas)
    if not runs or line is None:
        return None
    whole = sum(high - low for low, high in runs)
    rows = [_row(same, whole) for same in _alike(told(line.feature, runs))]
    return {
        "title": text("section.title"),
        "where": text("section.where", runs=", ".join(_span(*run, text) for run in runs)),
        "rows": rows,
        "items": [*_tributaries(town, atlas, text), *_dates(town, atlas)],
    }


@lru_cache(maxsize=128)
def runs_of(town: Feature, atlas: Atlas) -> tuple[Run, ...]:
    """The runs of the river in a municipality, as (lower, upper) kilometre."""
    line = line_of(RIVER_ID, atlas)
    if line is None or town.layer.id != "municipalities" or town.id not in line.feature.places:
        return ()
    return line.runs_in(town.geometry) if town.geometry is not None else ()


def _alike(found: list[Told]) -> list[list[Told]]:
    """What was the same in the same years, on however many stretches, in the order of `found`."""
    groups: dict[tuple[str, int, int | None], list[Told]] = {}
    for one in found:
        groups.setdefault((one.state, one.from_year, one.to_year), []).append(one)
    return list(groups.values())


def _row(same: list[Told], whole: float) -> list[Any]:
    one = same[0]
    length = sum(part.high - part.low for part in same)
    spans = [[round(part.high, 1), round(part.low, 1)] for part in same]
    unsure = any(part.raw.get("certainty") == "uncertain" for part in same)
    return [
        one.state,
        one.from_year,
        one.to_year or 0,
        spans if length < whole - _SLACK_KM else 0,
        int(unsure),
    ]


def _span(low: float, high: float, text: Texts) -> str:
    return text("section.km", high=text.number(high, 1), low=text.number(low, 1))


def _tributaries(town: Feature, atlas: Atlas, text: Texts) -> list[list[Any]]:
    here = [one for one in atlas.of_layer(_TRIBUTARIES) if town.id in one.places]
    return [
        [
            atlas.number_of[one.id],
            text("section.at", km=text.number(float(one.get("river_km")), 1))
            if one.get("river_km") is not None
            else text("section.into"),
        ]
        for one in sorted(here, key=lambda one: -float(one.get("river_km") or 0))
    ]


def _dates(town: Feature, atlas: Atlas) -> list[list[Any]]:
    here = [
        one
        for one in atlas.of_layer(_DATES)
        if town.id in one.places and float(one.get("accuracy_m")) <= _EVERYWHERE_M
    ]
    return [
        [atlas.number_of[one.id], str(one.get("year"))]
        for one in sorted(here, key=lambda one: int(one.get("year")))
    ]
