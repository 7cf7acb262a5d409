"""The lines of an article by language, and what those are that are not prose: headings, tables, captions, notes, running heads.

Pure functions over lines; knows nothing about documents or blocks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.headings import Heading, headings
from ingest.lines import Line, goes_on, language_of, paragraph_end
from ingest.tables import Found, is_continuation, tab_tables
from ingest.types import Language

_FIGURE = re.compile(r"^\**(?:Fig(?:ure)?\.?\s*(\d{1,2})\s*[.:：|．]|图\s*(\d{1,2})\s*[.:：|．\s])\s*\S", re.IGNORECASE)
_BARE_FIGURE = re.compile(r"^(\d{1,2})\.\s+\S")
_NOTE = re.compile(r"^(?:notes?|注释?|说明)\s*[:：]?$", re.IGNORECASE)
_NOTE_INLINE = re.compile(r"^(?:notes?|注)\s*[:：]\s*\S", re.IGNORECASE)
_FURNITURE = re.compile(r"^(?:©.*|\d{1,4}|(?:page|第)\s*\d{1,4}\s*页?(?:\s*(?:of|/|共)\s*\d{1,4}\s*页?)?)$", re.IGNORECASE)
_LONGEST_CAPTION = 400  # characters; the article's longest has 169
_MOST_CAPTION_LINES = 5
_RUNNING_HEAD = 3  # times that a short line stands in the text before it counts as a running head

Tagged = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Half:
    """One language's part of the article and what its lines are: `special` gives the kind and place of those that are not prose."""

    language: Language
    rows: tuple[Line, ...]
    heads: tuple[Heading, ...]
    found: tuple[Found, ...]
    special: dict[int, Tagged]


def running_heads(rows: Sequence[Line]) -> frozenset[str]:
    """Short lines that stand on several pages with no difference but in their digits."""
    count = Counter(re.sub(r"\d+", "#", line.text) for line in rows if len(line.text) <= 90 and "\t" not in line.raw)
    return frozenset(text for text, times in count.items() if times >= _RUNNING_HEAD and not text.startswith("[#]"))


def split_by_language(rows: Sequence[Line]) -> Iterator[tuple[Language, list[Line]]]:
    """The lines by language: one part, or two where a change of language in the text fits better than none."""
    # A Chinese character counts for three letters.
    weights = [len(line.text) * (3 if language_of(line.text) == "zh" else -1) for line in rows]
    total, running, best, cut = sum(weights), 0, 0, 0
    for index, weight in enumerate(weights):
        running += weight
        gain = abs(running) + abs(total - running) - abs(total)
        if running * (total - running) < 0 and gain > best:
            best, cut = gain, index + 1
    parts = [rows[:cut], rows[cut:]] if cut and best > 0.15 * sum(map(abs, weights)) else [rows]
    for part in parts:
        yield language_of(" ".join(line.text for line in part)), list(part)


def half(language: Language, rows: list[Line], running: frozenset[str]) -> Half:
    """What the lines of one language are; `running` are the running heads of the whole text."""
    heads = tuple(headings(rows))
    found = tuple(tab_tables(rows))
    special: dict[int, Tagged] = {}
    for index, line in enumerate(rows):
        if _FURNITURE.match(line.text) or is_continuation(line.text) or re.sub(r"\d+", "#", line.text) in running:
            special[index] = ("furniture", "")
        elif figure := _FIGURE.match(line.text):
            special |= dict.fromkeys(_caption_lines(rows, index), ("caption", f"figure {figure.group(1) or figure.group(2)}"))
    for table in found:
        special |= dict.fromkeys(table.lines, ("furniture", ""))
        special |= _note_lines(rows, table)
    for head in heads:
        special |= {index: ("heading", "") for index in range(head.line, head.last + 1) if rows[index].end <= head.end}
    return Half(language, tuple(rows), heads, found, special | _bare_figures(rows, special))


def _caption_lines(rows: Sequence[Line], index: int) -> range:
    """The lines of the caption that starts at `index`; none where that would be longer than captions are."""
    end = paragraph_end(rows, index)
    length = sum(len(line.text) for line in rows[index:end])
    return range(index, end if length <= _LONGEST_CAPTION and end - index <= _MOST_CAPTION_LINES else index)


def _note_lines(rows: Sequence[Line], table: Found) -> dict[int, Tagged]:
    """The note under a table: "NOTE" on a line of its own and the paragraph below, or a paragraph that opens with it."""
    after = max(table.lines) + 1
    tagged = ("note", f"table {table.table.number} note")
    if after < len(rows) and _NOTE_INLINE.match(rows[after].text):
        return dict.fromkeys(range(after, paragraph_end(rows, after)), tagged)
    if after + 1 >= len(rows) or not _NOTE.match(rows[after].text):
        return {}
    return {after: ("furniture", "")} | dict.fromkeys(range(after + 1, paragraph_end(rows, after + 1)), tagged)


def _bare_figures(rows: Sequence[Line], special: dict[int, Tagged]) -> dict[int, Tagged]:
    """Captions that are only numbered ("1. Global commitments …"): they stand in the middle of a sentence of the prose."""
    found: dict[int, Tagged] = {}
    for index, line in enumerate(rows):
        match = _BARE_FIGURE.match(line.text)
        own = _caption_lines(rows, index) if match and index not in special else range(0)
        if not match or not own:
            continue
        before = next((i for i in range(index - 1, -1, -1) if i not in special), None)
        after = next((i for i in range(own.stop, len(rows)) if i not in special), None)
        if before is not None and after is not None and goes_on(rows[before].text, rows[after].text):
            found |= dict.fromkeys(own, ("caption", f"figure {match.group(1)}"))
    return found
