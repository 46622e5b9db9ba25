"""Colours of classes: ColorBrewer schemes for light and dark ground.

Source: Cynthia Brewer, ColorBrewer 2.0 (Apache-2.0), as branca carries it.
"""

from __future__ import annotations

from collections.abc import Sequence

from branca.colormap import linear

FEWEST, MOST = 3, 7
_FINEST = 11  # colours of a diverging scheme at its finest


def is_scheme(name: str, *, diverging: bool) -> bool:
    """Whether branca has `name` in all the sizes we draw from."""
    sizes = (_FINEST,) if diverging else range(FEWEST, MOST + 1)
    return all(hasattr(linear, f"{name}_{size:02d}") for size in sizes)


def sequential(scheme: str, count: int) -> tuple[str, ...]:
    """`count` CSS colours from low to high.

    More of the thing is always further from the ground it stands on, so on dark ground the
    scheme is turned round. Fewer than three colours are the last of three.
    """
    drawn = [_hex(c) for c in getattr(linear, f"{scheme}_{max(count, FEWEST):02d}").colors]
    return tuple(map(_light_dark, drawn[-count:], drawn[::-1][-count:]))


def diverging(scheme: str, sides: Sequence[int]) -> tuple[str, ...]:
    """A CSS colour for each class, given on which side of the middle it lies and how far.

    `sides` counts classes from the middle: -2, -1, 0, 1 for two below it, the one around it and
    one above. On dark ground the hues stay and the lightness is turned over.
    """
    furthest = max(1, *(abs(side) for side in sides))
    colormap = getattr(linear, f"{scheme}_{_FINEST:02d}").scale(-1, 1)
    light = [colormap(side / furthest)[:7] for side in sides]
    return tuple(_light_dark(c, f"oklch(from {c} calc(1.22 - l) c h)") for c in light)


def _light_dark(light: str, dark: str) -> str:
    return f"light-dark({light}, {dark})"


def _hex(colour: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour[:3])
