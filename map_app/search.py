"""Search: one box for everything the map knows, ranked, forgiving typing errors.

Pure: entries in, hits out. `search_entries` says what an atlas has to be found; words are compared
folded (see `folding`), so that case, accents and the spelling of umlauts do not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

from map_app.folding import fold_words, spellings

HitKind = Literal[
    "coordinates", "place", "feature", "postcode", "orientation",
    "theme", "layer", "kind", "indicator", "figure",
]  # fmt: skip
# Things before what tells about them; the order among hits that answer equally well.
ORDER: tuple[HitKind, ...] = (
    *("coordinates", "place", "feature", "postcode", "orientation"),
    *("theme", "layer", "kind", "indicator", "figure"),
)
_ABOUT: frozenset[HitKind] = frozenset(
    {"postcode", "theme", "layer", "kind", "indicator", "figure"}
)
ENOUGH = 5  # as many good hits, or one called exactly so, need no guesses at typing errors
_FAR = 99.0  # further than any typing error
Action = Mapping[str, object]


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is called, where it is, and what choosing it does.

    `actions` are what the visitor's browser says to the server (see `actions`); a hit without
    any only tells why there is none. `theme`, `layer` and `symbol` give its look, `at` is a
    position (lon, lat; EPSG:4326) to show, `figure` a row of the figures panel to go to.
    """

    kind: HitKind
    id: str
    title: str
    subtitle: str = ""
    actions: tuple[Action, ...] = ()
    theme: str | None = None
    layer: str | None = None
    symbol: str | None = None
    at: tuple[float, float] | None = None
    figure: str | None = None


@dataclass(frozen=True)
class Entry:
    """A hit and the words it is found by.

    `names` are what it is called, `context` where it is and what it belongs to, `prose` what is
    told of it, all folded. Of two that answer equally well the one of more `weight` comes first;
    unless it is called exactly so, one that `waits` stands back by so many steps of `Match`.
    """

    hit: Hit
    names: tuple[str, ...]
    context: str = ""
    prose: str = ""
    weight: float = 0.0
    waits: int = 0


class Match(IntEnum):
    """How well an entry answers, best first."""

    EXACT = 0  # it is called exactly so
    TITLE = 1  # a name begins so
    NAME = 2  # every word begins a word of one name
    WORDS = 3  # every word begins a word of name, place or theme
    PART = 4  # every word is part of one: "kanal" of Abwasserkanal
    CLOSE = 5  # but for a typing error
    PROSE = 6  # every word begins a word of what is told


class SearchIndex:
    """Everything that can be found, made once and asked often.

    `computed` make a hit of the text itself (a position), or none.
    """

    def __init__(
        self, entries: Iterable[Entry], computed: Iterable[Callable[[str], Hit | None]] = ()
    ) -> None:
        self.entries = tuple(entries)
        self.computed = tuple(computed)
        self._names = [f" {' | '.join(entry.names)}" for entry in self.entries]
        self._haystacks = [
            f"{names} | {entry.context}"
            for names, entry in zip(self._names, self.entries, strict=True)
        ]
        self._prose = [f" {entry.prose}" for entry in self.entries]
        self._whole_names = _owners(
            (name, n) for n, entry in enumerate(self.entries) for name in entry.names
        )
        self._name_words = _owners(
            (word, n)
            for n, entry in enumerate(self.entries)
            for name in entry.names
            for word in name.split()
        )
        self._context_words = _owners(
            (word, n)
            for n, entry in enumerate(self.entries)
            if entry.hit.kind not in _ABOUT
            for word in entry.context.split()
        )

    def find(self, query: str, limit: int = 20) -> list[Hit]:
        """The best `limit` hits for what somebody typed, best first; none for no words."""
        found = [hit for make in self.computed if (hit := make(query)) is not None]
        if found and found[0].kind == "coordinates":
            return found
        return [*found, *(self.entries[n].hit for n in self._ranked(query))][:limit]

    def _ranked(self, query: str) -> list[int]:
        words = fold_words(query)
        if not words:
            return []
        phrase = spellings(query)[0]
        ranks = {n: self._rank(n, match) for n, match in self._solid(words, phrase)}
        if sum(rank[0] <= Match.WORDS for rank in ranks.values()) < ENOUGH:
            guesses = (
                self._close(query) if Match.EXACT not in {r[0] for r in ranks.values()} else {}
            )
            for n, cost in guesses.items():
                ranks.setdefault(n, self._rank(n, Match.CLOSE, cost))
            for n in _all_within(self._prose, [f" {word}" for word in words]):
                if self.entries[n].prose:
                    ranks.setdefault(n, self._rank(n, Match.PROSE))
        return sorted(ranks, key=ranks.__getitem__)

    def _rank(self, n: int, match: Match, cost: float = 0.0) -> tuple[Any, ...]:
        """What hits are sorted by."""
        entry = self.entries[n]
        waits = 0 if match is Match.EXACT else entry.waits
        title = entry.names[0] if entry.names else ""
        return (
            match + waits, cost, ORDER.index(entry.hit.kind), -entry.weight, len(title), title, n,
        )  # fmt: skip

    def _solid(self, words: tuple[str, ...], phrase: str) -> Iterator[tuple[int, Match]]:
        """Entries that hold every word as it was typed, and how."""
        begun = [f" {word}" for word in words]
        # One or two letters are part of nearly everything, so they must begin a word.
        parts = [word if len(word) > 2 else f" {word}" for word in words]
        for n in _all_within(self._haystacks, parts):
            entry, names = self.entries[n], self._names[n]
            # What tells about things is only meant when its own name is.
            if entry.hit.kind in _ABOUT and not any(word in names for word in words):
                continue
            if phrase in entry.names:
                yield n, Match.EXACT
            elif any(name.startswith(phrase) for name in entry.names):
                yield n, Match.TITLE
            elif any(all(word in f" {name}" for word in begun) for name in entry.names):
                yield n, Match.NAME
            elif all(word in self._haystacks[n] for word in begun):
                yield n, Match.WORDS
            else:
                yield n, Match.PART

    def _close(self, query: str) -> dict[int, float]:
        """Entries that hold every word but for typing errors, and how far off they are.

        Compared are whole names, and word by word; each umlaut as ae and as a.
        """
        costs: dict[int, float] = {}
        for phrase in spellings(query):
            for name, distance in _close_names(phrase, self._whole_names):
                for n in self._whole_names[name]:
                    costs[n] = min(costs.get(n, _FAR), distance - 0.5)
            for n, cost in self._close_words(tuple(dict.fromkeys(phrase.split()))).items():
                costs[n] = min(costs.get(n, _FAR), cost)
        return costs

    def _close_words(self, words: tuple[str, ...]) -> dict[int, float]:
        """Entries close to every word, with the sum of distances; names count before places."""
        if not any(_allowed(word) for word in words):
            return {}
        total: dict[int, float] = dict.fromkeys(range(len(self.entries)), 0.0)
        for word in words:
            best: dict[int, float] = {}
            for owners, extra in ((self._context_words, 0.5), (self._name_words, 0.0)):
                for known, distance in _close_to(word, owners):
                    for n in owners[known]:
                        best[n] = min(best.get(n, _FAR), distance + extra)
            total = {n: total[n] + cost for n, cost in best.items() if n in total}
        return total


def _owners(pairs: Iterable[tuple[str, int]]) -> Mapping[str, list[int]]:
    """The numbers that stand beside each text, each once."""
    found: dict[str, dict[int, None]] = {}
    for text, n in pairs:
        found.setdefault(text, {})[n] = None
    return {text: list(numbers) for text, numbers in found.items()}


def _all_within(texts: Sequence[str], parts: Iterable[str]) -> list[int]:
    """The places of the texts that hold every part; one part after the other, as it is quickest."""
    left: Iterable[int] = range(len(texts))
    for part in parts:
        left = [n for n in left if part in texts[n]]
    return list(left)


def _allowed(text: str, *, whole: bool = False) -> int:
    """How many letters may be wrong, missing, too many or swapped; none in a number."""
    length = len(text)
    if length < 4 or text.isdigit():
        return 0
    if length < 8:
        return 1
    return 3 if whole and length >= 14 else 2


def _close_names(phrase: str, owners: Mapping[str, list[int]]) -> Iterator[tuple[str, float]]:
    """Whole names close to `phrase`, with their distance."""
    from rapidfuzz import distance, process

    for name, away, _ in process.extract(
        phrase,
        owners.keys(),
        scorer=distance.OSA.distance,
        score_cutoff=_allowed(phrase, whole=True),
        limit=None,
    ):
        yield name, away


def _close_to(word: str, owners: Mapping[str, list[int]]) -> Iterator[tuple[str, float]]:
    """Known words that begin like `word` but for a typing error, with their distance.

    Words are cut to about its length, as somebody may still be typing. Source of the distance:
    optimal string alignment, which counts two swapped letters as one error.
    """
    from rapidfuzz import distance, process

    known = list(owners)
    yield from ((one, 0.0) for one in known if one.startswith(word))
    allowed = _allowed(word)
    for length in range(len(word) - 1, len(word) + 2) if allowed else ():
        for beginning, away, n in process.extract(
            word,
            [one[:length] for one in known],
            scorer=distance.OSA.distance,
            score_cutoff=allowed,
            limit=None,
        ):
            yield known[n], away + (0.25 if beginning != known[n] else 0.0)
