"""An answer as it is made: what is said first, that the pieces are the answer, and that whoever leaves ends the work."""

from __future__ import annotations

import threading

import pytest

from assistant.assemble import Assistant
from assistant.events import Answered, Event, Said, Working, final

QUESTIONS = [
    ("How is garden patience measured?", "en"),
    ("花园耐心如何衡量？", "zh"),
    ("garden patience如何衡量？", "zh"),
    ("Compare garden patience and street patience.", "en"),
    ("列出2015到2016年的案例。", "zh"),
    ("How do you bake sourdough bread?", "en"),
    ("怎么做红烧肉？", "zh"),
    ("", "en"),
]


@pytest.mark.parametrize(("question", "language"), QUESTIONS)
def test_the_pieces_are_the_answer_and_it_comes_last(own: Assistant, question: str, language: str) -> None:
    events = list(own.stream(question))
    assert events[0] == Working("reading") and isinstance(events[-1], Answered)
    answer = events[-1].answer
    said = [event for event in events if isinstance(event, Said)]
    assert "".join(piece.text for piece in said) == answer.text and answer.language == language
    assert tuple(citation for piece in said for citation in piece.citations) == answer.citations
    asked = own.ask(question)
    assert (asked.text, asked.citations, asked.abstained) == (answer.text, answer.citations, answer.abstained)


@pytest.mark.parametrize(("question", "language"), QUESTIONS[4:5])
def test_a_list_is_said_item_by_item_each_with_its_citations(own: Assistant, question: str, language: str) -> None:
    said = [event for event in own.stream(question) if isinstance(event, Said)]
    assert len(said) > 3
    for piece in said:
        assert all(f"[{citation.number}]" in piece.text for citation in piece.citations)


def test_a_follow_up_is_streamed_as_it_is_asked(own: Assistant) -> None:
    before = ("How is garden patience measured?",)
    assert final(own.stream("And street patience?", before=before)).text == own.ask("And street patience?", before=before).text


@pytest.mark.parametrize(("question", "language"), QUESTIONS[:3])
def test_who_leaves_hears_no_more_and_holds_up_nobody(own: Assistant, question: str, language: str) -> None:
    stop = threading.Event()
    heard: list[Event] = []
    for event in own.stream(question, stop=stop):
        heard.append(event)
        stop.set()
    assert heard == [Working("reading")]
    left = own.stream(question)
    next(left)
    left.close()  # type: ignore[attr-defined]
    assert own.ask(question).text


def test_a_stream_that_was_stopped_has_no_answer(own: Assistant) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(ValueError, match="stopped"):
        final(own.stream("How is garden patience measured?", stop=stop))
