"""A process that answers always has an index: the newest that can be trusted, repaired by itself, from memory meanwhile."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from index.generation import build, open_current
from index.serving import Serving
from ingest.library import Library
from ingest.types import LibraryError
from tests.fakes import FakeEncoder, built_home, make_document, numbered, put

ROOT = Path(__file__).parent.parent.parent
SECONDS = 60.0


def found(serving: Serving, encoder: FakeEncoder, text: str) -> str:
    """The text that a search for a text finds first."""
    ids, _ = serving.current().dense(encoder.encode_questions([text])[0], 1)
    passage = serving.library.passage(ids[0])
    assert passage is not None
    return passage.text


def test_a_one_shot_process_opens_what_is_there_and_says_nothing(tmp_path: Path) -> None:
    encoder, lines = built_home(tmp_path / "home"), list[str]()
    with Serving(tmp_path / "home", encoder.fingerprint, notify=lines.append) as serving:
        assert found(serving, encoder, numbered(7)) == numbered(7) and lines == []
        assert serving.current() is serving.current() and serving.current().store is None


@pytest.mark.parametrize("damage", ["no index", "behind", "broken"])
@pytest.mark.parametrize("stays", [False, True])
def test_what_is_missing_behind_or_broken_is_built_again_with_a_line(tmp_path: Path, damage: str, stays: bool) -> None:
    home, lines = tmp_path / "home", list[str]()
    encoder = built_home(home)
    if damage == "no index":
        shutil.rmtree(home / "index")
    elif damage == "broken":
        (home / "index" / "gen-1" / "vectors.npy").write_bytes(b"")
    with Library.open(home, write=True) as library:
        put(library, encoder, make_document("a new 韧性 passage", name="new.txt"))
    encoder.encoded = 0
    with Serving(home, encoder.fingerprint, stays=stays, notify=lines.append) as serving:
        for text in (numbered(7), "a new 韧性 passage"):
            assert found(serving, encoder, text) == text  # at once, from memory where need be
        assert serving.ready(SECONDS)
        assert serving.current().folder is not None and found(serving, encoder, numbered(8)) == numbered(8)
        assert (serving.current().store is not None) == stays
        assert len(lines) == 1 and "It is being built from the library; nothing is lost and nothing is encoded again." in lines[0]
    assert encoder.encoded == 0
    with Library.open(home) as library:
        assert not open_current(home, encoder.fingerprint).stale(library)


def test_chroma_serves_a_process_that_stays_and_agrees_with_the_exact_search(tmp_path: Path) -> None:
    home = tmp_path / "home"
    encoder = built_home(home)
    with Library.open(home, write=True) as library:
        put(library, encoder, make_document(numbered(3), numbered(3) + " more", name="equal.txt"))
        build(library, encoder.fingerprint)
    exact = open_current(home, encoder.fingerprint)
    with Serving(home, encoder.fingerprint, stays=True) as serving:
        serving.current()
        assert serving.ready(SECONDS) and serving.current().store is not None
        for number in range(60):
            question = encoder.encode_questions([numbered(number)])[0]
            ids, scores = serving.current().dense(question, 5)
            expected, expected_scores = exact.dense(question, 5)
            assert ids == expected and abs(scores - expected_scores).max() < 1e-6
        assert [path.name for path in (home / "index").glob("open-*")] != []
    assert list((home / "index").glob("open-*")) == []


def test_a_chroma_folder_that_kills_whoever_opens_it_never_kills_us(tmp_path: Path) -> None:
    home = tmp_path / "home"
    encoder, lines = built_home(home), list[str]()
    for path in (home / "index" / "gen-1" / "chroma").rglob("*"):
        if path.is_file():
            path.write_bytes(b"\xff" * path.stat().st_size)
    with Serving(home, encoder.fingerprint, stays=True, notify=lines.append) as serving:
        assert found(serving, encoder, numbered(1)) == numbered(1)
        assert serving.ready(SECONDS) and serving.current().store is not None
        assert serving.current().folder is not None and serving.current().folder.name == "gen-2" and len(lines) == 1


def test_while_somebody_writes_the_answers_come_from_memory(tmp_path: Path) -> None:
    home, lines = tmp_path / "home", list[str]()
    encoder = built_home(home)
    with Library.open(home, write=True) as writer:
        put(writer, encoder, make_document("a new passage", name="new.txt"))
        for stays in (False, True):
            with Serving(home, encoder.fingerprint, stays=stays, notify=lines.append) as serving:
                assert found(serving, encoder, "a new passage") == "a new passage"
                assert serving.ready(SECONDS) and serving.current().folder is None
                assert lines == []  # the writer builds, and nobody needs to be told
        build(writer, encoder.fingerprint)
    with Serving(home, encoder.fingerprint) as serving:
        assert serving.current().folder is not None


def test_a_disk_that_is_full_is_told_once_and_answers_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, lines = tmp_path / "home", list[str]()
    encoder = built_home(home)
    shutil.rmtree(home / "index")
    monkeypatch.setattr("ingest.files.free_bytes", lambda path: 40_000_000)
    with Serving(home, encoder.fingerprint, notify=lines.append) as serving:
        for _ in range(3):
            assert found(serving, encoder, numbered(5)) == numbered(5)
        assert sum("cannot be built" in line and "40,000,000 bytes" in line for line in lines) == 1


def test_no_library_is_an_error_that_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="resilient ingest"):
        Serving(tmp_path / "home", "f")


@pytest.mark.parametrize("text", ["a new passage", "一段新的文字", "a new 韧性 passage"])
def test_what_is_in_the_library_is_found_before_its_index_is_written(tmp_path: Path, text: str) -> None:
    home = tmp_path / "home"
    encoder = built_home(home)
    with Serving(home, encoder.fingerprint, stays=True) as serving, Serving(home, encoder.fingerprint) as once:
        assert found(serving, encoder, numbered(7)) == found(once, encoder, numbered(7)) == numbered(7) and serving.ready(SECONDS)
        with Library.open(home, write=True) as library:
            put(library, encoder, make_document(text, name="new.txt"))
            assert found(serving, encoder, text) == text and serving.current() is serving.current()
            assert serving.current().folder is None and found(once, encoder, text) != text  # a process that does not stay is not disturbed
            put(library, encoder, make_document(f"{text} 2", name="again.txt"))
            assert serving._follow > 0
            serving._follow = time.monotonic() + SECONDS
            assert found(serving, encoder, f"{text} 2") != f"{text} 2"  # it was followed just now
            serving._follow = 0.0
            assert found(serving, encoder, f"{text} 2") == f"{text} 2"
            build(library, encoder.fingerprint)
        assert found(serving, encoder, f"{text} 2") == f"{text} 2" and serving.current().folder is not None


def test_a_library_too_large_for_memory_waits_for_its_index_which_is_built_where_nobody_builds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    encoder, text = built_home(home), "one more 韧性 passage"
    with Serving(home, encoder.fingerprint, stays=True) as serving:
        assert found(serving, encoder, numbered(7)) == numbered(7) and serving.ready(SECONDS)
        monkeypatch.setattr("index.serving.SOON", 10)
        with Library.open(home, write=True) as library:
            put(library, encoder, make_document(text, name="last.txt"))
        assert found(serving, encoder, text) != text
        serving._again = time.monotonic()  # nobody builds it: whoever wrote is gone
        serving.current()
        assert serving.ready(SECONDS) and found(serving, encoder, text) == text


INGEST = """
import sys
from pathlib import Path
from index.generation import build
from ingest.library import Library
from tests.fakes import FakeEncoder, make_document, put
encoder = FakeEncoder()
with Library.open(Path(sys.argv[1]), write=True) as library:
    for number in range(2):
        put(library, encoder, make_document(f"fresh passage {number} 新的段落", name=f"{number}.txt"))
        build(library, encoder.fingerprint)
        print("ready", flush=True)
"""


def test_an_ingest_from_the_terminal_is_answered_beside(tmp_path: Path) -> None:
    """T7: no error while another process ingests, and what it says is ready is found within 5 seconds."""
    home = tmp_path / "home"
    encoder, errors, stop, waited = built_home(home), list[Exception](), threading.Event(), list[float]()
    with Serving(home, encoder.fingerprint, stays=True) as serving:
        serving.current(), serving.ready(SECONDS)

        def ask() -> None:
            number = 0
            while not stop.is_set():
                try:
                    assert found(serving, encoder, numbered(number % 60)) == numbered(number % 60)
                except Exception as error:  # each is a fault that the test counts
                    errors.append(error)
                number += 1
                time.sleep(0.002)

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        with subprocess.Popen([sys.executable, "-c", INGEST, home], stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
            assert process.stdout is not None
            for number in range(2):
                assert process.stdout.readline() == "ready\n"
                started = time.monotonic()
                text = f"fresh passage {number} 新的段落"
                while found(serving, encoder, text) != text:
                    time.sleep(0.01)
                waited.append(time.monotonic() - started)
        serving.ready(SECONDS)
        stop.set()
        for thread in threads:
            thread.join()
        assert found(serving, encoder, "fresh passage 1 新的段落") == "fresh passage 1 新的段落" and serving.current().store is not None
    assert errors == [] and max(waited) < 5
