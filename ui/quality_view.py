"""One run of the evaluation as HTML: its figures, plots made of plain elements, tables by kind and language; knows nothing about Gradio.

What comes out holds only the elements written here; all text of runs is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from ingest.types import Language
from ui.escape import escaped
from ui.quality_runs import ALL, Cell, Run
from ui.texts import known, say

TONGUES = ("en", "zh", "mixed")
MAIN = "right"  # the measure that is told by kind, and drawn
HEAD = ("right", "answered_right", "declined_right", "quotes_held", "language_right")  # told first


def none_html(folder: str, language: Language, broken: int = 0) -> str:
    """How to make a first run, or to go on with one that was broken off."""
    key = "quality.broken_off" if broken else "quality.none"
    return (
        f'<div class="none"><p>{say(key, language)}</p><p><code>resilient eval run</code></p>'
        f'<p class="told">{escaped(say("quality.looked", language, folder=folder))}</p></div>'
    )


def name_of(group: str, value: str, language: Language) -> str:
    """A kind's, language's or measure's name, as given where it is not known."""
    key = f"{group}.{value}"
    return escaped(say(key, language) if known(key) else value)


def when(run: Run) -> str:
    """When a run began, as people write it."""
    return datetime.fromtimestamp(run.started).strftime("%Y-%m-%d %H:%M")


def share(value: float) -> str:
    """A share in per cent."""
    return f"{100 * value:.1f}"


def points(difference: float) -> str:
    """A difference of shares in points, with its sign."""
    return f"{100 * difference:+.1f}".replace("-", "−")


def run_html(run: Run, history: Sequence[Run], language: Language) -> str:
    """A run: what it was, its first figures, its answers by kind and language as a plot and a table, its measures, the runs before it."""
    facts = (when(run), run.system, say("quality.questions", language, count=f"{run.questions:,}"), run.commit)
    told = escaped(" · ".join(fact for fact in facts if fact))
    return (
        f'<section class="run"><h2>{say("quality.of", language)}</h2><p class="told">{told}</p>'
        f"{_tiles(run, language)}<h3>{say('quality.by_kind', language)}</h3>{_kinds_plot(run, language)}{_kinds_table(run, language)}"
        f'<details class="more-measures"><summary>{say("quality.measures", language)}</summary>{_measures(run, language)}</details>'
        f"{_history(history, run, language)}</section>"
    )


def _tiles(run: Run, language: Language) -> str:
    cells = [(measure, run.cell(measure)) for measure in HEAD]
    tiles = [
        (f"{share(cell.mean)} %", name_of("measure", measure, language), f"95 %: {share(cell.low)}–{share(cell.high)}")
        for measure, cell in cells
        if cell
    ]
    if run.gap is not None:
        tiles.append((points(run.gap), say("quality.gap", language), say("quality.points", language)))
    if run.median is not None:
        tiles.append((f"{run.median:,.0f} ms", say("quality.median", language), ""))
    items = "".join(
        f'<li><b>{value}</b><span>{words}</span><span class="told">{escaped(beside)}</span></li>' for value, words, beside in tiles
    )
    return f'<ul class="tiles">{items}</ul>'


def tongues_of(run: Run) -> tuple[str, ...]:
    """The languages that questions were asked in."""
    present = run.values(2)
    return tuple(tongue for tongue in TONGUES if tongue in present)


def _kinds(run: Run) -> list[str]:
    return [kind for kind in (ALL, *run.values(1)) if any(run.cell(MAIN, kind, asked) for asked in (ALL, *TONGUES))]


def _kinds_plot(run: Run, language: Language) -> str:
    """A row for each kind: a dot and a whisker for each language on a scale from 0 to 100 %. What it shows stands in the table too."""
    tongues = tongues_of(run)
    key = "".join(f'<li><span class="swatch {tongue}"></span> {name_of("asked", tongue, language)}</li>' for tongue in tongues)
    rows = "".join(
        f'<li><span class="of">{name_of("qkind", kind, language)}</span>'
        f'<span class="tracks">{"".join(track(run.cell(MAIN, kind, tongue), tongue) for tongue in tongues)}</span></li>'
        for kind in _kinds(run)
    )
    return f'<ul class="legend">{key}<li class="told">{say("quality.whisker", language)}</li></ul><ul class="plot">{rows}{_scale()}</ul>'


def _scale() -> str:
    marks = "".join(f'<span style="left:{mark}%">{mark}</span>' for mark in (0, 25, 50, 75, 100))
    return f'<li class="scale"><span class="of"></span><span class="tracks"><span class="marks">{marks}</span></span></li>'


def track(cell: Cell | None, colour: str) -> str:
    """A mean and its interval on a scale."""
    if cell is None:
        return ""
    low, mean, high = (max(0.0, min(1.0, value)) for value in (cell.low, cell.mean, cell.high))
    told = f"{share(cell.mean)} % ({share(cell.low)}–{share(cell.high)}), n {cell.n}"
    whisker = f'<span class="whisker" style="left:{100 * low:.1f}%;width:{100 * (high - low):.1f}%"></span>'
    return f'<span class="track {colour}" title="{told}">{whisker}<span class="dot" style="left:{100 * mean:.1f}%"></span></span>'


def figures(cell: Cell | None) -> str:
    """A mean with its interval as a table shows it."""
    return f'{share(cell.mean)} <span class="told">{100 * cell.low:.0f}–{100 * cell.high:.0f}</span>' if cell else "–"


def table(head: Iterable[str], rows: Iterable[Sequence[str]], caption: str) -> str:
    """A table whose cells are HTML already."""
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body = "".join(f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>' for row in rows)
    caption = f'<caption class="sr">{caption}</caption>'
    return f'<div class="table" tabindex="0"><table>{caption}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def asked_heads(tongues: Sequence[str], language: Language) -> list[str]:
    """The heads of the columns for all languages and for each."""
    return [name_of("asked", tongue, language) for tongue in (ALL, *tongues)]


def _kinds_table(run: Run, language: Language) -> str:
    tongues = tongues_of(run)
    head = [say("quality.kind", language), say("quality.n", language), *asked_heads(tongues, language)]
    rows = [
        [
            name_of("qkind", kind, language),
            f"{whole.n:,}" if (whole := run.cell(MAIN, kind)) else "",
            *(figures(run.cell(MAIN, kind, tongue)) for tongue in (ALL, *tongues)),
        ]
        for kind in _kinds(run)
    ]
    return table(head, rows, say("quality.by_kind", language))


def _measures(run: Run, language: Language) -> str:
    tongues = tongues_of(run)
    head = [say("quality.measure", language), *asked_heads(tongues, language)]
    rows = [
        [name_of("measure", measure, language), *(figures(run.cell(measure, ALL, tongue)) for tongue in (ALL, *tongues))]
        for measure in run.values(0)
        if run.cell(measure)
    ]
    return table(head, rows, say("quality.measures", language))


def _history(history: Sequence[Run], shown: Run, language: Language) -> str:
    """The share of right answers over the runs, the newest first."""
    if len(history) < 2:
        return ""
    rows = "".join(
        f'<li{" class=chosen" if run is shown else ""}><span class="of">{escaped(when(run))}<span class="told"> {escaped(run.system)}'
        f'</span></span><span class="tracks">{track(run.cell(MAIN), "all")}</span>'
        f"<b>{share(cell.mean) if (cell := run.cell(MAIN)) else '–'}</b></li>"
        for run in history
    )
    return f'<h3>{say("quality.history", language)}</h3><ul class="plot history">{rows}</ul>'
