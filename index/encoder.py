"""Turns texts into vectors: the bundled static encoder, or any sentence-transformers model by name or path.

Knows nothing about passages, indexes or languages. The bundled encoder is a lookup table with a mean: it needs tokenizers,
safetensors and numpy only, and sentence-transformers opens the same folder as a StaticEmbedding.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.modelfolder import EncoderError, digest, find
from ingest.words import normalise

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # the tokenizer's threads would not survive a fork of the program

__all__ = ["MODEL", "BundledEncoder", "Encoder", "EncoderError", "SentenceTransformerEncoder", "load_encoder"]

Floats = npt.NDArray[np.float32]

MODEL = Path(__file__).parent / "model"
_BLOCK = 512  # texts that are tokenised at once, so that memory stays flat
_LATIN = re.compile(r"[a-z]+|[0-9]+")  # the pieces of the tokenizer's own pre-tokenisation
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_REMEMBERED = 200_000  # Latin pieces whose tokens are kept; a dictionary's worth


class Encoder(Protocol):
    """Turns texts into unit vectors; two encoders with one fingerprint give the same vectors."""

    @property
    def fingerprint(self) -> str:
        """Model, revision or hash, dimension, normalisation and prompts, in one line."""
        ...

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """(n, dimension) float32 of length one; a text without a known word is all zeros."""
        ...

    def encode_questions(self, texts: Sequence[str]) -> Floats:
        """Like `encode_passages`, for what is asked."""
        ...


def load_encoder(
    name: str = "bundled",
    *,
    question_prompt: str = "",
    passage_prompt: str = "",
    batch_size: int = 32,
    device: str | None = None,
    normalise: bool = True,
    maximum_length: int | None = None,
    network: bool = False,
    revision: str | None = None,
) -> Encoder:
    """The encoder of that name: "bundled", a folder, or a hub name; only `name` matters for the bundled one.

    Raises EncoderError, whose one sentence says what to do.
    """
    if name == "bundled":
        return BundledEncoder.load()
    options = Options(question_prompt, passage_prompt, batch_size, device, normalise, maximum_length)
    return SentenceTransformerEncoder(name, find(name, network=network, revision=revision), options)


@dataclass(frozen=True, slots=True)
class BundledEncoder:
    """The static encoder that ships; both kinds of text are encoded alike.

    A token's row is its `bytes_` (one byte a number) times its `scales`: a quarter of the memory of floats, and twice as fast to add up.
    """

    tokenizer: Tokenizer
    bytes_: npt.NDArray[np.int8]
    scales: Floats
    fingerprint: str
    _known: dict[str, list[int]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def load(cls, folder: Path = MODEL) -> BundledEncoder:
        """The encoder in `folder`; EncoderError when its files are missing or do not fit together."""
        return _loaded(folder.resolve())

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self.bytes_.shape[1])

    def rows(self, tokens: Sequence[int] | npt.NDArray[np.int64]) -> Floats:
        """(n, dimension) float32: the rows of n tokens."""
        chosen = np.asarray(tokens, np.int64)
        return self.bytes_.take(chosen, axis=0) * self.scales.take(chosen)[:, None]

    def lengths(self) -> Floats:
        """(vocabulary,) float32: the length of each token's row, which says how much the token tells."""
        squares = np.einsum("ij,ij->i", self.bytes_, self.bytes_, dtype=np.int32)
        lengths: Floats = np.sqrt(squares).astype(np.float32) * self.scales
        return lengths

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """(n, dimension) float32 of length one; a text without a known word is all zeros."""
        blocks = [self._encode(texts[start : start + _BLOCK]) for start in range(0, len(texts), _BLOCK)]
        return np.concatenate(blocks) if blocks else np.zeros((0, self.dimension), np.float32)

    def encode_questions(self, texts: Sequence[str]) -> Floats:
        """The same as `encode_passages`."""
        return self.encode_passages(texts)

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text, the same as the tokenizer's own but Latin ones first; Latin pieces are remembered, which is faster."""
        plain = [normalise(text) for text in texts]
        latin = [_LATIN.findall(text) for text in plain]
        chinese = [" ".join(_CHINESE.findall(text)) for text in plain]
        known = self._known if len(self._known) < _REMEMBERED else {}
        unknown = list({piece for row in latin for piece in row if piece not in known})
        known.update(zip(unknown, (e.ids for e in self.tokenizer.encode_batch_fast(unknown, add_special_tokens=False)), strict=True))
        runs = self.tokenizer.encode_batch_fast(chinese, add_special_tokens=False)
        return [[token for piece in row for token in known[piece]] + run.ids for row, run in zip(latin, runs, strict=True)]

    def _encode(self, texts: Sequence[str]) -> Floats:
        sums = np.zeros((len(texts), self.dimension), np.float32)
        for place, ids in enumerate(self.tokens(texts)):
            if ids:
                sums[place] = self.scales.take(ids) @ self.bytes_.take(ids, axis=0).astype(np.float32)
        return _unit(sums)


@lru_cache(maxsize=2)
def _loaded(folder: Path) -> BundledEncoder:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        content = (folder / "model.safetensors").read_bytes()
        vocabulary = (folder / "tokenizer.json").read_bytes()
        tensors = load(content)
        tokenizer = Tokenizer.from_str(vocabulary.decode())
        tokenizer.normalizer = None  # `normalise` has done it
        rows, scales = tensors["embeddings"], tensors["weights"].astype(np.float32)
    except (OSError, KeyError, ValueError, SafetensorError) as error:
        raise EncoderError(f"The bundled encoder in {folder} is incomplete ({error}); install the program again.") from error
    except Exception as error:  # tokenizers raises bare Exception for a damaged file
        raise EncoderError(f"The bundled encoder's tokenizer in {folder} is damaged; install the program again.") from error
    if len(rows) != tokenizer.get_vocab_size():
        raise EncoderError(
            f"The bundled encoder in {folder} has {len(rows)} rows for {tokenizer.get_vocab_size()} tokens; install the program again."
        )
    name = sha256(content + vocabulary).hexdigest()[:16]
    return BundledEncoder(tokenizer, rows, scales, f"bundled sha256={name} dimension={rows.shape[1]} normalised prompts=''/''")


@dataclass(frozen=True, slots=True)
class Options:
    """How a sentence-transformers model is used; all of it is part of the fingerprint, save batch size and device."""

    question_prompt: str = ""
    passage_prompt: str = ""
    batch_size: int = 32
    device: str | None = None
    normalise: bool = True
    maximum_length: int | None = None


class SentenceTransformerEncoder:
    """Any sentence-transformers model from a checked folder; torch is imported here and not before."""

    def __init__(self, name: str, folder: Path, options: Options) -> None:
        self._options = options
        self._model = _opened(name, folder, options.device)
        if options.maximum_length is not None:
            self._model.max_seq_length = options.maximum_length
        self.dimension = int(self._model.get_embedding_dimension())
        self.fingerprint = (
            f"{name} sha256={digest(folder)} dimension={self.dimension} {'normalised' if options.normalise else 'as it is'} "
            f"length={options.maximum_length or 'own'} prompts={options.question_prompt!r}/{options.passage_prompt!r}"
        )

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """(n, dimension) float32, each passage behind the passage prompt."""
        return self._encode(texts, self._options.passage_prompt)

    def encode_questions(self, texts: Sequence[str]) -> Floats:
        """(n, dimension) float32, each question behind the question prompt."""
        return self._encode(texts, self._options.question_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> Floats:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        vectors = self._model.encode(
            list(texts), prompt=prompt, batch_size=self._options.batch_size, show_progress_bar=False, convert_to_numpy=True
        )
        plain = np.asarray(vectors, np.float32)
        return _unit(plain) if self._options.normalise else plain


def _opened(name: str, folder: Path, device: str | None) -> Any:
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(
            str(folder), device=device, trust_remote_code=False, local_files_only=True, model_kwargs={"use_safetensors": True}
        )
    except Exception as error:  # the frameworks raise dozens of types for a folder that is not a model
        raise EncoderError(
            f"The encoder {name} in {folder} cannot be opened ({error}); check that it is a whole sentence-transformers folder."
        ) from error


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Floats = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit
