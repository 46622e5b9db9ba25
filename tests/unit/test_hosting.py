"""The operator's own words: shown as they are, refused with file and key, never made up."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

import pytest
from asking import ask
from starlette.applications import Starlette
from strategies import ATLAS

from map_app import hosting as module
from map_app.catalog import LANGUAGES
from map_app.errors import FaultList, SiteError
from map_app.hosting import Hosting, hosting, read_hosting
from map_app.panels.pages import pages
from map_app.server import middleware, routes
from map_app.site import build_site
from map_app.texts import Texts

ROOT = Path(__file__).parents[2]
EXAMPLE = read_hosting(ROOT / module.EXAMPLE)
NOBODY = Hosting()


def shown(host: Hosting, page: str, language: str = "de") -> str:
    """A page as one text."""
    tag = next(tag for tag in LANGUAGES if tag == language)
    return json.dumps(pages(host, ATLAS, Texts(tag))[page], ensure_ascii=False)


def written(folder: Path, text: str) -> Path:
    file = folder / "site.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_example_fills_every_gap():
    for language in LANGUAGES:
        for page in ("about", "privacy", "accessibility", "imprint"):
            assert '"missing"' in shown(NOBODY, page, language), page
            assert '"missing"' not in shown(EXAMPLE, page, language), page


def test_the_operators_words_stand_where_they_belong():
    imprint = shown(EXAMPLE, "imprint")
    for words in ("Example operator", "12345 Example town", "mailto:map@example.org", "Vertretung"):
        assert words in imprint
    assert "Represented by" in shown(EXAMPLE, "imprint", "en")
    statement = shown(EXAMPLE, "accessibility")
    assert "26. November 2026" in statement
    assert "mailto:accessibility@example.org" in statement
    assert "https://www.example.org/enforcement" in statement
    assert "lbbp" not in statement
    assert "Example operator" in shown(EXAMPLE, "privacy")


def test_without_another_body_the_statement_names_the_ombuds_office_of_the_state():
    statement = shown(NOBODY, "accessibility")
    assert "https://www.lbbp.nrw.de/ombudsstelle" in statement
    assert "§§ 10d und 10e BGG NRW" in statement
    assert "teilweise vereinbar" in statement


def test_barriers_go_to_the_general_address_where_there_is_no_other():
    host = EXAMPLE.model_copy(update={"accessibility": module.Accessibility()})
    assert "mailto:map@example.org" in shown(host, "accessibility")


def test_privacy_names_every_provider_of_tiles():
    hosts = {re.sub(r"https?://([^/]+)/.*", r"\1", b.url) for b in ATLAS.catalog.basemap}
    for host in hosts:
        assert host in shown(NOBODY, "privacy")


@pytest.mark.parametrize(
    ("text", "key", "problem"),
    [
        ('[operator]\nname = "A"\npostal = ["x"]\nemail = "nobody"', "operator.email", "nobody"),
        ('[operator]\nname = ""\npostal = ["x"]\nemail = "a@b.de"', "operator.name", "at least 1"),
        ('[operator]\nname = "A"\nemail = "a@b.de"', "operator.postal", "required"),
        ('[operator]\nname = "A"\npostal = []\nemail = "a@b.de"', "operator.postal", "at least 1"),
        ('address = "karte.example"', "address", "karte.example"),
        ('address = "https://karte.example/?x=1"', "address", "match"),
        ('adress = "https://karte.example"', "adress", "not permitted"),
        ('frame_ancestors = ["https://a.example; script-src *"]', "frame_ancestors.0", "match"),
        ('[imprint]\nurl = "javascript:alert(1)"', "imprint.url", "javascript"),
        ('[imprint]\ntext = { de = "nur deutsch" }', "imprint.text.en", "required"),
        ('[accessibility]\nassessed = "soon"', "accessibility.assessed", "soon"),
        ('[accessibility]\nemail = "a@b.de?bcc=x@y.z"', "accessibility.email", "match"),
    ],
)
def test_a_wrong_entry_is_named_by_file_and_key(tmp_path, text, key, problem):
    with pytest.raises(FaultList) as raised:
        read_hosting(written(tmp_path, text))
    [fault] = raised.value.faults
    assert isinstance(fault, SiteError)
    assert str(fault).startswith(f"site.toml, key {key}: ")
    assert problem in str(fault)
    assert "docs/site.example.toml" in str(fault)


@pytest.mark.parametrize("text", ["address = ", "address = \udcff"])
def test_a_file_that_is_no_toml_is_named(tmp_path, text):
    file = tmp_path / "site.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SiteError, match=r"site\.toml: is not valid TOML"):
        read_hosting(file)


def test_the_file_may_be_named_and_must_then_be_there(tmp_path, monkeypatch):
    monkeypatch.setenv("RUHR_MAP_SITE", str(tmp_path / "nowhere.toml"))
    with pytest.raises(SiteError, match=r"nowhere\.toml: cannot be read .*RUHR_MAP_SITE"):
        hosting()
    monkeypatch.setenv("RUHR_MAP_SITE", str(written(tmp_path, 'address = "https://k.example"')))
    assert hosting().address == "https://k.example"


def test_without_a_file_the_log_says_what_is_missing(tmp_path, monkeypatch, caplog):
    monkeypatch.delenv("RUHR_MAP_SITE", raising=False)
    monkeypatch.setattr(module, "SITE_FILE", tmp_path / "site.toml")
    with caplog.at_level(logging.WARNING, "map_app"):
        assert hosting() == NOBODY
    assert "docs/site.example.toml" in caplog.text
    written(tmp_path, 'address = "https://k.example"')
    assert hosting().address == "https://k.example"


@pytest.mark.parametrize(
    ("ancestors", "policy"),
    [
        (None, None),
        ((), "frame-ancestors 'none'"),
        (("'self'", "https://*.b.example"), "frame-ancestors 'self' https://*.b.example"),
    ],
)
def test_who_may_embed_the_map_is_the_operators_choice(ancestors, policy):
    site = build_site(ATLAS, Hosting(frame_ancestors=ancestors))
    app = Starlette(routes=routes(site), middleware=middleware(site))
    headers = ask(app, "/healthz").headers
    assert "x-frame-options" not in headers
    sent = headers["content-security-policy"]
    assert ("frame-ancestors" in sent) == (policy is not None)
    assert policy is None or sent.endswith(policy)


def test_the_pages_are_files_the_frame_names_and_their_texts_are_not_sent_twice():
    site = build_site(ATLAS, EXAMPLE)
    for language in LANGUAGES:
        frame = json.loads(site.resources[site.frames[language]].body)
        assert set(json.loads(site.resources[frame["pages"]].body)) == {
            "about", "privacy", "accessibility", "imprint"}  # fmt: skip
        assert frame["contact"] == "map@example.org"
        assert "page" not in frame["texts"]
    assert build_site(ATLAS).resources != site.resources
