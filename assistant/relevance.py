"""How well a text covers what a question asks, term by term, within a language and across; pure numbers, no choice of answers.

A question's terms are the tokens of the bundled encoder, which segments Chinese into words. A term is covered by a text to the
degree that the text's nearest token means the same: token vectors of translations and close synonyms lie above 0.6, of words
that merely occur together below 0.35 (looked at on 200 pairs of the glossary), so the cosine is mapped linearly between.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant import cues
from assistant.concepts import Concepts
from index.encoder import BundledEncoder
from ingest.language import has_chinese
from ingest.words import normalise

Floats = npt.NDArray[np.float32]

SAME, UNRELATED = 0.62, 0.36
_ASKING_ZH = re.compile("|".join(map(re.escape, sorted(cues.ASKING_ZH, key=len, reverse=True))))
_FUNCTION_NORM = 1.7  # tokens whose rows are shorter than this are function words: "the", 的, "is"


@dataclass(frozen=True, slots=True)
class Probe:
    """A question made ready: its terms, their weights (sum 1), unit vectors (n, d), and the question's own vector (d,)."""

    terms: tuple[str, ...]
    tokens: tuple[int, ...]
    weights: Floats
    vectors: Floats
    whole: Floats
    concepts: frozenset[str]
    members: tuple[tuple[str, tuple[int, ...]], ...]


class Relevance:
    """Scores texts against a probe; made once for a library, `rarity` gives a term's inverse document frequency from 0 to 1."""

    def __init__(self, encoder: BundledEncoder, concepts: Concepts, rarity: Callable[[str], float]) -> None:
        self._encoder = encoder
        self._concepts = concepts
        self._rarity = rarity
        norms = np.linalg.norm(encoder.rows, axis=1)
        self._norms = norms
        self._typical = float(np.median(norms[norms > 0]))

    def probe(self, question: str) -> Probe:
        """The question's content terms with their weights; words of asking and function words are left out."""
        content = _without_asking(question)
        ids = list(dict.fromkeys(self._encoder.tokens([content])[0]))
        names = [self._encoder.tokenizer.id_to_token(token) or "" for token in ids]
        kept = [(token, name) for token, name in zip(ids, names, strict=True) if self._is_content(token, name)]
        weights = np.array([self._weight(token, name) for token, name in kept], np.float32)
        concepts = self._concepts.find(question)
        members = tuple(
            (concept.en, tuple(place for place, (token, _) in enumerate(kept) if any(token in self._encoder.tokens([name])[0] for name in concept.names)))
            for concept in concepts
        )
        return Probe(
            terms=tuple(name for _, name in kept),
            tokens=tuple(token for token, _ in kept),
            weights=weights / weights.sum() if len(weights) else weights,
            vectors=self._unit([token for token, _ in kept]),
            whole=self._encoder.encode_questions([question])[0],
            concepts=frozenset(concept.en for concept in concepts),
            members=members,
        )

    def coverage(self, probe: Probe, texts: Sequence[str]) -> Floats:
        """(texts, terms) from 0 to 1: how far each text covers each term of the question."""
        if not probe.terms or not texts:
            return np.zeros((len(texts), len(probe.terms)), np.float32)
        rows = self._encoder.tokens(texts)
        present = sorted({token for row in rows for token in row})
        if not present:
            return np.zeros((len(texts), len(probe.terms)), np.float32)
        position = {token: place for place, token in enumerate(present)}
        cosines = self._unit(present) @ probe.vectors.T
        matches = np.clip((cosines - UNRELATED) / (SAME - UNRELATED), 0.0, 1.0).astype(np.float32)
        for place, (token, term) in enumerate(zip(probe.tokens, probe.terms, strict=True)):
            if any(character.isdigit() for character in term):
                matches[:, place] = [1.0 if other == token else 0.0 for other in present]
        covered = np.stack([matches[[position[token] for token in row]].max(axis=0) if row else np.zeros(len(probe.terms), np.float32) for row in rows])
        return self._with_concepts(probe, texts, covered)

    def _with_concepts(self, probe: Probe, texts: Sequence[str], covered: Floats) -> Floats:
        """Terms that belong to a known concept are covered where the text names the concept in either language."""
        if not any(places for _, places in probe.members):
            return covered
        for row, text in enumerate(texts):
            named = self._concepts.names(text)
            for name, places in probe.members:
                if name in named and places:
                    covered[row, list(places)] = 1.0
        return covered

    def similarity(self, probe: Probe, texts: Sequence[str]) -> Floats:
        """(texts,) cosines of the texts' vectors with the question's."""
        return self._encoder.encode_passages(texts) @ probe.whole if texts else np.zeros(0, np.float32)

    def alike(self, ones: Sequence[str], others: Sequence[str]) -> Floats:
        """(ones, others) cosines between texts, across languages too."""
        return self._encoder.encode_passages(ones) @ self._encoder.encode_passages(others).T

    def _is_content(self, token: int, name: str) -> bool:
        if not re.search(r"\w", name):
            return False
        if any(character.isdigit() for character in name):
            return True
        if has_chinese(name):
            return self._norms[token] >= _FUNCTION_NORM and name not in cues.ASKING_ZH
        return name not in cues.ASKING_EN and self._norms[token] >= _FUNCTION_NORM and len(name) > 1

    def _weight(self, token: int, name: str) -> float:
        general = min(float(self._norms[token]) / self._typical, 1.3)
        return general * (0.25 + 0.75 * self._rarity(name))

    def _unit(self, tokens: Sequence[int]) -> Floats:
        rows = self._encoder.rows[list(tokens)]
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)


def _without_asking(question: str) -> str:
    return _ASKING_ZH.sub(" ", normalise(question)) if has_chinese(question) else question
