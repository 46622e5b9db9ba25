"""First steps and empty places: a newcomer is told once, and nothing only says that it is empty."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from visiting import HAMM, PHONE, click_map, settled


def card(page):
    return page.get_by_role("complementary", name="Erste Schritte")


def test_a_newcomer_is_told_once_and_the_first_action_ends_it(visitor):
    visit = visitor(newcomer=True)
    page = visit.open()
    expect(card(page)).to_contain_text("1899")
    assert page.evaluate("document.activeElement === document.body")
    own = card(page).bounding_box()
    for control in (".ruhr-pills", ".ruhr-zoom", ".leaflet-control-scale", ".ruhr-credit"):
        box = page.locator(control).first.bounding_box()
        beside = box["x"] >= own["x"] + own["width"] or box["x"] + box["width"] <= own["x"]
        above = box["y"] >= own["y"] + own["height"] or box["y"] + box["height"] <= own["y"]
        assert beside or above, control
    click_map(page, *HAMM)
    expect(page.locator(".ruhr-panel h2")).to_have_text("Hamm")
    expect(card(page)).to_be_hidden()
    page.locator(".ruhr-panel-close").click()
    settled(page)
    page = visit.open()
    expect(card(page)).to_be_hidden()


def test_it_goes_by_escape_or_its_button_also_where_nothing_may_be_stored(visitor):
    visit = visitor(size=PHONE, newcomer=True)
    visit.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden'); } })"
    )
    page = visit.open()
    expect(card(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    page = visit.open()
    card(page).get_by_role("button", name="Erste Schritte ausblenden").press("Enter")
    expect(card(page)).to_be_hidden()
    expect(page.locator("#map_ruhr")).to_be_focused()
    # Streamlit itself complains when its own store is forbidden; the map must not.
    visit.errors[:] = [error for error in visit.errors if "forbidden" not in error]


@pytest.mark.parametrize("query", ["?id=research-dbm", "?embed=true", "?q=museum"])
def test_who_was_sent_to_something_is_left_alone(visitor, query):
    page = visitor(newcomer=True).open(query)
    expect(card(page)).to_be_hidden()


def test_an_empty_list_says_why_and_leads_out(page):
    page.evaluate(
        """() => {
          const { actions, ui } = document.querySelector('.ruhr-app').ruhr;
          for (const { id } of ui.themes) actions.say('theme', { id, on: false });
          actions.say('filter', { group: 'kinds', value: 'institute', on: true });
        }"""
    )
    settled(page)
    page.get_by_role("tab", name="Liste").click()
    listed = page.locator(".ruhr-list")
    expect(listed).to_contain_text("liegt in Ebenen, die ausgeschaltet sind")
    listed.get_by_role("button", name="Einschalten").click()
    expect(listed.locator("[data-entry]").first).to_be_visible()
    page.evaluate(
        "document.querySelector('.ruhr-app').ruhr.actions.say('text', { value: 'xyzxyz' })"
    )
    expect(listed).to_contain_text("Prüfen Sie die Schreibweise")
    page.get_by_role("button", name="Filter entfernen: Forschungsinstitut").click()
    settled(page)
    expect(page.locator(".ruhr-chips")).to_contain_text("Prüfen Sie die Schreibweise")
    listed.get_by_role("button", name="Alle Filter zurücksetzen").click()
    expect(listed.locator("[data-entry]").first).to_be_visible()
    expect(page.locator(".ruhr-chip")).to_have_count(0)
