"""The comparison: a municipality beside its neighbours and the region, or the region alone."""

from __future__ import annotations

from statistics import fmean
from typing import Any

from map_app import PREFIX
from map_app.atlas import Atlas, Feature
from map_app.charts import chart_path
from map_app.indicators import INHABITANTS, Measure, Values, rank
from map_app.panels.legend import decimals_for, unit_of
from map_app.profiles import profile_of
from map_app.texts import Texts


def comparison(selected: str | None, atlas: Atlas, text: Texts) -> dict[str, Any]:
    """The rows of the figures panel that depend on what is selected, as JSON-ready data."""
    town = atlas.by_id.get(selected or "")
    if town is None or town.layer.id != "municipalities":
        town = None
    around = profile_of(town.id, atlas).neighbours if town else ()
    neighbours = [str(border.feature.get("ags")) for border in around]
    groups = [
        {
            "title": group.label(text.language),
            "rows": [
                _row(entry.id, measure, town, neighbours, atlas, text)
                for entry in atlas.catalog.indicator
                if entry.group == group.id and entry.id in atlas.indicators.series
                for measure in _measures(entry.id, atlas)
            ],
        }
        for group in atlas.catalog.indicator_group
    ]
    return {
        "town": town.names[text.language] if town else None,
        "id": town.id if town else None,
        "groups": [group for group in groups if group["rows"]],
        "charts": f"{PREFIX}/{chart_path(town, atlas, text.language)}",
    }


def _measures(indicator: str, atlas: Atlas) -> tuple[Measure, ...]:
    """The usual measure; of the inhabitants their number as well, which everybody looks for."""
    usual = atlas.indicators.measures(indicator)[0]
    return ("raw", usual) if indicator == INHABITANTS and usual != "raw" else (usual,)


def _row(
    indicator: str,
    measure: Measure,
    town: Feature | None,
    neighbours: list[str],
    atlas: Atlas,
    text: Texts,
) -> dict[str, Any]:
    """One indicator: its value here, the mean of the neighbours, the region, and the rank."""
    series = atlas.indicators.series[indicator]
    values = atlas.indicators.values(indicator, None, measure)
    decimals = decimals_for(max(map(abs, values.values())), series.entry.decimals, measure)
    ags = str(town.get("ags")) if town else ""
    near = [values[code] for code in neighbours if code in values]
    whole = atlas.indicators.region(indicator, None, measure)
    placed = rank(values, ags)

    def shown(value: float | None) -> str:
        return "–" if value is None else text.number(value, decimals)

    return {
        "id": indicator,
        "measure": measure,
        "label": series.entry.title(text.language),
        "unit": unit_of(indicator, measure, atlas, text),
        "year": series.years[-1],
        "here": shown(values.get(ags)) if town else "",
        "near": shown(fmean(near) if near else None) if town else "",
        "region": shown(whole),
        "rank": text("details.rank", place=placed[0], of=placed[1]) if placed else "",
        # Among counts of single towns the sum of all has no place.
        "spread": _spread(values, ags, None if measure == "raw" else whole),
    }


def _spread(values: Values, ags: str, whole: float | None) -> list[float | None]:
    """Where here and the region stand between the lowest (0) and the highest (1) value."""
    low, high = min(values.values()), max(values.values())

    def place(value: float | None) -> float | None:
        if value is None or high == low:
            return None
        return round(min(1.0, max(0.0, (value - low) / (high - low))), 3)

    return [place(values.get(ags)), place(whole)]
