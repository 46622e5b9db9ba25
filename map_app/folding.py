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
    lowered = text.casefold()
    spelled = _plain(lowered.translate(_GERMAN))
    stripped = _plain(lowered)
    return spelled if spelled == stripped else f"{spelled} {stripped}"


def fold_words(text: str) -> tuple[str, ...]:
    """The words of a query, folded with ae for ä, each once, in their order."""
    return tuple(dict.fromkeys(_plain(text.casefold().translate(_GERMAN)).split()))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _GAP.sub(" ", letters).strip()
