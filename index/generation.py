"""A generation: an index of the library as it was at one moment, opened whole and proved, or not at all.

`build` makes one from the library, has it checked in a fresh process (every passage is found by its own vector) and then
switches CURRENT to it; `open_current` opens the one in use. Searching needs numpy alone: exact search over 50,000 vectors of
256 numbers takes 2 ms, importing chromadb 600 ms, so that a one-shot question never pays for Chroma (`index.serving` opens it
for processes that stay). Knows nothing about questions, fusion or how vectors are made.

`python -m index.generation --check DIR` proves the Chroma folder of a generation, `--build DIR` fills it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index import manifest as manifests
from index.keyword import KeywordIndex
from index.manifest import EncoderChanged, IndexDamaged, IndexError_, IndexMissing, Manifest
from index.rows import Mask, Rows, best, facet_names, make_rows
from ingest.library import Library
from ingest.types import LibraryError

if TYPE_CHECKING:
    from index.store import VectorStore
    from index.workers import Workers

__all__ = ["EncoderChanged", "Generation", "IndexDamaged", "IndexError_", "IndexMissing", "build", "in_memory", "open_current"]

Floats = npt.NDArray[np.float32]
BEYOND = 16  # how many more than asked for Chroma names, so that equal cosines at the end are cut as the exact search cuts them
Progress = Callable[[str, int, int], None]  # the stage ("words", "vectors", "check"), how many are done, of how many


@dataclass(frozen=True, slots=True)
class Generation:
    """An opened generation. Row numbers are those of `rows` and of `keywords`; `folder` is None for one that is only in memory."""

    manifest: Manifest
    rows: Rows
    keywords: KeywordIndex
    folder: Path | None = None
    store: VectorStore | None = None

    def __len__(self) -> int:
        return self.manifest.count

    def dense(self, vector: Floats, k: int, allowed: Mask | Collection[str] | None = None) -> tuple[list[str], Floats]:
        """The ids of the k passages nearest to a vector of length 1, best first, and their cosines; equal ones in order of rows.

        `allowed` is a mask by row (`mask`) or the ids that may come; with it, or without an open Chroma, the search is exact.
        """
        rows, scores = self.dense_rows(vector, k, allowed)
        return self.rows.names(rows), scores

    def dense_rows(self, vector: Floats, k: int, allowed: Mask | Collection[str] | None = None) -> tuple[npt.NDArray[np.intp], Floats]:
        """As `dense`, with row numbers in place of ids."""
        vector = np.asarray(vector, np.float32).reshape(-1)
        if not len(self) or k <= 0:
            return np.zeros(0, np.intp), np.zeros(0, np.float32)
        if len(vector) != self.manifest.dimension:
            raise EncoderChanged(_other_encoder(f"of {self.manifest.dimension} numbers", f"of {len(vector)}"))
        if self.store is not None and allowed is None:
            return self._through_chroma(self.store, vector, k)
        scores = self.rows.vectors @ vector
        found = best(scores, k, allowed if allowed is None or isinstance(allowed, np.ndarray) else self.rows.mask(allowed))
        return found, scores[found]

    def _through_chroma(self, store: VectorStore, vector: Floats, k: int) -> tuple[npt.NDArray[np.intp], Floats]:
        """Chroma names one row of each kind of vector; the rows equal to it come with it, and the cosines are worked out anew."""
        names = [id_ for id_, _ in store.nearest(vector[None], k + BEYOND)[0]]
        rows = np.flatnonzero(np.isin(self.rows.same, np.flatnonzero(self.rows.mask(names))))
        scores = self.rows.vectors[rows] @ vector
        order = best(scores, k, None)
        return rows[order], scores[order]

    def mask(
        self, works: Collection[str] | None = None, languages: Collection[str] | None = None, kinds: Collection[str] | None = None
    ) -> Mask:
        """Which rows are of these works, languages and kinds; None stands for all."""
        names = (self.manifest.works, self.manifest.languages, self.manifest.kinds)
        result = np.ones(len(self), bool)
        for column, wanted in enumerate((works, languages, kinds)):
            if wanted is not None:
                numbers = [number for number, name in enumerate(names[column]) if name in wanted]
                result &= np.isin(self.rows.facets[:, column], numbers)
        return result

    @property
    def ids(self) -> list[str]:
        """The passage ids by row."""
        return self.rows.names()

    def stale(self, library: Library) -> bool:
        """Whether the library has changed since this was built from it (or this was built from another library)."""
        return self.manifest.state != library.state

    @property
    def foreign(self) -> bool:
        """Whether other code made this than the one that runs: its words or arrays may be others."""
        return self.manifest.program != manifests.program()


def open_current(home: Path, fingerprint: str) -> Generation:
    """The generation in use, every byte that is read of it proved by its checksum; Chroma's files are neither read nor opened.

    Raises IndexMissing, IndexDamaged, or EncoderChanged when its vectors are not this encoder's.
    """
    folder, expected = manifests.current(home)
    manifest = manifests.read_manifest(folder, expected)
    if manifest.fingerprint != fingerprint:
        raise EncoderChanged(_other_encoder(manifest.fingerprint, fingerprint))
    return opened(folder, manifest)


def opened(folder: Path, manifest: Manifest) -> Generation:
    """The generation in a folder whose manifest is proved. Raises IndexDamaged."""
    chroma = set(manifests.chroma_files(manifest))
    manifests.verify(folder, manifest, [name for name in manifest.files if name not in chroma])
    try:
        rows, mapped = Rows.load(folder), KeywordIndex.load(folder)
    except (OSError, ValueError) as error:
        raise manifests.broken(f"{folder.name}: {error}") from error
    keywords = KeywordIndex(*(np.array(getattr(mapped, name)) for name in KeywordIndex.__slots__))
    return Generation(manifest, rows, keywords, folder)


def build(library: Library, fingerprint: str, progress: Progress | None = None, workers: Workers | None = None) -> Generation:
    """The library as an index, checked and in use; an index that fits the library already is opened and left alone.

    Only what changed is written, on a copy of the last generation. Nothing is encoded: raises LibraryError when passages have
    no vectors by this encoder, when the library was not opened for writing, or when the disk is full.
    """
    from index.building import make
    from index.workers import Workers

    if not library.writable:
        raise LibraryError("An index is built by whoever writes the library; open it with write=True.")
    previous = whole(library.home, fingerprint)
    if previous is not None and not previous.stale(library):
        return previous
    say = progress or (lambda stage, done, total: None)
    if workers is not None:
        return opened(*make(library, fingerprint, previous, say, workers))
    with Workers() as own:
        own.begin()
        return opened(*make(library, fingerprint, previous, say, own))


def whole(home: Path, fingerprint: str) -> Generation | None:
    """The generation in use if all of it is sound, Chroma's files too, and made with this encoder and this chromadb; else None."""
    from index.store import chroma_version

    try:
        found = open_current(home, fingerprint)
        if found.folder is None or found.manifest.chromadb != chroma_version() or found.manifest.program != manifests.program():
            return None
        manifests.verify(found.folder, found.manifest, manifests.chroma_files(found.manifest))
    except IndexError_:
        return None
    return found


def in_memory(library: Library, fingerprint: str) -> Generation:
    """An index of the library that is not on any disk: what answers while the one on the disk is built anew."""
    state, outlines = library.state, library.outlines()
    _, vectors = library.vectors(fingerprint)
    names = facet_names(outlines)
    manifest = Manifest(state, fingerprint, manifests.program(), "", len(outlines), vectors.shape[1], *names, exact=True)
    from index.building import search_texts

    texts = search_texts(library, [line.id for line in outlines])
    return Generation(manifest, make_rows(outlines, vectors, names), KeywordIndex.build(texts))


def _other_encoder(made: str, asked: str) -> str:
    return (
        f"The index was made with another encoder ({made}) than this program runs with ({asked}). "
        "Run `resilient rebuild` to encode the library with this one, or choose the former encoder."
    )


def main() -> None:
    """What the child processes of `build` run."""
    parser = argparse.ArgumentParser(prog="python -m index.generation", description="Fill or check the Chroma folder of a generation.")
    parser.add_argument("--build", type=Path, metavar="DIR")
    parser.add_argument("--check", type=Path, metavar="DIR")
    parser.add_argument("--try", type=Path, metavar="DIR", dest="trial", help="open a Chroma folder and ask it for one vector")
    parser.add_argument("--dimension", type=int, default=0)
    parser.add_argument("--wait", action="store_true", help="do the job that a line on standard input names")
    chosen = parser.parse_args()
    from index import checking

    if chosen.trial:
        raise SystemExit(checking.trial(chosen.trial, chosen.dimension))
    if chosen.wait:
        checking.wait()
    if not (chosen.build or chosen.check):
        parser.error("one of --build, --check, --wait and --try is needed")
    raise SystemExit(checking.run("build", chosen.build) if chosen.build else checking.run("check", chosen.check))


if __name__ == "__main__":
    main()
