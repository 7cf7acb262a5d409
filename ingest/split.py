"""Cuts a document into passages: one a paragraph, row, reference or caption, none longer than a reader's glance.

A long paragraph is cut at ends of sentences into parts of like size; where its translation is in the document, both are cut at
corresponding sentences, so that twins say the same. Knows nothing about vectors.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.article import layout
from ingest.blocks import Block, page_of, structure_blocks
from ingest.ids import passage_id
from ingest.language import sentences
from ingest.lines import is_open
from ingest.parallel import Piece, aligned, common_cuts, sentences_of
from ingest.references import cited
from ingest.search_text import search_text
from ingest.types import Document, Language, Passage

BOUNDS: dict[Language, int] = {"en": 1600, "zh": 600}  # characters of the longest passage: about 350 tokens of either language
_SHORT: dict[Language, int] = {"en": 80, "zh": 30}  # a shorter line without a stop is a title; half of it is short for a sentence too
_WINDOW = 16_000  # characters; a longer paragraph is first cut into windows, so that a line of 50 MB costs no more than its length
_LARGEST_GROUP = 200_000  # characters of prose under one place; in longer ones the halves are cut each on its own
_STOP = re.compile(r"[.!?。！？;；,，、]\s*(?=\S)")
_SPACE = re.compile(r"\s+(?=\S)")


def split(document: Document) -> list[Passage]:
    """The document's passages in order: located, none longer than its language's bound, the same each time.

    `document.text[p.start:p.end] == p.text`. All text is covered but headings and, in an article, what is no text of it: repeated
    table heads, running heads, page numbers. Twins are not yet linked; see `ingest.twins`.
    """
    read = layout(document.text)
    if read is not None and read.sections != document.sections:
        read = None  # it was read as another kind of document, whose own headings are better
    blocks = list(read.blocks) if read else _joined(structure_blocks(document), document)
    cuts = _corresponding_cuts(blocks, document.text)
    pieces = [piece for index, block in enumerate(blocks) for piece in _pieces(block, cuts.get(index, ()), document.text)]
    return _passages(pieces, document)


def _joined(blocks: Sequence[Block], document: Document) -> list[Block]:
    """Short paragraphs (a title, a name) joined with what follows them in the same section and language."""
    found: list[Block] = []
    for block in blocks:
        last = found[-1] if found else None
        if (
            last is not None
            and last.kind == block.kind == "prose"
            and last.section == block.section
            and last.language == block.language
            and _is_short(document.text[last.start : last.end], last.language)
            and block.end - last.start <= BOUNDS[block.language]
            and page_of(document, last.start) == page_of(document, block.start)
        ):
            found[-1] = replace(last, end=block.end)
        else:
            found.append(block)
    return found


def _is_short(text: str, language: Language) -> bool:
    return len(text) < (_SHORT[language] if is_open(text) else _SHORT[language] // 2)


def _pieces(block: Block, cuts: Sequence[int], text: str) -> Iterator[Block]:
    """The block in parts within the bound; only its first part continues another passage."""
    bounds = [block.start, *cuts, block.end]
    first = True
    for start, end in pairwise(bounds):
        for part in bounded(text, start, end, block.language):
            yield replace(block, start=part[0], end=part[1], continues=block.continues and first)
            first = False


def bounded(text: str, start: int, end: int, language: Language) -> list[tuple[int, int]]:
    """`text[start:end]` in parts of like size within the language's bound, cut at ends of sentences where there are any."""
    start, end = _trimmed(text, start, end)
    if end - start <= BOUNDS[language]:
        return [(start, end)] if end > start else []
    return [span for window in _windows(text, start, end) for span in _window_parts(text, *window, language)]


def _window_parts(text: str, start: int, end: int, language: Language) -> list[tuple[int, int]]:
    starts = [span[0] for span in _sentence_spans(text, start, end, language)]
    if not starts:
        return []
    cuts = balance([following - first for first, following in zip(starts, [*starts[1:], end], strict=True)], BOUNDS[language])
    bounds = [starts[0], *(starts[cut] for cut in cuts), end]
    return [span for first, last in pairwise(bounds) if (span := _trimmed(text, first, last))[1] > span[0]]


def balance(lengths: Sequence[int], bound: int) -> list[int]:
    """Where to cut a row of lengths, none above `bound`, into as few parts within it as can be, and these as equal as can be."""
    best: list[tuple[int, int]] = [(0, 0)]
    came: list[int] = [0]
    for end in range(1, len(lengths) + 1):
        total, choice, origin = 0, (len(lengths) + 1, 0), end - 1
        for start in range(end - 1, -1, -1):
            total += lengths[start]
            if total > bound and start < end - 1:
                break
            cost = (best[start][0] + 1, best[start][1] + total * total)
            if cost < choice:
                choice, origin = cost, start
        best.append(choice)
        came.append(origin)
    cuts: list[int] = []
    position = came[-1] if lengths else 0
    while position > 0:
        cuts.append(position)
        position = came[position]
    return cuts[::-1]


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _WINDOW:
        cut = _break_before(text, start, start + _WINDOW)
        yield start, cut
        start = cut
    yield start, end


def _sentence_spans(text: str, start: int, end: int, language: Language) -> Iterator[tuple[int, int]]:
    """Sentences of a window; one longer than the bound in parts, at white space where there is some."""
    bound = BOUNDS[language]
    for from_start, to in sentences(text[start:end], language):
        first, last = start + from_start, start + to
        while last - first > bound:
            cut = _break_before(text, first, first + bound)
            yield first, cut
            first = _trimmed(text, cut, last)[0]
        if last > first:
            yield first, last


def _break_before(text: str, start: int, limit: int) -> int:
    """The last good place for a cut in `text[start:limit]`: after a stop, else at white space, else not before a combining mark."""
    for pattern in (_STOP, _SPACE):
        places = [match.end() for match in pattern.finditer(text, start + (limit - start) // 2, limit)]
        if places:
            return places[-1]
    cut = limit
    while cut > start + 1 and cut < len(text) and unicodedata.combining(text[cut]):
        cut -= 1
    return cut if cut > start + 1 else limit


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


# ---------------------------------------------------------------- cuts that correspond in both languages


def _corresponding_cuts(blocks: Sequence[Block], text: str) -> dict[int, tuple[int, ...]]:
    """For blocks (by index) of prose that stands under one place in both languages: where both are cut, at aligned sentences."""
    groups: dict[str, dict[Language, list[int]]] = {}
    for index, block in enumerate(blocks):
        if block.kind == "prose":
            groups.setdefault(block.place, {}).setdefault(block.language, []).append(index)
    cuts: dict[int, list[int]] = {}
    for group in groups.values():
        if len(group) == 2 and sum(blocks[index].end - blocks[index].start for side in group.values() for index in side) < _LARGEST_GROUP:
            _cut_group(blocks, group, text, cuts)
    return {index: tuple(sorted(set(places))) for index, places in cuts.items()}


def _cut_group(blocks: Sequence[Block], group: dict[Language, list[int]], text: str, cuts: dict[int, list[int]]) -> None:
    """Adds the cuts of one place to `cuts`."""
    sides = {language: sentences_of([_piece(blocks[index]) for index in indices], text) for language, indices in group.items()}
    en, zh = sides["en"], sides["zh"]
    for bead in common_cuts(aligned(en, zh, text), en, zh, BOUNDS):
        for language, position in (("en", bead.en_start), ("zh", bead.zh_start)):
            side = en if language == "en" else zh
            if 0 < position < len(side) and not side[position].opens:
                block = group["en" if language == "en" else "zh"][side[position].pieces[0]]
                cuts.setdefault(block, []).append(side[position].start)


def _piece(block: Block) -> Piece:
    return Piece(block.start, block.end, block.language, block.continues)


# ---------------------------------------------------------------- passages


def _passages(pieces: Sequence[Block], document: Document) -> list[Passage]:
    found: list[Passage] = []
    seen: Counter[tuple[str, str, str]] = Counter()
    last_prose: str | None = None
    for order, piece in enumerate(pieces):
        text = document.text[piece.start : piece.end]
        key = (piece.language, piece.place, text)
        identity = passage_id(document.work, piece.language, piece.place, text, seen[key])
        seen[key] += 1
        found.append(
            Passage(
                id=identity,
                work=document.work,
                document=document.id,
                language=piece.language,
                section=piece.section,
                place=piece.place,
                kind=piece.kind,
                origin=document.origin,
                page=page_of(document, piece.start),
                start=piece.start,
                end=piece.end,
                text=text,
                search_text=piece.search or search_text(text, piece.language, piece.kind),
                order=order,
                references=cited(text) if piece.kind != "reference" else (),
                continues=last_prose if piece.continues else None,
            )
        )
        last_prose = identity if piece.kind == "prose" else last_prose
    return found
