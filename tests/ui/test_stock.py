"""The commands fetch, remove and list: shapes of JSON, exit codes, and both languages."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant import stock
from assistant.settings import Settings
from index.intake import Outcome
from index.leaving import Removal
from ingest.library import Input, Library
from ingest.outcomes import Refused
from ingest.types import State
from tests.assistant.homes import own_home
from ui.cli import run

ITEM = {
    "input", "name", "state", "document", "work", "title", "origin", "languages", "passages", "characters", "size", "in_use", "ships",
    "message",
}  # fmt: skip


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home with our article under the article's title, and a Chinese input that failed."""
    made = shutil.copytree(own_home(), tmp_path / "home")
    refused = Refused("empty", path="/notes/空.txt")
    with Library.open(made, write=True) as library:
        library.record(Input("/notes/空.txt", "空.txt", "", "", refused.state, refused.code, str(refused)))
    monkeypatch.setenv("RESILIENT_HOME", str(made))
    monkeypatch.setenv("RESILIENT_INTERFACE", "en")
    monkeypatch.setenv("COLUMNS", "200")
    return made


@pytest.fixture
def out(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    def read() -> str:
        captured = capsys.readouterr()
        assert captured.err == "", captured.err
        return captured.out

    return read


LISTED = {
    "en": ("towns.txt", "ready", "English, Chinese", "空.txt", "is empty."),
    "zh": ("towns.txt", "已就绪", "英文, 中文", "是空文件。", "大小"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_list(language: str, home: Path, out: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESILIENT_INTERFACE", language)
    assert run(["list"]) == 0
    shown = out()
    assert [words for words in LISTED[language] if words not in shown] == []
    assert run(["list", "--json"]) == 0
    rows = json.loads(out())
    assert len(rows) == 2 and all(set(row) == ITEM for row in rows)
    assert {row["name"]: row["state"] for row in rows} == {"towns.txt": "ready", "空.txt": "empty"}


CATALOGUE = {
    "en": ("Paris Agreement", "agreement", "reference 21", "can be fetched", "full text", "unclear whether it may be passed on"),
    "zh": ("巴黎协定", "协定", "参考文献21", "可获取全文", "全文", "能否转载不明", "需自行添加"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_list_of_works(language: str, home: Path, out: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESILIENT_INTERFACE", language)
    assert run(["list", "--works"]) == 0
    shown = out()
    assert [words for words in CATALOGUE[language] if words not in shown] == []
    assert run(["list", "--works", "--json"]) == 0
    rows = {row["id"]: row for row in json.loads(out())}
    assert len(rows) == 21 and len(rows["chen-2024"]["full_text"]) == 1 and rows["un-paris-2015"]["full_text"] == []
    assert {"title", "title_zh", "landing_page", "languages", "rights", "redistribute", "fetched_from"} <= set(rows["un-paris-2015"])


@pytest.mark.parametrize("words", [["fetch"], ["fetch", "--list"], ["fetch", "un-paris-2015", "--list"]])
def test_fetch_without_a_work_lists_what_can_be_fetched(words: list[str], home: Path, out: Callable[[], str]) -> None:
    assert run(words) == 0
    shown = out()
    assert "english_paris_agreement.pdf" in shown and "https://daringcities.org/daring-cities-reports/" in shown
    assert run([*words, "--json"]) == 0
    assert all(row["fetched_from"] for row in json.loads(out()))


def test_fetch_says_how_each_file_ended(home: Path, out: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Refused("status", path="https://a.example/b.pdf", host="a.example", status="403").with_advice(
        Refused("by-hand", page="https://a.example/", work="un-paris-2015")
    )
    bad = Outcome("https://a.example/b.pdf", refused.state, message=str(refused), code=refused.code, message_zh=refused.sentence("zh"))
    given: list[tuple[Any, ...]] = []

    def fetch(settings: Settings, words: Sequence[str], *, wait: float, network: object, progress: object) -> list[Outcome]:
        given.append((tuple(words), wait, network))
        return [Outcome("https://a.example/a.pdf", State.READY, "d1", 3, 3), bad]

    monkeypatch.setattr(stock, "fetch", fetch)
    assert run(["fetch", "un-paris-2015", "巴黎协定", "--wait", "2"]) == 1
    assert given == [(("un-paris-2015", "巴黎协定"), 2.0, None)]
    assert "(status 403)" in (shown := " ".join(out().split())) and "--work un-paris-2015" in shown
    assert run(["fetch", "x", "--json"]) == 1
    assert [row["state"] for row in json.loads(out())] == ["ready", "failed"]
    monkeypatch.setenv("RESILIENT_INTERFACE", "zh")
    assert run(["fetch", "x"]) == 1
    assert "请在浏览器中打开 https://a.example/" in out().replace("\n", "")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Removed: /a.txt", "3 passages fewer", "Nothing in the library")),
        ("zh", ("已移除：/a.txt", "减少 3 个段落", "文献库中没有")),
    ],
)
def test_remove(language: str, words: Sequence[str], home: Path, out: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Refused("not-here", path="b", near="a.txt")
    gone = Removal("a.txt", (("a.txt", "/a.txt"),), 3)
    missing = Removal("b", message=str(refused), message_zh=refused.sentence("zh"), code=refused.code)
    monkeypatch.setattr(stock, "remove", lambda settings, words, **more: [gone, missing][: len(words)])
    monkeypatch.setenv("RESILIENT_INTERFACE", language)
    assert run(["remove", "a.txt"]) == 0
    out()
    assert run(["remove", "a.txt", "b"]) == 1
    shown = out()
    assert [word for word in words if word not in shown] == []
    assert run(["remove", "a.txt", "b", "--json"]) == 1
    rows = json.loads(out())
    assert [set(row) for row in rows] == [{"word", "inputs", "passages", "message", "code"}] * 2 and rows[1]["code"] == "not-here"


def test_a_work_that_nobody_knows_is_a_sentence(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for language, words in (("en", "There is no work iclei-rcr-2081"), ("zh", "目录中没有 iclei-rcr-2081")):
        monkeypatch.setenv("RESILIENT_INTERFACE", language)
        assert run(["ingest", "a.txt", "--work", "iclei-rcr-2081"]) == 1
        told = capsys.readouterr()
        assert told.out == "" and told.err.startswith(words) and "iclei-rcr-2018" in told.err and told.err.count("\n") == 1


@pytest.mark.parametrize("words", [["remove"], ["list", "x"], ["fetch", "--nonsense"], ["ingest", "--work"]])
def test_wrong_usage(words: list[str], home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 2
    assert capsys.readouterr().err.count("\n") == 1
