"""Trains the static encoder: contrastive learning over pairs, with passages that hold more than the answer.

A training example is a question and a passage. The question is a sentence of a pair with some of its words left out; the passage is
its translation (or itself) laid between other sentences, as an answer lies in a paragraph. Both sides change language
at random inside a batch, so that passages of both languages compete and their scores are comparable in one index.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import MatryoshkaLoss, MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that shapes a training run; the defaults made the model that ships (eval/LOG.md has the tries)."""

    dimension: int = 256
    matryoshka: tuple[int, ...] = (256, 128)
    steps: int = 8_000
    batch: int = 2_048
    rate: float = 0.01
    scale: float = 24.0
    same_language: float = 0.25  # share of examples whose question and passage are of one language
    longest_fill: int = 3  # other sentences in a passage, at most
    least_kept: float = 0.4  # share of a question's words that stay, at least
    seed: int = 11


@dataclass(frozen=True, slots=True)
class Texts:
    """Tokenised texts end to end: `ids[starts[i]:starts[i] + lengths[i]]` is text i."""

    ids: npt.NDArray[np.int32]
    starts: Ints
    lengths: Ints

    @classmethod
    def of(cls, tokenizer: Tokenizer, texts: Sequence[str], step: int = 50_000) -> Texts:
        """The texts run through the tokenizer."""
        ids: list[npt.NDArray[np.int32]] = []
        for start in range(0, len(texts), step):
            ids += [
                np.array(e.ids, np.int32) for e in tokenizer.encode_batch_fast(list(texts[start : start + step]), add_special_tokens=False)
            ]
        lengths = np.array([len(row) for row in ids], np.int64)
        return cls(np.concatenate(ids), np.concatenate([[0], np.cumsum(lengths)])[:-1], lengths)

    def take(self, chosen: Ints) -> tuple[Ints, Ints]:
        """Token ids of the chosen texts end to end, and for each id the place of its text in `chosen`."""
        lengths = self.lengths[chosen]
        owner = np.repeat(np.arange(len(chosen)), lengths)
        inside = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return self.ids[np.repeat(self.starts[chosen], lengths) + inside].astype(np.int64), owner


@dataclass(frozen=True, slots=True)
class Examples:
    """Text numbers of what is trained on: translations (`english[i]` says `chinese[i]`) and questions with their passages."""

    english: Ints
    chinese: Ints
    question: Ints
    passage: Ints


def train(tokenizer: Tokenizer, texts: Texts, examples: Examples, start: Floats, recipe: Recipe) -> Floats:
    """The trained embedding rows, (vocabulary, dimension) float32; `start` is what they begin as."""
    torch.manual_seed(recipe.seed)
    random = np.random.default_rng(recipe.seed)
    static = StaticEmbedding(tokenizer, embedding_weights=start.copy())
    model = SentenceTransformer(modules=[static], device="cpu")
    ranking = MultipleNegativesRankingLoss(model, scale=recipe.scale)
    loss = MatryoshkaLoss(model, ranking, matryoshka_dims=list(recipe.matryoshka)) if len(recipe.matryoshka) > 1 else ranking
    optimiser = torch.optim.Adam(static.parameters(), lr=recipe.rate, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, recipe.steps))
    order = _order(examples, random)
    begun, seen = time.monotonic(), 0.0
    for step in range(recipe.steps):
        features = _batch(texts, examples, order, step, recipe, random)
        optimiser.zero_grad(set_to_none=True)
        value = loss(features, torch.empty(0))
        value.backward()
        optimiser.step()
        schedule.step()
        seen += float(value.detach())
        if (step + 1) % 200 == 0:
            LOG.info("step %d loss %.4f, %.0f s", step + 1, seen / 200, time.monotonic() - begun)
            seen = 0.0
    rows: Floats = static.embedding.weight.detach().numpy()
    return rows


def _rate(step: int, steps: int) -> float:
    warm = max(1, steps // 20)
    return min((step + 1) / warm, max(0.02, (steps - step) / (steps - warm)))


def _order(examples: Examples, random: np.random.Generator) -> Ints:
    """Example numbers in training order; numbers from len(english) on are questions, each four times a pass."""
    asked = np.tile(np.arange(len(examples.question)), 4) + len(examples.english)
    order: Ints = random.permutation(np.concatenate([np.arange(len(examples.english)), asked]))
    return order


def _batch(
    texts: Texts, examples: Examples, order: Ints, step: int, recipe: Recipe, random: np.random.Generator
) -> list[dict[str, torch.Tensor]]:
    chosen = order[np.arange(step * recipe.batch, (step + 1) * recipe.batch) % len(order)]
    asked = chosen >= len(examples.english)
    pair = np.where(asked, 0, chosen)
    question = np.where(asked, chosen - len(examples.english), 0)
    flip = random.random(len(chosen)) < 0.5
    same = random.random(len(chosen)) < recipe.same_language
    left = np.where(flip, examples.chinese[pair], examples.english[pair])
    right = np.where(flip ^ same, examples.english[pair], examples.chinese[pair])
    left = np.where(asked, examples.question[question], left)
    right = np.where(asked, examples.passage[question], right)
    right_chinese = ~(flip ^ same)
    return [_question(texts, left, asked, recipe, random), _passage(texts, examples, right, right_chinese, asked, recipe, random)]


def _question(
    texts: Texts, left: Ints, asked: npt.NDArray[np.bool_], recipe: Recipe, random: np.random.Generator
) -> dict[str, torch.Tensor]:
    ids, owner = texts.take(left)
    share = random.uniform(recipe.least_kept, 1.0, len(left))
    share = np.where(asked, 1.0, np.maximum(share, 3.5 / np.maximum(texts.lengths[left], 1)))
    kept = random.random(len(ids)) < share[owner]
    kept[np.unique(owner, return_index=True)[1]] |= ~np.isin(np.unique(owner), owner[kept])
    return _features(ids[kept], owner[kept], len(left))


def _passage(
    texts: Texts,
    examples: Examples,
    right: Ints,
    chinese: npt.NDArray[np.bool_],
    asked: npt.NDArray[np.bool_],
    recipe: Recipe,
    random: np.random.Generator,
) -> dict[str, torch.Tensor]:
    ids, owner = texts.take(right)
    count = np.where(asked, 0, random.integers(0, recipe.longest_fill + 1, len(right)))
    around = np.repeat(np.arange(len(right)), count)
    filling = random.integers(0, len(examples.english), len(around))
    more, more_owner = texts.take(np.where(chinese[around], examples.chinese[filling], examples.english[filling]))
    ids = np.concatenate([ids, more])
    owner = np.concatenate([owner, around[more_owner]])
    order = np.argsort(owner, kind="stable")
    return _features(ids[order], owner[order], len(right))


def _features(ids: Ints, owner: Ints, size: int) -> dict[str, torch.Tensor]:
    lengths = np.bincount(owner, minlength=size)
    offsets = np.cumsum(lengths) - lengths
    return {"input_ids": torch.from_numpy(ids), "offsets": torch.from_numpy(offsets)}
