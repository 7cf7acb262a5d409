"""How sure an extractive answer is, from 0 to 1: a logistic regression over a few signals, fitted on the development cases.

`python -m eval.calibrate` fits the weights again and prints them; the threshold is a setting (0.5 by default).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

INTERCEPT = 1.94
WEIGHTS: dict[str, float] = {
    "spoken": 0.00,
    "around": 0.00,
    "worst": -0.03,
    "similar": 0.81,
    "alien": 0.00,
    "names_elsewhere": -2.20,
    "names_unknown": -2.50,
    "focus_open": 0.00,
    "missing_years": -2.50,
    "missing_numbers": -0.05,
    "unmet": -3.20,
    "premise": -3.40,
    "particulars": -4.70,
    "best": 2.67,
    "expected": 0.18,
    "beside": 0.00,
    "focus_unsaid": 0.00,
    "superlative": -0.84,
    "unheard": 0.00,
    "unheard_worst": -0.38,
    "focus_unheard": -0.38,
    "untold": -3.10,
    "figures_open": -0.72,
    "years_open": -1.50,
    "alone": -2.59,
    "alone_worst": -2.74,
    "another": -2.00,
}




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
    candidate's score (see `ranking`). `expected`: the chance that the question is one that the sentences are known to answer, `beside`
    how much liker it is to one known to ask for what is not told. `focus_unsaid`: how far the thing asked for stands in none of the
    sentences themselves.
    `unheard`, `unheard_worst`, `focus_unheard`: as 1 - `around`, `worst` and `focus_open`, where a term counts too that stands in another
    wording of the question. `untold`: how like the question is to questions for what such sources do not tell (see `untold`).
    `figures_open`, `years_open`: figures and years of the question that the place of the best sentence does not hold; `alone`,
    `alone_worst`: as `unheard` and `unheard_worst`, by that place alone. `another`: how much more of the rest of the question a sentence
    about another of the same kind (another city) covers than any about the one named. `superlative`: whether the question asks for the
    most or least of something of which they do not say so.
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
    expected: float = 0.0
    beside: float = 0.0
    focus_unsaid: float = 0.0
    superlative: int = 0
    unheard: float = 0.0
    unheard_worst: float = 0.0
    focus_unheard: float = 0.0
    untold: float = 0.0
    figures_open: int = 0
    years_open: int = 0
    alone: float = 0.0
    alone_worst: float = 0.0
    another: float = 0.0


FOREIGN = (
    0.25  # how far the weight that nothing found covers exceeds what is covered: above it, four questions, none of them answered right
)
FOREIGN_SHARE = 0.2  # of the confidence that is left to a question about another subject


def confidence(signals: Signals) -> float:
    """The probability that the answer is one; small where the question is about something that the sources hardly touch."""
    total = INTERCEPT + sum(weight * getattr(signals, name) for name, weight in WEIGHTS.items())
    foreign = signals.alien - signals.around > FOREIGN
    return (FOREIGN_SHARE if foreign else 1.0) / (1 + math.exp(-max(-40.0, min(40.0, total))))
