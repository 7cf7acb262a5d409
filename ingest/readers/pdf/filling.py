"""From a region that may be a table to its grid: columns, head, rows, cells; or to nothing where it is no table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from statistics import median

from ingest.readers.pdf.folding import Folding, Lined, folded
from ingest.readers.pdf.glyphs import Word
from ingest.readers.pdf.grids import Cell, Grid
from ingest.readers.pdf.heads import head_strips, levels
from ingest.readers.pdf.judging import is_table, is_unmistakable
from ingest.readers.pdf.regions import Block, Region
from ingest.readers.pdf.strips import Strip, bounds, gutters, parts

_CLEAR = 1.0  # of the type size: white between columns that nothing but a caption shows


def grid_of(region: Region, *, sure: bool) -> Grid | None:
    """The table that a region is, None where it is none; `sure` says that a caption, or three rules and more, say that it is one."""
    found, heads = region.strips, head_strips(region)
    top, body = found[:heads], found[heads:]
    white = max(gutters(body), _headed_gutters(top, body), key=len) or gutters(found)
    if not white or (not region.rules and min(b - a for a, b in white) < _CLEAR * median(one.size for one in body)):
        return None
    places, width = bounds(white, body, reversed(top)), len(white) + 1
    lines = [
        Lined(tuple(parts(strip, places)), strip.y0, strip.y1, number) for number, block in enumerate(region.blocks) for strip in block
    ]
    headed, rows = lines[:heads], lines[heads:]
    if not is_table(rows, width, headed=heads > 0, sure=sure) or not (region.rules or is_unmistakable(rows, width)):
        return None
    folding = folded(rows, width, _is_row_ruled(region.blocks[bool(heads) :]))
    if len(folding.rows) < 2:
        return None
    top_rows = levels(headed, _extents(lines, width), region.shorter)
    return _filled(region, places, top_rows, folding)


def _headed_gutters(top: Sequence[Strip], body: Sequence[Strip]) -> list[tuple[float, float]]:
    """The white between columns where their names count too: one of them may have no cell."""
    names = max(top, key=lambda strip: len(strip.pieces), default=None)
    return gutters([names, *body]) if names is not None and names.pieces[1:] else []


def _is_row_ruled(blocks: Sequence[Block]) -> bool:
    return len(blocks) > 2 and median(sum(len(strip.pieces) > 1 for strip in block) for block in blocks) <= 1


def _extents(lines: Sequence[Lined], width: int) -> list[tuple[float, float]]:
    held = [[part for line in lines for part in line.parts if part.first == part.last == column] for column in range(width)]
    return [(min((part.x0 for part in one), default=0.0), max((part.x1 for part in one), default=0.0)) for one in held]


def _filled(region: Region, places: Sequence[float], top: Sequence[Sequence[Lined]], folding: Folding) -> Grid:
    """The grid of a table; headings of groups are a column of their own before the others, each cell of it beside all its rows."""
    left, _, right, _ = region.box
    aside = 1 if folding.groups else 0
    columns = (*((left - 1,) if aside else ()), left, *places, right)
    width = len(columns) - 1
    rows = [*top, *(row.lines for row in folding.rows)]
    cells = [cell for number, lines in enumerate(rows) for cell in _row(number, lines, width, aside)]
    if aside:
        cells += [Cell(number, 0, number + 1, 1, ()) for number in range(len(top))]
        cells += _groups(folding, len(top))
    return Grid(region.box, columns, len(rows), tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), len(top))


def _row(number: int, lines: Iterable[Lined], width: int, aside: int) -> Iterator[Cell]:
    """The cells of a row, empty ones too."""
    held: dict[tuple[int, int], list[Word]] = {}
    owner: dict[int, tuple[int, int]] = {}
    for part in sorted((part for line in lines for part in line.parts), key=lambda part: part.first - part.last):
        key = next((owner[column] for column in range(part.first, part.last + 1) if column in owner), (part.first, part.last))
        held.setdefault(key, []).extend(part.words)
        owner.update(dict.fromkeys(range(key[0], key[1] + 1), key))
    for (first, last), words in held.items():
        yield Cell(number, first + aside, number + 1, last + aside + 1, tuple(words))
    for column in range(width - aside):
        if column not in owner:
            yield Cell(number, column + aside, number + 1, column + aside + 1, ())


def _groups(folding: Folding, first: int) -> Iterator[Cell]:
    """The cells of the column of groups."""
    start = first
    for group, rows in groupby(folding.rows, key=lambda row: row.group):
        end = start + len(list(rows))
        words = tuple(word for line in folding.groups[group] for part in line.parts for word in part.words) if group >= 0 else ()
        yield Cell(start, 0, end, 1, words)
        start = end
