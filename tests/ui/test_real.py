"""The terminal over a real small home: nothing stands in for anything; each command is a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

GUIDE = (
    "A short guide to bridges\n\n1 Bridges\n\n"
    "After a flood, the recovery time of a bridge is measured in hours until traffic flows again. "
    "Spare parts kept in a depot near the river shorten that time.\n\n2 Roofs\n\n"
    "Hilltown painted its roofs white in 2018 to keep houses cool.\n"
)
REPORT = "桥梁简明指南\n\n洪水之后，桥梁的恢复时间以交通恢复所需的小时数来衡量。河边仓库中的备件可以缩短这一时间。\n"
HEAVY = "torch transformers gradio llama_index chromadb sentence_transformers pandas fastapi scipy"
ASKING = f"""
import sys, ui.cli
try:
    ui.cli.main()
finally:
    print(*sorted(set({HEAVY!r}.split()) & {{name.partition('.')[0] for name in sys.modules}}), file=sys.stderr)
"""


def resilient(home: Path, *words: str, code: str = "import ui.cli; ui.cli.main()", language: str = "en") -> Any:
    environment = {**os.environ, "RESILIENT_HOME": str(home), "RESILIENT_INTERFACE": language}
    return subprocess.run([sys.executable, "-c", code, *words], env=environment, capture_output=True, text=True, timeout=240, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("real")
    (folder / "guide.txt").write_text(GUIDE, encoding="utf-8")
    (folder / "指南.txt").write_text(REPORT, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    yield folder


@pytest.fixture(scope="module")
def filled(home: Path) -> Path:
    files = [str(home / name) for name in ("guide.txt", "指南.txt", "empty.txt")]
    done = resilient(home / "home", "ingest", *files, "--no-bundled", "--json")
    rows = json.loads(done.stdout)
    assert [row["state"] for row in rows] == ["ready", "ready", "empty"], done.stderr
    assert done.returncode == 1, "one input did not end well"
    return home / "home"


def test_a_second_ingest_encodes_nothing(filled: Path, home: Path) -> None:
    done = resilient(filled, "ingest", str(home / "guide.txt"), str(home / "指南.txt"), "--no-bundled", "--json")
    assert done.returncode == 0, done.stderr
    assert [(row["state"], row["encoded"]) for row in json.loads(done.stdout)] == [("unchanged", 0)] * 2


@pytest.mark.parametrize(
    ("question", "words", "file"),
    [
        ("How is the recovery time of a bridge measured after a flood?", "hours", "guide.txt"),
        ("洪水之后桥梁的恢复时间如何衡量？", "小时", "指南.txt"),
    ],
)
def test_a_cold_question_is_answered_without_anything_heavy(question: str, words: str, file: str, filled: Path) -> None:
    done = resilient(filled, "ask", question, "--json", code=ASKING)
    assert done.returncode == 0, done.stderr
    row = json.loads(done.stdout)
    assert not row["abstained"] and words in row["answer"]
    assert all(row["citations"][0][name] for name in ("passage", "work", "quote", "kind"))
    assert done.stderr.strip() == "", f"imported for one question: {done.stderr}"
    found = json.loads(resilient(filled, "search", question, "-k", "2", "--json").stdout)
    assert found["hits"][0]["document"] == file


def test_quotes_stand_where_they_are_said_to(filled: Path) -> None:
    row = json.loads(resilient(filled, "ask", "How is the recovery time of a bridge measured after a flood?", "--json").stdout)
    for cited in row["citations"]:
        assert GUIDE[cited["start"] : cited["end"]] == cited["quote"]


def test_batches_of_both_languages(filled: Path, tmp_path: Path) -> None:
    rows = [
        {"id": "en", "question": "What shortens the recovery time of a bridge?"},
        {"id": "zh", "question": "什么可以缩短桥梁的恢复时间？"},
        {"id": "mixed", "question": "bridge 的恢复时间 how is it measured?"},
        {"id": "none", "question": "Who won the chess championship in 1972?"},
        {"id": "bad"},
    ]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    done = resilient(filled, "ask", "--batch", str(tmp_path / "rows.jsonl"))
    made = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert [row["id"] for row in made] == ["en", "zh", "mixed", "none", "bad"]
    assert [row.get("abstained") for row in made] == [False, False, False, True, None]
    assert "error" in made[-1]


def test_status_and_rebuild(filled: Path) -> None:
    before = json.loads(resilient(filled, "status", "--json").stdout)
    assert before["healthy"] and before["documents"] == 2
    done = resilient(filled, "rebuild", "--json")
    after = json.loads(done.stdout)
    assert done.returncode == 0 and after["healthy"] and after["passages"] == before["passages"]


def test_the_page_starts_and_ends_politely(filled: Path) -> None:
    import signal

    environment = {**os.environ, "RESILIENT_HOME": str(filled), "RESILIENT_INTERFACE": "zh"}
    words = [sys.executable, "-c", "import ui.cli; ui.cli.main()", "chat", "--port", "0", "--no-browser"]
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stderr
        assert "页面地址：http://127.0.0.1:" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        assert process.stderr.read() == ""


@pytest.mark.parametrize(("language", "words"), [("en", "library"), ("zh", "文献库")])
def test_a_home_of_a_newer_version_is_one_sentence(language: str, words: str, tmp_path: Path) -> None:
    import sqlite3

    resilient(tmp_path, "status")
    (tmp_path).mkdir(exist_ok=True)
    with sqlite3.connect(tmp_path / "library.db") as database:
        database.execute("PRAGMA user_version = 9999")
    database.close()
    done = resilient(tmp_path, "ask", "q", language=language)
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert words in done.stderr and done.stderr.count("\n") == 1 and "Traceback" not in done.stderr
