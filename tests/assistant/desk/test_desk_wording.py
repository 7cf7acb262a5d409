"""The desk's own words are whole in both languages: same fields, each used, no English in Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.desk import wording
from assistant.desk.trouble import _SENTENCES
from ingest.language import has_chinese

DESK = Path(wording.__file__).parent
ALL = wording.keys()
ROOMS = [*DESK.glob("*.py"), *(DESK.parents[1] / "ui").rglob("*.py")]
SOURCES = " ".join(path.read_text(encoding="utf-8") for path in ROOMS if path.name != "trouble.py")


def fields(text: str) -> set[str]:
    return {name.lower() for name in re.findall(r"\{(\w+)\}", text)} - {"we"}


@pytest.mark.parametrize("key", ALL)
def test_a_wording_has_both_languages_and_the_same_fields(key: str) -> None:
    both = wording.both(key)
    assert set(both) == {"en", "zh"} and not has_chinese(both["en"])
    assert has_chinese(both["zh"]) or not re.search("[A-Za-z]{2}", re.sub(r"\{\w+\}", "", both["zh"]))
    assert fields(both["zh"]) <= fields(both["en"]) | {"hazards", "name", "risk", "target"}


def test_every_wording_is_used() -> None:
    stems = tuple(re.findall(r"f\"(\w+?)_?\{", SOURCES))
    endings = tuple(re.findall(r"f\"\{\w+\}(_\w+)\"", SOURCES))
    unused = [key for key in ALL if not re.search(f"[\"']{key}[\"']", SOURCES) and not key.startswith(stems) and not key.endswith(endings)]
    assert unused == []


@pytest.mark.parametrize("key", _SENTENCES)
def test_a_trouble_is_said_in_both_languages_and_somewhere(key: str) -> None:
    en, zh = _SENTENCES[key]
    assert has_chinese(zh) and not has_chinese(en)
    assert re.search(rf'"{key}"', SOURCES), f"nothing says {key}"
