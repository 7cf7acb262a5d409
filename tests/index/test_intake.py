"""From inputs to a built index: each input ends in one state, the others go on, and nothing that is in is lost or encoded twice."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from index.encoder import BundledEncoder
from index.generation import EncoderChanged, open_current
from index.intake import BUNDLED, Outcome, Progress, ingest, reencode
from index.search import Searcher
from ingest.bundled import bundled_documents
from ingest.library import Library
from ingest.types import LibraryLocked, State
from tests.assistant import homes
from tests.assistant.article import NAMED
from tests.fakes import FakeEncoder

TEXTS = {
    "bells.txt": "A note on bells\n\nThe bells of Velmora are rung when the river rises above the third step of the quay.\n",
    "船.txt": "关于渡船的说明\n\n韦尔莫拉的渡船在水位高于码头第三级台阶时停航，乘客改走山上的小路。\n",
    "mixed.txt": "A note on ferries\n\nThe ferry stops when the water is high. 水位高时渡船停航，乘客改走小路。\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return _written(tmp_path / "inputs")


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of inputs that no test changes, taken in by a `FakeEncoder` in `filled`."""
    return _written(tmp_path_factory.mktemp("intake") / "inputs")


@pytest.fixture(scope="module")
def filled(inputs: Path) -> Path:
    ingest(inputs.parent / "home", [str(inputs)], FakeEncoder(), bundled=False)
    return inputs.parent / "home"


def _written(made: Path) -> Path:
    made.mkdir()
    for name, text in TEXTS.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def states(outcomes: list[Outcome]) -> dict[str, State]:
    return {Path(outcome.input).name: outcome.state for outcome in outcomes}


def texts(home: Path, name: str = "") -> list[str]:
    """The texts of the passages that can be found, by document and order; those of one file where it is named."""
    with Library.open(home) as library:
        held = [one for one in library.holdings() if one.active and name in ("", one.name)]
        return [passage.text for one in held for passage in library.passages_of(one.id)]


def test_a_folder_is_taken_in_and_found(folder: Path, tmp_path: Path) -> None:
    home, encoder, heard = tmp_path / "home", FakeEncoder(), list[Progress]()
    outcomes = ingest(home, [str(folder)], encoder, bundled=False, report=heard.append)
    assert states(outcomes) == dict.fromkeys(TEXTS, State.READY)
    assert all(outcome.document and outcome.passages == outcome.encoded > 0 and not outcome.message for outcome in outcomes)
    assert encoder.encoded == sum(outcome.encoded for outcome in outcomes)
    assert {Path(progress.input).name for progress in heard} >= set(TEXTS) and all(0 <= p.done <= p.total or not p.total for p in heard)
    with Library.open(home) as library:
        searcher = Searcher(library, open_current(home, encoder.fingerprint), encoder)
        for question, words in (("bells of Velmora", "bells"), ("渡船停航", "渡船"), ("The ferry 停航 when the water is high", "ferry")):
            assert words in searcher.search(question, 1)[0].passage.text


def test_what_is_unchanged_is_neither_read_nor_encoded(inputs: Path, filled: Path) -> None:
    home, encoder = filled, FakeEncoder()
    with Library.open(home) as library:
        documents = {held.name: (held.id, held.passages) for held in library.holdings()}
    stamp = (home / "index" / "CURRENT").stat().st_mtime_ns
    second = ingest(home, [str(inputs)], encoder, bundled=False)
    assert states(second) == dict.fromkeys(TEXTS, State.UNCHANGED) and encoder.encoded == 0
    assert {Path(o.input).name: (o.document, o.passages) for o in second} == documents
    assert [outcome.encoded for outcome in second] == [0, 0, 0]
    assert (home / "index" / "CURRENT").stat().st_mtime_ns == stamp, "the index is left as it is"


def test_a_changed_file_takes_the_place_of_its_former_self(folder: Path, tmp_path: Path) -> None:
    home, encoder = tmp_path / "home", FakeEncoder()
    ingest(home, [str(folder)], encoder, bundled=False)
    for name in TEXTS:  # one English, one Chinese, one mixed
        before, old = texts(home), texts(home, name)
        new = f"A new note\n\nNothing of the old {name} stands here any more; 旧的说明已经没有了。\n"
        (folder / name).write_text(new, encoding="utf-8")
        outcomes = ingest(home, [str(folder)], encoder, bundled=False)
        assert states(outcomes) == {**dict.fromkeys(TEXTS, State.UNCHANGED), name: State.READY}
        after, now = texts(home), texts(home, name)
        assert sorted(set(before) - set(old)) == sorted(set(after) - set(now)), "the other files are as they were"
        assert not set(old) & set(after) and any(f"Nothing of the old {name}" in text for text in now)
    with Library.open(home) as library:
        assert not open_current(home, encoder.fingerprint).stale(library) and len(library.holdings()) == 3


def test_bad_inputs_are_told_and_the_good_ones_go_on(folder: Path, tmp_path: Path) -> None:
    home, encoder = tmp_path / "home", FakeEncoder()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.txt").write_text(" \n\t\n", encoding="utf-8")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "big.txt").write_text("Long enough to be too big. " * 2000, encoding="utf-8")
    (folder / "picture.xyz").write_bytes(b"\x89XYZ")
    (folder / "link.txt").symlink_to(folder / "bells.txt")
    outcomes = ingest(home, [str(folder), str(tmp_path / "missing 没有.txt")], encoder, bundled=False, most_bytes=40_000)
    found = states(outcomes)
    assert {name: found[name] for name in TEXTS} == dict.fromkeys(TEXTS, State.READY)
    bad = {outcome.input: outcome for outcome in outcomes if Path(outcome.input).name not in TEXTS}
    by_name = {Path(name).name: outcome for name, outcome in bad.items()}
    assert by_name["empty.txt"].state is by_name["blank.txt"].state is State.EMPTY
    assert by_name["big.txt"].state is State.TOO_BIG and by_name["missing 没有.txt"].state is State.FAILED
    assert by_name["binary.txt"].state in (State.UNSUPPORTED, State.FAILED)
    for outcome in bad.values():
        assert outcome.message and outcome.code and outcome.document is None and outcome.passages == outcome.encoded == 0
    with Library.open(home) as library:
        assert {library_input.state for name in ("empty.txt", "big.txt") if (library_input := _input(library, folder, name))} == {
            State.EMPTY,
            State.TOO_BIG,
        }
    assert len(texts(home)) >= 3


def _input(library: Library, folder: Path, name: str) -> object:
    uri = next((outcome for outcome in (str(folder / name), (folder / name).as_uri()) if library.input(outcome, name)), "")
    return library.input(uri, name)


def test_a_file_that_was_bad_is_taken_in_when_it_is_mended(folder: Path, tmp_path: Path) -> None:
    home, encoder = tmp_path / "home", FakeEncoder()
    late = folder / "late.txt"
    late.write_bytes(b"")
    assert states(ingest(home, [str(late)], encoder, bundled=False)) == {"late.txt": State.EMPTY}
    late.write_text(TEXTS["mixed.txt"], encoding="utf-8")
    assert states(ingest(home, [str(late)], encoder, bundled=False)) == {"late.txt": State.READY}


def test_a_file_that_turns_bad_does_not_take_away_what_is_in(folder: Path, tmp_path: Path) -> None:
    home, encoder = tmp_path / "home", FakeEncoder()
    ingest(home, [str(folder)], encoder, bundled=False)
    before = sorted(texts(home))
    (folder / "bells.txt").write_bytes(b"")
    assert states(ingest(home, [str(folder)], encoder, bundled=False))["bells.txt"] is State.EMPTY
    assert sorted(texts(home)) == before


def test_the_corpus_that_ships_is_one_input(tmp_path: Path) -> None:
    home, encoder = tmp_path / "home", FakeEncoder()
    (outcome,) = ingest(home, [], encoder)
    shipped = {passage.id for _, passages in bundled_documents() for passage in passages}
    assert (outcome.input, outcome.state) == (BUNDLED, State.READY) and outcome.passages >= len(shipped) > 400
    encoder.encoded = 0
    (again,) = ingest(home, [], encoder)
    assert (again.state, again.encoded, encoder.encoded) == (State.UNCHANGED, 0, 0)


def active(home: Path) -> dict[str, bool]:
    with Library.open(home) as library:
        return {held.name: held.active for held in library.holdings() if held.work == "chen-2024"}


def test_the_articles_own_text_takes_the_digests_place_until_it_is_removed(tmp_path: Path) -> None:
    """With the paper where it lies beside the repository, else with our article in its place."""
    home, encoder, file = tmp_path / "home", FakeEncoder(), tmp_path / "article.txt"
    file.write_text(homes.PAPER.read_text(encoding="utf-8") if homes.PAPER.is_file() else NAMED, encoding="utf-8")
    outcomes = ingest(home, [str(file)], encoder)
    assert [outcome.state for outcome in outcomes] == [State.READY] * 2
    assert active(home) == {"digest of the article": False, "article.txt": True}
    with Library.open(home) as library:
        searcher = Searcher(library, open_current(home, encoder.fingerprint), encoder)
        for question in ("engineering resilience", "工程韧性", "韧性 resilience"):
            assert "digest" not in {hit.passage.origin for hit in searcher.search(question, 20)}
    encoder.encoded = 0
    with Library.open(home, write=True) as library:
        assert outcomes[1].document is not None
        library.remove(outcomes[1].document)
    ingest(home, [], encoder)
    assert active(home) == {"digest of the article": True} and encoder.encoded == 0
    with Library.open(home) as library:
        searcher = Searcher(library, open_current(home, encoder.fingerprint), encoder)
        assert "digest" in {hit.passage.origin for hit in searcher.search("engineering resilience 工程韧性", 20)}


def test_another_encoder_is_refused_with_the_command_that_helps(inputs: Path, filled: Path) -> None:
    home, first, second = filled, FakeEncoder(), FakeEncoder("other")
    before = texts(home)
    with pytest.raises(EncoderChanged, match=r"resilient rebuild") as told:
        ingest(home, [str(inputs)], second, bundled=False)
    assert first.fingerprint in str(told.value) and second.fingerprint in str(told.value) and second.encoded == 0
    with pytest.raises(EncoderChanged, match=r"resilient rebuild"):
        ingest(home, [], BundledEncoder.load(), bundled=False)
    assert texts(home) == before and open_current(home, first.fingerprint)


def test_reencoding_makes_the_home_the_other_encoders(inputs: Path, filled: Path, tmp_path: Path) -> None:
    home, second = shutil.copytree(filled, tmp_path / "home"), FakeEncoder("other")
    heard: list[Progress] = []
    count = len(texts(home))
    assert reencode(home, second, report=heard.append) == count == second.encoded
    assert heard[0].total == count and heard[0].input == "encode"
    assert states(ingest(home, [str(inputs)], second, bundled=False)) == dict.fromkeys(TEXTS, State.UNCHANGED)
    with Library.open(home) as library:
        assert tuple(library.fingerprints()) == (second.fingerprint,)
        assert len(open_current(home, second.fingerprint)) == count


def test_a_second_writer_is_told_or_waits(folder: Path, tmp_path: Path) -> None:
    home, encoder = tmp_path / "home", FakeEncoder()
    with Library.open(home, write=True) as holder:
        assert holder
        with pytest.raises(LibraryLocked, match=r"\d+"):
            ingest(home, [str(folder)], encoder, bundled=False)
        waiting: list[Outcome] = []
        thread = threading.Thread(target=lambda: waiting.extend(ingest(home, [str(folder)], encoder, bundled=False, wait=30)))
        thread.start()
    thread.join(60)
    assert states(waiting) == dict.fromkeys(TEXTS, State.READY)
