"""Who may know whom: Streamlit stays in the shell, and the build knows nothing of the app."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHELL = {
    "streamlit_app.py",
    "map_app/grid.py",
    "map_app/page.py",
    "map_app/state.py",
    "map_app/bridge/__init__.py",
}
MODULES = [
    path.relative_to(ROOT).as_posix()
    for folder in ("map_app", "geodata")
    for path in sorted((ROOT / folder).rglob("*.py"))
] + ["streamlit_app.py"]


def imports(module: str) -> Iterator[str]:
    """Every module that `module` imports, at the top or within, by its full name."""
    for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def those_that_import(package: str) -> set[str]:
    return {m for m in MODULES if any(f"{name}.".startswith(f"{package}.") for name in imports(m))}


def test_only_the_shell_knows_streamlit():
    assert those_that_import("streamlit") == SHELL


def test_only_cartography_knows_folium():
    assert those_that_import("folium") == {"map_app/cartography.py"}
    assert those_that_import("branca") == {"map_app/cartography.py", "map_app/palettes.py"}


@pytest.mark.parametrize(
    ("library", "rooms"),
    [("mapclassify", "map_app/choropleth.py"), ("altair", "map_app/charts.py"),
     ("vl_convert", "map_app/charts.py"), ("matplotlib", "map_app/saving/canvas.py"),
     ("openpyxl", "map_app/saving/workbook.py map_app/own/saving.py"),
     ("pyogrio", "map_app/saving/geopackage.py map_app/own/binary.py"),
     ("rapidfuzz", "map_app/search.py")],
)  # fmt: skip
def test_a_slow_library_has_its_rooms_and_is_loaded_only_when_it_is_needed(library, rooms):
    assert those_that_import(library) == set(rooms.split())
    for room in rooms.split():
        tree = ast.parse((ROOT / room).read_text(encoding="utf-8"))
        at_the_top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        assert library not in {name for node in at_the_top for name in _names(node)}


def _names(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [alias.name for alias in node.names] + [str(getattr(node, "module", ""))]


def test_the_app_never_reaches_into_the_build():
    assert {m for m in those_that_import("geodata") if not m.startswith("geodata/")} == set()


@pytest.mark.parametrize("module", [m for m in MODULES if m.startswith("geodata/build/")])
def test_the_build_knows_only_the_catalogue_and_the_errors_of_the_app(module):
    known = {name for name in imports(module) if name.split(".")[0] == "map_app"}
    reads_layers = ("map_app.layers.",) if module == "geodata/build/check.py" else ()
    allowed = ("map_app.errors.", "map_app.catalog.", *reads_layers)
    assert [name for name in known if not name.startswith(allowed)] == []


@pytest.mark.parametrize(
    ("module", "stranger"),
    [
        ("map_app/catalog.py", "map_app.atlas"),
        ("map_app/layers.py", "map_app.atlas"),
        ("map_app/selection.py", "map_app.panels"),
        ("map_app/profiles.py", "map_app.panels"),
        ("map_app/profiles.py", "map_app.texts"),
        ("map_app/actions.py", "map_app.panels"),
        ("map_app/links.py", "map_app.panels"),
    ],
)
def test_no_room_knows_the_rooms_above_it(module, stranger):
    assert [name for name in imports(module) if name.startswith(stranger)] == []


def test_there_are_no_relative_imports_that_hide_from_these_tests():
    relative = [
        module
        for module in MODULES
        for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []
