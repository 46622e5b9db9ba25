"""The table: every figure beside floor and peer, with its ratios, goals and verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from benchmarks.figures import Figures

HEAD = ("", "floor", "peer", "ours", "/ floor", "/ peer", "goal", "")


@dataclass(frozen=True)
class Goal:
    """At most `limit`: times another subject's median, or of our own worst sample (`of` None)."""

    limit: float
    of: str | None = None

    def __str__(self) -> str:
        return f"<= {self.limit:g} x {self.of}" if self.of else f"<= {self.limit:g}"


@dataclass(frozen=True)
class Row:
    """One measure; `floor` names the floor's measure where it has another name."""

    title: str
    measure: str
    decimals: int = 0
    floor: str = ""
    goals: tuple[Goal, ...] = ()
    worst: bool = False


_TITLES = {
    "place filter": "place filter to changed map, ms",
    "feature click": "feature click to profile, ms",
    "layer switch": "layer switch to changed map, ms",
    "map fill": "colouring to coloured map, ms",
    "figures panel": "figures of the region, ms",
    "text filter": "text filter to changed map, ms",
    "suggestions": "last letter to suggestions, ms",
    "table": "table to its first row, ms",
    "language switch": "language switch, ms",
}
_FILTER_GOALS = (Goal(2, "floor"), Goal(0.5, "peer"))
ROWS = (
    *(
        Row(
            _TITLES[kind],
            kind,
            floor="click",
            goals=_FILTER_GOALS if kind == "place filter" else (),
        )
        for kind in _TITLES
    ),
    Row("first draw, warm, ms", "warm"),
    Row("first draw, cold, ms", "cold"),
    Row("server start, s", "start", 1),
    *(
        # The table carries its rows, which are the answer itself.
        Row(
            f"wire, {kind}, kB",
            f"{kind} wire",
            1,
            "click wire",
            () if kind == "table" else (Goal(8),),
            worst=True,
        )
        for kind in _TITLES
    ),
    Row("frame while the year is dragged, ms", "drag", 1),
    Row("the same, 95th percentile, ms", "drag 95", 1, goals=(Goal(33.3),)),
    Row("wire while the year is dragged, kB", "drag wire", 1, goals=(Goal(0),)),
    Row("tour step to settled map, ms", "tour step"),
    Row("memory per session, MB", "memory", 1, goals=(Goal(5),)),
)


def table(figures: Figures) -> str:
    """The rows as aligned text; medians, for bytes with the largest sample in brackets."""
    lines = [HEAD, *(_cells(row, figures) for row in ROWS)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i in (0, 6) else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(row: Row, figures: Figures) -> tuple[str, ...]:
    samples = {
        "floor": figures.get((row.floor or row.measure, "floor"), []),
        "peer": figures.get((row.measure, "peer"), []),
        "ours": figures[row.measure, "ours"],
    }
    return (
        row.title,
        *(_number(samples[name], row) for name in samples),
        *(_ratio(samples, name) for name in ("floor", "peer")),
        ", ".join(map(str, row.goals)),
        _verdict(row, samples),
    )


def _number(samples: list[float], row: Row) -> str:
    if not samples:
        return "-"
    shown = f"{median(samples):,.{row.decimals}f}"
    return f"{shown} ({max(samples):,.{row.decimals}f})" if row.worst else shown


def _ratio(samples: dict[str, list[float]], name: str) -> str:
    value = _times(samples, name)
    return "-" if value is None else f"{value:.2f}"


def _times(samples: dict[str, list[float]], name: str) -> float | None:
    """Our median as a multiple of another's; None where there is nothing to divide by."""
    other = median(samples[name]) if samples[name] else 0.0
    return median(samples["ours"]) / other if other > 0 else None


def _verdict(row: Row, samples: dict[str, list[float]]) -> str:
    if not row.goals:
        return ""
    return "MISSED" if any(_misses(row.goals, samples)) else "ok"


def _misses(goals: tuple[Goal, ...], samples: dict[str, list[float]]) -> Iterator[bool]:
    for goal in goals:
        value = _times(samples, goal.of) if goal.of else max(samples["ours"])
        yield value is None or value > goal.limit
