"""The shift of the postcode areas: what is kept, applied and estimated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from geodata.build import alignment, alignment_fit, alignment_report, geography, postcodes
from geodata.build.alignment import Alignment, Metres
from geodata.build.alignment_fit import County, Verdict
from map_app.errors import BuildError

SOURCES = Path(__file__).parents[2] / "geodata" / "sources"
SIDE_M = 30_000.0


def wavy(start: tuple[float, float], end: tuple[float, float]) -> Metres:
    """A border of many small bends from `start` to `end`, the same from either side."""
    low, high = np.array(min(start, end)), np.array(max(start, end))
    share = np.linspace(0.0, 1.0, 120)[:, np.newaxis]
    along = high - low
    across = np.array([-along[1], along[0]]) / np.hypot(*along)
    bends = 900 * np.sin(share * 7 * np.pi) + 250 * np.sin(share * 31 * np.pi)
    line = low + share * along + bends * np.sin(share * np.pi) * across
    return line if tuple(low) == start else line[::-1]


def land(shift_m: alignment_fit.Basis, count: int = 4) -> list[County]:
    """`count` by `count` counties around the middle of the state, drawn `shift_m` too far off."""
    found = []
    for column in range(count):
        for row in range(count):
            west, south = 340_000 + column * SIDE_M, 5_640_000 + row * SIDE_M
            corners = [(west, south), (west + SIDE_M, south)]
            corners += [(west + SIDE_M, south + SIDE_M), (west, south + SIDE_M)]
            ring = [
                wavy(a, b)[:-1] for a, b in zip(corners, corners[1:] + corners[:1], strict=True)
            ]
            shape = shapely.Polygon(np.concatenate(ring))
            drawn = shapely.transform(shape, lambda metres: metres - shift_m(metres))
            found.append(county(f"{column}{row}", drawn, shape))
    return found


def county(ags: str, drawn: shapely.Polygon, official: shapely.Polygon) -> County:
    ends = shapely.get_coordinates(drawn)
    along = shapely.line_interpolate_point(
        official.exterior, np.arange(150.0, official.length, 300.0)
    )
    return County(
        ags,
        np.stack([ends[:-1], ends[1:]], axis=1),
        shapely.get_coordinates(along),
        official.boundary,
    )


def turning(metres: Metres) -> Metres:
    """A shift of about 170 m that turns from place to place, as an affine map can."""
    away = (metres - (400_000, 5_700_000)) / 100_000
    return np.column_stack([40 + 60 * away[:, 1], -165 + 50 * away[:, 0] - 30 * away[:, 1]])


def bending(metres: Metres) -> Metres:
    """A shift no affine map has."""
    away = (metres - (400_000, 5_700_000)) / 100_000
    return turning(metres) + np.column_stack([220 * away[:, 0] * away[:, 1], 200 * away[:, 0] ** 2])


def test_three_control_points_move_everything_alike() -> None:
    corners = np.array([(0.0, 0.0), (1000.0, 0.0), (0.0, 1000.0)])
    affine = Alignment(corners, corners @ np.array([[0.01, 0.0], [0.002, 0.03]]) + (5.0, -7.0))
    (moved,) = affine.moved(np.array([shapely.Point(500, 250)]))
    assert (moved.x, moved.y) == pytest.approx((500 + 5 + 5.5, 250 - 7 + 7.5), abs=1e-6)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    kept = alignment.read(SOURCES)
    assert alignment.write(tmp_path, kept).read_bytes() == (SOURCES / alignment.FILE).read_bytes()


@pytest.mark.parametrize(
    "text", ["", "east_m,north_m\n1,2\n", "east_m,north_m,add_east_m,add_north_m\n1,2,3,x\n"]
)
def test_a_broken_alignment_is_named_with_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / alignment.FILE).write_text(text)
    with pytest.raises(BuildError, match=r"postcode_alignment\.csv.*python -m geodata align"):
        alignment.read(tmp_path)


def test_two_control_points_are_too_few(tmp_path: Path) -> None:
    (tmp_path / alignment.FILE).write_text(
        "east_m,north_m,add_east_m,add_north_m\n1,2,3,4\n5,6,7,8\n"
    )
    with pytest.raises(BuildError, match="at least 3 control points"):
        alignment.read(tmp_path)


@pytest.mark.parametrize(
    "rows", ["1,2,3,4\n1,2,5,6\n7,9,8,8\n", "0,0,3,4\n1,1,5,6\n2,2,8,8\n"], ids=["twice", "in line"]
)
def test_control_points_that_fix_nothing_are_refused(tmp_path: Path, rows: str) -> None:
    (tmp_path / alignment.FILE).write_text("east_m,north_m,add_east_m,add_north_m\n" + rows)
    with pytest.raises(BuildError, match="at one place, or all on one line"):
        alignment.read(tmp_path)


def test_a_county_left_out_takes_the_border_it_shares_with_it() -> None:
    found = land(turning)
    seen = alignment_fit._without(found, [found[5]])
    assert found[5].ags not in {one.ags for one in seen}
    assert len(seen) == len(found) - 1
    left = shapely.points(np.concatenate([one.official_m for one in seen]))
    assert shapely.distance(found[5].official, left).min() > alignment_fit.SHARED_M
    assert sum(len(one.official_m) for one in seen) < sum(len(one.official_m) for one in found) - 90


@pytest.mark.parametrize("name", ["affine", "quadratic", "spline of 9"])
def test_a_shift_that_turns_is_found_again_from_the_outlines_alone(name: str) -> None:
    found = land(turning)
    model = next(one for one in alignment_fit.models(found) if one.name == name)
    made = alignment_fit.estimated(found, model)
    assert np.abs(made.add_m - turning(made.control_m)).max() < 12


def test_borders_that_post_ignores_do_not_mislead() -> None:
    """One county of sixteen is drawn 700 m aside, as where post serves a neighbour's village."""
    found = land(turning)
    aside = found[5].drawn_m + np.array([700.0, 0.0])
    found[5] = County(found[5].ags, aside, found[5].official_m, found[5].official)
    made = alignment_fit.estimated(found, alignment_fit.models(found)[0])
    assert np.abs(made.add_m - turning(made.control_m)).max() < 12


def test_left_out_counties_tell_a_bending_shift_from_a_turning_one() -> None:
    kinds = {one.name: one for one in alignment_fit.models(land(bending))[:3]}
    affine, quadratic = alignment_fit.verdicts(land(bending), [kinds["affine"], kinds["quadratic"]])
    assert quadratic.mean_m < affine.mean_m - 3
    assert alignment_fit.simplest_unbeaten([affine, quadratic]) is quadratic


def test_the_simplest_is_taken_when_the_best_is_no_better_than_chance() -> None:
    model = alignment_fit.models(land(turning))[0]
    simple = Verdict(model, np.array([60.0, 70.0, 80.0, 66.0]))
    fancy = Verdict(model, np.array([61.0, 69.0, 79.0, 66.0]))
    assert alignment_fit.simplest_unbeaten([simple, fancy]) is simple


def test_the_areas_used_are_the_package_s_moved_by_the_alignment() -> None:
    """From the committed extracts: both are simplified to 25 m."""
    before = geography.postcode_areas(SOURCES, "postcode_areas_untouched")
    now = geography.postcode_areas(SOURCES)
    codes = sorted(before)
    assert codes == sorted(now) == sorted(postcodes.assigned(SOURCES)["postcode"])
    moved = alignment.read(SOURCES).moved(np.array([before[code] for code in codes]))
    off_m = [a.centroid.distance(now[code].centroid) for a, code in zip(moved, codes, strict=True)]
    assert max(off_m) < 20
    shift_m = [before[code].centroid.distance(now[code].centroid) for code in codes]
    assert min(shift_m) > 90
    assert max(shift_m) < 320


def test_the_command_writes_what_it_chose_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = land(turning)
    kinds = alignment_fit.models(found)[:2]
    monkeypatch.setattr(alignment_fit, "outlines", lambda sources: found)
    monkeypatch.setattr(alignment_fit, "models", lambda counties: kinds)
    told = alignment_report.align(tmp_path)
    taken = next(line for line in told.splitlines() if "taken" in line)
    assert taken.startswith("affine")
    assert "quadratic" in told
    kept = alignment.read(tmp_path)
    assert np.abs(kept.add_m - turning(kept.control_m)).max() < 12
