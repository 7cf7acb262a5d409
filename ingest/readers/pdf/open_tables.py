"""Tables without upright lines, found on a page with what belongs to them.

Two kinds: those between horizontal rules, and those that nothing but a caption ("Table 3", 表3) and their clear columns show. Each
comes with its caption and notes, so that these stay with it. Knows nothing about the order in which a page is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from ingest.readers.pdf.filling import grid_of
from ingest.readers.pdf.glyphs import Edge, Sheet, Word
from ingest.readers.pdf.grids import Grid
from ingest.readers.pdf.marginal import caption_above, is_caption, is_note, notes_below, title_above
from ingest.readers.pdf.regions import Region, regions
from ingest.readers.pdf.rows import Thing, pieces
from ingest.readers.pdf.strips import Strip, strips_of

_ABOVE = 110.0  # points in which the caption of a table stands
_NO_MORE = 2.0  # of a baseline's height: wider white ends a table that no rule ends
_CAPTION_LINES = 3
_MOST_ROWS = 300  # baselines of one page
_LOOKED_AT = 12  # baselines below captions that stand side by side, which tell where one table ends and the next begins


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table of a page: its grid, `beside` it the lines of its caption and of each of its notes; `title` where it has no caption."""

    grid: Grid
    beside: tuple[tuple[Strip, ...], ...] = ((),)
    title: str = ""

    @property
    def words(self) -> Iterator[Word]:
        """All its words, those of caption and notes too."""
        yield from (word for cell in self.grid.cells for word in cell.words)
        yield from (word for part in self.beside for strip in part for word in strip.words)


# ---------------------------------------------------------------- between rules


def open_tables(flat: Sequence[Edge], words: Sequence[Word], sheet: Sheet) -> list[OpenTable]:
    """The tables of a page between horizontal rules; `words` are those that stand in no ruled table."""
    drawn = []
    for region in regions(flat, words, sheet):
        grid = grid_of(region, sure=region.rules > 2)
        if grid is not None:
            drawn.append(grid)
    if not drawn:
        return []
    held = {id(word) for grid in drawn for cell in grid.cells for word in cell.words}
    free = pieces([word for word in words if id(word) not in held and word.style.turn == 0], sheet)
    return [_with_margins(grid, free) for grid in drawn]


def _with_margins(grid: Grid, free: Sequence[Thing]) -> OpenTable:
    x0, top, x1, bottom = grid.box
    near = [one for one in free if one.y1 > top - _ABOVE and _is_over(one, x0, x1)]
    above = strips_of(one for one in near if (one.y0 + one.y1) / 2 < top)
    below = strips_of(one for one in near if (one.y0 + one.y1) / 2 > bottom)
    caption = caption_above(above, top)
    return OpenTable(grid, (tuple(caption), *notes_below(below, bottom, x1)), "" if caption else title_above(above, top))


def _is_over(one: Thing, x0: float, x1: float) -> bool:
    inside = min(one.x1, x1 + 3) - max(one.x0, x0 - 3)
    return inside > 0.9 * (one.x1 - one.x0) or (inside > 0.9 * (x1 - x0) and one.x1 - one.x0 < 2 * (x1 - x0))


# ---------------------------------------------------------------- under a caption


def captioned(column: Sequence[Thing]) -> list[Thing | OpenTable]:
    """Pieces of a page or a column (from the top down) with the tables put together that only a caption and clear columns show."""
    if not any(one.words and one.words[0].text.casefold().startswith(("table", "表", "续表")) for one in column):
        return list(column)
    rows = strips_of(column)
    made: dict[int, OpenTable] = {}
    for at, row in enumerate(rows):
        if all(is_caption(Strip((piece,)).text) for piece in row.pieces):
            for own in _sides(rows[at : at + _MOST_ROWS]):
                table = _under_caption(own)
                if table is not None and not any(id(word) in made for word in table.words):
                    made.update((id(word), table) for word in table.words)
    kept: list[Thing | OpenTable] = []
    for one in column:
        of = made.get(id(one.words[0])) if one.words else None
        if of is None or not any(of is other for other in kept):
            kept.append(of or one)
    return kept


def _sides(rows: Sequence[Strip]) -> list[list[Strip]]:
    """What stands under the captions of the first row, for each its own, parted at the widest white below between two of them."""
    captions = rows[0].pieces
    below = [piece for row in rows[1 : 1 + _LOOKED_AT] for piece in row.pieces]
    places = [-inf, *(_widest_white(below, one.x1, other.x0) for one, other in pairwise(captions)), inf]
    found = []
    for left, right in pairwise(places):
        own = (Strip(tuple(piece for piece in row.pieces if left <= (piece.x0 + piece.x1) / 2 < right)) for row in rows)
        found.append([row for row in own if row.pieces])
    return found


def _widest_white(pieces: Iterable[Thing], left: float, right: float) -> float:
    """The middle of the widest white that lies in part between two places."""
    best, reached = (0.0, (left + right) / 2), left
    for piece in sorted(pieces, key=lambda one: one.x0):
        if piece.x0 > reached and reached <= right:
            best = max(best, (piece.x0 - reached, (piece.x0 + reached) / 2))
        reached = max(reached, piece.x1)
    return best[1]


def _under_caption(rows: Sequence[Strip]) -> OpenTable | None:
    """The table whose caption begins in the first row."""
    first = next((n for n in range(1, min(1 + _CAPTION_LINES, len(rows))) if len(rows[n].pieces) > 1), len(rows))
    end = first
    while end < len(rows) and _goes_on(rows, end, first):
        end += 1
    while end > first and len(rows[end - 1].pieces) < 2:
        end -= 1
    if end - first < 3 or _is_far(rows[first - 1], rows[first]):
        return None
    body = tuple(rows[first:end])
    box = (min(one.x0 for one in body), body[0].y0, max(one.x1 for one in body), body[-1].y1)
    region = Region(box, (body,), 0, ())
    grid = grid_of(region, sure=True)
    return OpenTable(grid, (tuple(rows[:first]), *notes_below(rows[end:], box[3], box[2]))) if grid else None


def _goes_on(rows: Sequence[Strip], at: int, first: int) -> bool:
    """Whether a row belongs to the table that begins with row `first`."""
    row = rows[at]
    if any(one.other is not None or is_caption(Strip((one,)).text) for one in row.pieces) or any(w.style.turn for w in row.words):
        return False
    return not is_note(row.text) and (at == first or not _is_far(rows[at - 1], row))


def _is_far(above: Strip, below: Strip) -> bool:
    return below.y0 - above.y1 > _NO_MORE * min(above.y1 - above.y0, below.y1 - below.y0)
