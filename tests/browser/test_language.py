"""German and English: complete, switched in place, numbers as each writes them."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from visiting import HAMM, click_map, extent, settled, switch


def test_switching_the_language_keeps_everything_else(page):
    switch(page, "research")
    click_map(page, *HAMM)
    expect(page.locator(".ruhr-panel")).to_contain_text("179.238")
    before = extent(page)
    page.get_by_role("button", name="EN", exact=True).click()
    panel = page.locator(".ruhr-panel")
    expect(panel).to_contain_text("179,238")
    expect(panel).to_contain_text("Independent city")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_title(re.compile("Hamm · Metropole Ruhr on the map"))
    assert extent(page) == before
    expect(page.locator("[data-layer=research] input")).not_to_be_checked()
    page.get_by_role("button", name="DE", exact=True).click()
    expect(panel).to_contain_text("179.238")
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_no_german_is_left_in_the_english_page(visitor):
    page = visitor().open("?lang=en&id=emscher-river")
    for group in ("themes", "kinds"):
        page.locator(f"[data-group={group}] summary").click()
    # Titles of works stay in their own language.
    page.evaluate("document.querySelector('.ruhr-sources').remove()")
    text = page.locator(".ruhr-app").inner_text()
    page.locator("[data-do=about]").click()
    dialog = page.locator(".ruhr-about")
    for tab in dialog.get_by_role("tab").all():
        tab.click()
        settled(page)
        text += dialog.inner_text()
    text = text.replace("Mülheim an der Ruhr", "")
    assert not re.search(r"\b(und|der|Ebene|Quelle|Stand|Lizenz|Kreisfreie|Gemeinde)\b", text)


def test_map_names_follow_the_language(visitor):
    page = visitor().open("#11/51.54/7.05")
    names = page.locator(".ruhr-name-water")
    assert "Emscher" in names.all_inner_texts()
    page.get_by_role("button", name="EN", exact=True).click()
    settled(page)
    assert "River Emscher" in names.all_inner_texts()
