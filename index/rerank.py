"""An optional second opinion on the best passages: a cross-encoder by name or path; off unless the person names one.

Knows nothing about how the passages were found. The folder is checked as an encoder's is (`index.modelfolder`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.modelfolder import EncoderError, digest, find

Floats = npt.NDArray[np.float32]


class Reranker(Protocol):
    """Scores passages for a question, reading both together."""

    @property
    def fingerprint(self) -> str:
        """Model and hash, in one line."""
        ...

    def scores(self, question: str, texts: Sequence[str]) -> Floats:
        """(n,) float32, higher is better; only comparable within one question."""
        ...


def load_reranker(
    name: str,
    *,
    batch_size: int = 16,
    device: str | None = None,
    maximum_length: int | None = 512,
    network: bool = False,
    revision: str | None = None,
) -> Reranker:
    """The cross-encoder in that folder or of that hub name, such as "BAAI/bge-reranker-v2-m3".

    Raises EncoderError, whose one sentence says what to do.
    """
    folder = find(name, network=network, revision=revision)
    return CrossEncoderReranker(name, _opened(name, str(folder), device, maximum_length), f"{name} sha256={digest(folder)}", batch_size)


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder from a checked folder."""

    def __init__(self, name: str, model: Any, fingerprint: str, batch_size: int) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self._model = model
        self._batch_size = batch_size

    def scores(self, question: str, texts: Sequence[str]) -> Floats:
        """(n,) float32, one a passage, in the order of `texts`."""
        if not texts:
            return np.zeros(0, np.float32)
        found = self._model.predict([(question, text) for text in texts], batch_size=self._batch_size, show_progress_bar=False)
        scores = np.asarray(found, np.float32)
        if scores.shape != (len(texts),):
            raise EncoderError(
                f"The model {self.name} gives several scores a passage, so it is no reranker; name a cross-encoder with one output."
            )
        return scores


def _opened(name: str, folder: str, device: str | None, maximum_length: int | None) -> Any:
    from sentence_transformers import CrossEncoder

    try:
        return CrossEncoder(
            folder,
            device=device,
            trust_remote_code=False,
            local_files_only=True,
            max_length=maximum_length,
            model_kwargs={"use_safetensors": True},
        )
    except Exception as error:  # the frameworks raise dozens of types for a folder that is not a model
        raise EncoderError(
            f"The reranker {name} in {folder} cannot be opened ({error}); check that it is a whole cross-encoder folder."
        ) from error
