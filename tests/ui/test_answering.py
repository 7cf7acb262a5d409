"""A question of the page from its keeping to its whole answer, and all the ways in which that can end otherwise."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from fake_assistant import FakeAssistant, Locked, passages

from assistant.drift import Drift, Standing
from assistant.notebook.notebook import Notebook
from assistant.notebook.turns import TurnState
from ui.answering import QUESTION_LIMIT, Answerer, Asked, Step
from ui.exporting import conversation_markdown
from ui.session import opened, shared
from ui.view import Turn


@pytest.fixture
def notebook(tmp_path: Path) -> Iterator[Notebook]:
    with Notebook.open(tmp_path) as made:
        assert made.trouble == ""
        yield made


def answerer(assistant: FakeAssistant, notebook: Notebook, tmp_path: Path, seconds: float = 30.0) -> Answerer:
    return Answerer(assistant, notebook, tmp_path, seconds)


def kept(notebook: Notebook, step: Step) -> list[TurnState]:
    return [turn.state for turn in notebook.turns.of("", step.conversation)]


QUESTIONS = [("How is a flood measured?", "en"), ("洪水之后如何衡量？", "zh"), ("Is 恢复时间 of a flood measured?", "zh")]


@pytest.mark.parametrize(("question", "language"), QUESTIONS)
def test_an_answer_grows_and_is_kept(question: str, language: str, notebook: Notebook, tmp_path: Path) -> None:
    steps = list(answerer(FakeAssistant(), notebook, tmp_path).answer(Asked(question)))
    texts = [step.turn.part for step in steps]
    assert texts[0] == "" and all(later.startswith(earlier) for earlier, later in pairwise(texts))
    whole = steps[-1].turn
    assert whole.answer and whole.answer.language == language and whole.state is TurnState.ANSWERED and not whole.notice
    assert [card.quote for card in whole.cards] == [citation.quote for citation in whole.answer.citations]
    session = opened(notebook, FakeAssistant(), "", steps[-1].conversation)
    assert session and [(turn.question, turn.answer) for turn in session.turns] == [(question, whole.answer)]
    assert [card.standing and card.standing.drift for card in session.turns[0].cards] == [Drift.SAME] * len(whole.cards)


def test_the_question_is_kept_before_anything_is_answered(notebook: Notebook, tmp_path: Path) -> None:
    assistant = FakeAssistant()
    steps = answerer(assistant, notebook, tmp_path).answer(Asked("洪水？"))
    first = next(steps)
    assert assistant.asked == [] and kept(notebook, first) == [TurnState.ASKED]
    steps.close()  # type: ignore[attr-defined]
    assert kept(notebook, first) == [TurnState.INTERRUPTED]


def test_who_leaves_ends_the_work_and_leaves_a_part(notebook: Notebook, tmp_path: Path) -> None:
    """T27 in its short form."""
    for _ in range(20):
        assistant = FakeAssistant()
        steps = answerer(assistant, notebook, tmp_path).answer(Asked("slow flood?"))
        part = next(step for step in steps if step.turn.part)
        steps.close()  # type: ignore[attr-defined]
        assert assistant.left.wait(2.0), "the writer goes on though nobody listens"
        (turn,) = notebook.turns.of("", part.conversation)
        assert (turn.state, turn.text) == (TurnState.INTERRUPTED, "The first words.[1]")


def test_stopping_keeps_the_part(notebook: Notebook, tmp_path: Path) -> None:
    stop = threading.Event()
    steps = answerer(FakeAssistant(), notebook, tmp_path).answer(Asked("slow flood?"), stop)
    next(step for step in steps if step.turn.part)
    stop.set()
    *_, last = steps
    assert (last.turn.state, last.turn.part, last.turn.answer) == (TurnState.STOPPED, "The first words.[1]", None)
    assert kept(notebook, last) == [TurnState.STOPPED] and notebook.turns.of("", last.conversation)[0].text == "The first words.[1]"


def test_what_is_withdrawn_goes_and_says_why(notebook: Notebook, tmp_path: Path) -> None:
    assistant = FakeAssistant()
    assistant.go_on.set()
    steps = list(answerer(assistant, notebook, tmp_path).answer(Asked("slow flood?")))
    assert steps[-1].turn.notice == "The first words did not hold." and steps[-1].turn.answer
    assert not steps[-1].turn.part.startswith("The first words")


@pytest.mark.parametrize(("interface", "words"), [("en", "within 0 seconds"), ("zh", "0 秒内未得到完整回答")])
def test_an_answer_that_takes_too_long_is_given_up(interface: str, words: str, notebook: Notebook, tmp_path: Path) -> None:
    started = time.monotonic()
    assistant = FakeAssistant()
    *_, last = answerer(assistant, notebook, tmp_path, 0.3).answer(Asked("slow flood?", interface=interface))  # type: ignore[arg-type]
    assert time.monotonic() - started < 2.0 and assistant.left.is_set()
    assert last.turn.state is TurnState.FAILED and words in last.turn.failure and kept(notebook, last) == [TurnState.FAILED]


def test_a_long_question_is_refused_politely(notebook: Notebook, tmp_path: Path) -> None:
    for length, fails in ((QUESTION_LIMIT - 1, False), (QUESTION_LIMIT, False), (QUESTION_LIMIT + 1, True)):
        *_, last = answerer(FakeAssistant(), notebook, tmp_path).answer(Asked("洪" * length, interface="zh"))
        assert bool(last.turn.failure) == fails
    assert str(QUESTION_LIMIT) in last.turn.failure


@pytest.mark.parametrize(
    ("error", "interface", "words"),
    [
        (Locked("Run resilient rebuild."), "en", "Run resilient rebuild."),
        (Locked("Run resilient rebuild."), "zh", "程序无法继续（Run resilient rebuild.）"),
        (ZeroDivisionError("secret"), "zh", "程序内部出错"),
    ],
)
def test_errors_are_sentences_and_kept(error: Exception, interface: str, words: str, notebook: Notebook, tmp_path: Path) -> None:
    steps = answerer(FakeAssistant(broken=error), notebook, tmp_path).answer(Asked("flood?", interface=interface))  # type: ignore[arg-type]
    *_, last = steps
    assert words in last.turn.failure and "secret" not in last.turn.failure and kept(notebook, last) == [TurnState.FAILED]


def test_questions_are_answered_when_nothing_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where a folder should be")
    with Notebook.open(tmp_path / "home") as notebook:
        assert "cannot be written" in notebook.trouble
        *_, last = answerer(FakeAssistant(), notebook, tmp_path).answer(Asked("flood?"))
        assert last.turn.answer
    *_, last = answerer(FakeAssistant(), notebook, tmp_path).answer(Asked("洪水？", interface="zh"))
    assert last.turn.answer and "未能保存" in last.turn.notice, "a notebook that fails on the way says so beside the answer"


def test_follow_ups_know_the_questions_before(notebook: Notebook, tmp_path: Path) -> None:
    assistant = FakeAssistant()
    *_, first = answerer(assistant, notebook, tmp_path).answer(Asked("flood?"))
    failed = Turn("lost", failure="x", state=TurnState.FAILED)
    list(answerer(assistant, notebook, tmp_path).answer(Asked("and 2017?", "", first.conversation, (first.turn, failed))))
    assert assistant.asked[-1][1] == ("flood?",)


def test_a_shared_link_opens_the_same_citations_after_a_reingest(notebook: Notebook, tmp_path: Path) -> None:
    *_, last = answerer(FakeAssistant(), notebook, tmp_path).answer(Asked("洪水？"))
    token = notebook.conversations.share("", last.conversation)
    later = FakeAssistant()
    later.drifts = {"zh1": Standing(Drift.MOVED, replace(passages()["zh1"], section="5 新")), "en1": Standing(Drift.GONE)}
    session = shared(notebook, later, token or "")
    assert session and not session.own and session.turns[0].answer == last.turn.answer
    for card, before in zip(session.turns[0].cards, last.turn.cards, strict=True):
        assert replace(card, standing=None) == before, "the passage is shown as it stood"
        assert card.standing == later.drifts["zh1"]
    assert shared(notebook, later, "unknown") is None


def test_a_conversation_as_markdown(notebook: Notebook, tmp_path: Path) -> None:
    *_, first = answerer(FakeAssistant(), notebook, tmp_path).answer(Asked("洪水 <b>*如何*</b>？"))
    *_, second = answerer(FakeAssistant(), notebook, tmp_path).answer(Asked("2017?", "", first.conversation, (first.turn,)))
    stopped = Turn("q", part="half ![x](https://evil.example/x.png) <img src=x>", state=TurnState.STOPPED)
    text = conversation_markdown("标题 # one", (first.turn, second.turn, stopped), "zh", 0.0)
    assert text.startswith("# 标题 \\# one\n") and "## 洪水 \\<b\\>\\*如何\\*\\</b\\>？" in text
    assert "1. 桥梁指南 (论文原文, 1 桥梁, 第 3 页, 中文)：" in text or "1. 桥梁指南 (论文原文, 1 桥梁, 第 3 页, 中文): “洪水之后" in text
    assert "<https://example.org/guide>" in text and "| Lakeside | 2017 | flood maps [1] |" in text
    assert "![x](" not in text and "<img" not in text and "已停止" in text
