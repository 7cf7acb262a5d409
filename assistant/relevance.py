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
from assistant.concepts import Concept, Concepts
from index.encoder import BundledEncoder
from index.names import Names
from ingest.language import has_chinese
from ingest.words import normalise, words

Floats = npt.NDArray[np.float32]

NAMED = frozenset({"city", "country", "region", "organisation", "programme", "framework", "person", "event"})
SAME, UNRELATED = 0.62, 0.36
_ASKING_ZH = re.compile("|".join(map(re.escape, sorted(cues.ASKING_ZH, key=len, reverse=True))))
REMEMBERED = 20_000  # texts; about 2 kB each
PROBES = 256  # questions and parts of them, a few kB each: one answer asks for the same ones again and again
_FOCUS = re.compile(
    r"\b(?:which|what|how many|how much|how)\s+(?:(?:kind|sort|type|number|amount) of\s+)?((?:[a-z-]+\s+){0,1}[a-z-]+)"
    r"|(?:哪一?[个些位项种几家部所座条届类份本篇名支款场门]|什么|[几][个项位条家种份场]|多少[个项位条家种份场次]?)([\u4e00-\u9fffA-Za-z]{2,4})",
    re.IGNORECASE,
)
_FUNCTION_NORM = 1.7  # tokens whose rows are shorter than this are function words: "the", 的, "is"


def weighed(covered: Floats, weights: Floats) -> Floats:
    """(..., terms) and (terms,) → (...): their product.

    The machine's own product of a narrow matrix and a vector now and then raises the flag of an invalid number where all are finite.
    """
    with np.errstate(invalid="ignore"):
        return np.asarray(covered @ weights, np.float32)


@dataclass(frozen=True, slots=True)
class Probe:
    """A question made ready: its terms, their weights (sum 1), unit vectors (n, d), and the question's own vector (d,).

    `concepts` are the known concepts named, `members` each with the places of its terms, `focus` the places of what is asked for.
    """

    terms: tuple[str, ...]
    tokens: tuple[int, ...]
    weights: Floats
    vectors: Floats
    whole: Floats
    concepts: frozenset[str]
    members: tuple[tuple[str, tuple[int, ...]], ...]
    focus: tuple[int, ...] = ()

    def share(self, covered: Floats) -> Floats:
        """(..., terms) → (...): the share of the question's weight that is covered."""
        return weighed(covered, self.weights)


@dataclass(frozen=True, slots=True)
class _Text:
    """What is remembered of a text: its distinct tokens, the concepts it names, its vector."""

    tokens: npt.NDArray[np.int64]
    names: frozenset[str]
    vector: Floats


class Relevance:
    """Scores texts against a probe; made once for a library, `rarity` gives a term's inverse document frequency from 0 to 1."""

    def __init__(self, encoder: BundledEncoder, concepts: Concepts, names: Names, rarity: Callable[[str], float]) -> None:
        self._encoder = encoder
        self.fingerprint = encoder.fingerprint
        self._names = names
        self._concepts = concepts
        self._rarity = rarity
        norms = encoder.lengths()
        self._norms = norms
        self._read: dict[str, _Text] = {}
        self._probes: dict[str, Probe] = {}
        self._held: dict[str, tuple[frozenset[str], str, frozenset[str]]] = {}
        self._named: tuple[str, tuple[Concept, ...], tuple[tuple[str, frozenset[str]], ...]] = ("", (), ())
        self._typical = float(np.median(norms[norms > 0]))

    def probe(self, question: str) -> Probe:
        """The question's content terms with their weights; words of asking and function words are left out."""
        known = self._probes.get(question)
        if known is None:
            if len(self._probes) >= PROBES:
                self._probes.clear()
            known = self._probes[question] = self._probed(question)
        return known

    def _probed(self, question: str) -> Probe:
        content = _without_asking(question)
        ids = list(dict.fromkeys(self._encoder.tokens([content])[0]))
        names = [self._encoder.tokenizer.id_to_token(token) or "" for token in ids]
        kept = [(token, name) for token, name in zip(ids, names, strict=True) if self._is_content(token, name)]
        weights = np.array([self._weight(token, name) for token, name in kept], np.float32)
        concepts, focus = self._concepts.find(question), self._focus(question)
        members = tuple(
            (
                concept.en,
                tuple(place for place, (token, _) in enumerate(kept) if token in named),
            )
            for concept in concepts
            for named in (frozenset(token for row in self._encoder.tokens(list(concept.names)) for token in row),)
        )
        return Probe(
            terms=tuple(name for _, name in kept),
            tokens=tuple(token for token, _ in kept),
            weights=weights / weights.sum() if weights.sum() > 0 else np.full_like(weights, 1 / max(1, len(weights))),
            vectors=self.unit([token for token, _ in kept]),
            whole=self._encoder.encode_questions([question])[0],
            concepts=frozenset(concept.en for concept in concepts),
            members=members,
            focus=tuple(place for place, (token, _) in enumerate(kept) if token in focus),
        )

    def _focus(self, question: str) -> frozenset[int]:
        """The tokens of what is asked for: "which software …", 哪位部长 …"""
        found = [next(group for group in match.groups() if group) for match in _FOCUS.finditer(question)]
        return frozenset(token for row in self._encoder.tokens(found) for token in row)

    def coverage(self, probe: Probe, texts: Sequence[str]) -> Floats:
        """(texts, terms) from 0 to 1: how far each text covers each term of the question."""
        covered = np.zeros((len(texts), len(probe.terms)), np.float32)
        read = self._known(texts)
        filled = [row for row, text in enumerate(read) if len(text.tokens)]
        if not probe.terms or not filled:
            return covered
        flat = np.concatenate([read[row].tokens for row in filled])
        present, where = np.unique(flat, return_inverse=True)
        starts = np.cumsum([0, *(len(read[row].tokens) for row in filled[:-1])])
        covered[filled] = np.maximum.reduceat(self.matches(probe, present)[where], starts, axis=0)
        for name, places in probe.members:
            named = [row for row, text in enumerate(read) if name in text.names]
            if places and named:
                covered[np.ix_(named, places)] = 1.0
        return covered

    def content(self, texts: Sequence[str]) -> list[npt.NDArray[np.int64]]:
        """The distinct content tokens of each text."""
        rows = self._encoder.tokens([_without_asking(text) for text in texts])
        name = {token: self._encoder.tokenizer.id_to_token(token) or "" for row in rows for token in row}
        content = frozenset(token for token in name if self._is_content(token, name[token]))
        return [np.array([token for token in dict.fromkeys(row) if token in content], np.int64) for row in rows]

    def token_weights(self, tokens: npt.NDArray[np.int64]) -> Floats:
        """(tokens,) how much each says in a question."""
        names = (self._encoder.tokenizer.id_to_token(token) or "" for token in tokens.tolist())
        return np.array([self._weight(token, name) for token, name in zip(tokens.tolist(), names, strict=True)], np.float32)

    def vectors(self, texts: Sequence[str]) -> Floats:
        """(texts, d) unit vectors."""
        return self._encoder.encode_questions(texts)

    def matches(self, probe: Probe, present: npt.NDArray[np.int64], units: Floats | None = None) -> Floats:
        """(present, terms): how far a token means what a term means; a figure means only itself. `units` are the tokens' vectors."""
        vectors = self.unit(present) if units is None else units
        matches: Floats = np.clip((vectors @ probe.vectors.T - UNRELATED) / (SAME - UNRELATED), 0.0, 1.0).astype(np.float32)
        for place, (token, term) in enumerate(zip(probe.tokens, probe.terms, strict=True)):
            if any(character.isdigit() for character in term):
                matches[:, place] = present == token
        return matches

    def names_missing(self, question: str, text: str) -> list[str]:
        """The names of a question (places, bodies, programmes, people, demonyms) that a text does not hold in any language."""
        held, plain, stems = self._holds(text)
        concepts, names = self._names_of(question)
        missing = [concept.en for concept in concepts if concept.en not in held and not _stands(concept.names, text)]
        return missing + [name for name, forms in names if not any(form in (plain if has_chinese(form) else stems) for form in forms)]

    def _names_of(self, question: str) -> tuple[tuple[Concept, ...], tuple[tuple[str, frozenset[str]], ...]]:
        """The named concepts of a question and its other names, each with its family; those of the last question are remembered."""
        if question != self._named[0]:
            concepts = tuple(concept for concept in self._concepts.find(question) if concept.category in NAMED)
            covered = normalise(" ".join(name for concept in concepts for name in concept.names))
            names = tuple((name, self._names.family(name)) for name in self._names.in_text(question) if name not in covered)
            self._named = question, concepts, names
        return self._named[1], self._named[2]

    def _holds(self, text: str) -> tuple[frozenset[str], str, frozenset[str]]:
        """The concepts that a text names, its normal form and its words; those of texts seen before are remembered."""
        if text not in self._held:
            if len(self._held) >= REMEMBERED:
                self._held.clear()
            self._held[text] = self._concepts.names(text), normalise(text), frozenset(words(text))
        return self._held[text]

    def names_in(self, texts: Sequence[str]) -> list[frozenset[str]]:
        """The concepts that each text names."""
        return [text.names for text in self._known(texts)]

    def similarity(self, probe: Probe, texts: Sequence[str]) -> Floats:
        """(texts,) cosines of the texts' vectors with the question's."""
        vectors = [text.vector for text in self._known(texts)]
        return np.asarray(np.stack(vectors) @ probe.whole if vectors else np.zeros(0), np.float32)

    def alike(self, ones: Sequence[str], others: Sequence[str]) -> Floats:
        """(ones, others) cosines between texts, across languages too."""
        one, other = ([text.vector for text in self._known(texts)] for texts in (ones, others))
        return np.asarray(np.stack(one) @ np.stack(other).T, np.float32)

    def _known(self, texts: Sequence[str]) -> list[_Text]:
        """Tokens, concepts and vectors of texts; those of texts seen before are remembered."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._read]
        if fresh:
            if len(self._read) + len(fresh) > REMEMBERED:
                self._read.clear()
                fresh = list(dict.fromkeys(texts))
            tokens, vectors = self._encoder.tokens(fresh), self._encoder.encode_passages(fresh)
            for text, row, vector in zip(fresh, tokens, vectors, strict=True):
                self._read[text] = _Text(np.unique(np.array(row, np.int64)), self._concepts.names(text), vector)
        return [self._read[text] for text in texts]

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

    def unit(self, tokens: Sequence[int] | npt.NDArray[np.int64]) -> Floats:
        """(tokens, d) vectors of length one."""
        rows = self._encoder.rows(tokens)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)


def _stands(names: Sequence[str], text: str) -> bool:
    """Whether one of a concept's names stands in a text by itself, if only inside a longer name ("Baltimore Food Waste … Strategy")."""
    return any(
        name in text if has_chinese(name) else re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", text) is not None
        for name in names
        if len(name) > 1
    )


def _without_asking(question: str) -> str:
    content = cues.META.sub(" ", question)
    return _ASKING_ZH.sub(" ", normalise(content)) if has_chinese(content) else content
