"""The visitor's own data: added, read, filtered, saved and gone, in this tab only."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page, expect
from visiting import DESKTOP, PHONE, click_map, extent, go_to, ready, search_box, settled

HOSTILE = "<img src=x onerror='window[0]=1'>"
WELLS = "\n".join(
    [
        "Name;Art;Längengrad;Breitengrad;Jahr",
        *(f"Brunnen {n};{HOSTILE};{6.9 + n * 0.02:.2f};51,55;{1900 + n}" for n in range(12)),
        "Ohne Ort;x;abc;51,5;1",
    ]
).replace(".", ",")
SQUARE = {"type": "Polygon", "coordinates": [[[7.7, 51.6], [7.9, 51.6], [7.9, 51.7], [7.7, 51.6]]]}
MERCATOR = b"Name;Rechtswert;Hochwert\nTurm;376181,3;5704899,5\n"


def bring(page: Page, name: str, body: str | bytes) -> None:
    """Choose a file as the button's dialog would."""
    content = body if isinstance(body, bytes) else body.encode("cp1252")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator(".ruhr-own-input").set_input_files(file)


def drop(page: Page, name: str, body: str) -> None:
    """Drag a file over the map and let it go."""
    transfer = page.evaluate_handle(
        """([name, body]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([body], name));
          return transfer;
        }""",
        [name, body],
    )
    page.dispatch_event("#map_ruhr", "dragenter", {"dataTransfer": transfer})
    expect(page.get_by_text("Datei hier ablegen")).to_be_visible()
    page.dispatch_event("#map_ruhr", "drop", {"dataTransfer": transfer})
    expect(page.get_by_text("Datei hier ablegen")).to_be_hidden()


def card(page: Page, name: str):
    return page.locator(".ruhr-own-card").filter(has_text=name)


def drawn(page: Page, condition: str = "n > 0") -> int:
    """How many pixels of the canvas are painted, once the number is as wanted."""
    painted = """() => {
        const canvas = document.querySelector('#map_ruhr .leaflet-ruhr-own-pane canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const n = data.filter((value, i) => i % 4 === 3 && value > 0).length;
        return CONDITION ? { n } : null;
      }"""
    return page.wait_for_function(painted.replace("CONDITION", condition)).json_value()["n"]


def test_a_table_is_dropped_read_filtered_saved_and_removed(page, tmp_path):
    before = extent(page)
    drop(page, "brunnen.csv", WELLS)
    wells = card(page, "brunnen.csv")
    expect(wells.get_by_text("12 von 12 gezeigt")).to_be_visible()
    expect(wells).to_contain_text("Zeile 14: „abc“ in Spalte Längengrad ist keine Zahl")
    expect(wells).to_contain_text("EPSG:4326")
    assert extent(page) == before, "what lies in view does not move the map"
    everything = drawn(page)

    click_map(page, 6.9 + 3 * 0.02, 51.55)
    panel = page.get_by_role("region", name="Eintrag aus eigenen Daten")
    chooser = page.locator(".ruhr-chooser [data-choice='own:1:5']")
    expect(panel.or_(chooser).first).to_be_visible()
    if chooser.is_visible():
        chooser.click()
    expect(panel.get_by_role("heading", level=2)).to_have_text("Brunnen 3")
    expect(panel).to_contain_text(HOSTILE)
    expect(panel).to_contain_text("1903")
    expect(panel).to_contain_text("nur in diesem Tab")
    assert page.evaluate("window[0]") is None
    assert panel.locator("img").count() == 0
    panel.get_by_role("button", name="Weiter: Brunnen 4").click()
    expect(panel.get_by_role("heading", level=2)).to_have_text("Brunnen 4")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()

    wells.get_by_label("Einträge von brunnen.csv filtern").fill("brunnen 1907")
    expect(wells.get_by_text("1 von 12 gezeigt")).to_be_visible()
    expect(wells.locator("[data-own-row]")).to_have_count(1)
    drawn(page, f"n > 0 && n < {everything / 6}")
    for form, beginning in (("GeoJSON", b"{"), ("CSV", b"\xef\xbb\xbfName"), ("GPKG", b"SQLite")):
        with page.expect_download() as saving:
            wells.get_by_role("button", name=f"brunnen.csv als {form} herunterladen").click()
        body = Path(saving.value.path()).read_bytes()
        assert body.startswith(beginning), form
        assert saving.value.suggested_filename.startswith("brunnen.")
    wells.get_by_role("switch", name="brunnen.csv zeigen").click(force=True)
    drawn(page, "n === 0")
    wells.get_by_role("button", name="Entfernen").click()
    expect(page.locator(".ruhr-own-card")).to_have_count(0)
    expect(page.get_by_role("button", name="Datei hinzufügen")).to_be_focused()


def test_a_system_is_asked_for_and_an_error_says_what_to_do(visitor):
    visit = visitor()
    page = visit.open("?lang=en")
    bring(page, "tower.csv", MERCATOR)
    tower = card(page, "tower.csv")
    expect(tower).to_contain_text("Which reference system is tower.csv in?")
    expect(tower.get_by_label("UTM 32N (ETRS89), official in NRW")).to_be_checked()
    tower.get_by_label("EPSG code", exact=True).fill("1234567")
    tower.get_by_role("button", name="Use this").click()
    expect(tower).to_contain_text("is not known")
    tower.get_by_role("button", name="Another EPSG code").click()
    tower.get_by_label("UTM 32N (ETRS89), official in NRW").check()
    tower.get_by_role("button", name="Use this").click()
    expect(tower).to_contain_text("chosen by you")
    tower.get_by_role("button", name="Turm").click()
    expect(page.locator(".ruhr-panel h2")).to_have_text("Turm")

    bring(page, "broken.geojson", '{"type": "FeatureCollection", "features": [}')
    expect(page.get_by_role("alert")).to_contain_text("error in line 1, column 44")
    page.get_by_role("button", name="DE", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Fehler in Zeile 1, Spalte 44")
    expect(page.locator(".ruhr-panel h2")).to_have_text("Turm")
    expect(page.locator(".ruhr-panel")).to_contain_text("Eigene Daten, nur in diesem Tab")
    page.get_by_role("button", name="Schließen: broken.geojson").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    # The browser logs every answer that refuses a file.
    assert all("422" in error for error in visit.errors)
    visit.errors.clear()


def test_own_areas_lie_over_the_profile_that_was_open_and_survive_what_the_visitor_does(visitor):
    page = visitor(size=DESKTOP).open("?id=municipality-05911000")
    go_to(page, 10, 51.48, 6.4)
    bring(page, "feld.geojson", json.dumps(SQUARE))
    expect(card(page, "feld.geojson").get_by_role("button", name="Hinzoomen")).to_be_visible()
    page.wait_for_function("document.querySelector('#map_ruhr').ruhr.map.getZoom() > 10.5")
    click_map(page, 7.85, 51.62)
    heading = page.locator(".ruhr-panel h2")
    expect(heading).to_have_text("Eintrag 1")
    page.keyboard.press("Escape")
    expect(heading).to_have_text("Bochum")
    click_map(page, 7.85, 51.62)
    expect(heading).to_have_text("Eintrag 1")
    # What lies under it can be searched for, too.
    search_box(page).fill("Bochum")
    page.locator("[data-hit='place municipality-05911000']").click()
    expect(heading).to_have_text("Bochum")
    settled(page)
    go_to(page, 10, 51.62, 7.85)
    click_map(page, 7.85, 51.62)
    expect(heading).to_have_text("Eintrag 1")
    page.get_by_role("button", name="Zahlen", exact=True).click()
    expect(page.locator(".ruhr-panel[data-kind=figures]")).to_be_visible()
    page.emulate_media(color_scheme="dark")
    page.get_by_role("button", name="Weltkarte").click()
    settled(page)
    expect(card(page, "feld.geojson")).to_contain_text("Auf der Weltkarte")
    drawn(page, "n === 0")
    page.get_by_role("button", name="Zurück zur Region").click()
    settled(page)
    page.get_by_role("button", name="Hinzoomen").click()
    drawn(page)
    page.reload()
    ready(page)
    expect(page.locator(".ruhr-own-card")).to_have_count(0)


def test_on_a_phone_a_file_is_added_in_the_menu_and_read_in_the_sheet(visitor):
    page = visitor(size=PHONE).open()
    page.get_by_role("button", name="Themen und Filter").click()
    add = page.get_by_role("button", name="Datei hinzufügen")
    add.scroll_into_view_if_needed()
    assert add.bounding_box()["height"] >= 44
    bring(page, "brunnen.csv", WELLS)
    row = page.locator("[data-own-row='own:1:2']")
    row.click()
    expect(page.locator(".ruhr-panel h2")).to_have_text("Brunnen 0")
    expect(page.locator(".ruhr-column")).to_be_hidden()
    for selector in (".ruhr-panel-close", ".ruhr-grip"):
        assert page.locator(selector).bounding_box()["width"] >= 44
    page.locator(".ruhr-panel-close").click()
    expect(page.locator(".ruhr-panel h2")).to_have_count(0)


def test_what_goes_wrong_with_one_file_is_said_truly_and_the_next_is_read(visitor):
    """A proxy refuses, an answer is no layer, the page itself fails: no file waits behind it."""
    visit = visitor()
    page = visit.open()
    answers = [
        {"status": 413, "body": "<html>"},
        {"status": 502, "body": "<html>"},
        {"status": 200, "body": "<html>log in</html>"},
        {"status": 200, "body": '{"layer": {}}'},
    ]
    held = []
    asked = []

    def answer(route):
        asked.append(route.request.url)
        if answers:
            route.fulfill(**answers.pop(0))
        else:
            held.append(route)

    page.route("**/ruhr/own?*", answer)
    for name in ("big", "gate", "login", "odd"):
        bring(page, f"{name}.csv", WELLS)
    expect(card(page, "big.csv")).to_contain_text("nimmt so große Dateien nicht an")
    expect(card(page, "big.csv").get_by_role("button", name="Erneut versuchen")).to_have_count(0)
    expect(card(page, "gate.csv")).to_contain_text("(Status 502)")
    expect(card(page, "gate.csv").get_by_role("button", name="Erneut versuchen")).to_be_visible()
    expect(card(page, "login.csv")).to_contain_text("(Status 200)")
    expect(card(page, "odd.csv")).to_contain_text("laden Sie die Seite neu")

    bring(page, "Frau Müller.csv", WELLS)
    bring(page, "weg.csv", WELLS)
    card(page, "weg.csv").get_by_role("button", name="Abbrechen").click()
    expect(card(page, "Frau Müller.csv")).to_contain_text("wird geprüft")
    held.pop().continue_()
    expect(card(page, "Frau Müller.csv").get_by_text("12 von 12 gezeigt")).to_be_visible()
    assert len(asked) == 5
    # An address is kept in the logs of servers.
    assert all(url.endswith("/ruhr/own?suffix=.csv&lang=de") for url in asked)
    visit.errors.clear()


def test_a_file_removed_before_the_map_is_there_is_not_sent(visitor):
    page = visitor().open()
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    go_on = page.evaluate_handle(
        """() => {
          const app = document.querySelector('.ruhr-app').ruhr;
          let goOn;
          app.queue = new Promise((resolve) => { goOn = resolve; });
          return goOn;
        }"""
    )
    for name in ("weg.csv", "da.csv"):
        bring(page, name, WELLS)
    card(page, "weg.csv").get_by_role("button", name="Abbrechen").click()
    go_on.evaluate("(goOn) => goOn()")
    expect(card(page, "da.csv").get_by_text("12 von 12 gezeigt")).to_be_visible()
    assert len([url for url in sent if "/ruhr/own" in url]) == 1
