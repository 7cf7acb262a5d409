"""Fits `assistant/beyond.npz`: `python -m eval.beyond --home DIR`, from the expected questions and those beside them.

Each question is compared with the wordings of the thing likest to it, itself left out. Prints how well those that are told are told apart
from those that are not when the things they stand with are left out (cross-validated): the area under the curve, and the share of
what is not told that passes where nine in ten of what is told do.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.assemble import open_assistant
from assistant.beyond import WEIGHTS, Network
from assistant.engine import Engine
from assistant.expected import Expectations, ranked
from assistant.settings import Settings
from eval.untold import area
from ingest.expected import expected

Floats = npt.NDArray[np.float32]
HIDDEN, DECAY, PASSES, RATE, SEEDS, FOLDS = 48, 0.5, 25, 2e-3, 3, 5
SHARED_SPREAD = 0.3  # of the spread of all numbers that is added to each one's own, so that a rare cue does not shout


@dataclass(frozen=True, slots=True)
class Questions:
    """n questions: `texts`, `rows` (n, f) for the network, `labels` (n,) 1 where it is not told, and `groups` (n,), the things that
    they stand with."""

    texts: tuple[str, ...]
    rows: Floats
    labels: npt.NDArray[np.int64]
    groups: npt.NDArray[np.int64]


def gathered(engine: Engine) -> Questions:
    """Every expected question and every one beside, itself left out."""
    things = expected()
    held_out = Expectations(things, engine.relevance, engine.told, held_out=True)
    asked = [(text, 0, n) for n, thing in enumerate(things) for text in thing.questions]
    asked += [(text, 1, n) for n, thing in enumerate(things) for text in thing.beside]
    found = []
    for text, label, group in asked:
        probe = engine.relevance.probe(text)
        like = held_out.like(text, probe)
        row = held_out.differing(text, probe, like, ranked(like))
        if row is not None:
            found.append((text, row, label, group))
    texts, rows, labels, groups = zip(*found, strict=True)
    return Questions(texts, np.stack(rows), np.array(labels), np.array(groups))


def fitted(rows: Floats, labels: npt.NDArray[np.int64]) -> Network:
    """Some networks from different beginnings, side by side in one whose output is their mean."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    middle, spread = rows.mean(axis=0), rows.std(axis=0) + SHARED_SPREAD * rows.std()
    nets = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it is stopped early on purpose
        for seed in range(SEEDS):
            net = MLPClassifier((HIDDEN,), alpha=DECAY, max_iter=PASSES, random_state=seed, learning_rate_init=RATE)
            nets.append(net.fit((rows - middle) / spread, labels))
    hidden = np.hstack([net.coefs_[0] for net in nets])
    bias = np.concatenate([net.intercepts_[0] for net in nets])
    out = np.concatenate([net.coefs_[1][:, 0] for net in nets]) / SEEDS
    last = float(np.mean([net.intercepts_[1][0] for net in nets]))
    return Network(middle, spread, hidden.astype(np.float32), bias.astype(np.float32), out.astype(np.float32), last)


def left_out(questions: Questions) -> Floats:
    """(n,) each question's chance by a network that has not seen the thing that it stands with."""
    found = np.zeros(len(questions.labels), np.float32)
    for fold in range(FOLDS):
        out = questions.groups % FOLDS == fold
        found[out] = fitted(questions.rows[~out], questions.labels[~out]).chance(questions.rows[out])
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Fit, print and save; 0."""
    parser = argparse.ArgumentParser(prog="python -m eval.beyond", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--home", type=Path, required=True)
    with open_assistant(Settings(home=parser.parse_args(argv).home)) as assistant:
        questions = gathered(assistant.engine)
    unseen, labels = left_out(questions), questions.labels
    passed = float((unseen[labels == 1] < np.quantile(unseen[labels == 0], 0.9)).mean())
    told, under = int((labels == 0).sum()), area(unseen.astype(float), labels.astype(float))
    print(f"{int(labels.sum())} not told, {told} told; area left out {under:.3f}")
    print(f"where 90 % of what is told passes, {passed:.1%} of what is not told does")
    fitted(questions.rows, labels).save(WEIGHTS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
