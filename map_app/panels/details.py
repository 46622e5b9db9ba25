"""The profile panel: a profile in words, numbers and links of one language."""

from __future__ import annotations

from typing import Any

from map_app.atlas import Atlas, Feature
from map_app.profiles import PLACELESS_M, Profile, parts_of, website_of
from map_app.texts import Texts

_FEW = 3  # places named in the line under the title


def details(profile: Profile, atlas: Atlas, text: Texts) -> dict[str, Any]:
    """What the panel shows of a profile; every string is plain text."""
    feature, language = profile.feature, text.language
    kind = atlas.catalog.kind_of(feature.kind).label(language)
    previous, following = profile.previous, profile.following
    members = [
        {
            "title": atlas.catalog.theme_of(theme).title(language),
            "theme": theme,
            "items": [_item(member, atlas, text) for member in features],
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
        "through": _through(profile, text),
        "website": website_of(feature),
        "summary": feature.text("summary", language),
        "approximate": _approximate(profile, text),
        "position": feature.text("position", language),
        "facts": _facts(profile, text),
        "stretches": [
            [
                str(part.get(f"name_{language}") or part.get("name_de") or ""),
                text.distance(float(part["accuracy_m"])),
                str(part.get(f"basis_{language}") or ""),
            ]
            for part in parts_of(feature)
        ],
        "members": members,
        "empty": text("details.no_members")
        if feature.layer.id == "municipalities" and not members
        else "",
        "neighbours": [_link(other, text) for other in profile.neighbours],
        "nearby": [
            {**_item(near.feature, atlas, text), "note": text.distance(near.distance_m)}
            for near in profile.nearby
        ],
        "sources": _sources(profile, text),
        "previous": _link(previous, text) if previous else None,
        "following": _link(following, text) if following else None,
    }


def _link(feature: Feature, text: Texts) -> dict[str, str]:
    return {"id": feature.id, "name": feature.names[text.language]}


def _item(feature: Feature, atlas: Atlas, text: Texts) -> dict[str, str]:
    return {
        **_link(feature, text),
        "layer": feature.layer.id,
        "theme": feature.layer.theme,
        "note": "",
    }


def _where(profile: Profile, text: Texts) -> list[dict[str, str]]:
    """Where it lies: few places by name, many by number."""
    if profile.feature.layer.id == "districts":
        return [{"name": text("details.in_region")}]
    if profile.feature.layer.id == "municipalities":
        return [
            *(_link(district, text) for district in profile.districts),
            *([] if profile.districts else [{"name": text("details.in_region")}]),
        ]
    if len(profile.municipalities) > _FEW or profile.accuracy_m > PLACELESS_M:
        return [{"name": text("details.in_region")}]
    return [_link(place, text) for place in (*profile.municipalities, *profile.districts)]


def _through(profile: Profile, text: Texts) -> dict[str, Any] | None:
    """The municipalities a long feature passes, where they are too many for one line."""
    if len(profile.municipalities) <= _FEW:
        return None
    pieces = profile.feature.geometry.geom_type.startswith("Multi")
    return {
        "title": text("details.pieces" if pieces else "details.through"),
        "items": [_link(place, text) for place in profile.municipalities],
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
        year = text("details.year", year=str(fact.entry.year)) if fact.entry.year else ""
        facts.append([fact.entry.label(language), text.fact(fact.entry, fact.value), year])
    return facts


def _approximate(profile: Profile, text: Texts) -> str:
    if profile.accuracy_m > PLACELESS_M:
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
    return [*cited, *data_sets]
