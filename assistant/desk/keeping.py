"""Drafts in the notebook: each change is on the disk before it is acknowledged, undone and redone across restarts, one user's own.

A draft is its steps: whole states, compressed, with a pointer to the one that is shown. Undo moves the pointer, a new change cuts off
what was undone. Text that is being typed is kept beside the steps, so that a crash loses nothing that was sent.
"""

from __future__ import annotations

import time
import zlib
from dataclasses import dataclass

from assistant.desk.draft import Draft
from assistant.desk.records import read, written
from assistant.desk.trouble import DeskError, Said
from assistant.notebook.file import NotebookFile, Room
from assistant.notebook.rooms import new_id, search_words, sound

DRAFTS = Room(
    "drafts",
    (
        (
            """CREATE TABLE drafts (
                id TEXT PRIMARY KEY, user TEXT NOT NULL, title TEXT NOT NULL, named INTEGER NOT NULL DEFAULT 0, language TEXT NOT NULL,
                begun REAL NOT NULL, changed REAL NOT NULL, touched INTEGER NOT NULL, step INTEGER NOT NULL, words TEXT NOT NULL
            ) STRICT""",
            "CREATE INDEX drafts_of_user ON drafts (user, touched)",
            """CREATE TABLE drafts_steps (
                draft TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE, number INTEGER NOT NULL, what TEXT NOT NULL,
                state BLOB NOT NULL, at REAL NOT NULL, PRIMARY KEY (draft, number)
            ) STRICT""",
            """CREATE TABLE drafts_typing (
                draft TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE, line TEXT NOT NULL, text TEXT NOT NULL, at REAL NOT NULL,
                PRIMARY KEY (draft, line)
            ) STRICT""",
        ),
    ),
)
STEPS_KEPT = 200  # that can be undone
LARGEST_COUNT = 2_000  # drafts of one user
LISTED = 200
LONGEST_TITLE = 200
_TOUCHED = "(SELECT coalesce(max(touched), 0) + 1 FROM drafts)"
_FIELDS = "id, title, language, begun, changed, step, (SELECT max(number) FROM drafts_steps s WHERE s.draft = d.id)"


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft in the notebook without its text; times are seconds since 1970; `step` of `steps` is shown."""

    id: str
    title: str
    language: str
    begun: float
    changed: float
    step: int
    steps: int


class Drafts:
    """The drafts in a notebook; `user` is the name of whoever asks, "" where there are no users."""

    def __init__(self, file: NotebookFile) -> None:
        file.furnish(DRAFTS)
        self._file = file

    def keep(self, user: str, draft: Draft, title: str = "") -> str:
        """A new draft in the notebook; returns its id. Raises DeskError where the user has too many."""
        now, name = time.time(), _title(title) or draft.profile.said("name", draft.language)
        with self._file.writing() as db:
            if db.execute("SELECT count(*) FROM drafts WHERE user = ?", (user,)).fetchone()[0] >= LARGEST_COUNT:
                raise DeskError([Said("too_many", limit=LARGEST_COUNT)])
            id_ = new_id()
            values = (id_, user, sound(name), int(bool(title)), draft.language, now, now, search_words(name))
            db.execute(f"INSERT INTO drafts VALUES (?, ?, ?, ?, ?, ?, ?, {_TOUCHED}, 0, ?)", values)
            db.execute("INSERT INTO drafts_steps VALUES (?, 0, 'begin', ?, ?)", (id_, _packed(draft), now))
        return id_

    def find(self, user: str, words: str = "") -> list[Kept]:
        """The user's drafts, the latest first; with `words`, those whose title holds every one of them."""
        terms = search_words(words).split()
        within = "".join(" AND instr(words, ?)" for _ in terms)
        with self._file.reading() as db:
            rows = db.execute(
                f"SELECT {_FIELDS} FROM drafts d WHERE user = ?{within} ORDER BY touched DESC LIMIT {LISTED}", (user, *terms)
            ).fetchall()
        return [Kept(*row) for row in rows]

    def get(self, user: str, id_: str) -> tuple[Kept, Draft]:
        """A draft as it is shown. Raises DeskError where it is not there, or another's."""
        with self._file.reading() as db:
            row = db.execute(f"SELECT {_FIELDS} FROM drafts d WHERE user = ? AND id = ?", (user, id_)).fetchone()
            if not row:
                raise DeskError([Said("no_draft")])
            kept = Kept(*row)
            state = db.execute("SELECT state FROM drafts_steps WHERE draft = ? AND number = ?", (id_, kept.step)).fetchone()[0]
        return kept, read(zlib.decompress(state).decode())

    def change(self, user: str, id_: str, draft: Draft, what: str, *, over: int | None = None) -> Kept:
        """A new state of a draft, on the disk when this returns; what was undone before it is gone.

        `over` is the step that the change was made on: where another window has changed the draft since, DeskError is raised
        and nothing is written.
        """
        with self._file.writing() as db:
            kept, before = self.get(user, id_)
            if over is not None and over != kept.step:
                raise DeskError([Said("changed_elsewhere")])
            if before == draft:
                return kept
            now, number = time.time(), kept.step + 1
            db.execute("DELETE FROM drafts_steps WHERE draft = ? AND (number >= ? OR number < ?)", (id_, number, number - STEPS_KEPT))
            db.execute("INSERT INTO drafts_steps VALUES (?, ?, ?, ?, ?)", (id_, number, sound(what), _packed(draft), now))
            self._show(id_, number, now)
            db.execute("DELETE FROM drafts_typing WHERE draft = ? AND line = ?", (id_, what.partition(" ")[2]))
            return self.get(user, id_)[0]

    def grow(self, user: str, id_: str, draft: Draft, *, over: int) -> None:
        """More of a draft that is being composed, in the step that is shown: composing is one step. Raises DeskError as `change` does."""
        with self._file.writing() as db:
            kept, _ = self.get(user, id_)
            if over != kept.step:
                raise DeskError([Said("changed_elsewhere")])
            now = time.time()
            db.execute("UPDATE drafts_steps SET state = ?, at = ? WHERE draft = ? AND number = ?", (_packed(draft), now, id_, kept.step))
            db.execute(f"UPDATE drafts SET changed = ?, touched = {_TOUCHED} WHERE id = ?", (now, id_))

    def undo(self, user: str, id_: str) -> tuple[Kept, Draft]:
        """The draft one step back; as it is where there is none."""
        return self._move(user, id_, -1)

    def redo(self, user: str, id_: str) -> tuple[Kept, Draft]:
        """The draft one step on again; as it is where nothing was undone."""
        return self._move(user, id_, 1)

    def _move(self, user: str, id_: str, by: int) -> tuple[Kept, Draft]:
        with self._file.writing() as db:
            kept, _ = self.get(user, id_)
            there = db.execute("SELECT 1 FROM drafts_steps WHERE draft = ? AND number = ?", (id_, kept.step + by)).fetchone()
            if there:
                self._show(id_, kept.step + by, time.time())
            return self.get(user, id_)

    def _show(self, id_: str, number: int, now: float) -> None:
        with self._file.writing() as db:
            db.execute(f"UPDATE drafts SET step = ?, changed = ?, touched = {_TOUCHED} WHERE id = ?", (number, now, id_))

    def duplicate(self, user: str, id_: str, title: str = "") -> str:
        """A copy of a draft as it is shown; returns its id."""
        kept, draft = self.get(user, id_)
        return self.keep(user, draft, title or kept.title)

    def rename(self, user: str, id_: str, title: str) -> bool:
        """Give a draft another name; False where there is none, or the name is empty."""
        name = _title(title)
        if not name:
            return False
        with self._file.writing() as db:
            statement = "UPDATE drafts SET title = ?, named = 1, words = ? WHERE user = ? AND id = ?"
            return db.execute(statement, (name, search_words(name), user, id_)).rowcount == 1

    def delete(self, user: str, id_: str) -> bool:
        """Delete a draft with all its steps; False where there is none."""
        with self._file.writing() as db:
            return db.execute("DELETE FROM drafts WHERE user = ? AND id = ?", (user, id_)).rowcount == 1

    def typing(self, user: str, id_: str, line: str, text: str) -> None:
        """Keep what is being typed into a line, before it is a change; empty text forgets it."""
        self.get(user, id_)
        with self._file.writing() as db:
            if text:
                db.execute("INSERT OR REPLACE INTO drafts_typing VALUES (?, ?, ?, ?)", (id_, line, sound(text), time.time()))
            else:
                db.execute("DELETE FROM drafts_typing WHERE draft = ? AND line = ?", (id_, line))

    def typed(self, user: str, id_: str) -> dict[str, str]:
        """What was being typed, by line, and not yet made a change."""
        self.get(user, id_)
        with self._file.reading() as db:
            return dict(db.execute("SELECT line, text FROM drafts_typing WHERE draft = ? ORDER BY at", (id_,)).fetchall())


def _packed(draft: Draft) -> bytes:
    return zlib.compress(written(draft).encode(), 6)


def _title(text: str) -> str:
    return " ".join(sound(text).split())[:LONGEST_TITLE]
