"""What people said of answers: right, wrong, wrong source, something missing, with a note. It can become a case of the evaluation."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.notebook.answers import KeptAnswer, from_json
from assistant.notebook.file import NotebookError, NotebookFile
from assistant.notebook.rooms import CONVERSATIONS, FEEDBACK, new_id, sound

Verdict = Literal["right", "wrong", "wrong source", "missing"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Feedback:
    """A verdict on one answer, with all that is needed to make a case of it; `before` are the questions that came earlier."""

    id: str
    verdict: Verdict
    note: str
    said: float
    question: str
    before: tuple[str, ...]
    answer: KeptAnswer | None
    adopted: bool


class FeedbackBook:
    """The feedback in a notebook."""

    def __init__(self, file: NotebookFile) -> None:
        file.furnish(CONVERSATIONS)
        file.furnish(FEEDBACK)
        self._file = file

    def say(self, user: str, turn: str, verdict: Verdict, note: str = "") -> None:
        """Keep a verdict on one of the user's own turns; a second one takes the first one's place. Raises NotebookError."""
        if verdict not in VERDICTS:
            raise ValueError(verdict)
        with self._file.writing() as db:
            own = "SELECT 1 FROM conversations_turns t JOIN conversations c ON c.id = t.conversation WHERE t.id = ? AND c.user = ?"
            if not db.execute(own, (turn, user)).fetchone():
                raise NotebookError("This answer is no longer there.")
            db.execute(
                "INSERT INTO feedback VALUES (?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (turn, user) DO UPDATE SET "
                "verdict = excluded.verdict, note = excluded.note, said = excluded.said, adopted = NULL",
                (new_id(), turn, user, verdict, sound(note)[:LONGEST_NOTE], time.time()),
            )

    def of(self, user: str, conversation: str) -> dict[str, tuple[Verdict, str]]:
        """By turn, the verdict and the note that the user gave in a conversation."""
        with self._file.reading() as db:
            rows = db.execute(
                "SELECT f.turn, f.verdict, f.note FROM feedback f JOIN conversations_turns t ON t.id = f.turn "
                "WHERE f.user = ? AND t.conversation = ?",
                (user, conversation),
            ).fetchall()
        return {turn: (verdict, note) for turn, verdict, note in rows}

    def all(self, *, waiting_only: bool = True) -> list[Feedback]:
        """Everybody's feedback, oldest first; with `waiting_only` what has not been adopted yet."""
        with self._file.reading() as db:
            rows = db.execute(
                "SELECT f.id, f.verdict, f.note, f.said, t.question, t.conversation, t.place, t.answer, f.adopted FROM feedback f "
                f"JOIN conversations_turns t ON t.id = f.turn {'WHERE f.adopted IS NULL ' if waiting_only else ''}ORDER BY f.said, f.rowid"
            ).fetchall()
            return [self._row(db, row) for row in rows]

    @staticmethod
    def _row(db: sqlite3.Connection, row: tuple[object, ...]) -> Feedback:
        id, verdict, note, said, question, conversation, place, answer, adopted = row
        before = db.execute(
            "SELECT question FROM conversations_turns WHERE conversation = ? AND place < ? AND replaced IS NULL AND answer IS NOT NULL "
            "ORDER BY place",
            (conversation, place),
        ).fetchall()
        given: Verdict = next(known for known in VERDICTS if known == verdict)
        kept = from_json(str(answer)) if answer else None
        return Feedback(
            str(id), given, str(note), float(str(said)), str(question), tuple(one[0] for one in before), kept, adopted is not None
        )

    def adopted(self, id: str) -> None:
        """Note that this feedback has become a case."""
        with self._file.writing() as db:
            db.execute("UPDATE feedback SET adopted = ? WHERE id = ?", (time.time(), id))
