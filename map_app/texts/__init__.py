"""Interface texts in German and English: one TOML file a language, same keys in both."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from map_app.catalog import FieldEntry, Language

_LOCALES: Mapping[Language, str] = {"de": "de_DE", "en": "en_GB"}
_FOLDER = Path(__file__).resolve().parent


@cache
def table(language: Language) -> Mapping[str, Any]:
    """All texts of a language as nested tables; shared, so never change it."""
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


class Texts:
    """The texts of one language, and numbers and dates as that language writes them."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The text at `key` ("details.year"); `count` chooses between `one` and `other`.

        Raises KeyError for a key that does not exist or is a whole table.
        """
        entry: Any = table(self.language)
        for step in key.split("."):
            entry = entry[step]
        if isinstance(entry, Mapping):
            entry = entry["one" if values.get("count") == 1 else "other"]
        if not isinstance(entry, str):
            raise KeyError(key)
        shown = {
            name: self.number(value) if isinstance(value, int | float) else value
            for name, value in values.items()
        }
        return entry.format_map(shown)

    def number(self, value: float, decimals: int = 0) -> str:
        pattern = "#,##0" + (f".{'0' * decimals}" if decimals else "")
        rounded = round(value, decimals) + 0.0  # plus zero: no "-0"
        return format_decimal(rounded, format=pattern, locale=self.language)

    def date(self, value: date) -> str:
        return format_date(value, format="long", locale=_LOCALES[self.language])

    def distance(self, metres: float) -> str:
        """Metres below one kilometre, kilometres with one decimal above."""
        if metres < 995:
            return f"{self.number(round(metres, -1))}\u00a0m"
        decimals = 0 if metres >= 99_500 or round(metres / 100) % 10 == 0 else 1
        return f"{self.number(metres / 1000, decimals)}\u00a0km"

    def fact(self, entry: FieldEntry, value: object) -> str:
        """A fact's value with its unit, as this language writes it (without its year)."""
        if entry.format == "number" and isinstance(value, int | float):
            shown = self.number(value, entry.decimals)
        elif entry.format == "date" and isinstance(value, str):
            shown = self.date(date.fromisoformat(value))
        elif isinstance(value, Mapping):
            shown = str(value[self.language])
        else:
            shown = str(value)
        return f"{shown}\u00a0{entry.unit(self.language)}" if entry.unit else shown
