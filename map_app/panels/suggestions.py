"""Suggestions: what the search found, in groups, with the letters that answer marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from map_app.atlas import Atlas
from map_app.catalog import Language
from map_app.folding import fold_words, spellings
from map_app.panels.details import figure_value
from map_app.search import Hit
from map_app.search_entries import search_index
from map_app.texts import Texts

FIND = 400  # hits looked at, so that a group is not crowded out by another
SHOWN = 14
# Rows a group may take; the others leave room.
_ROWS = {"place": 5, "feature": 6, "orientation": 4}
_OTHER_ROWS = 3


def suggestions(query: str, language: Language, atlas: Atlas) -> dict[str, Any]:
    """What the box shows for a text, as JSON-ready data.

    `groups` are lists of hits of one kind, the group of the best hit first; `note` names what
    was understood and yet leads nowhere: a position or a postcode beyond the region.
    """
    hits = search_index(atlas, language).find(query, FIND)
    notes = [hit for hit in hits if not hit.actions]
    words = fold_words(query)
    text = Texts(language)
    groups: dict[str, list[dict[str, Any]]] = {}
    for hit in _chosen(hit for hit in hits if hit.actions):
        groups.setdefault(hit.kind, []).append(_row(hit, words, atlas, text))
    return {
        "groups": [{"kind": kind, "hits": rows} for kind, rows in groups.items()],
        "note": {"kind": notes[0].kind, "value": notes[0].title} if notes else None,
    }


def _chosen(hits: Iterable[Hit]) -> list[Hit]:
    """The best hits, so many of each kind."""
    chosen: list[Hit] = []
    taken: dict[str, int] = {}
    for hit in hits:
        if taken.get(hit.kind, 0) < _ROWS.get(hit.kind, _OTHER_ROWS) and len(chosen) < SHOWN:
            taken[hit.kind] = taken.get(hit.kind, 0) + 1
            chosen.append(hit)
    return chosen


def _row(hit: Hit, words: tuple[str, ...], atlas: Atlas, text: Texts) -> dict[str, Any]:
    row = {name: value for name, value in asdict(hit).items() if value not in (None, "")}
    if hit.kind == "figure":
        figure = atlas.figure_by_id[hit.id]
        row["subtitle"] = " · ".join(filter(None, (figure_value(figure, text), hit.subtitle)))
    return {**row, "marks": marks(hit.title, words) if hit.at is None else []}


def marks(title: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where the folded `words` stand in `title`: (start, end) in its characters, in order.

    Beginnings of words are marked before parts of them; a word written otherwise marks nothing.
    """
    marked: set[int] = set()
    for word in words:
        for spelled in (True, False):
            folded, origin = _folded_with_origin(title, spelled=spelled)
            at = f" {folded}".find(f" {word}")
            at = at if at >= 0 else folded.find(word)
            if at >= 0:
                marked |= {origin[n] for n in range(at, at + len(word)) if folded[n] != " "}
                break
    runs: list[tuple[int, int]] = []
    for place in sorted(marked):
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _folded_with_origin(title: str, *, spelled: bool) -> tuple[str, list[int]]:
    """`title` folded letter by letter, and the place in it that every letter comes from."""
    letters: list[str] = []
    origin: list[int] = []
    for place, sign in enumerate(title):
        ways = spellings(sign)
        folded = ways[0 if spelled else -1] or " "
        if folded == " " and (not letters or letters[-1] == " "):
            continue
        letters += folded
        origin += [place] * len(folded)
    return "".join(letters), origin
