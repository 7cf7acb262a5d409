"""The parts of the report that stand beside the answers' measures, where a run's folder has them: drafts, and what a model thinks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from eval import drafts as drafting
from eval.judge import Outcome
from eval.judged import shown
from eval.results import read_json
from eval.sections import MOST_SHOWN, both

Json = Mapping[str, Any]


def read_drafts(folder: Path) -> Json | None:
    """The judged drafts of a run's folder, None where there are none. Raises ResultsError where the file cannot be read."""
    return read_json(folder / drafting.KEPT) if (folder / drafting.KEPT).is_file() else None


def drafts(found: Json) -> str:
    """Every draft with its measures; those that are too low stand out."""
    names = ("lines", *drafting.LEAST)
    heads = "".join(f"<th>{both('draft.' + name)}</th>" for name in names)
    rows = "".join(
        f"<tr><th>{escape(one['case'])} · {both('language.' + one['language'])}</th><td>{one['lines']}</td>"
        + "".join(f'<td class="{"down" if one[name] < least else ""}">{one[name]:.1%}</td>' for name, least in drafting.LEAST.items())
        + "</tr>"
        for one in found["drafts"]
    )
    return f"{_table(heads, rows)}<p>{both('draft.alike', share=found['alike'])}</p>"


def opinions(found: Json, outcomes: Sequence[Outcome]) -> str:
    """A model's opinions by wording, and the answers that it takes for unfaithful with what it said."""
    heads = "".join(f"<th>{both('judged.' + head)}</th>" for head in ("asked", "n", "mean", "not_judged"))
    rows = "".join(
        f"<tr><th>{both('judged.' + row['measure'])}</th><td>{both('language.' + row['asked'])}</td><td>{row['n']}</td>"
        f"<td>{shown(row)}</td><td>{row['not_judged']}</td></tr>"
        for row in found["measures"]
    )
    doubted = [one for one in found["opinions"] if one["aspect"] == "faithfulness" and one["score"] == 0]
    lines = "".join(_doubted(one, outcomes[one["number"]]) for one in doubted[:MOST_SHOWN])
    words = both("report.doubted", count=len(doubted))
    return _table(heads, rows) + (f"<details><summary>{words}</summary>{lines}</details>" if doubted else "")


def _doubted(one: Json, outcome: Outcome) -> str:
    return (
        f"<details><summary><b>{escape(outcome.case)}</b> {escape(outcome.question)} "
        f'<span class="tag">{both("language." + outcome.asked)}</span></summary><p class="soft">{escape(one["reply"])}</p>'
        f'<div class="answers"><div><p>{escape(outcome.text)}</p></div></div></details>'
    )


def _table(heads: str, rows: str) -> str:
    return f'<div class="scroll"><table><thead><tr><th></th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
