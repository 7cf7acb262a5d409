"""Ask: a conversation, the sources beside it, and filters. Layout and wiring; what it looks like comes from view.py."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import gradio as gr

from ingest.types import Language, ResilientError
from ui import view
from ui.answering import QUESTION_LIMIT, Answering, turn
from ui.screens.frame import PRIVATE, QUICK, Frame, Services
from ui.texts import LANGUAGES, say
from ui.view import Turn

SHOWN_SOURCES = 30  # answers of a conversation whose cards stay on the page
STEPS = 12  # parts in which an answer appears
PAUSE = 0.035  # seconds between them
EXAMPLES = ("page.example1", "page.example2", "page.example3")

Updates = tuple[Any, ...]
Turns = tuple[Turn, ...]


def show(frame: Frame) -> None:
    """The screen."""
    turns = gr.State(())
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk", scale=3, min_width=0):
            with gr.Column(elem_id="conversation"):
                opening, examples = _opening(frame)
                earlier, current = frame.markdown("", "earlier"), frame.markdown("", "current")
            with gr.Column(elem_id="composer"):
                question, send = _asking(frame)
                new, works, languages = _choices(frame)
                frame.spoken(frame.markdown("", "limits"), lambda language: say("page.limits", language))
        with gr.Column(elem_id="side", scale=2, min_width=0):
            frame.spoken(frame.markdown("", "sources-title"), _sources_title)
            sources = frame.spoken(frame.markdown("", "sources"), lambda language, turns: _sources(turns, language), turns)
    inputs = [turns, works, languages, frame.language]
    outputs = [turns, opening, earlier, current, sources, question]
    answer = _answerer(frame.services)
    gr.on([question.submit, send.click], answer, [question, *inputs], outputs, **PRIVATE)
    for example in examples:
        example.click(answer, [example, *inputs], outputs, **PRIVATE)
    new.click(_fresh, [frame.language], outputs, **QUICK)


def _opening(frame: Frame) -> tuple[gr.Group, tuple[gr.Button, ...]]:
    with gr.Group(elem_id="opening") as opening:
        frame.spoken(frame.markdown("", "welcome"), _welcome)
        examples = tuple(_worded(frame, gr.Button(elem_classes="example", variant="secondary"), key) for key in EXAMPLES)
    return opening, examples


def _worded(frame: Frame, button: gr.Button, key: str) -> gr.Button:
    button.value = say(key, frame.start)
    return frame.spoken(button, lambda language: gr.update(value=say(key, language)))


def _asking(frame: Frame) -> tuple[gr.Textbox, gr.Button]:
    with gr.Row(elem_id="asking"):
        question = gr.Textbox(elem_id="question", max_lines=6, max_length=QUESTION_LIMIT, container=False, scale=1)
        send = _worded(frame, gr.Button(elem_id="send", variant="primary", scale=0, min_width=88), "page.send")
    frame.spoken(question, lambda language: gr.update(label=say("page.question", language), placeholder=say("page.placeholder", language)))
    return question, send


def _choices(frame: Frame) -> tuple[gr.Button, gr.Dropdown, gr.CheckboxGroup]:
    new = _worded(frame, gr.Button(elem_id="new", size="sm", variant="secondary"), "page.new")
    with gr.Accordion(say("page.filters", frame.start), open=False, elem_id="filters") as filters:
        works = gr.Dropdown([], value=[], multiselect=True, elem_id="works")
        languages = gr.CheckboxGroup([], value=[], elem_id="languages")
    frame.spoken(filters, lambda language: gr.update(label=say("page.filters", language)))
    frame.spoken(works, lambda language: _works(frame.services.assistant, language))
    frame.spoken(languages, lambda language: gr.update(choices=_language_choices(language), label=say("page.languages", language)))
    return new, works, languages


def _works(assistant: Answering, language: Language) -> Any:
    choices = _work_choices(assistant, language)
    return gr.update(choices=choices, label=say("page.works", language), info=say("page.works_hint", language))


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


def _fresh(language: Language) -> Updates:
    """An empty conversation."""
    return (), gr.update(visible=True), "", "", _no_sources(language), ""


def _answerer(services: Services) -> Callable[..., Iterator[Updates]]:
    def answer(question: str, turns: Turns, works: list[str], languages: list[Language], interface: Language) -> Iterator[Updates]:
        question = (question or "").strip()
        if not question:
            yield (gr.skip(),) * 6
            return
        number = len(turns) + 1
        asked = view.question_html(question, number, interface)
        waiting = asked + view.thinking_html(say("page.thinking", interface), number)
        yield gr.skip(), gr.update(visible=False), _conversation(turns, interface), waiting, gr.skip(), ""
        new = turn(services.assistant, services.settings.home, question, turns, works=works, languages=languages, interface=interface)
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
