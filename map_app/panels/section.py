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

    A row is state, years, label, kilometres (where it is not the whole stretch), unsure;
    an item the number of a feature and what is said of it.
    """
    runs = runs_of(town, atlas)
    line = line_of(RIVER_ID, atlas)
    if not runs or line is None:
        return None
    labels = {state.id: state.label(text.language) for state in atlas.catalog.state}
    whole = sum(high - low for low, high in runs)
    rows = [_row(same, whole, labels, text) for same in _alike(told(line.feature, runs))]
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


def _row(same: list[Told], whole: float, labels: dict[str, str], text: Texts) -> list[Any]:
    one = same[0]
    years = (
        f"{one.from_year}–{one.to_year}"
        if one.to_year
        else text("section.since", year=str(one.from_year))
    )
    length = sum(part.high - part.low for part in same)
    spans = ", ".join(_span(part.low, part.high, text) for part in same)
    part = spans if length < whole - _SLACK_KM else ""
    unsure = any(part.raw.get("certainty") == "uncertain" for part in same)
    return [one.state, years, labels.get(one.state, one.state), part, unsure]


def _span(low: float, high: float, text: Texts) -> str:
    return text("section.km", high=text.number(high, 1), low=text.number(low, 1))


def _tributaries(town: Feature, atlas: Atlas, text: Texts) -> list[list[Any]]:
    here = [one for one in atlas.of_layer(_TRIBUTARIES) if town.id in one.places]
    return [
        [
            atlas.number_of[one.id],
            text("section.at", km=text.number(float(one.get("river_km")), 1))
            if one.get("river_km") is not None
            else "",
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
