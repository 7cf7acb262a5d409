"""Ask: the conversations, the one that goes on, and the sources beside it. Layout and wiring; what happens stands in asking.py."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ingest.types import Language, ResilientError
from ui import history
from ui.answering import QUESTION_LIMIT, Answering
from ui.escape import button
from ui.screens.asking import Asking, Parts, earlier_html, last_html, sources_html
from ui.screens.frame import PRIVATE, QUICK, Frame
from ui.session import Session
from ui.texts import LANGUAGES, say
from ui.view import onward_html

EXAMPLES = ("page.example1", "page.example2", "page.example3")
DIALOGS = (
    "ask.edit", "ask.note_title", "ask.copied", "history.rename_title", "history.delete_title", "history.delete", "dialog.save",
    "dialog.send", "dialog.cancel", "leaf.where", "leaf.previous", "leaf.next", "leaf.larger", "leaf.close", "leaf.failed",
)  # fmt: skip  # words that page.js shows


def show(frame: Frame) -> None:
    """The screen."""
    session, proposed = gr.State(Session()), gr.State(None)
    act, again = (frame.scripted(name, 4 * QUESTION_LIMIT) for name in ("act", "again"))
    with gr.Row(elem_id="desk"):
        new, find, listed = _conversations(frame)
        with gr.Column(elem_id="talk", scale=3, min_width=0):
            with gr.Column(elem_id="conversation"):
                head = frame.spoken(frame.markdown("", "head"), lambda language, shown: history.head_html(shown, language), session)
                opening, examples = _opening(frame)
                earlier = frame.spoken(frame.markdown("", "earlier"), lambda language, shown: earlier_html(shown, language), session)
                current = frame.spoken(frame.markdown("", "current"), lambda language, shown: last_html(shown, language), session)
                onward = frame.spoken(frame.markdown("", "onward"), lambda language, found: onward_html(found or (), language), proposed)
            with gr.Column(elem_id="composer"):
                question, send, stop = _asking(frame)
                works, languages = _choices(frame)
                frame.spoken(frame.markdown("", "limits"), lambda language: say("page.limits", language))
        with gr.Column(elem_id="side", scale=2, min_width=0):
            frame.spoken(frame.markdown("", "sources-title"), _sources_title)
            sources = frame.spoken(frame.markdown("", "sources"), lambda language, shown: sources_html(shown.turns, language), session)
    frame.spoken(frame.markdown("", "dialog-words", elem_classes="sr"), _dialog_words)
    asking = Asking(frame.services, Parts(session, opening, head, earlier, current, sources, question, listed, proposed, onward))
    frame.personal(listed, lambda language, who, words, shown: asking.listed(language, who, words, shown), find, session)
    scope = [session, works, languages, frame.language]
    outputs = [session, opening, head, earlier, current, sources, question, listed, proposed, onward]
    most = frame.services.settings.questions_at_once
    queue: dict[str, Any] = {**PRIVATE, "concurrency_id": "questions", "concurrency_limit": most, "trigger_mode": "multiple"}
    asked = [
        gr.on([question.submit, send.click], asking.ask, [question, *scope], outputs, **queue),
        *(example.click(asking.ask, [example, *scope], outputs, **queue) for example in examples),
        again.change(asking.again, [again, *scope], outputs, **queue),
    ]
    opened = act.change(asking.act, [act, session, frame.language, find], outputs, **QUICK)
    for event in (*asked, opened):
        event.success(asking.propose, [session, proposed, frame.language], [proposed, onward], **QUICK)
    stop.click(asking.stop, None, None, **QUICK)
    new.click(asking.fresh, [frame.language, find], outputs, **QUICK)
    find.change(asking.find, [find, session, frame.language], listed, trigger_mode="always_last", **QUICK)


def _conversations(frame: Frame) -> tuple[gr.Button, gr.Textbox, gr.Markdown]:
    with gr.Column(elem_id="history", scale=0, min_width=0):
        frame.spoken(frame.markdown("", "history-title"), _history_title)
        new = _worded(frame, gr.Button(elem_id="new", variant="secondary"), "page.new")
        find = gr.Textbox(elem_id="find", max_lines=1, max_length=200, container=False)
        listed = frame.markdown("", "conversations")
    frame.spoken(find, lambda language: gr.update(label=say("history.find", language), placeholder=say("history.find", language)))
    return new, find, listed


def _history_title(language: Language) -> str:
    """The heading of the list, and on a phone the button that brings it."""
    return f"<h2>{say('history.title', language)}</h2>{button('list', 'history.title', language)}"


def _dialog_words(language: Language) -> str:
    """The words that page.js takes for its dialogs, since it has none of its own."""
    return "".join(f'<span class="{key.replace(".", "-")}">{say(key, language)}</span>' for key in DIALOGS)


def _opening(frame: Frame) -> tuple[gr.Group, tuple[gr.Button, ...]]:
    with gr.Group(elem_id="opening") as opening:
        frame.spoken(frame.markdown("", "welcome"), _welcome)
        examples = tuple(_worded(frame, gr.Button(elem_classes="example", variant="secondary"), key) for key in EXAMPLES)
    return opening, examples


def _worded(frame: Frame, button: gr.Button, key: str) -> gr.Button:
    button.value = say(key, frame.start)
    return frame.spoken(button, lambda language: gr.update(value=say(key, language)))


def _asking(frame: Frame) -> tuple[gr.Textbox, gr.Button, gr.Button]:
    with gr.Row(elem_id="asking"):
        question = gr.Textbox(elem_id="question", max_lines=6, max_length=QUESTION_LIMIT, container=False, scale=1)
        send = _worded(frame, gr.Button(elem_id="send", variant="primary", scale=0, min_width=88), "page.send")
        stop = _worded(frame, gr.Button(elem_id="stop", variant="secondary", scale=0, min_width=88), "ask.stop")
    frame.spoken(question, lambda language: gr.update(label=say("page.question", language), placeholder=say("page.placeholder", language)))
    return question, send, stop


def _choices(frame: Frame) -> tuple[gr.Dropdown, gr.CheckboxGroup]:
    with gr.Accordion(say("page.filters", frame.start), open=False, elem_id="filters") as filters:
        works = gr.Dropdown([], value=[], multiselect=True, elem_id="works")
        languages = gr.CheckboxGroup([], value=[], elem_id="languages")
    frame.spoken(filters, lambda language: gr.update(label=say("page.filters", language)))
    frame.spoken(works, lambda language: _works(frame.services.assistant, language))
    frame.spoken(languages, lambda language: gr.update(choices=_language_choices(language), label=say("page.languages", language)))
    return works, languages


def _works(assistant: Answering, language: Language) -> Any:
    choices = _work_choices(assistant, language)
    return gr.update(choices=choices, label=say("page.works", language), info=say("page.works_hint", language))


def _welcome(language: Language) -> str:
    return f"<div><h2>{say('page.welcome', language)}</h2><p>{say('page.welcome_text', language)}</p></div>"


def _sources_title(language: Language) -> str:
    return f"<h2>{say('page.sources', language)}</h2>"


def _work_choices(assistant: Answering, language: Language) -> list[tuple[str, str]]:
    """The works to choose from, named in the interface's language; none when the library cannot be read now."""
    try:
        return [((work.title_zh if language == "zh" else None) or work.title, work.id) for work in assistant.works()]
    except ResilientError:
        return []


def _language_choices(language: Language) -> list[tuple[str, str]]:
    return [(say(f"language.{code}", language), code) for code in LANGUAGES]
