"""Which lines of an article are headings: numbered ones in sequence, and the named ones of front and end matter.

Pure functions over lines; knows nothing about documents or passages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.lines import Line

Role = Literal[
    "section", "abstract", "keywords", "highlights", "fund", "graphical", "correspondence", "references", "editors", "interests", "thanks"
]

NAMES: dict[Role, tuple[str, ...]] = {
    "abstract": ("abstract", "summary", "摘要"),
    "keywords": ("keywords", "key words", "关键词", "关键字"),
    "highlights": ("highlights", "research highlights", "article highlights", "文章亮点", "研究亮点", "亮点"),
    "fund": ("research fund", "research funds", "fund", "funding", "基金项目", "资助项目", "基金"),
    "graphical": ("graphical abstract", "图文摘要", "图形摘要"),
    "correspondence": ("corresponding author", "corresponding authors", "correspondence", "通讯作者", "通信作者"),
    "references": ("references", "reference", "bibliography", "参考文献"),
    "interests": ("competing interests", "competing interest", "conflict of interest", "conflicts of interest", "利益冲突", "利益冲突声明"),
    "thanks": ("acknowledgements", "acknowledgments", "acknowledgement", "致谢"),
}
_ROLES: dict[str, Role] = {name: role for role, names in NAMES.items() for name in names}
_INLINE = re.compile(r"^[*#\s]*([^:：|｜]{2,30}?)\s*[:：|｜]\s*(?=\S)")
_EDITORS = re.compile(r"^(?:edited by|translated by|editors?\b|translators?\b|责任编辑|编辑|翻译|译者)[\s:：]\s*\S", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?:#{1,6}\s*)?(\d{1,2}(?:\.\d{1,2}){0,3})(?:[.．、]\s*|\s+|(?=[\u4e00-\u9fff]))([^\s\d].*)$")
_LONGEST = 170  # characters of a heading; the article's longest has 97


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at `start:end`; `line` and `last` are the indices of its first and last line; text may follow on the last one."""

    role: Role
    number: str
    title: str
    start: int
    end: int
    line: int
    last: int


def named(line: Line, index: int) -> Heading | None:
    """The front or end matter heading that the line is or opens with: "ABSTRACT", "*通讯作者", "Competing interests | …"."""
    bare = line.text.strip("*#_ :：").casefold()
    role = _ROLES.get(re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", bare))
    if role is not None:
        return Heading(role, "", line.text.strip("*#_ :："), line.start, line.end, index, index)
    if _EDITORS.match(line.text) and len(line.text) <= _LONGEST:
        return Heading("editors", "", "", line.start, line.start, index, index)
    inline = _INLINE.match(line.text)
    role = _ROLES.get(inline.group(1).strip("*_ ").casefold()) if inline else None
    if inline is None or role is None:
        return None
    return Heading(role, "", inline.group(1).strip("*_ "), line.start, line.start + inline.end(), index, index)


def headings(rows: Sequence[Line]) -> list[Heading]:
    """The headings of one language's half of an article, in order; `line` counts in `rows`.

    Numbered headings count from 1 in sequence (1, 2, 2.1, 2.2, 3 …), after the abstract where there is one, so that numbered
    affiliations, list items and captions are not taken for headings.
    """
    found = [heading for index, line in enumerate(rows) if "\t" not in line.text and (heading := named(line, index))]
    front = [heading.line for heading in found if heading.role in ("abstract", "keywords")]
    end = min((heading.line for heading in found if heading.role == "references"), default=len(rows))
    first = max((line for line in front if line < end), default=-1) + 1
    numbered = in_sequence(rows, first, end if end > first else len(rows))
    taken = {heading.line for heading in found}
    return sorted([*found, *(heading for heading in numbered if heading.line not in taken)], key=lambda heading: heading.start)


def in_sequence(rows: Sequence[Line], first: int = 0, end: int | None = None) -> Iterator[Heading]:
    """The numbered headings of `rows[first:end]`: each the next one at some level."""
    end = len(rows) if end is None else end
    current: tuple[int, ...] = ()
    for index in range(first, end):
        match = _NUMBERED.match(rows[index].text)
        if not match or not _is_title(match.group(2)):
            continue
        number = tuple(int(part) for part in match.group(1).split("."))
        if not _follows(number, current):
            continue
        last = _last_line(rows, index)
        title = " ".join([match.group(2), *(line.text for line in rows[index + 1 : last + 1])])
        yield Heading("section", match.group(1), title.strip(), rows[index].start, rows[last].end, index, last)
        current = number


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST and "\t" not in text and text.rstrip()[-1] not in ".。;；,，:：、" and any(c.isalpha() for c in text)


def _follows(number: tuple[int, ...], current: tuple[int, ...]) -> bool:
    """Whether `number` is the next one at some level: after 3.1 come 3.1.1, 3.2 and 4."""
    if not current:
        return number in ((0,), (1,))
    following = {(*current, 1)} | {(*current[:level], current[level] + 1) for level in range(len(current))}
    return number in following


def _last_line(rows: Sequence[Line], index: int) -> int:
    """The last line of a heading that is wrapped: its run of lines is nothing but the heading."""
    last = index
    while last + 1 < len(rows) and not rows[last + 1].gap:
        last += 1
    whole = " ".join(line.text for line in rows[index : last + 1])
    return last if last > index and last - index <= 2 and _is_title(whole) and not _NUMBERED.match(rows[index + 1].text) else index
