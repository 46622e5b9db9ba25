"""A sheet of paper: shapes and words in millimetres, saved as PNG or PDF.

The only room that knows matplotlib, and only when something is drawn: it takes half a second to
load. Nothing here goes through pyplot, which keeps figures alive and is for one thread only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from io import BytesIO
from threading import Lock
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

MM_PER_INCH = 25.4
PT_PER_MM = 72 / MM_PER_INCH
Outline = tuple[NDArray[np.float64], NDArray[np.uint8]]
Box = tuple[float, float, float, float]
Align = Literal["left", "center", "right"]
Format = Literal["png", "pdf"]
HALO = "halo"
_NO_BREAK = "\u00a0"
# A piece of a line with the gap before it: a word, or its part up to a hyphen.
_PIECE = re.compile(r"([ \t\n]*)([^ \t\n]+?-(?=\w)|[^ \t\n]+)")
# Of the letters of a size, how much stands above the line they are written on.
_RISE = 0.36
# Held while a picture is made: fonts are shared, and FreeType is for one thread at a time.
DRAWING = Lock()


@cache
def _matplotlib() -> Any:
    """Matplotlib, told once: no formulas in names, letters that stay letters in a PDF."""
    import matplotlib as mpl

    mpl.rcParams.update(
        {
            "pdf.fonttype": 42,
            "text.parse_math": False,
            "text.usetex": False,
            "text.hinting": "none",
            "font.family": ["DejaVu Sans"],
            "lines.scale_dashes": False,
        }
    )
    return mpl


@dataclass(frozen=True)
class Type:
    """How words are set; `size` in millimetres from line to line without leading."""

    size: float
    bold: bool = False
    italic: bool = False
    colour: str = "#1d2126"


@lru_cache(maxsize=64)
def _font(size: float, bold: bool, italic: bool) -> Any:
    _matplotlib()
    from matplotlib.font_manager import FontProperties

    return FontProperties(
        family=["DejaVu Sans"],
        size=size * PT_PER_MM,
        weight="bold" if bold else "normal",
        style="italic" if italic else "normal",
    )


@lru_cache(maxsize=8192)
def width_of(words: str, size: float, bold: bool = False, italic: bool = False) -> float:
    """Millimetres the words take in one line."""
    font = _font(size, bold, italic)
    from matplotlib.textpath import text_to_path

    shown = _printable(words)
    width, _, _ = text_to_path.get_text_width_height_descent(shown, font, ismath=False)
    return float(width) / PT_PER_MM


def _printable(words: str) -> str:
    """In one line, and without what has no letter (what people type may hold anything)."""
    return "".join(c if c.isprintable() or c == _NO_BREAK else " " for c in words)


def wrapped(words: str, type_: Type, width: float) -> list[str]:
    """The words in lines of at most `width` millimetres.

    A line may end after a hyphen; a word that is longer than a line is broken.
    """

    def fits(line: str) -> bool:
        return width_of(line, type_.size, type_.bold, type_.italic) <= width

    lines = [""]
    for gap, piece in _PIECE.findall(words):
        joint = " " if gap and lines[-1] else ""
        if fits(lines[-1] + joint + piece):
            lines[-1] += joint + piece
            continue
        if fits(piece):
            lines.append(piece)
            continue
        for letter in joint + piece:
            if not fits(lines[-1] + letter):
                lines.append("")
            lines[-1] += letter
    return lines


def shortened(words: str, type_: Type, width: float, lines: int) -> list[str]:
    """The words in at most `lines` lines; what is too much ends in an ellipsis."""
    found = wrapped(words, type_, width)
    if len(found) <= lines:
        return found
    last = found[lines - 1]
    while last and width_of(f"{last}…", type_.size, type_.bold, type_.italic) > width:
        last = last[:-1]
    return [*found[: lines - 1], f"{last.rstrip(' ,·')}…"]


class Sheet:
    """A page of `width` by `height` millimetres, drawn from below upwards.

    The origin is the lower left corner. `figure` is matplotlib's, for those who look closely.
    """

    def __init__(self, width: float, height: float) -> None:
        _matplotlib()
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH), dpi=300)
        self._mm = Affine2D().scale(1 / MM_PER_INCH) + self.figure.dpi_scale_trans
        self._order = 0

    def shape(
        self,
        outline: Outline,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = 0.0,
        dash: Sequence[float] | None = None,
        opacity: float = 1.0,
        clip: Box | None = None,
        name: str = "",
    ) -> None:
        """Fill and stroke an outline; widths and dashes in millimetres, cut off beyond `clip`."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        points, codes = outline
        if len(points) < 2:
            return
        pattern = (0.0, [max(0.01, part) * PT_PER_MM for part in dash]) if dash else "solid"
        patch = PathPatch(
            Path(points, codes, readonly=True),
            facecolor=fill or "none",
            edgecolor=stroke or "none",
            linewidth=width * PT_PER_MM if stroke else 0,
            linestyle=pattern,
            capstyle="round",
            joinstyle="round",
            alpha=None if opacity == 1 else opacity,
            transform=self._mm,
            gid=name or None,
        )
        self._add(patch, clip)

    def rectangle(self, box: Box, **look: Any) -> None:
        self.shape(rectangle(box), **look)

    def circle(self, x: float, y: float, radius: float, **look: Any) -> None:
        self.shape(circle(x, y, radius), **look)

    def line(self, points: NDArray[np.float64], **look: Any) -> None:
        self.shape(polyline(points), **look)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        type_: Type,
        *,
        align: Align = "left",
        middle: bool = False,
        angle: float = 0.0,
        halo: str | None = None,
        name: str = "",
        link: str | None = None,
    ) -> None:
        """Words on the line through (x, y), or with `middle` centred on it; one line only."""
        words = _printable(words).strip()
        if not words:
            return
        if middle:
            turn = math.radians(angle)
            x += math.sin(turn) * type_.size * _RISE
            y -= math.cos(turn) * type_.size * _RISE
        look = {"ha": align, "va": "baseline", "rotation": angle, "rotation_mode": "anchor"}
        if halo:
            # Apart from the words, which then stay words in a PDF instead of becoming outlines.
            self._write(x, y, words, type_, look, halo=halo)
        artist = self._write(x, y, words, type_, look)
        artist.set_gid(name or None)
        if link:
            artist.set_url(link)

    def _write(
        self,
        x: float,
        y: float,
        words: str,
        type_: Type,
        look: dict[str, Any],
        halo: str | None = None,
    ) -> Any:
        from matplotlib.text import Text

        artist = Text(
            x,
            y,
            words,
            color=type_.colour,
            fontproperties=_font(type_.size, type_.bold, type_.italic),
            transform=self._mm,
            parse_math=False,
            **look,
        )
        if halo:
            from matplotlib.patheffects import Stroke

            artist.set_gid(HALO)
            width = max(0.45, type_.size * 0.26) * PT_PER_MM
            artist.set_path_effects([Stroke(linewidth=width, foreground=halo, joinstyle="round")])
        self._add(artist, None)
        return artist

    def _add(self, artist: Any, clip: Box | None) -> None:
        from matplotlib.transforms import Bbox, TransformedBbox

        self._order += 1
        artist.set_zorder(self._order)
        self.figure.add_artist(artist)
        if clip:
            artist.set_clip_box(TransformedBbox(Bbox.from_extents(*clip), self._mm))

    def save(self, format_: Format, *, dpi: float, title: str, author: str, today: date) -> bytes:
        """The sheet as a file; the same sheet on the same day gives the same bytes."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.backends.backend_pdf import FigureCanvasPdf

        file = BytesIO()
        moment = datetime(today.year, today.month, today.day)
        if format_ == "pdf":
            canvas: Any = FigureCanvasPdf(self.figure)
            canvas.print_pdf(
                file,
                metadata={
                    "Title": title,
                    "Author": author,
                    "CreationDate": moment,
                    "Creator": None,
                    "Producer": None,
                },
            )
        else:
            self.figure.set_dpi(dpi)
            canvas = FigureCanvasAgg(self.figure)
            canvas.print_png(file, metadata={"Title": title, "Author": author, "Software": None})
        return file.getvalue()


def polyline(points: NDArray[np.float64]) -> Outline:
    """An open line through points (n, 2)."""
    codes = np.full(len(points), 2, dtype=np.uint8)
    codes[:1] = 1
    return points, codes


def rectangle(box: Box) -> Outline:
    left, bottom, right, top = box
    corners = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]
    return np.array(corners, dtype=float), np.array([1, 2, 2, 2, 79], dtype=np.uint8)


def circle(x: float, y: float, radius: float) -> Outline:
    """A circle as four cubic curves, off by less than 0.03 % of its radius."""
    k = 0.5522847498
    around = [(1, 0), (1, k), (k, 1), (0, 1), (-k, 1), (-1, k), (-1, 0), (-1, -k), (-k, -1)]
    around += [(0, -1), (k, -1), (1, -k), (1, 0), (1, 0)]
    points = np.array(around, dtype=float) * radius + (x, y)
    return points, np.array([1, *[4] * 12, 79], dtype=np.uint8)


def joined(outlines: Sequence[Outline]) -> Outline:
    """Several outlines as one."""
    if not outlines:
        return np.empty((0, 2)), np.empty(0, dtype=np.uint8)
    return np.concatenate([o[0] for o in outlines]), np.concatenate([o[1] for o in outlines])
