"""Lines that go on unknown: they fade out on their known course, and gaps are bridged straight."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString
from strategies import ATLAS

from map_app.atlas import Feature
from map_app.cartography import drawn
from map_app.open_ends import FADE_PIXELS, LINK_M, Ends, fade, links, pieces
from map_app.panels.frame import frame

RHINE = ATLAS.by_id["water-rhein"]
OPEN = {"open_start": True, "open_end": True}


def river(*lines: list[tuple[float, float]], ends: list[dict[str, bool]]) -> Feature:
    """The Rhine with other pieces."""
    last = np.cumsum([len(line) for line in lines]) - 1
    parts = [
        {"to_vertex": int(to), "accuracy_m": 100, **one} for to, one in zip(last, ends, strict=True)
    ]
    properties = {**RHINE.properties, "parts": parts}
    return replace(RHINE, geometry=MultiLineString(lines), properties=properties)


@given(st.floats(1, 5000), st.booleans(), st.booleans(), st.floats(0, 500))
def test_what_fades_lies_on_the_known_course_and_most_of_it_stays(length, start, end, reach):
    found = fade(length, Ends(start, end), reach)
    assert all(0 <= a <= b <= length + 1e-9 for a, b in found.runs)
    assert all(b < c for (_, b), (c, _) in pairwise(found.runs))
    assert found.solid[1] - found.solid[0] >= length / 3 - 1e-9
    assert (found.solid[0] == 0) or start
    assert (found.solid[1] == length) or end


def test_an_open_end_fades_from_dots_to_longer_and_longer_dashes():
    runs = fade(400, Ends(start=True), reach=0).runs
    sizes = [end - start for start, end in runs]
    assert sizes[0] == 0, "the end is a dot"
    assert sizes == sorted(sizes)
    assert len(runs) >= 4
    assert runs[-1][0] <= FADE_PIXELS, "far away the fading keeps a size one sees"
    mirrored = [(400 - b, 400 - a) for a, b in fade(400, Ends(end=True), reach=0).runs]
    assert np.allclose(mirrored[::-1], runs)


def test_close_up_half_a_kilometre_fades():
    start, end = fade(3000, Ends(True, True), reach=160).solid
    assert 130 < start <= 160
    assert 130 < 3000 - end <= 160


def test_a_line_whose_ends_are_known_is_drawn_as_it_is():
    assert fade(400, Ends(), 200).runs == ((0, 400),)
    assert pieces(ATLAS.by_id["emscher-river"]) == []


def test_a_gap_is_bridged_straight_from_open_end_to_open_start():
    gap = [(6.6, 51.6), (6.6, 51.65)], [(6.65, 51.65), (6.65, 51.7)]
    (link,) = links(river(*gap, ends=[OPEN, OPEN]))
    assert link.tolist() == [[6.6, 51.65], [6.65, 51.65]]


@pytest.mark.parametrize(
    "ends",
    [
        [{"open_end": True}, {}],
        [{}, {"open_start": True}],
        [{"open_start": True}, {"open_end": True}],
    ],
    ids=["the next is closed", "this is closed", "outer ends"],
)
def test_only_two_open_ends_are_bridged(ends):
    gap = [(6.6, 51.6), (6.6, 51.65)], [(6.65, 51.65), (6.65, 51.7)]
    assert links(river(*gap, ends=ends)) == []


def test_a_wide_gap_stays_empty():
    """A degree of longitude is 69 km here."""
    wide = LINK_M / 69_000 + 0.01
    far = [(6.6, 51.6), (6.6, 51.65)], [(6.6 + wide, 51.65), (6.6 + wide, 51.7)]
    assert links(river(*far, ends=[OPEN, OPEN])) == []


def test_a_water_of_one_piece_may_be_open_too():
    one = replace(
        RHINE,
        geometry=LineString([(6.6, 51.6), (6.6, 51.65)]),
        properties={"parts": [{"to_vertex": 1, "accuracy_m": 100, "open_end": True}]},
    )
    ((line, ends),) = pieces(one)
    assert (line.shape, ends) == ((2, 2), Ends(end=True))
    assert links(one) == []


def test_the_browser_is_told_of_open_ends_and_links_and_the_legend_of_the_sign():
    layer = ATLAS.catalog.layer_of("waters")
    (told,) = drawn(layer, [RHINE])["features"]
    assert any(part.get("open_end") for part in told["properties"]["parts"])
    assert told["properties"]["links"] == [link.tolist() for link in links(RHINE)] != []
    layers = {one["id"]: one for theme in frame(ATLAS, "de")["themes"] for one in theme["layers"]}
    assert layers["waters"]["unknown"] is True
    assert "unknown" not in layers["emscher-river"]
