"""How documents and passages look in the library's tables, and how they come back unchanged.

Every row carries a checksum of its own fields: SQLite notices a damaged page's form, not a damaged letter in it. Knows
nothing about transactions, files or locks.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import astuple, replace
from typing import Any

from ingest.types import Document, LibraryDamaged, Page, Passage, Row, Section, Table

APPLICATION = 0x52534C31  # "RSL1" in the header of library.db
SCHEMA_VERSION = 2

_PLACES = """
CREATE TABLE places (
    document TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE, packed BLOB NOT NULL, sum INTEGER NOT NULL
) STRICT;
"""
MIGRATIONS = {2: _PLACES}  # what makes a library of the version before one of this version; nothing in it is rewritten

SCHEMA = """
CREATE TABLE state (only INTEGER PRIMARY KEY CHECK (only = 1), revision INTEGER NOT NULL, token TEXT NOT NULL) STRICT;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, work TEXT NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL, uri TEXT NOT NULL, origin TEXT NOT NULL,
    languages TEXT NOT NULL, text TEXT NOT NULL, content TEXT NOT NULL, encoding TEXT NOT NULL,
    sections TEXT NOT NULL, tables TEXT NOT NULL, pages TEXT NOT NULL, sum INTEGER NOT NULL, active INTEGER NOT NULL
) STRICT;
CREATE INDEX documents_by_work ON documents (work, name);
CREATE INDEX documents_by_content ON documents (content);
CREATE INDEX documents_by_uri ON documents (uri);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL, work TEXT NOT NULL, document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    language TEXT NOT NULL, section TEXT NOT NULL, place TEXT NOT NULL, kind TEXT NOT NULL, origin TEXT NOT NULL, page INTEGER,
    start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL, search_text TEXT NOT NULL, position INTEGER NOT NULL,
    cited TEXT NOT NULL, twin TEXT, continues TEXT, urls TEXT NOT NULL,
    sum INTEGER NOT NULL, key BLOB NOT NULL, active INTEGER NOT NULL,
    UNIQUE (document, id)
) STRICT;
CREATE INDEX passages_by_id ON passages (id);
CREATE INDEX passages_by_work ON passages (work);
CREATE INDEX passages_by_key ON passages (key);
CREATE TABLE encoders (number INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, dimension INTEGER NOT NULL) STRICT;
CREATE TABLE embeddings (
    key BLOB NOT NULL, encoder INTEGER NOT NULL REFERENCES encoders (number), vector BLOB NOT NULL, sum INTEGER NOT NULL,
    UNIQUE (key, encoder)
) STRICT;
CREATE TABLE inputs (
    uri TEXT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, reader TEXT NOT NULL, state TEXT NOT NULL,
    code TEXT NOT NULL, reason TEXT NOT NULL, document TEXT, at REAL NOT NULL,
    PRIMARY KEY (uri, name)
) STRICT;
CREATE INDEX inputs_by_document ON inputs (document);
""" + "".join(MIGRATIONS.values()).lstrip()

DOCUMENT_FIELDS = "id, work, name, title, uri, origin, languages, text, content, encoding, sections, tables, pages, sum"
PASSAGE_FIELDS = (
    "p.id, p.work, p.document, p.language, p.section, p.place, p.kind, p.origin, p.page, p.start, p.end, p.text, p.search_text, "
    "p.position, p.cited, p.twin, p.continues, p.urls, p.sum"
)

Fields = tuple[Any, ...]


def checksum(fields: Sequence[object]) -> int:
    """A 32-bit sum of a row's fields: sees every damaged byte but one set in four thousand million."""
    return zlib.crc32("\x1f".join(map(str, fields)).encode())


def as_json(value: object) -> str:
    """Compact JSON; tuples become arrays."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def document_fields(document: Document) -> Fields:
    """A document as the columns of DOCUMENT_FIELDS."""
    d = document
    fields = (d.id, d.work, d.name, d.title, d.uri, str(d.origin), as_json(d.languages), d.text, d.content, d.encoding)
    structure = (as_json([astuple(s) for s in d.sections]), as_json([astuple(t) for t in d.tables]), as_json([astuple(p) for p in d.pages]))
    return (*fields, *structure, checksum(fields + structure))


def document_from(row: Fields) -> Document:
    """The document whose columns these are; raises LibraryDamaged when a byte of them changed on the disk."""
    *fields, found = row
    if checksum(fields) != found:
        raise damaged(f"document {fields[0]}")
    id_, work, name, title, uri, origin, languages, text, content, encoding, sections, tables, pages = fields
    structure = (json.loads(part) for part in (languages, sections, tables, pages))
    return _document([id_, work, name, title, uri, origin, text, content, encoding], *structure)


def _document(words: list[Any], languages: list[Any], sections: list[Any], tables: list[Any], pages: list[Any]) -> Document:
    id_, work, name, title, uri, origin, text, content, encoding = words
    return Document(
        id_, work, name, title, uri, origin, tuple(languages), text, content, encoding,
        sections_from(sections), tables_from(tables), tuple(Page(*page) for page in pages),
    )  # fmt: skip


def sections_from(values: list[list[Any]]) -> tuple[Section, ...]:
    """Sections from the arrays that `astuple` and JSON made of them."""
    return tuple(Section(number, title, tuple(path), *rest) for number, title, path, *rest in values)


def tables_from(values: list[list[Any]]) -> tuple[Table, ...]:
    """Tables from the arrays that `astuple` and JSON made of them."""
    return tuple(
        Table(number, caption, language, tuple(columns), tuple(Row(key, tuple(cells), start, end) for key, cells, start, end in rows), note)
        for number, caption, language, columns, rows, note in values
    )


def document_to_json(document: Document) -> str:
    """A document as one line of JSON, for a pipe between two processes; `document_from_json` gives it back equal."""
    *fields, places = astuple(document)
    return as_json([*fields, b64encode(places).decode("ascii")])


def document_from_json(line: str) -> Document:
    """The document that `document_to_json` wrote."""
    id_, work, name, title, uri, origin, languages, text, content, encoding, *structure, places = json.loads(line)
    document = _document([id_, work, name, title, uri, origin, text, content, encoding], languages, *structure)
    return replace(document, places=b64decode(places))


def passage_fields(passage: Passage) -> Fields:
    """A passage as the columns of PASSAGE_FIELDS."""
    p = passage
    fields = (
        p.id, p.work, p.document, p.language, p.section, p.place, p.kind, p.origin, p.page, p.start, p.end, p.text, p.search_text, p.order,
        as_json(p.references), p.twin, p.continues, as_json(p.urls),
    )  # fmt: skip
    return (*fields, checksum(fields))


def passage_from(row: Fields) -> Passage:
    """The passage whose columns these are; raises LibraryDamaged when a byte of them changed on the disk."""
    if checksum(row[:-1]) != row[-1]:
        raise damaged(f"passage {row[0]}")
    id_, work, document, language, section, place, kind, origin, page, start, end, text, search, *rest = row
    position, cited, twin, continues, urls, _ = rest
    return Passage(
        id_, work, document, language, section, place, kind, origin, page, start, end, text, search, position,
        () if cited == "[]" else tuple(json.loads(cited)), twin, continues, () if urls == "[]" else tuple(json.loads(urls)),
    )  # fmt: skip


def passages_to_json(passages: Sequence[Passage]) -> str:
    """Passages as one line of JSON; `passages_from_json` gives them back equal."""
    return as_json([passage_fields(p) for p in passages])


def passages_from_json(line: str) -> tuple[Passage, ...]:
    """The passages that `passages_to_json` wrote."""
    return tuple(passage_from(tuple(row)) for row in json.loads(line))


def damaged(what: str) -> LibraryDamaged:
    """The error for a library whose bytes changed on the disk."""
    return LibraryDamaged(
        f"The library is damaged ({what}). Put a backup in the place of library.db, "
        "or move the home folder away and run `resilient ingest` with the files again."
    )
