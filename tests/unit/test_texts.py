"""Texts: both languages say the same things, nothing is missing and nothing left over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from strategies import ATLAS

from map_app.catalog import LANGUAGES
from map_app.choropleth import METHODS
from map_app.links import PAGES, from_query
from map_app.own.reference import CANDIDATES
from map_app.panels.frame import options
from map_app.saving.extract import AFTER, BEFORE
from map_app.texts import Texts, table

NO_BREAK = "\u00a0"  # keeps a number and its unit on one line
CODE = Path(__file__).parents[2] / "map_app"
# What can be wrong with a visitor's file or with a row of it, as the code says it.
OWN_PROBLEMS = sorted(
    {
        key
        for path in (*CODE.glob("own/*.py"), *CODE.glob("bridge/own*.js"))
        for key in re.findall(
            r"""(?:OwnError\(|Problem\([^()]*, |Refusal\(|key = |: )\s*"(\w+)"(?! *:)""",
            path.read_text(encoding="utf-8"),
        )
        if key in table("de")["own_problem"]
    }
)
# Keys put together while the page runs: as they stand in the code, and what may stand in the gap.
COMPUTED: dict[str, list[str]] = {
    "about.${key}": ["layer", "source", "state", "licence", "accuracy"],
    "details.${key}": ["previous", "following"],
    "details.{key}": ["touches", "through", "pieces"],
    "figures.{figure.qualifier}": ["about", "over", "under"],
    "figures.{figure.subject}": ["germany", "world"],
    "figures.{key}": ["undated", "undated_elsewhere"],
    "header.${name}": ["figures", "table", "save", "share", "about"],
    "header_hints.${name}": ["figures", "table", "save", "share", "about"],
    "fill.${m}": list(METHODS),
    "town.{key}": ["city", "town", "village"],
    "filters.${group}": ["themes", "places", "kinds"],
    "filters.${option.section}": ["cities", "districts", "towns"],
    "filters.${way.group}": ["themes", "places", "kinds", "text"],
    "pages.${page}": list(PAGES),
    "pages.{view.page}": list(PAGES),
    "own.crs_${one.code}": [str(code) for code in CANDIDATES],
    "own.how_${how}": ["file", "standard", "values", "visitor"],
    "own_problem.${key}": OWN_PROBLEMS,
    "own_problem.{error.key}": OWN_PROBLEMS,
    "sharing.part_${part}": ["legend", "search", "time", "panel"],
    "filters.{group}": ["themes", "places", "kinds"],
    "save.column_{name}": [*BEFORE, *AFTER],
    "save.source_{name}": [
        *("title", "publisher", "licence", "licence_url", "attribution", "url", "date"),
    ],
    "save.about_${id}": ["geojson", "gpkg", "csv", "xlsx", "png", "pdf", "html"],
    "notes.table_{name}": ["figures", "relations", "indicators", "tours", "postcodes"],
    "search.${kind}": [
        *("place", "feature", "postcode", "coordinates", "orientation"),
        *("theme", "layer", "kind", "indicator", "figure"),
    ],
    "search.beyond_${found.note.kind}": ["coordinates", "postcode"],
    "river.${item.side}": ["left", "right"],
    "near.${name}": ["smaller", "larger"],
    "locate.${this.failure}": ["denied", "unavailable", "timeout", "insecure"],
    "notes.{note.what}": [
        *("feature", "layer", "theme", "place", "kind", "language", "basemap"),
        *("panel", "indicator", "fill", "year", "tour", "part", "page"),
        *("panel", "indicator", "fill", "year", "tour", "near", "part"),
    ],
}


def flat(texts: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str | Mapping]]:
    """Every key with its text, or with its table of `one` and `other`."""
    for key, entry in texts.items():
        if isinstance(entry, Mapping) and not {"one", "other"} & entry.keys():
            yield from flat(entry, f"{above}{key}.")
        else:
            yield f"{above}{key}", entry


GERMAN, ENGLISH = (dict(flat(table(language))) for language in LANGUAGES)
SOURCE = {
    path.relative_to(CODE).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(CODE.rglob("*"))
    if path.suffix in (".py", ".js") and path.parent.name != "texts"
}


def spellings(entry: str | Mapping[str, str]) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry.values())


def placeholders(entry: str | Mapping[str, str]) -> set[str]:
    parts = [part for text in spellings(entry) for part in Formatter().parse(text)]
    return {name for _, name, _, _ in parts if name is not None}


def used_keys() -> set[str]:
    """Every quoted "section.key" of the code, and the computed ones spelled out."""
    sections = "|".join(table("de"))
    quoted = re.compile(rf"""["'`]((?:{sections})\.(?!json|csv|css|js\b)[a-z_]+)["'`]""")
    asked = re.compile(r"""\btext\(\s*["'`](\w+\.\w+)["'`]""")
    literal = {
        key for code in SOURCE.values() for key in (*quoted.findall(code), *asked.findall(code))
    }
    computed = {
        re.sub(r"\$?\{.*\}", value, pattern)
        for pattern, values in COMPUTED.items()
        for value in values
    }
    return literal | computed


def test_both_languages_have_the_same_keys():
    assert sorted(GERMAN) == sorted(ENGLISH)


def test_both_languages_fill_the_same_gaps():
    different = [
        key
        for key in GERMAN.keys() & ENGLISH.keys()
        if isinstance(GERMAN[key], str) != isinstance(ENGLISH[key], str)
        or placeholders(GERMAN[key]) != placeholders(ENGLISH[key])
    ]
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_says_something_and_every_plural_has_both_forms(language):
    for key, entry in flat(table(language)):
        if isinstance(entry, Mapping):
            assert sorted(entry) == ["one", "other"], key
        for text in spellings(entry):
            assert text.strip() == text != "", key


def test_every_key_the_code_asks_for_exists():
    assert sorted(used_keys() - GERMAN.keys()) == []


def test_no_text_is_left_over():
    assert sorted(GERMAN.keys() - used_keys()) == []


def test_keys_put_together_in_the_code_are_listed_here():
    sections = "|".join(table("de"))
    pattern = re.compile(rf"""[`"']((?:{sections})\.(?:[a-z]+_)?\$?\{{[^}}]+\}})[`"']""")
    assert {key for code in SOURCE.values() for key in pattern.findall(code)} == set(COMPUTED)


def test_every_section_of_the_place_filter_has_a_heading():
    sections = {option["section"] for option in options(ATLAS, "de")["places"]}
    assert sections == set(COMPUTED["filters.${option.section}"])


def test_every_note_a_link_can_cause_has_a_text():
    wrong = {"id": "x", "on": "x", "themes": "x", "in": "x", "kinds": "x", "lang": "x"}
    wrong |= {
        "basemap": "x",
        "panel": "x",
        "fill": "x",
        "at": "x",
        "tour": "x",
        "parts": "x",
        "page": "x",
    }
    wrong |= {"basemap": "x", "panel": "x", "fill": "x", "at": "x", "tour": "x", "near": "x"}
    wrong |= {"parts": "x"}
    notes = from_query(wrong, ATLAS)[1]
    notes += from_query({"fill": "inhabitants", "palette": "x"}, ATLAS)[1]
    assert {note.what for note in notes} == set(COMPUTED["notes.{note.what}"])


def test_no_text_is_glued_from_html():
    for entries in (GERMAN, ENGLISH):
        for key, entry in entries.items():
            assert not any(re.search("[<>]", text) for text in spellings(entry)), key


@pytest.mark.parametrize(
    ("language", "number", "decimals", "written"),
    [
        ("de", 1_234_567.8, 1, "1.234.567,8"),
        ("en", 1_234_567.8, 1, "1,234,567.8"),
        ("de", 363_441, 0, "363.441"),
        ("en", 363_441, 0, "363,441"),
        ("de", 0, 0, "0"),
        ("de", 2.5, 2, "2,50"),
        ("de", -0.04, 1, "0,0"),
        ("en", -1_000, 0, "-1,000"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(language, number, decimals, written):
    assert Texts(language).number(number, decimals) == written


@pytest.mark.parametrize(
    ("language", "written"), [("de", "3. Oktober 2021"), ("en", "3 October 2021")]
)
def test_dates_are_written_as_the_language_writes_them(language, written):
    assert Texts(language).date(date(2021, 10, 3)) == written


@pytest.mark.parametrize(
    ("metres", "written"),
    [
        (0, "0 m"),
        (104, "100 m"),
        (994.9, "990 m"),
        (995, "1 km"),
        (1_234, "1,2 km"),
        (9_951, "10 km"),
        (99_449, "99,4 km"),
        (99_500, "100 km"),
        (1_234_567, "1.235 km"),
    ],
)
def test_distances_are_as_precise_as_one_would_say_them(metres, written):
    number, unit = Texts("de").distance(metres).split(NO_BREAK)
    assert f"{number} {unit}" == written


@pytest.mark.parametrize(
    ("language", "count", "written"),
    [
        ("de", 1, "1 Eintrag hier"),
        ("de", 0, "0 Einträge hier"),
        ("de", 1_234, "1.234 Einträge hier"),
        ("en", 1, "1 entry here"),
        ("en", 2, "2 entries here"),
    ],
)
def test_one_and_many_are_told_apart(language, count, written):
    assert Texts(language)("map.pile", count=count) == written


@pytest.mark.parametrize("key", ["details.nonsense", "nonsense", "details", "app"])
def test_a_key_that_leads_nowhere_is_an_error_and_not_a_blank(key):
    with pytest.raises(KeyError):
        Texts("de")(key)
