"""Plain text and Markdown: titles, headings, tables, languages, and the choice between article and plain text."""

from __future__ import annotations

import pytest

from ingest.ids import content_hash
from ingest.plain import Head, laid_out, read, read_plain
from ingest.split import split
from ingest.types import Document, Page, Source

BODY = "Riverton was flooded in 1998 and again in 2013, when 4,200 people had to leave their homes for weeks on end."
BODY_ZH = "里弗顿在1998年和2013年两次遭遇洪水，其中2013年有4200人离家数周之久，无法返回自己的住所。"


def plain(text: str, name: str = "notes.txt") -> Document:
    return read_plain(name, f"file:///{name}", text, content_hash(text.encode()), "utf-8")


def paths(text: str) -> list[tuple[str, ...]]:
    return [section.path for section in plain(text).sections]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"# Plan\n\n## Aims\n\n{BODY}\n\n### Costs\n\nx\n\n## Means\n\ny",
            [("Plan",), ("Plan", "Aims"), ("Plan", "Aims", "Costs"), ("Plan", "Means")],
        ),
        (f"Plan\n====\n\nAims\n----\n\n{BODY}\n", [("Plan",), ("Plan", "Aims")]),
        (f"# 规划\n\n## 1 目标\n\n{BODY_ZH}\n", [("规划",), ("规划", "1 目标")]),
        (f"```\n# no heading\n```\n\n# One\n\n{BODY}", [("One",)]),
        (f"1 Floods\n\n{BODY}\n\n1.1 Houses\n\n{BODY}\n\n2 Works\n\n{BODY}", [("1 Floods",), ("1 Floods", "1.1 Houses"), ("2 Works",)]),
        (f"1 洪水\n\n{BODY_ZH}\n\n2 工程\n\n{BODY_ZH}", [("1 洪水",), ("2 工程",)]),
        (
            f"第一章 总则\n\n一、目标\n\n（一）近期\n\n{BODY_ZH}\n\n二、任务\n\n第二章 附则\n\n{BODY_ZH}",
            [("第一章 总则", *path) for path in ((), ("一、目标",), ("一、目标", "（一）近期"), ("二、任务",))] + [("第二章 附则",)],
        ),
        (f"Plan 规划\n\n1 Floods 洪水\n\n{BODY}\n\n{BODY_ZH}\n\n2 Works 工程\n\n{BODY}", [("1 Floods 洪水",), ("2 Works 工程",)]),
        ("To buy:\n\n1. Bread\n\n2. Salt\n\n3. Oil\n", []),
        (f"In short.\n\n1. {BODY}\n\n2. {BODY}\n", []),
        ("一、二、三，木头人。\n", []),
        ("", []),
    ],
)
def test_headings(text: str, expected: list[tuple[str, ...]]) -> None:
    assert paths(text) == expected


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("# The Plan\n\ntext", "a.md", "The Plan"),
        (f"The Plan of Riverton\n\n{BODY}", "a.txt", "The Plan of Riverton"),
        (f"里弗顿规划\n\n{BODY_ZH}", "a.txt", "里弗顿规划"),
        (BODY, "flood notes.txt", "flood notes"),
        (f"{BODY}\n\n## Later\n\n{BODY}", "a.md", "Later"),
        ("", "empty.txt", "empty"),
        ("\ufeff# 计划 Plan\n\n正文", "b.md", "计划 Plan"),
    ],
)
def test_titles(text: str, name: str, title: str) -> None:
    assert plain(text, name).title == title


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        (BODY, ("en",)),
        (BODY_ZH, ("zh",)),
        (f"{BODY}\n\n{BODY}\n\n{BODY_ZH}", ("en", "zh")),
        (f"{BODY}\n\n{BODY_ZH}\n\n{BODY_ZH}", ("zh", "en")),
        ("", ()),
    ],
)
def test_languages_by_amount(text: str, languages: tuple[str, ...]) -> None:
    assert plain(text).languages == languages


@pytest.mark.parametrize(
    ("table", "columns", "search"),
    [
        ("| City | Parks |\n|:-----|------:|\n| Bonn | 3 |\n| Kiel | 4 |", ("City", "Parks"), "Table 1. City: Bonn. Parks: 3."),
        ("Table 1: Parks\n\nCity\tParks\nBonn\t3\nKiel\t4", ("City", "Parks"), "Table 1 (Parks). City: Bonn. Parks: 3."),
        ("| 城市 | 公园 |\n|---|---|\n| 宁波 | 3 |\n| 上海 | 4 |", ("城市", "公园"), "表1。城市：宁波。公园：3。"),
        ("表1：公园\n\n城市\t公园\n宁波\t3\n上海\t4", ("城市", "公园"), "表1（公园）。城市：宁波。公园：3。"),
    ],
)
def test_tables_are_data_and_rows_are_passages(table: str, columns: tuple[str, ...], search: str) -> None:
    text = f"# Parks\n\n{BODY}\n\n{table}\n\n{BODY}\n"
    document = plain(text)
    assert [(t.number, t.columns, len(t.rows)) for t in document.tables] == [("1", columns, 2)]
    passages = split(document)
    assert [p.kind for p in passages] == ["prose", "caption", "row", "row", "prose"]
    row = passages[2]
    assert (row.place, row.section, row.search_text) == ("table 1 row 1", "Parks", search)
    assert text[row.start : row.end] == row.text


def test_a_tab_in_prose_is_no_table() -> None:
    assert plain(f"Note:\t{BODY}\n\n{BODY}").tables == ()


WALL = "The town has a wall. It was raised in spring, and nobody was hurt. " * 6
HEAD = "Wall"


def shown(text: str, cover: int = 0) -> Document:
    """A text with a heading that type shows, as a reader of pages hands it over; `cover` is the length of its first page."""
    pages = (Page(1, 0, cover), Page(2, cover, len(text))) if cover else (Page(1, 0, len(text)),)
    at = text.index(HEAD)
    heads = [Head(1, "", HEAD, at, text.count("\n", 0, at))]
    return laid_out("scan 7.pdf", "/a", text, "0" * 64, "pdf", heads=heads, tables=(), pages=pages)


@pytest.mark.parametrize(
    ("cover", "title"),
    [
        ("A road map for\n\nLOWTOWN\n\n", "A road map for LOWTOWN"),
        ("低地市\n\n韧性行动路线图\n\n", "低地市 韧性行动路线图"),
        ("Lowtown 韧性\n\nroad map\n\n", "Lowtown 韧性 road map"),
        (f"{WALL}\n\n", HEAD),  # a page of prose is no cover
    ],
)
def test_a_cover_is_the_title_whatever_is_largest_behind_it(cover: str, title: str) -> None:
    assert shown(f"{cover}{HEAD}\n\n{WALL}", len(cover)).title == title


@pytest.mark.parametrize("line", ["Subject: The harbour wall", "主题：The harbour wall", "Re: The harbour wall"])
def test_a_memo_is_called_what_it_is_about(line: str) -> None:
    assert shown(f"Memo\n\nTo: the mayor\n\n{line}\n\n{HEAD}\n\n{WALL}").title == "The harbour wall"


def test_a_heading_far_into_a_text_is_not_its_title() -> None:
    assert shown(f"{WALL * 20}\n\n{HEAD}\n\n{WALL}").title == "scan 7"


def test_work_and_ids_hang_on_name_and_content() -> None:
    one, again, other = plain(BODY, "Flood Notes.txt"), plain(BODY, "Flood Notes.txt"), plain(BODY_ZH, "Flood Notes.txt")
    assert (one.work, one.origin, one.id) == ("file:flood-notes", "added", again.id)
    assert (other.work, other.id == one.id) == (one.work, False)
    assert plain(BODY, "笔记.txt").work == "file:笔记"


@pytest.mark.parametrize("text", [BODY, BODY_ZH, f"{BODY}\n\n{BODY_ZH}", ""])
def test_read_takes_other_texts_as_plain(text: str) -> None:
    document = read(Source("file:///n.txt", "n.txt", text.encode()), text, "utf-8")
    assert (document.origin, document.work, document.text, document.content) == ("added", "file:n", text, content_hash(text.encode()))


def test_read_knows_an_article(article_text: str) -> None:
    document = read(Source("file:///n.txt", "n.txt", article_text.encode()), article_text, "utf-8")
    assert document.work.startswith("article:") and len(document.tables) == 4
