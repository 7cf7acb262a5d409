"""What every screen is given: the program's parts, the language of the page, and who is asking; knows nothing of any one screen.

A screen is a function `show(frame)` in a file of its own, named in `ui.web.SCREENS`. It lays its components out and wires them:

    def show(frame: Frame) -> None:
        find = frame.spoken(gr.Button(elem_id="find"), lambda language: gr.update(value=say("library.find", language)))
        found = frame.markdown("", "found")
        find.click(_finding(frame.services), [frame.language], [found], **PRIVATE)

Every component that shows words is `spoken`: its words are set when the page opens and again when its language is switched. All text
that comes from documents, names, models or people goes through `ui.view.escaped` before it is HTML.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from assistant.notebook.notebook import Notebook
from assistant.settings import Settings
from index.workers import Workers
from ingest.exchange import Network
from ingest.types import Language
from ui.answering import Answering
from ui.texts import accepted_language, interface_language
from ui.visitor import Who, who

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}  # of every listener: no API route of Gradio's
QUICK: dict[str, Any] = {**PRIVATE, "concurrency_limit": None}  # of those that answer at once and never wait behind questions

Speak = Callable[..., Any]  # (language, *values of its inputs) -> the component's value, or a gr.update


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of the program that screens ask.

    `workers` wait for what is to be taken in, and are closed with the page,
    `network` is where works are fetched from, None for the public internet.
    """

    assistant: Answering
    settings: Settings
    notebook: Notebook
    workers: Workers = field(default_factory=lambda: Workers(keep=True))
    network: Network | None = None


@dataclass(frozen=True, slots=True)
class _Spoken:
    component: Any
    speak: Speak
    inputs: tuple[Any, ...]
    personal: bool


class Frame:
    """The page around the screens; `language` is the switch, to be given as an input to listeners that speak."""

    def __init__(self, services: Services, language: gr.Radio, start: Language) -> None:
        self.services = services
        self.language = language
        self.start = start
        self.tab: gr.Tab | None = None  # of the screen that is laid out
        self._spoken: list[_Spoken] = []

    def spoken(self, component: Any, speak: Speak, *inputs: Any) -> Any:
        """The component, whose words `speak(language, *values of inputs)` gives; as a value or a `gr.update`."""
        self._spoken.append(_Spoken(component, speak, inputs, personal=False))
        return component

    def personal(self, component: Any, speak: Speak, *inputs: Any) -> Any:
        """The component, whose contents `speak(language, who, *values of inputs)` gives: what differs from person to person."""
        self._spoken.append(_Spoken(component, speak, inputs, personal=True))
        return component

    def markdown(self, value: str, name: str, **options: Any) -> gr.Markdown:
        """A place for HTML of ours; Gradio's sanitiser stands behind our own escaping."""
        return gr.Markdown(value, elem_id=name, sanitize_html=True, latex_delimiters=[], container=False, **options)

    def scripted(self, name: str, most: int) -> gr.Textbox:
        """Where the page's scripts write what a button asks for, up to so many characters; no person sees or reaches it."""
        return gr.Textbox(elem_id=name, visible="hidden", container=False, show_label=False, max_length=most)

    def on_open(self, listener: Callable[..., Any], inputs: Sequence[Any], outputs: Sequence[Any]) -> Any:
        """Call this when the screen's tab is opened, and what `.then` adds after it; to be asked for while the screen is laid out."""
        if self.tab is None:
            raise RuntimeError("A screen is laid out under its tab.")
        return self.tab.select(listener, list(inputs), list(outputs), **QUICK)

    def wire(self, page: gr.Blocks) -> None:
        """Set all words when the page opens and when the language is switched; to be called once, after all screens."""
        inputs = list({id(one): one for entry in self._spoken for one in entry.inputs}.values())
        places = [[[id(one) for one in inputs].index(id(one)) for one in entry.inputs] for entry in self._spoken]

        def said(language: Language, visitor: Who, values: Sequence[Any]) -> list[Any]:
            first = [(language, visitor) if entry.personal else (language,) for entry in self._spoken]
            given = [(*asked, *(values[place] for place in at)) for asked, at in zip(first, places, strict=True)]
            return [entry.speak(*arguments) for entry, arguments in zip(self._spoken, given, strict=True)]

        def speak(request: gr.Request, language: Language, *values: Any) -> list[Any]:
            return [gr.skip(), *said(language, who(request.headers), values)]

        def greet(request: gr.Request, *values: Any) -> list[Any]:
            language = self._greeting_language(request)
            return [language, *said(language, who(request.headers), values)]

        outputs = [self.language, *(entry.component for entry in self._spoken)]
        self.language.input(speak, [self.language, *inputs], outputs, **QUICK)
        page.load(greet, inputs, outputs, **QUICK)

    def _greeting_language(self, request: gr.Request) -> Language:
        """The language a visitor is greeted in: the settings', else the browser's, else the machine's."""
        chosen = self.services.settings.interface
        if chosen != "auto":
            return interface_language(chosen)
        return accepted_language(request.headers.get("accept-language", ""), self.start)


def told_by(word: str) -> dict[str, Any]:
    """What a script says by a hidden field: a JSON object; anything else says nothing."""
    try:
        told = json.loads(word or "")
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


Screen = Callable[[Frame], None]
Screens = Sequence[tuple[str, Screen]]
