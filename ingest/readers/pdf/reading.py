"""From the bytes of a PDF to a document: opened, every page taken apart, put in order and written as one text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pypdfium2.raw as pdfium

from ingest import plain
from ingest.ids import content_hash
from ingest.outcomes import Refused
from ingest.places import packed
from ingest.readers.decode import MOST_CHARACTERS
from ingest.readers.pdf.furniture import furniture
from ingest.readers.pdf.glyphs import Box, Edge, Sheet, sheet
from ingest.readers.pdf.grids import Grid, grids, ruled
from ingest.readers.pdf.open_tables import OpenTable, captioned, open_tables
from ingest.readers.pdf.opened import opened
from ingest.readers.pdf.paragraphs import CAPTION, Item, Paragraph, paragraphs, set_text, type_of
from ingest.readers.pdf.rows import Line, Thing, lines, ordered, pieces, turns
from ingest.readers.pdf.scanned import recognised
from ingest.readers.pdf.strips import Strip
from ingest.readers.pdf.tabling import Drawn, Laid, tables, write_table
from ingest.readers.pdf.writing import Text, Vocabulary, write
from ingest.remarks import page_ranges
from ingest.types import Document, Page, PageLayer, Source

MOST_PAGES = 2_000
_FEWEST_LETTERS = 4  # on a page that has a text layer
_PICTURED = 0.5  # of a page under pictures: with no text it is an image, without pictures it is blank
_GARBLED = 0.5  # of the characters without a letter: the fonts do not say what they show, and the page is as good as an image


def read(source: Source) -> Document:
    """The document that a PDF file is. Raises Refused: encrypted, broken, too-many-pages, images, no-text, too-much-text."""
    with opened(source) as pdf:
        count = pdfium.FPDF_GetPageCount(pdf)
        if count <= 0:
            raise Refused("no-text", path=source.name)
        if count > MOST_PAGES:
            raise Refused("too-many-pages", path=source.name, count=f"{count:,}", limit=f"{MOST_PAGES:,}")
        sheets = [_sheet(pdf, number) for number in range(1, count + 1)]
        pages = _arranged(sheets)
        read_by_eye = _recognised(pdf, sheets, pages) if source.ocr else frozenset()
    return _document(source, sheets, _arranged(sheets) if read_by_eye else pages, read_by_eye)


def _sheet(pdf: Any, number: int) -> Sheet | None:
    """What stands on a page, None when it cannot be read."""
    page = pdfium.FPDF_LoadPage(pdf, number - 1)
    if not page:
        return None
    textpage = pdfium.FPDFText_LoadPage(page)
    try:
        return sheet(page, textpage, number) if textpage else None
    finally:
        if textpage:
            pdfium.FPDFText_ClosePage(textpage)
        pdfium.FPDF_ClosePage(page)


# ---------------------------------------------------------------- from pages to items


def _laid(shown: Sheet) -> list[Line | Thing]:
    """A page's lines and tables in the order of reading."""
    tables = _tables_of(shown)
    held = {id(word) for table in tables for word in table.words}
    found: list[Line | Thing] = []
    column = 0
    for group in turns(shown) or [[]]:
        things = pieces([word for word in group if id(word) not in held], shown)
        if not column:
            things = _with_captioned(sorted([*things, *map(_thing, tables)], key=lambda one: (one.y0 + one.y1, one.x0)))
        for own in ordered(things):
            column += 1
            for item in lines(_with_captioned(own)):
                found += [_completed(item, shown.number, column)] if isinstance(item, Line) else _unfolded(item, shown, len(found))
    return found


def _tables_of(shown: Sheet) -> list[OpenTable]:
    """The tables of a page that lines show, those with upright ones first."""
    flat, upright = ruled(shown.edges)
    drawn = grids(shown, flat, upright)
    held = {id(word) for grid in drawn for cell in grid.cells for word in cell.words}
    rest = [edge for edge in flat if not any(_is_inside(edge, grid.box) for grid in drawn)]
    return [*map(OpenTable, drawn), *open_tables(rest, [word for word in shown.words if id(word) not in held], shown)]


def _with_captioned(things: Sequence[Thing]) -> list[Thing]:
    return [_thing(one) if isinstance(one, OpenTable) else one for one in captioned(things)]


def _is_inside(edge: Edge, box: Box) -> bool:
    return box[0] - 3 < edge[0] and edge[2] < box[2] + 3 and box[1] - 3 < edge[1] < box[3] + 3


def _thing(table: OpenTable) -> Thing:
    """The table in its place, with what stands with it; in the order of reading it counts for as many lines as it has rows."""
    words = list(table.words)
    spread = min(w.x0 for w in words), min(w.y0 for w in words), max(w.x1 for w in words), max(w.y1 for w in words)
    return Thing(*(table.grid.box if table.grid.heads is None else spread), 10.0, other=table, rows=table.grid.height)


def _unfolded(item: Thing, shown: Sheet, before: int) -> list[Line | Thing]:
    """A table between the lines of its caption and those of its notes; `before` counts what stands before it on the page."""
    table = item.other
    if not isinstance(table, OpenTable):
        return [item]
    parts = [[_completed(line, shown.number, -1 - before - n) for line in _lines_of(part)] for n, part in enumerate(table.beside)]
    note = " ".join(line.text for part in parts[1:] for line in part)
    laid = Laid(table.grid, shown.number, _cells(table.grid, shown), table.title, note)
    return [*parts[0], replace(item, other=laid), *(line for part in parts[1:] for line in part)]


def _lines_of(part: Sequence[Strip]) -> list[Line]:
    return [one for one in lines([piece for strip in part for piece in strip.pieces]) if isinstance(one, Line)]


def _cells(grid: Grid, shown: Sheet) -> dict[tuple[int, int], list[Line]]:
    """The lines of a table's cells, by the row and column in which each begins."""
    found: dict[tuple[int, int], list[Line]] = {}
    for cell in grid.cells:
        if cell.words:
            column = sorted(pieces(cell.words, shown), key=lambda one: (one.y0 + one.y1, one.x0))
            found[cell.row, cell.column] = [_completed(line, shown.number, 0) for line in lines(column) if isinstance(line, Line)]
    return found


def _completed(line: Line, page: int, column: int) -> Line:
    set_text(line)
    line.page, line.column = page, column
    return line


def _layers(sheets: Sequence[Sheet | None], pages: Sequence[Sequence[Line | Thing]]) -> list[PageLayer]:
    """What each page's text is made of, running heads apart."""
    found: list[PageLayer] = []
    for shown, items in zip(sheets, pages, strict=True):
        letters = sum(len(item.text) for item in items if isinstance(item, Line))
        letters += sum(len(line.text) for item in items if isinstance(item, Thing) for line in _table_lines(item))
        if shown is None:
            found.append("broken")
        elif shown.garbled > _GARBLED * (letters + shown.garbled) or (letters < _FEWEST_LETTERS and shown.covered >= _PICTURED):
            found.append("image")
        else:
            found.append("text")
    return found


def _table_lines(item: Thing) -> list[Line]:
    return [line for own in item.other.lines.values() for line in own] if isinstance(item.other, Laid) else []


def _arranged(sheets: Sequence[Sheet | None]) -> list[list[Line | Thing]]:
    """What stands on each page in the order of reading, without running heads."""
    pages = [_laid(shown) if shown else [] for shown in sheets]
    dropped = furniture([[item for item in items if isinstance(item, Line)] for items in pages], _sizes(sheets))
    return [[item for item in items if id(item) not in dropped] for items in pages]


def _sizes(sheets: Sequence[Sheet | None]) -> list[tuple[float, float]]:
    return [(shown.width, shown.height) if shown else (612.0, 792.0) for shown in sheets]


def _recognised(pdf: Any, sheets: list[Sheet | None], pages: Sequence[Sequence[Line | Thing]]) -> frozenset[int]:
    """Puts what character recognition reads in the place of pages that are images; returns their numbers."""
    found = set()
    for index, layer in enumerate(_layers(sheets, pages)):
        shown = sheets[index]
        if layer == "image" and shown is not None:
            made = recognised(pdf, shown)
            if made.words:
                sheets[index] = made
                found.add(made.number)
    return frozenset(found)


# ---------------------------------------------------------------- from items to a document


def _document(source: Source, sheets: Sequence[Sheet | None], pages: Sequence[Sequence[Line | Thing]], by_eye: frozenset[int]) -> Document:
    sizes = _sizes(sheets)
    layers: list[PageLayer] = ["recognised" if number in by_eye else layer for number, layer in enumerate(_layers(sheets, pages), 1)]
    flow = [item for items, layer in zip(pages, layers, strict=True) if layer in ("text", "recognised") for item in items]
    _refuse_textless(source, layers, flow)
    text, drawn = _written(flow)
    whole = "".join(text.parts)
    if len(whole) > MOST_CHARACTERS:
        raise Refused("too-much-text", path=source.name, limit=str(MOST_CHARACTERS // 1_000_000))
    return plain.laid_out(
        source.name,
        source.uri,
        whole,
        content_hash(source.data),
        "pdf",
        heads=text.heads,
        tables=tables(drawn),
        pages=_pages(text, layers),
        places=packed(text.marks, sizes),
    )


def _refuse_textless(source: Source, layers: Sequence[PageLayer], flow: Sequence[Line | Thing]) -> None:
    if flow:
        return
    images = [number for number, layer in enumerate(layers, 1) if layer == "image"]
    if images:
        raise Refused("images" if len(images) > 1 else "image", path=source.name, pages=page_ranges(images), count=str(len(images)))
    if "broken" in layers:
        raise Refused("broken", path=source.name, why="none of its pages can be read")
    raise Refused("no-text", path=source.name)


def _written(flow: Sequence[Line | Thing]) -> tuple[Text, list[Drawn]]:
    """All items as one text: paragraphs apart by a blank line, the items of a list by a line's end."""
    text, drawn = Text(), list[Drawn]()
    vocabulary = Vocabulary(_all_lines(flow))
    last: Item | None = None
    for item in paragraphs(flow, type_of(item for item in flow if isinstance(item, Line))):
        listed = isinstance(last, Paragraph) and isinstance(item, Paragraph) and last.bullet and item.bullet and not item.level + last.level
        text.add(("\n" if listed else "\n\n") if text.length else "")
        if isinstance(item, Paragraph):
            text.begin(item.level)
            write(text, item.lines, vocabulary)
            text.end()
        elif isinstance(item.other, Laid):
            caption = last.text if isinstance(last, Paragraph) and CAPTION.match(last.text) else item.other.title
            drawn = write_table(text, item.other, caption, drawn, vocabulary)
        last = item
    text.add("\n")
    return text, drawn


def _all_lines(flow: Sequence[Line | Thing]) -> Iterator[Line]:
    for item in flow:
        yield from [item] if isinstance(item, Line) else _table_lines(item)


def _pages(text: Text, layers: Sequence[PageLayer]) -> tuple[Page, ...]:
    """The pages with the characters that each holds; one without text is empty where it would be."""
    starts: list[int] = []
    following = text.length
    for number in range(len(layers), 0, -1):
        following = min(following, text.starts.get(number, following))
        starts.append(following)
    starts.reverse()
    ends = [*starts[1:], text.length]
    return tuple(Page(number, start, end, layer) for number, (start, end, layer) in enumerate(zip(starts, ends, layers, strict=True), 1))
