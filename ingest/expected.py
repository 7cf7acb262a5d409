"""The questions that single things of the sources are expected to be asked by, as they ship: wordings in both languages, and where the
answer stands.

What is expected is found as it stands in the library at hand (`assistant.expected`); no answer is kept here. The method is document
expansion by queries (Nogueira et al. 2019, "Document Expansion by Query Prediction").
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Expected:
    """One thing that is told at a place ("section 3.3", "table 2 row 7", "fact 19.4").

    `anchors` are what the sentences that tell it hold, each as alternatives in both languages; `questions` ask for it, `beside` look like
    them but ask for what the sources do not tell.
    """

    place: str
    anchors: tuple[tuple[str, ...], ...]
    questions: tuple[str, ...]
    beside: tuple[str, ...]


@lru_cache(maxsize=1)
def expected() -> tuple[Expected, ...]:
    """All that is expected, in the order of the sources."""
    lines = files("ingest").joinpath("bundled", "expected.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_expected(json.loads(line)) for line in lines if line.strip())


def _expected(row: dict[str, Any]) -> Expected:
    questions = [*row["en"], *row["zh"], *row.get("mixed", ())]
    beside = [*row.get("beside_en", ()), *row.get("beside_zh", ())]
    return Expected(row["place"], tuple(tuple(one) for one in row["anchors"]), tuple(questions), tuple(beside))
