"""What a person needs who cannot see well, cannot use a mouse, or wants no motion."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from visiting import PHONE, settled

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
# The theme changes colours and nothing else.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
VIEWS = {
    "first": "",
    "profile": "?id=research-mpi-kofo",
    "two towns": "?panel=figures&id=municipality-05113000&versus=05913000",
    "river": "?panel=river&at=1990",
    "theme": "?panel=health",
    "world": "?view=world&id=world-duisburg-chongqing",
    "coloured": "?fill=average-age&table=municipalities",
    "filtered": "?kinds=institute&q=energie&lang=en",
    "no match": "?q=zzzz&lang=en",
    "then and now": "?at=1950&with=2026&lang=en",
    "faulty link": "?id=no-such-thing&lang=en",
    "embedded": "?embed=true&parts=legend.search.time&fill=average-age",
    "statement": "?page=accessibility&lang=en",
}


def faults(page: Page, rules: dict[str, Any]) -> list[str]:
    """What axe-core finds, as a person reads it: rule, element, reason."""
    found = Axe().run(page, options=rules).response["violations"]
    return [
        f"{rule['impact']} {rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]


def faults_in_both_themes(page: Page) -> list[str]:
    found = []
    for scheme, rules in (("light", RULES), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{scheme} {fault}" for fault in faults(page, rules)]
    return found


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_in_any_view(visitor, view, size):
    page = visitor(size=PHONE).open(VIEWS[view]) if size == "phone" else visitor().open(VIEWS[view])
    settled(page)
    assert faults_in_both_themes(page) == []


OPENED: dict[str, Callable[[Page], None]] = {
    "list": lambda page: page.locator("#ruhr-tab-list").click(),
    "filters": lambda page: page.locator("details.ruhr-filter > summary").nth(1).click(),
    "about": lambda page: page.locator("[data-do=about]").click(),
    "save": lambda page: page.locator("[data-do=save]").click(),
    "share": lambda page: page.locator("[data-do=share]").click(),
    "measure": lambda page: page.locator("[data-tools=measure]").click(),
    "what is near": lambda page: page.locator("[data-tools=near]").click(),
    "place": lambda page: page.locator("#map_ruhr").press("Shift+F10"),
}


@pytest.mark.parametrize("opened", OPENED)
def test_axe_finds_nothing_in_what_can_be_opened(visitor, opened):
    page = visitor().open()
    OPENED[opened](page)
    assert faults_in_both_themes(page) == []


def test_axe_finds_nothing_in_the_menus_of_a_phone(visitor):
    page = visitor(size=PHONE).open("?lang=en")
    page.locator(".ruhr-more-button").click()
    assert faults_in_both_themes(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".ruhr-more-button")).to_be_focused()
    page.locator(".ruhr-menu").click()
    assert faults_in_both_themes(page) == []


def focused(page: Page) -> str:
    return page.evaluate(
        """() => {
          const e = document.activeElement;
          return e.getAttribute('aria-label') || e.innerText || e.placeholder || e.tagName;
        }"""
    )


def test_the_whole_journey_without_a_mouse(visitor):
    """Find, filter, choose, read, see on the map, table, and back: by keys alone."""
    page = visitor().open("?lang=en")
    page.locator("body").press("Tab")
    assert "list" in focused(page).lower(), "the first stop leads past everything"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('[data-entry]')")
    page.keyboard.press("Enter")
    heading = page.locator(".ruhr-panel h2")
    expect(heading).to_be_focused()
    settled(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.matches('[data-entry]')")
    # Every stop on the way round is seen: it has a ring, and is not under anything.
    page.locator(".ruhr-search-input").focus()
    names = set()
    for _ in range(14):
        page.keyboard.press("Tab")
        names.add(focused(page))
        ring, covered = page.evaluate(
            """() => {
              const e = document.activeElement, box = e.getBoundingClientRect();
              const shown = e.matches('input[role=switch]') ? e.parentElement : e;
              const middle = [box.left + box.width / 2, box.top + box.height / 2];
              const top = document.elementFromPoint(...middle);
              return [getComputedStyle(shown).outlineStyle !== 'none',
                      !e.matches('input') && !e.contains(top) && !top?.contains(e)];
            }"""
        )
        assert ring, focused(page)
        assert not covered, focused(page)
    assert len(names) > 10
    page.locator("[data-do=table]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ruhr-table-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-do=table]")).to_be_focused()


@pytest.mark.parametrize(("width", "height"), [(700, 450), (320, 640)])
def test_at_twice_the_size_and_on_the_smallest_screen_nothing_is_cut(visitor, width, height):
    """1400x900 at 200 % zoom is 700x450; WCAG 1.4.10 asks for 320 pixels without scrolling."""
    page = visitor(size={"width": width, "height": height}).open("?id=research-mpi-kofo&lang=en")
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for part in (".ruhr-search", ".ruhr-more-button", ".ruhr-panel h2", "#map_ruhr"):
        box = page.locator(part).bounding_box()
        assert box["x"] >= 0, part
        assert box["x"] + box["width"] <= width, part
    page.locator(".ruhr-grip").focus()
    page.keyboard.press("ArrowUp")
    last = page.locator(".ruhr-sources p").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()


def test_without_motion_the_map_jumps_instead_of_flying(visitor):
    page = visitor().open("?id=research-mpi-kofo#9/51.5/7.2")
    settled(page)
    page.locator(".ruhr-panel .ruhr-primary").click()
    page.wait_for_url(re.compile(r"#1\d"))
    moving = "document.querySelector('#map_ruhr').ruhr.map._flyToFrame ?? null"
    assert page.evaluate(moving) is None
