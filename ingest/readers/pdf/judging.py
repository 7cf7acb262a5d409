"""Whether aligned pieces of text are a table: not prose in columns, not a list, not a table of contents, not lines of a letter's head.

A false table is worse than a missed one: where in doubt, no.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import mean, median

from ingest.language import has_chinese
from ingest.readers.pdf.folding import NUMERIC, Lined
from ingest.readers.pdf.strips import Part, Strip, gutters, parts

_FULL = 0.72  # of a column's width that lines of prose fill
_LEAST_PROSE = 6  # lines
_LONG = 11.0  # times the type size: the width from which a column may hold prose
_MOST_LINES = 0.75  # of the lines of a table that no line shows hold more than one cell
_SHORT_CELL = 40  # characters of most cells of a table that no line shows, Chinese ones counting for two
_MARKER = re.compile(
    r"^(?:[•▪‣◦■□○◆➢➤✓»*·–—-]|\[?\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4}|[一二三四五六七八九十]{1,3})[.)\]、：:]?|[（(]\w{1,2}[）)]|[①-⑳])$"
)
_LEADERS = re.compile(r"(?:[.…·_]\s?){4,}")
_PAGE = re.compile(r"^(?:p\.?\s?|pp\.?\s?)?(?:\d{1,4}|[ivxlc]{1,6})$", re.IGNORECASE)
_CHAPTER = re.compile(
    r"^(?:(?:\d{1,2}|[IVX]+)(?:\.\d{1,2})*\.?\s*[^\W\d]|第.{1,3}[章节篇]|[一二三四五六七八九十]+、|(?:Chapter|Part|Appendix|Annex|附录)\s*\w)"
)
_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]+\.?)$")
_MOST_PAGES = 1_500  # of a book: larger numbers in a row are years
_LABEL = re.compile(r".*[:：]$")
_FORMULA = re.compile(r"^\(\d{1,2}(?:\.\d{1,2})?\)$")


def is_table(lines: Sequence[Lined], width: int, *, headed: bool, sure: bool) -> bool:
    """Whether the lines of a body are rows of a table; `headed` says that it has a head of its own, `sure` that a caption or three
    rules and more say so too."""
    columns = [[part for line in lines for part in line.parts if part.first == part.last == column] for column in range(width)]
    several = [line for line in lines if len(line.parts) > 1]
    if width < 2 or len(several) < 2 or sum(len(column) > 1 for column in columns[1:]) * 2 < width - 1:
        return False
    prose = [_is_prose(column) for column in columns]
    if all(prose) or (sum(prose) > 1 and not any(_is_figures(column) for column in columns)):
        return False
    if _is_list(columns) or _is_contents(columns, lines) or any(_FORMULA.match(part.text) for part in columns[-1]):
        return False
    figures = sum(map(_is_figures, columns[1:]))
    if not sure:
        return 2 * figures >= width - 1
    return width > 2 or figures > 0 or (headed and not prose[0] and not _is_letter_head(columns[0]))


def is_unmistakable(lines: Sequence[Lined], width: int) -> bool:
    """Whether cells that nothing but a caption shows are a table: short ones in nearly every line, apart by clear white."""
    columns = [[part for line in lines for part in line.parts if part.first == part.last == column] for column in range(width)]
    several = [line for line in lines if len(line.parts) > 1]
    lengths = [sum(2 if has_chinese(c) else 1 for c in part.text) for column in columns for part in column]
    if len(several) < 2 or len(several) < _MOST_LINES * len(lines) or median(lengths) > _SHORT_CELL or any(map(_is_prose, columns)):
        return False
    return width > 2 or _is_figures(columns[1]) or max(lengths) <= _SHORT_CELL


def is_prose(found: Sequence[Strip]) -> bool:
    """Whether baselines are those of prose in columns."""
    if len(found) < _LEAST_PROSE:
        return False
    white = gutters(found)
    places = [(left + right) / 2 for left, right in white]
    held = [part for strip in found for part in parts(strip, places)]
    return all(_is_prose([part for part in held if part.first == part.last == column]) for column in range(len(white) + 1))


def _is_prose(column: Sequence[Part]) -> bool:
    if len(column) < 3:
        return sum(len(part.text) for part in column) > 60 * len(column)
    left, right = min(part.x0 for part in column), max(part.x1 for part in column)
    size = median(part.words[0].style.size for part in column)
    return right - left > _LONG * size and mean(part.x1 - part.x0 for part in column) > _FULL * (right - left)


def _is_figures(column: Sequence[Part]) -> bool:
    """Whether a column holds numbers, marks or next to nothing in most of its cells."""
    return sum(bool(NUMERIC.match(part.text)) or len(part.text) < 3 for part in column) * 2 > len(column)


def _is_list(columns: Sequence[Sequence[Part]]) -> bool:
    """Whether markers stand before text: a list, or references."""
    marked = bool(columns[0]) and all(_MARKER.match(part.text) for part in columns[0])
    return marked and len(columns) == 2 and not _is_figures(columns[1])


def _is_contents(columns: Sequence[Sequence[Part]], lines: Sequence[Lined]) -> bool:
    """Whether the last column holds the pages on which the first one's titles are."""
    if sum(bool(_LEADERS.search(part.text)) for line in lines for part in line.parts) > 1:
        return True
    last = ["".join(part.text.split()) for part in columns[-1]]
    if len(columns) > 3 or not all(map(_PAGE.match, last)):
        return False
    pages = [int(found.group()) for text in last if (found := re.search(r"\d+", text))]
    rising = all(before <= after for before, after in pairwise(pages))
    if len(pages) < 3 or not rising or pages[0] > _MOST_PAGES:
        return False
    titled = any(_mostly(_CHAPTER, column) for column in columns[:-1]) or _mostly(_NUMBER, columns[0])
    return titled or any(text[0] in "pP" for text in last)


def _mostly(pattern: re.Pattern[str], column: Sequence[Part]) -> bool:
    return sum(bool(pattern.match(part.text)) for part in column) * 2 > len(column)


def _is_letter_head(column: Sequence[Part]) -> bool:
    return _mostly(_LABEL, column)
