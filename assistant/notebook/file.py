"""notebook.db in the home: opened by any number of processes and threads, each change on the disk before it is acknowledged.

The file is divided into rooms: the tables of one part of the program, with a version of their own. Knows nothing about what is in them.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from ingest.files import private_file, private_folder, require_space
from ingest.types import ResilientError

FILE = "notebook.db"
APPLICATION = 0x52534E31  # "RSN1" in the header
FORMAT = 1  # of the table of rooms; what the rooms hold has versions of its own
BUSY_SECONDS = 10.0
_PRAGMAS = ("PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON", "PRAGMA secure_delete = ON")


class NotebookError(ResilientError):
    """The notebook cannot be opened or written; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Room:
    """The tables of one part: `steps[n]` are the statements that lead from version n to n + 1.

    A step that has been released is never changed; a new need is a new step. Tables carry the room's name as a prefix.
    """

    name: str
    steps: tuple[tuple[str, ...], ...]


class NotebookFile:
    """The opened file; threads may share one object, processes each open their own."""

    def __init__(self, home: Path) -> None:
        """Open the home's notebook, making it if there is none. Raises NotebookError, LibraryError where the home cannot be written."""
        private_folder(home)
        private_file(home / FILE)
        with _sentences(home):
            self._take(home, _opened(home / FILE), in_memory=False)

    @classmethod
    def in_memory(cls) -> NotebookFile:
        """A notebook that is gone when it is closed."""
        made = cls.__new__(cls)
        db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA foreign_keys = ON")
        _make(db)
        made._take(Path(), db, in_memory=True)
        return made

    def _take(self, home: Path, db: sqlite3.Connection, *, in_memory: bool) -> None:
        self.home = home
        self._one = threading.RLock()
        self._db = db
        self._in_memory = in_memory

    def furnish(self, room: Room) -> None:
        """Bring a room's tables to the version this program knows; does nothing where they are. Raises NotebookError for a newer one."""
        if self._version(room) == len(room.steps):
            return
        with self.writing() as db:
            for step in room.steps[self._version(room) :]:
                for statement in step:
                    db.execute(statement)
            db.execute("INSERT OR REPLACE INTO rooms VALUES (?, ?)", (room.name, len(room.steps)))

    def _version(self, room: Room) -> int:
        with self.reading() as db:
            row = db.execute("SELECT version FROM rooms WHERE name = ?", (room.name,)).fetchone()
        version = int(row[0]) if row else 0
        if version > len(room.steps):
            raise NotebookError(
                f"{self.home / FILE} was written by a newer version of this program ({room.name} {version}; this one knows "
                f"{len(room.steps)}). Nothing in it was touched. Update the program, or choose another folder with --home."
            )
        return version

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for statements that change nothing."""
        with self._one, _sentences(self.home):
            yield self._db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection inside one transaction: all of it is on the disk when the block ends, or none of it. May be nested."""
        with self._one, _sentences(self.home):
            if self._db.in_transaction:
                yield self._db
                return
            if not self._in_memory:
                require_space(self.home, 0)
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def backup(self, to: Path) -> None:
        """Write a whole copy to a new file, also while the notebook is in use. Raises NotebookError."""
        if to.exists():
            raise NotebookError(f"{to} is there already. Name a file that is not.")
        private_file(to)
        with self.reading() as db, closing(sqlite3.connect(to)) as copy:
            db.backup(copy)

    def close(self) -> None:
        """Let go of the file; a second call does nothing."""
        with self._one:
            self._db.close()

    def __enter__(self) -> NotebookFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        _refuse_foreign(db, path)
        _keep_log(db)
        for pragma in _PRAGMAS:
            db.execute(pragma)
        _make(db)
    except BaseException:
        db.close()
        raise
    return db


def _refuse_foreign(db: sqlite3.Connection, path: Path) -> None:
    # The version first: both are written at once, so who sees it sees the application too, even while another process makes the file.
    version, application = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "application_id"))
    if application not in (0, APPLICATION) or (version and not application):
        raise NotebookError(f"{path} is another program's database. Move it away, or choose another folder with --home.")
    if version > FORMAT:
        raise NotebookError(f"{path} was written by a newer version of this program. Nothing in it was touched. Update the program.")


def _keep_log(db: sqlite3.Connection) -> None:
    """Switch to the write-ahead log; two processes that make the file at once wait for one another here."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            mode = db.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
            continue
        if mode != "wal":
            raise NotebookError("The notebook cannot be written safely on this disk (no WAL). Choose a folder on a local disk with --home.")
        return


def _make(db: sqlite3.Connection) -> None:
    if db.execute("PRAGMA user_version").fetchone()[0]:
        return
    db.execute("BEGIN IMMEDIATE")
    db.execute("CREATE TABLE IF NOT EXISTS rooms (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT")
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {FORMAT}")
    db.execute("COMMIT")


@contextmanager
def _sentences(home: Path) -> Iterator[None]:
    """Errors of SQLite as sentences that say what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise NotebookError(_sentence(home, error)) from error


def _sentence(home: Path, error: sqlite3.DatabaseError) -> str:
    name = getattr(error, "sqlite_errorname", "") or ""
    path = home / FILE
    if name.startswith("SQLITE_FULL"):
        return f"The disk of {home} is full; nothing kept before is lost. Free some space and try again."
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return f"{path} cannot be opened for writing ({error}). Check its permissions, or choose another folder with --home."
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"{path} is being written by another program ({error}). Try again in a moment."
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return f"{path} is damaged ({error}). Put a backup in its place, or move the file away: then a new one is begun."
    return f"{path} cannot be used ({error}). See to the disk, and try again."
