"""Opening library.db: the checks before it is touched, the settings of a connection, and sqlite's errors as sentences."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from ingest.files import private_file, require_space, unwritable, write_atomically
from ingest.records import APPLICATION, MIGRATIONS, SCHEMA, SCHEMA_VERSION, damaged
from ingest.types import LibraryError, LibraryTooNew

FILE = "library.db"
STAMP = "VERSION"  # the schema's version in a file of its own: readable without opening the database
BUSY_SECONDS = 5.0
_ONE_PAGE = 4096  # of a library whose making has not gone further than its header
_HEADER = b"SQLite format 3\0"


def refuse_newer(home: Path) -> None:
    """Raise LibraryTooNew when a newer version of the program wrote the home; nothing in it is touched, or even opened for writing."""
    found = max(_stamp(home), _header_version(home))
    if found > SCHEMA_VERSION:
        raise LibraryTooNew(
            f"The library in {home} was written by a newer version of this program (format {found}; this one knows {SCHEMA_VERSION}). "
            "Nothing in it was touched. Update the program, or choose another folder with --home."
        )


def _stamp(home: Path) -> int:
    try:
        first = (home / STAMP).read_text("ascii", "replace").split()
    except OSError:
        return 0
    return int(first[0]) if first and first[0].isdecimal() else 0


def _header_version(home: Path) -> int:
    """`user_version`, read from bytes 60 to 63 of the file without SQLite; 0 when there is no sound header."""
    try:
        head = _head(home / FILE)
    except OSError:
        return 0
    if len(head) < 100 or not head.startswith(_HEADER) or int.from_bytes(head[68:72], "big") != APPLICATION:
        return 0
    return int.from_bytes(head[60:64], "big")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(100)


def for_reading(home: Path) -> sqlite3.Connection:
    """A connection that cannot write. Raises LibraryError when the home has no library yet, LibraryTooNew, LibraryDamaged."""
    refuse_newer(home)
    path = home / FILE
    _refuse_emptied(home)
    try:
        empty = path.stat().st_size == 0
    except PermissionError as error:
        raise LibraryError(f"The library in {home} may not be read by you. Change its permissions, or choose another home.") from error
    except OSError:
        empty = True
    if empty:
        raise LibraryError(f"There is no library in {home} yet. Run `resilient ingest` with a file or a folder to make one.")
    with sentences(home):
        connection = _connect(path, "mode=ro")
        try:
            if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                raise LibraryError(f"There is no library in {home} yet. Run `resilient ingest` with a file or a folder to make one.")
            connection.execute("SELECT revision FROM state").fetchone()
        except BaseException:
            connection.close()
            raise
    return connection


def for_writing(home: Path) -> sqlite3.Connection:
    """A connection that may write; makes the library if there is none. The caller holds the writer's lock."""
    _refuse_emptied(home)
    require_space(home, 0)
    private_file(home / FILE)
    with sentences(home):
        connection = _connect(home / FILE, "mode=rw")
        try:
            _prepare(connection)
        except BaseException:
            connection.close()
            raise
    if _stamp(home) != SCHEMA_VERSION:
        write_atomically(home / STAMP, f"{SCHEMA_VERSION}\n".encode())
    return connection


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"file:{quote(os.fsencode(path.absolute()))}?{mode}"
    if mode == "mode=ro" and not os.access(path.parent, os.W_OK) and not path.with_name(FILE + "-wal").exists():
        uri += "&immutable=1"  # a folder in which SQLite may make no -shm file; nobody can be writing there
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise LibraryError("The library cannot be written safely on this disk (no WAL). Choose a folder on a local disk with --home.")
    connection.execute("PRAGMA synchronous = FULL")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version:
        connection.execute("SELECT revision FROM state").fetchone()
    if version == SCHEMA_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    if version:
        for step in range(version + 1, SCHEMA_VERSION + 1):
            _run_all(connection, MIGRATIONS[step])
    else:
        _run_all(connection, SCHEMA)
        connection.execute("INSERT INTO state VALUES (1, 0, lower(hex(randomblob(8))))")
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _run_all(connection: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";\n"):
        connection.execute(statement)


def _refuse_emptied(home: Path) -> None:
    """A home that held a library and holds none now has lost it: a new empty one in its place would hide that."""
    with suppress(PermissionError):
        path = home / FILE
        if _stamp(home) and (not path.exists() or path.stat().st_size == 0):
            raise damaged(f"{path} is missing or empty")
        head = _head(path) if path.exists() else b""
        if head and not head.startswith(_HEADER):
            raise damaged(f"{path} is not a database")
        if path.exists() and path.stat().st_size > _ONE_PAGE and int.from_bytes(head[68:72], "big") != APPLICATION:
            raise damaged(f"{path} is another program's database")


@contextmanager
def sentences(home: Path) -> Iterator[None]:
    """Errors of SQLite and of the disk become LibraryDamaged or LibraryError, with what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _sentence(home, error) from error
    except OSError as error:
        raise unwritable(home, error) from error


def _sentence(home: Path, error: sqlite3.DatabaseError) -> LibraryError:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_FULL"):
        return LibraryError(f"The disk of {home} is full; nothing in the library is lost. Free some space and run the command again.")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return LibraryError(f"The library in {home} cannot be opened ({error}). Check its permissions, or choose another with --home.")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LibraryError(f"The library in {home} is being used by another program ({error}). Close it and run the command again.")
    if name.startswith("SQLITE_IOERR"):
        return LibraryError(f"The disk of {home} cannot be read or written ({error}). See to the disk and run the command again.")
    return damaged(str(error))
