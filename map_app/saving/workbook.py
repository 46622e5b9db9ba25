"""An extract as an Excel workbook: the data, its sources, and what the file is.

The only module that knows openpyxl, which is slow to load and only then needed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from map_app.saving.extract import ColumnType, Extract, Value, source_rows
from map_app.saving.sheet import sheet_of
from map_app.texts import Texts

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS = (8, 48)  # of a column, in characters
# What Excel takes for a link: anything else makes it mend the file when it is opened.
_LINK = re.compile(r"https?://[\w.:\[\]-]+(?:[/?#][^\s<>\"{}|\\^`]*)?")
_LONGEST_LINK = 2_079
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def workbook(data: Extract) -> bytes:
    """An Office Open XML workbook with one sheet for all features and one for the sources."""
    from openpyxl import Workbook

    text = Texts(data.language)
    book = Workbook()
    book.properties.title = data.title
    book.properties.creator = ""
    book.properties.created = datetime.combine(data.created, datetime.min.time())
    first = book.active
    sheet = sheet_of(data)
    first.title = text("save.sheet_data")
    _fill(first, [c.label for c in sheet.columns], [c.type for c in sheet.columns], sheet.rows)
    first.freeze_panes = "C2"  # header, id and name stay in sight
    sources = source_rows(data)
    _fill(
        book.create_sheet(text("save.sheet_sources")),
        [text(f"save.source_{name}") for name in sources[0]],
        ["link" if name.endswith("url") else "text" for name in sources[0]],
        [tuple(row.values()) for row in sources],
    )
    about = (
        (text("save.about_title"), data.title),
        (text("save.about_created"), data.created.isoformat()),
        (text("save.about_selection"), data.selection),
        (text("save.about_address"), data.page),
    )
    _fill(
        book.create_sheet(text("save.sheet_about")),
        [text("save.about_what"), text("save.about_value")],
        ["text", "link"],
        about,
    )
    written = io.BytesIO()
    book.save(written)
    return _dated(written.getvalue(), data.created)


def _fill(
    sheet: Worksheet,
    headers: Sequence[str],
    types: Sequence[ColumnType],
    rows: Iterable[Sequence[Value]],
) -> None:
    """Write a table: a header that stays, columns as wide as what is in them, real links."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    rows = list(rows)
    for number, header in enumerate(headers, start=1):
        cell = sheet.cell(1, number)
        _write(cell, header, "text")
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="EDE8DE")
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        longest = max((len(str(row[number - 1])) for row in rows if row[number - 1]), default=0)
        width = max(longest, min(len(header), 18)) + 2
        sheet.column_dimensions[get_column_letter(number)].width = min(
            max(width, _WIDTHS[0]), _WIDTHS[1]
        )
    for line, row in enumerate(rows, start=2):
        for number, value in enumerate(row, start=1):
            if value is not None:
                _write(sheet.cell(line, number), value, types[number - 1])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _write(cell: Cell, value: Value, kind: ColumnType) -> None:
    """A number as a number, a text as a text: never as a formula, now or after it is edited."""
    cell.value = value
    if not isinstance(value, str):
        return
    cell.data_type = "s"
    if value.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True
    if kind == "link" and len(value) <= _LONGEST_LINK and _LINK.fullmatch(value):
        cell.hyperlink = value
        cell.style = "Hyperlink"


def _dated(body: bytes, day: date) -> bytes:
    """The same workbook without the moment it was made: an archive keeps that of every part."""
    fresh = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(fresh, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>%sT00:00:00Z" % day.isoformat().encode(), part)
            info = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, part)
    return fresh.getvalue()
