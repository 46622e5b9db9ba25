"""What a link says before it is opened: title, description and picture of a view.

Pure: a view and the atlas in, words out. What a visitor typed is never told: a shared link must
not put words into the map's mouth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from map_app.atlas import Atlas
from map_app.catalog import LANGUAGES, Language
from map_app.links import FIGURES, RIVER, View, from_query, places, to_query
from map_app.panels.town import town_summary
from map_app.profiles import profile_of
from map_app.texts import Texts

DESCRIPTION_LIMIT = 200  # signs; previews cut off about there
_NAMES = 3  # places or kinds named in a title
# What makes it another page to a search engine; filters and layers are ways to look at one.
_IDENTITY = ("lang", "id", "panel", "tour", "page")


@dataclass(frozen=True)
class Meta:
    """The head of a page in words: plain text, and queries without their question mark.

    `query` is the whole view without what only the page around an embedded map concerns,
    `identity` what of it makes a page of its own, in every language.
    """

    language: Language
    title: str
    description: str
    query: str
    identity: Mapping[Language, str]


def meta_of(query: Mapping[str, str], atlas: Atlas) -> Meta:
    """What the link with the parameters `query` shows; what it cannot mean is left out."""
    view = replace(from_query(query, atlas)[0], parts=None)
    text = Texts(view.language)
    title, description = _subject(view, atlas, text)
    document = text("app.document")
    return Meta(
        language=view.language,
        title=f"{title} · {document}" if title else document,
        description=shortened(description or text("card.region")),
        query=urlencode(to_query(view, atlas)),
        identity={language: _identity(replace(view, language=language), atlas)
                  for language in LANGUAGES},
    )  # fmt: skip


def shortened(text: str, limit: int = DESCRIPTION_LIMIT) -> str:
    """`text` on one line, cut between words with an ellipsis where it is longer than `limit`."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    whole = cut.rsplit(" ", 1)[0] if " " in cut else cut
    return f"{whole.rstrip(' ,;:.')}…"


def _identity(view: View, atlas: Atlas) -> str:
    query = to_query(view, atlas)
    return urlencode({key: query[key] for key in _IDENTITY if key in query})


def _subject(view: View, atlas: Atlas, text: Texts) -> tuple[str, str]:
    """What is read first in a view, as the page shows it: its title and what is said of it."""
    language = text.language
    if view.tour:
        step = atlas.steps[view.tour]
        return step.title(language), step.text(language)
    if view.panel == FIGURES:
        return text("figures.region"), text("card.figures")
    if view.panel == RIVER:
        return text("river.title"), text("card.river")
    if view.panel:
        theme = atlas.catalog.theme_of(view.panel)
        return theme.title(language), theme.summary(language) if theme.summary else ""
    if view.selected:
        profile = profile_of(view.selected, atlas)
        summary = profile.feature.text("summary", language) or town_summary(profile, text)
        return profile.feature.names[language], summary
    if view.fill:
        indicator = atlas.catalog.indicator_of(view.fill.indicator)
        return indicator.title(language), indicator.meaning(language)
    if view.year is not None:
        return text("card.year", year=str(view.year)), text("card.time")
    if view.world:
        return text("card.world"), text("card.world_about")
    return _filtered(view, atlas, language), ""


def _filtered(view: View, atlas: Atlas, language: Language) -> str:
    """The places, themes and kinds that are asked for, if they are few."""
    selection = view.selection
    names = [place.names[language] for place in places(atlas) if place.id in selection.places]
    names += [t.title(language) for t in atlas.catalog.theme if t.id in selection.themes]
    names += [k.label(language) for k in atlas.catalog.kind if k.id in selection.kinds]
    return ", ".join(names) if len(names) <= _NAMES else ""
