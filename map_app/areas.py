"""Points that stand for an area whose outline is not known, and the circles drawn around points.

Pure. The build says what is an area (`area`) and, where it is known, how large (`extent_ha`); see
geodata/README.md. bridge/marks.js draws the same circles.
"""

from __future__ import annotations

import math

from map_app.atlas import Feature

APPROXIMATE_M = 150
_HECTARE_M2 = 10_000
_BEYOND = 1.5  # times the area's circle, from which on its position is badly known too


def is_area(feature: Feature) -> bool:
    """Whether the position is that of an area, not of a building."""
    return bool(feature.get("area"))


def extent_ha(feature: Feature) -> float | None:
    """How large an area is, in hectares; None where nobody says."""
    value = feature.get("extent_ha")
    return None if value is None or not is_area(feature) else float(value)


def area_radius_m(feature: Feature) -> float | None:
    """The radius of the circle that stands for an area, None of anything else.

    As large as the area where its extent is known, else as far as its position may be off.
    """
    if not is_area(feature):
        return None
    hectares = extent_ha(feature)
    if hectares is None:
        return float(feature.get("accuracy_m"))
    return math.sqrt(hectares * _HECTARE_M2 / math.pi)


def unsure_radius_m(feature: Feature) -> float | None:
    """The radius within which a badly known position lies; None where it is known well enough.

    An area is badly placed only where that circle is clearly larger than its own.
    """
    sure = float(feature.get("accuracy_m") or 0)
    own = area_radius_m(feature) or 0.0
    return sure if sure > APPROXIMATE_M and sure > _BEYOND * own else None
