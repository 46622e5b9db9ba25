"""What a feature's lists say, in one text a cell can hold: where it was read, what it was when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from map_app.atlas import Atlas, Feature
from map_app.profiles import citations_of, web_address
from map_app.texts import Texts


def citations(feature: Feature, text: Texts) -> str:
    """Every place the facts and states of a feature were read, each once, with address and day."""
    language = text.language
    read = [
        (one.texts[language], one.url, one.accessed.isoformat() if one.accessed else None)
        for one in citations_of(feature)
    ]
    read += [
        (str(one.get(f"source_{language}") or ""), web_address(one.get("url")), one.get("accessed"))
        for one in _states(feature)
    ]
    written = (
        f"{what} ({', '.join(map(str, filter(None, about)))})" if any(about) else what
        for what, *about in read
        if what
    )
    return "; ".join(dict.fromkeys(written))


def states(feature: Feature, atlas: Atlas, text: Texts) -> str:
    """What the feature or its stretches were: "verrohrt 1910–1992, km 3,0–7,5, Jahr unsicher"."""
    labels = {state.id: state.label(text.language) for state in atlas.catalog.state}
    return "; ".join(
        ", ".join(filter(None, (f"{labels[one['state']]} {_years(one, text)}", *_about(one, text))))
        for one in _states(feature)
    )


def _states(feature: Feature) -> tuple[Mapping[str, Any], ...]:
    return tuple(feature.get("states") or ())


def _years(state: Mapping[str, Any], text: Texts) -> str:
    start, end = state["from_year"], state.get("to_year")
    return f"{start}–{end}" if end else text("save.since", year=str(start))


def _about(state: Mapping[str, Any], text: Texts) -> Iterator[str]:
    if "from_km" in state:
        yield f"km {text.number(state['from_km'], 1)}–{text.number(state['to_km'], 1)}"
    if state.get("certainty") == "uncertain":
        yield text("save.uncertain")
