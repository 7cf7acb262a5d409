"""Small real things to test with: an encoder whose vectors can be worked out by hand, and a maker of documents and passages."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.generation import build
from ingest.ids import content_hash, document_id, passage_id
from ingest.library import Library
from ingest.types import Document, Language, Origin, Passage

DIMENSION = 64
_WORD = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]")


class FakeEncoder:
    """Vectors of 64 numbers: each word, or Chinese character, adds 1 at the place that its sha256 names; then length 1.

    `encoded` counts the passages that were encoded. With `seed` it is another encoder of the same dimension.
    """

    dimension = DIMENSION

    def __init__(self, seed: str = "") -> None:
        self.seed = seed
        self.fingerprint = f"fake-{DIMENSION}{'-' + seed if seed else ''}"
        self.encoded = 0

    def place(self, word: str) -> int:
        """Which of the 64 numbers a word adds to."""
        return int.from_bytes(sha256((self.seed + word).encode()).digest()[:4], "big") % DIMENSION

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """One row of length 1 for each text; all zeros for a text without a word."""
        self.encoded += len(texts)
        return self.encode_questions(texts)

    def encode_questions(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """As `encode_passages`, not counted."""
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in _WORD.findall(text.casefold()):
                row[self.place(word)] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)


def make_document(
    *texts: str, name: str = "a.txt", work: str = "", origin: Origin = "added", uri: str | None = None, language: Language = "en"
) -> tuple[Document, list[Passage]]:
    """A document of one passage a text, divided by blank lines; its work is its name unless one is given."""
    work, text = work or name, "\n\n".join(texts)
    content = content_hash(text.encode())
    document = Document(
        id=document_id(work, name, content),
        work=work,
        name=name,
        title=name,
        uri=f"test:{work}/{name}" if uri is None else uri,
        origin=origin,
        languages=(language,),
        text=text,
        content=content,
        encoding="utf-8",
    )
    return document, _passages(document, texts, language)


def _passages(document: Document, texts: Sequence[str], language: Language) -> list[Passage]:
    passages, start, seen = [], 0, dict[str, int]()
    for order, text in enumerate(texts):
        ordinal = seen[text] = seen.get(text, -1) + 1
        passages.append(
            Passage(
                id=passage_id(document.work, language, "", text, ordinal),
                work=document.work,
                document=document.id,
                language=language,
                section="",
                place="",
                kind="prose",
                origin=document.origin,
                page=None,
                start=start,
                end=start + len(text),
                text=text,
                search_text=text,
                order=order,
            )
        )
        start += len(text) + 2
    return passages


def twins(first: Passage, second: Passage) -> tuple[Passage, Passage]:
    """Two passages that say that they are each other's twin."""
    return replace(first, twin=second.id), replace(second, twin=first.id)


def put(library: Library, encoder: FakeEncoder, made: tuple[Document, list[Passage]], *, reader: str = "1") -> str:
    """Put a document as the pipeline does: only passages whose text is new to the library are encoded."""
    document, passages = made
    held = library.held_vectors(passages, encoder.fingerprint)
    fresh = [p for p in passages if p.id not in held]
    vectors = dict(zip((p.id for p in fresh), encoder.encode_passages([p.search_text for p in fresh]), strict=True)) | held
    together = np.stack([vectors[p.id] for p in passages]) if passages else np.zeros((0, DIMENSION), np.float32)
    return library.put(document, passages, together, encoder.fingerprint, reader=reader)


def fill(home: Path, encoder: FakeEncoder, count: int, *, each: int = 100, words: int = 12) -> None:
    """A library of `count` different passages in documents of `each`, made quickly."""
    with Library.open(home, write=True) as library:
        for first in range(0, count, each):
            texts = [numbered(number, words) for number in range(first, min(count, first + each))]
            put(library, encoder, make_document(*texts, name=f"n{first}.txt"))


def built_home(home: Path) -> FakeEncoder:
    """A home of 60 passages with its index, at this path; built once for all tests, then copied."""
    shutil.copytree(_built(), home)
    return FakeEncoder()


@lru_cache(maxsize=1)
def _built() -> Path:
    home, encoder = Path(tempfile.mkdtemp()) / "home", FakeEncoder()
    atexit.register(shutil.rmtree, home.parent)
    fill(home, encoder, 60, each=20)
    with Library.open(home, write=True) as library:
        build(library, encoder.fingerprint)
    return home


def numbered(number: int, words: int = 12) -> str:
    """A text of its own for each number: words drawn by its sha256 from a list of four thousand."""
    data = b"".join(sha256(f"{number}/{part}".encode()).digest() for part in range(1 + words // 16))
    drawn = [f"w{int.from_bytes(data[i * 2 : i * 2 + 2], 'big') % 4000}" for i in range(words)]
    return f"number {number} " + " ".join(drawn)
