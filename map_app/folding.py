"""Folding: texts made comparable, so that "Froendenberg" and "Frondenberg" find Fröndenberg."""

from __future__ import annotations

import re
import unicodedata

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_GAP = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """`text` in lower case without accents, umlauts written both as ae and as a.

    Words are separated by single spaces; where the two spellings differ both
    stand in the result, one after the other.
    """
    return " ".join(spellings(text))


def spellings(text: str) -> tuple[str, ...]:
    """`text` folded with ae for ä, and with a for ä where that reads differently."""
    lowered = text.casefold()
    return tuple(dict.fromkeys((_plain(lowered.translate(_GERMAN)), _plain(lowered))))


def fold_words(text: str) -> tuple[str, ...]:
    """The words of a query, folded with ae for ä, each once, in their order."""
    return tuple(dict.fromkeys(_plain(text.casefold().translate(_GERMAN)).split()))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _GAP.sub(" ", letters).strip()
