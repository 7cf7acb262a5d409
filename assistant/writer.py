"""Writes with a language model what passages support, and nothing else: sentences as they pass the check, then how it ended.

For answers and for drafts: `Writer.write(brief)` knows nothing about either. A sentence that names no source, leads away from the
sources, is in another language or is not supported is taken out and counted; what the model says of itself is never shown.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from typing import Literal

from assistant.cleaning import leads_away
from assistant.clocks import Ended, Waiting, Word, listen
from assistant.composition import Evidence, Line
from assistant.faults import Fault
from assistant.llm import Model
from assistant.marks import Marked, Sentences
from assistant.prompts import REFUSAL, Brief
from assistant.support import Support
from ingest.language import detect, has_chinese
from ingest.words import normalise

Reason = Literal["no source", "unknown source", "address", "language", "again", "content", "number", "name", "denial", "quotation"]
Ending = Literal["whole", "cut", "declined", "failed"]


@dataclass(frozen=True, slots=True)
class Removed:
    """A sentence that was taken out, and why. For tests and measuring; it is shown to nobody."""

    text: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Finished:
    """How the writing ended: `cut` at the model's length, `declined` in its own word, `failed` for the fault given."""

    ending: Ending
    kept: int
    removed: tuple[Removed, ...] = ()
    fault: Fault | None = None


Written = Waiting | Line | Finished


class Writer:
    """Writes with one model over passages of one library.

    `lock` is held while a sentence is checked, never while the model is waited for.
    """

    def __init__(self, model: Model, support: Support, lock: AbstractContextManager[object] | None = None) -> None:
        self.model = model
        self._support = support
        self._lock = lock if lock is not None else threading.RLock()

    @property
    def room(self) -> int:
        """The tokens that a brief may take."""
        return self.model.context - self.model.reply

    def write(self, brief: Brief, stop: threading.Event | None = None) -> Generator[Written, None, None]:
        """Checked sentences (lines with their evidence) as they come, `Waiting` in between, and `Finished` last.

        When `stop` is set, or the iterator closed, the model is hung up on; a stopped one ends without `Finished`. Never raises for
        what a model or its server does.
        """
        from llama_index.core.base.llms.types import ChatMessage, MessageRole

        messages = [ChatMessage(role=MessageRole.SYSTEM, content=brief.system), ChatMessage(role=MessageRole.USER, content=brief.ask)]
        sheet = Sentences()
        page = _Page(brief, self._support, self._lock)
        with closing(listen(self.model, messages, stop or threading.Event())) as reply:
            for heard in reply:
                if isinstance(heard, Word):
                    yield from page.taken(sheet.feed(heard.text))
                    yield Waiting()
                elif isinstance(heard, Ended):
                    rest = sheet.close()
                    yield from page.taken(rest if heard.how == "whole" else [])  # what was cut short is no sentence
                    yield page.finished(heard, sheet.whole)
                else:
                    yield heard


class _Page:
    """What has passed so far, and what has not."""

    def __init__(self, brief: Brief, support: Support, lock: AbstractContextManager[object]) -> None:
        self._brief, self._support, self._lock = brief, support, lock
        self._kept: set[str] = set()
        self._removed: list[Removed] = []

    def taken(self, sentences: list[Marked]) -> Iterator[Line]:
        """Those of the sentences that pass, with their evidence."""
        for marked in sentences:
            if REFUSAL in marked.text.upper():
                continue
            reason, evidence = self._checked(marked)
            if reason is None:
                self._kept.add(normalise(marked.text))
                yield Line(marked.text, evidence, marked.style)
            else:
                self._removed.append(Removed(marked.text, reason))

    def _checked(self, marked: Marked) -> tuple[Reason | None, tuple[Evidence, ...]]:
        """Why a sentence is taken out, or what it rests on."""
        cited = [self._brief.sources[key - 1] for key in marked.keys if 0 < key <= len(self._brief.sources)]
        if not cited:
            return "unknown source" if marked.keys else "no source", ()
        if leads_away(marked.text):
            return "address", ()
        if not (has_chinese(marked.text) if self._brief.language == "zh" else detect(marked.text) == "en"):
            return "language", ()
        if normalise(marked.text) in self._kept:
            return "again", ()
        with self._lock:
            verdict = self._support.judge(marked.text, cited)
        return verdict.fault or None, verdict.evidence

    def finished(self, ended: Ended, whole: str) -> Finished:
        """How it ended, all in all."""
        fault = ended.fault
        if fault is None and not whole.strip() and not self._kept:
            fault = Fault("empty")
        ending: Ending = "failed" if fault else "declined" if REFUSAL in whole.upper() else "cut" if ended.how == "length" else "whole"
        return Finished(ending, len(self._kept), tuple(self._removed), fault)
