"""From a question to ranked passages: the keyword and the dense leg fused, filtered, and twins and duplicates collapsed.

Knows nothing about conversation. `index.retriever` offers the same as a llama-index retriever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.encoder import BundledEncoder, Encoder
from index.fuse import hybrid_scores, keyword_scores
from index.generation import Generation
from index.late import LateInteraction
from index.lexicon import Lexicon
from index.rows import best
from ingest.language import detect
from ingest.library import Library
from ingest.types import Language, Passage

Floats = npt.NDArray[np.float32]
DEPTH = 512  # rows that Chroma names; a library of fewer is ranked as the exact search ranks it
REMEMBERED = 20_000  # passages whose search texts are kept for the late interaction


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage and its score; `keyword` and `dense` are what each leg gave it, `twin` the passage collapsed into it."""

    passage: Passage
    score: float
    keyword: float = 0.0
    dense: float = 0.0
    twin: Passage | None = None


class Searcher:
    """Searches one generation of a library. `scores` gives every row of the generation its fused score."""

    def __init__(self, library: Library, generation: Generation, encoder: Encoder) -> None:
        self.library = library
        self.generation = generation
        self.encoder = encoder
        self._lexicon = Lexicon.load()
        self._late = LateInteraction(BundledEncoder.load())
        self._read: dict[str, str] = {}

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
        """The k best places for a question, best first; of a passage and its twin the one in `reader`'s language is shown.

        `reader` defaults to the question's language. A place counts once, with the better score of its two languages.
        """
        if not len(self.generation) or k <= 0:
            return []
        total, keyword, dense = self._scores(question)
        mask = self.generation.mask(works, languages, kinds)
        reader = reader or detect(question)
        hits: list[Hit] = []
        taken: set[str] = set()
        for rows in _portions(best(total, len(total), mask), 3 * k):
            names = self.generation.rows.names(rows)
            passages = self.library.passages_by_id(names)
            twins = self.library.passages_by_id(p.twin for p in passages.values() if p.twin)
            for row, name in zip(rows.tolist(), names, strict=True):
                passage = passages.get(name)  # one that has just gone from the library is passed over
                if passage is None or taken & {passage.id, _sameness(passage)}:
                    continue
                twin = twins.get(passage.twin or "")
                shown, other = _for_reader(passage, twin, reader, languages)
                taken |= {shown.id, _sameness(shown)} | ({other.id, _sameness(other)} if other else set())
                hits.append(Hit(shown, float(total[row]), float(keyword[row]), float(dense[row]), other))
                if len(hits) == k:
                    return hits
        return hits

    def _scores(self, question: str) -> tuple[Floats, Floats, Floats]:
        """Fused, keyword and dense scores of every row."""
        dense = self._dense(self.encoder.encode_questions([question])[0])
        keywords = self.generation.keywords
        fused = hybrid_scores(question, keywords, self._lexicon, dense, lambda rows: self._late.scores(question, self._texts(rows)))
        return fused, keyword_scores(question, keywords, self._lexicon), dense

    def _dense(self, vector: Floats) -> Floats:
        """Every row's cosine with the question: exact, or through Chroma where the process has it open (the rest as its last)."""
        if self.generation.store is None:
            return self.generation.rows.vectors @ vector
        rows, near = self.generation.dense_rows(vector, DEPTH)
        scores = np.full(len(self.generation), near.min() if len(near) else 0.0, np.float32)
        scores[rows] = near
        return scores

    def _texts(self, rows: npt.NDArray[np.int64]) -> list[str]:
        """The search texts of rows; those read before are remembered."""
        names = self.generation.rows.names(rows)
        unread = [name for name in names if name not in self._read]
        if unread:
            if len(self._read) > REMEMBERED:
                self._read.clear()
                unread = names
            found = self.library.passages_by_id(unread)
            self._read |= {name: found[name].search_text if name in found else "" for name in unread}
        return [self._read[name] for name in names]


def _portions(rows: npt.NDArray[np.intp], size: int) -> Iterator[npt.NDArray[np.intp]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _sameness(passage: Passage) -> str:
    """Equal texts of one language are one place, whatever document they stand in."""
    return f"{passage.language} {passage.text}"


def _for_reader(
    passage: Passage, twin: Passage | None, reader: Language, languages: Collection[Language] | None
) -> tuple[Passage, Passage | None]:
    """Which of the two is shown: the reader's language, unless a filter leaves only the other."""
    if twin and passage.language != reader and twin.language == reader and (languages is None or reader in languages):
        return twin, passage
    return passage, twin
