"""`python -m index.training`: from the training data to index/model/, in one command, about an hour on two cores.

Reads ../shared/training (or --data), trains on parallel.tsv.gz, DRCD and our own bilingual text, and on nothing else: BiPaR, CMRC,
newstest2018, tico19-test, LASER and the question set of the corpus are for choosing and stay unread.
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from index.encoder import MODEL
from index.training import encoder, names, pack, start, translations, vocabulary
from index.training.data import DOMAIN_WEIGHT, Pair, pairs, questions

LOG = logging.getLogger("index.training")
QUESTION_SETS = ("drcd.dev", "drcd.test")
SHARED = Path(__file__).parents[2].parent / "shared" / "training"


def main(arguments: Sequence[str] | None = None) -> None:
    """Train lexicon and encoder and write them into the folder."""
    parser = argparse.ArgumentParser(prog="python -m index.training", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED, help="folder of the training data")
    parser.add_argument("--out", type=Path, default=MODEL, help="folder the model is written to")
    parser.add_argument("--steps", type=int, default=encoder.Recipe().steps, help="training steps")
    parser.add_argument("--threads", type=int, default=2, help="processor threads")
    parser.add_argument("--hold-out", action="append", default=[], help="leave a question set out, such as drcd.dev")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(options.threads)
    recipe = dataclasses.replace(encoder.Recipe(), steps=options.steps)
    train(options.data, options.out, recipe, [name for name in QUESTION_SETS if name not in options.hold_out])


def train(data: Path, out: Path, recipe: encoder.Recipe, sets: Sequence[str]) -> None:
    """The whole way: vocabulary, lexicon, names, first rows, training, packing."""
    out.mkdir(parents=True, exist_ok=True)
    texts = list(pairs(data))
    asked = [questions(data, name) for name in sets]
    LOG.info("%d pairs, %d questions", len(texts), sum(len(rows) for _, rows in asked))
    segmented = vocabulary.segment([pair.chinese for pair in texts])
    more = [text for passages, rows in asked for _, text in [*passages, *rows]]
    tokenizer = vocabulary.build(texts, segmented, vocabulary.segment(more))
    LOG.info("vocabulary of %d", tokenizer.get_vocab_size())
    lexicon, counts = translations.learn(texts, segmented)
    lexicon.save(out / "lexicon.npz", counts)
    LOG.info("lexicon of %d pairs, %d names", lexicon.size, names.write(data / "parallel.tsv.gz", out))
    corpus, examples = _examples(tokenizer, texts, asked)
    frequencies = np.bincount(corpus.ids, minlength=tokenizer.get_vocab_size())
    first = start.rows(tokenizer, lexicon, frequencies, recipe.dimension, start.teacher_folder(), recipe.seed)
    LOG.info("training: %s", recipe)
    pack.pack(out, tokenizer, encoder.train(tokenizer, corpus, examples, first, recipe))
    LOG.info("written to %s", out)


def _examples(
    tokenizer: Tokenizer, texts: list[Pair], asked: list[tuple[list[tuple[str, str]], list[tuple[str, str]]]]
) -> tuple[encoder.Texts, encoder.Examples]:
    everything = [pair.english for pair in texts] + [pair.chinese for pair in texts]
    question: list[int] = []
    passage: list[int] = []
    for passages, rows in asked:
        places = {name: len(everything) + place for place, (name, _) in enumerate(passages)}
        everything += [text for _, text in passages]
        for gold, text in rows:
            question.append(len(everything))
            passage.append(places[gold])
            everything.append(text)
    often = np.array([DOMAIN_WEIGHT if pair.source == "domain" else 1 for pair in texts])
    english = np.repeat(np.arange(len(texts)), often)
    return encoder.Texts.of(tokenizer, everything), encoder.Examples(english, english + len(texts), np.array(question), np.array(passage))


if __name__ == "__main__":
    main()
