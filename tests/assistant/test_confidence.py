"""How sure an answer is: each signal of doubt lowers it, and covering more of the question raises it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.confidence import Signals, confidence

GOOD = Signals(
    spoken=0.9,
    around=1.0,
    worst=0.0,
    similar=0.7,
    alien=0.0,
    names_elsewhere=0,
    names_unknown=0,
    focus_open=0.0,
    missing_years=0,
    missing_numbers=0,
    unmet=0,
    premise=0,
    particulars=0,
    best=0.9,
)
POOR = Signals(
    spoken=0.1,
    around=0.3,
    worst=0.5,
    similar=0.1,
    alien=0.6,
    names_elsewhere=2,
    names_unknown=1,
    focus_open=1.0,
    missing_years=1,
    missing_numbers=1,
    unmet=1,
    premise=1,
    particulars=1,
    best=0.3,
)
DOUBTS = (
    "worst",
    "alien",
    "names_elsewhere",
    "names_unknown",
    "focus_open",
    "missing_years",
    "missing_numbers",
    "unmet",
    "premise",
    "particulars",
)


@pytest.mark.parametrize("base", [GOOD, POOR], ids=["good", "poor"])
@pytest.mark.parametrize("doubt", DOUBTS)
def test_every_doubt_lowers_it(base: Signals, doubt: str) -> None:
    low, high = (replace(base, **{doubt: value}) for value in (0, 1))
    assert confidence(low) > confidence(high)


@pytest.mark.parametrize("base", [GOOD, POOR], ids=["good", "poor"])
def test_what_a_sentence_covers_its_passage_covers_too_and_both_raise_it(base: Signals) -> None:
    rising = [confidence(replace(base, spoken=share, around=share, worst=(1 - share) / 3)) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert rising == sorted(set(rising))


def test_it_is_a_probability_even_at_the_edges() -> None:
    assert 0 < confidence(POOR) < 0.5 < confidence(GOOD) < 1
    far = replace(POOR, names_unknown=10**6, names_elsewhere=10**6)
    assert 0 <= confidence(far) < 1e-9
