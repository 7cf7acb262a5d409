"""One self-contained page about a run, fit to attach to a pull request, and a JUnit file: `resilient eval report [RUN]`.

Beside the run before it and a baseline where there are such. The page asks for nothing from anywhere: style, plots and words are in it, in
English and Chinese.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from assistant.settings import Settings
from eval import results, sections
from eval.beside import drafts, opinions, read_drafts
from eval.compare import compare
from eval.gates import GATES, Broken, broken, read_gates
from eval.judged import read_judged
from eval.junit import junit
from eval.results import Results
from eval.sections import both
from eval.texts import interface, say
from ingest.files import write_atomically
from ingest.types import ResilientError

BASELINE = "llama-index default"  # the name under which `make eval` runs it
_CHOOSE = """
const zh = location.hash === "#zh" || (location.hash !== "#en" && navigator.language.toLowerCase().startsWith("zh"));
document.getElementById(zh ? "read-zh" : "read-en").checked = true;
const told = () => { document.documentElement.lang = document.getElementById("read-zh").checked ? "zh" : "en"; };
document.querySelectorAll("header input").forEach((one) => one.addEventListener("change", told)); told();
"""


def page(run: Results, before: Results | None, baseline: Results | None, found: dict[str, Any] | None, faults: Sequence[Broken]) -> str:
    """The page."""
    style = (Path(__file__).parent / "report.css").read_text(encoding="utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
    body = "".join(f"<section><h2>{both(f'report.h_{key}')}</h2>{html}</section>" for key, html in _parts(run, before, baseline, found))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><link rel="icon" href="data:,">'
        f"<title>resilient eval · {escape(run.name)}</title>"
        f"<style>{style}</style></head><body>{_head(run)}<main>{sections.verdict(faults)}{sections.tiles(run)}{body}</main>"
        f"<script>{_CHOOSE}</script></body></html>\n"
    )


def _head(run: Results) -> str:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.run["started"]))
    told = both("report.asked", questions=run.summary["questions"], cases=run.summary["cases"], commit=run.run["commit"] or "–", when=when)
    choice = "".join(
        f'<label><input type="radio" name="read" id="read-{language}"{" checked" if language == "en" else ""}> {word}</label>'
        for language, word in (("en", "English"), ("zh", "中文"))
    )
    return f"<header><div><h1>{both('report.title')}</h1><p class=soft>{told}</p></div><fieldset>{choice}</fieldset></header>"


def _parts(run: Results, before: Results | None, baseline: Results | None, found: dict[str, Any] | None) -> list[tuple[str, str]]:
    parts = [
        ("kinds", f"<p class=soft>{both('report.kinds_told')}</p>{sections.by_kind(run, baseline)}"),
        ("measures", f"<p class=soft>{both('report.measures_told')}</p>{sections.measures([run, *([baseline] if baseline else [])])}"),
        ("risk", f"<p class=soft>{both('report.risk_told')}</p>{sections.risk(run)}"),
    ]
    if found:
        parts.append(("compare", sections.comparison(found)))
    beside = found["plan"] if found and found["flips"] else compare(baseline, run)["plan"] if baseline else found["plan"] if found else None
    if beside:
        other = before if found and found["flips"] else baseline or before
        parts.append(("plan", sections.plan(beside, other.name if other else "")))
    if drafted := read_drafts(run.folder):
        parts.append(("drafts", f"<p class=soft>{both('report.drafts_told')}</p>{drafts(drafted)}"))
    if thought := read_judged(run.folder):
        told = both("report.judged_told", model=thought["model"])
        parts.append(("judged", f"<p class=soft>{told}</p>{opinions(thought, run.outcomes)}"))
    return [*parts, ("wrong", sections.wrong(run.outcomes)), ("circumstances", sections.circumstances(run))]


def made(run: Results, before: Results | None, baseline: Results | None, gates: Path = GATES) -> tuple[str, bytes, tuple[Broken, ...]]:
    """The page, the JUnit file, and the gates that are broken."""
    found = compare(before, run) if before else None
    faults = broken(run.summary, found if found and found["pairs"] else None, read_gates(gates))
    return page(run, before, baseline, found if found and found["pairs"] else None, faults), junit(run.name, run.outcomes, faults), faults


def main(argv: Sequence[str] | None = None) -> int:
    """Write the report of a run into its folder; 0 all gates hold, 1 one is broken, 2 there is no run."""
    given = _arguments(argv)
    parent = given.results or given.home / "results"
    language = interface(Settings(home=given.home).interface)
    try:
        run = results.read(given.run or results.newest(parent))
        before = results.read(given.before) if given.before else _earlier(parent, run)
        baseline = _baseline(parent, given.baseline)
        html, xml, faults = made(run, before, baseline, given.gates)
        write_atomically(run.folder / "report.html", html.encode())
        write_atomically(run.folder / "junit.xml", xml)
    except ResilientError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(f"✗ {one.said(language)}" for one in faults) or say("gate.none", language))
    print(f"{run.folder / 'report.html'}\n{run.folder / 'junit.xml'}")
    return int(bool(faults))


def _earlier(parent: Path, run: Results) -> Results | None:
    """The newest finished run of the same system before this one."""
    runs = sorted(parent.iterdir(), reverse=True) if parent.is_dir() else []
    for folder in runs:
        if folder.name < run.folder.name:
            try:
                found = results.read(folder)
            except ResilientError:
                continue
            if found.run["system"] == run.run["system"]:
                return found
    return None


def _baseline(parent: Path, named: Path | None) -> Results | None:
    if named:
        return results.read(named)
    try:
        return results.read(results.newest(parent, system=BASELINE))
    except ResilientError:
        return None


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval report", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("run", nargs="?", type=Path, metavar="RUN", help="folder of the run; the newest without it")
    parser.add_argument("--before", type=Path, metavar="RUN", help="the run to compare with; the one before without it")
    parser.add_argument("--baseline", type=Path, metavar="RUN", help=f'another system\'s run; the newest of "{BASELINE}" without it')
    parser.add_argument("--home", type=Path, required=True, help="the home whose runs are looked at")
    parser.add_argument("--results", type=Path, metavar="DIR", help="folder of the runs (else `results` in the home)")
    parser.add_argument("--gates", type=Path, default=GATES, metavar="FILE", help="file of gates")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
