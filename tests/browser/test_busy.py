"""What takes long shows so in its place, and a lost connection leaves the map usable."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from visiting import ready, settled, unfold


def hold_answers(page: Page):
    """Keep what the server says from now on until it is let go; returns (hold, release)."""
    held, state = [], {"on": False}

    def route(socket) -> None:
        server = socket.connect_to_server()
        state["socket"] = socket
        server.on_message(
            lambda message: held.append(message) if state["on"] else socket.send(message)
        )

    def release() -> None:
        state["on"] = False
        for message in held:
            state["socket"].send(message)
        held.clear()

    page.route_web_socket("**/_stcore/stream", route)
    return lambda: state.update(on=True), release


def test_what_waits_for_an_answer_says_so_in_its_place(visitor):
    visit = visitor()
    hold, release = hold_answers(visit.page)
    page = visit.open("?lang=en")
    settled(page)
    row = unfold(page, "research")
    hold()
    row.click()
    expect(page.locator("[data-busy]")).to_have_count(1)
    expect(row).to_have_attribute("data-busy", "")
    # The map goes on working: it zooms, and when it takes very long the page says so.
    before = page.locator(".leaflet-control-scale-line").inner_text()
    for _ in range(2):
        page.get_by_role("button", name="Zoom in").click()
    expect(page.locator(".leaflet-control-scale-line")).not_to_have_text(before)
    note = page.locator(".ruhr-notes")
    expect(note).to_contain_text("stays usable")
    release()
    expect(page.locator("[data-busy]")).to_have_count(0)
    expect(note).not_to_contain_text("stays usable")
    expect(row.locator("input")).not_to_be_checked()


def test_a_layer_on_its_way_shows_so_in_its_row(visitor):
    visit = visitor()
    waiting = []
    visit.page.route("**/layers/emscher-shafts.*", lambda route: waiting.append(route))
    page = visit.open()
    ready(page)
    row = unfold(page, "emscher-shafts")
    row.click()
    expect(row).to_have_attribute("data-busy", "")
    waiting[0].continue_()
    expect(page.locator("[data-busy]")).to_have_count(0)
