"""What belongs to the Emscher conversion beside river and sewer: tributaries, mouths, shafts.

Reads emscher_tributaries.csv, emscher_mouths.csv, emscher_shafts.csv and the former lower courses
(emscher_former.csv, emscher_former_lines.csv). All is our own compilation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from shapely import LineString, Point

from geodata.build import facts
from geodata.build.io import Feature, feature
from geodata.build.kilometres import Chainage, mapped_length_km
from geodata.build.states import State
from map_app.errors import BuildError, FaultList, RowError

THEME = "emscher"
OWN = {"source": "own-research", "licence": "CC-BY-4.0"}
SIDES = {
    "left": ("linkes Ufer", "left bank"),
    "right": ("rechtes Ufer", "right bank"),
}

Positive = Annotated[float, Field(gt=0)]
Cites = Mapping[str, list[facts.Citation]]
States = Mapping[str, Sequence[State]]


class Tributary(facts.PointFact):
    """A row of emscher_tributaries.csv: a brook at its mouth; `side` as seen downstream.

    `into` is the brook it flows into where that is not the Emscher itself.
    """

    side: Literal["left", "right"]
    into: facts.Slug | None = None
    length_km: Positive | None = None


class Lasting(facts.Told):
    """Something that was there from a year to a year, as far as known."""

    from_year: facts.Year | None = None
    to_year: facts.Year | None = None

    @model_validator(mode="after")
    def _runs_forwards(self) -> Self:
        if self.from_year and self.to_year and self.to_year <= self.from_year:
            raise ValueError(f"the years run backwards: {self.from_year} to {self.to_year}")
        return self


class Mouth(facts.PointFact, Lasting):
    """A row of emscher_mouths.csv: where the river reached the Rhine, from a year to a year."""


class Former(facts.Fact, Lasting):
    """A row of emscher_former_lines.csv: a lower course the river had."""


class FormerPoint(facts.Row):
    """A row of emscher_former.csv: a point of a former course, in order of `seq`."""

    line: facts.Slug
    seq: int
    lon: facts.Lon
    lat: facts.Lat
    accuracy_m: facts.Metres
    kind: Literal["sourced", "interp"]
    note: facts.Text | None = None
    source: facts.Text


class Shaft(facts.PointFact):
    """A row of emscher_shafts.csv: a known place of the sewer; depth below ground, inner bore."""

    depth_min_m: Positive | None = None
    depth_max_m: Positive | None = None
    diameter_m: Positive | None = None
    since: facts.Year | None = None


def tributaries(
    sources: Path, cites: Cites, states: States, river: Chainage, accuracy: Mapping[float, float]
) -> list[Feature]:
    """The mouths of the tributaries with their river kilometre and their states.

    `accuracy` gives the metres the river's line is sure to, by the kilometre a part ends at.
    Raises FaultList for a mouth farther from the river than both accuracies together, and for
    one that flows into nothing known.
    """
    name = "emscher_tributaries.csv"
    rows = facts.read(sources / name, Tributary)
    facts.cited(rows, cites, ("length_km",), file=name)
    by_id = {row.id: row for row in rows}
    faults: list[BuildError] = []
    features = []
    for row in rows:
        values = _values(row, cites, "tributary", states)
        for key in ("side", "into"):
            values.pop(key, None)
        values["side_de"], values["side_en"] = SIDES[row.side]
        if row.into is None:
            found = river.locate(row.lon, row.lat)
            sure = next(
                (metres for km, metres in sorted(accuracy.items()) if km >= found.km),
                max(accuracy.values()),
            )
            if found.away_m > row.accuracy_m + sure:
                faults.append(
                    _fault(
                        name,
                        row,
                        "lon",
                        f"its mouth lies {found.away_m:.0f} m from the river; both together are "
                        f"sure to {row.accuracy_m + sure:.0f} m.",
                    )
                )
            values["river_km"] = round(found.km, 1)
        elif row.into not in by_id:
            faults.append(_fault(name, row, "into", f'"{row.into}" is no tributary.'))
        else:
            values["into_de"], values["into_en"] = (
                by_id[row.into].name_de,
                by_id[row.into].name_en,
            )
        features.append(feature(Point(row.lon, row.lat), values))
    if faults:
        raise FaultList(faults)
    return features


def mouths(sources: Path, cites: Cites) -> list[Feature]:
    """The places where the river has reached the Rhine, each with its years."""
    rows = facts.read(sources / "emscher_mouths.csv", Mouth)
    facts.cited(rows, cites, ("from_year", "to_year"), file="emscher_mouths.csv")
    return [
        feature(Point(row.lon, row.lat), _values(row, cites, "river-mouth", {})) for row in rows
    ]


def former_courses(sources: Path, cites: Cites, states: States) -> list[Feature]:
    """The lower courses the river had before, each with its years; raises FaultList."""
    name = "emscher_former_lines.csv"
    rows = facts.read(sources / name, Former)
    derived = ("mapped_length_km",)
    facts.cited(rows, cites, ("from_year", "to_year"), file=name, derived=derived)
    points: dict[str, list[FormerPoint]] = {}
    for point in facts.read(sources / "emscher_former.csv", FormerPoint):
        points.setdefault(point.line, []).append(point)
    features, faults = [], []
    for row in rows:
        line = [(one.lon, one.lat) for one in points.pop(row.id, [])]
        if len(line) < 2:
            faults.append(_fault(name, row, "id", "has no points in emscher_former.csv."))
            continue
        values = _values(row, cites, "former-course", states)
        values["mapped_length_km"] = mapped_length_km(line)
        features.append(feature(LineString(line), values))
    for line_id, left in points.items():
        faults.append(
            _fault("emscher_former.csv", left[0], "line", f'"{line_id}" is no former course.')
        )
    if faults:
        raise FaultList(faults)
    return features


def shafts(sources: Path, cites: Cites, sewer: Chainage) -> list[Feature]:
    """The known places of the sewer with their kilometre along it."""
    rows = facts.read(sources / "emscher_shafts.csv", Shaft)
    given = ("depth_min_m", "depth_max_m", "diameter_m", "since")
    facts.cited(rows, cites, given, file="emscher_shafts.csv")
    features = []
    for row in rows:
        values = _values(row, cites, "shaft", {})
        if row.depth_min_m is not None and row.depth_min_m == row.depth_max_m:
            values["depth_m"] = values.pop("depth_min_m")
            del values["depth_max_m"]
        values["sewer_km"] = round(sewer.locate(row.lon, row.lat).km, 1)
        features.append(feature(Point(row.lon, row.lat), values))
    return features


def _values(row: facts.Told, cites: Cites, kind: str, states: States) -> dict[str, Any]:
    told = [state.as_property() for state in states.get(row.id, ())]
    return {
        **facts.properties(row, cites[row.id], theme=THEME, kind=kind, **OWN),
        **({"states": told} if told else {}),
    }


def _fault(file: str, row: facts.Row, column: str, problem: str) -> RowError:
    return RowError(
        problem,
        remedy=facts.REMEDY,
        file=f"geodata/sources/{file}",
        row=row.row,
        feature=getattr(row, "id", None) or getattr(row, "line", None),
        field=column,
    )
