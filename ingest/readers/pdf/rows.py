"""From words to lines: words that follow one another on one baseline, and the order in which a person reads the lines of a page.

Columns are found by the white between them: a page is cut at the lines that cross a gutter, each band is read column by
column. Works in a frame in which text runs from left to right and down, whichever way it is turned on the page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.readers.pdf.glyphs import Box, Sheet, Word

_APART = 0.9  # of the type size: a wider gap starts another piece of a line
_SAME_LINE = 0.5  # of the lower one's height that two pieces on one baseline share
_GUTTER = 0.55  # of the type size: the narrowest white between two columns
_BESIDE_TABLE = 0.3  # of the type size: the same beside a table
_FEWEST = 3  # lines on either side of a gutter
_CROSSING = 0.34  # of the lines of a region that may cross its gutter
_FILLED = 0.42  # of a column's width that its lines fill, taken together; cells of a table fill less
_SPLIT = 0.45  # of the type size: white on a gutter that parts a piece, though a space may be as wide
_AROUND = 5  # lines above and below that say how wide a column is
_DEEPEST = 8


@dataclass(slots=True)
class Line:
    """Words on one baseline; the box is in the frame of its turn. `left` and `right` are the margins around it, `column` counts the
    columns of its page; below 0 it belongs to a table as its caption or its note."""

    words: list[Word]
    x0: float
    y0: float
    x1: float
    y1: float
    left: float = 0.0
    right: float = 0.0
    column: int = 0
    page: int = 0
    size: float = 0.0
    bold: bool = False
    text: str = ""

    @property
    def height(self) -> float:
        return self.y1 - self.y0


@dataclass(slots=True)
class Thing:
    """What is put in order: a piece of a line, or anything else that keeps its place (a table) as `other`, worth so many `rows`."""

    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    words: list[Word] = field(default_factory=list)
    other: object = None
    rows: int = 1


def framed(word: Word, sheet: Sheet) -> Box:
    """The word's box in the frame of its turn."""
    if word.style.turn == 1:
        return word.y0, sheet.width - word.x1, word.y1, sheet.width - word.x0
    if word.style.turn == 2:
        return sheet.width - word.x1, sheet.height - word.y1, sheet.width - word.x0, sheet.height - word.y0
    if word.style.turn == 3:
        return sheet.height - word.y1, word.x0, sheet.height - word.y0, word.x1
    return word.x0, word.y0, word.x1, word.y1


def turns(sheet: Sheet) -> list[list[Word]]:
    """The words by the way they run, the way of most of them first, slanting ones last."""
    groups: dict[int, list[Word]] = defaultdict(list)
    for word in sheet.words:
        groups[word.style.turn].append(word)
    return [groups[turn] for turn in sorted(groups, key=lambda turn: (turn < 0, -len(groups[turn]), turn))]


def pieces(words: Sequence[Word], sheet: Sheet) -> list[Thing]:
    """Words that follow one another on one baseline without a wide gap; first as the file draws them, then by where they stand."""
    found: list[Thing] = []
    for word in words:
        x0, y0, x1, y1 = framed(word, sheet)
        last = found[-1] if found else None
        if last is not None and (word.style.turn < 0 or _follows(last, x0, y0, y1, word.style.size)):
            _extend(last, word, x0, y0, x1, y1)
        else:
            found.append(Thing(x0, y0, x1, y1, word.style.size, [word]))
    return _joined(found)


def _follows(piece: Thing, x0: float, y0: float, y1: float, size: float) -> bool:
    overlap = min(piece.y1, y1) - max(piece.y0, y0)
    gap = x0 - piece.x1
    return overlap > _SAME_LINE * min(piece.y1 - piece.y0, y1 - y0) and -0.3 * size < gap < _APART * max(size, piece.size)


def _extend(piece: Thing, word: Word, x0: float, y0: float, x1: float, y1: float) -> None:
    piece.words.append(word)
    piece.x0, piece.y0, piece.x1, piece.y1 = min(piece.x0, x0), min(piece.y0, y0), max(piece.x1, x1), max(piece.y1, y1)
    piece.size = max(piece.size, word.style.size)


def _joined(found: list[Thing]) -> list[Thing]:
    """Pieces that stand close together on one baseline, drawn at different times, as one."""
    rows: dict[int, list[Thing]] = defaultdict(list)
    done: list[Thing] = []
    for piece in sorted(found, key=lambda one: one.x0):
        band = int((piece.y0 + piece.y1) / 2 // 6)
        near = [one for step in (-1, 0, 1) for one in rows[band + step]]
        fits = [one for one in near if one.words[0].style.turn >= 0 and _follows(one, piece.x0, piece.y0, piece.y1, piece.size)]
        if fits:
            best = max(fits, key=lambda one: min(one.y1, piece.y1) - max(one.y0, piece.y0))
            _merge(best, piece)
        else:
            rows[band].append(piece)
            done.append(piece)
    return done


def _merge(into: Thing, piece: Thing) -> None:
    piece.words[0].space = piece.words[0].space or piece.x0 - into.x1 > 0.15 * piece.size
    into.words += piece.words
    into.x0, into.y0, into.x1, into.y1 = min(into.x0, piece.x0), min(into.y0, piece.y0), max(into.x1, piece.x1), max(into.y1, piece.y1)
    into.size = max(into.size, piece.size)


# ---------------------------------------------------------------- reading order


def ordered(things: Sequence[Thing]) -> list[list[Thing]]:
    """The things of one page by column, in the order of reading; each list is one column or band."""
    found: list[list[Thing]] = []
    _order(list(things), found, 0)
    return found


def _order(things: list[Thing], found: list[list[Thing]], depth: int) -> None:
    gutter = _gutter(things) if depth < _DEEPEST and sum(one.rows for one in things) >= 2 * _FEWEST else None
    if gutter is None:
        bands = _around_table(things) if depth < _DEEPEST else []
        for band in bands:
            _order(band, found, depth + 1)
        if things and not bands:
            found.append(sorted(things, key=lambda one: (one.y0 + one.y1, one.x0)))
        return
    things = [part for one in things for part in _split(one, gutter)]
    crossing = sorted((one for one in things if one.x0 < gutter < one.x1), key=lambda one: one.y0)
    beside = [one for one in things if not one.x0 < gutter < one.x1]
    for band in _bands(crossing, beside):
        if band and band[0].x0 < gutter < band[0].x1:
            _order(band, found, depth + 1)
            continue
        for side in ([one for one in band if one.x1 <= gutter], [one for one in band if one.x0 >= gutter]):
            _order(side, found, depth + 1)


def _around_table(things: Sequence[Thing]) -> list[list[Thing]]:
    """What stands above a table, level with it and below it, where lines beside it are read on their own; none where there are none."""
    for table in (one for one in things if one.other is not None):
        above = [one for one in things if one is not table and one.y0 + one.y1 <= 2 * table.y0]
        below = [one for one in things if one is not table and one.y0 + one.y1 >= 2 * table.y1]
        level = [one for one in things if 2 * table.y0 < one.y0 + one.y1 < 2 * table.y1]
        aside = all(one is table or one.x1 <= table.x0 + 1 or one.x0 >= table.x1 - 1 for one in level)
        if aside and (above or below) and _rows(level) - table.rows >= _FEWEST:
            return [band for band in (above, level, below) if band]
    return []


def _split(one: Thing, gutter: float) -> list[Thing]:
    """A piece in two where white between two words of it lies on the gutter: it ran on from one column to the next."""
    if not one.x0 < gutter < one.x1 or one.other is not None:
        return [one]
    left = [word for word in one.words if word.x1 <= gutter + 1]
    right = one.words[len(left) :]
    if not left or not right or min(word.x0 for word in right) - max(word.x1 for word in left) < _SPLIT * one.size or right[0].style.turn:
        return [one]
    if any(word.x0 < gutter - 1 for word in right):
        return [one]
    return [_piece(left), _piece(right)]


def _piece(words: list[Word]) -> Thing:
    box = (min(w.x0 for w in words), min(w.y0 for w in words), max(w.x1 for w in words), max(w.y1 for w in words))
    return Thing(*box, max(word.style.size for word in words), words)


def _bands(crossing: Sequence[Thing], beside: Iterable[Thing]) -> list[list[Thing]]:
    """What stands beside the gutter between the things that cross it, and these, from the top down."""
    rest = sorted(beside, key=lambda one: one.y0 + one.y1)
    found: list[list[Thing]] = []
    for one in crossing:
        above = [other for other in rest if other.y0 + other.y1 < one.y0 + one.y1]
        rest = rest[len(above) :]
        if above:
            found.append(above)
        if not above and found and found[-1][-1] in crossing:
            found[-1].append(one)
        else:
            found.append([one])
    return [*found, rest] if rest else found


def _gutter(things: Sequence[Thing]) -> float | None:
    """Where the white between two columns is, None where there is one column only."""
    best: tuple[float, float] | None = None
    for place in _candidates(things):
        left = [one for one in things if one.x1 <= place]
        right = [one for one in things if one.x0 >= place]
        crossing = len(things) - len(left) - len(right)
        if not _are_columns(left, right, crossing):
            continue
        worth = min(_rows(left), _rows(right)) - 1.5 * crossing + 0.02 * (min(one.x0 for one in right) - max(one.x1 for one in left))
        if best is None or worth > best[0]:
            best = (worth, place)
    return best[1] if best else None


def _candidates(things: Sequence[Thing]) -> list[float]:
    """Places just left of where several things begin."""
    starts = sorted(one.x0 for one in things)
    found: list[float] = []
    for start in starts:
        if not found or start - found[-1] > 2.0:
            found.append(start)
    return [start - 0.5 for start in found[1:]]


def _are_columns(left: Sequence[Thing], right: Sequence[Thing], crossing: int) -> bool:
    if _rows(left) < _FEWEST or _rows(right) < _FEWEST or crossing > _CROSSING * (len(left) + len(right)):
        return False
    size = sorted(one.size for one in [*left, *right])[(len(left) + len(right)) // 2]
    tabular = any(all(one.other is not None for one in side) for side in (left, right))
    if min(one.x0 for one in right) - max(one.x1 for one in left) < (_BESIDE_TABLE if tabular else _GUTTER) * size:
        return False
    top, bottom = max(min(one.y0 for one in side) for side in (left, right)), min(max(one.y1 for one in side) for side in (left, right))
    if bottom - top < 2 * size:
        return False
    return _is_prose(left) or _is_prose(right)


def _rows(things: Sequence[Thing]) -> int:
    """How many baselines there are."""
    count, last = 0, float("-inf")
    for one in sorted(things, key=lambda one: one.y1):
        if one.y1 - last > 0.5 * one.size:
            count, last = count + one.rows, one.y1
    return count


def _is_prose(things: Sequence[Thing]) -> bool:
    """Whether lines fill their column, as those of text do and the cells of a table do not."""
    if any(one.other is not None for one in things):
        return True
    width = max(one.x1 for one in things) - min(one.x0 for one in things)
    filled = sum(one.x1 - one.x0 for one in things)
    words = sum(len(one.words) if one.x1 - one.x0 < 25 * one.size else len(one.words) + 3 for one in things)
    return (filled > _FILLED * width * _rows(things) and words >= 2.2 * len(things)) or (
        width > 12 * things[0].size and filled > 0.6 * width * _rows(things)
    )


# ---------------------------------------------------------------- lines


def lines(column: Sequence[Thing]) -> list[Line | Thing]:
    """The pieces of a column as lines, from the top down; what is no text stays as it is."""
    found: list[Line | Thing] = []
    for row in baselines(column):
        if row[0].other is not None:
            found.append(row[0])
            continue
        words = [word for piece in sorted(row, key=lambda one: one.x0) for word in _parted(piece, row)]
        box = (min(p.x0 for p in row), min(p.y0 for p in row), max(p.x1 for p in row), max(p.y1 for p in row))
        found.append(Line(words, *box))
    _set_margins([one for one in found if isinstance(one, Line)])
    return found


def _set_margins(column: Sequence[Line]) -> None:
    """Gives each line the margins of those around it."""
    for index, line in enumerate(column):
        near = [one for one in column[max(0, index - _AROUND) : index + _AROUND + 1] if abs(one.x0 - line.x0) < 3 * line.height]
        line.left, line.right = min(one.x0 for one in near), max(one.x1 for one in near)


def _parted(piece: Thing, row: Sequence[Thing]) -> list[Word]:
    """The words of a piece; between pieces of one line there is always a space."""
    if len(row) > 1:
        piece.words[0].space = True
    return piece.words


def baselines(column: Sequence[Thing]) -> list[list[Thing]]:
    """The pieces of a column (from the top down) by baseline; what is no text is one of its own."""
    rows: list[list[Thing]] = []
    for one in column:
        last = rows[-1] if rows else None
        if last and one.other is None and last[0].other is None and any(_level(one, other) for other in last):
            last.append(one)
        else:
            rows.append([one])
    return rows


def _level(one: Thing, other: Thing) -> bool:
    overlap = min(one.y1, other.y1) - max(one.y0, other.y0)
    return overlap > 0.6 * min(one.y1 - one.y0, other.y1 - other.y0) and (one.x0 >= other.x1 - 1 or other.x0 >= one.x1 - 1)
