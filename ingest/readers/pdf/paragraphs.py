"""From lines in reading order to paragraphs, and which of them are headings of which level, told by type, place and wording.

Knows nothing about pages' coordinates but what lines say, nor about the text that is made of paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.language import CJK
from ingest.lines import goes_on, is_open
from ingest.readers.pdf.glyphs import Word
from ingest.readers.pdf.rows import Line, Thing

BULLET = re.compile(
    r"^(?:[•▪‣◦■□○◆➢➤✓»*·–—-](?=\s|$)|\(?[a-zA-Z\d]{1,3}[.)](?=\s)|[（(][\d一二三四五六七八九十]{1,3}[）)]|\d{1,2}(?:[、．]|[.)）](?=[《“\u4e00-\u9fff]))|第[一二三四五六七八九十百零\d]{1,5}条(?=\s)|[一二三四五六七八九十]{1,3}、|[①-⑳])"
)
CAPTION = re.compile(r"^(?:Table|Figure|Fig\.|表|图)\s*[\dA-Z一二三四五六七八九十]", re.IGNORECASE)
CHINESE_HEAD = re.compile(r"^第[一二三四五六七八九十百零\d]{1,4}[章篇编部节](?:\s|$)|^[一二三四五六七八九十]{1,3}、")
_WIDE = rf"{CJK}，。；：、！？（）“”《》【】〔〕…—"
_WIDE_CHARACTER = re.compile(f"[{_WIDE}]")
_LETTERS = re.compile(rf"[^\W\d_]|[{CJK}]")
_LEADERS = re.compile(r"(?:[.…·_]\s?){4,}")
_ENTRY = re.compile(r"\s(?:p|pp|pg|page)\.?\s*\d{1,4}$", re.IGNORECASE)  # of a table of contents
_LARGER = 1.12  # times the body's size: type that stands out
_SAME_SIZE = 0.11  # part by which the sizes of one paragraph's lines differ at most
_LONGEST_HEAD = 150  # characters; Chinese ones count for three
_MOST_HEAD_LINES = 4
_HEAD_STOPS = ".;,。；，、"
_LEVELS = 6


@dataclass(slots=True)
class Paragraph:
    """Lines that are one paragraph; `level` 1 to 6 for a heading, 0 for text."""

    lines: list[Line]
    level: int = 0
    bullet: bool = False

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


Item = Paragraph | Thing
Style = tuple[float, bool]


@dataclass(slots=True)
class Type:
    """The type of a document: the size and weight of its running text, its usual distance of lines by size."""

    size: float
    bold: bool
    pitches: dict[float, float] = field(default_factory=dict)

    def pitch(self, size: float) -> float:
        """From one line's top to the next one's."""
        return self.pitches.get(round(size * 2) / 2, 1.25 * size)


def separator(before: Word, after: Word) -> str:
    """What stands between two words of a line: nothing between Chinese characters that a justified line only spreads."""
    if not after.space:
        return ""
    wide = _WIDE_CHARACTER.match(before.text[-1]) and _WIDE_CHARACTER.match(after.text[0])
    return "" if wide and 0 <= after.x0 - before.x1 < 0.7 * after.style.size else " "


def set_text(line: Line) -> None:
    """Fills in the line's text, size and weight from its words."""
    parts = [line.words[0].text]
    for before, after in zip(line.words, line.words[1:], strict=False):
        parts += [separator(before, after), after.text]
    line.text = "".join(parts)
    sizes: Counter[float] = Counter()
    for word in line.words:
        sizes[round(word.style.size, 1)] += len(word.text)
    line.size = max(sizes.items(), key=lambda item: (item[1], item[0]))[0]
    line.bold = sum(len(word.text) for word in line.words if word.style.bold) > 0.8 * sum(len(word.text) for word in line.words)


def type_of(lines: Iterable[Line]) -> Type:
    """The type in which most of the text is set."""
    sizes: Counter[Style] = Counter()
    gaps: dict[float, Counter[float]] = {}
    last: Line | None = None
    for line in lines:
        key = round(line.size * 2) / 2
        sizes[key, line.bold] += len(line.text)
        if last is not None and last.column == line.column and last.page == line.page and abs(last.size - line.size) < 0.3:
            step = round(line.y0 - last.y0, 0)
            if 0.8 * line.size < step < 3 * line.size:
                gaps.setdefault(key, Counter())[step] += 1
        last = line
    if not sizes:
        return Type(10.0, False)
    (size, bold), _ = sizes.most_common(1)[0]
    pitches = {key: count.most_common(1)[0][0] for key, count in gaps.items() if sum(count.values()) >= 3}
    return Type(size, bold, pitches)


def paragraphs(items: Sequence[Line | Thing], body: Type) -> list[Item]:
    """Lines as paragraphs, what a column's or page's end broke put together; headings have their level."""
    found: list[Item] = []
    for item in items:
        if isinstance(item, Thing):
            found.append(item)
            continue
        last = found[-1] if found else None
        if isinstance(last, Paragraph) and _continues(last, item, body):
            last.lines.append(item)
        else:
            found.append(Paragraph([item], bullet=bool(BULLET.match(item.text))))
    _set_levels(found, body)
    return _rejoined(found)


def _continues(paragraph: Paragraph, line: Line, body: Type) -> bool:
    last = paragraph.lines[-1]
    if last.page != line.page or last.column != line.column or last.words[0].style.turn != line.words[0].style.turn:
        return False
    if line.words[0].style.turn < 0 or abs(line.size - last.size) > _SAME_SIZE * max(line.size, last.size):
        return False
    if line.bold != last.bold and _is_other_voice(paragraph, line):
        return False
    pitch = min(line.y0 - last.y0, line.y1 - last.y1)
    usual = body.pitch(line.size)
    if len(paragraph.lines) > 1:
        usual = max(min(usual, paragraph.lines[-1].y0 - paragraph.lines[-2].y0), line.size)
    if pitch > 1.28 * usual + 1.0 or pitch < 0.3 * line.size or (BULLET.match(line.text) and not _mid_sentence(last, line)):
        return False
    return not _begins(paragraph, line)


def _mid_sentence(last: Line, line: Line) -> bool:
    """Whether a line that opens like a list's item only goes on a sentence: a dash, a number at the break of a full line."""
    return line.text[0] in "–—-" and is_open(last.text) and line.text[1:].lstrip()[:1].islower()


def _is_other_voice(paragraph: Paragraph, line: Line) -> bool:
    """Whether a change of weight parts a heading from text; words in bold inside a sentence do not."""
    last = paragraph.lines[-1]
    fills = last.x1 > last.right - 0.25 * (last.right - last.left)
    if not fills or not is_open(last.text):
        return True
    return all(one.bold for one in paragraph.lines) and not line.text[0].islower()


def _begins(paragraph: Paragraph, line: Line) -> bool:
    """Whether the line begins a paragraph by its indent, or because the line before ends early with a stop."""
    last = paragraph.lines[-1]
    width = max(1.0, line.right - line.left)
    indent = line.x0 - min(one.x0 for one in paragraph.lines[1:] or paragraph.lines)
    if not paragraph.bullet and len(paragraph.lines) > 1 and 0.8 * line.size < indent < 0.25 * width and not is_open(last.text):
        return True
    if paragraph.bullet and line.x0 < paragraph.lines[0].x0 - 0.8 * line.size:
        return True
    if last.text[-1] == "-":
        return False
    white = last.right - last.x1
    if _WIDE_CHARACTER.match(last.text[-1]) and _WIDE_CHARACTER.match(line.text[0]):
        return white > 2.5 * line.size  # Chinese breaks anywhere: only a last line is short
    if last.bold and line.bold and is_open(last.text) and len(paragraph.lines) < _MOST_HEAD_LINES:
        return False  # a heading of several lines breaks where it reads best
    fits = white > (len(line.words[0].text) + 1) * 0.55 * line.size
    return fits and white > (0.4 if is_open(last.text) else 0.08) * width


# ---------------------------------------------------------------- headings


def _set_levels(items: Sequence[Item], body: Type) -> None:
    """Gives headings their level: the larger the type the higher, and of one size the bold one."""
    heads = [one for one in items if isinstance(one, Paragraph) and _is_heading(one, body)]
    styles: Counter[Style] = Counter()
    for head in heads:
        styles[_style(head)] += 1
    ranks: dict[Style, int] = {}
    level, before = 0, None
    for style in sorted(styles, key=lambda style: (-style[0], not style[1])):
        if before is None or before[0] > 1.06 * style[0] or before[1] != style[1]:
            level += 1
        ranks[style] = min(level, _LEVELS)
        before = style
    for head in heads:
        head.level = ranks[_style(head)]


def _style(head: Paragraph) -> Style:
    return round(head.lines[0].size * 2) / 2, head.lines[0].bold


def _is_heading(one: Paragraph, body: Type) -> bool:
    text, line = one.text, one.lines[0]
    length = sum(3 if _WIDE_CHARACTER.match(c) else 1 for c in text)
    if length > _LONGEST_HEAD or len(one.lines) > _MOST_HEAD_LINES or len(_LETTERS.findall(text)) < 2 or line.words[0].style.turn != 0:
        return False
    if text.rstrip()[-1] in _HEAD_STOPS or CAPTION.match(text) or _LEADERS.search(text) or _ENTRY.search(text) or text[0] in "•▪‣*-–—":
        return False
    if line.size >= _LARGER * body.size:
        return True
    if line.size < 0.95 * body.size:
        return False
    if CHINESE_HEAD.match(text) and len(one.lines) == 1:
        return True
    capitals = text.isupper() and len(_LETTERS.findall(text)) > 4 and len(one.lines) == 1
    return (line.bold and not body.bold and all(each.bold for each in one.lines)) or capitals


def _rejoined(items: Sequence[Item]) -> list[Item]:
    """Paragraphs that a column's or a page's end broke in mid-sentence, as one again."""
    found: list[Item] = []
    for item in items:
        last = found[-1] if found else None
        if isinstance(item, Paragraph) and isinstance(last, Paragraph) and _is_broken(last, item):
            last.lines += item.lines
        else:
            found.append(item)
    return found


def _is_broken(last: Paragraph, item: Paragraph) -> bool:
    before, after = last.lines[-1], item.lines[0]
    if last.level or item.level or item.bullet or CAPTION.match(item.text) or CAPTION.match(last.text):
        return False
    if (before.page, before.column) == (after.page, after.column) or min(before.column, after.column) < 0:
        return False
    if abs(before.size - after.size) > _SAME_SIZE * before.size:
        return False
    if before.bold != after.bold and len(last.lines) == 1:
        return False
    return goes_on(last.text[-400:], after.text) or (before.text.endswith("-") and after.text[0].islower())
