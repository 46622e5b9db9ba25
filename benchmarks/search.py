"""Measure the search alone with many entries: python -m benchmarks.search [--entries N]

Names are put together from the words of the real map, so that they are as alike as real ones.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time

from map_app.atlas import load_atlas
from map_app.folding import spellings
from map_app.search import Entry, Hit, SearchIndex
from map_app.search_entries import entries
from map_app.texts import Texts

# What people type: beginnings, whole names, several words, typing errors, nothing at all.
QUERIES = (
    *("e", "bo", "Essen", "Muelheim", "Hochschule", "45127", "Fraunhofer Umsicht oberhausen"),
    *("Mülhiem", "Froendenbreg", "Gelsenkrichen", "Fraunhofr umsciht", "Zollverien Essen"),
    *("Max Planck Institut für Kohlenforschung Mülheim an der Ruhr", "xqzw", "51.45, 7.01"),
)
TURNS = 7


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000, help="entries to search (10000)")
    count = parser.parse_args().entries
    everything = synthetic(count)
    begun = time.perf_counter()
    index = SearchIndex(everything)
    print(f"{count:,} entries, indexed in {_ms(begun):.0f} ms\n")
    print(f"{'':62}{'median':>8}{'worst':>8}{'hits':>6}")
    index.find("xqzwv")  # loads the library that measures typing errors
    slowest = 0.0
    for query in QUERIES:
        times = []
        for _ in range(TURNS):
            begun = time.perf_counter()
            hits = index.find(query, 400)
            times.append(_ms(begun))
        slowest = max(slowest, statistics.median(times))
        print(f"{query:62}{statistics.median(times):8.1f}{max(times):8.1f}{len(hits):6}")
    print(f"\nslowest median {slowest:.1f} ms; goal 100 ms: {'ok' if slowest <= 100 else 'MISSED'}")
    return 0


def synthetic(count: int) -> list[Entry]:
    """The real entries, then new names of their words, each with the texts of a real one."""
    real = list(entries(load_atlas(), Texts("de")))[:count]
    chance = random.Random(1899)
    words = [word for entry in real for word in entry.hit.title.split()]
    made = []
    for number in range(count - len(real)):
        model = chance.choice(real)
        title = " ".join(chance.sample(words, chance.randint(1, 5)))
        made.append(
            Entry(
                Hit(model.hit.kind, f"made-{number}", title, model.hit.subtitle),
                names=spellings(title),
                context=model.context,
                prose=model.prose,
                weight=model.weight,
                waits=model.waits,
            )
        )
    return real + made


def _ms(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    sys.exit(main())
