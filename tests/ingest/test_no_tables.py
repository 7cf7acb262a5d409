"""What only looks like rows and columns stays text: prose in columns, lists, contents, references, formulas, a letter's head."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tests.ingest.pdfs import Sheet
from tests.ingest.test_pdf import EN, EN_RIGHT, MIXED, ZH, ZH_RIGHT, document

Draw = Callable[[Sheet], object]


def between_rules(*columns: tuple[float, Sequence[str]], pitch: float = 14, right: float = 560) -> Draw:
    """Columns of lines with a rule above and below all of them."""

    def draw(sheet: Sheet) -> None:
        for x, lines in columns:
            sheet.lines(x, 100, lines, 9, pitch=pitch)
        sheet.rules(40, right, 85, 92 + pitch * max(len(lines) for _, lines in columns))

    return draw


def captioned(caption: str, draw: Draw) -> Draw:
    return lambda sheet: (sheet.text(40, 80, caption), draw(sheet))


CONTENTS = ["1 The river", "2 Gardens", "2.1 Gardens that drink", "3 Walls", "4 What follows"]
ZH_CONTENTS = ["第一章 河流", "第二章 花园", "第三章 堤墙", "第四章 结论"]
NOT_TABLES: dict[str, Draw] = {
    "prose in two columns": between_rules((40, EN * 3), (310, EN_RIGHT * 3)),
    "Chinese prose in two columns": between_rules((40, ZH * 3), (310, ZH_RIGHT * 3)),
    "mixed prose in two columns": between_rules((40, (MIXED + ZH) * 3), (310, EN_RIGHT * 4)),
    "a few lines in two columns": between_rules((40, EN), (310, EN_RIGHT)),
    "prose in two columns under a caption": captioned("Table 3: Gardens", between_rules((40, EN * 3), (310, EN_RIGHT * 3))),
    "Chinese prose under a caption": captioned("表3 花园", between_rules((40, ZH * 3), (310, ZH_RIGHT * 3))),
    "a list": between_rules((40, ["1.", "2.", "3.", "4."]), (70, ["Open the quays", "Raise the paths", "Lend seed", "Keep the gauges"])),
    "a Chinese list": between_rules((40, ["（一）", "（二）", "（三）"]), (90, ["开放码头", "抬高步道", "借出种子"])),
    "bullets under a caption": captioned("Table 3: What to do", between_rules((40, ["•"] * 4), (70, ["Open", "Raise", "Lend", "Keep"]))),
    "contents": between_rules((40, CONTENTS), (500, ["3", "7", "9", "15", "22"])),
    "contents with dots": between_rules((40, [f"{title} {'. ' * 30}" for title in CONTENTS]), (500, ["3", "7", "9", "15", "22"])),
    "Chinese contents": between_rules((40, ZH_CONTENTS), (500, ["1", "5", "12", "30"])),
    "contents by number": between_rules((40, ["1", "2", "3", "4"]), (80, ["River", "Garden", "Wall", "End"]), (500, ["3", "7", "9", "15"])),
    "contents with p.": between_rules((40, ["River", "Garden", "Wall"]), (500, ["p. 3", "p. 7", "p. 9"])),
    "a list of tables": lambda sheet: sheet.lines(40, 100, [f"Table {n}. Gardens" for n in (1, 2, 3)]).lines(500, 100, ["3", "7", "9"]),
    "references": between_rules(
        (40, ["[1]", "[2]", "[3]"]), (70, ["Brook, A. (2019). Gardens.", "Larch, B. (2020). On walls.", "Alder, C. (2021). Seed."])
    ),
    "the head of a letter": between_rules((40, ["To:", "From:", "Date:"]), (120, ["The council", "The water board", "3 March 2031"])),
    "the head of a Chinese letter": between_rules((40, ["收文：", "发文：", "日期："]), (120, ["镇政府", "水务委员会", "三月三日"])),
    "formulas": between_rules((200, ["R = A / B + C", "Q = v A", "S = Q t"]), (500, ["(1)", "(2)", "(3)"])),
    "verse in two columns": between_rules(
        (40, ["The river comes", "in March to drink", "the gardens dry"]), (300, ["A wall of stone", "stands and waits", "for one"])
    ),
    "addresses": between_rules(
        (40, ["Water board", "1 Quay Street", "Lower Marsh"]),
        (220, ["Roads office", "2 High Street", "High Ford"]),
        (400, ["Seed bank", "3 Mill Lane", "Quay"]),
    ),
    "a sentence about a table": lambda sheet: (sheet.lines(40, 100, ["Table 3 shows what we found", *EN]), sheet.lines(310, 114, EN_RIGHT)),
}  # fmt: skip


@pytest.mark.parametrize("draw", NOT_TABLES.values(), ids=NOT_TABLES)
def test_it_stays_text(draw: Draw) -> None:
    sheet = Sheet()
    draw(sheet)
    assert document(sheet.lines(40, 600, EN)).tables == ()


@pytest.mark.parametrize(("left", "right", "between"), [(EN, EN_RIGHT, " "), (ZH, ZH_RIGHT, "")], ids=["english", "chinese"])
def test_prose_between_rules_is_read_by_column(left: list[str], right: list[str], between: str) -> None:
    sheet = Sheet()
    between_rules((40, left * 3), (310, right * 3))(sheet)
    text = document(sheet).text
    assert between.join(left) in text and between.join(right) in text and text.index(right[0]) > text.rindex(left[-1])
