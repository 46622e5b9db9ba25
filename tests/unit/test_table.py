"""The table: the same features as the map and the list, numbers as numbers, rows as ids."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ATLAS

from map_app.actions import apply
from map_app.catalog import LANGUAGES
from map_app.links import SELECTION, View, from_query, tables, to_query
from map_app.panels.status import status
from map_app.panels.table import row_at, rows_of, table
from map_app.saving.extract import extract
from map_app.selection import Selection, index_of
from map_app.shown import is_there

INDEX = index_of(ATLAS)


def ids(view: View) -> list[str]:
    return [feature.id for feature in rows_of(view, ATLAS, INDEX)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", tables(ATLAS))
def test_every_layer_and_the_selection_have_rows_with_names_and_sources(what, language):
    shown = table(View(language=language, table=what), ATLAS, INDEX)
    assert len(shown.frame) == len(shown.ids) > 0
    names = [ATLAS.by_id[one].names[language] for one in shown.ids]
    assert list(shown.frame.iloc[:, 0]) == names
    assert set(shown.frame.columns) == set(shown.kinds)
    source = {"de": "Quelle", "en": "Source"}[language]
    assert shown.frame[source].notna().all()
    if what != SELECTION:
        assert set(shown.ids) == {feature.id for feature in ATLAS.of_layer(what)}


def test_numbers_sort_as_numbers_and_years_are_whole():
    towns = table(View(table="municipalities"), ATLAS, INDEX)
    people = next(name for name in towns.frame if name.startswith("Einwohner"))
    assert towns.frame[people].sort_values().iloc[-1] > 500_000
    plants = table(View(table="emscher-plants"), ATLAS, INDEX)
    years = [name for name, kind in plants.kinds.items() if kind == "year"]
    assert years
    assert all(str(plants.frame[name].dtype) == "Int64" for name in years)


def test_the_selection_is_what_the_map_shows():
    some = Selection(kinds=frozenset({"institute"}))
    view = View(table=SELECTION, selection=some)
    assert {ATLAS.by_id[one].kind for one in ids(view)} == {"institute"}
    off = replace(view, layers=frozenset())
    assert all(ATLAS.by_id[one].layer.role == "entries" for one in ids(off))
    # A layer of its own is told even while it is off, but keeps to the filter.
    assert set(ids(replace(off, table="research"))) <= set(ids(view))
    assert ids(replace(off, table="stations")) == [f.id for f in ATLAS.of_layer("stations")]


def test_in_a_year_table_and_file_hold_what_the_map_shows_then():
    then = View(table=SELECTION, year=1950)
    there = ids(then)
    assert 0 < len(there) < len(ids(View(table=SELECTION)))
    assert all(is_there(ATLAS.by_id[one], 1950) for one in there)
    file = extract(ATLAS, then, created=date(2026, 11, 26))
    assert sorted(row.feature.id for row in file.rows) == sorted(there)
    assert "1950" in file.selection


def test_the_head_says_how_many_rows_there_are():
    view = View(table="research")
    assert status(view, [], ATLAS, INDEX)["table"] == {"id": "research", "count": len(ids(view))}
    assert status(View(), [], ATLAS, INDEX)["table"] is None


def test_what_was_chosen_elsewhere_stands_first_and_a_row_leads_to_its_feature():
    view = View(table=SELECTION)
    shown = table(view, ATLAS, INDEX, "research-mpi-kofo")
    assert shown.ids[0] == "research-mpi-kofo"
    assert sorted(shown.ids) == sorted(table(view, ATLAS, INDEX).ids)
    assert row_at(shown, [3]) == shown.ids[3]


@given(st.one_of(st.none(), st.text(), st.lists(st.integers() | st.text() | st.booleans())))
def test_a_strange_row_leads_nowhere(rows):
    shown = table(View(table="quarters"), ATLAS, INDEX)
    found = row_at(shown, rows)
    assert found is None or found in shown.ids


@pytest.mark.parametrize("what", tables(ATLAS))
def test_the_table_stands_in_the_link(what):
    view = apply(View(), {"do": "table", "id": what}, ATLAS)
    assert from_query(to_query(view, ATLAS), ATLAS)[0].table == what
    assert apply(view, {"do": "table", "id": None}, ATLAS).table is None
    assert apply(view, {"do": "table", "id": "no-layer"}, ATLAS) == view


def test_an_unknown_table_in_a_link_is_named():
    view, notes = from_query({"table": "no-layer"}, ATLAS)
    assert view.table is None
    assert [note.value for note in notes] == ["no-layer"]
