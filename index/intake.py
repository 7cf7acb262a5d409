"""From inputs to a built index: gather, read in a child, encode what is new, put into the library, build. Long work reports progress.

Every input ends in exactly one state, the others go on, and nothing that is in already is lost. Knows nothing about screens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.encoder import Encoder
from index.gathering import Gathered, Order, Progress, Report, gather
from index.generation import EncoderChanged, build
from index.workers import Workers
from ingest.bundled import bundled_documents
from ingest.exchange import PUBLIC, Network
from ingest.exchange import Limits as FetchLimits
from ingest.library import Input, Library
from ingest.outcomes import Refused
from ingest.readers.room import Limits, Reading
from ingest.remarks import UNREAD, remark
from ingest.types import SPLITTER_VERSION, Document, InputError, Passage, State
from ingest.walk import Found, content_of

BUNDLED = "bundled"
_BUNDLED_READER = f"{BUNDLED}-1/split-{SPLITTER_VERSION}"
_BATCH = 256  # passages that are encoded at a time, so that a large document needs no more memory than a small one
_PASSING = frozenset({"changed", "unreadable", "missing"})  # what another moment may mend, whatever the bytes are

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one input ended: `passages` it has in the library, `encoded` how many were encoded for it; `code` is the reason's short name,
    `message` its sentence."""

    input: str
    state: State
    document: str | None = None
    passages: int = 0
    encoded: int = 0
    message: str = ""
    code: str = ""
    message_zh: str = ""


def ingest(
    home: Path,
    inputs: Sequence[Order],
    encoder: Encoder,
    *,
    bundled: bool = True,
    work: str = "",
    again: bool = False,
    wait: float = 0.0,
    most_bytes: int = 50_000_000,
    limits: FetchLimits | None = None,
    network: Network = PUBLIC,
    ocr: bool = False,
    report: Report | None = None,
    workers: Workers | None = None,
) -> list[Outcome]:
    """Take inputs (and the corpus that ships) into the home's library and build its index; one outcome an input, in their order.

    Addresses are fetched first. `work` is the catalogue's work that the inputs are said to be. What failed before is tried again when
    it or its reader has changed, or `again`. `workers` are those of a process that stays: the next ingest finds them ready.
    Raises LibraryError (locked, too new, damaged, no space) and EncoderChanged; a bad input is an outcome, not an error.
    """
    say = report or (lambda progress: None)
    workers, reading = workers or Workers(), Limits(file_bytes=most_bytes, ocr=ocr)
    found = gather(inputs, home, limits or FetchLimits(most_bytes=most_bytes), network, work, say)
    try:
        with Library.open(home, write=True, wait=wait) as library:
            refuse_other_encoder(library, encoder)
            outcomes = [_bundled(library, encoder, workers, say)] if bundled else []
            for number, one in enumerate(found):
                say(Progress(number, len(found), one.input.name))
                outcomes.append(_took(library, encoder, workers, reading, one, again))
                if outcomes[-1].document:
                    library.forget_failed(one.addresses)
            say(Progress(len(found), len(found)))
            build(library, encoder.fingerprint, lambda stage, done, total: say(Progress(done, total, stage)), workers)
    finally:
        workers.rest()
    return outcomes


def reencode(home: Path, encoder: Encoder, *, wait: float = 0.0, report: Report | None = None) -> int:
    """Encode with this encoder what has no vector by it, build the index anew and forget other encoders; returns how many were encoded."""
    say = report or (lambda progress: None)
    with Library.open(home, write=True, wait=wait) as library:
        missing = library.missing_vectors(encoder.fingerprint)
        for start in range(0, len(missing), _BATCH):
            some = missing[start : start + _BATCH]
            library.add_vectors(some, encoder.encode_passages([passage.search_text for passage in some]), encoder.fingerprint)
            say(Progress(start + len(some), len(missing), "encode"))
        build(library, encoder.fingerprint, lambda stage, done, total: say(Progress(done, total, stage)))
        library.forget_encoders(encoder.fingerprint)
    return len(missing)


def refuse_other_encoder(library: Library, encoder: Encoder) -> None:
    """Return when the library has vectors by this encoder, or none at all; else raise EncoderChanged, with the command that helps."""
    known = library.fingerprints()
    if known and encoder.fingerprint not in known:
        raise EncoderChanged(
            f"The library was encoded with another encoder ({known[-1]}) than this program runs with ({encoder.fingerprint}). "
            "Run `resilient rebuild` to encode it with this one, or choose the former encoder."
        )


def _took(library: Library, encoder: Encoder, workers: Workers, limits: Limits, gathered: Gathered, again: bool) -> Outcome:
    """One input, from where it was found to the library."""
    one = gathered.input
    if isinstance(one, Found):
        return _take(library, encoder, workers, limits, one, again)
    return _refused(library, one.uri, one.name, "", "", one.refused) if gathered.asked else _told(one.uri, one.refused)


def _take(library: Library, encoder: Encoder, workers: Workers, limits: Limits, one: Found, again: bool) -> Outcome:
    """One file, from the disk to the library."""
    content = ""
    try:
        content = content_of(one)
        retried = UNREAD if limits.ocr else frozenset[str]()
        known = _unchanged(library, one.uri, one.name, content, one.reader.name, one.work, retried)
        if known is None and not again:
            known = _as_before(library, one, content, retried)
        if known is not None:
            return known
        workers.begin()
        reading = workers.room(limits).read(one, content)
        return _put(library, encoder, reading, one)
    except Refused as refused:
        return _refused(library, one.uri, one.name, content, one.reader.name, refused)
    except InputError as error:
        return _refused(library, one.uri, one.name, content, one.reader.name, Refused("unstorable", path=one.path, why=str(error)))


def _unchanged(
    library: Library, uri: str, name: str, content: str, reader: str, work: str = "", retried: frozenset[str] = frozenset()
) -> Outcome | None:
    """The outcome of an input that is in already, read by the same reader from the same bytes; None when it has to be read.

    `retried` are the codes of what was not read whole and is worth another try.
    """
    before = library.input(uri, name)
    if before is None or before.state is not State.READY or (before.content, before.reader) != (content, reader) or not before.document:
        return None
    if before.code in retried or (work and library.work_of(before.document) != work):
        return None
    return Outcome(uri, State.UNCHANGED, before.document, library.passage_count(before.document))


def _as_before(library: Library, one: Found, content: str, retried: frozenset[str]) -> Outcome | None:
    """The outcome of an input that failed before and would again: the same bytes, the same reader; None when it is worth a try."""
    before = library.input(one.uri, one.name)
    if before is None or before.state is State.READY or (before.content, before.reader) != (content, one.reader.name):
        return None
    refused = None if before.code in _PASSING | retried else Refused.recalled(before.code, before.reason)
    return Outcome(one.uri, refused.state, message=str(refused), code=refused.code, message_zh=refused.sentence("zh")) if refused else None


def _put(library: Library, encoder: Encoder, reading: Reading, one: Found) -> Outcome:
    if not reading.passages:
        raise Refused("no-text", path=one.path)
    vectors, encoded = _encoded(library, encoder, reading.passages)
    said = remark(reading.document, one.path, reading.lacking)
    code, reason, reason_zh = (said.code, said.sentence("en"), said.sentence("zh")) if said else ("", "", "")
    kept = library.put(reading.document, reading.passages, vectors, encoder.fingerprint, reader=one.reader.name, code=code, reason=reason)
    return Outcome(one.uri, State.READY, kept, len(reading.passages), encoded, reason, code, reason_zh)


def _encoded(library: Library, encoder: Encoder, passages: Sequence[Passage]) -> tuple[Vectors, int]:
    """The vectors of the passages, and how many had to be encoded: a text that was encoded before is not encoded again."""
    held = library.held_vectors(passages, encoder.fingerprint)
    fresh = [passage for passage in passages if passage.id not in held]
    for start in range(0, len(fresh), _BATCH):
        some = fresh[start : start + _BATCH]
        held |= zip((passage.id for passage in some), encoder.encode_passages([passage.search_text for passage in some]), strict=True)
    return np.stack([held[passage.id] for passage in passages]).astype(np.float32), len(fresh)


def _refused(library: Library, uri: str, name: str, content: str, reader: str, refused: Refused) -> Outcome:
    library.record(Input(uri, name, content, reader, refused.state, refused.code, str(refused)))
    return _told(uri, refused)


def _told(uri: str, refused: Refused) -> Outcome:
    return Outcome(uri, refused.state, message=str(refused), code=refused.code, message_zh=refused.sentence("zh"))


def _bundled(library: Library, encoder: Encoder, workers: Workers, say: Report) -> Outcome:
    """The corpus that ships, as one input."""
    documents = list(bundled_documents())
    passages = encoded = 0
    for number, (document, its_passages) in enumerate(documents):
        say(Progress(number, len(documents), BUNDLED))
        passages += len(its_passages)
        if _unchanged(library, document.uri, document.name, document.content, _BUNDLED_READER) is None:
            workers.begin()
            encoded += _put_bundled(library, encoder, document, its_passages)
    return Outcome(BUNDLED, State.READY if encoded else State.UNCHANGED, None, passages, encoded)


def _put_bundled(library: Library, encoder: Encoder, document: Document, passages: Sequence[Passage]) -> int:
    vectors, encoded = _encoded(library, encoder, passages)
    library.put(document, passages, vectors, encoder.fingerprint, reader=_BUNDLED_READER)
    return max(encoded, 1)
