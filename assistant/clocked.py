"""The configured model as one of llama-index's LLMs that keeps our clocks, for llama-index's own parts (its evaluators among them).

Their asynchronous calls would open a second connection that no clock, cap or address check of ours sees; here every call is `listen`'s.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from llama_index.core.base.llms.types import ChatMessage, ChatResponse, CompletionResponse, CompletionResponseGen, LLMMetadata, MessageRole
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.llms import CustomLLM

from assistant.clocks import Ended, Word, listen
from assistant.faults import Fault
from assistant.llm import Model
from ingest.types import ResilientError


class NoReply(ResilientError):
    """The model gave no whole reply; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"The language model gave no reply ({fault.reason}). See that its server runs, then try again.")
        self.fault = fault


class Clocked(CustomLLM):
    """A model's whole replies. A call raises NoReply where there is none; one that was cut at its length is given as it is."""

    _model: Model = PrivateAttr()

    def __init__(self, model: Model) -> None:
        super().__init__()
        self._model = model

    @property
    def metadata(self) -> LLMMetadata:
        """What llama-index packs its prompts by."""
        return LLMMetadata(
            model_name=self._model.name, context_window=self._model.context, num_output=self._model.reply, is_chat_model=True
        )

    def chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        """The reply to a conversation."""
        text: list[str] = []
        with closing(listen(self._model, messages, threading.Event())) as reply:
            for heard in reply:
                if isinstance(heard, Word):
                    text.append(heard.text)
                elif isinstance(heard, Ended) and heard.fault is not None:
                    raise NoReply(heard.fault)
        return ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content="".join(text)))

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        """The reply to a prompt."""
        return CompletionResponse(text=self.chat([ChatMessage(role=MessageRole.USER, content=prompt)]).message.content or "")

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        """The same as a stream of one piece."""
        whole = self.complete(prompt)
        whole.delta = whole.text
        yield whole
