"""How like a question is to questions for what such sources do not tell (a cost, a score, a mayor), by its words alone; knows no evidence.

A logistic regression over the question's vector and its cues, fitted by `python -m eval.untold` on the expected questions and those
beside them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant import cues
from assistant.concepts import known_concepts
from assistant.relevance import NAMED
from index.encoder import BundledEncoder

Floats = npt.NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "untold.npy"
CUES = tuple(sorted(cues.CUES))
SCALE = 4.0  # of the vector's numbers beside the cues


def features(questions: Sequence[str], encoder: BundledEncoder) -> Floats:
    """(questions, d + cues) what the likeness rests on."""
    questions = [_nameless(question) for question in questions]
    shown = [cues.found(question) for question in questions]
    wants = np.array([[float(name in found) for name in CUES] for found in shown], np.float32).reshape(len(questions), len(CUES))
    return np.hstack([SCALE * encoder.encode_questions(questions), wants])


def _nameless(question: str) -> str:
    """The question without the names in it: which city it is about says nothing of what is asked."""
    names = [name for concept in known_concepts().find(question) if concept.category in NAMED for name in concept.names]
    if not names:
        return question
    return re.sub("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)), " ", question, flags=re.IGNORECASE)


def untold(question: str) -> float:
    """From 0 to 1: 0.5 where a question is as like to one kind as to the other."""
    weights = _weights()
    total = float(features([question], BundledEncoder.load())[0] @ weights[1:] + weights[0])
    return float(1 / (1 + np.exp(-total)))


@lru_cache(maxsize=1)
def _weights() -> Floats:
    return np.asarray(np.load(WEIGHTS, allow_pickle=False), np.float32)
