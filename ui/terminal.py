"""Answers, hits, outcomes and the library's state in a terminal; knows nothing about how they came to be.

All text from documents goes through `plain` and into rich's Text, so that neither control codes nor rich's own markup act.
"""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from assistant.answer import Answer, Citation, Note
from ingest.types import Language, ResilientError
from ui.cards import whereabouts
from ui.escape import shows
from ui.texts import known, say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from index.search import Hit

REFERENCE = re.compile(r"\^\{?((?:\[\d{1,3}\][~～,，、–-]?)+)\}?")
HAN = re.compile(r"[\u4e00-\u9fff]")
STATE_STYLES = {"ready": "green", "unchanged": "green", "empty": "yellow", "unsupported": "yellow"}


class OutcomeLike(Protocol):
    """What a row of `resilient ingest` is made of."""

    @property
    def input(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def passages(self) -> int: ...
    @property
    def encoded(self) -> int: ...
    @property
    def message(self) -> str: ...
    @property
    def message_zh(self) -> str: ...


def console(*, stderr: bool = False) -> Console:
    """A console that never interprets markup, emoji codes or addresses in what it prints."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=False)


def plain(text: str) -> str:
    """The text without control codes, which a terminal would act on, and without what nobody sees; tabs become spaces."""
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in "\n":
        return character
    if character == "\t":
        return "  "
    return character if shows(character) and character not in "\r\v\f\x85" else ""


def notice(line: str) -> None:
    """A line about something the program did by itself (say, rebuild its index), for a person who watches."""
    if sys.stderr.isatty():
        console(stderr=True).print(plain(line), style="dim")


def sentence(error: ResilientError, language: Language) -> str:
    """An error as one sentence in the interface's language; a message in English is kept beside the Chinese sentence."""
    message = plain(str(error)).strip()
    if language == "en" or HAN.search(message):
        return message
    names = (kind.__name__ for kind in type(error).__mro__)
    key = next((f"error.{name}" for name in names if known(f"error.{name}")), "error.ResilientError")
    return say("error.detail", language, sentence=say(key, language), message=message) if message else say(key, language)


def show_answer(answer: Answer, to: Console) -> None:
    """The answer, then its numbered sources, then the corrections; labels in the answer's language."""
    from rich.markdown import Markdown
    from rich.text import Text

    to.print(Markdown(_marked(plain(answer.text)), hyperlinks=False))
    language = answer.language
    shown = answer.citations or answer.nearest
    if shown:
        heading = "answer.sources" if answer.citations else "answer.nearest"
        to.print(Text("\n" + say(heading, language), style="bold"))
    for citation in shown:
        _show_citation(citation, language, to)
    for kind, heading in (("correction", "answer.notes"), ("remark", "answer.remarks")):
        shown_notes = [note for note in answer.notes if note.kind == kind]
        if shown_notes:
            to.print(Text("\n" + say(heading, language), style="bold"))
        for note in shown_notes:
            _show_note(note, to)


def _marked(text: str) -> str:
    """Markdown in which neither images nor addresses are followed: `[1]` stays, `](` cannot make a link."""
    return text.replace("](", "] (").replace("<", "\\<")


def _show_citation(citation: Citation, language: Language, to: Console) -> None:
    from rich.padding import Padding
    from rich.text import Text

    labels = (*whereabouts(citation, language), say(f"kind.{citation.kind}", language))
    line = Text.assemble((f"[{citation.number}] ", "bold cyan"), (plain(citation.work), "bold"))
    line.append(" · " + " · ".join(plain(part) for part in labels), style="dim")
    to.print(line)
    to.print(Padding(Text(quoted(citation.quote)), (0, 0, 0, 4)))
    if citation.foreign:
        words = say("answer.foreign", language, language=say(f"language.{citation.language}", language))
        to.print(Padding(Text(f"({words})" if language == "en" else f"（{words}）", style="dim"), (0, 0, 0, 4)))


def quoted(text: str) -> str:
    """The text between quotation marks, on one line, without the marks of a reference list that is not at hand here."""
    return f"“{' '.join(plain(REFERENCE.sub('', text)).split())}”"


def _hanging() -> Table:
    """A mark and a text beside it, whole: a Chinese sentence has no spaces to break at, and rich would cut it off."""
    from rich.table import Table

    row = Table.grid(padding=(0, 1))
    row.add_column()
    row.add_column(overflow="fold")
    return row


def _show_note(note: Note, to: Console) -> None:
    from rich.text import Text

    concerns = "".join(f" [{number}]" for number in note.citations)
    row = _hanging()
    row.add_row(Text("!", style="yellow"), Text.assemble(plain(note.text), (concerns, "cyan")))
    to.print(row)
    for url in note.urls:
        to.print(Text("  " + plain(url), style="dim"), soft_wrap=True)


def show_hits(question: str, hits: Sequence[Hit], names: Mapping[str, str], language: Language, to: Console) -> None:
    """The passages found, best first, each with its place and score."""
    from rich.text import Text

    if not hits:
        to.print(say("answer.no_hits", language))
        return
    to.print(Text(say("answer.hits", language, count=len(hits), question=plain(question)), style="bold"))
    for number, hit in enumerate(hits, start=1):
        passage = hit.passage
        place = [names.get(passage.document, passage.document), passage.section, say(f"language.{passage.language}", language)]
        place.append(say("answer.score", language, score=f"{hit.score:.3f}"))
        row = _hanging()
        row.add_row(Text(f"{number:>3}", style="bold cyan"), Text(" · ".join(plain(part) for part in place if part), style="dim"))
        row.add_row("", Text(plain(passage.text).replace("\n", " ")))
        to.print(row)


def show_outcomes(outcomes: Sequence[OutcomeLike], language: Language, to: Console) -> None:
    """A row for each input with the state it ended in."""
    from rich.table import Table
    from rich.text import Text

    if not outcomes:
        to.print(say("ingest.nothing", language))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in (("input", "left"), ("state", "left"), ("passages", "right"), ("encoded", "right"), ("message", "left")):
        table.add_column(say(f"ingest.{name}", language), justify="right" if justify == "right" else "left", overflow="fold")
    for outcome in outcomes:
        state = Text(say(f"state.{outcome.state}", language), style=STATE_STYLES.get(str(outcome.state), "red"))
        counts = (Text(str(outcome.passages)), Text(str(outcome.encoded)))
        remark = outcome.message_zh if language == "zh" and outcome.message_zh else outcome.message
        table.add_row(Text(plain(outcome.input)), state, *counts, Text(plain(remark)))
    to.print(table)


def show_status(status: Any, language: Language, to: Console) -> None:
    """The fields of a Status dataclass, each with its name in words."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False)
    for field in dataclasses.fields(status):
        value = getattr(status, field.name)
        if value in ("", None, (), {}):
            continue
        label = say(f"status.{field.name}", language) if known(f"status.{field.name}") else field.name
        table.add_row(Text(label, style="bold"), Text(plain(_told(value, language))))
    to.print(table)


def _told(value: object, language: Language) -> str:
    if isinstance(value, bool):
        return say("yes" if value else "no", language)
    if isinstance(value, Mapping):
        value = tuple(value.items())
    if isinstance(value, tuple):
        return ", ".join(_pair(item, language) if isinstance(item, tuple) else _told(item, language) for item in value)
    return say(f"language.{value}", language) if value in ("en", "zh") else str(value)


def _pair(item: tuple[object, ...], language: Language) -> str:
    return " ".join(_told(part, language) for part in item)


class Bar:
    """A progress bar that is called with each Progress (done, total, and the input or stage at hand)."""

    def __init__(self, words: str, bar: Any) -> None:
        self._bar = bar
        self._task = bar.add_task(words, total=None)
        self._words = words

    def __call__(self, progress: Any) -> None:
        name = plain(str(getattr(progress, "input", "") or getattr(progress, "stage", "")))[-40:]
        total = getattr(progress, "total", None) or None
        self._bar.update(self._task, completed=getattr(progress, "done", 0), total=total, description=f"{self._words} {name}".rstrip())


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """The words on stderr while something is waited for; nothing where stderr is no terminal or there are none."""
    if not words or not sys.stderr.isatty():
        yield
        return
    with console(stderr=True).status(words):
        yield


@contextmanager
def progress_bar(words: str) -> Iterator[Bar | None]:
    """A progress bar on stderr, or nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        yield Bar(words, bar)
