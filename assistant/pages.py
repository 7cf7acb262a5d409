"""The pages of PDFs: whether a document has them, where on them a span stands, and their pictures. Knows nothing about screens."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from ingest.library import Library
from ingest.outcomes import Refused
from ingest.places import Spot, spots

if TYPE_CHECKING:
    from ingest.readers.room import ReadingRoom

KEPT_BYTES = 32_000_000  # of pictures, so that turning back and forth draws nothing twice


class Pages:
    """The pages behind the passages of one library; threads may share one. Close it: it holds a child process once a page was drawn."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._room: ReadingRoom | None = None
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._drawing = threading.Lock()  # a reading room serves one thread at a time

    def has(self, document_id: str) -> bool:
        """Whether it is known where on its pages the document's words stand."""
        return self._library.has_places(document_id)

    def count(self, document_id: str) -> int:
        """How many pages a document has, 0 for one that is not here or has none."""
        document = self._library.document(document_id)
        return len(document.pages) if document else 0

    def spots(self, document_id: str, start: int, end: int) -> tuple[Spot, ...]:
        """Where `text[start:end]` of a document stands, a spot for each page that has some of it."""
        return spots(self._library.places(document_id), start, end)

    def picture(self, document_id: str, page: int) -> bytes:
        """A page (from 1) of a document as PNG.

        Raises Refused as `ingest.readers.picture.page_picture` does: missing or changed where the file is not the one that was read.
        """
        from ingest.readers.picture import page_picture
        from ingest.readers.room import ReadingRoom

        document = self._library.document(document_id)
        if document is None:
            raise Refused("missing", path=document_id)
        with self._drawing:
            key = (document.content, page)
            if key not in self._kept:
                self._room = self._room or ReadingRoom()
                self._keep(key, page_picture(document.uri, document.content, page, room=self._room))
            self._kept.move_to_end(key)
            return self._kept[key]

    def _keep(self, key: tuple[str, int], picture: bytes) -> None:
        self._kept[key] = picture
        while len(self._kept) > 1 and sum(map(len, self._kept.values())) > KEPT_BYTES:
            self._kept.popitem(last=False)

    def close(self) -> None:
        """Forget the pictures and end the child."""
        with self._drawing:
            self._kept.clear()
            if self._room is not None:
                self._room.close()
                self._room = None
