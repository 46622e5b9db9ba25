"""The rows of an extract under one set of headers, as a spreadsheet wants them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from map_app.saving.extract import AFTER, BEFORE, Column, Extract, Value


@dataclass(frozen=True)
class Sheet:
    """`rows` has a value for every column, None where a feature's layer has no such field."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


def sheet_of(data: Extract) -> Sheet:
    """All layers of an extract in one sheet; fields of the same header share a column."""
    columns = _merged(data.columns.values())
    rows = []
    for row in data.rows:
        names = {c.label: c.name for c in data.columns[row.feature.layer.id]}
        cells = (row.values[names[c.label]] if c.label in names else None for c in columns)
        rows.append(tuple(cells))
    return Sheet(columns, tuple(rows))


def _merged(columns: Iterable[Sequence[Column]]) -> tuple[Column, ...]:
    """Columns of several layers side by side: the fields of all between what every layer has."""
    before: dict[str, Column] = {}
    own: dict[str, Column] = {}
    after: dict[str, Column] = {}
    for column in (one for several in columns for one in several):
        group = before if column.name in BEFORE else after if column.name in AFTER else own
        group.setdefault(column.label, column)
    return (*before.values(), *own.values(), *after.values())
