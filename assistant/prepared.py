"""What of many wordings does not depend on a library: worked out once and kept in the home, since it takes longer than an answer.

Whatever is kept can be lost: a file that is missing, damaged, of other wordings or of another program is made again, and a home that
cannot be written to is answered from all the same.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant import cues
from assistant.concepts import known_concepts
from assistant.relevance import NAMED, Relevance
from ingest.files import private_folder, write_atomically
from ingest.language import numbers
from ingest.types import LibraryError

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

CACHE = "cache"  # folder of a home for what can be made again
KEPT = "wordings.npz"
CUES = tuple(sorted(cues.CUES))
_DECIDING = (
    "assistant/concepts.py",
    "assistant/cues.py",
    "assistant/prepared.py",
    "assistant/relevance.py",
    "index/encoder.py",
    "ingest/language.py",
    "ingest/words.py",
    "ingest/bundled/glossary.toml",
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """w wordings: their distinct content `tokens` one after the other, `lengths` (w,) how many each has, unit `vectors` (w, d),
    `held` (w, marks), which of the names and figures `marks` each holds, and `shown` (w, cues), which cues."""

    tokens: Ints
    lengths: Ints
    vectors: Floats
    marks: tuple[str, ...]
    held: Flags
    shown: Flags

    def part(self, start: int, end: int) -> Prepared:
        """The wordings from one number up to another."""
        before = int(self.lengths[:start].sum())
        tokens = self.tokens[before : before + int(self.lengths[start:end].sum())]
        rows = slice(start, end)
        return Prepared(tokens, self.lengths[rows], self.vectors[rows], self.marks, self.held[rows], self.shown[rows])


_LAST: dict[str, Prepared] = {}  # what this process used last, for another home


def prepared(texts: Sequence[str], relevance: Relevance, home: Path | None = None) -> Prepared:
    """The wordings made ready, from what the home keeps where that is of these."""
    if home is None:
        return _made(texts, relevance)
    path, key = home / CACHE / KEPT, _key(texts, relevance.fingerprint)
    kept = _read(path, key)
    if kept is None:
        kept = _LAST.get(key) or _made(texts, relevance)
        _write(path, key, kept)
    _LAST.clear()
    _LAST[key] = kept
    return kept


def marks_of(text: str) -> frozenset[str]:
    """What a question is about beyond its words: the names it holds, in whatever language, and its figures."""
    names = (concept.en for concept in known_concepts().find(text) if concept.category in NAMED)
    return frozenset([*names, *map(str, numbers(text))])


def cues_of(text: str) -> Flags:
    """(cues,) which cues a question has, in the order of their names."""
    found = cues.found(text)
    return np.array([name in found for name in CUES], np.bool_)


def _made(texts: Sequence[str], relevance: Relevance) -> Prepared:
    rows = relevance.content(texts)
    marks, held = _marked([marks_of(text) for text in texts])
    vectors = relevance.vectors(texts).astype(np.float16).astype(np.float32)  # as they are kept, so that nothing depends on that
    tokens, lengths = np.concatenate([np.zeros(0, np.int64), *rows]), np.array([len(row) for row in rows], np.int64)
    shown = np.stack([cues_of(text) for text in texts]) if texts else np.zeros((0, len(CUES)), np.bool_)
    return Prepared(tokens, lengths, vectors, tuple(marks), held, shown)


def _marked(held: Sequence[Iterable[str]]) -> tuple[list[str], Flags]:
    """All marks, and (wordings, marks) which wording holds which."""
    marks = sorted({mark for row in held for mark in row})
    places = {mark: place for place, mark in enumerate(marks)}
    table = np.zeros((len(held), len(marks)), np.bool_)
    for row, found in enumerate(held):
        table[row, [places[mark] for mark in found]] = True
    return marks, table


def _key(texts: Sequence[str], fingerprint: str) -> str:
    """Another one for other wordings, another encoder, other names or other code."""
    return sha256("\0".join([_code(), fingerprint, *texts]).encode()).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    """A hash of the code and of the names that decide what is kept."""
    folder = Path(__file__).parent.parent
    return sha256(b"".join((folder / name).read_bytes() for name in _DECIDING)).hexdigest()


def _read(path: Path, key: str) -> Prepared | None:
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as found:
            if str(found["key"]) != key:
                return None
            tokens, lengths, marks = found["tokens"].astype(np.int64), found["lengths"].astype(np.int64), tuple(found["marks"].tolist())
            held, shown = (_unpacked(found[name], len(lengths), width) for name, width in (("held", len(marks)), ("shown", len(CUES))))
            return Prepared(tokens, lengths, found["vectors"].astype(np.float32), marks, held, shown)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _unpacked(bits: npt.NDArray[np.uint8], rows: int, width: int) -> Flags:
    return np.unpackbits(bits, count=rows * width).reshape(rows, width).astype(np.bool_)


def _write(path: Path, key: str, made: Prepared) -> None:
    data = BytesIO()
    np.savez(
        data,
        key=np.array(key),
        tokens=made.tokens.astype(np.int32),
        lengths=made.lengths.astype(np.int32),
        vectors=made.vectors.astype(np.float16),
        marks=np.array(made.marks, np.str_),
        held=np.packbits(made.held),
        shown=np.packbits(made.shown),
    )
    try:
        private_folder(path.parent)
        write_atomically(path, data.getvalue())
    except (LibraryError, OSError):
        return  # a full disk or a home to be read only: it is made again next time
