"""What may enter the library, and which documents leave it when another comes.

Pure rules over values; `gone` is the one question asked of the disk. Knows nothing about SQLite.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import numpy as np
import numpy.typing as npt

from ingest.outcomes import Refused
from ingest.types import Document, Origin, Passage

NORM_SLACK = 1e-2  # a vector has length 1 within this, or is all zeros (a text without a known word)


Place = tuple[str, str]  # where an input comes from: uri and name


def place(document: Document) -> Place:
    """Where a document comes from; one without an address is known by its work."""
    return document.uri or f"work:{document.work}", document.name


@dataclass(frozen=True, slots=True)
class Known:
    """A document that is in the library, as far as succession is concerned; `claims` are the places of the inputs that are it."""

    id: str
    work: str
    name: str
    uri: str
    origin: Origin
    content: str
    claims: frozenset[Place]


def check_passages(document: Document, passages: Sequence[Passage]) -> None:
    """Return when every passage is a span of this document, ids differ and all texts can be stored; else raise Refused."""
    seen: set[str] = set()
    for p in passages:
        if p.document != document.id or p.work != document.work:
            raise _wrong(document, f"passage {p.id} belongs to another document")
        if p.id in seen:
            raise _wrong(document, f"passage id {p.id} occurs twice")
        if not p.text or document.text[p.start : p.end] != p.text or p.start < 0:
            raise _wrong(document, f"the text of passage {p.id} is not at its place in the document")
        seen.add(p.id)
    _check_storable(document, passages)


def _check_storable(document: Document, passages: Iterable[Passage]) -> None:
    words = [document.id, document.work, document.name, document.title, document.uri, document.text]
    words += [str(part) for section in document.sections for part in (section.number, section.title, *section.path)]
    words += [text for p in passages for text in (p.id, p.section, p.place, p.search_text, p.twin or "", p.continues or "", *p.urls)]
    words += [text for t in document.tables for text in (t.caption, t.note, *t.columns, *(cell for row in t.rows for cell in row.cells))]
    together = "\n".join(words)
    if "\0" in together:
        raise _wrong(document, "its text holds a NUL character")
    try:
        together.encode()
    except UnicodeEncodeError as error:
        raise _wrong(document, "its text holds half a character (a lone surrogate)") from error


def _wrong(document: Document, why: str) -> Refused:
    return Refused("unstorable", path=document.name.encode("utf-8", "replace").decode(), why=why)


def check_vectors(vectors: npt.NDArray[np.float32], count: int) -> None:
    """Return when there is one finite float32 row of length 1 (or all zeros) for each passage; else raise ValueError."""
    if vectors.ndim != 2 or vectors.shape[0] != count or vectors.dtype != np.float32 or (count and vectors.shape[1] == 0):
        raise ValueError(f"vectors must be float32 of shape ({count}, dimension), not {vectors.dtype} of {vectors.shape}")
    lengths = np.linalg.norm(vectors, axis=1)
    right = (np.abs(lengths - 1) < NORM_SLACK) | (lengths == 0)
    if not right.all():
        raise ValueError(f"vector {int(np.argmin(right))} has length {lengths[int(np.argmin(right))]:.4f}; it must be 1, or 0 for no words")


def same_document(new: Document, known: Iterable[Known]) -> Known | None:
    """The document that holds the new one's bytes already and stays, so that the new one is not kept twice.

    It does not stay when it was read from the same place, when its file is gone (a rename), or when only the new one is
    known to be a certain work.
    """
    for old in known:
        better = old.origin == "added" and new.origin != "added"
        elsewhere = (old.uri or f"work:{old.work}", old.name) != place(new)
        if old.content == new.content and elsewhere and not better and not gone(old.uri):
            return old
    return None


def is_succeeded(old: Known, new: Document) -> bool:
    """Whether an older document leaves when the new one comes: the same bytes, the same input, or the same work and name.

    Two files of one name stay side by side while both are there, unless the work is known and so can be only one of them.
    A document that another input still is stays.
    """
    if old.id == new.id:
        return False
    if old.content == new.content:
        return True
    if (old.work, old.name) == (new.work, new.name) and (new.origin != "added" or gone(old.uri)):
        return True
    return place(new) in old.claims and not other_claims(old, place(new))


def other_claims(old: Known, here: Place) -> list[Place]:
    """The inputs, but the one from here, that are this document."""
    return sorted(old.claims - {here})


def gone(uri: str) -> bool:
    """Whether a uri is a path on this machine at which there is nothing any more; other kinds of uri are never gone."""
    path = Path(os.fsdecode(unquote_to_bytes(urlsplit(uri).path)) if uri.startswith("file:") else uri)
    try:
        return path.is_absolute() and not path.is_symlink() and not path.exists()
    except (OSError, ValueError):
        return False
