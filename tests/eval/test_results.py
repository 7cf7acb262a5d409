"""The folder of a run: gone on with after a break, read back whole, and found again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval import results, run
from eval.judge import as_row, from_row
from eval.results import ResultsError
from tests.assistant import homes
from tests.eval.made import finished, many, outcome

TOLD = {"system": "resilient", "commit": "abc1234", "changed": True}


def test_an_outcome_is_read_back_as_it_was() -> None:
    for made in (outcome("a", text='a\u2028b\n"c"'), outcome("b", "zh", right=False, confidence=None, search=None)):
        assert from_row(json.loads(json.dumps(as_row(made)))) == made


def test_a_run_that_was_broken_off_is_gone_on_with(tmp_path: Path) -> None:
    folder = results.begin(tmp_path, {"code": "1"}, TOLD)
    assert folder.name.endswith("-abc1234+")
    with (folder / results.ANSWERS).open("a", encoding="utf-8") as stream:
        results.append(stream, 3, outcome("a", text="a\u2028b"))
        stream.write('{"number": 4, "case": "cut of')
    assert results.begin(tmp_path, {"code": "1"}, TOLD) == folder
    assert list(results.kept(folder)) == [3]
    assert results.begin(tmp_path, {"code": "2"}, TOLD) != folder, "another program is another run"
    assert results.begin(tmp_path, {"code": "1"}, TOLD, fresh=True) != folder
    with pytest.raises(ResultsError, match="broken off"):
        results.read(folder)


def test_a_finished_run_is_never_gone_on_with(tmp_path: Path) -> None:
    done = finished(tmp_path, many(2, 1))
    assert results.begin(tmp_path, done.run["identity"], TOLD) != done.folder
    assert [one.case for one in done.outcomes] == ["c0", "c1", "c2"] and done.summary["questions"] == 3
    assert results.newest(tmp_path) == done.folder
    other = finished(tmp_path, many(1, 0), system="rival")
    assert (results.newest(tmp_path), results.newest(tmp_path, system="rival")) == (done.folder, other.folder)


def test_answers_that_are_missing_are_said(tmp_path: Path) -> None:
    done = finished(tmp_path, many(2, 1))
    lines = (done.folder / results.ANSWERS).read_text(encoding="utf-8").splitlines()
    (done.folder / results.ANSWERS).write_text("\n".join(lines[1:]) + "\n", encoding="utf-8")
    with pytest.raises(ResultsError, match="--fresh"):
        results.read(done.folder)
    (done.folder / results.RUN).write_text("{", encoding="utf-8")
    with pytest.raises(ResultsError, match="cannot be read"):
        results.read(done.folder)


# ---------------------------------------------------------------- a whole run of the program


def test_a_run_in_two_processes_is_that_of_one_and_resumes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--home", str(homes.ships_home()), "--results", str(tmp_path), "--kind", "table_count", "--kind", "dialogue", "--split", "dev"]
    assert run.main([*words, "--workers", "2"]) == 0
    assert "whole dialogues right" in capsys.readouterr().out
    first = results.read(results.newest(tmp_path))
    assert first.run["library"]["origins"]["digest"] and first.run["encoder"] and first.summary["memory_mb"] > 50
    assert all(one.search and one.encoder for one in first.outcomes if one.answerable)
    # broken off after half of the answers, then gone on with in one process
    folder = first.folder
    lines = (folder / results.ANSWERS).read_text(encoding="utf-8").split("\n")[:-1]
    (folder / results.ANSWERS).write_text("\n".join(lines[: len(lines) // 2]) + "\n", encoding="utf-8")
    told = json.loads((folder / results.RUN).read_text(encoding="utf-8"))
    (folder / results.RUN).write_text(json.dumps({name: value for name, value in told.items() if name != "finished"}), encoding="utf-8")
    assert run.main([*words, "--workers", "1"]) == 0
    again = results.read(folder)
    assert again.run["asked_now"] == len(lines) - len(lines) // 2
    same = ("case", "asked", "text", "correct", "places", "search", "encoder", "citations")
    assert [[getattr(one, name) for name in same] for one in again.outcomes] == [
        [getattr(one, name) for name in same] for one in first.outcomes
    ]
