"""Pages that are images, read by character recognition, as sheets like those with text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from ingest.language import has_chinese
from ingest.readers.pdf.drawing import pixels
from ingest.readers.pdf.glyphs import Sheet, Style, Word
from ingest.readers.recognition import DOTS_PER_INCH, Recognised, recognise

_POINTS = 72 / DOTS_PER_INCH
_EM = 0.9  # of a line's height that its type size is
_SPREAD = 1.5  # of a line's height: a wider gap beside a Chinese character is white space
_ONE_SIZE = 0.25  # part by which lines of one size differ as recognised


def recognised(pdf: Any, sheet: Sheet) -> Sheet:
    """The page with the words that recognition reads in its picture; with none where it reads nothing for sure."""
    page = pdfium.FPDF_LoadPage(pdf, sheet.number - 1)
    if not page:
        return sheet
    try:
        grey = pixels(page, 1 / _POINTS, 1)[:, :, 0]
    finally:
        pdfium.FPDF_ClosePage(page)
    points = sheet.width / grey.shape[1]
    words = recognise(grey, max(70, round(72 / points)))
    usual = median(word.height for word in words) if words else 0
    return replace(sheet, words=list(_typed(words, usual, points)), garbled=0, covered=1.0)


def _typed(words: Sequence[Recognised], usual: float, points: float) -> Iterator[Word]:
    """The words as if they were printed: Tesseract parts Chinese into words that nobody writes apart."""
    last: Recognised | None = None
    for word in words:
        height = usual if abs(word.height - usual) < _ONE_SIZE * usual else word.height
        style = Style(_EM * height * points, False, 0, False)
        near = last is not None and last.line == word.line and word.x0 - last.x1 < _SPREAD * height
        space = not (near and last is not None and has_chinese(last.text[-1] + word.text[0]))
        yield Word(word.text, word.x0 * points, word.y0 * points, word.x1 * points, word.y1 * points, style, space)
        last = word
