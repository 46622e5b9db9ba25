"""The circle of the radius search: where it is, around what, and how far everything in it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from map_app.links import View
from map_app.selection import Index
from map_app.texts import Texts
from map_app.vicinity import DECIMALS, Near, stands_for_itself

_TOLD = 200  # distances sent at most: beyond these nobody reads on, and a click stays small


def near(view: View, passing: int, index: Index) -> dict[str, Any] | None:
    """Centre, radius and distances, as JSON-ready data; None without a circle.

    `around` is the number of the feature at its centre, if there is one. `tens` are tens of
    metres, as fine as they are shown: one for each that passes, in their order, joined by
    commas; empty beyond the nearest of them.
    """
    circle = view.selection.near
    if circle is None:
        return None
    tens = [
        round(distance / 10)
        for number, distance in enumerate(index.distances(circle))
        if passing >> number & 1
    ]
    furthest = sorted(tens)[:_TOLD][-1:]
    return {
        "lat": circle.lat,
        "lon": circle.lon,
        "km": circle.km,
        "around": next(_centres(circle, view.selected, index), None),
        "tens": ",".join(str(one) if one <= furthest[0] else "" for one in tens),
    }


def circle_in_words(circle: Near, text: Texts) -> str:
    """The circle for a file or a printed map: `5 km um 51.450, 7.010`."""
    km = f"{text.number(circle.km, 0 if circle.km.is_integer() else 1)}\u00a0km"
    return text("near.chip", km=km, place=f"{circle.lat:.3f}, {circle.lon:.3f}")


def _centres(circle: Near, selected: str | None, index: Index) -> Iterator[int]:
    """The numbers of the features whose place is the centre, what is selected first."""
    here = [
        number
        for number, feature in enumerate(index.features)
        if feature.anchor is not None
        and stands_for_itself(feature)
        and round(feature.anchor[1], DECIMALS) == circle.lat
        and round(feature.anchor[0], DECIMALS) == circle.lon
    ]
    yield from sorted(here, key=lambda number: index.features[number].id != selected)
