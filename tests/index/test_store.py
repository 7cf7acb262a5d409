"""What the program knows about Chroma: real folders, nothing stored but vectors, and the proof that each can be found."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from index.manifest import IndexDamaged
from index.store import BATCH, COLLECTION, VectorStore, chroma_version, folder_size, size_limit
from ingest.types import LibraryError
from tests.fakes import FakeEncoder, numbered


def nothing(done: int) -> None:
    pass


def vectors(count: int) -> np.ndarray:
    return FakeEncoder().encode_questions([numbered(n) for n in range(count)])


def test_vectors_are_found_after_the_folder_is_opened_again(tmp_path: Path) -> None:
    ids, rows, heard = [f"p{n}" for n in range(BATCH + 200)], vectors(BATCH + 200), []
    with VectorStore(tmp_path / "c", create=True) as store:
        store.add(ids, rows, heard.append)
    assert heard == [BATCH, BATCH + 200]
    with VectorStore(tmp_path / "c") as store:
        assert store.ids() == set(ids) and store.lost(ids, rows, nothing) == []
        (hits,) = store.nearest(rows[:1], 3)
        assert hits[0][0] == "p0" and abs(hits[0][1]) < 1e-6 and len(hits) == 3
    assert folder_size(tmp_path / "c") < size_limit(len(ids), rows.shape[1])


def test_what_is_not_there_is_lost(tmp_path: Path) -> None:
    rows = vectors(300)
    with VectorStore(tmp_path / "c", create=True) as store:
        store.add([f"p{n}" for n in range(299)], rows[:299], nothing)
        assert store.lost(["p0", "p299"], rows[[0, 299]], nothing) == ["p299"]
        assert store.lost(["p1"], rows[:1], nothing) == ["p1"]
        store.delete(["p0"])
        assert store.lost(["p0", "p1"], rows[:2], nothing) == ["p0"] and "p0" not in store.ids()
        assert store.nearest(rows[:0], 3) == []


def test_equal_distances_do_not_count_as_a_loss(tmp_path: Path) -> None:
    rows = np.repeat(vectors(3), 2, axis=0)
    with VectorStore(tmp_path / "c", create=True) as store:
        store.add([f"p{n}" for n in range(6)], rows, nothing)
        assert store.lost([f"p{n}" for n in range(6)], rows, nothing) == []


def test_a_collection_that_names_an_embedding_function_is_refused(tmp_path: Path) -> None:
    """CVE-2026-45833: a stored function would be loaded, and would run."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(tmp_path), settings=Settings(anonymized_telemetry=False))
    function = chromadb.utils.embedding_functions.DefaultEmbeddingFunction()
    client.create_collection(COLLECTION, configuration={"embedding_function": function})
    client.close()
    with pytest.raises(IndexDamaged, match=r"names an embedding function .known.*Run `resilient rebuild`"):
        VectorStore(tmp_path)


def test_a_full_disk_is_said_before_a_batch_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with VectorStore(tmp_path / "c", create=True) as store:
        monkeypatch.setattr("ingest.files.free_bytes", lambda path: 0)
        with pytest.raises(LibraryError, match="too full"):
            store.add(["a"], vectors(1), nothing)
        assert store.ids() == set()


def test_the_version_is_known_without_importing_chroma(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "chromadb", None)
    assert chroma_version().count(".") == 2
