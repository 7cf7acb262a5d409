"""Prose that stands in two languages: its sentences aligned, and where both can be cut so that the parts say the same.

Between `ingest.align`, which sees numbers only, and passages, which it knows nothing about: a `Piece` is any span of prose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.align import Bead, align, unit
from ingest.language import sentences
from ingest.types import Language

_LEAST_PART = 0.1  # of the bound; a paragraph's end in one language cuts the other one's paragraph unless a part is less than this


@dataclass(frozen=True, slots=True)
class Piece:
    """A span of prose in one language; `continues` says that the sentence at the end of the piece before it goes on here."""

    start: int
    end: int
    language: Language
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its spans (two or more where something stands in its midst) and, for each, the index of the piece that holds it."""

    spans: tuple[tuple[int, int], ...]
    pieces: tuple[int, ...]
    opens: bool

    @property
    def start(self) -> int:
        """Where the sentence starts."""
        return self.spans[0][0]

    def length(self) -> int:
        """Its characters."""
        return sum(end - start for start, end in self.spans)


def sentences_of(pieces: Sequence[Piece], text: str) -> list[Sentence]:
    """The sentences of pieces that follow one another; `opens` marks those that start a piece."""
    found: list[Sentence] = []
    for index, piece in enumerate(pieces):
        spans = [(piece.start + a, piece.start + b) for a, b in sentences(text[piece.start : piece.end], piece.language)]
        if piece.continues and found and spans:
            found[-1] = replace(found[-1], spans=(*found[-1].spans, spans[0]), pieces=(*found[-1].pieces, index))
            spans = spans[1:]
        found += [Sentence((span,), (index,), span[0] == piece.start) for span in spans]
    return found


def aligned(en: Sequence[Sentence], zh: Sequence[Sentence], text: str) -> list[Bead]:
    """Which English sentences say what which Chinese ones say."""
    return align(*([unit(" ".join(text[a:b] for a, b in one.spans), one.opens) for one in side] for side in (en, zh)))


def common_cuts(beads: Sequence[Bead], en: Sequence[Sentence], zh: Sequence[Sentence], bounds: dict[Language, int]) -> list[Bead]:
    """The beads before which both languages are cut, so that no part is longer than its bound where sentences allow it."""
    lengths = [(_length(en[bead.en_start : bead.en_end]), _length(zh[bead.zh_start : bead.zh_end])) for bead in beads]
    both, either = _openings(beads, en, zh)
    firsts = sorted(both | _worth_cutting(both | {0, len(beads)}, either, lengths, bounds) | {0})
    chosen = set(firsts)
    for first, last in zip(firsts, [*firsts[1:], len(beads)], strict=True):
        chosen |= {first + cut for cut in _balanced(lengths[first:last], bounds)}
    return [beads[index] for index in sorted(chosen) if index]


def _length(found: Sequence[Sentence]) -> int:
    """Characters of the sentences with the white space between them."""
    return sum(one.length() + 1 for one in found)


def _openings(beads: Sequence[Bead], en: Sequence[Sentence], zh: Sequence[Sentence]) -> tuple[set[int], set[int]]:
    """Beads at which both languages start a piece, and those at which one does."""
    both: set[int] = set()
    either: set[int] = set()
    for index, bead in enumerate(beads):
        if bead.en_start == bead.en_end or bead.zh_start == bead.zh_end:
            continue
        opens = en[bead.en_start].opens + zh[bead.zh_start].opens
        both |= {index} if opens == 2 else set()
        either |= {index} if opens == 1 else set()
    return both, either


def _worth_cutting(known: set[int], either: set[int], lengths: Sequence[tuple[int, int]], bounds: dict[Language, int]) -> set[int]:
    """Of the beads where one language starts a piece, those at which the other may be cut without leaving a crumb."""
    found: set[int] = set()
    for index in sorted(either - known):
        marks = known | found
        before, after = max(m for m in marks if m < index), min(m for m in marks if m > index)
        if all(_is_enough(part, bounds) for part in (lengths[before:index], lengths[index:after])):
            found.add(index)
    return found


def _is_enough(part: Sequence[tuple[int, int]], bounds: dict[Language, int]) -> bool:
    return sum(en for en, _ in part) >= _LEAST_PART * bounds["en"] and sum(zh for _, zh in part) >= _LEAST_PART * bounds["zh"]


def _balanced(lengths: Sequence[tuple[int, int]], bounds: dict[Language, int]) -> list[int]:
    """Cuts of a row of beads into as few parts as the bounds allow, of like size in both languages."""
    best: list[tuple[int, float]] = [(0, 0.0)]
    came = [0]
    for end in range(1, len(lengths) + 1):
        en = zh = 0
        choice, origin = (len(lengths) * 3, 0.0), end - 1
        for start in range(end - 1, -1, -1):
            en, zh = en + lengths[start][0], zh + lengths[start][1]
            within = en <= bounds["en"] and zh <= bounds["zh"]
            if not within and start < end - 1:
                break
            one_sided = 1 if not en or not zh else 0
            cost = (best[start][0] + 1 + one_sided, best[start][1] + (en / bounds["en"]) ** 2 + (zh / bounds["zh"]) ** 2)
            if cost < choice:
                choice, origin = cost, start
        best.append(choice)
        came.append(origin)
    cuts: list[int] = []
    position = came[-1]
    while position > 0:
        cuts.append(position)
        position = came[position]
    return cuts[::-1]
