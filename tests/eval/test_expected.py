"""The fits of the expected questions: what tells the right thing gets the weight, and the area under the curve is what it says."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.expected import Likeness
from assistant.untold import WEIGHTS, features, untold
from eval.calibrate import FAULTS, NAMES, fitted
from eval.expected import chosen
from eval.untold import area, left_out
from index.encoder import BundledEncoder


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    assert area(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0.0, 0.0, 1.0, 1.0])) == 3 / 4


def test_what_tells_the_right_thing_gets_the_weight() -> None:
    noise, told = np.array([0.5, 0.5], np.float32), np.array([0.2, 0.9], np.float32)
    samples = [(Likeness(noise, noise, np.zeros((2, 0), np.float32), told, 0.0), 1)]
    weights = chosen(samples)
    assert weights.sum() == pytest.approx(1) and weights.argmax() == 2


def test_weights_that_are_left_out_are_fitted_without_the_thing() -> None:
    rows, labels = np.array([[0.0], [1.0], [0.0], [1.0], [0.0], [1.0]]), np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0])
    chances = left_out(rows, labels, np.array([0, 0, 1, 1, 2, 2]))
    assert (chances[labels > 0] > chances[labels == 0]).all()


def test_a_signal_that_counts_the_wrong_way_is_left_out() -> None:
    rows, labels = np.array([[0.0, 1.0], [1.0, 0.0]] * 20), np.array([0.0, 1.0] * 20)
    found = fitted(rows, labels, np.ones(40), [1, 1])
    assert found[1] > 0 and found[2] == 0


def test_every_fault_is_a_signal() -> None:
    assert set(FAULTS) <= set(NAMES)


@pytest.mark.parametrize(
    "pair", [("What did Bonn do?", "What did Tokyo do?"), ("波恩做了什么？", "东京做了什么？"), ("Bonn做了什么？", "Tokyo做了什么？")]
)
def test_which_city_it_is_about_does_not_count(pair: tuple[str, str]) -> None:
    assert untold(pair[0]) == pytest.approx(untold(pair[1]))


def test_the_weights_that_ship_fit_the_features() -> None:
    assert np.load(WEIGHTS, allow_pickle=False).shape == (1 + features(["a"], BundledEncoder.load()).shape[1],)
