"""A table in both languages at once: rows paired by key, columns told apart by what they hold; pure data, no wording.

A column is a year column, a column of marks (√) or text, found out from its cells. Knows nothing about questions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.types import Language, Passage, Table

CHECK = "√"
_YEAR = re.compile(r"(19|20)\d\d年?$")
_GOAL = re.compile(r"(?:Goals?|SDG|目标)\s*(\d{1,2})\s*[:：(（]")
_RESILIENCE = re.compile(r"\s*resilience$|韧性$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: its cells and its passage by language (a language may be missing), both keyed by the language."""

    key: str
    cells: Mapping[Language, tuple[str, ...]]
    passages: Mapping[Language, Passage]

    def cell(self, column: int, language: Language) -> str:
        """The cell in the language, or in the other one where the row is known only there."""
        cells = self.cells.get(language) or next(iter(self.cells.values()))
        return cells[column]

    def within(self, languages: Collection[Language]) -> GridRow | None:
        """The row in these languages only, None where it stands in none of them."""
        cells = {language: held for language, held in self.cells.items() if language in languages}
        passages = {language: passage for language, passage in self.passages.items() if language in languages}
        return GridRow(self.key, cells, passages) if cells and passages else None

    def text(self) -> str:
        """All cells in all languages, for matching names."""
        return " ".join(" ".join(cells) for cells in self.cells.values())


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in both languages: `year` its year column or None, `marks` its columns of marks, `main` the text column that tells most."""

    work: str
    number: str
    captions: Mapping[Language, str]
    columns: Mapping[Language, tuple[str, ...]]
    rows: tuple[GridRow, ...]
    year: int | None
    marks: tuple[int, ...]
    main: int

    def head(self, column: int, language: Language) -> str:
        """The column's head in the language, or in the other one."""
        heads = self.columns.get(language) or next(iter(self.columns.values()))
        return heads[column]

    def marked(self, row: GridRow) -> tuple[int, ...]:
        """The mark columns that the row carries."""
        cells = next(iter(row.cells.values()))
        return tuple(column for column in self.marks if cells[column].strip())

    def year_of(self, row: GridRow) -> int | None:
        """The row's year, or None in a table without one."""
        if self.year is None:
            return None
        found = re.search(r"\d{4}", next(iter(row.cells.values()))[self.year])
        return int(found.group(0)) if found else None

    def within(self, languages: Collection[Language]) -> Grid | None:
        """The grid as far as it stands in these languages, None where it stands in none of them."""
        columns = {language: heads for language, heads in self.columns.items() if language in languages}
        captions = {language: caption for language, caption in self.captions.items() if language in languages}
        rows = tuple(held for row in self.rows if (held := row.within(languages)))
        return replace(self, columns=columns, captions=captions, rows=rows) if columns and rows else None

    def years(self) -> tuple[int, ...]:
        """The years that the table covers, in order."""
        return tuple(sorted({year for row in self.rows if (year := self.year_of(row)) is not None}))


def grids(tables: Iterable[tuple[str, Table]], passages: Mapping[tuple[str, str, Language], Passage]) -> tuple[Grid, ...]:
    """Pair the tables of each work by number; `tables` are (work, table), `passages` rows by (work, place, language)."""
    paired: dict[tuple[str, str], dict[Language, Table]] = {}
    for work, table in tables:
        paired.setdefault((work, table.number), {})[table.language] = table
    return tuple(_grid(work, number, both, passages) for (work, number), both in paired.items() if _rows(both))


def _rows(both: Mapping[Language, Table]) -> int:
    return max(len(table.rows) for table in both.values())


def _grid(work: str, number: str, both: Mapping[Language, Table], passages: Mapping[tuple[str, str, Language], Passage]) -> Grid:
    keys = list(dict.fromkeys(row.key for table in both.values() for row in table.rows))
    cells = {language: {row.key: row.cells for row in table.rows} for language, table in both.items()}
    rows = []
    for key in keys:
        known = {language: cells[language][key] for language in both if key in cells[language]}
        shown = {language: passages[work, key, language] for language in both if (work, key, language) in passages}
        if shown:
            rows.append(GridRow(key, known, shown))
    columns = {language: table.columns for language, table in both.items()}
    some = next(iter(both.values()))
    return Grid(work, number, {language: table.caption for language, table in both.items()}, columns, tuple(rows), *_roles(some))


def _roles(table: Table) -> tuple[int | None, tuple[int, ...], int]:
    width = range(len(table.columns))
    held: Sequence[list[str]] = [[row.cells[column].strip() for row in table.rows] for column in width]
    year = next((column for column in width if held[column] and all(_YEAR.match(cell) for cell in held[column])), None)
    marks = tuple(column for column in width if any(held[column]) and all(cell in ("", CHECK, "✓", "✔") for cell in held[column]))
    text = [column for column in width if column != year and column not in marks] or [0]
    return year, marks, max(text, key=lambda column: sum(map(len, held[column])))


def goals(text: str) -> tuple[int, ...]:
    """The numbers of the goals that a cell lists ("Goal 7: …", "目标 7：…")."""
    return tuple(dict.fromkeys(int(number) for number in _GOAL.findall(text)))


def goal_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where each goal of a row stands, with its number and words."""
    starts = [found.start() for found in _GOAL.finditer(text)]
    ends = [*starts[1:], len(text)] if starts else []
    return tuple((start, start + len(text[start:end].rstrip(" \t\n;；"))) for start, end in zip(starts, ends, strict=True))


def subsystem_name(cell: str) -> str:
    """The name that a row begins with: the words before "resilience" or 韧性, with that word; "" where there is none."""
    found = re.match(r".{2,30}?(?:\s+resilience|韧性)", cell, re.IGNORECASE)
    return found.group(0) if found else ""


def short_head(head: str) -> str:
    """A subsystem's bare name: "Cyber resilience" → "Cyber", 网络韧性 → 网络."""
    return _RESILIENCE.sub("", head.strip()) or head
