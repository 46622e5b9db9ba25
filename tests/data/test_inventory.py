"""Nothing the brochure places or counts is missing: every item of inventory.csv is told on the map.

`lines` are those of the brochure's text, `as` is what an item became: a feature (on the map), an
entry (without a place), a figure, or text of another one or of a theme (`theme-<id>`); `says` are
words its German profile, or the theme's panel, must then hold.
"""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path

import pytest

from map_app.atlas import load_atlas
from map_app.panels.details import details, figure_row
from map_app.panels.figures import region_figures, theme_text
from map_app.profiles import profile_of
from map_app.texts import Texts

LAST_LINE = 2222
WIDER = {"region", "germany", "world"}
ATLAS = load_atlas()
FIGURES = {figure.id: figure for figure in ATLAS.tables.figures}
THEMES = {f"theme-{theme.id}": theme for theme in ATLAS.catalog.theme}
SECTIONS = 33
LANGUAGES = ("de", "en")

with (Path(__file__).parent / "inventory.csv").open(encoding="utf-8", newline="") as lines:
    INVENTORY = list(csv.DictReader(lines))
TOLD_IN_TEXT = [row for row in INVENTORY if row["as"] == "text"]
OWN_PROFILE = [row for row in INVENTORY if row["id"] not in THEMES]


def name(row):
    return f"{row['lines'].split(',')[0]}-{row['id']}"


@cache
def told(subject, language):
    """All that a visitor can read of a subject: its profile, the region's figures, a theme."""
    text = Texts(language)
    said = []
    if subject in WIDER:
        said.append(region_figures(ATLAS, text))
    if subject in ATLAS.by_id:
        said.append(details(profile_of(subject, ATLAS), ATLAS, text))
    if subject in THEMES:
        said.append(theme_text(THEMES[subject], ATLAS, text))
    return json.dumps(said, ensure_ascii=False)


def has_source(feature):
    """By its layer's source, and where that is our own compilation by citations too."""
    own = feature.properties["source"] == "own-research"
    return bool(feature.properties["source"]) and (not own or feature.properties["citations"])


@pytest.mark.parametrize("row", OWN_PROFILE, ids=name)
def test_every_item_is_on_the_map_in_both_languages_with_its_source(row):
    figure, feature = FIGURES.get(row["id"]), ATLAS.by_id.get(row["id"])
    if row["as"] == "feature":
        assert feature is not None
        assert feature.geometry is not None
    elif row["as"] == "entry":
        assert feature is not None
        assert feature.geometry is None
    elif row["as"] == "figure":
        assert figure is not None
    if figure is not None:
        assert figure.origins
        for language in LANGUAGES:
            shown = figure_row(figure, Texts(language))
            assert shown["label"] in told(figure.subject, language)
            assert shown["value"] in told(figure.subject, language)
    else:
        assert feature is not None
        assert has_source(feature)
        for language in LANGUAGES:
            assert feature.names[language] in told(feature.id, language).replace('\\"', '"')


@pytest.mark.parametrize("row", TOLD_IN_TEXT, ids=name)
def test_what_has_no_entry_of_its_own_is_told_in_another(row):
    figure = FIGURES.get(row["id"])
    subject = figure.subject if figure else row["id"]
    assert row["says"], "says nothing to look for"
    for words in row["says"].split(" | "):
        assert words.casefold() in told(subject, "de").casefold(), words


@pytest.mark.parametrize("name", [name for name in THEMES if THEMES[name].told])
def test_what_the_brochure_says_of_a_theme_is_told_with_its_lines_and_is_in_the_inventory(name):
    for language in LANGUAGES:
        theme = theme_text(THEMES[name], ATLAS, Texts(language))
        assert theme["told"] == THEMES[name].told(language)
        assert THEMES[name].told.lines.replace("-", "–") in theme["told_source"]
    assert name in {row["id"] for row in INVENTORY}


def test_the_inventory_walks_the_whole_brochure():
    assert len({row["section"] for row in INVENTORY}) == SECTIONS
    for row in INVENTORY:
        for span in row["lines"].split(", "):
            first, last = (re.fullmatch(r"(\d+)(?:-(\d+))?", span) or pytest.fail(span)).groups()
            assert 1 <= int(first) <= int(last or first) <= LAST_LINE, row


def test_every_figure_of_the_brochure_is_in_the_inventory():
    listed = {row["id"] for row in INVENTORY}
    assert {figure.id for figure in FIGURES.values() if figure.lines} <= listed
