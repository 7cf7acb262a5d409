"""Which sentences of one text say what sentences of its translation say.

Length-based alignment after Gale and Church (1993), "A Program for Aligning Sentences in Bilingual Corpora", with what the two
languages share as further evidence: citation marks, numbers, names in Latin letters, where paragraphs start. Knows nothing about passages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.language import numbers, without_marks
from ingest.references import cited

# Beads of a translation and their cost against 1:1, in the unit of Gale and Church (-log probability, rounded).
_BEADS = {(1, 1): 0.0, (1, 2): 2.3, (2, 1): 2.3, (1, 3): 4.0, (3, 1): 4.0, (2, 2): 4.4, (1, 0): 5.5, (0, 1): 5.5, (1, 4): 5.5, (4, 1): 5.5}
_RATIO = 0.33  # Chinese characters for one of English; measured on the article's halves: 0.32 to 0.36 a section
_VARIANCE = 4.0  # of the Chinese length for one expected character; Gale and Church have 6.8 for European languages
_WORST_LENGTH = 9.0
_BAND = 60  # sentences that a counterpart may lie away from its proportional place
_BEAM = 25.0  # a state this much worse than the best one of its row is given up; the article aligns the same with 10 and without a beam
States = dict[tuple[int, int], tuple[float, tuple[int, int]]]
_NAME = re.compile(r"[A-Za-z][A-Za-z&-]{2,}")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence as the aligner sees it: its length in characters, what it shares with a translation, whether a paragraph starts."""

    length: int
    marks: frozenset[int]
    numbers: frozenset[Decimal]
    names: frozenset[str]
    opens: bool


@dataclass(frozen=True, slots=True)
class Bead:
    """English sentences `en_start:en_end` say what Chinese sentences `zh_start:zh_end` say; one of the two may be empty."""

    en_start: int
    en_end: int
    zh_start: int
    zh_end: int


def unit(text: str, opens: bool) -> Unit:
    """What the aligner needs to know of a sentence."""
    bare = without_marks(text)
    values = frozenset(value for value in numbers(bare) if value >= 2)
    names = frozenset(name.casefold() for name in _NAME.findall(bare))
    return Unit(len(bare), frozenset(cited(text)), values, names, opens)


def align(en: Sequence[Unit], zh: Sequence[Unit]) -> list[Bead]:
    """The best alignment of all sentences of both, in order and without crossings."""
    end = (len(en), len(zh))
    best = _search(en, zh, _BEAM)
    if end not in best:  # texts of very unlike length: no state near the best leads to the end
        best = _search(en, zh, float("inf"))
    return _back(best, end)


def _search(en: Sequence[Unit], zh: Sequence[Unit], beam: float) -> States:
    """The cheapest way to each state (sentences of either language done) and the state before it on that way."""
    ratio = _ratio(en, zh)
    best: States = {(0, 0): (0.0, (0, 0))}
    for i in range(len(en) + 1):
        columns = _near(i, len(en), len(zh))
        least = min((best[i, j][0] for j in columns if (i, j) in best), default=0.0)
        most = least + beam if i < len(en) else float("inf")
        for j in columns:
            if (i, j) in best and best[i, j][0] <= most:
                _extend(best, i, j, en, zh, ratio)
    return best


def _extend(best: States, i: int, j: int, en: Sequence[Unit], zh: Sequence[Unit], ratio: float) -> None:
    """Adds to `best` the states that one more bead leads to."""
    cost = best[i, j][0]
    for (m, n), prior in _BEADS.items():
        if i + m > len(en) or j + n > len(zh):
            continue
        total = cost + prior + _cost(en[i : i + m], zh[j : j + n], ratio)
        if total < best.get((i + m, j + n), (float("inf"),))[0]:
            best[i + m, j + n] = (total, (i, j))


def _near(i: int, rows: int, columns: int) -> range:
    """Where a counterpart of sentence `i` may lie: around its proportional place, in a band wide enough that rows overlap."""
    if not rows:
        return range(columns + 1)
    middle, band = round(i * columns / rows), max(_BAND, 2 * columns // rows)
    return range(max(0, middle - band), min(columns, middle + band) + 1)


def _back(best: States, end: tuple[int, int]) -> list[Bead]:
    beads: list[Bead] = []
    while end != (0, 0):
        start = best[end][1]
        beads.append(Bead(start[0], end[0], start[1], end[1]))
        end = start
    return beads[::-1]


def _ratio(en: Sequence[Unit], zh: Sequence[Unit]) -> float:
    """Chinese characters for one of English in this pair, held near what is usual when the texts are short."""
    english, chinese = sum(one.length for one in en), sum(one.length for one in zh)
    return min(0.5, max(0.2, (chinese + 600 * _RATIO) / (english + 600)))


def _cost(en: Sequence[Unit], zh: Sequence[Unit], ratio: float) -> float:
    """How unlikely it is that these say the same; below zero where shared marks, numbers and names speak for it."""
    if not en or not zh:
        return 0.02 * sum(one.length for one in en) * ratio + 0.02 * sum(one.length for one in zh)
    expected, seen = ratio * sum(one.length for one in en), sum(one.length for one in zh)
    length = min(_WORST_LENGTH, 0.5 * (seen - expected) ** 2 / (_VARIANCE * (expected + seen) / 2 + 1))
    opens = -1.0 if en[0].opens and zh[0].opens else 1.0 if en[0].opens != zh[0].opens else 0.0
    opens += sum(1.0 for one in (*en[1:], *zh[1:]) if one.opens)
    return length + opens - _shared(en, zh)


def _shared(en: Sequence[Unit], zh: Sequence[Unit]) -> float:
    marks = frozenset[int]().union(*(one.marks for one in en)), frozenset[int]().union(*(one.marks for one in zh))
    values = frozenset[Decimal]().union(*(one.numbers for one in en)), frozenset[Decimal]().union(*(one.numbers for one in zh))
    names = frozenset[str]().union(*(one.names for one in en)) & frozenset[str]().union(*(one.names for one in zh))
    gain = 3.0 * len(marks[0] & marks[1]) - 1.5 * len(marks[0] ^ marks[1])
    gain += sum(2.0 if value >= 100 else 1.0 for value in values[0] & values[1]) - 0.3 * len(values[0] ^ values[1])
    return gain + 1.0 * len(names)
