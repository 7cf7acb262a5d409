"""Reads PDF: columns in their order, no running heads, hyphenation mended, headings by type, tables as data, places of every word.

The one parser is PDFium (through pypdfium2, BSD-3 and Apache-2.0): Chrome's, written for hostile files, kept up with it, and it also
draws pages. Layout is worked out here from its glyphs and ruled lines. Faster than pypdf, which gives no places, and five times as fast
as pdfplumber, which does (`resilient bench readers`).
"""

from ingest.readers.pdf.reading import read

__all__ = ["read"]
