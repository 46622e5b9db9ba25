"""Choropleths: municipalities in classes of an indicator, so that fill and legend agree.

Numbers and colours only; the words of the legend are `panels.legend`'s.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Any, Literal, get_args

import numpy as np

from map_app import palettes
from map_app.atlas import Atlas
from map_app.catalog import Catalog, Palette
from map_app.indicators import Measure

Method = Literal["quantiles", "natural", "equal"]
METHODS: tuple[Method, ...] = get_args(Method)
CLASSES = tuple(range(palettes.FEWEST, palettes.MOST + 1))
USUAL_CLASSES = 5
BARS = 24


@dataclass(frozen=True)
class Fill:
    """What a visitor asks for; None is the usual: the latest state, the first measure that makes
    towns comparable, the first palette that fits.
    """

    indicator: str
    year: int | None = None
    measure: Measure | None = None
    method: Method = "quantiles"
    classes: int = USUAL_CLASSES
    palette: str | None = None


@dataclass(frozen=True)
class Choropleth:
    """A fill worked out.

    `values` and `class_of` go by AGS; a municipality without a value is in neither.
    Class i holds the values above `bounds[i]` up to and with `bounds[i + 1]` (the first also its
    lower bound). `colours` are CSS colours, one a class; `bars` a histogram as pairs of count and
    class. There may be fewer classes than asked for where many values are the same.
    """

    fill: Fill
    year: int
    measure: Measure
    palette: Palette
    values: Mapping[str, float]
    class_of: Mapping[str, int]
    bounds: tuple[float, ...]
    colours: tuple[str, ...]
    counts: tuple[int, ...]
    bars: tuple[tuple[int, int], ...]


@lru_cache(maxsize=256)
def choropleth(fill: Fill, atlas: Atlas) -> Choropleth:
    """Classes, colours and histogram of a fill; raises KeyError for an unknown indicator."""
    series = atlas.indicators.series[fill.indicator]
    measure = fill.measure or atlas.indicators.measures(fill.indicator)[0]
    values = atlas.indicators.values(fill.indicator, fill.year, measure)
    numbers = np.array(list(values.values()))
    uppers = _upper_bounds(numbers, fill.method, fill.classes)
    class_of = {
        ags: int(np.searchsorted(uppers, value, side="left")) for ags, value in values.items()
    }
    bounds = (float(numbers.min()), *map(float, uppers))
    palette = palette_of(fill, atlas.catalog)
    middle = series.entry.middle if series.entry.middle is not None else median(values.values())
    return Choropleth(
        fill=fill,
        year=series.in_year(fill.year).date.year,
        measure=measure,
        palette=palette,
        values=values,
        class_of=class_of,
        bounds=bounds,
        colours=_colours(palette, bounds, middle),
        counts=tuple(list(class_of.values()).count(i) for i in range(len(uppers))),
        bars=_bars(numbers, uppers),
    )


def palette_of(fill: Fill, catalog: Catalog) -> Palette:
    """The palette asked for, else the first that fits: diverging where there is a middle."""
    has_middle = catalog.indicator_of(fill.indicator).middle is not None
    fitting = [entry for entry in catalog.palette if entry.diverging == has_middle]
    return next((p for p in catalog.palette if p.id == fill.palette), fitting[0])


def classifiers() -> Any:
    """The module mapclassify; it takes a second to load, so only when somebody asks."""
    import mapclassify

    return mapclassify


def _upper_bounds(numbers: np.ndarray, method: Method, count: int) -> np.ndarray:
    """The upper bounds of at most `count` classes, all different.

    Source: mapclassify (Quantiles, FisherJenks, EqualInterval).
    """
    mapclassify = classifiers()
    different = np.unique(numbers)
    if len(different) <= count:
        return different
    make = {
        "quantiles": mapclassify.Quantiles,
        "natural": mapclassify.FisherJenks,
        "equal": mapclassify.EqualInterval,
    }[method]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # FisherJenks regrets that there is no numba
        bins = np.unique(make(numbers, k=count).bins)
    bins[-1] = numbers.max()
    return np.asarray(bins)


def _colours(palette: Palette, bounds: Sequence[float], middle: float) -> tuple[str, ...]:
    count = len(bounds) - 1
    if not palette.diverging:
        return palettes.sequential(palette.scheme, count)
    below = sum(high <= middle for high in bounds[1:])
    above = sum(low >= middle for low in bounds[:-1])
    around = max(0, count - below - above)
    sides = [*range(-below, 0), *[0] * around, *range(1, above + 1)]
    return palettes.diverging(palette.scheme, sides[:count])


def _bars(numbers: np.ndarray, uppers: np.ndarray) -> tuple[tuple[int, int], ...]:
    """Counts in `BARS` bars of equal width, each with the class of its middle."""
    counts, edges = np.histogram(numbers, bins=BARS)
    middles = (edges[:-1] + edges[1:]) / 2
    classes = np.searchsorted(uppers, middles, side="left").clip(0, len(uppers) - 1)
    return tuple((int(n), int(i)) for n, i in zip(counts, classes, strict=True))
