"""Learns the lexicon that ships from the pairs; the counting and pruning around `align`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.lexicon import Lexicon
from index.training.align import Bags, Table, align
from index.training.data import Pair
from ingest.words import CHINESE_FUNCTION_WORDS, words

LEAST_COUNT = 2  # a word that was seen once teaches noise
LEAST_SCORE = 0.005
MOST_OTHERS = 30
SURE_ALONE = 0.3  # a pair that was seen in one sentence only has to be this likely
FORWARD_SHARE = 0.35
WEIGHTS = {"domain": 20.0, "cedict": 2.0}  # sentences that count more than once
_DIGIT = re.compile(r"\d")


def learn(pairs: Sequence[Pair], segmented: Sequence[Sequence[str]]) -> tuple[Lexicon, npt.NDArray[np.int64]]:
    """The lexicon and the counts of its Chinese words, which `Lexicon.save` wants."""
    english = [[word for word in words(pair.english) if not _DIGIT.search(word) and word.isascii()] for pair in pairs]
    chinese = [[word for word in cut if word not in CHINESE_FUNCTION_WORDS] for cut in segmented]
    names, _ = vocabulary(english)
    words_chinese, counts = vocabulary(chinese)
    weight = np.array([WEIGHTS.get(pair.source, 1.0) for pair in pairs], np.float32)
    table = align(_bags(english, names), _bags(chinese, words_chinese), weight)
    score = table.backward ** (1 - FORWARD_SHARE) * table.forward**FORWARD_SHARE
    kept = _kept(table, score)
    source, source_names = _renumbered(table.source[kept], names)
    target, target_names = _renumbered(table.target[kept], words_chinese)
    chosen_counts = np.array([counts[word] for word in target_names], np.int64)
    costs = np.zeros(len(target_names), np.float32)
    return Lexicon(source_names, target_names, costs, (source, target, score[kept].astype(np.float32))), chosen_counts


def vocabulary(sentences: Sequence[Sequence[str]]) -> tuple[list[str], Counter[str]]:
    """The sorted words that were seen often enough, and all counts."""
    counts = Counter(word for sentence in sentences for word in sentence)
    return sorted(word for word, count in counts.items() if count >= LEAST_COUNT), counts


def _bags(sentences: Sequence[Sequence[str]], names: Sequence[str]) -> Bags:
    places = {name: place for place, name in enumerate(names)}
    return Bags.of([[places[word] for word in sentence if word in places] for sentence in sentences], len(names))


def _kept(table: Table, score: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    likely = np.flatnonzero((score >= LEAST_SCORE) & ((table.count > 1) | (score > SURE_ALONE)))
    best = _ranks(table.source[likely], score[likely]) < MOST_OTHERS
    best |= _ranks(table.target[likely], score[likely]) < MOST_OTHERS
    kept: npt.NDArray[np.int64] = likely[best]
    return kept


def _ranks(entry: npt.NDArray[np.int32], score: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    order = np.lexsort((-score, entry))
    ordered = entry[order]
    ranks = np.empty(len(entry), np.int64)
    ranks[order] = np.arange(len(entry)) - np.searchsorted(ordered, ordered)
    return ranks


def _renumbered(numbers: npt.NDArray[np.int32], names: Sequence[str]) -> tuple[npt.NDArray[np.int32], list[str]]:
    used, places = np.unique(numbers, return_inverse=True)
    return places.astype(np.int32), [names[number] for number in used]
