"""The entry: it starts with good data, and says in words why it does not with a wrong catalogue."""

from __future__ import annotations

import runpy
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from map_app.atlas import GEODATA
from map_app.site import site

ENTRY = Path(__file__).parents[2] / "streamlit_app.py"


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the catalogue that the entry reads instead of the real one."""
    copy = tmp_path / "geodata"
    copy.mkdir()
    shutil.copy(GEODATA / "catalog.toml", copy)
    monkeypatch.setenv("RUHR_MAP_GEODATA", str(copy))
    site.cache_clear()
    yield copy / "catalog.toml"
    site.cache_clear()


def test_the_entry_is_an_app_that_streamlit_can_run():
    assert isinstance(runpy.run_path(str(ENTRY))["app"], st.App)


def test_a_wrong_catalogue_stops_the_start_with_every_fault_by_name(catalog):
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(text.replace('role = "ground"', 'role = "floor"'), encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(ENTRY))
    first, *faults = str(stopped.value).splitlines()
    assert first == "The map cannot start."
    assert "geodata/catalog.toml, layer municipalities, key role" in faults[0]
    assert "geodata/catalog.toml, layer districts, key role" in faults[1]


def test_a_missing_catalogue_stops_the_start_too(catalog):
    catalog.unlink()
    with pytest.raises(SystemExit, match=r"geodata/catalog\.toml: cannot be read"):
        runpy.run_path(str(ENTRY))
