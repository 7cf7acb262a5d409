"""T9, T11, T12 and T46: nothing grows, nothing is lost by a failure, no two encoders mix, nobody else may read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.generation import EncoderChanged, build, open_current
from index.serving import Serving
from ingest.library import Input, Library
from ingest.outcomes import Refused
from ingest.readers.room import ReadingRoom
from ingest.types import Document, LibraryError, Passage, State
from ingest.walk import Found, content_of, walk
from tests.fakes import FakeEncoder, built_home, make_document, numbered, put

EN, ZH, MIXED = "A resilient city absorbs shocks. ", "韧性城市承受冲击，并且能够恢复。", "城市韧性（urban resilience）的概念。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inputs" / "sub").mkdir(parents=True)
    (tmp_path / "inputs" / "en.txt").write_text(EN * 30)
    (tmp_path / "inputs" / "zh.md").write_text(f"# 标题\n\n{ZH * 30}", encoding="utf-8")
    (tmp_path / "inputs" / "sub" / "混.txt").write_bytes((MIXED * 30).encode("gb18030"))
    (tmp_path / "inputs" / "sub" / "copy.txt").write_text(EN * 30)
    return tmp_path / "inputs"


def ingest(home: Path, folder: Path, encoder: FakeEncoder) -> None:
    """An ingest as the pipeline makes it: what has not changed is not read again."""
    with Library.open(home, write=True) as library, ReadingRoom() as room:
        for one in walk([folder]):
            assert isinstance(one, Found)
            content, row = content_of(one), library.input(one.uri, one.name)
            if row is None or (row.content, row.reader, row.state) != (content, one.reader.name, State.READY):
                reading = room.read(one, content)
                put(library, encoder, (reading.document, list(reading.passages)), reader=one.reader.name)
        build(library, encoder.fingerprint)


def test_ten_ingests_of_an_unchanged_folder_change_nothing(tmp_path: Path, folder: Path) -> None:
    home, encoder = tmp_path / "home", FakeEncoder()
    ingest(home, folder, encoder)
    with Library.open(home) as library:
        first = (library.state, library.passages(), library.holdings())
    size, encoded = (home / "library.db").stat().st_size, encoder.encoded
    assert encoded > 0 and len(first[2]) == 3  # the copy is kept once
    for _ in range(10):
        ingest(home, folder, encoder)
    with Library.open(home) as library:
        assert (library.state, library.passages(), library.holdings()) == first
    assert encoder.encoded == encoded and (home / "library.db").stat().st_size <= 1.01 * size
    assert [path.name for path in (home / "index").iterdir() if path.is_dir()] == ["gen-1"]


# T11


class Breaks(Exception):
    """What the fakes raise."""


class BreakingEncoder(FakeEncoder):
    """Breaks after so many passages."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        if len(texts) > self.after:
            raise Breaks
        return super().encode_passages(texts)


def attempts(monkeypatch: pytest.MonkeyPatch, library: Library) -> Iterator[tuple[str, FakeEncoder]]:
    """Ways in which an update can fail: while reading, encoding, checking and at each statement of the write."""
    for after in range(5):
        yield f"encoding {after}", BreakingEncoder(after)
    for name in ("_insert", "_add_vectors", "_replace", "_record", "_refresh", "_drop_vectors", "_near", "_keys_of"):
        for when in ("before", "after"):
            work = getattr(library, name)

            def broken(*values: object, work: object = work, when: str = when) -> object:
                if when == "after":
                    work(*values)  # type: ignore[operator]
                raise Breaks

            monkeypatch.setattr(library, name, broken)
            yield f"{when} {name}", FakeEncoder()
            monkeypatch.undo()


def test_after_every_failure_the_old_version_still_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    encoder = built_home(home)
    new = make_document(*(f"{numbered(n)} changed" for n in range(20)), name="n0.txt")
    with Library.open(home, write=True) as library:
        before = (library.state, library.passages(), library.inputs())
        tried = 0
        for name, failing in attempts(monkeypatch, library):
            with pytest.raises(Breaks):
                put(library, failing, new)
            assert (library.state, library.passages(), library.inputs()) == before, name
            tried += 1
        assert tried == 21
        library.record(Input("test:n0.txt/n0.txt", "n0.txt", "0", "", State.FAILED, "broken", "It broke."))
        library.check()
        with Serving(home, encoder.fingerprint) as serving:
            assert serving.current().dense(encoder.encode_questions([numbered(3)])[0], 1)[0] == [before[1][3].id]
        put(library, encoder, new)
        assert len(library.passages()) == 60 and library.passages()[-1].text.endswith("changed")


def test_a_read_that_fails_leaves_the_version_before(tmp_path: Path, folder: Path) -> None:
    home, encoder = tmp_path / "home", FakeEncoder()
    ingest(home, folder, encoder)
    with Library.open(home) as library:
        before = library.passages()
    (folder / "en.txt").write_bytes(b"%PDF-1.7 not a text any more")
    with pytest.raises(Refused):
        ingest(home, folder, encoder)
    with Library.open(home) as library:
        assert library.passages() == before


# T12


@pytest.mark.parametrize("part", ["id", "revision", "weights", "dimension", "normalised", "prefix", "passage size", "splitter"])
def test_vectors_of_another_encoder_are_never_mixed_in(tmp_path: Path, part: str) -> None:
    home = tmp_path / "home"
    encoder = built_home(home)
    other = FakeEncoder(part)  # of the same dimension: only the fingerprint tells
    with pytest.raises(EncoderChanged, match="Run `resilient rebuild`"):
        open_current(home, other.fingerprint)
    with Library.open(home, write=True) as library:
        with pytest.raises(LibraryError, match=r"60 of 60 passages have no vectors .* Run `resilient rebuild`"):
            build(library, other.fingerprint)
        put(library, other, make_document("only by the other", name="other.txt"))
        for fingerprint in (encoder.fingerprint, other.fingerprint):
            with pytest.raises(LibraryError, match="resilient rebuild"):
                build(library, fingerprint)
        assert open_current(home, encoder.fingerprint).manifest.fingerprint == encoder.fingerprint
        missing = library.missing_vectors(other.fingerprint)
        library.add_vectors(missing, other.encode_passages([p.search_text for p in missing]), other.fingerprint)
        rebuilt = build(library, other.fingerprint)
        texts = [_text(library, id_) for id_ in rebuilt.ids]
        assert len(rebuilt) == 61 and np.array_equal(rebuilt.rows.vectors, other.encode_questions(texts))
    with pytest.raises(EncoderChanged):
        open_current(home, encoder.fingerprint)


def _text(library: Library, passage_id: str) -> str:
    passage = library.passage(passage_id)
    assert passage is not None
    return passage.search_text


# T46


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_nobody_else_may_read_anything_under_any_umask(tmp_path: Path, folder: Path, umask: int) -> None:
    home, encoder, before = tmp_path / "home", FakeEncoder(), os.umask(umask)
    try:
        ingest(home, folder, encoder)
        with Serving(home, encoder.fingerprint, stays=True) as serving, Library.open(home, write=True) as library:
            serving.current(), serving.ready(60)
            assert serving.current().store is not None
            put(library, encoder, make_document("one more", name="more.txt"))
            library.backup(home / "backup.db")
            modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [home, *home.rglob("*")]}
            build(library, encoder.fingerprint)
    finally:
        os.umask(before)
    modes |= {path: stat.S_IMODE(path.stat().st_mode) for path in [home, *home.rglob("*")]}
    wrong = {str(path): oct(mode) for path, mode in modes.items() if mode != (0o700 if path.suffix == "" and mode & 0o100 else 0o600)}
    assert wrong == {} and any(path.name == "chroma.sqlite3" and "open-" in str(path) for path in modes)


def test_two_documents_are_alike_only_in_what_they_share() -> None:
    """The fakes themselves: ids and offsets are those of the program."""
    document, passages = make_document(EN, ZH, MIXED)
    assert isinstance(document, Document) and all(isinstance(p, Passage) and document.text[p.start : p.end] == p.text for p in passages)
    assert replace(document, name="b") != document
