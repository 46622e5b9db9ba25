"""The river panel and the tour: the river by kilometre and year, fetched once by the browser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from map_app.areas import APPROXIMATE_M
from map_app.atlas import Atlas, Feature
from map_app.profiles import parts_of, web_address
from map_app.river import RIVER_ID, SEWER_ID, Line, Run, line_of, passages, told
from map_app.texts import Texts
from map_app.tours import Step


def river(atlas: Atlas, text: Texts) -> dict[str, Any] | None:
    """The river as the panel draws it; None where its layer is not there.

    Kilometres count from the former mouth upstream; `line` holds [km, lon, lat] of its vertices.
    """
    line = line_of(RIVER_ID, atlas)
    if line is None:
        return None
    feature, language = line.feature, text.language
    return {
        "line": [
            [round(float(km), 2), round(float(lon), 5), round(float(lat), 5)]
            for km, (lon, lat) in zip(line.kms, line.coordinates, strict=True)
        ],
        "parts": _parts(feature, text),
        "sewer": _sewer(line, atlas),
        "cities": [
            {"id": one.town.id, "name": one.town.names[language], "runs": _rounded(one.runs)}
            for one in passages(line, atlas)
        ],
        "beside": [
            beside
            for layer in ("emscher-tributaries", "emscher-plants", "emscher-shafts")
            for one in atlas.of_layer(layer)
            if (beside := _beside(one, line, text)) is not None
        ],
        "events": sorted(
            (_event(one, text) for one in atlas.of_layer("emscher-dates") if one.get("year")),
            key=lambda event: event["year"],
        ),
    }


def tour(atlas: Atlas, text: Texts) -> list[dict[str, Any]]:
    """The steps of the tours with what the map needs to show each."""
    return [_step(step, atlas, text) for step in atlas.steps.values()]


def _parts(feature: Feature, text: Texts) -> list[dict[str, Any]]:
    """The stretches with their states; those that differ only in their states stay apart."""
    states = feature.get("states") or []
    return [
        {
            "from": part["from_km"],
            "to": part["to_km"],
            "name": part.get(f"name_{text.language}", ""),
            "accuracy": text.distance(float(part["accuracy_m"])),
            "approximate": part["accuracy_m"] > APPROXIMATE_M,
            "basis": part.get(f"basis_{text.language}", ""),
            "states": _spans(states[number] for number in part.get("states", [])),
            "told": [_state(states[number], text) for number in part.get("states", [])],
        }
        for part in parts_of(feature)
    ]


def _spans(states: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    return [[one["state"], one["from_year"], one.get("to_year")] for one in states]


def _state(state: Mapping[str, Any], text: Texts) -> dict[str, Any]:
    return {
        "state": state["state"],
        "from": state["from_year"],
        "to": state.get("to_year"),
        "certainty": state.get("certainty"),
        "basis": state.get(f"basis_{text.language}", ""),
        "source": state.get(f"source_{text.language}", ""),
        "url": web_address(state.get("url")),
    }


def _sewer(river_line: Line, atlas: Atlas) -> list[dict[str, Any]]:
    """The sewer's stretches by river kilometre: it runs along the river."""
    sewer = line_of(SEWER_ID, atlas)
    if sewer is None:
        return []
    found = []
    for one in told(sewer.feature):
        ends = [
            river_line.km_near(*sewer.coordinates[int(abs(sewer.kms - km).argmin())])
            for km in (one.low, one.high)
        ]
        found.append(
            {
                "from": round(max(ends), 1),
                "to": round(min(ends), 1),
                "states": [[one.state, one.from_year, one.to_year]],
            }
        )
    return found


def _rounded(runs: tuple[Run, ...]) -> list[list[float]]:
    return [[round(low, 1), round(high, 1)] for low, high in runs]


def _beside(feature: Feature, line: Line, text: Texts) -> dict[str, Any] | None:
    """A tributary, plant or shaft by its kilometre; None for what does not lie by the river."""
    km = feature.get("river_km")
    if km is None and feature.get("sewer_km") is not None and feature.anchor:
        km = round(line.km_near(*feature.anchor), 1)
    if not isinstance(km, int | float):
        return None
    lifetime = feature.layer.time
    return {
        "id": feature.id,
        "name": feature.text("short", text.language) or feature.names[text.language],
        "layer": feature.layer.id,
        "km": float(km),
        "side": feature.text("side", "en").partition(" ")[0],
        "from": feature.get(lifetime.since) if lifetime else None,
        "to": feature.get(lifetime.until) if lifetime else None,
        "depth": feature.get("depth_max_m") or feature.get("depth_m"),
        "deep": _depth(feature, text),
        "states": _spans(feature.get("states") or []),
    }


def _depth(feature: Feature, text: Texts) -> str:
    low, high = feature.get("depth_min_m"), feature.get("depth_max_m")
    if low is None or high is None:
        known = next((m for m in (feature.get("depth_m"), high, low) if m is not None), None)
        if known is None and feature.get("lift_m") is not None:
            return text("river.lift", lift=text.number(float(feature.get("lift_m"))))
        return "" if known is None else text("river.depth", depth=text.number(float(known)))
    return text("river.depth", depth=f"{text.number(float(low))}–{text.number(float(high))}")


def _event(feature: Feature, text: Texts) -> dict[str, Any]:
    return {
        "id": feature.id,
        "year": int(feature.get("year")),
        "title": feature.names[text.language],
        "stop": feature.kind == "milestone",
    }


def _step(step: Step, atlas: Atlas, text: Texts) -> dict[str, Any]:
    place, language = atlas.by_id[step.place], text.language
    # A line is not outlined: that would cover its states.
    spot = place.geometry is not None and not place.geometry.geom_type.endswith("LineString")
    stated = step.lon is not None and step.lat is not None
    lon, lat = (step.lon, step.lat) if stated else place.anchor or (None, None)
    return {
        "id": step.id,
        "tour": step.tour,
        "place": {"id": place.id, "name": place.names[language], "spot": spot},
        "lon": lon,
        "lat": lat,
        "zoom": step.zoom,
        "year": step.year,
        "layers": list(step.layers),
        "title": step.title(language),
        "text": step.text(language),
        "figure": step.figure(language),
        "label": step.figure_label(language),
        "source": step.origin.text(language),
        "url": web_address(step.origin.url),
    }
