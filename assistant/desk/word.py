"""A draft as a Word file: real headings, tables and paragraphs; what `verify` needs stands in a part of its own that nobody sees."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from assistant.desk.carried import Carried, written
from assistant.desk.export import Group, Page, Shown
from assistant.desk.word_style import GREY, Look, dress, look_of, widths
from assistant.desk.wording import say

if TYPE_CHECKING:
    from docx.document import Document

PART, TYPE = "/customXml/item2.xml", "application/xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def word(page: Page, carried: Carried) -> bytes:
    """The page as the bytes of a .docx file."""
    from docx import Document as new_document

    document = new_document()
    look = look_of(page.language, page.dense)
    dress(document, page.language, look)
    document.core_properties.title = page.title
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.created = document.core_properties.modified = datetime(2000, 1, 1)  # a file that says nothing of its maker
    document.core_properties.language = "zh-CN" if page.language == "zh" else "en"
    document.add_heading(_printable(page.title), level=0)
    _small(document, page.subtitle, look)
    for title, groups in page.sections:
        document.add_heading(_printable(title), level=1)
        for group in groups:
            _group(document, group, page, look)
    _references(document, page, look)
    if page.remarks:
        _small(document, f"{say('remarks', page.language)}: {' '.join(page.remarks)}", look)
    _small(document, page.legend, look)
    _carry(document, carried)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _group(document: Document, group: Group, page: Page, look: Look) -> None:
    run_in = page.dense and bool(group.title) and not group.table
    if group.title and not run_in:
        document.add_heading(_printable(group.title), level=2)
    if group.table:
        _table(document, group, look)
    paragraph: Any = None
    if run_in:
        paragraph = document.add_paragraph()
        paragraph.add_run(_printable(group.title) + (". " if page.language == "en" else "。")).bold = True
    opened = run_in
    for shown in group.lines:
        if shown.line.style == "item":
            paragraph = None
            item = document.add_paragraph(style="List Bullet")
            if shown.line.label:
                item.add_run(_printable(shown.line.label) + (": " if page.language == "en" else "：")).bold = True
            _line(item, shown, look)
            continue
        if paragraph is None:
            paragraph = document.add_paragraph()
        elif page.language == "en" and not opened:
            paragraph.add_run(" ")
        opened = False
        _line(paragraph, shown, look)


def _table(document: Document, group: Group, look: Look) -> None:
    """A table; its head row is repeated where a page ends within it, and no row is broken."""
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    table = document.add_table(rows=1, cols=len(group.head), style="Table Grid")
    table.autofit = False
    for cell, head in zip(table.rows[0].cells, group.head, strict=True):
        _bold(cell.paragraphs[0], head, look)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in group.table:
        cells = table.add_row().cells
        _bold(cells[0].paragraphs[0], row.label, look)
        for cell, shown in zip(cells[1:], row.cells, strict=True):
            if shown:
                _line(cell.paragraphs[0], shown, look, cell=True)
    columns = [next((cell.line.column for row in group.table if (cell := row.cells[place])), "") for place in range(len(group.head) - 1)]
    wide = widths(columns, look)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, wide, strict=True):
            cell.width = Cm(width)
            held = cell.paragraphs[0].paragraph_format
            held.space_before = held.space_after = Cm(0.04)
            held.line_spacing = 1.0
    for column, width in zip(table.columns, wide, strict=True):
        column.width = Cm(width)
    _narrow_margins(table)


def _narrow_margins(table: Any) -> None:
    """Little space beside the text of cells: eight columns share the page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "55")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _bold(paragraph: Any, text: str, look: Look) -> None:
    from docx.shared import Pt

    run = paragraph.add_run(_printable(text))
    run.bold, run.font.size = True, Pt(look.cell)


def _line(paragraph: Any, shown: Shown, look: Look, *, cell: bool = False) -> None:
    """The text, its marks small, its type raised and grey."""
    from docx.shared import Pt, RGBColor

    size = Pt(look.cell if cell else look.text)
    first, rest = shown.verdict
    for text, bold in ((first, True), (rest, False)):
        if text:
            run = paragraph.add_run(_printable(text))
            run.font.size, run.bold = size, bold or None
    if shown.marks:
        marks = paragraph.add_run(("" if cell else "\u00a0") + _printable(shown.marks))
        marks.font.size = Pt(look.small - 0.5)
        marks.font.color.rgb = RGBColor(*GREY)
    note = paragraph.add_run(shown.note)
    note.font.superscript = True
    note.font.size = size
    note.font.color.rgb = RGBColor(*GREY)


def _references(document: Document, page: Page, look: Look) -> None:
    from docx.shared import Pt

    document.add_heading(_printable(page.references_title), level=1)
    for reference in page.references:
        paragraph = document.add_paragraph(f"[{reference.number}] {_printable(reference.text)}")
        paragraph.paragraph_format.space_after = Pt(look.after / 2)
        paragraph.runs[0].font.size = Pt(look.small)
        for url in reference.urls:
            paragraph.add_run(" ")
            _link(document, paragraph, url)


def _link(document: Document, paragraph: Any, url: str) -> None:
    """An address that can be followed; one that is no plain web address stays text."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = paragraph.add_run(_printable(url))
    run.font.size = paragraph.runs[0].font.size
    if not re.fullmatch(r"https?://[^\s<>\"]+", url):
        return
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), document.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run._r.getparent().remove(run._r)
    link.append(run._r)
    paragraph._p.append(link)


def _small(document: Document, text: str, look: Look) -> None:
    from docx.shared import Pt, RGBColor

    run = document.add_paragraph().add_run(_printable(text))
    run.font.size = Pt(look.small)
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
