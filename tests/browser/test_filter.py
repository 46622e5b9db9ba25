"""Filters: and between groups, or within; everything on the page agrees."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from visiting import go_to, search_box, settled, switch


def unfolded(page):
    for group in ("themes", "places", "kinds"):
        page.locator(f"[data-group={group}] summary").click()
    return page


@pytest.fixture
def open_filters(page):
    return unfolded(page)


def choose(page, *options):
    for option in options:
        page.locator(f"[data-option='{option}']").click()
    settled(page)


def count_of(page, option):
    return int(page.locator(f"[data-option='{option}'] .ruhr-count").inner_text())


def shown(page):
    """How many the map draws, and how many the legend, the list and the page's numbers name."""
    data = page.evaluate("document.querySelector('.ruhr-app').ruhr.data")
    layers = page.evaluate(
        """() => [...new Set(document.querySelector('.ruhr-app').ruhr.ui.features
          .map(({ layer }) => layer))]"""
    )
    drawn = page.evaluate(
        """() => {
          const { ruhr } = document.querySelector('#map_ruhr');
          const marks = ruhr.marks.placed.flatMap((p) => p.ids).length;
          const paths = [...ruhr.shown()].filter((l) => l.options.role !== 'orientation')
            .flatMap((l) => [...l.paths]
              .filter(([id, p]) => ruhr.passes(id) && l.group.hasLayer(p))).length;
          return marks + paths;
        }"""
    )
    legend = sum(
        int(page.locator(f"[data-layer={layer}] .ruhr-count").text_content())
        for layer in layers
        if layer in data["layers"]
    )
    page.get_by_role("tab", name="Liste").click()
    listed = page.locator("[data-entry]").count()
    page.get_by_role("tab", name="Themen").click()
    # What has no place, and what lies beyond the region, is told apart under the result.
    elsewhere = data["placeless"] + data["abroad"]
    return drawn + elsewhere, legend, listed


def test_groups_narrow_and_options_widen(open_filters):
    page = open_filters
    choose(page, "municipality-05911000")
    bochum = page.locator(".ruhr-result").inner_text()
    choose(page, "municipality-05913000")
    both = page.locator(".ruhr-result").inner_text()
    assert int(both.split()[0]) > int(bochum.split()[0])
    choose(page, "institute")
    expect(page.locator(".ruhr-result")).to_have_text("10 Treffer")  # 3 in Bochum, 7 in Dortmund


def test_map_legend_list_and_result_agree(visitor):
    layers = "emscher-former.emscher-mouths.emscher-shafts.emscher-tributaries"
    page = unfolded(visitor().open(f"?on={layers}"))
    for option in (
        "municipality-05913000",
        "district-05170",
        "emscher",
        "quarters",
        "international",
    ):
        choose(page, option)
        drawn, legend, listed = shown(page)
        result = int(page.locator(".ruhr-result").inner_text().split()[0])
        assert drawn == legend == listed == result, option


def test_each_option_says_what_it_would_leave(open_filters):
    page = open_filters
    choose(page, "research")
    choose(page, "institute")
    promised = count_of(page, "municipality-05113000")
    assert promised == 4
    assert count_of(page, "municipality-05915000") == 0
    expect(page.locator("[data-option='municipality-05915000'] input")).to_be_disabled()
    choose(page, "municipality-05113000")
    expect(page.locator(".ruhr-result")).to_have_text("4 Treffer")


def test_text_finds_umlauts_written_any_way(page):
    search = search_box(page)
    for text in ("froendenberg", "Fröndenberg", "FRONDENBERG"):
        search.fill(text)
        search.press("Enter")
        settled(page)
        page.get_by_role("tab", name="Liste").click()
        expect(page.locator("[data-entry='municipality-05978012']")).to_be_visible()


def test_nothing_found_says_which_filter_to_give_up(open_filters):
    page = open_filters
    choose(page, "municipality-05911000")
    search = search_box(page)
    search.fill("Dellwiger")
    search.press("Enter")
    settled(page)
    expect(page.locator(".ruhr-result")).to_have_text("0 Treffer")
    way = page.get_by_role("button", name=re.compile(r"Ohne „Bochum“: \d+"))
    count = int(way.inner_text().rsplit(" ", 1)[1])
    way.click()
    expect(page.locator(".ruhr-result")).to_have_text(re.compile(f"^{count} Treffer"))


def test_one_click_resets_everything(open_filters):
    page = open_filters
    choose(page, "municipality-05911000", "institute")
    page.get_by_role("button", name="Zurücksetzen").click()
    settled(page)
    expect(page.locator(".ruhr-chips")).to_be_hidden()
    assert shown(page) == (300, 300, 300)


def test_a_chip_removes_its_filter(open_filters):
    page = open_filters
    choose(page, "municipality-05911000", "institute")
    page.get_by_role("button", name="Filter entfernen: Bochum").click()
    expect(page.locator(".ruhr-result")).to_have_text("24 Treffer")


def test_matches_in_a_layer_that_is_off_are_told_and_turned_on(open_filters):
    page = open_filters
    switch(page, "research")
    choose(page, "institute")
    expect(page.locator(".ruhr-chips")).to_contain_text("24 weitere Treffer")
    page.get_by_role("button", name="Einschalten").click()
    settled(page)
    assert shown(page) == (24, 24, 24)


def test_no_match_in_view_is_told_apart_from_no_match_at_all(visitor):
    page = visitor().open("?kinds=institute&lang=en#13/51.62/7.85")
    chips = page.locator(".ruhr-chips")
    expect(chips).to_contain_text("None of them is in view")
    chips.get_by_role("button", name="Show them all").click()
    expect(chips).not_to_contain_text("None of them is in view")
    expect(page.locator("#map_ruhr .ruhr-mark, #map_ruhr .ruhr-pile").first).to_be_visible()
    settled(page)
    go_to(page, 13, 51.62, 7.85)
    expect(chips).to_contain_text("None of them is in view")
