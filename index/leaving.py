"""From what a person no longer wants to a library and an index without it. Nothing else is lost; what a work's own text stood before comes
back when that text goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.encoder import Encoder
from index.gathering import Progress, Report
from index.generation import build
from index.intake import refuse_other_encoder
from ingest import downloads
from ingest.addresses import is_address
from ingest.library import Library
from ingest.meant import meant
from ingest.outcomes import Refused


@dataclass(frozen=True, slots=True)
class Removal:
    """What a word took out: the inputs' names with their uris, and how many passages; `message` says why where it took out nothing."""

    word: str
    inputs: tuple[tuple[str, str], ...] = ()
    passages: int = 0
    message: str = ""
    message_zh: str = ""
    code: str = ""


def remove(home: Path, words: Sequence[str], encoder: Encoder, *, wait: float = 0.0, report: Report | None = None) -> list[Removal]:
    """Take what the words mean out of the library, and build the index without it; one removal a word, in their order.

    What was fetched is deleted too, a person's own files are not. Raises LibraryError and EncoderChanged; a word that means nothing is
    told in its removal.
    """
    say = report or (lambda progress: None)
    with Library.open(home, write=True, wait=wait) as library:
        refuse_other_encoder(library, encoder)
        removals = []
        for number, word in enumerate(words):
            say(Progress(number, len(words), word))
            removals.append(_removed(library, home, word))
        if any(removal.passages for removal in removals):
            build(library, encoder.fingerprint, lambda stage, done, total: say(Progress(done, total, stage)))
    return removals


def _removed(library: Library, home: Path, word: str) -> Removal:
    try:
        found = meant(word, library.inputs(), library.holdings())
    except Refused as refused:
        return Removal(word, message=str(refused), message_zh=refused.sentence("zh"), code=refused.code)
    before = _passages(library)
    for one in found:
        library.forget_input(one.uri, one.name)
        if is_address(one.uri):
            downloads.forget(home, one.uri)
    return Removal(word, tuple((one.name, one.uri) for one in found), before - _passages(library))


def _passages(library: Library) -> int:
    return sum(held.passages for held in library.holdings())
