"""Many wordings of questions compared with one question, word by word and as wholes, within a language and across. Pure numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.prepared import Prepared, marks_of
from assistant.relevance import Probe, Relevance

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


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

    def __init__(self, ready: Prepared, relevance: Relevance) -> None:
        self._relevance = relevance
        self._of: Ints = np.repeat(np.arange(len(ready.lengths)), ready.lengths)  # whose each token is
        self._tokens, self._flat = np.unique(ready.tokens, return_inverse=True)
        self._units = relevance.unit(self._tokens)
        weights = relevance.token_weights(self._tokens)[self._flat]
        whole = np.bincount(self._of, weights, len(ready.lengths)).astype(np.float32)
        self._weights: Floats = np.asarray(weights / whole[self._of], np.float32)
        self.vectors, self.shown = ready.vectors, ready.shown
        self._marks, self._held = ready.marks, ready.held
        self._counts = self._held.sum(axis=1).astype(np.float32)

    def compared(self, question: str, probe: Probe) -> Compared:
        """The question beside every wording."""
        size = len(self.vectors)
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
        own = marks_of(question)
        asked = [place for place, mark in enumerate(self._marks) if mark in own]
        shared = self._held[:, asked].sum(axis=1).astype(np.float32)
        return Compared(covered, told, self.vectors @ probe.whole, len(own) - shared, self._counts - shared)
