"""The assistant as llama-index sees it: a query engine and a chat engine over an opened one.

For applications that are built on llama-index; the program itself does not pass through here. There is no global `Settings`, and
nothing builds a default model: the answers are the assistant's own, with their citations as source nodes.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncGenerator, Collection, Generator, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.llms.types import ChatMessage, ChatResponse, MessageRole
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.chat_engine.types import AgentChatResponse, BaseChatEngine, StreamingAgentChatResponse
from llama_index.core.schema import NodeWithScore, QueryBundle

from assistant.answer import Answer
from assistant.assemble import AskedLanguage
from assistant.events import Answered, Event, Said, Withdrawn
from index.retriever import nodes_of
from ingest.language import CJK
from ingest.types import Language, Passage

_PIECES = re.compile(rf"\s*(?:[^\s{CJK}]+|[{CJK}])|\s+")  # a stream gives a word, or a Chinese character, at a time


class Asked(Protocol):
    """What answers: an opened `assistant.assemble.Assistant`."""

    def ask(
        self,
        question: str,
        *,
        before: Sequence[str] = (),
        language: AskedLanguage = "auto",
        works: Collection[str] | None = None,
        languages: Collection[Language] | None = None,
    ) -> Answer:
        """The answer to a question after the earlier ones."""
        ...

    def stream(
        self,
        question: str,
        *,
        before: Sequence[str] = (),
        language: AskedLanguage = "auto",
        works: Collection[str] | None = None,
        languages: Collection[Language] | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        """The same as it is made."""
        ...

    def passage(self, passage_id: str) -> Passage | None:
        """A passage by its id."""
        ...


def metadata_of(answer: Answer) -> dict[str, Any]:
    """What an answer says beside its text, as plain values: citations, notes, abstained, language, confidence and the rest."""
    said = asdict(answer)
    return {name: value for name, value in said.items() if name not in ("text", "question")}


def source_nodes(answer: Answer, asked: Asked) -> list[NodeWithScore]:
    """The passages that an answer cites, each once, in the order of their first marks."""
    names = dict.fromkeys(citation.passage for citation in answer.citations)
    return nodes_of(passage for name in names if (passage := asked.passage(name)) is not None)


class CitationQueryEngine(BaseQueryEngine):
    """Answers a query with a `Response`: the text with its marks, the cited passages, and in `metadata` the whole answer.

    Filters name works and languages; `language` is that of the answers, "auto" for the question's.
    """

    def __init__(
        self,
        asked: Asked,
        *,
        language: AskedLanguage = "auto",
        works: Collection[str] | None = None,
        languages: Collection[Language] | None = None,
    ) -> None:
        super().__init__(CallbackManager([]))
        self._asked = asked
        self._language: AskedLanguage = language
        self._works, self._languages = works, languages

    def _get_prompt_modules(self) -> dict[str, Any]:
        """It has no prompts: nothing is asked of a model."""
        return {}

    def answer(self, question: str, before: Sequence[str] = ()) -> Answer:
        """The answer itself, for a question after earlier ones."""
        return self._asked.ask(question, before=before, language=self._language, works=self._works, languages=self._languages)

    def stream(self, question: str, before: Sequence[str] = (), stop: threading.Event | None = None) -> Iterator[Event]:
        """The same as it is made, event by event: see `assistant.events`; `stop` ends it from another thread."""
        return self._asked.stream(question, before=before, language=self._language, works=self._works, languages=self._languages, stop=stop)

    def nodes(self, answer: Answer) -> list[NodeWithScore]:
        """The cited passages of an answer as nodes."""
        return source_nodes(answer, self._asked)

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self.answer(query_bundle.query_str)
        return Response(answer.text, self.nodes(answer), metadata_of(answer))

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)


class CitationChatEngine(BaseChatEngine):
    """A conversation: what a follow-up leaves out is taken from the earlier turns of the person. Keep one for each conversation.

    A turn enters the history when its answer is complete, or when its stream has been read to the end.
    """

    def __init__(self, engine: CitationQueryEngine, chat_history: Sequence[ChatMessage] = ()) -> None:
        self._engine = engine
        self._history = list(chat_history)

    @property
    def chat_history(self) -> list[ChatMessage]:
        """The turns so far, oldest first."""
        return list(self._history)

    def reset(self) -> None:
        """Forget the conversation."""
        self._history.clear()

    def chat(self, message: str, chat_history: list[ChatMessage] | None = None) -> AgentChatResponse:
        """The answer to the next turn; a `chat_history` that is given takes the place of the one so far."""
        answer = self._answered(message, chat_history)
        self._remember(answer)
        return AgentChatResponse(answer.text, source_nodes=self._engine.nodes(answer), metadata=metadata_of(answer))

    async def achat(self, message: str, chat_history: list[ChatMessage] | None = None) -> AgentChatResponse:
        """As `chat`, beside the event loop."""
        return await asyncio.to_thread(self.chat, message, chat_history)

    def stream_chat(self, message: str, chat_history: list[ChatMessage] | None = None) -> StreamingAgentChatResponse:
        """As `chat`, word by word: each sentence is given when it has been checked, and `source_nodes` are filled at the end.

        Where a model's text has to be taken back, the reason and the answer in its stead follow on it; the history holds that answer alone.
        """
        nodes: list[NodeWithScore] = []
        return StreamingAgentChatResponse(
            chat_stream=self._streamed(message, chat_history, nodes, threading.Event()), source_nodes=nodes, is_writing_to_memory=False
        )

    async def astream_chat(self, message: str, chat_history: list[ChatMessage] | None = None) -> StreamingAgentChatResponse:
        """As `stream_chat`, beside the event loop."""
        nodes: list[NodeWithScore] = []
        stop = threading.Event()
        responses = _beside(self._streamed(message, chat_history, nodes, stop), stop)
        return StreamingAgentChatResponse(achat_stream=responses, source_nodes=nodes, is_writing_to_memory=False)

    def _answered(self, message: str, chat_history: list[ChatMessage] | None) -> Answer:
        return self._engine.answer(message, self._before(chat_history))

    def _before(self, chat_history: list[ChatMessage] | None) -> list[str]:
        if chat_history is not None:
            self._history = list(chat_history)
        return [turn.content or "" for turn in self._history if turn.role == MessageRole.USER]

    def _remember(self, answer: Answer) -> None:
        said = {"language": answer.language, "abstained": answer.abstained}
        self._history.append(ChatMessage(role=MessageRole.USER, content=answer.question))
        self._history.append(ChatMessage(role=MessageRole.ASSISTANT, content=answer.text, additional_kwargs=said))

    def _streamed(
        self, message: str, chat_history: list[ChatMessage] | None, nodes: list[NodeWithScore], stop: threading.Event
    ) -> Generator[ChatResponse, None, None]:
        """The pieces of the answer; `nodes` is filled with what they cite. The turn is kept when the answer is whole."""
        so_far = ""
        for event in self._engine.stream(message, self._before(chat_history), stop):
            if isinstance(event, Said):
                pieces = _PIECES.findall(event.text)
            elif isinstance(event, Withdrawn):
                pieces = [f"\n\n{event.reason}\n\n"]
            else:
                pieces = []
            for piece in pieces:
                so_far += piece
                yield ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content=so_far), delta=piece)
            if isinstance(event, Answered):
                nodes[:] = self._engine.nodes(event.answer)
                self._remember(event.answer)


async def _beside(responses: Generator[ChatResponse, None, None], stop: threading.Event) -> AsyncGenerator[ChatResponse, None]:
    """The same responses, each made beside the event loop; whoever leaves stops the making."""
    try:
        while (response := await asyncio.to_thread(next, responses, None)) is not None:
            yield response
    finally:
        stop.set()
