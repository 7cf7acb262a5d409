"""A PDF is read as a person reads it: columns in order, no running heads, words mended, headings, tables, places of every word."""

from __future__ import annotations

import pytest

from ingest.outcomes import Refused
from ingest.places import spots
from ingest.readers.pdf import read
from ingest.split import split
from ingest.types import Document, Source, State
from tests.ingest.pdfs import Sheet, pdf

EN = [
    "The river town of Lower Marsh keeps its gardens",
    "open to the water, and every spring the flood is",
    "let in on purpose. Nobody who lives there calls",
    "this a disaster; it is how the soil is renewed.",
]
EN_RIGHT = [
    "On the other bank stands a wall of concrete that",
    "was raised twice. It failed in the third autumn,",
    "and the quarter behind it was empty for a year",
    "before its people came home to rebuild it.",
]
ZH = [
    "河边的小镇把花园向水面敞开，每年春天都有意让洪水流进",
    "来，当地人并不把它叫作灾害，因为土壤正是这样得到更新，",
    "居民也因此学会了与水共处。",
]
ZH_RIGHT = ["对岸立着一道混凝土墙，先后加高了两次，却在第三年的秋", "天垮塌，墙后的街区空置了整整一年，人们才陆续回来重建", "自己的家园。"]
MIXED = ["这一概念（urban resilience）出自生态学，后来用到城市，", "意思是 a city that bends 而不是断裂的城市，二者并用。"]


def document(*sheets: Sheet, name: str = "f.pdf") -> Document:
    """What the reader makes of a file of these pages; its passages hold their places."""
    made = read(Source("test:f", name, pdf(*sheets)))
    assert all(made.text[p.start : p.end] == p.text for p in split(made))
    return made


def flat(lines: list[str], between: str = " ") -> str:
    return between.join(lines)


@pytest.mark.parametrize(
    ("left", "right", "between"),
    [(EN, EN_RIGHT, " "), (ZH, ZH_RIGHT, ""), (MIXED + ZH, EN_RIGHT, None)],
    ids=["english", "chinese", "mixed"],
)
@pytest.mark.parametrize("drawn", ["by column", "by line"])
def test_columns_are_read_one_after_the_other(left: list[str], right: list[str], between: str | None, drawn: str) -> None:
    sheet = Sheet()
    left, right = left * 3, right * 3
    if drawn == "by column":
        sheet.lines(40, 100, left, 9, pitch=14).lines(310, 100, right, 9, pitch=14)
    else:
        for number in range(max(len(left), len(right))):
            for x, column in ((40, left), (310, right)):
                sheet.lines(x, 100 + 14 * number, column[number : number + 1], 9)
    text = "".join(document(sheet).text.split())
    wanted = "".join("".join([*left, *right]).split())
    assert text == wanted
    if between is not None:
        assert flat(left[:3], between) in document(sheet).text


@pytest.mark.parametrize("banner", ["Learning with the river towns", "与沿河城镇共同学习", "Learning with 沿河城镇 together"])
@pytest.mark.parametrize(("aside", "below"), [(0.4, 0.0), (5.0, 0.2), (-2.0, 3.0)])
def test_a_banner_with_a_shadow_is_read_once(banner: str, aside: float, below: float) -> None:
    sheet = Sheet().text(60, 60, banner, 11).text(60 + aside, 60 + below, banner, 11).lines(60, 100, EN, 9)
    assert document(sheet).text.count(banner) == 1


@pytest.mark.parametrize("words", ["New work for the river towns", "与沿河城镇共同学习", "New 沿河城镇 work"])
def test_the_same_words_in_the_next_row_are_no_shadow(words: str) -> None:
    sheet = Sheet().lines(60, 100, EN, 9)
    for row in range(4):
        sheet.text(60 + 4 * row, 300 + 11 * row, words, 9)
    assert document(sheet).text.count(words) == 4


def test_a_title_over_two_columns_comes_first_and_is_a_heading() -> None:
    sheet = Sheet().text(40, 60, "Gardens That Drink the River in Lower Marsh", 20, "bold")
    sheet.lines(40, 100, EN * 3, 9).lines(310, 100, EN_RIGHT * 3, 9)
    made = document(sheet)
    assert made.title == "Gardens That Drink the River in Lower Marsh" == made.sections[0].title
    assert made.text.index("Gardens") < made.text.index("The river town") < made.text.index("On the other bank")


@pytest.mark.parametrize(
    ("head", "foot", "body"),
    [
        ("Marsh Plan 2031 | Chapter on Water", "Page {}", EN),
        ("湿地规划二〇三一 · 水务章", "第 {} 页 共 5 页", ZH),
        ("Marsh 湿地 Plan", "– {} –", MIXED),
    ],
)
def test_running_heads_and_page_numbers_are_in_no_passage(head: str, foot: str, body: list[str]) -> None:
    sheets = [Sheet().text(40, 40, head, 8).text(280, 820, foot.format(n), 8).lines(60, 120, body * 4, 10) for n in range(1, 6)]
    made = document(*sheets)
    assert head not in made.text and foot.format(3) not in made.text
    assert "".join(made.text.split()) == "".join("".join(body * 4 * 5).split())
    assert [page.number for page in made.pages] == [1, 2, 3, 4, 5]
    assert {p.page for p in split(made)} <= {1, 2, 3, 4, 5}


def test_words_broken_at_a_lines_end_are_mended_and_written_hyphens_stay() -> None:
    lines = [
        "A long-term plan helps the com-",
        "munity, and a low-carbon pro-",
        "gramme needs no other long-",
        "term or low-",
        "carbon plan for the community.",
    ]
    assert (
        "helps the community, and a low-carbon programme needs no other long-term or low-carbon plan"
        in document(Sheet().lines(60, 100, lines)).text
    )


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_turned_page_is_read_and_its_places_are_those_that_a_person_sees(turned: int) -> None:
    sheet = Sheet(400, 600, turned).lines(50, 100, EN, 10)
    made = document(sheet)
    (spot,) = spots(made.places, made.text.index("river"), made.text.index("river") + 5)
    wide, high = (600, 400) if turned % 180 else (400, 600)
    assert (spot.page, spot.width, spot.height) == (1, wide, high)
    (x0, y0, x1, y1) = spot.rectangles[0]
    seen = {0: (69, 92), 90: (499, 69), 180: (305, 498), 270: (92, 305)}[turned]  # where "river" is after so many degrees
    assert abs(x0 - seen[0]) < 8 and abs(y0 - seen[1]) < 8 and x1 > x0 and y1 > y0
    assert flat(EN) in made.text


def test_text_that_runs_up_the_page_is_read_in_its_own_direction() -> None:
    sheet = Sheet()
    for number, line in enumerate(EN):
        sheet.text(100 + 14 * number, 500, line, 10, matrix="0 1 -1 0")
    assert flat(EN) in document(sheet).text


@pytest.mark.parametrize(
    ("caption", "rows"),
    [
        ("Table 3: Gardens by town", [["Town", "Gardens", "Since"], ["Lower Marsh", "40", "1998"], ["High Ford", "12", "2004"]]),
        ("表 3 各镇花园", [["城镇", "花园数量", "年份"], ["下沼镇", "40", "1998"], ["高渡镇", "12", "2004"]]),
        ("Table 3 各镇 gardens", [["Town 城镇", "Gardens", "年份"], ["下沼 Marsh", "40", "1998"], ["高渡 Ford", "12", "2004"]]),
    ],
)
def test_a_ruled_table_is_data(caption: str, rows: list[list[str]]) -> None:
    sheet = Sheet().lines(60, 60, EN).text(60, 150, caption).grid([60, 200, 300, 400], [160, 180, 200, 220]).lines(60, 260, EN_RIGHT)
    for number, row in enumerate(rows):
        for x, cell in zip((65, 205, 305), row, strict=True):
            sheet.text(x, 174 + 20 * number, cell, 9)
    made = document(sheet)
    (table,) = made.tables
    assert (table.number, table.columns) == ("3", tuple(rows[0]))
    assert [row.cells for row in table.rows] == [tuple(row) for row in rows[1:]]
    assert [made.text[row.start : row.end] for row in table.rows] == ["\t".join(row) for row in rows[1:]]
    assert [p.place for p in split(made) if p.kind == "row"] == ["table 3 row 1", "table 3 row 2"]
    assert flat(EN) in made.text and flat(EN_RIGHT) in made.text


@pytest.mark.parametrize(("body", "beside", "between"), [(EN, EN_RIGHT, " "), (ZH, ZH_RIGHT, "")], ids=["english", "chinese"])
def test_text_beside_a_table_is_read_on_its_own_though_the_page_has_one_column(body: list[str], beside: list[str], between: str) -> None:
    sheet = Sheet().lines(40, 60, [between.join(body)] * 6, 5).lines(40, 160, beside, 9).grid([310, 400, 500], [150, 170, 190, 210])
    for number, row in enumerate([("Town 镇", "Mayor"), ("Marsh", "Ada"), ("Ford", "Bo")]):
        sheet.text(315, 164 + 20 * number, row[0], 9).text(405, 164 + 20 * number, row[1], 9)
    made = document(sheet.lines(40, 260, [between.join(body)] * 6, 5))
    assert between.join(beside) in made.text and len(made.tables) == 1


def test_a_merged_cell_is_said_of_every_row_that_it_spans() -> None:
    sheet = Sheet().grid([60, 200, 400], [100, 120, 160]).rule(200, 140, 400, 140)
    for x, y, cell in ((65, 114, "Year"), (205, 114, "Town"), (65, 144, "1998"), (205, 134, "Lower Marsh"), (205, 154, "High Ford")):
        sheet.text(x, y, cell, 9)
    (table,) = document(sheet).tables
    assert [row.cells for row in table.rows] == [("1998", "Lower Marsh"), ("1998", "High Ford")]


def test_a_table_that_goes_on_overleaf_is_one() -> None:
    def sheet(rows: list[tuple[str, str]]) -> Sheet:
        page = Sheet().grid([60, 200, 400], [100 + 20 * number for number in range(len(rows) + 1)])
        for number, row in enumerate(rows):
            page.text(65, 114 + 20 * number, row[0], 9).text(205, 114 + 20 * number, row[1], 9)
        return page

    head = ("Town", "Mayor")
    made = document(sheet([head, ("Marsh", "Ada"), ("Ford", "Bo")]), sheet([head, ("Hill", "Cy"), ("Dale", "Di")]))
    (table,) = made.tables
    assert [row.cells[0] for row in table.rows] == ["Marsh", "Ford", "Hill", "Dale"]


@pytest.mark.parametrize(
    ("heads", "body"), [(("Water", "Gardens of the bank"), EN), (("水务", "岸边的花园"), ZH), (("Water 水务", "Bank 花园"), MIXED)]
)
def test_headings_are_told_by_their_type(heads: tuple[str, str], body: list[str]) -> None:
    sheet = Sheet().text(60, 80, heads[0], 18).lines(60, 110, body * 2).text(60, 240, heads[1], 13).lines(60, 265, body * 2)
    made = document(sheet)
    assert [section.path for section in made.sections] == [heads[:1], heads]
    assert {p.section for p in split(made)} == {heads[0], " / ".join(heads)}


def test_a_paragraph_that_a_page_breaks_is_one_passage_with_spots_on_both() -> None:
    first = Sheet().lines(60, 700, [*EN[:3], "this a disaster; it is how the soil of the lower"])
    made = document(first, Sheet().lines(60, 80, ["bank is renewed. " + EN_RIGHT[0], *EN_RIGHT[1:]]))
    (passage,) = split(made)
    assert "the soil of the lower bank is renewed" in passage.text and passage.page == 1
    found = spots(made.places, passage.start, passage.end)
    assert [(spot.page, len(spot.rectangles)) for spot in found] == [(1, 4), (2, 4)]


def test_the_rectangles_of_a_quotation_cover_its_words_and_no_others() -> None:
    made = document(Sheet().lines(60, 100, EN, 10))
    start = made.text.index("let in on purpose")
    (spot,) = spots(made.places, start, start + len("let in on purpose"))
    (box,) = spot.rectangles
    assert 59 < box.x0 < 61 and 115 < box.y0 < 118 and 125 < box.y1 < 130 and 125 < box.x1 < 145
    assert spots(made.places, 5, 5) == () == spots(b"", 0, 10)


def test_ligatures_and_radicals_are_letters() -> None:
    from ingest.readers.pdf.glyphs import letter

    assert [letter(code) for code in (0xFB01, 0xFB03, 0x2F42, 0xF0B7, 0xFFFD, 0xE000, 0x200B)] == ["fi", "ffi", "文", "•", "", "", ""]


def test_what_nobody_sees_is_not_read() -> None:
    sheet = (
        Sheet().lines(60, 100, EN).text(60, 300, "hidden words", mode=3).text(60, 320, "tiny words", 0.5).text(900, 100, "words outside")
    )
    assert "words" not in document(sheet).text


def test_an_invisible_layer_over_a_scan_is_its_text() -> None:
    sheet = Sheet(picture=True)
    for number, line in enumerate(EN):
        sheet.text(60, 100 + 14 * number, line, mode=3)
    assert flat(EN) in document(sheet).text


def test_pages_that_are_images_are_named_and_the_others_read() -> None:
    made = document(Sheet().lines(60, 100, EN), Sheet(picture=True), Sheet(picture=True), Sheet().lines(60, 100, EN_RIGHT))
    assert [page.layer for page in made.pages] == ["text", "image", "image", "text"]
    with pytest.raises(Refused, match="pages 1–2 are images") as refused:
        document(Sheet(picture=True), Sheet(picture=True))
    assert refused.value.state is State.EMPTY and "第 1–2 页是图像" in refused.value.sentence("zh")


REFUSED = [
    ("no pages", pdf(Sheet(), count=0), "no-text"),
    ("blank", pdf(Sheet()), "no-text"),
    ("no PDF", b"%PDF-1.7 and then nothing of the kind", "broken"),
    ("cut off", pdf(Sheet().lines(60, 100, EN))[:300], "broken"),
    ("10,000 pages", pdf(Sheet().lines(60, 100, EN), count=10_000), "too-many-pages"),
]


@pytest.mark.parametrize(("data", "code"), [(data, code) for _, data, code in REFUSED], ids=[name for name, _, _ in REFUSED])
def test_what_cannot_be_read_has_one_name(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(Source("test:f", "f.pdf", data))
    assert refused.value.code == code
