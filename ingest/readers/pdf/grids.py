"""Ruled tables: the grid that lines draw on a page, and the words in its cells.

A merged cell's words stand in the row where it begins; as data they are repeated in every row that it spans. Knows nothing
about how the text around a table is read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.readers.pdf.glyphs import Box, Edge, Sheet, Word

_NEAR = 2.5  # points: lines closer than this are one
_MOST_EDGES = 4000  # of one page; a drawing has more
_LEAST_FULL = 0.3  # of the cells of a table that hold words


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, merged ones once: rows and columns that it spans (the last ones excluded) and its words in their order."""

    row: int
    column: int
    below: int
    beside: int
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it is drawn: `columns` are the places of its upright lines, or where these would be; `heads` counts the rows
    that name columns, where that is known."""

    box: Box
    columns: tuple[float, ...]
    height: int
    cells: tuple[Cell, ...]
    heads: int | None = None


def grids(sheet: Sheet, flat: Sequence[Edge], upright: Sequence[Edge]) -> list[Grid]:
    """The ruled tables of a page that hold words in rows and columns."""
    if not flat or not upright or len(flat) + len(upright) > _MOST_EDGES:
        return []
    found = (_grid(rules, posts, sheet) for rules, posts in _connected(flat, upright))
    return [grid for grid in found if grid is not None]


def ruled(edges: Iterable[Edge]) -> tuple[list[Edge], list[Edge]]:
    """A page's horizontal and vertical lines, those in one line that touch as one."""
    flat = [edge for edge in edges if edge[2] - edge[0] >= edge[3] - edge[1]]
    upright = [(y0, x0, y1, x1) for x0, y0, x1, y1 in edges if x1 - x0 < y1 - y0]
    return _chained(flat), [(x0, y0, x1, y1) for y0, x0, y1, x1 in _chained(upright)]


def _chained(flat: Sequence[Edge]) -> list[Edge]:
    """Lines along the first axis: snapped to the levels at which they lie, then joined where they touch."""
    levels: list[float] = []
    runs: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for x0, y0, x1, y1 in sorted(flat, key=lambda edge: edge[1] + edge[3]):
        middle = (y0 + y1) / 2
        if not levels or middle - levels[-1] > _NEAR:
            levels.append(middle)
        runs[len(levels) - 1].append((x0, x1))
    found: list[Edge] = []
    for level, spans in runs.items():
        start, end = min(spans)[0], min(spans)[0]
        for x0, x1 in sorted(spans):
            if x0 > end + _NEAR:
                found.append((start, levels[level], end, levels[level]))
                start = x0
            end = max(end, x1) if x0 <= end + _NEAR else x1
        found.append((start, levels[level], end, levels[level]))
    return [edge for edge in found if edge[2] - edge[0] > 2 * _NEAR]


def _connected(flat: Sequence[Edge], upright: Sequence[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Lines that cross or touch one another, directly or through others."""
    owner = list(range(len(flat) + len(upright)))

    def root(index: int) -> int:
        while owner[index] != index:
            owner[index] = owner[owner[index]]
            index = owner[index]
        return index

    for i, (x0, y, x1, _) in enumerate(flat):
        for j, (x, y0, _, y1) in enumerate(upright, len(flat)):
            if x0 - _NEAR <= x <= x1 + _NEAR and y0 - _NEAR <= y <= y1 + _NEAR:
                owner[root(i)] = root(j)
    groups: dict[int, tuple[list[Edge], list[Edge]]] = defaultdict(lambda: ([], []))
    for index, edge in enumerate([*flat, *upright]):
        groups[root(index)][index >= len(flat)].append(edge)
    return [group for group in groups.values() if len(group[0]) >= 3 and len(group[1]) >= 3]


def _levels(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _grid(rules: Sequence[Edge], posts: Sequence[Edge], sheet: Sheet) -> Grid | None:
    xs, ys = _levels([edge[0] for edge in posts] + _open_sides(rules)), _levels(edge[1] for edge in rules)
    if len(xs) < 3 or len(ys) < 3:
        return None
    inside = [word for word in sheet.words if xs[0] - _NEAR < _middle(word)[0] < xs[-1] + _NEAR and ys[0] < _middle(word)[1] < ys[-1]]
    cells = _cells(xs, ys, rules, posts, inside)
    full = [cell for cell in cells if cell.words]
    wide = sum(1 for row in range(len(ys) - 1) if sum(cell.row == row for cell in full) >= 2)
    if wide < 2 or len(full) < _LEAST_FULL * len(cells) or any(word.style.turn < 0 for word in inside):
        return None
    return _compact(Grid((xs[0], ys[0], xs[-1], ys[-1]), tuple(xs), len(ys) - 1, tuple(cells)))


def _compact(grid: Grid) -> Grid:
    """The grid without columns in which nothing begins: lines drawn twice, or a gap between two."""
    used = sorted({cell.column for cell in grid.cells if cell.words})
    index = {column: number for number, column in enumerate(used)}

    def moved(column: int) -> int:
        return index.get(column, sum(one < column for one in used))

    cells = tuple(
        replace(cell, column=moved(cell.column), beside=max(moved(cell.column) + 1, moved(cell.beside)))
        for cell in grid.cells
        if cell.words or cell.column in index
    )
    posts = (*(grid.columns[column] for column in used), grid.columns[-1])
    return replace(grid, columns=posts, cells=cells)


def _open_sides(rules: Sequence[Edge]) -> list[float]:
    """The ends that half of the horizontal lines share: the sides of a table that is drawn without them."""
    ends = [side for edge in rules for side in (edge[0], edge[2])]
    return [side for side in ends if sum(abs(side - other) < _NEAR for other in ends) >= max(3, len(rules) / 2)]


def _middle(word: Word) -> tuple[float, float]:
    return (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2


def _cells(xs: Sequence[float], ys: Sequence[float], rules: Sequence[Edge], posts: Sequence[Edge], inside: Sequence[Word]) -> list[Cell]:
    """The cells by rows: two grid places belong to one where no line parts them."""
    wide, high = len(xs) - 1, len(ys) - 1
    parted = _Parted(xs, ys, rules, posts)
    held: dict[tuple[int, int], list[Word]] = defaultdict(list)
    place = (0, 0)
    for index, word in enumerate(inside):
        x, y = _middle(word)
        if not index or word.space or word.y0 > inside[index - 1].y1 or word.x0 - inside[index - 1].x1 > word.style.size:
            place = min(high - 1, max(0, bisect_right(ys, y) - 1)), min(wide - 1, max(0, bisect_right(xs, x) - 1))
        held[place].append(word)
    taken: set[tuple[int, int]] = set()
    found: list[Cell] = []
    for row in range(high):
        for column in range(wide):
            if (row, column) in taken:
                continue
            beside = column + 1
            while beside < wide and not parted.upright(row, beside) and (row, beside) not in taken:
                beside += 1
            below = row + 1
            while below < high and all(not parted.flat(below, c) and (below, c) not in taken for c in range(column, beside)):
                below += 1
            places = [(r, c) for r in range(row, below) for c in range(column, beside)]
            taken.update(places)
            words = [word for place in places for word in held.get(place, ())]
            found.append(Cell(row, column, below, beside, tuple(words)))
    return found


class _Parted:
    """Whether a line parts a place of the grid from the one before it."""

    def __init__(self, xs: Sequence[float], ys: Sequence[float], rules: Sequence[Edge], posts: Sequence[Edge]) -> None:
        self._xs, self._ys = xs, ys
        self._rules: dict[int, list[Edge]] = defaultdict(list)
        self._posts: dict[int, list[Edge]] = defaultdict(list)
        for edge in rules:
            self._rules[bisect_right(ys, edge[1] + _NEAR) - 1].append(edge)
        for edge in posts:
            self._posts[bisect_right(xs, edge[0] + _NEAR) - 1].append(edge)

    def upright(self, row: int, column: int) -> bool:
        """Between `column - 1` and `column` in a row."""
        middle = (self._ys[row] + self._ys[row + 1]) / 2
        return any(y0 <= middle <= y1 for _, y0, _, y1 in self._posts[column])

    def flat(self, row: int, column: int) -> bool:
        """Between `row - 1` and `row` in a column."""
        middle = (self._xs[column] + self._xs[column + 1]) / 2
        return any(x0 <= middle <= x1 for x0, _, x1, _ in self._rules[row])
