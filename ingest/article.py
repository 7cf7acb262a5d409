"""Reads an article out of flattened text: numbered sections in one or two languages, front matter, tables, captions, references.

`is_article` and `read_article` are for texts as they come from a journal's page or a PDF: two languages one after the other or
one alone, with page turns, citation marks and tables by tabs. Knows nothing about files, passages or vectors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.blocks import Block
from ingest.catalogue import catalogue
from ingest.front import front_blocks
from ingest.headings import Heading, headings
from ingest.ids import document_id
from ingest.language import detect
from ingest.lines import Line, goes_on, lines, paragraphs
from ingest.references import entries
from ingest.tables import Found, is_continuation, tab_tables
from ingest.types import Document, Kind, Language, Section, Table

_LIKELY = re.compile(r"(?im)^[\s*#]*(?:abstract|references|bibliography|摘\s*要|参考文献)|^\s*\[1\]\s")
_FIGURE = re.compile(r"^\**(?:Fig(?:ure)?\.?\s*(\d{1,2})\s*[.:：|．]|图\s*(\d{1,2})\s*[.:：|．\s])\s*\S", re.IGNORECASE)
_BARE_FIGURE = re.compile(r"^(\d{1,2})\.\s+\S")
_NOTE = re.compile(r"^(?:notes?|注释?|说明)\s*[:：]?$", re.IGNORECASE)
_NOTE_INLINE = re.compile(r"^(?:notes?|注)\s*[:：]\s*\S", re.IGNORECASE)
_FURNITURE = re.compile(r"^(?:©.*|\d{1,4}|(?:page|第)\s*\d{1,4}\s*页?(?:\s*(?:of|/|共)\s*\d{1,4}\s*页?)?)$", re.IGNORECASE)
_LONGEST_CAPTION = 400
_RUNNING_HEAD = 3  # times that a short line stands in the text before it counts as a running head

Tagged = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """An article's structure: its sections, tables and blocks, in order, and its title in the language that comes first."""

    title: str
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Half:
    """One language's part of the article and what its lines are: `special` gives the kind and place of those that are not prose."""

    language: Language
    rows: tuple[Line, ...]
    heads: tuple[Heading, ...]
    found: tuple[Found, ...]
    special: dict[int, Tagged]


def is_article(text: str) -> bool:
    """Whether the text is an article with numbered sections and an abstract or a reference list."""
    return layout(text) is not None


def read_article(source_name: str, uri: str, text: str, content_sha: str, encoding: str) -> Document:
    """The article as a document; its text is what was given, its work the catalogued one that its title or identifier names.

    Raises ValueError where `is_article(text)` is false.
    """
    read = layout(text)
    if read is None:
        raise ValueError(f"{source_name} is not an article with numbered sections; read it with ingest.plain")
    known = _known_work(text)
    work = known or "article:" + _slug(read.title or source_name)
    amounts = Counter[Language]()
    for block in read.blocks:
        amounts[block.language] += (block.end - block.start) * (3 if block.language == "zh" else 1)
    return Document(
        id=document_id(work, source_name, content_sha),
        work=work,
        name=source_name,
        title=read.title or source_name,
        uri=uri,
        origin="paper" if known == "chen-2024" else "added",
        languages=tuple(language for language, _ in amounts.most_common()),
        text=text,
        content=content_sha,
        encoding=encoding,
        sections=read.sections,
        tables=read.tables,
    )


@lru_cache(maxsize=4)
def layout(text: str) -> Layout | None:
    """The structure of an article, None for any other text."""
    if not _LIKELY.search(text):
        return None
    rows = lines(text)
    running = _running_heads(rows)
    halves = [_half(language, part, running) for language, part in _halves(rows)]
    numbered = max((sum(head.role == "section" for head in half.heads) for half in halves), default=0)
    framed = any(head.role in ("abstract", "references") for half in halves for head in half.heads)
    if numbered < 2 or not framed:
        return None
    sections = [section for half in halves for section in _sections(half)]
    blocks = [block for half in halves for block in _half_blocks(half, text)]
    blocks = _merged(_at_home(sorted(blocks, key=lambda block: block.start), text), text)
    title = next((text[b.start : b.end] for b in blocks if b.place == "front title"), "")
    tables = tuple(_with_note(found.table, half, text) for half in halves for found in half.found)
    return Layout(" ".join(title.split()), tuple(sections), tables, tuple(blocks))


def _merged(blocks: Sequence[Block], text: str) -> list[Block]:
    """Front matter of one kind with only white space between is one block: editors and translators."""
    found: list[Block] = []
    for block in blocks:
        last = found[-1] if found else None
        if last and block.kind == "front" and block.place == last.place and not text[last.end : block.start].strip():
            found[-1] = replace(last, end=block.end)
        else:
            found.append(block)
    return found


def _known_work(text: str) -> str | None:
    """The catalogued work whose title opens the text or whose identifier stands in its first part."""
    opening = _bare(text[:3000])
    for work in catalogue():
        titles = [_bare(title) for title in (work.title, work.title_zh) if title]
        if any(len(title) >= 12 and title in opening[:600] for title in titles):
            return work.id
        if work.identifier and work.identifier.startswith("10.") and work.identifier.casefold() in text[:3000].casefold():
            return work.id
    return None


def _bare(text: str) -> str:
    return "".join(character for character in text if character.isalnum()).casefold()


def _slug(title: str) -> str:
    return re.sub(r"\W+", "-", title.casefold()).strip("-")[:80]


def _running_heads(rows: Sequence[Line]) -> frozenset[str]:
    """Short lines that stand on several pages with no difference but in their digits."""
    count = Counter(re.sub(r"\d+", "#", line.text) for line in rows if len(line.text) <= 90 and "\t" not in line.raw)
    return frozenset(text for text, times in count.items() if times >= _RUNNING_HEAD and not text.startswith("[#]"))


def _halves(rows: Sequence[Line]) -> Iterator[tuple[Language, list[Line]]]:
    """The lines by language: one part, or two where a change of language in the text fits better than none."""
    weights = [len(line.text) * (3 if detect(line.text) == "zh" else -1) for line in rows]  # a Chinese character says about three letters' worth
    total, running, best, cut = sum(weights), 0, 0, 0
    for index, weight in enumerate(weights):
        running += weight
        gain = abs(running) + abs(total - running) - abs(total)
        if running * (total - running) < 0 and gain > best:
            best, cut = gain, index + 1
    parts = [rows[:cut], rows[cut:]] if cut and best > 0.15 * sum(map(abs, weights)) else [rows]
    for part in parts:
        yield detect(" ".join(line.text for line in part)), list(part)


def _half(language: Language, rows: list[Line], running: frozenset[str]) -> _Half:
    heads = tuple(headings(rows))
    found = tuple(tab_tables(rows))
    special: dict[int, Tagged] = {}
    for index, line in enumerate(rows):
        if _FURNITURE.match(line.text) or is_continuation(line.text) or re.sub(r"\d+", "#", line.text) in running:
            special[index] = ("furniture", "")
        elif (figure := _FIGURE.match(line.text)) and len(line.text) <= _LONGEST_CAPTION:
            special[index] = ("caption", f"figure {figure.group(1) or figure.group(2)}")
    for table in found:
        special |= dict.fromkeys(table.lines, ("furniture", ""))
        special |= _note_lines(rows, table)
    for head in heads:
        special |= {index: ("heading", "") for index in range(head.line, head.last + 1) if rows[index].end <= head.end}
    return _Half(language, tuple(rows), heads, found, special | _bare_figures(rows, special))


def _note_lines(rows: Sequence[Line], table: Found) -> dict[int, Tagged]:
    """The note under a table: "NOTE" on a line of its own and the paragraph below, or a paragraph that opens with it."""
    after = max(table.lines) + 1
    if after < len(rows) and _NOTE_INLINE.match(rows[after].text):
        return {after: ("note", f"table {table.table.number} note")}
    if after + 1 >= len(rows) or not _NOTE.match(rows[after].text):
        return {}
    end = after + 2
    while end < len(rows) and not rows[end].gap:
        end += 1
    return {after: ("furniture", "")} | {index: ("note", f"table {table.table.number} note") for index in range(after + 1, end)}


def _bare_figures(rows: Sequence[Line], special: dict[int, Tagged]) -> dict[int, Tagged]:
    """Captions that are only numbered ("1. Global commitments …"): they stand in the middle of a sentence of the prose."""
    found: dict[int, Tagged] = {}
    for index, line in enumerate(rows):
        match = _BARE_FIGURE.match(line.text)
        if not match or index in special or len(line.text) > _LONGEST_CAPTION:
            continue
        before = next((i for i in range(index - 1, -1, -1) if i not in special), None)
        after = next((i for i in range(index + 1, len(rows)) if i not in special), None)
        if before is not None and after is not None and goes_on(rows[before].text, rows[after].text):
            found[index] = ("caption", f"figure {match.group(1)}")
    return found


def _sections(half: _Half) -> Iterator[Section]:
    """The sections of a half with their paths; a section ends where the next one of its level or a higher one starts."""
    end = half.rows[-1].end if half.rows else 0
    heads = [head for head in half.heads if head.title]
    if half.rows and (not heads or heads[0].start > half.rows[0].start):
        first = heads[0].start if heads else end
        title = front_title(half.language)
        yield Section("", title, (title,), half.language, half.rows[0].start, first)
    for index, head in enumerate(heads):
        level = head.number.count(".") if head.number else 0
        following = (other.start for other in heads[index + 1 :] if (other.number.count(".") if other.number else 0) <= level)
        yield Section(head.number, head.title, _path(heads[: index + 1]), half.language, head.start, next(following, end))


def front_title(language: Language) -> str:
    """The name of what stands before the first heading."""
    return "Front matter" if language == "en" else "文前信息"


def _path(heads: Sequence[Heading]) -> tuple[str, ...]:
    """The headings from the top down to the last one, with their numbers."""
    last = heads[-1]
    above = [head for head in heads[:-1] if head.number and last.number.startswith(head.number + ".")]
    return tuple(f"{head.number} {head.title}".strip() for head in [*above, last])


def _half_blocks(half: _Half, text: str) -> Iterator[Block]:
    for table in half.found:
        yield from _table_blocks(table)
    yield from _special_blocks(half)
    heads = [None, *half.heads]
    bounds = [0, *(head.line for head in half.heads), len(half.rows)]
    for head, start, end in zip(heads, bounds, bounds[1:], strict=False):
        rows = _prose_lines(half, head, start, end)
        if rows:
            yield from _region(half, head, rows, text)


def _prose_lines(half: _Half, head: Heading | None, start: int, end: int) -> list[Line]:
    """The lines of a region that are its text; of a line that opens with the heading, what follows it."""
    rows: list[Line] = []
    for index in range(start, end):
        line = half.rows[index]
        if index in half.special:
            continue
        if head is not None and line.start < head.end < line.end:
            line = replace(line, start=head.end, text=line.text[head.end - line.start :])
        rows.append(line)
    return rows


def _region(half: _Half, head: Heading | None, rows: list[Line], text: str) -> Iterator[Block]:
    """The blocks of the text under one heading."""
    label = _label(half, head)
    if head is None or head.role in ("correspondence", "editors", "fund", "keywords", "interests", "thanks", "graphical"):
        yield from front_blocks(head.role if head else None, rows, label, half.language)
    elif head.role == "references":
        for number, start, end in entries(rows):
            yield Block("reference", f"reference {number}", label, detect(text[start:end]), start, end)
    elif head.role == "highlights":
        yield Block("prose", "highlights", label, half.language, rows[0].start, rows[-1].end)
    else:
        place = f"section {head.number}" if head.role == "section" else head.role
        yield from _prose(half, rows, place, label, text)


def _label(half: _Half, head: Heading | None) -> str:
    if head is None or not head.title:
        return front_title(half.language)
    return " / ".join(_path([other for other in half.heads if other.start <= head.start and other.title]))


def _prose(half: _Half, rows: list[Line], place: str, label: str, text: str) -> Iterator[Block]:
    """Paragraphs of a section; where something stands in the middle of one, its second part continues the first."""
    before = ""
    for run in _uninterrupted(half, rows):
        for span in paragraphs(run, text):
            words = text[span.start : span.end]
            yield Block("prose", place, label, detect(words), span.start, span.end, continues=goes_on(before, words))
            before = words


def _uninterrupted(half: _Half, rows: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of lines with nothing else between them."""
    order = {line.end: index for index, line in enumerate(half.rows)}
    run: list[Line] = []
    for line in rows:
        if run and order[line.end] != order[run[-1].end] + 1:
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _table_blocks(found: Found) -> Iterator[Block]:
    number = found.table.number
    if found.caption_end > found.caption_start:
        yield Block("caption", f"table {number}", "", found.table.language, found.caption_start, found.caption_end)
    for row in found.table.rows:
        yield Block("row", row.key, "", found.table.language, row.start, row.end, found.row_text(row))


def _special_blocks(half: _Half) -> Iterator[Block]:
    """Figure captions and notes; lines of one note are one block."""
    kinds: dict[str, Kind] = {"caption": "caption", "note": "note"}
    last: Block | None = None
    for index, (tag, place) in sorted(half.special.items()):
        if tag not in kinds:
            continue
        line = half.rows[index]
        if last is not None and last.place == place and tag == "note":
            last = replace(last, end=line.end)
            continue
        if last is not None:
            yield last
        last = Block(kinds[tag], place, "", half.language, line.start, line.end)
    if last is not None:
        yield last


def _with_note(table: Table, half: _Half, text: str) -> Table:
    place = f"table {table.number} note"
    note = next((block for block in _special_blocks(half) if block.place == place), None)
    return replace(table, note=" ".join(text[note.start : note.end].split())) if note else table


def _at_home(blocks: Sequence[Block], text: str) -> list[Block]:
    """Tables, captions and notes under the section that mentions them first, wherever the page had room for them."""
    prose = [block for block in blocks if block.kind == "prose" and block.place.startswith("section ")]
    homes: dict[tuple[Language, str], str] = {}
    for block in prose:
        for name, number in re.findall(r"\b(Fig(?:ure|\.)?|Table)\s*(\d{1,2})|", text[block.start : block.end]):
            if number:
                homes.setdefault(("en", f"{'figure' if name.startswith('F') else 'table'} {number}"), block.section)
        for name, number in re.findall(r"([图表])\s*(\d{1,2})", text[block.start : block.end]):
            homes.setdefault(("zh", f"{'figure' if name == '图' else 'table'} {number}"), block.section)
    return [block if block.section else replace(block, section=_home(block, homes, prose)) for block in blocks]


def _home(block: Block, homes: dict[tuple[Language, str], str], prose: Sequence[Block]) -> str:
    thing = " ".join(block.place.split()[:2])
    before = [other.section for other in prose if other.start < block.start and other.language == block.language]
    return homes.get((block.language, thing), before[-1] if before else "")
