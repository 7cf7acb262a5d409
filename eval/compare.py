"""What changed between two runs: `resilient eval compare A B`, by kind and language, beside what chance alone would do.

Ends with 1 when a gate is broken. A is the run before, B the one after; without them the two newest of the home are taken. Only questions
that both were asked, with the same words, are compared.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.drift import Drift
from assistant.settings import Settings
from eval import chance, results
from eval.drift import counted, drifted
from eval.gates import GATES, Broken, broken, read_gates
from eval.judge import Outcome, reasons
from eval.results import Results
from eval.showing import aligned
from eval.summary import ALL, MEASURES, Measure, cells, group
from eval.texts import interface, say
from ingest.types import Language, ResilientError

DRAWS = 4000  # of the bootstrap: with 36 gates looked at together the smallest p must be far below 0.05 / 36
OF_KINDS = ("right", "citation_precision", "search_ndcg10", "encoder_mrr")  # measures that are told for each kind as well
Pair = tuple[Outcome, Outcome]


def pairs_of(first: Sequence[Outcome], second: Sequence[Outcome]) -> list[Pair]:
    """The outcomes of the questions that both were asked in the same words, in the order of the first."""
    after = {outcome.key: outcome for outcome in second}
    return [(a, b) for a in first if (b := after.get(a.key)) is not None and (a.question, a.before) == (b.question, b.before)]


def compare(a: Results, b: Results) -> dict[str, Any]:
    """Everything that changed, as JSON: measures, flips, drift, and how many cases it would take to see two points."""
    pairs = pairs_of(a.outcomes, b.outcomes)
    drift = [one for pair in pairs for one in drifted(*pair)]
    return {
        "a": a.name,
        "b": b.name,
        "pairs": len(pairs),
        "only_a": len(a.outcomes) - len(pairs),
        "only_b": len(b.outcomes) - len(pairs),
        "differs": _differs(a, b),
        "measures": list(_measures(pairs)),
        "flips": [_flip(*pair) for pair in pairs if pair[0].correct != pair[1].correct],
        "drift": counted(drift) | {"new": sum(len(after.citations) for _, after in pairs) - sum(one.after is not None for one in drift)},
        "drifted": [asdict(one) for one in drift if one.drift is not Drift.SAME],
        "plan": plan([(float(before.correct), float(after.correct), group(before)) for before, after in pairs]),
    }


def _differs(a: Results, b: Results) -> list[str]:
    """Which of the circumstances are not the same: the code, the cases, the library, the settings, the encoder."""
    first, second = a.run["identity"], b.run["identity"]
    names = [name for name in ("system", "code", "cases", "library", "settings") if first.get(name) != second.get(name)]
    return names + (["encoder"] if a.run.get("encoder") != b.run.get("encoder") else [])


def _measures(pairs: Sequence[Pair]) -> Any:
    after = {one.key: one for _, one in pairs}
    for kind, asked, found in cells([before for before, _ in pairs]):
        for name in MEASURES if kind == ALL else OF_KINDS:
            row = _measure(MEASURES[name], [(before, after[before.key]) for before in found])
            if row:
                yield {"measure": name, "kind": kind, "asked": asked, **row}


def _measure(measure: Measure, pairs: Sequence[Pair]) -> dict[str, Any]:
    """Means before and after over the pairs that both have, the difference with its interval and p; McNemar's p where it is yes or no."""
    both = [(a, b, group(one)) for one, other in pairs if (a := measure.value(one)) is not None and (b := measure.value(other)) is not None]
    if not both:
        return {}
    first, second, groups = (list(column) for column in zip(*both, strict=True))
    row: dict[str, Any] = {"n": len(both), "a": sum(first) / len(both), "b": sum(second) / len(both)}
    if first == second:
        return row | {"difference": 0.0, "low": 0.0, "high": 0.0, "p": 1.0, "mcnemar": 1.0}
    change = chance.paired_bootstrap(first, second, groups=groups, draws=DRAWS)
    row |= {"difference": change.mean, "low": change.low, "high": change.high, "p": change.p}
    if set(first) | set(second) <= {0.0, 1.0}:
        row["mcnemar"] = chance.mcnemar([value == 1.0 for value in first], [value == 1.0 for value in second])
    return row


def _flip(before: Outcome, after: Outcome) -> dict[str, Any]:
    return {
        "case": before.case, "kind": before.kind, "asked": before.asked, "question": before.question, "before": list(before.before),
        "now": after.correct, "a": before.text, "b": after.text, "a_places": before.places, "b_places": after.places,
        "reasons": reasons(before if after.correct else after),
    }  # fmt: skip


# ---------------------------------------------------------------- how many cases


def plan(rows: Sequence[tuple[float, float, str]], points: Sequence[float] = (0.01, 0.02, 0.03, 0.05)) -> dict[str, Any]:
    """How many questions it takes to see a drop of so many points with 80 % power, from the discordance and design effect of these pairs.

    Beside the measured discordance ψ stand ψ of 0.02, 0.05 and 0.1: two runs of nearly equal programs differ in fewer answers.
    """
    first, second, groups = ([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])
    changes = [b - a for a, b in zip(first, second, strict=True)]
    measured = sum(change != 0 for change in changes) / len(changes) if changes else 0.0
    design = max(1.0, chance.design_effect(changes or [0.0], groups or [""]))
    shares = sorted({round(measured, 4), 0.02, 0.05, 0.1})
    return {
        "discordance": measured,
        "design": design,
        "questions": len(rows),
        "rows": [
            {
                "discordance": share,
                "measured": share == round(measured, 4),
                "needed": {f"{size:.2f}": chance.cases_needed(size, share, design=design) for size in points},
                "power": {f"{size:.2f}": chance.power_of(len(rows), size, share, design=design) for size in points},
            }
            for share in shares
            if share > 0
        ],
    }


# ---------------------------------------------------------------- the terminal


def said(found: dict[str, Any], faults: Sequence[Broken], language: Language, flips: int) -> str:
    """The comparison in words and tables."""
    parts = [say("compare.head", language, a=found["a"], b=found["b"], pairs=found["pairs"])]
    if found["differs"]:
        parts.append(say("compare.differs", language, what=", ".join(say(f"compare.{name}", language) for name in found["differs"])))
    parts += [_table(found["measures"], language), _flips(found["flips"], language, flips), _drift(found["drift"], language)]
    parts.append("\n".join(f"✗ {one.said(language)}" for one in faults) if faults else say("gate.none", language))
    return "\n\n".join(parts)


def _table(rows: Sequence[dict[str, Any]], language: Language) -> str:
    """What changed: for all kinds every measure, for a kind those that differ."""
    heads = [say(f"compare.{name}", language) for name in ("measure", "where", "n", "before", "after", "difference", "p")]
    lines = [heads]
    for row in rows:
        if row["difference"] or (row["kind"], row["asked"]) == (ALL, ALL):
            where = f"{say('kind.' + row['kind'], language)} · {say('language.' + row['asked'], language)}"
            change = f"{100 * row['difference']:+.1f} [{100 * row['low']:+.1f}, {100 * row['high']:+.1f}]"
            chances = f"{row['p']:.3f}" + (f" / {row['mcnemar']:.3f}" if "mcnemar" in row else "")
            share = [f"{100 * row[side]:.1f}" for side in ("a", "b")]
            lines.append([say(f"measure.{row['measure']}", language), where, str(row["n"]), *share, change, chances])
    return aligned(lines)


def _flips(flips: Sequence[dict[str, Any]], language: Language, most: int) -> str:
    lost = [one for one in flips if not one["now"]]
    head = say("compare.flips", language, lost=len(lost), gained=len(flips) - len(lost))
    shown = [
        "\n".join([
            f"{'✓' if one['now'] else '✗'} {one['case']} [{say('kind.' + one['kind'], language)}, {one['asked']}] {one['question']}",
            *([f"  {'; '.join(one['reasons'])}"] if one["reasons"] else []),
            *(f"  A | {line}" for line in one["a"].splitlines()),
            *(f"  B | {line}" for line in one["b"].splitlines()),
        ])
        for one in [*lost, *(one for one in flips if one["now"])][:most]
    ]  # fmt: skip
    return "\n".join([head, *shown])


def _drift(drift: dict[str, int], language: Language) -> str:
    return say("compare.drift", language, **drift)


def folders(given: argparse.Namespace) -> tuple[Path, Path]:
    """The two folders that the arguments name: none, the newest two; one, it and the newest; two."""
    parent = given.results or given.home / "results"
    if len(given.runs) == 2:
        return given.runs[0], given.runs[1]
    return (given.runs[0], results.newest(parent)) if given.runs else (results.newest(parent, number=2), results.newest(parent))


def main(argv: Sequence[str] | None = None) -> int:
    """Compare two runs; 0 all gates hold, 1 one is broken, 2 there is nothing to compare."""
    given = _arguments(argv)
    language = interface(Settings(home=given.home).interface)
    try:
        gates = read_gates(given.gates)
        a, b = (results.read(folder) for folder in folders(given))
    except ResilientError as error:
        print(error, file=sys.stderr)
        return 2
    found = compare(a, b)
    if not found["pairs"]:
        print(say("compare.nothing", language), file=sys.stderr)
        return 2
    faults = broken(b.summary, found, gates)
    if given.json:
        results.write_json(
            given.json,
            found
            | {"broken": [{"gate": one.gate, "message": one.said(language), "en": one.said("en"), "zh": one.said("zh")} for one in faults]},
        )
    print(said(found, faults, language, given.flips))
    return int(bool(faults))


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval compare", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("runs", nargs="*", type=Path, metavar="RUN", help="folder of the run before, and of the one after")
    parser.add_argument("--home", type=Path, required=True, help="the home whose newest runs are compared where none is named")
    parser.add_argument("--results", type=Path, metavar="DIR", help="folder of the runs (else `results` in the home)")
    parser.add_argument("--gates", type=Path, default=GATES, metavar="FILE", help="file of gates")
    parser.add_argument("--flips", type=int, default=20, metavar="N", help="show so many flipped cases with both answers (default 20)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the whole comparison to this file too")
    given = parser.parse_args(argv)
    if len(given.runs) > 2:
        parser.error("two runs are compared")
    return given


if __name__ == "__main__":
    sys.exit(main())
