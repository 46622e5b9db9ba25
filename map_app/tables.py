"""Built tables beside the layers: JSON files, each read into validated models or refused whole.

Knows how a table is read and how its faults are said; what the rows mean is told by
`figures`, `relations` and `indicators`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from map_app.catalog import Slug, Text
from map_app.errors import FaultList, TableError

REBUILD = "Run: python -m geodata build"

Row = TypeVar("Row", bound=BaseModel)


class Entry(BaseModel):
    """One row of a table; an unknown key is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Origin(Entry):
    """Where a value or a relation was read.

    `source` is a data set of the catalogue; `text` names publisher and title, or the lines of
    the brochure; `accessed` is the ISO date it was read.
    """

    source: Slug
    text: Text
    url: str | None = None
    accessed: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")


def read_rows(file: Path, model: type[Row]) -> tuple[Row, ...]:
    """The rows of a table as `model`; raises FaultList of TableError naming entry and key."""
    raw = _parse(file)
    if not isinstance(raw, list):
        raise FaultList([_fault(file, "is not a list of entries.")])
    return _validated(file, raw, model)


def _validated(file: Path, raw: list[Any], model: type[Row]) -> tuple[Row, ...]:
    rows: list[Row] = []
    faults: list[TableError] = []
    for number, entry in enumerate(raw, start=1):
        try:
            rows.append(model.model_validate(entry))
        except ValidationError as error:
            name = entry.get("id") if isinstance(entry, Mapping) else None
            faults += [
                _fault(
                    file,
                    f"{one['msg']}.",
                    entry=str(name or f"number {number}"),
                    key=".".join(str(step) for step in one["loc"]),
                )
                for one in error.errors()
            ]
    if faults:
        raise FaultList(faults)
    return tuple(rows)


def _parse(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise FaultList([_fault(file, "is missing.")]) from error
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise FaultList([_fault(file, f"cannot be read: {error}.")]) from error


def _fault(
    file: Path, problem: str, *, entry: str | None = None, key: str | None = None
) -> TableError:
    return TableError(
        problem, file=f"{file.parent.name}/{file.name}", feature=entry, field=key, remedy=REBUILD
    )
