"""How sure an extractive answer is, from 0 to 1: a logistic regression over a few signals, fitted on the development cases.

`python -m eval.calibrate` fits the weights again and prints them; the threshold is a setting (0.5 by default).
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

INTERCEPT = -2.44
WEIGHTS = (0.0, 0.94, -2.08, 1.35, -0.15, -3.31, -2.08, -0.1, -3.4, -0.13, -4.2, -3.46, -4.68, 5.39)


@dataclass(frozen=True, slots=True)
class Signals:
    """What an answer's confidence rests on.

    `spoken` and `around`: share of the question's weight covered by the sentences chosen, and by their whole passages. `worst`:
    the weight of the heaviest term left open. `similar`: cosine of the best sentence. `alien`: share of the weight that no passage
    found covers. `names_elsewhere`: names in the question that the passages do not hold, `names_unknown`: those that the library
    does not. `focus_open`: how far the thing asked for ("which software") is left open. `missing_years`, `missing_numbers`: years
    and other figures of the question that the passages do not hold. `unmet`: kinds of thing asked for (an amount, a year, a
    number, an outcome) that the sentences do not hold. `premise`: what the question takes for granted and the passages tell
    otherwise or not; `particulars`: particulars asked for (a phone number, a mayor) of which they do not speak. `best`: the best
    candidate's score (see `ranking`).
    """

    spoken: float
    around: float
    worst: float
    similar: float
    alien: float
    names_elsewhere: int
    names_unknown: int
    focus_open: float
    missing_years: int
    missing_numbers: int
    unmet: int
    premise: int
    particulars: int
    best: float


FOREIGN = (
    0.25  # how far the weight that nothing found covers exceeds what is covered: above it, four questions, none of them answered right
)
FOREIGN_SHARE = 0.2  # of the confidence that is left to a question about another subject


def confidence(signals: Signals) -> float:
    """The probability that the answer is one; small where the question is about something that the sources hardly touch."""
    total = INTERCEPT + sum(weight * value for weight, value in zip(WEIGHTS, astuple(signals), strict=True))
    foreign = signals.alien - signals.around > FOREIGN
    return (FOREIGN_SHARE if foreign else 1.0) / (1 + math.exp(-max(-40.0, min(40.0, total))))
