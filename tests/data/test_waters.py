"""The ends of the waters: every piece says how it begins and ends, and the layer says the same."""

from __future__ import annotations

import csv
import json
import shutil
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from geodata.build import water_ends
from map_app.errors import FaultList

GEODATA = Path(__file__).parents[2] / "geodata"
SOURCES = GEODATA / "sources"
ROWS = water_ends.ends(SOURCES)
WATERS = {
    one["id"]: one["properties"]["parts"]
    for one in json.loads((GEODATA / "layers" / "waters.geojson").read_text("utf-8"))["features"]
}


def test_the_layer_has_the_ends_its_rows_say():
    said = {
        water: [row.flags for row in rows] for water, rows in groupby(ROWS, lambda row: row.water)
    }
    names = ("open_start", "open_end")
    built = {
        water: [{name: part[name] for name in names if name in part} for part in parts]
        for water, parts in WATERS.items()
    }
    assert built == said


def test_no_gap_has_an_end_that_looks_known():
    """Between two pieces of a water both ends are open, or both join."""
    for _, rows in groupby(ROWS, lambda row: row.water):
        pieces = list(rows)
        for above, below in pairwise(pieces):
            assert above.end == below.start, f"{above.part} / {below.part}"
            assert above.end in ("open", "joins")


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    shutil.copy(SOURCES / "waters.csv", folder)
    return folder


def rewrite(sources: Path, **cells: tuple[int, str]) -> None:
    """Give cells of waters.csv other values: column = (row, value), the heading being row 1."""
    path = sources / "waters.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for column, (number, value) in cells.items():
        rows[number - 2][column] = value
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("value", ["offen", "", "Open"])
def test_a_word_nobody_knows_is_refused_by_row_and_column(sources, value):
    rewrite(sources, start=(3, value))
    with pytest.raises(FaultList) as refused:
        water_ends.ends(sources)
    (fault,) = refused.value.faults
    assert (fault.file, fault.row, fault.field) == ("geodata/sources/waters.csv", 3, "start")


def test_a_piece_joins_only_one_that_joins_it(sources):
    rewrite(sources, end=(2, "joins"))
    with pytest.raises(FaultList) as refused:
        water_ends.ends(sources)
    (fault,) = refused.value.faults
    assert (fault.row, fault.field) == (2, "end")
    rewrite(sources, start=(3, "joins"))
    assert water_ends.ends(sources)[0].flags == {}
