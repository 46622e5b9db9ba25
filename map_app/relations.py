"""Relations: who belongs to whom, in both directions, each with its origin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from map_app.catalog import Slug
from map_app.tables import Entry, Origin, read_rows

FILE = "relations.json"


class Relation(Entry):
    """`subject` stands in `relation` to `object`; both are feature ids."""

    subject: Slug
    relation: Slug
    object: Slug
    origin: Origin


@dataclass(frozen=True)
class End:
    """A relation seen from one of its ends: `forward` from its subject."""

    relation: str
    forward: bool
    other: str
    origin: Origin


def read_relations(folder: Path) -> tuple[Relation, ...]:
    """The relations of `folder`/relations.json; raises FaultList of TableError."""
    return read_rows(folder / FILE, Relation)


def by_end(relations: Iterable[Relation]) -> Mapping[str, tuple[End, ...]]:
    """The relations of every feature, in the order of the file."""
    found: dict[str, list[End]] = {}
    for one in relations:
        found.setdefault(one.subject, []).append(End(one.relation, True, one.object, one.origin))
        found.setdefault(one.object, []).append(End(one.relation, False, one.subject, one.origin))
    return {feature: tuple(ends) for feature, ends in found.items()}
