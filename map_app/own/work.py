"""The work on a visitor's file, in a process of its own that ends with it.

Parsing holds the interpreter for seconds, and libraries in C may crash or swell on hostile input:
neither may touch the other visitors. And what ends keeps nothing.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from map_app.own.model import OwnError, Question
from map_app.own.reading import read_own
from map_app.own.saving import saved

_ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 90
_MEMORY = 4 << 30
_REFUSED = 3

Job = Mapping[str, Any]


def done(job: Job, body: bytes) -> bytes:
    """The answer to a job here and now. Raises OwnError.

    {"do": "read", suffix, home, crs, layer} gives gzipped JSON, {"do": "save", form, language}
    a file.
    """
    if job["do"] == "save":
        return saved(body, job["form"], job["language"])
    found = read_own(
        job["suffix"], body, home=tuple(job["home"]), crs=job["crs"], layer=job["layer"]
    )
    told = json.dumps(found.told(), ensure_ascii=False)
    text = told if isinstance(found, Question) else f'{{"layer":{told},"geojson":{found.geojson}}}'
    return gzip.compress(text.encode(), 5)


def done_apart(job: Job, body: bytes) -> bytes:
    """As `done`, in a process of its own. Raises OwnError too if that fails.

    Its temporary folder is made here: a process that is killed could not clear it away.
    """
    try:
        with TemporaryDirectory() as folder:
            ended = subprocess.run(
                [sys.executable, "-m", "map_app.own"],
                cwd=_ROOT,
                env={**os.environ, "TMPDIR": folder},
                input=json.dumps(job).encode() + b"\n" + body,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
    except subprocess.TimeoutExpired as error:
        raise OwnError("too_hard") from error
    if ended.returncode == _REFUSED:
        refusal = json.loads(ended.stdout)
        raise OwnError(refusal["key"], status=refusal["status"], **refusal["values"])
    if ended.returncode != 0:
        raise OwnError("too_hard")
    return ended.stdout


def main() -> None:
    """The other process: a line of JSON and the file come in, the answer goes out."""
    _bound()
    job = json.loads(sys.stdin.buffer.readline())
    try:
        answer = done(job, sys.stdin.buffer.read())
    except OwnError as error:
        told = {"key": error.key, "status": error.status, "values": error.values}
        sys.stdout.write(json.dumps(told))
        sys.exit(_REFUSED)
    sys.stdout.buffer.write(answer)


def _bound() -> None:
    """No more memory and time than a file of the largest size needs, where the system can tell."""
    try:
        import resource
    except ImportError:  # Windows has no such limits.
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
