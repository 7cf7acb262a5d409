"""A run in the terminal: a table by kind and language, and a line for each measure, in either interface language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from eval.dataset import ASKED, KINDS
from eval.judge import Outcome, reasons
from eval.summary import ALL, MEASURES, mean_of
from eval.texts import say
from ingest.language import CJK
from ingest.types import Language


def _share(outcomes: Sequence[Outcome]) -> str:
    if not outcomes:
        return "–"
    count = sum(outcome.correct for outcome in outcomes)
    return f"{count}/{len(outcomes)} {100 * count / len(outcomes):.0f}%"


def by_kind(outcomes: Sequence[Outcome], language: Language = "en") -> str:
    """A table of the share of right answers by kind and wording."""
    heads = (say("run.kind", language), *(say(f"language.{asked}", language) for asked in ASKED), say("run.all", language))
    rows: list[tuple[str, ...]] = [heads]
    groups = [(say(f"kind.{kind}", language), [o for o in outcomes if o.kind == kind]) for kind in KINDS]
    groups += [
        (say("run.answerable", language), [o for o in outcomes if o.answerable]),
        (say("run.declined", language), [o for o in outcomes if not o.answerable]),
        (say("run.all", language), list(outcomes)),
    ]
    for name, group in groups:
        if group:
            rows.append((name, *(_share([o for o in group if o.asked == asked]) for asked in ASKED), _share(group)))
    return aligned(rows)


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells in columns; a Chinese character is two columns wide."""
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    padded = [[cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)] for row in rows]
    return "\n".join("  ".join(row).rstrip() for row in padded)


def _width(text: str) -> int:
    return len(text) + len(re.findall(f"[{CJK}，。；：、！？（）《》“”]", text))


def measures(found: dict[str, Any], language: Language = "en") -> str:
    """One line for each measure of a summary."""
    rows = [(say(f"measure.{name}", language), _value(found, name)) for name in MEASURES if mean_of(found, name) is not None]
    for row in found["declining"]:
        asked = say(f"language.{row['asked']}", language) if row["asked"] != ALL else say("run.all", language)
        area = f", AURC {row['aurc']:.3f}" if "aurc" in row else ""
        rows.append(
            (f"{say('run.declining', language)} ({asked})", f"P {row['precision']:.3f}, R {row['recall']:.3f}, F1 {row['f1']:.3f}{area}")
        )
    parity, times = found["parity"], found["milliseconds"]
    rows.append((say("run.parity", language), say("run.parity_is", language, **parity)))
    if any(one["n"] for one in found["dialogues"].values()):
        whole = ", ".join(f"{say(f'language.{asked}', language)} {one['right']}/{one['n']}" for asked, one in found["dialogues"].items())
        rows.append((say("run.dialogues", language), whole))
    rows.append((say("run.characters", language), f"{found['characters'].get(ALL, 0):.0f}"))
    rows.append((say("run.times", language), f"{times['median']:.1f} / {times['p99']:.0f} ms ({times['processor']:.1f} ms CPU)"))
    if "memory_mb" in found:
        rows.append((say("run.memory", language), f"{found['memory_mb']:.0f} MB"))
    return aligned(rows)


def _value(found: dict[str, Any], name: str) -> str:
    row = next(row for row in found["measures"] if (row["measure"], row["kind"], row["asked"]) == (name, ALL, ALL))
    return f"{row['mean']:.1%}  [{row['low']:.1%}, {row['high']:.1%}]  n {row['n']}"


def shown(outcome: Outcome) -> str:
    """An answer, right or wrong, with what is wrong about it."""
    head = f"{'✓' if outcome.correct else '✗'} {outcome.case} [{outcome.kind}, {outcome.asked}] {outcome.question}"
    why = [f"  {'; '.join(reasons(outcome))}"] if not outcome.correct else []
    sure = "" if outcome.confidence is None else f" · confidence {outcome.confidence:.2f}"
    text = [f"  | {line}" for line in outcome.text.splitlines()]
    cited = f"  cites: {', '.join(outcome.places) or 'nothing'}{sure}"
    return "\n".join([head, *why, *text, *(f"  note {note}" for note in outcome.notes), cited])
