"""The table of postcodes: as the hand-kept file says, and refused where that is wrong."""

from __future__ import annotations

import pytest

from geodata.build.postcode_table import postcodes
from map_app.errors import FaultList

KNOWN = {"municipality-05113000", "municipality-05913000"}
HEAD = "postcode,ags,municipality\n"


@pytest.fixture
def sources(tmp_path):
    folder = tmp_path / "geodata" / "sources"
    folder.mkdir(parents=True)
    return folder


def test_the_postcodes_stand_in_their_order(sources):
    (sources / "postcodes.csv").write_text(
        f"{HEAD}45127,05113000,Essen\n44135,05913000,Dortmund\n", encoding="utf-8"
    )
    assert postcodes(sources, KNOWN) == [
        {"postcode": "44135", "ags": "05913000"},
        {"postcode": "45127", "ags": "05113000"},
    ]


def test_all_faults_are_told_with_row_and_column(sources):
    (sources / "postcodes.csv").write_text(
        f"{HEAD}45127,05113000,Essen\n45127,05113000,Essen\n44801,05911000,Bochum\n",
        encoding="utf-8",
    )
    with pytest.raises(FaultList) as refused:
        postcodes(sources, KNOWN)
    assert [(f.row, f.field) for f in refused.value.faults] == [(3, "postcode"), (4, "ags")]
    (sources / "postcodes.csv").write_text(f"{HEAD}4512,05113000,Essen\n", encoding="utf-8")
    with pytest.raises(FaultList, match="postcode"):
        postcodes(sources, KNOWN)
