"""What a view shows, for all who tell it otherwise than on the map: table, files, pictures."""

from __future__ import annotations

from map_app.atlas import Atlas, Feature
from map_app.links import View, layers_on
from map_app.selection import Index


def is_there(feature: Feature, year: int | None) -> bool:
    """Whether a feature is there in a year; without a year everything is."""
    lifetime = feature.layer.time
    if year is None or lifetime is None:
        return True
    since, until = feature.get(lifetime.since), feature.get(lifetime.until)
    return (not since or int(since) <= year) and (not until or year < int(until))


def shown_features(view: View, atlas: Atlas, index: Index) -> tuple[Feature, ...]:
    """What passes the filters, is there in the year, and whose layer is on; in the order of the
    list. Entries have no switch.
    """
    on, passing = layers_on(view, atlas), index.passing(view.selection)
    return tuple(
        feature
        for number, feature in enumerate(index.features)
        if passing >> number & 1
        and (feature.layer.id in on or feature.layer.role == "entries")
        and is_there(feature, view.year)
    )
