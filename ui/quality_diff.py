"""What changed between two runs of the evaluation as HTML: measures with how likely chance is, by kind, and answers that flipped."""

from __future__ import annotations

from typing import Any

from ingest.types import Language
from ui.escape import escaped, language_tag
from ui.quality_runs import ALL, Json, Run
from ui.quality_view import MAIN, asked_heads, name_of, points, share, table, tongues_of, when
from ui.texts import say

SURE = 0.05  # chance below which a difference is marked
FLIPS = 60  # shown; the terminal has them all
LONGEST = 1200  # characters of an answer shown


def waiting_html(language: Language) -> str:
    """While two runs are compared."""
    return f'<p class="going" role="status">{say("quality.comparing", language)}</p>'


def diff_html(found: Json, before: Run, after: Run, language: Language) -> str:
    """The comparison that `resilient eval compare` made of two runs."""
    sides = say(
        "quality.sides", language, before=f"{when(before)} {before.system}", after=f"{when(after)} {after.system}", count=found["pairs"]
    )
    return (
        f'<section class="diff"><h2>{say("quality.diff", language)}</h2><p class="told">{escaped(sides)}</p>'
        f"{_differs(found, language)}{_gates(found, language)}{_measures(found, language)}<h3>{say('quality.diff_kinds', language)}</h3>"
        f"{_kinds(found, after, language)}{_flips(found, language)}{_drift(found, language)}</section>"
    )


def _differs(found: Json, language: Language) -> str:
    comma = ", " if language == "en" else "、"
    what = comma.join(say(f"quality.differs.{name}", language) for name in found["differs"])
    return f'<p class="told">{say("quality.differ", language, what=escaped(what))}</p>' if what else ""


def _gates(found: Json, language: Language) -> str:
    if not found["broken"]:
        return f'<p class="told">{say("quality.gates_hold", language)}</p>'
    items = "".join(f"<li>{escaped(str(one.get(language) or one['message']))}</li>" for one in found["broken"])
    return f'<div class="notice"><p>{say("quality.gates_broken", language)}</p><ul>{items}</ul></div>'


def _change(row: Json) -> str:
    """A difference in points with its interval, marked where chance alone hardly makes it."""
    tone = ("better" if row["difference"] > 0 else "worse") if row["difference"] and row["p"] < SURE else "same"
    bounds = f"{points(row['low'])} … {points(row['high'])}"
    return f'<span class="{tone}">{points(row["difference"])}</span> <span class="told">{bounds}</span>'


def _measures(found: Json, language: Language) -> str:
    """Every measure over all questions: before, after, the difference, and how likely one as large is by chance."""
    rows = [
        [
            name_of("measure", row["measure"], language),
            f"{row['n']:,}",
            share(row["a"]),
            share(row["b"]),
            _change(row),
            f"{row['p']:.3f}" + (f" / {row['mcnemar']:.3f}" if "mcnemar" in row else ""),
        ]
        for row in found["measures"]
        if (row["kind"], row["asked"]) == (ALL, ALL)
    ]
    head = [say(f"quality.{name}", language) for name in ("measure", "n", "before", "after", "change", "p")]
    return table(head, rows, say("quality.diff", language)) + f'<p class="told">{say("quality.p_means", language)}</p>'


def _kinds(found: Json, after: Run, language: Language) -> str:
    """The difference in right answers for each kind and language."""
    changes = {(row["kind"], row["asked"]): row for row in found["measures"] if row["measure"] == MAIN}
    tongues = tongues_of(after)
    rows = [
        [name_of("qkind", kind, language), *(_change(row) if (row := changes.get((kind, asked))) else "–" for asked in (ALL, *tongues))]
        for kind in dict.fromkeys(kind for kind, _ in changes)
    ]
    return table([say("quality.kind", language), *asked_heads(tongues, language)], rows, say("quality.diff_kinds", language))


def _flips(found: Json, language: Language) -> str:
    """The questions that were judged otherwise, those that are wrong now first, with both answers."""
    flips: list[dict[str, Any]] = sorted(found["flips"], key=lambda one: bool(one["now"]))
    gained = sum(bool(one["now"]) for one in flips)
    head = say("quality.flips", language, lost=len(flips) - gained, gained=gained)
    items = "".join(_flip_html(one, language) for one in flips[:FLIPS])
    more = f'<p class="told">{say("quality.more_flips", language, count=len(flips) - FLIPS)}</p>' if len(flips) > FLIPS else ""
    return f'<h3>{head}</h3><div class="flips">{items}</div>{more}'


def _flip_html(one: dict[str, Any], language: Language) -> str:
    tone, key = ("better", "quality.now_right") if one["now"] else ("worse", "quality.now_wrong")
    tongue: Language = "zh" if one["asked"] == "zh" else "en"
    facts = (
        f"{escaped(str(one['case']))} · {name_of('qkind', str(one['kind']), language)} · {name_of('asked', str(one['asked']), language)}"
    )
    earlier = "".join(f'<p class="told">{escaped(str(text))}</p>' for text in one["before"])
    sides = "".join(_side(str(one[side]), key, language) for side, key in (("a", "quality.before"), ("b", "quality.after")))
    question = f'<span class="asked-words" lang="{language_tag(tongue)}">{escaped(str(one["question"]))}</span>'
    return (
        f'<details class="flip"><summary><span class="{tone}">{say(key, language)}</span> {question} <span class="told">{facts}</span>'
        f'</summary>{earlier}<div class="sides">{sides}</div></details>'
    )


def _side(text: str, key: str, language: Language) -> str:
    shown = text[:LONGEST] + ("…" if len(text) > LONGEST else "")
    lines = "<br>".join(escaped(line) for line in shown.split("\n") if line.strip())
    return f'<div class="side"><h4>{say(key, language)}</h4><p>{lines or "–"}</p></div>'


def _drift(found: Json, language: Language) -> str:
    drift = {name: f"{count:,}" for name, count in found["drift"].items()}
    return f'<h3>{say("quality.drift", language)}</h3><p class="told">{escaped(say("quality.drift_counts", language, **drift))}</p>'
