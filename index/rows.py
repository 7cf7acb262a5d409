"""The arrays of a generation: which passage, which vector and which facets each row has.

`same[row]` is the first row with an equal vector, or -1 for a vector of zeros: Chroma gets one vector of each kind, since
many equal ones make parts of its graph unreachable. Knows nothing about Chroma, keywords or where the files are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.library import Outline

Vectors = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int32]
Names = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
FILES = ("ids.npy", "texts.npy", "vectors.npy", "same.npy", "facets.npy")


@dataclass(frozen=True, slots=True)
class Rows:
    """`ids` (n,) bytes, `texts` (n,) hashes of what was encoded, `vectors` (n, d), `same` (n,), `facets` (n, 3) work, language, kind."""

    ids: npt.NDArray[np.bytes_]
    texts: npt.NDArray[np.uint64]
    vectors: Vectors
    same: Numbers
    facets: Numbers

    def save(self, folder: Path) -> None:
        """Write the arrays into an existing folder."""
        for name in FILES:
            np.save(folder / name, getattr(self, name.removesuffix(".npy")), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Rows:
        """The arrays in a folder, read into memory: a file cut short later must not stop the process that serves from it."""
        return cls(*(np.load(folder / name, allow_pickle=False) for name in FILES))

    def names(self, rows: npt.NDArray[np.intp] | slice = slice(None)) -> list[str]:
        """The passage ids of these rows."""
        return [id_.decode() for id_ in self.ids[rows].tolist()]

    def mask(self, ids: Collection[str]) -> Mask:
        """Which rows have one of these ids."""
        return np.isin(self.ids, np.array([id_.encode() for id_ in ids], dtype=np.bytes_)) if ids else np.zeros(len(self.ids), bool)

    def kept_apart(self) -> npt.NDArray[np.intp]:
        """The rows whose vectors Chroma holds: the first of each kind, without zeros."""
        return np.flatnonzero(self.same == np.arange(len(self.same)))


def make_rows(outlines: Sequence[Outline], vectors: Vectors, names: Names) -> Rows:
    """Rows in this order."""
    ids = np.array([line.id.encode() for line in outlines], dtype=np.bytes_)
    return Rows(ids, text_numbers(outlines), np.ascontiguousarray(vectors), equal_rows(vectors), facets_of(outlines, names))


def text_numbers(outlines: Sequence[Outline]) -> npt.NDArray[np.uint64]:
    """64 bits of the sha256 of each passage's search text."""
    return np.array([int.from_bytes(line.key[:8], "big") for line in outlines], np.uint64)


def equal_rows(vectors: Vectors) -> Numbers:
    """For each row the first row with the very same numbers, or -1 where all are zero."""
    first: dict[bytes, int] = {}
    same = np.array([first.setdefault(row.tobytes(), number) for number, row in enumerate(vectors)], np.int32)
    same[~vectors.any(axis=1)] = -1
    return same


def facet_names(outlines: Sequence[Outline]) -> Names:
    """The works, languages and kinds that occur, sorted."""
    works = tuple(sorted({line.work for line in outlines}))
    return works, tuple(sorted({line.language for line in outlines})), tuple(sorted({line.kind for line in outlines}))


def facets_of(outlines: Sequence[Outline], names: Names) -> Numbers:
    """(n, 3): the number of each passage's work, language and kind among the names."""
    places = [{name: number for number, name in enumerate(column)} for column in names]
    rows = [(places[0][line.work], places[1][line.language], places[2][line.kind]) for line in outlines]
    return np.array(rows, np.int32).reshape(len(rows), 3)


def best(scores: npt.NDArray[np.float32], count: int, allowed: Mask | None) -> npt.NDArray[np.intp]:
    """The rows of the highest scores among those allowed, best first, equal ones in order of their rows."""
    rows = np.arange(len(scores)) if allowed is None else np.flatnonzero(allowed)
    found = scores[rows]
    if len(rows) > count:
        limit = np.partition(found, len(found) - count)[len(found) - count]
        rows, found = rows[found >= limit], found[found >= limit]
    return rows[np.lexsort((rows, -found))][:count]
