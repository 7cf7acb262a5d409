"""Conversations, turns and feedback: kept, found in both languages, interrupted, replaced, shared, and nobody's but their user's."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation, Note
from assistant.notebook import turns as turns_module
from assistant.notebook.answers import Excerpt, KeptAnswer, from_json, to_json
from assistant.notebook.conversations import Conversations
from assistant.notebook.feedback import VERDICTS, FeedbackBook
from assistant.notebook.file import NotebookError, NotebookFile
from assistant.notebook.turns import Scope, Turns, TurnState
from ingest.types import Language


@pytest.fixture
def file(tmp_path: Path) -> Iterator[NotebookFile]:
    with NotebookFile(tmp_path) as opened:
        yield opened


def answer(text: str = "Hours.[1]", language: Language = "en") -> KeptAnswer:
    quote = "measured in hours" if language == "en" else "以小时计量"
    citation = Citation(
        1, "p1", "d1", "guide", "Guide", "1 Bridges", "section 1", 3, language, quote, 4, 4 + len(quote), "paper", "prose",
        urls=("https://example.org/a",),
    )  # fmt: skip
    whole = Answer("q", "q", language, text, False, (citation,), (Note("E1", 1, "a note", (), (1,)),), 0.9, 0.01)
    return KeptAnswer(whole, (Excerpt("p1", "it is measured in hours", 1, "before", "after", "", "以小时计量", "zh"),))


def test_an_answer_comes_back_as_it_was() -> None:
    for made in (answer(), answer("以小时计量。[1]", "zh"), answer("mixed 混合 \u202e <b>[1]")):
        assert from_json(to_json(made)) == made
    assert from_json('{"answer": {"question": 1}}') is None, "of another version"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("flood", ["floods and 桥梁", "洪水如何衡量？"]),
        ("Flood", ["floods and 桥梁", "洪水如何衡量？"]),
        ("洪水", ["洪水如何衡量？"]),
        ("衡量 洪水", ["洪水如何衡量？"]),
        ("桥梁 FLOODS", ["floods and 桥梁"]),
        ("橋樑", ["floods and 桥梁"]),
        ("ｆｌｏｏｄｓ", ["floods and 桥梁"]),
        ("nothing", []),
        ("%", []),
        ("", ["floods and 桥梁", "Hello", "洪水如何衡量？"]),
    ],
)
def test_search_in_both_languages(words: str, found: list[str], file: NotebookFile) -> None:
    conversations, turns = Conversations(file), Turns(file)
    for question, text in (("洪水如何衡量？", "A flood map."), ("Hello", "Good day."), ("floods and 桥梁", "以小时计量")):
        id = conversations.start("", question)
        turns.answered(turns.ask("", id, question), answer(text))
    assert [one.title for one in conversations.find("", words)] == found


def test_the_latest_comes_first_whatever_the_clock_says(file: NotebookFile, monkeypatch: pytest.MonkeyPatch) -> None:
    conversations, turns = Conversations(file), Turns(file)
    first, second = conversations.start("", "one"), conversations.start("", "two")
    assert [one.id for one in conversations.find("")] == [second, first]
    monkeypatch.setattr("time.time", lambda: 5.0)
    turns.ask("", first, "again")
    assert [one.id for one in conversations.find("")] == [first, second]


def test_rename_and_delete(file: NotebookFile) -> None:
    conversations, turns, feedback = Conversations(file), Turns(file), FeedbackBook(file)
    id = conversations.start("", "  a\n question\0 \ud800 " + "长" * 300)
    title = conversations.find("")[0].title
    assert title.startswith("a question ? 长") and len(title) == 90 and title.endswith("…")
    assert not conversations.rename("", id, " \n ") and conversations.rename("", id, "洪水 notes")
    assert [one.title for one in conversations.find("", "洪水")] == ["洪水 notes"]
    turn = turns.ask("", id, "q")
    turns.answered(turn, answer())
    feedback.say("", turn, "right")
    assert conversations.delete("", id) and not conversations.delete("", id)
    assert conversations.find("") == [] and turns.get("", turn) is None and feedback.all() == []


def test_question_then_parts_then_answer(file: NotebookFile) -> None:
    conversations, turns = Conversations(file), Turns(file)
    id = conversations.start("", "洪水？")
    turn = turns.ask("", id, "洪水？", Scope(("guide",), ("zh",)))
    (asked,) = turns.of("", id)
    assert (asked.state, asked.question, asked.scope, asked.text) == (TurnState.ASKED, "洪水？", Scope(("guide",), ("zh",)), "")
    turns.part(turn, "以小时")
    assert turns.of("", id)[0].text == "以小时"
    turns.answered(turn, answer("以小时计量。[1]", "zh"))
    (done,) = turns.of("", id)
    assert (done.state, done.answer) == (TurnState.ANSWERED, answer("以小时计量。[1]", "zh"))
    turns.part(turn, "late")
    turns.ended(turn, TurnState.INTERRUPTED)
    assert turns.of("", id) == [done], "a late part or end changes nothing"


def test_a_writer_that_is_gone_leaves_an_interrupted_turn(file: NotebookFile, monkeypatch: pytest.MonkeyPatch) -> None:
    conversations = Conversations(file)
    id = conversations.start("", "q")
    gone, other, mine = Turns(file), Turns(file), Turns(file)
    turn = other.ask("", id, "q")
    other.part(turn, "the part that came")
    assert mine.of("", id)[0].state is TurnState.INTERRUPTED, "an earlier object of this very process writes no more"
    assert other.of("", id)[0].state is TurnState.ASKED
    living = os.getppid()
    with file.writing() as db:
        db.execute("UPDATE conversations_turns SET writer = ?", (f"{living}:x",))
    assert mine.of("", id)[0].state is TurnState.ASKED, "a living process may still be writing"
    monkeypatch.setattr(turns_module, "_runs", lambda pid: pid != living)
    (read,) = gone.of("", id)
    assert (read.state, read.text) == (TurnState.INTERRUPTED, "the part that came")


@pytest.mark.parametrize("state", [TurnState.STOPPED, TurnState.INTERRUPTED, TurnState.FAILED])
def test_a_turn_that_ends_without_an_answer_keeps_its_part(state: TurnState, file: NotebookFile) -> None:
    conversations, turns = Conversations(file), Turns(file)
    id = conversations.start("", "q")
    turn = turns.ask("", id, "q")
    turns.part(turn, "half")
    turns.ended(turn, state, "why")
    (read,) = turns.of("", id)
    assert (read.state, read.text, read.failure, read.answer) == (state, "half", "why", None)


def test_an_edited_question_takes_the_place_and_nothing_is_lost(file: NotebookFile) -> None:
    conversations, turns = Conversations(file), Turns(file)
    id = conversations.start("", "one")
    first, second, third = (turns.ask("", id, question) for question in ("one", "two", "three"))
    for turn in (first, second, third):
        turns.answered(turn, answer())
    edited = turns.ask("", id, "two, edited", place=2)
    again = turns.ask("", id, "two, again", place=2)
    read = turns.of("", id)
    assert [(turn.place, turn.question, turn.versions) for turn in read] == [(1, "one", ()), (2, "two, again", (second, edited))]
    assert (old := turns.get("", third)) and old.answer == answer(), "what was set aside is still there"
    assert again == read[1].id and conversations.find("")[0].turns == 2
    for place in (0, 4, -1):
        with pytest.raises(NotebookError):
            turns.ask("", id, "x", place=place)


def test_a_user_reaches_nothing_of_another(file: NotebookFile) -> None:
    conversations, turns, feedback = Conversations(file), Turns(file), FeedbackBook(file)
    id = conversations.start("ana", "洪水 secret")
    turn = turns.ask("ana", id, "洪水 secret")
    for user in ("", "ben", "ANA", "ana' OR '1'='1"):
        assert conversations.find(user) == [] and conversations.find(user, "secret") == [] and conversations.get(user, id) is None
        assert not conversations.rename(user, id, "mine") and not conversations.delete(user, id) and conversations.share(user, id) is None
        assert turns.of(user, id) == [] and turns.get(user, turn) is None and feedback.of(user, id) == {}
        conversations.unshare(user, id)
        with pytest.raises(NotebookError):
            turns.ask(user, id, "x")
        with pytest.raises(NotebookError):
            feedback.say(user, turn, "right")
    assert conversations.get("ana", id) and len(turns.of("ana", id)) == 1


def test_a_link_opens_until_it_is_taken_back(file: NotebookFile) -> None:
    conversations = Conversations(file)
    id = conversations.start("ana", "q")
    token = conversations.share("ana", id)
    assert token and token == conversations.share("ana", id) and len(token) >= 16
    shared = conversations.shared(token)
    assert shared == ("ana", conversations.get("ana", id))
    conversations.unshare("ana", id)
    assert conversations.shared(token) is None and conversations.share("ana", id) != token
    assert conversations.shared("\ud800") is None


def test_feedback_carries_what_a_case_needs(file: NotebookFile) -> None:
    conversations, turns, feedback = Conversations(file), Turns(file), FeedbackBook(file)
    id = conversations.start("ana", "one")
    first, second = (turns.ask("ana", id, question) for question in ("洪水？", "and bridges?"))
    turns.answered(first, answer())
    turns.answered(second, answer("桥。[1]", "zh"))
    for verdict in VERDICTS:
        feedback.say("ana", second, verdict, f"note {verdict}")
    assert feedback.of("ana", id) == {second: (VERDICTS[-1], f"note {VERDICTS[-1]}")}
    (said,) = feedback.all()
    assert (said.question, said.before, said.verdict, said.answer) == ("and bridges?", ("洪水？",), "missing", answer("桥。[1]", "zh"))
    feedback.adopted(said.id)
    assert feedback.all() == [] and feedback.all(waiting_only=False) == [replace(said, adopted=True)]
    feedback.say("ana", second, "wrong")
    assert len(feedback.all()) == 1, "another verdict is looked at again"
