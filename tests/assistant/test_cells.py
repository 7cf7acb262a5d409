"""The cell of an added table where the row and the column that a question names meet, from a PDF whose tables have no upright lines."""

from __future__ import annotations

import pytest

from assistant import cells
from assistant.grid import Grid, grids
from assistant.question import understand
from ingest.split import split
from tests.ingest.pdfs import Sheet
from tests.ingest.test_open_tables import drawn
from tests.ingest.test_pdf import document

XS = (60.0, 200.0, 290.0, 380.0)


def held() -> tuple[Grid, ...]:
    """An English, a Chinese and a mixed table, and one of labels and values alone."""
    sheet = Sheet().text(60, 80, "Table 1: Gardens by town").text(60, 200, "表2 各镇收支（万元）").text(60, 320, "Table 3 各镇 levels")
    drawn(
        sheet,
        "three",
        100,
        [("Town", "Gardens", "Share of area", "Since"), ("Lower Marsh", "40", "12.5%", "1998"), ("High Ford", "12", "3.1%", "")],
    )
    drawn(
        sheet,
        "three",
        220,
        [("项目", "2030", "2031E", "2032E"), ("净收入", "173", "471", "717"), ("净收入率(%)", "11.0%", "12.8%", "14.2%")],
    )
    drawn(
        sheet,
        "head only",
        340,
        [("城镇 Town", "Spring 水位", "秋季", "Gates"), ("下沼 Marsh", "2.1", "1.2", "4"), ("高渡 Ford", "1.9", "1.1", "2")],
    )
    drawn(
        sheet, "each row", 460, [("Length of the wall (m):", "3,508"), ("堤墙高度（米）：", "4.5"), ("Number of gates:", "12")], XS[:2], 330
    )
    made = document(sheet)
    passages = {(made.work, p.place, p.language): p for p in split(made) if p.kind == "row"}
    return grids([(made.work, table) for table in made.tables], passages)


GRIDS = held()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many gardens does Lower Marsh have?", "Lower Marsh, Gardens: 40."),
        ("What share of area has High Ford in Table 1?", "High Ford, Share of area: 3.1%."),
        ("2031年的净收入是多少？", "净收入，2031E：471。"),
        ("净收入率在2032E是多少？", "净收入率(%)，2032E：14.2%。"),
        ("下沼Marsh秋季是多少？", "下沼 Marsh，秋季：1.2。"),
        ("What is the spring 水位 of 高渡 Ford?", "高渡 Ford, Spring 水位: 1.9."),
        ("What is the length of the wall?", "Length of the wall (m): 3,508."),
        ("堤墙高度是多少？", "堤墙高度（米）：4.5。"),
    ],
)
def test_the_cell_is_told_with_its_row_as_evidence(question: str, text: str) -> None:
    told = cells.answer(understand(question), GRIDS)
    assert told is not None and told.exact and [line.text for line in told.lines] == [text]
    (evidence,) = told.lines[0].evidence
    assert evidence.passage.kind == "row" and evidence.quote == evidence.passage.text


@pytest.mark.parametrize(
    "question",
    [
        "Why has Lower Marsh so many gardens?",
        "What does Lower Marsh do for its people?",
        "How many gardens does Upper Marsh have?",
        "Since when does High Ford stand in the list?",
        "2033年的净收入是多少？",
        "2031年的收入是多少？",
        "What was the length of the wall in 1990?",
        "How many gardens does Lower Marsh have in Table 7?",
        "什么是韧性城市？",
        "Which 城镇 are resilient?",
    ],
)
def test_what_names_no_row_and_column_is_left_to_others(question: str) -> None:
    assert cells.answer(understand(question), GRIDS) is None
