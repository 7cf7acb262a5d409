"""What chance alone would do, against arithmetic: intervals, paired tests, Holm, and the number of cases."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

import numpy as np
import pytest

from eval import chance


def test_a_bootstrap_interval_holds_the_mean_and_repeats() -> None:
    values = [1.0] * 30 + [0.0] * 10
    interval = chance.bootstrap(values)
    assert interval.mean == 30 / 40
    half = 1.96 * (0.75 * 0.25 / 40) ** 0.5  # the normal interval of a share
    assert interval.low == pytest.approx(0.75 - half, abs=0.03)
    assert interval.high == pytest.approx(0.75 + half, abs=0.03)
    assert chance.bootstrap(values) == interval
    assert chance.bootstrap([1.0, 1.0]) == chance.Interval(1.0, 1.0, 1.0)


def test_groups_that_agree_widen_the_interval() -> None:
    values = [1.0, 1.0, 0.0, 0.0] * 10
    apart = chance.bootstrap(values)
    together = chance.bootstrap(values, groups=[str(i // 2) for i in range(40)])
    assert together.mean == apart.mean == 1 / 2
    assert together.high - together.low > apart.high - apart.low


def test_no_value_has_no_interval() -> None:
    with pytest.raises(ValueError, match="at least one"):
        chance.bootstrap([])


def test_mcnemar_is_exact() -> None:
    first = [True] * 6 + [False] * 1 + [True] * 5
    second = [False] * 6 + [True] * 1 + [True] * 5
    assert chance.mcnemar(first, second) == pytest.approx(2 * (1 + 7) / 2**7)
    assert chance.mcnemar(second, first) == chance.mcnemar(first, second)
    assert chance.mcnemar(first, first) == 1.0


def test_a_paired_difference_has_an_interval_and_a_chance() -> None:
    first, second = [0.0] * 10 + [1.0] * 30, [1.0] * 10 + [1.0] * 30
    change = chance.paired_bootstrap(first, second)
    assert change.mean == 10 / 40 and 0 < change.low < 10 / 40 < change.high
    assert change.p < 0.01 and chance.paired_bootstrap(second, first).mean == -10 / 40
    assert chance.paired_bootstrap(first, first) == chance.Difference(0.0, 0.0, 0.0, 1.0)
    assert chance.paired_bootstrap([0.0, 1.0] * 20, [1.0, 0.0] * 20).p > 0.5


def test_a_difference_in_one_case_of_many_wordings_is_less_sure() -> None:
    first, second = [0.0] * 8 + [1.0] * 40, [1.0] * 8 + [1.0] * 40
    together = ["one"] * 8 + [str(i) for i in range(40)]
    assert chance.paired_bootstrap(first, second, groups=together).p > chance.paired_bootstrap(first, second).p


def test_the_paired_bootstrap_rejects_by_chance_as_often_as_it_says() -> None:
    random = np.random.default_rng(7)
    pairs = [(random.integers(0, 2, 60).astype(float).tolist(), random.integers(0, 2, 60).astype(float).tolist()) for _ in range(200)]
    rejected = sum(chance.paired_bootstrap(a, b, draws=400).p < 0.05 for a, b in pairs) / len(pairs)
    assert 0.01 <= rejected <= 0.10


def test_holm_multiplies_the_smallest_most_and_never_falls() -> None:
    assert chance.holm([0.01, 0.04, 0.03]) == pytest.approx((0.01 * 3, 0.06, 0.03 * 2))
    assert chance.holm([0.5, 0.9]) == (1.0, 1.0)
    assert chance.holm([]) == ()


def test_how_many_cases_two_points_take() -> None:
    """Connor's formula by hand, and a published row of it: 10 points at a discordance of 0.3 take about 230 pairs."""
    high, low = NormalDist().inv_cdf(0.975), NormalDist().inv_cdf(0.8)
    assert chance.cases_needed(0.02, 0.05) == -(-((high * sqrt(0.05) + low * sqrt(0.05 - 0.02**2)) ** 2) // 0.02**2)
    assert 225 <= chance.cases_needed(0.1, 0.3) <= 240
    assert chance.cases_needed(0.02, 0.05, design=2.0) == pytest.approx(2 * chance.cases_needed(0.02, 0.05), abs=1)
    assert chance.cases_needed(0.02, 0.001) == chance.cases_needed(0.02, 0.02), "no discordance is below the difference"


def test_the_power_of_the_number_needed_is_the_power_asked_for() -> None:
    needed = chance.cases_needed(0.02, 0.05)
    assert chance.power_of(needed, 0.02, 0.05) == pytest.approx(0.8, abs=0.005)
    assert chance.power_of(0, 0.02, 0.05) == 0.0
    assert chance.power_of(100, 0.02, 0.05) < 0.8 < chance.power_of(5000, 0.02, 0.05)


def test_the_power_is_that_of_the_test_that_is_used() -> None:
    """McNemar's exact test on drawn pairs finds the difference about as often as the formula says."""
    cases, worse, better = 800, 0.06, 0.02
    random, found = np.random.default_rng(11), 0
    for _ in range(300):
        lost, gained, _ = random.multinomial(cases, [worse, better, 1 - worse - better])
        found += chance.binomial_two_sided(int(min(lost, gained)), int(lost + gained)) < 0.05
    assert found / 300 == pytest.approx(chance.power_of(cases, worse - better, worse + better), abs=0.08)


def test_groups_that_change_together_have_a_design_effect() -> None:
    values = [1.0, 1.0, 0.0, 0.0] * 20
    assert chance.design_effect(values, [str(i // 2) for i in range(80)]) == pytest.approx(2.0, abs=0.4)
    assert chance.design_effect(values, [str(i) for i in range(80)]) == pytest.approx(1.0, abs=0.2)
    assert chance.design_effect([0.0, 0.0], ["a", "b"]) == 1.0
