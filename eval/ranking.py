"""Fits the weights of `assistant.ranking` on questions whose answers are known: `python -m eval.ranking --home DIR [--home DIR …]`.

A listwise softmax regression (Cao et al. 2007) over the candidates of each composed question, drawn towards the weights set by hand, its
signs fixed; what is right is a candidate that holds most of the gold facts. Prints how often that comes first and among the first three,
cross-validated by case, and the weights to put into `assistant/ranking.py`.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.assemble import open_assistant
from assistant.engine import Engine
from assistant.expected import Expectations
from assistant.question import understand
from assistant.ranking import Features, matches
from assistant.scope import Scope
from assistant.settings import Settings
from eval.dataset import load_cases, questions_of
from eval.metrics import fact_recall, within
from ingest.expected import expected

ASKED = Path(__file__).parent / "asked.jsonl"  # questions of people who had not seen the program, with the words of a right answer
HAND = {
    "standing": 6.6,
    "similar": 3.0,
    "hit": 2.4,
    "own": 1.8,
    "own_named": 0.8,
    "row_defines": -2.4,
    "row_case": 0.7,
    "reference": -3.6,
    "reference_wanted": 1.2,
    "front": -3.0,
    "caption": -2.4,
    "abstract": -0.4,
    "day": 1.2,
    "year": 0.7,
    "counted": 0.6,
    "money": 1.2,
    "percent": 2.2,
    "reason": 0.5,
    "defines": 1.0,
    "named": 0.7,
    "listed": 1.0,
    "special": 6.0,
    "same_year": 0.7,
    "other_year": -1.7,
    "absent": -1.2,
}
LOWERS = {"row", "row_defines", "reference", "front", "caption", "abstract", "other_year", "absent"}
EITHER_WAY = {"reference_wanted", "length"}
NAMES = tuple(field.name for field in fields(Features))
EVERY = 5  # one in so many expected questions is taken; there are thousands
RIDGE, STEPS, RATE, FOLDS = 0.002, 400, 0.05, 5
BEST_AT = 0.8  # score that the best candidate has on average: the scale that the thresholds of composing are in
SPREAD = 0.061  # by how much the fitted scores are drawn together for that scale
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """One question: its case, the features of its candidates, and how right each is from 0 to 1 (the best exactly 1)."""

    case: str
    rows: Floats
    right: Floats


def gathered(home: Path) -> list[Sample]:
    """The samples of one home: the development cases and the questions that were asked."""
    with open_assistant(Settings(home=home)) as assistant:
        engine = assistant.engine
        found = [_sample(engine, *asked) for asked in [*_of_cases(), *_of_asked()]]
        engine.expectations = Expectations(expected(), engine.relevance, engine.told, held_out=True)
        found += [
            _expected_sample(engine, number, text)
            for number, thing in enumerate(expected())
            for text in thing.questions[number % EVERY :: EVERY]
        ]
    return [sample for sample in found if sample]


def _expected_sample(engine: Engine, number: int, text: str) -> Sample | None:
    """The sample of an expected question, asked with its own wording left out: right are the sentences of the thing it asks for."""
    question = understand(text)
    wanted = {item.evidence for item in engine.expectations.sentences(number, question.language)}
    if not wanted or engine.compose(question, Scope()).exact:
        return None
    whole = engine.ranked(question, Scope())
    right = np.array([float(item.evidence in wanted) for item in whole.items])
    if not right.any():
        return None
    rows = matches(question.text, question.wants, whole.items, whole.probe, engine.relevance).rows
    return Sample(f"expected {number}", rows.astype(float), right)


def _of_cases() -> Iterator[tuple[str, str, Sequence[str], Sequence[Sequence[str]], Sequence[str]]]:
    for case in load_cases("dev"):
        for asked in questions_of(case) if case.answerable and case.facts else ():
            yield case.id, asked.text, asked.before, [(*fact.en, *fact.zh, *fact.any) for fact in case.facts], case.places


def _of_asked() -> Iterator[tuple[str, str, Sequence[str], Sequence[Sequence[str]], Sequence[str]]]:
    for line in ASKED.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row["id"], row["question"], row["before"], row["gold"], ()


def _sample(
    engine: Engine, case: str, asked: str, before: Sequence[str], facts: Sequence[Sequence[str]], places: Sequence[str]
) -> Sample | None:
    """The sample of a question; None where the answer is read from a table or place, or no candidate holds a fact."""
    question = understand(asked, before)
    whole = None if engine.compose(question, Scope()).exact else engine.ranked(question, Scope())
    if whole is None:
        return None
    held = np.array([fact_recall(item.text, facts) for item in whole.items])
    if not len(held) or held.max() <= 0:
        return None
    right = (held == held.max()).astype(float)
    placed = np.array([not places or any(within(item.passage.place, place) for place in places) for item in whole.items])
    if (right * placed).any():
        right *= np.where(placed, 1.0, 0.5)
    rows = matches(question.text, question.wants, whole.items, whole.probe, engine.relevance).rows
    return Sample(case, rows.astype(float), right)


def fitted(samples: Sequence[Sample]) -> Floats:
    """The weights, by projected gradient steps (Adam)."""
    rows, right = np.concatenate([one.rows for one in samples]), np.concatenate([one.right for one in samples])
    sizes = np.array([len(one.right) for one in samples])
    starts = np.cumsum([0, *sizes[:-1]])
    hand = np.array([HAND.get(name, 0.0) for name in NAMES])
    low = np.array([-np.inf if name in LOWERS | EITHER_WAY else 0.0 for name in NAMES])
    high = np.array([0.0 if name in LOWERS else np.inf for name in NAMES])
    weights, mean, square = hand.copy(), np.zeros(len(NAMES)), np.zeros(len(NAMES))
    for step in range(1, STEPS + 1):
        scores = rows @ weights
        raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        chance = raised / np.repeat(np.add.reduceat(raised, starts), sizes)
        wanted = raised * right / np.repeat(np.add.reduceat(raised * right, starts), sizes)
        slope = rows.T @ (chance - wanted) / len(samples) + RIDGE * (weights - hand)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights = weights - RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        weights = np.clip(weights, low, high)
    return weights


def places_of_right(weights: Floats, samples: Sequence[Sample]) -> list[int]:
    """At which place, from 0, the first right candidate of each sample comes."""
    return [int(np.argmax(one.right[np.argsort(-(one.rows @ weights), kind="stable")] > 0)) for one in samples]


def cross_validated(samples: Sequence[Sample]) -> list[int]:
    """The same with weights that were fitted without the sample's case."""
    cases = sorted({one.case for one in samples})
    random.Random(1).shuffle(cases)
    fold = {case: number % FOLDS for number, case in enumerate(cases)}
    found: list[int] = []
    for number in range(FOLDS):
        weights = fitted([one for one in samples if fold[one.case] != number])
        found += places_of_right(weights, [one for one in samples if fold[one.case] == number])
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Fit and print; 0."""
    parser = argparse.ArgumentParser(prog="python -m eval.ranking", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--home", type=Path, action="append", required=True)
    samples = [sample for home in parser.parse_args(argv).home for sample in gathered(home)]
    ranks = np.array(cross_validated(samples))
    print(f"{len(samples)} questions, cross-validated: right first {np.mean(ranks == 0):.1%}, among three {np.mean(ranks < 3):.1%}")
    weights = fitted(samples) * SPREAD
    best = float(np.mean([(one.rows @ weights).max() for one in samples]))
    print(f"INTERCEPT = {BEST_AT - best:.3f}")
    for name, weight in zip(NAMES, weights, strict=True):
        print(f'    "{name}": {weight:.3f},')
    return 0


if __name__ == "__main__":
    sys.exit(main())
