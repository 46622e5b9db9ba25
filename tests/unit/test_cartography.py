"""The map's script and colours: the same at every build, and nothing in them from outside."""

from __future__ import annotations

import re

import pytest
from strategies import ATLAS

from map_app.cartography import catalog_css, map_module
from map_app.catalog import Basemap, Catalog, Labels, Paint, Text

CATALOG = ATLAS.catalog
URLS = {layer.id: f"ruhr/layers/{layer.id}.0123456789ab.geojson" for layer in ATLAS.layers}
LIGHT_GROUND, DARK_GROUND = "#FAF8F3", "#15181C"
EVIL = "</script><script>alert(1)</script>\u2028"


def module(catalog: Catalog = CATALOG) -> str:
    return map_module(catalog, catalog.layer, URLS)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two colours (#RRGGBB)."""

    def luminance(colour: str) -> float:
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def paints() -> list[object]:
    themes = [pytest.param(theme.colour, id=f"theme-{theme.id}") for theme in CATALOG.theme]
    layers = [
        pytest.param(layer.style.colour, id=f"layer-{layer.id}")
        for layer in CATALOG.layer
        if layer.style.colour
    ]
    states = [pytest.param(state.colour, id=f"state-{state.id}") for state in CATALOG.state]
    return themes + layers + states


def test_the_map_is_written_the_same_at_every_build():
    assert module() == module()


def test_every_layer_and_basemap_is_handed_over_by_its_id():
    script = module()
    result = script.rstrip().splitlines()[-2]
    handed = re.findall(r'"([a-z0-9-]+)": (?:tile_)?layer_', result)
    wanted = [layer.id for layer in CATALOG.layer] + [entry.id for entry in CATALOG.basemap]
    assert handed == wanted
    for url in URLS.values():
        assert f'"{url}"' in script


def test_the_map_calls_nobody_but_the_basemaps_of_the_catalogue():
    found = set(re.findall(r"https?://[^\"'\s<>]+", module()))
    assert found == {entry.url for entry in CATALOG.basemap}


def test_without_basemaps_the_map_names_no_address_at_all():
    assert not re.search(r"https?:|//\w", module(CATALOG.model_copy(update={"basemap": ()})))


def test_no_text_of_the_catalogue_can_end_the_script():
    basemap = CATALOG.basemap[0].model_copy(update={"attribution": Text(de=EVIL, en=EVIL)})
    layer = CATALOG.layer[0].model_copy(
        update={"title": Text(de=EVIL, en=EVIL), "labels": Labels(rank_by=EVIL)}
    )
    evil = CATALOG.model_copy(
        update={"basemap": (basemap,), "layer": (layer, *CATALOG.layer[1:])},
    )
    written = module(evil)
    assert "alert(1)" in written, "the texts no longer reach the script: test another one"
    assert "</script" not in written.lower()
    assert "\u2028" not in written


def test_a_basemap_address_cannot_end_the_script_either():
    sly = Basemap(
        id="sly",
        title=Text(de="x", en="x"),
        url='https://tiles.example/</script>\'"+alert(1)+"{z}',
        attribution=Text(de="x", en="x"),
        licence="x",
    )
    written = module(CATALOG.model_copy(update={"basemap": (sly,)}))
    assert "</script" not in written.lower()
    assert not re.search(r"""(?<!\\)["']\+alert""", written)


def test_every_theme_has_its_two_colours_in_the_styles():
    css = catalog_css(CATALOG)
    for theme in CATALOG.theme:
        colours = f"light-dark({theme.colour.light},{theme.colour.dark})"
        assert f".ruhr-theme-{theme.id}{{--ruhr-colour:{colours}}}" in css


def test_a_layer_with_a_colour_of_its_own_comes_after_its_theme_so_that_it_wins():
    css = catalog_css(CATALOG)
    assert css.index(".ruhr-layer-emscher-sewer{") > css.index(".ruhr-theme-emscher{")


@pytest.mark.parametrize("paint", paints())
def test_every_colour_stands_out_from_its_ground(paint: Paint):
    assert contrast(paint.light, LIGHT_GROUND) >= 3
    assert contrast(paint.dark, DARK_GROUND) >= 3


def test_contrast_is_measured_as_wcag_says():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_themes_can_be_told_apart_by_symbol_and_colour():
    assert len({theme.symbol for theme in CATALOG.theme}) == len(CATALOG.theme)
    assert len({theme.colour for theme in CATALOG.theme}) == len(CATALOG.theme)
