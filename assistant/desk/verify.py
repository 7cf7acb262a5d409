"""Whether the citations of an exported draft still stand in a library: offline, months later, from a file that strangers had.

Nothing of the file is run, parsed as XML or followed; only the line that `carried.written` made is looked for, within limits.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Citation
from assistant.desk.carried import MARK, Carried, Quoted, read
from assistant.desk.trouble import DeskError, Said
from assistant.drift import Drift, LibraryShelves, standing
from ingest.library import Library
from ingest.types import Passage

MOST_MB = 32  # of an exported file; a full draft has 60 KB
MOST_PART = 8_000_000  # bytes read of one part of a Word file
MOST_PARTS = 2_000
TELLING = 8  # characters of a quote from which on it is the same quote wherever it stands; a year or a name is not
STANDS = (Drift.SAME, Drift.MOVED)
_LINE = re.compile(rf"{MARK} \d{{1,6}} [0-9a-f]{{64}} [A-Za-z0-9+/=]+")


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one citation: `now` is the passage that has its quote today, or that stands at its place."""

    quoted: Quoted
    drift: Drift
    now: Passage | None

    @property
    def stands(self) -> bool:
        """Whether the quote is still there, at its place or at another."""
        return self.drift in STANDS


def opened(file: Path) -> Carried:
    """What an exported file carries. Raises DeskError for a file that carries nothing, is damaged, too large or too new."""
    try:
        if file.stat().st_size > MOST_MB * 1_000_000:
            raise DeskError([Said("export_big", name=file.name, limit=MOST_MB)])
        data = file.read_bytes()
    except OSError as error:
        raise DeskError([Said("no_file", name=file.name, detail=error.strerror or "")]) from error
    return carried_in(data, file.name)


def carried_in(data: bytes, name: str) -> Carried:
    """What the bytes of an exported file of this name carry. Raises DeskError for what carries nothing, is damaged, or too new."""
    texts = _parts(data, name) if data[:4] == b"PK\x03\x04" else [data.decode("utf-8", "replace")]
    lines = [match.group(0) for text in texts for match in _LINE.finditer(text)]
    if not lines:
        raise DeskError([Said("not_export", name=name)])
    return read(lines[-1], name)


def _parts(data: bytes, name: str) -> list[str]:
    """The custom parts of a Word file as text, each only as far as it may be long."""
    import io

    texts = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist()[:MOST_PARTS]:
                if entry.filename.startswith("customXml/") and entry.filename.endswith(".xml"):
                    with archive.open(entry) as part:
                        texts.append(part.read(MOST_PART).decode("utf-8", "replace"))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise DeskError([Said("export_damaged", name=name, detail="zip")]) from error
    return texts


def verified(carried: Carried, library: Library) -> tuple[Found, ...]:
    """Each citation with what became of it, in the order of the draft."""
    shelves = LibraryShelves(library)
    places = _Places(library)
    return tuple(_found(quoted, shelves, places.at(quoted)) for quoted in carried.citations)


def _found(quoted: Quoted, shelves: LibraryShelves, there: Passage | None) -> Found:
    """What became of one citation; `there` is what stands at its place today. A year or a name has to stand at that place."""
    now = standing(_citation(quoted), shelves)
    if now.drift is not Drift.MOVED or len(quoted.quote) >= TELLING:
        return Found(quoted, now.drift, now.passage or there)
    stands = there is not None and quoted.quote in there.text
    return Found(quoted, Drift.SAME if stands else Drift.CHANGED, there)


class _Places:
    """The passages in use of each work by place and language, read once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: dict[str, Sequence[Passage]] = {}

    def at(self, quoted: Quoted) -> Passage | None:
        """The passage that stands today at a citation's place."""
        if quoted.work not in self._known:
            self._known[quoted.work] = tuple(LibraryShelves(self._library).of_work(quoted.work))
        held = self._known[quoted.work]
        return next((one for one in held if (one.place, one.language) == (quoted.place, quoted.language)), None)


def _citation(quoted: Quoted) -> Citation:
    return Citation(
        number=0,
        passage=quoted.passage,
        document=quoted.document,
        work_id=quoted.work,
        work=quoted.title,
        section=quoted.section,
        place=quoted.place,
        page=quoted.page,
        language=quoted.language,
        quote=quoted.quote,
        start=quoted.start,
        end=quoted.end,
        kind="paper",
        passage_kind="prose",
    )
