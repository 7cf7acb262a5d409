"""The lines of a text with their offsets, and whether one paragraph goes on in the next; knows nothing about documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.language import CJK, detect, without_marks
from ingest.types import Language

BYTE_ORDER_MARK = "\ufeff"
_LINE = re.compile(r"[^\r\n]+")
_BREAK = re.compile(r"\r\n?|\n")
_STOPS = ".!?。！？…:：;；"
_CLOSERS = "\"'”’」』)）】》*"
_CHINESE = re.compile(f"[{CJK}]")
_BULLET = re.compile(r"(?:[-*•·▪‣]\s|\d{1,2}[.)、）]|[(（][\d一二三四五六七八九十]{1,3}[)）]|\[\d)")
_OPEN_WORDS = frozenset(
    {"a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "from", "with", "and", "or", "but", "nor", "as", "that", "which"}
    | {"who", "whose", "is", "are", "was", "were", "be", "been", "than", "into", "between", "its", "their", "this", "these"}
)
_PIECE = 50_000  # characters
_WRAPPED_WIDTH = 160  # characters; text wrapped by hand or by a page is narrower, a paragraph on one line is wider
_LEAST_OPEN_CHINESE = 30  # characters; a shorter Chinese line without a stop is a title, not a broken paragraph


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: `text` and `start:end` without white space around it, `raw` with it; `gap`: blank lines precede."""

    start: int
    end: int
    text: str
    raw: str
    gap: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A paragraph: lines with nothing but white space between them."""

    start: int
    end: int
    gap: bool


def lines(text: str) -> list[Line]:
    """The lines of `text` that hold more than white space, in order."""
    found: list[Line] = []
    previous_end = 0
    for match in _LINE.finditer(text):
        raw = match.group(0)
        if match.start() == 0:
            raw = raw.removeprefix(BYTE_ORDER_MARK)
        stripped = raw.strip()
        if not stripped:
            continue
        start = match.end() - len(raw.lstrip())
        gap = len(_BREAK.findall(text, previous_end, match.start())) > 1
        found.append(Line(start, start + len(stripped), stripped, raw, gap))
        previous_end = match.end()
    return found


def language_of(text: str) -> Language:
    """The language of most of a text, however long; piece by piece, as the words of 50 MB in one list would take a gigabyte."""
    votes = Counter(detect(text[start : start + _PIECE]) for start in range(0, len(text), _PIECE))
    return votes.most_common(1)[0][0] if votes else detect(text)


def is_open(text: str) -> bool:
    """Whether the text stops in the middle of a sentence, as far as its last character tells."""
    end = without_marks(text[-80:]).rstrip().rstrip(_CLOSERS)
    return bool(end) and end[-1] not in _STOPS


def goes_on(before: str, after: str) -> bool:
    """Whether the sentence at the end of `before` goes on at the start of `after`: a page turn or a table lies between."""
    if not before or not after or not is_open(before):
        return False
    end = without_marks(before[-80:]).rstrip()
    if after[0] in "”’）)】》，。、；,.;" or after[0].islower():
        return True
    if _BULLET.match(after):
        return False
    if end[-1] in ",，、–—-(（“" or end.split()[-1].lower() in _OPEN_WORDS:
        return True
    chinese = _CHINESE.match(after) or after[0] in "“《"
    return bool(chinese and _CHINESE.match(end[-1]) and len(before) >= _LEAST_OPEN_CHINESE)


def paragraphs(rows: Sequence[Line], text: str) -> list[Span]:
    """The paragraphs that consecutive lines form: wrapped lines joined, and what a page turn broke in mid-sentence joined again."""
    found: list[Span] = []
    for run in _runs(rows):
        for span in _unwrapped(run):
            if found and span.gap and goes_on(text[found[-1].start : found[-1].end][-400:], text[span.start : span.end][:80]):
                found[-1] = Span(found[-1].start, span.end, found[-1].gap)
            else:
                found.append(span)
    return found


def paragraph_end(rows: Sequence[Line], index: int) -> int:
    """The index after the last line of the paragraph that starts at line `index`; page turns are not bridged."""
    run = next(_runs(rows[index:]))
    span = next(_unwrapped(run))
    return index + sum(line.end <= span.end for line in run)


def _runs(rows: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines without a blank line between them."""
    run: list[Line] = []
    for line in rows:
        if run and line.gap:
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _unwrapped(run: Sequence[Line]) -> Iterator[Span]:
    """Paragraphs of a run: a line ends one when its sentence ends and it is not full, or when the run is not wrapped at all."""
    width = max(len(line.text) for line in run)
    first = run[0]
    for line, following in zip(run, [*run[1:], None], strict=True):
        ends = not is_open(line.text) and (width > _WRAPPED_WIDTH or len(line.text) < 0.8 * width)
        if following is None or (ends and not _BULLET.match(following.text)):
            yield Span(first.start, line.end, first.gap)
            if following is not None:
                first = following
