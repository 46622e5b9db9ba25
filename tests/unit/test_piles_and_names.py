"""Piles and names of a picture: nothing stands on anything else, and nothing is lost."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import QUICK

from map_app.saving.naming import Spot, Wish, along, around, box_of, overlap, placed
from map_app.saving.piles import Group, bubble_radius, piled, step_aside

PLACES = st.floats(0, 300).map(lambda value: round(value, 1))
FRAME = (0.0, 0.0, 300.0, 300.0)


@st.composite
def spots(draw):
    found = draw(st.lists(st.tuples(PLACES, PLACES), max_size=40))
    return [(f"id-{number}", x, y) for number, (x, y) in enumerate(found)]


@given(spots(), st.randoms(use_true_random=False))
@QUICK
def test_no_two_piles_overlap_no_symbol_is_lost_and_their_order_is_irrelevant(given_, random):
    groups = piled(given_, 7)
    assert sorted(name for group in groups for name in group.ids) == sorted(s[0] for s in given_)
    for one, other in combinations(groups, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius
    shuffled = [*given_]
    random.shuffle(shuffled)
    assert piled(shuffled, 7) == groups


def test_a_pile_grows_with_what_is_in_it_and_steps_aside_for_the_chosen():
    [pile] = piled([(str(n), 50, 50) for n in range(12)], 7)
    assert (pile.x, pile.y, pile.radius) == (50, 50, bubble_radius(12))
    step_aside(pile, 50, 50, 27)
    assert math.hypot(pile.x - 50, pile.y - 50) == pytest.approx(27 + pile.radius + 2)
    far = Group(["a", "b"], 200, 200, 12)
    step_aside(far, 50, 50, 27)
    assert (far.x, far.y) == (200, 200)


@st.composite
def wishes(draw):
    found = []
    for number in range(draw(st.integers(0, 15))):
        x, y, width = draw(PLACES), draw(PLACES), draw(st.floats(5, 80))
        found.append(
            Wish(
                key=f"name-{number}",
                words="x",
                look="site",
                width=width,
                height=8,
                rank=draw(st.integers(0, 3)),
                weight=0,
                spots=around(x, y, width, 8, 10),
            )
        )
    return found


@given(wishes(), st.lists(st.tuples(PLACES, PLACES), max_size=8))
@QUICK
def test_names_touch_neither_symbols_nor_each_other_nor_the_frame(asked, symbols):
    obstacles = [(x - 7, y - 7, x + 7, y + 7) for x, y in symbols]
    boxes = [box_of(s, w.width, w.height) for w, s in placed(asked, obstacles, FRAME, 2)]
    for box in boxes:
        assert box[0] >= 0
        assert box[1] >= 0
        assert box[2] <= 300
        assert box[3] <= 300
        assert not any(overlap(box, other, 2) for other in obstacles)
    for one, other in combinations(boxes, 2):
        assert not overlap(one, other, 2)


def test_the_more_important_name_gets_the_place():
    def wish(key: str, rank: float, weight: float = 0) -> Wish:
        return Wish(key, key, "site", 30, 8, rank, weight, (Spot(50, 50),))

    [(kept, _)] = placed([wish("a", 1, 9), wish("b", 2)], [], FRAME, 2)
    assert kept.key == "b"
    [(kept, _)] = placed([wish("a", 1, 3), wish("b", 1, 9)], [], FRAME, 2)
    assert kept.key == "b"


def test_a_name_keeps_off_lines_where_it_can():
    wish = Wish("a", "a", "site", 30, 8, 1, 0, (Spot(50, 50), Spot(50, 80)))
    line = [(40.0, 46.0, 60.0, 54.0)]
    assert placed([wish], [], FRAME, 2, soft=line)[0][1] == Spot(50, 80)
    assert placed([wish], [(40, 76, 60, 84)], FRAME, 2, soft=line)[0][1] == Spot(50, 50)


def test_a_name_follows_a_straight_line_and_is_never_upside_down():
    line = np.column_stack([np.linspace(280, 20, 40), np.linspace(200, 100, 40)])
    found = along(line, 60, FRAME, 8)
    slope = math.degrees(math.atan2(100, 260))
    assert found
    for spot in found:
        assert spot.angle == pytest.approx(slope, abs=0.5)
        along_x = 20 + (spot.y - 100) / 100 * 260
        assert abs(spot.x - along_x) * math.sin(math.radians(slope)) == pytest.approx(8, abs=0.3)
    zigzag = np.array(
        [(x, 100 + 40 * (n % 2)) for n, x in enumerate(range(20, 280, 20))], dtype=float
    )
    assert along(zigzag, 60, FRAME, 8) == ()
