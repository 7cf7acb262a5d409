"""The conversations of each user: listed, searched in both languages, renamed, shared, deleted. Nobody reaches another's."""

from __future__ import annotations

import time
from dataclasses import dataclass

from assistant.notebook.file import NotebookError, NotebookFile
from assistant.notebook.rooms import CONVERSATIONS, new_id, search_words, sound

TITLE_LENGTH = 90  # characters of the first question that name a conversation
LONGEST_TITLE = 200
LISTED = 200  # conversations in one list, the latest first
LARGEST_COUNT = 5_000  # conversations of one user

_TOUCHED = "(SELECT coalesce(max(touched), 0) + 1 FROM conversations)"  # an order that no clock can upset


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation without its turns; times are seconds since 1970."""

    id: str
    title: str
    started: float
    changed: float
    turns: int


class Conversations:
    """The conversations in a notebook; `user` is the name of whoever asks, "" where there are no users."""

    def __init__(self, file: NotebookFile) -> None:
        file.furnish(CONVERSATIONS)
        self._file = file

    def start(self, user: str, question: str) -> str:
        """A new conversation named after its first question; returns its id. Raises NotebookError where the user has too many."""
        title = _short(question, TITLE_LENGTH)
        now = time.time()
        with self._file.writing() as db:
            if db.execute("SELECT count(*) FROM conversations WHERE user = ?", (user,)).fetchone()[0] >= LARGEST_COUNT:
                raise NotebookError(f"There are {LARGEST_COUNT} conversations already. Delete some before you begin another.")
            id = new_id()
            db.execute(
                f"INSERT INTO conversations VALUES (?, ?, ?, 0, ?, ?, {_TOUCHED}, ?)", (id, user, title, now, now, search_words(title))
            )
        return id

    def find(self, user: str, words: str = "", *, most: int = LISTED) -> list[Conversation]:
        """The user's conversations, the latest first; with `words`, those that hold every one of them in title, question or answer."""
        terms = search_words(words).split()
        within = "".join(
            " AND (instr(c.words, ?) OR EXISTS (SELECT 1 FROM conversations_turns t WHERE t.conversation = c.id AND instr(t.words, ?)))"
            for _ in terms
        )
        statement = f"SELECT {_FIELDS} FROM conversations c WHERE c.user = ?{within} ORDER BY c.touched DESC LIMIT ?"
        with self._file.reading() as db:
            rows = db.execute(statement, (user, *(term for term in terms for _ in range(2)), most)).fetchall()
        return [Conversation(*row) for row in rows]

    def get(self, user: str, id: str) -> Conversation | None:
        """The conversation, where it is this user's."""
        with self._file.reading() as db:
            row = db.execute(f"SELECT {_FIELDS} FROM conversations c WHERE c.user = ? AND c.id = ?", (user, id)).fetchone()
        return Conversation(*row) if row else None

    def rename(self, user: str, id: str, title: str) -> bool:
        """Give a conversation another name; False where there is none, or the name is empty."""
        title = _short(title, LONGEST_TITLE)
        if not title:
            return False
        with self._file.writing() as db:
            changed = db.execute(
                "UPDATE conversations SET title = ?, named = 1, words = ? WHERE user = ? AND id = ?", (title, search_words(title), user, id)
            )
            return changed.rowcount == 1

    def delete(self, user: str, id: str) -> bool:
        """Delete a conversation with its turns, its feedback and its link; False where there is none."""
        with self._file.writing() as db:
            return db.execute("DELETE FROM conversations WHERE user = ? AND id = ?", (user, id)).rowcount == 1

    def share(self, user: str, id: str) -> str | None:
        """The word by which others may read this conversation, made when it is first asked for; None where there is none."""
        with self._file.writing() as db:
            if not db.execute("SELECT 1 FROM conversations WHERE user = ? AND id = ?", (user, id)).fetchone():
                return None
            db.execute("INSERT OR IGNORE INTO conversations_shares VALUES (?, ?, ?)", (new_id(), id, time.time()))
            return str(db.execute("SELECT token FROM conversations_shares WHERE conversation = ?", (id,)).fetchone()[0])

    def unshare(self, user: str, id: str) -> None:
        """Take the link back."""
        with self._file.writing() as db:
            db.execute(
                "DELETE FROM conversations_shares WHERE conversation IN (SELECT id FROM conversations WHERE user = ? AND id = ?)",
                (user, id),
            )

    def shared(self, token: str) -> tuple[str, Conversation] | None:
        """Whose conversation a link leads to, and the conversation; None for a link that was taken back or never given."""
        with self._file.reading() as db:
            row = db.execute(
                f"SELECT c.user, {_FIELDS} FROM conversations c JOIN conversations_shares s ON s.conversation = c.id WHERE s.token = ?",
                (sound(token),),
            ).fetchone()
        return (row[0], Conversation(*row[1:])) if row else None


_FIELDS = (
    "c.id, c.title, c.started, c.changed, (SELECT count(*) FROM conversations_turns t WHERE t.conversation = c.id AND t.replaced IS NULL)"
)


def _short(text: str, most: int) -> str:
    line = " ".join(sound(text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
