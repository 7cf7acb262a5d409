"""What belongs to a table though it stands outside it: the caption above it and the notes below it, told by their wording and place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.language import has_chinese
from ingest.readers.pdf.strips import Strip

_NUMBER = r"(?:\d{1,3}|[A-Z]\d{0,2}|[IVX]{1,5}|[一二三四五六七八九十]{1,3})(?:[.\-–][\dA-Z]{1,3})*"
_CAPTION = re.compile(rf"^(?:(?i:Table)|续?表)\s*{_NUMBER}(?P<mark>\s*[:：.．|]|\s+|$)(?P<words>.*)$", re.DOTALL)
_TELLING = re.compile(r"^(?:[a-z]|[（(]?(?:显示|列出|列示|给出|表明|为|中|所示|是|和|与|对|概括|汇总了|总结))")
_NOTE = re.compile(
    r"^(?:(?:general\s+)?notes?|sources?|abbreviations?|资料来源|数据来源|来源|注|备注|说明|注释)\s*\d?\s*[:：.．]|^(?:\*{1,3}|[†‡§])\s*\S|^(?:source|资料来源)\s",
    re.IGNORECASE,
)
_MOST_CAPTION = 4  # baselines
_NEAR = 1.6  # of a baseline's height: white between caption and table, and between two lines of either
_LONGEST_TITLE = 90  # characters; Chinese ones count for two


def is_caption(text: str) -> bool:
    """Whether a line is the caption of a table, and no sentence about one."""
    found = _CAPTION.match(text)
    if found is None or re.search(r"(?:[.…·]\s?){4,}", text):
        return False
    return found["mark"].strip() != "" or not _TELLING.match(found["words"])


def is_note(text: str) -> bool:
    """Whether a line is a note under a table."""
    return bool(_NOTE.match(text))


def caption_above(found: Sequence[Strip], top: float) -> list[Strip]:
    """The lines of the caption that stands above `top`; `found` are the lines above, from the top down."""
    kept: list[Strip] = []
    below = top
    for strip in reversed(found[-2 * _MOST_CAPTION :]):
        if len(kept) == _MOST_CAPTION or below - strip.y1 > _NEAR * (strip.y1 - strip.y0) or len(strip.pieces) > 2:
            break
        kept.insert(0, strip)
        if is_caption(strip.text):
            return kept
        below = strip.y0
    return []


def title_above(found: Sequence[Strip], top: float) -> str:
    """The short line right above a table without a numbered caption, that names it."""
    strip = found[-1] if found else None
    if strip is None or len(strip.pieces) > 1 or top - strip.y1 > _NEAR * (strip.y1 - strip.y0):
        return ""
    if len(found) > 1 and strip.y0 - found[-2].y1 < strip.size and _type(found[-2]) == _type(strip):
        return ""  # the last line of a paragraph
    text = strip.text
    length = sum(2 if has_chinese(character) else 1 for character in text)
    return text if 2 <= length <= _LONGEST_TITLE and text[-1] not in ".;,:。；，：、" and not is_note(text) else ""


def _type(strip: Strip) -> tuple[float, bool]:
    style = strip.pieces[0].words[0].style
    return round(style.size, 1), style.bold


def notes_below(found: Sequence[Strip], bottom: float, right: float) -> list[tuple[Strip, ...]]:
    """The notes under a table that ends at `bottom`, each with its lines; `found` are the lines below, from the top down."""
    notes: list[tuple[Strip, ...]] = []
    above = bottom
    for strip in found:
        if strip.y0 - above > _NEAR * (strip.y1 - strip.y0):
            break
        if is_note(strip.text):
            notes.append((strip,))
        elif notes and _goes_on(notes[-1][-1], strip, right):
            notes[-1] += (strip,)
        else:
            break
        above = strip.y1
    return notes


def _goes_on(before: Strip, strip: Strip, right: float) -> bool:
    """Whether a line goes on with a note: in its type, where the line before is full."""
    full = before.x1 > right - 3 * before.size
    return full and abs(before.size - strip.size) < 0.1 * before.size and strip.y0 - before.y1 < 0.5 * (strip.y1 - strip.y0)
