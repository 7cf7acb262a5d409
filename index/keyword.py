"""Keyword search over passages of both languages in one index: BM25 with query terms that have several weighted forms.

Knows nothing about vectors, translation or fusion: a query is a list of `QueryTerm`, and what its forms are is the caller's affair
(`index.fuse` adds translations). Terms are those of `ingest.words`; Chinese is indexed as characters and character pairs, and a longer
Chinese form is a phrase: it occurs in a passage as often as the rarest of its pairs.

BM25: Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework". Weighted forms: Darwish & Oard 2003, "Probabilistic Structured
Query Methods": term frequency and document frequency of a query term are the sums over its forms, weighted by probability.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.language import has_chinese
from ingest.words import words

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Postings = tuple[npt.NDArray[np.int32], npt.NDArray[np.uint16]]  # passage numbers ascending, counts

SATURATION = 1.2  # BM25's k1; 0.9 to 1.5 differ by less than the interval on CMRC2018, DRCD and BiPaR
LENGTH_WEIGHT = 0.6  # BM25's b; passages are cut to similar lengths, so little depends on it
CHINESE_WORD = 1.7  # Chinese characters that count as one word of length, so that both languages share one average
FORMAT = 1
_ARRAYS = ("keys", "starts", "passages", "counts", "lengths", "chinese")


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One thing that is looked for: `forms` are (index term or longer Chinese word, probability), `weight` its importance."""

    forms: tuple[tuple[str, float], ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class KeywordIndex:
    """Postings by term: passages `passages[starts[t]:starts[t + 1]]` hold term t `counts[...]` times; terms are kept as
    sorted hashes. `lengths` are in words, `chinese` says of each passage whether most of its words are Chinese.
    """

    keys: npt.NDArray[np.uint64]
    starts: Ints
    passages: npt.NDArray[np.int32]
    counts: npt.NDArray[np.uint16]
    lengths: Floats
    chinese: npt.NDArray[np.bool_]

    @property
    def size(self) -> int:
        """The number of passages."""
        return len(self.lengths)

    @classmethod
    def build(cls, texts: Iterable[str]) -> KeywordIndex:
        """The index of the search texts; passage numbers are their order."""
        numbers: dict[str, int] = {}
        terms: list[npt.NDArray[np.int64]] = []
        lengths: list[float] = []
        chinese: list[bool] = []
        for text in texts:
            found = words(text)
            terms.append(np.array([numbers.setdefault(term, len(numbers)) for term in found], np.int64))
            latin, other = _lengths(found)
            lengths.append(latin + other)
            chinese.append(other > latin)
        keys = np.array([_key(term) for term in numbers], np.uint64)
        owner = np.repeat(np.arange(len(terms)), [len(row) for row in terms])
        flat = keys[np.concatenate(terms)] if len(keys) else keys
        return _assembled(flat, owner, np.ones(len(owner), np.int64), np.array(lengths, np.float32), np.array(chinese, np.bool_))

    def add(self, texts: Iterable[str]) -> KeywordIndex:
        """A new index with the texts behind those that are here; only the new texts are read."""
        more = KeywordIndex.build(texts)
        keys = np.concatenate([np.repeat(part.keys, np.diff(part.starts)) for part in (self, more)])
        owner = np.concatenate([self.passages.astype(np.int64), more.passages.astype(np.int64) + self.size])
        counts = np.concatenate([self.counts, more.counts]).astype(np.int64)
        return _assembled(keys, owner, counts, np.concatenate([self.lengths, more.lengths]), np.concatenate([self.chinese, more.chinese]))

    def scores(self, query: Sequence[QueryTerm]) -> Floats:
        """The BM25 score of every passage, (size,) float32; zero where no form of any term occurs."""
        total = np.zeros(self.size, np.float32)
        if not self.size:
            return total
        damping = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * self.lengths / max(float(self.lengths.mean()), 1e-9))
        held = self._held([form for term in query for form, _ in term.forms])
        for term in query:
            frequency, occurrences = self._frequency(term, held)
            if occurrences > 0:
                where = np.flatnonzero(frequency)
                often = frequency[where]
                total[where] += term.weight * self._rarity(occurrences) * (SATURATION + 1) * often / (often + damping[where])
        return total

    def ceiling(self, query: Sequence[QueryTerm]) -> float:
        """The score that a passage full of every term of the query would come near; terms that occur nowhere count as the rarest."""
        held = self._held([form for term in query for form, _ in term.forms])
        return sum(term.weight * self._rarity(_occurrences(term, held)) * (SATURATION + 1) for term in query)

    def _rarity(self, occurrences: float) -> float:
        return math.log1p(max(self.size - occurrences + 0.5, 0.0) / (occurrences + 0.5))

    def _frequency(self, term: QueryTerm, held: Mapping[str, Postings]) -> tuple[Floats, float]:
        frequency = np.zeros(self.size, np.float32)
        for form, probability in term.forms:
            passages, counts = held[form]
            if len(passages):
                frequency[passages] += probability * counts
        return frequency, _occurrences(term, held)

    def postings(self, form: str) -> Postings:
        """(passage numbers ascending, counts) of a term, or of a Chinese word of any length."""
        return self._held([form])[form]

    def _held(self, forms: Iterable[str]) -> dict[str, Postings]:
        """The postings of many forms, looked up at once."""
        parts = {form: _parts(form) for form in dict.fromkeys(forms)}
        found = self._of_terms(list(dict.fromkeys(part for some in parts.values() for part in some)))
        return {form: _together([found[part] for part in some]) for form, some in parts.items()}

    def _of_terms(self, terms: Sequence[str]) -> dict[str, Postings]:
        none = self.passages[:0], self.counts[:0]
        if not terms or not len(self.keys):
            return dict.fromkeys(terms, none)
        keys = np.array([_key(term) for term in terms], np.uint64)
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        rows = zip(terms, (self.keys[places] == keys).tolist(), self.starts[places].tolist(), self.starts[places + 1].tolist(), strict=True)
        return {term: (self.passages[start:end], self.counts[start:end]) if here else none for term, here, start, end in rows}

    def save(self, folder: Path) -> None:
        """Write the index as `keyword.json` and one .npy file an array into an existing folder."""
        for name in _ARRAYS:
            np.save(folder / f"keyword.{name}.npy", getattr(self, name), allow_pickle=False)
        (folder / "keyword.json").write_text(json.dumps({"format": FORMAT, "size": self.size}), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> KeywordIndex:
        """The index saved in `folder`, its arrays mapped rather than read; OSError or ValueError when it is not one."""
        found = json.loads((folder / "keyword.json").read_text("utf-8"))
        if found.get("format") != FORMAT:
            raise ValueError(f"keyword index of format {found.get('format')}, this program reads {FORMAT}")
        index = cls(**{name: np.asarray(np.load(folder / f"keyword.{name}.npy", mmap_mode="r", allow_pickle=False)) for name in _ARRAYS})
        if index.size != found["size"] or len(index.starts) != len(index.keys) + 1 or len(index.passages) != len(index.counts):
            raise ValueError("the arrays of the keyword index do not fit together")
        return index


@lru_cache(maxsize=65_536)
def _parts(form: str) -> tuple[str, ...]:
    """The index terms of a form: itself, or the pairs of a longer Chinese word."""
    if len(form) <= 2 or not has_chinese(form):
        return (form,)
    return tuple(form[start : start + 2] for start in range(len(form) - 1))


def _together(parts: Sequence[Postings]) -> Postings:
    """The postings of a phrase: where all its parts are, as often as the rarest."""
    passages, counts = parts[0]
    for more, more_counts in parts[1:]:
        passages, here, there = np.intersect1d(passages, more, assume_unique=True, return_indices=True)
        counts = np.minimum(counts[here], more_counts[there])
    return passages, counts


def _occurrences(term: QueryTerm, held: Mapping[str, Postings]) -> float:
    return sum(probability * len(held[form][0]) for form, probability in term.forms)


@lru_cache(maxsize=65_536)
def _key(term: str) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little"))


def _lengths(terms: Sequence[str]) -> tuple[float, float]:
    """Length in words, (Latin and numbers, Chinese): a Chinese character is 1/1.7 of a word, pairs count nothing."""
    chinese = sum(1 for term in terms if len(term) == 1 and not term.isascii())
    pairs = sum(1 for term in terms if len(term) == 2 and not term.isascii())
    return float(len(terms) - pairs - chinese), chinese / CHINESE_WORD


def _assembled(keys: npt.NDArray[np.uint64], owner: Ints, counts: Ints, lengths: Floats, chinese: npt.NDArray[np.bool_]) -> KeywordIndex:
    order = np.lexsort((owner, keys))
    keys, owner, counts = keys[order], owner[order], counts[order]
    first = (
        np.flatnonzero(np.concatenate([[True], (keys[1:] != keys[:-1]) | (owner[1:] != owner[:-1])]))
        if len(keys)
        else np.empty(0, np.int64)
    )
    summed = np.add.reduceat(counts, first) if len(first) else counts
    keys, owner = keys[first], owner[first]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.empty(0, np.int64)
    return KeywordIndex(
        keys[starts],
        np.concatenate([starts, [len(keys)]]).astype(np.int64),
        owner.astype(np.int32),
        np.minimum(summed, np.iinfo(np.uint16).max).astype(np.uint16),
        lengths,
        chinese,
    )
