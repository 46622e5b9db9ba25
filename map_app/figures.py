"""Figures: single numbers about a place, an entry or the whole region, each with its origin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from map_app.catalog import Slug, Text
from map_app.tables import Entry, Origin, read_rows

REGION = "region"
WIDER = (REGION, "germany", "world")  # subjects that are no feature
FILE = "figures.json"


class Figure(Entry):
    """One number and what it means.

    `subject` is the id of a feature, or `region`, `germany`, `world`. `qualifier` says how the
    value stands to what was printed; `format` how it is written: a `rank` is "No. 1 in ...", a
    `year` has no unit. `year` is the year it stands for, from `year_from` where it is a period;
    `undated` that the brochure gives none and its own year stands in. `lines` are the lines of
    the brochure.
    """

    id: Slug
    subject: Slug
    theme: Slug | None = None
    label: Text
    value: float
    qualifier: Literal["about", "over", "under"] | None = None
    unit: Text
    format: Literal["number", "rank", "year"] = "number"
    year: Annotated[int, Field(ge=1000, le=2200)]
    year_from: Annotated[int, Field(ge=1000, le=2200)] | None = None
    undated: bool = False
    section: Text | None = None
    lines: str | None = None
    note: Text | None = None
    origins: tuple[Origin, ...] = Field(min_length=1)

    @property
    def decimals(self) -> int:
        """As many as the value was given with, at most three."""
        written = f"{self.value:.3f}".rstrip("0")
        return len(written.partition(".")[2])


def read_figures(folder: Path) -> tuple[Figure, ...]:
    """The figures of `folder`/figures.json in their order; raises FaultList of TableError."""
    return read_rows(folder / FILE, Figure)


def by_subject(figures: Iterable[Figure]) -> Mapping[str, tuple[Figure, ...]]:
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.subject, []).append(figure)
    return {subject: tuple(own) for subject, own in found.items()}
