"""Keyword search in English, Chinese and mixed text; expected scores as the arithmetic of BM25."""

from __future__ import annotations

import json
from math import log1p
from pathlib import Path

import numpy as np
import pytest

from index.keyword import LENGTH_WEIGHT, SATURATION, KeywordIndex, QueryTerm
from ingest.words import words

TEXTS = [
    "Rotterdam stores rain in water squares.",
    "鹿特丹用水广场储存雨水。",
    "The mayor opened the congress in 2015; 1,700 people came.",
    "宁波于2015年举办培训，subsystem 共有十七个。",
    "Trees cool the streets of Paris.",
]


def one(*terms: str) -> list[QueryTerm]:
    return [QueryTerm(((term, 1.0),)) for term in terms]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Which city stores rain?", 0),
        ("哪座城市储存雨水？", 1),
        ("哪座城市儲存雨水？", 1),
        ("How many people came? 1700", 2),
        ("seventeen subsystems", 3),
        ("宁波的 subsystem", 3),
        ("PARIS street", 4),
    ],
)
def test_question_finds_its_passage(question: str, best: int) -> None:
    index = KeywordIndex.build(TEXTS)
    assert int(index.scores(one(*words(question))).argmax()) == best


def test_score_is_bm25() -> None:
    index = KeywordIndex.build(["rain rain wind", "wind", "sun"])
    mean = (3 + 1 + 1) / 3
    damping = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * 3 / mean)
    rarity = log1p((3 - 1 + 0.5) / (1 + 0.5))
    expected = rarity * (SATURATION + 1) * 2 / (2 + damping)
    assert index.scores(one("rain")).tolist() == pytest.approx([expected, 0, 0])


def test_forms_of_one_term_share_frequency_and_rarity() -> None:
    index = KeywordIndex.build(["rain", "storm", "sun"])
    scores = index.scores([QueryTerm((("rain", 1.0), ("storm", 0.5)))])
    damping = SATURATION
    rarity = log1p((3 - 1.5 + 0.5) / (1.5 + 0.5))
    assert scores.tolist() == pytest.approx(
        [rarity * (SATURATION + 1) * 1 / (1 + damping), rarity * (SATURATION + 1) * 0.5 / (0.5 + damping), 0]
    )


def test_weight_multiplies() -> None:
    index = KeywordIndex.build(TEXTS)
    single = index.scores(one("rain"))
    assert index.scores([QueryTerm((("rain", 1.0),), weight=3.0)]) == pytest.approx(3 * single)


def test_long_chinese_form_is_a_phrase() -> None:
    index = KeywordIndex.build(["气候变化很快", "气候很快，变化不大", "候变不化"])
    assert index.postings("气候变化")[0].tolist() == [0]
    assert index.postings("气候")[0].tolist() == [0, 1]


def test_phrase_counts_as_often_as_its_rarest_pair() -> None:
    index = KeywordIndex.build(["气候变化，气候变化，气候"])
    assert index.postings("气候变化")[1].tolist() == [2]


def test_unknown_terms_score_nothing() -> None:
    index = KeywordIndex.build(TEXTS)
    assert not index.scores(one("zebra", "斑马", "斑马纹")).any()
    assert not index.scores([]).any()


def test_ceiling_is_never_reached() -> None:
    index = KeywordIndex.build(["rain " * 50, *TEXTS])
    query = one("rain", "water")
    assert 0 < index.scores(query).max() < index.ceiling(query)


def test_language_of_passages() -> None:
    assert KeywordIndex.build(TEXTS).chinese.tolist() == [False, True, False, True, False]


def test_add_equals_build() -> None:
    whole, grown = KeywordIndex.build(TEXTS), KeywordIndex.build(TEXTS[:2]).add(TEXTS[2:])
    for name in ("keys", "starts", "passages", "counts", "lengths", "chinese"):
        assert np.array_equal(getattr(whole, name), getattr(grown, name)), name


@pytest.mark.parametrize("texts", [[], [""], ["", "，。", "rain"]])
def test_empty_texts(texts: list[str]) -> None:
    index = KeywordIndex.build(texts)
    assert index.size == len(texts)
    assert len(index.scores(one("rain"))) == len(texts)
    assert len(index.add(["rain"]).scores(one("rain"))) == len(texts) + 1


def test_saved_and_loaded(tmp_path: Path) -> None:
    index = KeywordIndex.build(TEXTS)
    index.save(tmp_path)
    loaded = KeywordIndex.load(tmp_path)
    assert loaded.scores(one("rain", "雨水")).tolist() == index.scores(one("rain", "雨水")).tolist()
    assert not [path for path in tmp_path.iterdir() if path.suffix not in {".npy", ".json"}]


def test_damaged_index_is_not_opened(tmp_path: Path) -> None:
    KeywordIndex.build(TEXTS).save(tmp_path)
    np.save(tmp_path / "keyword.lengths.npy", np.zeros(3, np.float32))
    with pytest.raises(ValueError, match="do not fit"):
        KeywordIndex.load(tmp_path)
    (tmp_path / "keyword.json").write_text(json.dumps({"format": 99, "size": 5}))
    with pytest.raises(ValueError, match="format"):
        KeywordIndex.load(tmp_path)
    (tmp_path / "keyword.json").unlink()
    with pytest.raises(OSError, match=r"keyword\.json"):
        KeywordIndex.load(tmp_path)
