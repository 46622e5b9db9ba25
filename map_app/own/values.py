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
    if any(re.match(r"[+-]?0\d", text) for text in filled):
        return [text or None for text in column]
    numbers = [number(text) for text in filled]
    if not filled or any(value is None for value in numbers):
        return [text or None for text in column]
    whole = all(re.fullmatch(r"[+-]?\d{1,15}", text) for text in filled)
    convert = int if whole else (lambda text: number(text))
    return [convert(text.strip()) if text.strip() else None for text in column]


def plain(value: Any) -> Any:
    """A value JSON can hold and a browser reads exactly; None for what says nothing."""
    if value is None or isinstance(value, bool):
        return value
    if hasattr(value, "item") and not isinstance(value, str | bytes):
        value = value.item()
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
