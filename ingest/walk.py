"""From the paths that a person gives to the files that are read: regular files inside the given folder, nothing else.

Links are not followed, a name that leads out of the folder is not opened, sizes are looked at before contents, and everything
that is not read is named with its reason. Names that begin with a dot are not inputs unless they are given themselves. Knows
nothing about what is in the files.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ingest.addresses import is_address
from ingest.outcomes import Refused
from ingest.readers.table import Reader, readable, reader_for

MOST_BYTES = 50_000_000  # of one file
MOST_FILES = 200_000  # of one folder
_BLOCK = 1 << 20
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK  # a FIFO opens without waiting for its writer
_ENTER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Found:
    """A regular file to read: `root` is an open-able folder, `parts` the way down from it, `uri` and `name` are printable; `work` is
    the catalogue's work that it is said to be, "" where nobody says."""

    root: str
    parts: tuple[str, ...]
    uri: str
    name: str
    size: int
    reader: Reader
    work: str = ""

    @property
    def path(self) -> str:
        """Where it is, for messages."""
        return printable("/".join((self.root.rstrip("/"), *self.parts)))


@dataclass(frozen=True, slots=True)
class Left:
    """An input that is not read, and why."""

    uri: str
    name: str
    refused: Refused


def walk(paths: Sequence[str | Path], most_bytes: int = MOST_BYTES, most_files: int = MOST_FILES) -> Iterator[Found | Left]:
    """Every file of these files and folders in a stable order, each once, as found or as left with its reason."""
    seen: set[tuple[int, int]] = set()
    for path in paths:
        for one in _one(str(path), most_bytes, most_files):
            if isinstance(one, Left) or _first(one, seen):
                yield one


def _first(found: Found, seen: set[tuple[int, int]]) -> bool:
    with suppress(OSError):
        state = os.stat(os.path.join(found.root, *found.parts), follow_symlinks=False)  # noqa: PTH116, PTH118 - names may be any bytes
        key = (state.st_dev, state.st_ino)
        if key in seen:
            return False
        seen.add(key)
    return True


def _one(path: str, most_bytes: int, most_files: int) -> Iterator[Found | Left]:
    if is_address(path):
        yield Left(path, path, Refused("address", path=path))
        return
    whole = os.path.abspath(os.path.expanduser(path))  # noqa: PTH100, PTH111 - names may be any bytes, and links stay unfollowed
    try:
        state = os.stat(whole, follow_symlinks=False)  # noqa: PTH116 - as above
        if stat.S_ISDIR(state.st_mode):
            yield from _folder(whole, most_bytes, most_files)
        else:
            root, name = os.path.split(whole)
            yield _file(root, (name,), state, most_bytes, alone=True)
    except OSError as error:
        yield _left(whole, _refusal(whole, error))
    except ValueError:
        yield _left(printable(path), Refused("missing", path=printable(path)))


def _folder(root: str, most_bytes: int, most_files: int) -> Iterator[Found | Left]:
    nothing = True
    for count, one in enumerate(_below(root, (), most_bytes), 1):
        nothing &= isinstance(one, Left)
        if count > most_files:
            yield _left(root, Refused("too-many", path=printable(root), limit=f"{most_files:,}"))
            return
        yield one
    if nothing:
        yield _left(root, Refused("empty-folder", path=printable(root), readable=readable()))


def _below(root: str, above: tuple[str, ...], most_bytes: int) -> Iterator[Found | Left]:
    """The files of a folder, depth first, by name; the folder is opened step by step from the root, so that no link is followed."""
    waiting = [above]
    while waiting:
        parts = waiting.pop()
        try:
            entries = _entries(root, parts)
        except OSError as error:
            where = os.path.join(root, *parts)  # noqa: PTH118 - names may be any bytes
            yield _left(where, _refusal(where, error))
            continue
        folders = []
        for name, state in entries:
            if name.startswith("."):
                continue
            if stat.S_ISDIR(state.st_mode):
                folders.append((*parts, name))
            else:
                yield _file(root, (*parts, name), state, most_bytes, alone=False)
        waiting.extend(reversed(folders))


def _entries(root: str, parts: tuple[str, ...]) -> list[tuple[str, os.stat_result]]:
    handle = _descend(root, parts)
    try:
        found = []
        for name in sorted(os.listdir(handle)):  # noqa: PTH208 - pathlib cannot list a handle
            with suppress(FileNotFoundError):  # gone since it was listed
                found.append((name, os.stat(name, dir_fd=handle, follow_symlinks=False)))
        return found
    finally:
        os.close(handle)


def _descend(root: str, parts: Sequence[str]) -> int:
    """A handle of the folder reached from the root by these names; OSError when one of them is a link or gone."""
    handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    for part in parts:
        try:
            inner = os.open(part, _ENTER, dir_fd=handle)
        finally:
            os.close(handle)
        handle = inner
    return handle


def _file(root: str, parts: tuple[str, ...], state: os.stat_result, most_bytes: int, *, alone: bool) -> Found | Left:
    whole = os.path.join(root, *parts)  # noqa: PTH118 - names may be any bytes
    shown, name, reader = printable(whole), printable(parts[-1]), reader_for(parts[-1])
    refused = None
    if stat.S_ISLNK(state.st_mode):
        refused = Refused("link", path=shown)
    elif not stat.S_ISREG(state.st_mode):
        refused = Refused("not-a-file", path=shown)
    elif state.st_nlink > 1 and not alone:
        refused = Refused("hard-link", path=shown)
    elif state.st_size == 0:
        refused = Refused("empty", path=shown)
    elif reader is None:
        refused = Refused("unsupported", path=shown, suffix=Path(name).suffix or "no suffix", readable=readable())
    elif state.st_size > most_bytes:
        refused = Refused("too-big", path=shown, size=_megabytes(state.st_size), limit=_megabytes(most_bytes))
    if refused is not None or reader is None:
        return _left(whole, refused or Refused("not-a-file", path=shown))
    return Found(root, parts, address(whole), name, state.st_size, reader)


def _left(whole: str, refused: Refused) -> Left:
    return Left(address(whole), printable(os.path.basename(whole.rstrip("/")) or whole), refused)  # noqa: PTH119 - names may be any bytes


def _refusal(whole: str, error: OSError) -> Refused:
    code = "unreadable" if isinstance(error, PermissionError) else "missing"
    return Refused(code, path=printable(whole))


def read_bytes(found: Found, most_bytes: int = MOST_BYTES) -> bytes:
    """The bytes of a found file, if it still is the file that was found. Raises Refused: changed, missing, unreadable, too-big."""
    return b"".join(_blocks(found, most_bytes))


def content_of(found: Found, most_bytes: int = MOST_BYTES) -> str:
    """The sha256 of a found file, in hexadecimal, without holding it. Raises as `read_bytes`."""
    result = sha256()
    for block in _blocks(found, most_bytes):
        result.update(block)
    return result.hexdigest()


def _blocks(found: Found, most_bytes: int) -> Iterator[bytes]:
    try:
        folder = _descend(found.root, found.parts[:-1])
        try:
            handle = os.open(found.parts[-1], _OPEN, dir_fd=folder)
        finally:
            os.close(folder)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise Refused("changed", path=found.path)
            size = 0
            while block := file.read(_BLOCK):
                size += len(block)
                if size > most_bytes:
                    raise Refused("too-big", path=found.path, size=f"more than {_megabytes(most_bytes)}", limit=_megabytes(most_bytes))
                yield block
            if size != found.size:
                raise Refused("changed", path=found.path)
    except PermissionError as error:
        raise Refused("unreadable", path=found.path) from error
    except OSError as error:
        raise Refused("changed", path=found.path) from error


def printable(path: str) -> str:
    """A path as it can be shown and stored: bytes that are no text, and characters that cannot be seen, are written as \\x.. or \\u...."""
    return "".join(c if c.isprintable() else _escaped(c) for c in path)


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def address(path: str) -> str:
    """The uri of a file: its path, or, when that cannot be shown as it is, a file: address."""
    return path if path.isprintable() else Path(path).as_uri()


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:,.1f}".removesuffix(".0")
