"""What each command of the terminal does, once its words are read; knows nothing about options and help.

Heavy parts are imported inside the functions: a question from a cold start pays for what it uses, no more.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from assistant.settings import Settings
from ingest.types import InputError, Language, ResilientError, State
from ui import log, records, terminal
from ui.records import AnswerLanguage, Asked, BadRow, Json
from ui.texts import say

if TYPE_CHECKING:
    from assistant.assemble import Assistant, Status
    from index.intake import Outcome
    from index.search import Hit

GOOD_STATES = (State.READY, State.UNCHANGED)


class ReaderLeft(Exception):
    """Whoever read our output has closed it; there is nobody left to tell."""


@dataclasses.dataclass(frozen=True, slots=True)
class Screen:
    """What a command needs to know of the person: the settings in use and the interface's language."""

    settings: Settings
    language: Language


@dataclasses.dataclass(frozen=True, slots=True)
class Taking:
    """How inputs are taken in: with what ships, as which work (a word for it, "" for none), what failed before again or not, and how long
    to wait for another writer."""

    bundled: bool = True
    work: str = ""
    again: bool = False
    wait: float = 0.0


def ingest(screen: Screen, inputs: Sequence[str], taking: Taking, *, as_json: bool) -> int:
    """Take inputs into the library and print a row for each; 0 when each is in, else 1."""
    from assistant import assemble

    work = _work(taking.work, screen.language)
    with terminal.progress_bar(say("progress.ingest", screen.language)) as bar:
        outcomes = assemble.ingest(
            screen.settings, inputs, bundled=taking.bundled, work=work, again=taking.again, wait=taking.wait, progress=bar
        )
    return show_outcomes(screen, outcomes, as_json=as_json)


def _work(word: str, language: Language) -> str:
    """The id of the catalogue's work that a word means, "" for no word. Raises ResilientError."""
    from ingest.catalogue import catalogue, named, nearest
    from ingest.outcomes import Refused

    found = named(word) if word else None
    if word and found is None:
        refused = Refused("no-work", path=word, near=", ".join(nearest(word, [one.id for one in catalogue()])))
        raise ResilientError(refused.sentence(language))
    return found.id if found else ""


def show_outcomes(screen: Screen, outcomes: Sequence[Outcome], *, as_json: bool) -> int:
    """Print a row for each input that was taken in or fetched; 0 when each is in, else 1."""
    if as_json:
        fields = ("input", "state", "document", "passages", "encoded", "message", "code")
        print_json([{name: getattr(outcome, name) for name in fields} for outcome in outcomes])
    else:
        terminal.show_outcomes(outcomes, screen.language, terminal.console())
    return 0 if outcomes and all(outcome.state in GOOD_STATES for outcome in outcomes) else 1


def search(screen: Screen, question: str, k: int, *, as_json: bool) -> int:
    """Print the `k` passages nearest to the question."""
    with _opened(screen) as assistant:
        row, hits, names = _searched(assistant, None, question, k)
        if as_json:
            print_json(row)
        else:
            terminal.show_hits(question, hits, names, screen.language, terminal.console())
    return 0


def search_batch(screen: Screen, file: Path, k: int) -> int:
    """Print a JSON line of hits for each line of the file, in its order."""

    def found(assistant: Assistant, asked: Asked) -> Json:
        return _searched(assistant, asked.id, asked.question, k)[0]

    return _batch(screen, file, found)


def _searched(assistant: Assistant, id: records.Id | None, question: str, k: int) -> tuple[Json, list[Hit], dict[str, str]]:
    started = time.perf_counter()
    hits = assistant.search(question, k)
    seconds = time.perf_counter() - started
    names = {hit.passage.document: assistant.document_name(hit.passage.document) for hit in hits}
    return records.hits_row(id, hits, names, seconds), hits, names


def ask(screen: Screen, question: str, language: AnswerLanguage, *, as_json: bool, use_model: bool = True) -> int:
    """Print the answer to the question with its sources."""
    words = say("progress.ask", screen.language) if screen.settings.model and use_model else ""
    with _opened(screen) as assistant, terminal.waiting(words):
        answer = assistant.ask(question, language=language, use_model=use_model)
    if as_json:
        print_json(records.answer_row(None, answer))
    else:
        terminal.show_answer(answer, terminal.console())
    return 0


def ask_batch(screen: Screen, file: Path, language: AnswerLanguage, *, use_model: bool = True) -> int:
    """Print a JSON line with the answer for each line of the file, in its order."""

    def answered(assistant: Assistant, asked: Asked) -> Json:
        wanted = language if asked.language == "auto" else asked.language
        return records.answer_row(asked.id, assistant.ask(asked.question, before=asked.before, language=wanted, use_model=use_model))

    return _batch(screen, file, answered)


def status(screen: Screen, *, as_json: bool) -> int:
    """Print what is in the library; 0 when it is sound, else 1."""
    with _opened(screen) as assistant:
        found = assistant.status()
    return _show_status(screen, found, as_json=as_json)


def rebuild(screen: Screen, *, as_json: bool) -> int:
    """Build the index anew and print the library's state after it."""
    from assistant import assemble

    with terminal.progress_bar(say("progress.rebuild", screen.language)) as bar:
        found = assemble.rebuild(screen.settings, progress=bar)
    return _show_status(screen, found, as_json=as_json)


def _show_status(screen: Screen, found: Status, *, as_json: bool) -> int:
    if as_json:
        print_json(dataclasses.asdict(found))
    else:
        terminal.show_status(found, screen.language, terminal.console())
    return 0 if found.healthy else 1


def chat(screen: Screen, *, browser: bool) -> int:
    """Serve the page until the person ends it."""
    from ui import web

    web.serve(screen.settings, browser=browser, language=screen.language)
    return 0


def delegate(screen: Screen, module: str, words: Sequence[str]) -> int:
    """Run another part of the source tree as a child process with these words; its exit code is ours.

    A child, and not an import: the screens and the measuring part know nothing of one another.
    """
    if not stands(module):
        raise ResilientError(say("error.no_eval", screen.language))
    environment = {**os.environ, "RESILIENT_HOME": str(screen.settings.home), "RESILIENT_INTERFACE": screen.language}
    return subprocess.run([sys.executable, "-P", "-m", module, *words], env=environment, check=False).returncode


def stands(module: str) -> bool:
    """Whether the module can be run, found out without importing anything of it."""
    package, _, name = module.partition(".")
    found = importlib.util.find_spec(package)
    folders = found.submodule_search_locations if found else None
    return any((Path(folder) / f"{name or '__main__'}.py").is_file() for folder in folders or ())


def _opened(screen: Screen, *, long_lived: bool = False) -> Assistant:
    from assistant import assemble

    return assemble.open_assistant(screen.settings, long_lived=long_lived, notify=terminal.notice)


def _batch(screen: Screen, file: Path, work: Callable[[Assistant, Asked], Json]) -> int:
    lines = _lines(file, screen.language)
    with _opened(screen, long_lived=True) as assistant:
        for line in lines:
            row = records.read_row(line)
            if isinstance(row, BadRow):
                print_json(_error_row(row.id, say(row.reason, screen.language)))
            else:
                print_json(_worked(screen, assistant, row, work))
    return 0


def _worked(screen: Screen, assistant: Assistant, asked: Asked, work: Callable[[Assistant, Asked], Json]) -> Json:
    try:
        return work(assistant, asked)
    except ResilientError as error:
        return _error_row(asked.id, terminal.sentence(error, screen.language))
    except Exception as error:  # one row must never end the others; the traceback is in the log
        log.record(screen.settings.home, error)
        return _error_row(asked.id, say("row.unexpected", screen.language, name=type(error).__name__))


def _error_row(id: records.Id | None, words: str) -> Json:
    return {"id": id, "error": words}


def _lines(file: Path, language: Language) -> Iterator[bytes]:
    """The file's lines; opened at once, so that an unreadable file is named before anything is loaded."""
    try:
        stream = file.open("rb")
    except OSError as error:
        raise InputError(say("error.batch_file", language, name=file, detail=error.strerror or str(error))) from error
    return _read(stream)


def _read(stream: BinaryIO) -> Iterator[bytes]:
    with stream as opened:
        for line in opened:
            yield line.rstrip(b"\r\n")


def print_json(row: object) -> None:
    """Print a row as one line of JSON. Raises ReaderLeft."""
    try:
        sys.stdout.write(records.dumped(row) + "\n")
        sys.stdout.flush()
    except BrokenPipeError as error:  # named anew, since Typer makes an exit code of its own from the old name
        raise ReaderLeft from error
