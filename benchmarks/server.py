"""Servers: one Streamlit app on a free port of this machine, its start and its memory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[1]
START_LIMIT_S = 60
SETTLE_LIMIT_S = 8


class ServerError(Exception):
    """A server that did not start or died; carries what it printed."""


class Server:
    """`streamlit run` of one script, for the time of a `with` block.

    `start_s` is the time from the start of the process to the first 200 of
    its health check.
    """

    def __init__(self, script: str, health: str) -> None:
        self.script = script
        self.url = f"http://localhost:{_free_port()}/"
        self.health = f"{self.url}{health}"
        self.start_s = 0.0

    def __enter__(self) -> Self:
        self.log = tempfile.TemporaryFile()
        begun = time.perf_counter()
        port = self.url.rstrip("/").rsplit(":", 1)[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", self.script, "--server.port", port],
            cwd=ROOT,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        try:
            self._wait(begun + START_LIMIT_S)
        except BaseException:
            self._stop()
            raise
        self.start_s = time.perf_counter() - begun
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        said = self.output()
        self._stop()
        if kind is not None and kind is not KeyboardInterrupt:
            print(f"{self.script} said:\n{said}", file=sys.stderr)

    def _wait(self, until: float) -> None:
        while time.perf_counter() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(self.health, timeout=2):
                    return
            except OSError:
                time.sleep(0.02)
        raise ServerError(f"{self.script} did not answer {self.health}:\n{self.output()}")

    def _stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def output(self) -> str:
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def settled_mb(self) -> float:
        """Resident memory in MB (10^6 bytes) once it has not moved for a second."""
        last, still = self._resident_mb(), 0
        for _ in range(SETTLE_LIMIT_S * 4):
            time.sleep(0.25)
            now = self._resident_mb()
            still = still + 1 if abs(now - last) < 0.1 else 0
            last = now
            if still == 4:
                break
        return last

    def _resident_mb(self) -> float:
        status = Path(f"/proc/{self.process.pid}/statm")
        if status.exists():
            return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
        command = ["ps", "-o", "rss=", "-p", str(self.process.pid)]
        return int(subprocess.check_output(command)) * 1024 / 1e6


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
