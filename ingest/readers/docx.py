"""Reads Word files (.docx): headings by their styles, paragraphs, lists and tables in their order, notes at the end.

Running heads are parts of their own in such a file and are not read, nor is a table of contents, what was deleted or is hidden.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document as open_docx
from docx.oxml.ns import qn
from lxml import etree

from ingest.outcomes import Refused
from ingest.readers.flow import Flow
from ingest.types import Document, Source

MOST_UNPACKED = 200_000_000  # bytes of all parts
MOST_XML = 60_000_000  # bytes of one part that is parsed; its tree takes ten times as much
MOST_PARTS = 10_000
_HEADING = re.compile(r"^(?:heading|标题|標題)\s*(\d)$", re.IGNORECASE)
_TITLE = re.compile(r"^(?:title|标题|標題|书名)$", re.IGNORECASE)
_CAPTION = re.compile(r"^(?:caption|题注|題註)", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|目录|目錄|table of figures)", re.IGNORECASE)
_NOTES = ("/footnotes", "/endnotes")
_DEEPEST = 30  # content controls or tables inside one another
_SKIPPED = frozenset({qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"})
_BREAKS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def read(source: Source) -> Document:
    """The document that a Word file is. Raises Refused: broken, unpacks-too-big, no-text, too-much-text."""
    _refuse_bombs(source)
    try:
        opened = open_docx(io.BytesIO(source.data))
    except (KeyError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile) as error:
        raise Refused("broken", path=source.name, why=f"it is damaged, or is no Word file ({type(error).__name__})") from error
    flow = Flow(source.name)
    styles = {style.style_id: style for style in opened.styles if style.style_id}
    _blocks(opened.element.body, styles, flow, 0)
    for part in opened.part.rels.values():
        if part.reltype.endswith(_NOTES) and not part.is_external:
            _notes(part.target_part.blob, flow)
    return flow.document(source, "docx", opened.core_properties.title if _has_title(opened) else "")


def _has_title(opened: Any) -> bool:
    """Whether the file says its own title in its properties, not the name of a template."""
    title = (opened.core_properties.title or "").strip()
    return bool(title) and not re.match(r"(?i)(?:microsoft word|document\d*$|untitled|word document)", title)


def _refuse_bombs(source: Source) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as packed:
            parts = packed.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise Refused("encrypted", path=source.name)
            xml = max((part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))), default=0)
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED or xml > MOST_XML:
                raise Refused("unpacks-too-big", path=source.name, limit=str((MOST_XML if xml > MOST_XML else MOST_UNPACKED) // 1_000_000))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with packed.open(part) as file:
                        if b"<!DOCTYPE" in file.read(2000).upper():
                            raise Refused("broken", path=source.name, why="it declares entities, as no Word file does")
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise Refused("broken", path=source.name, why="it is damaged, or is no Word file") from error


def _blocks(parent: Any, styles: dict[str, Any], flow: Flow, depth: int) -> None:
    """Paragraphs and tables in their order, those in content controls too."""
    for child in parent:
        if child.tag == qn("w:p"):
            _paragraph(child, styles, flow)
        elif child.tag == qn("w:tbl"):
            _table(child, flow)
        elif child.tag == qn("w:sdt") and depth < _DEEPEST:
            for content in child.findall(qn("w:sdtContent")):
                _blocks(content, styles, flow, depth + 1)


def _paragraph(paragraph: Any, styles: dict[str, Any], flow: Flow) -> None:
    text = _words(paragraph)
    properties = paragraph.find(qn("w:pPr"))
    style = _value(properties, "w:pStyle")
    names = list(_names(styles.get(style or "")))
    if any(_CONTENTS.match(name) for name in names):
        return
    level = _level(properties, names, styles.get(style or ""))
    if level:
        flow.heading(level, text)
    else:
        listed = properties is not None and properties.find(qn("w:numPr")) is not None
        flow.paragraph(text, listed=listed or any(name.lower().startswith("list ") for name in names))


def _value(properties: Any, name: str) -> str | None:
    found = properties.find(qn(name)) if properties is not None else None
    return found.get(qn("w:val")) if found is not None else None


def _names(style: Any) -> Iterator[str]:
    """The style's name and those of the styles that it is based on."""
    for _ in range(_DEEPEST):
        if style is None:
            return
        yield str(style.name or "")
        style = getattr(style, "base_style", None)


def _level(properties: Any, names: list[str], style: Any) -> int:
    """1 to 9 for a heading, 0 for text: by its style's name, else by the outline level that it or its style sets."""
    for name in names:
        if match := _HEADING.match(name):
            return max(1, int(match[1])) + 1 if names and _TITLE.match(names[0]) else max(1, int(match[1]))
        if _TITLE.match(name):
            return 1
    own = _value(properties, "w:outlineLvl") or (_value(style.element.find(qn("w:pPr")), "w:outlineLvl") if style is not None else None)
    return int(own) + 1 if own and own.isdecimal() and int(own) < 9 else 0


def _words(element: Any) -> str:
    """All text under an element that is there to be read."""
    parts: list[str] = []
    waiting = [element]
    while waiting:
        one = waiting.pop()
        if one.tag == qn("w:t"):
            parts.append(one.text or "")
        elif one.tag in _BREAKS:
            parts.append(_BREAKS[one.tag])
        elif one.tag not in _SKIPPED and not _hidden(one):
            if one.tag == qn("w:p") and parts and one is not element:
                parts.append("\n")
            waiting.extend(reversed(list(one)))
    return "".join(parts)


def _hidden(element: Any) -> bool:
    if element.tag != qn("w:r"):
        return False
    properties = element.find(qn("w:rPr"))
    vanish = properties.find(qn("w:vanish")) if properties is not None else None
    return vanish is not None and vanish.get(qn("w:val")) not in ("0", "false")


def _table(table: Any, flow: Flow) -> None:
    """A table as data; merged cells say the same in every row and column that they span. One of a single cell is a frame."""
    rows: list[list[str]] = []
    for row in table.findall(qn("w:tr")):
        cells: list[str] = []
        for cell in row.findall(qn("w:tc")):
            properties = cell.find(qn("w:tcPr"))
            wide = _value(properties, "w:gridSpan") or "1"
            merge = properties.find(qn("w:vMerge")) if properties is not None else None
            above = rows[-1][len(cells)] if rows and len(cells) < len(rows[-1]) else ""
            words = above if merge is not None and merge.get(qn("w:val")) != "restart" else _words(cell)
            cells += [words] * min(int(wide) if wide.isdecimal() else 1, 100)
        rows.append(cells)
    width = max(map(len, rows), default=0)
    if width == 1 or len(rows) == 1:
        for row in rows:
            for words in row:
                flow.paragraph(words)
    else:
        flow.table([[*row, *[""] * (width - len(row))] for row in rows])


def _notes(blob: bytes, flow: Flow) -> None:
    """Footnotes and endnotes, each a paragraph."""
    root = etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    for note in root:
        if note.get(qn("w:type")) not in ("separator", "continuationSeparator", "continuationNotice"):
            flow.paragraph(_words(note))
