"""Clicking: any feature, small ones and piles; the profile beside the map."""

from __future__ import annotations

from playwright.sync_api import expect
from visiting import HAMM, PHONE, click_map, extent, go_to, settled

UMSICHT = (6.8805, 51.4867)


def heading(page):
    return page.locator(".ruhr-panel h2")


def spot(page, feature_id):
    """Position of a feature's symbol in CSS pixels of the page."""
    box = page.locator(f"[data-feature='{feature_id}']").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_municipality_opens_its_profile(page):
    click_map(page, *HAMM)
    expect(heading(page)).to_have_text("Hamm")
    panel = page.locator(".ruhr-panel")
    expect(panel).to_contain_text("Kreisfreie Stadt")
    expect(panel).to_contain_text("179.238")
    expect(panel).to_contain_text("226,4 km²")
    expect(panel).to_contain_text("Stand 2021")
    expect(panel.get_by_role("button", name="Bönen")).to_be_visible()


def test_a_municipality_lists_its_sites_and_they_can_be_clicked(visitor):
    page = visitor().open("?id=municipality-05911000")
    panel = page.locator(".ruhr-panel")
    expect(panel.get_by_role("heading", name="Wissen & Forschung")).to_be_visible()
    panel.get_by_role("button", name="Deutsches Bergbau-Museum Bochum").click()
    expect(heading(page)).to_have_text("Deutsches Bergbau-Museum Bochum")
    panel.get_by_role("button", name="Bochum", exact=True).click()
    expect(heading(page)).to_have_text("Bochum")


def test_a_small_symbol_is_hit_beside_its_edge(visitor):
    page = visitor().open("#12/51.4867/6.8805")
    x, y = spot(page, "research-fraunhofer-umsicht")
    page.mouse.click(x + 11, y + 4)
    expect(heading(page)).to_contain_text("Umwelt-, Sicherheits- und Energietechnik")
    panel = page.locator(".ruhr-panel")
    expect(panel).to_contain_text("Oberhausen")
    expect(panel).to_contain_text("1990")
    assert panel.locator(".ruhr-sources a").count() > 0


def test_the_river_is_hit_and_says_how_sure_its_course_is(visitor):
    page = visitor().open("#11/51.5/7.5")
    page.evaluate(
        """() => {
          const { ruhr } = document.querySelector('#map_ruhr');
          const line = ruhr.feature('emscher-river').geometry.coordinates;
          const middle = line.reduce((a, b) =>
            Math.abs(b[0] - 7.434) < Math.abs(a[0] - 7.434) ? b : a);
          window.riverPoint = middle;
        }"""
    )
    click_map(page, *page.evaluate("window.riverPoint"), dx=3, dy=3)
    expect(heading(page)).to_have_text("Emscher")
    panel = page.locator(".ruhr-panel")
    expect(panel).to_contain_text("83,1 km")
    expect(panel).to_contain_text("Verlauf ungefähr")
    panel.get_by_role("button", name="Flussprofil").click()
    panel.get_by_text("Abschnitte, Jahre und Quellen").click()
    assert panel.locator(".ruhr-stretch").count() >= 20
    expect(panel.locator(".ruhr-stretch").first).to_contain_text("±")


def test_clicking_a_pile_offers_all_its_members(page):
    pile = page.locator(".ruhr-pile span").first
    ids = pile.get_attribute("data-features").split()
    zoom = extent(page)[0]
    box = pile.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    chooser = page.get_by_role("dialog", name="Mehrere Einträge an dieser Stelle")
    expect(chooser.locator("[data-choice]")).to_have_count(len(ids))
    assert extent(page)[0] == zoom, "a click never zooms"
    name = chooser.locator("[data-choice]").nth(1).inner_text()
    chooser.locator("[data-choice]").nth(1).click()
    expect(heading(page)).to_have_text(name)
    expect(chooser).to_be_hidden()


def test_the_chosen_feature_is_unmistakable_and_not_under_the_panel(page):
    go_to(page, 11, 51.4867, 6.62)
    x, y = spot(page, "research-fraunhofer-umsicht")
    assert x > page.locator(".ruhr-panel").bounding_box()["x"], "it starts where the panel opens"
    page.mouse.click(x, y)
    chosen = page.locator(".ruhr-is-selected")
    expect(chosen).to_be_visible()
    panel = page.locator(".ruhr-panel").bounding_box()
    page.wait_for_function(
        "left => document.querySelector('.ruhr-is-selected').getBoundingClientRect().right < left",
        arg=panel["x"],
    )
    assert chosen.bounding_box()["width"] >= 28
    expect(page.locator(".ruhr-name-chosen")).to_have_text("Fraunhofer UMSICHT")


def test_previous_next_and_show_on_map(visitor):
    page = visitor().open("?id=municipality-05913000")
    page.get_by_role("button", name="Weiter: Duisburg").click()
    expect(heading(page)).to_have_text("Duisburg")
    page.get_by_role("button", name="Zurück: Dortmund").click()
    expect(heading(page)).to_have_text("Dortmund")
    page.get_by_role("button", name="Ganze Region").click()
    page.get_by_role("button", name="Auf der Karte zeigen").click()
    page.wait_for_function("document.querySelector('#map_ruhr').ruhr.map.getZoom() > 10.5")


def test_escape_and_the_empty_map_deselect(page):
    click_map(page, *HAMM)
    expect(heading(page)).to_have_text("Hamm")
    page.keyboard.press("Escape")
    expect(heading(page)).to_have_count(0)
    click_map(page, *HAMM)
    expect(heading(page)).to_have_text("Hamm")
    click_map(page, 7.65, 51.27)  # beyond the region
    expect(heading(page)).to_have_count(0)


def test_the_list_is_the_way_in_without_a_mouse(page):
    page.get_by_role("link", name="Zur Liste springen").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('[data-entry]')")
    page.keyboard.press("Enter")
    settled(page)
    assert page.evaluate("document.activeElement.tagName") == "H2"
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.matches('[data-entry]')")


def test_on_a_phone_the_sheet_leaves_the_chosen_point_free(visitor):
    page = visitor(size=PHONE).open("?id=research-fraunhofer-umsicht")
    sheet = page.locator(".ruhr-panel")
    expect(sheet).to_be_visible()
    expect(heading(page)).to_be_visible()
    chosen = page.locator(".ruhr-is-selected").bounding_box()
    assert chosen["y"] + chosen["height"] < sheet.bounding_box()["y"]
    grip = page.get_by_role("button", name="Steckbrief vergrößern")
    before = sheet.bounding_box()["height"]
    grip.click()
    page.wait_for_function(
        "h => document.querySelector('.ruhr-panel').offsetHeight > h + 200", arg=before
    )
    page.get_by_role("button", name="Steckbrief schließen").click()
    expect(sheet).to_be_hidden()


def test_on_a_phone_themes_and_filters_are_one_tap_away(visitor):
    page = visitor(size=PHONE).open()
    column = page.locator(".ruhr-column")
    expect(column).to_be_hidden()
    page.get_by_role("button", name="Themen und Filter").click()
    expect(column).to_be_visible()
    column.get_by_role("button", name="Schließen").click()
    expect(column).to_be_hidden()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], "nothing sticks out sideways"


def test_show_on_map_turns_on_a_layer_that_is_off_and_goes_there(visitor):
    page = visitor().open("?id=emscher-shaft-wasserkreuz#9/51.3/7.9")
    settled(page)
    page.get_by_role("button", name="Auf der Karte zeigen").click()
    settled(page)
    expect(page.locator("#map_ruhr [data-feature=emscher-shaft-wasserkreuz]")).to_be_visible()
    assert "on=emscher-shafts" in page.url
    lon = page.evaluate("document.querySelector('#map_ruhr').ruhr.extent.lon")
    assert abs(lon - 7.286) < 0.1


def test_a_link_to_something_whose_layer_is_off_leads_there(visitor):
    page = visitor().open("?id=emscher-mouth-2022")
    settled(page)
    expect(page.locator("#map_ruhr [data-feature=emscher-mouth-2022]")).to_be_visible()


def test_on_a_phone_the_sheet_is_dragged_thrown_and_moved_by_keys(visitor):
    page = visitor(size=PHONE).open("?id=research-fraunhofer-umsicht")
    frame, sheet = page.locator(".ruhr-app"), page.locator(".ruhr-panel")
    grip = page.locator(".ruhr-grip")

    def drag(by: float) -> None:
        """Pull the grip and hold still before letting go."""
        box = grip.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y + by, steps=8)
        page.wait_for_timeout(200)
        page.mouse.up()

    drag(-330)
    expect(frame).to_have_attribute("data-sheet", "full")
    drag(380)
    expect(frame).to_have_attribute("data-sheet", "half")
    drag(12)
    expect(frame).to_have_attribute("data-sheet", "half")
    grip.focus()
    page.keyboard.press("ArrowDown")
    expect(frame).to_have_attribute("data-sheet", "peek")
    expect(heading(page)).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(frame).to_have_attribute("data-sheet", "full")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    drag(80)
    expect(sheet).to_be_hidden()
