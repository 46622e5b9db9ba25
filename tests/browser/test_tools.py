"""The map's tools: measure, search around a place, find oneself, copy a position."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from math import cos, pi, sin

import pytest
from playwright.sync_api import Page, expect
from pyproj import Geod, Transformer
from visiting import PHONE, Visit, boxes, click_map, extent, go_to, settled

GEOD = Geod(ellps="WGS84")
BOCHUM = {"latitude": 51.4818, "longitude": 7.2162, "accuracy": 60}
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def inverse(a: list[float], b: list[float]) -> float:
    return GEOD.inv(a[1], a[0], b[1], b[0])[2]


def enclosed(ring: list[list[float]]) -> tuple[float, float]:
    """Square metres and metres around, as pyproj has them."""
    area, perimeter = GEOD.polygon_area_perimeter([p[1] for p in ring], [p[0] for p in ring])
    return abs(area), perimeter


def bar(page: Page):
    return page.locator(".ruhr-tool-bar")


def take(page: Page, tool: str) -> None:
    """Take up a tool, through its menu where there is one."""
    opener = page.locator(".ruhr-tools-opener")
    if opener.is_visible():
        opener.click()
    page.locator(f"[data-tools={tool}]").click()


def points(page: Page) -> list[list[float]]:
    return page.evaluate("document.querySelector('.ruhr-app').ruhr.tools.tools.measure.points")


def result(page: Page) -> str:
    return bar(page).locator(".ruhr-tool-result").inner_text().replace("\u00a0", " ")


def number(text: str) -> float:
    return float(text.split()[0].replace(".", "").replace(",", "."))


def entries(page: Page) -> list[tuple[str, str]]:
    """Name and distance of every row of the list."""
    page.get_by_role("tab", name="Liste").click()
    return [
        (row["name"], row["away"])
        for row in page.evaluate(
            """() => [...document.querySelectorAll('[data-entry]')].map((row) => ({
              name: row.querySelector('.ruhr-row-title').firstChild.textContent,
              away: row.querySelector('.ruhr-count')?.textContent ?? '' }))"""
        )
    ]


def metres(away: str) -> float:
    if away == "hier":
        return 0
    value = number(away.replace("\u00a0", " "))
    return value * 1000 if away.endswith("km") else value


def test_the_browser_measures_as_pyproj_does(page):
    random_ = random.Random(2026)

    def region() -> list[float]:
        return [random_.uniform(51.1, 51.9), random_.uniform(6.2, 8.1)]

    def world() -> list[float]:
        return [random_.uniform(-89, 89), random_.uniform(-180, 180)]

    def star(centre: list[float], size: float) -> list[list[float]]:
        corners = random_.randint(3, 12)
        reach = [size * random_.uniform(0.3, 1) for _ in range(corners)]
        turns = [2 * pi * i / corners for i in range(corners)]
        return [
            [centre[0] + r * cos(t), centre[1] + 1.6 * r * sin(t)]
            for r, t in zip(reach, turns, strict=True)
        ]

    pairs = [[region(), region()] for _ in range(100)] + [[world(), world()] for _ in range(100)]
    for _ in range(20):  # nearly at the other end of the world, where simple series give up
        lat, lon = world()
        pairs.append(
            [[lat, lon], [random_.uniform(-1, 1) - lat, lon + 180 + random_.uniform(-1, 1)]]
        )
    pairs += [[[51.5, 7.2], [51.5, 7.2]], [[0, 0], [0, 180]], [[90, 0], [-90, 0]]]
    rings = [star(region(), 10 ** random_.uniform(-4, -0.3)) for _ in range(100)]
    rings += [[*reversed(rings[0])], *(star([random_.uniform(-50, 50), 179], 10) for _ in range(5))]
    told = page.evaluate(
        """async ([pairs, rings]) => {
          const { href } = document.querySelector('link[rel=stylesheet][href*="/page.css"]');
          const geodesy = await import(new URL('geodesy.js', href));
          return {
            distances: pairs.map(([a, b]) => geodesy.distance(a, b)),
            rings: rings.map((ring) => [geodesy.area(ring), geodesy.perimeter(ring)]),
            ends: pairs.map(([a], i) => geodesy.destination(a, i * 7, i * 997)),
            utm: pairs.slice(0, 100).map(([a]) => geodesy.utm32(a)),
            around: geodesy.circle(pairs[0][0], 5000),
          };
        }""",
        [pairs, rings],
    )
    for (a, b), distance in zip(pairs, told["distances"], strict=True):
        assert distance == pytest.approx(inverse(a, b), rel=1e-9, abs=1e-3)
    for ring, shape in zip(rings, told["rings"], strict=True):
        assert shape == pytest.approx(enclosed(ring), rel=1e-6)
    for number_, ((a, _), end) in enumerate(zip(pairs, told["ends"], strict=True)):
        lon, lat, _ = GEOD.fwd(a[1], a[0], number_ * 7, number_ * 997)
        assert inverse(end, [lat, lon]) < 1e-3
    to_utm = Transformer.from_crs(4326, 25832, always_xy=True)
    for (a, _), utm in zip(pairs[:100], told["utm"], strict=True):
        assert (utm["east"], utm["north"]) == pytest.approx(to_utm.transform(a[1], a[0]), abs=1e-3)
    assert [inverse(pairs[0][0], one) for one in told["around"]] == pytest.approx([5000] * 90)


def test_a_line_and_an_area_are_measured_with_the_mouse(visitor):
    page = visitor(permissions=CLIPBOARD).open("#11/51.48/7.2")
    take(page, "measure")
    expect(bar(page)).to_contain_text("Klicken Sie auf die Karte")
    corners = [(7.15, 51.5), (7.25, 51.51), (7.26, 51.46)]
    for lon, lat in corners:
        click_map(page, lon, lat)
    expect(bar(page)).to_contain_text("3 Punkte")
    line = points(page)
    assert line == [pytest.approx([lat, lon], abs=1e-3) for lon, lat in corners]
    length = sum(inverse(*pair) for pair in pairwise(line))
    assert result(page).endswith(" km")
    assert number(result(page)) * 1000 == pytest.approx(length, rel=1e-3, abs=50)
    # The next segment shows before it is set, and every segment says its own length.
    click_map(page, 7.2, 51.44)
    page.keyboard.press("Backspace")
    box = page.locator("#map_ruhr").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    expect(page.locator(".ruhr-tool-preview").first).to_be_attached()
    expect(page.locator(".ruhr-tool-tag-small")).to_have_count(3)
    assert len(points(page)) == 3
    # A click on the first point closes the line to an area.
    click_map(page, *corners[0])
    area, perimeter = enclosed(line)
    assert result(page).endswith(" km²")
    assert number(result(page)) == pytest.approx(area / 1e6, rel=2e-3)
    expect(bar(page)).to_contain_text("Umfang")
    bar(page).locator("[data-tool=copy]").click()
    expect(bar(page).locator("[data-tool=copy]")).to_have_text("Kopiert")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"Fläche {result(page).replace(' km', chr(160) + 'km')}, Umfang ")
    assert number(copied.split("Umfang ")[1].replace("\u00a0", " ")) == pytest.approx(
        perimeter / 1000, rel=1e-3, abs=0.05
    )
    # A point can be moved afterwards.
    handle = page.locator(".ruhr-tool-handle").nth(1)
    spot = handle.bounding_box()
    handle.hover()
    page.mouse.down()
    page.mouse.move(spot["x"] + 92, spot["y"] - 68, steps=4)
    page.mouse.up()
    moved = points(page)
    assert moved[1] != line[1]
    assert number(result(page)) == pytest.approx(enclosed(moved)[0] / 1e6, rel=2e-3)
    # A double click ends a line and does not zoom.
    before = extent(page)
    bar(page).get_by_role("button", name="Neu messen").click()
    click_map(page, *corners[0])
    page.mouse.dblclick(box["x"] + 500, box["y"] + 300)
    expect(bar(page).get_by_role("button", name="Neu messen")).to_be_visible()
    assert len(points(page)) == 2
    assert extent(page) == before
    # All the while nothing was selected; when the tool is put away, clicks select again.
    assert page.locator(".ruhr-app").get_attribute("data-panel") == "closed"
    page.keyboard.press("Escape")
    expect(bar(page)).to_be_hidden()
    expect(page.locator(".ruhr-tool-handle, .ruhr-tool-line")).to_have_count(0)
    click_map(page, 7.27, 51.44)
    expect(page.locator(".ruhr-panel h2")).to_have_text("Bochum")


def test_a_line_is_measured_with_the_keyboard_alone(visitor):
    page = visitor().open("?lang=en#12/51.48/7.2")
    page.locator("[data-tools=measure]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#map_ruhr")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="arrow keys")).to_be_attached()
    page.keyboard.press("Space")
    expect(page.locator(".ruhr-crosshair")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    line = points(page)
    assert len(line) == 3
    assert line[1][0] == pytest.approx(line[0][0], abs=1e-3)
    assert line[1][1] > line[0][1]
    assert line[2][0] < line[1][0]
    length = sum(inverse(*pair) for pair in pairwise(line))
    shown = bar(page).locator(".ruhr-tool-result").inner_text()
    assert float(shown.split("\u00a0")[0]) * 1000 == pytest.approx(length, rel=1e-3, abs=6)
    expect(page.get_by_role("status").filter(has_text=f"Point 3: Length {shown}")).to_be_attached()
    page.keyboard.press("Backspace")
    assert points(page) == line[:2]
    page.keyboard.press("Space")
    page.keyboard.press("Enter")  # the crosshair has not moved since: the end
    expect(bar(page).get_by_role("button", name="Measure again")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-tools=measure]")).to_be_focused()


def test_what_is_near_is_found_by_a_click_and_given_up_by_its_chip(visitor):
    visit: Visit = visitor()
    page = visit.open("#11/51.48/7.2")
    take(page, "near")
    expect(bar(page)).to_contain_text("Klicken Sie auf den Ort")
    click_map(page, 7.2162, 51.4818)
    settled(page)
    lat, lon, km = page.url.split("near=")[1].split("#")[0].split("&")[0].split("_")
    assert inverse([float(lat), float(lon)], [51.4818, 7.2162]) < 60
    assert km == "5"
    listed = entries(page)
    away = [metres(one) for _, one in listed]
    assert away == sorted(away)
    assert len(listed) > 10
    assert max(away) <= 5050
    assert listed[0] == ("Bochum", "hier")
    expect(page.locator(".ruhr-result")).to_have_text(re.compile(r"^\d+ Treffer$"))
    expect(bar(page)).to_contain_text(page.locator(".ruhr-result").inner_text())
    heard = len(visit.wire)
    # Another radius at once, by choice, by step and by hand.
    bar(page).locator("[data-tool=km]").select_option("2")
    settled(page)
    assert page.url.split("near=")[1].split("#")[0].endswith("_2")
    assert 0 < len(entries(page)) < len(listed)
    bar(page).locator("[data-tool=larger]").click()
    settled(page)
    assert entries(page) == listed
    edge = page.locator(".ruhr-tool-handle").nth(1)
    box = edge.bounding_box()
    edge.hover()
    page.mouse.down()
    page.mouse.move(box["x"] + 72, box["y"] + 12, steps=4)
    page.mouse.up()
    settled(page)
    grown = float(page.url.split("near=")[1].split("#")[0].split("_")[2])
    assert 6 < grown < 12
    expect(bar(page).locator("[data-tool=km]")).to_have_value(f"{grown:g}")
    assert len(entries(page)) > len(listed)
    # The tool is put away, the circle stays as long as its filter.
    page.keyboard.press("Escape")
    expect(bar(page)).to_be_hidden()
    expect(page.locator("path.ruhr-tool-near").first).to_be_attached()
    page.locator(".ruhr-chip").click()
    settled(page)
    expect(page.locator("path.ruhr-tool-near")).to_have_count(0)
    assert "near=" not in page.url
    assert max(visit.wire[heard:]) < 8_000


def test_a_link_opens_the_circle_and_says_what_giving_it_up_would_bring(visitor):
    page = visitor().open("?near=51.78_6.45_0.5&kinds=institute")
    circle = page.locator("path.ruhr-tool-near").first
    expect(circle).to_be_attached()
    assert circle.bounding_box()["width"] > 120, "the link leads to the circle"
    expect(page.locator(".ruhr-chip").last).to_have_text(re.compile(r"^0,5\skm um 51\.780, 6\.450"))
    empty = page.locator(".ruhr-column .ruhr-empty")
    page.get_by_role("button", name="Filter entfernen: Forschungsinstitut").click()
    # Only a text can be misspelt.
    expect(empty).to_have_text("Kein Treffer für diesen Filter.")
    page.evaluate(
        """document.querySelector('.ruhr-app').ruhr.actions.say(
          'filter', { group: 'kinds', value: 'institute', on: true })"""
    )
    empty.get_by_role("button", name="Ohne den Umkreis von 0,5 km: 24").click()
    expect(page.locator(".ruhr-result")).to_have_text("24 Treffer")
    expect(page.locator("path.ruhr-tool-near")).to_have_count(0)


def test_a_profile_searches_around_itself_and_copies_its_position(visitor):
    page = visitor(permissions=CLIPBOARD).open("?id=research-dbm")
    line = page.locator(".ruhr-position")
    position = line.locator("span").first.inner_text()
    assert inverse([float(one) for one in position.split(", ")], [51.4892, 7.2172]) < 50
    line.get_by_role("button", name="Koordinaten kopieren").click()
    expect(line.get_by_role("button")).to_have_text("Kopiert")
    expect(page.get_by_role("status").filter(has_text="Kopiert")).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()") == position
    page.locator(".ruhr-panel [data-do=around]").click()
    settled(page)
    expect(page.locator(".ruhr-chip")).to_contain_text("5 km um Deutsches Bergbau-Museum Bochum")
    expect(page.locator(".ruhr-panel h2")).to_have_text("Deutsches Bergbau-Museum Bochum")


def test_where_one_is_stays_in_the_browser_until_one_searches_there(visitor):
    visit: Visit = visitor(geolocation=BOCHUM, permissions=["geolocation", *CLIPBOARD])
    asked: list[str] = []
    visit.page.expose_function("positionAsked", lambda: asked.append("asked"))
    visit.page.add_init_script(
        """const ask = navigator.geolocation.getCurrentPosition;
        navigator.geolocation.getCurrentPosition = function (...all) {
          window.positionAsked(); return ask.apply(navigator.geolocation, all); };"""
    )
    page = visit.open()
    settled(page)
    assert asked == []
    heard = len(visit.wire)
    page.locator("[data-tools=locate]").click()
    expect(bar(page).locator(".ruhr-tool-result")).to_have_text("Bochum")
    expect(bar(page)).to_contain_text("auf etwa 60 m genau")
    expect(page.locator(".ruhr-tool-dot.ruhr-tool-me")).to_be_attached()
    assert asked == ["asked"]
    assert visit.wire[heard:] == []
    bar(page).get_by_role("button", name="Koordinaten kopieren").click()
    expect(bar(page).locator("[data-tool=copy]")).to_have_text("Kopiert")
    assert page.evaluate("navigator.clipboard.readText()") == "51.4818, 7.2162"
    bar(page).get_by_role("button", name="Was liegt in der Nähe?").click()
    settled(page)
    assert "near=51.4818_7.2162_5" in page.url


def test_a_position_that_does_not_help_is_told_kindly(visitor):
    berlin = {"latitude": 52.52, "longitude": 13.405, "accuracy": 20}
    page = visitor(geolocation=berlin, permissions=["geolocation"]).open()
    before = extent(page)
    page.locator("[data-tools=locate]").click()
    expect(bar(page)).to_contain_text("Außerhalb der Metropole Ruhr")
    expect(bar(page).locator("[data-tool=around]")).to_have_count(0)
    assert extent(page) == before
    page.keyboard.press("Escape")
    page.context.clear_permissions()
    page.locator("[data-tools=locate]").click()
    expect(bar(page)).to_contain_text("gibt den Standort nicht frei")
    for code, words in ((2, "gerade nicht bestimmen"), (3, "zu lange gedauert")):
        page.evaluate(
            """(code) => { navigator.geolocation.getCurrentPosition =
              (_, fail) => setTimeout(() => fail({ code })); }""",
            code,
        )
        bar(page).get_by_role("button", name="Erneut versuchen").click()
        expect(bar(page)).to_contain_text(words)


def test_the_menu_of_a_place_opens_by_mouse_and_by_key(visitor):
    page = visitor(permissions=CLIPBOARD).open("#12/51.45/7.01")
    menu = page.get_by_role("menu", name="An dieser Stelle")
    page.locator("#map_ruhr").focus()
    page.keyboard.press("Shift+F10")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    middle = page.evaluate("document.querySelector('.ruhr-app').ruhr.tools.aim()")
    position = ", ".join(f"{degrees:.4f}" for degrees in middle)
    assert middle == pytest.approx([51.45, 7.01], abs=1e-3)
    expect(menu).to_contain_text(position)
    east, north = Transformer.from_crs(4326, 25832, always_xy=True).transform(*middle[::-1])
    expect(menu).to_contain_text(f"32U {east:.0f} {north:.0f}")
    page.keyboard.press("Enter")
    expect(menu.get_by_role("menuitem").first).to_have_text("Kopiert")
    assert page.evaluate("navigator.clipboard.readText()") == position
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.locator("#map_ruhr")).to_be_focused()
    box = page.locator("#map_ruhr").bounding_box()
    page.mouse.click(box["x"] + 300, box["y"] + 300, button="right")
    page.keyboard.press("ArrowUp")
    expect(menu.get_by_role("menuitem", name="Was liegt in der Nähe?")).to_be_focused()
    # A click beside it closes it and means nothing more.
    page.mouse.click(box["x"] + 100, box["y"] + 100)
    expect(menu).to_be_hidden()
    assert page.locator(".ruhr-app").get_attribute("data-panel") == "closed"
    page.mouse.click(box["x"] + 300, box["y"] + 300, button="right")
    menu.get_by_role("menuitem", name="Ab hier messen").click()
    expect(bar(page)).to_contain_text("nächsten Punkt")
    assert len(points(page)) == 1
    # The world has no tools, but its places can be copied.
    page.get_by_role("button", name=re.compile("^Weltkarte")).click()
    settled(page)
    expect(page.locator(".ruhr-tools")).to_be_hidden()
    expect(bar(page)).to_be_hidden()
    page.mouse.click(box["x"] + 300, box["y"] + 300, button="right")
    expect(menu.get_by_role("menuitem")).to_have_count(1)
    # Neither has the tour.
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Zurück zur Region").click()
    settled(page)
    page.evaluate("document.querySelector('.ruhr-app').ruhr.tour.start()")
    expect(page.locator(".ruhr-tour")).to_be_visible()
    settled(page)
    page.mouse.click(box["x"] + 300, box["y"] + 300, button="right")
    expect(menu.get_by_role("menuitem")).to_have_count(2)
    expect(menu.get_by_role("menuitem", name="Was liegt in der Nähe?")).to_have_count(0)


def test_a_finger_that_rests_opens_the_menu_of_its_place(visitor):
    page = visitor(size=PHONE).open("#11/51.48/7.2")
    finger = page.context.new_cdp_session(page)
    place = [{"x": 150, "y": 400}]
    menu = page.get_by_role("menu", name="An dieser Stelle")
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": place})
    expect(menu).to_be_visible()
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    menu.get_by_role("menuitem", name="Was liegt in der Nähe?").tap()
    settled(page)
    assert "near=" in page.url
    assert page.locator(".ruhr-app").get_attribute("data-panel") == "closed"
    # The whole circle is in view, above the bar.
    [circle] = boxes(page, "path.ruhr-tool-line.ruhr-tool-near")
    [tool_bar] = boxes(page, ".ruhr-tool-bar")
    assert circle["left"] >= 0
    assert circle["right"] <= PHONE["width"]
    assert circle["bottom"] <= tool_bar["top"]


def test_on_a_phone_points_are_tapped_or_set_under_the_crosshair(visitor):
    page = visitor(size=PHONE).open()
    go_to(page, 10)
    take(page, "measure")
    expect(page.locator("[data-tools=measure]")).to_be_hidden()
    expect(page.locator(".ruhr-crosshair")).to_be_visible()
    page.touchscreen.tap(120, 300)
    expect(page.locator(".ruhr-tool-handle")).to_have_count(1)
    bar(page).get_by_role("button", name="Punkt setzen").tap()
    expect(page.locator(".ruhr-tool-handle")).to_have_count(2)
    assert number(result(page)) * 1000 == pytest.approx(inverse(*points(page)), rel=5e-3)
    bar(page).get_by_role("button", name="Fertig").tap()
    expect(page.locator(".ruhr-crosshair")).to_be_hidden()
    # Nothing lies on anything else, and everything is large enough for a finger.
    chrome = boxes(page, ".ruhr-tool-bar, .ruhr-zoom, .ruhr-tools-opener, .ruhr-header")
    for i, one in enumerate(chrome):
        for other in chrome[i + 1 :]:
            apart = (
                one["right"] <= other["left"]
                or other["right"] <= one["left"]
                or one["bottom"] <= other["top"]
                or other["bottom"] <= one["top"]
            )
            assert apart, (one, other)
    for target in boxes(page, ".ruhr-tool-bar button, .ruhr-tools-opener"):
        assert target["bottom"] - target["top"] >= 44
        assert target["right"] - target["left"] >= 44
    bar(page).get_by_role("button", name="Werkzeug schließen").tap()
    expect(page.locator(".ruhr-tools-opener")).to_be_focused()
