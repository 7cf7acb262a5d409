"""Compares a question with a few passages word by word: late interaction with the bundled encoder's token rows.

One vector for a passage says what it is about and forgets the one clause that answers. Here each token of the question looks for its
closest token in the passage (Khattab & Zaharia 2020, "ColBERT"; the rows are static, so nothing has to be stored). It needs the passage's
text, so it is for the best candidates only. Knows nothing about indexes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.encoder import BundledEncoder

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

REMEMBERED = 100_000  # passages whose tokens are kept, about 500 bytes each


class LateInteraction:
    """Scores of passages by their closest tokens; remembers the tokens of the passages it has seen."""

    def __init__(self, encoder: BundledEncoder) -> None:
        self._encoder = encoder
        self._seen: dict[str, Ints] = {}

    def scores(self, question: str, texts: Sequence[str]) -> Floats:
        """(n,) float32 in 0..1: the weighted mean, over the question's tokens, of the squared cosine of the closest passage token.

        A token weighs what its row's length says: training made the rows of words that tell nothing short.
        """
        asked = np.array(list(dict.fromkeys(self._encoder.tokens([question])[0])), np.int64)
        held = self._tokens(texts)
        total = np.zeros(len(texts), np.float32)
        filled = [place for place, tokens in enumerate(held) if len(tokens)]
        if not len(asked) or not filled:
            return total
        distinct, places = np.unique(np.concatenate([held[place] for place in filled]), return_inverse=True)
        weights, closeness = self._closeness(asked, distinct)
        sizes = np.array([len(held[place]) for place in filled])
        closest = np.maximum.reduceat(closeness[:, places], np.cumsum(sizes) - sizes, axis=1)
        total[filled] = weights @ (np.maximum(closest, 0.0) ** 2) / max(float(weights.sum()), 1e-9)
        return total

    def _closeness(self, asked: Ints, distinct: Ints) -> tuple[Floats, Floats]:
        questions, passages = self._encoder.rows(asked), self._encoder.rows(distinct)
        lengths = np.linalg.norm(questions, axis=1)
        other = np.linalg.norm(passages, axis=1)
        cosines = (questions @ passages.T) / np.maximum(lengths[:, None] * other[None, :], 1e-9)
        return lengths, cosines.astype(np.float32)

    def _tokens(self, texts: Sequence[str]) -> list[Ints]:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._seen]
        if len(self._seen) + len(fresh) > REMEMBERED:
            self._seen.clear()
            fresh = list(dict.fromkeys(texts))
        for text, tokens in zip(fresh, self._encoder.tokens(fresh), strict=True):
            self._seen[text] = np.unique(np.array(tokens, np.int64))
        return [self._seen[text] for text in texts]
