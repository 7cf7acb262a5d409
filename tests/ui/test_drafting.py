"""`resilient draft` and `resilient verify` as a person runs them, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.assistant import homes
from tests.assistant.desk.conftest import EXAMPLES
from ui.cli import run


@pytest.mark.parametrize(("suffix", "language"), [("md", "zh"), ("docx", "en")])
def test_from_a_profile_to_a_file_that_verifies(suffix: str, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home, out = str(homes.ships_home()), tmp_path / f"draft.{suffix}"
    profile = str(EXAMPLES / "county.toml")
    assert run(["draft", "--home", home, "--profile", profile, "--language", language, "--out", str(out), "--ranking"]) == 0
    assert "20. " in capsys.readouterr().out and out.stat().st_size > 5000
    assert run(["verify", "--home", home, str(out), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) > 20 and {row["state"] for row in rows} == {"same"} and all(row["quote"] and row["lines"] for row in rows)
    assert run(["verify", "--home", str(homes.own_home()), str(out)]) == 1


@pytest.mark.parametrize(("locale", "words"), [("en_GB.UTF-8", "inland"), ("zh_CN.UTF-8", "内陆")])
def test_a_bad_profile_is_one_sentence_and_no_file(
    locale: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    profile, out = tmp_path / "city.toml", tmp_path / "draft.md"
    profile.write_text('名称 = "甲"\n省份 = "湖南"\n灾害 = ["风暴潮"]\n', encoding="utf-8")
    assert run(["draft", "--profile", str(profile), "--out", str(out)]) == 1
    assert words in capsys.readouterr().err and not out.exists()
    assert run(["draft", "--profile", str(profile)]) == 2
    assert run(["verify", str(profile)]) == 1
