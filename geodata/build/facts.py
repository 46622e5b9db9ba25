"""Hand-kept facts: rows of geodata/sources/*.csv and the citations that cover them.

Every row is validated as it is read; all faults of a file are reported at once. Knows columns
and citations, no layer and no geometry beyond a position.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from map_app.errors import BuildError, FaultList

REMEDY = "Correct the row, then run: python -m geodata build"
CITATIONS = "citations.csv"
POSITION_NEEDED_M = 150.0  # coarser positions must say how they were found

Year = Annotated[int, Field(ge=1800, le=2100)]
Lon = Annotated[float, Field(ge=5.8, le=8.2)]
Lat = Annotated[float, Field(ge=51.0, le=52.0)]
Metres = Annotated[float, Field(gt=0)]
Text = Annotated[str, Field(min_length=1)]
Url = Annotated[str, Field(pattern=r"^https?://\S+$")]


class Row(BaseModel):
    """One row of a source file; an unknown or missing column is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Citation(Row):
    """What confirms which fields of a feature; `url` is empty where none can be given.

    `note` says where in the source it stands; it is for those who check, and is not shown.
    """

    feature: Text
    fields: Text
    text_de: Text
    text_en: Text
    url: Url | None = None
    accessed: datetime.date
    note: Text | None = None

    def as_property(self) -> dict[str, Any]:
        """Return the citation as it stands in a feature's `citations`."""
        return {
            "fields": self.fields.split(),
            "text_de": self.text_de,
            "text_en": self.text_en,
            "url": self.url,
            "accessed": self.accessed.isoformat(),
        }


class Fact(Row):
    """What every described feature has: names, accuracy, a summary and the date of its state."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name_de: Text
    name_en: Text
    short: Text | None = None
    accuracy_m: Metres
    position_de: Text | None = None
    position_en: Text | None = None
    website: Url | None = None
    summary_de: Text
    summary_en: Text
    date: datetime.date

    @model_validator(mode="after")
    def _both_languages(self) -> Fact:
        values = self.model_dump()
        for name in values:
            twin = f"{name.removesuffix('_de')}_en"
            if name.endswith("_de") and (values[name] is None) != (values[twin] is None):
                raise ValueError(f"{name} and {twin} must both be given or both be empty")
        if self.accuracy_m > POSITION_NEEDED_M and self.position_de is None:
            raise ValueError(f"position_de is needed: accuracy_m is above {POSITION_NEEDED_M:.0f}")
        return self


class PointFact(Fact):
    """A described feature with a position (EPSG:4326, degrees)."""

    lon: Lon
    lat: Lat


AnyRow = TypeVar("AnyRow", bound=Row)


def read(path: Path, model: type[AnyRow]) -> list[AnyRow]:
    """Return the rows of a CSV file as `model`, empty cells left to the model's defaults.

    Raises BuildError if the file is missing, FaultList naming every wrong row and field.
    """
    if not path.is_file():
        raise BuildError("the file is missing.", file=_name(path), remedy="Restore it.")
    rows: list[AnyRow] = []
    faults: list[BuildError] = []
    with path.open(encoding="utf-8", newline="") as lines:
        for number, cells in enumerate(csv.DictReader(lines), start=2):
            try:
                rows.append(model.model_validate({k: v for k, v in cells.items() if v != ""}))
            except ValidationError as error:
                faults += _faults(path, number, cells, error)
    if faults:
        raise FaultList(faults)
    return rows


def citations(sources: Path) -> dict[str, list[Citation]]:
    """Return the citations of `sources`/citations.csv by feature, in the file's order."""
    found: dict[str, list[Citation]] = {}
    for citation in read(sources / CITATIONS, Citation):
        found.setdefault(citation.feature, []).append(citation)
    return found


def cited(
    rows: Iterable[Fact],
    cites: Mapping[str, Sequence[Citation]],
    facts: Sequence[str],
    derived: Sequence[str] = (),
) -> None:
    """Check that the summary, the position and every given fact of each row has a citation.

    `facts` are the columns that need one when filled, `derived` further names that the build
    adds. Raises FaultList naming feature and field of all that lack one, or that are cited
    although the row does not give them.
    """
    faults: list[BuildError] = []
    for row in rows:
        given = {name for name in facts if getattr(row, name) is not None}
        given |= {"summary", "position", *derived}
        covered = {name for cite in cites.get(row.id, ()) for name in cite.fields.split()}
        faults += [_uncited(row.id, name, "has no citation.") for name in sorted(given - covered)]
        faults += [
            _uncited(row.id, name, "is cited but not given in the feature's row.")
            for name in sorted(covered - given)
        ]
    if faults:
        raise FaultList(faults)


def properties(row: Fact, cites: Sequence[Citation], **common: str) -> dict[str, Any]:
    """Return a feature's properties: the row's filled columns but lon/lat, plus `common`.

    `common` are theme, kind, source and licence.
    """
    own = row.model_dump(mode="json", exclude_none=True, exclude={"lon", "lat"})
    return {**own, **common, "citations": [cite.as_property() for cite in cites]}


def _faults(
    path: Path, number: int, cells: Mapping[str, str], error: ValidationError
) -> list[BuildError]:
    where = cells.get("id") or cells.get("feature") or f"row {number}"
    return [
        BuildError(
            f"{one['msg']}.",
            remedy=REMEDY,
            file=_name(path),
            feature=where,
            field=".".join(str(part) for part in one["loc"]) or None,
        )
        for one in error.errors()
    ]


def _uncited(feature: str, field: str, problem: str) -> BuildError:
    return BuildError(
        problem,
        remedy=f"Name what confirms it in {CITATIONS}, or leave the fact out.",
        file=f"geodata/sources/{CITATIONS}",
        feature=feature,
        field=field,
    )


def _name(path: Path) -> str:
    return f"geodata/sources/{path.name}"
