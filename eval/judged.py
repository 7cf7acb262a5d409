"""What the configured language model thinks of a run's answers: `resilient eval judge [RUN]`, kept as `judged.json` in the run's folder.

Faithfulness, relevancy and correctness by llama-index's evaluators. No gate reads it. It goes on where it was broken off, and asks again
about what was not judged. The answers and their quotes are sent to the model that the settings name, and to nobody else.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.llm import Model, model_of
from assistant.settings import Settings
from eval import results
from eval.chance import SEED, bootstrap
from eval.dataset import ASKED, CASES, Case, load_cases
from eval.evaluators import ASPECTS, PASSING, Evaluators, Opinion
from eval.judge import Outcome
from eval.results import Results
from eval.run import Progress
from eval.showing import aligned
from eval.summary import ALL
from eval.texts import interface, say
from ingest.types import Language, ResilientError

JUDGED = "judged.json"
SAVED_EACH = 10  # questions after which what is known is written down
Key = tuple[int, str]


def judge_run(
    run: Results, model: Model, cases: Mapping[str, Case], numbers: Sequence[int], told: Callable[[int, int], None]
) -> dict[str, Any]:
    """The model's opinions of the answers of these numbers, written into the run's folder as they come; `told` hears how far it is."""
    from assistant.clocked import Clocked

    known = {key: one for key, one in _kept(run, model.name).items() if one.score is not None}
    evaluators = Evaluators(Clocked(model))
    told(0, len(numbers))
    try:
        for done, number in enumerate(numbers, 1):
            outcome = run.outcomes[number]
            for aspect in ASPECTS:
                if (number, aspect) not in known and (one := evaluators.opinion(aspect, outcome, cases[outcome.case])):
                    known[number, aspect] = one
            if done % SAVED_EACH == 0:
                _write(run, model, known)
            told(done, len(numbers))
    finally:
        found = _write(run, model, known)
    return found


def _kept(run: Results, model: str) -> dict[Key, Opinion]:
    found = read_judged(run.folder)
    if found is None or found["model"] != model:
        return {}
    return {(row["number"], row["aspect"]): Opinion(row["aspect"], row["score"], row["reply"]) for row in found["opinions"]}


def _write(run: Results, model: Model, known: Mapping[Key, Opinion]) -> dict[str, Any]:
    rows = [
        {"number": number, "case": run.outcomes[number].case, "asked": run.outcomes[number].asked, **asdict(known[number, aspect])}
        for number, aspect in sorted(known, key=lambda key: (key[0], ASPECTS.index(key[1])))
    ]
    told = {"model": model.name, "place": model.place, "measures": measured(run.outcomes, known), "opinions": rows}
    results.write_json(run.folder / JUDGED, told)
    return told


def read_judged(folder: Path) -> dict[str, Any] | None:
    """What a model thought of a run, None where none was asked. Raises ResultsError where the file cannot be read."""
    return results.read_json(folder / JUDGED) if (folder / JUDGED).is_file() else None


def measured(outcomes: Sequence[Outcome], known: Mapping[Key, Opinion]) -> list[dict[str, Any]]:
    """Each aspect by wording: how many were judged and not judged, the mean with its interval (cases are drawn); shares from 0 to 1.

    Correctness is the mean of 1 to 5; agreement the share of answers of which the model and the gold facts say the same.
    """
    rows = []
    for aspect in (*ASPECTS, "agreement"):
        for asked in (ALL, *ASKED):
            of = [
                (outcomes[number], one)
                for (number, name), one in known.items()
                if name == ("correctness" if aspect == "agreement" else aspect) and asked in (ALL, outcomes[number].asked)
            ]
            if of:
                rows.append({"measure": aspect, "asked": asked, **_mean(aspect, of)})
    return rows


def _mean(aspect: str, of: Iterable[tuple[Outcome, Opinion]]) -> dict[str, Any]:
    pairs = list(of)
    scored = [
        (outcome.case, float((one.score >= PASSING) == outcome.correct) if aspect == "agreement" else one.score)
        for outcome, one in pairs
        if one.score is not None
    ]
    counts = {"n": len(scored), "not_judged": len(pairs) - len(scored)}
    if not scored:
        return {**counts, "mean": None, "low": None, "high": None}
    return counts | asdict(bootstrap([value for _, value in scored], groups=[case for case, _ in scored]))


def chosen(outcomes: Sequence[Outcome], most: int | None) -> list[int]:
    """The numbers of the answers to be judged: all, or so many by a draw with a fixed seed."""
    numbers = list(range(len(outcomes)))
    return numbers if most is None or most >= len(numbers) else sorted(random.Random(SEED).sample(numbers, most))


def table(found: Mapping[str, Any], reader: Language) -> str:
    """The measures as people read them in the terminal."""
    rows = [["", *(say(f"judged.{head}", reader) for head in ("asked", "n", "mean", "not_judged"))]]
    rows += [
        [
            say(f"judged.{row['measure']}", reader),
            say(f"language.{row['asked']}", reader),
            str(row["n"]),
            shown(row),
            str(row["not_judged"]),
        ]
        for row in found["measures"]
    ]
    return aligned(rows)


def shown(row: Mapping[str, Any]) -> str:
    """A mean with its interval: per cent, or points of five; a dash where nothing was judged."""
    if row["mean"] is None:
        return "–"
    if row["measure"] == "correctness":
        return f"{row['mean']:.2f} / 5 [{row['low']:.2f}, {row['high']:.2f}]"
    return f"{row['mean']:.1%} [{row['low']:.0%}, {row['high']:.0%}]"


def main(argv: Sequence[str] | None = None) -> int:
    """Ask the model about a run's answers; 0, 1 where no model is configured, 2 where there is no such run."""
    given = _arguments(argv)
    try:
        settings = Settings(home=given.home)
        reader = interface(settings.interface)
        model = model_of(settings)
        if model is None:
            print(say("judged.no_model", reader), file=sys.stderr)
            return 1
        run = results.read(given.run or results.newest(given.results or given.home / "results"))
        cases = {case.id: case for case in load_cases(folder=given.cases)}
        if lost := sorted({outcome.case for outcome in run.outcomes} - cases.keys()):
            print(say("judged.no_case", reader, case=lost[0], cases=given.cases), file=sys.stderr)
            return 2
        print(say("judged.sent", reader, model=model.name, place=model.place), file=sys.stderr)
        with Progress() as progress:
            found = judge_run(run, model, cases, chosen(run.outcomes, given.most), progress.say)
    except ResilientError as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(found, ensure_ascii=False, indent=1) if given.json else f"{table(found, reader)}\n\n{run.folder / JUDGED}")
    if missing := sum(one["score"] is None for one in found["opinions"]):
        print(say("judged.again", reader, count=missing), file=sys.stderr)
    return 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval judge", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("run", nargs="?", type=Path, metavar="RUN", help="folder of the run; the newest without it")
    parser.add_argument("--home", type=Path, required=True, help="the home whose settings name the model, and whose runs are looked at")
    parser.add_argument("--results", type=Path, metavar="DIR", help="folder of the runs (else `results` in the home)")
    parser.add_argument("--cases", type=Path, default=CASES, metavar="DIR", help="folder of case files; those that ship without it")
    parser.add_argument("--most", type=int, metavar="N", help="judge so many answers, drawn with a fixed seed; all without it")
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
