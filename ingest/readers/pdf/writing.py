"""The text of a document in the making: words put together in the order of reading, with where each stands on which page.

Words at the end of a line are put together with their other halves: a hyphen goes unless the document writes the word with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.places import Mark
from ingest.plain import Head, number_apart
from ingest.readers.pdf.glyphs import Word
from ingest.readers.pdf.paragraphs import separator
from ingest.readers.pdf.rows import Line

_PREFIXES = frozenset({"co", "non", "self", "multi", "semi", "post", "ex"})
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(slots=True)
class Text:
    """A text in the making."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[Mark] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    starts: dict[int, int] = field(default_factory=dict)
    _opened: tuple[int, int] = (0, 0)

    def add(self, words: str) -> None:
        if words:
            self.parts.append(words)
            self.length += len(words)

    def begin(self, level: int) -> None:
        """A paragraph begins; one of a level above 0 is a heading."""
        self._opened = (level, self.length)

    def end(self) -> None:
        """The paragraph ends."""
        level, start = self._opened
        if level and self.length > start:
            self.heads.append(Head(level, *number_apart(self.since(start)), start))

    def since(self, start: int) -> str:
        """What was written since a place."""
        found: list[str] = []
        length = self.length
        for part in reversed(self.parts):
            if length <= start:
                break
            found.append(part)
            length -= len(part)
        return "".join(reversed(found))

    def take_back(self, length: int) -> None:
        """Take back the white space that was written after a place."""
        while self.length > length and self.parts:
            self.length -= len(self.parts.pop())

    def add_word(self, word: Word, letters: str, page: int) -> None:
        """A word with its place; `letters` is what is left of it."""
        if letters:
            self.starts.setdefault(page, self.length)
            self.marks.append(Mark(page, self.length, self.length + len(letters), word.x0, word.y0, word.x1, word.y1))
            self.add(letters)


class Vocabulary:
    """The words of a document, by which a broken one is known."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._words: set[str] = set()
        for line in lines:
            words = _WORD.findall(line.text.casefold())
            self._words.update(words[:-1] if line.text.endswith("-") else words)

    def keeps_hyphen(self, before: str, after: str) -> bool:
        """Whether a word that a line's end parts at its hyphen is written with that hyphen."""
        first, second = _last(before), _first(after)
        if f"{first}-{second}" in self._words:
            return True
        if first + second in self._words or len(second) < 3 or second not in self._words:
            return False
        return first in _PREFIXES or (len(first) > 2 and first in self._words)


def _last(text: str) -> str:
    found = _WORD.findall(text.casefold().rstrip("-"))
    return found[-1].rsplit("-", 1)[-1] if found else ""


def _first(text: str) -> str:
    found = _WORD.match(text.casefold())
    return found[0].split("-", 1)[0] if found else ""


def write(text: Text, lines: Sequence[Line], vocabulary: Vocabulary) -> None:
    """Add the words of a paragraph's (or a cell's) lines."""
    before: Word | None = None
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else None
        for index, word in enumerate(line.words):
            if before is not None:
                text.add(_between(before, word, index == 0, vocabulary))
            letters = word.text
            if following is not None and index == len(line.words) - 1 and _is_parted(word, following.words[0]):
                keeps = not word.soft and vocabulary.keeps_hyphen(word.text, following.words[0].text)
                letters = letters if keeps else letters[:-1]
            text.add_word(word, letters, line.page)
            before = word


def _is_parted(word: Word, after: Word) -> bool:
    return len(word.text) > 1 and word.text[-1] == "-" and word.text[-2].isalpha() and after.text[0].islower()


def _between(before: Word, word: Word, first: bool, vocabulary: Vocabulary) -> str:
    if not first:
        return separator(before, word)
    if _is_parted(before, word):
        return ""
    wide = ord(before.text[-1]) >= 0x2E80 or ord(word.text[0]) >= 0x2E80
    return "" if wide or (before.text.endswith(("/", "—", "–")) and len(before.text) > 1) else " "
