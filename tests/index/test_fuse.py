"""Fusion: the question put to both languages, scores comparable between them, expected numbers as arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from index.encoder import BundledEncoder
from index.fuse import PRIOR, Ranked, hybrid_scores, keyword_scores, queries, reciprocal_ranks, standardised, top, weighted
from index.keyword import KeywordIndex
from index.late import LateInteraction
from index.lexicon import Lexicon

TOPICS = [
    ("Rotterdam stores rain water in public squares.", "鹿特丹在公共广场储存雨水。"),
    ("Paris plants trees to cool its streets.", "巴黎植树为街道降温。"),
    ("The insurance fund pays farmers after a drought.", "旱灾之后保险基金向农民赔付。"),
    ("A new hospital was opened in the capital.", "首都新开了一家医院。"),
    ("Schools teach children to swim.", "学校教孩子们游泳。"),
    ("The museum shows paintings from Italy.", "博物馆展出意大利绘画。"),
    ("Engineers repaired the old bridge.", "工程师修复了古桥。"),
    ("Buses run on electricity at night.", "夜间公共汽车使用电力。"),
]
ASKED = [
    ("Which city stores rain water?", 0),
    ("谁在储存雨水？", 0),
    ("Who planted trees?", 1),
    ("哪里植树？", 1),
    ("旱灾后农民得到什么赔付？", 2),
    ("What do farmers get after a drought?", 2),
    ("Rotterdam 如何储存雨水？", 0),
    ("医院在哪里？", 3),
    ("哪座桥被 engineers 修复？", 6),
]


@pytest.fixture(name="lexicon", scope="module")
def _lexicon() -> Lexicon:
    return Lexicon.load()


@pytest.fixture(name="encoder", scope="module")
def _encoder() -> BundledEncoder:
    return BundledEncoder.load()


@pytest.mark.parametrize(("question", "topic"), ASKED)
@pytest.mark.parametrize("side", [0, 1], ids=["en", "zh"])
def test_question_finds_the_passage_of_either_language(
    lexicon: Lexicon, encoder: BundledEncoder, question: str, topic: int, side: int
) -> None:
    texts = [topic[side] for topic in TOPICS]
    index, late = KeywordIndex.build(texts), LateInteraction(encoder)
    dense = encoder.encode_passages(texts) @ encoder.encode_questions([question])[0]
    scores = hybrid_scores(question, index, lexicon, dense, lambda numbers: late.scores(question, [texts[n] for n in numbers]))
    assert top(scores, 1)[0].passage == topic


@pytest.mark.parametrize(("question", "topic"), ASKED)
def test_in_one_index_both_languages_stand_out(lexicon: Lexicon, encoder: BundledEncoder, question: str, topic: int) -> None:
    texts = [text for pair in TOPICS for text in pair]
    index = KeywordIndex.build(texts)
    dense = encoder.encode_passages(texts) @ encoder.encode_questions([question])[0]
    best = {ranked.passage for ranked in top(hybrid_scores(question, index, lexicon, dense), 2)}
    assert best == {2 * topic, 2 * topic + 1}


def test_lone_passage_of_the_other_language_is_found(lexicon: Lexicon) -> None:
    texts = [english for english, _ in TOPICS[1:]] * 20 + [TOPICS[0][1]]
    best = top(keyword_scores("Which city stores rain water?", KeywordIndex.build(texts), lexicon), 1)[0]
    assert best.passage == len(texts) - 1


def test_queries_keep_numbers_and_names_on_both_sides(lexicon: Lexicon) -> None:
    english, chinese = queries("2015年 Bonn 大会", lexicon)
    assert {"2015", "bonn"} <= {term.forms[0][0] for term in english}
    assert {"2015", "bonn", "大会"} <= {term.forms[0][0] for term in chinese}


def test_without_lexicon_and_vectors_it_is_keyword_search() -> None:
    index = KeywordIndex.build([english for english, _ in TOPICS])
    assert top(hybrid_scores("rain water", index, None, None), 1)[0].passage == 0


def test_standardised_is_a_z_score_in_each_language() -> None:
    scores = np.array([1, 2, 3, 10, 20, 30], np.float32)
    chinese = np.array([False] * 3 + [True] * 3)
    share = 3 / (3 + PRIOR)
    centre = share * 2 + (1 - share) * 11
    spread = (share * (2 / 3) + (1 - share) * scores.var()) ** 0.5
    assert standardised(scores, chinese)[:3].tolist() == pytest.approx([(score - centre) / spread for score in (1, 2, 3)], rel=1e-4)


def test_standardised_of_equal_scores_is_zero() -> None:
    assert standardised(np.full(4, 2.5, np.float32), np.array([True, False, True, False])).tolist() == [0, 0, 0, 0]
    assert standardised(np.zeros(0, np.float32), np.zeros(0, np.bool_)).tolist() == []


def test_rescored_candidates_stay_before_the_rest() -> None:
    index = KeywordIndex.build([f"rain {'wind ' * n}" for n in range(30)])
    scores = hybrid_scores("rain", index, None, None, lambda numbers: -np.arange(len(numbers), dtype=np.float32) * 100, candidates=5)
    plain = {ranked.passage for ranked in top(hybrid_scores("rain", index, None, None), 5)}
    assert {ranked.passage for ranked in top(scores, 5)} == plain


def test_nothing_indexed() -> None:
    index = KeywordIndex.build([])
    assert top(hybrid_scores("rain", index, None, np.zeros(0, np.float32), lambda numbers: np.zeros(0, np.float32)), 3) == []


def test_top_breaks_ties_by_number() -> None:
    assert top(np.array([1, 3, 3, 2], np.float32), 3) == [Ranked(1, 3.0), Ranked(2, 3.0), Ranked(3, 2.0)]


def test_weighted_and_reciprocal_ranks() -> None:
    legs = {"keyword": np.array([3, 1, 2], np.float32), "dense": np.array([0, 5, 1], np.float32)}
    assert weighted(legs, {"dense": 0.5}).tolist() == [3 + 0, 1 + 0.5 * 5, 2 + 0.5 * 1]
    assert reciprocal_ranks(legs).tolist() == pytest.approx([1 / 61 + 1 / 63, 1 / 63 + 1 / 61, 1 / 62 + 1 / 62])
    for fuse in (lambda: weighted({}, {}), lambda: reciprocal_ranks({})):
        with pytest.raises(ValueError, match="no leg"):
            fuse()
