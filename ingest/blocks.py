"""What a document consists of before it is cut into passages: paragraphs, rows, references, front matter, captions, notes.

`Block` is the step between a text with structure and its passages. Here the blocks of any document are made from its sections,
tables and pages; those of an article are made in `ingest.article`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.lines import Line, language_of, lines, paragraphs
from ingest.search_text import row_search_text
from ingest.types import Document, Kind, Language, Section, Table

_LINE = re.compile(r"[^\r\n]+")
_UNDERLINE = re.compile(r"(?:\r\n?|\n)[ \t]*(?:=+|-{2,})[ \t]*(?=[\r\n]|$)")


@dataclass(frozen=True, slots=True)
class Block:
    """A span that is one thing; `search` is what is indexed of it where that is not derived from the text; `continues`
    says that the sentence at the end of the prose block before it goes on here."""

    kind: Kind
    place: str
    section: str
    language: Language
    start: int
    end: int
    search: str = ""
    continues: bool = False


def structure_blocks(document: Document) -> list[Block]:
    """The blocks of a document by its sections, tables and pages, in order; they cover all text but headings and table heads."""
    rows = lines(document.text)
    found = _row_blocks(document.tables)
    found += _head_blocks(document.tables, rows)
    taken = sorted((block.start, block.end) for block in found)
    heads = [heading_end(document.text, section) for section in document.sections]
    starts = [section.start for section in document.sections]
    runs: dict[tuple[int, int], list[Line]] = {}
    for line in _outside(rows, taken, [(s.start, e) for s, e in zip(document.sections, heads, strict=True)]):
        between = bisect_right(taken, (line.start, line.start))
        runs.setdefault((bisect_right(starts, line.start) - 1, between), []).append(line)
    count = 0
    for (index, _), run in sorted(runs.items()):
        for span in paragraphs(run, document.text):
            count += 1
            text = document.text[span.start : span.end]
            section = document.sections[index] if index >= 0 else None
            place = _place(document, section, span.start, count)
            found.append(Block("prose", place, " / ".join(section.path) if section else "", language_of(text), span.start, span.end))
    labelled = (block if block.kind == "prose" else _in_section(block, document.sections, starts) for block in found)
    return sorted(labelled, key=lambda block: block.start)


def _in_section(block: Block, sections: Sequence[Section], starts: Sequence[int]) -> Block:
    index = bisect_right(starts, block.start) - 1
    return replace(block, section=" / ".join(sections[index].path)) if index >= 0 else block


def _row_blocks(tables: Sequence[Table]) -> list[Block]:
    found: list[Block] = []
    for table in tables:
        for row in table.rows:
            if row.end > row.start:
                search = row_search_text(table.number, table.caption, table.columns, row.cells, "", table.language)
                found.append(Block("row", row.key, "", table.language, row.start, row.end, search))
    return found


def _head_blocks(tables: Sequence[Table], rows: Sequence[Line]) -> list[Block]:
    """The heads of tables: lines of cells above the first row or between rows, each run of them with the caption above it."""
    starts = [line.start for line in rows]
    found: list[Block] = []
    for table in tables:
        held = {row.start for row in table.rows if row.end > row.start}
        if not held:
            continue
        first = last = bisect_right(starts, min(held)) - 1
        while first > 0 and _is_head(rows[first - 1], table) and (first == last or not rows[first].gap):
            first -= 1
        if 0 < first < last and _is_caption(rows[first - 1], table):
            first -= 1
        if first < last:
            found.append(Block("caption", f"table {table.number}", "", table.language, rows[first].start, rows[last - 1].end))
    return found


def _is_caption(line: Line, table: Table) -> bool:
    caption = _bare(table.caption)
    return bool(caption) and _bare(line.text).endswith(caption)


def _is_head(line: Line, table: Table) -> bool:
    """Whether the line holds column heads of the table, or only parts them from the rows."""
    words = _bare(line.text)
    if "\t" not in line.raw and "|" not in line.text:
        return False
    names = [_bare(name) for name in table.columns]
    cells = [_bare(cell) for cell in re.split(r"[\t|]", line.text) if cell.strip()]
    return not words or any(name and name in words for name in names) or all(any(cell in name for name in names) for cell in cells)


def _outside(rows: Sequence[Line], taken: Sequence[tuple[int, int]], heads: Sequence[tuple[int, int]]) -> list[Line]:
    """The lines without what rows and headings hold of them."""
    holes = sorted([*taken, *((start, end) for start, end in heads if end > start)])
    left: list[Line] = []
    for line in rows:
        position = line.start
        for start, end in holes[max(0, bisect_right(holes, (line.start, line.start)) - 1) :]:
            if start >= line.end:
                break
            if end <= position:
                continue
            left += _piece(line, position, start)
            position = max(position, end)
        left += _piece(line, position, line.end)
    return left


def _piece(line: Line, start: int, end: int) -> list[Line]:
    if start <= line.start and end >= line.end:
        return [line]
    text = line.text[max(0, start - line.start) : max(0, end - line.start)]
    if not text.strip():
        return []
    first = max(start, line.start) + len(text) - len(text.lstrip())
    return [Line(first, first + len(text.strip()), text.strip(), text, line.gap or start > line.start)]


def heading_end(text: str, section: Section) -> int:
    """Where the heading of the section ends in the text; the section's start where its title is not written there."""
    wanted = _bare(section.number + section.title)
    seen = ""
    for match in _LINE.finditer(text, section.start, section.end):
        seen += _bare(match.group(0))
        if seen in (wanted, _bare(section.title)):
            return _after_underline(text, match.end(), section.end)
        if not seen or not (wanted.startswith(seen) or _bare(section.title).startswith(seen)):
            break
    return section.start


def _after_underline(text: str, end: int, limit: int) -> int:
    """Past the line of = or - that underlines a Markdown heading."""
    match = _UNDERLINE.match(text, end, limit)
    return match.end() if match else end


def _bare(text: str) -> str:
    return "".join(character for character in text if character.isalnum()).casefold()


def _place(document: Document, section: Section | None, start: int, count: int) -> str:
    """The label of a paragraph: its numbered section, else its page, else its section's title, else which paragraph it is."""
    if section is not None and section.number:
        return f"section {section.number}"
    page = page_of(document, start)
    if page is not None:
        return f"page {page}"
    return f"section {section.title[:80]}" if section is not None else f"paragraph {count}"


def page_of(document: Document, start: int) -> int | None:
    """The number of the page that holds the character at `start`, None in a document without pages."""
    index = bisect_right([page.start for page in document.pages], start) - 1
    return document.pages[index].number if index >= 0 else None
