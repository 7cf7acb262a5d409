"""Changes to a draft: nothing a person wrote is lost by regenerating; kept drafts survive, undo, and belong to one user."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.desk import editing
from assistant.desk.desk import Desk
from assistant.desk.draft import Draft
from assistant.desk.keeping import STEPS_KEPT, Drafts
from assistant.desk.records import read, written
from assistant.desk.trouble import DeskError
from assistant.notebook.file import NotebookFile
from tests.assistant.desk.conftest import CITIES, LANGUAGES, profile

STUTTGART, NINGBO = "chen-2024:table 2 row 9", "chen-2024:table 2 row 18"


def test_regenerating_keeps_what_a_person_wrote(desk: Desk, coastal: Draft) -> None:
    first, second, third = [line.id for line in coastal.section("financing").lines][:3]  # type: ignore[union-attr]
    draft = editing.edit(coastal, first, "本市已设立防汛专项资金。", "city")
    draft = editing.add(draft, "financing", "An own line 一行。", "city", after=first)
    draft = editing.delete(draft, second)
    again = editing.regenerate(draft, "financing", desk.section)
    lines = again.section("financing").lines  # type: ignore[union-attr]
    assert lines[0].text == "本市已设立防汛专项资金。" and lines[1].text == "An own line 一行。" and lines[2].id == third
    assert second not in {line.id for line in lines}
    assert again == editing.regenerate(again, "financing", desk.section)
    assert desk.faults(again) == ()


def test_an_own_line_without_a_type_is_kept_and_not_exported(desk: Desk, coastal: Draft) -> None:
    draft = editing.add(coastal, "gaps", "谁来出钱？")
    assert [fault.said.key for fault in desk.faults(draft)] == ["untyped"]
    own = draft.section("gaps").lines[-1]  # type: ignore[union-attr]
    assert desk.faults(editing.edit(draft, own.id, own.text, "gap")) == ()


def test_pinned_cases_come_in_and_thrown_out_ones_leave_with_all_that_rests_on_them(desk: Desk, coastal: Draft) -> None:
    pinned = editing.pin(coastal, STUTTGART, desk.section)
    assert any(STUTTGART in line.id for line in pinned.section("transfer").lines)  # type: ignore[union-attr]
    out = editing.throw_out(coastal, NINGBO, desk.section)
    assert not [line for line in out.lines() if NINGBO in line.id] and desk.faults(out) == ()
    assert any(NINGBO in line.id for line in editing.take_back(out, NINGBO, desk.section).lines())
    assert desk.faults(pinned) == () and editing.unpin(pinned, STUTTGART, desk.section) != pinned


def test_a_passage_is_pinned_and_thrown_out(desk: Desk, coastal: Draft) -> None:
    dengue = next(note for note in desk.sources.notes if note.place == "fact 16.8").within("zh")
    pinned = editing.pin(coastal, dengue.id, desk.section)
    assert any(cited.passage == dengue.id for line in pinned.lines() for cited in line.citations) and desk.faults(pinned) == ()
    cited = next(line for line in coastal.lines() if line.kind == "report").citations[0].passage
    out = editing.throw_out(coastal, cited, desk.section)
    assert not [line for line in out.lines() for one in line.citations if one.passage == cited] and desk.faults(out) == ()


@pytest.mark.parametrize("section", ["experience", "financing", "governance", "data", "monitoring"])
def test_more_on_a_section_adds_supported_lines(desk: Desk, coastal: Draft, section: str) -> None:
    more = editing.more(coastal, section, desk.section)  # type: ignore[arg-type]
    assert len(more.section(section).lines) > len(coastal.section(section).lines) and desk.faults(more) == ()  # type: ignore[union-attr]


def test_lines_and_sections_that_are_not_there(coastal: Draft) -> None:
    for act in (lambda: editing.edit(coastal, "x", "y"), lambda: editing.delete(coastal, "x")):
        with pytest.raises(DeskError):
            act()
    with pytest.raises(DeskError):
        editing.edit(coastal, coastal.lines()[0].id, "长" * 4001)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("city", CITIES)
def test_a_draft_goes_to_json_and_back(desk: Desk, city: str, language: str) -> None:
    draft = desk.draft(profile(city), language, 2026)  # type: ignore[arg-type]
    assert read(written(draft)) == draft


def test_steps_are_undone_and_redone_after_a_restart(coastal: Draft, tmp_path: Path) -> None:
    line = coastal.lines()[0].id
    with NotebookFile(tmp_path) as file:
        drafts = Drafts(file)
        id_ = drafts.keep("ada", coastal)
        one = editing.edit(coastal, line, "一", "city")
        drafts.change("ada", id_, one, f"edit {line}")
        drafts.change("ada", id_, editing.edit(one, line, "二", "city"), f"edit {line}")
    with NotebookFile(tmp_path) as file:
        drafts = Drafts(file)
        assert drafts.get("ada", id_)[1].line(line).text == "二"  # type: ignore[union-attr]
        assert drafts.undo("ada", id_)[1] == one and drafts.undo("ada", id_)[1] == coastal and drafts.undo("ada", id_)[1] == coastal
        assert drafts.redo("ada", id_)[1] == one
        kept = drafts.change("ada", id_, editing.edit(one, line, "三", "city"), "edit")
        assert (kept.step, kept.steps) == (2, 2) and drafts.redo("ada", id_)[1].line(line).text == "三"  # type: ignore[union-attr]


def test_drafts_are_listed_named_copied_and_deleted_by_their_user_alone(coastal: Draft) -> None:
    drafts = Drafts(NotebookFile.in_memory())
    id_ = drafts.keep("ada", coastal)
    copy = drafts.duplicate("ada", id_, "副本 copy")
    assert [kept.title for kept in drafts.find("ada")] == ["副本 copy", "瓯澜市"]
    assert [kept.id for kept in drafts.find("ada", "COPY")] == [copy] and drafts.find("bo") == []
    for act in (drafts.get, drafts.undo, drafts.duplicate, drafts.typed):
        with pytest.raises(DeskError):
            act("bo", id_)
    assert not drafts.rename("bo", id_, "x") and not drafts.delete("bo", id_) and not drafts.rename("ada", id_, " ")
    assert drafts.rename("ada", id_, "新名") and drafts.delete("ada", copy) and [kept.title for kept in drafts.find("ada")] == ["新名"]


def test_a_change_over_an_older_step_is_refused_and_what_was_typed_is_kept(coastal: Draft) -> None:
    drafts = Drafts(NotebookFile.in_memory())
    id_, line = drafts.keep("", coastal), coastal.lines()[0].id
    drafts.change("", id_, editing.edit(coastal, line, "甲", "city"), "edit", over=0)
    drafts.typing("", id_, line, "乙")
    with pytest.raises(DeskError):
        drafts.change("", id_, editing.edit(coastal, line, "乙", "city"), "edit", over=0)
    assert drafts.typed("", id_) == {line: "乙"} and drafts.get("", id_)[1].line(line).text == "甲"  # type: ignore[union-attr]


def test_only_so_many_steps_are_kept(coastal: Draft) -> None:
    drafts = Drafts(NotebookFile.in_memory())
    id_, line = drafts.keep("", coastal), coastal.lines()[0].id
    draft = coastal
    for number in range(STEPS_KEPT + 5):
        draft = editing.edit(draft, line, f"{number}", "city")
        drafts.change("", id_, draft, "edit")
    for _ in range(STEPS_KEPT + 5):
        shown = drafts.undo("", id_)[0]
    assert shown.step == 5 and drafts.get("", id_)[1].line(line).text == "4"  # type: ignore[union-attr]


KILLED = """
import os, signal, sys
from pathlib import Path
from assistant.desk import editing
from assistant.desk.keeping import Drafts
from assistant.notebook.file import NotebookFile
drafts = Drafts(NotebookFile(Path(sys.argv[1])))
kept = drafts.find("")[0]
draft = drafts.get("", kept.id)[1]
drafts.change("", kept.id, editing.edit(draft, sys.argv[2], "changed 已改", "city"), "edit")
drafts.typing("", kept.id, sys.argv[2], "half a sen")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_kill_loses_nothing_that_was_acknowledged(coastal: Draft, tmp_path: Path) -> None:
    line = coastal.lines()[0].id
    with NotebookFile(tmp_path) as file:
        id_ = Drafts(file).keep("", coastal)
    ended = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), line], check=False)
    assert ended.returncode == -9
    with NotebookFile(tmp_path) as file:
        drafts = Drafts(file)
        assert drafts.get("", id_)[1].line(line).text == "changed 已改" and drafts.typed("", id_) == {line: "half a sen"}  # type: ignore[union-attr]
