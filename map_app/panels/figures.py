"""The figures of the region by theme, and what is told of every theme: the same for everybody."""

from __future__ import annotations

from typing import Any

from map_app.atlas import Atlas
from map_app.catalog import Theme
from map_app.figures import WIDER, Figure
from map_app.panels.details import figure_row
from map_app.texts import Texts


def region_figures(atlas: Atlas, text: Texts) -> dict[str, Any]:
    """The figures panel's own part: the headline, then every regional figure by theme.

    Sections are the brochure's; a figure of Germany or the world says so.
    """
    headline = {figure.id: figure for figure in atlas.tables.figures}
    return {
        "headline": [
            figure_row(headline[name], text) for name in atlas.catalog.headline if name in headline
        ],
        "themes": [
            {"id": theme.id, "title": theme.title(text.language), "rows": rows}
            for theme in atlas.catalog.theme
            if (rows := [_row(figure, text) for figure in _of_theme(theme, atlas)])
        ],
    }


def theme_text(theme: Theme, atlas: Atlas, text: Texts) -> dict[str, Any]:
    """What the panel of a theme shows: what it is about, its figures, its placeless entries."""
    return {
        "summary": theme.summary(text.language) if theme.summary else "",
        **_told(theme, text),
        "figures": [_row(figure, text) for figure in _of_theme(theme, atlas)],
        "entries": [
            [atlas.number_of[feature.id], _first_sentence(feature.text("summary", text.language))]
            for feature in atlas.filterable
            if feature.layer.theme == theme.id and feature.anchor is None
        ],
    }


def _told(theme: Theme, text: Texts) -> dict[str, str]:
    """What the brochure says of a theme and in which lines; empty where it says nothing."""
    if theme.told is None:
        return {"told": "", "told_source": ""}
    lines = theme.told.lines.replace("-", "–")
    return {
        "told": theme.told(text.language),
        "told_source": text("theme.told_source", lines=lines),
    }


def _of_theme(theme: Theme, atlas: Atlas) -> list[Figure]:
    return [
        figure
        for figure in atlas.tables.figures
        if figure.subject in WIDER and figure.theme == theme.id
    ]


def _row(figure: Figure, text: Texts) -> dict[str, str | None]:
    """A figure with its section, and whom it is about where that is not the region."""
    row = figure_row(figure, text)
    section = figure.section(text.language) if figure.section else ""
    about = "" if figure.subject == "region" else text(f"figures.{figure.subject}")
    return {**row, "section": section, "about": about}


def _first_sentence(summary: str) -> str:
    """The first sentence of a summary; abbreviations such as "z. B." do not end one."""
    end = 0
    while (end := summary.find(". ", end + 1)) != -1:
        word = summary[:end].rpartition(" ")[2]
        if len(word) > 2 and summary[end + 2 : end + 3].isupper() and not word.isdigit():
            return summary[: end + 1]
    return summary
