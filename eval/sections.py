"""The parts of the report as HTML in both languages: tables, plots and answers of one run, beside another and a baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from eval import plots
from eval.dataset import ASKED, KINDS
from eval.gates import Broken
from eval.judge import Outcome, reasons
from eval.results import Results
from eval.summary import ALL, MEASURES, mean_of
from eval.texts import say

Json = Mapping[str, Any]
MOST_SHOWN = 400  # answers of one list: a page that can be opened


def both(key: str, **values: object) -> str:
    """The words of a key in both languages, of which the page shows one."""
    return pair(*(say(key, language, **values) for language in ("en", "zh")))


def pair(english: str, chinese: str) -> str:
    """Words in both languages."""
    return f'<span class="w" lang="en">{escape(english)}</span><span class="w" lang="zh">{escape(chinese)}</span>'


def named(key: str, **values: object) -> tuple[str, str]:
    """The words of a key in English and Chinese."""
    return say(key, "en", **values), say(key, "zh", **values)


def verdict(faults: Sequence[Broken]) -> str:
    """Whether the gates hold, and which do not."""
    if not faults:
        return f'<div class="verdict">{both("gate.none")}</div>'
    lines = "".join(f"<li>{pair(fault.said('en'), fault.said('zh'))}</li>" for fault in faults)
    return f'<div class="verdict broken">{both("report.broken", count=len(faults))}<ul>{lines}</ul></div>'


# ---------------------------------------------------------------- the head


def tiles(run: Results) -> str:
    """The few figures that a reader wants first."""
    found = run.summary
    whole = next(row for row in found["measures"] if (row["measure"], row["kind"], row["asked"]) == ("right", ALL, ALL))
    declined = next(row for row in found["declining"] if row["asked"] == ALL)
    shown = [
        (_share(whole["mean"]), "measure.right", f"95 % {_share(whole['low'])} – {_share(whole['high'])}"),
        (_share(mean_of(dict(found), "answered_right")), "measure.answered_right", ""),
        (_share(mean_of(dict(found), "declined_right")), "measure.declined_right", f"F1 {declined['f1']:.3f}"),
        (_share(mean_of(dict(found), "quotes_held")), "measure.quotes_held", ""),
        (_share(mean_of(dict(found), "language_right")), "measure.language_right", ""),
        (f"{found['parity']['gap']:+.1%}", "report.gap", f"McNemar p {found['parity']['p']:.2f}"),
        (f"{found['characters'].get(ALL, 0):.0f}", "run.characters", ""),
        (f"{found['milliseconds']['median']:.0f} ms", "run.times", f"{found['milliseconds']['p99']:.0f} ms · CPU {found['milliseconds']['processor']:.0f} ms"),
        (f"{found.get('memory_mb', 0):.0f} MB", "run.memory", ""),
    ]  # fmt: skip
    cells = "".join(
        f'<div class="tile"><b>{value}</b><span>{both(key)}</span><small>{escape(beside)}</small></div>' for value, key, beside in shown
    )
    return f'<div class="tiles">{cells}</div>'


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


# ---------------------------------------------------------------- measures, ours and others'


def measures(runs: Sequence[Results]) -> str:
    """Every measure of every system, by language."""
    heads = "".join(f"<th>{escape(_system(run))}<br>{both('language.' + asked)}</th>" for run in runs for asked in (ALL, "en", "zh"))
    rows = []
    for name in MEASURES:
        cells = "".join(_measure_cell(run, name, asked) for run in runs for asked in (ALL, "en", "zh"))
        rows.append(f"<tr{' class=strong' if name == 'right' else ''}><th>{both('measure.' + name)}</th>{cells}</tr>")
    rows += [_declining_row(runs, "f1", "report.f1"), _declining_row(runs, "aurc", "report.aurc")]
    lengths = [f"{run.summary['characters'].get(asked, 0):,.0f}" for run in runs for asked in (ALL, "en", "zh")]
    clocks = [f"{run.summary['milliseconds']['median']:,.0f}" if asked == ALL else "" for run in runs for asked in (ALL, "en", "zh")]
    for key, values in (("run.characters", lengths), ("report.median_ms", clocks)):
        rows.append(f"<tr><th>{both(key)}</th>{''.join(f'<td>{value}</td>' for value in values)}</tr>")
    return f'<div class="scroll"><table><thead><tr><th></th>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def _system(run: Results) -> str:
    return str(run.run["system"])


def _row_of(run: Results, name: str, kind: str, asked: str) -> Json | None:
    wanted = (name, kind, asked)
    return next((row for row in run.summary["measures"] if (row["measure"], row["kind"], row["asked"]) == wanted), None)


def _measure_cell(run: Results, name: str, asked: str) -> str:
    row = _row_of(run, name, ALL, asked)
    if row is None:
        return "<td>–</td>"
    return f'<td title="n {row["n"]}">{100 * row["mean"]:.1f} <small>[{100 * row["low"]:.0f}, {100 * row["high"]:.0f}]</small></td>'


def _declining_row(runs: Sequence[Results], field: str, key: str) -> str:
    cells = []
    for run in runs:
        by_language = {row["asked"]: row for row in run.summary["declining"]}
        cells += [
            f"<td>{by_language[asked][field]:.3f}</td>" if field in by_language.get(asked, {}) else "<td>–</td>"
            for asked in (ALL, "en", "zh")
        ]
    return f"<tr><th>{both(key)}</th>{''.join(cells)}</tr>"


def by_kind(run: Results, baseline: Results | None) -> str:
    """The share right of every kind in each language with its interval, the baseline's hollow beside it."""
    lines: list[plots.Line] = []
    for kind in (ALL, *KINDS):
        found = [dot for asked in ("en", "zh", "mixed") if (dot := _kind_dot(run, kind, asked, asked, hollow=False))]
        other = _kind_dot(baseline, kind, ALL, "other", hollow=True) if baseline else None
        if found:
            lines.append(plots.Line(named(f"kind.{kind}"), tuple([*found, other] if other else found)))
    return f"{_key(baseline)}<figure class=scroll>{plots.dots(lines, named('report.by_kind'))}</figure>{_kind_table(run, baseline)}"


def _kind_dot(run: Results, kind: str, asked: str, colour: str, *, hollow: bool) -> plots.Dot | None:
    row = _row_of(run, "right", kind, asked)
    if row is None:
        return None
    told = f"{_system(run)} · {kind} · {asked}: {row['mean']:.1%} [{row['low']:.1%}, {row['high']:.1%}], n {row['n']}"
    return plots.Dot(row["mean"], row["low"], row["high"], colour, told, hollow)


def _key(baseline: Results | None) -> str:
    marks = [(f"background:{plots.COLOURS[asked]}", both(f"language.{asked}")) for asked in ASKED]
    if baseline:
        marks.append(("border:2px solid var(--other)", escape(_system(baseline))))
    return '<div class="key">' + "".join(f'<span><i style="{style}"></i>{words}</span>' for style, words in marks) + "</div>"


def _kind_table(run: Results, baseline: Results | None) -> str:
    systems = [run, *([baseline] if baseline else [])]
    heads = "".join(f"<th>{escape(_system(one))}<br>{both('language.' + asked)}</th>" for one in systems for asked in ASKED)
    rows = []
    for kind in (*KINDS, ALL):
        cells = [_row_of(one, "right", kind, asked) for one in systems for asked in ASKED]
        if any(cells):
            shown = "".join(f"<td>{100 * row['mean']:.0f} <small>/{row['n']}</small></td>" if row else "<td>–</td>" for row in cells)
            rows.append(f"<tr{' class=strong' if kind == ALL else ''}><th>{both('kind.' + kind)}</th>{shown}</tr>")
    table = f'<div class="scroll"><table><thead><tr><th>{both("report.percent_right")}</th>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    return f"<details><summary>{both('report.as_table')}</summary>{table}</details>"


def risk(run: Results) -> str:
    """The risk–coverage curve of each language."""
    found = []
    for row in run.summary["declining"]:
        if "curve" in row and row["asked"] in ("en", "zh"):
            points = [(coverage, share) for _, coverage, share in row["curve"]]
            found.append((row["asked"], f"{say('language.' + row['asked'], row['asked'])} · AURC {row['aurc']:.3f}", points))
    if not found:
        return f"<p>{both('report.no_confidence')}</p>"
    return (
        f"<figure class=scroll>{plots.curves(found, named('report.risk'), (named('report.coverage'), named('report.risk_axis')))}</figure>"
    )


# ---------------------------------------------------------------- beside another run


def comparison(found: Json) -> str:
    """What changed since the run before: measures, flips with both answers, drift of citations."""
    differs = f"<p>{_differs(found['differs'])}</p>" if found["differs"] else ""
    head = f"<p>{both('compare.head', a=found['a'], b=found['b'], pairs=found['pairs'])}</p>{differs}"
    rows = "".join(_change(row) for row in found["measures"] if row["difference"] or (row["kind"], row["asked"]) == (ALL, ALL))
    names = ("measure", "where", "n", "before", "after", "difference", "p")
    heads = "".join(f"<th>{both('compare.' + name)}</th>" for name in names)
    table = f'<div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    return head + table + _flips(found["flips"]) + _drift(found)


def _differs(names: Sequence[str]) -> str:
    sides = [", ".join(say(f"compare.{name}", language) for name in names) for language in ("en", "zh")]
    return pair(say("compare.differs", "en", what=sides[0]), say("compare.differs", "zh", what=sides[1]))


def _change(row: Json) -> str:
    sure = row["p"] < 0.05
    colour = ("up" if row["difference"] > 0 else "down") if sure and row["difference"] else ""
    chances = f"{row['p']:.3f}" + (f" / {row['mcnemar']:.3f}" if "mcnemar" in row else "")
    change = f"{100 * row['difference']:+.1f} <small>[{100 * row['low']:+.1f}, {100 * row['high']:+.1f}]</small>"
    where = f"{both('kind.' + row['kind'])} · {both('language.' + row['asked'])}"
    shares = f"<td>{100 * row['a']:.1f}</td><td>{100 * row['b']:.1f}</td>"
    return f'<tr><th>{both("measure." + row["measure"])}</th><td>{where}</td><td>{row["n"]}</td>{shares}<td class="{colour}">{change}</td><td>{chances}</td></tr>'


def _flips(flips: Sequence[Json]) -> str:
    lost = sum(not one["now"] for one in flips)
    shown = "".join(
        f'<details><summary class="{"won" if one["now"] else "lost"}"><b>{escape(one["case"])}</b> {escape(one["question"])} '
        f'<span class="tag">{both("kind." + one["kind"])} · {both("language." + one["asked"])}</span></summary>'
        f'<p class="soft">{escape("; ".join(one["reasons"]))}</p>'
        f'<div class="answers"><div><b>A</b><p>{escape(one["a"])}</p></div><div><b>B</b><p>{escape(one["b"])}</p></div></div></details>'
        for one in sorted(flips, key=lambda one: bool(one["now"]))[:MOST_SHOWN]
    )
    return f"<h3>{both('compare.flips', lost=lost, gained=len(flips) - lost)}</h3>{shown}"


def _drift(found: Json) -> str:
    rows = "".join(
        f"<details><summary><b>{escape(one['case'])}</b> {both('drift.' + str(one['drift']))} · {escape(one['before']['place'])}"
        f'<span class="tag"> {both("language." + one["asked"])}</span></summary><div class="answers"><div><b>A</b><p>{escape(one["before"]["quote"])}</p></div>'
        f"<div><b>B</b><p>{escape((one['after'] or {}).get('quote', '–'))}</p></div></div></details>"
        for one in found["drifted"][:MOST_SHOWN]
    )
    return f"<h3>{both('compare.drift', **found['drift'])}</h3>" + (
        f"<details><summary>{both('report.drifted')}</summary>{rows}</details>" if rows else ""
    )


def plan(found: Json, beside: str) -> str:
    """How many questions it takes to see so many points, and what these can see."""
    sizes = sorted(found["rows"][0]["needed"]) if found["rows"] else []
    heads = "".join(f"<th>{100 * float(size):.0f} {both('report.points')}</th>" for size in sizes)
    rows = "".join(
        f"<tr{' class=strong' if row['measured'] else ''}><th>{row['discordance']:.1%} {both('report.measured') if row['measured'] else ''}</th>"
        + "".join(f"<td>{row['needed'][size]:,} <small>({row['power'][size]:.0%})</small></td>" for size in sizes)
        + "</tr>"
        for row in found["rows"]
    )
    told = both("report.plan_told", questions=found["questions"], design=found["design"], beside=beside)
    return f'<p>{told}</p><div class="scroll"><table><thead><tr><th>{both("report.discordance")}</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'


# ---------------------------------------------------------------- the answers and the circumstances


def wrong(outcomes: Sequence[Outcome]) -> str:
    """Every wrong answer with what is wrong about it, by kind."""
    parts = []
    for kind in KINDS:
        found = [outcome for outcome in outcomes if outcome.kind == kind and not outcome.correct]
        if found:
            lines = "".join(
                f'<details><summary class="lost"><b>{escape(one.case)}</b> {escape(one.question)} <span class="tag">{both("language." + one.asked)}</span></summary>'
                f'<p class="soft">{escape("; ".join(reasons(one)))} · {escape(", ".join(one.places) or "–")}</p><div class="answers"><div><p>{escape(one.text)}</p></div></div></details>'
                for one in found
            )
            of = sum(outcome.kind == kind for outcome in outcomes)
            parts.append(f"<details><summary>{both('kind.' + kind)}: {len(found)} / {of}</summary>{lines}</details>")
    return "".join(parts)


def circumstances(run: Results) -> str:
    """Who was asked what, where."""
    told = run.run
    library = told["library"]
    rows = [
        ("report.run", run.name),
        ("report.commit", f"{told['commit']}{'+' if told['changed'] else ''} · {told.get('version', '')} · {told['identity'].get('code', '')}"),
        ("report.encoder", told["encoder"]),
        ("report.library", ", ".join(f"{name} {_flat(value)}" for name, value in library.items())),
        ("report.settings", _flat(told["identity"].get("settings", {}))),
        ("report.machine", f"{_flat(told['machine'])}, workers {told.get('workers', '')}, {told.get('seconds', 0):.0f} s"),
    ]  # fmt: skip
    return "<dl>" + "".join(f"<dt>{both(key)}</dt><dd>{escape(str(value))}</dd>" for key, value in rows) + "</dl>"


def _flat(value: object) -> str:
    return ", ".join(f"{name} {item}" for name, item in value.items() if item not in ("", None)) if isinstance(value, dict) else str(value)
