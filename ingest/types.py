"""The values that ingest produces and every later stage reads; knows nothing about where they are kept.

    ResilientError
    ├── InputError            an input cannot become a document; `state` says how it ended
    ├── LibraryError          the library cannot be opened or written
    │   ├── LibraryLocked     another process writes; names its pid
    │   ├── LibraryTooNew     a newer version of the program wrote it; nothing is touched
    │   └── LibraryDamaged    the file is not a sound database; says what to do
    ├── IndexError_           the index cannot answer (raised in index/)
    ├── NotebookError         conversations, feedback or drafts cannot be kept or read (raised in assistant/notebook/)
    └── EncoderError          an encoder cannot be loaded, or is not the one the vectors were made with (raised in index/)

Every message is one sentence or two that say what happened and what to do next.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Language = Literal["en", "zh"]
Kind = Literal["prose", "row", "reference", "front", "caption", "note"]
Origin = Literal["paper", "digest", "report", "event", "context", "added"]
PageLayer = Literal["text", "image", "recognised", "broken"]

SPLITTER_VERSION = "1"


class State(StrEnum):
    """How an input ended; each input ends in exactly one."""

    READY = "ready"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    UNSUPPORTED = "unsupported"
    TOO_BIG = "too big"
    ENCRYPTED = "encrypted"
    FAILED = "failed"
    TIMED_OUT = "timed out"


class ResilientError(Exception):
    """Something a person can act on; the message says what to do next."""


class InputError(ResilientError):
    """An input cannot become a document; `state` is how it ended."""

    def __init__(self, message: str, state: State = State.FAILED) -> None:
        super().__init__(message)
        self.state = state


class LibraryError(ResilientError):
    """The library cannot be opened or written."""


class LibraryLocked(LibraryError):
    """Another process holds the writer's lock."""


class LibraryTooNew(LibraryError):
    """The library was written by a newer version of the program."""


class LibraryDamaged(LibraryError):
    """The library's file is damaged."""


@dataclass(frozen=True, slots=True)
class Source:
    """One input as it was found: `name` is the file's name, `uri` where it came from, `data` its bytes; `ocr` says whether pages
    that are images may be read by character recognition."""

    uri: str
    name: str
    data: bytes
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text under it: `number` is "3.1" (or ""), `path` the titles from the top, offsets in characters."""

    number: str
    title: str
    path: tuple[str, ...]
    language: Language
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """One table row: `cells` by column in the table's order, `key` the same in both languages, offsets of the row's own text.

    In a table of marks a cell is "√" or "". `cells` never hold a group's value only once: a year that stands in the
    first row of its group is repeated in each of the rows.
    """

    key: str
    cells: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table as data: `number` "2", `columns` full head names ("Economic", not "Econo- mic"), rows of equal width."""

    number: str
    caption: str
    language: Language
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a paginated document: 1-based number and the characters it covers.

    `layer` is what its text is made of: "text", or for pages that have none "recognised" (character recognition read it in
    the page's picture), "image" (nothing did) or "broken" (the page cannot be read).
    """

    number: int
    start: int
    end: int
    layer: PageLayer = "text"


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its structure. `text` is never altered: all offsets are characters of it.

    `id` depends on work, name and content only. `content` is the sha256 of the bytes read. `origin` says whose words
    these are. `languages` lists those that occur, most text first. `places` says where each word stands on its page, for
    `ingest.places.spots`; it is empty in a document that comes back from the library, which gives it by `Library.places`.
    """

    id: str
    work: str
    name: str
    title: str
    uri: str
    origin: Origin
    languages: tuple[Language, ...]
    text: str
    content: str
    encoding: str
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    pages: tuple[Page, ...] = ()
    places: bytes = b""


@dataclass(frozen=True, slots=True)
class Passage:
    """A located span: `document.text[start:end] == text`, always.

    `search_text` is what is indexed and encoded: slips repaired, citation marks gone, column heads named. `place` is the
    label people and eval cases use: "section 3.1", "table 2 row 5", "reference 12", "fact 19.4", "front authors".
    `section` is the section path, joined by " / ". `references` are the numbers of the reference list that the
    passage's marks cite. `twin` is the id of the
    passage that says the same in the other language, `continues` that of the passage whose last sentence goes on here
    (a paragraph cut by a table). `order` counts passages in the document. `urls` are addresses of the evidence.
    """

    id: str
    work: str
    document: str
    language: Language
    section: str
    place: str
    kind: Kind
    origin: Origin
    page: int | None
    start: int
    end: int
    text: str
    search_text: str
    order: int
    references: tuple[int, ...] = ()
    twin: str | None = None
    continues: str | None = None
    urls: tuple[str, ...] = ()
