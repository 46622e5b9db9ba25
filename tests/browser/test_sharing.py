"""Sharing: the dialog gives away the view that is seen, as link, code, mail and HTML."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from playwright.sync_api import expect
from visiting import PHONE, settled


def test_the_view_is_handed_on_as_link_code_and_mail(visitor):
    visit = visitor(permissions=["clipboard-read", "clipboard-write"])
    page = visit.open("?id=quarter-mark-51-7")
    page.get_by_role("button", name="Teilen").click()
    dialog = page.get_by_role("dialog", name="Diese Ansicht teilen")
    link = dialog.get_by_role("textbox", name="Link")
    expect(link).to_be_focused()
    expect(link).to_have_value(re.compile(r"/\?id=quarter-mark-51-7#13/51\.\d+/7\.\d+$"))

    dialog.get_by_role("button", name="Kopieren", exact=True).click()
    expect(dialog.get_by_role("button", name="✓ Kopiert")).to_be_visible()
    expect(dialog.get_by_role("status").first).to_have_text("Kopiert")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == link.input_value()
    # The next copy takes back what the one before said.
    dialog.get_by_role("button", name="Code kopieren").click()
    expect(dialog.get_by_role("button", name="Kopieren", exact=True)).to_be_visible()
    expect(dialog.get_by_role("button", name="✓ Kopiert")).to_have_count(1)

    code = dialog.get_by_role("img", name="QR-Code des Links")
    page.wait_for_function("document.querySelector('.ruhr-qr').naturalWidth > 0")
    asked = parse_qs(urlsplit(code.get_attribute("src")).query)["url"][0]
    assert visit.home.rstrip("/") + asked == copied
    mail = dialog.get_by_role("link", name="Per E-Mail").get_attribute("href")
    assert copied in unquote(mail)

    dialog.get_by_role("checkbox", name="mit dem Kartenausschnitt").uncheck()
    expect(link).to_have_value(f"{visit.home}?id=quarter-mark-51-7")
    dialog.get_by_role("checkbox", name="mit dem Steckbrief „Mark 51°7“").uncheck()
    expect(link).to_have_value(visit.home)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Teilen")).to_be_focused()
    expect(page.locator(".ruhr-panel h2")).to_have_text("Mark 51°7")


def test_without_a_clipboard_the_link_is_marked_to_be_copied_by_hand(visitor):
    page = visitor(size=PHONE).open("?lang=en")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.evaluate("document.querySelector('.ruhr-app').ruhr.sharing.open()")
    dialog = page.get_by_role("dialog", name="Share this view")
    dialog.get_by_role("button", name="Copy", exact=True).click()
    expect(dialog.get_by_role("status").first).to_contain_text("selected")
    assert page.evaluate("getSelection().toString()").startswith("http")
    page.evaluate("document.querySelector('.ruhr-app').ruhr.actions.say('language', {value: 'de'})")
    settled(page)
    expect(page.get_by_role("dialog", name="Diese Ansicht teilen")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
