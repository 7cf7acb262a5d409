"""A model's growing text as sentences with the keys of the sources they name; knows nothing about what the sources say.

A sentence is handed on when the next has begun, so that marks which follow its stop still belong to it. Keys are ours, [S1]; a bare [1]
is taken for one too, since what it names is checked all the same.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Literal

from assistant.cleaning import unadorned, visible
from ingest.language import detect, sentences

_MARK = re.compile(r"[\[【［]\s*S?\d{1,3}(?:\s*[,，、;；&]\s*S?\d{1,3})*\s*[\]】］]", re.IGNORECASE | re.ASCII)
_KEY = re.compile(r"\d{1,3}", re.ASCII)
_OPEN_MARK = re.compile(r"\s*[\[【［(（<][^\]】］\n]*$")
_ITEM = re.compile(r"^\s*(?:[-*•·▪‣–]|\(?\d{1,2}[.)、）]|[（(][一二三四五六七八九十]+[)）])\s+")
_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_THINKING = re.compile(r"<think(?:ing)?>.*", re.DOTALL | re.IGNORECASE)
LONGEST = 3000  # characters of a line without an end, after which it is taken as it stands


@dataclass(frozen=True, slots=True)
class Marked:
    """One sentence or list item without its marks, and the numbers of the sources that they name."""

    text: str
    keys: tuple[int, ...]
    style: Literal["sentence", "item"] = "sentence"


class Sentences:
    """Cuts a text that comes piece by piece; `whole` is all of it that was no thinking."""

    def __init__(self) -> None:
        self._rest = ""
        self.whole = ""

    def feed(self, piece: str) -> list[Marked]:
        """The sentences that are complete with this piece."""
        self._rest = _THOUGHT.sub("", self._rest + piece)
        thinking = _THINKING.search(self._rest)
        text, held = (self._rest[: thinking.start()], thinking.group()) if thinking else (self._rest, "")
        *lines, last = text.split("\n")
        found = [one for line in lines for one in _cut(line)]
        spans = _spans(last)
        if len(spans) > 1 and not _ITEM.match(last) and _begun(last[spans[-1][0] :]):
            first, last = last[: spans[-1][0]], last[spans[-1][0] :]
        elif len(last) > LONGEST:
            first, last = last, ""
        else:
            first = ""
        self.whole += "".join(f"{line}\n" for line in lines) + first
        self._rest = last + held
        found += _cut(first)
        return found

    def close(self) -> list[Marked]:
        """What is left when the text has ended; a thought without an end is none of it."""
        last, self._rest = _THINKING.sub("", self._rest), ""
        self.whole += last
        return [one for line in last.split("\n") for one in _cut(line)]


def _spans(line: str) -> list[tuple[int, int]]:
    """Offsets of the line's sentences; marks that follow a stop belong to what they follow."""
    blanked = _MARK.sub(lambda found: " " * len(found.group()), line)
    starts = [start for start, _ in sentences(blanked, detect(blanked))]
    return list(itertools.pairwise([*starts, len(line)]))


def _begun(tail: str) -> bool:
    """Whether the next sentence has begun, and not only a mark of the one before."""
    return re.search(r"\w", _OPEN_MARK.sub("", _MARK.sub("", tail))) is not None


def _cut(line: str) -> list[Marked]:
    item = _ITEM.match(line)
    body = line[item.end() :] if item else line
    pieces: list[str] = []
    for start, end in _spans(body):
        piece = body[start:end]
        if pieces and not re.search(r"\w", _MARK.sub("", piece)):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    found = [_marked(piece) for piece in pieces]
    kept = [one for one in found if re.search(r"\w", one.text)]
    if item and kept:  # an item is one line of the answer, however many sentences it has
        keys = tuple(dict.fromkeys(key for one in kept for key in one.keys))
        space = " " if detect(body) == "en" else ""
        return [Marked(space.join(one.text for one in kept), keys, "item")]
    return kept


def _marked(piece: str) -> Marked:
    keys = tuple(dict.fromkeys(int(key) for mark in _MARK.findall(piece) for key in _KEY.findall(mark)))
    text = re.sub(r"\s+(?=[.。,，;；!！?？])", "", unadorned(visible(_MARK.sub("", piece))))
    return Marked(text, keys)
