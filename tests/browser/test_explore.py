"""First view: the region, its themes, names that give way, and where it all comes from."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from visiting import boxes, click_map, extent, go_to, settled, switch


def overlap(a, b, air=0.5):
    return (
        a["left"] < b["right"] - air
        and b["left"] < a["right"] - air
        and a["top"] < b["bottom"] - air
        and b["top"] < a["bottom"] - air
    )


def collisions(items):
    return [
        (a["text"], b["text"]) for n, a in enumerate(items) for b in items[n + 1 :] if overlap(a, b)
    ]


def touching(marks):
    """Pairs of round symbols that are nearer than their radii, a pixel's rounding aside."""

    def centre(box):
        return (box["left"] + box["right"]) / 2 + 1j * (box["top"] + box["bottom"]) / 2

    def radius(box):
        return min(box["right"] - box["left"], box["bottom"] - box["top"]) / 2

    return [
        (a, b)
        for n, a in enumerate(marks)
        for b in marks[n + 1 :]
        if abs(centre(a) - centre(b)) < radius(a) + radius(b) - 1
    ]


def test_the_first_view_shows_the_whole_region_and_every_theme(page):
    stage = page.locator(".ruhr-stage").bounding_box()
    municipalities = boxes(page, "path.ruhr-layer-municipalities")
    assert len(municipalities) == 53
    assert min(b["left"] for b in municipalities) >= stage["x"]
    assert max(b["right"] for b in municipalities) <= stage["x"] + stage["width"]
    assert min(b["top"] for b in municipalities) >= stage["y"]
    assert max(b["bottom"] for b in municipalities) <= stage["y"] + stage["height"]
    for layer in ("emscher-river", "emscher-sewer"):
        expect(page.locator(f"path.ruhr-layer-{layer}").first).to_be_attached()
    symbols = page.locator(".ruhr-mark [data-feature]").count()
    piled = sum(int(text) for text in page.locator(".ruhr-pile").all_inner_texts())
    emscher, quarters, research = 9 + 38, 8 + 14, 24 + 41 + 9
    startups, health, green, circular, international = 7, 7, 7, 3, 8
    assert symbols + piled == (
        emscher + quarters + research + startups + health + green + circular + international
    )


def test_the_tree_counts_what_is_in_each_layer(page):
    for layer, count in {"municipalities": "53", "districts": "4", "research": "24"}.items():
        expect(page.locator(f"[data-layer={layer}] .ruhr-count")).to_have_text(count)
    expect(page.locator("[data-theme=region] .ruhr-count")).to_have_text("57")


def test_names_and_symbols_never_overlap_at_any_zoom(page):
    for zoom in (8, 9, 9.7, 10.5, 11.5, 12.5, 13.5, 15):
        go_to(page, zoom)
        names = boxes(page, ".ruhr-name:not(.ruhr-name-water)")
        assert collisions(names) == [], f"names at zoom {zoom}"
        marks = boxes(page, ".ruhr-pile, .ruhr-mark:not(.ruhr-quiet) path")
        assert touching(marks) == [], f"symbols at zoom {zoom}"
        stage = page.locator(".ruhr-stage").bounding_box()
        for name in names:
            assert name["left"] >= stage["x"] - 1, f"{name['text']} is cut at zoom {zoom}"
            assert name["right"] <= stage["x"] + stage["width"] + 1, name["text"]


def test_all_53_names_appear_when_there_is_room(page):
    seen = set()
    for lon in (6.45, 6.85, 7.25, 7.65):
        for lat in (51.35, 51.5, 51.65):
            go_to(page, 11, lat, lon)
            seen |= {box["text"] for box in boxes(page, ".ruhr-name-big, .ruhr-name-city")}
    assert len(seen) == 53


def test_orientation_comes_with_the_zoom(page):
    expect(page.locator(".ruhr-mark.ruhr-layer-stations")).to_have_count(0)
    go_to(page, 13.5)
    expect(page.locator(".ruhr-mark.ruhr-layer-stations").first).to_be_visible()
    expect(page.locator(".ruhr-name-quiet").first).to_be_visible()


def test_uncertain_positions_show_their_circle_close_up(page):
    expect(page.locator("path.ruhr-accuracy")).to_have_count(0)
    go_to(page, 12)
    assert page.locator("path.ruhr-accuracy").count() > 0


def test_zoom_home_scale_and_credit_are_always_there(page):
    start = extent(page)
    page.get_by_role("button", name="Vergrößern").click()
    page.wait_for_function(
        "z => document.querySelector('#map_ruhr').ruhr.map.getZoom() > z + 0.9", arg=start[0]
    )
    page.get_by_role("button", name="Ganze Region").click()
    page.wait_for_function(
        "z => Math.abs(document.querySelector('#map_ruhr').ruhr.map.getZoom() - z) < 0.2",
        arg=start[0],
    )
    expect(page.locator(".leaflet-control-scale-line")).to_have_text(re.compile(r"\d+ km"))
    credit = page.locator(".ruhr-credit")
    for holder in ("OpenStreetMap", "GeoBasis-DE / BKG", "Deutsche Bahn", "GeoNames"):
        expect(credit).to_contain_text(holder)


def test_the_credit_follows_the_layers_that_are_on(page):
    page.get_by_role("button", name="Ebenen von Orientierung auf- oder zuklappen").click()
    switch(page, "stations")
    settled(page)
    expect(page.locator(".ruhr-credit")).not_to_contain_text("Deutsche Bahn")


def test_hovering_names_a_feature_quietly(page):
    hover = page.locator(".ruhr-hover")
    expect(hover).to_be_hidden()
    page.mouse.move(700, 700)
    box = page.locator("#map_ruhr").bounding_box()
    x, y = page.evaluate(
        "() => { const p = document.querySelector('#map_ruhr').ruhr.map"
        ".latLngToContainerPoint([51.66, 7.85]); return [p.x, p.y]; }"
    )
    page.mouse.move(box["x"] + x, box["y"] + y)
    expect(hover).to_have_text("Hamm")
    assert page.locator(".ruhr-panel h2").count() == 0


def test_a_switch_hides_its_layer_and_the_theme_switch_all_of_its_layers(page):
    switch(page, "emscher-river")
    settled(page)
    expect(page.locator("path.ruhr-layer-emscher-river")).to_have_count(0)
    expect(page.locator("path.ruhr-layer-emscher-sewer").first).to_be_attached()
    page.locator("[data-theme=emscher]").click()
    settled(page)
    expect(page.locator("path.ruhr-layer-emscher-river").first).to_be_attached()
    page.locator("[data-theme=emscher]").click()
    settled(page)
    expect(page.locator("path.ruhr-layer-emscher-sewer")).to_have_count(0)
    expect(page.locator(".ruhr-mark.ruhr-theme-emscher")).to_have_count(0)


def test_the_sources_of_every_layer_can_be_read(page):
    page.locator(".ruhr-credit").get_by_role("button", name="Quellen").click()
    about = page.get_by_role("dialog", name="Daten & Quellen")
    expect(about.locator("tbody tr")).to_have_count(36)
    expect(about).to_contain_text("ODbL-1.0")
    page.keyboard.press("Escape")
    expect(about).to_be_hidden()


def test_a_click_beside_the_region_does_nothing(page):
    before = extent(page)
    click_map(page, 7.65, 51.27)
    settled(page)
    assert page.locator(".ruhr-panel h2").count() == 0
    assert extent(page) == before
