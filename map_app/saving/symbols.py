"""The catalogue's symbols as outlines: SVG path data in, points and what to do with them out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

# Codes as matplotlib.path.Path counts them; a cubic curve takes three points.
MOVE, LINE, CURVE, CLOSE = 1, 2, 4, 79
Point = tuple[float, float]

_TOKEN = re.compile(r"[MLHVCSQTAZ]", re.IGNORECASE)
_NUMBER = re.compile(r"[\s,]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")
_FLAG = re.compile(r"[\s,]*([01])")
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}


@cache
def outline(path: str) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Points (n, 2) with y upwards, and their codes (n,); arcs and parabolas become cubic curves.

    Raises ValueError for what is no SVG path data. Source: SVG 1.1, 8.3 "Path data".
    """
    pen = _Pen()
    for command, numbers in _commands(path):
        pen.draw(command, numbers)
    points = np.array(pen.points, dtype=float).reshape(-1, 2) * (1, -1)
    points.setflags(write=False)  # shared by all who ask
    return points, np.array(pen.codes, dtype=np.uint8)


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with its numbers; one that repeats without its letter is given it again."""
    at, command = 0, ""
    while rest := path[at:].strip():
        at = len(path) - len(path[at:].lstrip(" \t\r\n,"))
        letter = _TOKEN.match(path, at)
        if letter:
            command, at = letter.group(), letter.end()
        elif not command or command in "Zz":
            raise ValueError(f"not path data from here: {rest[:20]!r}")
        numbers, at = _numbers(path, at, command.upper())
        yield command, numbers
        if command in "Mm":
            command = "L" if command == "M" else "l"


def _numbers(path: str, at: int, command: str) -> tuple[list[float], int]:
    numbers = []
    for place in range(_TAKES[command]):
        pattern = _FLAG if command == "A" and place in (3, 4) else _NUMBER
        found = pattern.match(path, at)
        if not found:
            raise ValueError(f"{command} needs {_TAKES[command]} numbers: {path[at : at + 20]!r}")
        numbers.append(float(found.group(1)))
        at = found.end()
    return numbers, at


class _Pen:
    """Where the drawing is, and what it has drawn."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self.codes: list[int] = []
        self.here: Point = (0.0, 0.0)
        self.start: Point = (0.0, 0.0)
        self.control: Point | None = None  # the last one of a curve, for the smooth ones
        self.last = ""

    def draw(self, command: str, numbers: list[float]) -> None:
        kind, relative = command.upper(), command.islower()
        x, y = self.here if relative else (0.0, 0.0)
        if kind == "H":
            ends = [(numbers[0] + x, self.here[1])]
        elif kind == "V":
            ends = [(self.here[0], numbers[0] + y)]
        elif kind == "A":
            ends = [(numbers[5] + x, numbers[6] + y)]
        else:
            ends = [(a + x, b + y) for a, b in zip(numbers[::2], numbers[1::2], strict=True)]
        if kind == "Z":
            self._add(CLOSE, self.start)
        elif kind == "M":
            self.start = ends[0]
            self._add(MOVE, ends[0])
        elif kind in "LHV":
            self._add(LINE, ends[0])
        elif kind == "A":
            for curve in _arc(self.here, ends[0], *numbers[:5]):
                self._add(CURVE, *curve)
        elif kind in "CS":
            self._cubic(ends if kind == "C" else [self._mirrored("CS"), *ends])
        else:
            self._parabola(ends if kind == "Q" else [self._mirrored("QT"), *ends])
        self.last = kind

    def _add(self, code: int, *points: Point) -> None:
        self.points += points
        self.codes += [code] * len(points)
        self.here = points[-1]

    def _cubic(self, ends: list[Point]) -> None:
        self._add(CURVE, *ends)
        self.control = ends[1]

    def _parabola(self, ends: list[Point]) -> None:
        """A quadratic curve as a cubic one, its controls two thirds of the way."""
        (ax, ay), (bx, by), (cx, cy) = self.here, *ends
        first = (ax + 2 / 3 * (bx - ax), ay + 2 / 3 * (by - ay))
        second = (cx + 2 / 3 * (bx - cx), cy + 2 / 3 * (by - cy))
        self._add(CURVE, first, second, (cx, cy))
        self.control = ends[0]

    def _mirrored(self, kinds: str) -> Point:
        if self.control is None or self.last not in kinds:
            return self.here
        return 2 * self.here[0] - self.control[0], 2 * self.here[1] - self.control[1]


def _arc(
    a: Point, b: Point, rx: float, ry: float, turn: float, large: float, sweep: float
) -> Iterator[tuple[Point, Point, Point]]:
    """An elliptical arc as cubic curves of at most a quarter each.

    Source: SVG 1.1, appendix F.6 (from end points to centre; radii that are too small grow).
    """
    rx, ry = abs(rx), abs(ry)
    if a == b:
        return
    if not rx or not ry:
        yield a, b, b
        return
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    dx, dy = (a[0] - b[0]) / 2, (a[1] - b[1]) / 2
    x, y = cos * dx + sin * dy, cos * dy - sin * dx
    grow = max(1.0, math.hypot(x / rx, y / ry))
    rx, ry = rx * grow, ry * grow
    rest = (rx * ry) ** 2 / ((rx * y) ** 2 + (ry * x) ** 2) - 1
    factor = math.sqrt(max(0.0, rest)) * (1 if large != sweep else -1)
    mx, my = factor * rx * y / ry, -factor * ry * x / rx
    start = math.atan2((y - my) / ry, (x - mx) / rx)
    span = math.atan2((-y - my) / ry, (-x - mx) / rx) - start
    span += 2 * math.pi if sweep and span < 0 else -2 * math.pi if not sweep and span > 0 else 0
    cx, cy = cos * mx - sin * my + (a[0] + b[0]) / 2, sin * mx + cos * my + (a[1] + b[1]) / 2

    def place(along: float, out: float, at: float) -> Point:
        """A point at angle `at` of the ellipse, `out` of a radius further along its tangent."""
        ex = rx * (along * math.cos(at) - out * math.sin(at))
        ey = ry * (along * math.sin(at) + out * math.cos(at))
        return cx + cos * ex - sin * ey, cy + sin * ex + cos * ey

    steps = max(1, math.ceil(abs(span) / (math.pi / 2) - 1e-9))
    step = span / steps
    reach = 4 / 3 * math.tan(step / 4)
    for number in range(steps):
        low, high = start + number * step, start + (number + 1) * step
        yield place(1, reach, low), place(1, -reach, high), place(1, 0, high)
