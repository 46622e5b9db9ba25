"""The two commands: `python3 run.py app` starts the map, `python3 run.py tests` proves it.

Needs only Python 3.11 or newer. Makes .venv beside this file when it is missing
and installs what the requirements name when they have changed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
USAGE = "usage: python3 run.py app [streamlit options] | tests [pytest options]"


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - says so instead of failing later
        return _say("The map needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")
    if not arguments or arguments[0] not in ("app", "tests"):
        return _say(USAGE)
    command, rest = arguments[0], arguments[1:]
    try:
        python = _prepare("requirements.txt" if command == "app" else "requirements-dev.txt")
    except subprocess.CalledProcessError as error:
        return _say(
            "Setting up .venv failed (see above). On Debian: apt install python3-venv. "
            f"Command: {' '.join(map(str, error.cmd))}"
        )
    return _app(python, rest) if command == "app" else _tests(python, rest)


def _app(python: Path, options: list[str]) -> int:
    return _run(python, "-m", "streamlit", "run", "streamlit_app.py", *options)


def _tests(python: Path, options: list[str]) -> int:
    """Every check, the quick ones first; all run even when one fails."""
    checks = [
        ("-m", "ruff", "format", "--check", "."),
        ("-m", "ruff", "check", "."),
        ("-m", "mypy"),
        ("-m", "geodata", "check"),
        ("-m", "pytest", *(options or ["-n", "2", "--dist", "loadgroup"])),
    ]
    failed = [check for check in checks if _run(python, *check)]
    for check in failed:
        print("FAILED:", *check[1:])
    return 1 if failed else 0


def _prepare(requirements: str) -> Path:
    """The Python of .venv with `requirements` installed; nothing to do when they are unchanged."""
    python = BIN / ("python.exe" if os.name == "nt" else "python")
    if not python.exists():
        print("Making .venv ...", flush=True)
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    stamp = VENV / f"{requirements}.installed"
    wanted = hashlib.sha256(
        b"".join((ROOT / name).read_bytes() for name in ("requirements.txt", requirements))
    ).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"Installing {requirements} ...", flush=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", ROOT / requirements], check=True)
        stamp.write_text(wanted)
    return python


def _run(*command: str | Path) -> int:
    print("$", "python", *command[1:], flush=True)
    try:
        return subprocess.run(command, cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        return 0


def _say(text: str) -> int:
    print(text, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
