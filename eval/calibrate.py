"""Fits the weights of `assistant.confidence`: `python -m eval.calibrate --home DIR [--home DIR …]`.

Logistic regression with a ridge (Newton's method), on every question whose answer is composed rather than read from a table: the
development cases, by whether the sources answer them; one in so many of the expected questions, each asked with itself left out, by
whether the answer holds what it should; and those beside them, which the sources do not answer. Prints the weights to put into
`assistant/confidence.py`, and how many of each set they let pass; the test cases are not fitted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.assemble import open_assistant
from assistant.composition import Composition
from assistant.confidence import Signals
from assistant.engine import Engine
from assistant.expected import Expectations
from assistant.question import understand
from assistant.scope import Scope
from assistant.settings import Settings
from assistant.untold import features
from eval import beyond
from eval.dataset import Split, load_cases, questions_of
from eval.untold import asked, left_out
from index.encoder import BundledEncoder
from ingest.expected import expected
from ingest.stated import states

RIDGE = 0.5
EVERY, EVERY_BESIDE = 10, 2  # one in so many expected questions, and of those beside them, is asked
BESIDE = 0.3  # what one of the latter weighs: they are nearer misses than people ask, and there are many
HELD = 0.6  # share of what it should hold from which an answer is right
EASE = 2.2  # added to the intercept: an answer that is wrong costs less than one that is kept back
SIGNS = {"similar": 1, "best": 1, "around": 1, "expected": 1}  # which way a signal may count; every other is a doubt
FAULTS = {  # weights that a fit may not make smaller: of such questions 7 in 100 at most were right (10 and 27 for the last two)
    "names_unknown": -8.0,
    "premise": -8.0,
    "particulars": -9.0,
    "missing_years": -7.0,
    "unmet": -6.0,
    "another": -3.5,
    "years_open": -3.5,
    "names_elsewhere": -3.0,
    "superlative": -2.0,
    "figures_open": -1.2,
}
BEST, USUAL = 5.0, 0.75  # the least that the best sentence's score weighs, and a usual one, of which the confidence stays the same: among
# expected questions there are none about another subject, whose best sentence is a poor one, so that a fit makes little of it
NAMES = tuple(field.name for field in fields(Signals))
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """One question: which set it is of, its signals, and whether it should be answered."""

    part: str
    signals: Signals
    right: bool


def gathered(home: Path) -> Iterator[Sample]:
    """The samples of one home."""
    with open_assistant(Settings(home=home)) as assistant:
        engine = assistant.engine
        notes = any(work.origin in ("report", "event", "context") for work in assistant.works())
        splits: tuple[Split, ...] = ("dev", "test")
        for split in splits:
            for case in load_cases(split):
                for one in questions_of(case) if notes or case.needs != "bundled" else ():
                    yield from _sample(split, engine.compose(understand(one.text, one.before), Scope()), case.answerable)
        engine.expectations = Expectations(expected(), engine.relevance, engine.told, held_out=True)
        yield from _expected(engine)


def _expected(engine: Engine) -> Iterator[Sample]:
    """Expected questions and those beside them, each asked as if it were unknown."""
    unseen = _unseen()
    questions = beyond.gathered(engine)
    further = dict(zip(questions.texts, beyond.left_out(questions).tolist(), strict=True))
    numbered = [("expected", thing, text) for thing in expected() for text in thing.questions][::EVERY]
    numbered += [("beside", thing, text) for thing in expected() for text in thing.beside][::EVERY_BESIDE]
    for part, thing, text in numbered:
        composition = engine.compose(understand(text), Scope())
        for sample in _sample(part, composition, part == "expected" and _holds(composition, thing.anchors)):
            yield replace(sample, signals=replace(sample.signals, untold=unseen[text], beyond=further[text]))


def _sample(part: str, composition: Composition, right: bool) -> Iterator[Sample]:
    if composition.signals is not None:
        yield Sample(part, composition.signals, right)


def _holds(composition: Composition, anchors: Sequence[Sequence[str]]) -> bool:
    text = " ".join(line.text for line in composition.lines)
    return sum(states(text, anchor) for anchor in anchors) >= HELD * len(anchors)


def _unseen() -> dict[str, float]:
    """How like each expected question is to those for what is not told, by weights fitted without it."""
    questions = asked()
    rows = features([text for text, _, _ in questions], BundledEncoder.load()).astype(float)
    labels, groups = np.array([label for _, label, _ in questions]), np.array([group for _, _, group in questions])
    return dict(zip((text for text, _, _ in questions), left_out(rows, labels, groups).tolist(), strict=True))


def fitted(rows: Floats, labels: Floats, shares: Floats, signs: Sequence[int]) -> Floats:
    """Intercept and weights of the ridge logistic regression; a signal that would count the wrong way is left out (weight 0)."""
    kept = list(range(rows.shape[1]))
    while True:
        weights = _free(rows[:, kept], labels, shares)
        wrong = [place for place, number in enumerate(kept) if weights[place + 1] * signs[number] < 0]
        if not wrong:
            break
        kept.remove(kept[max(wrong, key=lambda place: abs(weights[place + 1]))])
    whole = np.zeros(rows.shape[1] + 1)
    whole[[0, *(number + 1 for number in kept)]] = weights
    return whole


def _free(rows: Floats, labels: Floats, shares: Floats) -> Floats:
    design = np.column_stack([np.ones(len(rows)), rows])
    weights = np.zeros(design.shape[1])
    ridge = np.eye(len(weights)) * RIDGE
    ridge[0, 0] = 0
    for _ in range(60):
        chance = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        slope = design.T @ (shares * (chance - labels)) + ridge @ weights
        curve = (design * (shares * chance * (1 - chance))[:, None]).T @ design + ridge + 1e-9 * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def weights_of(samples: Sequence[Sample]) -> tuple[float, dict[str, float]]:
    """The intercept and the weights by signal: fitted, then no fault made smaller than `FAULTS` says."""
    rows, labels = _table(samples)
    shares = np.array([BESIDE if sample.part == "beside" else 1.0 for sample in samples])
    found = fitted(rows, labels, shares, [SIGNS.get(name, -1) for name in NAMES])
    place = NAMES.index("best") + 1
    raised = max(0.0, BEST - float(found[place]))
    found[place] += raised
    return float(found[0]) - raised * USUAL + EASE, {
        name: min(float(weight), FAULTS.get(name, np.inf)) for name, weight in zip(NAMES, found[1:], strict=True)
    }


def _table(samples: Sequence[Sample]) -> tuple[Floats, Floats]:
    return np.array([astuple(sample.signals) for sample in samples], float), np.array([float(sample.right) for sample in samples])


def main(argv: Sequence[str] | None = None) -> int:
    """Fit and print; 0."""
    parser = argparse.ArgumentParser(prog="python -m eval.calibrate", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--home", type=Path, action="append", required=True)
    samples = [sample for home in parser.parse_args(argv).home for sample in gathered(home)]
    intercept, weights = weights_of([sample for sample in samples if sample.part != "test"])
    print(f"INTERCEPT = {intercept:.2f}\nWEIGHTS: dict[str, float] = {{")
    for name, weight in weights.items():
        print(f'    "{name}": {weight:.2f},')
    print("}")
    for part in dict.fromkeys(sample.part for sample in samples):
        rows, labels = _table([sample for sample in samples if sample.part == part])
        passed = rows @ np.array(list(weights.values())) + intercept > 0
        shares = [f"{passed[labels == label].mean():.1%} of {int((labels == label).sum())}" for label in (1, 0) if (labels == label).any()]
        print(f"{part}: let pass {' and of the others '.join(shares)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
