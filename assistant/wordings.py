"""Many wordings of questions compared with one question, word by word and as wholes, within a language and across. Pure numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.concepts import known_concepts
from assistant.relevance import NAMED, Probe, Relevance
from ingest.language import numbers

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Compared:
    """A question beside w wordings: `covered` (w, terms) of its terms, `told` (w,) the share of each wording that it covers itself, `similar`
    (w,) cosines, and how many names and figures `lacked` (w,) the wording lacks of it and `added` (w,) has beside it."""

    covered: Floats
    told: Floats
    similar: Floats
    lacked: Floats
    added: Floats


class Wordings:
    """Wordings made ready, in their order."""

    def __init__(self, texts: Sequence[str], relevance: Relevance) -> None:
        self._relevance = relevance
        rows = relevance.content(texts)
        self._starts: Ints = np.cumsum([0, *(max(1, len(tokens)) for tokens, _ in rows[:-1])], dtype=np.int64)
        flat = np.concatenate([tokens if len(tokens) else np.zeros(1, np.int64) for tokens, _ in rows])
        self._weights: Floats = np.concatenate([weights if len(weights) else np.zeros(1, np.float32) for _, weights in rows])
        self._tokens, self._flat = np.unique(flat, return_inverse=True)
        self._vectors = relevance.vectors(texts)
        self._marks, self._held = _marked([_marks_of(text) for text in texts])

    def compared(self, question: str, probe: Probe) -> Compared:
        """The question beside every wording."""
        matches = self._relevance.matches(probe, self._tokens)[self._flat]
        covered: Floats = np.maximum.reduceat(matches, self._starts, axis=0)
        best = matches.max(axis=1) if len(probe.terms) else np.zeros(len(self._flat), np.float32)
        told: Floats = np.add.reduceat(best * self._weights, self._starts)
        own = _marks_of(question)
        asked = np.array([mark in own for mark in self._marks], np.bool_)
        shared = self._held[:, asked].sum(axis=1)
        lacked, added = len(own) - shared, self._held.sum(axis=1) - shared
        return Compared(covered, told, self._vectors @ probe.whole, lacked.astype(np.float32), added.astype(np.float32))


def _marks_of(text: str) -> frozenset[str]:
    """What a question is about beyond its words: the names it holds, in whatever language, and its figures."""
    names = (concept.en for concept in known_concepts().find(text) if concept.category in NAMED)
    return frozenset([*names, *map(str, numbers(text))])


def _marked(held: Sequence[Iterable[str]]) -> tuple[list[str], Flags]:
    """All marks, and (wordings, marks) which wording holds which."""
    marks = sorted({mark for row in held for mark in row})
    places = {mark: place for place, mark in enumerate(marks)}
    table = np.zeros((len(held), len(marks)), np.bool_)
    for row, found in enumerate(held):
        table[row, [places[mark] for mark in found]] = True
    return marks, table
