"""T10 in short: random histories of a folder and its library, 20 of 20 steps, against a dict; after each step all of it is right."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from index.generation import build, in_memory, open_current
from ingest.library import Library
from tests.fakes import FakeEncoder, make_document, put

EXAMPLES, STEPS, BUILDS = 20, 20, 1
NAMES = st.sampled_from(["a.txt", "b.txt", "丙.txt", "d.md"])
TEXTS = st.lists(
    st.sampled_from(["A resilient city.", "韧性城市。", "urban 韧性 resilience", "Heat.", "洪水", "…"]), min_size=1, max_size=4
).map(tuple)


class Crash(Exception):
    """Raised inside a change; the library is then left without being closed."""


class Machine(RuleBasedStateMachine):
    """`known` is what the library has to hold: by path, the texts that were last ingested from it."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.encoder, self.builds = FakeEncoder(), 0
        self.files: dict[str, tuple[str, ...]] = {}
        self.known: dict[str, tuple[str, ...]] = {}
        self.library = Library.open(self.folder / "home", write=True)

    def teardown(self) -> None:
        self.library.close()
        shutil.rmtree(self.folder)

    @rule(name=NAMES, texts=TEXTS)
    def write(self, name: str, texts: tuple[str, ...]) -> None:
        """Add or edit a file."""
        (self.folder / name).write_text("\n\n".join(texts), encoding="utf-8")
        self.files[name] = texts

    @precondition(lambda self: self.files)
    @rule(data=st.data(), to=NAMES)
    def rename(self, data: st.DataObject, to: str) -> None:
        name = data.draw(st.sampled_from(sorted(self.files)))
        (self.folder / name).rename(self.folder / to)
        self.files[to] = self.files.pop(name)

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def delete_a_file(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.files)))
        (self.folder / name).unlink()
        del self.files[name]

    def _put(self, name: str) -> None:
        put(self.library, self.encoder, make_document(*self.files[name], name=name, uri=str(self.folder / name)))
        left = {other for other in self.known if other not in self.files and self.known[other] == self.files[name]}
        self.known = {other: texts for other, texts in self.known.items() if other not in left} | {name: self.files[name]}

    @rule()
    def ingest(self) -> None:
        for name in sorted(self.files):
            self._put(name)

    @precondition(lambda self: self.files)
    @rule(data=st.data(), step=st.sampled_from(["_add_vectors", "_insert", "_replace", "_record", "_refresh", "_drop_vectors"]))
    def crash_while_writing(self, data: st.DataObject, step: str) -> None:
        """The process ends inside the change: nothing of it stays, and the lock is free."""
        name = data.draw(st.sampled_from(sorted(self.files)))
        before, reached = self.library.state, []
        work = getattr(self.library, step)

        def crash(*values: object) -> None:
            work(*values)
            reached.append(step)
            raise Crash

        setattr(self.library, step, crash)
        try:
            self._put(name)
        except Crash:
            assert self.library.state == before
        delattr(self.library, step)
        assert not reached or self.library.state == before
        self.restart()

    @rule()
    def restart(self) -> None:
        self.library.close()
        self.library = Library.open(self.folder / "home", write=True)

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def remove_from_the_library(self, data: st.DataObject) -> None:
        texts = data.draw(st.sampled_from(sorted(self.known.values())))
        document = next(d for d in self.library.documents() if d.text == "\n\n".join(texts))
        assert self.library.remove(document.id)
        self.known = {name: held for name, held in self.known.items() if held != texts}

    @precondition(lambda self: self.builds < BUILDS)
    @rule()
    def rebuild(self) -> None:
        self.builds += 1
        generation = build(self.library, self.encoder.fingerprint)
        opened = open_current(self.folder / "home", self.encoder.fingerprint)
        ids = sorted(p.id for p in self.library.passages())
        assert sorted(generation.ids) == sorted(opened.ids) == ids and not opened.stale(self.library)
        assert not opened.manifest.exact or not np.any(opened.rows.same >= 0)

    @invariant()
    def every_document_is_there_once_and_whole(self) -> None:
        if not hasattr(self, "library"):
            return
        self.library.check()
        expected = {"\n\n".join(texts) for texts in self.known.values()}
        documents = self.library.documents()
        assert sorted(d.text for d in documents) == sorted(expected)
        for document in documents:
            assert [p.text for p in self.library.passages_of(document.id)] == document.text.split("\n\n")
        ids = [p.id for p in self.library.passages()]
        assert len(ids) == len(set(ids)) == sum(holding.passages for holding in self.library.holdings())
        held = {row.name: row.document for row in self.library.inputs()}
        assert {document.id for document in documents} == set(held.values())

    @invariant()
    def every_passage_is_found_by_its_own_vector(self) -> None:
        if not hasattr(self, "library"):
            return
        index = in_memory(self.library, self.encoder.fingerprint)
        for p in self.library.passages():
            vector = self.encoder.encode_questions([p.search_text])[0]
            if vector.any():
                found, scores = index.dense(vector, len(index))
                assert p.id in [id_ for id_, score in zip(found, scores, strict=True) if score > 1 - 1e-5]


@pytest.mark.timeout(600)
def test_any_history_leaves_a_library_that_is_right() -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=checks, derandomize=True, database=None
        ),
    )
