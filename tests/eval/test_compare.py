"""What is said of two runs: the difference, whether it is chance, the flips, the drift of citations, and which gates are broken."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval import compare as comparing
from eval import gates as gating
from eval.compare import compare, pairs_of
from eval.drift import counted, drifted
from eval.gates import GATES, GatesError, broken, read_gates
from tests.eval.made import cited, finished, many, outcome

GATES_READ = read_gates()

# ---------------------------------------------------------------- drift


def test_citations_stand_move_change_or_go() -> None:
    first = outcome(
        "a", citations=(cited("Bonn"), cited("in 2010", start=9), cited("大会在波恩", language="zh"), cited("Tokyo", "section 2"))
    )
    second = outcome(
        "a", citations=(cited("Bonn"), cited("in  2010", start=40), cited("首届大会在波恩举行", language="zh"), cited("x", "section 3"))
    )
    found = drifted(first, second)
    assert [one.drift.value for one in found] == ["same", "moved", "changed", "gone"]
    assert found[3].after is None and found[1].after is not None and found[1].after.start == 40
    assert counted(found) == {"same": 1, "moved": 1, "changed": 1, "gone": 1}


def test_one_citation_accounts_for_one() -> None:
    """Two citations of a place, one left: the span that is the same is not taken for the changed one."""
    first = outcome("a", citations=(cited("Bonn", start=5), cited("Ghent")))
    assert [one.drift.value for one in drifted(first, outcome("a", citations=(cited("Ghent"),)))] == ["gone", "same"]
    assert [one.drift.value for one in drifted(first, outcome("a", citations=()))] == ["gone", "gone"]


# ---------------------------------------------------------------- the comparison


def test_a_drop_is_told_with_its_chance_flips_and_plan(tmp_path: Path) -> None:
    a = finished(tmp_path, [*many(90, 10), *many(90, 10, "zh")])
    b = finished(tmp_path, [*many(70, 30), *many(90, 10, "zh")], code="2")
    found = compare(a, b)
    rows = {(row["measure"], row["kind"], row["asked"]): row for row in found["measures"]}
    english, chinese = rows["right", "all", "en"], rows["right", "all", "zh"]
    assert english["difference"] == pytest.approx(0.70 - 0.90) and english["high"] < 0 and english["p"] < 0.01
    assert english["mcnemar"] == pytest.approx(2 * 1 / 2**20)
    assert (chinese["difference"], chinese["p"]) == (0.0, 1.0)
    assert len(found["flips"]) == 20 and not any(one["now"] for one in found["flips"])
    assert {"a", "b", "question", "reasons"} <= set(found["flips"][0]) and found["flips"][0]["reasons"]
    assert found["differs"] == ["code"]
    assert found["plan"]["discordance"] == 20 / 200
    measured = next(row for row in found["plan"]["rows"] if row["measured"])
    assert measured["needed"]["0.02"] > measured["needed"]["0.05"] > 0
    json.dumps(found)


def test_only_questions_in_the_same_words_are_compared() -> None:
    first, second = many(3, 0), many(3, 0)
    second[0] = replace(second[0], question="Where was it held?")
    second[1] = replace(second[1], before=("Which?",))
    assert [a.case for a, _ in pairs_of(first, [*second, outcome("new")])] == ["c2"]


# ---------------------------------------------------------------- gates


def gates_broken(before: list[object], after: list[object], tmp_path: Path) -> set[str]:
    a, b = finished(tmp_path, before), finished(tmp_path, after)  # type: ignore[arg-type]
    found = broken(b.summary, compare(a, b), GATES_READ)
    for one in found:
        assert one.said("en") and one.said("zh") and one.said("en") != one.said("zh")
    return {one.gate for one in found}


def test_nothing_changed_breaks_nothing(tmp_path: Path) -> None:
    both = [*many(95, 5), *many(95, 5, "zh")]
    assert gates_broken([*both], [*both], tmp_path) == set()
    swapped = [*many(95, 5), *[outcome(one.case, "zh", right=one.case not in ("c1", "c2")) for one in many(97, 3, "zh")]]
    assert gates_broken([*both], [*swapped], tmp_path) == set(), "two answers of two hundred are a breath"


def test_each_kind_of_gate_breaks(tmp_path: Path) -> None:
    good = [*many(95, 5), *many(95, 5, "zh")]
    assert {"drop right all", "drop right en", "parity"} <= gates_broken([*good], [*many(75, 25), *many(95, 5, "zh")], tmp_path)
    assert "floor right all" in gates_broken([*good], [*many(60, 40), *many(60, 40, "zh")], tmp_path)
    assert "floor right zh" in gates_broken([*good], [*many(95, 5), *many(60, 40, "zh")], tmp_path)
    assert "floor quotes_held all" in gates_broken([*good], [*many(95, 5, quotes_held=0)], tmp_path)
    assert "ceiling errors" in gates_broken([*good], [*many(95, 5), outcome("e", right=False, error="ValueError")], tmp_path)
    assert "ceiling characters" in gates_broken([*good], [*many(95, 5, text="x" * 900)], tmp_path)
    assert "ceiling processor" in gates_broken([*good], [*many(95, 5, processor=900.0)], tmp_path)


def test_a_drop_of_the_encoder_that_the_answers_hide_is_seen(tmp_path: Path) -> None:
    good = many(95, 5)
    worse = [replace(one, encoder=outcome("x", right=number % 2 == 0).encoder) for number, one in enumerate(good)]
    assert "drop encoder_mrr all" in gates_broken([*good], [*worse], tmp_path)


def test_a_wrong_file_of_gates_says_what_to_change(tmp_path: Path) -> None:
    file = tmp_path / "gates.toml"
    for text in (GATES.read_text(encoding="utf-8").replace('"right", ', '"wrong", ', 1), "floors = 3", "[", "[surprise]\nx = 1"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(GatesError, match=r"gates\.toml"):
            read_gates(file)


# ---------------------------------------------------------------- the command


def test_the_command_ends_with_1_where_a_gate_is_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    a = finished(tmp_path, [*many(95, 5), *many(95, 5, "zh")])
    words = ["--home", str(tmp_path), "--results", str(tmp_path)]
    assert comparing.main(words) == 2, "one run is nothing to compare"
    assert "2 are needed" in capsys.readouterr().err
    b = finished(tmp_path, [*many(60, 40), *many(60, 40, "zh")], code="2")
    assert comparing.main([str(b.folder), str(a.folder), *words]) == 0, "better breaks nothing"
    assert "All gates hold" in capsys.readouterr().out
    assert comparing.main([*words, "--json", str(tmp_path / "out.json")]) == 1
    said = capsys.readouterr().out
    assert "✗ right (all) is 60.0%" in said and "A | In Bonn [1]." in said and "Not the same: the program's code." in said
    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert {one["gate"] for one in written["broken"]} >= {"floor right all", "drop right all"}
    monkeypatch.setenv("RESILIENT_INTERFACE", "zh")
    assert comparing.main(words) == 1
    assert "低于下限" in capsys.readouterr().out


def test_a_folder_that_is_no_run_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert comparing.main([str(tmp_path / "x"), str(tmp_path / "y"), "--home", str(tmp_path)]) == 2
    assert "holds no run" in capsys.readouterr().err


def test_every_gate_can_be_said() -> None:
    """A measure or ceiling of the file that has no words would fail only on the day that it breaks."""
    low = {
        "measures": [
            {"measure": name, "kind": "all", "asked": asked, "mean": -1.0} for name in comparing.MEASURES for asked in ("all", "en", "zh")
        ]
    }
    high = {"errors": 9e9, "characters": {"all": 9e9}, "milliseconds": {"processor": 9e9}, "memory_mb": 9e9}
    faults = [
        *gating.floors_broken(low, GATES_READ),
        *gating.ceilings_broken(high, GATES_READ),
        *gating.floors_broken(low, GATES_READ, GATES_READ.fast),
    ]
    assert len(faults) >= 20 and all(one.said("en") and one.said("zh") for one in faults)
