"""The world beyond the region: one click there, one click back, lines with their distance."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from test_explore import collisions
from visiting import PHONE, boxes, extent, go_to, search_box, settled


@pytest.fixture
def world(page):
    page.get_by_role("button", name="Weltkarte: Verbindungen der Region").click()
    settled(page)
    expect(page.locator("path.ruhr-layer-world-links:not(.ruhr-casing)")).to_have_count(12)
    return page


def test_one_click_there_and_one_click_back_to_the_same_place(page):
    go_to(page, 11, 51.5, 7.2)
    before = extent(page)
    page.get_by_role("button", name="Weltkarte: Verbindungen der Region").click()
    settled(page)
    assert extent(page)[0] < 5
    expect(page.locator("path.ruhr-layer-municipalities")).to_have_count(0)
    page.get_by_role("button", name="Zurück zur Region").click()
    settled(page)
    assert extent(page) == before
    expect(page.locator("path.ruhr-layer-municipalities")).to_have_count(53)


def test_the_whole_world_and_all_its_lines_can_be_seen(world):
    stage = world.locator(".ruhr-stage").bounding_box()
    lines = boxes(world, "path.ruhr-layer-world-links:not(.ruhr-casing)")
    assert lines
    for box in lines:
        assert box["left"] >= stage["x"] - 1
        assert box["right"] <= stage["x"] + stage["width"] + 1
        assert box["top"] >= stage["y"] - 1
        assert box["bottom"] <= stage["y"] + stage["height"] + 1


def test_names_and_distances_stand_on_the_world_without_touching(world):
    for zoom, lat, lon in ((extent(world)[0], 45, 30), (4, 35, 105), (6, 51.8, 4.5)):
        go_to(world, zoom, lat, lon)
        names = boxes(world, ".ruhr-name")
        assert names, f"no name at zoom {zoom}"
        assert collisions(names) == [], f"names at zoom {zoom}"


def test_a_city_tells_of_its_bridge_and_how_far_it_is(visitor):
    page = visitor().open("?view=world&id=partner-city-tel-aviv")
    panel = page.locator(".ruhr-panel")
    expect(panel.locator("h2")).to_have_text("Tel Aviv")
    expect(panel).to_contain_text(re.compile(r"Essen – Tel Aviv"))
    panel.get_by_role("button", name=re.compile("Essen – Tel Aviv")).first.click()
    expect(panel.locator("h2")).to_have_text("Essen – Tel Aviv")
    expect(panel).to_contain_text(re.compile(r"3\.1\d\d\skm"))
    expect(page.locator(".ruhr-name-chosen")).to_be_visible()


def test_the_world_is_part_of_the_link_and_of_back(world, visitor):
    assert "view=world" in world.url
    other = visitor().page
    other.goto(world.url)
    expect(other.locator(".ruhr-app[data-view=world]")).to_be_visible()
    expect(other.get_by_role("button", name="Zurück zur Region")).to_be_visible()
    world.go_back()
    expect(world.locator("path.ruhr-layer-municipalities")).to_have_count(53)
    world.go_forward()
    expect(world.get_by_role("button", name="Zurück zur Region")).to_be_visible()


def test_what_lies_beyond_is_found_from_the_region_and_the_map_turns_to_it(page):
    search = search_box(page)
    search.fill("rotterdam")
    search.press("Enter")
    settled(page)
    expect(page.locator(".ruhr-chips")).to_contain_text("auf der Weltkarte")
    page.locator("[data-entry='seaport-rotterdam']").click()
    settled(page)
    expect(page.get_by_role("button", name="Zurück zur Region")).to_be_visible()
    expect(page.locator(".ruhr-is-selected")).to_be_visible()


def test_the_world_fits_a_phone(visitor):
    page = visitor(size=PHONE).open("?view=world")
    expect(page.get_by_role("button", name="Zurück zur Region")).to_be_visible()
    stage = page.locator(".ruhr-stage").bounding_box()
    marks = boxes(page, ".ruhr-mark path")
    assert marks
    assert all(stage["x"] <= m["left"] and m["right"] <= stage["x"] + stage["width"] for m in marks)
