"""How sure an extractive answer is, from 0 to 1: a logistic regression over some signals; the threshold is a setting (0.5 by default).

`python -m eval.calibrate` fits the weights on the development cases and the expected questions, each asked with itself left out, and
prints them. Those of plain faults (a wrong number, an unknown name: of such questions at most 7 in a hundred are answered right) are
never smaller than `eval.calibrate` says.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

INTERCEPT = 0.08
WEIGHTS: dict[str, float] = {
    "around": 0.00,
    "similar": 0.91,
    "alien": 0.00,
    "names_elsewhere": -3.00,
    "names_unknown": -8.00,
    "missing_years": -7.00,
    "missing_numbers": -0.34,
    "unmet": -6.00,
    "premise": -8.00,
    "particulars": -9.00,
    "best": 5.00,
    "expected": 1.99,
    "superlative": -2.00,
    "unheard": 0.00,
    "unheard_worst": -0.88,
    "focus_unheard": -0.49,
    "untold": -1.17,
    "beyond": -3.19,
    "figures_open": -1.20,
    "years_open": -3.50,
    "alone": -0.35,
    "alone_worst": -2.32,
    "another": -3.50,
    "names_apart": -0.19,
}


@dataclass(frozen=True, slots=True)
class Signals:
    """What an answer's confidence rests on, given the sentences chosen.

    Of the question's weight: `around` is the share that their whole passages cover, `alien` the share that no passage found covers;
    `unheard`, `unheard_worst` (of the heaviest term) and `focus_unheard` (of the thing asked for, "which software") are the shares left
    open where a term counts as covered too that stands in other wordings of the question, `alone` and `alone_worst` the same by the best
    sentence's place alone. `similar`: cosine of the best sentence, `best` its score (see `ranking`), `expected` the chance that the
    question is one that it is known to answer. `names_elsewhere`: names in the question that the passages do not hold, `names_unknown`:
    those that the library does not, `names_apart`: those that the best sentence itself does not. `missing_years`, `missing_numbers`:
    years and other figures that the passages do not hold; `years_open` and `figures_open`: those that the best sentence's place does not.
    `another`: how much more of the rest of the question a sentence about another of the same kind (another city) covers than any about
    the one named. `unmet`: kinds of thing asked for (an amount, a year, a list of seven) that the sentences do not hold. `premise`: what
    the question takes for granted and they tell otherwise or not; `particulars`: particulars asked for (a phone number, a mayor) of which
    they do not speak. `superlative`: whether the most or least of something is asked for, of which they do not say so. `untold`: how like
    the question is to questions for what such sources do not tell (see `untold`); `beyond`: how likely it asks for more than the expected
    thing nearest to it tells (see `beyond`).
    """

    around: float
    similar: float
    alien: float
    names_elsewhere: int
    names_unknown: int
    missing_years: int
    missing_numbers: int
    unmet: int
    premise: int
    particulars: int
    best: float
    expected: float = 0.0
    superlative: int = 0
    unheard: float = 0.0
    unheard_worst: float = 0.0
    focus_unheard: float = 0.0
    untold: float = 0.0
    beyond: float = 0.0
    figures_open: int = 0
    years_open: int = 0
    alone: float = 0.0
    alone_worst: float = 0.0
    another: float = 0.0
    names_apart: int = 0


FOREIGN = (
    0.25  # how far the weight that nothing found covers exceeds what is covered: above it, four questions, none of them answered right
)
KNOWN = 0.4  # chance of being an expected question from which it is about no other subject
FOREIGN_SHARE = 0.2  # of the confidence that is left to a question about another subject


def confidence(signals: Signals) -> float:
    """The probability that the answer is one; small where the question is about something that the sources hardly touch."""
    total = INTERCEPT + sum(weight * getattr(signals, name) for name, weight in WEIGHTS.items())
    foreign = signals.alien - signals.around > FOREIGN and signals.expected < KNOWN
    return (FOREIGN_SHARE if foreign else 1.0) / (1 + math.exp(-max(-100.0, min(100.0, total))))
