"""What happens on the Library screen: files are taken in and works fetched while people ask, inputs removed, hits shown.

Long work runs in a thread of its own and goes on where the person leaves; what it says is shown as it comes. Whoever may not change the
library is refused here, whatever the screen shows.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant import assemble, stock, uploads
from ingest.types import Language, ResilientError
from ui import library_view, log
from ui.escape import escaped
from ui.library_view import Row
from ui.screens.frame import Services, told_by
from ui.terminal import sentence
from ui.texts import known, say
from ui.visitor import Who, who

if TYPE_CHECKING:
    from index.gathering import Progress
    from index.intake import Outcome

WAIT = 120.0  # seconds that an upload waits for another to be written
HITS = 12
REDRAWN = 0.15  # seconds between two pictures of long work, at least

Updates = dict[Any, Any]
Work = Callable[[Callable[["Progress"], None]], "Sequence[Row]"]


@dataclass(frozen=True, slots=True)
class Shelves:
    """The components that handlers change."""

    open: gr.State
    health: gr.Markdown
    inputs: gr.Markdown
    works: gr.Markdown
    intake: gr.Markdown
    hits: gr.Markdown


class Stocking:
    """The handlers of one page."""

    def __init__(self, services: Services, shelves: Shelves) -> None:
        self._services = services
        self._shelves = shelves

    def opened(self, language: Language, request: gr.Request) -> Updates:
        """Everything on the screen, when its tab is opened."""
        return {self._shelves.open: True, **self._whole(language, who(request.headers))}

    def health(self, language: Language, visitor: Who, shown: bool) -> str:
        """How the library is, where the screen is open."""
        return self._safe(language, lambda: library_view.health_html(self._services.assistant.status(), language)) if shown else ""

    def inputs(self, language: Language, visitor: Who, shown: bool) -> str:
        """What was added, where the screen is open."""
        if not shown:
            return ""
        may = visitor.librarian
        return self._safe(language, lambda: library_view.inputs_html(stock.inventory(self._services.settings), language, may_change=may))

    def works(self, language: Language, visitor: Who, shown: bool) -> str:
        """The catalogue, where the screen is open."""
        if not shown:
            return ""
        may = visitor.librarian
        return self._safe(language, lambda: library_view.works_html(stock.works(self._services.settings), language, may_change=may))

    def find(self, words: str, language: Language) -> str:
        """The raw hits for a question, with their scores."""
        question = (words or "").strip()
        if not question:
            return ""
        return self._safe(language, lambda: self._hits(question, language))

    def _hits(self, question: str, language: Language) -> str:
        assistant = self._services.assistant
        assistant.refresh()
        titles = {work.id: (work.title_zh if language == "zh" else None) or work.title for work in assistant.works()}
        return library_view.hits_html(question, assistant.search(question, HITS), titles, language)

    def add(self, files: list[str] | None, language: Language, request: gr.Request) -> Iterator[Updates]:
        """Take in files that have come."""
        visitor, came = who(request.headers), [Path(file) for file in files or ()]
        if not came:
            yield {self._shelves.intake: gr.skip()}
            return
        if not visitor.librarian:
            yield self._refused(language)
            return
        try:
            kept = list(dict.fromkeys(uploads.keep(self._services.settings.home, came, self._services.settings.uploads_mb)))
        except ResilientError as error:
            yield {self._shelves.intake: _notice(self._why(error, language))}
            return
        yield from self._taken_in([str(path) for path in kept], language, visitor, again=False)

    def act(self, word: str, language: Language, request: gr.Request) -> Iterator[Updates]:
        """Do what a button in a list says: remove an input, try it again, or fetch a work."""
        told, visitor = told_by(word), who(request.headers)
        if not visitor.librarian:
            yield self._refused(language)
            return
        id = str(told.get("id", ""))
        match told.get("do"):
            case "again" if self._is_input(id):
                yield from self._taken_in([id], language, visitor, again=True)
            case "remove" if self._is_input(id):
                yield from self._removed(id, language, visitor)
            case "fetch":
                yield from self._fetched(id, language, visitor)
            case _:
                yield {self._shelves.intake: gr.skip()}

    def _is_input(self, uri: str) -> bool:
        return any(item.input == uri and not item.ships for item in stock.inventory(self._services.settings))

    def _taken_in(self, paths: Sequence[str], language: Language, visitor: Who, *, again: bool) -> Iterator[Updates]:
        rows = [Row(Path(path).name) for path in paths]

        def work(say_so: Callable[[Progress], None]) -> list[Row]:
            outcomes = assemble.ingest(
                self._services.settings, paths, bundled=False, again=again, wait=WAIT, progress=say_so, workers=self._services.workers
            )
            return _ended(rows, outcomes, language)

        yield from self._followed(rows, work, language, visitor)

    def _fetched(self, work_id: str, language: Language, visitor: Who) -> Iterator[Updates]:
        rows = [Row(work_id)]

        def work(say_so: Callable[[Progress], None]) -> list[Row]:
            services = self._services
            outcomes = stock.fetch(
                services.settings, [work_id], wait=WAIT, network=services.network, progress=say_so, workers=services.workers
            )
            return [_row(Row(work_id), outcome, language) for outcome in outcomes]

        yield from self._followed(rows, work, language, visitor)

    def _removed(self, uri: str, language: Language, visitor: Who) -> Iterator[Updates]:
        def work(say_so: Callable[[Progress], None]) -> list[Row]:
            (removal,) = stock.remove(self._services.settings, [uri], wait=WAIT, progress=say_so)
            if not removal.inputs:
                told = removal.message_zh if language == "zh" and removal.message_zh else removal.message
                return [Row(Path(uri).name, "failed", message=told)]
            uploads.forget(self._services.settings.home, uri)
            return [Row(Path(uri).name, "removed", message=say("remove.passages", language, count=removal.passages))]

        yield from self._followed([Row(Path(uri).name)], work, language, visitor)

    def _followed(self, rows: Sequence[Row], work: Work, language: Language, visitor: Who) -> Iterator[Updates]:
        """The rows while the work goes on, then how each ended, with the lists as they are after it."""
        intake = self._shelves.intake
        yield {intake: library_view.rows_html(rows, say("library.begun", language), language)}
        running = _Running(work)
        for progress in running.news():
            yield {intake: library_view.rows_html(*_under_way(rows, progress, language), language)}
        error = running.error
        if error is not None:
            yield {intake: _notice(self._why(error, language)), **self._whole(language, visitor)}
            return
        self._services.assistant.refresh()
        yield {intake: library_view.rows_html(running.rows, "", language), **self._whole(language, visitor)}

    def _whole(self, language: Language, visitor: Who) -> Updates:
        shelves = self._shelves
        return {
            shelves.health: self.health(language, visitor, True),
            shelves.inputs: self.inputs(language, visitor, True),
            shelves.works: self.works(language, visitor, True),
        }

    def _refused(self, language: Language) -> Updates:
        return {self._shelves.intake: _notice(say("library.not_yours", language))}

    def _why(self, error: BaseException, language: Language) -> str:
        if isinstance(error, uploads.NoRoom):
            return say("library.no_room", language, most=f"{error.most_mb:g}")
        if isinstance(error, ResilientError):
            return sentence(error, language)
        return say("error.unexpected", language, name=type(error).__name__, log=log.record(self._services.settings.home, error))

    def _safe(self, language: Language, make: Callable[[], str]) -> str:
        try:
            return make()
        except ResilientError as error:
            return _notice(self._why(error, language))


class _Running:
    """Work in a thread of its own; it goes on where nobody listens any more."""

    def __init__(self, work: Work) -> None:
        self.rows: Sequence[Row] = ()
        self.error: BaseException | None = None
        self._said: queue.SimpleQueue[Progress | None] = queue.SimpleQueue()
        self._work = work
        threading.Thread(target=self._run, name="library").start()

    def _run(self) -> None:
        try:
            self.rows = self._work(self._said.put)
        except BaseException as error:
            self.error = error
        finally:
            self._said.put(None)

    def news(self) -> Iterator[Progress]:
        """What the work says, not more often than it can be looked at; ends with the work."""
        while (news := self._said.get()) is not None:
            time.sleep(REDRAWN)
            while not self._said.empty():
                latest = self._said.get()
                if latest is None:
                    return
                news = latest
            yield news


def _under_way(rows: Sequence[Row], progress: Progress, language: Language) -> tuple[list[Row], str]:
    """The rows and the note for what the work has said last: the file that is read now, or the stage that all are in."""
    stage = f"stage.{progress.input}"
    if progress.total and progress.input and progress.total == len(rows) and progress.done < len(rows) and not known(stage):
        states = ["read"] * progress.done + ["working"] + ["waiting"] * (len(rows) - progress.done - 1)
        return [replace(row, state=state) for row, state in zip(rows, states, strict=True)], ""
    return [replace(row, state="working") for row in rows], _stage(progress, language)


def _stage(progress: Progress, language: Language) -> str:
    key = f"stage.{progress.input}" if known(f"stage.{progress.input}") else "stage.other"
    if key == "stage.other" and not progress.input:
        return say("stage.store", language)
    return say(key, language, what=progress.input, done=f"{progress.done:,}", total=f"{progress.total:,}")


def _ended(rows: Sequence[Row], outcomes: Sequence[Outcome], language: Language) -> list[Row]:
    """How each input ended; where names do not tell, in their order."""
    by_input = {outcome.input: outcome for outcome in outcomes}
    if len(outcomes) == len(rows):
        return [_row(row, outcome, language) for row, outcome in zip(rows, outcomes, strict=True)]
    return [_row(Row(Path(name).name), outcome, language) for name, outcome in by_input.items()]


def _row(row: Row, outcome: Outcome, language: Language) -> Row:
    told = outcome.message_zh if language == "zh" and outcome.message_zh else outcome.message
    return replace(row, state=str(outcome.state), passages=outcome.passages, message=told)


def _notice(words: str) -> str:
    return f'<p class="notice" role="alert">{escaped(words)}</p>'
