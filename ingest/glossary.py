"""The field's words in both languages: preferred forms and the variants that mean the same.

Read at answer time, so it loads in milliseconds and once; knows nothing about search.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Term:
    """A thing with its names: `en` and `zh` are preferred; `kind` is organisation, city, concept, subsystem …"""

    kind: str
    en: str
    zh: str
    variants_en: tuple[str, ...]
    variants_zh: tuple[str, ...]


@lru_cache(maxsize=1)
def glossary() -> tuple[Term, ...]:
    """All terms, as they ship."""
    return tuple(_term(row) for row in _data()["term"])


def _term(row: dict[str, Any]) -> Term:
    return Term(row["kind"], row["en"], row["zh"], tuple(row.get("variants_en", ())), tuple(row.get("variants_zh", ())))


@lru_cache(maxsize=1)
def renderings_of_resilient() -> tuple[str, ...]:
    """The words that official Chinese texts have for "resilient", 韧性 the last."""
    return tuple(_data()["resilient_in_chinese"])


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    import tomllib

    return tomllib.loads(files("ingest").joinpath("bundled", "glossary.toml").read_text(encoding="utf-8"))
