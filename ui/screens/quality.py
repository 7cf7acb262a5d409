"""Quality: how right the answers are, by kind and language, and what changed between two runs of the evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr

from ingest.types import Language, ResilientError
from ui import log, quality_diff, quality_runs, quality_view
from ui.escape import escaped
from ui.quality_runs import Comparisons, Run
from ui.screens.frame import PRIVATE, QUICK, Frame
from ui.terminal import sentence
from ui.texts import say

NONE = ""  # beside no other run


def show(frame: Frame) -> None:
    """The screen."""
    opened = gr.State(False)
    with gr.Column(elem_classes="screen", elem_id="quality"):
        frame.spoken(frame.markdown("", "quality-title", elem_classes="heading"), _heading)
        with gr.Row(elem_id="quality-chosen", visible=False) as choosing:
            after = gr.Dropdown([], elem_id="quality-after", min_width=220)
            before = gr.Dropdown([], elem_id="quality-before", min_width=220)
        shown = frame.markdown("", "quality-shown")
        changed = frame.markdown("", "quality-changed")
    pages = Pages(frame)
    frame.spoken(after, lambda language: gr.update(label=say("quality.run", language)))
    frame.spoken(before, lambda language, this: pages.beside(language, this), after)
    frame.spoken(shown, pages.run, opened, after)
    frame.spoken(changed, pages.compared, opened, after, before)
    opening = frame.on_open(pages.open, [frame.language, after, before], [opened, choosing, after, before, shown])
    work: dict[str, Any] = {**PRIVATE, "concurrency_id": "quality", "concurrency_limit": 1, "trigger_mode": "always_last"}
    choosing_run = after.input(pages.run, [frame.language, opened, after], [shown], **QUICK)
    for event in (opening.then, choosing_run.then, before.input):
        event(pages.compare, [frame.language, opened, after, before], [changed], **work)


class Pages:
    """What the screen shows of the runs in the home."""

    def __init__(self, frame: Frame) -> None:
        self._home = frame.services.settings.home
        self._comparisons = Comparisons(self._home)

    def open(self, language: Language, this: str | None, other: str | None) -> list[Any]:
        """The choices and the newest run, when the tab is opened."""
        found = quality_runs.runs(self._home)
        after = _named(found, this) or next(iter(found), None)
        before = _named(found, other) or next((run for run in found if after and run is not after and run.system == after.system), None)
        choices = [(_title(run), run.name) for run in found]
        this = after.name if after else None
        beside = gr.update(choices=[(say("quality.no_other", language), NONE), *choices], value=before.name if before else NONE)
        return [True, gr.update(visible=bool(found)), gr.update(choices=choices, value=this), beside, self.run(language, True, this)]

    def beside(self, language: Language, this: str | None) -> Any:
        """The words of the second choice; its runs too, since "none" is one of them."""
        choices = [(_title(run), run.name) for run in quality_runs.runs(self._home)] if this else []
        return gr.update(label=say("quality.beside", language), choices=[(say("quality.no_other", language), NONE), *choices])

    def run(self, language: Language, is_open: bool, this: str | None) -> str:
        """One run."""
        if not is_open:
            return ""
        found = quality_runs.runs(self._home)
        run = _named(found, this) or next(iter(found), None)
        if run is None:
            return quality_view.none_html(str(self._home / quality_runs.FOLDER), language, quality_runs.broken_off(self._home))
        return quality_view.run_html(run, found, language)

    def compared(self, language: Language, is_open: bool, this: str | None, other: str | None) -> str:
        """What changed since another run, where that was worked out before."""
        before, after = self._pair(this, other)
        found = self._comparisons.known(before, after) if is_open and before and after else None
        return quality_diff.diff_html(found, before, after, language) if found and before and after else ""

    def compare(self, language: Language, is_open: bool, this: str | None, other: str | None) -> Iterator[str]:
        """What changed since another run, worked out now where it has to be."""
        before, after = self._pair(this, other)
        if not is_open or before is None or after is None:
            yield ""
            return
        if self._comparisons.known(before, after) is None:
            yield quality_diff.waiting_html(language)
        try:
            yield quality_diff.diff_html(self._comparisons.compare(before, after, language), before, after, language)
        except Exception as error:
            if isinstance(error, ResilientError):
                words = sentence(error, language)
            else:
                words = say("error.unexpected", language, name=type(error).__name__, log=log.record(self._home, error))
            yield f'<p class="notice" role="alert">{escaped(words)}</p>'

    def _pair(self, this: str | None, other: str | None) -> tuple[Run | None, Run | None]:
        """The run before and the one after; none where there are not two."""
        found = quality_runs.runs(self._home)
        before, after = _named(found, other), _named(found, this)
        return (None, None) if before is after else (before, after)


def _named(found: Sequence[Run], name: str | None) -> Run | None:
    return next((run for run in found if run.name == name), None)


def _title(run: Run) -> str:
    """What a choice shows of a run."""
    cell = run.cell(quality_view.MAIN)
    return f"{quality_view.when(run)} · {run.system}" + (f" · {quality_view.share(cell.mean)} %" if cell else "")


def _heading(language: Language) -> str:
    return f"<h1>{say('quality.title', language)}</h1><p>{say('quality.text', language)}</p>"
