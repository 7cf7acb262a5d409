"""Exact answers from a table that a person added: the cell where the row and the column that a question names meet.

A row is named by its label, whole; a column by all words of its head but units. The article's own tables are asked in other ways, see
`assistant.tables`. Pure: a question and grids in, a composition or None out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.composition import Composition, Line, whole
from assistant.grid import Grid, GridRow
from assistant.question import Question
from assistant.wording import say
from ingest.language import CJK
from ingest.types import Language

_MOST = 4  # cells of one answer; a question that fits more is about something else
_DISTINCT = 0.8  # of the labels of a column that names rows
_NO_LOOK_UP = ("why", "summary", "steps", "cited", "group", "list")
_UNIT = re.compile(r"[(（][^()（）]*[)）]|[:：]\s*$|%")
_COLON = re.compile(r"\s*[:：]\s*$")
_WIDE_SPACE = re.compile(rf"(?<=[{CJK}])\s+|\s+(?=[{CJK}])")
_YEAR = re.compile(r"^((?:19|20)\d\d)\s?[a-z]?(?:年)?$")
_FIGURE = re.compile(r"^[\W\d]*$")
_LEAST = 2  # characters of a label


@dataclass(frozen=True, slots=True)
class _Met:
    """A row and one of its columns that a question names."""

    grid: Grid
    row: GridRow
    label: str
    column: int
    head: str
    value: str


def answer(question: Question, grids: Sequence[Grid]) -> Composition | None:
    """The cells that the question asks for by row and column; None where it names no row or column, or too many."""
    if question.has(*_NO_LOOK_UP) or question.manner != "question":
        return None
    asked = _plain(question.text)
    wanted = set(map(str, question.tables))
    met = [one for grid in grids if not wanted or grid.number in wanted for one in _in_grid(grid, asked, question.language)]
    if question.years or any(one.head for one in met):
        met = [one for one in met if one.head]  # a column without a head says nothing of the year that is asked
    if question.has("define"):
        met = [one for one in met if _FIGURE.match(one.value)]  # what a thing is, is told elsewhere; how much of it, here
    labels, heads = {one.label for one in met}, {one.head for one in met}
    met = [one for one in met if not _is_within(one.label, labels) and not _is_within(one.head, heads)]
    if not 0 < len(met) <= _MOST:
        return None
    return Composition(tuple(_line(one, question.language) for one in met), 1.0, exact=True)


def _in_grid(grid: Grid, asked: str, language: Language) -> list[_Met]:
    side: Language = language if language in grid.columns else next(iter(grid.columns))
    column = _label_column(grid, side)
    if column is None:
        return []
    named = [(row, label) for row in grid.rows if (label := _named(row.cell(column, side), asked))]
    others = [other for other in range(len(grid.columns[side])) if other > column]
    heads = {other: head for other in others if (head := _headed(grid.head(other, side), asked))}
    if not heads and len(others) == 1 and not grid.head(others[0], side):
        heads = {others[0]: ""}
    met = (_Met(grid, row, label, other, head, row.cell(other, side).strip()) for row, label in named for other, head in heads.items())
    return [one for one in met if one.value]


def _label_column(grid: Grid, side: Language) -> int | None:
    """The first column whose cells tell the rows apart in words."""
    for column in range(len(grid.columns[side])):
        cells = [cell for row in grid.rows if (cell := row.cell(column, side).strip())]
        if cells and len(set(cells)) >= _DISTINCT * len(cells) and sum(bool(_FIGURE.match(cell)) for cell in cells) * 2 < len(cells):
            return column
    return None


def _plain(text: str) -> str:
    """The text without case and without white space beside Chinese characters."""
    return _WIDE_SPACE.sub("", " ".join(unicodedata.normalize("NFKC", text).casefold().split()))


def _named(label: str, asked: str) -> str:
    """The label, or what of it is no unit, as it stands in the question; "" where it does not."""
    for name in (_plain(label), _plain(_UNIT.sub(" ", label)).strip()):
        if len(name) >= _LEAST and not _FIGURE.match(name) and _stands_in(name, asked):
            return name
    return ""


def _headed(head: str, asked: str) -> str:
    """What of a column's head the question says: all its words but units; "" where it does not."""
    parts = _plain(_UNIT.sub(" ", head)).split()
    return " ".join(parts) if parts and all(_is_said(part, asked) for part in parts) else ""


def _is_said(part: str, asked: str) -> bool:
    year = _YEAR.match(part)
    return bool(re.search(rf"(?<!\d){year[1]}(?!\d)", asked)) if year else _stands_in(part, asked)


def _stands_in(name: str, asked: str) -> bool:
    """Whether words stand in the question as words; one more or less "s" at their end is no matter."""
    if not name.isascii():
        return name in asked
    return bool(re.search(rf"(?<![a-z\d]){re.escape(name.removesuffix('s'))}s?(?![a-rt-z]|\d)", asked))


def _is_within(name: str, others: Iterable[str]) -> bool:
    return any(name != other and name in other for other in others)


def _line(met: _Met, language: Language) -> Line:
    side: Language = language if language in met.row.cells else next(iter(met.row.cells))
    passage = met.row.passages.get(side) or next(iter(met.row.passages.values()))
    column = _label_column(met.grid, side) or 0
    above = " ".join(dict.fromkeys(cell for at in range(column) if (cell := met.row.cell(at, side).strip())))
    label, head = _COLON.sub("", met.row.cell(column, side)), met.grid.head(met.column, side)
    row = say("cell_group", language, row=label, group=above) if above else label
    key = "cell" if head else "cell_plain"
    return Line(say(key, language, row=row, column=head, value=met.value), (whole(passage),), "sentence")
