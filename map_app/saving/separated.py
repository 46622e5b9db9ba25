"""Rows as separated values, the way a double click opens them in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

# Only a name here: whoever works on a visitor's file need not load the catalogue.
if TYPE_CHECKING:
    from map_app.catalog import Language

Cell = TypeVar("Cell")

# What a spreadsheet would run as a formula; the wide signs work in East Asian ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\n", "\r", "＝", "＋", "－", "＠")
# What a double click in a German Excel asks for: it would put a line with commas into one cell
# and read 7.216 as seven thousand.
SEPARATORS: Mapping[Language, str] = {"de": ";", "en": ","}
DECIMALS: Mapping[Language, str] = {"de": ",", "en": "."}


def separated(rows: Iterable[Sequence[object]], language: Language) -> bytes:
    """UTF-8 with the byte order mark by which Excel knows it; the first row is the heading."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=SEPARATORS[language])
    writer.writerows([_written(cell, language) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def harmless(cell: Cell) -> Cell | str:
    """A text that begins like a formula goes behind an apostrophe, so that it stays a text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _written(cell: object, language: Language) -> object:
    if isinstance(cell, float):
        return str(cell).replace(".", DECIMALS[language])
    return harmless(cell)
