"""The download dialog: what is saved is what was chosen, and one sees how far it has come."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
from playwright.sync_api import Page, Route, expect
from visiting import PHONE, settled

NAME = r"metropole-ruhr-{what}-\d{{4}}-\d\d-\d\d\.{suffix}"


def opened(page: Page, title: str = "Herunterladen"):
    page.locator("[data-do=save]").click()
    dialog = page.get_by_role("dialog", name=title)
    expect(dialog).to_be_visible()
    return dialog


def card(dialog, suffix: str):
    return dialog.locator(f"[data-format={suffix}]")


def save(page: Page, dialog, suffix: str, folder: Path, what: str = "selection") -> Path:
    """Click a card, take the file the browser gets, and see that the card says so."""
    with page.expect_download() as download:
        card(dialog, suffix).get_by_role("button").first.click()
    name = download.value.suggested_filename
    assert re.fullmatch(NAME.format(what=what, suffix=suffix), name)
    file = folder / name
    download.value.save_as(file)
    expect(dialog.get_by_role("status")).to_contain_text(f"{name} ")
    expect(card(dialog, suffix).locator("small")).to_have_text(re.compile(r"\d+\s[kM]B$"))
    return file


def shown(page: Page) -> set[str]:
    """The ids of what passes the filters and is on, by the page's own account."""
    return set(
        page.evaluate(
            """() => { const { ui, data, passing } = document.querySelector('.ruhr-app').ruhr;
          return ui.features.filter((f) => data.layers.includes(f.layer)
            && (!passing || passing.has(f.id))).map((f) => f.id); }"""
        )
    )


def test_the_selection_is_saved_in_every_format_and_reads_back(visitor, tmp_path):
    page = visitor().open("?in=05911000.05913000&themes=research.quarters&off=universities")
    dialog = opened(page)
    meant = shown(page)
    assert len(meant) > 10
    what = dialog.get_by_role("radio", name="Aktuelle Auswahl")
    expect(what).to_be_checked()
    expect(dialog.locator("#ruhr-save-selection")).to_have_text(
        re.compile(rf"^{len(meant)} Einträge · gefiltert nach Thema: .*; Ort: Bochum, Dortmund")
    )
    frame = gpd.read_file(save(page, dialog, "geojson", tmp_path))
    assert set(frame["id"]) == meant
    assert frame.crs == "EPSG:4326"
    file = save(page, dialog, "gpkg", tmp_path)
    layers = [name for name, _ in pyogrio.list_layers(file) if name != "sources"]
    assert set(pd.concat(pyogrio.read_dataframe(file, layer=x) for x in layers)["id"]) == meant
    assert "CC-BY-4.0" in set(pyogrio.read_dataframe(file, layer="sources")["licence"])
    table = pd.read_csv(save(page, dialog, "csv", tmp_path), sep=";", encoding="utf-8-sig")
    assert set(table["Kennung"]) == meant
    assert page.url.split("?")[0] in table["In der Karte"][0]
    assert set(pd.read_excel(save(page, dialog, "xlsx", tmp_path))["Kennung"]) == meant
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-do=save]")).to_be_focused()


def test_a_layer_is_saved_whole_in_english_on_a_phone(visitor, tmp_path):
    page = visitor(size=PHONE).open("?lang=en&q=zzzzzz")
    page.get_by_role("button", name="More").click()
    dialog = opened(page, "Download")
    # Nothing passes the filters: the page says so, and no data card can be clicked.
    expect(dialog.get_by_text("No entry of a layer that is on fits these filters.")).to_be_visible()
    expect(card(dialog, "csv").get_by_role("button")).to_be_disabled()
    expect(card(dialog, "png").get_by_role("button")).to_be_enabled()
    dialog.get_by_label("Layer", exact=True).select_option("stations")
    expect(dialog.get_by_role("radio", name="One layer")).to_be_checked()
    expect(dialog.locator("#ruhr-save-layer")).to_have_text(
        "219 entries · the whole layer, without filters"
    )
    table = pd.read_csv(save(page, dialog, "csv", tmp_path, "stations"), encoding="utf-8-sig")
    assert len(table) == 219
    assert {"Longitude", "Latitude", "Licence", "Attribution"} <= set(table.columns)
    # Nothing is wider than the screen, everything can be hit by a finger.
    assert dialog.evaluate("d => d.scrollWidth <= d.clientWidth && d.offsetWidth <= innerWidth")
    low = dialog.locator("button, select, label").evaluate_all(
        "all => all.filter((e) => e.offsetHeight && e.offsetHeight < 44).map((e) => e.outerHTML)"
    )
    assert low == []
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    # The button that opened it is in a closed menu again.
    expect(page.get_by_role("button", name="More")).to_be_focused()


def test_a_slow_file_shows_that_it_comes_and_can_be_cancelled(visitor):
    page = visitor().open()
    held: list[Route] = []
    page.route("**/ruhr/save/data.gpkg*", lambda route: held.append(route))
    dialog = opened(page)
    slow = card(dialog, "gpkg")
    slow.get_by_role("button").first.click()
    expect(slow.get_by_role("progressbar")).to_be_visible()
    expect(slow.locator("small")).to_have_text("läuft …")
    slow.get_by_role("button", name="Abbrechen").click()
    expect(slow.locator("small")).to_have_text("Abgebrochen")
    expect(slow.get_by_role("progressbar")).to_be_hidden()
    expect(slow.get_by_role("button")).to_be_focused()
    expect(dialog.get_by_role("status")).to_have_text("GeoPackage abgebrochen.")
    # Escape cancels what runs and only then closes; the profile behind stays.
    slow.get_by_role("button").first.click()
    expect(slow.get_by_role("progressbar")).to_be_visible()
    page.keyboard.press("Escape")
    expect(slow.locator("small")).to_have_text("Abgebrochen")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert len(held) == 2


def test_the_bar_follows_the_bytes(visitor):
    page = visitor().open()
    # A server that sends half a file and then waits.
    page.evaluate(
        """() => { const real = window.fetch;
          window.fetch = (url, options) => String(url).includes('/save/data.csv') ? Promise.resolve(
            new Response(new ReadableStream({ start(c) { c.enqueue(new Uint8Array(500)); } }),
              { headers: { 'content-length': '1000', 'content-type': 'text/csv' } }))
            : real(url, options); }"""
    )
    dialog = opened(page)
    half = card(dialog, "csv")
    half.get_by_role("button").first.click()
    expect(half.locator("small")).to_have_text("50 %")
    assert half.get_by_role("progressbar").evaluate("bar => bar.value") == 0.5


def test_what_goes_wrong_is_said_in_place_and_can_be_tried_again(visitor, tmp_path):
    visit = visitor()
    page = visit.open()
    answers = [
        lambda route: route.fulfill(
            status=404, content_type="text/plain; charset=utf-8", body="Kein Platz."
        ),
        lambda route: route.fulfill(
            status=502, content_type="text/html", body="<h1>Bad gateway</h1>"
        ),
        lambda route: route.abort("connectionrefused"),
    ]
    page.route(
        "**/ruhr/save/data.csv*",
        lambda route: answers.pop(0)(route) if answers else route.continue_(),
    )
    dialog = opened(page)
    csv = card(dialog, "csv")
    csv.get_by_role("button").first.click()
    for message in ("Kein Platz.", "Die Datei kam nicht an.", "Keine Verbindung zum Server."):
        expect(csv.get_by_role("alert")).to_contain_text(message)
        again = csv.get_by_role("button", name="Erneut versuchen")
        if answers:
            again.click()
    with page.expect_download():
        again.click()
    expect(csv.get_by_role("alert")).to_be_hidden()
    expect(csv.locator("small")).to_have_text(re.compile("^Gespeichert"))
    visit.errors.clear()  # the browser itself logs what was refused


def test_a_map_is_asked_for_with_the_filters_and_the_extent_that_is_seen(visitor):
    page = visitor().open("?near=51.48_7.2_5#11/51.48/7.2")
    settled(page)
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(
            body=b"%PDF", content_type="application/pdf",
            headers={"content-disposition": 'attachment; filename="metropole-ruhr-map.pdf"'},
        )  # fmt: skip

    page.route("**/ruhr/save/map.pdf*", answer)
    dialog = opened(page)
    said = dialog.locator("#ruhr-save-selection")
    expect(said).to_contain_text(re.compile(r"gefiltert nach Umkreis: 5\skm um 51\.480, 7\.200"))
    with page.expect_download() as download:
        card(dialog, "pdf").get_by_role("button").first.click()
    assert download.value.suggested_filename == "metropole-ruhr-map.pdf"
    [extent] = re.findall(r"[?&]extent=([^&]+)", asked[0])
    assert "near=51.48_7.2_5" in asked[0]
    west, south, east, north = map(float, extent.replace("%2C", ",").split(","))
    assert west < 7.2 < east
    assert south < 51.48 < north
    assert all(len(part.rpartition(".")[2]) == 5 for part in extent.replace("%2C", ",").split(","))
