"""Measure the map against floor and peer and print one table: python -m benchmarks [--runs N]"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from importlib.metadata import version

from playwright.sync_api import Browser, sync_playwright

from benchmarks.browser import launch
from benchmarks.figures import measure
from benchmarks.table import table

NOTES = """\
floor: an empty Streamlit page with one button and a text; its click stands in every row.
peer: the same layers in a plain streamlit-folium app. Leaflet and all else it loads from foreign
      servers is answered at once from this machine (what Leaflet does not need: empty), which
      flatters its first draw. Its feature click prints a name, ours opens a profile.
ms are medians inside the page, from the click to the frame that shows the answer. kB (1000 bytes)
are websocket payloads before compression, sent and received: median (largest); the goal is for
the largest."""


def main() -> int:
    options = _options()
    begun, load = time.perf_counter(), os.getloadavg()[0]
    with sync_playwright() as playwright:
        browser = launch(playwright)
        figures = measure(browser, runs=options.runs, sessions=options.sessions)
        about = _about(browser, options.runs, options.sessions)
        browser.close()
    print(about)
    print(
        f"{time.perf_counter() - begun:.0f} s; load average {load:.1f} before, "
        f"{os.getloadavg()[0]:.1f} at the end\n"
    )
    print(table(figures))
    print(f"\n{NOTES}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help="samples of each interaction (15)")
    parser.add_argument("--sessions", type=int, default=12, help="sessions for the memory (12)")
    return parser.parse_args()


def _about(browser: Browser, runs: int, sessions: int) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "streamlit-folium"))
    return (
        f"{runs} runs, {sessions} sessions; {os.cpu_count()} CPUs, "
        f"Python {platform.python_version()}, {packages}, Chromium {browser.version}"
    )


if __name__ == "__main__":
    sys.exit(main())
