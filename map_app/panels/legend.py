"""The legend of a choropleth: what is coloured, in which classes, and what else could be."""

from __future__ import annotations

from typing import Any

from map_app.atlas import Atlas
from map_app.choropleth import Choropleth, Fill, choropleth
from map_app.indicators import Measure
from map_app.texts import Texts


def legend(fill: Fill, atlas: Atlas, text: Texts) -> dict[str, Any]:
    """Classes, colours and choices of a fill, as JSON-ready data.

    `classes` has one digit a municipality in the order of their AGS, `-` where there is no value,
    `values` the same as text.
    """
    drawn = choropleth(fill, atlas)
    series = atlas.indicators.series[fill.indicator]
    entry = series.entry
    source = atlas.catalog.source_of(series.in_year(fill.year).source)
    towns = sorted(atlas.municipalities)
    decimals = decimals_for(max(map(abs, drawn.bounds)), entry.decimals, drawn.measure)
    missing = [ags for ags in towns if ags not in drawn.class_of]
    return {
        "indicator": entry.id,
        "title": entry.title(text.language),
        "meaning": entry.meaning(text.language),
        "unit": unit_of(fill.indicator, drawn.measure, atlas, text),
        "year": drawn.year,
        "years": list(series.years),
        "measure": drawn.measure,
        "measures": [
            [measure, unit_of(fill.indicator, measure, atlas, text)]
            for measure in atlas.indicators.measures(entry.id)
        ],
        "method": fill.method,
        "asked": fill.classes,
        "palette": drawn.palette.id,
        "colours": list(drawn.colours),
        "bounds": [text.number(bound, decimals) for bound in drawn.bounds],
        "counts": list(drawn.counts),
        "bars": [list(bar) for bar in drawn.bars],
        "classes": "".join(str(drawn.class_of.get(ags, "-")) for ags in towns),
        "values": [_value(drawn, ags, decimals, text) for ags in towns],
        "missing": [atlas.municipalities[ags].names[text.language] for ags in missing],
        "note": entry.note(text.language) if entry.note else "",
        "source": f"{source.attribution(text.language)}, {source.licence}",
        "url": source.url,
    }


def unit_of(indicator: str, measure: Measure, atlas: Atlas, text: Texts) -> str:
    """The unit of an indicator in a measure: "kW je Einwohner", "je km²", "%"."""
    entry = atlas.indicators.series[indicator].entry
    unit = entry.unit(text.language)
    if measure == "km2":
        return text("measures.km2", unit=unit)
    if measure == "inhabitants":
        heads = entry.per_inhabitants or 1
        key = "measures.head" if heads == 1 else "measures.heads"
        return text(key, unit=unit, heads=heads)
    bare = measure == "raw" and len(atlas.indicators.measures(indicator)) > 1
    return text("measures.raw", unit=unit) if bare else unit


def decimals_for(largest: float, usual: int, measure: Measure) -> int:
    """Decimals that keep about three digits of a derived value; a plain one keeps its own."""
    if measure in ("value", "raw"):
        return usual
    return 0 if largest >= 100 else 1 if largest >= 10 else 2 if largest >= 1 else 3


def _value(drawn: Choropleth, ags: str, decimals: int, text: Texts) -> str:
    return text.number(drawn.values[ags], decimals) if ags in drawn.values else ""
