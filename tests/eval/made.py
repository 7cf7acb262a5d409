"""Outcomes and finished runs made by hand, for the tests of what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval import results
from eval.judge import Cited, Outcome
from eval.metrics import Ranking
from eval.summary import summary

FULL, NONE = Ranking(1.0, 1.0, 1.0, 1.0), Ranking(0.0, 0.0, 0.0, 0.0)


def cited(quote: str = "Bonn", place: str = "section 1", start: int = 0, document: str = "d", language: str = "en") -> Cited:
    """A citation of a quote."""
    return Cited(place, "chen-2024", document, start, start + len(quote), language, quote, True)


def outcome(case: str, asked: str = "en", *, right: bool = True, **change: Any) -> Outcome:
    """A right or wrong answer to an answerable question."""
    words = {"en": "Where was it?", "zh": "在哪里？", "mixed": "congress在哪里？"}[asked]
    made = Outcome(
        case=case, kind="fact", split="dev", asked=asked, question=words, answerable=True, correct=right, abstained=False,  # type: ignore[arg-type]
        confidence=0.9 if right else 0.4, language_right=True, quotes=1, quotes_held=1, place_hit=right, precision=float(right),
        recall=float(right), missing=() if right else ("Bonn",), excess=(), notes_due=0, notes_missing=(), premise_right=None,
        understood=words, text="In Bonn [1]." if asked == "en" else "在波恩[1]。", notes=(), places=("section 1",),
        milliseconds=10.0, processor=5.0,
        citations=(cited(),), search=FULL if right else NONE, encoder=FULL if right else NONE,
    )  # fmt: skip
    return replace(made, **change)


def many(right: int, wrong: int, asked: str = "en", **change: Any) -> list[Outcome]:
    """So many right and wrong answers, each of a case of its own."""
    return [outcome(f"c{number}", asked, right=number < right, **change) for number in range(right + wrong)]


def finished(parent: Path, outcomes: Sequence[Outcome], *, system: str = "resilient", **identity: Any) -> results.Results:
    """A finished run of these outcomes."""
    told = {"system": system, "commit": "abc1234", "changed": False, "encoder": "fake", "library": {"passages": 2}, "machine": {}}
    folder = results.begin(parent, {"system": system, "code": "1", **identity}, told, fresh=True)
    results.finish(folder, outcomes, summary(outcomes) | {"memory_mb": 100.0}, {"seconds": 1.0})
    return results.read(folder)
