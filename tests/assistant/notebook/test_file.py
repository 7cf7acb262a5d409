"""notebook.db: rooms and their versions, several processes at once, kills, other people's files."""

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from assistant.notebook.file import FILE, NotebookError, NotebookFile, Room

FIRST = Room("notes", (("CREATE TABLE notes (number INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",),))
SECOND = Room("notes", (*FIRST.steps, ("ALTER TABLE notes ADD COLUMN language TEXT NOT NULL DEFAULT 'en'",)))


def test_a_room_is_made_once_and_brought_up_to_date(tmp_path: Path) -> None:
    with NotebookFile(tmp_path) as file:
        file.furnish(FIRST)
        file.furnish(FIRST)
        with file.writing() as db:
            db.execute("INSERT INTO notes (text) VALUES ('洪水 flood')")
    with NotebookFile(tmp_path) as file:
        file.furnish(SECOND)
        with file.reading() as db:
            assert db.execute("SELECT text, language FROM notes").fetchall() == [("洪水 flood", "en")]


def test_a_newer_room_or_file_is_refused_untouched(tmp_path: Path) -> None:
    with NotebookFile(tmp_path) as file:
        file.furnish(SECOND)
    before = (tmp_path / FILE).read_bytes()
    with NotebookFile(tmp_path) as file, pytest.raises(NotebookError, match="newer version"):
        file.furnish(FIRST)
    assert (tmp_path / FILE).read_bytes() == before
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(NotebookError, match="newer version"):
        NotebookFile(tmp_path)


def test_a_step_that_fails_leaves_the_room_as_it_was(tmp_path: Path) -> None:
    broken = Room("notes", (*FIRST.steps, ("ALTER TABLE notes ADD COLUMN a TEXT", "ALTER TABLE nowhere ADD COLUMN b TEXT")))
    with NotebookFile(tmp_path) as file:
        file.furnish(FIRST)
        with pytest.raises(NotebookError):
            file.furnish(broken)
        file.furnish(SECOND)


def test_a_transaction_is_whole_or_not_at_all_nested_too(tmp_path: Path) -> None:
    with NotebookFile(tmp_path) as file:
        file.furnish(FIRST)
        with pytest.raises(ZeroDivisionError), file.writing() as db:
            db.execute("INSERT INTO notes (text) VALUES ('lost')")
            with file.writing() as inner:
                inner.execute("INSERT INTO notes (text) VALUES ('lost too')")
            raise ZeroDivisionError
        with file.reading() as db:
            assert db.execute("SELECT count(*) FROM notes").fetchone() == (0,)


def test_files_are_private_and_the_disk_is_waited_for(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        with NotebookFile(tmp_path / "home") as file:
            file.furnish(FIRST)
            assert {path.stat().st_mode & 0o777 for path in (tmp_path / "home").iterdir()} == {0o600}
            with file.reading() as db:
                assert (db.execute("PRAGMA synchronous").fetchone(), db.execute("PRAGMA journal_mode").fetchone()) == ((2,), ("wal",))
    finally:
        os.umask(old)


@pytest.mark.parametrize("content", [b"not a database, but long enough to look like a header" * 40, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_file_is_a_sentence_and_stays(content: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(NotebookError, match=r"damaged|another program"):
        NotebookFile(tmp_path)
    assert (tmp_path / FILE).read_bytes() == content


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.execute("PRAGMA user_version = 7")
        db.execute("CREATE TABLE theirs (x)")
    with pytest.raises(NotebookError, match="another program"):
        NotebookFile(tmp_path)


def _write(home: Path, mark: str, count: int) -> None:
    with NotebookFile(home) as file:
        file.furnish(SECOND)
        for number in range(count):
            with file.writing() as db:
                db.execute("INSERT INTO notes (text) VALUES (?)", (f"{mark} {number}",))


def test_processes_that_make_and_write_one_notebook_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(tmp_path, f"p{number}", 25)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0] * 4
    with NotebookFile(tmp_path) as file, file.reading() as db:
        assert db.execute("SELECT count(DISTINCT text) FROM notes").fetchone() == (100,)


ENDLESS = """
import sys
from pathlib import Path
from tests.assistant.notebook.test_file import FIRST
from assistant.notebook.file import NotebookFile
file = NotebookFile(Path(sys.argv[1]))
file.furnish(FIRST)
for number in range(100_000):
    with file.writing() as db:
        db.execute("INSERT INTO notes VALUES (?, 'kept')", (number,))
    print(number, flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.03, 0.11])
def test_what_was_acknowledged_survives_a_kill(delay: float, tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    writer = subprocess.Popen([sys.executable, "-c", ENDLESS, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=root)
    assert writer.stdout and writer.stdout.readline() == "0\n"
    time.sleep(delay)
    os.kill(writer.pid, signal.SIGKILL)
    last = int((["0", *writer.stdout.read().splitlines()])[-1])
    writer.stdout.close()
    writer.wait()
    with NotebookFile(tmp_path) as file, file.reading() as db:
        assert {row[0] for row in db.execute("SELECT number FROM notes")} >= set(range(last + 1))
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_backup_is_whole_and_overwrites_nothing(tmp_path: Path) -> None:
    with NotebookFile(tmp_path / "a") as file:
        file.furnish(FIRST)
        with file.writing() as db:
            db.execute("INSERT INTO notes (text) VALUES ('kept')")
        (tmp_path / "b").mkdir()
        file.backup(tmp_path / "b" / FILE)
        with pytest.raises(NotebookError, match="already"):
            file.backup(tmp_path / "b" / FILE)
    with NotebookFile(tmp_path / "b") as copy, copy.reading() as db:
        assert db.execute("SELECT text FROM notes").fetchone() == ("kept",)
