"""No text of the project runs along the brochure: not WORDS words of its prose on end.

The brochure itself is not in the repository, only the digests of its runs; see geodata/README.md.
The whole file is walked, so that a new column, text or note is covered as it comes.
"""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest

from geodata.build import prose

ROOT = Path(__file__).parents[2]
# Said as the brochure says them: names, titles and lists, which have no other words.
NAMES = (
    "Ruhr-Universität Bochum, der TU Dortmund und der Universität Duisburg-Essen",
    "Sebastian-Friedrich Kowitz, Kai Meschede, Artem Zitzer und Philipp Lorenz",
    "Landesamt für Natur, Umwelt und Verbraucherschutz",
    "Innovative Stromlösungen aus der Metropole Ruhr für den Weltmarkt",
)
TABLES = [
    *sorted((ROOT / "geodata/sources").rglob("*.csv")),
    ROOT / "tests/data/inventory.csv",
]
TREES = [ROOT / "geodata/catalog.toml", *sorted((ROOT / "map_app/texts").glob("*.toml"))]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "geodata").rglob("*.md"))]

BROCHURE = """Am Fluss ent-
steht ein Quartier, in dem Bürger*innen ohne Auto zur Arbeit kommen.
Das Amt für Wasser, Boden, Luft, Lärm und Licht der Stadt prüft den Plan."""
PLANTED = "Wie es heißt, entsteht ein Quartier, in dem Bürgerinnen ohne Auto leben."
OWN = "Am Wasser wächst ein Viertel, dessen Bürgerinnen ohne Auto zur Arbeit kommen."
OFFICE = "Amt für Wasser, Boden, Luft, Lärm und Licht"


def cells(path):
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            for column, value in row.items():
                yield f"row {number}, {column}", value


def leaves(tree, place=""):
    if isinstance(tree, str):
        yield place, tree
    elif isinstance(tree, dict | list):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from leaves(value, f"{place}.{key}".lstrip("."))


def texts(path):
    """Every text of a file with the place it stands in."""
    if path in TABLES:
        return cells(path)
    if path in TREES:
        return leaves(tomllib.loads(path.read_text(encoding="utf-8")))
    return [("page", path.read_text(encoding="utf-8"))]


def copied_in(path, names=NAMES):
    known = prose.known()
    return [
        f"{place}: {run}" for place, text in texts(path) for run in prose.copied(text, known, names)
    ]


@pytest.mark.parametrize("path", [*TABLES, *TREES, *PAGES], ids=lambda p: str(p.relative_to(ROOT)))
def test_no_text_runs_along_the_brochure(path):
    assert copied_in(path) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_excepted_only_while_a_text_needs_it(name):
    others = [other for other in NAMES if other != name]
    assert any(copied_in(path, others) for path in TABLES)


def test_a_planted_run_is_found_and_own_words_are_not(tmp_path):
    (tmp_path / "brochure.txt").write_text(BROCHURE, encoding="utf-8")
    count = prose.keep(tmp_path / "brochure.txt", tmp_path / "runs.txt")
    known = prose.known(tmp_path / "runs.txt")
    assert count == len(known) == len(prose.words(BROCHURE)) - prose.WORDS + 1
    assert list(prose.copied(PLANTED, known)) == [
        "entsteht ein quartier in dem bürgerinnen ohne auto"
    ]
    assert list(prose.copied(OWN, known)) == []
    assert "quartier" not in (tmp_path / "runs.txt").read_text(encoding="utf-8")


def test_a_name_may_be_said_as_it_is_but_lends_no_cover_to_what_stands_around_it(tmp_path):
    (tmp_path / "brochure.txt").write_text(BROCHURE, encoding="utf-8")
    prose.keep(tmp_path / "brochure.txt", tmp_path / "runs.txt")
    known = prose.known(tmp_path / "runs.txt")
    assert list(prose.copied(f"Das {OFFICE} wurde gefragt.", known))
    assert list(prose.copied(f"Das {OFFICE} wurde gefragt.", known, [OFFICE])) == []
    assert list(prose.copied(f"{PLANTED} Das {OFFICE} wurde gefragt.", known, [OFFICE]))
