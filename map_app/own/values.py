"""Values of a visitor's rows: numbers as people write them, and what JSON can hold."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from map_app.own.model import Properties

# Whole numbers beyond this lose digits in a browser.
_EXACT = 2**53
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_SPACES = str.maketrans("", "", " \u00a0\u2009\u202f'’")


def number(text: str, *, thousands: str = "") -> float | None:
    """A number with decimal point or comma; `thousands` is what groups its digits."""
    plain = text.strip().translate(_SPACES)
    if thousands:
        plain = plain.replace(thousands, "")
    plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return None
    value = float(plain)
    return value if math.isfinite(value) else None


def grouping(texts: Iterable[str]) -> str:
    """What groups the digits of a column: the sign that comes before another one or twice."""
    for text in texts:
        signs = [sign for sign in text if sign in ".,"]
        if len(signs) > 1:
            return signs[0]
    return ""


def typed(columns: Sequence[Sequence[str]]) -> list[list[Any]]:
    """Columns of text with numbers where a whole column is of numbers.

    A column with codes such as 05911 stays text, for a number would lose its zero.
    """
    return [_typed(column) for column in columns]


def _typed(column: Sequence[str]) -> list[Any]:
    filled = [text.strip() for text in column if text.strip()]
    as_text = [text or None for text in column]
    thousands = _thousands(filled)
    if thousands is None or any(re.match(r"[+-]?0\d", text) for text in filled):
        return as_text
    numbers = [number(text, thousands=thousands) for text in filled]
    if not filled or any(value is None for value in numbers):
        return as_text
    whole = all(re.fullmatch(r"[+-]?\d{1,15}", text.replace(thousands, "")) for text in filled)
    found = iter([int(value) for value in numbers if value is not None] if whole else numbers)
    return [next(found) if text.strip() else None for text in column]


def _thousands(texts: Sequence[str]) -> str | None:
    """What groups the digits of a column; None where that is open.

    1.234 alone may be a decimal or a thousand, and 1.2.2020 is no number at all.
    """
    group = grouping(texts)
    for sign in group or ".,":
        grouped = re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:\{sign}\d{{3}})+(?:(?!\{sign})[.,]\d*)?")
        signed = [text.translate(_SPACES) for text in texts if sign in text]
        count = sum(1 for text in signed if grouped.fullmatch(text))
        if signed and (count < len(signed) if group else count == len(signed)):
            return None
    return group


def plain(value: Any) -> Any:
    """A value JSON can hold and a browser reads exactly; None for what says nothing."""
    if hasattr(value, "item") and not isinstance(value, str | bytes):
        value = value.item()
    # A moment of NumPy that is none becomes None only by `item`.
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < _EXACT else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() or None
    if isinstance(value, date | datetime | time):
        return None if value != value else value.isoformat()
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=str) if value else None
    return None if value != value or isinstance(value, bytes) else str(value)


def types(rows: Sequence[Properties], names: Sequence[str]) -> list[tuple[str, str]]:
    """Every field with its type: `number`, `truth` or `text`."""
    kinds: dict[str, set[str]] = {name: set() for name in names}
    for row in rows:
        for name, value in row.items():
            kinds[name].add(_kind(value))
    return [(name, kinds[name].pop() if len(kinds[name]) == 1 else "text") for name in names]


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "truth"
    return "number" if isinstance(value, int | float) else "text"
