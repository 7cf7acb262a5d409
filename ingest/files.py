"""Files that survive a crash and that nobody else may read: atomic writes, private modes, free space.

Every function works under any umask. Knows nothing about what is written.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ingest.types import LibraryError

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
SPARE_BYTES = 32 * 1024 * 1024  # what stays free on the disk after each of our writes

_REASONS = {
    errno.EACCES: "you may not write there; choose another folder with --home, or change its permissions",
    errno.EPERM: "you may not write there; choose another folder with --home, or change its permissions",
    errno.EROFS: "it is on a read-only disk; choose another folder with --home",
    errno.ENOSPC: "the disk is full; free some space and run the command again",
    errno.EDQUOT: "your disk quota is used up; free some space and run the command again",
    errno.EFBIG: "a file would grow beyond its limit; raise the limit (ulimit -f) and run the command again",
    errno.ENOTDIR: "a part of the path is a file, not a folder; choose another folder with --home",
    errno.EEXIST: "a file of that name is in the way; choose another folder with --home",
    errno.ENAMETOOLONG: "the path is too long; choose a shorter one with --home",
}


def unwritable(path: Path, error: OSError) -> LibraryError:
    """The sentence for a failed write: what could not be written, why, and what to do."""
    reason = _REASONS.get(error.errno or 0, f"{error.strerror or error}; see to the disk and run the command again")
    return LibraryError(f"{path} cannot be written: {reason}.")


def private_folder(path: Path) -> None:
    """Make a folder that only its owner may enter; one that is there already keeps its mode. Raises LibraryError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            path.mkdir(mode=PRIVATE_FOLDER)
            path.chmod(PRIVATE_FOLDER)
        if not path.is_dir():
            raise FileExistsError(errno.EEXIST, "not a folder", str(path))
    except OSError as error:
        raise unwritable(path, error) from error


def private_file(path: Path) -> None:
    """Make an empty file of mode 0600 if there is none; links are refused. Raises LibraryError."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE_FILE)
        try:
            os.fchmod(handle, PRIVATE_FILE)
        finally:
            os.close(handle)
    except OSError as error:
        raise unwritable(path, error) from error


def make_private(folder: Path) -> None:
    """Give every file under a folder mode 0600 and every folder 0700, whatever made them."""
    for here, _, names in os.walk(folder):
        Path(here).chmod(PRIVATE_FOLDER)
        for name in names:
            Path(here, name).chmod(PRIVATE_FILE)


def fsync_file(path: Path) -> None:
    """Return when the file's bytes are on the disk."""
    _fsync(path, os.O_RDONLY)


def fsync_folder(path: Path) -> None:
    """Return when the folder's entries (new names, renames, deletions) are on the disk."""
    _fsync(path, os.O_RDONLY | os.O_DIRECTORY)


def fsync_tree(folder: Path) -> None:
    """Return when all files and folders under a folder are on the disk."""
    for here, _, names in os.walk(folder, topdown=False):
        for name in names:
            fsync_file(Path(here, name))
        fsync_folder(Path(here))


def _fsync(path: Path, flags: int) -> None:
    handle = os.open(path, flags | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file so that a reader or a crash sees the old bytes or the new ones, never a part. Raises LibraryError."""
    handle, temporary = -1, ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), PRIVATE_FILE)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
        fsync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            Path(temporary).unlink()
        raise unwritable(path, error) from error


def free_bytes(path: Path) -> int:
    """How many bytes an ordinary user may still write on the disk that holds `path`."""
    state = os.statvfs(path)
    return state.f_bavail * state.f_frsize


def require_space(path: Path, needed: int, free: Callable[[Path], int] | None = None) -> None:
    """Raise LibraryError, naming the bytes needed and free, when writing `needed` bytes would fill the disk."""
    there = (free or free_bytes)(path)
    if there < needed + SPARE_BYTES:
        raise LibraryError(
            f"The disk of {path} is too full: {_megabytes(needed + SPARE_BYTES)} MB are needed and {_megabytes(there)} MB are free "
            f"({needed + SPARE_BYTES:,} and {there:,} bytes). Free some space and run the command again."
        )


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:,.1f}"
