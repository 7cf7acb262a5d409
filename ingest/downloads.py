"""The downloads of a home: a folder for each address, with the file, a record of it, and what has come of one that is not whole yet.

A file appears under its name only when it is whole, together with a record of where it came from and its sha256. Knows nothing
about how it is fetched.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from ingest.files import PRIVATE_FILE, fsync_file, fsync_folder, private_folder, require_space, unwritable, write_atomically
from ingest.outcomes import Refused

FOLDER = "downloads"
_RECORD, _PART, _STATE, _LOCK = "record.json", "part", "part.json", "lock"
_DIGITS = 20
_BLOCK = 1 << 20
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Record:
    """A whole file: the address asked for and the one that gave it, its name here, size and sha256, what the server calls this version of
    it, and when it was fetched (seconds since 1970)."""

    address: str
    final: str
    name: str
    size: int
    sha256: str
    version: str
    fetched: float


@dataclass(frozen=True, slots=True)
class Begun:
    """A file that is not whole yet: the address that gave it, what the server calls this version of it, and how long it should get."""

    final: str
    version: str
    whole: int | None


class Place:
    """The folder of one address; make it with `at`."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self.part = folder / _PART

    def begun(self) -> tuple[Begun, int] | None:
        """What has come of a file that is not whole, with the number of bytes; None where there is nothing to go on from."""
        state = _read(self.folder / _STATE)
        try:
            size = self.part.stat().st_size
            begun = Begun(**state) if state else None
        except (OSError, TypeError):
            return None
        return (begun, size) if begun and begun.version and size else None

    def begin(self, begun: Begun) -> None:
        """Note how a file begins, before its first byte is written."""
        write_atomically(self.folder / _STATE, json.dumps(asdict(begun)).encode())

    def forget_part(self) -> None:
        """Leave nothing of a file that is not whole."""
        for path in (self.part, self.folder / _STATE):
            path.unlink(missing_ok=True)

    @contextmanager
    def written(self, at: int) -> Iterator[IO[bytes]]:
        """The part, open for writing from a byte on; on the disk at the end, whatever happens."""
        require_space(self.folder, 0)
        try:
            handle = os.open(self.part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE_FILE)
            with os.fdopen(handle, "r+b") as file:
                file.truncate(at)
                file.seek(at)
                try:
                    yield file
                finally:
                    file.flush()
                    os.fsync(handle)
        except OSError as error:
            raise unwritable(self.part, error) from error

    def finish(self, name: str, begun: Begun) -> Record:
        """Give the part its name, and write its record; a former file of the address goes."""
        before = self.record()
        size, total = self.part.stat().st_size, _sum(self.part)
        fsync_file(self.part)
        record = Record(self.address, begun.final, name, size, total, begun.version, time.time())
        self.part.replace(self.folder / name)
        write_atomically(self.folder / _RECORD, json.dumps(asdict(record), ensure_ascii=False, indent=1).encode())
        (self.folder / _STATE).unlink(missing_ok=True)
        if before and before.name != name:
            (self.folder / before.name).unlink(missing_ok=True)
        fsync_folder(self.folder)
        return record

    def record(self) -> Record | None:
        """The record of the whole file that is here; None where there is none, or it is not the file that was fetched."""
        state = _read(self.folder / _RECORD)
        try:
            record = Record(**state) if state else None
            whole = record and record.name == clean_name(record.name) and _sum(self.folder / record.name) == record.sha256
        except (OSError, TypeError):
            return None
        return record if whole else None


@contextmanager
def at(home: Path, address: str) -> Iterator[Place]:
    """The place of an address in a home, held against other processes. Raises Refused (fetching) when another holds it, LibraryError."""
    folder = _folder(home, address)
    private_folder(home)
    private_folder(home / FOLDER)
    private_folder(folder)
    try:
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE_FILE)
    except OSError as error:
        raise unwritable(folder, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield Place(folder, address)
    except BlockingIOError as error:
        raise Refused("fetching", path=address) from error
    finally:
        os.close(handle)


def forget(home: Path, address: str) -> bool:
    """Delete what was fetched from an address; says whether there was anything."""
    folder = _folder(home, address)
    there = folder.is_dir()
    shutil.rmtree(folder, ignore_errors=True)
    return there


def size_of(home: Path, address: str) -> int | None:
    """How many bytes the file that was fetched from an address has; None where there is none."""
    state = _read(_folder(home, address) / _RECORD)
    return int(state["size"]) if state and isinstance(state.get("size"), int) else None


def name_in(address: str) -> str:
    """The name that a file from an address should have: the end of its path, else its host."""
    parts = urlsplit(address)
    return clean_name(unquote(PurePosixPath(parts.path).name)) or clean_name(parts.hostname or "") or "file"


def clean_name(name: str) -> str:
    """A name that is only a name: letters, digits, dots, lines; no dot in front; never one of our own files."""
    kept = re.sub(r"[^\w.\-]+", "-", name).strip(".-")
    while len(kept.encode()) > _LONGEST_NAME:
        kept = kept[1:]
    return kept if kept not in (_RECORD, _PART, _STATE, _LOCK) else f"file-{kept}"


def _folder(home: Path, address: str) -> Path:
    return home / FOLDER / sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _read(path: Path) -> dict[str, Any] | None:
    with suppress(OSError, ValueError):
        state = json.loads(path.read_bytes())
        return state if isinstance(state, dict) else None
    return None


def _sum(path: Path) -> str:
    total = sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            total.update(block)
    return total.hexdigest()
