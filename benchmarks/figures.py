"""Figures: what a run measures, each as the list of its samples by measure and subject."""

from __future__ import annotations

import sys
from collections import defaultdict
from contextlib import ExitStack

from playwright.sync_api import Browser

from benchmarks.browser import visitor
from benchmarks.server import Server
from benchmarks.story import frames, percentile_95, steps
from benchmarks.subjects import SUBJECTS, Subject
from benchmarks.visit import Visit

WARM_UP_TURNS = 2
WARM_DRAWS = 2

# What a session does before its memory is taken: three answers of the server or more,
# as our interactions and the peer's filter are taken back.
_USE = {
    "floor": ("click", "click", "click"),
    "peer": ("place filter", "feature click"),
    "ours": ("place filter", "feature click"),
}
# What the first session does besides, as the server then loads what it loads once.
_ONCE = {"ours": ("map fill", "figures panel")}

Figures = dict[tuple[str, str], list[float]]


def measure(browser: Browser, *, runs: int, sessions: int) -> Figures:
    """All figures; `runs` samples of every interaction, a fifth as many fresh servers."""
    figures: Figures = defaultdict(list)
    for turn in range(max(2, runs // 5)):
        _say(f"fresh servers, round {turn + 1}")
        for subject in SUBJECTS:
            _draw(browser, subject, figures)
    _interact(browser, runs, figures)
    _say("the river through time")
    drag, wire = frames(browser)
    figures["drag", "ours"] = drag
    figures["drag 95", "ours"] = [percentile_95(drag)]
    figures["drag wire", "ours"] = [wire]
    figures["tour step", "ours"] = steps(browser)
    for subject in SUBJECTS:
        _say(f"memory of {sessions} sessions, {subject.name}")
        figures["memory", subject.name].append(_memory_mb(browser, subject, sessions))
    return figures


def _draw(browser: Browser, subject: Subject, figures: Figures) -> None:
    """A fresh server and a new visitor, cold; then the same visitor again, warm."""
    with Server(subject.script, subject.health) as server, visitor(browser) as context:
        figures["start", subject.name].append(server.start_s)
        for measure in ("cold", *["warm"] * WARM_DRAWS):
            visit = Visit(context, server.url, subject.drawn)
            figures[measure, subject.name].append(visit.open())
            visit.rest()
            visit.page.close()


def _interact(browser: Browser, runs: int, figures: Figures) -> None:
    """Every interaction of every subject in turn, so that noise hits all alike."""
    with ExitStack() as stack:
        visits: list[tuple[Subject, Visit]] = []
        for subject in SUBJECTS:
            server = stack.enter_context(Server(subject.script, subject.health))
            context = stack.enter_context(visitor(browser))
            visit = Visit(context, server.url, subject.drawn)
            visit.open()
            visits.append((subject, visit))
        for turn in range(WARM_UP_TURNS + runs):
            _say(f"interactions, turn {turn + 1} of {WARM_UP_TURNS + runs}")
            for subject, visit in visits:
                for kind, interaction in subject.interactions.items():
                    sample = interaction(visit, turn)
                    if turn >= WARM_UP_TURNS:
                        figures[kind, subject.name].append(sample.ms)
                        figures[f"{kind} wire", subject.name].append(sample.wire / 1000)


def _memory_mb(browser: Browser, subject: Subject, sessions: int) -> float:
    """What each of `sessions` open and used sessions adds to the server, in MB.

    One session before them has loaded whatever the server loads once.
    """
    with Server(subject.script, subject.health) as server, ExitStack() as stack:
        before = 0.0
        for number in range(sessions + 1):
            context = stack.enter_context(visitor(browser))
            visit = Visit(context, server.url, subject.drawn)
            visit.open()
            for kind in _USE[subject.name] + (() if number else _ONCE.get(subject.name, ())):
                subject.interactions[kind](visit, number)
            if number == 0:
                before = server.settled_mb()
        return (server.settled_mb() - before) / sessions


def _say(what: str) -> None:
    """Progress, on one line of a terminal and apart from the table."""
    print(f"  {what:<60}", end="\r" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)
