"""The page's side of a question: from what was typed to a turn that grows; knows nothing about Gradio or HTML.

The question is kept before it is answered, the answer as it comes. Everything that can go wrong ends here as a sentence for the person
and, where it is our fault, a traceback in the log.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.answer import Answer, Citation
from assistant.drift import Standing
from assistant.events import Answered, Event, Said, Withdrawn
from assistant.notebook.answers import excerpt, kept, shown
from assistant.notebook.notebook import Notebook
from assistant.notebook.turns import EVERYTHING, Scope, TurnState
from ingest.types import Language, Passage, ResilientError
from ui import log
from ui.cards import Card, card
from ui.pages import Leaves, leaf
from ui.terminal import sentence
from ui.texts import say
from ui.view import Turn

if TYPE_CHECKING:
    from assistant.assemble import Status, WorkInfo
    from assistant.desk.desk import Desk
    from index.search import Hit

QUESTION_LIMIT = 2_000  # characters; the longest question of the evaluation has under 300
REMEMBERED = 8  # earlier questions that a follow-up is read with
KEPT_EVERY = 0.5  # seconds between two writings of the part that has come


class Answering(Protocol):
    """What the page needs of an assistant."""

    def stream(
        self,
        question: str,
        *,
        before: Sequence[str] = ...,
        works: Collection[str] | None = ...,
        languages: Collection[Language] | None = ...,
        stop: threading.Event | None = ...,
    ) -> Generator[Event, None, None]: ...

    def onward(
        self,
        answer: Answer,
        *,
        before: Sequence[str] = ...,
        works: Collection[str] | None = ...,
        languages: Collection[Language] | None = ...,
    ) -> Sequence[str]: ...

    def search(self, question: str, k: int = ..., /) -> Sequence[Hit]: ...

    def passage(self, passage_id: str, /) -> Passage | None: ...

    def context(self, passage_id: str, characters: int = ..., /) -> tuple[str, str]: ...

    def document_name(self, document_id: str, /) -> str: ...

    def standing(self, citation: Citation, /) -> Standing: ...

    @property
    def pages(self) -> Leaves: ...

    def works(self) -> Sequence[WorkInfo]: ...

    def refresh(self) -> object: ...

    def status(self) -> Status: ...

    def desk(self) -> Desk: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to be answered: by whom, in which conversation ("" begins one), after what, and in whose place (None at the end).

    `versions` counts the turns that had the place before.
    """

    question: str
    user: str = ""
    conversation: str = ""
    earlier: tuple[Turn, ...] = ()
    scope: Scope = EVERYTHING
    place: int | None = None
    versions: int = 0
    interface: Language = "en"


@dataclass(frozen=True, slots=True)
class Step:
    """How far a question has come: its conversation and its turn."""

    conversation: str
    turn: Turn


class Answerer:
    """Answers questions for the page: over one assistant, into one notebook, within `seconds` each."""

    def __init__(self, assistant: Answering, notebook: Notebook, home: Path, seconds: float) -> None:
        self._assistant = assistant
        self._notebook = notebook
        self._home = home
        self._seconds = seconds

    def answer(self, asked: Asked, stop: threading.Event | None = None) -> Iterator[Step]:
        """The turn as it grows; the last one is whole, or says why it is not. Never raises; closing it marks the turn as interrupted."""
        if len(asked.question) > QUESTION_LIMIT:
            words = say("page.too_long", asked.interface, length=len(asked.question), limit=QUESTION_LIMIT)
            yield Step(asked.conversation, Turn(asked.question[:QUESTION_LIMIT], failure=words, state=TurnState.FAILED))
            return
        step = self._kept(asked)
        stop = stop or threading.Event()
        try:
            yield step
            for turn in self._grown(asked, step.turn, stop):
                step = replace(step, turn=turn)
                if turn.open:
                    yield step
            if step.turn.open:
                step = replace(step, turn=replace(step.turn, state=TurnState.STOPPED))
        except GeneratorExit:
            stop.set()
            self._ended(replace(step.turn, state=TurnState.INTERRUPTED))
            raise
        except ResilientError as error:
            step = replace(step, turn=replace(step.turn, state=TurnState.FAILED, failure=sentence(error, asked.interface)))
        except Exception as error:  # the outermost net of the page
            log.record(self._home, error)
            step = replace(step, turn=replace(step.turn, state=TurnState.FAILED, failure=say("page.failed", asked.interface)))
        yield replace(step, turn=self._closed(step.turn, asked.interface))

    def _kept(self, asked: Asked) -> Step:
        """The turn at its beginning, in the notebook where that can be written."""
        turn = Turn(asked.question, state=TurnState.ASKED, scope=asked.scope, versions=asked.versions)
        try:
            conversation = asked.conversation or self._notebook.conversations.start(asked.user, asked.question)
            id = self._notebook.turns.ask(asked.user, conversation, asked.question, asked.scope, place=asked.place)
            return Step(conversation, replace(turn, id=id))
        except ResilientError as error:
            return Step(asked.conversation, replace(turn, notice=_unkept(error, asked.interface)))

    def _grown(self, asked: Asked, turn: Turn, stop: threading.Event) -> Iterator[Turn]:
        """The turn after each event; the last is closed, unless it was stopped."""
        self._assistant.refresh()
        before = remembered(asked.earlier)
        works, languages = asked.scope.works or None, asked.scope.languages or None
        until, written = time.monotonic() + self._seconds, 0.0
        with closing(self._assistant.stream(asked.question, before=before, works=works, languages=languages, stop=stop)) as events:
            for event in events:
                turn = self._after(turn, event)
                yield turn
                if stop.is_set() or not turn.open:
                    return
                if time.monotonic() > until:
                    words = say("ask.too_slow", asked.interface, seconds=round(self._seconds))
                    yield replace(turn, state=TurnState.FAILED, failure=words)
                    return
                if turn.id and turn.part and time.monotonic() > written + KEPT_EVERY:
                    self._notebook.turns.part(turn.id, turn.part)
                    written = time.monotonic()

    def onward(self, turns: Sequence[Turn]) -> tuple[str, ...]:
        """Questions to go on with after the last of these turns, in its limits; none where it has no answer. Never raises."""
        *earlier, last = turns
        if last.answer is None:
            return ()
        before = remembered(earlier)[1 - REMEMBERED :]  # what is asked next is read with the last one too
        works, languages = last.scope.works or None, last.scope.languages or None
        try:
            return tuple(self._assistant.onward(last.answer, before=before, works=works, languages=languages))
        except Exception as error:  # a courtesy that failed is no matter for the person
            log.record(self._home, error)
            return ()

    def _after(self, turn: Turn, event: Event) -> Turn:
        if isinstance(event, Said):
            cards = tuple(self.card(citation) for citation in event.citations)
            return replace(turn, part=turn.part + event.text, known=turn.known + event.citations, cards=turn.cards + cards)
        if isinstance(event, Withdrawn):
            return replace(turn, part="", known=(), cards=(), notice=event.reason)
        if isinstance(event, Answered):
            return replace(turn, answer=event.answer, cards=self._cards(event.answer, turn.cards), state=TurnState.ANSWERED)
        return turn

    def _cards(self, answer: Answer, made: tuple[Card, ...]) -> tuple[Card, ...]:
        """A card for each citation, those that are there already as they are."""
        there = {one.citation: one for one in made}
        return tuple(there.get(citation) or self.card(citation) for citation in shown(answer))

    def card(self, citation: Citation) -> Card:
        """The citation's card as its passage stands now."""
        assistant = self._assistant
        page = leaf(citation, assistant.passage(citation.passage), assistant.pages)
        return card(citation, excerpt(citation, assistant), leaf=page)

    def _closed(self, turn: Turn, interface: Language) -> Turn:
        """The finished turn, kept; where it cannot be, with a notice that says so."""
        try:
            self._keep(turn)
        except ResilientError as error:
            return replace(turn, notice=_unkept(error, interface))
        return turn

    def _keep(self, turn: Turn) -> None:
        if turn.id and turn.answer is not None:
            self._notebook.turns.answered(turn.id, kept(turn.answer, self._assistant))
        elif turn.id:
            if turn.part:
                self._notebook.turns.part(turn.id, turn.part)
            self._notebook.turns.ended(turn.id, turn.state, turn.failure)

    def _ended(self, turn: Turn) -> None:
        """Keep a turn whose reader has left; there is nobody to tell if that fails."""
        try:
            self._keep(turn)
        except ResilientError as error:
            log.record(self._home, error)


def remembered(turns: Sequence[Turn]) -> tuple[str, ...]:
    """The questions that the next one is read with."""
    return tuple(turn.question for turn in turns if turn.answer)[-REMEMBERED:]


def _unkept(error: ResilientError, interface: Language) -> str:
    return say("ask.unkept", interface, reason=sentence(error, interface))
