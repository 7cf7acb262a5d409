"""Chroma, and all that the program knows about it: one folder of vectors under ids, opened by one process at a time.

Chroma never gets a text, an embedding function or a network. What is in a folder is proved by asking for it (`lost`), since
its `count` has been seen right while half of the vectors could not be found. Knows nothing about passages or generations.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.manifest import IndexDamaged
from ingest.files import require_space

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

Vectors = npt.NDArray[np.float32]
COLLECTION = "passages"
BATCH = 1000  # vectors added at once; Chroma persists HNSW every SYNC vectors, and grows its files with small batches (#7510)
SYNC = 1000
QUERIES = 500  # vectors asked for at once: 0.11 ms each at 2,000 vectors of 256 numbers, one at a time 0.63 ms
CLOSE_BY = 10  # a vector counts as found among this many when those before it are as near
EPSILON = 1e-6
SHAPE = {"space": "cosine", "max_neighbors": 24, "ef_construction": 200, "ef_search": 200, "sync_threshold": SYNC, "batch_size": 100}
BYTES_EACH = 1024  # of SQLite's rows and HNSW's links for a vector, beside its numbers
BYTES_SPARE = 32 * 1024 * 1024
GROWTH = 4  # files beyond this times the vectors' size are growing without bound (#7510: 582 GB)


def chroma_version() -> str:
    """The version of chromadb that is installed, without importing it."""
    return version("chromadb")


def load_chroma() -> None:
    """Import Chroma now rather than at the first folder."""
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
    import chromadb  # noqa: F401 - loaded for those who open a folder next


def size_limit(count: int, dimension: int) -> int:
    """How many bytes a folder of so many vectors may have before something is wrong."""
    return GROWTH * count * (dimension * 4 + BYTES_EACH) + BYTES_SPARE


def folder_size(folder: Path) -> int:
    """The bytes of all files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


class VectorStore:
    """A folder of vectors; close it, or use it in a `with` block, before anybody copies or opens the folder again."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open or create the folder. Raises IndexDamaged for a collection that would run code of its own."""
        os.environ["ANONYMIZED_TELEMETRY"] = "False"
        import chromadb
        from chromadb.config import Settings

        self.folder = folder
        self._client: Any = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
        try:
            self._collection = self._open(create)
        except BaseException:
            self._client.close()
            raise

    def _open(self, create: bool) -> Collection:
        if create:
            made: Collection = self._client.create_collection(COLLECTION, embedding_function=None, configuration={"hnsw": SHAPE})
            return made
        found: Collection = self._client.get_collection(COLLECTION, embedding_function=None)
        function = (found.configuration_json.get("embedding_function") or {}).get("type", "legacy")
        if function != "legacy":  # Chroma's word for none (CVE-2026-45833: a stored one is loaded, and may run anything)
            raise IndexDamaged(f"The index names an embedding function ({function}), which is never stored. Run `resilient rebuild`.")
        return found

    def close(self) -> None:
        """Write what is left and let go of the folder."""
        self._client.close()

    def __enter__(self) -> VectorStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def add(self, ids: Sequence[str], vectors: Vectors, progress: Callable[[int], None]) -> None:
        """Add vectors of length 1 under new ids; `progress` hears how many are in. Raises LibraryError when the disk is full."""
        for first in range(0, len(ids), BATCH):
            some = vectors[first : first + BATCH]
            require_space(self.folder, GROWTH * some.nbytes)
            self._collection.add(ids=list(ids[first : first + BATCH]), embeddings=np.ascontiguousarray(some))
            progress(min(first + BATCH, len(ids)))

    def delete(self, ids: Sequence[str]) -> None:
        """Take ids out."""
        for first in range(0, len(ids), BATCH):
            self._collection.delete(ids=list(ids[first : first + BATCH]))

    def ids(self) -> set[str]:
        """Every id that is kept, whether or not it can be found by its vector."""
        return set(self._collection.get(include=[])["ids"])

    def nearest(self, vectors: Vectors, count: int) -> list[list[tuple[str, float]]]:
        """For each vector up to `count` ids with their cosine distances, nearest first."""
        if not len(vectors):
            return []
        found: Any = self._collection.query(query_embeddings=np.ascontiguousarray(vectors), n_results=count, include=["distances"])
        return [list(zip(*row, strict=True)) for row in zip(found["ids"], found["distances"], strict=True)]

    def lost(self, ids: Sequence[str], vectors: Vectors, progress: Callable[[int], None]) -> list[str]:
        """The ids that their own vectors do not find."""
        missing: list[str] = []
        for first in range(0, len(ids), QUERIES):
            some = vectors[first : first + QUERIES]
            for place, hits in enumerate(self.nearest(some, 1), first):
                if [id_ for id_, _ in hits] != [ids[place]] and not self._among_equals(ids[place], vectors[place]):
                    missing.append(ids[place])
            progress(min(first + QUERIES, len(ids)))
        return missing

    def _among_equals(self, id_: str, vector: Vectors) -> bool:
        """Whether an id is found beside others whose distance to its vector is the same within rounding."""
        hits = dict(self.nearest(vector[None], CLOSE_BY)[0])
        return id_ in hits and hits[id_] <= min(hits.values()) + EPSILON
