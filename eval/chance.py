"""What chance alone would do: intervals, paired tests, and how many cases it takes to see a difference. Pure functions of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, comb, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

DRAWS = 2000
SEED = 2026
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with the bounds of its confidence interval."""

    mean: float
    low: float
    high: float


def bootstrap(
    values: Sequence[float], *, groups: Sequence[str] = (), level: float = 0.95, draws: int = DRAWS, seed: int = SEED
) -> Interval:
    """The mean and its percentile interval (Efron & Tibshirani 1993, ch. 13), from a fixed seed.

    With `groups`, whole groups are drawn: the wordings of one case are not independent. Raises ValueError for no value.
    """
    if not values:
        raise ValueError("An interval needs at least one value.")
    sums, sizes = _by_group(values, groups)
    means = _drawn_means(sums, sizes, draws, seed)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(sums.sum() / sizes.sum()), float(low), float(high))


def _by_group(values: Sequence[float], groups: Sequence[str]) -> tuple[Floats, Floats]:
    """The sum and the number of the values of each group, groups in the order in which they first come."""
    names = list(groups) if groups else [str(place) for place in range(len(values))]
    order = {name: place for place, name in enumerate(dict.fromkeys(names))}
    where = np.array([order[name] for name in names])
    sums: Floats = np.bincount(where, np.array(values, np.float64), len(order)).astype(np.float64)
    return sums, np.bincount(where, minlength=len(order)).astype(np.float64)


def _drawn_means(sums: Floats, sizes: Floats, draws: int, seed: int) -> Floats:
    drawn = np.random.default_rng(seed).integers(0, len(sums), size=(draws, len(sums)))
    means: Floats = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    return means


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of B minus that of A over the same questions, its interval, and how likely one as large is by chance."""

    mean: float
    low: float
    high: float
    p: float


def paired_bootstrap(
    first: Sequence[float], second: Sequence[float], *, groups: Sequence[str] = (), draws: int = DRAWS, seed: int = SEED
) -> Difference:
    """The paired bootstrap test of a difference of means (Efron & Tibshirani 1993, ch. 16; Berg-Kirkpatrick et al. 2012), two-sided.

    p = (1 + the number of draws, centred on 0, that are at least as far from 0 as the difference seen) / (1 + draws).
    """
    values = [b - a for a, b in zip(first, second, strict=True)]
    seen = bootstrap(values, groups=groups, draws=draws, seed=seed)
    means = _drawn_means(*_by_group(values, groups), draws, seed)
    farther = int((np.abs(means - seen.mean) >= abs(seen.mean) - 1e-12).sum()) if seen.mean else draws
    return Difference(seen.mean, seen.low, seen.high, (1 + farther) / (1 + draws))


def mcnemar(first: Sequence[bool], second: Sequence[bool]) -> float:
    """The two-sided exact p-value of McNemar's test on pairs (McNemar 1947; exact: binomial with 1/2 on the discordant pairs).

    p = min(1, 2 Σ_{i ≤ min(b, c)} C(b + c, i) / 2^(b + c)), b and c counting the pairs where only the first, only the second is right.
    """
    only_first = sum(a and not b for a, b in zip(first, second, strict=True))
    only_second = sum(b and not a for a, b in zip(first, second, strict=True))
    return binomial_two_sided(min(only_first, only_second), only_first + only_second)


def binomial_two_sided(fewer: int, total: int) -> float:
    """min(1, 2 P(X ≤ fewer)) for X binomial with `total` draws and 1/2; 1 for no draw."""
    return min(1.0, float(2 * sum(comb(total, i) for i in range(fewer + 1)) / 2**total))


def holm(values: Sequence[float]) -> tuple[float, ...]:
    """The p-values adjusted for being looked at together (Holm 1979): p_(i) · (m − i + 1), never falling, at most 1; in the given order."""
    adjusted, highest = [1.0] * len(values), 0.0
    for rank, place in enumerate(sorted(range(len(values)), key=lambda i: values[i])):
        highest = max(highest, min(1.0, values[place] * (len(values) - rank)))
        adjusted[place] = highest
    return tuple(adjusted)


# ---------------------------------------------------------------- how many cases


def cases_needed(difference: float, discordance: float, *, power: float = 0.8, alpha: float = 0.05, design: float = 1.0) -> int:
    """How many pairs McNemar's test needs to see a difference of two shares (Connor 1987; Miettinen 1968).

    n = (z_{1−α/2} √ψ + z_{power} √(ψ − δ²))² / δ², ψ being the share of discordant pairs and δ the difference, both from 0 to 1;
    times `design`, the design effect of pairs that come in groups (Kish 1965). No discordance is below the difference.
    """
    shares = max(discordance, abs(difference))
    normal = NormalDist()
    whole = normal.inv_cdf(1 - alpha / 2) * sqrt(shares) + normal.inv_cdf(power) * sqrt(max(0.0, shares - difference**2))
    return ceil(design * whole**2 / difference**2)


def power_of(cases: int, difference: float, discordance: float, *, alpha: float = 0.05, design: float = 1.0) -> float:
    """The probability that McNemar's test sees a difference with so many pairs: the formula of `cases_needed`, solved for the power."""
    shares = max(discordance, abs(difference))
    if cases <= 0 or difference == 0:
        return 0.0
    normal = NormalDist()
    reach = abs(difference) * sqrt(cases / design) - normal.inv_cdf(1 - alpha / 2) * sqrt(shares)
    spread = sqrt(max(shares - difference**2, 1e-12))
    return normal.cdf(reach / spread)


def design_effect(values: Sequence[float], groups: Sequence[str]) -> float:
    """The variance of the mean when whole groups are drawn, over that when single values are (Kish 1965); 1 where nothing varies."""
    if len(values) < 2:
        return 1.0
    grouped = float(_drawn_means(*_by_group(values, groups), DRAWS, SEED).var())
    single = float(np.var(np.array(values, np.float64)) / len(values))
    return grouped / single if single > 0 and grouped > 0 else 1.0
