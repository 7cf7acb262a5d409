"""The check names a case that the library does not bear out, whatever is wrong about it, and passes the set that ships."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval import check
from eval.dataset import Case, load_cases, split_of
from eval.gold import Gold
from ingest.bundled import bundled_documents
from ingest.types import Passage
from tests.assistant import homes

SHIPPED = Gold([passage for _, passages in bundled_documents() for passage in passages])
LINE = {
    "id": "goals", "kind": "fact", "question_en": "Which subsystem does Goal 13 belong to?", "question_zh": "目标13属于哪个子系统？",
    "answerable": True, "facts": [{"en": ["Ecological"], "zh": ["生态"]}], "places": ["table 1 row 3"], "split": split_of("goals"),
}  # fmt: skip


def faults(**change: object) -> set[str]:
    """What the check finds wrong with the line so changed, beside the cases that ship."""
    case = Case.model_validate({**LINE, **change})
    found = check.check((*load_cases(), case), SHIPPED)
    assert {one.case for one in found} <= {case.id}, "the cases that ship hold"
    for one in found:
        assert one.said("en").startswith(f"✗ {case.id}: ") and one.said("zh") != one.said("en")
    return {one.key.removeprefix("check.") for one in found}


def test_a_case_that_holds_has_no_fault() -> None:
    assert faults() == set()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"facts": [{"en": ["Martian"], "zh": ["生态"]}]}, "fact"),
        ({"facts": [{"en": ["Ecological"], "zh": ["火星"]}]}, "fact"),
        ({"places": ["table 1 row 1"]}, "fact"),
        ({"places": ["table 1 row 3", "section 9.1"]}, "place"),
        ({"absent": {"en": ["Ecological"], "zh": ["经济"]}, "every_place": True}, "absent"),
        ({"absent": {"en": ["unicorn"], "zh": ["独角兽"]}}, "absent_nowhere"),
        ({"errata": ["C999"]}, "erratum"),
        ({"errata": ["C12"]}, "erratum_place"),
        ({"question_zh": "目标14属于哪个子系统？"}, "numbers"),
        ({"question_en": "Which subsystem does Goal 13 of Bonn belong to?"}, "cities"),
        ({"question_zh": "作者怎样感谢目标13的编辑部同事和家人？"}, "meaning"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, object], fault: str) -> None:
    assert fault in faults(**change)


DECLINED = {"answerable": False, "kind": "unanswerable", "facts": []}


def test_what_cannot_be_answered_stands_nowhere() -> None:
    assert faults(**DECLINED, swapped={"en": ["penguin"], "zh": ["企鹅"]}) == set()
    assert faults(**DECLINED, swapped={"en": ["climate"], "zh": ["企鹅"]}) == {"swapped"}
    assert faults(**DECLINED, swapped={"en": ["Stuttgart"], "zh": ["斯图加特"]}, places=[]) == {"swapped"}, "nowhere at all without places"


def test_a_twin_that_the_library_answers_after_all_is_named() -> None:
    twin = {"twin_of": "Q6", "split": next(case.split for case in load_cases() if case.id == "Q6")}
    question = {
        "question_en": "What did Stuttgart do about green roofs?",
        "question_zh": "斯图加特如何推广绿色屋顶？",
        "places": ["section 4"],
    }
    found = faults(**DECLINED, **twin, **question, swapped={"en": ["Stuttgart"], "zh": ["斯图加特"]})
    assert {"swapped_twin", "swapped_asked"} <= found


def test_places_of_another_work_are_not_the_articles() -> None:
    """A report that was dropped in may have a section 3.1 too."""
    passages: list[Passage] = [passage for _, passages in bundled_documents() for passage in passages]
    notes = Gold(passage for passage in passages if passage.work != "chen-2024")
    assert notes.texts(("fact 19.4",), "en", "chen-2024") and not notes.texts(("section 3.1",), "en", "chen-2024")
    assert not SHIPPED.has("section 3.1", "en", "another-work") and SHIPPED.has("fact 19.4", "zh", "another-work")


# ---------------------------------------------------------------- the command


def test_the_set_that_ships_holds_in_both_interfaces(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert check.main(["--home", str(homes.ships_home())]) == 0
    assert f"{len(load_cases())} cases hold" in capsys.readouterr().out
    monkeypatch.setenv("RESILIENT_INTERFACE", "zh")
    assert check.main(["--home", str(homes.ships_home())]) == 0
    assert "与文献库相符" in capsys.readouterr().out


@pytest.mark.skipif(not homes.PAPER.is_file(), reason="the paper's text may not be shipped (../shared/corpus/paper.txt)")
def test_the_set_holds_against_the_papers_own_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(["--home", str(homes.paper_home())]) == 0
    said = capsys.readouterr().out
    assert "its own text" in said and "were not checked" in said


def test_a_case_that_fails_fails_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = LINE | {"facts": [{"en": ["Martian"], "zh": ["火星"]}]}
    (tmp_path / "mine.jsonl").write_text(json.dumps(wrong, ensure_ascii=False) + "\n", encoding="utf-8")
    words = ["--home", str(homes.ships_home()), "--cases", str(tmp_path)]
    assert check.main(words) == 1
    assert "✗ goals: English: none of Martian" in capsys.readouterr().out
    assert check.main([*words, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["cases"], {row["case"] for row in found["faults"]}) == (1, {"goals"})


def test_a_file_that_is_no_case_and_a_home_with_nothing_say_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.jsonl").write_text("{}\n", encoding="utf-8")
    assert check.main(["--home", str(homes.ships_home()), "--cases", str(tmp_path)]) == 1
    assert "mine.jsonl line 1" in capsys.readouterr().err
    assert check.main(["--home", str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
