"""The tables beside the layers: figures and relations, from the hand-kept CSV files.

Every row is refused without a source, a unit, a year or a real end. Knows no geometry.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from geodata.build import facts
from geodata.build.sites import Lines
from map_app.errors import BuildError, FaultList, RowError

FIGURES, RELATIONS = "figures.csv", "relations.csv"
WIDER_SUBJECTS = ("region", "germany", "world")  # subjects that need no feature of their own
BROCHURE = "brochure"
BROCHURE_READ = datetime.date(2026, 11, 23)

Finite = Annotated[float, Field(allow_inf_nan=False)]


class Sourced(facts.Bilingual):
    """A row that names its source: lines of the brochure, or a text with the day it was read."""

    lines: Lines | None = None
    text_de: facts.Text | None = None
    text_en: facts.Text | None = None
    url: facts.Url | None = None
    accessed: datetime.date | None = None

    @model_validator(mode="after")
    def _has_a_source(self) -> Self:
        if self.lines is None and self.text_de is None:
            raise ValueError("the source is missing: fill lines, or text_de, text_en and accessed")
        if self.text_de is not None and self.accessed is None:
            raise ValueError("accessed is missing: the day the source was read")
        return self

    def origins(self) -> list[dict[str, Any]]:
        """Return the sources as they stand in a table, the brochure first."""
        found: list[dict[str, Any]] = []
        if self.lines is not None:
            lines = self.lines.replace("-", "–")
            found.append(
                {
                    "source": BROCHURE,
                    "text": {
                        "de": f"Broschüre der Business Metropole Ruhr, Zeilen {lines}",
                        "en": f"Brochure of Business Metropole Ruhr, lines {lines}",
                    },
                    "accessed": BROCHURE_READ.isoformat(),
                }
            )
        if self.text_de is not None and self.accessed is not None:
            found.append(
                {
                    "source": "own-research",
                    "text": {"de": self.text_de, "en": self.text_en},
                    "url": self.url,
                    "accessed": self.accessed.isoformat(),
                }
            )
        return found


class FigureRow(Sourced):
    """A row of figures.csv; see map_app/figures.py for what the columns mean."""

    id: facts.Slug
    subject: facts.Slug
    theme: facts.Slug | None = None
    label_de: facts.Text
    label_en: facts.Text
    value: Finite
    qualifier: Literal["about", "over", "under"] | None = None
    format: Literal["number", "rank", "year"] = "number"
    unit_de: facts.Text
    unit_en: facts.Text
    year: facts.Year
    year_from: facts.Year | None = None
    undated: Literal["yes"] | None = None
    section_de: facts.Text | None = None
    section_en: facts.Text | None = None
    note_de: facts.Text | None = None
    note_en: facts.Text | None = None

    def as_entry(self) -> dict[str, Any]:
        """Return the row as an entry of figures.json."""

        def both(name: str) -> dict[str, str] | None:
            german = getattr(self, f"{name}_de")
            return {"de": german, "en": getattr(self, f"{name}_en")} if german else None

        entry = {
            "id": self.id,
            "subject": self.subject,
            "theme": self.theme,
            "label": both("label"),
            "value": self.value,
            "qualifier": self.qualifier,
            "format": self.format,
            "unit": both("unit"),
            "year": self.year,
            "year_from": self.year_from,
            "undated": self.undated == "yes",
            "section": both("section"),
            "lines": self.lines,
            "note": both("note"),
            "origins": self.origins(),
        }
        return {key: value for key, value in entry.items() if value is not None}


class RelationRow(Sourced):
    """A row of relations.csv: `subject` stands in `relation` to `object`."""

    subject: facts.Slug
    relation: facts.Slug
    object: facts.Slug

    def as_entry(self) -> dict[str, Any]:
        """Return the row as an entry of relations.json; its first source stands for it."""
        return {
            "subject": self.subject,
            "relation": self.relation,
            "object": self.object,
            "origin": self.origins()[0],
        }


def figures(sources: Path, features: Collection[str], themes: Collection[str]) -> list[Any]:
    """Return the entries of figures.json; raises FaultList of RowError.

    `features` and `themes` are the ids a subject and a theme may name.
    """
    rows = facts.read(sources / FIGURES, FigureRow)
    known = {*features, *WIDER_SUBJECTS}
    faults = [*_twice(sources / FIGURES, rows)]
    for row in rows:
        if row.subject not in known:
            faults.append(_dangling(sources / FIGURES, row, "subject", row.subject))
        if row.theme is not None and row.theme not in themes:
            faults.append(_dangling(sources / FIGURES, row, "theme", row.theme))
        if row.subject in WIDER_SUBJECTS and row.theme is None:
            faults.append(
                _fault(sources / FIGURES, row, "theme", "is needed: the subject has none.")
            )
    _refuse(faults)
    return [row.as_entry() for row in rows]


def relations(sources: Path, features: Collection[str], kinds: Collection[str]) -> list[Any]:
    """Return the entries of relations.json; raises FaultList of RowError.

    `features` are the ids a relation may lead to, `kinds` the relations of the catalogue.
    """
    path = sources / RELATIONS
    rows = facts.read(path, RelationRow)
    faults: list[BuildError] = []
    seen: dict[tuple[str, str, str], int] = {}
    for row in rows:
        for column in ("subject", "object"):
            if getattr(row, column) not in features:
                faults.append(_dangling(path, row, column, getattr(row, column)))
        if row.relation not in kinds:
            faults.append(_dangling(path, row, "relation", row.relation))
        if row.subject == row.object:
            faults.append(_fault(path, row, "object", "is the subject itself."))
        key = (row.subject, row.relation, row.object)
        if key in seen:
            faults.append(_fault(path, row, "subject", f"says the same as row {seen[key]}."))
        seen[key] = row.row
    _refuse(faults)
    return [row.as_entry() for row in rows]


def table_text(entries: Iterable[Mapping[str, Any]]) -> str:
    """Return entries as the text of a table, one a line."""
    lines = ",\n".join(
        json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries
    )
    return f"[\n{lines}\n]\n"


def write(folder: Path, name: str, entries: Iterable[Mapping[str, Any]]) -> Path:
    """Write entries to `folder`/`name`.json and return that path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(table_text(entries), encoding="utf-8")
    return path


def _twice(path: Path, rows: Iterable[FigureRow]) -> Iterable[BuildError]:
    seen: dict[str, int] = {}
    for row in rows:
        if row.id in seen:
            yield _fault(path, row, "id", f'"{row.id}" is used in row {seen[row.id]} already.')
        seen[row.id] = row.row


def _dangling(path: Path, row: facts.Row, column: str, value: str) -> RowError:
    return _fault(path, row, column, f'"{value}" leads nowhere: nothing has that id.')


def _fault(path: Path, row: facts.Row, column: str, problem: str) -> RowError:
    return RowError(
        problem,
        remedy=facts.REMEDY,
        file=facts.name_of(path),
        row=row.row,
        feature=getattr(row, "id", None),
        field=column,
    )


def _refuse(faults: list[BuildError]) -> None:
    if faults:
        raise FaultList(faults)
