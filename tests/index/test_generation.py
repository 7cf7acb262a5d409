"""A generation holds what the library holds, is proved before it is used, and is found out when it is damaged."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import time
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pytest

from index import building, generation, manifest
from index.building import kept_words
from index.generation import EncoderChanged, Generation, IndexDamaged, IndexMissing, build, in_memory, open_current
from index.keyword import KeywordIndex, QueryTerm
from index.rows import best, equal_rows
from index.serving import Serving
from index.workers import Workers
from ingest.library import Library
from ingest.types import LibraryError
from tests.fakes import FakeEncoder, fill, make_document, numbered, put

ROOT = Path(__file__).parent.parent.parent
EN, ZH, MIXED = "A resilient city absorbs shocks.", "韧性城市承受冲击。", "城市韧性（urban resilience）的概念"


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def small(home: Path, encoder: FakeEncoder) -> Generation:
    """A built home of five passages in both languages; made once, then copied."""
    shutil.copytree(_small(), home)
    return open_current(home, encoder.fingerprint)


@lru_cache(maxsize=1)
def _small() -> Path:
    home, encoder = Path(mkdtemp()) / "home", FakeEncoder()
    atexit.register(shutil.rmtree, home.parent)
    with Library.open(home, write=True) as library:
        put(library, encoder, make_document(EN, EN + " Again.", name="en.txt", work="w1"))
        put(library, encoder, make_document(ZH, MIXED, EN, name="zh.txt", work="w2", language="zh"))
        build(library, encoder.fingerprint)
    return home


def agrees(generation_: Generation, library: Library, encoder: FakeEncoder) -> None:
    """Every passage is in the generation once, and is found by its own vector and its words."""
    passages = library.passages()
    assert sorted(generation_.ids) == sorted(p.id for p in passages) and not generation_.stale(library)
    assert not generation_.manifest.exact, generation_.manifest.doubt
    vectors = encoder.encode_questions([p.search_text for p in passages])
    for p, vector in zip(passages, vectors, strict=True):
        equal = {q.id for q in passages if q.search_text == p.search_text}
        ids, scores = generation_.dense(vector, len(equal))
        assert set(ids) == equal and np.allclose(scores, 1)
    fresh = KeywordIndex.build([library.passages_by_id([id_])[id_].search_text for id_ in generation_.ids])
    for name in KeywordIndex.__slots__:
        assert np.array_equal(getattr(fresh, name), getattr(generation_.keywords, name)), name


# searching


def test_passages_of_both_languages_are_found_by_vector_and_by_word(home: Path, encoder: FakeEncoder) -> None:
    made = small(home, encoder)
    with Library.open(home) as library:
        opened = open_current(home, encoder.fingerprint)
        for one in (made, opened, in_memory(library, encoder.fingerprint)):
            assert sorted(one.ids) == sorted(p.id for p in library.passages()) and len(one) == 5
        agrees(opened, library, encoder)
        texts = {p.id: p.text for p in library.passages()}
        ids, scores = opened.dense(encoder.encode_questions([EN])[0], 3)
        assert [texts[id_] for id_ in ids] == [EN, EN, EN + " Again."] and list(scores) == sorted(scores, reverse=True)
        word = opened.keywords.scores([QueryTerm((("韧性", 1.0),))])
        assert {texts[opened.ids[row]] for row in np.flatnonzero(word)} == {ZH, MIXED}


def test_facets_narrow_the_search_and_ids_do_too(home: Path, encoder: FakeEncoder) -> None:
    found = small(home, encoder)
    question = encoder.encode_questions([EN])[0]
    assert found.mask(works=["w1"]).sum() == 2 and found.mask(languages=["zh"]).sum() == 3
    assert found.mask(["w1"], ["zh"]).sum() == 0 and found.mask(kinds=["prose"]).all() and found.mask(kinds=[]).sum() == 0
    ids, scores = found.dense(question, 9, found.mask(works=["w2"]))
    assert len(ids) == 3 and abs(scores[0] - 1) < 1e-6
    assert found.dense(question, 9, [ids[2], "no such"])[0] == [ids[2]]
    assert found.dense(question, 0)[0] == [] and found.dense(question, 9, [])[0] == []


def test_a_vector_of_another_length_is_another_encoder(home: Path, encoder: FakeEncoder) -> None:
    with pytest.raises(EncoderChanged, match="resilient rebuild"):
        small(home, encoder).dense(np.ones(3, np.float32), 1)


def test_the_best_rows_are_those_of_a_full_sort() -> None:
    draw = np.random.default_rng(5)
    scores = draw.integers(0, 9, 200).astype(np.float32)
    allowed = draw.random(200) < 0.4
    for count in (1, 7, 50, 200, 500):
        order = sorted(range(200), key=lambda row: (-scores[row], row))
        assert best(scores, count, None).tolist() == order[:count]
        assert best(scores, count, allowed).tolist() == [row for row in order if allowed[row]][:count]


def test_equal_vectors_name_the_first_and_zeros_none() -> None:
    rows = np.array([[1, 0], [0, 1], [1, 0], [0, 0], [0, 1]], np.float32)
    assert equal_rows(rows).tolist() == [0, 1, 0, -1, 1]


# building


def test_nothing_is_built_when_nothing_changed(home: Path, encoder: FakeEncoder) -> None:
    first = small(home, encoder)
    with Library.open(home, write=True) as library:
        assert build(library, encoder.fingerprint).folder == first.folder
    with Library.open(home) as library, pytest.raises(LibraryError, match="write=True"):
        build(library, encoder.fingerprint)


@pytest.mark.parametrize("change", ["add", "remove", "replace", "equal", "wordless", "everything"])
def test_a_change_is_made_on_a_copy_and_ends_as_a_building_anew(home: Path, encoder: FakeEncoder, change: str) -> None:
    fill(home, encoder, 300, each=30)
    with Library.open(home, write=True) as library:
        first = build(library, encoder.fingerprint)
        before = {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()}  # type: ignore[union-attr]
        if change == "remove":
            library.remove(library.holdings()[3].id)
        elif change == "everything":
            for holding in library.holdings()[:8]:
                library.remove(holding.id)
        else:
            texts = {"add": [EN, ZH], "equal": [EN, EN, numbered(7)], "wordless": ["…", "！"]}
            texts["replace"] = [*map(numbered, range(5)), MIXED]
            put(library, encoder, make_document(*texts[change], name="n0.txt" if change == "replace" else "new.txt"))
        stages: list[str] = []
        second = build(library, encoder.fingerprint, lambda stage, done, total: stages.append(stage))
        agrees_but_for_wordless(second, library, encoder)
        assert before == {path: path.read_bytes() for path in before}, "the last generation was changed in place"
        assert second.manifest.deleted == (0 if change == "everything" else {"remove": 30, "replace": 25}.get(change, 0))
        assert set(stages) <= {"words", "vectors", "check"} and "check" in stages


def agrees_but_for_wordless(generation_: Generation, library: Library, encoder: FakeEncoder) -> None:
    wordless = [p for p in library.passages() if not encoder.encode_questions([p.search_text]).any()]
    if not wordless:
        agrees(generation_, library, encoder)
        return
    assert {p.id for p in wordless} <= set(generation_.ids) and not generation_.manifest.exact
    assert (generation_.rows.same == -1).sum() == len(wordless)


def test_words_of_rows_that_are_kept_are_those_of_a_fresh_index() -> None:
    texts = [numbered(n) + ("韧性城市" if n % 3 else "") for n in range(50)]
    rows = np.array([0, 3, 4, 20, 49])
    kept, fresh = kept_words(KeywordIndex.build(texts), rows), KeywordIndex.build([texts[row] for row in rows])
    for name in KeywordIndex.__slots__:
        assert np.array_equal(getattr(kept, name), getattr(fresh, name)), name
    assert kept_words(KeywordIndex.build(texts), np.zeros(0, np.intp)).size == 0


def test_an_empty_library_has_an_index_too(home: Path, encoder: FakeEncoder) -> None:
    with Library.open(home, write=True) as library:
        empty = build(library, encoder.fingerprint)
        assert len(empty) == 0 and empty.dense(np.zeros(64, np.float32), 5)[0] == []
        put(library, encoder, make_document(EN, ZH))
        agrees(build(library, encoder.fingerprint), library, encoder)
        library.remove(library.holdings()[0].id)
        assert len(build(library, encoder.fingerprint)) == 0


def test_the_last_but_one_generation_is_kept_and_older_ones_go(home: Path, encoder: FakeEncoder) -> None:
    small(home, encoder)
    (home / "index" / "gen-99").mkdir()  # what a killed build left
    (home / "index" / ".CURRENT.abc").write_text("x")
    (home / "index" / "open-left").mkdir()
    os.utime(home / "index" / "open-left", (0, 0))
    with Library.open(home, write=True) as library:
        for number in range(3):
            put(library, encoder, make_document(f"{EN} {number}", name=f"{number}.txt"))
            build(library, encoder.fingerprint)
    assert sorted(path.name for path in (home / "index").iterdir()) == ["CURRENT", "gen-101", "gen-102"]


def test_passages_without_vectors_are_named_with_the_command(home: Path, encoder: FakeEncoder) -> None:
    small(home, encoder)
    with Library.open(home, write=True) as library, pytest.raises(LibraryError, match="Run `resilient rebuild`"):
        build(library, "another")


def test_a_full_disk_leaves_the_generation_before_in_use(home: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = small(home, encoder)
    with Library.open(home, write=True) as library:
        put(library, encoder, make_document(MIXED + EN, name="c.txt"))
        monkeypatch.setattr("ingest.files.free_bytes", lambda path: 10_000_000)
        with pytest.raises(LibraryError, match="10,000,000 bytes"):
            build(library, encoder.fingerprint)
        assert open_current(home, encoder.fingerprint).folder == first.folder
        assert len(manifest.generations(home)) == 1
        monkeypatch.undo()
        agrees(build(library, encoder.fingerprint), library, encoder)


def test_a_build_that_fails_leaves_the_generation_before_in_use(home: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = small(home, encoder)

    def fails(folder: Path) -> dict[str, str]:
        raise KeyboardInterrupt

    with Library.open(home, write=True) as library:
        put(library, encoder, make_document(MIXED + EN, name="c.txt"))
        monkeypatch.setattr(manifest, "file_hashes", fails)
        with pytest.raises(KeyboardInterrupt):
            build(library, encoder.fingerprint)
    assert open_current(home, encoder.fingerprint).folder == first.folder and len(manifest.generations(home)) == 1


# the proof


def checked(folder: Path) -> dict[str, object]:
    command = [sys.executable, "-m", "index.generation", "--check", folder]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    result: dict[str, object] = json.loads(ran.stdout.splitlines()[-1])
    assert ran.returncode == int(not result.get("ok"))
    return result


def test_a_fresh_process_sees_what_chroma_has_lost_and_what_it_kept(home: Path, encoder: FakeEncoder) -> None:
    from index.store import VectorStore

    fill(home, encoder, 200)
    with Library.open(home, write=True) as library:
        folder = build(library, encoder.fingerprint).folder
    assert folder is not None and checked(folder) == {"ok": True, "lost": [], "count": 0}
    with VectorStore(folder / "chroma") as store:
        gone = sorted(store.ids())[:3]
        store.delete(gone)
        store.add(["stranger"], encoder.encode_questions(["a stranger"]), lambda done: None)
    result = checked(folder)
    assert not result["ok"] and set(gone) | {"stranger"} <= set(result["lost"])  # type: ignore[call-overload]


def test_a_folder_that_cannot_be_proved_is_made_anew_and_then_searched_exactly(
    home: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = small(home, encoder)
    tried: list[bool] = []
    run = building._run

    def loses(folder: Path, progress: generation.Progress, workers: Workers) -> None:
        plan = building.Plan.read(folder)
        tried.append(plan.fresh)
        building.Plan(plan.fresh, plan.delete, plan.add[1:], plan.check).write(folder)
        run(folder, progress, workers)

    monkeypatch.setattr(building, "_run", loses)
    with Library.open(home, write=True) as library:
        put(library, encoder, make_document(MIXED + EN, name="c.txt"))
        second = build(library, encoder.fingerprint)
        assert second.manifest.exact and "not found" in second.manifest.doubt and not (second.folder / "chroma").exists()  # type: ignore[operator]
        assert tried == [False, False, False, True, False, False] and second.folder != first.folder
        assert second.dense(encoder.encode_questions([MIXED + EN])[0], 1)[0] == [library.passages()[-1].id]


def test_vectors_that_are_not_found_are_put_in_once_more(home: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    small(home, encoder)
    run, tried = building._run, list[building.Plan]()

    def loses_once(folder: Path, progress: generation.Progress, workers: Workers) -> None:
        plan = building.Plan.read(folder)
        tried.append(plan)
        building.Plan(plan.fresh, plan.delete, plan.add[len(tried) == 1 :], plan.check).write(folder)
        run(folder, progress, workers)

    monkeypatch.setattr(building, "_run", loses_once)
    with Library.open(home, write=True) as library:
        put(library, encoder, make_document(MIXED + EN, ZH + EN, name="c.txt"))
        agrees(build(library, encoder.fingerprint), library, encoder)
    assert len(tried) == 2 and len(tried[1].add) == 1 and set(tried[1].check) == set(tried[0].check)


# damage


def test_a_home_without_an_index_says_so(home: Path, encoder: FakeEncoder) -> None:
    with pytest.raises(IndexMissing, match="resilient rebuild"):
        open_current(home, encoder.fingerprint)


@pytest.mark.parametrize("fingerprint", ["fake-64-other", "", "fake-64 "])
def test_another_encoder_is_refused_with_the_command(home: Path, encoder: FakeEncoder, fingerprint: str) -> None:
    small(home, encoder)
    with pytest.raises(EncoderChanged, match=r"made with another encoder .fake-64. than .* Run `resilient rebuild`"):
        open_current(home, fingerprint)
    with Serving(home, fingerprint) as serving, pytest.raises(EncoderChanged):
        serving.current()


FILES = ["vectors.npy", "ids.npy", "keyword.passages.npy", "facets.npy", "same.npy", "manifest.json", "../CURRENT"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "delete"])
def test_each_damaged_file_is_found_out_and_the_index_is_built_again(home: Path, encoder: FakeEncoder, name: str, damage: str) -> None:
    path = (small(home, encoder).folder / name).resolve()  # type: ignore[operator]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    {"flip": lambda: path.write_bytes(data), "cut": lambda: os.truncate(path, len(data) - 3), "empty": lambda: os.truncate(path, 0),
     "delete": path.unlink}[damage]()  # fmt: skip
    with pytest.raises((IndexDamaged, IndexMissing)):
        open_current(home, encoder.fingerprint)


def test_an_index_of_another_program_or_another_library_is_stale(home: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = small(home, encoder)
    with Library.open(home, write=True) as library:
        monkeypatch.setattr(manifest, "program", lambda: "changed")
        assert first.foreign and not first.stale(library)
        second = build(library, encoder.fingerprint)
        assert second.folder != first.folder and second.manifest.program == "changed"
        monkeypatch.setattr("index.store.chroma_version", lambda: "9.9.9")
        monkeypatch.setattr(building, "chroma_version", lambda: "9.9.9")
        assert build(library, encoder.fingerprint).manifest.chromadb == "9.9.9"
        library.backup(home.parent / "backup.db")
        put(library, encoder, make_document(MIXED + EN, name="c.txt"))
        third = build(library, encoder.fingerprint)
    shutil.copy(home.parent / "backup.db", home / "library.db")
    with Library.open(home, write=True) as library:
        assert third.stale(library)
        put(library, encoder, make_document(ZH + EN, name="d.txt"))
        assert library.revision == int(third.manifest.state.split("-")[0]) and third.stale(library)
        agrees(build(library, encoder.fingerprint), library, encoder)


# cost


def test_a_search_imports_neither_chroma_nor_a_framework(home: Path, encoder: FakeEncoder) -> None:
    small(home, encoder)
    code = (
        "import sys; from pathlib import Path; from index.serving import Serving\n"
        "from tests.fakes import FakeEncoder\n"
        f"encoder = FakeEncoder(); serving = Serving(Path({str(home)!r}), encoder.fingerprint)\n"
        "print(len(serving.current().dense(encoder.encode_questions(['resilient city'])[0], 3)[0]))\n"
        "print(sorted({'chromadb', 'torch', 'llama_index', 'gradio', 'sqlalchemy', 'transformers'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.stdout == "3\n[]\n", ran.stderr


def test_opening_is_cheap(home: Path, encoder: FakeEncoder) -> None:
    fill(home, encoder, 3000, each=500)
    with Library.open(home, write=True) as library:
        build(library, encoder.fingerprint)
    started = time.process_time()
    open_current(home, encoder.fingerprint)
    assert time.process_time() - started < 0.1  # 3 ms on a quiet machine
