"""Feedback becomes cases only by way of a person: written once, marked, nothing counted until its mark is gone and it is a case."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer, Citation
from assistant.notebook.answers import KeptAnswer
from assistant.notebook.notebook import Notebook
from eval import __main__ as parts
from eval.adopt import ADOPTED, REVIEW
from eval.dataset import load_cases, split_of

CITED = Citation(
    1, "p1", "d1", "chen-2024", "The paper", "3.1 First phase", "section 3.1", 4, "en", "hours", 0, 5, "digest", "prose"
)  # fmt: skip
SAID = [
    ("How is a bridge judged?", "right", "", False, CITED),
    ("桥梁如何评判？", "wrong", "应为小时 <b>", False, CITED),
    ("What is 恢复时间 of a bridge?", "wrong source", "", False, replace(CITED, place="page 3", kind="added", work_id="mine")),
    ("Who won?", "right", "", True, None),
    ("Who won again?", "missing", "", True, None),
]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with Notebook.open(tmp_path) as notebook:
        for question, verdict, note, declined, cited in SAID:
            conversation = notebook.conversations.start("ana", question)
            turn = notebook.turns.ask("ana", conversation, question)
            answer = Answer(question, question, "en", "In hours [1].", declined, (cited,) if cited else ())
            notebook.turns.answered(turn, KeptAnswer(answer))
            notebook.feedback.say("ana", turn, verdict, note)  # type: ignore[arg-type]
    yield tmp_path


def adopt(home: Path, *words: str) -> int:
    return parts.main(["adopt", "--home", str(home), *words])


def reviewed(home: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (home / REVIEW).read_text(encoding="utf-8").splitlines()]


def test_feedback_is_written_once_for_review_and_privately(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert adopt(home) == 0 and "5 new for review" in capsys.readouterr().out
    rows = reviewed(home)
    assert [row["review"]["verdict"] for row in rows] == [verdict for _, verdict, *_ in SAID]
    assert [(row["question_en"], row["question_zh"]) for row in rows[:2]] == [(SAID[0][0], ""), ("", SAID[1][0])]
    assert [row["answerable"] for row in rows] == [True, True, True, False, True] and rows[3]["kind"] == "unanswerable"
    assert [row["places"] for row in rows] == [["section 3.1"], [], [], [], []], "a wrong answer's places are no gold"
    assert rows[1]["review"]["note"] == "应为小时 <b>" and "hours" in rows[0]["review"]["cited"][0]
    assert rows[2]["work"] == "mine" and all(row["split"] == split_of(row["id"]) for row in rows)
    assert (home / REVIEW).stat().st_mode & 0o077 == 0
    assert adopt(home) == 0 and "no feedback" in capsys.readouterr().out and len(reviewed(home)) == 5


@pytest.mark.parametrize(("language", "words"), [("en", "Still to be reviewed: 4"), ("zh", "待审：4 条")])
def test_what_a_person_has_completed_becomes_a_case(
    language: str, words: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESILIENT_INTERFACE", language)
    cases = tmp_path / "cases"
    cases.mkdir()
    adopt(home)
    assert adopt(home, "--take", "--cases", str(cases)) == 0 and not (cases / ADOPTED).exists(), "what is marked does not count"
    rows = reviewed(home)
    del rows[0]["review"]
    rows[0] |= {"question_zh": "桥梁怎样评判？", "facts": [{"en": ["hours"], "zh": ["小时"]}]}
    write(home, rows)
    assert adopt(home, "--take", "--cases", str(cases)) == 0 and words in capsys.readouterr().out
    (case,) = load_cases(folder=cases)
    assert (case.id, case.question_en, case.places) == (rows[0]["id"], SAID[0][0], ("section 3.1",))
    assert len(reviewed(home)) == 4


@pytest.mark.parametrize(
    ("change", "told"),
    [({}, "facts"), ({"id": "bonn fb"}, "id"), ({"surprise": 1}, "surprise"), ({"split": "neither"}, "split")],
)
def test_a_line_that_is_no_case_stays_and_is_told(
    change: dict[str, Any], told: str, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    adopt(home)
    rows = reviewed(home)
    del rows[0]["review"]
    rows[0] |= {"question_zh": "桥梁怎样评判？", **({"facts": [{"any": ["hours"]}]} if change else {}), **change}
    write(home, rows)
    assert adopt(home, "--take", "--cases", str(cases)) == 1
    assert told in capsys.readouterr().err and reviewed(home) == rows and not (cases / ADOPTED).exists()


def test_the_same_id_and_broken_lines_are_refused(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    adopt(home)
    (row, *_) = reviewed(home)
    del row["review"]
    whole = row | {"question_zh": "桥梁怎样评判？", "facts": [{"any": ["hours"]}]}
    (home / REVIEW).write_text(f"{json.dumps(whole)}\n{json.dumps(whole)}\n[1]\n{{broken\n", encoding="utf-8")
    assert adopt(home, "--take", "--cases", str(cases)) == 1
    assert len(load_cases(folder=cases)) == 1
    assert "Choose another id" in (told := capsys.readouterr().err) and told.count("not a JSON object") == 2
    assert len((home / REVIEW).read_text(encoding="utf-8").splitlines()) == 3


def test_a_home_without_conversations_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert adopt(tmp_path) == 0 and "no feedback" in capsys.readouterr().out and list(tmp_path.iterdir()) == []


def write(home: Path, rows: list[dict[str, Any]]) -> None:
    (home / REVIEW).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
