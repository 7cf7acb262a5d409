"""What happens on the Ask screen: a question is answered step by step, a conversation opened, renamed, shared, judged.

Every handler gives a dict from component to its new value; what is left out stays as it is.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.notebook.feedback import VERDICTS
from assistant.notebook.turns import Scope
from ingest.types import Language, ResilientError
from ui import history, session, view
from ui.answering import Answerer, Asked
from ui.escape import escaped
from ui.screens.frame import Services, told_by
from ui.session import Session
from ui.terminal import sentence
from ui.texts import say
from ui.view import Turn
from ui.visitor import Who, who

LAST_WORD = 1.0  # seconds between an answer on the screen and the end of its handler, at most
FEW = 3  # questions within a second, from which on nobody is shown questions to go on with
SHOWN_SOURCES = 30  # answers of a conversation whose cards stay on the page

Updates = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that handlers change."""

    session: gr.State
    opening: gr.Group
    head: gr.Markdown
    earlier: gr.Markdown
    current: gr.Markdown
    sources: gr.Markdown
    question: gr.Textbox
    history: gr.Markdown
    proposed: gr.State
    onward: gr.Markdown


class Running:
    """The questions under way, by browser tab and by visitor."""

    def __init__(self, each: int) -> None:
        self._each = each
        self._free = threading.Condition()
        self._stops: dict[str, tuple[str, threading.Event]] = {}
        self._count: Counter[str] = Counter()
        self._latest: deque[float] = deque(maxlen=FEW)  # when the latest questions began

    @contextmanager
    def begun(self, tab: str, visitor: str, question: str) -> Iterator[threading.Event | None]:
        """What stops this question; None where the visitor has as many under way as one may. Raises Busy where the tab has one.

        The same question again is a second click and is refused at once; another waits for the end of one that is as good as done.
        """
        with self._free:
            if tab in self._stops and self._stops[tab][0] == question:
                raise Busy
            if not self._free.wait_for(lambda: tab not in self._stops, LAST_WORD):
                raise Busy
            full = self._count[visitor] >= self._each
            stop = threading.Event()
            if not full:
                self._stops[tab] = question, stop
                self._latest.append(time.monotonic())
                self._count[visitor] += 1
        try:
            yield None if full else stop
        finally:
            with self._free:
                if not full:
                    del self._stops[tab]
                    self._free.notify_all()
                    self._count[visitor] -= 1
                    self._count += Counter()  # drops those at zero

    def stop(self, tab: str) -> None:
        """End the question that this tab has under way."""
        with self._free:
            if tab in self._stops:
                self._stops[tab][1].set()

    @property
    def calm(self) -> bool:
        """Whether nobody waits for an answer, and few have asked within the last second."""
        return not self._stops and (len(self._latest) < FEW or time.monotonic() - self._latest[0] > 1.0)


class Busy(Exception):
    """A tab that waits for an answer asks again."""


class Asking:
    """The handlers of one page."""

    def __init__(self, services: Services, parts: Parts) -> None:
        settings = services.settings
        self._services = services
        self._parts = parts
        self._answerer = Answerer(services.assistant, services.notebook, settings.home, settings.answer_seconds)
        self._running = Running(settings.questions_each)
        self._proposing = threading.Lock()

    def ask(
        self, question: str, shown: Session, works: list[str], languages: list[Language], language: Language, request: gr.Request
    ) -> Iterator[Updates]:
        """Answer what was typed, at the end of the conversation."""
        question = (question or "").strip()
        if question:
            yield from self._answered(question, None, shown, Scope(tuple(works), tuple(languages)), language, request)
        else:
            yield {self._parts.question: gr.skip()}

    def again(
        self, word: str, shown: Session, works: list[str], languages: list[Language], language: Language, request: gr.Request
    ) -> Iterator[Updates]:
        """Answer a question once more, an edited one in its place, or one that the page has proposed."""
        told = told_by(word)
        question, number = str(told.get("text", "")).strip(), told.get("number")
        if told.get("do") == "ask" and question:
            yield from self._answered(question, None, shown, Scope(tuple(works), tuple(languages)), language, request)
        elif shown.own and isinstance(number, int) and 1 <= number <= len(shown.turns):
            before = shown.turns[number - 1]
            yield from self._answered(question or before.question, number, shown, before.scope, language, request)
        else:
            yield {self._parts.question: gr.skip()}

    def _answered(
        self, question: str, place: int | None, shown: Session, scope: Scope, language: Language, request: gr.Request
    ) -> Iterator[Updates]:
        visitor = who(request.headers)
        try:
            tab = str(request.session_hash)
            with self._running.begun(tab, visitor.visitor or tab, question) as stop:
                if stop is None:
                    words = say("ask.too_many", language, count=self._services.settings.questions_each)
                    yield {self._parts.current: view.failure_html(words, len(shown.turns) + 1)}
                    return
                begun = shown if shown.own else Session()
                yield from self._steps(question, place, begun, scope, language, visitor, stop)
        except Busy:
            yield {self._parts.question: gr.skip()}

    def _steps(
        self, question: str, place: int | None, shown: Session, scope: Scope, language: Language, visitor: Who, stop: threading.Event
    ) -> Iterator[Updates]:
        parts = self._parts
        earlier = shown.before(place)
        number = len(earlier) + 1
        versions = 0 if place is None else shown.turns[place - 1].versions + 1
        asked = Asked(question, visitor.name, shown.conversation, earlier, scope, place, versions, language)
        first: Updates = {
            parts.opening: gr.update(visible=False), parts.earlier: _turns(earlier, language), parts.question: "",
            parts.proposed: None, parts.onward: "",
        }  # fmt: skip
        cards, turn = 0, Turn(question)
        for step in self._answerer.answer(asked, stop):
            turn = step.turn
            shown = replace(shown, conversation=step.conversation)
            if not turn.open:
                break
            update: Updates = {**first, parts.current: view.turn_html(turn, number, language)}
            if turn.cards and len(turn.cards) != cards:
                cards = len(turn.cards)
                update[parts.sources] = sources_html((*earlier, turn), language)
            yield update
            first = {}
        found = self._services.notebook.conversations.get(visitor.name, shown.conversation)
        shown = replace(shown.placed(place, turn), title=found.title if found else shown.title, link="")
        yield {
            **first,
            parts.session: shown,
            parts.current: view.turn_html(turn, number, language),
            parts.sources: sources_html(shown.turns, language),
            parts.head: history.head_html(shown, language),
            parts.history: self.listed(language, visitor, "", shown),
        }

    def propose(self, shown: Session, proposed: tuple[str, ...] | None, language: Language) -> Updates:
        """Questions to go on with after the last answer, once. Nobody waits for them: where many ask there are none."""
        if proposed is not None:
            return {self._parts.proposed: gr.skip()}
        questions: tuple[str, ...] = ()
        if shown.own and shown.turns and self._running.calm and self._proposing.acquire(blocking=False):
            try:
                questions = self._answerer.onward(shown.turns)
            finally:
                self._proposing.release()
        return {self._parts.proposed: questions, self._parts.onward: view.onward_html(questions, language)}

    def stop(self, request: gr.Request) -> None:
        """End the question under way."""
        self._running.stop(str(request.session_hash))

    def fresh(self, language: Language, find: str, request: gr.Request) -> Updates:
        """An empty conversation."""
        return {**self._whole(Session(), language, who(request.headers), find), self._parts.question: ""}

    def find(self, words: str, shown: Session, language: Language, request: gr.Request) -> str:
        """The conversations that hold these words."""
        return self.listed(language, who(request.headers), words, shown)

    def listed(self, language: Language, visitor: Who, words: str, shown: Session) -> str:
        """The list of the visitor's conversations."""
        notebook = self._services.notebook
        try:
            found = notebook.conversations.find(visitor.name, words or "")
        except ResilientError as error:
            return f'<p class="none-kept">{escaped(sentence(error, language))}</p>'
        trouble = say("history.untold", language, reason=notebook.trouble) if notebook.trouble else ""
        warning = f'<p class="notice" role="status">{escaped(trouble)}</p>' if trouble else ""
        return warning + history.history_html(found, shown.conversation, words or "", language)

    def act(self, word: str, shown: Session, language: Language, find: str, request: gr.Request) -> Updates:
        """Do what a button of the page's own says; what cannot be done is a sentence at the head of the conversation."""
        told, visitor = told_by(word), who(request.headers)
        try:
            changed = self._acted(told, shown, visitor)
        except ResilientError as error:
            return {self._parts.head: f'<p class="notice" role="alert">{escaped(sentence(error, language))}</p>'}
        if changed is None:
            return {self._parts.head: f'<p class="notice" role="alert">{say("history.gone", language)}</p>'}
        updates = self._whole(changed, language, visitor, find)
        if changed.conversation and changed.conversation == shown.conversation and told.get("do") != "open":
            del updates[self._parts.proposed], updates[self._parts.onward]
        return updates

    def _acted(self, told: dict[str, Any], shown: Session, visitor: Who) -> Session | None:
        notebook, id, text = self._services.notebook, str(told.get("id", "")), str(told.get("text", ""))
        conversations, shelves, user = notebook.conversations, self._services.assistant, visitor.name
        match told.get("do"):
            case "open":
                return session.opened(notebook, shelves, user, id)
            case "shared":
                return session.shared(notebook, shelves, id)
            case "rename":
                conversations.rename(user, id, text)
                found = conversations.get(user, id)
                return replace(shown, title=found.title) if found and id == shown.conversation else shown
            case "delete":
                conversations.delete(user, id)
                return Session() if id == shown.conversation else shown
            case "share":
                return replace(shown, link=conversations.share(user, id) or "")
            case "unshare":
                conversations.unshare(user, id)
                return replace(shown, link="")
            case "verdict" | "note":
                return self._judged(told, shown, user)
        return shown

    def _judged(self, told: dict[str, Any], shown: Session, user: str) -> Session:
        """With the person's verdict on one of the answers, or their note beside it."""
        number, verdict, note = told.get("number"), told.get("verdict"), str(told.get("text", ""))
        if not shown.own or not isinstance(number, int) or not 1 <= number <= len(shown.turns):
            return shown
        turn = shown.turns[number - 1]
        given = next((one for one in VERDICTS if one == (verdict or turn.verdict)), None)
        if given is None or not turn.id:
            return shown
        note = turn.note if verdict else note
        self._services.notebook.feedback.say(user, turn.id, given, note)
        judged = replace(turn, verdict=given, note=note)
        return replace(shown, turns=(*shown.turns[: number - 1], judged, *shown.turns[number:]))

    def _whole(self, shown: Session, language: Language, visitor: Who, find: str) -> Updates:
        """Everything on the screen for this session."""
        parts = self._parts
        return {
            parts.session: shown,
            parts.opening: gr.update(visible=not shown.turns),
            parts.head: history.head_html(shown, language),
            parts.earlier: earlier_html(shown, language),
            parts.current: last_html(shown, language),
            parts.sources: sources_html(shown.turns, language),
            parts.history: self.listed(language, visitor, find, shown),
            parts.proposed: None,
            parts.onward: "",
        }


def _turns(turns: tuple[Turn, ...], language: Language, *, own: bool = True) -> str:
    return "".join(view.turn_html(turn, number, language, own=own) for number, turn in enumerate(turns, start=1))


def earlier_html(shown: Session, language: Language) -> str:
    """All turns but the last."""
    return _turns(shown.turns[:-1], language, own=shown.own)


def last_html(shown: Session, language: Language) -> str:
    """The last turn, in a place of its own since it grows."""
    return view.turn_html(shown.turns[-1], len(shown.turns), language, own=shown.own) if shown.turns else ""


def sources_html(turns: tuple[Turn, ...], language: Language) -> str:
    """The cards of the latest answers, the last of which is shown; a mark of an earlier answer brings its own back."""
    numbered = list(enumerate(turns, start=1))[-SHOWN_SOURCES:]
    shown = "".join(view.sources_html(turn, number) for number, turn in numbered)
    last_has_none = not turns or not turns[-1].cards
    return shown + (f'<div class="none"><p>{say("page.no_sources", language)}</p></div>' if last_has_none else "")
