"""On paper: the map with title, key, sources, day and link, then the profile, whole and light."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from visiting import PHONE, boxes

PAGES = rb"/Type\s*/Page\b"


def sizes(pdf: bytes) -> set[tuple[float, float]]:
    found = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", pdf)
    return {(round(float(width)), round(float(height))) for width, height in found}


def test_a_profile_prints_light_and_whole_from_a_dark_desktop(visitor):
    page = visitor(scheme="dark").open("?id=quarter-mark-51-7&lang=en")
    expect(page.locator(".ruhr-panel h2")).to_have_text("Mark 51°7")
    drawn = page.locator("#map_ruhr path.ruhr-layer-municipalities").first.get_attribute("d")
    page.emulate_media(media="print", color_scheme="dark")
    head, foot = page.locator(".ruhr-print-head"), page.locator(".ruhr-print-foot")
    expect(head).to_contain_text("Mark 51°7")
    expect(head).to_contain_text(re.compile(r"\d{1,2} \w+ 20\d\d"))
    expect(foot).to_contain_text("OpenStreetMap")
    expect(foot).to_contain_text("id=quarter-mark-51-7")
    expect(page.get_by_role("region", name="Legend")).to_contain_text("Research institutes")
    for chrome in (".ruhr-header", ".ruhr-column", ".ruhr-zoom", ".ruhr-pills", ".ruhr-buttons",
                   ".ruhr-panel-close", ".ruhr-key-more"):  # fmt: skip
        expect(page.locator(chrome).first).to_be_hidden()
    ink, ground = page.evaluate(
        """() => { const s = getComputedStyle(document.querySelector('.ruhr-app'));
          return [s.color, s.backgroundColor]; }"""
    )
    assert (ink, ground) == ("rgb(29, 33, 38)", "rgb(255, 255, 255)")
    [stage], [key] = boxes(page, ".ruhr-stage"), boxes(page, ".ruhr-key")
    [panel], [text] = boxes(page, ".ruhr-panel"), boxes(page, ".ruhr-panel-body")
    # An A4 sheet on its side holds 1031 x 702 CSS pixels within its margins.
    assert stage["right"] <= key["left"]
    assert stage["right"] - stage["left"] + key["right"] - key["left"] <= 1031
    assert stage["bottom"] <= 702
    assert panel["top"] >= stage["bottom"]
    # Nothing is clipped: the panel is as high as what it says.
    assert abs(panel["bottom"] - text["bottom"]) < 1
    assert page.evaluate(
        "(() => { const b = document.querySelector('.ruhr-panel-body');"
        " return b.scrollHeight <= b.clientHeight + 1; })()"
    )
    pdf = page.pdf(prefer_css_page_size=True)
    assert sizes(pdf) == {(842, 595)}
    assert 2 <= len(re.findall(PAGES, pdf)) <= 4
    page.emulate_media(media="screen", color_scheme="dark")
    expect(page.locator(".ruhr-header")).to_be_visible()
    expect(head).to_be_hidden()
    # The map was only scaled: it is the one that was there before.
    again = page.locator("#map_ruhr path.ruhr-layer-municipalities").first.get_attribute("d")
    assert again == drawn


def test_a_phone_prints_upright_and_a_map_alone_fills_one_sheet(visitor):
    phone = visitor(size=PHONE).open("?id=municipality-05915000")
    expect(phone.locator(".ruhr-panel h2")).to_have_text("Hamm")
    assert sizes(phone.pdf(prefer_css_page_size=True)) == {(595, 842)}
    page = visitor().open("?fill=inhabitants")
    page.emulate_media(media="print")
    expect(page.get_by_role("region", name="Legende")).to_contain_text("je km²")
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(PAGES, pdf)) == 1
