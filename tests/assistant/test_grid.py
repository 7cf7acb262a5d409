"""A table in both languages at once: rows by key, and the part that each column plays found out from its cells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.grid import Grid, GridRow, goals, grids, short_head
from ingest.types import Language, Passage, Row, Table
from tests.fakes import make_document


def table(language: Language, columns: tuple[str, ...], *rows: tuple[str, ...], number: str = "2") -> Table:
    made = tuple(Row(f"table {number} row {n}", cells, 0, 0) for n, cells in enumerate(rows, 1))
    return Table(number, f"caption {language}", language, columns, made)


def passages(*tables: Table) -> dict[tuple[str, str, Language], Passage]:
    _, (one,) = make_document("text")
    return {
        ("w", row.key, table.language): replace(one, id=f"{row.key} {table.language}", language=table.language)
        for table in tables
        for row in table.rows
    }


ENGLISH = table("en", ("Year", "Case", "Cyber", "Social resilience"), ("2016", "Bells", "√", ""), ("2017", "Boats", "", "√"))
CHINESE = table("zh", ("年份", "案例", "网络", "社会韧性"), ("2016年", "钟声", "√", ""), ("2017年", "船", "", "√"))
MIXED = table("zh", ("年份", "Case", "Cyber", "社会韧性"), ("2016年", "Bells 钟声", "✓", ""), ("2017", "Boats", "", "✔"))


@pytest.mark.parametrize("one", [ENGLISH, CHINESE, MIXED], ids=["English", "Chinese", "mixed"])
def test_columns_are_told_apart_by_what_they_hold(one: Table) -> None:
    (grid,) = grids([("w", one)], passages(one))
    assert (grid.year, grid.marks, grid.main) == (0, (2, 3), 1)
    assert [grid.year_of(row) for row in grid.rows] == [2016, 2017] and grid.years() == (2016, 2017)
    assert [grid.marked(row) for row in grid.rows] == [(2,), (3,)]


def test_rows_of_both_languages_are_paired_by_key() -> None:
    (grid,) = grids([("w", ENGLISH), ("w", CHINESE)], passages(ENGLISH, CHINESE))
    assert [row.cell(1, "en") for row in grid.rows] == ["Bells", "Boats"] and [row.cell(1, "zh") for row in grid.rows] == ["钟声", "船"]
    assert grid.head(2, "en") == "Cyber" and grid.head(2, "zh") == "网络"
    assert "钟声" in grid.rows[0].text() and "Bells" in grid.rows[0].text()


def test_a_row_known_in_one_language_is_read_in_it() -> None:
    (grid,) = grids([("w", ENGLISH)], passages(ENGLISH))
    assert grid.rows[0].cell(1, "zh") == "Bells" and grid.head(1, "zh") == "Case"


def test_a_row_without_a_passage_cannot_be_cited_and_is_left_out() -> None:
    held = passages(ENGLISH)
    held.pop(("w", "table 2 row 1", "en"))
    (grid,) = grids([("w", ENGLISH)], held)
    assert [row.key for row in grid.rows] == ["table 2 row 2"]


def test_tables_of_two_works_are_two_grids() -> None:
    held = passages(ENGLISH) | {("v", key, language): passage for (_, key, language), passage in passages(ENGLISH).items()}
    found = grids([("w", ENGLISH), ("v", ENGLISH)], held)
    assert sorted(grid.work for grid in found) == ["v", "w"]
    assert all(isinstance(grid, Grid) and isinstance(row, GridRow) for grid in found for row in grid.rows)


def test_a_table_without_years_or_marks_has_neither() -> None:
    one = table("en", ("Subsystem", "Goals"), ("Social", "Goal 1: a long text of a goal"), ("Cyber", ""), number="1")
    (grid,) = grids([("w", one)], passages(one))
    assert (grid.year, grid.marks, grid.main) == (None, (), 1)
    assert grid.years() == () and grid.year_of(grid.rows[0]) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("Goal 1: a Goal 12: b", (1, 12)), ("目标 1： 甲 目标12：乙", (1, 12)), ("SDG 3: a 目标4：乙", (3, 4)), ("no goal at all 没有", ())],
)
def test_goals_of_a_cell(cell: str, expected: tuple[int, ...]) -> None:
    assert goals(cell) == expected


@pytest.mark.parametrize(("head", "short"), [("Cyber resilience", "Cyber"), ("网络韧性", "网络"), ("Cyber韧性", "Cyber"), ("Year", "Year")])
def test_a_subsystem_by_its_bare_name(head: str, short: str) -> None:
    assert short_head(head) == short
