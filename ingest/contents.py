"""What is in the library: documents, passages, tables, inputs and vectors, read back and proved sound by their checksums.

Nothing here changes anything. Knows nothing about locks, homes or how the file was opened.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ingest import records
from ingest.opening import sentences
from ingest.places import Spot, spots
from ingest.records import DOCUMENT_FIELDS, PASSAGE_FIELDS
from ingest.types import Document, Language, LibraryError, Origin, Passage, State, Table

Vectors = npt.NDArray[np.float32]
AT_ONCE = 500  # parameters of one statement; SQLite allows 32,766, and 500 is as fast
INPUT_FIELDS = "uri, name, content, reader, state, code, reason, document, at"


@dataclass(frozen=True, slots=True)
class Input:
    """How one input, known by `uri` and `name`, ended.

    `content` is the sha256 of its bytes, `reader` the version of what read it, `document` what it became. `code` is the outcome's
    short stable name ("" when all is well), `reason` its sentence; one that is ready but for some pages has both. `at` is set when
    it is recorded.
    """

    uri: str
    name: str
    content: str
    reader: str
    state: State
    code: str = ""
    reason: str = ""
    document: str | None = None
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Holding:
    """A document in the library without its text; `active` is False while a better version of the same work is there."""

    id: str
    work: str
    name: str
    title: str
    uri: str
    origin: Origin
    languages: tuple[Language, ...]
    active: bool
    passages: int


class Outline(NamedTuple):
    """What an index needs to know of an active passage without its text; `key` is the sha256 of its search text."""

    id: str
    work: str
    language: str
    kind: str
    key: bytes


@dataclass(frozen=True, slots=True)
class HeldTable:
    """A table of an active document, with whose it is."""

    document: str
    work: str
    origin: Origin
    table: Table


class Contents:
    """The readable side of a library. Threads may share one."""

    def __init__(self, home: Path, connection: sqlite3.Connection) -> None:
        self.home = home
        self._db = connection
        self._one = threading.RLock()

    def _all(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        with self._one, sentences(self.home):
            return self._db.execute(statement, values).fetchall()

    @property
    def revision(self) -> int:
        """A number that grows with every committed change of documents, passages or vectors."""
        return int(self._all("SELECT revision FROM state")[0][0])

    @property
    def state(self) -> str:
        """The revision with a token that no other library, nor this one restored from a backup, has at that revision."""
        revision, token = self._all("SELECT revision, token FROM state")[0]
        return f"{revision}-{token}"

    def documents(self, *, active_only: bool = False) -> list[Document]:
        """All documents with their texts, in the order in which they were put; `holdings` is light."""
        rows = self._all(f"SELECT {DOCUMENT_FIELDS} FROM documents WHERE active >= ? ORDER BY rowid", (int(active_only),))
        return [records.document_from(row) for row in rows]

    def document(self, document_id: str) -> Document | None:
        """A document by its id."""
        rows = self._all(f"SELECT {DOCUMENT_FIELDS} FROM documents WHERE id = ?", (document_id,))
        return records.document_from(rows[0]) if rows else None

    def places(self, document_id: str) -> bytes:
        """Where each word of a document stands on its pages, for `ingest.places.spots`; b"" where that is not known.

        A library that was last written by a version without places, and is open for reading only, has none.
        """
        if self._all("PRAGMA user_version")[0][0] < 2:
            return b""
        rows = self._all("SELECT packed, sum FROM places WHERE document = ?", (document_id,))
        if rows and zlib.crc32(rows[0][0]) != rows[0][1]:
            raise records.damaged(f"the places of document {document_id}")
        return bytes(rows[0][0]) if rows else b""

    def has_places(self, document_id: str) -> bool:
        """Whether `places` has something for a document, without reading it."""
        known = self._all("PRAGMA user_version")[0][0] >= 2
        return known and bool(self._all("SELECT 1 FROM places WHERE document = ? AND length(packed) > 0", (document_id,)))

    def spots(self, passage: Passage, start: int = 0, end: int | None = None) -> tuple[Spot, ...]:
        """On which pages a passage stands, and its rectangles there; `start:end` (characters of its text) for a quotation in it.

        () for a document without pages. Rectangles are in points from the top left of the page as it is shown.
        """
        last = len(passage.text) if end is None else end
        return spots(self.places(passage.document), passage.start + start, min(passage.end, passage.start + last))

    def holdings(self) -> list[Holding]:
        """Every document without its text, in the order in which they were put."""
        rows = self._all(
            "SELECT id, work, name, title, uri, origin, languages, active, (SELECT count(*) FROM passages p WHERE p.document = d.id) "
            "FROM documents d ORDER BY rowid"
        )
        return [
            Holding(id_, work, name, title, uri, origin, tuple(json.loads(languages)), bool(active), count)
            for id_, work, name, title, uri, origin, languages, active, count in rows
        ]

    def passages(self, *, active_only: bool = True) -> list[Passage]:
        """Passages in a stable order, the one of `vectors`; without `active_only` those of superseded documents too."""
        rows = self._all(f"SELECT {PASSAGE_FIELDS} FROM passages p WHERE p.active >= ? ORDER BY p.number", (int(active_only),))
        return [records.passage_from(row) for row in rows]

    def outlines(self) -> list[Outline]:
        """The active passages without their texts, in the order of `passages` and `vectors`."""
        rows = self._all("SELECT id, work, language, kind, key FROM passages WHERE active = 1 ORDER BY number")
        return [Outline(*row) for row in rows]

    def passage(self, passage_id: str) -> Passage | None:
        """A passage by its id."""
        return self.passages_by_id([passage_id]).get(passage_id)

    def passages_by_id(self, ids: Iterable[str]) -> dict[str, Passage]:
        """The passages with these ids; an id that is not in the library is left out."""
        wanted, found = list(dict.fromkeys(ids)), {}
        for first in range(0, len(wanted), AT_ONCE):
            some = wanted[first : first + AT_ONCE]
            marks = ",".join("?" * len(some))
            for row in self._all(
                f"SELECT {PASSAGE_FIELDS} FROM passages p WHERE p.id IN ({marks}) ORDER BY p.active, p.number DESC", tuple(some)
            ):
                found[row[0]] = row
        return {id_: records.passage_from(found[id_]) for id_ in wanted if id_ in found}

    def passages_of(self, document_id: str) -> list[Passage]:
        """The passages of one document in its order."""
        rows = self._all(f"SELECT {PASSAGE_FIELDS} FROM passages p WHERE p.document = ? ORDER BY p.position, p.number", (document_id,))
        return [records.passage_from(row) for row in rows]

    def tables(self) -> list[HeldTable]:
        """The tables of all active documents."""
        rows = self._all("SELECT id, work, origin, tables FROM documents WHERE active = 1 AND tables <> '[]' ORDER BY rowid")
        return [HeldTable(row[0], row[1], row[2], table) for row in rows for table in records.tables_from(json.loads(row[3]))]

    def inputs(self) -> list[Input]:
        """How each input ended, by uri."""
        return [_input(row) for row in self._all(f"SELECT {INPUT_FIELDS} FROM inputs ORDER BY uri, name")]

    def input(self, uri: str, name: str) -> Input | None:
        """How one input ended the last time."""
        rows = self._all(f"SELECT {INPUT_FIELDS} FROM inputs WHERE uri = ? AND name = ?", (uri, name))
        return _input(rows[0]) if rows else None

    def lengths(self) -> dict[str, int]:
        """How many characters the text of each document has, by its id."""
        return dict(self._all("SELECT id, length(text) FROM documents"))

    def work_of(self, document_id: str) -> str | None:
        """The work that a document is of."""
        rows = self._all("SELECT work FROM documents WHERE id = ?", (document_id,))
        return str(rows[0][0]) if rows else None

    def passage_count(self, document_id: str) -> int:
        """How many passages a document has."""
        return int(self._all("SELECT count(*) FROM passages WHERE document = ?", (document_id,))[0][0])

    def held_vectors(self, passages: Sequence[Passage], fingerprint: str) -> dict[str, Vectors]:
        """By passage id, the vectors that are here already for passages with the same search text, in the library or not."""
        keys = {p.id: text_key(p.search_text) for p in passages}
        wanted, found = list(set(keys.values())), {}
        for first in range(0, len(wanted), AT_ONCE):
            some = wanted[first : first + AT_ONCE]
            rows = self._all(
                "SELECT e.key, e.vector, e.sum FROM embeddings e JOIN encoders n ON n.number = e.encoder "
                f"WHERE n.fingerprint = ? AND e.key IN ({','.join('?' * len(some))})",
                (fingerprint, *some),
            )
            found.update({key: np.frombuffer(sound(vector, total), dtype="<f4") for key, vector, total in rows})
        return {id_: found[key] for id_, key in keys.items() if key in found}

    def missing_vectors(self, fingerprint: str) -> list[Passage]:
        """The passages, superseded ones too, that have no vector made by this encoder; one for each text."""
        rows = self._all(
            f"SELECT {PASSAGE_FIELDS} FROM passages p WHERE NOT EXISTS (SELECT 1 FROM embeddings e JOIN encoders n ON n.number = e.encoder "
            "WHERE e.key = p.key AND n.fingerprint = ?) GROUP BY p.key ORDER BY min(p.number)",
            (fingerprint,),
        )
        return [records.passage_from(row) for row in rows]

    def vectors(self, fingerprint: str) -> tuple[list[str], Vectors]:
        """The ids of the active passages in the order of `passages`, and their vectors by this encoder, one a row.

        Raises LibraryError when some passage has no vector by this encoder.
        """
        rows = self._all(
            "SELECT p.id, e.vector, e.sum FROM passages p LEFT JOIN encoders n ON n.fingerprint = ? "
            "LEFT JOIN embeddings e ON e.key = p.key AND e.encoder = n.number WHERE p.active = 1 ORDER BY p.number",
            (fingerprint,),
        )
        missing = sum(row[1] is None for row in rows)
        if missing:
            raise LibraryError(
                f"{missing:,} of {len(rows):,} passages have no vectors by this encoder ({fingerprint}). "
                "Run `resilient rebuild` to make them."
            )
        together = b"".join([sound(vector, total) for _, vector, total in rows])
        dimension = self.dimension(fingerprint) or 0
        return [row[0] for row in rows], np.frombuffer(together, dtype="<f4").reshape(len(rows), dimension)

    def dimension(self, fingerprint: str) -> int | None:
        """The length of this encoder's vectors, or None when there are none."""
        rows = self._all("SELECT dimension FROM encoders WHERE fingerprint = ?", (fingerprint,))
        return int(rows[0][0]) if rows else None

    def fingerprints(self) -> list[str]:
        """The encoders that vectors are kept of, oldest first."""
        return [row[0] for row in self._all("SELECT fingerprint FROM encoders ORDER BY number")]


def text_key(search_text: str) -> bytes:
    """Under what a vector is kept: the sha256 of the text that was encoded."""
    return sha256(search_text.encode()).digest()


def sound(vector: bytes, total: int) -> bytes:
    """The vector's bytes, or LibraryDamaged when one of them changed on the disk."""
    if zlib.crc32(vector) != total:
        raise records.damaged("a vector")
    return vector


def _input(row: Sequence[Any]) -> Input:
    uri, name, content, reader, state, code, reason, document, at = row
    return Input(uri, name, content, reader, State(state), code, reason, document, at)
