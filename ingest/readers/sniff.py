"""What a file is by its first bytes, whatever its name says: many a download is named wrongly."""

from __future__ import annotations

import re

from ingest.outcomes import Refused
from ingest.readers.table import Reader, reader_of

_HEAD = 1024  # bytes in which PDF's mark may stand
_PACKED_NAMES = 4096  # bytes in which a Word file's first names stand
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL
)


def sniffed(data: bytes, by_name: Reader, path: str) -> Reader:
    """The reader for these bytes; the one that the name calls for where they show no mark. Raises Refused: encrypted, old-word."""
    if b"%PDF-" in data[:_HEAD]:
        return reader_of("pdf")
    if data.startswith(b"PK\x03\x04") and (b"word/" in data[:_PACKED_NAMES] or b"[Content_Types].xml" in data[:_PACKED_NAMES]):
        return reader_of("docx")
    if data.startswith(_OLE):
        raise Refused("encrypted" if _ENCRYPTED in data else "old-word", path=path)
    if _MARKUP.match(data[:_PACKED_NAMES]):
        return reader_of("html")
    return by_name
