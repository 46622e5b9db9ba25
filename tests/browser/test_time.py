"""The time control: by mouse and by keyboard, the river changes at the right years."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from visiting import DESKTOP, PHONE, Visit, go_to, settled, switch

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


def bar(page: Page):
    return page.locator(".ruhr-time")


def slider(page: Page):
    return bar(page).locator("[data-time=year]")


def year(page: Page) -> int:
    return int(slider(page).input_value())


def states(page: Page, layer: str = "emscher-river") -> set[str]:
    """The states in which the pieces of a line are drawn, those that can be seen."""
    found = page.evaluate(
        """(layer) => [...document.querySelectorAll(`#map_ruhr path.ruhr-layer-${layer}`)]
          .filter((path) => getComputedStyle(path).display !== 'none')
          .map((path) => path.dataset.state ?? '')""",
        layer,
    )
    return set(found)


def drag_to(page: Page, wanted: int) -> None:
    """Take the handle with the mouse and draw it to a year."""
    box = slider(page).bounding_box()
    assert box is not None
    low, high = (int(slider(page).get_attribute(name) or 0) for name in ("min", "max"))

    def at(one: int) -> float:
        inner = box["width"] - 24  # the handle is 24 px wide and stays inside
        return box["x"] + 12 + inner * (one - low) / (high - low)

    page.mouse.move(at(year(page)), box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(at(wanted), box["y"] + box["height"] / 2, steps=12)
    page.mouse.up()


def press_to(page: Page, wanted: int) -> None:
    """Walk to a year with the arrow keys."""
    slider(page).focus()
    while year(page) != wanted:
        page.keyboard.press("ArrowRight" if year(page) < wanted else "ArrowLeft")


@SIZES
def test_the_control_opens_from_the_map_and_says_what_it_shows(visitor, size):
    page = visitor(size=size).open()
    page.locator("[data-pill=time]").click()
    settled(page)
    expect(bar(page)).to_be_visible()
    expect(bar(page).locator(".ruhr-time-year")).to_have_text("heute")
    expect(slider(page)).to_be_focused()
    expect(bar(page).locator(".ruhr-chip-state").first).to_be_visible()
    assert re.search(r"[?&]at=\d{4}", page.url)
    # Its layers come along, and the tree says so.
    assert states(page) <= {"sewage-free", "restored"}
    drawn = "[data-feature={0}], [data-features~={0}]".format("emscher-mouth-2022")
    expect(page.locator("#map_ruhr").locator(drawn)).to_have_count(1)


@pytest.mark.parametrize("move", [drag_to, press_to], ids=["mouse", "keyboard"])
def test_the_river_changes_at_the_right_years(visitor, move):
    page = visitor().open("?at=1905&on=emscher-former")
    settled(page)
    expect(page.locator("#map_ruhr path.ruhr-layer-emscher-river").first).to_be_attached()
    page.wait_for_timeout(100)
    assert states(page) == {"natural", "piped"}  # a pipe beneath the steelworks of Hörde
    assert states(page, "emscher-sewer") == set()
    move(page, 1950)
    # Holzwickede never became a sewer.
    assert states(page) == {"open-sewer", "natural", "piped"}
    move(page, 2000)
    assert "conversion" in states(page)
    assert "open-sewer" not in states(page)
    assert states(page, "emscher-sewer") == set()
    move(page, 2015)
    assert states(page, "emscher-sewer") == {"construction"}
    move(page, 2019)
    assert states(page, "emscher-sewer") == {"construction", "service"}
    move(page, 2023)
    assert states(page) == {"sewage-free", "restored"}
    assert states(page, "emscher-sewer") == {"service"}
    assert year(page) == 2023


def test_the_lower_course_moves_with_its_mouth(visitor):
    page = visitor().open(
        "?at=1905&on=emscher-former.emscher-mouths&off=emscher-dates.emscher-plants#11.5/51.53/6.75"
    )
    settled(page)

    def former() -> set[str]:
        return set(
            page.evaluate(
                """() => [...document.querySelector('#map_ruhr').ruhr.layers.get('emscher-former')
                  .paths].filter(([, path]) => path._map).map(([id]) => id)"""
            )
        )

    mouth = page.locator("#map_ruhr [data-feature^=emscher-mouth-]")
    for shown, course, here in (
        (1905, {"emscher-former-alte"}, "emscher-mouth-alsum"),
        (1930, {"emscher-former-kleine"}, "emscher-mouth-walsum"),
        (1990, {"emscher-former-eppinghoven"}, "emscher-mouth-eppinghoven"),
        (2023, set(), "emscher-mouth-2022"),
    ):
        page.locator("[data-time=year]").fill(str(shown))
        expect(mouth).to_have_attribute("data-feature", here)
        assert former() == course


def test_the_link_and_the_panel_follow_when_the_year_rests(visitor):
    visit: Visit = visitor()
    page = visit.open("?at=2026&panel=river")
    settled(page)
    expect(page.locator(".ruhr-river-chart")).to_be_visible()
    drag_to(page, 1950)
    expect(page.locator(".ruhr-river-now")).to_contain_text("Im Jahr 1950")
    expect(page.locator(".ruhr-river-now")).to_contain_text("offener Schmutzwasserlauf")
    page.wait_for_url(re.compile(r"[?&]at=1950"))
    settled(page)
    page.reload()
    expect(bar(page).locator(".ruhr-time-year")).to_have_text("1950")


def test_nothing_is_said_to_the_server_while_the_year_is_dragged(visitor):
    visit: Visit = visitor()
    page = visit.open("?at=1899")
    settled(page)
    page.wait_for_timeout(600)
    box = slider(page).bounding_box()
    page.mouse.move(box["x"] + 12, box["y"] + 13)
    page.mouse.down()
    said = len(visit.wire)
    for step in range(1, 60):
        page.mouse.move(box["x"] + 12 + step * 8, box["y"] + 13)
    # A hand that holds still does not let go: longer than a year needs to rest.
    page.wait_for_timeout(900)
    assert year(page) > 1940
    assert visit.wire[said:] == []
    page.mouse.up()
    page.wait_for_url(re.compile(r"[?&]at=19\d\d"))


def test_the_brochures_dates_are_stops_one_can_go_to(visitor):
    page = visitor().open("?at=1899")
    settled(page)
    stops = bar(page).locator("[data-stop]")
    assert [stop.inner_text() for stop in stops.all()] == ["1992", "2009", "2017", "2021"]
    stops.filter(has_text="2009").click()
    expect(bar(page).locator(".ruhr-time-year")).to_have_text("2009")
    expect(bar(page).locator(".ruhr-time-what")).to_have_text("Baubeginn am Kanal")
    slider(page).focus()
    page.keyboard.press("PageUp")
    assert year(page) == 2017
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    assert year(page) == 1992


def test_a_screen_reader_hears_the_year_and_what_the_river_is(visitor):
    page = visitor().open("?at=1991&lang=en")
    settled(page)
    slider(page).focus()
    page.keyboard.press("ArrowRight")
    spoken = re.compile(r"^1992, Conversion begins, .*under conversion, still with sewage \d")
    expect(slider(page)).to_have_attribute("aria-valuetext", spoken)
    expect(bar(page).locator("[role=status]")).to_have_text(spoken)
    expect(slider(page)).to_have_accessible_name("Year on the map")


def test_who_wants_no_motion_gets_steps(visitor):
    page = visitor().open("?at=1899")
    settled(page)
    bar(page).locator("[data-time=play]").click()
    assert year(page) == 1992  # at once, without the years between
    expect(bar(page).locator("[data-time=play]")).to_have_accessible_name("Anhalten")
    expect(bar(page).locator(".ruhr-time-year")).to_have_text("2009")
    bar(page).locator("[data-time=play]").click()
    expect(bar(page).locator("[data-time=play]")).to_have_accessible_name("Abspielen")


def test_who_wants_motion_sees_the_years_pass(visitor, browser):
    visit = visitor()
    visit.page.emulate_media(reduced_motion="no-preference")
    page = visit.open("?at=1899")
    settled(page)
    slider(page).focus()
    page.keyboard.press("Space")
    page.wait_for_function("document.querySelector('[data-time=year]').value > 1903")
    page.keyboard.press("Space")
    paused = year(page)
    page.wait_for_timeout(400)
    assert year(page) == paused < 1992


def test_institutes_and_companies_are_there_from_the_year_they_were_founded(visitor):
    page = visitor().open("?at=1900&off=emscher-dates.emscher-plants&kinds=institute#9/51.5/7.2")
    settled(page)

    def drawn() -> int:
        return page.evaluate(
            """() => document.querySelector('#map_ruhr').ruhr.marks.placed
              .reduce((sum, { ids }) => sum + ids.length, 0)"""
        )

    before = drawn()
    slider(page).fill("1980")
    later = drawn()
    slider(page).fill("2026")
    assert before < later < drawn()


def test_closing_the_control_shows_everything_again(visitor):
    page = visitor().open("?at=1900")
    settled(page)
    bar(page).locator("[data-time=close]").click()
    settled(page)
    expect(bar(page)).to_be_hidden()
    assert states(page) == {""}
    assert "at=" not in page.url
    expect(page.locator("[data-pill=time]")).to_be_visible()


def test_a_year_that_is_none_leaves_a_note_and_the_map(visitor):
    page = visitor().open("?at=1066&tour=nowhere")
    expect(page.locator(".ruhr-note").filter(has_text="1066")).to_be_visible()
    expect(page.locator(".ruhr-note").filter(has_text="nowhere")).to_be_visible()
    expect(bar(page)).to_be_hidden()


@SIZES
@pytest.mark.parametrize("language", ["de", "en"])
def test_nothing_of_the_control_is_cut_off_or_covered(visitor, size, language):
    page = visitor(size=size).open(f"?at=2021&with=1950&lang={language}")
    settled(page)
    expect(bar(page).locator(".ruhr-chip-state").first).to_be_visible()
    inside = page.evaluate(
        """() => {
          const outer = document.querySelector('.ruhr-time').getBoundingClientRect();
          return [...document.querySelectorAll('.ruhr-time *')].filter((e) => {
            const b = e.getBoundingClientRect();
            const seen = b.width > 1 && getComputedStyle(e).display !== 'none';
            const out = b.left < outer.left - 1 || b.right > outer.right + 1
              || b.bottom > outer.bottom + 1;
            return seen && out && !e.closest('.ruhr-unseen');
          }).map((e) => e.className + e.textContent);
        }"""
    )
    assert inside == []
    labels = page.evaluate(
        """() => [...document.querySelectorAll('.ruhr-stop span, .ruhr-stop-end')]
          .map((e) => { const r = document.createRange(); r.selectNodeContents(e);
            const { left, top, right, bottom } = r.getBoundingClientRect();
            return [e.textContent, left, top, right, bottom]; })
          .filter((b) => b[3] > b[1])"""
    )
    for i, (one, left, top, right, bottom) in enumerate(labels):
        for other, l2, t2, r2, b2 in labels[i + 1 :]:
            apart = right <= l2 or r2 <= left or bottom <= t2 + 1 or b2 <= top + 1
            assert apart, f"{one} touches {other}"


def test_a_layer_that_is_switched_off_stays_off_while_the_years_run(visitor):
    page = visitor().open("?at=1950")
    settled(page)
    switch(page, "emscher-river")
    settled(page)
    slider(page).fill("1960")
    go_to(page, 10)
    assert page.locator("#map_ruhr path.ruhr-layer-emscher-river").count() == 0


def test_the_chart_follows_back_and_forward(visitor):
    page = visitor().open("?at=1906&panel=river")
    settled(page)
    expect(page.locator(".ruhr-river-now")).to_contain_text("Im Jahr 1906")
    slider(page).fill("1950")
    page.wait_for_url(re.compile(r"[?&]at=1950"))
    settled(page)
    page.go_back()
    expect(bar(page).locator(".ruhr-time-year")).to_have_text("1906")
    expect(page.locator(".ruhr-river-now")).to_contain_text("Im Jahr 1906")


def test_the_pressed_button_keeps_the_focus(visitor):
    page = visitor().open("?at=1950")
    settled(page)
    page.locator("[data-time=swipe]").press("Enter")
    settled(page)
    expect(page.locator("[data-time=swipe]")).to_be_focused()
    expect(page.locator("[data-time=swipe]")).to_have_attribute("aria-pressed", "true")


def test_time_opens_the_region_from_the_world(visitor):
    page = visitor().open("?view=world&panel=emscher")
    page.locator(".ruhr-panel [data-do=time]").click()
    settled(page)
    expect(page.locator(".ruhr-app[data-view=region]")).to_be_visible()
    expect(bar(page)).to_be_visible()


def test_escape_stops_the_years_then_leaves_the_swipe_then_the_control(visitor):
    page = visitor().open("?at=1899&with=2026")
    settled(page)
    bar(page).locator("[data-time=play]").click()
    page.keyboard.press("Escape")
    expect(bar(page).locator("[data-time=play]")).to_have_accessible_name("Abspielen")
    page.keyboard.press("Escape")
    settled(page)
    expect(page.locator(".ruhr-twin")).to_have_count(0)
    expect(bar(page)).to_be_visible()
    page.keyboard.press("Escape")
    settled(page)
    expect(bar(page)).to_be_hidden()


def test_the_layers_that_came_with_time_go_with_it(visitor):
    page = visitor().open()
    page.locator("[data-pill=time]").click()
    settled(page)
    assert "on=" in page.url
    bar(page).locator("[data-time=close]").click()
    settled(page)
    assert "on=" not in page.url


def test_the_river_keeps_its_states_while_it_is_chosen(visitor):
    page = visitor().open("?at=1950&id=emscher-river")
    settled(page)
    expect(page.locator(".ruhr-panel h2")).to_have_text("Emscher")
    page.wait_for_timeout(200)
    panes = page.evaluate(
        """() => [...document.querySelectorAll('#map_ruhr path.ruhr-casing')]
          .map((p) => p.closest('.leaflet-pane').className)"""
    )
    assert panes
    assert all("ruhr-waters" in pane for pane in panes)


def test_the_legend_names_every_state_that_is_drawn_of_whatever_layer(visitor):
    page = visitor().open("?at=2024&on=emscher-tributaries&off=emscher-river.emscher-sewer")
    settled(page)
    # The Berne is still being rebuilt; no kilometres, as the river itself is off.
    chips = bar(page).locator(".ruhr-chip-state")
    expect(chips.filter(has_text="im Umbau")).to_be_visible()
    assert not any("km" in text for text in chips.all_inner_texts())
    unfolded = page.locator("[data-layer=emscher-tributaries]")
    unfolded.click()
    settled(page)
    expect(chips).to_have_count(0)
