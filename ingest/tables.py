"""Tables out of flattened text: cells by tabs or Markdown bars; heads of several lines, groups, continued parts.

Pure functions over lines; knows nothing about documents or passages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.language import detect
from ingest.lines import Line
from ingest.search_text import MARKS, row_search_text
from ingest.types import Language, Row, Table

_CAPTION = re.compile(r"^\**\s*(?:Table|表)\s*(\d{1,2})\s*[:：.．]?\s*(.*)$", re.IGNORECASE)
_CONTINUED = re.compile(r"^\s*[(（]\s*(?:continued[^)）]*|续表[^)）]*|接上[^)）]*|续)\s*[)）]\s*$", re.IGNORECASE)
_CONTINUED_END = re.compile(r"\s*[(（]\s*(?:continued|接上表|续表?)\s*[)）]\s*$", re.IGNORECASE)
_HYPHEN = re.compile(r"(?<=\w)- (?=[a-z])")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_BAR_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_LONGEST_CAPTION = 400  # characters; a longer paragraph above a table is prose
_THEMES: dict[Language, str] = {"en": "Themes", "zh": "主题"}


@dataclass(frozen=True, slots=True)
class Found:
    """A table and where it stands: `group` the head that spans its marked columns, `lines` the indices of all its lines,
    captions and "(Continued)" included; the caption's own span is `caption_start:caption_end` (equal where there is none)."""

    table: Table
    group: str
    lines: frozenset[int]
    caption_start: int
    caption_end: int

    def row_text(self, row: Row) -> str:
        """What is indexed of a row."""
        return row_search_text(self.table.number, self.table.caption, self.table.columns, row.cells, self.group, self.table.language)


@dataclass(frozen=True, slots=True)
class _Part:
    """One run of cell lines under one caption; a continued table has several."""

    number: str
    caption: str
    caption_span: tuple[int, int]
    lines: frozenset[int]
    cells: tuple[tuple[Line, tuple[str, ...]], ...]


def tab_tables(rows: Sequence[Line]) -> list[Found]:
    """The tables whose cells are parted by tabs, continued parts merged, in order of their first lines."""
    parts: list[list[_Part]] = []
    for run in _tab_runs(rows):
        part = _part(rows, run)
        if part is None:
            continue
        if parts and (part.number == parts[-1][0].number or (not part.number and _same_head(part, parts[-1][0]))):
            parts[-1].append(part)
        else:
            parts.append([part])
    taken = {part[0].number for part in parts}
    free = (str(number) for number in range(1, len(parts) + len(taken) + 2) if str(number) not in taken)
    return [_found(group, group[0].number or next(free)) for group in parts]


def bar_tables(rows: Sequence[Line], before: int = 0) -> list[Found]:
    """Markdown tables: a head line, a line of dashes, rows; numbered by caption or in order, after `before` other tables."""
    found: list[Found] = []
    index = 1
    while index < len(rows):
        if not (_BAR_RULE.match(rows[index].text) and "|" in rows[index].text and "|" in rows[index - 1].text):
            index += 1
            continue
        end = index + 1
        while end < len(rows) and "|" in rows[end].text and not rows[end].gap:
            end += 1
        if end > index + 1:
            found.append(_bar_table(rows, index, end, before + len(found) + 1))
        index = end
    return found


def is_continuation(text: str) -> bool:
    """Whether the line only says that a table goes on: "(Continued)", "(续表见下页)"."""
    return _CONTINUED.match(text) is not None


def _bar_table(rows: Sequence[Line], rule: int, end: int, count: int) -> Found:
    columns = _bars(rows[rule - 1].text)
    body = [(rows[i], _fit(_bars(rows[i].text), len(columns))) for i in range(rule + 1, end)]
    number, caption, above, span = _caption(rows, rule - 1)
    number = number or str(count)
    language = detect(" ".join(" ".join(cells) for _, cells in body))
    made = tuple(Row(f"table {number} row {i}", cells, line.start, line.end) for i, (line, cells) in enumerate(body, 1))
    return Found(Table(number, caption, language, tuple(columns), made), "", frozenset([*above, *range(rule - 1, end)]), *span)


def _bars(text: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in text.strip().strip("|").split("|"))


def _fit(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells[:width], *[""] * (width - len(cells)))


def _tab_runs(rows: Sequence[Line]) -> Iterator[list[int]]:
    """Indices of consecutive lines that hold tabs between or before cells."""
    run: list[int] = []
    for index, line in enumerate(rows):
        if "\t" in line.raw.strip(" ") and (run or "\t" in line.text or _CAPTION.match(line.text)):
            run.append(index)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _part(rows: Sequence[Line], run: list[int]) -> _Part | None:
    own = _CAPTION.match(rows[run[0]].text) and "\t" not in rows[run[0]].text
    first = run[0] + 1 if own else run[0]
    body = [index for index in run if index >= first]
    if len(body) < 2:
        return None
    number, caption, above, span = _caption(rows, first)
    cells = tuple((rows[index], tuple(cell.strip() for cell in rows[index].raw.strip(" \r\n").split("\t"))) for index in body)
    loose = _loose_row(rows, body[-1] + 1, [values[0] for _, values in cells])
    if loose:
        body.append(body[-1] + 1)
        cells = (*cells, (loose, (loose.text,)))
    after = {body[-1] + 1} if body[-1] + 1 < len(rows) and is_continuation(rows[body[-1] + 1].text) else set()
    return _Part(number, caption, span, frozenset([*above, *body, *after]), _second_head_back(cells))


def _second_head_back(cells: tuple[tuple[Line, tuple[str, ...]], ...]) -> tuple[tuple[Line, tuple[str, ...]], ...]:
    """The head's second line in its place, where a copy has lost the empty cells at its start: it stands under the last head above."""
    if len(cells) < 3:
        return cells
    top, (line, under) = _filled(cells[0][1]), cells[1]
    widest = max(len(values) for _, values in cells[2:])
    complete = all(under) and len(under) > 1 and not _YEAR.match(under[0]) and not MARKS & set(under)
    if not complete or not MARKS & set(cells[2][1]) or not len(top) < widest <= len(top) - 1 + len(under):
        return cells
    return (cells[0], (line, (*[""] * (len(top) - 1), *under)), *cells[2:])


def _filled(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell for cell in cells if cell)


def _loose_row(rows: Sequence[Line], index: int, names: Sequence[str]) -> Line | None:
    """A last row whose empty cells a copy has lost with its tabs: it stands right under the others and opens with a name like theirs."""
    if index >= len(rows) or rows[index].gap or len(names) < 3 or "\t" in rows[index].raw:
        return None
    line = rows[index]
    return line if _name_apart(line.text, [*names[1:], line.text], detect(line.text)) else None


def _caption(rows: Sequence[Line], first: int) -> tuple[str, str, list[int], tuple[int, int]]:
    """Number, text, line indices and span of the caption that ends just above line `first`."""
    for start in range(first - 1, max(first - 4, -1), -1):
        match = _CAPTION.match(rows[start].text)
        if not match:
            continue
        text = " ".join([match.group(2), *(line.text for line in rows[start + 1 : first])]).strip("* ")
        if len(text) > _LONGEST_CAPTION:
            break
        above = list(range(start, first))
        if start and is_continuation(rows[start - 1].text):
            above.insert(0, start - 1)
        return match.group(1), _CONTINUED_END.sub("", text), above, (rows[start].start, rows[first - 1].end)
    return "", "", [], (0, 0)


def _same_head(part: _Part, other: _Part) -> bool:
    return part.cells[0][1] == other.cells[0][1]


def _found(parts: Sequence[_Part], number: str) -> Found:
    cells = [pair for part in parts for pair in part.cells]
    width = max(len(values) for _, values in cells)
    head = _head_rows([_fit(values, width) for _, values in parts[0].cells])
    heads = [_fit(values, width) for _, values in parts[0].cells[:head]]
    repeated = {_filled(values) for _, values in parts[0].cells[:head]}
    body = [(line, _fit(values, width)) for line, values in cells if _filled(values) not in repeated]
    columns, group = _columns(heads, width)
    filled = list(_groups(body))
    language = detect(" ".join(" ".join(values) for _, values in filled))
    columns, filled = _names_apart(columns, filled, language)
    rows = tuple(Row(f"table {number} row {i}", values, line.start, line.end) for i, (line, values) in enumerate(filled, 1))
    table = Table(number, parts[0].caption, language, columns, rows)
    return Found(table, group, frozenset().union(*(part.lines for part in parts)), *parts[0].caption_span)


def _head_rows(cells: Sequence[tuple[str, ...]]) -> int:
    """How many lines the head has: a second one fills only the places that the first leaves open, and holds no mark."""
    if len(cells) < 3 or cells[1][0] or MARKS & set(cells[1]):
        return 1
    open_places = [index for index, cell in enumerate(cells[0]) if not cell]
    filled = [index for index, cell in enumerate(cells[1]) if cell]
    return 2 if open_places and len(filled) > 1 and set(open_places) <= set(filled) else 1


def _columns(heads: Sequence[tuple[str, ...]], width: int) -> tuple[tuple[str, ...], str]:
    """The full names of the columns, and the head that spans several of them."""
    first, last = heads[0], heads[-1]
    names = tuple(_HYPHEN.sub("", last[i] or first[i]) for i in range(width))
    if len(heads) == 1:
        return names, ""
    return names, next((first[i] for i in range(width) if first[i] and last[i]), "")


def _groups(body: Iterable[tuple[Line, tuple[str, ...]]]) -> Iterator[tuple[Line, tuple[str, ...]]]:
    """Rows with the group's value (a year) repeated in each, also where a copy lost the empty cell at the start of the line."""
    group = ""
    for line, given in body:
        cells = given
        if group and _YEAR.match(group) and cells[0] and not _YEAR.match(cells[0]) and not cells[-1]:
            cells = ("", *cells[:-1])
        group = cells[0] or group
        yield line, (group, *cells[1:])


def _names_apart(
    columns: tuple[str, ...], body: list[tuple[Line, tuple[str, ...]]], language: Language
) -> tuple[tuple[str, ...], list[tuple[Line, tuple[str, ...]]]]:
    """A first cell that runs a name and its themes together ("Economic resilience Financing …", "经济韧性 为韧性融资…") becomes two."""
    if len(body) < 2 or len(columns) != 2:
        return columns, body
    parted = [_name_apart(cells[0], [other[0] for _, other in body], language) for _, cells in body]
    if not all(parted):
        return columns, body
    rows = [(line, (*names, *cells[1:])) for (line, cells), names in zip(body, parted, strict=True) if names]
    return (columns[0], _THEMES[language], *columns[1:]), rows


def _name_apart(cell: str, cells: Sequence[str], language: Language) -> tuple[str, str] | None:
    if language == "zh":
        name, _, rest = cell.partition(" ")
        shared = all(other.partition(" ")[0][-2:] == name[-2:] for other in cells)
        return (name, rest) if rest and shared and len(name) <= 10 else None
    words = cell.split()
    for index, word in enumerate(words[1:4], 1):
        if all(word in other.split()[:4] for other in cells) and words[index + 1 :] and words[index + 1][0].isupper():
            return " ".join(words[: index + 1]), " ".join(words[index + 1 :])
    return None
