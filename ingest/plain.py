"""Reads any text or Markdown file: its headings as sections, its tables as data, its title; and chooses between this and an article.

Headings are Markdown's, numbered ones in sequence, and those of Chinese documents (第一章, 一、, （一）). Knows nothing about files.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from ingest.article import is_article, read_article
from ingest.halves import split_by_language
from ingest.headings import Heading, in_sequence
from ingest.ids import content_hash, document_id
from ingest.language import detect
from ingest.lines import Line, language_of, lines
from ingest.tables import bar_tables, tab_tables
from ingest.types import Document, Language, Page, Section, Source, Table

_MARKDOWN = re.compile(r"^(#{1,6})\s+(\S.*?)\s*#*$")
_UNDERLINE = re.compile(r"^(?:={3,}|-{3,})$")
_FENCE = re.compile(r"^(?:```|~~~)")
_CHINESE = (
    (1, re.compile(r"^第[一二三四五六七八九十百零\d]{1,4}[章篇编部]\s*\S{0,40}")),
    (2, re.compile(r"^第[一二三四五六七八九十百零\d]{1,4}节\s*\S{0,40}")),
    (3, re.compile(r"^[一二三四五六七八九十]{1,3}、\s*\S")),
    (4, re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)]\s*\S")),
)
_LONGEST_CHINESE = 40  # characters of a Chinese heading; a longer line is a sentence that opens with a number
_LONGEST_TITLE = 140
_COVER_WORDS = 40
_SUBJECT = re.compile(r"^(?:subject|re|主题|事由)[ \t]*[:：][ \t]*(\S.+)$", re.IGNORECASE | re.MULTILINE)
_TOP = 3000  # characters in which a document names itself
_LEAST_BODY: dict[Language, int] = {"en": 80, "zh": 30}  # characters under a numbered heading, so that list items are not headings


@dataclass(frozen=True, slots=True)
class Head:
    """A heading as it was found: `level` 1 is the highest, `line` the index of its line where headings are found by lines."""

    level: int
    number: str
    title: str
    start: int
    line: int = 0


def read(source: Source, text: str, encoding: str) -> Document:
    """The document that a decoded text file is: an article where it has an article's structure, else plain text."""
    reader = read_article if is_article(text) else read_plain
    return reader(source.name, source.uri, text, content_hash(source.data), encoding)


def read_plain(source_name: str, uri: str, text: str, content_sha: str, encoding: str) -> Document:
    """A text or Markdown file as a document; the text is what was given, the title its first heading or its name."""
    rows = lines(text)
    heads = _heads(rows)
    return _document(source_name, uri, text, content_sha, encoding, _title(rows, heads), heads, _tables(rows), rows)


def laid_out(
    source_name: str,
    uri: str,
    text: str,
    content_sha: str,
    encoding: str,
    *,
    heads: Sequence[Head],
    tables: tuple[Table, ...],
    pages: tuple[Page, ...] = (),
    places: bytes = b"",
    title: str = "",
) -> Document:
    """A text whose headings and tables its file says, as a document: an article where it has that structure and is no worse for it.

    An article's own reader knows its references and twins; a report with numbered chapters and a list of sources keeps the
    headings that its pages show.
    """
    if is_article(text):
        article = read_article(source_name, uri, text, content_sha, encoding)
        if article.origin == "paper" or len(article.sections) >= len(heads):
            return replace(article, pages=pages, places=places)
    rows = lines(text)
    found = heads or _heads(rows)
    title = title[:_LONGEST_TITLE] or _cover_title(text, pages) or _subject(text) or _top_title(heads, text)
    document = _document(source_name, uri, text, content_sha, encoding, title or _title(rows, () if heads else found), found, tables, rows)
    return replace(document, pages=pages, places=places)


def _document(
    name: str,
    uri: str,
    text: str,
    content: str,
    encoding: str,
    title: str,
    heads: Sequence[Head],
    held: tuple[Table, ...],
    rows: Sequence[Line],
) -> Document:
    stem = PurePosixPath(name).stem or name
    work = "file:" + _slug(stem)
    return Document(
        id=document_id(work, name, content),
        work=work,
        name=name,
        title=title or stem,
        uri=uri,
        origin="added",
        languages=languages(rows),
        text=text,
        content=content,
        encoding=encoding,
        sections=tuple(_sections(heads, text)),
        tables=held,
    )


def _cover_title(text: str, pages: Sequence[Page]) -> str:
    """All that stands on a first page that says little: a cover sets its title in lines of their own, and not always the largest first."""
    cover = " ".join(text[pages[0].start : pages[0].end].split()) if len(pages) > 1 else ""
    return cover if len(cover.split()) <= _COVER_WORDS and len(cover) <= _LONGEST_TITLE else ""


def _subject(text: str) -> str:
    """What a memo or a letter says that it is about."""
    found = _SUBJECT.search(text[:_TOP])
    return found.group(1)[:_LONGEST_TITLE].strip() if found else ""


def _top_title(heads: Sequence[Head], text: str) -> str:
    """The highest heading near the top, which type makes the title."""
    near = [head for head in heads if head.start < max(_TOP, len(text) // 20)]
    return min(near, key=lambda head: (head.level, head.start)).title[:_LONGEST_TITLE] if near else ""


def languages(rows: Sequence[Line]) -> tuple[Language, ...]:
    """The languages that occur in more than a stray line, most text first."""
    amounts = Counter[Language]()
    for line in rows:
        language = language_of(line.text)
        amounts[language] += len(line.text) * (3 if language == "zh" else 1)
    total = sum(amounts.values())
    return tuple(language for language, amount in amounts.most_common() if amount > 0.02 * total)


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name.casefold()).strip("-")[:80] or "text"


def _heads(rows: Sequence[Line]) -> list[Head]:
    """The headings of the first kind that the text uses: Markdown, else numbered ones, else Chinese ones (with either of the others)."""
    marked = _markdown_heads(rows)
    counted = [] if marked else _numbered_heads(rows)
    chinese = [] if marked else _chinese_heads(rows)
    return sorted([*marked, *counted, *chinese], key=lambda head: head.start)


def _markdown_heads(rows: Sequence[Line]) -> list[Head]:
    found: list[Head] = []
    fenced = False
    for index, line in enumerate(rows):
        fenced ^= bool(_FENCE.match(line.text))
        match = None if fenced else _MARKDOWN.match(line.text)
        if match:
            found.append(Head(len(match.group(1)), *number_apart(match.group(2)), line.start, index))
        elif not fenced and _is_underlined(rows, index):
            found.append(Head(1 if rows[index + 1].text[0] == "=" else 2, *number_apart(line.text), line.start, index))
    return found


def _is_underlined(rows: Sequence[Line], index: int) -> bool:
    if index + 1 >= len(rows) or rows[index + 1].gap or not _UNDERLINE.match(rows[index + 1].text):
        return False
    line = rows[index]
    return (line.gap or index == 0) and len(line.text) <= _LONGEST_TITLE and not _UNDERLINE.match(line.text)


def number_apart(title: str) -> tuple[str, str]:
    """A heading's number ("3.1", or "") and the rest of it."""
    match = re.match(r"(\d{1,2}(?:\.\d{1,2}){0,3})[.、]?\s+(\D.*)", title)
    return (match.group(1), match.group(2)) if match else ("", title)


def _numbered_heads(rows: Sequence[Line]) -> list[Head]:
    """Numbered headings in sequence; they may start anew in the second half of a bilingual text."""
    found: list[Head] = []
    first = 0
    for _, part in split_by_language(rows):
        found += [replace(head, line=first + head.line) for head in _one_sequence(part)]
        first += len(part)
    return max(_one_sequence(rows), found, key=len)


def _one_sequence(rows: Sequence[Line]) -> list[Head]:
    """Numbered headings in one sequence, where most of them have text of their own under them."""
    heads = [head for head in in_sequence(rows) if rows[head.line].gap or head.line == 0]
    if len(heads) < 2 or sum(_has_body(heads, index, rows) for index in range(len(heads))) < 0.6 * len(heads):
        return []
    return [Head(head.number.count(".") + 1, head.number, head.title, head.start, head.line) for head in heads]


def _has_body(heads: Sequence[Heading], index: int, rows: Sequence[Line]) -> bool:
    """Whether a section has text of some length, or sections of its own."""
    following = heads[index + 1] if index + 1 < len(heads) else None
    if following is not None and following.number.startswith(heads[index].number + "."):
        return True
    body = rows[heads[index].last + 1 : following.line if following else len(rows)]
    return any(len(line.text) >= _LEAST_BODY[language_of(line.text[:1000])] for line in body)


def _chinese_heads(rows: Sequence[Line]) -> list[Head]:
    found: list[Head] = []
    for index, line in enumerate(rows):
        level = next((level for level, pattern in _CHINESE if pattern.match(line.text)), None)
        if level is not None and len(line.text) <= _LONGEST_CHINESE and line.text[-1] not in "。；，、：;,:":
            found.append(Head(level, "", line.text, line.start, index))
    return found


def _title(rows: Sequence[Line], heads: Sequence[Head]) -> str:
    """The highest heading at the top, else a first line that looks like a title."""
    if heads and heads[0].line == 0:
        return heads[0].title
    if rows and len(rows[0].text) <= _LONGEST_TITLE and rows[0].text[-1] not in ".。!！?？;；,，" and (len(rows) == 1 or rows[1].gap):
        return rows[0].text
    return min(heads, key=lambda head: (head.level, head.start)).title if heads else ""


def _sections(heads: Sequence[Head], text: str) -> list[Section]:
    """The sections with their paths; each ends where the next one of its level or a higher one starts."""
    ends = [len(text)] * len(heads)
    paths: list[tuple[str, ...]] = []
    above: list[int] = []
    for index, head in enumerate(heads):
        while above and heads[above[-1]].level >= head.level:
            ends[above.pop()] = head.start
        above.append(index)
        paths.append(tuple(f"{heads[i].number} {heads[i].title}".strip() for i in above))
    return [
        Section(head.number, head.title, path, detect(text[head.start : min(end, head.start + 4000)]), head.start, end)
        for head, path, end in zip(heads, paths, ends, strict=True)
    ]


def _tables(rows: Sequence[Line]) -> tuple[Table, ...]:
    tabbed = tab_tables(rows)
    barred = bar_tables(rows, len(tabbed))
    return tuple(found.table for found in sorted([*tabbed, *barred], key=lambda found: min(found.lines)))
