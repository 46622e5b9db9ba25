"""The pages about the map: what it is, privacy, accessibility, imprint; fetched when opened.

Blocks of plain text, drawn in the browser: a heading, a paragraph, a list, lines, a link, or
what the operator still has to fill in.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from map_app.atlas import Atlas
from map_app.hosting import Hosting
from map_app.texts import Texts

Block = dict[str, Any]
# The ombuds office for public bodies of the state (§§ 10d, 10e BGG NRW, §§ 9 ff. BITVNRW).
_OMBUDS_URL = "https://www.lbbp.nrw.de/ombudsstelle"


def pages(hosting: Hosting, atlas: Atlas, text: Texts) -> dict[str, list[Block]]:
    """The blocks of every page by its id, in one language."""
    return {
        "about": _about(hosting, text),
        "privacy": _privacy(hosting, atlas, text),
        "accessibility": _accessibility(hosting, text),
        "imprint": _imprint(hosting, text),
    }


def _head(words: str) -> Block:
    return {"head": words}


def _says(*paragraphs: str) -> list[Block]:
    return [{"text": words} for words in paragraphs]


def _lines(*lines: str) -> Block:
    return {"lines": list(lines)}


def _link(url: str, label: str | None = None) -> Block:
    return {"link": url, "label": label or url}


def _mail(email: str) -> Block:
    return {"link": f"mailto:{email}", "label": email}


def _missing(what: str, text: Texts) -> Block:
    return {"missing": text("page.missing", what=what)}


def _about(hosting: Hosting, text: Texts) -> list[Block]:
    return [
        *_says(text("page.about_what"), text("page.about_ground")),
        _head(text("page.about_sure_title")),
        *_says(text("page.about_sure")),
        _head(text("page.about_use_title")),
        *_says(text("page.about_use")),
        _head(text("page.about_error_title")),
        *_says(text("page.about_error")),
        {"report": True} if hosting.contact else _missing(text("page.missing_email"), text),
        _head(text("page.about_made_title")),
        *_says(text("page.about_made")),
    ]


def _privacy(hosting: Hosting, atlas: Atlas, text: Texts) -> list[Block]:
    privacy = hosting.privacy
    hosts = sorted({str(urlsplit(b.url).hostname) for b in atlas.catalog.basemap})
    blocks = [*_says(text("page.privacy_short"))]
    if hosts:
        blocks += [
            _head(text("page.privacy_tiles_title")),
            *_says(text("page.privacy_tiles")),
            {"items": hosts},
        ]
    blocks += [
        _head(text("page.privacy_place_title")),
        *_says(text("page.privacy_place")),
        _head(text("page.privacy_files_title")),
        *_says(text("page.privacy_files")),
        _head(text("page.privacy_kept_title")),
        {
            "items": [
                text("page.privacy_kept_hint"),
                text("page.privacy_kept_tour"),
                text("page.privacy_kept_scheme"),
                text("page.privacy_kept_cookie"),
            ]
        },
        _head(text("page.privacy_server_title")),
        *_says(text("page.privacy_server")),
    ]
    if privacy.logs:
        blocks += _says(privacy.logs(text.language))
    else:
        blocks.append(_missing(text("page.missing_logs"), text))
    if privacy.url:
        blocks.append(_link(privacy.url, text("page.privacy_own")))
    blocks.append(_head(text("page.privacy_whom_title")))
    blocks += _operator(hosting, text)
    if privacy.officer:
        blocks += [*_says(text("page.privacy_officer")), _lines(*privacy.officer)]
    return blocks


def _accessibility(hosting: Hosting, text: Texts) -> list[Block]:
    own = hosting.accessibility
    blocks = [
        *_says(text("page.access_scope")),
        _head(text("page.access_state_title")),
        *_says(text("page.access_state")),
        _head(text("page.access_gaps_title")),
        {
            "items": [
                text("page.access_gap_map"),
                text("page.access_gap_tiles"),
                text("page.access_gap_files"),
                text("page.access_gap_language"),
                text("page.access_gap_people"),
            ]
        },
        *_says(text("page.access_instead")),
        _head(text("page.access_made_title")),
        *_says(text("page.access_made")),
    ]
    if own.assessed:
        blocks += _says(text("page.access_date", date=text.date(own.assessed)))
    else:
        blocks.append(_missing(text("page.missing_date"), text))
    blocks += [_head(text("page.access_report_title")), *_says(text("page.access_report"))]
    email = own.email or hosting.contact
    if own.form:
        blocks.append(_link(own.form, text("page.access_form")))
    if email:
        blocks.append(_mail(email))
    if not own.form and not email:
        blocks.append(_missing(text("page.missing_barriers"), text))
    blocks.append(_head(text("page.access_ombuds_title")))
    if own.enforcement:
        name = own.enforcement.name(text.language)
        return [*blocks, *_says(text("page.access_other")), _link(own.enforcement.url, name)]
    ombuds = _link(_OMBUDS_URL, text("page.access_ombuds_name"))
    return [*blocks, *_says(text("page.access_ombuds")), ombuds]


def _imprint(hosting: Hosting, text: Texts) -> list[Block]:
    blocks = [*_says(text("page.imprint_who")), *_operator(hosting, text)]
    if hosting.imprint.text:
        blocks += _says(hosting.imprint.text(text.language))
    if hosting.imprint.url:
        blocks.append(_link(hosting.imprint.url, text("page.imprint_own")))
    return [
        *blocks,
        _head(text("page.imprint_data_title")),
        *_says(text("page.imprint_data")),
    ]


def _operator(hosting: Hosting, text: Texts) -> list[Block]:
    operator = hosting.operator
    if operator is None:
        return [
            _missing(text("page.missing_name"), text),
            _missing(text("page.missing_email"), text),
        ]
    phone = [text("page.phone", number=operator.phone)] if operator.phone else []
    return [_lines(operator.name, *operator.postal, *phone), _mail(operator.email)]
