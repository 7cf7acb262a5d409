"""Running heads, page numbers and other lines that a page carries because it is a page, told by what recurs at the same place.

Knows nothing about the text between them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from ingest.readers.pdf.rows import Line

_BAND = 0.13  # of the page's height at its top and bottom in which such lines stand
_SIDE = 0.08  # of its width at the sides
_LEAST_PAGES = 3  # on which a line recurs
_SHARE = 0.5  # of the pages that have a line at one place: what else stands there is a running head of its own page
_NEAR = 5.0  # points between the same line's places on two pages
_LONGEST = 130  # characters
_NUMBER = re.compile(
    r"^[\s\-–—|·•]*(?:page|p\.|pg\.?|第)?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*(?:页)?(?:\s*(?:of|/|共|，共)\s*\d{1,4}\s*页?)?[\s\-–—|·•]*$", re.I
)


def furniture(pages: Sequence[Sequence[Line]], sizes: Sequence[tuple[float, float]]) -> set[int]:
    """The ids (`id(line)`) of the lines that belong to no text; `sizes` are the pages' widths and heights."""
    edge = [[line for line in lines if _at_edge(line, *size)] for lines, size in zip(pages, sizes, strict=True)]
    found = _recurring(edge, len(pages))
    found |= _slots(edge, sizes, found)
    found |= _numbers(edge, found)
    return found


def _at_edge(line: Line, width: float, height: float) -> bool:
    if len(line.text) > _LONGEST:
        return False
    return line.y1 < _BAND * height or line.y0 > (1 - _BAND) * height or line.x1 < _SIDE * width or line.x0 > (1 - _SIDE) * width


def _key(line: Line) -> str:
    """The line without its digits and signs."""
    return "".join("#" if c.isdigit() else c for c in line.text.casefold() if not c.isspace())


def _recurring(edge: Sequence[Sequence[Line]], count: int) -> set[int]:
    """Lines that stand with the same words at the same height of three pages or more (in short documents of two)."""
    groups: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    for number, lines in enumerate(edge):
        for line in lines:
            groups[_key(line)].append((number, line))
    found: set[int] = set()
    least = _LEAST_PAGES if count > 4 else 2
    for same in groups.values():
        for _, line in same:
            at = {number for number, other in same if min(abs(other.y0 - line.y0), abs(other.y1 - line.y1)) < _NEAR}
            if len(at) >= least:
                found.add(id(line))
    return found


def _slots(edge: Sequence[Sequence[Line]], sizes: Sequence[tuple[float, float]], known: set[int]) -> set[int]:
    """Lines that stand where recurring ones stand on other pages, alone at the edge: a chapter's name of one page."""
    slots = [(line.y0, line.y1, line.size) for lines in edge for line in lines if id(line) in known]
    found: set[int] = set()
    for lines in edge:
        for line in lines:
            near = sum(abs(y0 - line.y0) < 1.5 and abs(y1 - line.y1) < 1.5 and abs(size - line.size) < 0.3 for y0, y1, size in slots)
            if id(line) not in known and near >= max(_LEAST_PAGES, _SHARE * len(edge)):
                found.add(id(line))
    return found


def _numbers(edge: Sequence[Sequence[Line]], known: set[int]) -> set[int]:
    """Page numbers: alone on the outermost line of the page's top or bottom."""
    found: set[int] = set()
    for lines in edge:
        rest = [line for line in lines if id(line) not in known]
        for line in rest:
            if _NUMBER.match(line.text) and (
                line.y0 >= max(other.y0 for other in rest) - 1 or line.y1 <= min(other.y1 for other in rest) + 1
            ):
                found.add(id(line))
    return found
