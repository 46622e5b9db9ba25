"""Pages about the map: they have addresses, speak both languages, and say what is missing."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from playwright.sync_api import expect
from visiting import PHONE, ROOT, Server, settled


def test_a_link_leads_to_the_statement_and_back_leads_away(visitor):
    page = visitor().open("?page=accessibility&id=research-dbm")
    statement = page.get_by_role("dialog", name="Barrierefreiheit")
    expect(statement).to_contain_text("teilweise vereinbar")
    expect(statement).to_contain_text("Vom Betreiber noch einzutragen: E-Mail-Adresse oder")
    expect(statement.get_by_role("link", name="Ombudsstelle")).to_have_attribute(
        "href", "https://www.lbbp.nrw.de/ombudsstelle"
    )
    statement.get_by_role("tab", name="Barrierefreiheit").focus()
    page.keyboard.press("ArrowRight")
    imprint = page.get_by_role("dialog", name="Impressum")
    expect(imprint.get_by_role("tab", name="Impressum")).to_be_focused()
    expect(imprint).to_contain_text("Name und Anschrift")
    page.wait_for_function("location.search.includes('page=imprint')")
    settled(page)
    page.go_back()
    expect(statement).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_function("!location.search.includes('page=')")
    # Escape closed the page only; what was chosen is still there, and nobody can be written to.
    expect(page.locator(".ruhr-panel h2")).to_have_text("Deutsches Bergbau-Museum Bochum")
    expect(page.get_by_role("link", name="Fehler melden")).to_have_count(0)


@pytest.fixture(scope="module")
def hosted(tmp_path_factory) -> Server:
    """A server whose operator has said who they are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUHR_MAP_SITE", str(ROOT / "docs" / "site.example.toml"))
        running = Server(tmp_path_factory.mktemp("hosted") / "log.txt")
    yield running
    running.stop()


def test_the_operator_can_be_read_and_written_to_on_a_phone_in_english(visitor, hosted):
    page = visitor(hosted.url, size=PHONE).open("?lang=en&page=privacy")
    privacy = page.get_by_role("dialog", name="Privacy")
    expect(privacy).to_contain_text("Example operator")
    expect(privacy).to_contain_text("sgx.geodatenzentrum.de")
    for name, said in (
        ("Imprint", "Represented by"),
        ("Data & sources", "ODbL-1.0"),
        ("About the map", "free software"),
    ):
        page.get_by_role("tab", name=name).click()
        expect(page.get_by_role("dialog", name=name)).to_contain_text(said)
    page.get_by_role("button", name="Close").last.click()
    page.wait_for_function("!location.search.includes('page=')")
    page.evaluate("document.querySelector('.ruhr-app').ruhr.select('quarter-mark-51-7')")
    report = page.get_by_role("link", name="Report an error")
    expect(report).to_be_attached()
    page.wait_for_function(
        """link => { link.dispatchEvent(new Event("focus"));
        return decodeURIComponent(link.href).endsWith(location.href); }""",
        arg=report.element_handle(),
    )
    mail = unquote(report.get_attribute("href"))
    assert mail.startswith("mailto:map@example.org?subject=Map of the Metropole Ruhr: Mark 51°7")
    assert "(quarter-mark-51-7)" in mail


def test_a_page_that_cannot_be_fetched_says_so_and_can_be_asked_for_again(visitor):
    visit = visitor()
    failing = {"on": True}
    visit.page.route(
        "**/ruhr/pages-*.json",
        lambda route: route.abort() if failing["on"] else route.continue_(),
    )
    page = visit.open("?page=about")
    expect(page.get_by_role("dialog")).to_contain_text("konnte nicht geladen werden")
    failing["on"] = False
    page.get_by_role("dialog").get_by_role("button", name="Erneut versuchen").click()
    expect(page.get_by_role("dialog")).to_contain_text("Am Anfang stand eine Broschüre")
