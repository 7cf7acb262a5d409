"""A region of a page by its baselines, and the white that parts its columns; where each piece of a baseline stands among them.

Knows nothing about ruled lines, heads or rows of several lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ingest.readers.pdf.glyphs import Sheet, Word
from ingest.readers.pdf.rows import Thing, baselines, pieces

_LEAST_WHITE = 0.7  # of the type size: the narrowest white between two columns that many baselines share
_LEAST_WHITE_OF_FEW = 1.0  # the same where fewer do, in which the spaces of words may lie one below the other
_FEW = 4  # baselines
_ODD = 12  # of so many baselines one may cross the white
_INTO = 0.3  # of the type size: how far a piece reaches into a column before it counts as standing there
_LEFT_WHITE = 0.2  # of the type size: what a head has to leave of the white between two columns not to stand over both
FIGURE = re.compile(r"^[\d.,%()$€¥£+\-–—−~±<>≤≥]*\d[\d.,%()$€¥£+\-–—−~±<>≤≥]*$")
_BESIDE = 0.5  # of the type size: white that parts a piece where a column begins


@dataclass(frozen=True, slots=True)
class Strip:
    """What stands on one baseline, as pieces from left to right."""

    pieces: tuple[Thing, ...]

    @property
    def y0(self) -> float:
        return min(piece.y0 for piece in self.pieces)

    @property
    def y1(self) -> float:
        return max(piece.y1 for piece in self.pieces)

    @property
    def x0(self) -> float:
        return self.pieces[0].x0

    @property
    def x1(self) -> float:
        return max(piece.x1 for piece in self.pieces)

    @property
    def size(self) -> float:
        return max(piece.size for piece in self.pieces)

    @property
    def words(self) -> list[Word]:
        return sorted((word for piece in self.pieces for word in piece.words), key=lambda word: word.x0)

    @property
    def text(self) -> str:
        return "".join((" " if word.space else "") + word.text for word in self.words).strip()


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a baseline that stand in the columns `first` to `last`; all in one cell where these are the same."""

    first: int
    last: int
    words: tuple[Word, ...]

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def text(self) -> str:
        return "".join((" " if word.space else "") + word.text for word in self.words).strip()


def strips(words: Sequence[Word], sheet: Sheet) -> list[Strip]:
    """The words of a region by baseline, from the top down."""
    return strips_of(pieces(words, sheet))


def strips_of(things: Iterable[Thing]) -> list[Strip]:
    """The same for words that are in pieces already."""
    found = baselines(sorted(things, key=lambda one: (one.y0 + one.y1, one.x0)))
    return [Strip(tuple(sorted(row, key=lambda one: one.x0))) for row in found]


def gutters(found: Sequence[Strip]) -> list[tuple[float, float]]:
    """The white from top to bottom between the columns of cells; baselines with one piece have no say."""
    voters = [strip for strip in found if len(strip.pieces) > 1]
    if len(voters) < 2:
        return []
    size = median(strip.size for strip in voters)
    inked = [(word.x0, word.x1) for strip in voters for word in strip.words]
    steps = sorted([*((x0, 1) for x0, _ in inked), *((x1, -1) for _, x1 in inked)], key=lambda step: (step[0], -step[1]))
    white: list[tuple[float, float]] = []
    depth, since = 0, steps[0][0]
    for place, step in steps:
        if depth <= len(voters) // _ODD < depth + step and place - since >= _LEAST_WHITE * size:
            white.append((since, place))
        since = place if depth > len(voters) // _ODD >= depth + step else since
        depth += step
    return [one for one in white if len(voters) >= _FEW or one[1] - one[0] >= _LEAST_WHITE_OF_FEW * size or _parts_figures(one, voters)]


def _parts_figures(white: tuple[float, float], voters: Sequence[Strip]) -> bool:
    """Whether what follows some white is a figure in all baselines but the head."""
    after = [next((word.text for word in strip.words if word.x0 >= white[1] - 0.5), "") for strip in voters]
    return sum(bool(FIGURE.match(text)) for text in after) >= max(2, len(after) - 1)


def bounds(white: Sequence[tuple[float, float]], body: Iterable[Strip], heads: Iterable[Strip]) -> tuple[float, ...]:
    """A place in the white between each two columns: what the rows leave of it, and the heads as far as they do not stand over both."""
    left = [[one] for one in white]
    marks = [(strip.size, [(word.x0, word.x1) for word in strip.words]) for strip in body]
    marks += [(strip.size, _runs(strip)) for strip in heads]
    for size, inked in marks:
        for number, spans in enumerate(left):
            rest = _without(spans, inked)
            if any(b - a >= _LEFT_WHITE * size for a, b in rest):
                left[number] = rest
    widest = (max(spans, key=lambda one: one[1] - one[0]) for spans in left)
    return tuple((a + b) / 2 for a, b in widest)


def _runs(strip: Strip) -> list[tuple[float, float]]:
    """The words of a baseline that stand close together, as one."""
    found: list[tuple[float, float]] = []
    for word in strip.words:
        if found and word.x0 - found[-1][1] < _BESIDE * strip.size:
            found[-1] = found[-1][0], max(found[-1][1], word.x1)
        else:
            found.append((word.x0, word.x1))
    return found


def _without(spans: Sequence[tuple[float, float]], inked: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    rest = list(spans)
    for x0, x1 in inked:
        rest = [part for a, b in rest for part in ((a, min(b, x0)), (max(a, x1), b)) if part[1] > part[0]]
    return rest


def parts(strip: Strip, places: Sequence[float]) -> list[Part]:
    """The pieces of a baseline by the columns between these places; what crosses one stands in all that it reaches into."""
    found: list[Part] = []
    for piece in strip.pieces:
        words: list[Word] = []
        for word in sorted(piece.words, key=lambda one: one.x0):
            if words and _begins_column(words[-1], word, places, piece.size):
                found.append(_part(words, places))
                words = []
            words.append(word)
        found.append(_part(words, places))
    return _merged(found)


def _begins_column(before: Word, word: Word, places: Sequence[float], size: float) -> bool:
    return word.x0 - before.x1 >= _BESIDE * size and any(before.x1 <= place + 1 and word.x0 >= place - 1 for place in places)


def _part(words: list[Word], places: Sequence[float]) -> Part:
    into = _INTO * words[0].style.size
    x0, x1 = words[0].x0, max(word.x1 for word in words)
    first, last = bisect_right(places, x0 + into), bisect_right(places, x1 - into)
    if last < first:
        first = last = bisect_right(places, (x0 + x1) / 2)
    return Part(first, last, tuple(words))


def _merged(found: Sequence[Part]) -> list[Part]:
    """Pieces of one cell as one."""
    kept: list[Part] = []
    for part in found:
        if kept and part.first <= kept[-1].last:
            kept[-1] = Part(kept[-1].first, max(kept[-1].last, part.last), kept[-1].words + part.words)
        else:
            kept.append(part)
    return kept
