"""Hand-kept facts: rows of geodata/sources/*.csv and the citations that cover them.

Every row is validated as it is read; all faults of a file are reported at once. Knows columns
and citations, no layer and no geometry beyond a position.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from map_app.errors import BuildError, FaultList, RowError

REMEDY = "Correct the row, then run: python -m geodata build"
CITATIONS = "citations.csv"
NOT_SHOWN = {"lon", "lat", "municipality", "lines"}
POSITION_NEEDED_M = 150.0  # coarser positions must say how they were found

Year = Annotated[int, Field(ge=1000, le=2100)]
Lon = Annotated[float, Field(ge=5.8, le=8.2)]
Lat = Annotated[float, Field(ge=51.0, le=52.0)]
Metres = Annotated[float, Field(gt=0)]
Text = Annotated[str, Field(min_length=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Url = Annotated[str, Field(pattern=r"^https?://\S+$")]


class Row(BaseModel):
    """One row of a source file; an unknown or missing column is a fault.

    `row` counts the file's lines, the heading being the first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    row: int = Field(default=0, exclude=True)


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


class Bilingual(Row):
    """A row whose texts stand in both languages or in none."""

    @model_validator(mode="after")
    def _both_languages(self) -> Self:
        values = self.model_dump()
        for name in values:
            twin = f"{name.removesuffix('_de')}_en"
            if name.endswith("_de") and (values[name] is None) != (values[twin] is None):
                raise ValueError(f"{name} and {twin} must both be given or both be empty")
        return self


class Told(Bilingual):
    """What every described thing has: names, a summary and the date of its state.

    `told_*` is what the brochure says of it beyond that, in our words: claims and people of its
    time, shown as such.
    """

    id: Slug
    name_de: Text
    name_en: Text
    short: Text | None = None
    website: Url | None = None
    summary_de: Text
    summary_en: Text
    told_de: Text | None = None
    told_en: Text | None = None
    date: datetime.date


class Fact(Told):
    """A described thing with a place, and how sure the place is."""

    accuracy_m: Metres
    position_de: Text | None = None
    position_en: Text | None = None

    @model_validator(mode="after")
    def _rough_positions_say_so(self) -> Self:
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
        raise BuildError("the file is missing.", file=name_of(path), remedy="Restore it.")
    rows: list[AnyRow] = []
    faults: list[BuildError] = []
    with path.open(encoding="utf-8", newline="") as lines:
        for number, cells in enumerate(csv.DictReader(lines), start=2):
            try:
                filled = {k: v for k, v in cells.items() if v not in ("", None)}
                rows.append(model.model_validate({**filled, "row": number}))
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
    rows: Iterable[Told],
    cites: Mapping[str, Sequence[Citation]],
    facts: Sequence[str],
    *,
    file: str,
    derived: Sequence[str] = (),
) -> None:
    """Check that the summary, the position and every given fact of each row has a citation.

    `facts` are the columns of `file` that need one when filled, `derived` further names that the
    build adds. Raises FaultList naming row and column of all that lack one, and the citations of
    what a row does not give.
    """
    faults: list[BuildError] = []
    for row in rows:
        given = {name for name in facts if getattr(row, name) is not None}
        given |= {"summary", *derived} | ({"position"} if isinstance(row, Fact) else set())
        given |= {"told"} if row.told_de else set()
        covered = {name for cite in cites.get(row.id, ()) for name in cite.fields.split()}
        faults += [
            RowError(
                f"has no source: {CITATIONS} confirms it nowhere.",
                remedy=f"Name what confirms it in {CITATIONS}, or leave the fact out.",
                file=f"geodata/sources/{file}",
                row=row.row,
                feature=row.id,
                field=name,
            )
            for name in sorted(given - covered)
        ]
        faults += [
            RowError(
                f'confirms "{name}", which the row of {row.id} does not give.',
                remedy="Correct fields, or fill the column.",
                file=f"geodata/sources/{CITATIONS}",
                row=cite.row,
                feature=row.id,
                field="fields",
            )
            for cite in cites.get(row.id, ())
            for name in sorted(set(cite.fields.split()) - given)
        ]
    if faults:
        raise FaultList(faults)


def properties(row: Told, cites: Sequence[Citation], **common: str) -> dict[str, Any]:
    """Return a feature's properties: the row's filled columns that are shown, plus `common`.

    `common` are theme, kind, source and licence.
    """
    own = row.model_dump(mode="json", exclude_none=True, exclude=NOT_SHOWN)
    return {**own, **common, "citations": [cite.as_property() for cite in cites]}


def _faults(
    path: Path, number: int, cells: Mapping[str, str], error: ValidationError
) -> list[BuildError]:
    return [
        RowError(
            f"{one['msg'].removeprefix('Value error, ')}.",
            remedy=REMEDY,
            file=name_of(path),
            row=number,
            feature=cells.get("id") or cells.get("feature"),
            field=".".join(str(part) for part in one["loc"]) or None,
        )
        for one in error.errors()
    ]


def name_of(path: Path) -> str:
    """Return how a source file is called in messages: its path from geodata/ on."""
    parts = path.parts
    return "/".join(("geodata", *parts[len(parts) - 1 - parts[::-1].index("sources") :]))
