"""Fits the weights of `assistant.confidence` on the development cases: `python -m eval.calibrate --home DIR [--home DIR …]`.

Logistic regression with a small ridge (Newton's method), on every question whose answer is composed rather than read from a
table; the label is whether the sources answer it. Prints the weights to put into `assistant/confidence.py`, and how well they
separate on the test cases, which it does not fit.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.assemble import open_assistant
from assistant.confidence import Signals
from assistant.engine import Scope
from assistant.question import understand
from assistant.settings import Settings
from eval.dataset import load_cases, questions_of

RIDGE = 0.02
Floats = npt.NDArray[np.float64]


def gathered(home: Path, split: str) -> tuple[Floats, Floats]:
    """(questions, signals) and (questions,) whether the sources answer, of one home and split."""
    rows: list[tuple[float, ...]] = []
    labels: list[float] = []
    with open_assistant(Settings(home=home)) as assistant:
        notes = any(work.origin in ("report", "event", "context") for work in assistant.works())
        for case in load_cases(split):  # type: ignore[arg-type]  # the command line checks the split
            for asked in questions_of(case) if notes or case.needs != "bundled" else ():
                signals = assistant.engine.compose(understand(asked.text, asked.before), Scope()).signals
                if signals is not None:
                    rows.append(tuple(float(value) for value in astuple(signals)))
                    labels.append(float(case.answerable))
    return np.array(rows), np.array(labels)


SIGNS = (1, 1, -1, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1)  # which way each signal may count: a better match never lowers the confidence


def fitted(rows: Floats, labels: Floats, signs: Sequence[int] = SIGNS) -> Floats:
    """Intercept and weights of the ridge logistic regression; a signal that would count the wrong way is left out (weight 0)."""
    kept = list(range(rows.shape[1]))
    while True:
        weights = _free(rows[:, kept], labels)
        wrong = [place for place, number in enumerate(kept) if weights[place + 1] * signs[number] < 0]
        if not wrong:
            break
        kept.remove(kept[max(wrong, key=lambda place: abs(weights[place + 1]))])
    whole = np.zeros(rows.shape[1] + 1)
    whole[[0, *(number + 1 for number in kept)]] = weights
    return whole


def _free(rows: Floats, labels: Floats) -> Floats:
    design = np.column_stack([np.ones(len(rows)), rows])
    weights = np.zeros(design.shape[1])
    ridge = np.eye(len(weights)) * RIDGE * len(rows) / 100
    ridge[0, 0] = 0
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        slope = design.T @ (chance - labels) + ridge @ weights
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + ridge + 1e-9 * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def right(weights: Floats, rows: Floats, labels: Floats) -> float:
    """The share of questions that a threshold of 0.5 puts on the right side."""
    return float(np.mean((np.column_stack([np.ones(len(rows)), rows]) @ weights > 0) == (labels > 0.5)))


def main(argv: Sequence[str] | None = None) -> int:
    """Fit and print; 0."""
    parser = argparse.ArgumentParser(prog="python -m eval.calibrate", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--home", type=Path, action="append", required=True)
    homes = parser.parse_args(argv).home
    parts = [gathered(home, "dev") for home in homes]
    rows, labels = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    weights = fitted(rows, labels)
    print(f"INTERCEPT = {weights[0]:.2f}")
    print(
        "WEIGHTS = (" + ", ".join(f"{weight:.2f}" for weight in weights[1:]) + ")  # " + ", ".join(field.name for field in fields(Signals))
    )
    print(f"development: {len(rows)} questions, {right(weights, rows, labels):.1%} on the right side")
    for home in homes:
        print(f"test, {home.name}: {right(weights, *gathered(home, 'test')):.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
