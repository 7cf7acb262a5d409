"""Opening a PDF with PDFium, and its refusals by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2  # noqa: F401 - importing it starts PDFium
import pypdfium2.raw as pdfium

from ingest.outcomes import Refused
from ingest.types import Source

_ERRORS = {
    pdfium.FPDF_ERR_PAGE: "its pages cannot be found",
    pdfium.FPDF_ERR_SECURITY: "it is protected in a way that is not known",
}


@contextmanager
def opened(source: Source) -> Iterator[Any]:
    """The open file. Raises Refused: encrypted, broken."""
    pdf = pdfium.FPDF_LoadMemDocument64(source.data, len(source.data), None)
    if not pdf:
        code = pdfium.FPDF_GetLastError()
        if code == pdfium.FPDF_ERR_PASSWORD:
            raise Refused("encrypted", path=source.name)
        raise Refused("broken", path=source.name, why=_ERRORS.get(code, "it is damaged, or is no PDF"))
    try:
        yield pdf
    finally:
        pdfium.FPDF_CloseDocument(pdf)
