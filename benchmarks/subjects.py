"""What is compared: floor, peer and ours, and how a person uses each of them.

An interaction takes a visit and the number of the turn, does one timed click
and leaves the page as it found it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.visit import LIMIT_MS, Sample, Visit

Interaction = Callable[[Visit, int], Sample]

CITIES = ("Essen", "Dortmund", "Bochum", "Hamm", "Herne", "Hagen", "Bottrop", "Gelsenkirchen")
WORDS = ("Essen", "Institut", "Emscher", "Fraunhofer", "Herne")
LAYERS = ("research", "quarters", "municipalities")
INDICATORS = 8
_TEXT = """() => [document.querySelector("[data-testid=stText]").textContent]"""
_FRAME = """document.querySelector("iframe").contentWindow"""


@dataclass(frozen=True)
class Subject:
    """An app: its script, its health check, what counts as drawn, and its interactions by kind."""

    name: str
    script: str
    health: str
    drawn: str
    interactions: Mapping[str, Interaction]


def _count(visit: Visit, turn: int) -> Sample:
    return visit.timed(_TEXT, visit.page.get_by_role("button", name="Count").click)


# ---------------------------------------------------------------- peer


def _peer_filter(visit: Visit, turn: int) -> Sample:
    """Choose a city in the multiselect; the map then holds it alone."""
    page, city = visit.page, CITIES[turn % len(CITIES)]
    page.get_by_role("combobox").fill(city)
    areas = f"{_FRAME}.document.querySelectorAll('path.peer-municipalities').length"
    sample = visit.timed(
        f"() => [{areas}]", page.get_by_role("option", name=city, exact=True).click
    )
    page.keyboard.press("Escape")
    page.locator("[aria-label='Clear all']").click()
    page.wait_for_function(f"{areas} > 1", timeout=LIMIT_MS)
    return sample


def _peer_select(visit: Visit, turn: int) -> Sample:
    """Click a municipality on the map; its name stands below."""
    at = visit.page.evaluate(_PEER_POINT, turn)
    visit.page.mouse.move(*at)
    visit.page.wait_for_timeout(60)
    return visit.timed(_TEXT, lambda: visit.page.mouse.click(*at), target=_FRAME)


# A point of the page where the area number `turn` is on top and is not the one last clicked.
_PEER_POINT = """(turn) => {
  const frame = document.querySelector("iframe");
  const { left, top } = frame.getBoundingClientRect();
  const inner = frame.contentDocument;
  const areas = [...inner.querySelectorAll("path.peer-municipalities")];
  for (let i = 0; i < areas.length; i++) {
    const area = areas[(turn * 7 + i) % areas.length];
    if (area === window.benchLast) continue;
    const box = area.getBoundingClientRect();
    for (const [fx, fy] of [[0.5, 0.5], [0.4, 0.6], [0.6, 0.4], [0.3, 0.5], [0.7, 0.5]]) {
      const x = box.left + box.width * fx, y = box.top + box.height * fy;
      if (top + y > innerHeight - 8 || inner.elementFromPoint(x, y) !== area) continue;
      window.benchLast = area;
      return [left + x, top + y];
    }
  }
  throw new Error("no area to click");
}"""


# ---------------------------------------------------------------- ours


def _filter(visit: Visit, turn: int) -> Sample:
    """Choose a city in the place filter; the result is told and the rest of the map pales."""
    page, city = visit.page, CITIES[turn % len(CITIES)]
    page.locator("#ruhr-tab-tree").click()  # a search turns to the list
    group = page.locator("details[data-group=places]")
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    option = group.locator(".ruhr-options").get_by_text(city, exact=True)
    sample = visit.timed(_PASSING, option.click)
    _then(visit, option.click)
    return sample


_PASSING = """() => [
  document.querySelector(".ruhr-chips:not([hidden]) .ruhr-result")?.textContent ?? "",
  document.querySelectorAll("path.ruhr-out").length,
]"""


def _select(visit: Visit, turn: int) -> Sample:
    """Click a municipality on the map; its profile opens."""
    at = visit.page.evaluate(_POINT, turn)
    visit.page.mouse.move(*at)
    visit.page.wait_for_timeout(60)
    sample = visit.timed(
        """() => [document.querySelector(".ruhr-panel h2")?.textContent ?? ""]""",
        lambda: visit.page.mouse.click(*at),
    )
    _then(visit, visit.page.locator(".ruhr-panel-close").click)
    return sample


# A point of the page where the municipality number `turn` alone would answer a click.
_POINT = """(turn) => {
  const ruhr = document.querySelector("#map_ruhr").ruhr;
  const { left, top } = ruhr.box.getBoundingClientRect();
  const towns = [...ruhr.layers.get("municipalities").features.values()];
  for (let i = 0; i < towns.length; i++) {
    const { id, label_lat, label_lon } = towns[(turn * 7 + i) % towns.length].properties;
    const { x, y } = ruhr.map.latLngToContainerPoint([label_lat, label_lon]);
    for (const [dx, dy] of [[0, 0], [0, 12], [0, -12], [16, 0], [-16, 0], [14, 14], [-14, -14]]) {
      const { points, lines, areas } = ruhr.hit({ x: x + dx, y: y + dy });
      if (points.length || lines.length || areas[0] !== id) continue;
      const at = [left + x + dx, top + y + dy];
      if (ruhr.box.contains(document.elementFromPoint(...at))) return at;
    }
  }
  throw new Error("no municipality to click");
}"""


def _layer(visit: Visit, turn: int) -> Sample:
    visit.page.locator("#ruhr-tab-tree").click()
    layer = visit.page.locator(f"[data-layer={LAYERS[turn % len(LAYERS)]}]")
    if not layer.is_visible():
        visit.page.locator(".ruhr-branch").filter(has=layer).locator(".ruhr-fold").click()
    row = layer.locator(".ruhr-switch")
    sample = visit.timed(_DRAWN, row.click)
    _then(visit, row.click)
    return sample


_DRAWN = """() => [[
  document.querySelectorAll("#map_ruhr path").length,
  ...[...document.querySelectorAll("#map_ruhr [data-feature], #map_ruhr [data-features]")]
    .map(({ dataset }) => dataset.feature ?? dataset.features),
].join()]"""


def _fill(visit: Visit, turn: int) -> Sample:
    """Choose the next indicator with the keyboard; the map and its legend have its classes."""
    visit.page.locator("#ruhr-tab-tree").click()
    choice = visit.page.locator("select[data-fill]")
    choice.focus()
    choice.evaluate("(field, at) => { field.selectedIndex = at; }", turn % INDICATORS)
    sample = visit.timed(_FILLED, lambda: choice.press("ArrowDown"))
    _then(visit, lambda: choice.press("Home"))
    return sample


_FILLED = """() => [
  document.querySelector(".ruhr-fill-legend").textContent,
  [...document.querySelectorAll("path[data-fill]")].map((p) => p.dataset.fill).join(),
]"""


def _figures(visit: Visit, turn: int) -> Sample:
    """Open the figures of the region; the table can be read."""
    button = visit.page.locator("[data-do=figures]")
    sample = visit.timed(
        """() => [document.querySelector(".ruhr-panel .ruhr-compare")?.textContent ?? ""]""",
        button.click,
    )
    _then(visit, visit.page.locator(".ruhr-panel-close").click)
    return sample


def _text(visit: Visit, turn: int) -> Sample:
    """Ask for a word with Enter; set at once, so that the pause after typing is not in it."""
    field = visit.page.locator(".ruhr-search-input")
    field.focus()
    field.evaluate(_SET, WORDS[turn % len(WORDS)])
    sample = visit.timed(_PASSING, lambda: field.press("Enter"))
    field.evaluate(_SET, "")
    _then(visit, lambda: field.press("Enter"))
    return sample


def _suggest(visit: Visit, turn: int) -> Sample:
    """Type the last letter of a word; its suggestions can be read. The pause is in it."""
    field, word = visit.page.locator(".ruhr-search-input"), WORDS[turn % len(WORDS)]
    field.focus()
    field.evaluate(_SET, word[:-1])
    sample = visit.timed(
        """() => [document.querySelector("#ruhr-hits").textContent]""",
        lambda: field.press(word[-1]),
    )
    field.press("Escape")
    field.evaluate(_SET, "")
    return sample


def _table(visit: Visit, turn: int) -> Sample:
    """Open the table of all that the map shows; the first cell can be read."""
    button = visit.page.locator("[data-do=table]")
    sample = visit.timed(
        """() => [document.querySelector("#glide-cell-1-0")?.textContent ?? ""]""", button.click
    )
    _then(visit, button.click)
    return sample


_SET = "(field, text) => { field.value = text; }"


def _language(visit: Visit, turn: int) -> Sample:
    other = visit.page.locator(".ruhr-languages [aria-pressed=false]")
    return visit.timed(
        """() => [document.querySelector(".ruhr-filters h2").textContent
          + document.querySelector(".ruhr-tree").textContent]""",
        other.click,
    )


def _then(visit: Visit, act: Callable[[], None]) -> None:
    """Do `act` and wait until the server has answered and the page has drawn it."""
    act()
    visit.page.wait_for_function("document.querySelector('.ruhr-app').ruhr.isSettled")


FLOOR = Subject(
    "floor",
    "benchmarks/apps/floor.py",
    "_stcore/health",
    "[data-testid=stText]",
    {"click": _count},
)
PEER = Subject(
    "peer",
    "benchmarks/apps/peer.py",
    "_stcore/health",
    "path.peer-municipalities",
    {"place filter": _peer_filter, "feature click": _peer_select},
)
OURS = Subject(
    "ours",
    "streamlit_app.py",
    "healthz",
    "path.ruhr-layer-municipalities",
    {
        "place filter": _filter,
        "feature click": _select,
        "layer switch": _layer,
        "map fill": _fill,
        "figures panel": _figures,
        "text filter": _text,
        "suggestions": _suggest,
        "table": _table,
        "language switch": _language,
    },
)
SUBJECTS = (FLOOR, PEER, OURS)
