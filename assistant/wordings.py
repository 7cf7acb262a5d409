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
    """A question beside w wordings: `covered` (w, terms) of its terms, `told` (w,) the share of each wording that it covers itself,
    `similar` (w,) cosines, and how many names and figures `lacked` (w,) the wording lacks of it and `added` (w,) has beside it."""

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
        self._of: Ints = np.repeat(np.arange(len(rows)), [len(tokens) for tokens, _ in rows])  # whose each token is
        self._weights: Floats = np.concatenate([np.zeros(0, np.float32), *(weights for _, weights in rows)])
        flat = np.concatenate([np.zeros(0, np.int64), *(tokens for tokens, _ in rows)])
        self._tokens, self._flat = np.unique(flat, return_inverse=True)
        self._units = relevance.unit(self._tokens)
        self._vectors = relevance.vectors(texts)
        self._marks, self._held = _marked([_marks_of(text) for text in texts])
        self._counts = self._held.sum(axis=1).astype(np.float32)

    def compared(self, question: str, probe: Probe) -> Compared:
        """The question beside every wording."""
        size = len(self._vectors)
        covered, told = np.zeros((size, len(probe.terms)), np.float32), np.zeros(size, np.float32)
        matches = (
            self._relevance.matches(probe, self._tokens, self._units) if len(probe.terms) else np.zeros((len(self._tokens), 0), np.float32)
        )
        best = matches.max(axis=1, initial=0.0)
        touched = np.flatnonzero(best[self._flat] > 0)  # most wordings share nothing with a question
        if len(touched):
            whose, tokens = self._of[touched], self._flat[touched]
            begins = np.flatnonzero(np.diff(whose, prepend=-1))
            covered[whose[begins]] = np.maximum.reduceat(matches[tokens], begins, axis=0)
            told[whose[begins]] = np.add.reduceat(best[tokens] * self._weights[touched], begins)
        own = _marks_of(question)
        asked = [place for place, mark in enumerate(self._marks) if mark in own]
        shared = self._held[:, asked].sum(axis=1).astype(np.float32)
        return Compared(covered, told, self._vectors @ probe.whole, len(own) - shared, self._counts - shared)


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
