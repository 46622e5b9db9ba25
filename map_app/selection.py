"""What the visitor asked for, and which features answer: pure, quick, countable.

Features are bits of one integer, so that "and" between groups, "or" within a
group and the count behind every option are single operations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from map_app.atlas import Atlas, Feature
from map_app.folding import fold_words
from map_app.vicinity import Near, distances_m

Group = Literal["themes", "places", "kinds"]
GROUPS: tuple[Group, ...] = ("themes", "places", "kinds")


@dataclass(frozen=True)
class Selection:
    """The filters: any of `themes`, and any of `places`, and any of `kinds`, and all of `text`.

    An empty group asks for nothing and lets everything pass. `places` holds
    ids of municipalities and districts; `near` lets pass what reaches into its circle.
    """

    themes: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    text: str = ""
    near: Near | None = None

    @property
    def is_empty(self) -> bool:
        asked = self.themes or self.places or self.kinds or self.text.strip() or self.near
        return not asked

    def group(self, name: Group) -> frozenset[str]:
        values: frozenset[str] = getattr(self, name)
        return values

    def with_group(self, name: Group, values: Iterable[str]) -> Selection:
        chosen = frozenset(values)
        if name == "themes":
            return replace(self, themes=chosen)
        if name == "places":
            return replace(self, places=chosen)
        return replace(self, kinds=chosen)

    def toggled(self, name: Group, value: str, on: bool) -> Selection:
        values = self.group(name)
        return self.with_group(name, values | {value} if on else values - {value})


@dataclass(frozen=True)
class Relaxation:
    """A filter to give up: `group` without `value` (its text, its kilometres) leaves `count`."""

    group: Group | Literal["text", "near"]
    value: str
    count: int


@dataclass(frozen=True)
class Index:
    """The filterable features of an atlas as bits, by option.

    `entries` are those without a place, `world` those beyond the region's map.
    """

    features: tuple[Feature, ...]
    options: Mapping[Group, Mapping[str, int]]
    by_layer: Mapping[str, int]
    everything: int
    entries: int
    world: int

    @classmethod
    def of(cls, atlas: Atlas) -> Index:
        themes: dict[str, int] = {}
        places: dict[str, int] = {}
        kinds: dict[str, int] = {}
        layers: dict[str, int] = {}
        entries = world = 0
        for place in (*atlas.districts, *(f.id for f in atlas.municipalities.values())):
            places[place] = 0
        for number, feature in enumerate(atlas.filterable):
            bit = 1 << number
            themes[feature.layer.theme] = themes.get(feature.layer.theme, 0) | bit
            kinds[feature.kind] = kinds.get(feature.kind, 0) | bit
            layers[feature.layer.id] = layers.get(feature.layer.id, 0) | bit
            for place in feature.places & places.keys():
                places[place] |= bit
            entries |= bit if feature.anchor is None else 0
            world |= bit if feature.layer.view == "world" else 0
        return cls(
            features=atlas.filterable,
            options={"themes": themes, "places": places, "kinds": kinds},
            by_layer=layers,
            everything=(1 << len(atlas.filterable)) - 1,
            entries=entries,
            world=world,
        )

    def passing(self, selection: Selection) -> int:
        """The features that pass all filters, as bits in the order of `features`."""
        bits = self._with_text(selection.text) & self._within(selection.near)
        for name in GROUPS:
            bits &= self._of_group(selection, name)
        return bits

    def counts(self, selection: Selection) -> dict[Group, dict[str, int]]:
        """For every option of every group: how many features it alone would leave
        within its group while the other groups, the text and the circle stay as they are."""
        result: dict[Group, dict[str, int]] = {}
        for name in GROUPS:
            others = self.passing(selection.with_group(name, ()))
            result[name] = {
                option: (bits & others).bit_count() for option, bits in self.options[name].items()
            }
        return result

    def relaxations(self, selection: Selection) -> list[Relaxation]:
        """Which single filter to give up so that something passes again, best first."""
        ways: list[Relaxation] = []
        for name in GROUPS:
            values = sorted(selection.group(name))
            if not values:
                continue
            count = self.passing(selection.with_group(name, ())).bit_count()
            if count:
                ways.append(Relaxation(name, values[0] if len(values) == 1 else "", count))
        if selection.text.strip():
            count = self.passing(replace(selection, text="")).bit_count()
            if count:
                ways.append(Relaxation("text", selection.text, count))
        if selection.near:
            count = self.passing(replace(selection, near=None)).bit_count()
            if count:
                ways.append(Relaxation("near", f"{selection.near.km:g}", count))
        return sorted(ways, key=lambda way: -way.count)

    def hides(self, feature_id: str, bits: int) -> bool:
        """Whether a filterable feature is not among `bits`."""
        return any(
            f.id == feature_id and not bits >> number & 1 for number, f in enumerate(self.features)
        )

    def ids(self, bits: int) -> list[str]:
        return [f.id for number, f in enumerate(self.features) if bits >> number & 1]

    def _of_group(self, selection: Selection, name: Group) -> int:
        values = selection.group(name)
        if not values:
            return self.everything
        bits = 0
        for value in values:
            bits |= self.options[name].get(value, 0)
        return bits

    def distances(self, near: Near) -> tuple[float, ...]:
        """Metres from the centre of a circle to each of `features`; infinite without a place."""
        return distances_m(near.lat, near.lon, self.features)

    def _within(self, near: Near | None) -> int:
        if near is None:
            return self.everything
        bits = 0
        for number, metres in enumerate(self.distances(near)):
            if near.covers(metres):
                bits |= 1 << number
        return bits

    def _with_text(self, text: str) -> int:
        """Names are found by any part ("kanal": Abwasserkanal), prose only by whole beginnings
        of words, or "Essen" would be found in "Prozessen".
        """
        words = fold_words(text)
        if not words:
            return self.everything
        bits = 0
        for number, feature in enumerate(self.features):
            prose = f" {feature.prose}"
            if all(word in feature.haystack or f" {word}" in prose for word in words):
                bits |= 1 << number
        return bits


@lru_cache(maxsize=4)
def index_of(atlas: Atlas) -> Index:
    """The index of an atlas, made once."""
    return Index.of(atlas)


def ranges(bits: int) -> str:
    """Bits as short text for the wire: `0-52,57` for the features 0 to 52 and 57."""
    parts: list[str] = []
    number = 0
    while bits >> number:
        if bits >> number & 1:
            start = number
            while bits >> (number + 1) & 1:
                number += 1
            parts.append(str(start) if start == number else f"{start}-{number}")
        number += 1
    return ",".join(parts)
