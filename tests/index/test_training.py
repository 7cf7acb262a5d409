"""Training on pairs made here: alignment, vocabulary, packing and a few real steps; the data that is shared is not needed."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("jieba", reason="the train extra is not installed")

from index.encoder import BundledEncoder
from index.training import encoder, pack, start, translations, vocabulary
from index.training.align import Bags, align
from index.training.data import Pair, domain_pairs

SUBJECTS = [("city", "城市"), ("government", "政府"), ("school", "学校"), ("river", "河流")]
VERBS = [("sees", "看见"), ("loves", "喜欢"), ("needs", "需要"), ("protects", "保护")]
OBJECTS = [("forest", "森林"), ("bridge", "大桥"), ("hospital", "医院"), ("flood", "洪水")]
PAIRS = [Pair(f"the {s[0]} {v[0]} the {o[0]}", f"{s[1]}{v[1]}{o[1]}", "test") for s, v, o in itertools.product(SUBJECTS, VERBS, OBJECTS)]


def test_model_one_finds_the_translations() -> None:
    lexicon, counts = translations.learn(PAIRS, vocabulary.segment([pair.chinese for pair in PAIRS], processes=1))
    for english, chinese in [("citi", "城市"), ("forest", "森林"), ("flood", "洪水")]:
        assert lexicon.forms(english)[0][0] == chinese
        assert lexicon.forms(chinese)[0][0] == english
    assert counts.min() == 16


def test_alignment_sums_to_one_for_each_given_word() -> None:
    sentences = [[0, 1], [2, 3], [4, 5], [0, 3], [6, 7], [8, 9], [1, 6], [7, 8]]
    table = align(Bags.of(sentences, 10), Bags.of(sentences, 10), np.ones(len(sentences), np.float32))
    for given, probability in ((table.source, table.forward), (table.target, table.backward)):
        sums = np.bincount(given, weights=probability, minlength=10)
        assert sums[np.unique(given)].tolist() == pytest.approx([1] * len(np.unique(given)))


def test_alignment_of_what_is_no_translation_is_refused() -> None:
    every = Bags.of([[0, 1], [0, 1]], 2)
    with pytest.raises(ValueError, match="too few"):
        align(every, every, np.ones(2, np.float32))


def test_vocabulary_keeps_words_whole() -> None:
    tokenizer = vocabulary.build(PAIRS, vocabulary.segment([pair.chinese for pair in PAIRS], processes=1), [])
    assert tokenizer.encode("The GOVERNMENT protects the bridge!").tokens == ["the", "government", "protects", "the", "bridge"]
    assert tokenizer.encode("政府保护大桥。").tokens == ["政府", "保护", "大桥"]
    assert tokenizer.encode("Bridge 保护 city").tokens == ["bridge", "保护", "city"]


def test_training_brings_translations_together(tmp_path: Path) -> None:
    cut = vocabulary.segment([pair.chinese for pair in PAIRS], processes=1)
    tokenizer = vocabulary.build(PAIRS, cut, [])
    lexicon, counts = translations.learn(PAIRS, cut)
    texts = encoder.Texts.of(tokenizer, [pair.english for pair in PAIRS] + [pair.chinese for pair in PAIRS])
    numbers = np.arange(len(PAIRS))
    examples = encoder.Examples(numbers, numbers + len(PAIRS), numbers[:4], numbers[:4] + len(PAIRS))
    recipe = dataclasses.replace(encoder.Recipe(), dimension=32, matryoshka=(32, 16), steps=150, batch=32, rate=0.05, longest_fill=0)
    frequencies = np.bincount(texts.ids, minlength=tokenizer.get_vocab_size())
    first = start.rows(tokenizer, lexicon, frequencies, recipe.dimension, None, recipe.seed)
    rows = encoder.train(tokenizer, texts, examples, first, recipe)
    assert np.array_equal(rows, encoder.train(tokenizer, texts, examples, first, recipe))
    pack.pack(tmp_path, tokenizer, rows)
    lexicon.save(tmp_path / "lexicon.npz", counts)
    packed = BundledEncoder.load(tmp_path)
    vectors = packed.encode_passages(["the city", "the forest", "城市", "森林"])
    assert vectors[0] @ vectors[2] > vectors[0] @ vectors[3]
    assert vectors[1] @ vectors[3] > vectors[1] @ vectors[2]


def test_packing_rounds_to_a_byte(tmp_path: Path) -> None:
    tokenizer = vocabulary.build(PAIRS, vocabulary.segment([pair.chinese for pair in PAIRS], processes=1), [])
    rows = np.random.default_rng(0).standard_normal((tokenizer.get_vocab_size(), 8)).astype(np.float32)
    pack.pack(tmp_path, tokenizer, rows)
    largest = np.abs(rows).max(axis=1, keepdims=True)
    assert (np.abs(BundledEncoder.load(tmp_path).rows(range(len(rows))) - rows) <= largest / 127 / 2 + 1e-6).all()


def test_our_own_text_is_read(tmp_path: Path) -> None:
    fact = '{"fact": "Fifty cities met.", "fact_zh": "五十座城市相聚。"}\n{"fact": "No Chinese.", "fact_zh": null}\n'
    (tmp_path / "facts.jsonl").write_text(fact, "utf-8")
    (tmp_path / "errata.jsonl").write_text("", "utf-8")
    found = list(domain_pairs(tmp_path, Path(__file__).parents[2] / "ingest" / "bundled"))
    assert found[0] == Pair("fifty cities met.", "五十座城市相聚。", "domain")
    assert len(found) > 100
    assert {pair.source for pair in found} == {"domain"}
