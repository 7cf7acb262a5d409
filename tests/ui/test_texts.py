"""Every word in both languages, and the language chosen rightly."""

import ast
import re
import string
from functools import cache
from pathlib import Path

import pytest

import ui
from ingest.types import State
from ui.texts import LANGUAGES, TEXTS, accepted_language, interface_language, known, say

FOLDER = Path(ui.__file__).parent
HAN = re.compile(r"[\u4e00-\u9fff]")
NAMES = r"RESILIENT_HOME|UTF-8|JSON|eval\.bench|eval|Ctrl\+C|id|question|before|language|auto|en|zh|--port|--batch|--help"
NAMES += "|PDF|MB|uploads_mb|--work|resilient ingest|--out|--ranking|TOML|Markdown|Word|kB"
NAMES += r"|resilient verify|resilient eval compare|McNemar|recall@5|recall@10|MRR|nDCG@10"


def fields(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_each_key_speaks_both_languages(key: str) -> None:
    english, chinese = TEXTS[key]
    assert english.strip() and chinese.strip()
    assert english != chinese, f"{key} is not translated"
    assert not HAN.search(english), f"{key}: Chinese in the English words"
    assert HAN.search(chinese) or not re.search(r"[A-Za-z]{2,}", re.sub(r"\{\w*\}", "", chinese)), f"{key}: no Chinese in the Chinese words"
    assert fields(english) == fields(chinese), f"{key}: other values in one language"


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_chinese_words_hold_no_untranslated_english(key: str) -> None:
    rest = re.sub(rf"\{{\w*\}}|{NAMES}", "", TEXTS[key][1])
    assert not re.search(r"[A-Za-z]{2,}", rest), f"{key}: {rest}"


@cache
def used_keys() -> set[str]:
    """Every key that stands as a string in the source of ui."""
    found = set()
    for path in FOLDER.rglob("*.py"):
        if path.name == "texts.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[a-z]+\.[a-z_0-9]+", node.value):
                found.add(node.value)
    return found


def test_keys_in_the_source_are_known() -> None:
    groups = {key.partition(".")[0] for key in TEXTS}
    spoken = {key for key in used_keys() if key.partition(".")[0] in groups and not key.endswith((".js", ".css"))}
    assert len(spoken) > 60
    assert {key for key in spoken if not known(key)} == set()


def test_no_key_is_left_unused() -> None:
    # put together from a value, at run time
    made = {"kind", "language", "state", "error", "usage", "ingest", "status", "list", "type", "redistribute", "screen", "draft"}
    made |= {"measure", "qkind", "asked", "quality", "drift", "verdict", "turn", "verify", "stage", "library"}
    assert {key for key in TEXTS if key not in used_keys() and key.partition(".")[0] not in made} <= {"name", "tagline", "yes", "no"}


def test_no_other_file_holds_words_in_chinese() -> None:
    for path in FOLDER.rglob("*.py"):
        if path.name == "texts.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value):
                assert node.value == "中文", f"{path.name}: {node.value}"  # a language names itself


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_its_words(state: State) -> None:
    assert all(say(f"state.{state}", language) for language in LANGUAGES)


def test_values_are_put_in() -> None:
    assert say("answer.page", "en", page=3) == "p. 3"
    assert say("answer.page", "zh", page=3) == "第 3 页"
    with pytest.raises(KeyError):
        say("no.such", "en")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("de-DE,de;q=0.9,zh-TW;q=0.7,en;q=0.6", "zh"),
        ("fr, en;q=0.2, zh;q=0.4", "zh"),
        ("fr", "en"),
        ("", "en"),
        ("zh;q=abc, en;q=0.1", "en"),
        ("*;q=0.5", "en"),
    ],
)
def test_browser_language(header: str, language: str) -> None:
    assert accepted_language(header) == language


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW.UTF-8"}, "zh"),
    ],
)
def test_terminal_language(variables: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert interface_language() == language
    assert interface_language("zh") == "zh"
