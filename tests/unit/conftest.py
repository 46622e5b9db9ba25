"""The real atlas once for all, and a copy of the data that a test may break."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from strategies import ATLAS, INDEX

from map_app.atlas import GEODATA, Atlas
from map_app.selection import Index


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    """The real atlas; it is never changed, so all tests may share it."""
    return ATLAS


@pytest.fixture(scope="session")
def index() -> Index:
    return INDEX


@pytest.fixture
def geodata(tmp_path: Path) -> Path:
    """A copy of the catalogue, all layers and all tables."""
    copy = tmp_path / "geodata"
    shutil.copytree(GEODATA / "layers", copy / "layers")
    shutil.copytree(GEODATA / "tables", copy / "tables")
    shutil.copy(GEODATA / "catalog.toml", copy)
    return copy
