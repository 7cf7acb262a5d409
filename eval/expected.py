"""Fits how the expected questions are matched: `python -m eval.expected --home DIR`.

Each wording is asked with itself left out: the thing that it asks for should come first (a listwise softmax over the things gives the
weights of choosing), and how sure that is (a logistic regression, in which the questions for what is not told have no right thing).
Prints the weights to put into `assistant/expected.py`, and how often the right thing is first and among the first three.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.assemble import open_assistant
from assistant.expected import LOOKED_AT, RANKED, Expectations, Likeness, signals
from assistant.settings import Settings
from eval.calibrate import fitted
from ingest.expected import expected

Floats = npt.NDArray[np.float64]
SHARPNESS, STEPS, RATE = 12.0, 300, 0.02


def gathered(home: Path) -> list[tuple[Likeness, int]]:
    """Every wording with the number of the thing it asks for, and every question for what is not told with -1."""
    things = expected()
    with open_assistant(Settings(home=home)) as assistant:
        engine = assistant.engine
        held_out = Expectations(things, engine.relevance, engine.told, held_out=True)
        asked = [(text, number) for number, thing in enumerate(things) for text in thing.questions]
        asked += [(text, -1) for thing in things for text in thing.beside]
        return [(held_out.like(text, engine.relevance.probe(text)), number) for text, number in asked]


def chosen(samples: Sequence[tuple[Likeness, int]]) -> Floats:
    """The weights of choosing among things, summing to 1: softmax regression by projected gradient."""
    rows = [(np.stack([like.nearest, like.several, like.words], axis=1).astype(float), number) for like, number in samples if number >= 0]
    weights = RANKED.astype(float) / RANKED.sum()
    for _ in range(STEPS):
        slope = np.zeros(3)
        for features, number in rows:
            raised = np.exp(SHARPNESS * (features @ weights - (features @ weights).max()))
            slope += features[number] - (raised / raised.sum()) @ features
        weights = np.maximum(weights + RATE * slope / len(rows) * SHARPNESS, 0)
        weights /= weights.sum()
    return np.asarray(weights, np.float64)


def main(argv: Sequence[str] | None = None) -> int:
    """Fit and print; 0."""
    parser = argparse.ArgumentParser(prog="python -m eval.expected", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--home", type=Path, required=True)
    samples = gathered(parser.parse_args(argv).home)
    weights = chosen(samples)
    print("RANKED =", np.round(weights, 3).tolist())
    places, rows, labels = [], [], []
    for like, number in samples:
        value = (np.stack([like.nearest, like.several, like.words], axis=1) @ weights).astype(np.float32)
        order = np.argsort(-value, kind="stable")[: LOOKED_AT + 1]
        rows.append(signals(like, value, order))
        labels.append((order == number).astype(float))
        if number >= 0:
            places.append(int((value > value[number]).sum()))
    print(f"{len(places)} wordings: right first {np.mean(np.array(places) == 0):.1%}, among three {np.mean(np.array(places) < 3):.1%}")
    every, right = np.concatenate(rows).astype(float), np.concatenate(labels)
    found = fitted(every, right, np.ones(len(right)), (1,) * every.shape[1])
    print("CHANCE_AT, CHANCE =", np.round(found[0], 2), np.round(found[1:], 2).tolist())
    return 0


if __name__ == "__main__":
    sys.exit(main())
