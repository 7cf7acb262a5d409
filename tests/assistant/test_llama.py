"""The assistant taken into a llama-index application: query engine, chat engine, and no default model built by anybody."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from llama_index.core import Settings
from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.llms.types import ChatMessage, MessageRole
from llama_index.core.base.response.schema import Response
from llama_index.core.chat_engine.types import BaseChatEngine
from llama_index.core.schema import TextNode

from assistant.assemble import Assistant
from assistant.llama import CitationChatEngine, CitationQueryEngine
from index.retriever import passage_of

ROOT = Path(__file__).parents[2]
ROWS = [
    ("How is garden patience measured?", "And street patience?", "first harvest", "depth of water", "en"),
    ("花园耐心如何衡量？", "那街道耐心呢？", "第一次收获", "水深", "zh"),
    ("garden patience如何衡量？", "那street patience又如何呢？", "第一次收获", "水深", "zh"),
]


@pytest.fixture(autouse=True)
def no_default_model() -> Iterator[None]:
    """Whatever a test here does, llama-index has built no client of its own."""
    yield
    assert Settings._llm is None and Settings._embed_model is None, "a default model was built"


@pytest.fixture
def chat(own: Assistant) -> CitationChatEngine:
    return CitationChatEngine(CitationQueryEngine(own))


@pytest.mark.parametrize(("question", "_", "words", "__", "language"), ROWS)
def test_a_response_has_the_text_the_cited_passages_and_the_whole_answer(
    own: Assistant, question: str, _: str, words: str, __: str, language: str
) -> None:
    engine = CitationQueryEngine(own)
    assert isinstance(engine, BaseQueryEngine)
    response = engine.query(question)
    assert isinstance(response, Response) and response.response == own.ask(question).text and words in str(response)
    node, *_ = response.source_nodes
    assert isinstance(node.node, TextNode) and passage_of(node.node) == own.passage(node.node.node_id)
    metadata = response.metadata
    assert metadata is not None and (metadata["language"], metadata["abstained"]) == (language, False)
    passages = dict.fromkeys(citation["passage"] for citation in metadata["citations"])
    assert list(passages) == [source.node.node_id for source in response.source_nodes]
    assert metadata["notes"] == () and 0.5 <= metadata["confidence"] <= 1
    json.dumps(metadata)


@pytest.mark.parametrize("question", ["How do you bake sourdough bread?", "怎么做红烧肉？", "怎么做sourdough bread？"])
def test_a_refusal_is_a_response_that_says_so(mixed: Assistant, question: str) -> None:
    response = CitationQueryEngine(mixed).query(question)
    assert isinstance(response, Response) and response.metadata is not None and response.metadata["abstained"] and response.response


@pytest.mark.parametrize(("question", "_", "words", "__", "language"), ROWS)
def test_asked_beside_an_event_loop_it_answers_the_same(own: Assistant, question: str, _: str, words: str, __: str, language: str) -> None:
    engine = CitationQueryEngine(own)
    assert str(asyncio.run(engine.aquery(question))) == str(engine.query(question))


def test_language_and_filters_are_the_engines(mixed: Assistant) -> None:
    (towns,) = (work.id for work in mixed.works() if work.title.startswith("Patient Towns"))
    chinese = CitationQueryEngine(mixed, language="zh", works=[towns]).query("How is garden patience measured?")
    assert "第一次收获" in str(chinese) and {node.node.metadata["work"] for node in chinese.source_nodes} == {towns}
    english = CitationQueryEngine(mixed, works=[towns], languages=["en"]).query("花园耐心如何衡量？")
    assert {node.node.metadata["language"] for node in english.source_nodes} == {"en"}


@pytest.mark.parametrize(("first", "second", "words", "more", "language"), ROWS)
def test_a_conversation_passes_the_earlier_turns(
    chat: CitationChatEngine, first: str, second: str, words: str, more: str, language: str
) -> None:
    assert isinstance(chat, BaseChatEngine)
    assert words in str(chat.chat(first))
    response = chat.chat(second)
    assert more in str(response) and response.source_nodes and response.metadata is not None and response.metadata["language"] == language
    assert [turn.role for turn in chat.chat_history] == [MessageRole.USER, MessageRole.ASSISTANT] * 2
    assert [turn.content for turn in chat.chat_history][::2] == [first, second]
    chat.reset()
    assert chat.chat_history == []
    alone = chat.chat(second).metadata
    assert alone is not None and alone["understood"] == second != response.metadata["understood"]


@pytest.mark.parametrize(("first", "second", "words", "more", "language"), ROWS)
def test_a_stream_gives_the_answer_in_pieces(
    chat: CitationChatEngine, first: str, second: str, words: str, more: str, language: str
) -> None:
    stream = chat.stream_chat(first)
    assert chat.chat_history == [], "a turn is kept when its stream has been read"
    pieces = list(stream.response_gen)
    assert len(pieces) > 5 and "".join(pieces) == stream.response == chat.chat_history[1].content and words in stream.response
    assert stream.source_nodes
    assert "".join(chat.stream_chat(second).response_gen) == chat.chat_history[3].content
    assert more in (chat.chat_history[3].content or "")


@pytest.mark.parametrize(("first", "second", "words", "more", "language"), ROWS)
def test_beside_an_event_loop_it_talks_the_same(
    chat: CitationChatEngine, first: str, second: str, words: str, more: str, language: str
) -> None:
    async def talk() -> tuple[str, str]:
        answer = await chat.achat(first)
        stream = await chat.astream_chat(second)
        return str(answer), "".join([piece async for piece in stream.async_response_gen()])

    answer, streamed = asyncio.run(talk())
    assert words in answer and more in streamed
    assert [turn.content for turn in chat.chat_history] == [first, answer, second, streamed]


def test_a_history_that_is_given_takes_the_place_of_the_one_so_far(chat: CitationChatEngine) -> None:
    chat.chat("How is garden patience measured?")
    history = [
        ChatMessage(role=MessageRole.USER, content="Which actions of 2016 are marked as cyber resilience?"),
        ChatMessage(role=MessageRole.ASSISTANT, content="Two of them."),
    ]
    assert "radio alarm" in str(chat.chat("And for 2017?", chat_history=history))
    assert len(history) == 2 and len(chat.chat_history) == 4


def test_a_text_of_several_lines_is_streamed_whole(chat: CitationChatEngine) -> None:
    for question in ("List the cases from 2015 to 2016.", "列出2015到2016年的案例。", ""):
        stream = chat.stream_chat(question)
        text = "".join(stream.response_gen)
        assert text == chat.chat_history[-1].content and text.strip()


def test_a_question_from_the_terminal_does_not_import_llama_index() -> None:
    code = "import sys, assistant.assemble, assistant.engine, index.search, index.intake; print('llama_index' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
