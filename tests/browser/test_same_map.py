"""The promise of the bridge: one map, moved by small words."""

from __future__ import annotations

from playwright.sync_api import expect
from visiting import HAMM, click_map, extent, settled, switch

BUDGET_BYTES = 8_000


def test_after_twenty_interactions_it_is_the_same_map_at_the_same_place(visitor):
    visit = visitor()
    page = visit.open("#11/51.48/7.2")
    page.evaluate("document.querySelector('#map_ruhr').ruhr.map.ours = 'the first'")
    before = extent(page)
    page.locator("[data-group=places] summary").click()
    page.locator("[data-group=kinds] summary").click()

    def option(name):
        page.locator(f"[data-option='{name}']").click()

    def layer(name):
        switch(page, name)

    def search(text):
        page.locator(".ruhr-search-input").fill(text)
        page.keyboard.press("Enter")

    def select(name):
        page.get_by_role("tab", name="Liste").click()
        page.locator(f"[data-entry='{name}']").click()

    def language(name):
        page.get_by_role("button", name=name, exact=True).click()

    steps = [
        lambda: click_map(page, 7.25, 51.50),
        lambda: option("municipality-05911000"),
        lambda: option("institute"),
        lambda: option("institute"),
        lambda: option("municipality-05911000"),
        lambda: layer("research"),
        lambda: layer("research"),
        lambda: page.locator("[data-theme=emscher]").click(),
        lambda: page.locator("[data-theme=emscher]").click(),
        lambda: search("Fraunhofer"),
        lambda: search(""),
        lambda: language("EN"),
        lambda: language("DE"),
        lambda: select("municipality-05911000"),
        lambda: select("research-dbm"),
        lambda: select("quarter-mark-51-7"),
        lambda: page.keyboard.press("Escape"),
        lambda: page.get_by_role("tab", name="Themen").click() or layer("districts"),
        lambda: layer("districts"),
        lambda: click_map(page, 7.25, 51.50),
    ]
    costs = []
    for number, step in enumerate(steps):
        visit.wire.clear()
        step()
        page.wait_for_timeout(1)
        settled(page)
        costs.append(sum(visit.wire))
        assert extent(page) == before, f"step {number} moved the map"
    assert page.evaluate("document.querySelector('#map_ruhr').ruhr.map.ours") == "the first"
    assert page.locator("#map_ruhr").get_attribute("data-ruhr-maps") == "1"
    assert min(costs) > 0, "every step reached the server"
    assert max(costs) <= BUDGET_BYTES, costs
    expect(page.locator(".ruhr-panel h2")).to_be_visible()


def test_no_geometry_goes_over_the_websocket(visitor):
    visit = visitor()
    frames: list[str] = []
    visit.page.on(
        "websocket",
        lambda ws: ws.on("framereceived", lambda f: frames.append(f if isinstance(f, str) else
                                                                   f.decode("utf-8", "replace"))),
    )  # fmt: skip
    page = visit.open()
    switch(page, "research")
    settled(page)
    click_map(page, *HAMM)
    expect(page.locator(".ruhr-panel h2")).to_have_text("Hamm")
    assert any("municipality-" in frame for frame in frames)
    assert not any("coordinates" in frame for frame in frames)


def test_panning_and_zooming_ask_nothing_of_the_server(visitor):
    visit = visitor()
    page = visit.open()
    visit.wire.clear()
    requests = []
    page.on("request", lambda asked: "favicon" in asked.url or requests.append(asked.url))
    page.get_by_role("button", name="Vergrößern").click()
    page.mouse.move(900, 500)
    page.mouse.down()
    page.mouse.move(700, 400, steps=5)
    page.mouse.up()
    page.wait_for_function("location.hash.length > 5")
    assert sum(visit.wire) == 0
    assert requests == []


def test_a_profile_stays_open_through_filters_layers_and_language(page):
    click_map(page, *HAMM)
    heading = page.locator(".ruhr-panel h2")
    expect(heading).to_have_text("Hamm")
    page.evaluate("document.querySelector('.ruhr-panel h2').mark = 1")
    switch(page, "research")
    settled(page)
    assert page.evaluate("document.querySelector('.ruhr-panel h2').mark") == 1, "not even redrawn"
    page.locator("[data-group=themes] summary").click()
    page.locator("[data-option='research']").click()
    settled(page)
    expect(heading).to_have_text("Hamm")
    expect(page.locator(".ruhr-status")).to_contain_text("ausgeblendet")


def test_quick_clicks_are_all_heard(page):
    for layer in ("research", "quarters", "emscher-river", "districts", "emscher-plants"):
        switch(page, layer)
    settled(page)
    on = page.evaluate("document.querySelector('.ruhr-app').ruhr.data.layers")
    assert not {"research", "quarters", "emscher-river", "districts", "emscher-plants"} & set(on)
