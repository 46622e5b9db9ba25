"""What the map does not know it draws so: open ends of waters, areas without an outline."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect
from visiting import ROOT, Server, go_to

from map_app.open_ends import Ends, fade

WESEL = (51.66, 6.53)
WEDAU = "quarter-6-seen-wedau"


@pytest.fixture(scope="module")
def with_area(tmp_path_factory):
    """The app on data in which a quarter is an area of 90 ha."""
    folder = tmp_path_factory.mktemp("area")
    geodata = folder / "geodata"
    shutil.copytree(ROOT / "geodata", geodata)
    path = geodata / "layers" / "quarters.geojson"
    quarters = json.loads(path.read_text(encoding="utf-8"))
    for feature in quarters["features"]:
        if feature["id"] == WEDAU:
            feature["properties"] |= {"area": True, "extent_ha": 90.0, "accuracy_m": 1000}
    path.write_text(json.dumps(quarters), encoding="utf-8")
    running = Server(folder / "log.txt", geodata)
    yield running
    running.stop()


def at(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """Where a position on the ground is on the page."""
    x, y = page.evaluate(
        """([lon, lat]) => {
          const element = document.querySelector('#map_ruhr');
          const { left, top } = element.getBoundingClientRect();
          const p = element.ruhr.map.latLngToContainerPoint([lat, lon]);
          return [left + p.x, top + p.y];
        }""",
        [lon, lat],
    )
    return x, y


def fading(page: Page) -> list[tuple[float, list[float]]]:
    """Of every water in view with an open end its length and its dashes and gaps, in pixels."""
    return page.evaluate(
        """() => [...document.querySelectorAll('path.ruhr-layer-waters:not(.ruhr-unknown)')]
          .filter((path) => path.getAttribute('stroke-dasharray'))
          .map((path) => {
            const dashes = path.getAttribute('stroke-dasharray').split(' ').map(Number);
            return [path.getTotalLength(), dashes.slice(0, -1)];
          })
          .filter(([length]) => length > 0)"""
    )


def on_paper(length: float, ends: Ends) -> list[float]:
    """The dashes and gaps that the printed map draws of such a line, where 500 m are short."""
    runs = fade(length, ends, reach=0).runs
    edges = [edge for run in runs for edge in run]
    return [b - a for a, b in pairwise(edges)]


def middle_of_the_gap(page: Page) -> list[float]:
    return page.evaluate(
        """() => {
          const { ruhr } = document.querySelector('#map_ruhr');
          const [[a, b], [c, d]] = ruhr.feature('water-rhein').properties.links[0];
          return [(a + c) / 2, (b + d) / 2];
        }"""
    )


def test_the_rhine_does_not_end_where_its_course_is_not_known(visitor):
    page = visitor().open()
    expect(page.locator("path.ruhr-layer-waters.ruhr-unknown").first).to_be_attached()
    expect(page.locator(".ruhr-legend")).to_contain_text("geht weiter, Verlauf hier nicht bekannt")
    for zoom in (12.0, 9.0):
        go_to(page, zoom, *WESEL)
        assert len(fading(page)) > 1
        for length, dashes in fading(page):
            assert sum(dashes) == pytest.approx(length, abs=1), "the last dot is the line's end"
    page.mouse.move(*at(page, *middle_of_the_gap(page)))
    expect(page.locator(".ruhr-hover")).to_have_text("Rhein: Verlauf hier nicht bekannt")


def test_the_screen_fades_a_water_as_the_paper_does(visitor):
    page = visitor().open("#9/51.5/7.1")
    expect(page.locator("path.ruhr-layer-waters.ruhr-unknown").first).to_be_attached()
    drawn = fading(page)
    assert len(drawn) > 8
    ways = (Ends(True, True), Ends(start=True), Ends(end=True), Ends())
    for length, dashes in drawn:
        expected = [on_paper(length, ends) for ends in ways]
        assert any(dashes == pytest.approx(one, abs=1) for one in expected), (length, dashes)


def test_a_water_tells_in_its_profile_that_it_goes_on(visitor):
    page = visitor().open("?lang=en&id=water-rhein")
    note = page.locator(".ruhr-panel .ruhr-approximate", has=page.locator(".ruhr-legend-unknown"))
    expect(note).to_contain_text("the water goes on, but its course is not known there")


def test_a_border_tells_how_far_it_may_be_off(visitor):
    page = visitor().open("?lang=en&id=municipality-05911000")
    expect(page.locator(".ruhr-panel")).to_contain_text("of it lies within about")


def test_an_area_is_a_filled_circle_one_can_point_at_and_not_hollow(visitor, with_area):
    page = visitor(with_area.url).open("#13/51.39/6.80")
    mark = page.locator(".ruhr-mark", has=page.locator(f"[data-feature={WEDAU}]"))
    expect(mark).not_to_contain_class("ruhr-is-approximate")
    expect(page.locator("path.ruhr-area.ruhr-layer-quarters").first).to_be_attached()
    expect(page.locator("path.ruhr-accuracy.ruhr-layer-quarters").first).to_be_attached()
    expect(page.locator(".ruhr-legend [data-sign=area-circle]")).to_be_attached()
    place = "(id) => document.querySelector('#map_ruhr').ruhr.feature(id).geometry.coordinates"
    x, y = at(page, *page.evaluate(place, WEDAU))
    y += 35  # the circle of 90 ha is 45 pixels wide here, its symbol a dozen
    page.mouse.move(x, y)
    expect(page.locator(".ruhr-hover")).to_have_text(
        "6-Seen-Wedau: Fläche von etwa 90 ha, Umriss nicht bekannt"
    )
    page.mouse.click(x, y)
    panel = page.locator(".ruhr-panel")
    expect(panel.locator("h2")).to_have_text("6-Seen-Wedau")
    expect(panel).to_contain_text("Fläche von etwa 90\u00a0ha; ihr Umriss ist nicht bekannt")
    expect(panel).to_contain_text("Lage ungefähr, auf etwa 1\u00a0km genau")
