"""Reads PDF: columns in their order, no running heads, hyphenation mended, headings by type, tables as data, places of every word.

The one parser is PDFium (through pypdfium2, BSD-3 and Apache-2.0): Chrome's, written for hostile files, ten times as fast as
parsers in Python, and it also makes the picture of a page. Layout is worked out here from its glyphs and ruled lines.
"""

from ingest.readers.pdf.reading import read

__all__ = ["read"]
