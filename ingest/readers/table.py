"""Which reader reads which kind of file. A new kind is a line here and a module that has `read(source) -> Document`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath

from ingest.types import SPLITTER_VERSION, Document, Source

Read = Callable[[Source], Document]


@dataclass(frozen=True, slots=True)
class Reader:
    """A kind of file and the module that reads it; `version` changes whenever it would read some file differently."""

    module: str
    version: str

    @property
    def name(self) -> str:
        """What is recorded with an input, so that it is read again when its reader or the splitter has changed."""
        return f"{self.module}-{self.version}/split-{SPLITTER_VERSION}"

    def load(self) -> Read:
        """The reader itself; imported only in the process that reads."""
        read: Read = import_module(f"ingest.readers.{self.module}").read
        return read


_TEXT = Reader("text", "1")
_PDF = Reader("pdf", "2")
_HTML = Reader("html", "1")
_DOCX = Reader("docx", "1")
READERS: dict[str, Reader] = {
    ".txt": _TEXT,
    ".text": _TEXT,
    ".md": _TEXT,
    ".markdown": _TEXT,
    ".pdf": _PDF,
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".docx": _DOCX,
}


def reader_for(name: str) -> Reader | None:
    """The reader for a file of this name, None when there is none."""
    return READERS.get(PurePath(name).suffix.lower())


def readable() -> str:
    """The kinds of file that can be read, for a message: ".md, .txt"."""
    return ", ".join(sorted(READERS))


def reader_of(module: str) -> Reader:
    """The reader that is this module."""
    return next(reader for reader in READERS.values() if reader.module == module)
