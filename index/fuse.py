"""Fuses keyword search, translated keyword search, vectors and late interaction into one score; pure functions over arrays.

A question's language is not declared and passages of both languages lie in one index. So the question is put twice: to the Chinese passages
(its Chinese terms as they are, its English ones with their translations) and to the English ones (the other way round). Each leg
is then a z-score *among the passages of one language*, which makes a passage that answers in the other language comparable with one in
the question's own: both stand out of their neighbours by as much. Where a language has few passages its mean and spread are
mixed with those of all passages (`PRIOR`), or a handful of passages could never stand out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.keyword import KeywordIndex, QueryTerm
from index.lexicon import Lexicon
from ingest.language import has_chinese
from ingest.words import words

Floats = npt.NDArray[np.float32]
Booleans = npt.NDArray[np.bool_]
Rescore = Callable[[npt.NDArray[np.int64]], Floats]

DENSE_WEIGHT = 0.5  # keywords count 1; 0.3, 0.5, 0.8: BiPaR en .549 .553 .539, zh .704 .709 .708, CMRC .981 .983 .984, zh→en .339 .336 .336
LATE_WEIGHT = 0.8  # 0.6 to 1.0 are alike; +0.05 to +0.08 R@1 across languages on newstest paragraphs, nothing lost in one language
CANDIDATES = 64  # passages that late interaction sees; 50 and 100 differ by less than 0.003 R@1
PRIOR = 30.0  # passages' worth of trust in the spread over all passages
RANK_OFFSET = 60.0  # reciprocal rank fusion's constant, Cormack et al. 2009


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage number with its fused score."""

    passage: int
    score: float


def queries(question: str, lexicon: Lexicon | None) -> tuple[list[QueryTerm], list[QueryTerm]]:
    """The question as asked of (English passages, Chinese passages), each a list of weighted terms."""
    own = list(dict.fromkeys(words(question)))
    latin = [term for term in own if not has_chinese(term)]
    plain_latin = [QueryTerm(((term, 1.0),)) for term in latin]
    plain_chinese = [QueryTerm(((term, 1.0),)) for term in own if has_chinese(term)]
    if lexicon is None:
        return plain_latin + plain_chinese, plain_latin + plain_chinese
    chinese_words = [term for term in lexicon.terms(question) if has_chinese(term)]
    widened = [QueryTerm(((term, 1.0), *lexicon.forms(term))) for term in latin]
    return plain_latin + lexicon.translate(chinese_words), plain_chinese + widened


def keyword_scores(question: str, index: KeywordIndex, lexicon: Lexicon | None) -> Floats:
    """The keyword leg, (index.size,) float32, standardised within the passages of each language."""
    to_english, to_chinese = queries(question, lexicon)
    coverage = np.where(index.chinese, _coverage(index, to_chinese), _coverage(index, to_english))
    return standardised(coverage, index.chinese)


def _coverage(index: KeywordIndex, query: list[QueryTerm]) -> Floats:
    ceiling = index.ceiling(query)
    scores = index.scores(query)
    return scores / np.float32(ceiling) if ceiling > 0 else scores


def hybrid_scores(
    question: str,
    index: KeywordIndex,
    lexicon: Lexicon | None,
    dense: Floats | None,
    rescore: Rescore | None = None,
    *,
    dense_weight: float = DENSE_WEIGHT,
    late_weight: float = LATE_WEIGHT,
    candidates: int = CANDIDATES,
) -> Floats:
    """The fused score of every passage, (index.size,) float32; higher is better, and only the order within one question means anything.

    `dense` are cosines of the question with every passage (None: no vectors). `rescore` gives late-interaction scores for an array of
    passage numbers (None: left out), such as `lambda numbers: late.scores(question, [texts[n] for n in numbers])`.
    """
    fused = keyword_scores(question, index, lexicon)
    if dense is not None:
        fused = fused + np.float32(dense_weight) * standardised(dense, index.chinese)
    if rescore is None or not index.size:
        return fused
    best = np.argsort(-fused, kind="stable")[:candidates]
    late = standardised(rescore(best), index.chinese[best])
    result = fused - np.float32(10 * late_weight)  # passages that were not looked at stay behind those that were
    result[best] = fused[best] + np.float32(late_weight) * late
    return result


def standardised(scores: Floats, chinese: Booleans) -> Floats:
    """z-scores within the Chinese and within the other passages, small groups drawn to the spread of all; zeros where nothing differs."""
    result = np.zeros(len(scores), np.float32)
    if not len(scores):
        return result
    mean, variance = float(scores.mean()), float(scores.var())
    for group in (chinese, ~chinese):
        size = int(group.sum())
        if size:
            inside = scores[group]
            share = size / (size + PRIOR)
            centre = share * float(inside.mean()) + (1 - share) * mean
            spread = np.sqrt(share * float(inside.var()) + (1 - share) * variance)
            result[group] = (inside - centre) / spread if spread > 1e-9 else 0.0
    return result


def top(scores: Floats, count: int) -> list[Ranked]:
    """The best `count` passages, best first, ties by passage number."""
    order = np.argsort(-scores, kind="stable")[:count]
    return [Ranked(int(number), float(scores[number])) for number in order]


def weighted(legs: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """The weighted sum of legs of equal length; a leg without a weight counts 1."""
    if not legs:
        raise ValueError("there is no leg to fuse")
    parts = [np.float32(weights.get(name, 1.0)) * leg for name, leg in legs.items()]
    total: Floats = np.sum(parts, axis=0, dtype=np.float32)
    return total


def reciprocal_ranks(legs: Mapping[str, Floats]) -> Floats:
    """Reciprocal rank fusion: the sum over legs of 1 / (60 + rank), ranks from 1. Kept for comparison: it lost 0.08 R@1 to z-scores."""
    if not legs:
        raise ValueError("there is no leg to fuse")
    total = np.zeros(len(next(iter(legs.values()))), np.float32)
    for leg in legs.values():
        ranks = np.empty(len(leg), np.float32)
        ranks[np.argsort(-leg, kind="stable")] = np.arange(1, len(leg) + 1)
        total += 1 / (np.float32(RANK_OFFSET) + ranks)
    return total
