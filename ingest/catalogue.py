"""The works that the program knows: what they are, where they are published, what may be done with them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from difflib import SequenceMatcher
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from ingest.ids import document_id
from ingest.types import Document, Language, Origin

ARTICLE = "chen-2024"
_LEAST_PART = 4  # letters of a title that may stand for it; two characters in Chinese
_CHINESE_FILE = re.compile(r"(?<![a-z])(zh|cn|chinese|zhongwen)(?![a-z])")


@dataclass(frozen=True, slots=True)
class Work:
    """A catalogued work: `paper_reference` is its number in the article's list, `languages` its official versions, `rights` one line,
    `redistribute` "no", "unclear" or "yes", `confidence` what of it was seen. Unknown values are None."""

    id: str
    title: str
    title_zh: str | None
    authors: tuple[str, ...]
    publisher: str
    year: int | None
    type: str
    landing_page: str | None
    pdf_urls: tuple[str, ...]
    languages: tuple[Language, ...]
    pages: int | None
    identifier: str | None
    rights: str
    redistribute: str
    confidence: str
    paper_reference: int | None


@lru_cache(maxsize=1)
def catalogue() -> tuple[Work, ...]:
    """The works that ship with the program, the article first."""
    lines = files("ingest").joinpath("bundled", "works.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_work(json.loads(line)) for line in lines if line.strip())


def work(identity: str) -> Work | None:
    """The catalogued work with this id, None for a work of the person's own."""
    return next((known for known in catalogue() if known.id == identity), None)


@dataclass(frozen=True, slots=True)
class Edition:
    """A work in one language, and the addresses that each give its whole file, best first."""

    language: Language
    addresses: tuple[str, ...]


def editions(work: Work) -> tuple[Edition, ...]:
    """The files of a work that have an address, one for each language; several addresses of one language give the same file."""
    found: dict[Language, tuple[str, ...]] = {}
    for address in work.pdf_urls:
        language: Language = "zh" if _CHINESE_FILE.search(urlsplit(address).path.lower()) else "en"
        found[language] = (*found.get(language, ()), address)
    return tuple(Edition(language, addresses) for language, addresses in found.items())


def named(word: str) -> Work | None:
    """The work that a person's word means: its id, identifier or title, or a part of one title alone; None where that is unclear."""
    wanted = _plain(word)
    for names in (lambda one: (one.id,), lambda one: (one.identifier or "",), lambda one: (one.title, one.title_zh or "")):
        exact = [one for one in catalogue() if wanted and wanted in map(_plain, names(one))]
        if len(exact) == 1:
            return exact[0]
    long_enough = len(wanted) >= (_LEAST_PART if wanted.isascii() else _LEAST_PART // 2)
    parts = [one for one in catalogue() if long_enough and any(wanted in _plain(title) for title in (one.title, one.title_zh or ""))]
    return parts[0] if len(parts) == 1 else None


def nearest(word: str, names: Sequence[str], count: int = 3) -> list[str]:
    """The names that are most like a word, best first."""
    wanted = _plain(word)
    return sorted(names, key=lambda name: -_likeness(wanted, _plain(name)))[:count]


def _likeness(wanted: str, name: str) -> float:
    """More for the same letters in the same order; two that changed places count little."""
    ordered, sorted_ = (SequenceMatcher(None, *pair).ratio() for pair in ((wanted, name), (sorted(wanted), sorted(name))))
    return ordered + 0.5 * sorted_ + (wanted in name)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def known_as(document: Document, identity: str) -> Document:
    """The document as the catalogue's work that it is said to be."""
    said = work(identity)
    if said is None or document.work == identity:
        return document
    title = said.title_zh if said.title_zh and document.languages[:1] == ("zh",) else said.title
    origin: Origin = "paper" if identity == ARTICLE else "report"
    identifier = document_id(identity, document.name, document.content)
    return replace(document, id=identifier, work=identity, title=title, origin=origin)


def _work(row: dict[str, Any]) -> Work:
    values: dict[str, Any] = {field.name: row[field.name] for field in fields(Work)}
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Work(**{**values, **lists})
