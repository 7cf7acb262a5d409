"""Draft: a form for the city, the drafts that are kept, and one with every line typed. What happens is in desking.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from assistant.desk import vocabulary
from assistant.desk.profile import MOST_BYTES
from ingest.types import Language
from ui.desk_form import EXAMPLES
from ui.screens.desking import Desking, Table
from ui.screens.frame import PRIVATE, QUICK, Frame
from ui.texts import say

AT_ONCE = 4  # drafts that are composed at the same time
CHANGED_AT_ONCE = 16  # drafts that are opened and changed at the same time, while others are composed
WORDS = ("edit_title", "add_title", "rename_title", "delete_title")  # of dialogs
LENGTHS = ("short", "standard", "full")
HELPED = ("population", "level", "hazards", "fiscal_room", "existing", "subsystems", "goals")  # fields with a line of help
LONG = frozenset({"climate", "economy", "fiscal_room", "existing", "hazards"})  # fields of several lines
GROUPS = (  # of the form; put together, the names are those of FIELDS in their order
    ("place", ("name", "country", "province", "population", "level")),
    ("nature", ("climate", "hazards", "economy", "fiscal_room", "existing")),
    ("matters", ("subsystems", "goals")),
    ("draft", ("audience", "language", "length")),
)
MOST_TOLD = 250_000  # characters of a hidden field: a file to be verified, as the page may send it


def show(frame: Frame) -> None:
    """The screen."""
    current, loaded = gr.State(""), gr.State(None)
    with gr.Column(elem_classes="screen", elem_id="draft"):
        said = frame.markdown("", "draft-said")
        with gr.Column(elem_id="draft-start"):
            frame.spoken(frame.markdown("", "draft-title", elem_classes="heading"), _heading)
            with gr.Row(elem_id="draft-columns"):
                with gr.Column(elem_id="draft-form", scale=3, min_width=320):
                    fields, begin = _form(frame)
                with gr.Column(elem_id="draft-aside", scale=1, min_width=280):
                    frame.spoken(frame.markdown("", "draft-list-title", elem_classes="heading"), _title("draft.kept_title"))
                    listed = frame.markdown("", "draft-list")
                    frame.spoken(frame.markdown("", "draft-verify-title", elem_classes="heading"), _verifying)
                    verified = frame.markdown("", "draft-verified")
        stop = frame.spoken(gr.Button(elem_id="draft-stop", size="sm"), lambda language: gr.update(value=say("draft.stop", language)))
        shown = frame.markdown("", "draft-sections")
        source = frame.markdown("", "draft-source")
        hidden = {name: frame.scripted(f"draft-{name}", MOST_TOLD) for name in ("act", "load", "type", "look", "verify")}
        frame.spoken(frame.markdown("", "draft-words", elem_classes="sr"), _words)
    table = Table(current, loaded, listed, said, shown, source, verified, fields)
    _wire(frame, Desking(frame.services, table), table, begin, stop, hidden)


def _wire(frame: Frame, desking: Desking, table: Table, begin: gr.Button, stop: gr.Button, hidden: dict[str, Any]) -> None:
    frame.personal(table.listed, desking.listed, table.current)
    frame.personal(table.shown, desking.shown, table.current)
    opened = [table.current, table.listed, table.said, table.shown, table.source]
    filled = [table.loaded, table.said, *table.fields]
    long: dict[str, Any] = {**PRIVATE, "concurrency_id": "drafts", "concurrency_limit": AT_ONCE}
    quick: dict[str, Any] = {**PRIVATE, "concurrency_id": "changes", "concurrency_limit": CHANGED_AT_ONCE}
    begin.click(desking.begin, [frame.language, table.loaded, *table.fields], opened, trigger_mode="once", **long)
    hidden["act"].change(
        desking.act,
        [hidden["act"], table.current, frame.language],
        [*opened, table.loaded, *table.fields],
        trigger_mode="multiple",
        **quick,
    )
    stop.click(desking.stop, [table.current], [], **QUICK)
    hidden["load"].change(desking.load, [hidden["load"], frame.language], filled, **QUICK)
    hidden["type"].change(desking.typing, [hidden["type"], table.current], [], trigger_mode="always_last", **QUICK)
    hidden["look"].change(desking.look, [hidden["look"], table.current, frame.language], [table.source], **QUICK)
    hidden["verify"].change(desking.verify, [hidden["verify"], frame.language], [table.verified], **QUICK)


def _heading(language: Language) -> str:
    return f"<h1>{say('draft.title', language)}</h1><p>{say('draft.text', language)}</p>"


def _title(key: str) -> Any:
    return lambda language: f"<h2>{say(key, language)}</h2>"


def _verifying(language: Language) -> str:
    choose = f'<button type="button" class="act" value="draft-verify">{say("draft.verify", language)}</button>'
    return f'<h2>{say("draft.verify_title", language)}</h2><p>{say("draft.verify_text", language)}</p><p class="tools">{choose}</p>'


def _starting(language: Language) -> str:
    buttons = [(f"draft-example {name}", f"draft.example.{name}") for name in EXAMPLES] + [("draft-file", "draft.file")]
    tools = "".join(f'<button type="button" class="act" value="{value}">{say(key, language)}</button>' for value, key in buttons)
    return f'<p class="told">{say("draft.examples", language)}</p><p class="tools">{tools}</p>'


def _words(language: Language) -> str:
    return "".join(f'<span class="{name}">{say(f"draft.{name}", language)}</span>' for name in WORDS)


def _form(frame: Frame) -> tuple[Sequence[Any], gr.Button]:
    frame.spoken(frame.markdown("", "draft-examples"), _starting)
    fields = []
    for group, names in GROUPS:
        frame.spoken(frame.markdown("", f"draft-group-{group}", elem_classes="heading"), _title(f"draft.group.{group}"))
        with gr.Row(elem_classes="fields"):
            fields += [_field(frame, name) for name in names]
    begin = gr.Button(elem_id="draft-begin", variant="primary")
    frame.spoken(begin, lambda language: gr.update(value=say("draft.begin", language)))
    return fields, begin


def _field(frame: Frame, name: str) -> Any:
    def words(language: Language) -> dict[str, Any]:
        info = say(f"draft.help.{name}", language) if name in HELPED else None
        return {"label": say(f"draft.field.{name}", language), "info": info}

    if name in ("subsystems", "goals"):
        several = gr.CheckboxGroup([], value=[], elem_id=f"draft-{name}", elem_classes="wide")
        return frame.spoken(several, lambda language: gr.update(choices=_offered(name, language), **words(language)))
    if name in ("language", "length"):
        codes = ("zh", "en") if name == "language" else LENGTHS
        one = gr.Radio(list(codes), value=None if name == "language" else "standard", elem_id=f"draft-{name}", min_width=200)
        group = "language." if name == "language" else "draft.length."
        return frame.spoken(
            one,
            lambda language, value: gr.update(
                choices=[(say(f"{group}{code}", language), code) for code in codes], value=value or language, **words(language)
            ),
            one,
        )
    lines = 2 if name in LONG else 1
    field = gr.Textbox(
        elem_id=f"draft-{name}",
        elem_classes="wide" if name in LONG or name == "audience" else None,
        lines=lines,
        max_lines=6,
        max_length=MOST_BYTES // 8,
        min_width=200,
    )
    return frame.spoken(field, lambda language: gr.update(placeholder=say(f"draft.like.{name}", language), **words(language)))


def _offered(name: str, language: Language) -> list[tuple[str, Any]]:
    """What can be ticked: the subsystems, known by their English names, or the Sustainable Development Goals by number."""
    if name == "subsystems":
        return [(term.name(language), term.en) for term in vocabulary.terms("subsystem").values()]
    return [(f"{number} {vocabulary.goal_name(number, language)}", number) for number in range(1, 18)]
