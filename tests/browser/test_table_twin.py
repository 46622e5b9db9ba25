"""The table twin: rows for what the map shows, chosen on either side."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from visiting import PHONE, settled

ROW = 35  # CSS pixels of a row of Streamlit's grid


def grid(page: Page):
    return page.locator("[data-testid=stDataFrame]")


def choose(page: Page, row: int) -> None:
    """Click the box of a row, the first is 1, as a visitor would."""
    box = grid(page).bounding_box()
    page.mouse.click(box["x"] + 16, box["y"] + ROW * row + ROW / 2)


def cells(page: Page, column: int) -> list[str]:
    """A column as the grid tells it to a screen reader."""
    return grid(page).locator(f"tbody td[aria-colindex='{column}']").all_text_contents()


def test_the_table_and_the_map_choose_for_each_other(visitor):
    page = visitor().open()
    page.locator("[data-do=table]").click()
    head = page.locator(".ruhr-table")
    expect(head).to_contain_text("300 Zeilen")
    expect(grid(page)).to_be_visible()
    expect(grid(page).locator("tbody tr").first).to_be_attached()
    stage, rows = page.locator(".ruhr-stage").bounding_box(), grid(page).bounding_box()
    assert stage["y"] + stage["height"] <= rows["y"], "the table covers no map"
    third = cells(page, 1)[2]
    choose(page, 3)
    expect(page.locator(".ruhr-panel h2")).to_have_text(third)
    expect(page).to_have_url(re.compile("table=selection"))
    settled(page)
    page.evaluate("document.querySelector('.ruhr-app').ruhr.select('research-mpi-kofo')")
    name = "Max-Planck-Institut für Kohlenforschung"
    expect(page.locator(".ruhr-panel h2")).to_have_text(name)
    expect(grid(page).locator("tbody tr").first).to_contain_text(name)
    expect(grid(page).locator("tbody tr[aria-selected=true]")).to_contain_text(name)
    # What is chosen in the table itself stays where it is; choosing it again gives it up.
    choose(page, 1)
    expect(page.locator(".ruhr-panel h2")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(head).to_be_hidden()
    expect(grid(page)).to_have_count(0)
    expect(page.locator("[data-do=table]")).to_be_focused()


def test_the_table_keeps_to_the_filters_and_shows_any_layer(visitor):
    page = visitor().open("?lang=en&table=selection&kinds=institute")
    head = page.locator(".ruhr-table")
    expect(head).to_contain_text("24 rows")
    expect(grid(page).locator("tbody tr").first).to_be_attached()
    assert set(cells(page, 2)) == {"Research institutes"}
    head.locator("[data-table=what]").select_option("emscher-plants")
    expect(head).to_contain_text("The filters leave nothing here".lower())
    settled(page)
    page.locator(".ruhr-chip").first.click()
    expect(head).to_contain_text("9 rows")
    expect(grid(page).locator("thead")).to_contain_text("Capacity")
    head.locator("[data-table=what]").select_option("stations")
    expect(head).to_contain_text(re.compile(r"\d+ rows"))
    expect(grid(page).locator("tbody tr").first).to_be_attached()


def test_on_a_phone_the_profile_lies_over_the_table(visitor):
    page = visitor(size=PHONE).open("?lang=en")
    page.locator(".ruhr-more-button").click()
    page.locator("[data-do=table]").click()
    expect(grid(page)).to_be_visible()
    expect(grid(page).locator("tbody tr").first).to_be_attached()
    box = grid(page).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    choose(page, 2)
    expect(page.locator(".ruhr-panel h2")).to_be_visible()
    expect(grid(page)).to_be_hidden()
    expect(page.locator(".ruhr-credit")).to_be_in_viewport()
    page.locator("[data-do=close]").click()
    expect(grid(page)).to_be_visible()


def test_two_municipalities_side_by_side(visitor):
    page = visitor().open("?panel=figures&id=municipality-05113000&lang=en")
    page.locator("[data-do=rival]").select_option("municipality-05913000")
    there = page.locator(".ruhr-compare thead .ruhr-there")
    expect(there).to_have_text("Dortmund")
    expect(page).to_have_url(re.compile("versus=05913000"))
    expect(page.locator(".ruhr-versus")).to_contain_text("rank 1")
    page.locator("[data-goto=municipality-05913000]").click()
    expect(page.locator(".ruhr-panel h2")).to_have_text("Dortmund")
    expect(there).to_have_text("Essen")
