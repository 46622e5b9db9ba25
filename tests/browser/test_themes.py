"""Themes to read, things without a place, relations, and positions that are only approximate."""

from __future__ import annotations

from playwright.sync_api import expect
from visiting import search_box, settled, unfold


def panel(page):
    return page.locator(".ruhr-panel")


def test_a_theme_is_told_with_its_figures_and_what_has_no_place(page):
    page.get_by_role("button", name="Über das Thema Gesundheitswirtschaft").click()
    settled(page)
    expect(panel(page).locator("h2")).to_have_text("Gesundheitswirtschaft")
    expect(panel(page)).to_contain_text("Auf der Karte")
    assert panel(page).locator("dt").count() >= 3
    entry = panel(page).locator("[data-goto='group-universitaetsmedizin-essen']")
    entry.click()
    expect(panel(page).locator("h2")).to_have_text("Universitätsmedizin Essen")
    expect(panel(page)).to_contain_text("Ruhrlandklinik")


def test_the_theme_filters_from_its_panel(page):
    page.get_by_role("button", name="Über das Thema Gründungen").click()
    page.get_by_role("button", name="Nur dieses Thema").click()
    settled(page)
    expect(page.locator(".ruhr-result")).to_have_text("10 Treffer")
    expect(page.locator(".ruhr-chips")).to_contain_text("davon 3 ohne Ort auf der Karte")


def test_what_has_no_place_is_found_and_linked_to_the_places_it_touches(page):
    search = search_box(page)
    search.fill("Startercenter")
    search.press("Enter")
    settled(page)
    page.locator("[data-entry='service-startercenter']").click()
    settled(page)
    expect(panel(page).locator("h2")).to_have_text("STARTERCENTER NRW")
    assert panel(page).locator("[data-goto]").count() >= 4


def test_a_row_without_a_place_has_no_switch_and_opens_its_theme(page):
    row = unfold(page, "research-networks")
    expect(row.locator("input")).to_have_count(0)
    row.click()
    settled(page)
    expect(panel(page).locator("h2")).to_have_text("Wissen & Forschung")


def test_choosing_a_network_rings_its_members_and_draws_its_ties(visitor):
    page = visitor().open("?id=network-ua-ruhr")
    related = set(page.evaluate("document.querySelector('#map_ruhr').ruhr.wanted.related"))
    members = {
        "research-rub",
        "research-tu-dortmund",
        "research-ude-duisburg",
        "research-ude-essen",
    }
    assert members <= related
    ringed = page.evaluate(
        """() => [...document.querySelectorAll('.ruhr-is-related [data-feature], '
          + '.ruhr-is-related [data-features]')].flatMap((e) =>
            e.dataset.feature ?? e.dataset.features.split(' '))"""
    )
    assert members <= set(ringed)
    expect(page.locator(".ruhr-tie")).to_have_count(0)
    page.get_by_role("button", name="Beziehungen auf der Karte").click()
    settled(page)
    assert page.locator(".ruhr-tie").count() >= len(members)
    assert "ties=on" in page.url


def test_relations_are_links_in_both_directions(visitor):
    page = visitor().open("?id=research-rub")
    panel(page).locator("[data-goto='network-ua-ruhr']").click()
    expect(panel(page).locator("h2")).to_contain_text("Universitätsallianz Ruhr")
    panel(page).locator("[data-goto='research-rub']").first.click()
    expect(panel(page).locator("h2")).to_contain_text("Ruhr-Universität")


def test_an_approximate_position_is_hollow_on_the_map_and_said_in_the_profile(visitor):
    page = visitor().open("#13/51.466/7.2635")
    drawn = page.evaluate(
        """() => {
          const { ruhr } = document.querySelector('#map_ruhr');
          return [...document.querySelectorAll('.ruhr-mark:not(.ruhr-quiet)')].map((mark) => {
            const id = mark.querySelector('[data-feature]').dataset.feature;
            const { accuracy_m, area_m } = ruhr.feature(id).properties;
            const path = mark.querySelector('path');
            return [id, area_m ? 0 : accuracy_m, mark.classList.contains('ruhr-is-approximate'),
                    getComputedStyle(path).fill];
          });
        }"""
    )
    assert len({hollow for _, _, hollow, _ in drawn}) == 2, "both kinds are in view"
    for feature_id, accuracy, hollow, _ in drawn:
        assert hollow == (accuracy > 150), feature_id
    assert {f for _, _, hollow, f in drawn if hollow}.isdisjoint(
        {f for _, _, hollow, f in drawn if not hollow}
    )
    expect(page.locator(".ruhr-legend .ruhr-legend-hollow")).to_be_attached()
    page = visitor().open("?id=research-iuta")
    expect(panel(page)).to_contain_text("Lage ungefähr, auf etwa 500 m genau")


def test_what_the_brochure_told_is_marked_as_of_its_time(visitor):
    page = visitor().open("?lang=en&id=quarter-mark-51-7")
    told = page.locator(".ruhr-told")
    expect(told).to_contain_text("2022")
    expect(told).to_contain_text("FabLabs")


def test_a_theme_says_what_the_brochure_tells_of_it_and_in_which_lines(page):
    page.get_by_role("button", name="Über das Thema Neue Quartiere").click()
    settled(page)
    told = panel(page).locator(".ruhr-told")
    expect(told).to_contain_text("Aus der Broschüre, um 2022")
    expect(told).to_contain_text("multimodaler Verkehr")
    expect(told).to_contain_text("Zeilen 150–153")
