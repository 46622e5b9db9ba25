"""States by stretch and year: what is refused, and by which row."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.build import states
from map_app.errors import FaultList

HEAD = (
    "feature,from_km,to_km,state,from_year,to_year,certainty,"
    "basis_de,basis_en,source_de,source_en,url,accessed"
)
TAIL = ",stated,Grund,reason,Quelle,source,,2026-11-25"


def read(tmp_path: Path, *rows: str) -> dict[str, list[states.State]]:
    folder = tmp_path / "sources"
    folder.mkdir(exist_ok=True)
    text = "\n".join([HEAD, *(row + TAIL for row in rows)])
    (folder / states.FILE).write_text(text + "\n", encoding="utf-8")
    return states.read(folder)


def test_stretches_that_take_turns_are_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "emscher-river,0,40,open-sewer,1899,1992",
        "emscher-river,0,20,conversion,1992,",
        "emscher-river,20,40,sewage-free,1992,",
    )["emscher-river"]
    assert states.breaks(found) == [0, 20, 40]
    assert states.cover_faults(found, 40) == []


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("emscher-river,10,20,conversion,1990,", r"row 3.*overlap with those of row 2"),
        ("emscher-river,10,20,conversion,1995,", r"row 3.*leave a gap after those of row 2"),
    ],
)
def test_years_of_one_kilometre_neither_overlap_nor_leave_a_gap(
    tmp_path: Path, second: str, said: str
) -> None:
    with pytest.raises(FaultList, match=said):
        read(tmp_path, "emscher-river,0,40,open-sewer,1899,1992", second)


def test_two_states_that_both_last_overlap(tmp_path: Path) -> None:
    with pytest.raises(FaultList, match="overlap"):
        read(
            tmp_path,
            "emscher-tributary-x,,,open-sewer,1899,",
            "emscher-tributary-x,,,restored,2000,",
        )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("emscher-river,0,40,open-sewer,1992,1899", "years run backwards: 1992 to 1899"),
        ("emscher-river,40,0,open-sewer,1899,1992", "kilometres run backwards"),
        ("emscher-river,0,,open-sewer,1899,1992", "from_km and to_km must both"),
    ],
)
def test_what_runs_backwards_is_refused_by_its_row(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(FaultList, match=rf"emscher_states\.csv.*row 2.*{said}"):
        read(tmp_path, row)


def test_a_stretch_without_a_state_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, "emscher-river,0,12,open-sewer,1899,")["emscher-river"]
    (fault,) = states.cover_faults(found, 83.1)
    assert "km 12 to 83.1 have no state" in str(fault)


def test_states_of_nothing_are_named() -> None:
    (fault,) = states.unknown_faults(["emscher-river", "emscher-nile"], ["emscher-river"])
    assert '"emscher-nile" leads nowhere' in str(fault)
