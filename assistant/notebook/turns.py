"""The turns of a conversation: the question is kept before it is answered, the answer as it comes, and what was interrupted says so."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.notebook.answers import KeptAnswer, from_json, to_json
from assistant.notebook.file import NotebookError, NotebookFile
from assistant.notebook.rooms import CONVERSATIONS, new_id, search_words, sound
from ingest.types import Language

LARGEST_PLACE = 1_000  # turns of one conversation
LONGEST_ANSWER = 30 * 60.0  # seconds; a turn that has been written for longer has no writer any more


class TurnState(StrEnum):
    """How far a turn has come."""

    ASKED = "asked"
    ANSWERED = "answered"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question was limited to; empty means all."""

    works: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """One question and what came of it: `text` is the part of the answer that had come, `answer` the whole with its citations.

    `place` counts from 1; `versions` are the earlier turns of this place, oldest first, by id.
    """

    id: str
    conversation: str
    place: int
    question: str
    scope: Scope
    asked: float
    state: TurnState
    text: str
    answer: KeptAnswer | None
    failure: str
    versions: tuple[str, ...] = ()


class Turns:
    """The turns in a notebook. One object knows which turns its own process is still writing."""

    def __init__(self, file: NotebookFile) -> None:
        file.furnish(CONVERSATIONS)
        self._file = file
        self._writer = f"{os.getpid()}:{secrets.token_hex(8)}"
        self._open: set[str] = set()

    def ask(self, user: str, conversation: str, question: str, scope: Scope | None = None, *, place: int | None = None) -> str:
        """Keep a question; returns the turn's id. With `place` it takes the place of that turn, and those after it are set aside.

        Raises NotebookError where the conversation is not this user's, has no such place, or is full.
        """
        scope = scope or Scope()
        kept_scope = json.dumps({"works": [sound(work) for work in scope.works], "languages": list(scope.languages)}, ensure_ascii=False)
        with self._file.writing() as db:
            if not db.execute("SELECT 1 FROM conversations WHERE user = ? AND id = ?", (user, conversation)).fetchone():
                raise NotebookError("This conversation is no longer there. Begin a new one.")
            last = db.execute(
                "SELECT coalesce(max(place), 0) FROM conversations_turns WHERE conversation = ? AND replaced IS NULL", (conversation,)
            ).fetchone()[0]
            at = last + 1 if place is None else place
            if not 1 <= at <= last + 1 or at > LARGEST_PLACE:
                raise NotebookError(f"A conversation holds {LARGEST_PLACE} questions at most. Begin a new one.")
            id, now, question = new_id(), time.time(), sound(question)
            db.execute(
                "UPDATE conversations_turns SET replaced = ? WHERE conversation = ? AND place >= ? AND replaced IS NULL",
                (id, conversation, at),
            )
            db.execute(
                "INSERT INTO conversations_turns (id, conversation, place, question, scope, asked, state, writer, words) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (id, conversation, at, question, kept_scope, now, TurnState.ASKED, self._writer, search_words(question)),
            )
            db.execute(
                "UPDATE conversations SET changed = ?, touched = (SELECT max(touched) + 1 FROM conversations) WHERE id = ?",
                (now, conversation),
            )
        self._open.add(id)
        return id

    def part(self, id: str, text: str) -> None:
        """Keep the part of the answer that has come."""
        with self._file.writing() as db:
            db.execute("UPDATE conversations_turns SET text = ? WHERE id = ? AND state = ?", (sound(text), id, TurnState.ASKED))

    def answered(self, id: str, answer: KeptAnswer) -> None:
        """Keep the whole answer."""
        with self._file.writing() as db:
            db.execute(
                "UPDATE conversations_turns SET state = ?, text = ?, answer = ?, words = ? || ' ' || words WHERE id = ?",
                (TurnState.ANSWERED, sound(answer.answer.text), sound(to_json(answer)), search_words(answer.answer.text), id),
            )
        self._open.discard(id)

    def ended(self, id: str, state: TurnState, failure: str = "") -> None:
        """Keep that no answer, or no whole one, came: stopped by the person, interrupted, or failed with a sentence."""
        self._open.discard(id)
        with self._file.writing() as db:
            db.execute(
                "UPDATE conversations_turns SET state = ?, failure = ? WHERE id = ? AND state = ?",
                (state, sound(failure), id, TurnState.ASKED),
            )

    def of(self, user: str, conversation: str) -> list[KeptTurn]:
        """The turns of a conversation in their order, without those set aside; none where it is not this user's."""
        rows = self._rows("c.user = ? AND c.id = ? AND t.replaced IS NULL ORDER BY t.place", (user, conversation))
        if not rows:
            return []
        with self._file.reading() as db:
            before = db.execute(
                "SELECT place, id FROM conversations_turns WHERE conversation = ? AND replaced IS NOT NULL ORDER BY rowid", (conversation,)
            ).fetchall()
        return [self._turn(row, tuple(id for place, id in before if place == row[2])) for row in rows]

    def get(self, user: str, id: str) -> KeptTurn | None:
        """One turn, where it is this user's; one that was set aside too."""
        rows = self._rows("c.user = ? AND t.id = ?", (user, id))
        return self._turn(rows[0]) if rows else None

    def _rows(self, where: str, values: Sequence[object]) -> list[tuple[object, ...]]:
        with self._file.reading() as db:
            return db.execute(
                "SELECT t.id, t.conversation, t.place, t.question, t.scope, t.asked, t.state, t.text, t.answer, t.failure, t.writer "
                f"FROM conversations_turns t JOIN conversations c ON c.id = t.conversation WHERE {where}",
                values,
            ).fetchall()

    def _turn(self, row: tuple[object, ...], versions: tuple[str, ...] = ()) -> KeptTurn:
        id, conversation, place, question, scope, asked, state, text, answer, failure, writer = row
        reached = TurnState(str(state))
        if reached is TurnState.ASKED and not self._alive(str(id), str(writer), float(str(asked))):
            reached = TurnState.INTERRUPTED
        limits = json.loads(str(scope))
        return KeptTurn(
            str(id), str(conversation), int(str(place)), str(question), Scope(tuple(limits["works"]), tuple(limits["languages"])),
            float(str(asked)), reached, str(text), from_json(str(answer)) if answer else None, str(failure), versions,
        )  # fmt: skip

    def _alive(self, id: str, writer: str, asked: float) -> bool:
        """Whether somebody is still writing the turn's answer."""
        if writer == self._writer:
            return id in self._open
        pid = int(writer.partition(":")[0])
        return pid != os.getpid() and abs(time.time() - asked) < LONGEST_ANSWER and _runs(pid)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
