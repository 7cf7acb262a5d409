"""The works that the program knows: what they are, where they are published, what may be done with them."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ingest.types import Language


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


def _work(row: dict[str, Any]) -> Work:
    values: dict[str, Any] = {field.name: row[field.name] for field in fields(Work)}
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Work(**{**values, **lists})
