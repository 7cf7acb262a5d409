"""The language model that the settings name, as llama-index's client over a connection of ours; none unless one is named.

Any server that speaks OpenAI's protocol (llama.cpp, vLLM, Ollama, hosted ones), or Ollama's own, which alone lets the context's length be
asked for. Nothing here contacts anybody: `Model.connect` makes a client, and the first word over it is the question.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.breaker import Breaker
from assistant.faults import Fault
from assistant.settings import Settings
from ingest.types import ResilientError

if TYPE_CHECKING:
    from llama_index.core.llms import LLM


KEY = "RESILIENT_MODEL_KEY"
NO_KEY = "none"  # the client insists on one; without ours it would send OPENAI_API_KEY, which was not meant for this server
TEMPERATURE = 0.0  # the same question gets the same answer where the server can


@dataclass(frozen=True, slots=True)
class Clocks:
    """How long a reply may take, in seconds: to its first word, from word to word, and in all; and how much of it is read, in bytes."""

    first: float = 60.0
    pause: float = 20.0
    total: float = 180.0
    most_bytes: int = 2_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """A client for one question; `hang_up` ends its connection from any thread, `fault` says why the connection was cut.

    `close` lets go of everything, in the thread that read.

    `tells_end` says that a whole reply names the reason for its end, so that one without was interrupted.
    """

    llm: LLM
    hang_up: Callable[[], None] = lambda: None
    fault: Callable[[], Fault | None] = lambda: None
    close: Callable[[], None] = lambda: None
    tells_end: bool = True


@dataclass(frozen=True, slots=True)
class Model:
    """A language model that can be asked: its name, how to reach it, how long it may take, how much it reads and writes (tokens).

    `place` is where it is, as a person is told: an address without what follows its path, or the client's name.
    """

    name: str
    connect: Callable[[], Line]
    place: str = ""
    clocks: Clocks = Clocks()
    context: int = 8192
    reply: int = 700
    breaker: Breaker = field(default_factory=Breaker, compare=False)

    @classmethod
    def over(cls, llm: LLM, clocks: Clocks | None = None) -> Model:
        """A model over a llama-index client that is given."""
        return cls(llm.metadata.model_name or llm.class_name(), lambda: Line(llm, tells_end=False), llm.class_name(), clocks or Clocks())


def model_of(settings: Settings) -> Model | None:
    """The model that the settings name; None where they name none. Raises ResilientError when its key file may not be read."""
    if not settings.model:
        return None
    clocks = Clocks(
        settings.model_first_seconds, settings.model_pause_seconds, settings.model_total_seconds, int(settings.model_max_mb * 1_000_000)
    )
    key = key_of(settings)
    connect = _ollama if settings.model_protocol == "ollama" else _openai
    place = settings.model_url.partition("?")[0]
    return Model(settings.model, lambda: connect(settings, clocks, key), place, clocks, settings.model_context, settings.model_reply)


def key_of(settings: Settings) -> str:
    """The key for the model's server, from the environment or a private file; "" where there is none. It is kept in no setting."""
    if os.environ.get(KEY):
        return os.environ[KEY].strip()
    file = settings.model_key_file
    if file is None:
        return ""
    try:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise ResilientError(f"The key file {file} can be read by others; make it private with: chmod 600 {file}")
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ResilientError(f"The key file {file} cannot be read ({error.strerror}); correct model_key_file in the settings.") from error


def _openai(settings: Settings, clocks: Clocks, key: str) -> Line:
    from llama_index.llms.openai_like import OpenAILike

    from assistant.transport import Transport, client_of

    transport = Transport(clocks.most_bytes)
    llm = OpenAILike(
        model=settings.model,
        api_base=settings.model_url,
        api_key=key or NO_KEY,
        is_chat_model=True,
        context_window=settings.model_context,
        max_tokens=settings.model_reply,
        temperature=TEMPERATURE,
        max_retries=0,
        timeout=clocks.total,
        http_client=client_of(transport, max(clocks.first, clocks.pause)),
    )
    return Line(llm, transport.hang_up, lambda: transport.fault, transport.close)


def _ollama(settings: Settings, clocks: Clocks, key: str) -> Line:
    from llama_index.llms.ollama import Ollama
    from ollama import Client

    from assistant.transport import Transport, client_of

    transport = Transport(clocks.most_bytes)
    silent = client_of(transport, max(clocks.first, clocks.pause)).timeout
    client = Client(
        settings.model_url,
        transport=transport,
        timeout=silent,
        follow_redirects=False,
        trust_env=False,
        headers={"authorization": f"Bearer {key or NO_KEY}"},
    )
    llm = Ollama(
        model=settings.model,
        base_url=settings.model_url,
        temperature=TEMPERATURE,
        context_window=settings.model_context,
        is_function_calling_model=False,
        client=client,
        additional_kwargs={"num_predict": settings.model_reply},
    )
    return Line(llm, transport.hang_up, lambda: transport.fault, transport.close)
