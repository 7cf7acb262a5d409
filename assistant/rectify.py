"""Premises that the evidence contradicts: another year or place than a question takes for granted, and the sentence that puts it right.

Pure over scored candidates; a sentence contradicts only where it covers the rest of the question.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.candidates import Candidate
from assistant.composition import Composition, Line
from assistant.concepts import Concept, known_concepts
from assistant.question import Question
from assistant.ranking import Scored
from assistant.relevance import NAMED, Relevance

LOOKED_AT = 8  # candidates, best first
SPOKEN_OF = 0.35  # share from which a sentence with the question's own year may well be meant
REST_COVERED = 0.6  # share of the rest of the question that a sentence must cover to contradict it
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_PLACE = ("city", "country")
_OPEN = ("list", "where", "compare", "summary", "steps", "cited")  # the place or year may be what is asked for


def contradicted(question: Question, whole: Scored, year_of: Callable[[Candidate], int | None], relevance: Relevance) -> Candidate | None:
    """The candidate that says otherwise of the year or place that a question takes for granted, None where none does."""
    return _other_year(question, whole, year_of, relevance) or _other_place(question, whole, relevance)


def put_right(plain: Composition, item: Candidate, dated: Line | None) -> Composition:
    """The composition as one whose premise is wrong, with the sentence that says so; `dated` is a table row with its year."""
    if plain.signals is None:
        return plain
    signals = replace(plain.signals, premise=max(1, plain.signals.premise), around=max(plain.signals.around, 0.6))
    return replace(plain, lines=(dated or Line(item.text, item.evidence),), confidence=0.0, signals=signals, nearest=item.evidence[:1])


def _other_year(question: Question, whole: Scored, year_of: Callable[[Candidate], int | None], relevance: Relevance) -> Candidate | None:
    if len(question.years) != 1 or question.has(*_OPEN):
        return None
    year = str(question.years[0])
    rest = _YEAR.sub(" ", question.text)
    items = whole.items[:LOOKED_AT]
    shares = _shares(rest, items, relevance, fewest=1)
    told = [{*_YEAR.findall(f"{item.text} {item.passage.section}"), *([str(row)] if (row := year_of(item)) else [])} for item in items]
    held = [year in own or (not year_of(item) and year in item.passage.search_text) for item, own in zip(items, told, strict=True)]
    names = _subjects(question.text)
    for item, holds, share in zip(items, held, shares, strict=True):
        if holds and (share >= SPOKEN_OF or (names and names <= _subjects(item.text))):
            return None
    fits = [item for item, share, years in zip(items, shares, told, strict=True) if share >= REST_COVERED and years]
    return fits[0] if fits else None


def _other_place(question: Question, whole: Scored, relevance: Relevance) -> Candidate | None:
    asked = _places(question.text)
    if not asked or question.has(*_OPEN):
        return None
    rest = _YEAR.sub(" ", question.text)
    for concept in asked:
        rest = re.sub("|".join(re.escape(name) for name in sorted(concept.names, key=len, reverse=True)), " ", rest, flags=re.IGNORECASE)
    items = whole.items[:LOOKED_AT]
    shares = _shares(rest, items, relevance)
    names = {concept.en for concept in asked}
    for item, share in zip(items, shares, strict=True):
        if share >= REST_COVERED and names & {concept.en for concept in _places(f"{item.text} {item.passage.section}")}:
            return None
    for item, share in zip(items, shares, strict=True):
        if share >= REST_COVERED:
            there = {concept.category for concept in _places(item.text)}
            return item if any(concept.category in there for concept in asked) else None
    return None


def _subjects(text: str) -> frozenset[str]:
    """The known names of somebody or some thing in a text."""
    return frozenset(concept.en for concept in known_concepts().find(text) if concept.category in NAMED)


def _places(text: str) -> list[Concept]:
    return [concept for concept in known_concepts().find(text) if concept.category in _PLACE]


def _shares(rest: str, items: tuple[Candidate, ...], relevance: Relevance, fewest: int = 2) -> list[float]:
    """How far each candidate itself covers the rest of the question."""
    probe = relevance.probe(rest)
    if len(probe.terms) < fewest or not items:
        return [0.0] * len(items)
    return [float(share) for share in probe.share(relevance.coverage(probe, [item.matched for item in items]))]
