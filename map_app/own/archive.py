"""Zip archives: what may be unpacked, in memory, by names that lead nowhere."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from map_app.own.model import MAX_ENTRIES, MAX_UNPACKED_BYTES, MEGABYTE, OwnError

_BLOCK = 1 << 20


def unpacked(body: bytes) -> dict[str, bytes]:
    """Every file of an archive by its path, but for what operating systems add.

    The sizes an archive claims are not believed: unpacking stops at the limit. Paths are only
    names here, nothing is written. Raises OwnError for bombs, passwords and broken archives.
    """
    files: dict[str, bytes] = {}
    room = MAX_UNPACKED_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if len(archive.infolist()) > MAX_ENTRIES:
                raise OwnError("zip_entries", limit=MAX_ENTRIES)
            for entry in archive.infolist():
                path = PurePosixPath(entry.filename)
                if entry.is_dir() or path.name.startswith(".") or "__MACOSX" in path.parts:
                    continue
                if entry.flag_bits & 1:
                    raise OwnError("zip_password")
                files[entry.filename] = _read(archive, entry, room)
                room -= len(files[entry.filename])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise OwnError("zip") from error
    except (ValueError, NotImplementedError, RuntimeError, LookupError) as error:
        raise OwnError("zip") from error
    return files


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    """A file of at most `room` bytes."""
    blocks = []
    with archive.open(entry) as stream:
        while block := stream.read(min(_BLOCK, room + 1)):
            room -= len(block)
            if room < 0:
                raise OwnError("zip_size", limit=MAX_UNPACKED_BYTES // MEGABYTE)
            blocks.append(block)
    return b"".join(blocks)
