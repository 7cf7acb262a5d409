"""Rows out of baselines: cells that go on over several lines put together, lines that head the rows below them told apart.

A line goes on with the row above it only if no word of it had fitted there. Knows nothing about rules or heads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ingest.language import has_chinese
from ingest.lines import is_open
from ingest.readers.pdf.glyphs import Word
from ingest.readers.pdf.strips import Part

_SIGNS = r"\d.,%()\s$€¥£+\-–—−~±<>≤≥*×/"
NUMERIC = re.compile(rf"^[{_SIGNS}]*\d[{_SIGNS}a-c]*$|^[-–—]+$|^(?:n/?a|N/?A)\.?$")
YEAR = re.compile(r"^(?:FY\s?)?(?:19|20)\d\d(?:\s?[-–/]\s?(?:19|20)?\d\d)?\s?(?:[AEFP]|年|年[度底末]?)?$")
_TOTAL = re.compile(r"^(?:sub|grand )?totals?\b|^(?:总计|合计|小计|总和)", re.IGNORECASE)
_CLOSE, _APART = 1.2, 1.12  # times: how far distances of lines within a row differ at most, and from those between rows at least
_WITHIN = 0.7  # of the type size: lines closer to one another are of one row, some of its cells set in its middle
_RAGGED = 0.2  # of a column's width that may be left where the distance of lines says already that a cell goes on
_SLACK = 0.25  # of the type size: by how much a space may be wider than we think
_SPACE = 0.28  # of the type size: a space
_LONG_CELL = 8  # characters of a Chinese cell that may go on in the next line
_INDENT = 0.6  # of the type size: rows that are set in under their heading


@dataclass(frozen=True, slots=True)
class Lined:
    """A baseline of a table as parts by column."""

    parts: tuple[Part, ...]
    y0: float
    y1: float
    block: int

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2

    def words(self, column: int) -> tuple[Word, ...]:
        """The words of the cell in a column, none where it is empty or stands over several."""
        return next((part.words for part in self.parts if part.first == part.last == column), ())

    def text(self, column: int) -> str:
        return next((part.text for part in self.parts if part.first == part.last == column), "")


@dataclass(slots=True)
class Folded:
    """A row: parts by the columns in which they stand, and the heading above it and others."""

    lines: list[Lined]
    group: int = -1  # the number of the heading, -1 for none

    @property
    def cells(self) -> Mapping[tuple[int, int], tuple[Word, ...]]:
        held: dict[tuple[int, int], tuple[Word, ...]] = {}
        for line in self.lines:
            for part in line.parts:
                held[part.first, part.last] = held.get((part.first, part.last), ()) + part.words
        return held

    def text(self, column: int) -> str:
        return " ".join(text for line in self.lines if (text := line.text(column)))


@dataclass(slots=True)
class Folding:
    """All rows, and the lines that head groups of them."""

    rows: list[Folded] = field(default_factory=list)
    groups: list[list[Lined]] = field(default_factory=list)


def folded(lines: Sequence[Lined], width: int, row_ruled: bool) -> Folding:
    """The rows of a table's body; `row_ruled` says that a rule follows each row."""
    limits = _limits(lines, width)
    close = _closeness(lines)
    rows: list[list[Lined]] = []
    for index, line in enumerate(lines):
        if rows and _is_one_row(rows[-1], line, limits, row_ruled, close[index]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return _grouped([Folded(row) for row in _headed(rows, limits)], width)


def _limits(lines: Sequence[Lined], width: int) -> list[float]:
    """The widest line of each column: what had fitted there stands there."""
    return [
        max((part.x1 - part.x0 for line in lines for part in line.parts if part.first == part.last == column), default=0.0)
        for column in range(width)
    ]


def _closeness(lines: Sequence[Lined]) -> list[bool | None]:
    """Whether each line stands close below the one before: True or False where two distances are told apart, else None."""
    steps = [after.middle - before.middle for before, after in pairwise(lines)]
    whole = sorted(step for step in steps if step > 0)
    jumps = [(after / before, before) for before, after in pairwise(whole)]
    jump, last = max(jumps, default=(1.0, 0.0))
    told = jump >= _APART and last <= _CLOSE * whole[0]
    return [None, *((step <= last if told else None) for step in steps)]


def _is_one_row(row: Sequence[Lined], line: Lined, limits: Sequence[float], row_ruled: bool, close: bool | None) -> bool:
    last = row[-1]
    if last.block != line.block:
        return False
    if line.middle - last.middle < _WITHIN * line.parts[0].words[0].style.size and not _both_numeric(row, line):
        return True
    if close is False or any(part.first != part.last for part in line.parts) or _both_numeric(row, line):
        return False
    columns = [part.first for part in line.parts]
    above = {part.first for one in row for part in one.parts}
    few = bool(close) and 0 not in columns and len(columns) * 2 <= len(above)
    if not all(_had_not_fitted(row, part, limits, _RAGGED if few else 0.0) for part in line.parts if part.first in above):
        return False
    if row_ruled or close:
        return set(columns) <= above or row_ruled
    worded = [_goes_on(row, part) for part in line.parts]
    fewer = 0 not in columns or len(columns) * 2 <= len(above)
    return set(columns) <= above and (all(worded) or (fewer and any(worded)))


def _both_numeric(row: Sequence[Lined], line: Lined) -> bool:
    return any(NUMERIC.match(part.text) and any(NUMERIC.match(one.text(part.first)) for one in row) for part in line.parts)


def _had_not_fitted(row: Sequence[Lined], part: Part, limits: Sequence[float], ragged: float = 0.0) -> bool:
    """Whether the first word of a part is too wide for what was left of the line above it in its cell, or `ragged` of the column was."""
    above = next((words for one in reversed(row) if (words := one.words(part.first))), None)
    if above is None:
        return True
    first, size = part.words[0], part.words[0].style.size
    wide = size if has_chinese(first.text[:1]) else first.x1 - first.x0 + _SPACE * size
    least = min(limits[part.first] - _SLACK * size, (1 - ragged) * limits[part.first])
    return above[-1].x1 - above[0].x0 + wide > least or above[-1].text.endswith("-")


def _goes_on(row: Sequence[Lined], part: Part) -> bool:
    """Whether the wording says that a part goes on with the cell above it."""
    above = " ".join(text for one in row if (text := one.text(part.first)))
    if not above or NUMERIC.match(part.text):
        return False
    if part.text[0].islower() or part.text[0] in "(（，、；）)" or above[-1] in "-,，、(（/&":
        return True
    return has_chinese(part.text[0]) and len(above) > _LONG_CELL and is_open(above)


# ---------------------------------------------------------------- lines that head rows


def _headed(rows: Sequence[list[Lined]], limits: Sequence[float]) -> list[list[Lined]]:
    """Rows whose label began on a line above the other cells, put together with that line."""
    found: list[list[Lined]] = []
    for row in rows:
        if found and _is_label(found[-1]) and _opens(found[-1], row[0], limits):
            found[-1] += row
        else:
            found.append(row)
    return found


def _is_label(row: Sequence[Lined]) -> bool:
    return all(len(line.parts) == 1 and line.parts[0].first == line.parts[0].last == 0 for line in row)


def _opens(before: Sequence[Lined], line: Lined, limits: Sequence[float]) -> bool:
    """Whether the label of a line goes on with the lines before it."""
    if before[-1].block != line.block or len(line.parts) < 2:
        return False
    label = next((part for part in line.parts if part.first == part.last == 0), None)
    return label is not None and label.text[0].islower() and _had_not_fitted(before, label, limits)


def _grouped(rows: Sequence[Folded], width: int) -> Folding:
    heads = _group_heads(rows, width)
    found = Folding()
    current = -1
    for number, row in enumerate(rows):
        if number in heads:
            found.groups.append(row.lines)
            current = len(found.groups) - 1
        else:
            if _TOTAL.match(row.text(0)):
                current = -1
            found.rows.append(Folded(row.lines, current))
    return found


def _group_heads(rows: Sequence[Folded], width: int) -> set[int]:
    """The rows with one cell alone that head those below them: some that look alike, or one that stands out."""
    single = [number for number, row in enumerate(rows[:-1]) if len(row.lines) == 1 and _is_alone(row.lines[0], width)]
    single = [number for number in single if number + 1 not in single and sum(len(line.parts) for line in rows[number + 1].lines) > 1]
    standing = [number for number in single if _stands_out(rows, number)]
    return set(single if len(single) > 1 and len(single) * 2 < len(rows) else standing)


def _is_alone(line: Lined, width: int) -> bool:
    return len(line.parts) == 1 and line.parts[0].first == 0 and not NUMERIC.match(line.parts[0].text) and width > 1


def _stands_out(rows: Sequence[Folded], number: int) -> bool:
    part, below = rows[number].lines[0].parts[0], [row.lines[0].parts[0] for row in rows[number + 1 :]]
    if part.last > 0:
        return True
    labels = [one for one in below if one.first == one.last == 0]
    if not labels:
        return False
    size = part.words[0].style.size
    set_in = median(one.x0 for one in labels) - part.x0 > _INDENT * size
    return set_in or (part.words[0].style.bold and not any(one.words[0].style.bold for one in labels))
