"""Search with a second opinion: the best places of the search, put in a reranker's order. Knows nothing about models or conversation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from index.encoder import Encoder
from index.generation import Generation
from index.rerank import Reranker
from index.search import Hit, Searcher
from ingest.library import Library
from ingest.types import Language

LOOKED_AT = 48  # places that the reranker reads: twice what an answer looks at, and a second of a small cross-encoder's time


class RerankedSearcher(Searcher):
    """A searcher whose best places are ordered by a reranker."""

    def __init__(self, library: Library, generation: Generation, encoder: Encoder, reranker: Reranker) -> None:
        super().__init__(library, generation, encoder)
        self._reranker = reranker

    def search(
        self,
        question: str,
        k: int = 10,
        *,
        works: Collection[str] | None = None,
        languages: Collection[Language] | None = None,
        kinds: Collection[str] | None = None,
        reader: Language | None = None,
    ) -> list[Hit]:
        """As `Searcher.search`, in the reranker's order; the scores stay those of the search, best first.

        A reranker's own scores mean something else with each model, and what an answer weighs is tuned on the search's.
        """
        if k <= 0:
            return []
        hits = super().search(question, max(k, LOOKED_AT), works=works, languages=languages, kinds=kinds, reader=reader)
        if len(hits) < 2:
            return hits
        opinion = self._reranker.scores(question, [hit.passage.search_text for hit in hits])
        order = np.argsort(-opinion, kind="stable")
        return [replace(hits[place], score=hit.score) for place, hit in zip(order.tolist(), hits, strict=True)][:k]
