"""The terminal's contract: shapes of JSON, order of rows, bad rows, exit codes, and both languages."""

import json
import subprocess
import sys
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fake_assistant import FakeAssistant, Locked, Status

from ingest.types import LibraryLocked, State
from ui.cli import A_REPAIR, run
from ui.terminal import plain

HIT = {"passage", "document", "work", "section", "language", "score", "text"}
CITATION = {"number", "passage", "work", "section", "page", "language", "quote", "start", "end", "kind", "place"}
ANSWER = {"id", "answer", "language", "abstained", "citations", "notes", "seconds", "model"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one input ended."""

    input: str
    state: State
    document: str | None = None
    passages: int = 0
    encoded: int = 0
    message: str = ""
    code: str = ""
    message_zh: str = ""


class Assembled(types.ModuleType):
    """Stands where assistant.assemble stands, over the small assistant; remembers what it was asked to do."""

    def __init__(self) -> None:
        super().__init__("assistant.assemble")
        self.assistant = FakeAssistant()
        self.outcomes: list[Outcome] = [Outcome("a.txt", State.READY, "d1", 4, 4), Outcome("b.txt", State.UNCHANGED, "d2", 2)]
        self.given: list[Any] = []
        self.homes: list[Path] = []
        self.opening: Exception | None = None
        self.sound = True

    def open_assistant(self, settings: Any, *, long_lived: bool = False, notify: Callable[[str], None] | None = None) -> FakeAssistant:
        self.homes.append(settings.home)
        if self.opening:
            raise self.opening
        return self.assistant

    def ingest(
        self, settings: Any, inputs: Sequence[str], *, bundled: bool, work: str, again: bool, wait: float, progress: Any
    ) -> list[Outcome]:
        self.given.append((tuple(inputs), bundled, wait, *filter(None, [work, again])))
        if self.opening:
            raise self.opening
        return self.outcomes

    def rebuild(self, settings: Any, progress: Callable[[Any], None] | None = None) -> Status:
        return Status(generation="gen-2", healthy=self.sound)


@pytest.fixture
def assembled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Assembled:
    module = Assembled()
    import assistant

    monkeypatch.setitem(sys.modules, "assistant.assemble", module)
    monkeypatch.setattr(assistant, "assemble", module, raising=False)
    monkeypatch.setenv("RESILIENT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RESILIENT_INTERFACE", "en")
    return module


@pytest.fixture
def out(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    def read() -> str:
        captured = capsys.readouterr()
        assert captured.err == "", captured.err
        return captured.out

    return read


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def batch(folder: Path, *rows: object) -> str:
    path = folder / "rows.jsonl"
    made = [row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() for row in rows]
    path.write_bytes(b"\n".join(made) + b"\n")
    return str(path)


@pytest.mark.parametrize(
    ("question", "language"), [("How is a flood measured?", "en"), ("洪水如何衡量？", "zh"), ("flood 之后如何 measured?", "zh")]
)
def test_ask_json_is_the_contracts_object(question: str, language: str, assembled: Assembled, out: Callable[[], str]) -> None:
    assert run(["ask", question, "--json"]) == 0
    row = json.loads(out())
    assert set(row) == ANSWER
    assert (row["language"], row["abstained"], len(row["citations"]), len(row["notes"])) == (language, False, 2, 1)
    assert all(set(cited) == CITATION for cited in row["citations"])
    assert row["notes"][0]["erratum"] == "E1" and row["notes"][0]["citations"] == [1]
    assert isinstance(row["seconds"], float)


def test_ask_passes_the_language_on(assembled: Assembled, out: Callable[[], str]) -> None:
    assert run(["ask", "flood?", "--language", "zh", "--json"]) == 0
    assert json.loads(out())["language"] == "zh"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("flood?", ("Sources", "[1] Guide to bridges", "1 Bridges", "p. 3", "English", "the paper", "Corrections", "“Spare parts")),
        ("洪水？", ("出处", "[1] 桥梁指南", "1 桥梁", "第 3 页", "中文", "论文原文", "更正", "“备件")),
        ("cats?", ("The sources do not answer this.", "Nearest in the sources")),
        ("猫？", ("资料未回答这个问题。", "最接近的内容")),
    ],
)
def test_ask_shows_answer_sources_and_notes(question: str, words: Sequence[str], assembled: Assembled, out: Callable[[], str]) -> None:
    assert run(["ask", question]) == 0
    shown = out()
    places = [shown.find(word) for word in words]
    assert -1 not in places, (words[places.index(-1)], shown)


def test_search_json(assembled: Assembled, out: Callable[[], str]) -> None:
    assert run(["search", "flood", "-k", "3", "--json"]) == 0
    row = json.loads(out())
    assert set(row) == {"id", "hits", "seconds"} and len(row["hits"]) == 3
    assert all(set(hit) == HIT for hit in row["hits"])
    assert row["hits"][0]["document"] == "doc-en.txt" and row["hits"][0]["score"] == 1.0


def test_search_shows_its_hits(assembled: Assembled, out: Callable[[], str]) -> None:
    assert run(["search", "洪水"]) == 0
    shown = out()
    assert "4 passages" in shown and "doc-zh.txt" in shown and "score 0.500" in shown


SEARCHED = f"{Path(__file__).parent}:{Path(__file__).parents[2]}"
ROWS: list[tuple[object, str | None]] = [
    ({"id": "a", "question": "flood?"}, None),
    ({"id": 2, "question": "洪水？"}, None),
    (b"{not json", "not a JSON object"),
    (b"[1, 2]", "not a JSON object"),
    (b"null", "not a JSON object"),
    (b"", "an empty line"),
    (b"   ", "an empty line"),
    ({"question": "flood?"}, "id is missing"),
    ({"id": None, "question": "flood?"}, "id is missing"),
    ({"id": True, "question": "flood?"}, "id is missing"),
    ({"id": 10**400, "question": "flood?"}, "id is missing"),
    ({"id": ["x"], "question": "flood?"}, "id is missing"),
    ({"id": " ", "question": "flood?"}, "id is missing"),
    ({"id": "b"}, "question is missing"),
    ({"id": "c", "question": ""}, "question is missing"),
    ({"id": "d", "question": "  "}, "question is missing"),
    ({"id": "e", "question": 7}, "question is missing"),
    (b'{"id": "f", "question": "\\ud800"}', "question is missing"),
    (b'{"id": "g", "question": "\xff"}', "not UTF-8"),
    (b"[" * 200_000, "not a JSON object"),
    (b'{"id": "h", "question": "' + b"9" * 5000 + b'"}', None),
    (b'\xef\xbb\xbf{"id": "i", "question": "2017?"}\r', None),
    ({"id": "j", "question": "2017 哪些 cases?"}, None),
]


@pytest.mark.parametrize("command", ["ask", "search"])
def test_batch_keeps_order_and_survives_bad_rows(command: str, assembled: Assembled, tmp_path: Path, out: Callable[[], str]) -> None:
    assert run([command, "--batch", batch(tmp_path, *(row for row, _ in ROWS))]) == 0
    made = lines(out())
    assert len(made) == len(ROWS)
    for row, (given, complaint) in zip(made, ROWS, strict=True):
        if complaint is None:
            assert "error" not in row and set(row) == (ANSWER if command == "ask" else {"id", "hits", "seconds"})
        else:
            assert complaint in row["error"], (given, row)
    assert [row["id"] for row in made if "error" not in row] == ["a", 2, "h", "i", "j"]


@pytest.mark.parametrize("before", ["flood?", [1], {"a": 1}, 3])
def test_a_wrong_before_is_a_bad_row(before: object, assembled: Assembled, tmp_path: Path, out: Callable[[], str]) -> None:
    run(["ask", "--batch", batch(tmp_path, {"id": "a", "question": "flood?", "before": before})])
    assert lines(out()) == [{"id": "a", "error": "before is not a list of texts"}]


@pytest.mark.parametrize("language", ["de", 1, ["en"], {}])
def test_a_wrong_language_is_a_bad_row(language: object, assembled: Assembled, tmp_path: Path, out: Callable[[], str]) -> None:
    run(["ask", "--batch", batch(tmp_path, {"id": "a", "question": "flood?", "language": language})])
    assert "language" in lines(out())[0]["error"]


def test_before_and_language_reach_the_assistant(assembled: Assembled, tmp_path: Path, out: Callable[[], str]) -> None:
    full = {"id": 1, "question": "flood?", "before": ["2017?", "洪水？"], "language": "zh"}
    rows = (full, {"id": 2, "question": "flood?", "language": None})
    assert run(["ask", "--batch", batch(tmp_path, *rows)]) == 0
    assert [row["language"] for row in lines(out())] == ["zh", "en"]
    assert [asked[1] for asked in assembled.assistant.asked] == [("2017?", "洪水？"), ()]


def test_an_error_in_one_row_is_logged_and_the_rest_go_on(assembled: Assembled, tmp_path: Path, out: Callable[[], str]) -> None:
    assembled.assistant.broken = ZeroDivisionError("inside")
    assert run(["ask", "--batch", batch(tmp_path, {"id": 1, "question": "a"}, {"id": 2, "question": "b"})]) == 0
    assert [row["error"] for row in lines(out())] == ["unexpected error (ZeroDivisionError)"] * 2
    log = tmp_path / "home" / "log" / "errors.log"
    assert log.read_text(encoding="utf-8").count("ZeroDivisionError: inside") == 2
    assert log.stat().st_mode & 0o077 == 0


def test_an_error_of_ours_in_a_row_is_its_sentence(assembled: Assembled, tmp_path: Path, out: Callable[[], str]) -> None:
    assembled.assistant.broken = Locked("Rebuild first.")
    assert run(["search", "--batch", batch(tmp_path, {"id": 1, "question": "a"})]) == 0
    assert lines(out()) == [{"id": 1, "error": "Rebuild first."}]


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_an_unreadable_batch_file(name: str, assembled: Assembled, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "--batch", str(tmp_path / name)]) == 1
    captured = capsys.readouterr()
    assert captured.out == "" and "cannot be read" in captured.err and captured.err.count("\n") == 1
    assert assembled.homes == [], "nothing is opened for a file that cannot be read"


def test_an_empty_batch_file_is_no_error(assembled: Assembled, tmp_path: Path, out: Callable[[], str]) -> None:
    (tmp_path / "none.jsonl").write_bytes(b"")
    assert run(["ask", "--batch", str(tmp_path / "none.jsonl")]) == 0
    assert out() == ""


def test_ingest_rows_and_codes(assembled: Assembled, out: Callable[[], str]) -> None:
    assert run(["ingest", "a.txt", "b.txt", "--no-bundled", "--wait", "2.5"]) == 0
    shown = out()
    assert "a.txt" in shown and "ready" in shown and "already there" in shown
    assert assembled.given == [(("a.txt", "b.txt"), False, 2.5)]
    assert run(["ingest", "--json"]) == 0
    made = json.loads(out())
    assert [row["state"] for row in made] == ["ready", "unchanged"]
    assert set(made[0]) == {"input", "state", "document", "passages", "encoded", "message", "code"}
    assert assembled.given[-1] == ((), True, A_REPAIR)


@pytest.mark.parametrize("state", [state for state in State if state not in (State.READY, State.UNCHANGED)])
def test_ingest_fails_when_one_input_does(state: State, assembled: Assembled, out: Callable[[], str]) -> None:
    assembled.outcomes.append(Outcome("c.pdf", state, message="because"))
    assert run(["ingest", "c.pdf"]) == 1
    assert str(state) in out().replace("not supported", "unsupported")


def test_ingest_of_nothing_is_no_success(assembled: Assembled, out: Callable[[], str]) -> None:
    assembled.outcomes = []
    assert run(["ingest", "empty"]) == 1
    assert "nothing to take in" in out()


def test_status_and_rebuild(assembled: Assembled, out: Callable[[], str]) -> None:
    assert run(["status"]) == 0
    assert "Passages" in (shown := out()) and "English 2, Chinese 2" in shown
    assert run(["status", "--json"]) == 0
    assert json.loads(out())["passages"] == 4
    assert run(["rebuild", "--json"]) == 0
    assert json.loads(out())["generation"] == "gen-2"
    assembled.sound = False
    assert run(["rebuild"]) == 1
    assert "Sound" in out()


@pytest.mark.parametrize("words", [["--home", "HOME"], ["--home=HOME"]])
def test_home_is_taken_by_every_command(words: list[str], assembled: Assembled, tmp_path: Path, out: Callable[[], str]) -> None:
    given = [word.replace("HOME", str(tmp_path / "mine")) for word in words]
    assert run(["ask", "flood?", *given]) == 0
    assert assembled.homes == [tmp_path / "mine"]
    for command in ("ingest", "search", "status", "rebuild", "chat", "ask"):
        run([command, "--help"])
        assert "--home" in out()


@pytest.mark.parametrize(
    "words",
    [
        [], ["ask"], ["ask", " "], ["ask", "q", "--batch", "x"], ["search"], ["ask", "q", "--nonsense"], ["nonsense"],
        ["search", "q", "-k", "0"], ["search", "q", "-k", "many"], ["ask", "q", "--language", "de"], ["chat", "--port", "99999"],
        ["ingest", "--wait", "-1"], ["ask", "a", "b"],
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh"])
def test_wrong_usage_is_two(
    words: list[str], language: str, assembled: Assembled, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESILIENT_INTERFACE", language)
    assert run(words) == 2
    captured = capsys.readouterr()
    if words:
        assert captured.out == "" and captured.err.count("\n") == 1
        assert ("用" in captured.err or "请" in captured.err) == (language == "zh"), captured.err
    assert assembled.homes == []


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "Process 7 writes; wait."), ("zh", "另一进程正在写入文献库（Process 7 writes; wait.）")]
)
def test_errors_are_one_sentence_in_the_interfaces_language(
    language: str, sentence: str, assembled: Assembled, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESILIENT_INTERFACE", language)
    assembled.opening = LibraryLocked("Process 7 writes; wait.")
    for words in (["ask", "q"], ["ingest", "x"], ["status"], ["search", "q", "--json"]):
        assert run(words) == 1
        captured = capsys.readouterr()
        assert (captured.out, captured.err) == ("", sentence + "\n")


def test_help_is_in_the_interfaces_language(assembled: Assembled, monkeypatch: pytest.MonkeyPatch, out: Callable[[], str]) -> None:
    assert run(["ask", "--help"]) == 0
    assert "Answer a question" in out()
    monkeypatch.setenv("RESILIENT_INTERFACE", "zh")
    assert run(["ask", "--help"]) == 0
    shown = out()
    assert all(word in shown for word in ("用法：", "参数", "选项", "回答问题", "显示此说明", "默认值"))
    assert not any(word in shown for word in ("Usage", "Options", "Arguments", "Show this", "option.", "command."))


def test_a_broken_setting_is_a_sentence(assembled: Assembled, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for text, word in (("threshold = 7\n", "threshold"), ("threshold = \n", "settings"), ("unknown_field = 1\n", "unknown_field")):
        (home / "settings.toml").write_text(text, encoding="utf-8")
        assert run(["ask", "q"]) == 1
        captured = capsys.readouterr()
        assert captured.out == "" and word in captured.err and captured.err.count("\n") == 1


@pytest.mark.parametrize("text", ["a\x1b[31mred\x1b[0m", "\x9b31m", "\u202eevil", "bell\x07", "韧\u200b性"])
def test_control_characters_do_not_reach_the_terminal(text: str, assembled: Assembled, out: Callable[[], str]) -> None:
    assert not set(plain(text)) & set("\x1b\x9b\u202e\x07\u200b")
    assembled.outcomes = [Outcome(text, State.READY)]
    run(["ingest", text])
    assert not set(out()) & set("\x1b\x9b\u202e\x07\u200b")


def test_rich_markup_in_documents_is_text(assembled: Assembled, out: Callable[[], str]) -> None:
    assembled.outcomes = [Outcome("[bold]x[/bold] :smile: [link=https://evil.example]y[/link]", State.FAILED, message="[red]m[/red]")]
    assert run(["ingest", "x"]) == 1
    shown = out().replace("\n", "").replace(" ", "")
    assert "[bold]" in shown and ":smile:" in shown and "[red]" in shown


def child(code: str, home: Path, *, language: str = "en", encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
    environment = {
        "PATH": "/usr/bin:/bin", "HOME": str(home), "RESILIENT_HOME": str(home), "RESILIENT_INTERFACE": language,
        "PYTHONIOENCODING": encoding, "PYTHONPATH": SEARCHED,
    }  # fmt: skip
    return subprocess.run([sys.executable, "-W", "error", "-c", code], env=environment, capture_output=True, timeout=60, check=False)


START = """
import sys
sys.path[:0] = []
from test_cli import Assembled
import assistant
module = Assembled()
sys.modules["assistant.assemble"] = module
assistant.assemble = module
"""


def test_the_terminal_imports_nothing_heavy(tmp_path: Path) -> None:
    """`ui` alone: none of the slow frameworks is loaded for a question; assistant and index test the same of theirs."""
    code = (
        START
        + """
from ui.cli import run
assert run(["ask", "flood?"]) == 0 and run(["search", "flood?", "--json"]) == 0
heavy = {"torch", "transformers", "gradio", "llama_index", "chromadb", "sentence_transformers", "fastapi", "starlette", "pandas"}
sys.exit(" ".join(sorted(heavy & {name.partition(".")[0] for name in sys.modules})) or 0)
"""
    )
    done = child(code, tmp_path)
    assert done.returncode == 0, done.stderr.decode()


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    code = START + "import ui.cli; sys.argv = ['resilient', 'ask', '洪水？', '--json']; ui.cli.main()"
    done = child(code, tmp_path, encoding="ascii")
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout.decode("utf-8"))["language"] == "zh"


def test_what_nobody_foresaw_is_a_sentence_and_a_log_entry(tmp_path: Path) -> None:
    code = START + "module.opening = RuntimeError('odd'); import ui.cli; sys.argv = ['resilient', 'ask', 'q']; ui.cli.main()"
    done = child(code, tmp_path, language="zh")
    assert done.returncode == 1 and done.stdout == b""
    assert "程序内部出错（RuntimeError）" in done.stderr.decode() and b"Traceback" not in done.stderr
    assert "RuntimeError: odd" in (tmp_path / "log" / "errors.log").read_text(encoding="utf-8")


def test_an_unwritable_home_still_has_its_error_said(tmp_path: Path) -> None:
    home = tmp_path / "file"
    home.write_text("not a folder", encoding="utf-8")
    code = START + "module.opening = RuntimeError('odd'); import ui.cli; sys.argv = ['resilient', 'ask', 'q']; ui.cli.main()"
    done = child(code, home)
    assert done.returncode == 1 and b"RuntimeError" in done.stderr and b"Traceback" not in done.stderr


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    rows = batch(tmp_path, *({"id": number, "question": "flood?"} for number in range(3000)))
    code = START + f"import ui.cli; sys.argv = ['resilient', 'ask', '--batch', {rows!r}]; ui.cli.main()"
    environment = {"PATH": "/usr/bin:/bin", "RESILIENT_HOME": str(tmp_path), "PYTHONPATH": SEARCHED}
    with subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        assert json.loads(process.stdout.readline())["id"] == 0, "rows come one by one"
        process.stdout.close()
        complaint = process.stderr.read()
        assert process.wait(timeout=30) == 0 and complaint == b""


def test_delegates_run_as_children(assembled: Assembled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Any] = []

    def recorded(words: list[str], *, env: dict[str, str], check: bool) -> subprocess.CompletedProcess[bytes]:
        ran.append((words[1:], env["RESILIENT_HOME"], env["RESILIENT_INTERFACE"]))
        return subprocess.CompletedProcess(words, 5)

    monkeypatch.setattr("ui.commands.stands", lambda module: True)
    monkeypatch.setattr(subprocess, "run", recorded)
    assert run(["bench", "encoder", "--k", "3", "--home", str(tmp_path / "mine"), "--help"]) == 5
    monkeypatch.setenv("RESILIENT_INTERFACE", "zh")
    assert run(["eval", "run", "x"]) == 5
    assert ran == [
        (["-P", "-m", "eval.bench", "encoder", "--k", "3", "--help"], str(tmp_path / "mine"), "en"),
        (["-P", "-m", "eval", "run", "x"], str(tmp_path / "home"), "zh"),
    ]


def test_a_delegate_that_is_not_there_is_said(
    assembled: Assembled, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ui.commands.stands", lambda module: False)
    assert run(["bench"]) == 1
    assert "source folder" in capsys.readouterr().err
