"""`python -m geodata build|check|align`: make the layers, see whether and where they hold."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from map_app.errors import MapError

FOLDER = Path(__file__).parent


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit code: 0 done, 1 faults (named on stderr)."""
    chosen = _parser().parse_args(arguments)
    commands: dict[str, Callable[[], int]] = {
        "build": _build,
        "check": _witnesses if getattr(chosen, "witnesses", False) else _check,
        "align": _align,
    }
    try:
        return commands[chosen.command]()
    except MapError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geodata", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="make every layer and table from the sources")
    check = commands.add_parser(
        "check", help="validate sources, layers and tables: schema, references, geography"
    )
    check.add_argument(
        "--witnesses",
        action="store_true",
        help="say instead how far borders and postcode areas lie from what others know",
    )
    commands.add_parser(
        "align", help="estimate anew where the postcode areas lie (minutes), before a build"
    )
    return parser


def _build() -> int:
    from geodata.build.make import make

    print(make(FOLDER))
    return 0


def _check() -> int:
    from geodata.build.check import report

    text, faults = report(FOLDER)
    print(text)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def _witnesses() -> int:
    from geodata.build.witnesses import evidence, report, witnesses

    known = evidence(FOLDER)
    print(report(known))
    return 0 if all(one.holds for one in witnesses(known)) else 1


def _align() -> int:
    from geodata.build.alignment_report import align

    print(align(FOLDER / "sources"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
