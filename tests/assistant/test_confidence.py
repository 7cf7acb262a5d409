"""How sure an answer is: each signal of doubt lowers it, and covering more of the question raises it."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from assistant.confidence import WEIGHTS, Signals, confidence

GOOD = Signals(
    around=1.0,
    similar=0.7,
    alien=0.0,
    names_elsewhere=0,
    names_unknown=0,
    missing_years=0,
    missing_numbers=0,
    unmet=0,
    premise=0,
    particulars=0,
    best=0.9,
)
POOR = Signals(
    around=0.3,
    similar=0.1,
    alien=0.6,
    names_elsewhere=2,
    names_unknown=1,
    missing_years=1,
    missing_numbers=1,
    unmet=1,
    premise=1,
    particulars=1,
    best=0.3,
)
DOUBTS = (
    "names_elsewhere",
    "names_unknown",
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
def test_a_better_match_and_less_left_open_raise_it(base: Signals) -> None:
    shares = (0.0, 0.25, 0.5, 0.75, 1.0)
    rising = [confidence(replace(base, best=share, expected=share, unheard=1 - share, alone=1 - share)) for share in shares]
    assert rising == sorted(set(rising))


@pytest.mark.parametrize(
    "doubt", ["another", "alone", "alone_worst", "years_open", "figures_open", "untold", "superlative", "unheard_worst"]
)
def test_each_newer_doubt_lowers_it(doubt: str) -> None:
    assert confidence(replace(GOOD, **{doubt: 1})) < confidence(GOOD)


def test_every_signal_has_its_weight() -> None:
    assert list(WEIGHTS) == [field.name for field in fields(Signals)]


def test_it_is_a_probability_even_at_the_edges() -> None:
    assert 0 < confidence(POOR) < 0.5 < confidence(GOOD) < 1
    far = replace(POOR, names_unknown=10**6, names_elsewhere=10**6)
    assert 0 <= confidence(far) < 1e-9
