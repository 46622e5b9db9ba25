"""Symbols as outlines: what SVG draws, the picture draws too."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ATLAS, QUICK

from map_app.saving.symbols import CLOSE, CURVE, LINE, MOVE, outline

NUMBERS = st.integers(-99, 99).map(lambda n: n / 10)


def on_curve(points: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Points along every cubic curve of an outline."""
    found = []
    for at in np.flatnonzero(codes == CURVE)[::3]:
        a, b, c, d = points[at - 1 : at + 3]
        for t in np.linspace(0, 1, 9):
            s = 1 - t
            found.append(s**3 * a + 3 * s * s * t * b + 3 * s * t * t * c + t**3 * d)
    return np.array(found)


@pytest.mark.parametrize("name", ATLAS.catalog.symbols)
def test_every_symbol_of_the_catalogue_is_about_twenty_units_large(name):
    points, codes = outline(ATLAS.catalog.symbols[name])
    assert codes[0] == MOVE
    assert set(codes) <= {MOVE, LINE, CURVE, CLOSE}
    assert np.abs(points).max() <= 13
    assert np.ptp(points, axis=0).max() >= 8


def test_upwards_on_the_sheet_is_downwards_in_svg():
    points, codes = outline("M0-10L10 8H-10V3Z")
    assert points.tolist() == [[0, 10], [10, -8], [-10, -8], [-10, -3], [0, 10]]
    assert codes.tolist() == [MOVE, LINE, LINE, LINE, CLOSE]


def test_two_half_arcs_are_a_circle():
    curve = on_curve(*outline("M0-9A9 9 0 1 1 0 9A9 9 0 1 1 0-9Z"))
    assert np.hypot(*curve.T) == pytest.approx(9, abs=0.01)
    # All the way round, not twice the same half.
    assert curve.min(axis=0) == pytest.approx([-9, -9], abs=0.01)
    assert curve.max(axis=0) == pytest.approx([9, 9], abs=0.01)


@pytest.mark.parametrize(
    ("flags", "middle"), [("0 1", (0, 4)), ("0 0", (0, -4)), ("1 1", (0, 16)), ("1 0", (0, -16))]
)
def test_the_flags_of_an_arc_choose_one_of_four(flags, middle):
    curve = on_curve(*outline(f"M-8 0A10 10 0 {flags} 8 0"))
    assert np.hypot(*(curve - middle).T).min() < 0.3


def test_the_flags_may_stand_without_space():
    spaced, glued = outline("M1 2a7 7 0 0 1 -1 2"), outline("M1 2a7 7 0 01-1 2")
    assert spaced[0].tolist() == glued[0].tolist()


def test_radii_that_are_too_small_grow_until_they_reach():
    curve = on_curve(*outline("M-8 0A1 1 0 0 1 8 0"))
    assert np.hypot(*curve.T) == pytest.approx(8, abs=0.01)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=6))
@QUICK
def test_relative_commands_draw_what_absolute_ones_do(places):
    absolute = "M" + "L".join(f"{x},{y}" for x, y in places) + "Z"
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(places)]
    first = f"m{places[0][0]} {places[0][1]}"
    relative = first + "".join(f"l{x:.4f} {y:.4f}" for x, y in steps) + "z"
    one, other = outline(absolute), outline(relative)
    assert one[0] == pytest.approx(other[0], abs=1e-2)
    assert one[1].tolist() == other[1].tolist()


def test_smooth_curves_mirror_the_control_before():
    points, _ = outline("M0 0C0 4 4 4 4 0S8-4 8 0")
    assert points[4].tolist() == [4, 4]
    curve = on_curve(*outline("M0 0Q4 8 8 0T16 0"))
    assert curve[4].tolist() == pytest.approx([4, -4])
    assert curve[13].tolist() == pytest.approx([12, 4])


@pytest.mark.parametrize("path", ["L", "10 10", "M0", "M0 0L1", "M0 0Z5 5", "M0 0A1 1 0 2 1 5 5"])
def test_what_is_no_path_data_is_refused(path):
    with pytest.raises(ValueError, match=re.compile("path data|needs")):
        outline(path)
