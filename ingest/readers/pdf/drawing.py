"""Pictures of pages by PDFium: in colour as PNG for a person, in grey for character recognition."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2  # noqa: F401 - importing it starts PDFium
import pypdfium2.raw as pdfium

from ingest.outcomes import Refused
from ingest.readers.pdf.opened import opened
from ingest.types import Source

MOST_PIXELS = 25_000_000  # of one picture; a larger page is drawn smaller
_FORMATS = {1: pdfium.FPDFBitmap_Gray, 4: pdfium.FPDFBitmap_BGRx}
Pixels = npt.NDArray[np.uint8]


def picture(source: Source, number: int, scale: float) -> bytes:
    """The page (from 1) as PNG, `scale` pixels to a point. Raises Refused: encrypted, broken, no-page."""
    with opened(source) as pdf:
        page = pdfium.FPDF_LoadPage(pdf, number - 1) if 1 <= number <= pdfium.FPDF_GetPageCount(pdf) else None
        if not page:
            raise Refused("no-page", path=source.name, page=str(number))
        try:
            return _png(pixels(page, scale, 4)[:, :, 2::-1])
        finally:
            pdfium.FPDF_ClosePage(page)


def pixels(page: Any, scale: float, channels: int) -> Pixels:
    """(height, width, channels) of an open page on white: 1 grey, 4 blue, green, red and nothing."""
    wide, high = max(1.0, pdfium.FPDF_GetPageWidthF(page)), max(1.0, pdfium.FPDF_GetPageHeightF(page))
    scale = min(scale, (MOST_PIXELS / (wide * high)) ** 0.5)
    width, height = max(1, round(wide * scale)), max(1, round(high * scale))
    stride = (width * channels + 3) // 4 * 4
    buffer = np.full((height, stride), 255, np.uint8)
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, _FORMATS[channels], buffer.ctypes.data, stride)
    if not bitmap:
        raise MemoryError
    flags = pdfium.FPDF_ANNOT | (pdfium.FPDF_GRAYSCALE if channels == 1 else 0)
    try:
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return buffer[:, : width * channels].reshape(height, width, channels)


def _png(colours: Pixels) -> bytes:
    """(height, width, 3) of red, green and blue as a PNG file."""
    height, width, _ = colours.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)
    rows[:, 1:] = colours.reshape(height, 3 * width)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows.tobytes(), 4)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
