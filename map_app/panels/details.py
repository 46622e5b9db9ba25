"""The profile panel: a profile in words, numbers and links of one language."""

from __future__ import annotations

from datetime import date
from typing import Any

from map_app import open_ends
from map_app.areas import extent_ha, is_area
from map_app.atlas import Atlas, Feature
from map_app.figures import REGION, Figure
from map_app.panels.section import section
from map_app.panels.town import town_summary
from map_app.profiles import Course, Fact, Near, Profile, parts_of, website_of
from map_app.river import RIVER_ID
from map_app.tables import Origin
from map_app.texts import Texts
from map_app.vicinity import DECIMALS, stands_for_itself

_FEW = 3  # places named in the line under the title
_SAME_SPOT_M = 15


def details(profile: Profile, atlas: Atlas, text: Texts) -> dict[str, Any]:
    """What the panel shows of a profile; every string is plain text.

    Features are named by their number in the frame's list: the browser has their names.
    """
    feature, language = profile.feature, text.language
    kind = atlas.catalog.kind_of(feature.kind).label(language)
    previous, following = profile.previous, profile.following
    members = [
        {
            "title": atlas.catalog.theme_of(theme).title(language),
            "theme": theme,
            "items": [atlas.number_of[member.id] for member in features],
        }
        for theme, features in profile.members.items()
    ]
    return {
        "id": feature.id,
        "title": feature.names[language],
        "theme": feature.layer.theme,
        "layer": feature.layer.id,
        "kicker": f"{kind} · {profile.theme.title(language)}",
        "where": _where(profile, text),
        "through": _through(profile, atlas, text),
        "website": website_of(feature),
        "placed": feature.anchor is not None,
        "at": _position(feature),
        "compare": _compare(feature, text),
        "summary": feature.text("summary", language) or town_summary(profile, text),
        "told": feature.text("told", language),
        "approximate": _approximate(profile, text),
        "extent": _extent(profile, text),
        "position": feature.text("position", language),
        "facts": _facts(profile, text),
        "figures": [_figure(figure, text) for figure in profile.figures],
        "related": [
            {
                "title": (one.relation.label if one.forward else one.relation.inverse)(language),
                "items": [atlas.number_of[other.id] for other in one.features],
            }
            for one in profile.related
        ],
        "links": sorted(
            {
                other.id
                for one in profile.related
                for other in one.features
                if other.anchor is not None
            }
        ),
        "section": section(feature, atlas, text),
        "courses": [_course(course, atlas, text) for course in profile.courses],
        "stretches": _stretches(feature, text),
        "members": members,
        "empty": text("details.no_members")
        if feature.layer.id == "municipalities" and not members
        else "",
        "neighbours": [
            [atlas.number_of[border.feature.id], text.distance(border.length_m)]
            for border in profile.neighbours
        ],
        "nearby": [_near(near, atlas, text) for near in profile.nearby],
        "sources": _sources(profile, text),
        "previous": _link(previous, text) if previous else None,
        "following": _link(following, text) if following else None,
    }


def _position(feature: Feature) -> list[float] | None:
    """Latitude and longitude of a place or an area; None for lines and what has no own place."""
    shape = feature.geometry
    if feature.anchor is None or shape is None or not stands_for_itself(feature):
        return None
    if shape.geom_type.endswith("LineString"):
        return None
    lon, lat = feature.anchor
    return [round(lat, DECIMALS), round(lon, DECIMALS)]


def _stretches(feature: Feature, text: Texts) -> list[list[str]]:
    """Name, accuracy and basis of each stretch; parts that only differ in their states are one.

    Those of the river are told by its own panel.
    """
    if feature.id == RIVER_ID:
        return []
    rows = [
        [
            str(part.get(f"name_{text.language}") or part.get("name_de") or ""),
            text.distance(float(part["accuracy_m"])),
            str(part.get(f"basis_{text.language}") or ""),
        ]
        for part in parts_of(feature)
    ]
    return [row for number, row in enumerate(rows) if number == 0 or row != rows[number - 1]]


def _compare(feature: Feature, text: Texts) -> str:
    """The way to the figures, from a municipality and from the region itself."""
    if feature.id == REGION:
        return text("details.all_figures")
    return text("details.compare") if feature.layer.id == "municipalities" else ""


def _link(feature: Feature, text: Texts) -> dict[str, str]:
    return {"id": feature.id, "name": feature.names[text.language]}


def _near(near: Near, atlas: Atlas, text: Texts) -> list[int | str]:
    """Number, distance and kind of a site close by."""
    away = (
        text("details.same_spot")
        if near.distance_m < _SAME_SPOT_M
        else text.distance(near.distance_m)
    )
    kind = atlas.catalog.kind_of(near.feature.kind).label(text.language)
    return [atlas.number_of[near.feature.id], away, kind]


def _course(course: Course, atlas: Atlas, text: Texts) -> list[int | str]:
    return [atlas.number_of[course.feature.id], text.distance(course.length_m)]


def _where(profile: Profile, text: Texts) -> list[dict[str, str]]:
    """Where it lies: few places by name, many by number."""
    if profile.feature.layer.id == "districts":
        return [{"name": text("details.in_region")}]
    if profile.feature.layer.id == "municipalities":
        return [
            *(_link(district, text) for district in profile.districts),
            *([] if profile.districts else [{"name": text("details.in_region")}]),
        ]
    if profile.feature.anchor is None and not profile.municipalities:
        return []
    if len(profile.municipalities) > _FEW or profile.is_placeless:
        return [{"name": text("details.in_region")}]
    return [_link(place, text) for place in (*profile.municipalities, *profile.districts)]


def _through(profile: Profile, atlas: Atlas, text: Texts) -> dict[str, Any] | None:
    """The municipalities a long feature passes, where they are too many for one line."""
    if len(profile.municipalities) <= _FEW:
        return None
    shape = profile.feature.geometry
    key = "touches" if shape is None else "through"
    if shape is not None and shape.geom_type.startswith("Multi"):
        key = "pieces"
    return {
        "title": text(f"details.{key}"),
        "items": [atlas.number_of[place.id] for place in profile.municipalities],
    }


def _facts(profile: Profile, text: Texts) -> list[list[str]]:
    """Label, value with unit, year; the address first."""
    feature, language = profile.feature, text.language
    facts = []
    address = feature.get("address")
    if address:
        towns = [place.names[language] for place in profile.municipalities]
        missing = [] if any(town in str(address) for town in towns) else towns[:1]
        facts.append([text("details.address"), ", ".join([str(address), *missing]), ""])
    for fact in profile.facts:
        facts.append(
            [fact.entry.label(language), text.fact(fact.entry, fact.value), _remark(fact, text)]
        )
    return facts


def _remark(fact: Fact, text: Texts) -> str:
    """Year and rank of a fact, as far as it has them."""
    remarks = []
    if fact.entry.year:
        remarks.append(text("details.year", year=str(fact.entry.year)))
    if fact.rank:
        place, of = fact.rank
        remarks.append(text("details.rank", place=place, of=of))
    return ", ".join(remarks)


def _figure(figure: Figure, text: Texts) -> list[str]:
    """Label, value with unit, year and remark; where it was read stands among the sources."""
    note = figure.note(text.language) if figure.note else ""
    return [
        figure.label(text.language),
        figure_value(figure, text),
        _figure_year(figure, text),
        *([note] if note else []),
    ]


def figure_row(figure: Figure, text: Texts) -> dict[str, str | None]:
    """A figure as a row: label, value with unit, its year, and where it was read."""
    language = text.language
    return {
        "id": figure.id,
        "label": figure.label(language),
        "value": figure_value(figure, text),
        "year": _figure_year(figure, text),
        "note": figure.note(language) if figure.note else "",
        "origin": " · ".join(_origin(one, text) for one in figure.origins),
        "url": next((one.url for one in figure.origins if one.url), None),
    }


def figure_value(figure: Figure, text: Texts) -> str:
    """A figure's value as its language writes it: "über 4.300 Personen", "Platz 1 in NRW"."""
    if figure.format == "year":
        return str(int(figure.value))
    unit = figure.unit(text.language)
    if figure.format == "rank":
        return text("figures.rank", place=figure.value, scope=unit)
    shown = f"{text.number(figure.value, figure.decimals)}\u00a0{unit}"
    return text(f"figures.{figure.qualifier}", value=shown) if figure.qualifier else shown


def _figure_year(figure: Figure, text: Texts) -> str:
    if figure.format == "year":
        return ""
    if figure.undated:
        key = "undated" if figure.lines else "undated_elsewhere"
        return text(f"figures.{key}", year=str(figure.year))
    if figure.year_from and figure.year_from != figure.year:
        return f"{figure.year_from}–{figure.year}"
    return str(figure.year)


def _origin(origin: Origin, text: Texts) -> str:
    return origin.text(text.language)


def _approximate(profile: Profile, text: Texts) -> str:
    if profile.accuracy_m is None:
        return ""
    if profile.is_placeless:
        return text("details.placeless")
    sure = sorted({float(part["accuracy_m"]) for part in parts_of(profile.feature)})
    if len(sure) > 1:
        return text(
            "details.approximate_line",
            best=text.distance(min(sure)),
            worst=text.distance(max(sure)),
        )
    if profile.is_approximate:
        return text("details.approximate", distance=text.distance(profile.accuracy_m))
    return ""


def _extent(profile: Profile, text: Texts) -> list[str]:
    """What the drawing leaves open, as the sign it is drawn with and a sentence; else empty."""
    feature = profile.feature
    if is_area(feature):
        hectares = extent_ha(feature)
        if hectares is None:
            return ["area-circle", text("details.area")]
        return ["area-circle", text("details.area_extent", hectares=_hectares(hectares, text))]
    if open_ends.pieces(feature):
        joined = open_ends.links(feature)
        return ["unknown", text("details.unknown_joined" if joined else "details.unknown")]
    if feature.layer.role == "ground" and profile.accuracy_m:
        return ["area", _border(profile.accuracy_m, feature, text)]
    return []


def _border(accuracy_m: float, feature: Feature, text: Texts) -> str:
    """How far a border, or the one of its district, lies from the official one."""
    most, median_m = text.distance(accuracy_m), feature.get("border_median_m")
    if median_m is None:
        return text("details.border_rough", most=most)
    if feature.get("border_of") == "district":
        return text("details.border_district", half=text.distance(median_m), most=most)
    return text("details.border", half=text.distance(median_m), most=most)


def _hectares(hectares: float, text: Texts) -> str:
    return f"{text.number(hectares, 0 if hectares >= 10 else 1)}\u00a0ha"


def _sources(profile: Profile, text: Texts) -> list[dict[str, str | None]]:
    cited = [
        {
            "text": citation.texts[text.language],
            "url": citation.url,
            "note": text("details.accessed", date=text.date(citation.accessed))
            if citation.accessed
            else "",
        }
        for citation in profile.citations
    ]
    data_sets = [
        {
            "text": source.title(text.language),
            "url": source.url,
            "note": f"{text('details.licence', licence=source.licence)}, "
            f"{text('details.state', date=text.date(source.date))}",
        }
        for source in profile.sources
    ]
    told = {entry["text"] for entry in cited}
    figures = {
        origin.text(text.language): {
            "text": origin.text(text.language),
            "url": origin.url,
            "note": text("details.accessed", date=text.date(date.fromisoformat(origin.accessed))),
        }
        for figure in profile.figures
        for origin in figure.origins
        if origin.text(text.language) not in told
    }
    return [*cited, *figures.values(), *data_sets]
