"""Names of documents and passages that depend on what they are, never on when or where they were read.

The same input gives the same ids on every machine; a different work, place, text or splitter gives different ones. Knows
nothing about how documents are read or kept.
"""

from __future__ import annotations

from hashlib import sha256

from ingest.types import SPLITTER_VERSION, Language

DIGITS = 32  # 128 bits of sha256: nobody finds two texts with one id, by accident or on purpose


def digest(*parts: str) -> bytes:
    """The sha256 of the parts with their lengths, so that ("ab", "c") and ("a", "bc") differ; lone surrogates are allowed."""
    result = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        result.update(len(data).to_bytes(8, "big"))
        result.update(data)
    return result.digest()


def content_hash(data: bytes) -> str:
    """What `Document.content` holds: the sha256 of the bytes that were read, in hexadecimal."""
    return sha256(data).hexdigest()


def document_id(work: str, name: str, content: str) -> str:
    """The id of a document; `content` is the sha256 of its bytes (`content_hash`)."""
    return "d" + digest("document", work, name, content).hex()[:DIGITS]


def passage_id(work: str, language: Language, place: str, text: str, ordinal: int = 0, splitter: str = SPLITTER_VERSION) -> str:
    """The id of a passage; `ordinal` counts (from 0) passages of a document that agree in language, place and text."""
    return "p" + digest("passage", work, language, place, text, str(ordinal), splitter).hex()[:DIGITS]
