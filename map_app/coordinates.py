"""Coordinates as people write them: decimal degrees, degrees with minutes and seconds, UTM.

Pure: text in, positions out. Knows no map and no region.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

LonLat = tuple[float, float]

# Signs that stand for degree, minute, second and minus on one keyboard or another.
_SIGNS = str.maketrans(
    {**dict.fromkeys("º˚", "°"), **dict.fromkeys("′’‘´`", "'"), **dict.fromkeys("″“”„", '"'),
     "−": "-", "–": "-"}
)  # fmt: skip
_ANGLE = r"""
    (?P<before{n}>[NSEWO])? \s*
    (?P<degrees{n}>[+-]?\d{{1,3}}(?:[.,]\d+)?) \s*
    (?P<sign{n}>° \s* (?: (?P<minutes{n}>\d{{1,2}}(?:[.,]\d+)?) \s* ' \s*
        (?: (?P<seconds{n}>\d{{1,2}}(?:[.,]\d+)?) \s* (?:"|'') )? )? )?
    (?(before{n})|\s*(?P<after{n}>[NSEWO])?)
"""
# Between two angles: a separator, a space, or nothing where the first one clearly ended.
_PAIR = re.compile(
    _ANGLE.format(n=1) + r"""(?: \s*[,;/]\s* | \s+ | (?<=[NSEWO"']) )""" + _ANGLE.format(n=2),
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_UTM = re.compile(
    r"""(?: (?P<zone>3[1-3]) \s* [A-Z]? \s* [,;]? \s* )?
    (?P<easting>\d{6}(?:[.,]\d+)?) \s* [,;]? \s+ (?P<northing>\d{7}(?:[.,]\d+)?)""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_HOME_ZONE = "32"


def positions(text: str) -> tuple[LonLat, ...]:
    """The (lon, lat) in EPSG:4326 degrees that `text` may mean, the likeliest first.

    Two numbers without letters are latitude and longitude, or the other way round. UTM is read in
    ETRS89 (EPSG:25831 to 25833), in zone 32 where none is named. Empty where `text` is no position.
    """
    tidy = text.strip().translate(_SIGNS)
    utm = _UTM.fullmatch(tidy)
    if utm is not None:
        return _from_utm(
            utm["zone"] or _HOME_ZONE, _number(utm["easting"]), _number(utm["northing"])
        )
    pair = _PAIR.fullmatch(tidy)
    return _from_pair(pair.groupdict()) if pair is not None else ()


def _from_pair(parts: dict[str, Any]) -> tuple[LonLat, ...]:
    first, second = _degrees(parts, 1), _degrees(parts, 2)
    if first is None or second is None or not _is_meant(parts):
        return ()
    axes = (_axis(parts, 1), _axis(parts, 2))
    if axes == ("", ""):
        readings = [(second, first), (first, second)]
    elif axes in (("NS", "EW"), ("NS", ""), ("", "EW")):
        readings = [(second, first)]
    elif axes in (("EW", "NS"), ("EW", ""), ("", "NS")):
        readings = [(first, second)]
    else:
        return ()
    return tuple((lon, lat) for lon, lat in readings if abs(lon) <= 180 and abs(lat) <= 90)


def _is_meant(parts: dict[str, Any]) -> bool:
    """Whether two numbers look like a position: "51 7" alone does not."""
    return any(parts[f"{name}{n}"] for n in (1, 2) for name in ("sign", "before", "after")) or any(
        re.search(r"[.,]", parts[f"degrees{n}"]) for n in (1, 2)
    )


def _letter(parts: dict[str, Any], n: int) -> str:
    return str(parts[f"before{n}"] or parts[f"after{n}"] or "").upper().replace("O", "E")


def _axis(parts: dict[str, Any], n: int) -> str:
    letter = _letter(parts, n)
    return next((axis for axis in ("NS", "EW") if letter and letter in axis), "")


def _degrees(parts: dict[str, Any], n: int) -> float | None:
    """An angle in degrees, negative in the south and west; None where it is none."""
    minutes, seconds = (_number(parts[f"{name}{n}"] or "0") for name in ("minutes", "seconds"))
    if minutes >= 60 or seconds >= 60:
        return None
    written = str(parts[f"degrees{n}"])
    size = abs(_number(written)) + minutes / 60 + seconds / 3600
    return -size if written.startswith("-") or _letter(parts, n) in ("S", "W") else size


def _from_utm(zone: str, easting_m: float, northing_m: float) -> tuple[LonLat, ...]:
    lon, lat = _to_degrees(zone).transform(easting_m, northing_m)
    known = abs(lon) <= 180 and abs(lat) <= 90
    return ((lon, lat),) if known else ()


@lru_cache(maxsize=3)
def _to_degrees(zone: str) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(f"EPSG:258{zone}", "EPSG:4326", always_xy=True)


def _number(written: str) -> float:
    return float(written.replace(",", "."))
