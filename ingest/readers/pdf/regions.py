"""Where a table may stand that has no upright lines: between horizontal rules of one length, one below the other.

Three rules in one (above the head, below it, below the table), a rule above and below the head only, a rule below each row. What stands
between such rules may be anything; whether it is a table is for others to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.pdf.glyphs import Box, Edge, Sheet, Word
from ingest.readers.pdf.judging import is_prose
from ingest.readers.pdf.marginal import is_caption, is_note
from ingest.readers.pdf.strips import Strip, gutters, strips

_SAME_SIDE = 3.0  # points between the ends of rules of one table
_SHORTEST = 60.0  # points of a rule over and under a table
_MOST_STACKS = 60  # of one page; a drawing has more
_MOST_RULES = 2_000  # of one page, likewise
_MOST_HEAD = 4  # baselines of a head
_FEW = 6  # baselines of a block of which one with several cells is enough
_LEAST_ROWS = 6  # of so many baselines one begins a row at least
_NO_MORE = 2.2  # of a baseline's height: wider white ends a table that no rule ends
_SOLO = 2.5  # of the type size: the height of a row with one cell between two rules

Block = tuple[Strip, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """What may be a table: its blocks from the top down, parted by rules; `rules` counts these, `shorter` are those inside."""

    box: Box
    blocks: tuple[Block, ...]
    rules: int
    shorter: tuple[Edge, ...]

    @property
    def strips(self) -> list[Strip]:
        return [strip for block in self.blocks for strip in block]


def regions(flat: Sequence[Edge], words: Sequence[Word], sheet: Sheet) -> list[Region]:
    """What may be tables of a page by its horizontal rules; `words` are those that stand in no ruled table."""
    stacks = _stacks(flat) if len(flat) <= _MOST_RULES else []
    if len(stacks) > _MOST_STACKS:
        return []
    found = [region for stack in stacks for region in _of_stack(stack, flat, words, sheet)]
    return [one for one in found if not any(other is not one and _holds(one, other) for other in found)]


def _holds(one: Region, other: Region) -> bool:
    """Whether the words of another region are among those of one, which then is only what frames it."""
    return {id(word) for strip in other.strips for word in strip.words} < {id(word) for strip in one.strips for word in strip.words}


def _stacks(flat: Sequence[Edge]) -> list[list[Edge]]:
    """Rules with the same ends, from the top down, two or more."""
    stacks: list[list[Edge]] = []
    for edge in sorted((one for one in flat if one[2] - one[0] >= _SHORTEST), key=lambda one: one[1]):
        near = (one for one in stacks if abs(one[0][0] - edge[0]) < _SAME_SIDE and abs(one[0][2] - edge[2]) < _SAME_SIDE)
        stack = next(near, None)
        if stack is None:
            stacks.append([edge])
        else:
            stack.append(edge)
    return [stack for stack in stacks if len(stack) > 1]


def _of_stack(stack: Sequence[Edge], flat: Sequence[Edge], words: Sequence[Word], sheet: Sheet) -> list[Region]:
    left, right = min(edge[0] for edge in stack) - 2, max(edge[2] for edge in stack) + 2
    own = [word for word in words if word.style.turn == 0 and left <= (word.x0 + word.x1) / 2 <= right]
    levels = [edge[1] for edge in stack]
    blocks = [_between(own, top, bottom, sheet) for top, bottom in zip(levels, [*levels[1:], float("inf")], strict=True)]
    found: list[Region] = []
    for first, end in _runs(blocks[:-1], levels):
        for start, stop in _tables(blocks, first, end):
            held = [block for block in blocks[start:stop] if block]
            bottom = levels[stop] if stop < len(levels) else held[-1][-1].y1
            box = (left + 2, levels[start], right - 2, bottom)
            inside = tuple(edge for edge in flat if box[1] < edge[1] < box[3] and left < edge[0] and edge[2] < right)
            found.append(Region(box, tuple(held), min(stop, len(levels) - 1) - start + 1, tuple(e for e in inside if e not in stack)))
    return found


def _between(words: Sequence[Word], top: float, bottom: float, sheet: Sheet) -> Block:
    inside = [word for word in words if top <= (word.y0 + word.y1) / 2 < bottom]
    if not inside:
        return ()
    found = strips(inside, sheet)
    return tuple(found) if bottom < float("inf") else _tail(found, top)


def _tail(found: Sequence[Strip], top: float) -> Block:
    """What follows the last rule without wide white, as far as it looks like rows."""
    last = top
    kept: list[Strip] = []
    for strip in found:
        if strip.y0 - last > _NO_MORE * (strip.y1 - strip.y0) or is_note(strip.text) or is_caption(strip.text):
            break
        kept.append(strip)
        last = strip.y1
    return _closed(kept)


def _closed(found: Sequence[Strip]) -> Block:
    """Without what follows the last baseline that holds more than one piece."""
    last = max((number for number, strip in enumerate(found) if len(strip.pieces) > 1), default=-1)
    return tuple(found[: last + 1])


def _is_cells(block: Block) -> bool:
    several = sum(len(strip.pieces) > 1 for strip in block)
    if not several or is_prose(block):
        return False
    return 2 * several >= len(block) or len(block) <= _FEW or (_LEAST_ROWS * several >= len(block) and _keep_apart(block))


def _keep_apart(block: Block) -> bool:
    """Whether what stands alone on its baseline keeps to the columns of the others, as a cell that goes on does."""
    white = gutters(block)
    alone = [strip for strip in block if len(strip.pieces) == 1]
    return bool(white) and not any(strip.x0 < left and strip.x1 > right for strip in alone for left, right in white)


def _runs(blocks: Sequence[Block], levels: Sequence[float]) -> list[tuple[int, int]]:
    """The runs of blocks that hold cells; a double rule and a single heading between rows do not end one."""
    found: list[tuple[int, int]] = []
    first: int | None = None
    for number, block in enumerate(blocks):
        if _is_cells(block):
            first = number if first is None else first
        elif first is not None and not _is_inner(blocks, number, levels):
            found.append((first, number))
            first = None
    return [*found, (first, len(blocks))] if first is not None else found


def _is_inner(blocks: Sequence[Block], number: int, levels: Sequence[float]) -> bool:
    block, height = blocks[number], levels[number + 1] - levels[number]
    if number + 1 >= len(blocks) or not _is_cells(blocks[number + 1]):
        return False
    if not block:
        return height < 5
    return len(block) == 1 and height < _SOLO * block[0].size and not is_caption(block[0].text) and not is_note(block[0].text)


def _tables(blocks: Sequence[Block], first: int, end: int) -> list[tuple[int, int]]:
    """A run as tables: one, or several that are ruled above and below their heads only, the last of them open."""
    heads = range(first, end, 2)
    if end == len(blocks) - 1 and blocks[end] and (end - first) % 2 and all(_is_head(blocks, number) for number in heads):
        return [(number, number + 2) for number in heads]
    return [(first, end)]


def _is_head(blocks: Sequence[Block], number: int) -> bool:
    return 0 < len(blocks[number]) <= _MOST_HEAD and sum(len(strip.pieces) > 1 for strip in blocks[number + 1]) >= 2
