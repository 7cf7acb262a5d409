"""Reads plain text and Markdown: the right encoding, then headings, tables or an article's structure as `ingest.plain` finds them."""

from __future__ import annotations

from ingest import plain
from ingest.readers.decode import decode
from ingest.types import Document, Source


def read(source: Source) -> Document:
    """The document that a text or Markdown file is. Raises Refused when it is no text, or in an encoding that is not known for sure."""
    decoded = decode(source.data, source.name)
    return plain.read(source, decoded.text, decoded.encoding)
