"""The river through time: frames while the year is dragged, and a step of the tour.

Neither floor nor peer has anything like it, so these stand alone.
"""

from __future__ import annotations

from statistics import quantiles

from playwright.sync_api import Browser

from benchmarks.server import Server
from benchmarks.subjects import OURS
from benchmarks.visit import LIMIT_MS, Visit

DRAGS = 5
STEPS = 10
_MOVES = 120

# From the first to the last frame of a drag: the milliseconds between frames.
_RECORD = """() => {
  window.frames_ms = [];
  let last = performance.now();
  const look = (now) => {
    if (!window.frames_ms) return;
    window.frames_ms.push(now - last);
    last = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
_RECORDED = "() => { const all = window.frames_ms.slice(1); window.frames_ms = null; return all; }"
_SETTLED = "document.querySelector('.ruhr-app').ruhr.isSettled"
# From the click on "next" to the frame in which the map of the step stands, with its layers there.
_STEP = """() => new Promise((done, fail) => {
  const app = document.querySelector('.ruhr-app').ruhr;
  const before = app.tour.id;
  const from = performance.now();
  setTimeout(() => fail(new Error(`no step after ${before}`)), LIMIT);
  document.querySelector('[data-tour=next]').click();
  const look = () => {
    const { step } = app.tour;
    const there = step && step.id !== before && app.tour.year === step.year && app.isSettled
      && step.layers.every((id) => app.ruhr.layers.get(id).isLoaded);
    if (there) setTimeout(() => done(performance.now() - from));
    else requestAnimationFrame(look);
  };
  look();
})"""


def frames(browser: Browser) -> tuple[list[float], float]:
    """Milliseconds of every frame while the year is dragged over all stretches, and kB sent."""
    with (
        Server(OURS.script, OURS.health) as server,
        browser.new_context(viewport={"width": 1400, "height": 900}) as context,
    ):
        visit = Visit(context, f"{server.url}?at=1899", OURS.drawn)
        visit.open()
        visit.rest()
        page = visit.page
        box = page.locator("[data-time=year]").bounding_box()
        assert box is not None
        y, left, width = box["y"] + box["height"] / 2, box["x"] + 12, box["width"] - 24
        found: list[float] = []
        wire = 0
        for turn in range(DRAGS):
            page.locator("[data-time=year]").fill("1899")
            visit.rest()
            page.wait_for_timeout(800)
            page.mouse.move(left, y)
            page.mouse.down()
            before = len(visit.wire)
            page.evaluate(_RECORD)
            for move in range(1, _MOVES + 1):
                page.mouse.move(left + width * move / _MOVES, y)
            samples = page.evaluate(_RECORDED)
            wire += sum(visit.wire[before:])
            page.mouse.up()
            visit.rest()
            if turn:  # the first drag warms up
                found += samples
        return found, wire / 1000


def steps(browser: Browser) -> list[float]:
    """Milliseconds from "next" to the settled map of a step, without the flight."""
    with (
        Server(OURS.script, OURS.health) as server,
        browser.new_context(
            viewport={"width": 1400, "height": 900}, reduced_motion="reduce"
        ) as context,
    ):
        visit = Visit(context, server.url, OURS.drawn)
        visit.open()
        visit.rest()
        page = visit.page
        page.evaluate("document.querySelector('.ruhr-app').ruhr.tour.start()")
        page.wait_for_selector(".ruhr-tour:not([hidden])", timeout=LIMIT_MS)
        page.wait_for_function(_SETTLED)
        visit.rest()
        found = []
        for _ in range(STEPS):
            found.append(float(page.evaluate(_STEP.replace("LIMIT", str(LIMIT_MS)))))
            visit.rest()
        return found


def percentile_95(samples: list[float]) -> float:
    return quantiles(samples, n=20)[-1]
