"""Whether a question asks beyond what the expected thing nearest to it tells: whose mayor, at what cost, proposed by whom.

A small network (one hidden layer) over how a question differs from the wordings that ask for the thing: in its vector, and in the
cues that it has and they have not. It knows differences only, neither the thing nor the names, so that it holds for things it has not
seen. Fitted by `python -m eval.beyond` on the expected questions and those beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

WEIGHTS = Path(__file__).parent / "beyond.npz"
SCALE = 4.0  # of a vector's numbers beside the cues
NEUTRAL = 0.2  # where nothing expected is near: as of most questions
NEXT_BEST = 3  # wordings whose mean likeness counts


@dataclass(frozen=True, slots=True)
class Network:
    """Numbers are centred by `middle` (f,) and divided by `spread` (f,); `hidden` (f, h), `bias` (h,), `out` (h,), `last`."""

    middle: Floats
    spread: Floats
    hidden: Floats
    bias: Floats
    out: Floats
    last: float

    def chance(self, rows: Floats) -> Floats:
        """(n,) from 0 to 1: how likely each question asks for what is not told."""
        inner = np.maximum((rows - self.middle) / self.spread @ self.hidden + self.bias, 0.0)
        return np.asarray(1 / (1 + np.exp(-np.clip(inner @ self.out + self.last, -30, 30))), np.float32)

    def save(self, path: Path) -> None:
        """Write the weights, halves of what numbers usually take."""
        arrays = {"middle": self.middle, "spread": self.spread, "hidden": self.hidden, "bias": self.bias, "out": self.out}
        halves = {name: array.astype(np.float16) for name, array in arrays.items()}
        np.savez_compressed(path, allow_pickle=False, last=np.float32(self.last), **halves)


def features(vector: Floats, shown: Flags, vectors: Floats, shows: Flags, likeness: Floats) -> Floats:
    """(f,) what the network reads: of the question `vector` (d,), its cues `shown` (c,) and its `likeness` (4,) to the thing; of the
    wordings of the thing `vectors` (w, d) and `shows` (w, c), at least one."""
    similar = np.sort(vectors @ vector)
    often = shows.mean(axis=0)
    apart = np.abs(shows.astype(np.float32) - shown).sum(axis=1)
    own = shown.astype(np.float32)
    near = np.array([similar[-1], similar[-NEXT_BEST:].mean(), apart.min(), apart.mean()], np.float32)
    return np.concatenate([likeness, near, own * (1 - often), (1 - own) * often, own, SCALE * (vector - vectors.mean(axis=0))]).astype(
        np.float32
    )


@lru_cache(maxsize=1)
def network() -> Network:
    """The weights that ship."""
    with np.load(WEIGHTS, allow_pickle=False) as found:
        one = {name: found[name].astype(np.float32) for name in ("middle", "spread", "hidden", "bias", "out")}
        return Network(**one, last=float(found["last"]))
