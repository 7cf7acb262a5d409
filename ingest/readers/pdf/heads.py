"""The head of a table without upright lines: which baselines are it, and which of its cells stand over several columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.readers.pdf.folding import NUMERIC, YEAR, Lined
from ingest.readers.pdf.glyphs import Edge
from ingest.readers.pdf.regions import Region
from ingest.readers.pdf.strips import Part, Strip

_MOST = 4  # baselines of a head
_UNDER = 9.0  # points below a cell in which a rule under it lies
_CENTRED = 1.0  # of the type size: how far a cell's middle may be from that of the columns it stands over


def head_strips(region: Region) -> int:
    """How many baselines at the top of a region are its head, as rules and the cells below tell."""
    first, rest = region.blocks[0], [strip for block in region.blocks[1:] for strip in block]
    if len(region.blocks) > 1 and len(first) <= _MOST and rest and all(_is_head(strip, rest) for strip in first):
        return len(first)
    found = region.strips
    count = 0
    while count < min(_MOST, len(found) - 2) and _is_head(found[count], found[count + 1 :]):
        count += 1
        if len(found[count].pieces) > 1 and any(NUMERIC.match(text) for text in _cells(found[count])):
            return count
    return min(count, 1)


def _is_head(strip: Strip, below: Sequence[Strip]) -> bool:
    """Whether a baseline holds names of columns: words or years, no numbers."""
    cells = _cells(strip)
    return not any(NUMERIC.match(text) and not YEAR.match(text) for text in cells) and any(
        not NUMERIC.match(text) or YEAR.match(text) for text in cells
    )


def _cells(strip: Strip) -> list[str]:
    """The cells beside the first one, or the only one."""
    texts = ["".join((" " if word.space else "") + word.text for word in piece.words).strip() for piece in strip.pieces]
    return texts[1:] or texts


def levels(lines: Sequence[Lined], extents: Sequence[tuple[float, float]], shorter: Sequence[Edge]) -> list[list[Lined]]:
    """The rows of a head: a baseline with a cell over several columns is a row of its own, others that follow one another are one."""
    spread = [_over_rules(line, extents, shorter) for line in lines]
    spread = [_centred(line, spread[number + 1 :], extents) for number, line in enumerate(spread)]
    found: list[list[Lined]] = []
    for line in spread:
        wide = any(part.first < part.last for part in line.parts)
        if found and not wide and not any(part.first < part.last for one in found[-1] for part in one.parts):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _over_rules(line: Lined, extents: Sequence[tuple[float, float]], shorter: Sequence[Edge]) -> Lined:
    """The line with cells over a short rule standing over all columns that the rule does."""
    made = []
    for part in line.parts:
        middle = (part.x0 + part.x1) / 2
        under = [edge for edge in shorter if line.y1 - 3 <= edge[1] <= line.y1 + _UNDER and edge[0] - 2 <= middle <= edge[2] + 2]
        columns = [n for n, (x0, x1) in enumerate(extents) for edge in under if edge[0] - 3 <= (x0 + x1) / 2 <= edge[2] + 3]
        made.append(replace(part, first=min(columns), last=max(columns)) if columns else part)
    return replace(line, parts=_apart(made, line.parts))


def _centred(line: Lined, below: Sequence[Lined], extents: Sequence[tuple[float, float]]) -> Lined:
    """The line with cells that stand in the middle of as many columns each standing over these, where each has a head of its own."""
    own = sorted({part.first for one in below for part in one.parts if part.first == part.last})
    labels = [part for part in line.parts if part.first > 0]
    under = [column for column in own if column > 0]
    if not labels or len(under) % len(labels) or len(under) // len(labels) < 2 or under != list(range(under[0], under[-1] + 1)):
        return line
    share = len(under) // len(labels)
    made = {}
    for number, part in enumerate(labels):
        first, last = under[number * share], under[number * share + share - 1]
        middle = (min(extents[first][0], extents[last][0]) + max(extents[first][1], extents[last][1])) / 2
        if abs(middle - (part.x0 + part.x1) / 2) > _CENTRED * part.words[0].style.size:
            return line
        made[id(part)] = replace(part, first=first, last=last)
    return replace(line, parts=_apart([made.get(id(part), part) for part in line.parts], line.parts))


def _apart(made: Sequence[Part], before: Sequence[Part]) -> tuple[Part, ...]:
    """The parts as they were made, or as before where two would share a column."""
    clear = all(one.last < after.first for one, after in pairwise(made))
    return tuple(made if clear else before)
