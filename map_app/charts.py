"""Small charts of the figures panel: Altair describes them, vl-convert draws them as SVG.

Colours are the page's own CSS variables, so a chart follows light and dark. Every chart comes
with a sentence and, where it helps, a table that say the same in words.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from map_app.atlas import Atlas, Feature
from map_app.catalog import LANGUAGES, Language
from map_app.figures import REGION
from map_app.indicators import INHABITANTS, Measure, rank
from map_app.texts import Texts, table

WIDTH = 336
LAND_USE = (
    ("settlement-share", "--ruhr-chart-settlement"),
    ("traffic-share", "--ruhr-chart-traffic"),
    ("agriculture-share", "--ruhr-chart-agriculture"),
    ("forest-share", "--ruhr-chart-forest"),
    ("water-share", "--ruhr-chart-water"),
)
OTHER = "--ruhr-chart-other"


@dataclass(frozen=True)
class Chart:
    """A chart before it is drawn, and the same in words.

    `draw` gives the Altair chart, `height` is in pixels; `table` has a row of headings first,
    then one row a line.
    """

    title: str
    words: str
    table: tuple[tuple[str, ...], ...]
    height: int
    draw: Callable[[], Any]


def chart_path(town: Feature | None, atlas: Atlas, language: Language) -> str:
    """The address of the charts of a municipality, or of the region, on this server."""
    place = str(town.get("ags")) if town else REGION
    return f"charts/{version(atlas)}/{language}/{place}.json"


@lru_cache(maxsize=256)
def charts_json(place: str, language: Language, atlas: Atlas) -> bytes | None:
    """The charts of a municipality (AGS) or of `region`: title, words, table and SVG of each.

    None for a place that does not exist.
    """
    if place != REGION and place not in atlas.municipalities:
        return None
    town = None if place == REGION else atlas.municipalities[place]
    text = Texts(language)
    made = [chart for make in CHARTS if (chart := make(town, atlas, text))]
    return json.dumps(
        [{"title": c.title, "words": c.words, "table": c.table, "svg": _svg(c)} for c in made],
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


@cache
def version(atlas: Atlas) -> str:
    """A hash of what the charts are made of, so that browsers may keep them."""
    parts = [Path(__file__).read_bytes(), *(table(tag).__repr__().encode() for tag in LANGUAGES)]
    for entry in atlas.indicators.series.values():
        parts += [repr(entry.entry).encode(), *(s.model_dump_json().encode() for s in entry.states)]
    return sha256(b"".join(parts)).hexdigest()[:12]


def _svg(chart: Chart) -> str:
    """The chart in the page's own look: no box, quiet lines, the page's font."""
    import vl_convert  # starts a JavaScript engine, so only when somebody looks at a chart

    quiet = {"labelColor": "var(--ruhr-muted)", "labelFontSize": 12}
    drawn = (
        chart.draw()
        .properties(
            width=WIDTH,
            height=chart.height,
            background="transparent",
            autosize={"type": "fit-x", "contains": "padding"},
        )
        .configure(
            font="Source Sans, Source Sans 3, system-ui, sans-serif",
            view={"stroke": None},
            axis={
                **quiet,
                "domain": False,
                "ticks": False,
                "labelPadding": 6,
                "gridColor": "var(--ruhr-line)",
            },
            legend={**quiet, "labelColor": "var(--ruhr-ink)", "padding": 2, "rowPadding": 3},
        )
    )
    made: str = vl_convert.vegalite_to_svg(drawn.to_dict())
    return made


# ---------------------------------------------------------------- the charts


def _land_use(town: Feature | None, atlas: Atlas, text: Texts) -> Chart | None:
    """What the ground is used for, in percent: the town above the region."""
    series = atlas.indicators.series
    if any(name not in series for name, _ in LAND_USE):
        return None
    titles = [series[name].entry.title(text.language) for name, _ in LAND_USE]
    titles.append(text("charts.rest"))
    places: list[tuple[str, list[float]]] = []
    if town:
        ags = str(town.get("ags"))
        own = [atlas.indicators.values(name, None, "value").get(ags, 0.0) for name, _ in LAND_USE]
        places.append((town.names[text.language], own))
    whole = [atlas.indicators.region(name, None, "value") or 0.0 for name, _ in LAND_USE]
    places.append((text("charts.region"), whole))
    rows = [
        {"place": place, "use": title, "order": n, "share": round(share, 2)}
        for place, shares in places
        for n, (title, share) in enumerate(zip(titles, [*shares, 100 - sum(shares)], strict=True))
    ]

    def draw() -> Any:
        import altair as alt

        colours = [f"var({name})" for _, name in LAND_USE] + [f"var({OTHER})"]
        return (
            alt.Chart(alt.InlineData(values=rows))
            .mark_bar(height=24, stroke="var(--ruhr-paper)", strokeWidth=1)
            .encode(
                x=alt.X(
                    "share:Q",
                    stack=True,
                    title=None,
                    axis=alt.Axis(labelExpr="datum.value + '\u00a0%'", values=[0, 25, 50, 75, 100]),
                    scale=alt.Scale(domain=[0, 100]),
                ),
                y=alt.Y("place:N", sort=[place for place, _ in places], title=None),
                color=alt.Color(
                    "use:N",
                    sort=titles,
                    scale=alt.Scale(domain=titles, range=colours),
                    legend=alt.Legend(title=None, orient="bottom", columns=3, symbolType="square"),
                ),
                order=alt.Order("order:Q"),
            )
        )

    rows_of_words = (
        ("", *(place for place, _ in places)),
        *(
            (title, *(f"{text.number(shares[n], 1)}\u00a0%" for _, shares in _whole(places)))
            for n, title in enumerate(titles)
        ),
    )
    largest, use = max(zip(places[0][1], titles, strict=False))
    words = text(
        "charts.land_use_words",
        place=places[0][0],
        use=use,
        share=text.number(largest, 0),
        region=text.number(whole[titles.index(use)], 0),
    )
    year = series[LAND_USE[0][0]].years[-1]
    title = text("charts.land_use", year=str(year))
    return Chart(title, words, rows_of_words, 48 * len(places), draw)


def _whole(places: list[tuple[str, list[float]]]) -> list[tuple[str, list[float]]]:
    """Shares with the rest of the ground as their last."""
    return [(place, [*shares, 100 - sum(shares)]) for place, shares in places]


def _development(town: Feature | None, atlas: Atlas, text: Texts) -> Chart | None:
    """Inhabitants over the years as an index: the first known year is 100."""
    states = atlas.indicators.series[INHABITANTS].states if _has(atlas) else ()
    if len(states) < 2:
        return None
    lines = [(text("charts.region"), [sum(state.values.values()) for state in states])]
    if town:
        ags = str(town.get("ags"))
        lines.insert(0, (town.names[text.language], [state.values[ags] for state in states]))
    rows = [
        {
            "place": place,
            "date": state.date.isoformat(),
            "index": round(number / numbers[0] * 100, 2),
        }
        for place, numbers in lines
        for state, number in zip(states, numbers, strict=True)
    ]
    names = [place for place, _ in lines]
    days = [state.date for state in states]

    def draw() -> Any:
        import altair as alt

        colours = ["var(--ruhr-chart-here)", "var(--ruhr-chart-region)"][-len(names) :]
        base = alt.Chart(alt.InlineData(values=rows)).encode(
            x=alt.X(
                "date:T",
                title=None,
                axis=alt.Axis(
                    values=[alt.DateTime(year=d.year, month=d.month, date=d.day) for d in days],
                    format="%Y",
                    grid=False,
                    labelOverlap=True,
                ),
            ),
            y=alt.Y(
                "index:Q",
                title=None,
                scale=alt.Scale(zero=False, nice=True),
                axis=alt.Axis(labelExpr=_decimal(text), tickCount=4),
            ),
            color=alt.Color(
                "place:N",
                sort=names,
                scale=alt.Scale(domain=names, range=colours),
                legend=alt.Legend(title=None, orient="bottom", symbolType="stroke"),
            ),
        )
        return base.mark_line(strokeWidth=2.5) + base.mark_point(filled=True, size=44, opacity=1)

    first, last = states[0], states[-1]
    rows_of_words = (
        ("", *names),
        *(
            (text.date(state.date), *(text.number(numbers[n]) for _, numbers in lines))
            for n, state in enumerate(states)
        ),
    )
    words = " ".join(
        text(
            "charts.development_words",
            place=place,
            first=str(first.date.year),
            last=str(last.date.year),
            change=_signed((numbers[-1] / numbers[0] - 1) * 100, text),
        )
        for place, numbers in lines
    )
    title = text("charts.development", year=str(first.date.year))
    return Chart(title, words, rows_of_words, 130, draw)


def _ranking(town: Feature | None, atlas: Atlas, text: Texts) -> Chart | None:
    """Every municipality's density as a bar, the densest first, the chosen one in colour."""
    if not _has(atlas):
        return None
    measure: Measure = "km2" if "km2" in atlas.indicators.measures(INHABITANTS) else "raw"
    values = atlas.indicators.values(INHABITANTS, None, measure)
    whole = atlas.indicators.region(INHABITANTS, None, measure) or 0.0
    ags = str(town.get("ags")) if town else ""
    ordered = sorted(values, key=lambda code: -values[code])
    rows = [
        {"place": code, "value": round(values[code], 1), "here": code == ags} for code in ordered
    ]

    def draw() -> Any:
        import altair as alt

        bars = (
            alt.Chart(alt.InlineData(values=rows))
            .mark_bar()
            .encode(
                x=alt.X("place:N", sort=ordered, axis=None, scale=alt.Scale(paddingInner=0.18)),
                y=alt.Y(
                    "value:Q",
                    title=None,
                    axis=alt.Axis(tickCount=4, labelExpr=_grouped(text)),
                ),
                color=alt.condition(
                    "datum.here",
                    alt.value("var(--ruhr-chart-here)"),
                    alt.value("var(--ruhr-chart-rest)"),
                ),
            )
        )
        line = (
            alt.Chart(alt.InlineData(values=[{"value": round(whole, 1)}]))
            .mark_rule(color="var(--ruhr-ink)", strokeDash=[4, 3])
            .encode(y="value:Q")
        )
        return bars + line

    names = {code: place.names[text.language] for code, place in atlas.municipalities.items()}
    values_text = {code: text.number(values[code]) for code in values}
    words = text(
        "charts.ranking_words",
        high=names[ordered[0]],
        most=values_text[ordered[0]],
        low=names[ordered[-1]],
        least=values_text[ordered[-1]],
        region=text.number(whole),
    )
    placed = rank(values, ags)
    if town and placed:
        here = {"place": names[ags], "value": values_text[ags], "rank": placed[0], "of": placed[1]}
        words = f"{text('charts.ranking_here', **here)} {words}"
    rows_of_words = (
        ("", text("charts.density_unit")),
        *((names[c], values_text[c]) for c in ordered),
    )
    year = atlas.indicators.series[INHABITANTS].years[-1]
    return Chart(text("charts.ranking", year=str(year)), words, rows_of_words, 110, draw)


def _has(atlas: Atlas) -> bool:
    return INHABITANTS in atlas.indicators.series


def _decimal(text: Texts) -> str:
    """A Vega expression for a number with one decimal."""
    shown = "format(datum.value, '.1f')"
    return f"replace({shown}, '.', ',')" if text.language == "de" else shown


def _grouped(text: Texts) -> str:
    """A Vega expression for a whole number with its thousands marked."""
    shown = "format(datum.value, ',.0f')"
    return f"replace({shown}, ',', '.')" if text.language == "de" else shown


def _signed(percent: float, text: Texts) -> str:
    sign = "+" if percent > 0 else "−" if percent < 0 else "±"
    return f"{sign}{text.number(abs(percent), 1)}\u00a0%"


CHARTS: tuple[Callable[[Feature | None, Atlas, Texts], Chart | None], ...] = (
    _development,
    _land_use,
    _ranking,
)
