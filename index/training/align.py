"""IBM Model 1 in numpy: which English stem translates which Chinese word, learned from sentence pairs.

Brown et al. 1993, "The Mathematics of Statistical Machine Translation", section 4.1, with a null word on the source side. Cells are the
word pairs of one sentence pair; a cell that occurs no more often than chance (lift below `LEAST_LIFT`) is left out before the first
round, which makes the rounds ten times faster and loses nothing that a search could use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LEAST_LIFT = 4.0
ROUNDS = 6
LONGEST = 60  # words of a sentence that take part; the cells grow with the product of both lengths


@dataclass(frozen=True, slots=True)
class Bags:
    """Sentences as word ids, laid end to end: `ids[starts[i]:starts[i+1]]` is sentence i."""

    ids: npt.NDArray[np.int32]
    starts: Ints
    size: int

    @classmethod
    def of(cls, sentences: Sequence[Sequence[int]], size: int) -> Bags:
        """Bags of the first `LONGEST` different words of each sentence; `size` is the number of words that exist."""
        kept = [list(dict.fromkeys(sentence))[:LONGEST] for sentence in sentences]
        lengths = np.fromiter((len(sentence) for sentence in kept), dtype=np.int64, count=len(kept))
        ids = np.fromiter((word for sentence in kept for word in sentence), dtype=np.int32, count=int(lengths.sum()))
        return cls(ids, np.concatenate([[0], np.cumsum(lengths)]), size)


@dataclass(frozen=True, slots=True)
class Table:
    """Word pairs that translate one another: `forward` is p(target | source), `backward` p(source | target), `count` sentences."""

    source: npt.NDArray[np.int32]
    target: npt.NDArray[np.int32]
    forward: Floats
    backward: Floats
    count: Ints


def align(source: Bags, target: Bags, weight: npt.NDArray[np.float32]) -> Table:
    """Both directions of Model 1 over the sentence pairs; `weight` says how much each sentence pair counts."""
    kept, counts = _kept_cells(source, target)
    if not len(kept):
        raise ValueError("no two words occur together more often than chance; the pairs are too few or not translations")
    cells = [_cells(source, target, start, stop, kept) for start, stop in _chunks(source)]
    source_token = np.concatenate([c[0] for c in cells])
    target_token = np.concatenate([c[1] for c in cells])
    cell = np.concatenate([c[2] for c in cells])
    del cells
    weights = np.repeat(weight, np.diff(source.starts))[source_token].astype(np.float64)
    words_source = (kept // target.size).astype(np.int32)
    words_target = (kept % target.size).astype(np.int32)
    forward = _model_one(cell, target_token, words_source, weights, source.size, len(target.ids), counts)
    backward = _model_one(cell, source_token, words_target, weights, target.size, len(source.ids), counts)
    return Table(words_source, words_target, forward, backward, counts)


def _chunks(bags: Bags, size: int = 20_000) -> list[tuple[int, int]]:
    total = len(bags.starts) - 1
    return [(start, min(start + size, total)) for start in range(0, total, size)]


def _products(source: Bags, target: Bags, start: int, stop: int) -> tuple[Ints, Ints]:
    """All (source position, target position) of the sentence pairs start..stop."""
    lengths = np.diff(target.starts)[start:stop]
    sentence = np.repeat(np.arange(start, stop), np.diff(source.starts)[start:stop])
    repeats = lengths[sentence - start]
    first = np.arange(source.starts[start], source.starts[stop])
    left = np.repeat(first, repeats)
    offsets = np.arange(len(left)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    return left, np.repeat(target.starts[sentence], repeats) + offsets


def _keys(source: Bags, target: Bags, left: Ints, right: Ints) -> Ints:
    keys: Ints = source.ids[left].astype(np.int64) * target.size + target.ids[right]
    return keys


def _kept_cells(source: Bags, target: Bags) -> tuple[Ints, Ints]:
    keys, counts = np.empty(0, np.int64), np.empty(0, np.int64)
    waiting: list[tuple[Ints, Ints]] = []
    for start, stop in _chunks(source):
        waiting.append(np.unique(_keys(source, target, *_products(source, target, start, stop)), return_counts=True))
        if sum(len(k) for k, _ in waiting) > 30_000_000 or stop == len(source.starts) - 1:
            keys, counts = _merged([(keys, counts), *waiting])
            waiting = []
    of_source = np.bincount(source.ids, minlength=source.size)
    of_target = np.bincount(target.ids, minlength=target.size)
    expected = of_source[keys // target.size] * of_target[keys % target.size] / (len(source.starts) - 1)
    kept = counts / expected >= LEAST_LIFT
    return keys[kept], counts[kept]


def _merged(parts: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    keys = np.concatenate([k for k, _ in parts])
    counts = np.concatenate([c for _, c in parts])
    order = np.argsort(keys, kind="stable")
    keys, counts = keys[order], counts[order]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.empty(0, np.int64)
    return keys[starts], np.add.reduceat(counts, starts) if len(keys) else counts


def _cells(source: Bags, target: Bags, start: int, stop: int, kept: Ints) -> tuple[npt.NDArray[np.int32], ...]:
    left, right = _products(source, target, start, stop)
    keys = _keys(source, target, left, right)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    place = np.minimum(np.searchsorted(kept, keys), len(kept) - 1)
    found = kept[place] == keys
    chosen = order[found]
    return left[chosen].astype(np.int32), right[chosen].astype(np.int32), place[found].astype(np.int32)


def _model_one(
    cell: npt.NDArray[np.int32],
    explained: npt.NDArray[np.int32],
    given: npt.NDArray[np.int32],
    weights: Floats,
    given_size: int,
    tokens: int,
    counts: Ints,
) -> Floats:
    """p(explained word | given word) of each cell; `explained` numbers the tokens that have to be explained, once each."""
    sums = np.bincount(given, weights=counts, minlength=given_size)
    probability: Floats = counts / np.maximum(sums, 1)[given]
    null = float(np.median(probability)) if len(probability) else 0.0
    for _ in range(ROUNDS):
        share = probability[cell]
        total = np.bincount(explained, weights=share, minlength=tokens) + null
        share = share / total[explained] * weights
        counted = np.bincount(cell, weights=share, minlength=len(given))
        sums = np.bincount(given, weights=counted, minlength=given_size)
        probability = counted / np.maximum(sums, 1e-12)[given]
    return probability
