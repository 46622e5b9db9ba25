"""The comparison: a municipality beside its neighbours or another one, and beside the region."""

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


def comparison(
    selected: str | None, atlas: Atlas, text: Texts, rival: str | None = None
) -> dict[str, Any]:
    """The rows of the figures panel that depend on what is selected, as JSON-ready data.

    Beside a municipality stands the mean of its neighbours, or `rival` (the id of another).
    """
    town = _town(selected, atlas)
    other = _town(rival, atlas) if town and rival != selected else None
    around = profile_of(town.id, atlas).neighbours if town and not other else ()
    neighbours = [str(border.feature.get("ags")) for border in around]
    groups = [
        {
            "title": group.label(text.language),
            "rows": [
                _row(entry.id, measure, town, other, neighbours, atlas, text)
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
        "rival": other.id if other else None,
        "beside": other.names[text.language] if other else None,
        "groups": [group for group in groups if group["rows"]],
        "sites": _sites(town, other, atlas, text) if town and other else [],
        "charts": f"{PREFIX}/{chart_path(town, atlas, text.language)}",
    }


def _town(feature_id: str | None, atlas: Atlas) -> Feature | None:
    feature = atlas.by_id.get(feature_id or "")
    return feature if feature and feature.layer.id == "municipalities" else None


def _sites(town: Feature, other: Feature, atlas: Atlas, text: Texts) -> list[list[str]]:
    """Per theme how much lies in either: [theme, its title, here, there]."""
    here, there = (profile_of(one.id, atlas).members for one in (town, other))
    return [
        [
            theme.id,
            theme.title(text.language),
            *(text.number(len(members.get(theme.id, ()))) for members in (here, there)),
        ]
        for theme in atlas.catalog.theme
        if theme.id in here or theme.id in there
    ]


def _measures(indicator: str, atlas: Atlas) -> tuple[Measure, ...]:
    """The usual measure; of the inhabitants their number as well, which everybody looks for."""
    usual = atlas.indicators.measures(indicator)[0]
    return ("raw", usual) if indicator == INHABITANTS and usual != "raw" else (usual,)


def _row(
    indicator: str,
    measure: Measure,
    town: Feature | None,
    other: Feature | None,
    neighbours: list[str],
    atlas: Atlas,
    text: Texts,
) -> dict[str, Any]:
    """One indicator: its value here, beside it, of the region, the ranks, and where they stand."""
    series = atlas.indicators.series[indicator]
    values = atlas.indicators.values(indicator, None, measure)
    decimals = decimals_for(max(map(abs, values.values())), series.entry.decimals, measure)
    ags = str(town.get("ags")) if town else ""
    there = str(other.get("ags")) if other else ""
    near = [values[code] for code in ([there] if other else neighbours) if code in values]
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
        "spread": _spread(values, ags, None if measure == "raw" else whole, there),
    } | ({"places": [_place(values, code, text) for code in (ags, there)]} if other else {})


def _place(values: Values, ags: str, text: Texts) -> str:
    placed = rank(values, ags)
    return text("figures.place", place=placed[0]) if placed else ""


def _spread(values: Values, ags: str, whole: float | None, there: str) -> list[float | None]:
    """Where here, the region and there stand between the lowest (0) and the highest (1) value."""
    low, high = min(values.values()), max(values.values())

    def place(value: float | None) -> float | None:
        if value is None or high == low:
            return None
        return round(min(1.0, max(0.0, (value - low) / (high - low))), 3)

    return [place(values.get(ags)), place(whole), place(values.get(there))]
