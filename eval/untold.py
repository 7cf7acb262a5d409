"""Fits `assistant/untold.npy`: `python -m eval.untold`, from the expected questions, those beside them, and the pairs of `untold.jsonl`.

Logistic regression with a ridge, both kinds weighing the same. Prints how well the kinds are told apart when a thing's own questions are
left out (cross-validated), as the area under the curve.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.untold import WEIGHTS, features
from index.encoder import BundledEncoder
from ingest.expected import expected

PAIRS = Path(__file__).parent / "untold.jsonl"  # questions with twins that ask for what is not told, written for this
RIDGE, FOLDS, STEPS = 3.0, 5, 25
Floats = npt.NDArray[np.float64]


def asked() -> list[tuple[str, float, int]]:
    """Every question with 1 where it is not told, 0 where it is, and the number of the thing that it stands with."""
    return [
        (text, label, group)
        for group, (told, not_told) in enumerate(_kinds())
        for label, texts in ((0.0, told), (1.0, not_told))
        for text in texts
    ]


def _kinds() -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    for thing in expected():
        yield thing.questions, thing.beside
    for line in PAIRS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield (row["told"],), row["untold"]


def fitted(rows: Floats, labels: Floats) -> Floats:
    """Intercept and weights (Newton's method)."""
    design = np.column_stack([np.ones(len(rows)), rows])
    balance = np.where(labels > 0, (labels == 0).sum() / max(1, (labels > 0).sum()), 1.0)
    ridge = np.eye(design.shape[1]) * RIDGE
    ridge[0, 0] = 0
    weights = np.zeros(design.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        curve = (design * (balance * chance * (1 - chance))[:, None]).T @ design + ridge
        weights -= np.linalg.solve(curve, design.T @ (balance * (chance - labels)) + ridge @ weights)
    return weights


def left_out(rows: Floats, labels: Floats, groups: npt.NDArray[np.int64]) -> Floats:
    """Each question's chance of not being told by weights that were fitted without the thing that it stands with."""
    found = np.zeros(len(rows))
    for fold in range(FOLDS):
        out = groups % FOLDS == fold
        weights = fitted(rows[~out], labels[~out])
        found[out] = 1 / (1 + np.exp(-(rows[out] @ weights[1:] + weights[0])))
    return found


def area(scores: Floats, labels: Floats) -> float:
    """Area under the receiver's curve: the chance that one that is not told scores above one that is (Mann and Whitney 1947)."""
    ranks = np.argsort(np.argsort(scores))
    yes = (labels > 0).sum()
    return float((ranks[labels > 0].sum() - yes * (yes - 1) / 2) / (yes * (len(labels) - yes)))


def main(argv: Sequence[str] | None = None) -> int:
    """Fit, print and save; 0."""
    parser = argparse.ArgumentParser(prog="python -m eval.untold", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.parse_args(argv)
    questions = asked()
    rows = features([text for text, _, _ in questions], BundledEncoder.load()).astype(float)
    labels, groups = np.array([label for _, label, _ in questions]), np.array([group for _, _, group in questions])
    print(
        f"{int(labels.sum())} not told, {int((labels == 0).sum())} told; area left out {area(left_out(rows, labels, groups), labels):.3f}"
    )
    np.save(WEIGHTS, fitted(rows, labels).astype(np.float32))
    return 0


if __name__ == "__main__":
    sys.exit(main())
