"""The page: a conversation, the sources beside it, filters, and the language switch, in one Gradio application.

Layout and wiring only: what is said comes from texts.py, what it looks like from view.py and assets/, who may come in from door.py.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)  # else a pandas summary of all past questions is made after each one
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"  # and nothing of them is kept
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr  # after the lines above
from starlette.middleware import Middleware

from assistant.settings import Settings
from ingest.types import Language, ResilientError
from ui import view
from ui.answering import QUESTION_LIMIT, Answering, turn
from ui.door import Door
from ui.texts import LANGUAGES, accepted_language, interface_language, say
from ui.view import Turn

QUEUE_LENGTH = 64  # questions waiting; the next one hears that it is full (reliability.md, part 6)
AT_ONCE = 8  # questions answered at the same time
SESSIONS = 500  # conversations held in memory
SHOWN_SOURCES = 30  # answers of a conversation whose cards stay on the page
STEPS = 12  # parts in which an answer appears
PAUSE = 0.035  # seconds between them
FONTS = (
    "system-ui", "-apple-system", "Segoe UI", "Roboto", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC",
    "Noto Sans SC", "Source Han Sans SC", "sans-serif",
)  # fmt: skip
MONOSPACE = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")
EXAMPLES = ("page.example1", "page.example2", "page.example3")

Updates = tuple[Any, ...]
Turns = tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """The components whose words or contents change."""

    title: gr.Markdown
    welcome: gr.Markdown
    examples: tuple[gr.Button, ...]
    earlier: gr.Markdown
    current: gr.Markdown
    question: gr.Textbox
    send: gr.Button
    filters: gr.Accordion
    works: gr.Dropdown
    languages: gr.CheckboxGroup
    limits: gr.Markdown
    sources_title: gr.Markdown
    sources: gr.Markdown
    interface: gr.Radio
    theme: gr.Button
    new: gr.Button
    opening: gr.Group
    turns: gr.State


def asset(name: str) -> str:
    """The text of a file in ui/assets."""
    return resources.files("ui").joinpath("assets", name).read_text(encoding="utf-8")


def build(assistant: Answering, settings: Settings, start: Language) -> gr.Blocks:
    """The application; `start` is its language until the browser has said which it likes."""
    with gr.Blocks(analytics_enabled=False, title=say("name", start), fill_width=True, delete_cache=(3600, 86400)) as page:
        parts = _laid_out(assistant, start)
        _wired(page, parts, assistant, settings, start)
    page.queue(max_size=QUEUE_LENGTH, default_concurrency_limit=AT_ONCE, api_open=False)
    return page


def _markdown(value: str, name: str) -> gr.Markdown:
    return gr.Markdown(value, elem_id=name, sanitize_html=True, latex_delimiters=[], container=False)


def _laid_out(assistant: Answering, language: Language) -> Parts:
    turns = gr.State(())
    title, new, theme, interface = _bar(language)
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk", scale=3, min_width=0):
            with gr.Column(elem_id="conversation"):
                opening, welcome, examples = _opening(language)
                earlier, current = _markdown("", "earlier"), _markdown("", "current")
            with gr.Column(elem_id="composer"):
                question, send = _asking(language)
                filters, works, languages = _filters(assistant, language)
                limits = _markdown(say("page.limits", language), "limits")
        with gr.Column(elem_id="side", scale=2, min_width=0):
            sources_title = _markdown(_sources_title(language), "sources-title")
            sources = _markdown(_no_sources(language), "sources")
    return Parts(
        title=title,
        welcome=welcome,
        examples=examples,
        earlier=earlier,
        current=current,
        question=question,
        send=send,
        filters=filters,
        works=works,
        languages=languages,
        limits=limits,
        sources_title=sources_title,
        sources=sources,
        interface=interface,
        theme=theme,
        new=new,
        opening=opening,
        turns=turns,
    )


def _bar(language: Language) -> tuple[gr.Markdown, gr.Button, gr.Button, gr.Radio]:
    with gr.Row(elem_id="bar"):
        title = _markdown(_title(language), "title")
        new = gr.Button(say("page.new", language), elem_id="new", size="sm", variant="secondary")
        theme = gr.Button(say("page.theme", language), elem_id="theme", size="sm", variant="secondary")
        choices = [("English", "en"), ("中文", "zh")]  # each in its own words, so that nobody is lost
        interface = gr.Radio(choices, value=language, label=say("page.interface", language), elem_id="interface", container=False)
    return title, new, theme, interface


def _opening(language: Language) -> tuple[gr.Group, gr.Markdown, tuple[gr.Button, ...]]:
    with gr.Group(elem_id="opening") as opening:
        welcome = _markdown(_welcome(language), "welcome")
        examples = tuple(gr.Button(say(key, language), elem_classes="example", variant="secondary") for key in EXAMPLES)
    return opening, welcome, examples


def _asking(language: Language) -> tuple[gr.Textbox, gr.Button]:
    label, placeholder = say("page.question", language), say("page.placeholder", language)
    with gr.Row(elem_id="asking"):
        question = gr.Textbox(
            label=label, placeholder=placeholder, elem_id="question", max_lines=6, max_length=QUESTION_LIMIT, container=False, scale=1
        )
        send = gr.Button(say("page.send", language), elem_id="send", variant="primary", scale=0, min_width=88)
    return question, send


def _filters(assistant: Answering, language: Language) -> tuple[gr.Accordion, gr.Dropdown, gr.CheckboxGroup]:
    label, hint = say("page.works", language), say("page.works_hint", language)
    with gr.Accordion(say("page.filters", language), open=False, elem_id="filters") as filters:
        works = gr.Dropdown(_work_choices(assistant, language), value=[], multiselect=True, label=label, info=hint, elem_id="works")
        languages = gr.CheckboxGroup(_language_choices(language), value=[], label=say("page.languages", language), elem_id="languages")
    return filters, works, languages


def _title(language: Language) -> str:
    return f'<div id="name"><h1>{say("name", language)}</h1><p>{say("tagline", language)}</p></div>'


def _welcome(language: Language) -> str:
    return f"<div><h2>{say('page.welcome', language)}</h2><p>{say('page.welcome_text', language)}</p></div>"


def _sources_title(language: Language) -> str:
    return f"<h2>{say('page.sources', language)}</h2>"


def _no_sources(language: Language) -> str:
    return f'<div class="none"><p>{say("page.no_sources", language)}</p></div>'


def _work_choices(assistant: Answering, language: Language) -> list[tuple[str, str]]:
    """The works to choose from, named in the interface's language; none when the library cannot be read now."""
    try:
        return [((work.title_zh if language == "zh" else None) or work.title, work.id) for work in assistant.works()]
    except ResilientError:
        return []


def _language_choices(language: Language) -> list[tuple[str, str]]:
    return [(say(f"language.{code}", language), code) for code in LANGUAGES]


def _wired(page: gr.Blocks, parts: Parts, assistant: Answering, settings: Settings, start: Language) -> None:
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    inputs = [parts.turns, parts.works, parts.languages, parts.interface]
    outputs = [parts.turns, parts.opening, parts.earlier, parts.current, parts.sources, parts.question]
    answer = _answerer(assistant, settings)
    gr.on([parts.question.submit, parts.send.click], answer, [parts.question, *inputs], outputs, **private)
    for example in parts.examples:
        example.click(answer, [example, *inputs], outputs, **private)
    parts.new.click(_fresh, [parts.interface], outputs, concurrency_limit=None, **private)
    spoken = _spoken_parts(parts)

    def speak(language: Language, turns: Sequence[Turn]) -> Updates:
        return _speech(assistant, language, turns)

    def greet(request: gr.Request) -> Updates:
        otherwise = start if settings.interface == "auto" else interface_language(settings.interface)
        header = request.headers.get("accept-language", "") if settings.interface == "auto" else ""
        language = accepted_language(header, otherwise)
        return (language, *_speech(assistant, language, ()))

    parts.interface.input(speak, [parts.interface, parts.turns], spoken, concurrency_limit=None, **private)
    page.load(greet, None, [parts.interface, *spoken], concurrency_limit=None, **private)


def _spoken_parts(parts: Parts) -> list[Any]:
    first = [parts.title, parts.welcome, *parts.examples, parts.question, parts.send, parts.filters, parts.works, parts.languages]
    return [*first, parts.limits, parts.sources_title, parts.sources, parts.interface, parts.theme, parts.new]


def _speech(assistant: Answering, language: Language, turns: Sequence[Turn]) -> Updates:
    """The words of the page in this language, for `_spoken_parts` in their order; answers keep theirs."""
    return (
        _title(language),
        _welcome(language),
        *(gr.update(value=say(key, language)) for key in EXAMPLES),
        gr.update(label=say("page.question", language), placeholder=say("page.placeholder", language)),
        gr.update(value=say("page.send", language)),
        gr.update(label=say("page.filters", language)),
        gr.update(choices=_work_choices(assistant, language), label=say("page.works", language), info=say("page.works_hint", language)),
        gr.update(choices=_language_choices(language), label=say("page.languages", language)),
        say("page.limits", language),
        _sources_title(language),
        _sources(turns, language),
        gr.update(label=say("page.interface", language)),
        gr.update(value=say("page.theme", language)),
        gr.update(value=say("page.new", language)),
    )


def _fresh(language: Language) -> Updates:
    """An empty conversation."""
    return (), gr.update(visible=True), "", "", _no_sources(language), ""


def _answerer(assistant: Answering, settings: Settings) -> Callable[..., Iterator[Updates]]:
    def answer(question: str, turns: Turns, works: list[str], languages: list[Language], interface: Language) -> Iterator[Updates]:
        question = (question or "").strip()
        if not question:
            yield (gr.skip(),) * 6
            return
        number = len(turns) + 1
        asked = view.question_html(question, number, interface)
        waiting = asked + view.thinking_html(say("page.thinking", interface), number)
        yield gr.skip(), gr.update(visible=False), _conversation(turns, interface), waiting, gr.skip(), ""
        new = turn(assistant, settings.home, question, turns, works=works, languages=languages, interface=interface)
        for part in _appearing(new, number):
            yield gr.skip(), gr.skip(), gr.skip(), asked + part, gr.skip(), gr.skip()
            time.sleep(PAUSE)
        turns = (*turns, new)
        yield turns, gr.skip(), gr.skip(), asked + _reply(new, number), _sources(turns, interface), gr.skip()

    return answer


def _appearing(new: Turn, number: int) -> Iterator[str]:
    """The answer's growing parts, without the whole."""
    if new.answer is not None:
        for text in view.growing(new.answer.text, STEPS)[:-1]:
            yield view.answer_html(new.answer, number, text)


def _reply(turn: Turn, number: int) -> str:
    return view.failure_html(turn.failure, number) if turn.answer is None else view.answer_html(turn.answer, number)


def _conversation(turns: Sequence[Turn], language: Language) -> str:
    return "".join(view.question_html(turn.question, number, language) + _reply(turn, number) for number, turn in enumerate(turns, start=1))


def _sources(turns: Sequence[Turn], language: Language) -> str:
    """The cards of the latest answers, the last of which is shown; a mark of an earlier answer brings its own back."""
    numbered = list(enumerate(turns, start=1))[-SHOWN_SOURCES:]
    shown = "".join(view.sources_html(turn, number) for number, turn in numbered)
    last_has_none = not turns or not turns[-1].cards
    return shown + (_no_sources(language) if last_has_none else "")


def launch(assistant: Answering, settings: Settings, language: Language, *, browser: bool = False) -> tuple[gr.Blocks, str]:
    """Start serving in the background; returns the application (close it with `.close()`) and its address."""
    try:
        port = _port(settings)
        page = build(assistant, settings, language)
        _, address, _ = page.launch(**_launching(settings, port, browser=browser))
    except OSError as error:
        raise ResilientError(say("error.port", language, port=settings.port, host=settings.host)) from error
    return page, address


def _launching(settings: Settings, port: int, *, browser: bool) -> dict[str, Any]:
    script = asset("page.js")
    return {
        "server_name": settings.host,
        "server_port": port,
        "inbrowser": browser,
        "prevent_thread_lock": True,
        "quiet": True,
        "share": False,
        "show_error": False,
        "allowed_paths": [],
        "max_file_size": "50mb",
        "strict_cors": True,
        "state_session_capacity": SESSIONS,
        "ssr_mode": False,
        "enable_monitoring": False,
        "mcp_server": False,
        "pwa": False,
        "run_history": False,
        "footer_links": [],
        "theme": _theme(),
        "css": asset("page.css"),
        "head": f"<script>{script}</script>",
        "favicon_path": str(resources.files("ui").joinpath("assets", "favicon.svg")),
        "app_kwargs": {"middleware": [Middleware(Door, host=settings.host, scripts=(script,))]},
    }


def _port(settings: Settings) -> int:
    """The port to listen on, a free one where the setting is 0; raises OSError where it cannot be had."""
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((settings.host, settings.port))
        return int(probe.getsockname()[1])


def _theme() -> gr.themes.Base:
    """Fonts of the person's own machine; colours are in page.css."""
    fonts, monospace = ([gr.themes.Font(name) for name in names] for names in (FONTS, MONOSPACE))
    return gr.themes.Base(font=fonts, font_mono=monospace, radius_size="md", text_size="md")


def serve(settings: Settings, *, browser: bool, language: Language) -> None:
    """Open the library, serve the page, and stay until Ctrl+C or a polite kill; then close both."""
    from assistant.assemble import open_assistant

    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    with open_assistant(settings, long_lived=True) as assistant:
        page, address = launch(assistant, settings, language, browser=browser)
        print(say("page.address", language, address=address), flush=True)
        ended.wait()
        page.close(verbose=False)
