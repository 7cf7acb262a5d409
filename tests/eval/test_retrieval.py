"""Search on any set: the figures of a set that can be worked out, both languages, and files that are not right."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval import retrieval

PASSAGES = [
    {"id": "roofs", "text": "Stuttgart gives tax incentives for green roofs."},
    {"id": "训练", "text": "宁波举办了城市韧性培训。"},
    {"id": "flood", "text": "Copenhagen drew up a storm surge plan against floods."},
    {"id": 4, "text": "巴尔的摩制定了食物浪费战略。"},
]
QUESTIONS = [
    {"id": 1, "question": "Which city pays for green roofs?", "gold": "roofs"},
    {"id": 2, "question": "宁波做了什么培训？", "gold": ["训练"]},
    {"id": 3, "question": "哪座城市应对风暴潮？", "gold": "flood"},
    {"id": 4, "question": "Baltimore的food waste战略是什么？", "gold": "4"},
]


def lines(file: Path, rows: list[dict[str, object]]) -> str:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if file.suffix == ".gz":
        file.write_bytes(gzip.compress(text.encode()))
    else:
        file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_set_is_measured_in_each_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [
        "--passages",
        lines(tmp_path / "p.jsonl.gz", PASSAGES),
        "--questions",
        lines(tmp_path / "q.jsonl", QUESTIONS),
        "--home",
        str(tmp_path),
    ]
    assert retrieval.main([*files, "--json"]) == 0
    rows = {(row["method"], row["asked"]): row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert set(rows) == {(method, asked) for method in ("keywords", "encoder", "hybrid") for asked in ("all", "en", "zh")}
    assert rows["hybrid", "all"]["means"]["recall1"]["mean"] == 1.0 and rows["hybrid", "zh"]["n"] == 3
    assert retrieval.main(files) == 0
    assert "hybrid" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("passages", "questions", "message"),
    [
        (PASSAGES, [{"id": 1, "question": "x", "gold": "nowhere"}], "no passage"),
        (PASSAGES, [{"id": 1, "question": "x", "gold": []}], "no passage"),
        (PASSAGES, [{"id": 1, "question": "x"}], "Correct it"),
        (PASSAGES, [], "no line"),
        ([*PASSAGES, PASSAGES[0]], QUESTIONS, "stands twice"),
    ],
)
def test_a_set_that_is_not_right_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], passages: list[dict[str, object]], questions: list[dict[str, object]], message: str
) -> None:
    files = ["--passages", lines(tmp_path / "p.jsonl", passages), "--questions", lines(tmp_path / "q.jsonl", questions)]
    assert retrieval.main([*files, "--home", str(tmp_path)]) == 2
    assert message in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert retrieval.main(["--passages", str(tmp_path / "p"), "--questions", str(tmp_path / "q")]) == 2
    assert "cannot be read" in capsys.readouterr().err
