"""What happens on the Draft screen: a form is filled, a draft composed section by section, changed, undone, kept, opened, verified.

Every handler gives a dict from component to its new value. A draft is kept before it is composed, and after each change.
"""

from __future__ import annotations

import base64
import binascii
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.desk import verify
from assistant.desk.keeping import Drafts
from assistant.desk.profile import Profile, checked, read_profile
from assistant.desk.trouble import DeskError, Said
from assistant.notebook.answers import excerpt
from ingest.library import Library
from ingest.types import Language, ResilientError
from ui import desk_form, desk_lists, desk_view, log
from ui.cards import card
from ui.desk_form import FIELDS, Loaded
from ui.desk_work import COMPOSED, DeskWork
from ui.escape import escaped
from ui.screens.frame import Services, told_by
from ui.terminal import sentence
from ui.texts import say
from ui.visitor import Who, who

MOST_VERIFIED = 180_000  # bytes of a file to be verified; a full draft as Word has a third of it, and what a page may send holds no more

Updates = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """The components that handlers change; `current` holds the id of the draft that is shown, "" for none."""

    current: gr.State
    loaded: gr.State
    listed: gr.Markdown
    said: gr.Markdown
    shown: gr.Markdown
    source: gr.Markdown
    verified: gr.Markdown
    fields: Sequence[Any]


class Desking:
    """The handlers of one page."""

    def __init__(self, services: Services, table: Table) -> None:
        self._services = services
        self._table = table
        self._stops: dict[str, threading.Event] = {}  # of the drafts that are being composed
        self._work = DeskWork(services.assistant, Drafts(services.notebook.file))

    def listed(self, language: Language, visitor: Who, current: str) -> str:
        """The visitor's drafts."""
        return self._safe(language, lambda: desk_lists.list_html(self._work.drafts.find(visitor.name), language))

    def shown(self, language: Language, visitor: Who, current: str) -> str:
        """The draft that is open, in the page's language."""
        return self._safe(language, lambda: self._draft(current, language, visitor)) if current else ""

    def load(self, word: str, language: Language) -> Updates:
        """Fill the form from an example or from a profile's file."""
        told, table = told_by(word), self._table
        try:
            if "example" in told:
                profile = desk_form.example(str(told["example"])).model_copy(update={"language": language})
            else:
                profile = read_profile(_sent(str(told.get("text", ""))))
        except (ResilientError, KeyError) as error:
            return {table.said: self._notice(error, language)}
        return self._filled(profile, language)

    def _filled(self, profile: Profile, language: Language) -> Updates:
        table, loaded = self._table, Loaded(profile, language)
        values = desk_form.shown(loaded)
        remarks = " ".join(remark[0 if language == "en" else 1] for remark in profile.remarks)
        fields = {field: gr.update(value=values[name]) for name, field in zip(FIELDS, table.fields, strict=True)}
        return {table.loaded: loaded, table.said: _note(remarks or say("draft.filled", language)), **fields}

    def begin(self, request: gr.Request, language: Language, loaded: Loaded | None, *values: Any) -> Iterator[Updates]:
        """A draft for the city of the form."""
        given = desk_form.given(dict(zip(FIELDS, values, strict=True)), loaded)
        yield from self._begun(lambda: checked(given), language, who(request.headers))

    def _begun(self, profile: Callable[[], Profile], language: Language, visitor: Who) -> Iterator[Updates]:
        try:
            id_ = self._work.begin(visitor.name, profile())
        except Exception as error:
            yield {self._table.said: self._notice(error, language)}
            return
        yield from self._grown(id_, language, visitor)

    def _grown(self, id_: str, language: Language, visitor: Who) -> Iterator[Updates]:
        table = self._table
        try:
            yield {table.current: id_, table.said: "", table.source: ""}
            stop = self._stops[id_] = threading.Event()
            for seen in self._work.growing(visitor.name, id_):
                yield {table.shown: desk_view.draft_html(seen, language)}
                if stop.is_set():
                    break
            yield self._opened(id_, language, visitor)
        except Exception as error:
            yield {**self._opened(id_, language, visitor), table.said: self._notice(error, language)}
        finally:
            self._stops.pop(id_, None)

    def stop(self, current: str) -> None:
        """Compose no further section of the draft that is shown; what there is has been kept."""
        stop = self._stops.get(current)
        if stop is not None:
            stop.set()

    def act(self, word: str, current: str, language: Language, request: gr.Request) -> Iterator[Updates]:
        """Do what a button says, to the list or to the draft that is open; what cannot be done is a sentence."""
        told, visitor = told_by(word), who(request.headers)
        table, verb, target, text = self._table, str(told.get("do", "")), str(told.get("id", "")), str(told.get("text", ""))
        yield {table.said: _note(say("draft.working", language)) if verb in COMPOSED else ""}
        try:
            if verb in ("tongue", "rest"):
                yield from self._grown(self._other(visitor.name, target) if verb == "tongue" else target, language, visitor)
            else:
                yield self._acted(verb, target, text, current, language, visitor)
        except Exception as error:
            yield {table.said: self._notice(error, language)}

    def _other(self, user: str, id_: str) -> str:
        """A new draft for the same city in the other language."""
        _, draft = self._work.drafts.get(user, id_)
        tongue: Language = "en" if draft.language == "zh" else "zh"
        return self._work.begin(user, draft.profile, tongue)

    def _acted(self, verb: str, target: str, text: str, current: str, language: Language, visitor: Who) -> Updates:
        drafts, user, table = self._work.drafts, visitor.name, self._table
        match verb:
            case "open":
                return self._opened(drafts.get(user, target)[0].id, language, visitor)
            case "close":
                return self._opened("", language, visitor)
            case "duplicate":
                return self._opened(drafts.duplicate(user, target), language, visitor)
            case "describe":
                return {**self._filled(drafts.get(user, target)[1].profile, language), **self._closed(language, visitor)}
            case "rename" | "delete":
                drafts.rename(user, target, text) if verb == "rename" else drafts.delete(user, target)
                return self._opened("" if verb == "delete" else current, language, visitor)
            case "undo" | "redo":
                drafts.undo(user, current) if verb == "undo" else drafts.redo(user, current)
                return self._opened(current, language, visitor)
            case "forget":
                drafts.typing(user, current, target, "")
                return self._opened(current, language, visitor)
        changed = self._work.change(user, current, verb, target, text)
        updates = self._opened(current, language, visitor)
        return updates if changed or verb not in ("more", "again") else {**updates, table.said: _note(say(f"draft.no.{verb}", language))}

    def _opened(self, id_: str, language: Language, visitor: Who) -> Updates:
        """The screen with this draft open, "" for none."""
        table = self._table
        shown = self._safe(language, lambda: self._draft(id_, language, visitor)) if id_ else ""
        return {table.said: "", table.current: id_, table.shown: shown, table.listed: self.listed(language, visitor, id_)}

    def _closed(self, language: Language, visitor: Who) -> Updates:
        updates = self._opened("", language, visitor)
        updates.pop(self._table.said)
        return updates

    def _draft(self, id_: str, language: Language, visitor: Who) -> str:
        return desk_view.draft_html(self._work.seen(visitor.name, id_, language), language)

    def typing(self, word: str, current: str, request: gr.Request) -> None:
        """Keep what is being typed; there is nobody to tell where that fails, and the change itself will be refused."""
        told = told_by(word)
        try:
            self._work.typing(who(request.headers).name, current, str(told.get("id", "")), str(told.get("text", "")))
        except ResilientError as error:
            log.record(self._services.settings.home, error)

    def look(self, word: str, current: str, language: Language, request: gr.Request) -> str:
        """One citation's source, its quote marked in its passage."""
        told = told_by(word)

        def found() -> str:
            _, draft = self._work.drafts.get(who(request.headers).name, current)
            line, number = draft.line(str(told.get("id", ""))), int(told.get("number") or 0)
            if line is None or not 0 <= number < len(line.citations):
                raise DeskError([Said("no_line")])
            citation = replace(line.citations[number], number=number + 1)
            assistant = self._services.assistant
            return desk_lists.source_html(card(citation, excerpt(citation, assistant), assistant.standing(citation)), number + 1, language)

        return self._safe(language, found)

    def verify(self, word: str, language: Language) -> str:
        """What became of the citations of a file that was exported once."""
        told = told_by(word)

        def found() -> str:
            name = str(told.get("name", ""))[:200]
            data = base64.b64decode(str(told.get("data", "")), validate=True)
            if told.get("big") or len(data) > MOST_VERIFIED:
                return _notice(say("draft.verify_big", language, name=name, most=MOST_VERIFIED // 1000))
            carried = verify.carried_in(data, name)
            with Library.open(Path(self._services.settings.home)) as library:
                return desk_lists.verified_html(name, verify.verified(carried, library), language)

        return self._safe(language, found)

    def _safe(self, language: Language, make: Callable[[], str]) -> str:
        try:
            return make()
        except Exception as error:
            return self._notice(error, language)

    def _notice(self, error: Exception, language: Language) -> str:
        if isinstance(error, DeskError):
            return _notice(error.said(language))
        if isinstance(error, ResilientError):
            return _notice(sentence(error, language))
        if isinstance(error, binascii.Error | KeyError):
            return _notice(say("draft.unread", language))
        written = log.record(self._services.settings.home, error)
        return _notice(say("error.unexpected", language, name=type(error).__name__, log=written))


def _sent(text: str) -> bytes:
    """A profile's file as the browser read it; what was no UTF-8 comes with the sign that stands for such bytes."""
    return b"\xff" if "\ufffd" in text else text.encode("utf-8", "replace")


def _notice(words: str) -> str:
    return f'<p class="notice" role="alert">{escaped(words)}</p>'


def _note(words: str) -> str:
    return f'<p class="going" role="status">{escaped(words)}</p>'
