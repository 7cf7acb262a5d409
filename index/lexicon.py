"""Words across languages: which words of the other language a term may be, and how likely.

Learned from sentence pairs (`index.training.align`), shipped in `index/model/lexicon.npz`. English entries are the stems of
`ingest.words`, Chinese entries are dictionary words. Knows nothing about indexes; `translate` gives the forms for a structured query.

The score of a pair is p(english | chinese)^0.65 · p(chinese | english)^0.35: of Model 1's two directions the first is the sharper, and
the mixture was best in both directions of search on BiPaR and on paragraphs of newstest2018 (eval/LOG.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from index.keyword import QueryTerm
from index.modelfolder import EncoderError
from ingest.language import CJK, has_chinese
from ingest.words import CHINESE_FUNCTION_WORDS, normalise, words

LEXICON = Path(__file__).parent / "model" / "lexicon.npz"
QUANTUM = 24.0  # scores are stored as round(-24 · ln score) in one byte: 4 % steps, down to 0.00002
COUNT_QUANTUM = 16.0  # and word counts as round(16 · ln count)
EVENNESS = 0.7  # weights are (score / best score)^0.7: the next best translations matter more in search than in translation
MOST_FORMS = 30  # translations of one word that are searched for
PART_WEIGHT = 0.5  # what the two halves of a long Chinese word count beside the word itself
LONG_WORD = 4  # characters from which a Chinese word is also looked for by its halves
LONGEST_WORD = 8
_RUN = re.compile(f"[{CJK}]+")


@dataclass(frozen=True, slots=True)
class Entries:
    """One direction: the translations of entry i are `others[starts[i]:starts[i + 1]]` with `scores` of the same place, best first."""

    starts: npt.NDArray[np.int64]
    others: npt.NDArray[np.int32]
    scores: npt.NDArray[np.float32]

    def of(self, place: int) -> slice:
        """Where the translations of an entry are."""
        return slice(int(self.starts[place]), int(self.starts[place + 1]))

    @classmethod
    def sorted(cls, entry: npt.NDArray[np.int32], other: npt.NDArray[np.int32], score: npt.NDArray[np.float32], size: int) -> Entries:
        """The entries 0..size-1 from pairs in any order."""
        falling = np.round((1.0 - score) * 65535).astype(np.int64)
        order = np.argsort((entry.astype(np.int64) << 40) | (falling << 24) | other)  # one number sorts ten times faster than three
        starts = np.concatenate([[0], np.cumsum(np.bincount(entry, minlength=size))]).astype(np.int64)
        return cls(starts, other[order], score[order])


class Lexicon:
    """Translations in both directions, with the Chinese words that they need to be found in running text."""

    def __init__(
        self,
        english: Sequence[str],
        chinese: Sequence[str],
        chinese_costs: npt.NDArray[np.float32],
        pairs: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.float32]],
    ) -> None:
        self._english, self._chinese = tuple(english), tuple(chinese)
        self._places = {word: place for place, word in enumerate(self._english)}
        self._words = {word: place for place, word in enumerate(self._chinese)}
        self._costs = chinese_costs
        first, second, scores = pairs
        self._from_english = Entries.sorted(first, second, scores, len(self._english))
        self._from_chinese = Entries.sorted(second, first, scores, len(self._chinese))

    @property
    def size(self) -> int:
        """The number of translation pairs."""
        return len(self._from_english.others)

    @classmethod
    def load(cls, path: Path = LEXICON) -> Lexicon:
        """The lexicon in that file; EncoderError when it is missing or damaged."""
        return _loaded(path.resolve())

    def save(self, path: Path, counts: npt.NDArray[np.int64]) -> None:
        """Write the lexicon; `counts` says how often each Chinese word was seen."""
        entries = self._from_english
        np.savez_compressed(
            path,
            english=_joined(self._english),
            chinese=_joined(self._chinese),
            counts=np.clip(np.round(COUNT_QUANTUM * np.log(np.maximum(counts, 1))), 0, 255).astype(np.uint8),
            lengths=np.diff(entries.starts).astype(np.uint16),
            others=entries.others.astype(np.uint32),
            scores=np.clip(np.round(-QUANTUM * np.log(entries.scores)), 0, 255).astype(np.uint8),
        )

    def probability(self, source: str, target: str) -> float:
        """The score in 0..1 that the two terms of different languages mean the same; 1.0 for equal terms, 0.0 when unknown."""
        if source == target:
            return 1.0
        english, chinese = (target, source) if has_chinese(source) else (source, target)
        place, other = self._places.get(english), self._words.get(chinese)
        if place is None or other is None:
            return 0.0
        span = self._from_english.of(place)
        found = np.flatnonzero(self._from_english.others[span] == other)
        return float(self._from_english.scores[span][found[0]]) if len(found) else 0.0

    def forms(self, term: str) -> tuple[tuple[str, float], ...]:
        """Words of the other language for one stem or Chinese word, with weights relative to the best one; () when unknown."""
        if has_chinese(term):
            entries, place, names = self._from_chinese, self._words.get(term), self._english
        else:
            entries, place, names = self._from_english, self._places.get(term), self._chinese
        if place is None:
            return ()
        span = entries.of(place)
        scores = entries.scores[span][:MOST_FORMS]
        if not len(scores):
            return ()
        weights = (scores / scores[0]) ** EVENNESS
        return tuple((names[other], float(weight)) for other, weight in zip(entries.others[span], weights, strict=False))

    def translate(self, terms: Iterable[str]) -> list[QueryTerm]:
        """A query for the other language: each known stem or Chinese word once, long Chinese words by their halves too."""
        weights: dict[str, float] = {}
        for term in terms:
            known = bool(self.forms(term))
            if known:
                weights[term] = 1.0
            if has_chinese(term) and (len(term) >= LONG_WORD or not known):
                for part in self._halves(term):
                    weights[part] = max(weights.get(part, 0.0), PART_WEIGHT)
        return [QueryTerm(self.forms(term), weight) for term, weight in weights.items()]

    def terms(self, text: str) -> list[str]:
        """What of a text can be translated, in order: English stems and numbers, Chinese words without those that carry no meaning."""
        plain = normalise(text)
        latin = [term for term in words(plain) if not has_chinese(term)]
        return latin + [word for run in _RUN.findall(plain) for word in self.segment(run) if word not in CHINESE_FUNCTION_WORDS]

    def segment(self, run: str) -> list[str]:
        """A run of Chinese characters as words: the likeliest sequence of the lexicon's own words, unknown characters alone."""
        best = [0.0] + [float("inf")] * len(run)
        back = [0] * (len(run) + 1)
        unknown = float(self._costs.max()) + 2.0 if len(self._costs) else 1.0
        for start in range(len(run)):
            for stop in range(start + 1, min(start + LONGEST_WORD, len(run)) + 1):
                place = self._words.get(run[start:stop])
                if place is None and stop > start + 1:
                    continue
                cost = best[start] + (unknown if place is None else float(self._costs[place]))
                if cost < best[stop]:
                    best[stop], back[stop] = cost, start
        pieces: list[str] = []
        stop = len(run)
        while stop:
            pieces.append(run[back[stop] : stop])
            stop = back[stop]
        return pieces[::-1]

    def _halves(self, word: str) -> tuple[str, ...]:
        cuts = [cut for cut in range(1, len(word)) if word[:cut] in self._words and word[cut:] in self._words]
        if not cuts:
            return ()
        even = max(cuts, key=lambda cut: (min(cut, len(word) - cut), -cut))
        return tuple(part for part in (word[:even], word[even:]) if part not in CHINESE_FUNCTION_WORDS)


@lru_cache(maxsize=2)
def _loaded(path: Path) -> Lexicon:
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            english, chinese = _split(stored["english"]), _split(stored["chinese"])
            counts, lengths = stored["counts"].astype(np.float32) / COUNT_QUANTUM, stored["lengths"].astype(np.int64)
            others = stored["others"].astype(np.int32)
            scores = np.exp(stored["scores"].astype(np.float32) / -QUANTUM)
        if len(lengths) != len(english) or len(counts) != len(chinese) or int(lengths.sum()) != len(others) or len(others) != len(scores):
            raise ValueError("its parts do not fit together")
    except (OSError, KeyError, ValueError, EOFError, BadZipFile) as error:
        raise EncoderError(f"The lexicon {path} cannot be read ({error}); install the program again.") from error
    costs = np.float32(np.log(np.exp(counts).sum())) - counts
    return Lexicon(english, chinese, costs, (np.repeat(np.arange(len(english), dtype=np.int32), lengths), others, scores))


def _joined(names: Sequence[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\n".join(names).encode(), np.uint8)


def _split(stored: npt.NDArray[np.uint8]) -> list[str]:
    text = stored.tobytes().decode()
    return text.split("\n") if text else []
