"""A municipality or district in a few sentences, made from its figures."""

from __future__ import annotations

from map_app.profiles import Fact, Profile
from map_app.texts import Texts

_EMSCHER = "emscher-river"
_KEYS = {"kreisfreie-stadt": "city", "stadt": "town", "gemeinde": "village"}


def town_summary(profile: Profile, text: Texts) -> str:
    """What kind of place it is, how large, its longest border, its stretch of the Emscher."""
    if profile.feature.layer.id == "districts":
        return _district(profile, text)
    if profile.feature.layer.id != "municipalities":
        return ""
    return " ".join(
        filter(None, (_kind(profile, text), _size(profile, text), *_around(profile, text)))
    )


def _kind(profile: Profile, text: Texts) -> str:
    key = _KEYS.get(profile.feature.kind, "")
    district = next((d.names[text.language] for d in profile.districts), "")
    if not key or (key != "city" and not district):
        return ""
    return text(f"town.{key}", name=profile.feature.names[text.language], district=district)


def _size(profile: Profile, text: Texts) -> str:
    people, area = _fact(profile, "inhabitants"), _fact(profile, "area_km2")
    if not (people and area and people.rank and area.rank):
        return ""
    return text(
        "town.size",
        inhabitants=people.value,
        year=str(people.entry.year),
        of=people.rank[1],
        rank=people.rank[0],
        area=text.fact(area.entry, area.value),
        area_rank=area.rank[0],
    )


def _around(profile: Profile, text: Texts) -> list[str]:
    found = []
    if profile.neighbours:
        longest = profile.neighbours[0]
        found.append(
            text(
                "town.border",
                name=longest.feature.names[text.language],
                length=text.distance(longest.length_m),
            )
        )
    river = next((c for c in profile.courses if c.feature.id == _EMSCHER), None)
    if river:
        found.append(text("town.emscher", length=text.distance(river.length_m)))
    return found


def _district(profile: Profile, text: Texts) -> str:
    count, people = _fact(profile, "municipality_count"), _fact(profile, "inhabitants")
    if not (count and people):
        return ""
    return text(
        "town.district",
        name=profile.feature.names[text.language],
        towns=count.value,
        inhabitants=people.value,
        year=str(people.entry.year),
    )


def _fact(profile: Profile, name: str) -> Fact | None:
    return next((fact for fact in profile.facts if fact.entry.name == name), None)
