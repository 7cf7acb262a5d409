"""Ruled tables as lines of text, cells parted by tabs, and as data; a table that goes on over pages is one.

Knows nothing about how a grid is found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.language import detect
from ingest.readers.pdf.grids import Grid
from ingest.readers.pdf.rows import Line
from ingest.readers.pdf.writing import Text, Vocabulary, write
from ingest.types import Row, Table

_NUMBERED = re.compile(r"^(?:Table|表)\s*([\dA-Z]{1,3}(?:[.\-–][\dA-Z]{1,3})*)\s*[:：.．]?\s*(.*)$", re.IGNORECASE | re.DOTALL)
_NUMERIC = re.compile(r"^[\d.,%()\s$€¥£+\-–—~]+$")
_SAME_POSTS = 4.0  # points between the columns of a table and those of its continuation on the next page


@dataclass(frozen=True, slots=True)
class Laid:
    """A grid with the lines of its cells, by the row and column in which each begins."""

    grid: Grid
    page: int
    lines: Mapping[tuple[int, int], Sequence[Line]]


@dataclass(slots=True)
class Drawn:
    """A table as far as it is written, with its place for a part that continues it."""

    number: str
    caption: str
    columns: tuple[str, ...]
    rows: list[Row]
    posts: tuple[float, ...]
    page: int


def write_table(text: Text, laid: Laid, caption: str, before: Sequence[Drawn], vocabulary: Vocabulary) -> list[Drawn]:
    """Write the rows of a table, a line each; returns the tables so far with this one."""
    rows: list[Row] = []
    above = [""] * (len(laid.grid.columns) - 1)
    for row in range(laid.grid.height):
        start = text.length
        above = _write_row(text, laid, row, above, vocabulary)
        words = text.since(start)
        if words.strip():
            first = start + len(words) - len(words.lstrip())
            rows.append(Row("", tuple(above), first, first + len(words.strip())))
            text.add("\n")
        else:
            text.take_back(start)
    if rows:
        text.take_back(text.length - 1)
    return _kept(rows, laid, caption, list(before)) if rows else list(before)


def _write_row(text: Text, laid: Laid, row: int, above: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """Writes the cells that begin in a row; returns the values of all its columns, those of merged cells too."""
    values = list(above)
    cells = [cell for cell in laid.grid.cells if cell.row <= row < cell.below]
    for order, cell in enumerate(sorted(cells, key=lambda cell: cell.column)):
        text.add("\t" if order else "")
        if cell.row == row:
            start = text.length
            write(text, laid.lines.get((cell.row, cell.column), ()), vocabulary)
            values[cell.column : cell.beside] = [text.since(start)] * (cell.beside - cell.column)
    return values


def _kept(rows: list[Row], laid: Laid, caption: str, before: list[Drawn]) -> list[Drawn]:
    """The tables with this one: a new one, or more rows of the one that the page before ends with."""
    match = _NUMBERED.match(caption)
    last = before[-1] if before else None
    first = rows[0].cells
    if last is not None and not match and laid.page - last.page == 1 and _same_posts(last.posts, laid.grid.columns):
        last.rows += rows[1:] if first == last.columns else rows
        last.page = laid.page
        return before
    headed = len(rows) > 1 and sum(map(bool, first)) > len(first) / 2 and not any(_NUMERIC.match(cell) for cell in first)
    columns = first if headed else ("",) * len(first)
    number, words = (match[1], match[2].strip()) if match else ("", caption)
    return [*before, Drawn(number, words, columns, rows[1:] if headed else rows, laid.grid.columns, laid.page)]


def _same_posts(before: Sequence[float], after: Sequence[float]) -> bool:
    return len(before) == len(after) and all(abs(a - b) < _SAME_POSTS for a, b in zip(before, after, strict=True))


def tables(drawn: Sequence[Drawn]) -> tuple[Table, ...]:
    """The tables as data, by the numbers of their captions, the others by the numbers that are left."""
    taken = {one.number for one in drawn}
    free = (str(number) for number in range(1, 2 * len(drawn) + 2) if str(number) not in taken)
    found: list[Table] = []
    used: set[str] = set()
    for one in drawn:
        number = one.number if one.number and one.number not in used else next(free)
        used.add(number)
        rows = tuple(Row(f"table {number} row {i}", row.cells, row.start, row.end) for i, row in enumerate(one.rows, 1))
        language = detect(" ".join(cell for row in rows[:50] for cell in row.cells))
        found.append(Table(number, one.caption, language, one.columns, rows))
    return tuple(found)
