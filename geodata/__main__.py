"""`python -m geodata build|check`: make the layers, and see whether they hold."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from map_app.errors import MapError

FOLDER = Path(__file__).parent


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit code: 0 done, 1 faults (named on stderr)."""
    parser = argparse.ArgumentParser(prog="python -m geodata", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="make every layer and table from the sources")
    commands.add_parser(
        "check", help="validate sources, layers and tables: schema, references, geography"
    )
    command = parser.parse_args(arguments).command
    try:
        if command == "build":
            from geodata.build.make import make

            print(make(FOLDER))
        else:
            from geodata.build.check import report

            text, faults = report(FOLDER)
            print(text)
            for fault in faults:
                print(fault, file=sys.stderr)
            return 1 if faults else 0
    except MapError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
