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
from itertools import groupby

from ingest.blocks import Block
from ingest.catalogue import Work, catalogue
from ingest.front import front_blocks
from ingest.halves import Half, half, running_heads, split_by_language
from ingest.headings import Heading
from ingest.ids import document_id
from ingest.language import detect
from ingest.lines import Line, goes_on, lines, paragraphs
from ingest.references import entries
from ingest.tables import Found
from ingest.types import Document, Kind, Language, Section, Table

_LIKELY = re.compile(r"(?i)(?:^|[\r\n])[ \t*#]*(?:abstract|references|bibliography|摘[ \t]*要|参考文献|\[1\])")
_TOP = 3000  # characters in which an article names itself
_LONGEST_ARTICLE = 3_000_000  # characters; a longer text is read as plain text


@dataclass(frozen=True, slots=True)
class Layout:
    """An article's structure: its sections, tables and blocks, in order, and its title in the language that comes first."""

    title: str
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    blocks: tuple[Block, ...]


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
    known = _known_work(read, text)
    work = known.id if known else "article:" + _slug(read.title or source_name)
    amounts = Counter[Language]()
    for block in read.blocks:
        amounts[block.language] += (block.end - block.start) * (3 if block.language == "zh" else 1)
    languages = tuple(language for language, _ in amounts.most_common())
    return Document(
        id=document_id(work, source_name, content_sha),
        work=work,
        name=source_name,
        title=_catalogued_title(known, languages) or read.title or source_name,
        uri=uri,
        origin="paper" if work == "chen-2024" else "added",
        languages=languages,
        text=text,
        content=content_sha,
        encoding=encoding,
        sections=read.sections,
        tables=read.tables,
    )


def layout(text: str) -> Layout | None:
    """The structure of an article, None for any other text."""
    return _layout(text) if len(text) <= _LONGEST_ARTICLE and _LIKELY.search(text) else None


@lru_cache(maxsize=2)
def _layout(text: str) -> Layout | None:
    rows = lines(text)
    running = running_heads(rows)
    halves = [half(language, part, running) for language, part in split_by_language(rows)]
    if len(halves) > 1:  # languages that take turns in one sequence of sections are no halves
        whole = half(max(halves, key=lambda side: len(side.rows)).language, rows, running)
        halves = [whole] if _numbered(whole) > sum(map(_numbered, halves)) else halves
    numbered = max(map(_numbered, halves), default=0)
    framed = any(head.role in ("abstract", "references") for side in halves for head in side.heads)
    if numbered < 2 or not framed:
        return None
    sections = [section for side in halves for section in _sections(side)]
    blocks = [block for side in halves for block in _half_blocks(side, text)]
    blocks = _merged(_at_home(sorted(blocks, key=lambda block: block.start), text), text)
    title = next((text[b.start : b.end] for b in blocks if b.place == "front title"), "")
    tables = tuple(_with_note(found.table, side, text) for side in halves for found in side.found)
    return Layout(" ".join(title.split()), tuple(sections), tables, tuple(blocks))


def _numbered(side: Half) -> int:
    return sum(head.role == "section" for head in side.heads)


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


def _known_work(read: Layout, text: str) -> Work | None:
    """The catalogued article that this is: by a title of its front matter, or by an identifier at the top."""
    titles = [_bare(text[block.start : block.end]) for block in read.blocks if block.place == "front title"]
    for work in catalogue():
        if work.type != "article":
            continue
        known = [_bare(title) for title in (work.title, work.title_zh) if title]
        if any(title and (title in known or known_title in title) for title in titles for known_title in known):
            return work
        if work.identifier and work.identifier.casefold() in text[:_TOP].casefold():
            return work
    return None


def _catalogued_title(work: Work | None, languages: Sequence[Language]) -> str:
    if work is None:
        return ""
    return work.title_zh or work.title if languages[:1] == ("zh",) else work.title


def _bare(text: str) -> str:
    return "".join(character for character in text if character.isalnum()).casefold()


def _slug(title: str) -> str:
    return re.sub(r"\W+", "-", title.casefold()).strip("-")[:80]


def _sections(side: Half) -> Iterator[Section]:
    """The sections of a half with their paths; a section ends where the next one of its level or a higher one starts."""
    end = side.rows[-1].end if side.rows else 0
    heads = [head for head in side.heads if head.title]
    if side.rows and (not heads or heads[0].start > side.rows[0].start):
        first = heads[0].start if heads else end
        title = front_title(side.language)
        yield Section("", title, (title,), side.language, side.rows[0].start, first)
    for index, head in enumerate(heads):
        level = head.number.count(".") if head.number else 0
        following = (other.start for other in heads[index + 1 :] if (other.number.count(".") if other.number else 0) <= level)
        yield Section(head.number, head.title, _path(heads[: index + 1]), side.language, head.start, next(following, end))


def front_title(language: Language) -> str:
    """The name of what stands before the first heading."""
    return "Front matter" if language == "en" else "文前信息"


def _path(heads: Sequence[Heading]) -> tuple[str, ...]:
    """The headings from the top down to the last one, with their numbers."""
    last = heads[-1]
    above = [head for head in heads[:-1] if head.number and last.number.startswith(head.number + ".")]
    return tuple(f"{head.number} {head.title}".strip() for head in [*above, last])


def _half_blocks(side: Half, text: str) -> Iterator[Block]:
    for table in side.found:
        yield from _table_blocks(table)
    yield from _special_blocks(side)
    heads = [None, *side.heads]
    bounds = [0, *(head.line for head in side.heads), len(side.rows)]
    for head, start, end in zip(heads, bounds, bounds[1:], strict=False):
        rows = _prose_lines(side, head, start, end)
        if rows:
            yield from _region(side, head, rows, text)


def _prose_lines(side: Half, head: Heading | None, start: int, end: int) -> list[Line]:
    """The lines of a region that are its text; of a line that opens with the heading, what follows it."""
    rows: list[Line] = []
    for index in range(start, end):
        line = side.rows[index]
        if index in side.special:
            continue
        if head is not None and line.start < head.end < line.end:
            line = replace(line, start=head.end, text=line.text[head.end - line.start :])
        rows.append(line)
    return rows


def _region(side: Half, head: Heading | None, rows: list[Line], text: str) -> Iterator[Block]:
    """The blocks of the text under one heading."""
    label = _label(side, head)
    if head is None or head.role in ("correspondence", "editors", "fund", "keywords", "interests", "thanks", "graphical"):
        yield from front_blocks(head.role if head else None, rows, label, side.language)
    elif head.role == "references":
        for number, start, end in entries(rows):
            yield Block("reference", f"reference {number}", label, detect(text[start:end]), start, end)
    elif head.role == "highlights":
        yield Block("prose", "highlights", label, side.language, rows[0].start, rows[-1].end)
    else:
        place = f"section {head.number}" if head.role == "section" else head.role
        yield from _prose(side, rows, place, label, text, side.language if head.role == "section" else None)


def _label(side: Half, head: Heading | None) -> str:
    if head is None or not head.title:
        return front_title(side.language)
    return " / ".join(_path([other for other in side.heads if other.start <= head.start and other.title]))


def _prose(side: Half, rows: list[Line], place: str, label: str, text: str, language: Language | None) -> Iterator[Block]:
    """Paragraphs of a section; where something stands in the middle of one, its second part continues the first.

    An abstract is often in the other language than the article, a section never (`language` None: each paragraph's own).
    """
    before = ""
    for run in _uninterrupted(side, rows):
        for span in paragraphs(run, text):
            words = text[span.start : span.end]
            yield Block("prose", place, label, language or detect(words), span.start, span.end, continues=goes_on(before, words))
            before = words


def _uninterrupted(side: Half, rows: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of lines with nothing else between them."""
    order = {line.end: index for index, line in enumerate(side.rows)}
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


def _special_blocks(side: Half) -> Iterator[Block]:
    """Figure captions and notes; lines of one are one block."""
    kinds: dict[str, Kind] = {"caption": "caption", "note": "note"}
    for (tag, place), group in groupby(sorted(side.special.items()), key=lambda item: item[1]):
        if tag in kinds:
            rows = [side.rows[index] for index, _ in group]
            yield Block(kinds[tag], place, "", side.language, rows[0].start, rows[-1].end)


def _with_note(table: Table, side: Half, text: str) -> Table:
    place = f"table {table.number} note"
    note = next((block for block in _special_blocks(side) if block.place == place), None)
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
