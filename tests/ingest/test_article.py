"""Articles out of flattened text: a small bilingual one of our own in many shapes, and the paper where it lies beside the repository."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Callable

import pytest

from ingest.article import is_article, read_article
from ingest.ids import content_hash
from ingest.split import split
from ingest.types import Document, Passage

SUBSYSTEM_MARKS = {  # Table 2 as it was counted by hand: rows with the mark, in the order of the columns
    "Economic": (5, 6, 7, 8, 9, 10, 13, 17, 18, 20),
    "Social": (5, 6, 8, 12, 13, 15, 16, 18, 19),
    "Ecological": (1, 2, 3, 7, 9, 11, 14, 16, 18, 20),
    "Infrastructure": (1, 2, 3, 6, 10, 12, 18, 19),
    "Institutional": (4, 7, 11, 12, 15, 16, 17, 18),
    "Cyber": (11, 12),
}
YEARS = ("2016",) * 5 + ("2017",) * 7 + ("2018",) * 5 + ("2019",) * 3
GOALS = ((1, 8, 12), (2, 3, 4, 5, 11), (13, 14, 15), (6, 7, 9), (10, 16, 17), ())


def read(text: str, name: str = "article.txt") -> tuple[Document, list[Passage]]:
    document = read_article(name, f"file:///{name}", text, content_hash(text.encode()), "utf-8")
    return document, split(document)


def at(passages: list[Passage], place: str, language: str) -> list[Passage]:
    return [passage for passage in passages if passage.place == place and passage.language == language]


def wrapped(text: str, width: int = 70) -> str:
    """The text as it is pasted from a page: lines of one width; lines of tables as they are."""
    lines: list[str] = []
    for line in text.split("\n"):
        if "\t" in line or len(line) <= width:
            lines.append(line)
        elif re.search("[\u4e00-\u9fff]", line):
            lines += [line[i : i + width // 2] for i in range(0, len(line), width // 2)]
        else:
            lines += textwrap.wrap(line, width, break_on_hyphens=False)
    return "\n".join(lines)


SHAPES: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "byte order mark": lambda text: "\ufeff" + text,
    "more blank lines": lambda text: text.replace("\n\n", "\n\n \n\n"),
    "wrapped": wrapped,
    "lines trimmed": lambda text: "\n".join(line.strip() for line in text.split("\n")),
    "numbers with dots": lambda text: re.sub(r"(?m)^(\d(?:\.\d)?) (?=[A-Z\u4e00-\u9fff])", r"\1. ", text),
    "Markdown headings": lambda text: re.sub(r"(?m)^(\d(?:\.\d)?) (?=[A-Z\u4e00-\u9fff])", r"## \1 ", text),
    "page numbers": lambda text: text.replace("\n\n2", "\n\n248\n\n2").replace("\n\n3 ", "\n\n249\n\n3 "),
    "running heads": lambda text: re.sub(r"\n\n(?=[123] )", "\n\nRIVER LETTERS\n\n", text),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_has_the_same_structure(article_text: str, shape: str) -> None:
    text = SHAPES[shape](article_text)
    document, passages = read(text)
    assert [(s.language, s.number) for s in document.sections if s.number] == [
        (language, number) for language in ("en", "zh") for number in ("1", "2", "2.1", "2.2", "3")
    ]
    assert all(text[p.start : p.end] == p.text for p in passages)
    assert [(t.language, t.number, len(t.columns), len(t.rows)) for t in document.tables] == [
        ("en", "1", 3, 3),
        ("en", "2", 5, 4),
        ("zh", "1", 3, 3),
        ("zh", "2", 5, 4),
    ]
    counts = Counter((p.kind, p.language) for p in passages if p.kind != "prose")
    assert counts == {
        ("front", "en"): 8,
        ("front", "zh"): 7,
        ("row", "en"): 3 + 4,
        ("row", "zh"): 3 + 4,
        ("caption", "en"): 3,
        ("caption", "zh"): 3,
        ("note", "en"): 1,
        ("note", "zh"): 1,
        ("reference", "en"): 3,
    }
    prose = " ".join(p.search_text for p in passages if p.kind == "prose")
    assert not re.search(r"©|248|249|RIVER LETTERS|\(Continued\)|续表|\t", prose)


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Rivers That Come Back: Flood Gardens in Three Towns"), ("zh", "会回来的河：三座城镇的防洪花园")]
)
def test_one_language_alone(english_text: str, chinese_text: str, language: str, title: str) -> None:
    document, passages = read(english_text if language == "en" else chinese_text)
    assert (document.title, document.languages, document.origin) == (title, (language,), "added")
    assert {p.language for p in passages} == {language}
    assert [s.number for s in document.sections if s.number] == ["1", "2", "2.1", "2.2", "3"]


def test_chinese_first_with_english_references(english_text: str, chinese_text: str) -> None:
    _, passages = read(chinese_text + english_text[english_text.index("REFERENCES") :])
    assert [p.place for p in passages if p.kind == "reference"] == ["reference 1", "reference 2", "reference 3"]
    assert len([p for p in passages if p.kind == "row"]) == 3 + 4


def test_front_matter(article_text: str) -> None:
    _, passages = read(article_text)
    front = {(p.place, p.language): p.search_text for p in passages if p.kind == "front"}
    assert front["front authors", "en"] == "Ada STONE, Bo LIN"
    assert front["front authors", "zh"] == "艾达·斯通，林波"
    assert front["front affiliations", "zh"] == "- 1 河流研究所，里弗顿 1000 - 2 花园学院，莱克赛德 2000"
    assert front["front correspondence", "en"] == "Email: ada@rivers.example"
    assert front["keywords", "zh"] == "洪水；花园；城镇"
    assert front["front fund", "en"] == "River Fund of Freeland (No. RF77)"
    assert front["front editors", "zh"] == "编辑 伍德 翻译 希尔"
    assert front["front interests", "en"] == "The authors have a garden each."
    assert {p.kind for p in passages if p.place in ("abstract", "highlights")} == {"prose"}


def test_page_turns_are_closed_and_interruptions_are_continued(article_text: str) -> None:
    _, passages = read(article_text)
    abstract = at(passages, "abstract", "zh")[0]
    assert "由谁照管" in abstract.search_text and "由谁照\n\n管" in abstract.text
    first, second = at(passages, "section 2.1", "en")[:2]
    assert first.text.endswith("for work of the") and second.text.startswith("first kind") and second.continues == first.id
    costs = at(passages, "section 2.2", "en")
    assert [p.continues for p in costs] == [None, costs[0].id]
    results = at(passages, "section 3", "zh")
    assert [p.continues for p in results] == [None, results[0].id]
    assert at(passages, "section 2.1", "en")[2].continues is None


def test_marks_become_references_and_leave_the_search_text(article_text: str) -> None:
    _, passages = read(article_text)
    for language in ("en", "zh"):
        one, two = at(passages, "section 1", language)
        assert (one.references, two.references) == ((1, 2, 3), (1, 2, 3))
        assert "^" in one.text and "^" not in one.search_text and "[" not in one.search_text
        assert at(passages, "table 1 note", language)[0].references == (2,)


def test_rows_are_data_and_name_their_heads(article_text: str) -> None:
    document, passages = read(article_text)
    english, chinese = (next(t for t in document.tables if (t.language, t.number) == (language, "2")) for language in ("en", "zh"))
    assert english.columns == ("Year", "Garden", "Water", "Shade", "Meeting")
    assert [row.cells[0] for row in english.rows] == [row.cells[0] for row in chinese.rows] == ["2016", "2016", "2017", "2019"]
    assert [row.cells[2:] for row in english.rows] == [row.cells[2:] for row in chinese.rows]
    assert [row.key for row in english.rows] == [f"table 2 row {i}" for i in range(1, 5)]
    assert at(passages, "table 2 row 2", "en")[0].search_text == (
        "Table 2 (Gardens of the towns 2016 ~ 2019 and the aims that they serve). Year: 2016. Garden: Lakeside: Long Steps. Aim: Shade."
    )
    assert at(passages, "table 2 row 2", "zh")[0].search_text == (
        "表2（2016~2019 年间各镇花园与其目的）。年份：2016。花园：莱克赛德长阶。目的：遮阴。"
    )
    towns = next(t for t in document.tables if (t.language, t.number) == ("en", "1"))
    assert [row.cells for row in towns.rows] == [
        ("Small town", "Quiet streets; ponds", "Goal 1: End floods Goal 3: Plant trees"),
        ("Large town", "Busy streets", "Goal 2: Clean air"),
        ("Old town", "Walls; gates", ""),
    ]
    assert towns.note.startswith("A pond is")


def test_slips_are_repaired_for_search_only(article_text: str) -> None:
    _, passages = read(article_text)
    abstract, costs = at(passages, "abstract", "zh")[0], at(passages, "section 2.2", "zh")[0]
    assert " and " in abstract.text and "以后和更远" in abstract.search_text
    assert "宜可称" in costs.text and "宜可城" in costs.search_text
    results = at(passages, "section 3", "zh")[0]
    assert "韧性" not in results.text and results.search_text.endswith(" 韧性")


def test_tables_belong_to_the_section_that_mentions_them(article_text: str) -> None:
    _, passages = read(article_text)
    assert at(passages, "table 1 row 1", "en")[0].section == "2 Method / 2.1 Towns and Gardens"
    assert at(passages, "table 2 row 1", "zh")[0].section == "2 方法 / 2.1 城镇与花园"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A letter.\n\n1. First point\n2. Second point\n\nYours",
        "# Notes\n\n## 1 Aims\n\ntext\n\n## 2 Means\n\ntext",
        "韧性城市\n\n一、总则\n\n正文。",
        "ABSTRACT\n\nOnly an abstract 摘要, no sections.",
        "\t\n\t\t\n",
    ],
)
def test_other_texts_are_no_articles(text: str) -> None:
    assert not is_article(text)
    with pytest.raises(ValueError, match=r"ingest\.plain"):
        read_article("x.txt", "file:///x.txt", text, "0" * 64, "utf-8")


# ---------------------------------------------------------------- the paper


def test_the_paper_is_known(paper_text: str) -> None:
    document, passages = read(paper_text, "paper.txt")
    assert (document.work, document.origin, document.languages) == ("chen-2024", "paper", ("en", "zh"))
    numbers = ["1", "2", "3", "3.1", "3.2", "3.3", "4"]
    assert [(s.language, s.number) for s in document.sections if s.number] == [(language, n) for language in ("en", "zh") for n in numbers]
    assert [p.place for p in passages if p.kind == "reference"] == [f"reference {i}" for i in range(1, 40)]
    assert all(paper_text[p.start : p.end] == p.text for p in passages)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_tables_of_the_paper(paper_text: str, language: str) -> None:
    document, _ = read(paper_text)
    goals, cases = (next(t for t in document.tables if (t.language, t.number) == (language, n)) for n in ("1", "2"))
    assert tuple(row.cells[0] for row in cases.rows) == YEARS
    marked = [tuple(i for i, row in enumerate(cases.rows, 1) if row.cells[column] == "√") for column in range(2, 8)]
    assert marked == list(SUBSYSTEM_MARKS.values())
    assert language == "zh" or cases.columns[2:] == tuple(SUBSYSTEM_MARKS)
    assert [tuple(int(n) for n in re.findall(r"(?:Goal|目标) ?(\d+)", row.cells[2])) for row in goals.rows] == list(GOALS)
    assert all(len(row.cells) == 3 and row.cells[0].endswith(("resilience", "韧性")) for row in goals.rows)
    assert len(goals.note) > 100


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_39_references_are_cited(paper_text: str, language: str) -> None:
    _, passages = read(paper_text)
    prose = {number for p in passages if p.language == language and p.kind == "prose" for number in p.references}
    assert prose == set(range(1, 40))


def test_only_headings_and_furniture_of_the_paper_are_left_out(paper_text: str) -> None:
    document, passages = read(paper_text)
    covered = bytearray(len(paper_text))
    for passage in passages:
        assert not any(covered[passage.start : passage.end])
        covered[passage.start : passage.end] = b"\1" * len(passage.text)
    left = "".join(" " if done else character for character, done in zip(paper_text, covered, strict=True)).split("\n")
    heads = {re.sub(r"\W", "", s.number + s.title) for s in document.sections}
    furniture = r"©|NOTE$|注$|\(Continued\)$|\(续表|(?:Table|表) 2.*(?:Continued|接上表)"
    known = re.compile(furniture + r"|Year\t|年份\t|.*subsystem\t|韧性城市子系统\t|\s*(?:Econo-|经济\t)")
    rest = [line.strip(" ") for line in left if line.strip() and re.sub(r"\W", "", line) not in heads]
    assert [line for line in rest if not known.match(line)] == []
