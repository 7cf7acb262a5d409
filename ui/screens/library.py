"""Library: what is in it and how it is, adding and removing, the catalogue, and why something is found. What happens is in stocking.py."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ingest.types import Language
from ui.answering import QUESTION_LIMIT
from ui.escape import escaped
from ui.screens.frame import PRIVATE, QUICK, Frame
from ui.screens.stocking import Shelves, Stocking
from ui.texts import say

AT_ONCE = 4  # people whose files are taken in at the same time; each waits for the one who writes


def show(frame: Frame) -> None:
    """The screen."""
    opened = gr.State(False)
    with gr.Column(elem_classes="screen", elem_id="library"):
        _heading(frame, "library.title", level=1)
        health = frame.markdown("", "library-health")
        upload = _adding(frame)
        intake = frame.markdown("", "library-intake")
        _heading(frame, "library.added_title")
        inputs = frame.markdown("", "library-inputs")
        find, search, hits = _finding(frame)
        _heading(frame, "library.works_title", "library.works_text")
        works = frame.markdown("", "library-works")
        act = frame.scripted("library-act", 4 * QUESTION_LIMIT)
    stocking = Stocking(frame.services, Shelves(opened, health, inputs, works, intake, hits))
    frame.personal(health, stocking.health, opened)
    frame.personal(inputs, stocking.inputs, opened)
    frame.personal(works, stocking.works, opened)
    frame.on_open(stocking.opened, [frame.language], [opened, health, inputs, works])
    long: dict[str, Any] = {**PRIVATE, "concurrency_id": "library", "concurrency_limit": AT_ONCE, "trigger_mode": "multiple"}
    changed = [intake, health, inputs, works]
    upload.upload(stocking.add, [upload, frame.language], changed, **long)
    act.change(stocking.act, [act, frame.language], changed, **long)
    gr.on([find.submit, search.click], stocking.find, [find, frame.language], [hits], **QUICK)


def _heading(frame: Frame, key: str, text: str = "", level: int = 2) -> None:
    def words(language: Language) -> str:
        told = f"<p>{escaped(say(text, language))}</p>" if text else ""
        return f"<h{level}>{say(key, language)}</h{level}>{told}"

    frame.spoken(frame.markdown("", f"{key.replace('.', '-')}", elem_classes="heading"), words)


def _adding(frame: Frame) -> gr.UploadButton:
    most = f"{frame.services.settings.max_input_mb:g}"
    with gr.Column(elem_id="library-adding") as adding:
        _heading(frame, "library.add_title")
        with gr.Row(elem_id="library-drop"):
            upload = gr.UploadButton("", file_count="multiple", elem_id="library-upload", variant="primary", scale=0, min_width=140)
            frame.spoken(frame.markdown("", "library-drop-text"), lambda language: f"<p>{say('library.add_text', language, most=most)}</p>")
        confirm = frame.markdown("", "library-words", elem_classes="sr")
    frame.spoken(confirm, lambda language: say("library.remove_title", language))
    frame.spoken(upload, lambda language: gr.update(label=say("library.add", language)))
    frame.personal(adding, lambda language, who: gr.update(visible=who.librarian))
    return upload


def _finding(frame: Frame) -> tuple[gr.Textbox, gr.Button, gr.Markdown]:
    _heading(frame, "library.find_title", "library.find_text")
    with gr.Row(elem_id="library-finding"):
        find = gr.Textbox(elem_id="library-find", max_lines=1, max_length=QUESTION_LIMIT, container=False, scale=1)
        search = gr.Button(elem_id="library-search", variant="secondary", scale=0, min_width=110)
    frame.spoken(find, lambda language: gr.update(label=say("library.find", language), placeholder=say("library.find", language)))
    frame.spoken(search, lambda language: gr.update(value=say("library.search", language)))
    return find, search, frame.markdown("", "library-hits")
