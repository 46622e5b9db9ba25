"""The printed map: what is on it, that all of it can be read, and that it is true."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.image import imread
from matplotlib.patches import Patch
from matplotlib.text import Text as MplText
from shapely import contains_xy
from strategies import ATLAS, INDEX, atlas_with, views

from map_app.atlas import Atlas
from map_app.catalog import Text
from map_app.choropleth import Fill, choropleth
from map_app.links import View, layers_on
from map_app.saving import card as card_module
from map_app.saving import look
from map_app.saving.canvas import HALO, MM_PER_INCH, Sheet, Type, shortened, width_of, wrapped
from map_app.saving.framing import frame
from map_app.saving.legend import subtitle
from map_app.saving.picture import compose, picture
from map_app.saving.scene import Scene
from map_app.selection import Selection
from map_app.texts import Texts

TODAY = date(2026, 11, 25)
LINK = "https://karte.example/?lang=de#9.0/51.5000/7.1000"
CATALOG = ATLAS.catalog
HOME = CATALOG.region.extent
TOWN = "municipality-05911000"
BOCHUM = (7.1, 51.42, 7.35, 51.55)
EMSCHER = (6.65, 51.45, 7.65, 51.62)
EVERYTHING = frozenset(layer.id for layer in ATLAS.layers if layer.role != "entries")
CASES = {
    "the region": (View(), HOME),
    "a city": (View(language="en"), BOCHUM),
    "1950": (View(year=1950, layers=EVERYTHING), EMSCHER),
    "coloured": (View(fill=Fill("ets-emissions"), language="en"), HOME),
    "selected": (
        View(selected="research-dbm", selection=Selection(places=frozenset({TOWN}))),
        BOCHUM,
    ),
    "all at once": (
        View(layers=EVERYTHING, year=2015, fill=Fill("average-age"), selected="emscher-river"),
        HOME,
    ),
    "a long search": (View(selection=Selection(text="$x^2$ \\frac{a}{ " + "Emscher" * 20)), HOME),
    "the world": (View(world=True), CATALOG.world.extent),
}  # fmt: skip


@cache
def sheet_of(name: str) -> Sheet:
    view, extent = CASES[name]
    return compose(ATLAS, view, extent, today=TODAY, link=LINK)


def words_of(sheet: Sheet) -> list[tuple[str, str, tuple[float, float, float, float]]]:
    """Name, words and box in millimetres of every text on a sheet."""
    sheet.figure.set_dpi(72)
    renderer = FigureCanvasAgg(sheet.figure).get_renderer()
    found = []
    for text in sheet.figure.artists:
        if isinstance(text, MplText) and text.get_gid() != HALO:
            box = text.get_window_extent(renderer)
            scale = MM_PER_INCH / 72
            found.append((text.get_gid(), text.get_text(), tuple(v * scale for v in box.extents)))
    return found


def patches(sheet: Sheet) -> list[Patch]:
    return [artist for artist in sheet.figure.artists if isinstance(artist, Patch)]


def said(sheet: Sheet, name: str) -> list[str]:
    return [words for gid, words, _ in words_of(sheet) if gid == name]


def image(data: bytes) -> np.ndarray:
    return (imread(BytesIO(data))[:, :, :3] * 255).round().astype(int)


def near(pixel: np.ndarray, colour: str, within: int = 6) -> bool:
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return bool(np.abs(pixel - wanted).max() <= within)


def scene_of(view: View, extent=HOME) -> Scene:
    limits = (CATALOG.world if view.world else CATALOG.region).limits
    framed = frame(extent, (9, 18, 223, 186), limits, world=view.world)
    return Scene(view, ATLAS, framed, 0.19, 0.14)


@pytest.mark.parametrize("name", CASES)
def test_no_word_leaves_the_sheet_or_touches_another(name):
    sheet = sheet_of(name)
    words = words_of(sheet)
    assert len(words) > 20
    for _, text, (left, bottom, right, top) in words:
        assert left >= 4, text
        assert bottom >= 4, text
        assert right <= sheet.width - 4, text
        assert top <= sheet.height - 4, text
    # Boxes of turned and of tall letters are a little larger than what is inked.
    shrunk = [(text, (a + 0.25, b + 0.25, c - 0.25, d - 0.25)) for _, text, (a, b, c, d) in words]
    for (one, a), (other, b) in combinations(shrunk, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, f"{one} touches {other}"


@pytest.mark.parametrize("name", CASES)
def test_title_sources_date_and_link_are_on_the_sheet(name):
    view, _ = CASES[name]
    sheet, text = sheet_of(name), Texts(CASES[name][0].language)
    assert said(sheet, "title") == [CATALOG.title(view.language)]
    assert said(sheet, "subtitle")
    foot = " ".join(said(sheet, "foot"))
    assert text.date(TODAY) in foot
    assert LINK in foot
    assert ("Natural Earth" if view.world else "OpenStreetMap") in foot
    assert bool(said(sheet, "scale")) == bool(said(sheet, "north")) == (not view.world)


def test_the_sources_are_those_of_what_is_drawn():
    only = View(layers=frozenset({"municipalities"}))
    foot = " ".join(said(compose(ATLAS, only, HOME, today=TODAY, link=LINK), "foot"))
    assert "OpenStreetMap" in foot
    assert "GeoNames" not in foot
    coloured = View(layers=frozenset({"municipalities"}), fill=Fill("ets-emissions"))
    foot = " ".join(said(compose(ATLAS, coloured, HOME, today=TODAY, link=LINK), "foot"))
    assert CATALOG.source_of("dehst").credit_line("de") in foot


def test_the_legend_names_every_layer_that_is_drawn_with_how_many_are_in_the_frame():
    told = said(sheet_of("the region"), "legend")
    scene = scene_of(View())
    titles = {shown.layer.title("de"): shown for shown in scene.layers}
    assert set(titles) <= set(told)
    assert told[told.index("Städte und Gemeinden") + 1] == "53"
    assert told[told.index("Hochschulen") + 1] == "41"
    # Stations need a closer look than the whole region allows.
    assert "Bahnhöfe" not in told
    city = said(sheet_of("a city"), "legend")
    assert 0 < int(city[city.index("Universities") + 1]) < 41


def test_the_legend_of_a_year_has_the_states_that_are_drawn_and_no_other():
    told = said(sheet_of("1950"), "legend")
    assert "offener Schmutzwasserlauf" in told
    assert "ökologisch umgebaut" not in told
    now = said(compose(ATLAS, View(year=2026), EMSCHER, today=TODAY, link=LINK), "legend")
    assert "ökologisch umgebaut" in now
    assert "offener Schmutzwasserlauf" not in now


def test_the_legend_of_a_fill_has_its_classes_and_those_without_a_value():
    told = said(sheet_of("coloured"), "legend")
    drawn = choropleth(Fill("ets-emissions"), ATLAS)
    assert len([words for words in told if re.fullmatch(r"[\d.]+ – [\d.]+", words)]) == len(
        drawn.colours
    )
    assert told[told.index("no value") + 1] == str(53 - len(drawn.class_of))


def test_hollow_and_piled_are_explained_only_where_they_are_drawn():
    approximate = Texts("de")("tree.approximate")
    assert approximate in " ".join(said(sheet_of("the region"), "legend"))
    bare = View(layers=frozenset({"municipalities"}))
    told = said(compose(ATLAS, bare, HOME, today=TODAY, link=LINK), "legend")
    assert approximate not in " ".join(told)


def test_the_subtitle_says_filters_year_and_indicator():
    view = View(
        selection=Selection(
            themes=frozenset({"research"}), places=frozenset({TOWN}), text="energie"
        ),
        year=1950,
        fill=Fill("average-age"),
        selected="research-dbm",
    )  # fmt: skip
    words = subtitle(view, ATLAS, Texts("de"))
    for part in ("Wissen & Forschung", "Bochum", "„energie“", "1950", "Durchschnittsalter"):
        assert part in words
    assert "Deutsches Bergbau-Museum Bochum" in words


def test_what_is_selected_bears_its_name():
    assert "DBM" in said(sheet_of("selected"), "name")
    assert said(sheet_of("selected"), "name").count("DBM") == 1


def test_the_names_of_all_independent_cities_are_on_the_map():
    names = set(said(sheet_of("the region"), "name"))
    cities = {f.names["de"] for f in ATLAS.of_kinds("kreisfreie-stadt")}
    assert len(cities & names) >= len(cities) - 1


def test_filters_leave_only_what_passes_and_pale_the_rest_of_the_ground():
    bochum = Selection(places=frozenset({TOWN}))
    scene = scene_of(View(selection=bochum))
    passing = set(INDEX.ids(INDEX.passing(bochum)))
    sites = [f.id for s in scene.layers if s.layer.role == "sites" for f in s.features]
    assert sites
    assert set(sites) <= passing
    towns = scene.layer("municipalities")
    assert towns is not None
    assert (len(towns.features), towns.count) == (53, 1)


@pytest.mark.parametrize("year", [1905, 1950, 2009, 2026])
def test_a_year_shows_what_was_there_in_the_state_it_was_in(year):
    scene = scene_of(View(year=year, layers=EVERYTHING))
    for shown in scene.layers:
        lifetime = shown.layer.time
        for feature in shown.features if lifetime else ():
            assert (
                (feature.get(lifetime.since) or 0) <= year < (feature.get(lifetime.until) or 9999)
            )
    river = ATLAS.by_id["emscher-river"]
    found = {piece.state.id for piece in scene.pieces(river) if piece.state}
    told = {
        river.get("states")[number]["state"]
        for part in river.get("parts")
        for number in part.get("states", [])
        if river.get("states")[number]["from_year"] <= year
        and year < (river.get("states")[number].get("to_year") or 9999)
    }
    assert found == told
    drawn = {
        patch.get_edgecolor()
        for patch in patches(compose(ATLAS, scene.view, EMSCHER, today=TODAY, link=LINK))
    }
    for state in CATALOG.state:
        if state.id in found:
            assert to_rgba(state.colour.light) in drawn, state.id


def test_layers_that_are_off_are_not_drawn():
    view = View(layers=frozenset({"municipalities", "waters"}))
    assert {shown.layer.id for shown in scene_of(view).layers} == {"municipalities", "waters"}


def test_the_png_shows_each_municipality_in_the_colour_of_its_class_and_the_rest_as_ground():
    fill = Fill("average-age")
    view = View(layers=frozenset({"municipalities"}), fill=fill)
    dpi = 60
    data = picture(ATLAS, view, HOME, "png", today=TODAY, link=LINK, dpi=dpi)
    pixels = image(data)
    assert pixels.shape[:2] == (int(210 / MM_PER_INCH * dpi), int(297 / MM_PER_INCH * dpi))
    drawn = choropleth(fill, ATLAS)
    box = _map_box(view)
    framed = frame(HOME, box, CATALOG.region.limits)
    for ags, number in drawn.class_of.items():
        inside = ATLAS.municipalities[ags].geometry.buffer(-0.008)
        west, south, east, north = inside.bounds
        spots = [
            framed.at(lon, lat)
            for lon in np.linspace(west, east, 12)
            for lat in np.linspace(south, north, 12)
            if contains_xy(inside, lon, lat)
        ]
        colours = [
            pixels[int((210 - y) / MM_PER_INCH * dpi), int(x / MM_PER_INCH * dpi)] for x, y in spots
        ]
        right = [near(colour, look.light(drawn.colours[number])) for colour in colours]
        # Names and borders cover a part of each.
        assert sum(right) > len(right) * 0.4, ATLAS.municipalities[ags].names["de"]
    corner = int((210 - box[3] + 2) / MM_PER_INCH * dpi), int((box[0] + 2) / MM_PER_INCH * dpi)
    assert near(pixels[corner], look.GROUND)
    assert near(pixels[3, 3], look.PAPER)


def _map_box(view: View) -> tuple[float, float, float, float]:
    """The box of the map: the frame is the one large rectangle that is only stroked."""
    sheet = compose(ATLAS, view, HOME, today=TODAY, link=LINK)
    frames = [
        patch.get_path().get_extents().extents
        for patch in patches(sheet)
        if patch.get_facecolor()[3] == 0 and len(patch.get_path().vertices) == 5
    ]
    return tuple(max(frames, key=lambda b: (b[2] - b[0]) * (b[3] - b[1])))


def test_water_is_where_it_should_be():
    view = View(layers=frozenset({"municipalities", "waters"}))
    bare = View(layers=frozenset({"municipalities"}))
    with_, without = (
        image(picture(ATLAS, one, HOME, "png", today=TODAY, link=LINK, dpi=80))
        for one in (view, bare)
    )
    blue = CATALOG.layer_of("waters").style.colour.light
    rgb = [int(blue[at : at + 2], 16) for at in (1, 3, 5)]
    count = [(np.abs(part - rgb).max(axis=2) < 30).sum() for part in (with_, without)]
    # The legend has its line, and only where the layer is on.
    assert count[0] > 200
    assert count[1] == 0


@pytest.mark.parametrize("format_", ["png", "pdf"])
def test_the_same_view_on_the_same_day_is_the_same_file(format_):
    view, extent = CASES["a city"]
    one, other = (
        picture(ATLAS, view, extent, format_, today=TODAY, link=LINK, dpi=40) for _ in range(2)
    )
    assert one == other


def test_the_pdf_is_one_page_of_a4_with_letters_that_can_be_read():
    data = picture(ATLAS, CASES["a city"][0], BOCHUM, "pdf", today=TODAY, link=LINK)
    assert len(re.findall(rb"/Type /Page\b", data)) == 1
    [box] = re.findall(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", data)
    width, height = map(float, box)
    assert (width, height) == pytest.approx((841.89, 595.28), abs=0.02)
    assert b"/Type3" not in data
    assert b"/CreationDate (D:20261125" in data
    assert re.search(rb"/Subtype /Link[^>]*|/URI", data)


def test_names_are_words_and_never_formulas():
    title = Text(de="Preis $x^2$ & \\frac{1", en="$")
    catalog = CATALOG.model_copy(update={"title": title})
    atlas = Atlas(catalog, ATLAS.frames, (), ATLAS.folder, ATLAS.tables)
    evil = View(selection=Selection(text="$\\alpha$ {}%"), layers=frozenset())
    sheet = compose(atlas, evil, HOME, today=TODAY, link=LINK)
    assert said(sheet, "title") == [title.de]
    assert "$\\alpha$ {}%" in " ".join(said(sheet, "subtitle"))
    assert len(picture(atlas, evil, HOME, "png", today=TODAY, link=LINK, dpi=30)) > 1000


@settings(
    max_examples=8, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@given(views())
def test_any_view_becomes_a_sheet(view):
    home = (CATALOG.world if view.world else CATALOG.region).extent
    sheet = compose(ATLAS, view, home, today=TODAY, link=LINK)
    told = said(sheet, "legend")
    for layer in ATLAS.layers:
        if layer.id not in layers_on(view, ATLAS) or (layer.view == "world") != view.world:
            continue
        if scene_of(view, home).layer(layer.id):
            assert layer.title(view.language).split(" ")[0] in " ".join(told)


def test_colours_of_paper_are_those_of_the_page_on_light_ground():
    css = Path("map_app/bridge/bridge.css").read_text(encoding="utf-8")
    page = dict(re.findall(r"--ruhr-([a-z-]+): light-dark\((#[0-9a-f]{6}),", css))
    mine = {
        name.lower().replace("_", "-"): value
        for name, value in vars(look).items()
        if name.isupper() and isinstance(value, str) and name != "SEA"
    }
    assert {name: page.get(name) for name in mine} == mine
    assert look.SEA in re.search(r"\.ruhr-world \{[^}]*", css).group()


def test_a_name_is_broken_after_its_hyphens_first():
    lines = wrapped("Max-Planck-Institut für Kohlenforschung", Type(8, bold=True), 62)
    assert lines[0] == "Max-Planck-"
    assert lines[1].startswith("Institut")


def test_lines_are_broken_where_they_must_and_cut_only_where_asked():
    type_ = Type(3)
    text = "Die Emscher und " + "x" * 200
    lines = wrapped(text, type_, 40)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line, 3) <= 40 for line in lines)
    short = shortened(text, type_, 40, 2)
    assert len(short) == 2
    assert short[-1].endswith("…")
    assert all(width_of(line, 3) <= 40 for line in short)


@pytest.mark.parametrize(
    "selected", [None, "research-dbm", ATLAS.of_layer("world-places")[0].id, "emscher-river"]
)
def test_a_card_is_as_large_as_open_graph_asks_and_says_what_it_shows(selected):
    view = View(selected=selected, language="en")
    view = replace(view, world=bool(selected) and ATLAS.by_id[selected].layer.view == "world")
    data = card_module.card(ATLAS, view)
    assert image(data).shape[:2] == (630, 1200)
    sheet = card_module.compose(ATLAS, view)
    name = ATLAS.by_id[selected].names["en"] if selected else CATALOG.title("en")
    assert " ".join(said(sheet, "title")) == name
    for gid, text, (left, bottom, right, top) in words_of(sheet):
        if gid != "pile":
            assert left >= 0, text
            assert bottom >= 0, text
            assert right <= sheet.width, text
            assert top <= sheet.height, text
    assert card_module.card(ATLAS, view) == data


# ------------------------------------------------------------------ what is not known


def drawn_as(sheet: Sheet, name: str) -> list[Patch]:
    return [patch for patch in patches(sheet) if patch.get_gid() == name]


def legend_of(sheet: Sheet) -> str:
    """All of the legend in one: a row may be broken into two lines."""
    return " ".join(said(sheet, "legend"))


def test_a_water_that_goes_on_unknown_is_dotted_and_the_legend_says_so():
    on = View(layers=frozenset({"municipalities", "waters"}))
    sheet = compose(ATLAS, on, HOME, today=TODAY, link=LINK)
    assert drawn_as(sheet, "unknown")
    assert "Verlauf hier nicht bekannt" in legend_of(sheet)
    off = View(layers=frozenset({"municipalities"}))
    without = compose(ATLAS, off, HOME, today=TODAY, link=LINK)
    assert not drawn_as(without, "unknown")
    assert "nicht bekannt" not in legend_of(without)


def test_an_area_is_a_filled_circle_of_its_size_and_never_hollow():
    """90 ha are a circle of 535 m; the position is sure to 1,000 m, so that is drawn too."""
    atlas = atlas_with("quarter-6-seen-wedau", area=True, extent_ha=90.0, accuracy_m=1000)
    view = View(layers=frozenset({"municipalities", "quarters"}))
    sheet = compose(atlas, view, (6.75, 51.37, 6.86, 51.42), today=TODAY, link=LINK)
    area, unsure = (
        max(np.ptp(patch.get_path().vertices[:, 0]) for patch in drawn_as(sheet, name))
        for name in ("area", "unsure")
    )
    assert unsure / area == pytest.approx(1000 / 535.2, rel=0.001)
    assert not scene_of(view).is_approximate(atlas.by_id["quarter-6-seen-wedau"])
    assert "Gefüllter Kreis" in legend_of(sheet)
    assert "Gefüllter Kreis" not in legend_of(sheet_of("the region"))
