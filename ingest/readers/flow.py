"""A text in the making from a file that says itself what is a heading, a paragraph or a table; knows no file format."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest import plain
from ingest.ids import content_hash
from ingest.language import detect
from ingest.outcomes import Refused
from ingest.readers.decode import MOST_CHARACTERS, cleaned
from ingest.types import Document, Row, Source, Table

_NUMBERED = re.compile(r"^(?:Table|表)\s*(\d{1,3}(?:[.\-–]\d{1,3})*)\s*[:：.．]?\s*(.*)$", re.IGNORECASE | re.DOTALL)
_SPACE = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r"\s*\n\s*")
_LONGEST_HEAD = 300  # characters; a longer "heading" is a paragraph that somebody made large


class Flow:
    """Takes headings, paragraphs and tables in their order; `document` is what they make."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._parts: list[str] = []
        self._length = 0
        self._heads: list[plain.Head] = []
        self._tables: list[Table] = []
        self._listed = False
        self._last = ""

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._length

    def heading(self, level: int, text: str) -> None:
        """A heading; level 1 is the highest."""
        words = " ".join(tidy(text).split())
        if words and len(words) <= _LONGEST_HEAD:
            start = self._write(words)
            self._heads.append(plain.Head(level, *plain.number_apart(words), start))
        else:
            self.paragraph(words)

    def paragraph(self, text: str, *, listed: bool = False) -> None:
        """A paragraph, or the item of a list; lines that a person broke stay lines."""
        words = tidy(text)
        if words:
            self._write(f"• {words}" if listed and words[0] not in "•-*" else words, listed=listed)
            self._last = words

    def table(self, rows: Sequence[Sequence[str]], caption: str = "", *, headed: bool = True) -> None:
        """A table, rows of equal width; the first is its head where `headed`. Its caption is the paragraph before it, or given."""
        lines = [tuple(" ".join(tidy(cell).split()) for cell in row) for row in rows]
        lines = [line for line in lines if any(line)]
        if not lines:
            return
        if caption and tidy(caption) != self._last:
            self.paragraph(caption)
        match = _NUMBERED.match(self._last)
        spans = [(start, start + len("\t".join(line).strip())) for line, start in zip(lines, self._rows(lines), strict=True)]
        taken = {table.number for table in self._tables}
        number = match[1] if match and match[1] not in taken else next(str(n) for n in range(1, 10_000) if str(n) not in taken)
        head = lines[0] if headed and len(lines) > 1 else ("",) * len(lines[0])
        made = [
            Row(f"table {number} row {index}", line, *span)
            for index, (line, span) in enumerate(list(zip(lines, spans, strict=True))[1 if head == lines[0] else 0 :], 1)
        ]
        words = match[2].strip() if match else " ".join(tidy(caption).split())
        self._tables.append(Table(number, words, detect(" ".join(" ".join(line) for line in lines[:50])), head, tuple(made)))

    def _rows(self, lines: Sequence[Sequence[str]]) -> list[int]:
        """Writes the rows, a line each; returns where each begins."""
        starts = []
        for index, line in enumerate(lines):
            words = "\t".join(line)
            start = self._write(words.strip(), listed=index > 0, run=index > 0)
            starts.append(start)
        self._listed = False
        return starts

    def _write(self, words: str, *, listed: bool = False, run: bool = False) -> int:
        between = ("\n" if run or (listed and self._listed) else "\n\n") if self._length else ""
        self._parts.append(between + words)
        start = self._length + len(between)
        self._length = start + len(words)
        self._listed = listed
        if self._length > MOST_CHARACTERS:
            raise Refused("too-much-text", path=self._path, limit=str(MOST_CHARACTERS // 1_000_000))
        return start

    def document(self, source: Source, encoding: str, title: str = "") -> Document:
        """All that was written. Raises Refused (no-text)."""
        text = "".join(self._parts) + "\n"
        if not text.strip():
            raise Refused("no-text", path=source.name)
        return plain.laid_out(
            source.name, source.uri, text, content_hash(source.data), encoding,
            heads=self._heads, tables=tuple(self._tables), title=" ".join(tidy(title).split()),
        )  # fmt: skip


def tidy(text: str) -> str:
    """The text without unseen characters and spare white space."""
    return _LINE_ENDS.sub("\n", _SPACE.sub(" ", cleaned(text)[0])).strip()
