"""The choropleth: what the legend says is what the map shows, and the link keeps it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect
from visiting import PHONE, settled


def legend(page):
    """[(colour, number of municipalities)] as the legend tells them."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.ruhr-classes li')].map((row) => {
          const swatch = row.querySelector('i');
          return [getComputedStyle(swatch).backgroundColor,
                  Number(row.querySelector('.ruhr-count')?.textContent ?? 0)];
        })"""
    )


def fills(page):
    """How many municipalities have each colour on the map."""
    return page.evaluate(
        """() => {
          const found = {};
          for (const path of document.querySelectorAll('path.ruhr-layer-municipalities')) {
            const { fill } = getComputedStyle(path);
            found[fill] = (found[fill] ?? 0) + 1;
          }
          return found;
        }"""
    )


def colour(page, indicator):
    page.get_by_label("Karte färben nach").select_option(indicator)
    settled(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_has_the_colours_the_legend_counts(visitor, scheme):
    page = visitor(scheme=scheme).open()
    colour(page, "inhabitants")
    rows = legend(page)
    assert len(rows) >= 4
    assert sum(count for _, count in rows) == 53
    assert fills(page) == dict(rows)


def test_counts_are_offered_for_their_ground_first_and_raw_when_asked(page):
    colour(page, "inhabitants")
    expect(page.locator(".ruhr-fill-unit")).to_contain_text("je km²")
    page.get_by_text("Darstellung").click()
    page.locator("[data-key=measure]").select_option("raw")
    settled(page)
    expect(page.locator(".ruhr-fill-unit")).to_contain_text("absolut")
    assert parse_qs(urlsplit(page.url).query)["per"] == ["raw"]


def test_missing_values_are_hatched_and_named(page):
    colour(page, "ets-emissions")
    missing = page.locator(".ruhr-classes li").last
    expect(missing).to_contain_text("Keine Angabe")
    named = missing.inner_text().split(":")[1].split(",")
    hatched = page.locator("path.ruhr-layer-municipalities[data-fill='-']")
    expect(hatched).to_have_count(len(named))
    assert "url(" in hatched.first.evaluate("e => getComputedStyle(e).fill")


def test_classes_method_and_palette_are_kept_in_the_link(page, visitor):
    colour(page, "average-age")
    page.get_by_text("Darstellung").click()
    page.locator("[data-key=classes]").select_option("3")
    settled(page)
    page.locator("[data-key=method]").select_option("equal")
    settled(page)
    page.locator("[data-key=palette]").select_option("bupu")
    settled(page)
    assert len(legend(page)) == 3
    other = visitor().page
    other.goto(page.url)
    expect(other.locator(".ruhr-app[data-state=ready]")).to_be_visible()
    expect(other.locator(".ruhr-classes li")).to_have_count(3)
    assert legend(other) == legend(page)
    page.go_back()
    expect(page.locator("[data-key=palette]")).not_to_have_value("bupu")


def test_hovering_tells_the_value_and_the_language_its_form(page):
    colour(page, "inhabitants")
    x, y = page.evaluate(
        """() => {
          const e = document.querySelector('#map_ruhr');
          const p = e.ruhr.map.latLngToContainerPoint([51.62, 7.85]);
          const box = e.getBoundingClientRect();
          return [box.x + p.x, box.y + p.y];
        }"""
    )
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    expect(page.locator(".ruhr-hover")).to_contain_text("Hamm")
    expect(page.locator(".ruhr-hover")).to_contain_text("je km²")


def test_the_fill_is_taken_off_again(page):
    plain = fills(page)
    colour(page, "forest-share")
    assert fills(page) != plain
    page.get_by_role("button", name="Färbung entfernen").click()
    settled(page)
    assert fills(page) == plain
    expect(page.locator(".ruhr-classes")).to_have_count(0)


def test_an_unknown_indicator_or_class_in_a_link_gets_a_note(visitor):
    page = visitor().open("?fill=happiness")
    expect(page.locator(".ruhr-notes")).to_contain_text("happiness")
    page = visitor().open("?fill=average-age&classes=99")
    expect(page.locator(".ruhr-notes")).to_contain_text("99")
    assert sum(count for _, count in legend(page)) == 53


def test_on_a_phone_a_strip_tells_the_colours(visitor):
    page = visitor(size=PHONE).open("?fill=average-age")
    strip = page.locator(".ruhr-strip")
    expect(strip).to_be_visible()
    expect(strip).to_contain_text("Durchschnittsalter")
    strip.click()
    expect(page.locator(".ruhr-classes")).to_be_in_viewport()
    # Only the themes have scrolled, not the page with its header.
    assert page.locator(".ruhr-header").bounding_box()["y"] == 0
