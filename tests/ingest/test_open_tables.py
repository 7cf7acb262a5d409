"""Tables without upright lines are data too: rows, columns, heads, captions and notes, in English, Chinese and both."""

from __future__ import annotations

import pytest

from ingest.places import spots
from ingest.split import split
from ingest.types import Document, Table
from tests.ingest.pdfs import Sheet
from tests.ingest.test_pdf import EN, EN_RIGHT, ZH, ZH_RIGHT, document, flat

XS = (60.0, 200.0, 290.0, 380.0)
Rows = list[tuple[str, ...]]

ENGLISH: tuple[str, Rows] = (
    "Table 3: Gardens by town",
    [
        ("Town", "Gardens", "Share", "Since"),
        ("Lower Marsh", "40", "12.5%", "1998"),
        ("High Ford", "", "3.1%", "2004"),
        ("Quay", "7", "0.8%", ""),
    ],
)
CHINESE: tuple[str, Rows] = (
    "表3 各镇花园",
    [("城镇", "花园数量", "占比", "年份"), ("下沼镇", "40", "12.5%", "1998"), ("高渡镇", "", "3.1%", "2004"), ("石码头", "7", "0.8%", "")],
)
MIXED: tuple[str, Rows] = (
    "Table 3 各镇 gardens",
    [
        ("Town 城镇", "Gardens", "占比", "Since"),
        ("下沼 Marsh", "40", "12.5%", "1998"),
        ("高渡 Ford", "", "3.1%", "2004"),
        ("Quay", "7", "0.8%", ""),
    ],
)
WORDS = pytest.mark.parametrize(("caption", "rows"), [ENGLISH, CHINESE, MIXED], ids=["english", "chinese", "mixed"])


def drawn(sheet: Sheet, rules: str, y: float, rows: Rows, xs: tuple[float, ...] = XS, right: float = 440) -> float:
    """The rows with rules of a kind over and under them; returns the baseline of what may follow."""
    end = sheet.cells(xs, y, rows)
    top, head, bottom = y - 11, y + 5, end - 11
    ruled: dict[str, tuple[float, ...]] = {"three": (top, head, bottom), "head only": (top, head), "none": (), "two": (top, bottom)}
    each = [y + 5 + 16 * number for number in range(len(rows))]
    sheet.rules(xs[0] - 2, right, *ruled.get(rules, (top, *each)))
    return end


def only(made: Document) -> Table:
    (table,) = made.tables
    return table


@WORDS
@pytest.mark.parametrize("rules", ["three", "head only", "each row", "two", "none"])
def test_a_table_without_upright_lines_is_data(caption: str, rows: Rows, rules: str) -> None:
    sheet = Sheet().lines(60, 60, EN).text(60, 150, caption)
    end = drawn(sheet, rules, 170, rows)
    made = document(sheet.lines(60, end + 30, EN_RIGHT))
    table = only(made)
    assert (table.number, table.columns) == ("3", rows[0])
    assert [row.cells for row in table.rows] == rows[1:]
    assert [made.text[row.start : row.end] for row in table.rows] == ["\t".join(row).strip() for row in rows[1:]]
    assert [p.place for p in split(made) if p.kind == "row"] == [f"table 3 row {number}" for number in (1, 2, 3)]
    assert flat(EN) in made.text and flat(EN_RIGHT) in made.text
    assert made.text.index(flat(EN)) < made.text.index(caption) < table.rows[0].start < made.text.index(flat(EN_RIGHT))
    (spot,) = spots(made.places, table.rows[1].start, table.rows[1].end)
    assert all(59 < box.x0 < 440 and 190 < box.y0 < box.y1 < 210 for box in spot.rectangles)


@WORDS
def test_a_row_is_a_passage_that_says_its_column_heads(caption: str, rows: Rows) -> None:
    sheet = Sheet().lines(60, 60, EN).text(60, 150, caption)
    drawn(sheet, "three", 170, rows)
    (first, *_) = (p for p in split(document(sheet)) if p.kind == "row")
    assert all(word in first.search_text for word in (*rows[0], *rows[1])) and first.page == 1


@pytest.mark.parametrize("rules", ["three", "head only", "none"])
@pytest.mark.parametrize(
    ("captions", "left", "right"),
    [
        (("Table 1. North", "Table 2. South"), [("Town", "Gardens"), ("Marsh", "40"), ("Ford", "12"), ("Quay", "3")],
         [("Town", "Walls"), ("Dale", "2"), ("Mill", "1"), ("Weir", "5")]),
        (("表1 北岸", "表2 南岸"), [("城镇", "花园"), ("沼镇", "40"), ("渡镇", "12"), ("码头", "3")],
         [("城镇", "堤墙"), ("谷镇", "2"), ("磨镇", "1"), ("堰镇", "5")]),
        (("Table 1 北岸", "表2 South"), [("Town 镇", "花园"), ("沼 Marsh", "40"), ("Ford", "12"), ("码头", "3")],
         [("城镇", "Walls"), ("谷 Dale", "2"), ("磨镇", "1"), ("Weir", "5")]),
    ],
    ids=["english", "chinese", "mixed"],
)  # fmt: skip
def test_tables_side_by_side_are_apart(captions: tuple[str, str], left: Rows, right: Rows, rules: str) -> None:
    sheet = Sheet().lines(60, 60, EN).text(60, 150, captions[0]).text(320, 150, captions[1])
    drawn(sheet, rules, 170, left, (60, 180), 250)
    end = drawn(sheet, rules, 170, right, (320, 440), 510)
    made = document(sheet.lines(60, end + 40, EN_RIGHT))
    assert [(table.number, table.columns) for table in made.tables] == [("1", left[0]), ("2", right[0])]
    assert [[row.cells for row in table.rows] for table in made.tables] == [left[1:], right[1:]]
    places = [made.text.index(words) for words in (captions[0], left[3][0], captions[1], right[3][0])]
    assert places == sorted(places)


WRAPPED_EN: Rows = [
    ("Measure", "What it does", "Office"),
    ("Open quay", "Lets the spring flood into\nthe gardens so that the soil\nis renewed every year", "Water board of\nthe lower river"),
    ("Raised path", "Keeps the way to school dry", "Roads office"),
    ("Seed bank", "Lends the seed of forty\nkinds of reed in March", "Union"),
]
WRAPPED_ZH: Rows = [
    ("措施", "作用", "负责单位"),
    ("开放码头", "让春季洪水流入花园，使土\n壤得到更新并补给水井，同\n时减轻下游的压力", "镇政府与水务\n委员会"),
    ("抬高步道", "全年保持上学路干燥", "道路办公室"),
    ("种子库", "保存四十种种子，并在三月\n借给居民", "园丁协会"),
]


@pytest.mark.parametrize("apart", [0, 4])
@pytest.mark.parametrize(("caption", "rows"), [("Table 4: Measures", WRAPPED_EN), ("表4 措施", WRAPPED_ZH)])
def test_a_cell_of_several_lines_is_one(caption: str, rows: Rows, apart: float) -> None:
    sheet = Sheet().lines(60, 60, EN).text(60, 150, caption)
    end = sheet.cells((60, 150, 330), 170, rows, apart=apart)
    sheet.rules(58, 440, 159, 173, end - apart - 7)
    between = "" if rows is WRAPPED_ZH else " "
    assert [row.cells for row in only(document(sheet)).rows] == [tuple(cell.replace("\n", between) for cell in row) for row in rows[1:]]


@pytest.mark.parametrize("short_rules", [True, False])
@pytest.mark.parametrize(
    ("heads", "subheads"),
    [
        (("Town", "Spring", "Autumn"), ("Rain", "Flood days")),
        (("城镇", "春季", "秋季"), ("降雨量", "洪水天数")),
        (("城镇", "Spring", "秋季"), ("Rain", "洪水天数")),
    ],
)
def test_a_head_over_several_columns_is_said_of_each(heads: tuple[str, ...], subheads: tuple[str, str], short_rules: bool) -> None:
    xs = (60, 160, 230, 320, 390)
    sheet = Sheet().lines(60, 60, EN).text(60, 150, "Table 5: Seasons 季节").rules(58, 450, 159, 190, 245)
    sheet.text(60, 170, heads[0], 9).text(205, 170, heads[1], 9).text(365, 170, heads[2], 9)
    if short_rules:
        sheet.rule(158, 174, 275, 174).rule(318, 174, 435, 174)
    sheet.cells(xs, 185, [("", *subheads, *subheads)])
    sheet.cells(xs, 203, [("Marsh", "210", "12", "180", "3"), ("Ford", "190", "2", "175", "0"), ("Quay", "205", "9", "181", "1")])
    table = only(document(sheet))
    assert table.columns == (heads[0], *(f"{over} {under}" for over in heads[1:] for under in subheads))
    assert table.rows[0].cells == ("Marsh", "210", "12", "180", "3")


@pytest.mark.parametrize(
    ("groups", "labels"),
    [(("North bank", "South bank"), ("Marsh", "Ford", "Quay", "Weir")), (("北岸（个）", "南岸（个）"), ("沼镇", "渡镇", "码头", "堰镇"))],
)
def test_a_line_that_heads_rows_is_said_of_each(groups: tuple[str, str], labels: tuple[str, ...]) -> None:
    rows = [("Town 镇", "Gardens", "Walls"), (groups[0], "", ""), (labels[0], "40", "1"), (labels[1], "12", "2"),
            (groups[1], "", ""), (labels[2], "3", "3"), (labels[3], "9", "4")]  # fmt: skip
    sheet = Sheet().lines(60, 60, EN)
    drawn(sheet, "three", 170, rows, XS[:3], 360)
    table = only(document(sheet))
    assert table.columns == ("", *rows[0])
    assert [row.cells[:2] for row in table.rows] == list(zip((groups[0], groups[0], groups[1], groups[1]), labels, strict=True))


@pytest.mark.parametrize(
    "notes",
    [
        ["Note: open gardens only.", "Source: town registers."],
        ["注：仅统计开放的花园。", "资料来源：各镇登记册"],
        ["Source: 各镇 registers", "备注：open gardens"],
    ],
)
def test_notes_stand_behind_their_table_and_in_it(notes: list[str]) -> None:
    sheet = Sheet().lines(60, 60, EN).text(60, 150, ENGLISH[0])
    end = drawn(sheet, "three", 170, ENGLISH[1])
    sheet.lines(60, end - 2, notes, 8).lines(60, end + 50, EN_RIGHT)
    made = document(sheet)
    assert only(made).note == " ".join(notes)
    assert f"\n\n{notes[0]}\n\n{notes[1]}\n\n{EN_RIGHT[0]}" in made.text


@pytest.mark.parametrize(("caption", "again"), [("Table 3: Gardens", "Table 3: Gardens (continued)"), ("表3 花园", "续表3 花园")])
def test_a_table_that_goes_on_overleaf_under_its_number_is_one(caption: str, again: str) -> None:
    first, second = Sheet().lines(60, 60, EN).text(60, 150, caption), Sheet().text(60, 60, again)
    drawn(first, "three", 170, ENGLISH[1])
    drawn(second, "three", 80, [ENGLISH[1][0], ("Dale", "4", "1.0%", "2009"), ("Mill", "5", "1.1%", "2010")])
    table = only(document(first, second))
    assert [row.cells[0] for row in table.rows] == ["Lower Marsh", "High Ford", "Quay", "Dale", "Mill"]


@pytest.mark.parametrize(("body", "beside"), [(EN, EN_RIGHT), (ZH, ZH_RIGHT)], ids=["english", "chinese"])
def test_a_table_in_one_of_two_columns_leaves_the_other_alone(body: list[str], beside: list[str]) -> None:
    sheet = Sheet().lines(40, 100, body, 9, pitch=14).lines(310, 100, beside * 5, 9, pitch=14).text(40, 180, "Table 6: Towns 城镇")
    rows: Rows = [("Town 镇", "Gardens", "Since"), ("Marsh", "40", "1998"), ("Ford", "12", "2004"), ("Quay", "3", "2011")]
    drawn(sheet, "three", 200, rows, (40, 130, 200), 250)
    made = document(sheet.lines(40, 290, body, 9, pitch=14))
    assert [row.cells for row in only(made).rows] == rows[1:]
    between = "" if body is ZH else " "
    assert flat(beside, between) in made.text and made.text.index(beside[0]) > made.text.index("Quay")


def test_a_total_under_a_rule_is_a_row_and_two_tables_in_one_column_are_two() -> None:
    rows: Rows = [("Item", "2030", "2031"), ("Quays", "1,200", "1,300"), ("Paths", "300", "250")]
    sheet = Sheet().lines(60, 60, EN).text(60, 150, "Table 7: Budget")
    end = drawn(sheet, "three", 170, rows, XS[:3], 360)
    sheet.cells(XS[:3], end, [("Total", "1,500", "1,550")])
    sheet.rules(58, 360, end + 6).text(60, end + 30, "Table 8: Staff")
    drawn(sheet, "three", end + 50, [("Item", "2030", "2031"), ("Guides", "12", "13"), ("Guests", "3", "2")], XS[:3], 360)
    budget, staff = document(sheet).tables
    assert [row.cells for row in budget.rows] == [*rows[1:], ("Total", "1,500", "1,550")] and budget.columns == rows[0]
    assert [row.cells for row in staff.rows] == [("Guides", "12", "13"), ("Guests", "3", "2")]
