"""A draft as a Word file: real headings, tables and paragraphs; what `verify` needs stands in a part of its own that nobody sees."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from assistant.desk.carried import Carried, written
from assistant.desk.export import Group, Page, Shown
from assistant.desk.wording import say
from ingest.types import Language

if TYPE_CHECKING:
    from docx.document import Document

FONTS: dict[Language, tuple[str, str, str]] = {  # Latin, Chinese of the text, Chinese of headings
    "zh": ("Times New Roman", "SimSun", "SimHei"),
    "en": ("Calibri", "SimSun", "SimHei"),
}
SIZE: dict[Language, float] = {"zh": 11.0, "en": 10.5}  # points
GREY = (0x59, 0x59, 0x59)
WIDTHS = (2.6, 7.0, 6.4)  # centimetres of a table's columns
PART, TYPE = "/customXml/item2.xml", "application/xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def word(page: Page, carried: Carried) -> bytes:
    """The page as the bytes of a .docx file."""
    from docx import Document as new_document

    document = new_document()
    _dress(document, page.language)
    document.core_properties.title = page.title
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.created = document.core_properties.modified = datetime(2000, 1, 1)  # a file that says nothing of its maker
    document.core_properties.language = "zh-CN" if page.language == "zh" else "en"
    document.add_heading(_printable(page.title), level=0)
    _small(document, page.subtitle)
    for title, groups in page.sections:
        document.add_heading(_printable(title), level=1)
        for group in groups:
            _group(document, group, page)
    _references(document, page)
    if page.remarks:
        _small(document, f"{say('remarks', page.language)}: {' '.join(page.remarks)}")
    _small(document, page.legend)
    _carry(document, carried)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _dress(document: Document, language: Language) -> None:
    """A4, and fonts for both scripts in every style that is used."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.3)
    latin, chinese, heading = FONTS[language]
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet"):
        style: Any = document.styles[name]
        plain = name in ("Normal", "List Bullet")
        style.font.name = latin
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{attribute}"), None)
        fonts.set(qn("w:eastAsia"), chinese if plain else heading)
        lang = OxmlElement("w:lang")
        lang.set(qn("w:val"), "en-GB")
        lang.set(qn("w:eastAsia"), "zh-CN")
        style.element.get_or_add_rPr().append(lang)
        if plain:
            style.font.size = Pt(SIZE[language])
            style.paragraph_format.line_spacing = 1.35 if language == "zh" else 1.15
            style.paragraph_format.space_after = Pt(6)
    document.styles["Title"].font.size = Pt(20)
    document.styles["Heading 1"].font.size = Pt(14)
    document.styles["Heading 2"].font.size = Pt(12)


def _group(document: Document, group: Group, page: Page) -> None:
    if group.title:
        document.add_heading(_printable(group.title), level=2)
    if group.table:
        _table(document, group, page)
    paragraph: Any = None
    for shown in group.lines:
        if shown.line.style == "item":
            paragraph = None
            item = document.add_paragraph(style="List Bullet")
            if shown.line.label:
                item.add_run(_printable(shown.line.label) + (": " if page.language == "en" else "：")).bold = True
            _line(item, shown)
            continue
        if paragraph is None:
            paragraph = document.add_paragraph()
        elif page.language == "en":
            paragraph.add_run(" ")
        _line(paragraph, shown)


def _table(document: Document, group: Group, page: Page) -> None:
    """The conditions there and here; the head row is repeated where a page ends within the table."""
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    table = document.add_table(rows=1, cols=3, style="Table Grid")
    table.autofit = False
    for cell, head in zip(table.rows[0].cells, page.table_head, strict=True):
        cell.paragraphs[0].add_run(_printable(head)).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for label, there, here in group.table:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(_printable(label))
        _line(cells[1].paragraphs[0], there)
        _line(cells[2].paragraphs[0], here)
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Cm(width)
    for number, row in enumerate(table.rows, 1):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, WIDTHS, strict=True):
            cell.width = Cm(width)
            held = cell.paragraphs[0].paragraph_format
            held.space_before = held.space_after = Cm(0.08)
            held.keep_with_next = number < len(table.rows)
    document.add_paragraph().paragraph_format.space_after = Cm(0)


def _line(paragraph: Any, shown: Shown) -> None:
    """The text, its marks small, its type raised and grey."""
    from docx.shared import Pt, RGBColor

    paragraph.add_run(_printable(shown.text))
    if shown.marks:
        marks = paragraph.add_run(_printable(shown.marks))
        marks.font.size = Pt(8)
        marks.font.color.rgb = RGBColor(*GREY)
    note = paragraph.add_run(shown.note)
    note.font.superscript = True
    note.font.color.rgb = RGBColor(*GREY)


def _references(document: Document, page: Page) -> None:
    document.add_heading(_printable(page.references_title), level=1)
    for reference in page.references:
        paragraph = document.add_paragraph(f"[{reference.number}] {_printable(reference.text)}")
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.first_line_indent = None
        for url in reference.urls:
            paragraph.add_run(" ")
            _link(document, paragraph, url)


def _link(document: Document, paragraph: Any, url: str) -> None:
    """An address that can be followed; one that is no plain web address stays text."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = paragraph.add_run(_printable(url))
    if not re.fullmatch(r"https?://[^\s<>\"]+", url):
        return
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), document.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run._r.getparent().remove(run._r)
    link.append(run._r)
    paragraph._p.append(link)


def _small(document: Document, text: str) -> None:
    from docx.shared import Pt, RGBColor

    run = document.add_paragraph().add_run(_printable(text))
    run.font.size = Pt(9)
    run.font.color.rgb = RGBColor(*GREY)


def _carry(document: Document, carried: Carried) -> None:
    """What `verify` needs, as a custom XML part: Word and LibreOffice keep it and show it to nobody."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    blob = f'<?xml version="1.0" encoding="UTF-8"?>\n<citations>{written(carried)}</citations>\n'.encode()
    part = Part(PackURI(PART), TYPE, blob, document.part.package)
    document.part.relate_to(part, RELATION)


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)
