"""The tables of conversations and feedback, and how text enters them; knows nothing about who reads them.

A turn is never changed into another: an edited question or a second try is a new turn, and the one before it stays, `replaced`.
"""

from __future__ import annotations

import secrets

from assistant.notebook.file import Room
from ingest.words import normalise

CONVERSATIONS = Room(
    "conversations",
    (
        (
            """CREATE TABLE conversations (
                id TEXT PRIMARY KEY, user TEXT NOT NULL, title TEXT NOT NULL, named INTEGER NOT NULL DEFAULT 0,
                started REAL NOT NULL, changed REAL NOT NULL, touched INTEGER NOT NULL, words TEXT NOT NULL
            ) STRICT""",
            "CREATE INDEX conversations_of_user ON conversations (user, touched)",
            """CREATE TABLE conversations_turns (
                id TEXT PRIMARY KEY, conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
                place INTEGER NOT NULL, question TEXT NOT NULL, scope TEXT NOT NULL, asked REAL NOT NULL,
                state TEXT NOT NULL, writer TEXT NOT NULL, text TEXT NOT NULL DEFAULT '', answer TEXT,
                failure TEXT NOT NULL DEFAULT '', words TEXT NOT NULL, replaced TEXT
            ) STRICT""",
            "CREATE INDEX conversations_turns_in_order ON conversations_turns (conversation, place)",
            """CREATE TABLE conversations_shares (
                token TEXT PRIMARY KEY, conversation TEXT NOT NULL UNIQUE REFERENCES conversations (id) ON DELETE CASCADE,
                made REAL NOT NULL
            ) STRICT""",
        ),
    ),
)

FEEDBACK = Room(
    "feedback",
    (
        (
            """CREATE TABLE feedback (
                id TEXT PRIMARY KEY, turn TEXT NOT NULL REFERENCES conversations_turns (id) ON DELETE CASCADE, user TEXT NOT NULL,
                verdict TEXT NOT NULL, note TEXT NOT NULL, said REAL NOT NULL, adopted REAL, UNIQUE (turn, user)
            ) STRICT""",
        ),
    ),
)


def new_id() -> str:
    """A name that nobody can guess."""
    return secrets.token_urlsafe(12)


def sound(text: str) -> str:
    """Text that a database takes: NUL gone, half characters replaced."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def search_words(text: str) -> str:
    """Text as it is searched: folded, simplified, white space as one space."""
    return " ".join(normalise(sound(text)).split())
