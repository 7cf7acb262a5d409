"""Where on which page each word of a document stands, packed small; and the rectangles of any span of its text.

Rectangles are in points (1/72 inch) from the top left of the page as it is shown, its rotation applied: on a picture of the page
at scale s they are s times as large. Knows nothing about how a page is read or drawn.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

_TENTHS = 10  # stored numbers to a point
_MOST_BYTES = 400_000_000  # of the places of one document, unpacked
_GAP = 1.2  # times its height: words of one line that are further apart are two rectangles


class Mark(NamedTuple):
    """A word: characters `start:end` of the text, and its box in points on a page (from 1)."""

    page: int
    start: int
    end: int
    x0: float
    y0: float
    x1: float
    y1: float


class Rectangle(NamedTuple):
    """In points from the top left of the page."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Spot:
    """What of a span stands on one page: its number from 1, the page's size in points, a rectangle for each line."""

    page: int
    width: float
    height: float
    rectangles: tuple[Rectangle, ...]


def packed(marks: Iterable[Mark], sizes: Sequence[tuple[float, float]]) -> bytes:
    """The marks of a document and its pages' sizes, for `spots`; b"" for no marks."""
    pages = []
    for number, own in groupby(sorted(marks), key=lambda mark: mark.page):
        width, height = sizes[number - 1]
        flat: list[int] = []
        last = 0
        for mark in own:
            flat += [mark.start - last, mark.end - mark.start, *(round(side * _TENTHS) for side in mark[3:])]
            last = mark.start
        pages.append([number, round(width * _TENTHS), round(height * _TENTHS), flat])
    return zlib.compress(json.dumps(pages, separators=(",", ":")).encode(), 6) if pages else b""


def spots(places: bytes, start: int, end: int) -> tuple[Spot, ...]:
    """Where `text[start:end]` stands: a spot for each page that has some of it, in order; () where nothing is known.

    Raises ValueError for bytes that `packed` did not make.
    """
    if not places or end <= start:
        return ()
    found = []
    for number, width, height, flat in _unpacked(places):
        boxes = list(_within(flat, start, end))
        if boxes:
            found.append(Spot(number, width / _TENTHS, height / _TENTHS, tuple(_by_line(boxes))))
    return tuple(found)


def _unpacked(places: bytes) -> list[tuple[int, int, int, list[int]]]:
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(places, _MOST_BYTES)
    except zlib.error as error:
        raise ValueError(f"these are no places of words: {error}") from error
    return [tuple(page) for page in json.loads(data)]


def _within(flat: Sequence[int], start: int, end: int) -> Iterable[Rectangle]:
    """The boxes of the words in a span; of a word that is only partly in it, as much of its width."""
    first = 0
    for index in range(0, len(flat), 6):
        step, length, *sides = flat[index : index + 6]
        first += step
        low, high = max(first, start), min(first + length, end)
        if low < high:
            x0, y0, x1, y1 = (side / _TENTHS for side in sides)
            if y1 - y0 > 2 * (x1 - x0) and length > 2:  # a word that runs up or down the page
                yield Rectangle(x0, y0, x1, y1)
            else:
                share = (x1 - x0) / length
                yield Rectangle(x0 + (low - first) * share, y0, x0 + (high - first) * share, y1)


def _by_line(boxes: Sequence[Rectangle]) -> list[Rectangle]:
    """Neighbours on one line as one rectangle."""
    found: list[Rectangle] = []
    for box in boxes:
        last = found[-1] if found else None
        if last and min(last.y1, box.y1) - max(last.y0, box.y0) > 0.5 * min(last.y1 - last.y0, box.y1 - box.y0) and _is_near(last, box):
            found[-1] = Rectangle(min(last.x0, box.x0), min(last.y0, box.y0), max(last.x1, box.x1), max(last.y1, box.y1))
        else:
            found.append(box)
    return found


def _is_near(last: Rectangle, box: Rectangle) -> bool:
    return -1.0 <= box.x0 - last.x1 < _GAP * (box.y1 - box.y0)
