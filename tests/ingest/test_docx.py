"""Of a Word file the text is read with its headings, lists, tables and notes; and no archive can fill the memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.outcomes import Refused
from ingest.readers.docx import read
from ingest.split import split
from ingest.types import Document, Source, State

EN = "The river town of Lower Marsh keeps its gardens open to the water, and every spring the flood is let in on purpose."
ZH = "河边的小镇把花园向水面敞开，每年春天都有意让洪水流进来，当地人并不把它叫作灾害。"
MIXED = "这一概念（urban resilience）出自生态学，后来用到城市，意思是 a city that bends。"


def saved(fill: Callable[[docx.document.Document], object]) -> bytes:
    made = docx.Document()
    fill(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def document(fill: Callable[[docx.document.Document], object]) -> Document:
    made = read(Source("test:w", "w.docx", saved(fill)))
    assert all(made.text[p.start : p.end] == p.text for p in split(made))
    return made


@pytest.mark.parametrize(
    ("heading", "text"), [("Gardens of the bank", EN), ("岸边的花园", ZH), ("Bank 花园", MIXED)], ids=["en", "zh", "mixed"]
)
def test_headings_and_paragraphs_come_in_their_order(heading: str, text: str) -> None:
    def fill(made: docx.document.Document) -> None:
        made.sections[0].header.paragraphs[0].text = "A running head"
        made.add_heading(heading, 1)
        made.add_paragraph(text)
        made.add_heading("3.1 Two", 2)
        made.add_paragraph("one", style="List Bullet")
        made.add_paragraph("two", style="List Bullet")

    made = document(fill)
    assert made.text == f"{heading}\n\n{text}\n\n3.1 Two\n\n• one\n• two\n"
    assert [(s.number, s.path) for s in made.sections] == [("", (heading,)), ("3.1", (heading, "3.1 Two"))]
    assert made.title == heading


@pytest.mark.parametrize(
    "rows", [[["Town", "Year"], ["Marsh", "1998"], ["Ford", "2004"]], [["城镇", "年份"], ["下沼", "1998"], ["高渡", "2004"]]]
)
def test_a_table_is_data_and_merged_cells_are_said_again(rows: list[list[str]]) -> None:
    def fill(made: docx.document.Document) -> None:
        made.add_paragraph("表 2 各镇花园")
        table = made.add_table(3, 3)
        for index, row in enumerate(rows):
            table.cell(index, 0).text, table.cell(index, 1).text = row
        table.cell(1, 2).merge(table.cell(2, 2)).text = "both"

    (table,) = document(fill).tables
    assert (table.number, table.caption, table.columns[:2]) == ("2", "各镇花园", tuple(rows[0]))
    assert [row.cells for row in table.rows] == [(*rows[1], "both"), (*rows[2], "both")]


def test_what_was_deleted_or_hidden_is_not_read_and_what_is_in_controls_is() -> None:
    def fill(made: docx.document.Document) -> None:
        words = [
            "<w:r><w:t>kept</w:t></w:r>", "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>",
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>", "<w:ins><w:r><w:t xml:space='preserve'> inserted</w:t></w:r></w:ins>",
        ]  # fmt: skip
        body = made.element.body
        body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{''.join(words)}</w:p>"))
        inner = "<w:p><w:r><w:t>controlled</w:t></w:r></w:p>"
        body.insert(1, parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent>{inner}</w:sdtContent></w:sdt>"))

    assert document(fill).text == "kept inserted\n\ncontrolled\n"


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return out.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    """A sound file with one part in another's place."""
    with zipfile.ZipFile(io.BytesIO(saved(lambda made: made.add_paragraph(EN)))) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    return zipped(parts | {name: data})


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><d>&b;</d>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'
REFUSED = [
    ("no archive", b"PK\x03\x04 and nothing else", "broken"),
    ("cut off", saved(lambda made: made.add_paragraph(EN))[:3000], "broken"),
    ("another archive", zipped({"a.txt": b"text"}), "broken"),
    (
        "no document",
        zipped({"[Content_Types].xml": b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"}),
        "broken",
    ),
    ("empty", saved(lambda made: None), "no-text"),
    ("bomb", with_part("word/document.xml", b"<a>" + b" " * 100_000_000), "unpacks-too-big"),
    ("bomb of many", with_part("word/media/a.bin", bytes(210_000_000)), "unpacks-too-big"),
    ("entities", with_part("word/document.xml", LAUGHS), "broken"),
    ("entities from outside", with_part("word/document.xml", OUTSIDE), "broken"),
    ("broken XML", with_part("word/document.xml", b"<w:document><oops"), "broken"),
]


@pytest.mark.parametrize(("data", "code"), [(data, code) for _, data, code in REFUSED], ids=[name for name, _, _ in REFUSED])
def test_hostile_and_damaged_files_have_one_name(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(Source("test:w", "w.docx", data))
    assert refused.value.code == code and refused.value.state in (State.FAILED, State.EMPTY, State.TOO_BIG)
