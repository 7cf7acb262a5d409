"""Of a web page the text is read, its headings and tables; not what is around it, and not what nobody sees."""

from __future__ import annotations

import pytest

from ingest.outcomes import Refused
from ingest.readers.html import read
from ingest.split import split
from ingest.types import Document, Source

EN = "The river town of Lower Marsh keeps its gardens open to the water, and every spring the flood is let in on purpose."
ZH = "河边的小镇把花园向水面敞开，每年春天都有意让洪水流进来，当地人并不把它叫作灾害。"
MIXED = "这一概念（urban resilience）出自生态学，后来用到城市，意思是 a city that bends。"
AROUND = """<nav><ul><li><a href=/>Home</a></li></ul></nav><header class="site-header">The Marsh Times</header>
<div class="cookie-consent">We use cookies</div><aside>Read also</aside><script>var x = "script words";</script><style>p{}</style>
<ul><li><a href=1>Politics</a></li><li><a href=2>Sport</a></li><li><a href=3>Weather</a></li><li><a href=4>Letters</a></li></ul>
<p style="display: none">hidden words</p><p hidden>hidden words</p><p aria-hidden="true">hidden words</p><!-- hidden words -->"""
BELOW = "<footer>All rights reserved</footer><div id=related-links>More stories</div><form><input value=Search>Search words</form>"


def page(body: str, head: str = "<title>A town | The Marsh Times</title>", **options: str) -> Document:
    data = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(options.get("encoding", "utf-8"))
    made = read(Source("test:p", "p.html", data))
    assert all(made.text[p.start : p.end] == p.text for p in split(made))
    return made


@pytest.mark.parametrize("main", ["<main>{}</main>", "<article>{}</article>", "<div class=text>{}</div>"])
@pytest.mark.parametrize(
    ("heading", "text"), [("Gardens of the bank", EN), ("岸边的花园", ZH), ("Bank 花园", MIXED)], ids=["en", "zh", "mixed"]
)
def test_the_text_is_read_and_what_is_around_it_is_not(main: str, heading: str, text: str) -> None:
    made = page(AROUND + main.format(f"<h1>{heading}</h1><p>{text}</p><h2>Two</h2><p>{text} <b>{text}</b></p>") + BELOW)
    assert made.text == f"{heading}\n\n{text}\n\nTwo\n\n{text} {text}\n"
    assert [section.path for section in made.sections] == [(heading,), (heading, "Two")] and made.title == heading


def test_links_inside_text_stay() -> None:
    links = " ".join(f"<a href=/{n}>{word}</a>" for n, word in enumerate(EN.split()[:6]))
    assert page(f"<p>{links} and the rest of what there is to say about the town and its gardens.</p>").text.startswith("The river town")


@pytest.mark.parametrize(
    "rows", [[["Town", "Year"], ["Marsh", "1998"], ["Ford", "2004"]], [["城镇", "年份"], ["下沼", "1998"], ["高渡", "2004"]]]
)
def test_a_table_is_data_with_spans_repeated(rows: list[list[str]]) -> None:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:])
    head = "".join(f"<th>{cell}</th>" for cell in rows[0])
    made = page(f"<p>{EN}</p><table><caption>Table 4: Towns</caption><tr>{head}</tr>{cells}<tr><td colspan=2>none</td></tr></table>")
    (table,) = made.tables
    assert (table.number, table.caption, table.columns) == ("4", "Towns", tuple(rows[0]))
    assert [row.cells for row in table.rows] == [*map(tuple, rows[1:]), ("none", "none")]
    assert [made.text[row.start : row.end] for row in table.rows][:2] == ["\t".join(row) for row in rows[1:]]


def test_a_table_that_only_arranges_the_page_is_text() -> None:
    made = page(f"<table><tr><td>{EN}</td></tr><tr><td>{ZH}</td></tr></table>")
    assert made.tables == () and made.text == f"{EN}\n\n{ZH}\n"


def test_lists_and_broken_lines_keep_their_lines() -> None:
    assert page(f"<p>{EN}</p><ul><li>one<li><p>two</p></ul><p>a<br>b</p>").text == f"{EN}\n\n• one\n• two\n\na\nb\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16"])
def test_encodings_are_told_from_the_bytes(encoding: str) -> None:
    text = "韌性城市是指城市系統能夠承受、適應並從各種衝擊中恢復過來的能力，包括洪水、高溫和網絡故障。我們認為這需要長期的規劃與投資。" * 20
    assert text in page(f"<p>{text}</p>", encoding=encoding).text


def test_a_declared_encoding_is_believed_where_the_bytes_do_not_tell() -> None:
    assert "Zürich wählt" in page("<p>Zürich wählt für die Bäume am Fluß</p>", "<meta charset=iso-8859-1>", encoding="cp1252").text
    with pytest.raises(Refused):
        page("<p>Zürich wählt für die Bäume am Fluß</p>", "", encoding="cp1252")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"), (b"<html><body><script>x</script></body></html>", "no-text"), (b"<![" * 5000, "no-text"),
        (b"\x89PNG" + bytes(999), "binary"),
    ],
)  # fmt: skip
def test_what_holds_nothing_is_named(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(Source("test:p", "p.html", data))
    assert refused.value.code == code


def test_entities_are_letters_and_none_is_fetched() -> None:
    laughs = b'<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b SYSTEM "file:///etc/passwd">]><html><body><p>&a;&a;&b;</p></body></html>'
    assert not {"haha", "root:"} & set(read(Source("test:p", "p.html", laughs)).text.replace(":", ": ").split())
    assert page("<p>A &amp; B &eacute; &#27827; &undefined;</p>").text.startswith("A & B é 河")


@pytest.mark.parametrize("inner", ["<p>word" * 50_000, "<ul><li>" * 200, "<table><tr><td>" * 100])
def test_number_does_no_harm(inner: str) -> None:
    assert "the end of it" in page(f"<p>{EN}</p>{inner}the end of it").text


@pytest.mark.parametrize("inner", ["<div>" * 100_000, "<b>" * 100_000, "<table><tr><td>" * 5_000])
def test_depth_is_refused_and_nothing_is_lost_unsaid(inner: str) -> None:
    with pytest.raises(Refused, match="nested too deeply"):
        page(f"<p>{EN}</p>{inner}the end of it")
