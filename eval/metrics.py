"""The measures, each a pure function with its formula and source; knows nothing about cases, answers or files.

Places are labels such as "section 3.1" or "table 2 row 9"; a gold place is met by itself and by everything within it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2
from statistics import median

import numpy as np

from ingest.language import CJK, detect, readable
from ingest.stated import states
from ingest.types import Language

# ---------------------------------------------------------------- facts

_MARK = re.compile(r"\[\d{1,3}\]")


def fact_recall(text: str, facts: Sequence[Sequence[str]]) -> float:
    """|facts stated| / |facts|, a fact being stated when one of its alternatives is; 1 where there is no fact."""
    return sum(states(text, alternatives) for alternatives in facts) / len(facts) if facts else 1.0


# ---------------------------------------------------------------- places


ALSO = " + "  # between the labels of places that one passage covers


def within(place: str, gold: str) -> bool:
    """Whether a place is the gold place or lies in it: "section 3.1" in "section 3", "table 2 row 9" in "table 2".

    A passage of another system may cover several of our places ("section 1 + section 2"): one of them is enough.
    """
    gold = gold.casefold().strip()
    return any(part == gold or part.startswith((f"{gold} ", f"{gold}.")) for part in place.casefold().strip().split(ALSO))


def place_hit(cited: Sequence[str], gold: Sequence[str]) -> bool:
    """Whether at least one cited place lies in a gold place."""
    return any(within(place, wanted) for place in cited for wanted in gold)


def citation_precision(cited: Sequence[str], gold: Sequence[str]) -> float:
    """|cited places in a gold place| / |cited places| (ALCE, Gao et al. 2023, at the level of places); 0 where nothing is cited."""
    places = tuple(dict.fromkeys(cited))
    return sum(place_hit((place,), gold) for place in places) / len(places) if places else 0.0


def citation_recall(cited: Sequence[str], gold: Sequence[str]) -> float:
    """|gold places cited| / |gold places|; 1 where there is no gold place."""
    return sum(place_hit(cited, (wanted,)) for wanted in gold) / len(gold) if gold else 1.0


def first_hits(ranked: Sequence[str], gold: Sequence[str]) -> tuple[int, ...]:
    """Per rank 1 where a place meets a gold place that no earlier one met, else 0; each place meets one gold place at most.

    Ten passages of one section thus count once, and nDCG stays at or below 1.
    """
    open_places = list(dict.fromkeys(gold))
    gains: list[int] = []
    for place in ranked:
        met = next((wanted for wanted in open_places if within(place, wanted)), None)
        gains.append(0 if met is None else 1)
        if met is not None:
            open_places.remove(met)
    return tuple(gains)


@dataclass(frozen=True, slots=True)
class Ranking:
    """How well a ranking serves one question; all from 0 to 1."""

    recall5: float
    recall10: float
    reciprocal: float
    ndcg10: float


def ranking(ranked: Sequence[str], gold: Sequence[str], *, every: bool) -> Ranking:
    """The measures of one ranking. Where not `every` gold place is wanted they are alternatives: the first one met is all of the gold."""
    if every:
        return Ranking(recall_at(ranked, gold, 5), recall_at(ranked, gold, 10), reciprocal_rank(ranked, gold), ndcg_at(ranked, gold, 10))
    rank = next((rank for rank, place in enumerate(ranked, 1) if place_hit((place,), gold)), 0)
    return Ranking(float(0 < rank <= 5), float(0 < rank <= 10), 1 / rank if rank else 0.0, 1 / log2(rank + 1) if 0 < rank <= 10 else 0.0)


def hit_at(ranked: Sequence[str], gold: Sequence[str], k: int) -> float:
    """1 where one of the first k places lies in a gold place, else 0 (success@k)."""
    return float(place_hit(ranked[:k], gold))


def recall_at(ranked: Sequence[str], gold: Sequence[str], k: int) -> float:
    """|gold places met by the first k| / |gold places|."""
    return citation_recall(ranked[:k], tuple(dict.fromkeys(gold)))


def reciprocal_rank(ranked: Sequence[str], gold: Sequence[str]) -> float:
    """1 / rank of the first place that lies in a gold place; 0 where none does (Voorhees 1999; its mean is MRR)."""
    return next((1 / rank for rank, place in enumerate(ranked, 1) if place_hit((place,), gold)), 0.0)


def ndcg_at(ranked: Sequence[str], gold: Sequence[str], k: int) -> float:
    """Σ gain_i / log2(i + 1) over the first k, divided by that of the best order (Järvelin & Kekäläinen 2002); gains of `first_hits`."""
    gains = first_hits(ranked[:k], gold)
    best = sum(1 / log2(rank + 1) for rank in range(1, min(k, len(set(gold))) + 1))
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, 1)) / best if best else 0.0


# ---------------------------------------------------------------- quotes, language, length


def quote_holds(quote: str, text: str, start: int, end: int) -> bool:
    """Whether a quotation is the document's text at its offsets, character by character, and not empty."""
    return bool(quote) and 0 <= start < end <= len(text) and text[start:end] == quote


def language_right(text: str, expected: Language, foreign_quotes: Sequence[str] = ()) -> bool:
    """Whether an answer is in the language expected, what it quotes in the other language set aside.

    English: `ingest.language.detect` says so. Chinese: at least one Chinese character to every two Latin words, since names,
    titles of references and abbreviations stay Latin in a Chinese sentence.
    """
    own = " ".join(_MARK.sub(" ", text).split())
    for quote in foreign_quotes:
        own = own.replace(" ".join(readable(quote).split()), " ").replace(" ".join(quote.split()), " ")
    if expected == "en":
        return bool(re.search(r"[A-Za-z0-9]", own)) and detect(own) == "en"
    chinese = len(re.findall(f"[{CJK}]", own))
    return chinese > 0 and 2 * chinese >= len(re.findall(r"[A-Za-z]+", own))


def median_length(texts: Sequence[str]) -> float:
    """The median number of characters, citation marks left out; 0 for no text."""
    return float(median(len(_MARK.sub("", text).strip()) for text in texts)) if texts else 0.0


# ---------------------------------------------------------------- declining


@dataclass(frozen=True, slots=True)
class Decision:
    """How well a yes-or-no decision agrees with the truth; all from 0 to 1."""

    precision: float
    recall: float
    f1: float


def declining(declined: Sequence[bool], unanswerable: Sequence[bool]) -> Decision:
    """Precision, recall and F1 = 2PR / (P + R) of declining, "declined" being the positive class (van Rijsbergen 1979); 0 for 0/0."""
    both = sum(a and b for a, b in zip(declined, unanswerable, strict=True))
    precision = both / sum(declined) if any(declined) else 0.0
    recall = both / sum(unanswerable) if any(unanswerable) else 0.0
    return Decision(precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0)


@dataclass(frozen=True, slots=True)
class CoveragePoint:
    """Answering the questions with at least `confidence`: the share answered, and the share of these that is wrong."""

    confidence: float
    coverage: float
    risk: float


def risk_coverage(confidences: Sequence[float], correct: Sequence[bool]) -> tuple[CoveragePoint, ...]:
    """The risk–coverage curve (El-Yaniv & Wiener 2010), a point for each distinct confidence, highest first."""
    pairs = sorted(zip(confidences, correct, strict=True), key=lambda pair: -pair[0])
    points: list[CoveragePoint] = []
    wrong = 0
    for taken, (confidence, right) in enumerate(pairs, 1):
        wrong += not right
        point = CoveragePoint(confidence, taken / len(pairs), wrong / taken)
        if points and points[-1].confidence == confidence:
            points.pop()
        points.append(point)
    return tuple(points)


def area_under_risk_coverage(confidences: Sequence[float], correct: Sequence[bool]) -> float:
    """AURC = (1/n) Σ_i risk of the i most confident (Geifman, Uziel & El-Yaniv 2019); 0 for no question.

    Within a group of equal confidence the wrong ones are spread evenly, so that the order of the input does not matter.
    """
    if not confidences:
        return 0.0
    total = before = 0.0
    taken = 0
    for confidence in sorted(set(confidences), reverse=True):
        group = [not right for value, right in zip(confidences, correct, strict=True) if value == confidence]
        share = sum(group) / len(group)
        total += sum((before + share * i) / (taken + i) for i in range(1, len(group) + 1))
        before += sum(group)
        taken += len(group)
    return total / taken


# ---------------------------------------------------------------- of many


def mean(values: Iterable[float]) -> float:
    """The arithmetic mean; 0 for no value."""
    kept = list(values)
    return sum(kept) / len(kept) if kept else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie, linear between neighbours; 0 for no value."""
    return float(np.quantile(np.array(values, dtype=np.float64), share)) if values else 0.0
