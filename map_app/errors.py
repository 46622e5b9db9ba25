"""The one family of errors: each says where, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Sequence


class MapError(Exception):
    """A fault in data or configuration, addressed to the person who can mend it.

    `file`, `row`, `layer`, `feature` and `field` say where (each may be None),
    `problem` what is wrong, `remedy` what to do.
    """

    _field_word = "field "

    def __init__(
        self,
        problem: str,
        *,
        remedy: str = "",
        file: str | None = None,
        row: int | None = None,
        layer: str | None = None,
        feature: str | None = None,
        field: str | None = None,
    ) -> None:
        self.problem = problem
        self.remedy = remedy
        self.file = file
        self.row = row
        self.layer = layer
        self.feature = feature
        self.field = field
        super().__init__(str(self))

    def __str__(self) -> str:
        where = [
            self.file,
            f"row {self.row}" if self.row else None,
            f"layer {self.layer}" if self.layer else None,
            f"feature {self.feature}" if self.feature else None,
            f"{self._field_word}{self.field}" if self.field else None,
        ]
        place = ", ".join(part for part in where if part)
        text = f"{place}: {self.problem}" if place else self.problem
        return f"{text} {self.remedy}".rstrip()


class CatalogError(MapError):
    """A wrong entry in the catalogue; `field` is its table, entry and key."""

    _field_word = ""


class LayerError(MapError):
    """A layer file that cannot be shown as it is."""


class BuildError(MapError):
    """A fault in the sources or inputs of the data build."""


class RowError(BuildError):
    """A wrong row of a hand-kept table; `row` counts the file's lines, `field` is its column."""

    _field_word = "column "


class TableError(MapError):
    """A built table (figures, relations, indicators) that cannot be used as it is."""


class SaveError(MapError):
    """A file that cannot be made as a visitor asked for it; says so in the visitor's language."""


class FaultList(MapError):
    """All faults of one file at once, in the order found."""

    def __init__(self, faults: Sequence[MapError]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
