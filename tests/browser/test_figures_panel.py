"""The figures panel: the region at a glance, a town beside it, charts that can be read as text."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from visiting import DESKTOP, HAMM, PHONE, click_map, settled


def panel(page):
    return page.locator(".ruhr-panel")


def open_figures(page):
    page.get_by_role("button", name=re.compile("^(Zahlen|Figures)$")).click()
    settled(page)
    expect(panel(page).locator(".ruhr-charts svg").first).to_be_visible()


def test_the_region_at_a_glance(page):
    open_figures(page)
    expect(panel(page).locator("h2")).to_have_text("Die Region in Zahlen")
    assert panel(page).locator(".ruhr-tile").count() >= 6
    expect(panel(page).locator(".ruhr-tiles")).to_contain_text("5,1")
    assert panel(page).locator(".ruhr-charts svg").count() >= 2


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_numbers_stay_in_their_tiles(visitor, size):
    page = visitor(size=size).open("?lang=en&panel=figures")
    expect(panel(page).locator(".ruhr-tile").first).to_be_visible()
    assert (
        page.evaluate(
            """() => [...document.querySelectorAll('.ruhr-tile')].filter((tile) => {
              const words = document.createRange();
              words.selectNodeContents(tile);
              const inner = parseFloat(getComputedStyle(tile).paddingRight);
              const { right } = tile.getBoundingClientRect();
              return [...words.getClientRects()].some((r) => r.right > right - inner + 1);
            }).map((tile) => tile.textContent)"""
        )
        == []
    )


def test_every_figure_tells_its_year_and_its_source(page):
    open_figures(page)
    for summary in panel(page).locator(".ruhr-all-figures summary").all():
        summary.click()
    rows = panel(page).locator(".ruhr-all-figures dd")
    assert rows.count() >= 30
    for row in rows.all():
        text = row.inner_text()
        assert re.search(r"\b(1[89]|20)\d\d\b", text), text
        assert row.locator(".ruhr-figure-note").count() >= 1, text


def test_figures_that_differ_stand_side_by_side_with_their_place(page):
    open_figures(page)
    every = panel(page).locator(".ruhr-all-figures dl")
    terms = every.locator("dt").all_text_contents()
    values = every.locator("dd").all_text_contents()
    told = dict(zip(terms, values, strict=True))
    students = {term: value for term, value in told.items() if term.startswith("Studierende (")}
    assert [value.split("\xa0Personen")[0] for value in students.values()] == [
        "248.000",
        "rund 250.000",
    ]
    assert "Hochschulen zusammen" in next(
        term for term, value in told.items() if value.startswith("404.144")
    )


def test_a_town_stands_beside_its_neighbours_and_the_region(page):
    click_map(page, *HAMM)
    page.locator("[data-do=compare]").click()
    settled(page)
    table = panel(page).locator(".ruhr-compare").first
    expect(table.locator("thead th")).to_have_text(["Hamm", "Nachbarn", "Region"])
    row = table.locator("tbody tr").filter(has=page.locator("[data-indicator^='area ']"))
    expect(row).to_contain_text("226,4")
    expect(panel(page).locator(".ruhr-charts")).to_contain_text("Hamm")
    page.get_by_role("button", name="Steckbrief von Hamm").click()
    expect(panel(page).locator("h2")).to_have_text("Hamm")
    expect(panel(page)).to_contain_text("Kreisfreie Stadt")


@pytest.mark.parametrize(("query", "words"), [("", "Als Tabelle"), ("lang=en&", "As a table")])
def test_charts_can_be_read_as_text_in_both_languages(visitor, query, words):
    page = visitor().open(f"?{query}panel=figures&id=municipality-05911000")
    charts = panel(page).locator("figure")
    expect(charts.first).to_be_visible()
    for chart in charts.all():
        expect(chart.locator("svg")).to_have_attribute("role", "img")
        caption = chart.locator("figcaption").inner_text()
        assert "Bochum" in caption
        chart.get_by_text(words).click()
        assert chart.locator("table tbody tr").count() >= 3


def test_charts_are_seen_in_the_dark(visitor):
    page = visitor(scheme="dark").open("?panel=figures")
    svg = panel(page).locator(".ruhr-charts svg").first
    expect(svg).to_be_visible()
    ink = svg.locator("text").first.evaluate("e => getComputedStyle(e).fill")
    assert min(map(float, re.findall(r"[\d.]+", ink)[:3])) > (0.5 if "oklch" in ink else 120), ink


def test_a_row_colours_the_map(page):
    open_figures(page)
    panel(page).locator("[data-indicator^='forest-share']").click()
    settled(page)
    expect(page.get_by_label("Karte färben nach")).to_have_value("forest-share")
    pressed = panel(page).locator("[data-indicator^='forest-share']")
    expect(pressed).to_have_attribute("aria-pressed", "true")


def test_charts_that_cannot_be_fetched_are_told(visitor):
    visit = visitor()
    visit.page.route("**/charts/**", lambda route: route.abort())
    page = visit.open("?panel=figures")
    expect(panel(page)).to_contain_text("konnten nicht geladen werden")
    expect(panel(page).locator(".ruhr-tile").first).to_be_visible()


def test_the_figures_fit_a_phone(visitor):
    page = visitor(size=PHONE).open("?panel=figures&id=municipality-05911000")
    expect(panel(page).locator("h2")).to_have_text("Bochum")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    body = panel(page).locator(".ruhr-panel-body")
    assert body.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    assert panel(page).bounding_box()["width"] == PHONE["width"]
