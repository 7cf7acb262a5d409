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
    """A grid with the lines of its cells, by the row and column in which each begins; `title` names it where no caption does,
    `note` is what stands below it."""

    grid: Grid
    page: int
    lines: Mapping[tuple[int, int], Sequence[Line]]
    title: str = ""
    note: str = ""


@dataclass(slots=True)
class Drawn:
    """A table as far as it is written, with its place for a part that continues it."""

    number: str
    caption: str
    columns: tuple[str, ...]
    rows: list[Row]
    posts: tuple[float, ...]
    page: int
    note: str = ""


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
    heads = _heads(rows, laid.grid)
    columns = _columns([row.cells for row in rows[:heads]], len(laid.grid.columns) - 1)
    if last is not None and _continues(last, laid, match[1] if match else "", columns, rows[0].cells):
        last.rows += rows[1:] if rows[0].cells == last.columns else rows[heads:] if columns == last.columns else rows
        last.page, last.note = laid.page, " ".join(filter(None, (last.note, laid.note)))
        return before
    number, words = (match[1], match[2].strip()) if match else ("", caption)
    return [*before, Drawn(number, words, columns, rows[heads:], laid.grid.columns, laid.page, laid.note)]


def _heads(rows: Sequence[Row], grid: Grid) -> int:
    """How many rows name the columns: as the grid says, else the first one if it holds words in most columns and no numbers."""
    if grid.heads is not None:
        return min(grid.heads, len(rows) - 1)
    first = rows[0].cells
    return int(len(rows) > 1 and sum(map(bool, first)) > len(first) / 2 and not any(_NUMERIC.match(cell) for cell in first))


def _columns(heads: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """The names of the columns: what stands over several said of each of them, before their own."""
    return tuple(" ".join(dict.fromkeys(cells[column] for cells in heads if cells[column])) for column in range(width))


def _continues(last: Drawn, laid: Laid, number: str, columns: Sequence[str], first: Sequence[str]) -> bool:
    """Whether a table goes on with the last one: on the next page, under the same number or none, in the same columns."""
    if laid.page - last.page != 1 or number not in ("", last.number):
        return False
    if laid.grid.heads is None and not number:
        return _same_posts(last.posts, laid.grid.columns)
    return any(columns) and columns == last.columns


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
        found.append(Table(number, one.caption, language, one.columns, rows, one.note))
    return tuple(found)
