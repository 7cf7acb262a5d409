"""What kind of file some bytes are, whatever their name or their sender says. Knows nothing about how a kind is read."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath

HEAD = 4096  # bytes that are looked at
TAIL = 2048
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_MARKDOWN = {".md", ".markdown"}
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # text of two bytes a character
_DOCX = "word/document.xml"


def suffix_of(path: Path, name: str, declared: str) -> str:
    """The suffix that a file should have: by its bytes; by its name and its declared type only where bytes cannot tell text from text."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    given = PurePosixPath(name).suffix.lower()
    if b"%PDF-" in head[:1024]:
        return ".pdf"
    if head.startswith(b"PK\x03\x04"):
        return ".docx" if _is_docx(path) else ".zip"
    wide = head.startswith(_WIDE)
    if b"\0" in head and not wide:
        return given if given not in {"", ".pdf", ".docx", ".html", ".htm", ".txt", *_MARKDOWN} else ".bin"
    if _PAGE.search(head.replace(b"\0", b"") if wide else head) and given not in _MARKDOWN:
        return ".html"
    return ".md" if given in _MARKDOWN or "markdown" in declared else ".txt"


def _is_docx(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as packed:
            return _DOCX in packed.NameToInfo
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def seems_whole(path: Path) -> bool:
    """Whether a file has the end that its kind has; True for kinds without one. For what came without saying how long it is."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(0, path.stat().st_size - TAIL))
        tail = file.read()
    if b"%PDF-" in head[:1024]:
        return b"%%EOF" in tail
    return b"PK\x05\x06" in tail if head.startswith(b"PK\x03\x04") else True
