"""The picture of a page of a PDF that was read, for a screen that shows where a passage stands; made in the child that reads."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from ingest.outcomes import Refused
from ingest.readers.room import Limits, ReadingRoom
from ingest.walk import Found, Left, walk

SCALE = 2.0  # pixels to a point: sharp on a screen
MOST_SCALE = 6.0


def page_picture(uri: str, content: str, page: int, scale: float = SCALE, room: ReadingRoom | None = None) -> bytes:
    """The page (from 1) as PNG; `uri` and `content` are the document's, so that the picture is of what was read.

    A rectangle of `Library.spots` is at `scale` times its numbers. `room` is a reading room to use again, one of its own otherwise.
    Raises Refused: missing, changed (the file is another by now), no-page, encrypted, broken, timed-out, memory, crashed.
    """
    found = _found(uri)
    scale = min(max(scale, 0.1), MOST_SCALE)
    if room is not None:
        return room.picture(found, content, page, scale)
    with ReadingRoom(Limits()) as own:
        return own.picture(found, content, page, scale)


def _found(uri: str) -> Found:
    path = os.fsdecode(unquote_to_bytes(urlsplit(uri).path)) if uri.startswith("file:") else uri
    if not Path(path).is_absolute():
        raise Refused("missing", path=path)
    one = next(walk([path]), None)
    if isinstance(one, Left):
        raise one.refused
    if one is None:
        raise Refused("missing", path=path)
    return one
