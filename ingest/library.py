"""The library: library.db, the one true copy of documents, passages, vectors and the state of every input.

One SQLite file (WAL, synchronous=FULL). Whoever writes holds the home's lock; whoever reads needs none. A change is one
transaction: it is there as a whole or not at all, also after `kill -9`. Everything else in the home can be made from it.
Knows nothing about how vectors are made or searched.
"""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from ingest import opening, records
from ingest.contents import AT_ONCE, INPUT_FIELDS, Contents, HeldTable, Holding, Input, Outline, Vectors, sound, text_key
from ingest.files import fsync_file, fsync_folder, private_file, private_folder, require_space
from ingest.lock import WriterLock
from ingest.opening import sentences
from ingest.outcomes import Refused
from ingest.records import DOCUMENT_FIELDS, PASSAGE_FIELDS
from ingest.rules import Known, check_passages, check_vectors, is_succeeded, other_claims, place, same_document
from ingest.types import Document, LibraryError, Passage, State

_CLAIMS = "SELECT uri, name FROM inputs WHERE document = ?"

__all__ = ["HeldTable", "Holding", "Input", "Library", "Outline", "Vectors"]


class Library(Contents):
    """The library of one home; open it with `Library.open`, close it or use it in a `with` block. Threads may share one."""

    def __init__(self, home: Path, connection: sqlite3.Connection, lock: WriterLock | None) -> None:
        super().__init__(home, connection)
        self._lock = lock
        self._changed = False

    @classmethod
    def open(cls, home: Path, *, write: bool = False, wait: float = 0.0) -> Library:
        """The home's library; `write` makes it if there is none and takes the writer's lock, waiting up to `wait` seconds for it.

        Raises LibraryLocked (with the other's pid), LibraryTooNew (nothing is touched), LibraryDamaged, or LibraryError.
        """
        if not write:
            return cls(home, opening.for_reading(home), None)
        opening.refuse_newer(home)
        private_folder(home)
        lock = WriterLock(home, wait)
        try:
            return cls(home, opening.for_writing(home), lock)
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """Let go of the file and of the lock; a second call does nothing."""
        with self._one:
            with suppress(sqlite3.Error):
                self._db.close()
            if self._lock:
                self._lock.release()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def writable(self) -> bool:
        """Whether this object holds the writer's lock."""
        return self._lock is not None

    # what changes the library

    def put(
        self,
        document: Document,
        passages: Sequence[Passage],
        vectors: Vectors,
        fingerprint: str,
        *,
        reader: str = "",
        code: str = "",
        reason: str = "",
    ) -> str:
        """Keep a document with its passages and their vectors; returns the id under which it is kept.

        One transaction: the new in, then the version it supersedes out, then the input recorded as ready. A document whose
        bytes are already here under another name is not kept twice: the input is recorded as that document, whose id is
        returned. Passages that were put before with the same text need no new vectors (`held_vectors`).

        Raises InputError when offsets do not hold, ids repeat or a text cannot be stored; ValueError for vectors of a wrong
        shape; LibraryError.
        """
        check_passages(document, passages)
        check_vectors(vectors, len(passages))
        require_space(
            self.home, 3 * (vectors.nbytes + 4 * len(document.text) + len(document.places) + sum(8 * len(p.search_text) for p in passages))
        )
        here = place(document)
        row = Input(*here, document.content, reader, State.READY, code, reason, document.id)
        with self._change():
            near = self._near(document)
            same = same_document(document, near)
            if same is None:
                self._add_vectors(passages, vectors, fingerprint)
                self._insert(document, passages)
            kept = same.id if same else document.id
            works = {document.work}
            for old in near:
                if old.id != kept and is_succeeded(old, document):
                    works.add(self._replace(old, kept))
                elif old.id != kept and (old.uri, old.name) == here and other_claims(old, here):
                    self._move(old.id, other_claims(old, here)[0][0])
            self._record(replace(row, document=kept))
            for work in works:
                self._refresh(work)
        return kept

    def remove(self, document_id: str) -> bool:
        """Take a document, its passages, its vectors and the inputs that became it out of the library; says whether it was there."""
        with self._change():
            work = self._delete(document_id)
            if work is None:
                return False
            self._db.execute("DELETE FROM inputs WHERE document = ?", (document_id,))
            self._refresh(work)
        return True

    def record(self, row: Input) -> None:
        """Note how an input ended; a document that an earlier version of the input became stays linked, and stays."""
        with self._change():
            self._record(row)

    def forget_input(self, uri: str, name: str) -> bool:
        """Take an input out, and what it became unless another input is that too; says whether it was there."""
        with self._change():
            rows = self._all("SELECT document FROM inputs WHERE uri = ? AND name = ?", (uri, name))
            self._db.execute("DELETE FROM inputs WHERE uri = ? AND name = ?", (uri, name))
            for document in {row[0] for row in rows if row[0]}:
                self._leave(document, uri, name)
        return bool(rows)

    def forget_failed(self, uris: Sequence[str]) -> None:
        """Take out the inputs of these addresses that became nothing."""
        with self._change():
            for uri in uris:
                self._db.execute("DELETE FROM inputs WHERE uri = ? AND document IS NULL", (uri,))

    def add_vectors(self, passages: Sequence[Passage], vectors: Vectors, fingerprint: str) -> None:
        """Keep vectors made by another encoder for passages that are here already (`missing_vectors` lists them)."""
        check_vectors(vectors, len(passages))
        require_space(self.home, 3 * vectors.nbytes)
        with self._change():
            self._add_vectors(passages, vectors, fingerprint)

    def forget_encoders(self, fingerprint: str) -> int:
        """Delete the vectors of every encoder but this one; returns how many encoders were forgotten."""
        with self._change():
            self._run("DELETE FROM embeddings WHERE encoder IN (SELECT number FROM encoders WHERE fingerprint <> ?)", (fingerprint,))
            forgotten = self._run("DELETE FROM encoders WHERE fingerprint <> ?", (fingerprint,))
            self._changed = False  # what is indexed stays as it is: an index built before fits after
            return forgotten

    # care

    def backup(self, to: Path) -> None:
        """Write a whole copy of the library to a new file, also while it is being read or written. Raises LibraryError."""
        if to.exists():
            raise LibraryError(f"{to} is there already. Name a file that is not.")
        require_space(to.parent, (self.home / opening.FILE).stat().st_size)
        private_file(to)
        with self._one, sentences(self.home):
            self._db.execute("VACUUM INTO ?", (str(to),))
        fsync_file(to)
        fsync_folder(to.parent)

    def check(self) -> None:
        """Return when every page, row and checksum of the library is right; raises LibraryDamaged, which says what to do."""
        found = self._all("PRAGMA integrity_check(1)")[0][0]
        if found != "ok":
            raise records.damaged(str(found).splitlines()[0])
        if self._all("PRAGMA foreign_key_check"):
            raise records.damaged("a passage without its document")
        texts = {d.id: d.text for d in self.documents()}
        for p in self.passages(active_only=False):
            if texts[p.document][p.start : p.end] != p.text:
                raise records.damaged(f"the place of passage {p.id}")
        for vector, total in self._all("SELECT vector, sum FROM embeddings"):
            sound(vector, total)
        for document in texts:
            self.places(document)

    # the steps of a change; each runs inside `_change` and notes whether it changed what is indexed

    @contextmanager
    def _change(self) -> Iterator[None]:
        if self._lock is None:
            raise LibraryError(f"The library in {self.home} was opened for reading only; open it with write=True to change it.")
        with self._one, sentences(self.home):
            self._db.execute("BEGIN IMMEDIATE")
            self._changed = False
            try:
                yield
                if self._changed:
                    self._db.execute("UPDATE state SET revision = revision + 1, token = lower(hex(randomblob(8)))")
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise

    def _run(self, statement: str, values: Sequence[object] = ()) -> int:
        count = self._db.execute(statement, values).rowcount
        self._changed |= count > 0
        return count

    def _near(self, document: Document) -> list[Known]:
        """The documents that may be versions of this one."""
        rows = self._all(
            "SELECT id, work, name, uri, origin, content FROM documents WHERE (work = ? AND name = ?) OR content = ? "
            "OR id IN (SELECT document FROM inputs WHERE uri = ? AND name = ?) ORDER BY rowid",
            (document.work, document.name, document.content, *place(document)),
        )
        return [
            Known(id_, work, name, uri, origin, content, frozenset(self._all(_CLAIMS, (id_,))))
            for id_, work, name, uri, origin, content in rows
        ]

    def _insert(self, document: Document, passages: Sequence[Passage]) -> None:
        if self._holds(document, passages):
            return
        self._refuse_foreign_ids(document, passages)
        keys = self._keys_of(document.id)
        self._run("DELETE FROM passages WHERE document = ?", (document.id,))
        row = records.document_fields(document)
        changes = ", ".join(f"{name} = excluded.{name}" for name in DOCUMENT_FIELDS.split(", ")[1:])
        self._run(
            f"INSERT INTO documents ({DOCUMENT_FIELDS}, active) VALUES ({_marks(len(row))}, 1) ON CONFLICT (id) DO UPDATE SET {changes}",
            row,
        )
        self._db.executemany(
            f"INSERT INTO passages ({PASSAGE_FIELDS.replace('p.', '')}, key, active) VALUES ({_marks(21)})",
            [(*records.passage_fields(p), text_key(p.search_text), 1) for p in passages],
        )
        self._run("DELETE FROM places WHERE document = ?", (document.id,))
        if document.places:
            self._run(
                "INSERT INTO places (document, packed, sum) VALUES (?, ?, ?)", (document.id, document.places, zlib.crc32(document.places))
            )
        self._drop_vectors(keys)

    def _holds(self, document: Document, passages: Sequence[Passage]) -> bool:
        held = self._all(f"SELECT {DOCUMENT_FIELDS} FROM documents WHERE id = ?", (document.id,))
        rows = self._all(f"SELECT {PASSAGE_FIELDS} FROM passages p WHERE p.document = ? ORDER BY p.number", (document.id,))
        same = held == [records.document_fields(document)] and rows == [records.passage_fields(p) for p in passages]
        return same and self.places(document.id) == document.places

    def _refuse_foreign_ids(self, document: Document, passages: Sequence[Passage]) -> None:
        for first in range(0, len(passages), AT_ONCE):
            some = [p.id for p in passages[first : first + AT_ONCE]]
            others = f"SELECT id, work FROM passages WHERE work <> ? AND id IN ({_marks(len(some))}) LIMIT 1"
            rows = self._all(others, (document.work, *some))
            if rows:
                raise Refused("unstorable", path=document.name, why=f"passage id {rows[0][0]} belongs to work {rows[0][1]} already")

    def _replace(self, old: Known, new: str) -> str:
        """Take an old version out; the inputs that were it become the new one. Returns its work."""
        self._run("UPDATE inputs SET document = ? WHERE document = ?", (new, old.id))
        self._delete(old.id)
        return old.work

    def _move(self, document: str, uri: str) -> None:
        """Say of a document that stays, because another input still is it, that it came from there."""
        (row,) = self._all(f"SELECT {DOCUMENT_FIELDS} FROM documents WHERE id = ?", (document,))
        moved = records.document_fields(replace(records.document_from(row), uri=uri))
        self._run("UPDATE documents SET uri = ?, sum = ? WHERE id = ?", (uri, moved[-1], document))

    def _leave(self, document: str, uri: str, name: str) -> None:
        """A document whose input from here is gone: it stays where another input is it, else it goes too."""
        others = self._all(_CLAIMS, (document,))
        rows = self._all("SELECT work, name, uri FROM documents WHERE id = ?", (document,))
        if rows and others and rows[0][1:] == (name, uri):
            self._move(document, others[0][0])
        elif rows and not others:
            self._delete(document)
            self._refresh(rows[0][0])

    def _delete(self, document_id: str) -> str | None:
        rows = self._all("SELECT work FROM documents WHERE id = ?", (document_id,))
        keys = self._keys_of(document_id)
        self._run("DELETE FROM passages WHERE document = ?", (document_id,))
        self._run("DELETE FROM documents WHERE id = ?", (document_id,))
        self._drop_vectors(keys)
        return str(rows[0][0]) if rows else None

    def _keys_of(self, document_id: str) -> list[tuple[bytes]]:
        return self._all("SELECT DISTINCT key FROM passages WHERE document = ?", (document_id,))

    def _drop_vectors(self, keys: Sequence[tuple[bytes]]) -> None:
        self._db.executemany(
            "DELETE FROM embeddings WHERE key = ?1 AND NOT EXISTS (SELECT 1 FROM passages WHERE key = ?1)", [(key[0],) for key in keys]
        )

    def _add_vectors(self, passages: Sequence[Passage], vectors: Vectors, fingerprint: str) -> None:
        if not passages:
            return
        known = self.dimension(fingerprint)
        if known not in (None, vectors.shape[1]):
            raise ValueError(f"vectors of {fingerprint} have {known} numbers here, not {vectors.shape[1]}: it is another encoder")
        self._db.execute("INSERT OR IGNORE INTO encoders (fingerprint, dimension) VALUES (?, ?)", (fingerprint, vectors.shape[1]))
        ((encoder,),) = self._all("SELECT number FROM encoders WHERE fingerprint = ?", (fingerprint,))
        blobs = [(text_key(p.search_text), encoder, vector.astype("<f4").tobytes()) for p, vector in zip(passages, vectors, strict=True)]
        before = self._db.total_changes
        self._db.executemany(
            "INSERT OR IGNORE INTO embeddings (key, encoder, vector, sum) VALUES (?, ?, ?, ?)", [(*b, zlib.crc32(b[2])) for b in blobs]
        )
        self._changed |= self._db.total_changes > before

    def _record(self, row: Input) -> None:
        self._db.execute(
            f"INSERT INTO inputs ({INPUT_FIELDS}) VALUES ({_marks(9)}) ON CONFLICT (uri, name) DO UPDATE SET "
            "content = excluded.content, reader = excluded.reader, state = excluded.state, code = excluded.code, reason = excluded.reason, "
            "document = coalesce(excluded.document, document), at = excluded.at",
            (row.uri, row.name, row.content, row.reader, str(row.state), row.code, row.reason, row.document, row.at or time.time()),
        )

    def _refresh(self, work: str) -> None:
        """Set which documents and passages of a work are active: no digest beside the paper, and of equal ids the first."""
        self._db.execute(
            "UPDATE documents AS d SET active = NOT (d.origin = 'digest' AND EXISTS "
            "(SELECT 1 FROM documents p WHERE p.work = d.work AND p.origin = 'paper')) WHERE d.work = ?",
            (work,),
        )
        self._db.execute(
            "UPDATE passages AS p SET active = d.active FROM documents d WHERE d.id = p.document AND p.work = ? AND p.active <> d.active",
            (work,),
        )
        self._db.execute(
            "UPDATE passages AS p SET active = 0 WHERE p.work = ? AND p.active = 1 AND EXISTS "
            "(SELECT 1 FROM passages q WHERE q.id = p.id AND q.number < p.number AND q.active = 1)",
            (work,),
        )


def _marks(count: int) -> str:
    return ",".join("?" * count)
